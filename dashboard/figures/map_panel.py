"""From an indicator, a year and a division to a map and the figure around it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from dashboard import palette, text
from dashboard.components.municipality_map import MapContent
from dashboard.data import classes, queries
from dashboard.data.database import Database, question
from dashboard.figures import map_notes, map_titles, page_context
from dashboard.figures.citing import citations, missing_line, status_words
from dashboard.figures.figure import Figure, name_columns
from dashboard.measures import uncertainty, weak_areas
from dashboard.state.selection import Selection
from etl.rules import Rule

LOGARITHMIC = "Klassene på kartet er naturlige skiller mellom tallenes logaritmer, fordi noen få tall er svært store."

OLD = 4
"""Years after which a figure's age stands in its title."""

ENDS = {"lower": "Usikkerhet, nedre", "upper": "Usikkerhet, øvre"}
"""The ends of a published interval, as columns of the table are called."""


def colours_for(indicator: queries.Indicator, limits: list[float]) -> palette.Colours:
    """One colour for each class between the limits, by what the indicator is: light to dark, around zero, ordered, or
    by kind.

    Of ordered classes the first is the strongest, unless it is the last that one looks for.
    """
    count = len(limits) + 1
    match indicator.scale:
        case "ordered":
            colours = palette.ordered(count)
            return colours.reversed() if indicator.direction == "lower_is_better" else colours
        case "category":
            return palette.categorical(count)
        case "change":
            return palette.around_zero(*classes.sides(limits))
        case _:
            return palette.sequential(count)


@question
def map_content(database: Database, selection: Selection, cut: int | None = None) -> MapContent:
    """The map of a selection: every municipality of the division, those outside the selection dimmed, the classes the
    same in every year. `cut` is where a count of weak areas is cut, if not where its rule says.
    """
    indicator = queries.indicators(database)[selection.indicator]
    values = weak_areas.shown(database, selection.indicator, selection.division, selection.year, cut)
    weak = weak_areas.rule(indicator)
    unclear = uncertainty.published(database, selection.indicator, selection.division, selection.year)
    limits = queries.class_limits(database, selection.indicator, selection.division)
    names = queries.categories(database, selection.indicator)
    labels = list(names.values()) if names else classes.labels(limits, classes.needed(limits, indicator.decimals))
    return map_content_of(
        database,
        selection,
        values if unclear is None else _with_uncertainty(indicator, values, unclear),
        limits=limits,
        legend=labels,
        colours=colours_for(indicator, limits),
        decimals=indicator.decimals,
        class_decimals=indicator.class_decimals,
        title=indicator.title,
        summary=_finding(database, selection, values, cut),
        unit="" if names else indicator.unit,
        year=indicator.reference_in(selection.year),
        value_labels=names or None,
        signed=indicator.scale == "change",
        ranked=indicator.rankable,
        by_name=not indicator.ranked,
        rank_from="lowest" if indicator.direction == "lower_is_better" else "highest",
        modelled=indicator.kind == "modelled",
        details=_weak_in(database, selection, values, cut or weak["share"]) if weak else _alike(values, unclear),
        last_first=weak is not None,
    )


def _with_uncertainty(indicator: queries.Indicator, values: pd.DataFrame, unclear: pd.DataFrame) -> pd.DataFrame:
    """The figures with their published uncertainty before their notes."""
    said = unclear.apply(lambda row: uncertainty.told(indicator, row), axis=1).reindex(values["code"]).to_numpy()
    notes = values["note"].where(values["note"].notna(), None)
    pairs = ([part for part in pair if isinstance(part, str)] for pair in zip(said, notes, strict=True))
    return values.assign(note=pd.Series([". ".join(pair) or None for pair in pairs], values.index))


def _alike(values: pd.DataFrame, unclear: pd.DataFrame | None) -> list[str | None] | None:
    """What stands after the figures in the list that can't be told from the median municipality's."""
    if unclear is None:
        return None
    alike = set(unclear.index[unclear["alike"]])
    return [uncertainty.ALIKE if code in alike else None for code in values["code"]]


def map_content_of(
    database: Database,
    selection: Selection,
    values: pd.DataFrame,
    *,
    limits: list[float],
    legend: list[str],
    colours: palette.Colours,
    decimals: int,
    class_decimals: int | None = None,
    **words: Any,  # of «the other fields of a dataclass» there is no type; MapContent refuses what is none of them
) -> MapContent:
    """A map of any figures of the selection's division: `values` has code, value, status and note, by code.

    `limits` are the inner class limits that `legend` and `colours` belong to; `words` are the other fields of
    MapContent. A figure that can't be compared (`comparable`, where the frame has it) is in no class.
    """
    apart = _apart(values)
    inside = page_context.codes(database, selection) if selection.conditions else None
    found = np.where(apart, -1, classes.classify(values["value"].to_numpy(), limits, class_decimals or decimals))
    return MapContent(
        geometry_url=f"app/static/{queries.geometry_file(database, selection.division)}",
        codes=values["code"].tolist(),
        values=[None if np.isnan(value) else value for value in values["value"]],
        classes=[None if position < 0 else int(position) for position in found],
        legend=legend,
        colours=colours,
        statuses=values["status"].tolist(),
        notes=[note if isinstance(note, str) else None for note in values["note"]],
        apart=apart.tolist(),
        decimals=decimals,
        county=selection.county,
        chosen=selection.municipality,
        shown=None if inside is None else [code in inside for code in values["code"]],
        **words,
    )


def _apart(values: pd.DataFrame) -> np.ndarray:
    """Which municipalities have a figure that can't be compared with others'."""
    if "comparable" not in values:
        return np.zeros(len(values), dtype=bool)
    return (values["value"].notna() & ~values["comparable"].astype(bool)).to_numpy()


@question
def map_figure(database: Database, selection: Selection, cut: int | None = None) -> Figure:
    """What stands around the map of a selection: the finding, its source, its table, of those inside it alone."""
    indicator = queries.indicators(database)[selection.indicator]
    values = weak_areas.shown(database, selection.indicator, selection.division, selection.year, cut)
    if selection.county or selection.conditions:
        values = values[values["code"].isin(page_context.codes(database, selection))]
    spread = map_notes.by_size_and_centrality(database, selection.division, selection.year, indicator, values)
    sizes = citations(database, "population", selection.division, spread.inhabitants) if spread.inhabitants else ()
    reference = indicator.reference_in(selection.year)
    unclear = uncertainty.published(database, selection.indicator, selection.division, selection.year)
    ends = () if unclear is None else ENDS.values()
    return Figure(
        key="map",
        title=_finding(database, selection, values, cut),
        subtitle=f"{indicator.heading}, {reference}. {page_context.place(database, selection)}, inndelingen "
        f"{queries.division_label(database, selection.division)}.",
        unit=indicator.unit,
        alt=_alternative(database, selection, values, cut),
        citations=(*citations(database, selection.indicator, selection.division, selection.year), *sizes),
        table=lambda: _table(database, selection, values, cut),
        decimals=dict.fromkeys((indicator.column(selection.year), *ends), indicator.decimals),
        link=selection.link(),
        version=database.version,
        missing=missing_line(values),
        notes=_notes(database, selection, spread.said, cut),
        status_words=status_words(indicator, values),
        indicators=(indicator,),
        sortable=indicator.kind != "modelled" and indicator.ranked,
    )


def _notes(database: Database, selection: Selection, spread: str, cut: int | None) -> tuple[str, ...]:
    """What must be said of the classes, and of a count of weak areas, and how small and remote municipalities are."""
    indicator = queries.indicators(database)[selection.indicator]
    if weak_areas.rule(indicator):
        return (weak_areas.sensitivity(database, selection.indicator, selection.division, selection.year),)
    logs = LOGARITHMIC if queries.logarithmic_classes(database, selection.indicator, selection.division) else ""
    return tuple(note for note in (spread, logs, _empty_classes(database, selection, cut)) if note)


def _empty_classes(database: Database, selection: Selection, cut: int | None) -> str:
    """Which classes of the legend nobody is in: they are the same in every year, and of other years there are some."""
    if queries.categories(database, selection.indicator):
        return ""
    content = map_content(database, selection, cut)
    empty = [f"«{label}»" for place, label in enumerate(content.legend) if place not in content.classes]
    if not empty:
        return ""
    whose = "klassen" if len(empty) == 1 else "klassene"
    return f"Klassene er de samme i alle årene. Ingen er i {whose} {text.listed(empty)} i {selection.year}."


def _finding(database: Database, selection: Selection, values: pd.DataFrame, cut: int | None) -> str:
    """The title of some municipalities' figures, with the cut that was chosen; where figures are published with their
    uncertainty, how many of them can't be told from the median municipality's.
    """
    indicator = _with_age(database, queries.indicators(database)[selection.indicator], selection)
    rule = weak_areas.rule(indicator)
    if rule and values["value"].count() > 1:
        return weak_areas.finding(values, len(rule["areas"]), cut or rule["share"])
    unclear = uncertainty.published(database, selection.indicator, selection.division, selection.year)
    known = None if unclear is None else unclear[unclear.index.isin(values["code"])]
    if known is not None and len(known) > 1:
        middle = uncertainty.median(database, selection.indicator, selection.division, selection.year)
        return map_titles.alike(indicator, int(known["alike"].sum()), len(known), len(values), middle)
    return map_titles.finding(indicator, queries.categories(database, selection.indicator), values)


def _with_age(database: Database, indicator: queries.Indicator, selection: Selection) -> queries.Indicator:
    """The indicator with the figures' year in its short title where they are OLD beside the newest inhabitants."""
    newest = queries.years(database, "population", selection.division)[0]
    if selection.year > newest - OLD:
        return indicator
    return replace(indicator, short_title=indicator.dated(selection.year))


def _weak_in(database: Database, selection: Selection, values: pd.DataFrame, cut: float) -> list[str | None]:
    """The areas that each municipality of the map is weak in."""
    names = weak_areas.weak_in(database, selection.indicator, selection.division, cut).reindex(values["code"])
    return [name or None for name in names.fillna("")]


def _table(database: Database, selection: Selection, values: pd.DataFrame, cut: int | None) -> pd.DataFrame:
    """The map as a table, with a column for each area of a count of weak areas, or with the published uncertainty."""
    indicator = queries.indicators(database)[selection.indicator]
    table = table_twin(indicator, queries.categories(database, selection.indicator), values, selection.year)
    unclear = uncertainty.published(database, selection.indicator, selection.division, selection.year)
    if unclear is not None:
        rows = unclear.reindex(table["Nummer"])
        for place, (end, heading) in enumerate(ENDS.items()):
            table.insert(4 + place, heading, rows[end].to_numpy())
        alike = rows["alike"].map({True: uncertainty.ALIKE, False: "skiller seg fra mediankommunen"})
        table.insert(4 + len(ENDS), "Mot mediankommunen", alike.fillna("").to_numpy())
    return _with_areas(database, selection, table, weak_areas.rule(indicator), cut)


def _with_areas(
    database: Database, selection: Selection, table: pd.DataFrame, rule: Rule | None, cut: int | None
) -> pd.DataFrame:
    """The table with a column for each area of a count of weak areas: «svak», «–», or nothing without a figure."""
    if rule is None:
        return table
    weak_at = weak_areas.apart(database, selection.indicator, selection.division).reindex(table["Nummer"])
    weak = weak_at.le((cut or rule["share"]) + weak_areas.ROUNDING)
    told = weak.replace({True: "svak", False: "–"}).where(weak_at.notna(), "")
    for place, area in enumerate(weak_at.columns):
        table.insert(4 + place, area.capitalize(), told[area].to_numpy())
    return table


def table_twin(indicator: queries.Indicator, names: dict[int, str], values: pd.DataFrame, year: int) -> pd.DataFrame:
    """The map as a table: municipality, number, county, value, status and remark, highest value first; those that
    can't be compared come after those that can. By number where an order by figure would pass for a ranking.
    """
    ordered = values
    if indicator.ranked:
        ordered = values.assign(standing=_apart(values) + 2 * values["value"].isna()).sort_values(
            ["standing", "value"], ascending=[True, False], kind="stable"
        )
    heading = indicator.column(year)
    table = pd.DataFrame(
        {
            **name_columns(ordered),
            heading: ordered["value"],
        }
    )
    if tuple(names.values()) == queries.NO_OR_YES:
        table[heading] = ordered["value"].map(names)
    elif names:
        table["Betyr"] = ordered["value"].map(names)
    table["Status"] = ordered["status"].map(text.STATUS_WORDS)
    table["Merknad"] = ordered["note"].fillna("")
    if indicator.kind == "modelled":
        table = table.rename(columns={heading: "modellert_nivaa"})
        table["Status"] = text.MODELLED_WORDS
    return table.reset_index(drop=True)


def _alternative(database: Database, selection: Selection, values: pd.DataFrame, cut: int | None) -> str:
    """The map in words, for those who don't see it: the finding, and how many are in each named class."""
    names = queries.categories(database, selection.indicator)
    sentence = f"Kart: {_finding(database, selection, values, cut)}."
    if names:
        counts = values["value"].dropna().astype(int).value_counts()
        parts = [f"{label}: {counts.get(value, 0)}" for value, label in names.items()]
        sentence += f" {text.listed(parts)}."
    return f"{sentence} {missing_line(values)}."
