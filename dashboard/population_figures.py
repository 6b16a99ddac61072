"""The figures of the page «Befolkning og sentralitet»: each function makes one figure and what draws it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from dashboard import charts, classes, mapping, palette, population, queries, text
from dashboard.charts import Axis
from dashboard.frame import Citation, citations, cite, missing_line, status_words
from dashboard.municipality_map import municipality_map
from dashboard.scene import Panel, Scene
from dashboard.selection import choose_municipality

SMALL = 5000
"""Inhabitants below which Statistics Norway calls a municipality small."""

DERIVED = ("Beregnet av publiserte tall",)

MEASURES_OF_AGE = ("workers_per_80_plus", "share_80_plus", "share_67_plus", "share_19_34")
"""Indicators of age per municipality, the most telling first; those that have been pulled are shown."""

PROJECTION = "population_projection"
"""The indicator whose years lie ahead; shown when it has been pulled."""

BY_CLASS = "Hele landet i klassene av 2024-versjonen. Før 2024 er Haram talt sammen med Ålesund (klasse 3)."


def _class_names(scene: Scene) -> dict[int, str]:
    return queries.categories(scene.database, "centrality_class")


def _class_colours(scene: Scene) -> dict[str, str]:
    names = list(_class_names(scene).values())
    return dict(zip(names, charts.colours(palette.ordered(len(names))), strict=True))


def _people(scene: Scene) -> pd.DataFrame:
    frame = population.people(scene.database, scene.selection.division, scene.selection.year)
    return scene.within(frame)


def _population_citations(scene: Scene, *years: int) -> tuple[Citation, ...]:
    """The sources of the inhabitants of some years, each source once."""
    found = [citations(scene.database, "population", scene.selection.division, year) for year in years]
    references = text.listed(_date(year) for year in years)
    if len(years) > 2:
        references = f"1. januar i {len(years)} år fra {min(years)} til {max(years)}"
    return tuple(dict.fromkeys(replace(citation, reference=references) for one in found for citation in one))


def _date(year: int) -> str:
    return f"1. januar {year}"


def _names(frame: pd.DataFrame) -> dict[str, pd.Series]:
    """The first columns of every table twin that has a row a municipality."""
    return {
        "Kommune": frame["name"].map(text.short_name),
        "Nummer": frame["code"],
        "Fylke": frame["county"].map(text.short_name),
    }


# --- Size ---------------------------------------------------------------------------------------------------------


def size_distribution(scene: Scene, limits: Sequence[int]) -> Panel:
    """How many municipalities there are of each size, and how many people live in them."""
    frame = _people(scene)
    table = population.size_distribution(frame, limits)
    small = SMALL if SMALL in limits else limits[len(limits) // 2]
    below = frame[frame["value"] < small]
    reporting = frame["value"].count()
    title = (
        f"{text.number(len(below))} av {text.count(reporting, 'kommune', 'kommuner')} har under {text.number(small)} "
        f"innbyggere; {text.per_cent(below['value'].sum(), frame['value'].sum())} av innbyggerne bor der"
    )
    figure = scene.figure(
        "size_distribution",
        title=title,
        subtitle=f"Kommuner og innbyggere etter kommunens størrelse, {_date(scene.selection.year)}. {scene.where}",
        unit="prosent av kommunene og av innbyggerne",
        alt=f"Søylediagram: {title}.",
        citations=_population_citations(scene, scene.selection.year),
        table=lambda: pd.DataFrame(
            {
                "Innbyggere i kommunen": table["size"].astype(str),
                "Kommuner": table["municipalities"],
                "Innbyggere": table["inhabitants"],
                "Andel av kommunene (prosent)": table["municipality_share"],
                "Andel av innbyggerne (prosent)": table["inhabitant_share"],
            }
        ),
        decimals={"Andel av kommunene (prosent)": 1, "Andel av innbyggerne (prosent)": 1},
        missing=missing_line(frame),
        status_words=DERIVED,
        sortable=False,
    )
    return figure, lambda: charts.draw(_size_chart(table), "size_distribution", figure.alt)


def _size_chart(table: pd.DataFrame):
    kinds = (
        ("Kommuner", "municipalities", "municipality_share", "kommuner"),
        ("Innbyggere", "inhabitants", "inhabitant_share", "innbyggere"),
    )
    rows = pd.concat(
        [
            pd.DataFrame(
                {
                    "size": table["size"].astype(str),
                    "kind": kind,
                    "share": table[share],
                    "label": table[share].map(lambda value: text.number(value, 0 if value >= 10 else 1)),
                    "hover": [
                        f"{size} innbyggere: {text.number(n)} {unit}, {text.number(value, 1)} prosent"
                        for size, n, value in zip(table["size"], table[count], table[share], strict=True)
                    ],
                }
            )
            for kind, count, share, unit in kinds
        ]
    )
    pair = charts.colours(palette.CATEGORICAL)
    return charts.bars(
        rows, "size", Axis("share", "Prosent av alle"), "Innbyggere i kommunen", series="kind",
        series_colours={"Kommuner": pair[1], "Innbyggere": pair[0]}, labels="label", hover="hover",
    )  # fmt: skip


def cumulative(scene: Scene) -> Panel:
    """What share of municipalities and of people is found up to each size."""
    frame = _people(scene)
    curve = population.cumulative(frame)
    half = population.largest_with_half(frame)
    title = f"Halvparten av innbyggerne bor i {'den største kommunen' if half == 1 else f'de {half} største kommunene'}"
    figure = scene.figure(
        "cumulative",
        title=title,
        subtitle=(
            f"Andel av kommunene og av innbyggerne i kommuner med så mange innbyggere eller færre, "
            f"{_date(scene.selection.year)}. {scene.where}"
        ),
        unit="prosent",
        alt=f"To stigende kurver: {title}. Medianen er {text.number(frame['value'].median())} innbyggere.",
        citations=_population_citations(scene, scene.selection.year),
        table=lambda: pd.DataFrame(
            _names(curve)
            | {
                "Innbyggere": curve["value"],
                "Andel av kommunene (prosent)": curve["municipality_share"],
                "Andel av innbyggerne (prosent)": curve["inhabitant_share"],
            }
        ),
        decimals={"Andel av kommunene (prosent)": 1, "Andel av innbyggerne (prosent)": 1},
        missing=missing_line(frame),
        status_words=DERIVED,
    )
    return figure, lambda: charts.draw(_cumulative_chart(curve), "cumulative", figure.alt)


def _cumulative_chart(curve: pd.DataFrame):
    pair = charts.colours(palette.CATEGORICAL)
    kinds = {"Kommuner": ("municipality_share", pair[1]), "Innbyggere": ("inhabitant_share", pair[0])}
    rows = pd.concat(
        [
            curve[["value"]].assign(
                kind=kind,
                share=curve[share],
                hover=[
                    f"Til og med {text.short_name(name)} ({text.number(value)} innbyggere): "
                    f"{text.number(part, 1)} prosent av {'kommunene' if kind == 'Kommuner' else 'innbyggerne'}"
                    for name, value, part in zip(curve["name"], curve["value"], curve[share], strict=True)
                ],
            )
            for kind, (share, _) in kinds.items()
        ]
    )
    return charts.lines(
        rows, Axis("value", "Innbyggere (logaritmisk skala)", log=True, ticks=charts.INHABITANT_TICKS),
        Axis("share", "Prosent"), series="kind", series_colours={kind: colour for kind, (_, colour) in kinds.items()},
        hover="hover", markers=False,
    )  # fmt: skip


def structure(scene: Scene, limits: Sequence[int]) -> Panel:
    """Municipalities by size in every year there are figures for."""
    division = scene.selection.division
    codes = _people(scene)["code"].tolist()
    counts = population.structure(scene.database, division, limits, codes)
    summary = population.yearly_summary(scene.database, division, limits, codes)
    small = SMALL if SMALL in limits else limits[len(limits) // 2]
    complete = summary[summary["municipalities"] == summary["municipalities"].max()]
    first, last = complete.iloc[0], complete.iloc[-1]
    title = (
        f"Kommuner under {text.number(small)} innbyggere: {text.number(first[f'below_{small}'])} "
        f"i {int(first['year'])}, {text.number(last[f'below_{small}'])} i {int(last['year'])}"
    )
    lacking = int((summary["municipalities"] < len(codes)).sum())
    figure = scene.figure(
        "structure",
        title=title,
        subtitle=f"Kommuner etter størrelse, 1. januar hvert år det er tall for. {scene.where}",
        unit="kommuner",
        alt=f"Stablede søyler, én for hvert år: {title}.",
        citations=_population_citations(scene, *(int(year) for year in summary["year"])),
        table=lambda: _structure_table(summary, limits),
        decimals={"Gjennomsnitt (innbyggere)": 1, "Median (innbyggere)": 1},
        missing=(
            f"I {text.count(lacking, 'år', 'år')} mangler noen kommuner sammenlignbart tall"
            if lacking
            else "Ingen kommuner mangler i noen av årene"
        ),
        status_words=DERIVED,
        notes=("Årene står ikke like tett: bare år det er tall for, er med. Alle år er i samme kommuneinndeling.",),
        sortable=False,
    )
    return figure, lambda: charts.draw(_structure_chart(counts, limits), "structure", figure.alt)


def _structure_table(summary: pd.DataFrame, limits: Sequence[int]) -> pd.DataFrame:
    table = pd.DataFrame(
        {
            "År": summary["year"].astype(str),
            "Kommuner med tall": summary["municipalities"],
            "Innbyggere": summary["inhabitants"],
            "Gjennomsnitt (innbyggere)": summary["mean"],
            "Median (innbyggere)": summary["median"],
            "Minste (innbyggere)": summary["smallest"],
            "Største (innbyggere)": summary["largest"],
        }
    )
    for limit in limits:
        table[f"Under {text.number(limit)} (kommuner)"] = summary[f"below_{limit}"]
    return table


def _structure_chart(counts: pd.DataFrame, limits: Sequence[int]):
    labels = population.size_labels(limits)
    shades = dict(zip(labels, charts.colours(palette.ordered(len(labels))), strict=True))
    shades[population.WITHOUT_FIGURE] = charts.colours(palette.MISSING)[1]
    shown = counts[counts["municipalities"] > 0].assign(
        hover=lambda rows: [
            f"{year}, {size}: {text.count(n, 'kommune', 'kommuner')}, {text.number(people)} innbyggere"
            for year, size, n, people in zip(
                rows["year"], rows["size"], rows["municipalities"], rows["inhabitants"], strict=True
            )
        ]
    )
    figure = charts.bars(
        shown, "year", Axis("municipalities", "Kommuner"), "", series="size", series_colours=shades, stacked=True,
        labels="municipalities", hover="hover",
    )  # fmt: skip
    return charts.legend_below(figure)


# --- Growth -------------------------------------------------------------------------------------------------------


def _changes(scene: Scene, start: int, end: int) -> pd.DataFrame:
    return scene.within(population.change(scene.database, scene.selection.division, start, end))


def _change_table(frame: pd.DataFrame, start: int, end: int) -> pd.DataFrame:
    ordered = frame.sort_values("value", ascending=False, na_position="last", kind="stable")
    return pd.DataFrame(
        _names(ordered)
        | {
            f"Innbyggere {start}": ordered["before"],
            f"Innbyggere {end}": ordered["after"],
            "Endring (innbyggere)": ordered["difference"],
            "Endring (prosent)": ordered["value"],
            "Status": ordered["status"].map(text.STATUS_WORDS),
            "Merknad": ordered["note"].fillna(""),
        }
    ).reset_index(drop=True)


def _span(start: int, end: int) -> str:
    return f"fra {_date(start)} til {_date(end)}"


def growth_map(scene: Scene, start: int, end: int) -> Panel:
    """Where municipalities grew and fell between two years."""
    changes = _changes(scene, start, end)
    title = f"{population.course(changes).sentence} {_span(start, end)}"
    figure = scene.figure(
        "growth_map",
        title=title,
        subtitle=f"Endring i folketallet, prosent, {_span(start, end)}. {scene.where}",
        unit="prosent",
        alt=f"Kart: {title}.",
        citations=_population_citations(scene, start, end),
        table=lambda: _change_table(changes, start, end),
        decimals={"Endring (prosent)": 1},
        missing=missing_line(changes),
        status_words=DERIVED,
        indicators=(queries.indicators(scene.database)["population"],),
    )
    return figure, lambda: municipality_map(
        _growth_view(scene, start, end, title), key="growth_municipality_map", on_pick=choose_municipality
    )


def _growth_view(scene: Scene, start: int, end: int, title: str):
    everyone = population.change(scene.database, scene.selection.division, start, end)
    limits = classes.limits(everyone["value"].dropna().to_numpy(), "change", 1)
    legend = classes.labels(limits, 1)
    return mapping.values_view(
        scene.database, scene.selection, everyone, limits=limits, legend=legend,
        colours=palette.diverging(max(len(legend), 2)) if len(legend) > 1 else palette.sequential(1), decimals=1,
        title=f"Endring i folketallet {start}–{end}", summary=title, unit="prosent", year=_span(start, end),
        signed=True,
    )  # fmt: skip


def growth_distribution(scene: Scene, start: int, end: int) -> Panel:
    """How the changes spread around zero."""
    changes = _changes(scene, start, end)
    bins = population.change_bins(changes)
    middle = changes["value"].median()
    title = (
        f"Den midterste kommunen {'vokste' if middle > 0 else 'endret seg'} {text.number(middle, 1)} prosent "
        f"{_span(start, end)}"
    )
    figure = scene.figure(
        "growth_distribution",
        title=title,
        subtitle=f"Kommuner etter endring i folketallet. {scene.where}",
        unit="kommuner",
        alt=f"Søylediagram over kommunene etter endring i prosent: {title}; {population.course(changes).sentence}.",
        citations=_population_citations(scene, start, end),
        table=lambda: pd.DataFrame(
            {
                "Endring (prosent)": [
                    _interval(low, high) for low, high in zip(bins["low"], bins["high"], strict=True)
                ],
                "Kommuner": bins["municipalities"],
            }
        ),
        missing=missing_line(changes),
        status_words=DERIVED,
        sortable=False,
    )
    return figure, lambda: charts.draw(_growth_histogram(scene, changes, bins), "growth_distribution", figure.alt)


def _interval(low: float, high: float) -> str:
    """«−2 til 0», «under −6», «12 og over»."""
    decimals = 0 if all(float(edge).is_integer() for edge in (low, high) if np.isfinite(edge)) else 2
    if np.isinf(low) and np.isinf(high):
        return "alle"
    if np.isinf(low):
        return f"under {text.number(high, decimals)}"
    if np.isinf(high):
        return f"{text.number(low, decimals)} og over"
    return f"{text.number(low, decimals)} til {text.number(high, decimals)}"


def _growth_histogram(scene: Scene, changes: pd.DataFrame, bins: pd.DataFrame):
    below, above = (charts.colours(palette.DIVERGING)[place] for place in (1, 5))
    rows = bins.assign(
        colour=np.where(bins["middle"] < 0, below, above),
        hover=[
            f"{_interval(low, high)} prosent: {text.count(n, 'kommune', 'kommuner')}"
            for low, high, n in zip(bins["low"], bins["high"], bins["municipalities"], strict=True)
        ],
    )
    mine = changes.loc[scene.chosen(changes), "value"].dropna()
    level = float(np.clip(mine.iloc[0], bins["middle"].min(), bins["middle"].max())) if len(mine) else None
    return charts.histogram(
        rows, Axis("middle", "Endring (prosent)"), Axis("municipalities", "Kommuner"), "colour", "hover", level=level
    )


def growth_by_class(scene: Scene, start: int, end: int) -> Panel:
    """The growth of each centrality class as a whole, and how many of its municipalities grew."""
    division = population.comparable_division(scene.database, scene.selection.division, start, end)
    if scene.selection.county is not None:
        division = scene.selection.division
    changes = scene.within(population.change(scene.database, division, start, end))
    table = population.growth_by_class(changes)
    names = _class_names(scene)
    top, bottom = table.iloc[0], table.iloc[-1]
    title = (
        f"Folketallet i {_lower(names[int(top['centrality_class'])])} endret seg {text.signed(top['value'], 1)} "
        f"prosent, i {_lower(names[int(bottom['centrality_class'])])} {text.signed(bottom['value'], 1)} prosent"
        if len(table) > 1
        else f"Folketallet endret seg {text.signed(top['value'], 1)} prosent"
    )
    other = (
        (f"Klassene er regnet i inndelingen {division}, der alle kommuner har tall begge år.",)
        if division != scene.selection.division
        else ()
    )
    figure = scene.figure(
        "growth_by_class",
        title=title,
        subtitle=(
            f"Endring i folketallet etter sentralitetsklasse, {_span(start, end)}. "
            f"{scene.place}, inndelingen {division}."
        ),
        unit="prosent",
        alt=f"Søylediagram etter sentralitetsklasse: {title}.",
        citations=(
            *_population_citations(scene, start, end),
            *_centrality_citations(scene),
        ),
        table=lambda: pd.DataFrame(
            {
                "Sentralitetsklasse": table["centrality_class"].map(names),
                "Kommuner": table["municipalities"],
                "Vokste": table["grew"],
                "Gikk tilbake": table["fell"],
                "Sto stille": table["still"],
                f"Innbyggere {start}": table["before"],
                f"Innbyggere {end}": table["after"],
                "Endring (prosent)": table["value"],
            }
        ),
        decimals={"Endring (prosent)": 1},
        missing=missing_line(changes),
        status_words=DERIVED,
        notes=other,
        sortable=False,
    )
    return figure, lambda: charts.draw(_class_growth_chart(table, names), "growth_by_class", figure.alt)


def _lower(name: str) -> str:
    return name[0].lower() + name[1:]


def _centrality_citations(scene: Scene) -> tuple[Citation, ...]:
    division = scene.selection.division
    year = queries.years(scene.database, "centrality_class", division)[0]
    return citations(scene.database, "centrality_class", division, year)


def _class_growth_chart(table: pd.DataFrame, names: dict[int, str]):
    rows = table.assign(
        name=table["centrality_class"].map(names).map(_broken),
        label=table["value"].map(lambda value: text.signed(value, 1)),
        hover=[
            f"{names[int(row['centrality_class'])]}: {text.signed(row['value'], 1)} prosent; {row['grew']} vokste, "
            f"{row['fell']} gikk tilbake, {row['still']} sto stille"
            for row in table.to_dict("records")
        ],
    )
    return charts.bars(
        rows, "name", Axis("value", "Endring (prosent)", 1), "Sentralitetsklasse", labels="label", hover="hover"
    )


def _broken(name: str) -> str:
    """«Klasse 1<br>(mest sentral)»: a label on two lines under an axis."""
    return name.replace(" (", "<br>(")


def growth_dots(scene: Scene, start: int, end: int) -> Panel:
    """Every municipality's change over its centrality class."""
    changes = _changes(scene, start, end)
    names = _class_names(scene)
    known = changes[changes["value"].notna()].sort_values(["centrality_class", "code"], ignore_index=True)
    medians = known.groupby("centrality_class")["value"].median()
    shrinking = medians[medians < 0].index
    title = (
        f"Den midterste kommunen mistet innbyggere i {text.listed(_lower(names[c]) for c in shrinking)}"
        if len(shrinking)
        else "Den midterste kommunen vokste i alle sentralitetsklasser"
    )
    figure = scene.figure(
        "growth_dots",
        title=title,
        subtitle=(
            f"Endring i folketallet, {_span(start, end)}: hver kommune en prikk, tykk strek er medianen, prikkede "
            f"streker kvartilene. {scene.where}"
        ),
        unit="prosent",
        alt=f"Prikkdiagram etter sentralitetsklasse: {title}.",
        citations=(*_population_citations(scene, start, end), *_centrality_citations(scene)),
        table=lambda: _change_table(changes, start, end).assign(
            Sentralitetsklasse=changes.sort_values("value", ascending=False, na_position="last", kind="stable")[
                "centrality_class"
            ]
            .map(names)
            .to_numpy()
        ),
        decimals={"Endring (prosent)": 1},
        missing=missing_line(changes),
        status_words=DERIVED,
    )
    rows = known.assign(
        name_of_class=known["centrality_class"].map(names).map(_broken),
        hover=[
            f"{text.short_name(name)}: {text.signed(value, 1)} prosent"
            for name, value in zip(known["name"], known["value"], strict=True)
        ],
    )
    return figure, lambda: charts.draw(
        charts.dots_by_group(
            rows,
            "name_of_class",
            Axis("value", "Endring (prosent)"),
            "hover",
            "Sentralitetsklasse",
            chosen=scene.chosen(rows),
            lines={"": 0},
        ),
        "growth_dots",
        figure.alt,
    )


def births_and_migration(scene: Scene) -> Panel | None:
    """Birth surplus against net migration; None where one of them has not been loaded."""
    known = queries.indicators(scene.database)
    if not {"birth_surplus", "net_migration"} <= known.keys():
        return None
    division = scene.selection.division
    year = min(queries.years(scene.database, name, division)[0] for name in ("birth_surplus", "net_migration"))
    births = queries.values(scene.database, "birth_surplus", division, year)
    frame = births.rename(columns={"value": "births"}).assign(
        migration=queries.values(scene.database, "net_migration", division, year)["value"],
        centrality_class=queries.municipalities(scene.database, division)["centrality_class"],
    )
    frame["value"] = frame["births"] + frame["migration"]
    frame = scene.within(frame)
    both = frame.dropna(subset=["births", "migration"])
    deficit = both[both["births"] < 0]
    saved = int((deficit["value"] > 0).sum())
    title = (
        f"I {text.number(len(deficit))} av {text.count(len(both), 'kommune', 'kommuner')} døde flere enn det ble født; "
        f"i {text.number(saved)} av dem veide innflyttingen opp for det"
    )
    figure = scene.figure(
        "births_and_migration",
        title=title,
        subtitle=(
            f"Fødselsoverskudd og nettoinnflytting (innenlands og fra utlandet), "
            f"{known['net_migration'].reference_in(year)}. {scene.where}"
        ),
        unit=known["net_migration"].unit,
        alt=f"Prikkdiagram, hver kommune en prikk: {title}.",
        citations=(
            *citations(scene.database, "birth_surplus", division, year),
            *citations(scene.database, "net_migration", division, year),
        ),
        table=lambda: pd.DataFrame(
            _names(both)
            | {
                "Fødselsoverskudd (per 1000 innbyggere)": both["births"],
                "Nettoinnflytting (per 1000 innbyggere)": both["migration"],
                "Til sammen (per 1000 innbyggere)": both["value"],
            }
        ),
        decimals={
            f"{name} (per 1000 innbyggere)": 1 for name in ("Fødselsoverskudd", "Nettoinnflytting", "Til sammen")
        },
        missing=missing_line(frame),
        status_words=DERIVED,
        indicators=(known["birth_surplus"], known["net_migration"]),
    )
    return figure, lambda: charts.draw(_births_chart(scene, both), "births_and_migration", figure.alt)


def _births_chart(scene: Scene, both: pd.DataFrame):
    names = _class_names(scene)
    rows = both.assign(
        class_name=both["centrality_class"].map(names),
        hover=[
            f"{text.short_name(row['name'])}: fødselsoverskudd {text.signed(row['births'], 1)}, "
            f"nettoinnflytting {text.signed(row['migration'], 1)} per 1000 innbyggere"
            for row in both.to_dict("records")
        ],
    ).sort_values("centrality_class", ignore_index=True)
    figure = charts.dots(
        rows, Axis("births", "Fødselsoverskudd (per 1000 innbyggere)"),
        Axis("migration", "Nettoinnflytting (per 1000 innbyggere)"), "hover", group="class_name",
        group_colours=_class_colours(scene), chosen=scene.chosen(rows), lines={"": 0},
    )  # fmt: skip
    figure.add_vline(x=0, line={"width": 1, "dash": "dash"})
    return charts.legend_below(figure)


# --- Age ----------------------------------------------------------------------------------------------------------


def _age_citations(scene: Scene) -> tuple[Citation, ...]:
    ids = queries.group_figures(scene.database, "centrality_class")["source_id"].unique()
    return tuple(cite(row) for source_id in ids for row in queries.source(scene.database, source_id).to_dict("records"))


def _ageing_figure(scene: Scene, key: str, title: str, subtitle: str, unit: str, ages: pd.DataFrame):
    names = _class_names(scene)
    shares = {f"{label} (prosent)": f"share_{group}" for group, label in population.AGE_GROUPS.items()}
    per_80 = "Innbyggere 18–66 år per innbygger 80+"
    return scene.figure(
        key,
        title=title,
        subtitle=subtitle,
        unit=unit,
        alt=f"{title}. Sentralitetsklasse 1 er mest sentral.",
        citations=_age_citations(scene),
        table=lambda: pd.DataFrame(
            {"Sentralitetsklasse": ages["centrality_class"].map(names), "År (1. januar)": ages["year"].astype(str)}
            | {"Innbyggere": ages["inhabitants"]}
            | {heading: ages[column] for heading, column in shares.items()}
            | {per_80: ages["working_per_80"]}
        ),
        decimals=dict.fromkeys((*shares, per_80), 1),
        missing="Ingen klasser mangler",
        status_words=DERIVED,
        notes=(BY_CLASS,),
        sortable=False,
    )


def working_age(scene: Scene) -> Panel:
    """How many of working age there are for each inhabitant of 80 or over, by centrality class, over time."""
    found = population.working_age(scene.database, scene.selection.division)
    observed = found.table[~found.table["projected"]]
    title = _working_age_title(found)
    ahead = found.table[found.table["projected"]]
    dashed = f" Stiplet: framskrevet til {ahead['year'].max()}." if len(ahead) else ""
    ratio = f"innbyggere {found.ages} år per innbygger 80 år og over"
    figure = scene.figure(
        "working_age",
        title=title,
        subtitle=f"{ratio.capitalize()}, etter sentralitetsklasse, 1. januar. Hele landet.{dashed}",
        unit=ratio,
        alt=f"Linjediagram: {title}. Sentralitetsklasse 1 er mest sentral.",
        citations=_working_age_citations(scene, found, int(observed["year"].max())),
        table=lambda: _working_age_table(scene, found, ratio),
        decimals={ratio.capitalize(): 1},
        missing="Ingen klasser mangler",
        status_words=(*DERIVED, *(_projection_words(scene, population.WORKING_AHEAD[0]) if len(ahead) else ())),
        notes=("Kommuner uten tall et år er ikke med i klassen det året.",) if found.indicator_ids else (BY_CLASS,),
        sortable=False,
    )
    return figure, lambda: charts.draw(_working_age_chart(scene, found), "working_age", figure.alt)


def _working_age_title(found: population.WorkingAge) -> str:
    """The newest figures of the least and the most central class, and the oldest or the projected beside them."""
    by_year = found.table.set_index(["year", "centrality_class"])["value"]
    first, last = found.table["year"].min(), found.table["year"].max()
    newest = found.table.loc[~found.table["projected"], "year"].max()
    least, most = found.table["centrality_class"].max(), found.table["centrality_class"].min()
    other = last if last > newest else first
    beside = text.listed(text.number(by_year[other, c], 1) for c in (least, most))
    return (
        f"{text.number(by_year[newest, least], 1)} innbyggere på {found.ages} år per innbygger på 80 år eller mer i de "
        f"minst sentrale kommunene, {text.number(by_year[newest, most], 1)} i de mest sentrale "
        f"({'framskrevet til ' if last > newest else ''}{beside} i {other})"
    )


def _working_age_citations(scene: Scene, found: population.WorkingAge, newest: int) -> tuple[Citation, ...]:
    if not found.indicator_ids:
        return _age_citations(scene)
    last = int(found.table["year"].max())
    cited = [
        one
        for name in found.indicator_ids
        for one in citations(
            scene.database, name, scene.selection.division, last if name in population.WORKING_AHEAD else newest
        )
    ]
    return (*dict.fromkeys(cited), *_centrality_citations(scene))


def _working_age_table(scene: Scene, found: population.WorkingAge, ratio: str) -> pd.DataFrame:
    rows = found.table.sort_values(["centrality_class", "year"])
    return pd.DataFrame(
        {
            "Sentralitetsklasse": rows["centrality_class"].map(_class_names(scene)),
            "År (1. januar)": rows["year"].astype(str),
            "Slag": rows["projected"].map({True: "framskrevet", False: "folketall"}),
            ratio.capitalize(): rows["value"],
        }
    )


AHEAD = ", framskrevet"


def _working_age_chart(scene: Scene, found: population.WorkingAge):
    """A line for each class, going on dashed where it is projected."""
    names = _class_names(scene)
    colours = _class_colours(scene)
    observed = found.table[~found.table["projected"]]
    joint = observed[observed["year"] == observed["year"].max()]
    ahead = found.table[found.table["projected"]]
    parts = [observed.assign(name=observed["centrality_class"].map(names))]
    if len(ahead):
        on = pd.concat([joint, ahead])
        parts.append(on.assign(name=on["centrality_class"].map(names) + AHEAD))
    rows = pd.concat(parts).sort_values(["centrality_class", "name", "year"])
    years = sorted(int(year) for year in rows["year"].unique())
    figure = charts.lines(
        rows,
        Axis("year", "", ticks=years if len(years) <= 8 else [year for year in years if year % 5 == 0]),
        Axis("value", f"{found.ages} år per innbygger 80+", 1),
        series="name",
        series_colours=colours | {f"{name}{AHEAD}": colour for name, colour in colours.items()},
        dashed=[f"{name}{AHEAD}" for name in colours],
        markers=len(years) <= 8,
    )
    figure.for_each_trace(lambda trace: trace.update(showlegend=False), lambda trace: str(trace.name).endswith(AHEAD))
    return charts.legend_below(figure)


def _projection_words(scene: Scene, indicator_id: str) -> tuple[str, ...]:
    """What must be said of a projection: that it is one, that it is modelled, that it is made up where it is."""
    indicator = queries.all_indicators(scene.database)[indicator_id]
    division = scene.selection.division
    year = queries.years(scene.database, indicator_id, division)[0]
    words = status_words(indicator, queries.values(scene.database, indicator_id, division, year))
    return ("Framskriving – ikke en prognose for enkeltkommuner", *words)


def age_groups(scene: Scene) -> Panel:
    """The age groups of each centrality class on the newest date."""
    ages = population.ageing(scene.database)
    names = _class_names(scene)
    newest = ages[ages["year"] == ages["year"].max()]
    old = newest.set_index("centrality_class")[["share_population_67_79", "share_population_80_plus"]].sum(axis=1)
    title = (
        f"{text.number(old[old.index.max()], 1)} prosent er 67 år eller eldre i de minst sentrale kommunene, "
        f"{text.number(old[old.index.min()], 1)} prosent i de mest sentrale"
    )
    figure = _ageing_figure(
        scene,
        "age_groups",
        title,
        f"Innbyggere etter alder og sentralitetsklasse, {_date(int(newest['year'].iloc[0]))}. Hele landet.",
        "prosent av innbyggerne i klassen",
        ages,
    )
    shades = dict(
        zip(population.AGE_GROUPS.values(), charts.colours(palette.sequential(len(population.AGE_GROUPS))), strict=True)
    )
    rows = pd.concat(
        [
            pd.DataFrame(
                {
                    "name": newest["centrality_class"].map(names).map(_broken),
                    "age": label,
                    "share": newest[f"share_{group}"],
                    "label": newest[f"share_{group}"].map(lambda value: text.number(value, 1)),
                    "hover": [
                        f"{names[c]}, {label}: {text.number(n)} innbyggere, {text.number(share, 1)} prosent"
                        for c, n, share in zip(
                            newest["centrality_class"], newest[group], newest[f"share_{group}"], strict=True
                        )
                    ],
                }
            )
            for group, label in population.AGE_GROUPS.items()
        ]
    )
    return figure, lambda: charts.draw(
        charts.legend_below(
            charts.bars(
                rows,
                "name",
                Axis("share", "Prosent"),
                "",
                series="age",
                series_colours=shades,
                stacked=True,
                labels="label",
                hover="hover",
            )
        ),
        "age_groups",
        figure.alt,
    )


def measures_of_age(scene: Scene) -> dict[str, str]:
    """The indicators of age that can be shown for each municipality: id and short title."""
    known = queries.indicators(scene.database)
    return {name: known[name].short_title for name in MEASURES_OF_AGE if name in known}


def municipal_age(scene: Scene, indicator_id: str) -> Panel:
    """Every municipality's figure for an indicator of age, over its centrality class."""
    indicator = queries.indicators(scene.database)[indicator_id]
    division = scene.selection.division
    year = queries.years(scene.database, indicator_id, division)[0]
    values = queries.values(scene.database, indicator_id, division, year)
    values["centrality_class"] = queries.municipalities(scene.database, division)["centrality_class"]
    values = scene.within(values)
    names = _class_names(scene)
    known = values[values["value"].notna()].sort_values(["centrality_class", "code"], ignore_index=True)
    medians = known.groupby("centrality_class")["value"].median()
    title = f"{indicator.short_title}: medianen er " + text.listed(
        f"{text.with_unit(medians[c], indicator.unit, indicator.decimals)} i {_lower(names[c])}"
        for c in dict.fromkeys((medians.index.min(), medians.index.max()))
    )
    figure = scene.figure(
        "municipal_age",
        title=title,
        subtitle=(
            f"{indicator.title}, {indicator.reference_in(year)}: hver kommune en prikk, tykk strek er medianen, "
            f"prikkede streker kvartilene. {scene.where}"
        ),
        unit=indicator.unit,
        alt=f"Prikkdiagram etter sentralitetsklasse: {title}.",
        citations=citations(scene.database, indicator_id, division, year),
        table=lambda: mapping.table_twin(indicator, {}, values, year),
        decimals={f"{indicator.short_title} {year} ({indicator.unit})": indicator.decimals},
        missing=missing_line(values),
        status_words=status_words(indicator, values),
        indicators=(indicator,),
    )
    rows = known.assign(
        name_of_class=known["centrality_class"].map(names).map(_broken),
        hover=[
            f"{text.short_name(name)}: {text.with_unit(value, indicator.unit, indicator.decimals)}"
            for name, value in zip(known["name"], known["value"], strict=True)
        ],
    )
    return figure, lambda: charts.draw(
        charts.dots_by_group(
            rows,
            "name_of_class",
            Axis("value", indicator.unit.capitalize()),
            "hover",
            "Sentralitetsklasse",
            chosen=scene.chosen(rows),
        ),
        "municipal_age",
        figure.alt,
    )


def projection(scene: Scene) -> Panel | None:
    """Past and projected inhabitants of what is chosen, the projection dashed; None until it has been pulled."""
    known = queries.all_indicators(scene.database)
    division = scene.selection.division
    if PROJECTION not in known:
        return None
    whose, codes = _projected(scene)
    past = _yearly_sum(scene, "population", codes)
    ahead = _yearly_sum(scene, PROJECTION, codes)
    ahead = ahead[ahead["year"] > past["year"].max()]
    growth = 100 * (ahead["value"].iloc[-1] / past["value"].iloc[-1] - 1)
    title = f"{whose}: framskrivingen gir {text.signed(growth, 1)} prosent innbyggere fram til {ahead['year'].iloc[-1]}"
    rows = pd.concat(
        [past.assign(series="Folketall"), pd.concat([past.tail(1), ahead]).assign(series="Framskriving")],
        ignore_index=True,
    )
    twin = pd.concat([past.assign(series="folketall"), ahead.assign(series="framskrevet")], ignore_index=True)
    figure = scene.figure(
        "projection",
        title=title,
        subtitle=f"Innbyggere 1. januar, og {_lower(known[PROJECTION].title)} (stiplet). Inndelingen {division}.",
        unit="innbyggere",
        alt=f"Linjediagram: {title}.",
        citations=(
            *_population_citations(scene, int(past["year"].max())),
            *citations(scene.database, PROJECTION, division, int(ahead["year"].iloc[-1])),
        ),
        table=lambda: pd.DataFrame(
            {"År (1. januar)": twin["year"].astype(str), "Slag": twin["series"], "Innbyggere": twin["value"]}
        ),
        missing="Bare år der alle kommunene har tall, er med",
        status_words=_projection_words(scene, PROJECTION),
        indicators=(known[PROJECTION],),
        sortable=False,
    )
    return figure, lambda: charts.draw(_projection_chart(rows), "projection", figure.alt)


def _projected(scene: Scene) -> tuple[str, list[str]]:
    """Whose inhabitants are projected, in words and by code: the chosen municipality's, else the county's or all."""
    register = queries.municipalities(scene.database, scene.selection.division)
    mine = register[scene.chosen(register)]
    if len(mine):
        return text.short_name(mine["name"].iloc[0]), mine["code"].tolist()
    return scene.place, scene.within(register)["code"].tolist()


def _projection_chart(rows: pd.DataFrame):
    colour = charts.colours(palette.CATEGORICAL)[0]
    return charts.lines(
        rows,
        Axis("year", ""),
        Axis("value", "Innbyggere"),
        series="series",
        series_colours={"Folketall": colour, "Framskriving": colour},
        dashed=("Framskriving",),
        markers=False,
    )


def _yearly_sum(scene: Scene, indicator_id: str, codes: list[str]) -> pd.DataFrame:
    """year and value summed over municipalities, for the years in which each of them has a figure."""
    history = queries.every_year(scene.database, indicator_id, scene.selection.division)
    grouped = history[history["code"].isin(codes)].groupby("year")["value"]
    total = grouped.sum()[grouped.count() == len(codes)]
    return total.reset_index()


# --- Centrality ---------------------------------------------------------------------------------------------------


def centrality_map(scene: Scene, indicator_id: str) -> Panel:
    """SSB's centrality index or class on the map, by the map page's own rules."""
    year = queries.years(scene.database, indicator_id, scene.selection.division)[0]
    selection = replace(scene.selection, indicator=indicator_id, year=year)
    figure = replace(
        mapping.map_figure(scene.database, selection),
        key="centrality_map",
        link=scene.link,
        notes=("Klasse 1 er mest sentral, klasse 6 minst. Oslo har alltid indeksen 1000.",),
    )
    return figure, lambda: municipality_map(
        mapping.map_view(scene.database, selection), key="centrality_municipality_map", on_pick=choose_municipality
    )


def district_map(scene: Scene, meaning: str) -> Panel:
    """The municipalities that are «distriktskommuner» in one of the two official meanings."""
    definition = population.DISTRICT[meaning]
    everyone = population.people(scene.database, scene.selection.division, scene.selection.year)
    # The legend and the list begin with those that are.
    everyone["value"] = population.district(everyone, definition).map({True: 0.0, False: 1.0})
    everyone["inhabitants"] = queries.values(
        scene.database, "population", scene.selection.division, scene.selection.year
    )["value"]
    frame = scene.within(everyone)
    inside = frame[frame["value"] == 0]
    title = (
        f"{text.count(len(inside), 'distriktskommune', 'distriktskommuner')} (sentralitetsklasse {meaning}) med "
        f"{text.number(inside['inhabitants'].sum())} innbyggere, "
        f"{text.per_cent(inside['inhabitants'].sum(), frame['inhabitants'].sum())} av alle"
    )
    figure = scene.figure(
        "district_map",
        title=title,
        subtitle=f"Distriktskommuner: {definition.source}. Folketall {_date(scene.selection.year)}. {scene.where}",
        unit="distriktskommune eller ikke",
        alt=f"Kart: {title}.",
        citations=(*_centrality_citations(scene), *_population_citations(scene, scene.selection.year)),
        table=lambda: pd.DataFrame(
            _names(frame)
            | {
                "Sentralitetsklasse": frame["centrality_class"].map(_class_names(scene)),
                "Innbyggere": frame["inhabitants"],
                "Distriktskommune": frame["value"].map({0.0: "ja", 1.0: "nei"}),
            }
        ),
        missing=missing_line(frame),
        status_words=DERIVED,
        notes=(
            "«Distriktskommune» har to offisielle betydninger: sentralitetsklasse 5–6 (Meld. St. 5 (2019–2020) og "
            "Distriktssenteret) og 4–6 (KDD, Regionale utviklingstrekk 2023). Si alltid hvilken.",
        ),
    )
    legend = [f"Distriktskommune (klasse {meaning})", "Ikke distriktskommune"]
    colours = palette.Colours(palette.SEQUENTIAL.light[3::-3], palette.SEQUENTIAL.dark[3::-3])
    return figure, lambda: municipality_map(
        mapping.values_view(
            scene.database,
            scene.selection,
            everyone,
            limits=[0.5],
            legend=legend,
            colours=colours,
            decimals=0,
            title="Distriktskommune",
            summary=title,
            unit="",
            year=f"Sentralitetsklasse {meaning}",
            value_labels=dict(enumerate(legend)),
            ranked=False,
        ),
        key="district_municipality_map",
        on_pick=choose_municipality,
    )


def centrality_classes(scene: Scene, start: int) -> Panel:
    """How many municipalities and people each centrality class holds, and how it has grown."""
    frame = _people(scene)
    table = population.centrality_classes(frame)
    names = _class_names(scene)
    end = scene.selection.year
    span = sorted((start, end))
    growth = population.growth_by_class(_changes(scene, *span)).set_index("centrality_class")["value"]
    least, most = table.iloc[-1], table.iloc[0]
    title = (
        f"{names[int(least['centrality_class'])]} har {text.number(least['municipality_share'], 0)} prosent av "
        f"kommunene og {text.number(least['inhabitant_share'], 1)} prosent av innbyggerne; "
        f"{_lower(names[int(most['centrality_class'])])} har {text.number(most['municipality_share'], 0)} og "
        f"{text.number(most['inhabitant_share'], 1)} prosent"
    )
    heading = f"Endring {span[0]}–{span[1]} (prosent)"
    figure = scene.figure(
        "centrality_classes",
        title=title,
        subtitle=f"Kommuner og innbyggere etter sentralitetsklasse, {_date(end)}. {scene.where}",
        unit="prosent av kommunene og av innbyggerne",
        alt=f"Søylediagram: {title}.",
        citations=(*_centrality_citations(scene), *_population_citations(scene, end)),
        table=lambda: pd.DataFrame(
            {
                "Sentralitetsklasse": table["centrality_class"].map(names),
                "Laveste indeks (poeng)": table["lowest"],
                "Høyeste indeks (poeng)": table["highest"],
                "Kommuner": table["municipalities"],
                "Innbyggere": table["inhabitants"],
                "Andel av innbyggerne (prosent)": table["inhabitant_share"],
            }
            | ({heading: table["centrality_class"].map(growth)} if span[0] != span[1] else {})
        ),
        decimals={"Andel av innbyggerne (prosent)": 1, heading: 1},
        missing=missing_line(frame),
        status_words=DERIVED,
        sortable=False,
    )
    bars = table.assign(size=table["centrality_class"].map(names).map(_broken))
    return figure, lambda: charts.draw(
        _size_chart(bars).update_xaxes(title="Sentralitetsklasse"), "centrality_classes", figure.alt
    )


def size_by_centrality(scene: Scene, limits: Sequence[int]) -> Panel:
    """The table of size and centrality, as circles."""
    frame = _people(scene)
    counts = population.size_by_centrality(frame, limits)
    names = _class_names(scene)
    small = SMALL if SMALL in limits else limits[len(limits) // 2]
    remote = population.district(frame, population.DISTRICT["5–6"])
    both = int((remote & (frame["value"] < small)).sum())
    title = (
        f"{both} av de {int((frame['value'] < small).sum())} kommunene under {text.number(small)} innbyggere er i de "
        "to minst sentrale klassene"
    )
    shown = counts.rename(index=names)
    hover = pd.DataFrame(
        [
            [
                f"{label}, {size} innbyggere: {text.count(n, 'kommune', 'kommuner')}"
                for size, n in zip(shown.columns, row, strict=True)
            ]
            for label, row in zip(shown.index, shown.to_numpy(), strict=True)
        ],
        index=shown.index,
        columns=shown.columns,
    )
    figure = scene.figure(
        "size_by_centrality",
        title=title,
        subtitle=f"Kommuner etter sentralitetsklasse og innbyggere, {_date(scene.selection.year)}. {scene.where}",
        unit="kommuner",
        alt=f"Tabell med sirkler, sentralitet nedover og størrelse bortover: {title}.",
        citations=(*_centrality_citations(scene), *_population_citations(scene, scene.selection.year)),
        table=lambda: shown.rename(columns=str).rename_axis(index="Sentralitetsklasse", columns=None).reset_index(),
        missing=missing_line(frame),
        status_words=DERIVED,
        sortable=False,
    )
    circles = shown.rename(index=_broken)
    return figure, lambda: charts.draw(
        charts.bubbles(circles, hover.set_axis(circles.index), "", "Innbyggere i kommunen"),
        "size_by_centrality",
        figure.alt,
    )


def size_and_centrality(scene: Scene) -> Panel:
    """Every municipality by inhabitants and centrality index, and how closely the two go together."""
    frame = _people(scene).dropna(subset=["value", "centrality_index"])
    r = population.correlation(frame)
    together = f"Størrelse og sentralitet går sammen: r = {text.number(r, 2)}"
    title = together if r == r else "For få kommuner til å si om størrelse og sentralitet går sammen"
    meaning = (
        f"r er korrelasjonen mellom sentralitetsindeksen og logaritmen av folketallet (1 er helt sammenfall, 0 ingen "
        f"sammenheng). De to deler {text.number(100 * r * r)} prosent av variasjonen: en forskjell mellom små og store "
        "kommuner er nesten alltid også en forskjell mellom lite og mye sentrale. Sammenlign kommuner av samme "
        "størrelse, eller av samme klasse, før du sier hva som er årsaken."
        if r == r
        else "Velg hele landet for å se sammenhengen."
    )
    names = _class_names(scene)
    rows = frame.assign(
        class_name=frame["centrality_class"].map(names),
        hover=[
            f"{text.short_name(name)}: {text.number(value)} innbyggere, indeks {text.number(index)}"
            for name, value, index in zip(frame["name"], frame["value"], frame["centrality_index"], strict=True)
        ],
    ).sort_values(["centrality_class", "code"], ignore_index=True)
    figure = scene.figure(
        "size_and_centrality",
        title=title,
        subtitle=(
            f"Innbyggere {_date(scene.selection.year)} og sentralitetsindeks, hver kommune en prikk. {scene.where}"
        ),
        unit="innbyggere og indekspoeng (0–1000)",
        alt=f"Prikkdiagram: {title}.",
        citations=(*_centrality_citations(scene), *_population_citations(scene, scene.selection.year)),
        table=lambda: pd.DataFrame(
            _names(rows)
            | {
                "Innbyggere": rows["value"],
                "Sentralitetsindeks (poeng)": rows["centrality_index"],
                "Sentralitetsklasse": rows["class_name"],
            }
        ),
        missing=missing_line(frame),
        status_words=DERIVED,
        notes=(meaning,),
    )
    return figure, lambda: charts.draw(
        charts.legend_below(
            charts.dots(
                rows,
                Axis("value", "Innbyggere (logaritmisk skala)", log=True, ticks=charts.INHABITANT_TICKS),
                Axis("centrality_index", "Sentralitetsindeks (poeng)"),
                "hover",
                group="class_name",
                group_colours=_class_colours(scene),
                chosen=scene.chosen(rows),
            )
        ),
        "size_and_centrality",
        figure.alt,
    )


# --- One county ---------------------------------------------------------------------------------------------------


def county_overview(scene: Scene, start: int, end: int) -> Panel:
    """Every municipality of the county, ranked by growth; the table holds all that the page shows of each."""
    changes = _changes(scene, start, end)
    ordered = changes.sort_values("value", ascending=False, na_position="last", ignore_index=True)
    total = 100 * (changes["after"].sum() / changes.loc[changes["before"].notna(), "before"].sum() - 1)
    county = scene.place.removeprefix("Kommunene i ")
    title = f"{county}: {population.course(changes).sentence}; fylket i alt {text.signed(total, 1)} prosent"
    known = queries.indicators(scene.database)
    extra = [name for name in (*MEASURES_OF_AGE, "net_migration", "birth_surplus") if name in known]
    figure = scene.figure(
        "county_overview",
        title=title,
        subtitle=f"Endring i folketallet, prosent, {_span(start, end)}. {scene.where}",
        unit="prosent",
        alt=f"Liggende søyler, én for hver kommune, den som vokste mest øverst: {title}.",
        citations=(
            *_population_citations(scene, start, end),
            *_centrality_citations(scene),
            *(one for name in extra for one in _newest_citations(scene, name)),
        ),
        table=lambda: _county_table(scene, ordered, extra, start, end),
        decimals={"Endring (prosent)": 1} | {_heading(scene, name): known[name].decimals for name in extra},
        missing=missing_line(changes),
        status_words=DERIVED,
        notes=("Tabellen har også alder, flytting, fødselsoverskudd og sentralitet for hver kommune.",),
    )
    below, above = (charts.colours(palette.DIVERGING)[place] for place in (1, 5))
    rows = ordered[ordered["value"].notna()].assign(
        short=lambda rows: rows["name"].map(text.short_name),
        colour=lambda rows: np.where(rows["value"] < 0, below, above),
        hover=lambda rows: [
            f"{text.short_name(row['name'])}: {text.signed(row['value'], 1)} prosent "
            f"({text.signed(row['difference'])} innbyggere, nå {text.number(row['after'])}), "
            f"sentralitetsklasse {row['centrality_class']}"
            for row in rows.to_dict("records")
        ],
    )
    return figure, lambda: charts.draw(
        charts.ranked_bars(
            rows, "short", Axis("value", "Endring (prosent)", 1), "colour", "hover", chosen=scene.chosen(rows)
        ),
        "county_overview",
        figure.alt,
    )


def _newest_citations(scene: Scene, indicator_id: str) -> tuple[Citation, ...]:
    division = scene.selection.division
    return citations(scene.database, indicator_id, division, queries.years(scene.database, indicator_id, division)[0])


def _heading(scene: Scene, indicator_id: str) -> str:
    indicator = queries.indicators(scene.database)[indicator_id]
    year = queries.years(scene.database, indicator_id, scene.selection.division)[0]
    return f"{indicator.short_title} {year} ({indicator.unit})"


def _county_table(scene: Scene, ordered: pd.DataFrame, extra: Sequence[str], start: int, end: int) -> pd.DataFrame:
    table = _change_table(ordered, start, end).drop(columns=["Fylke", "Status", "Merknad"])
    figures = queries.table_of(scene.database, tuple(extra), scene.selection.division).set_index("code")
    for name in extra:
        table[_heading(scene, name)] = table["Nummer"].map(figures[name])
    table["Sentralitetsindeks (poeng)"] = table["Nummer"].map(figures["centrality_index"])
    table["Sentralitetsklasse"] = table["Nummer"].map(figures["centrality_class"]).map(_class_names(scene))
    return table
