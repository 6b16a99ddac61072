"""What municipalities spend, earn and owe, beside what they can't choose: size, centrality, group and county.

A frame of figures has a row a municipality: code, name, county_code, county, value (in the measure's unit), status,
note, comparable, population, centrality_index, and a column for each way of grouping (GROUPINGS); `robek` says who is
listed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from dashboard import text
from dashboard.data import queries
from dashboard.data.database import Database, question
from dashboard.measures import population, regression
from dashboard.measures.regression import Correlation

SERVICES = (
    "expenditure_kindergarten",
    "expenditure_school",
    "expenditure_care",
    "expenditure_child_welfare",
    "expenditure_administration",
)
"""Net operating expenditure per inhabitant. The offices' index of expenditure need is one for all services together,
so none of them is ever divided by it.
"""

PER_TARGET = ("expenditure_school_6_15", "expenditure_kindergarten_1_5")
"""The same per inhabitant whom the service is for, where that can be told by age."""

OTHER_EXPENDITURE = ("expenditure_social", "gross_investment", "interest_expenditure")
"""Negative or lumpy: read with what the indicator says of it."""

RESULT, DEBT = "net_operating_result", "net_loan_debt"
FREE_INCOME = ("free_income", "free_income_corrected")
"""As received, and after the equalisation of expenditure."""

RECOMMENDED_RESULT = 1.75
"""Net operating result in per cent of revenues that Teknisk beregningsutvalg recommends, as a mean over years."""

GROUPINGS = {
    "Størrelse": "size",
    "Sentralitet": "centrality",
    "KOSTRA-gruppe": "kostra",
    "Fylke": "county_name",
}
"""What municipalities can be grouped by, and the column that says the group."""


@dataclass(frozen=True)
class Measure:
    """One indicator in one year, as published."""

    indicator: queries.Indicator
    year: int

    @property
    def reference(self) -> str:
        """When the figures are of: «regnskapsåret 2025»."""
        return self.indicator.reference_in(self.year)

    def shown(self, value: float) -> str:
        """A value with its unit, as it is read in a sentence."""
        return text.with_unit(value, self.indicator.unit, self.indicator.decimals)


def available(database: Database, indicator_ids: Sequence[str]) -> tuple[str, ...]:
    """Those of the indicators that have figures."""
    known = queries.indicators(database)
    return tuple(indicator_id for indicator_id in indicator_ids if indicator_id in known)


def measure(database: Database, indicator_id: str, year: int) -> Measure:
    return Measure(queries.indicators(database)[indicator_id], year)


@question
def figures(database: Database, division: str, chosen: Measure) -> pd.DataFrame:
    """The frame of figures of a measure, all municipalities of the division."""
    frame = queries.values(database, chosen.indicator.indicator_id, division, chosen.year)
    people = population.people(database, division, population_year(database, division, chosen.year))
    frame["population"] = people["value"].to_numpy()
    frame["centrality_index"] = people["centrality_index"].to_numpy()
    frame["robek"] = _robek(database, division).reindex(frame["code"]).fillna(False).to_numpy()
    return _grouped(database, frame, people)


def _grouped(database: Database, frame: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    """The frame with its groups as ordered categories."""
    classes = queries.categories(database, "centrality_class")
    kostra = queries.categories(database, "kostra_group")
    frame["size"] = population.size_class(frame["population"], population.SIZE_LIMITS)
    frame["centrality"] = pd.Categorical(people["centrality_class"].map(classes), list(classes.values()), ordered=True)
    frame["kostra"] = pd.Categorical(people["kostra_group"].map(kostra), list(kostra.values()), ordered=True)
    counties = frame["county"].map(text.short_name)
    frame["county_name"] = pd.Categorical(counties, sorted(counties.unique(), key=text.collation_key), ordered=True)
    return frame


def population_year(database: Database, division: str, account_year: int) -> int:
    """The 1 January at the end of an account year, or the newest before it that there are inhabitants for."""
    years = queries.years(database, "population", division)
    return next((year for year in years if year <= account_year + 1), years[-1])


def _robek(database: Database, division: str) -> pd.Series:
    """By code: whether the municipality is in ROBEK; empty where the register has not been loaded."""
    year = robek_year(database, division)
    if year is None:
        return pd.Series(dtype=bool)
    return queries.values(database, "robek", division, year).set_index("code")["value"] == 1


def robek_year(database: Database, division: str) -> int | None:
    """The year of the newest ROBEK register, or None."""
    if "robek" not in queries.indicators(database):
        return None
    years = queries.years(database, "robek", division)
    return years[0] if years else None


def left_out(frame: pd.DataFrame) -> list[str]:
    """A sentence for each municipality that has a figure but can't be compared: «Oslo er ikke med: …»."""
    outside = frame[frame["value"].notna() & ~frame["comparable"]]
    return [
        f"{text.short_name(name)} er ikke med i sammenligningen: {text.reason_of(text.short_name(name), note)}."
        for name, note in zip(outside["name"], outside["note"], strict=True)
    ]


def remarks(frame: pd.DataFrame) -> list[str]:
    """What the publisher or the calculation says of single figures that are compared."""
    remarked = queries.comparable(frame)
    names = remarked["name"].map(text.short_name)
    return [
        f"{text.listed(said)}: {text.reason_of(said.iloc[0], note)}."
        for note, said in names.groupby(remarked["note"], sort=False)
    ]


FEWEST_TOLD = 10
"""Municipalities below which a correlation is not told: a county has few, and its interval says so."""


def correlation(frame: pd.DataFrame, column: str) -> Correlation | None:
    """The rank correlation of comparable figures with a column, with its interval; None for too few municipalities."""
    known = queries.comparable(frame)
    return regression.rank_correlation(known[column], known["value"], FEWEST_TOLD)


def quartiles(frame: pd.DataFrame, grouping: str) -> pd.DataFrame:
    """By group: group, municipalities, minimum, low (lower quartile), median, high (upper quartile), maximum.

    Only municipalities that can be compared are counted; groups without any are left out.
    """
    grouped = queries.comparable(frame).groupby(grouping, observed=True)["value"]
    table = grouped.agg(
        municipalities="count",
        minimum="min",
        low=lambda values: values.quantile(0.25),
        median="median",
        high=lambda values: values.quantile(0.75),
        maximum="max",
    )
    return table.rename_axis("group").reset_index()


def overview(everyone: Mapping[str, pd.DataFrame], shown: Mapping[str, pd.DataFrame], grouping: str) -> pd.DataFrame:
    """Medians of several measures by group: measure, group, municipalities, median, and `relative`, the median in per
    cent of the median of all municipalities.

    `everyone` holds the frame of figures of each measure by its name, `shown` the part of it that is grouped.
    """
    parts = []
    for name, frame in shown.items():
        table = quartiles(frame, grouping)[["group", "municipalities", "median"]]
        middle = queries.comparable(everyone[name])["value"].median()
        parts.append(table.assign(measure=name, relative=100 * table["median"] / middle))
    return pd.concat(parts, ignore_index=True)


def result_bands(frame: pd.DataFrame, grouping: str, recommended: float) -> pd.DataFrame:
    """Net operating results by group: group, band («under null», «0 til …», «… og over»), municipalities, share (%)."""
    known = queries.comparable(frame)
    names = band_names(recommended)
    band = pd.cut(known["value"], [-float("inf"), 0, recommended, float("inf")], right=False, labels=names)
    counts = pd.crosstab(known[grouping], band.rename("band"), dropna=False)
    counts = counts[counts.sum(axis=1) > 0]
    long = pd.Series(counts.stack(), name="municipalities").rename_axis(["group", "band"]).reset_index()
    long["share"] = (
        100 * long["municipalities"] / long.groupby("group", observed=True)["municipalities"].transform("sum")
    )
    return long


def band_names(recommended: float) -> list[str]:
    """What the bands of results are called, the weakest first."""
    level = text.number(recommended, 2)
    return ["Under null", f"0 til {level} prosent", f"{level} prosent og over"]
