"""The duties that open figures tell of, one by one: a row of small maps, the whole table, and any of them as a degree.

A measured duty counts fulfilment itself (kindergartens, investigations, inhabitants); a proxy goes with the duty and
does not measure it. Neither is the degree of compliance that the ministry's workbook gives.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pandas as pd

from dashboard import text
from dashboard.components.duty_maps import SmallMap, duty_maps
from dashboard.data import classes, compliance_queries, queries
from dashboard.data.database import Database, question
from dashboard.exports import slide_maps
from dashboard.figures import chosen_line, map_panel, pictures
from dashboard.figures.citing import citations, status_words
from dashboard.figures.figure import Citation, Panel, name_columns
from dashboard.figures.page_context import PageContext, cached_panel
from dashboard.measures import duties as duty_basis
from dashboard.state import choices
from dashboard.views.compliance import duty_colours
from dashboard.views.compliance.compliance import DUTIES_TITLE, Measure
from dashboard.views.compliance.duty_index import NOT_COMPLIANCE, POOLED, WITH_PROXIES, is_pooled

CHOICE = "plikt"
"""The parameter that names the duty that is looked at."""

IN_INDEX = "I indeksen (av 100)"
"""The heading of what a figure counts as, which for a share of few is drawn towards the share of the class."""

MAP_PART = "kart"
"""What an address calls the part of the page that holds one large map."""


@question
def duties(database: Database, division: str) -> dict[str, queries.Indicator]:
    """The duties that have figures in a division, the measured before the proxies."""
    found = compliance_queries.duty_scores(database, division)["indicator_id"].unique()
    known = queries.all_indicators(database)
    return {id_: known[id_] for id_ in sorted(found, key=lambda id_: (known[id_].duty_kind, known[id_].position))}


def label(indicator: queries.Indicator) -> str:
    """«Pedagognormen oppfylt», with what a proxy is beside it."""
    return indicator.short_title + ("" if indicator.duty_kind == "measured" else " (indirekte mål)")


def measure(database: Database, division: str, indicator_id: str) -> Measure | None:
    """One duty as a degree; None where the division has no figures of it."""
    years = queries.years(database, indicator_id, division)
    if not years:
        return None
    indicator, year = queries.all_indicators(database)[indicator_id], years[0]
    words = [NOT_COMPLIANCE] + ([WITH_PROXIES] if indicator.duty_kind == "proxy" else [])
    cases = duty_basis.cases(database, indicator, division, year)
    values = _with_basis(queries.values(database, indicator_id, division, year), cases)
    return Measure(
        source=DUTIES_TITLE,
        title=indicator.title,
        unit=indicator.unit,
        decimals=indicator.decimals,
        reference=indicator.reference_in(year),
        year=year,
        values=values,
        citations=citations(database, indicator_id, division, year),
        indicators=(indicator,),
        words=(*words, *status_words(indicator, values)),
        notes=(
            _basis(indicator),
            *([duty_basis.RULE] if indicator.duty_rule == "share" else []),
            *([OF_FEW] if cases is not None else []),
        ),
        cases=None if cases is None else cases["cases"],
        estimated=cases is not None and bool(cases["computed"].any()),
        names=queries.categories(database, indicator_id),
    )


OF_FEW = "n er hvor mange tilfeller andelen er regnet av. Med ett er den 0 eller 100."


def _with_basis(values: pd.DataFrame, cases: pd.DataFrame | None) -> pd.DataFrame:
    """The figures, with how few cases they are of in their notes, or that the number is unknown."""
    if cases is None:
        return values
    few = cases["basis"].where(~(cases["cases"] >= duty_basis.FEW)).reindex(values["code"]).set_axis(values.index)
    pairs = zip(values["note"], few.where(values["value"].notna()), strict=True)
    joined = [". ".join(said for said in pair if isinstance(said, str)) or None for pair in pairs]
    return values.assign(note=pd.Series(joined, values.index, dtype=object))


@cached_panel(marks_chosen=True)
def overview(context: PageContext) -> Panel:
    """Every duty as a small map, and the table of all municipalities duty by duty."""
    division = context.selection.division
    known = duties(context.database, division)
    values = {id_: _newest(context.database, division, id_) for id_ in known}
    words = _words(known, values)
    measured = [id_ for id_, one in known.items() if one.duty_kind == "measured"]
    heading = text.marked(_title(known, values, measured, context), words)
    figure = context.figure(
        "compliance_duties",
        title=heading,
        subtitle=(
            "Nyeste tall for hver plikt, de målte først; et indirekte mål henger sammen med plikten uten å måle den. "
            "Sterkest farge er dårligst i hvert kart, og høyest der ingen retning er gitt. "
            f"{context.where}"
        ),
        unit="ulike enheter",
        alt=f"Små kart, ett for hver plikt: {heading}. {' '.join(_lines(context, known, values))}",
        citations=_citations(context.database, division, values),
        table=lambda: _table(context, known, values),
        decimals={"Tall": 1, "Antall bak tallet": 0, IN_INDEX: 1} | dict.fromkeys(duty_basis.BESIDE, 1),
        missing="Hvem som mangler tall og hvorfor, står i tabellen",
        status_words=(NOT_COMPLIANCE, *words),
        indicators=tuple(known.values()),
        notes=(
            duty_basis.RULE,
            *(
                (f"{IN_INDEX}: {text.uncapitalised(POOLED)}",)
                if is_pooled(compliance_queries.duty_scores(context.database, division))
                else ()
            ),
            *(_basis(known[id_]) for id_ in measured),
        ),
        pictured=False,  # each map is enlarged, and pictured, by itself
    )
    small = cache(lambda: _small_maps(context, known, values))
    return Panel(
        figure, pictures.Drawing(lambda: _draw(context, small()), on_slide=lambda: _maps(context, known, values))
    )


def _newest(database: Database, division: str, indicator_id: str) -> pd.DataFrame:
    year = queries.years(database, indicator_id, division)[0]
    return queries.values(database, indicator_id, division, year).assign(year=year)


def _title(
    known: dict[str, queries.Indicator], values: dict[str, pd.DataFrame], measured: list[str], context: PageContext
) -> str:
    """«9 plikter er målt i åpne tall, i 313–352 av 357 kommuner, og 6 bare indirekte»; of one its own finding. None is
    called the lowest: a share of kindergartens and one of inhabitants don't measure the same.
    """
    proxies = len(known) - len(measured)
    if not measured:
        return f"Ingen plikter er målt i tallene som er hentet; {len(known)} indirekte mål"
    rest = f", og {proxies} bare indirekte" if proxies else ""
    shown = {id_: context.within(values[id_]) for id_ in measured}
    if len(measured) == 1:
        (id_,) = measured
        return f"Én plikt er målt i åpne tall{rest}. {known[id_].short_title}: {_finding(known[id_], shown[id_])}"
    counts = [int(rows["value"].notna().sum()) for rows in shown.values()]
    span = str(min(counts)) if min(counts) == max(counts) else f"{min(counts)}–{max(counts)}"
    of = text.count(len(next(iter(shown.values()))), "kommune", "kommuner")
    return f"{text.count(len(measured), 'plikt', 'plikter')} er målt i åpne tall, i {span} av {of}{rest}"


def _finding(indicator: queries.Indicator, values: pd.DataFrame) -> str:
    """The line of a small map as it stands in a title."""
    return text.uncapitalised(_line(indicator, values))


def _line(indicator: queries.Indicator, values: pd.DataFrame) -> str:
    """«Median 67 prosent …, 352 av 357 kommuner, 2026»; of yes and no how many say yes."""
    told = values["value"].dropna()
    if told.empty:
        return "Ingen kommuner har tall"
    if indicator.scale == "category":
        yes = int((told > 0).sum())
        return f"Ja i {yes} av {text.count(len(told), 'kommune', 'kommuner')} med tall, {values['year'].iloc[0]}"
    median = text.with_unit(told.median(), indicator.unit, indicator.decimals)
    return f"Median {median}; {len(told)} av {text.count(len(values), 'kommune', 'kommuner')}, {values['year'].iloc[0]}"


def _lines(context: PageContext, known: dict[str, queries.Indicator], values: dict[str, pd.DataFrame]) -> list[str]:
    return [f"{label(known[id_])}: {_line(known[id_], context.within(rows))}." for id_, rows in values.items()]


def _basis(indicator: queries.Indicator) -> str:
    """«Pedagognormen oppfylt: barnehageloven § 25 …»."""
    return f"{indicator.short_title}: {indicator.legal_basis}"


def _words(known: dict[str, queries.Indicator], values: dict[str, pd.DataFrame]) -> list[str]:
    found = [WITH_PROXIES] if any(one.duty_kind == "proxy" for one in known.values()) else []
    return list(
        dict.fromkeys([*found, *(word for id_, rows in values.items() for word in status_words(known[id_], rows))])
    )


def _citations(database: Database, division: str, values: dict[str, pd.DataFrame]) -> tuple[Citation, ...]:
    cited = [citations(database, id_, division, int(rows["year"].iloc[0])) for id_, rows in values.items()]
    return tuple({citation.url: citation for found in cited for citation in found}.values())


def _table(context: PageContext, known: dict[str, queries.Indicator], values: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """A row a municipality and duty, with how many cases are behind the figure where that is known, what is exempt or
    could not be assessed, and what the figure counts as in the index.
    """
    scores = compliance_queries.duty_scores(context.database, context.selection.division)
    scores = scores.set_index(["indicator_id", "code"])
    parts = []
    for id_, rows in values.items():
        shown, one = context.within(rows), known[id_]
        scored = scores.reindex(pd.MultiIndex.from_product([[id_], shown["code"]])).set_axis(shown.index)
        cases = duty_basis.cases(context.database, one, context.selection.division, int(rows["year"].iloc[0]))
        cases = pd.DataFrame({"cases": float("nan"), "basis": ""}, shown["code"]) if cases is None else cases
        cases = cases.reindex(shown["code"]).set_axis(shown.index)[shown["value"].notna()]
        names = queries.categories(context.database, id_)
        parts.append(
            pd.DataFrame(
                {
                    **name_columns(shown),
                    "Plikt": one.short_title,
                    "Område": one.duty_area,
                    "Målt eller indirekte": text.DUTY_KINDS[one.duty_kind],
                    "År": shown["year"],
                    "Tall": shown["value"].map(names) if names else shown["value"],
                    "Enhet": one.unit,
                    "Antall bak tallet": cases["cases"],
                    "Om antallet": cases["basis"],
                    **{heading: scored[column] for heading, column in duty_basis.BESIDE.items()},
                    IN_INDEX: scored["score"],
                    "Status": shown["status"].map(text.STATUS_WORDS),
                    "Merknad": shown["note"].fillna(""),
                    "Lovgrunnlag": one.legal_basis,
                }
            )
        )
    table = pd.concat(parts, ignore_index=True).sort_values(["Nummer", "Plikt"], kind="stable", ignore_index=True)
    return duty_basis.without_empty(table.fillna({"Om antallet": ""}))


def _small_maps(
    context: PageContext, known: dict[str, queries.Indicator], values: dict[str, pd.DataFrame]
) -> tuple[SmallMap, ...]:
    database, selection = context.database, context.selection
    maps = []
    for id_, rows in values.items():
        limits = queries.class_limits(database, id_, selection.division)
        places = classes.classify(rows["value"].to_numpy(), limits, known[id_].decimals)
        inside = set(context.within(rows)["code"])
        drawn = [
            int(place) if place >= 0 and code in inside else None
            for place, code in zip(places, rows["code"], strict=True)
        ]
        count = len(_labels(database, known[id_], limits))
        order, ends = duty_colours.legend(known[id_], _labels(database, known[id_], limits))
        line, own = _line(known[id_], context.within(rows)), _own(context, known[id_], rows)
        colours = duty_colours.colours(known[id_], count)
        maps.append(SmallMap(id_, label(known[id_]), line, own, drawn, colours, order, ends))
    return tuple(maps)


def _own(context: PageContext, indicator: queries.Indicator, values: pd.DataFrame) -> str:
    """«Rindal: 67 prosent», or why it has no figure; nothing where no municipality is chosen."""
    names = queries.categories(context.database, indicator.indicator_id)

    def said(row: chosen_line.Row) -> str:
        if names:
            return text.uncapitalised(names[int(row["value"])])
        return text.with_unit(row["value"], indicator.unit, indicator.decimals)

    return "".join(chosen_line.of_value(context, values.assign(comparable=True), said)).removesuffix(".")


def _labels(database: Database, indicator: queries.Indicator, limits: list[float]) -> list[str]:
    """What each class is called; where every one has a name, also those that nobody is in."""
    names = list(queries.categories(database, indicator.indicator_id).values())
    return names or classes.labels(limits, classes.needed(limits, indicator.decimals))


def _draw(context: PageContext, maps: tuple[SmallMap, ...]) -> None:
    duty_maps(
        f"app/static/{queries.geometry_file(context.database, context.selection.division)}",
        maps,
        chosen=context.selection.municipality,
        key="compliance_duty_maps",
        on_pick=_look_at,
    )


def _maps(
    context: PageContext, known: dict[str, queries.Indicator], values: dict[str, pd.DataFrame]
) -> slide_maps.Maps:
    """The same maps for slides, large and with their legends."""
    selections = {
        id_: replace(context.selection, indicator=id_, year=int(rows["year"].iloc[0])) for id_, rows in values.items()
    }
    contents = {id_: map_panel.map_content(context.database, one) for id_, one in selections.items()}
    return slide_maps.Maps(
        tuple(
            (
                f"{label(known[id_])} ({duty_colours.on_paper(known[id_])})",
                replace(content, colours=duty_colours.colours(known[id_], len(content.legend))),
            )
            for id_, content in contents.items()
        )
    )


def _look_at(indicator_id: str) -> None:
    """Shows the large map of a duty that was pressed."""
    choices.hold(CHOICE, indicator_id)
    choices.hold("vis", MAP_PART)


def unavailable_lines(database: Database) -> list[str]:
    """«Pedagognormen oppfylt (målt): Barnehagefakta … ikke hentet ennå» for every duty that has no figures."""
    return [
        f"{row.short_title} ({text.DUTY_KINDS[row.duty_kind]}): {row.reason}"
        for row in compliance_queries.unavailable_duties(database).itertuples()
    ]
