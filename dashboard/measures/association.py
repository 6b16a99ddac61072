"""What goes with an outcome: size, centrality and economy, each holding the others. Never what leads to it.

The arithmetic is regression.py's; here stand what is held against what, in which steps, and the words for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
import pandas as pd

from dashboard import text
from dashboard.data import queries
from dashboard.data.database import Database, question
from dashboard.measures import bend, regression
from dashboard.measures.bend import Bend
from dashboard.measures.factors import (
    CORRECTED,
    FACTORS,
    GROUPINGS,
    INCOME_STEP,
    INCOMES,
    LINEAR,
    LOGARITHM,
    YES_OR_NO,
    Effect,
    Factor,
    by_income,
    effect,
    telling,
)
from dashboard.measures.regression import Correlation, Estimated

FEWEST = regression.FEWEST
"""Municipalities with all figures below which nothing is estimated."""

SMALLEST = 1_000
"""Inhabitants below which municipalities are few and each weighs much in a line through the logarithms."""

LARGEST = 100_000
"""Inhabitants from which a municipality is one of the few largest, of which the same is asked."""

SMALL = 5_000
"""Inhabitants below which Statistics Norway calls a municipality small."""

PERIPHERAL = 5
"""The centrality class from which Distriktssenteret speaks of district municipalities: 5 and 6."""

SMALL_AND_REMOTE = f"Liten: under {text.number(SMALL)} innbyggere; lite sentral: klasse {PERIPHERAL}–6."
"""What small and remote means, where they are counted."""


class Degrees(Protocol):
    """A degree in every municipality: `values` has code, name, county_code, value and comparable, of `year`."""

    @property
    def values(self) -> pd.DataFrame: ...

    @property
    def year(self) -> int: ...


@dataclass(frozen=True)
class Fit:
    """A regression of the outcome on all factors. `table` is the municipalities in it with expected and residual, in
    the outcome's unit (or its logarithm's, by `kind`), from the bent regression where there is a `bent`; `inflation` is
    how many times wider in variance each factor's interval is because factors go together (VIF); `weights` are what
    each row counts by published uncertainty, if any.

    `effects`, `r_squared` and `estimated` are of the straight regression, which is the one that is named; `on_smallest`
    and `on_largest` are the columns of what it is sure of only together with the municipalities under SMALLEST, and
    with those of LARGEST or more inhabitants, bend.SQUARE among them where the course of the bend is;
    `past_smallest` and `past_largest` are of what is sure only without them.
    """

    effects: tuple[Effect, ...]
    n: int
    r_squared: float
    table: pd.DataFrame
    estimated: Estimated
    kind: str = LINEAR
    inflation: Mapping[str, float] = field(default_factory=dict)
    weights: pd.Series | None = None
    bent: Bend | None = None
    on_smallest: frozenset[str] = frozenset()
    on_largest: frozenset[str] = frozenset()
    past_smallest: frozenset[str] = frozenset()
    past_largest: frozenset[str] = frozenset()

    @property
    def weighted(self) -> bool:
        return self.weights is not None

    @property
    def nearest(self) -> Estimated:
        """The regression that says what is expected: the bent one where the relation with size is bent."""
        return self.bent.estimated if self.bent else self.estimated

    def effect(self, column: str) -> Effect:
        """What goes with one of the factors."""
        return next(effect for effect in self.effects if effect.factor.column == column)

    def sure(self, column: str) -> bool:
        """Whether it is sure which way a factor goes with the outcome, with the bend as without it."""
        return self.effect(column).sure and not self.hangs_on_bend(column)

    def hangs_on_bend(self, column: str) -> bool:
        """Whether the bend changes what is sure of a factor."""
        straight, bent = self.effect(column), self.bent.effect(column) if self.bent else None
        if bent is None or not (straight.sure or bent.sure):
            return False
        return straight.sure != bent.sure or straight.up != bent.up


def years(database: Database, division: str, near: int, income: str = CORRECTED) -> dict[str, int]:
    """The year of each factor that is nearest to a year, by indicator; factors without figures are left out."""
    ids = [factor.indicator_id for factor in by_income(income)] + [id_ for id_ in (INCOMES[income][1],) if id_]
    return {
        id_: min(found, key=lambda year: abs(year - near))
        for id_ in ids
        if (found := queries.years(database, id_, division))
    }


def years_line(database: Database, division: str, near: int, income: str = CORRECTED) -> str:
    """«Sentralitetsindeks 2024, innbyggere 2022 og frie inntekter etter utgiftsutjevning 2025»."""
    known = queries.indicators(database)
    listed = text.listed(
        text.uncapitalised(known[id_].dated(year)) for id_, year in years(database, division, near, income).items()
    )
    return f"{listed[0].upper()}{listed[1:]}"


def frame(database: Database, division: str, measure: Degrees, income: str = CORRECTED) -> pd.DataFrame:
    """`measure.values` with, for every municipality, population, centrality and economy (missing is NaN) and the groups
    by centrality and size, as numbers and (`…_label`) as labels.
    """
    rows = measure.values.reset_index(drop=True)
    for factor in by_income(income):
        rows[factor.column] = _figures(database, division, factor.indicator_id, measure.year, rows["code"])
    if divisor := INCOMES[income][1]:
        rows["economy"] = rows["economy"] / _figures(database, division, divisor, measure.year, rows["code"])
    for id_ in GROUPINGS.values():
        rows[id_] = _figures(database, division, id_, measure.year, rows["code"])
        rows[f"{id_}_label"] = rows[id_].map(queries.categories(database, id_))
    return rows


def _figures(database: Database, division: str, indicator_id: str, near: int, codes: pd.Series) -> np.ndarray:
    """An indicator's comparable figures in the year nearest to one, in the order of the codes."""
    available = queries.years(database, indicator_id, division)
    if not available:
        return np.full(len(codes), np.nan)
    year = min(available, key=lambda year: abs(year - near))
    return _comparable(database, division, indicator_id, year).reindex(codes).to_numpy(dtype=float)


@question
def _comparable(database: Database, division: str, indicator_id: str, year: int) -> pd.Series:
    """An indicator's figures by code, those that can't be compared left out."""
    found = queries.values(database, indicator_id, division, year)
    return found[found["comparable"].astype(bool)].set_index("code")["value"]


COLUMNS = ("value", "population", "centrality", "economy")
"""The columns of a frame that a regression needs."""


def complete(rows: pd.DataFrame) -> pd.DataFrame:
    """`frame`'s rows that can be compared and have every factor."""
    return queries.comparable(rows).dropna(subset=list(COLUMNS))


def design(rows: pd.DataFrame) -> pd.DataFrame:
    """The factors as a regression takes them: centrality / 100, ln(population), economy / 10 000."""
    return pd.DataFrame(
        {
            "centrality": rows["centrality"] / 100,
            "population": np.log(rows["population"]),
            "economy": rows["economy"] / INCOME_STEP,
        }
    )


def fit(rows: pd.DataFrame, kind: str = LINEAR, held: tuple[Factor, ...] = FACTORS) -> Fit | None:
    """A regression with robust (HC3) errors on `frame`'s rows that have every factor; None where they are too few, the
    outcome or a factor is the same for all, or the logarithm of a figure that isn't above zero would be needed.

    value ~ centrality / 100 + ln(population) + economy / 10 000. Where the figures have a published uncertainty (lower
    and upper, of a linear one), each counts by the inverse of its square, and those without one are left out.
    """
    known, weights = _weighed(complete(rows)) if kind == LINEAR else (complete(rows), None)
    taken = design(known)

    def estimate(columns: pd.DataFrame) -> Estimated | None:
        return _estimate(known["value"], columns, kind, weights)

    found = estimate(taken)
    if found is None:
        return None
    bent = bend.of(found, taken, held, kind, estimate)
    nearest = bent.estimated if bent else found
    table = known.assign(expected=nearest.expected, residual=nearest.residual)
    inflation = {str(name): float(times) for name, times in regression.inflation(taken).items()}
    effects = tuple(effect(factor, found, kind) for factor in held)
    (on_smallest, past_smallest), (on_largest, past_largest) = (
        _changed_among(rest, kind, weights, effects, bent)
        for rest in (known[known["population"] >= SMALLEST], known[known["population"] < LARGEST])
    )
    ends = (on_smallest, on_largest, past_smallest, past_largest)
    return Fit(effects, found.n, found.r_squared, table, found, kind, inflation, weights, bent, *ends)


def _changed_among(
    rest: pd.DataFrame, kind: str, weights: pd.Series | None, effects: tuple[Effect, ...], bent: Bend | None
) -> tuple[frozenset[str], frozenset[str]]:
    """The columns of what is sure of all and isn't of these municipalities, and of what is sure of these alone; none
    where that can't be told.
    """

    def estimate(columns: pd.DataFrame) -> Estimated | None:
        return _estimate(rest["value"], columns, kind, None if weights is None else weights.loc[rest.index])

    taken = design(rest)
    without = estimate(taken)
    if without is None:
        return frozenset(), frozenset()
    lost = set() if bent is None or bend.holds_among(bent, taken, kind, estimate) else {bend.SQUARE}
    sure = {one.factor.column for one in effects if one.sure}
    sure_among = {one.factor.column for one in effects if effect(one.factor, without, kind).sure}
    return frozenset(sure - sure_among | lost), frozenset(sure_among - sure)


def _estimate(outcome: pd.Series, columns: pd.DataFrame, kind: str, weights: pd.Series | None) -> Estimated | None:
    """A regression of one of the kinds."""
    if kind == YES_OR_NO:
        return regression.logit(outcome, columns)
    if kind == LOGARITHM:
        return regression.least_squares(np.log(outcome), columns) if (outcome > 0).all() else None
    return regression.least_squares(outcome, columns, weights)


def _weighed(rows: pd.DataFrame) -> tuple[pd.DataFrame, pd.Series | None]:
    """Those with a published uncertainty, where most have one, and the inverse of each figure's variance; else all, and
    None. A figure put together of two has none (Ålesund of the committee's division), and must not take the weights
    from all the others.
    """
    if not {"lower", "upper"} <= set(rows.columns):
        return rows, None
    width = rows["upper"] - rows["lower"]
    known = width > 0
    return (rows[known], 1 / width[known] ** 2) if known.mean() > 0.5 else (rows, None)


def sentence(effect: Effect, points: str, noun: str) -> str:
    """What an effect on a degree says, holding the others; an interval around zero says that nothing can be told."""
    if not effect.sure:
        return (
            f"Når {effect.factor.others} er like, kan sammenhengen mellom {effect.factor.step} og {noun}en ikke "
            f"skilles fra null ({effect.written[0]} {points}, {effect.interval})."
        )
    way = "høyere" if effect.estimate > 0 else "lavere"
    return (
        f"Når {effect.factor.others} er like, henger {effect.factor.step} sammen med "
        f"{effect.size} {points} {way} {noun} ({effect.interval})."
    )


def correlation(rows: pd.DataFrame, column: str) -> Correlation | None:
    """The rank correlation of comparable figures with a column, with its interval; None for fewer than FEWEST."""
    known = queries.comparable(rows)
    return regression.rank_correlation(known[column], known["value"])


STRONG, SOME = 0.6, 0.3
"""Sizes of a rank correlation that are called clear and some."""


CORRELATION_DECIMALS = 2
"""Decimals of a correlation, unless its interval ends so near zero that they hide on which side it is."""


def measured(found: Correlation) -> str:
    """«(rangkorrelasjon 0,35, 95 prosent intervall fra 0,26 til 0,44)»."""
    decimals = telling((found.low, found.high), CORRELATION_DECIMALS)
    r, low, high = (text.number(one, decimals) for one in (found.r, found.low, found.high))
    return f"(rangkorrelasjon {r}, 95 prosent intervall fra {low} til {high})"


def strength(found: Correlation) -> str:
    """«klart», «noe», or nothing where a correlation is weaker than what is told of, or may be none: among few even a
    strong one may.
    """
    if not found.sure or abs(found.r) < SOME:
        return ""
    return "klart" if abs(found.r) >= STRONG else "noe"


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
