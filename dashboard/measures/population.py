"""The size, growth, age and centrality of municipalities, computed from the figures of the database.

Functions take and give frames with a row a municipality (code, name, county_code, county, value, status, note) or a row
a class; inhabitants are persons, shares and changes are per cent.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd

from dashboard import text
from dashboard.data import classes, queries
from dashboard.data.database import Database, question

SIZE_LIMITS = (1000, 3000, 5000, 10_000, 20_000, 50_000)
"""Inhabitants at which the size classes of the Nordic tables begin."""

MOST_LIMITS = 9

AGE_GROUPS = {
    "population_0_17": "0–17 år",
    "population_18_66": "18–66 år",
    "population_67_79": "67–79 år",
    "population_80_plus": "80 år og over",
}
"""The measures of the group figures, youngest first, and what they are called."""


@dataclass(frozen=True)
class DistrictDefinition:
    """An official meaning of «distriktskommune»: centrality classes from `lowest` and less central, and who says so."""

    lowest: int
    source: str


DISTRICT = {
    "5–6": DistrictDefinition(5, "Meld. St. 5 (2019–2020) og Distriktssenteret: sentralitetsklasse 5 og 6"),
    "4–6": DistrictDefinition(4, "KDD, Regionale utviklingstrekk 2023: sentralitetsklasse 4, 5 og 6"),
}


# --- Size ---------------------------------------------------------------------------------------------------------


def read_limits(written: str) -> tuple[tuple[int, ...], list[str]]:
    """Size limits as a user writes them («1000, 3 000, 5000») and what to tell about those that could not be used.

    The limits come back ascending and different; SIZE_LIMITS where none can be used.
    """
    numbers, messages = [], []
    for piece in re.split(r"[,;]", written):
        digits = text.without_thousands(piece)
        if not digits:
            continue
        if digits.isascii() and digits.isdigit() and len(digits) <= 9 and int(digits) > 0:
            numbers.append(int(digits))
        else:
            messages.append(f"«{piece.strip()[:20]}» er ikke et innbyggertall over null og er ikke brukt.")
    if not numbers:
        if written.strip():
            messages.append("Viser de vanlige grensene.")
        return SIZE_LIMITS, messages
    ordered = sorted(set(numbers))
    if ordered != numbers:
        messages.append("Grensene sto ikke i stigende rekkefølge, eller noen var like. De er sortert.")
    if len(ordered) > MOST_LIMITS:
        messages.append(f"Viser de {MOST_LIMITS} første av {len(ordered)} grenser.")
    return tuple(ordered[:MOST_LIMITS]), messages


def size_labels(limits: Sequence[int]) -> list[str]:
    """«0–999», «1 000–2 999», …, «50 000 eller flere»."""
    starts = [0, *limits]
    closed = [f"{text.number(low)}–{text.number(high - 1)}" for low, high in pairwise(starts)]
    return [*closed, f"{text.number(starts[-1])} eller flere"]


def inhabitants_words(label: str) -> str:
    """A size class in a sentence: «0–999 innbyggere», «50 000 innbyggere eller flere»."""
    number, more, _ = label.partition(" eller flere")
    return f"{number} innbyggere{more}"


def size_class(inhabitants: pd.Series, limits: Sequence[int]) -> pd.Series:
    """The size class of each municipality, ordered from the smallest; missing where the inhabitants are."""
    return pd.cut(inhabitants, [0, *limits, np.inf], right=False, labels=size_labels(limits))


@question
def people(database: Database, division: str, year: int) -> pd.DataFrame:
    """Inhabitants (`value`) of every municipality with its centrality and KOSTRA group."""
    register = queries.municipalities(database, division)
    extra = register[["code", "centrality_index", "centrality_class", "kostra_group"]]
    return queries.values(database, "population", division, year).merge(extra, on="code", validate="one_to_one")


def size_distribution(frame: pd.DataFrame, limits: Sequence[int]) -> pd.DataFrame:
    """By size class: size, municipalities, inhabitants, municipality_share and inhabitant_share (per cent)."""
    grouped = frame.groupby(size_class(frame["value"], limits), observed=False)["value"]
    table = pd.DataFrame({"municipalities": grouped.count(), "inhabitants": grouped.sum().astype(int)})
    table["municipality_share"] = 100 * table["municipalities"] / table["municipalities"].sum()
    table["inhabitant_share"] = 100 * table["inhabitants"] / table["inhabitants"].sum()
    return table.rename_axis("size").reset_index()


def cumulative(frame: pd.DataFrame) -> pd.DataFrame:
    """Smallest first: code, name, county, value, and the share of municipalities and of inhabitants up to it."""
    known = frame[frame["value"].notna()].sort_values(["value", "code"], ignore_index=True)
    return known.assign(
        municipality_share=100 * (np.arange(len(known)) + 1) / len(known),
        inhabitant_share=100 * known["value"].cumsum() / known["value"].sum(),
    )


def largest_with_half(frame: pd.DataFrame) -> int:
    """How many of the largest municipalities it takes to hold half of the inhabitants."""
    largest_first = frame["value"].dropna().sort_values(ascending=False).cumsum()
    return int((largest_first < largest_first.iloc[-1] / 2).sum()) + 1


def structure(database: Database, division: str, limits: Sequence[int], codes: Sequence[str]) -> pd.DataFrame:
    """Every year's municipalities by size: year, size (or «uten sammenlignbart tall»), municipalities, inhabitants."""
    history = queries.every_year(database, "population", division)
    history = history[history["code"].isin(codes)]
    size = size_class(history["value"], limits).cat.add_categories(WITHOUT_FIGURE).fillna(WITHOUT_FIGURE)
    grouped = history.groupby([history["year"], size.rename("size")], observed=False)["value"]
    return pd.DataFrame({"municipalities": grouped.size(), "inhabitants": grouped.sum()}).reset_index()


WITHOUT_FIGURE = "uten sammenlignbart tall"


def yearly_summary(database: Database, division: str, limits: Sequence[int], codes: Sequence[str]) -> pd.DataFrame:
    """A row a year: municipalities with figures, inhabitants, mean, median, smallest, largest, `below_N` a limit."""
    history = queries.every_year(database, "population", division)
    history = history[history["code"].isin(codes) & history["value"].notna()]
    grouped = history.groupby("year")["value"]
    table = grouped.agg(municipalities="count", inhabitants="sum", mean="mean", median="median", smallest="min",
                        largest="max")  # fmt: skip
    for limit in limits:
        table[f"below_{limit}"] = (history["value"] < limit).groupby(history["year"]).sum()
    return table.reset_index()


# --- Growth -------------------------------------------------------------------------------------------------------


@question
def change(database: Database, division: str, start: int, end: int) -> pd.DataFrame:
    """The change from one year to another: people's columns with before, after, difference and value (per cent)."""
    before = queries.values(database, "population", division, start)
    frame = people(database, division, end).rename(columns={"value": "after"})
    frame["before"] = before["value"].to_numpy()
    frame["difference"] = frame["after"] - frame["before"]
    frame["value"] = 100 * frame["difference"] / frame["before"]
    lacking = frame["before"].isna()
    frame["status"] = np.where(frame["value"].notna(), "derived", np.where(lacking, before["status"], frame["status"]))
    frame["note"] = np.where(lacking, before["note"], frame["note"])
    return frame


@question
def change_limits(database: Database, division: str, start: int, end: int) -> list[float]:
    """Inner limits of the classes of `change`, the same in every county."""
    values = change(database, division, start, end)["value"]
    return classes.limits(values.dropna().to_numpy(), "change", 1)


@dataclass(frozen=True)
class Course:
    """How many municipalities grew, fell and stood still."""

    grew: int
    fell: int
    still: int

    @property
    def sentence(self) -> str:
        """«226 kommuner vokste, 128 gikk tilbake, 3 sto stille»."""
        still = f", {text.number(self.still)} sto stille" if self.still else ""
        return (
            f"{text.count(self.grew, 'kommune', 'kommuner')} vokste"
            f"{', ' if still else ' og '}{text.number(self.fell)} gikk tilbake{still}"
        )


def course(changes: pd.DataFrame) -> Course:
    """Counts a frame of `change`; a municipality stands still when it has exactly as many inhabitants."""
    difference = changes["difference"]
    return Course(int((difference > 0).sum()), int((difference < 0).sum()), int((difference == 0).sum()))


@question
def comparable_division(database: Database, division: str, start: int, end: int) -> str:
    """The division to sum classes in: the one asked for, or another in which no municipality lacks a year.

    A municipality that was divided lacks its years as one unit; in the older division its parts are together.
    """
    others = queries.divisions(database)["division"].tolist()
    for candidate in [division, *(other for other in others if other != division)]:
        if change(database, candidate, start, end)["value"].notna().all():
            return candidate
    return division


def growth_by_class(changes: pd.DataFrame) -> pd.DataFrame:
    """By centrality class: centrality_class, municipalities, grew, fell, still, before, after, value (per cent)."""
    known = changes[changes["value"].notna()]
    grouped = known.groupby("centrality_class")
    table = grouped.agg(municipalities=("code", "count"), before=("before", "sum"), after=("after", "sum"))
    for name, holds in (("grew", pd.Series.gt), ("fell", pd.Series.lt), ("still", pd.Series.eq)):
        table[name] = holds(known["difference"], 0).groupby(known["centrality_class"]).sum()
    table["value"] = 100 * (table["after"] - table["before"]) / table["before"]
    return table.reset_index()


def change_bins(changes: pd.DataFrame, most: int = 24) -> pd.DataFrame:
    """Municipalities by interval of change: low, high, middle (per cent), municipalities; no interval straddles zero.

    The few extreme changes stand in the outermost intervals, whose outer limits are minus and plus infinity.
    """
    values = changes["value"].dropna()
    lowest, highest = values.quantile([0.01, 0.99])
    width = next((step for step in (0.25, 0.5, 1, 2, 5, 10, 20, 50) if (highest - lowest) / step <= most - 2), 100)
    first, last = int(np.floor(lowest / width)), int(np.floor(highest / width))
    place = np.floor(values / width).astype(int).clip(first, last)
    counts = place.value_counts().reindex(range(first, last + 1), fill_value=0).sort_index()
    low = counts.index.to_numpy() * width
    table = pd.DataFrame({"low": low, "high": low + width, "middle": low + width / 2, "municipalities": counts.array})
    table["low"] = table["low"].where(table.index > 0, -np.inf)
    table["high"] = table["high"].where(table.index < len(table) - 1, np.inf)
    return table


# --- Age ----------------------------------------------------------------------------------------------------------


@question
def ageing(database: Database) -> pd.DataFrame:
    """A row a date and centrality class: centrality_class, year, a column of inhabitants per age group, inhabitants,
    a column of shares (`share_…`, per cent) per age group, and working_per_80 (18-66 years per inhabitant of 80+)."""
    figures = queries.group_figures(database, "centrality_class")
    wide = figures.pivot(index=["group_id", "reference_date"], columns="measure", values="value").reset_index()
    groups = list(AGE_GROUPS)
    wide["inhabitants"] = wide[groups].sum(axis=1)
    for group in groups:
        wide[f"share_{group}"] = 100 * wide[group] / wide["inhabitants"]
    wide["working_per_80"] = wide["population_18_66"] / wide["population_80_plus"]
    wide["centrality_class"] = wide.pop("group_id").astype(int)
    wide["year"] = pd.to_datetime(wide.pop("reference_date")).dt.year
    return wide.sort_values(["year", "centrality_class"], ignore_index=True).rename_axis(columns=None)


@dataclass(frozen=True)
class WorkingAge:
    """Inhabitants of working age per inhabitant of 80 or over. `ages` says which ages are counted as working («20–66»).

    `table` has a row a centrality class and year: centrality_class, year, value, projected (True for years ahead).
    `indicator_ids` are those that it was computed from; none where it is the embedded group figures.
    """

    ages: str
    table: pd.DataFrame
    indicator_ids: tuple[str, ...]


WORKING = ("population_20_66", "population_80_plus")
WORKING_AHEAD = ("population_projection_20_66", "population_projection_80_plus")
"""Inhabitants of working age and of 80 or over, and the same projected."""


@question
def working_age(database: Database, division: str) -> WorkingAge:
    """Ages 20-66, with the projection, where the municipalities' figures have been pulled; else 18-66 by class."""
    known = queries.all_indicators(database)
    if not set(WORKING) <= known.keys():
        table = ageing(database)[["centrality_class", "year", "working_per_80"]]
        return WorkingAge("18–66", table.rename(columns={"working_per_80": "value"}).assign(projected=False), ())
    table = ratio_by_class(database, division, *WORKING).assign(projected=False)
    if not set(WORKING_AHEAD) <= known.keys():
        return WorkingAge("20–66", table, WORKING)
    ahead = ratio_by_class(database, division, *WORKING_AHEAD).assign(projected=True)
    ahead = ahead[ahead["year"] > table["year"].max()]
    return WorkingAge("20–66", pd.concat([table, ahead], ignore_index=True), (*WORKING, *WORKING_AHEAD))


def ratio_by_class(database: Database, division: str, numerator: str, denominator: str) -> pd.DataFrame:
    """centrality_class, year and value: the sum of one indicator divided by that of another, over the municipalities
    that have figures of both."""
    key = ["code", "year"]
    parts = [
        queries.every_year(database, name, division).set_index(key)["value"].rename(name)
        for name in (numerator, denominator)
    ]
    classes = queries.municipalities(database, division)[["code", "centrality_class"]]
    both = pd.concat(parts, axis=1).dropna().reset_index().merge(classes, on="code", validate="many_to_one")
    sums = both.groupby(["centrality_class", "year"])[[numerator, denominator]].sum().reset_index()
    return sums[["centrality_class", "year"]].assign(value=sums[numerator] / sums[denominator])


# --- Centrality ---------------------------------------------------------------------------------------------------


def centrality_classes(frame: pd.DataFrame) -> pd.DataFrame:
    """By class: centrality_class, lowest and highest index, municipalities, inhabitants, their shares (per cent)."""
    table = (
        frame.groupby("centrality_class")
        .agg(
            lowest=("centrality_index", "min"),
            highest=("centrality_index", "max"),
            municipalities=("code", "count"),
            inhabitants=("value", "sum"),
        )
        .reset_index()
    )
    table["municipality_share"] = 100 * table["municipalities"] / table["municipalities"].sum()
    table["inhabitant_share"] = 100 * table["inhabitants"] / table["inhabitants"].sum()
    return table


def size_by_centrality(frame: pd.DataFrame, limits: Sequence[int]) -> pd.DataFrame:
    """Municipalities by centrality class (index, most central first) and size class (columns, smallest first)."""
    known = frame[frame["value"].notna()]
    return pd.crosstab(known["centrality_class"], size_class(known["value"], limits), dropna=False)


def correlation(frame: pd.DataFrame) -> float:
    """Pearson's r between the logarithm of inhabitants and the centrality index; NaN for fewer than three."""
    known = frame.dropna(subset=["value", "centrality_index"])
    if len(known) < 3:
        return float("nan")
    return float(np.corrcoef(np.log(known["value"]), known["centrality_index"])[0, 1])


def district(frame: pd.DataFrame, definition: DistrictDefinition) -> pd.Series:
    """True for the municipalities that the definition calls «distriktskommune»."""
    return frame["centrality_class"] >= definition.lowest
