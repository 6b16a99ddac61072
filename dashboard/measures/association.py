"""What goes with a measured degree: size, centrality and economy, each holding the others. Never what leads to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import pandas as pd

from dashboard import text
from dashboard.data import queries
from dashboard.data.database import Database

SMALL = 5_000
"""Inhabitants below which Statistics Norway calls a municipality small."""

PERIPHERAL = 5
"""The centrality class from which Distriktssenteret speaks of district municipalities: 5 and 6."""

MOST_DECIMALS = 4
"""Decimals of an interval's end that is so near zero that fewer would hide on which side it is."""

FEWEST = 30
"""Municipalities with all figures below which nothing is estimated."""


class Degrees(Protocol):
    """A degree in every municipality: `values` has code, name, county_code, value and comparable, of `year`."""

    @property
    def values(self) -> pd.DataFrame: ...

    @property
    def year(self) -> int: ...


@dataclass(frozen=True)
class Factor:
    """Something that a degree may go with. `step` is the difference that a sentence speaks of, `others` what is held,
    `grouping` how municipalities are grouped by it.

    `axis` is what its axis is called, `label` the step in so few letters that a phone's chart has room for it.
    """

    column: str
    indicator_id: str
    name: str
    axis: str
    step: str
    label: str
    others: str
    grouping: str | None = None


FACTORS = (
    Factor(
        "centrality",
        "centrality_index",
        "Sentralitet",
        "Sentralitetsindeks (poeng)",
        "100 poeng høyere sentralitet",
        "100 poeng<br>mer sentral",
        "størrelse og økonomi",
        "Sentralitet",
    ),
    Factor(
        "population",
        "population",
        "Innbyggere",
        "Innbyggere (logaritmisk skala)",
        "dobbelt så mange innbyggere",
        "dobbelt så mange<br>innbyggere",
        "sentralitet og økonomi",
        "Størrelse",
    ),
    Factor(
        "economy",
        "free_income_corrected",
        "Økonomi",
        "Frie inntekter etter utgiftsutjevning (kroner per innbygger)",
        "10 000 kroner mer per innbygger i frie inntekter etter utgiftsutjevning",
        "10 000 kroner mer<br>per innbygger",
        "størrelse og sentralitet",
    ),
)
GROUPINGS = {"Sentralitet": "centrality_class", "Størrelse": "size_group"}
"""What municipalities can be grouped by, and the indicator that says the group."""


@dataclass(frozen=True)
class Effect:
    """The difference in degree (points) that goes with one step, with its 95 per cent interval."""

    factor: Factor
    estimate: float
    low: float
    high: float

    @property
    def sure(self) -> bool:
        """Whether the interval tells which way it goes."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True)
class Fit:
    """A regression of the degree on all factors. `table` is the municipalities in it with expected and residual."""

    effects: tuple[Effect, ...]
    n: int
    r_squared: float
    table: pd.DataFrame


def years(database: Database, division: str, near: int) -> dict[str, int]:
    """The year of each factor that is nearest to a year, by indicator; factors without figures are left out."""
    return {
        factor.indicator_id: min(found, key=lambda year: abs(year - near))
        for factor in FACTORS
        if (found := queries.years(database, factor.indicator_id, division))
    }


def years_line(database: Database, division: str, near: int) -> str:
    """«Sentralitetsindeks 2024, innbyggere 2022 og frie inntekter etter utgiftsutjevning 2025»."""
    known = queries.indicators(database)
    listed = text.listed(
        f"{known[id_].short_title[0].lower()}{known[id_].dated(year)[1:]}"
        for id_, year in years(database, division, near).items()
    )
    return f"{listed[0].upper()}{listed[1:]}"


def frame(database: Database, division: str, measure: Degrees) -> pd.DataFrame:
    """`measure.values` with, for every municipality, population, centrality and economy (missing is NaN) and the groups
    by centrality and size, as numbers and (`…_label`) as labels.
    """
    rows = measure.values.reset_index(drop=True)
    for factor in FACTORS:
        rows[factor.column] = _figures(database, division, factor.indicator_id, measure.year, rows["code"])
    for id_ in GROUPINGS.values():
        rows[id_] = _figures(database, division, id_, measure.year, rows["code"])
        rows[f"{id_}_label"] = rows[id_].map(queries.categories(database, id_))
    return rows


def _figures(database: Database, division: str, indicator_id: str, near: int, codes: pd.Series) -> np.ndarray:
    """An indicator's comparable figures in the year nearest to one, in the order of the codes."""
    available = queries.years(database, indicator_id, division)
    if not available:
        return np.full(len(codes), np.nan)
    found = queries.values(database, indicator_id, division, min(available, key=lambda year: abs(year - near)))
    known = found[found["comparable"].astype(bool)].set_index("code")["value"]
    return known.reindex(codes).to_numpy(dtype=float)


def fit(rows: pd.DataFrame) -> Fit | None:
    """Least squares with robust (HC3) errors on `frame`'s rows that have every factor; None where they are too few or
    a factor is the same for all.

    value ~ centrality / 100 + log2(population) + economy / 10 000.
    """
    import statsmodels.api as sm  # a second to load, and only this page needs it

    complete = queries.comparable(rows).dropna(subset=["value", "population", "centrality", "economy"])
    if len(complete) < FEWEST:
        return None
    factors = pd.DataFrame(
        {
            "centrality": complete["centrality"] / 100,
            "population": np.log2(complete["population"]),
            "economy": complete["economy"] / 10_000,
        }
    )
    if (factors.nunique() < 2).any() or complete["value"].nunique() < 2:
        return None
    result = sm.OLS(complete["value"], sm.add_constant(factors)).fit(cov_type="HC3")
    intervals = result.conf_int()
    effects = tuple(Effect(factor, result.params[factor.column], *intervals.loc[factor.column]) for factor in FACTORS)
    table = complete.assign(expected=result.fittedvalues, residual=result.resid)
    return Fit(effects, int(result.nobs), float(result.rsquared), table)


def _end(value: float) -> str:
    """An end of an interval, with as many decimals as it takes to see on which side of zero it is."""
    decimals = next((n for n in range(1, MOST_DECIMALS) if round(value, n)), MOST_DECIMALS) if value else 1
    return text.signed(value, decimals)


def sentence(effect: Effect, points: str, noun: str) -> str:
    """What an effect says, holding the others; an interval around zero says that nothing can be told."""
    interval = f"95 prosent intervall fra {_end(effect.low)} til {_end(effect.high)}"
    if not effect.sure:
        return (
            f"Når {effect.factor.others} er like, kan sammenhengen mellom {effect.factor.step} og {noun}en ikke "
            f"skilles fra null ({text.signed(effect.estimate, 1)} {points}, {interval})."
        )
    way = "høyere" if effect.estimate > 0 else "lavere"
    return (
        f"Når {effect.factor.others} er like, henger {effect.factor.step} sammen med "
        f"{text.number(abs(effect.estimate), 1)} {points} {way} {noun} ({interval})."
    )


def rank_correlation(rows: pd.DataFrame, column: str) -> float:
    """Spearman's rank correlation of the degree with a column; NaN for fewer than FEWEST municipalities."""
    known = queries.comparable(rows).dropna(subset=[column])
    return known["value"].rank().corr(known[column].rank()) if len(known) >= FEWEST else float("nan")


def by_group(rows: pd.DataFrame, group: str) -> pd.DataFrame:
    """By group (a number), lowest first: group, label, municipalities, median."""
    grouped = queries.comparable(rows).groupby([group, f"{group}_label"])["value"]
    table = grouped.agg(municipalities="count", median="median").reset_index()
    return table.rename(columns={group: "group", f"{group}_label": "label"})


def cells(rows: pd.DataFrame) -> pd.DataFrame:
    """By size and centrality, a row a cell that has municipalities: size and centrality (labels), their numbers
    (`size_group`, `centrality_class`), municipalities, median.
    """
    keys = ["size_group", "size_group_label", "centrality_class", "centrality_class_label"]
    grouped = queries.comparable(rows).groupby(keys)["value"].agg(municipalities="count", median="median").reset_index()
    return grouped.rename(columns={"size_group_label": "size", "centrality_class_label": "centrality"})


def small_and_peripheral(rows: pd.DataFrame) -> pd.Series:
    """True for municipalities that are small and in the centrality classes of districts."""
    return (rows["population"] < SMALL) & (rows["centrality_class"] >= PERIPHERAL)


GROUPS = (
    "Små og lite sentrale, høyere enn ventet",
    "Andre, høyere enn ventet",
    "Lavere enn ventet",
)


def against_expected(found: Fit) -> pd.DataFrame:
    """The municipalities of the regression: small and peripheral ones above what is expected first, then other ones
    above, then those below; within each, the largest difference first. Adds `group`.
    """
    rows, above = found.table, found.table["residual"] >= 0
    remote = small_and_peripheral(rows)
    place = np.select([above & remote, above], [0, 1], 2)
    rows = rows.assign(group=[GROUPS[number] for number in place], place=place, distance=-rows["residual"].abs())
    return rows.sort_values(["place", "distance"], kind="stable").drop(columns=["place", "distance"])
