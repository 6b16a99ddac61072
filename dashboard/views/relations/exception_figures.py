"""«Unntak»: the municipalities that meet several criteria at once, on a map and in a list."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from dashboard import palette, text
from dashboard.data import queries
from dashboard.figures import map_panel, pictures
from dashboard.figures.figure import Figure, Panel, name_columns
from dashboard.figures.page_context import PageContext
from dashboard.measures import criteria as measures
from dashboard.measures.criteria import Criterion
from dashboard.state.selection import choose_municipality
from dashboard.views.relations import relations

MOST_LISTED = 30
"""Municipalities that a title names; of more, only the smallest are."""

NAMED_OF_MANY = 5
"""How many are named where there are too many to name all."""


def panels(context: PageContext, asked: tuple[Criterion, ...]) -> tuple[Panel, Panel | None]:
    """Who meets all criteria on a map, and in a list, if there is anybody."""
    rows = measures.asked(context.database, context.selection.division, asked)
    hit = _smallest_first(context, rows[rows["meets"]])
    title = finding(context, rows, asked)
    on_map = _figure(context, rows, asked, "relation_exceptions", title)
    listed, doubt = _list(context, hit, asked), _doubt(context, rows, asked)
    return (
        Panel(
            on_map,
            pictures.MapPicture(
                lambda: _map_content(context, rows, title), key="relation_exceptions_map", on_pick=choose_municipality
            ),
        ),
        None if hit.empty else Panel(
            _figure(context, rows, asked, "relation_exceptions_list", f"{_listed_title(hit)}{doubt}"),
            pictures.TablePicture(
                listed, "drawn_relation_exceptions", "Etter innbyggertall, den minste først",
                _decimals(context, asked),
            ),
        ),
    )  # fmt: skip


def _said(context: PageContext, asked: tuple[Criterion, ...]) -> str:
    return text.listed(measures.words(context.database, criterion) for criterion in asked)


def _too_short(context: PageContext, asked: tuple[Criterion, ...]) -> list[str]:
    """Which of the criteria ask for years that there are no figures of, each with what it lacks."""
    database, division = context.database, context.selection.division
    return list(filter(None, (measures.too_few_years(database, division, one) for one in dict.fromkeys(asked))))


def finding(context: PageContext, rows: pd.DataFrame, asked: tuple[Criterion, ...]) -> str:
    """«12 av 355 kommuner oppfyller alle kravene: klasse 6, under 3 000 innbyggere og …»."""
    known, met = int(rows["known"].sum()), int(rows["meets"].sum())
    said = _said(context, asked)
    if short := _too_short(context, asked):
        told = text.listed(text.uncapitalised(line) for line in short)
        return f"Kravene kan ikke prøves: {told}"
    if not known:
        return f"Ingen kommuner har sammenlignbare tall for alt det spørres om: {said}"
    if met == known:
        return f"Alle {text.count(known, 'kommune', 'kommuner')} med tall oppfyller kravene: {said}"
    who = "Ingen" if not met else text.number(met)
    doubt = _doubt(context, rows, asked)
    return f"{who} av {text.count(known, 'kommune', 'kommuner')} oppfyller alle kravene: {said}{doubt}"


def _doubt(context: PageContext, rows: pd.DataFrame, asked: tuple[Criterion, ...]) -> str:
    """«; for 23 av dem kan tallet ikke skilles sikkert fra grensen»: whose published uncertainty reaches a limit."""
    met = rows.loc[rows["meets"], "code"].tolist()
    found = (measures.within_uncertainty(context.database, context.selection.division, one, met) for one in asked)
    most = max(filter(None, found), default=0)
    whom = f"for {text.part_of_them(most, len(met))} kan tallet" if len(met) > 1 else "tallet kan"
    return f"; {whom} ikke skilles sikkert fra grensen" if most else ""


def _smallest_first(context: PageContext, hit: pd.DataFrame) -> pd.DataFrame:
    database, division = context.database, context.selection.division
    year = relations.year_of(database, division, "population")
    inhabitants = queries.values_by_code(database, "population", division, year)["value"]
    ordered = hit.assign(population=hit["code"].map(inhabitants))
    return ordered.sort_values(["population", "code"], ignore_index=True)


def _listed_title(hit: pd.DataFrame) -> str:
    """All names, the smallest municipality first; of too many the smallest alone."""
    names = hit["name"].map(text.short_name).tolist()
    if len(names) == 1:
        return f"Bare {names[0]} oppfyller alle kravene"
    if len(names) <= MOST_LISTED:
        return f"Disse {len(names)} oppfyller alle kravene, den minste først: {text.listed(names)}"
    return f"{len(names)} kommuner oppfyller alle kravene; de minste er {text.listed(names[:NAMED_OF_MANY])}"


def _notes(context: PageContext, rows: pd.DataFrame, asked: tuple[Criterion, ...]) -> list[str]:
    """What stands below both figures: of the norm, and of whom the published uncertainty leaves in doubt."""
    told = []
    if any(map(measures.is_norm, asked)):
        told.append(f"1,75 prosent: {measures.NORM}, ikke hvert år for seg.")
    met = rows.loc[rows["meets"], "code"].tolist()
    told += [_newest_alone(context, one) for one in dict.fromkeys(asked) if _too_short(context, (one,))]
    for criterion in dict.fromkeys(asked):
        doubt = measures.within_uncertainty(context.database, context.selection.division, criterion, met)
        if doubt is not None:
            told.append(
                f"{queries.indicators(context.database)[criterion.indicator_id].short_title} er publisert med "
                f"usikkerhet: for {doubt} av de {len(met)} som oppfyller kravene, kan tallet ikke skilles sikkert fra "
                "grensen."
            )
    return told


def _newest_alone(context: PageContext, criterion: Criterion) -> str:
    """How many meet a criterion in its newest year, where there are too few years to ask for several running."""
    database, division = context.database, context.selection.division
    newest = replace(criterion, years=1)
    found = measures.asked(database, division, (newest,))
    year = queries.years(database, criterion.indicator_id, division)[0]
    when = queries.indicators(database)[criterion.indicator_id].reference_in(year)
    met, of = int(found["meets"].sum()), text.count(int(found["known"].sum()), "kommune", "kommuner")
    return f"For {when} alene: {text.or_none(met)} av {of} har {measures.words(database, newest)}."


def _figure(context: PageContext, rows: pd.DataFrame, asked: tuple[Criterion, ...], key: str, title: str) -> Figure:
    database, division = context.database, context.selection.division
    known = queries.indicators(database)
    dated = [(one.indicator_id, relations.year_of(database, division, one.indicator_id)) for one in asked]
    lacking = rows[~rows["known"]]
    missing = text.none_missing(len(rows))
    if short := _too_short(context, asked):
        missing = ". ".join(short)
    elif len(lacking):
        missing = f"{len(lacking)} av {len(rows)} mangler minst ett tall: {relations.some(lacking['name'])}"
    years = text.listed(dict.fromkeys(known[id_].dated(year) for id_, year in dated))
    return context.figure(
        key,
        title=title,
        subtitle=f"Kommuner som oppfyller alle kravene samtidig. {years}. Inndelingen {context.division_label}.",
        unit="kommuner",
        alt=f"{title}. {missing}.",
        citations=relations.cited(context, dated),
        table=lambda: _table(context, rows, asked),
        decimals=_decimals(context, asked),
        missing=missing,
        status_words=("Utvalg av publiserte tall",),
        indicators=tuple(dict.fromkeys(known[one.indicator_id] for one in asked)),
        notes=(*_notes(context, rows, asked), "Kravene er brukerens egne. Listen er ingen rangering."),
    )


def _columns(context: PageContext, rows: pd.DataFrame, asked: tuple[Criterion, ...]) -> dict[str, object]:
    database, division = context.database, context.selection.division
    columns: dict[str, object] = dict(name_columns(rows))
    for place, criterion in enumerate(asked):
        names = queries.categories(database, criterion.indicator_id)
        figures = rows[f"figure_{place}"]
        heading = queries.indicators(database)[criterion.indicator_id].column(
            relations.year_of(database, division, criterion.indicator_id)
        )
        columns[heading] = figures.map(names) if names else figures
    return columns


def _list(context: PageContext, hit: pd.DataFrame, asked: tuple[Criterion, ...]) -> pd.DataFrame:
    columns = _columns(context, hit, asked)
    if all(one.indicator_id != "population" for one in asked):
        columns["Innbyggere"] = hit["population"]
    return pd.DataFrame(columns).reset_index(drop=True)


def _table(context: PageContext, rows: pd.DataFrame, asked: tuple[Criterion, ...]) -> pd.DataFrame:
    met = rows["meets"].map({True: "ja", False: "nei"}).where(rows["known"], "mangler tall")
    columns = _columns(context, rows, asked) | {"Oppfyller alle kravene": met}
    table = pd.DataFrame(columns)
    order = table["Oppfyller alle kravene"].map({"ja": 0, "nei": 1, "mangler tall": 2})
    return table.iloc[order.argsort(kind="stable")].reset_index(drop=True)


def _decimals(context: PageContext, asked: tuple[Criterion, ...]) -> dict[str, int]:
    database, division = context.database, context.selection.division
    known = queries.indicators(database)
    return {
        known[one.indicator_id].column(relations.year_of(database, division, one.indicator_id)): known[
            one.indicator_id
        ].decimals
        for one in asked
    }


def _map_content(context: PageContext, rows: pd.DataFrame, title: str):
    colours = palette.sequential(4)
    return map_panel.map_content_of(
        context.database,
        context.selection,
        rows.assign(
            value=rows["meets"].astype(float).where(rows["known"]),
            status=rows["status"].where(~rows["known"], "derived").fillna("not_in_source"),
        ),
        limits=[0.5],
        legend=["Oppfyller ikke alle", "Oppfyller alle kravene"],
        colours=palette.Colours((colours.light[0], colours.light[3]), (colours.dark[0], colours.dark[3])),
        decimals=0,
        title="Oppfyller alle kravene",
        summary=f"{title}.",
        unit="",
        year="nyeste tall",
        value_labels={0: "oppfyller ikke alle", 1: "oppfyller alle kravene"},
        ranked=False,
        last_first=True,
    )
