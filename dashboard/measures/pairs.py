"""Any two indicators against each other, a row a municipality: who has both, how they go together, in which shape."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from dashboard.data import queries
from dashboard.data.database import Database, question
from dashboard.measures import association, regression, sentences, shape
from dashboard.measures.regression import RESAMPLES, SEED, Correlation

FIFTHS = 5


@dataclass(frozen=True)
class Side:
    """An indicator in one year, on one of the axes."""

    indicator: queries.Indicator
    year: int

    @property
    def heading(self) -> str:
        return self.indicator.column(self.year)

    @property
    def more(self) -> str:
        """«flere» of what is counted, else «høyere», «større» or «lengre»."""
        return sentences.comparative(self.indicator, more=True)

    @property
    def less(self) -> str:
        return sentences.comparative(self.indicator, more=False)

    @property
    def noun(self) -> str:
        """What it is called in the middle of a sentence."""
        return sentences.noun(self.indicator)


@dataclass(frozen=True)
class Pair:
    """Two indicators. `rows` has all municipalities: code, name, county, county_code, x, y (NaN without a figure that
    can be compared), population, centrality_class and kostra_group.
    """

    x: Side
    y: Side
    rows: pd.DataFrame

    @property
    def both(self) -> pd.DataFrame:
        return self.rows.dropna(subset=["x", "y"]).reset_index(drop=True)


def side(database: Database, division: str, indicator_id: str, year: int | None) -> Side:
    """An indicator in a year that it has, else in its newest."""
    years = queries.years(database, indicator_id, division)
    return Side(queries.indicators(database)[indicator_id], year if year is not None and year in years else years[0])


@question
def pair(database: Database, division: str, x: Side, y: Side) -> Pair:
    """Two indicators put together by municipality."""
    register = queries.municipalities(database, division)
    rows = register[["code", "name", "county", "county_code", "centrality_class", "kostra_group"]].copy()
    population = queries.years(database, "population", division)[0]
    for name, id_, year in (
        ("x", x.indicator.indicator_id, x.year),
        ("y", y.indicator.indicator_id, y.year),
        ("population", "population", population),
    ):
        found = queries.values_by_code(database, id_, division, year).reindex(rows["code"])
        rows[name] = found["value"].where(found["comparable"].astype(bool)).to_numpy(dtype=float)
    return Pair(x, y, rows)


def correlation(found: Pair) -> Correlation | None:
    """How the two go together by rank; None for too few, or where one is the same in all."""
    return regression.rank_correlation(found.rows["x"], found.rows["y"])


def fifths(both: pd.DataFrame) -> pd.Series:
    """Which fifth of x each municipality is in, 0 the lowest; those with the same x are in the same one."""
    place = both["x"].rank(method="min", pct=True)
    return ((place - 1 / max(len(both), 1)) * FIFTHS).clip(0, FIFTHS - 1).astype(int)


def are_fifths(groups: pd.Series) -> bool:
    """Whether none of the fifths is less than half of one: where many have the same x, some are small or empty."""
    return groups.nunique() == FIFTHS and bool(groups.value_counts().min() >= len(groups) / FIFTHS / 2)


@dataclass(frozen=True)
class Form:
    """What a rank correlation near zero doesn't tell: `kind` is «bend» or «step», at the fifth `at` of `classes`;
    `key` is what of them bends; `sides` are how many municipalities are before and after a step, and their medians.
    """

    kind: str
    at: int
    classes: list[shape.Class]
    sides: tuple[tuple[int, float], ...] = ()
    key: str = "median"


LEAST_SEEN = 2
"""How many of the last digit medians must differ by for a shape to be seen in them: one may be rounding alone."""


def form(found: Pair) -> Form | None:
    """A hump, a hollow or a threshold over the fifths of x; None where they don't differ by more than chance, where y
    rises or falls evenly or on a side of the step, or where so many have the same x that there are no fifths.
    """
    both = found.both
    if len(both) < association.FEWEST:
        return None
    groups = fifths(both)
    if not (are_fifths(groups) and shape.differ(both["y"], groups)):
        return None
    classes = shape.classes(both["y"], groups)
    least = LEAST_SEEN * 10.0**-found.y.indicator.decimals
    for key, seen in (("below_zero", 0.0), ("median", least)):
        if bent := shape.sure_bend(both["y"], groups, key, seen):
            return Form("bend", classes.index(bent), classes, key=key)
    at = shape.threshold(classes, "median", least)
    if at is None:
        return None
    # A step among classes that rise or fall on either side of it as well is no threshold but a slope.
    before = groups.isin([one.group for one in classes[:at]])
    sloping = any(shape.differ(both.loc[side, "y"], groups[side]) for side in (before, ~before))
    if sloping or _returns(both, at, least) < RETURNS:
        return None
    sides = tuple((len(part), float(part.median())) for part in (both.loc[before, "y"], both.loc[~before, "y"]))
    return Form("step", at, classes, sides)


RETURNS = 0.8
"""How often a threshold must come back when the municipalities are drawn anew, to be told of."""


def _returns(both: pd.DataFrame, at: int, least: float) -> float:
    """How often the same threshold is found in as many municipalities drawn from these."""
    random, found = np.random.default_rng(SEED), 0
    for _ in range(RESAMPLES):
        drawn = both.iloc[random.integers(0, len(both), len(both))]
        groups = fifths(drawn)
        found += are_fifths(groups) and shape.threshold(shape.classes(drawn["y"], groups), "median", least) == at
    return found / RESAMPLES


def logarithmic(values: pd.Series, indicator: queries.Indicator) -> bool:
    """Whether an axis is easier read on a logarithmic scale: amounts above zero of which few are very large."""
    known = values.dropna()
    if indicator.scale != "amount" or known.empty or known.min() <= 0:
        return False
    return bool(known.max() / known.median() > LONG_TAIL)


LONG_TAIL = 6
"""How many times its median a figure's largest must be for a logarithmic axis."""
