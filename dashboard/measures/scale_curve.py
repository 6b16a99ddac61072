"""What an amount per inhabitant is at each number of inhabitants: a curve through all municipalities, its interval, and
what it alone would suggest for a unit of another size. It doesn't tell what a merger gives.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from dashboard.data import queries
from dashboard.data.database import Database, question
from dashboard.measures import economy, regression
from dashboard.measures import population as people
from dashboard.measures.regression import Estimated, Spread, Z

KNOTS = (0.05, 0.35, 0.65, 0.95)
"""The parts of the municipalities below each knot, as Harrell recommends for four."""

CHOICE = (
    "Kurven er en naturlig kubisk spline med fire knuter gjennom logaritmen av beløpet mot logaritmen av "
    "innbyggertallet, med robuste standardfeil (HC3). Den er ikke tvunget til å falle."
)

POINTS = 60


@dataclass(frozen=True)
class At:
    """What the curve says of one number of inhabitants: the middle of what municipalities of that size have, and
    between which limits 95 per cent of such are.
    """

    population: float
    expected: float
    low: float
    high: float


@dataclass(frozen=True)
class Doubling:
    """What goes with twice as many inhabitants as `population`: a difference in per cent, with its 95 per cent
    interval.
    """

    population: float
    apart: float
    low: float
    high: float

    @property
    def sure(self) -> bool:
        """Whether the interval tells which way it goes."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True)
class Curve:
    """`line` has population, expected, low and high (95 per cent interval of the curve), in the amount's unit;
    `doubling` is the difference in per cent that goes with twice as many inhabitants by a straight line through the
    logarithms, with its interval; `spread` how far municipalities of a size are from the curve, in logarithms.
    """

    line: pd.DataFrame
    doubling: tuple[float, float, float]
    n: int
    r_squared: float
    knots: tuple[float, ...]
    spread: Spread
    estimated: Estimated

    def at(self, population: float) -> At | None:
        """What the curve alone would suggest for a unit; None outside the sizes that there are."""
        sizes = self.line["population"]
        if not sizes.iloc[0] <= population <= sizes.iloc[-1]:
            return None
        size = np.array([population])
        middle, error = _predicted(self.estimated, self.knots, np.log(size))
        reach = Z * math.hypot(float(error[0]), float(self.spread.at(size)[0]))
        return At(population, *(math.exp(float(middle[0]) + sign * reach) for sign in (0, -1, 1)))

    def doubled_at(self, population: float) -> Doubling | None:
        """The difference along the curve between a unit and one of twice its inhabitants; None where either is outside
        the sizes that there are.
        """
        sizes = self.line["population"]
        if not sizes.iloc[0] <= population < 2 * population <= sizes.iloc[-1]:
            return None
        small, large = _columns(np.log([population, 2 * population]), self.knots)
        apart = large - small
        middle = float(apart @ self.estimated.coefficients["estimate"].to_numpy())
        reach = Z * math.sqrt(float(apart @ self.estimated.covariance @ apart))
        return Doubling(population, *(100 * math.expm1(middle + sign * reach) for sign in (0, -1, 1)))


SERVICES = (
    "expenditure_administration",
    "expenditure_kindergarten_1_5",
    "expenditure_school_6_15",
    "expenditure_care",
    "expenditure_child_welfare",
)
"""The amounts that a curve is drawn of: of a service for the young, per inhabitant of the age that it is for."""


def services(database: Database, division: str) -> list[str]:
    """Those of SERVICES that there are figures of."""
    known = queries.indicators(database)
    return [id_ for id_ in SERVICES if id_ in known and queries.years(database, id_, division)]


@question
def rows(database: Database, division: str, indicator_id: str) -> pd.DataFrame:
    """The municipalities that have an amount that can be compared, in its newest year, with their inhabitants at the
    end of it (`population`) and centrality_class.
    """
    year = queries.years(database, indicator_id, division)[0]
    found = queries.values(database, indicator_id, division, year)
    inhabitants = people.people(database, division, economy.population_year(database, division, year))
    found["population"] = inhabitants["value"].to_numpy()
    found["centrality_class"] = inhabitants["centrality_class"].to_numpy()
    return queries.comparable(found).dropna(subset=["population"]).reset_index(drop=True)


@question
def of(database: Database, division: str, indicator_id: str) -> Curve | None:
    """The curve of an indicator in its newest year; see `curve`."""
    known = rows(database, division, indicator_id)
    return curve(known["value"], known["population"])


def curve(amount: pd.Series, population: pd.Series) -> Curve | None:
    """The curve of an amount; None where nothing can be estimated or an amount isn't above zero."""
    known = amount.notna() & population.notna()
    amount, population = amount[known], population[known]
    if not (amount > 0).all():
        return None
    size, logarithm = np.log(population), np.log(amount)
    straight = regression.least_squares(logarithm, pd.DataFrame({"size": size}))
    if straight is None:
        return None
    knots = tuple(float(size.quantile(part)) for part in KNOTS)
    found = regression.least_squares(logarithm, _basis(size.to_numpy(), knots).set_index(size.index))
    if found is None:
        return None
    places = np.linspace(size.min(), size.max(), POINTS)
    middle, error = _predicted(found, knots, places)
    line = pd.DataFrame(
        {
            "population": np.exp(places),
            "expected": np.exp(middle),
            "low": np.exp(middle - Z * error),
            "high": np.exp(middle + Z * error),
        }
    )
    line.loc[[0, POINTS - 1], "population"] = [population.min(), population.max()]
    estimate, low, high = (100 * math.expm1(math.log(2) * straight.of("size", name)) for name in regression.ENDS)
    spread = regression.spread_by_size(found, population)
    return Curve(line, (estimate, low, high), found.n, found.r_squared, knots, spread, found)


def _basis(size: np.ndarray, knots: tuple[float, ...]) -> pd.DataFrame:
    """A natural cubic spline: straight before the first knot and after the last, bent smoothly between them."""
    last, before = knots[-1], knots[-2]

    def cube(knot: float) -> np.ndarray:
        return np.clip(size - knot, 0, None) ** 3

    columns = {"size": size}
    for place, knot in enumerate(knots[:-2]):
        ends = cube(before) * (last - knot) - cube(last) * (before - knot)
        columns[f"bend_{place}"] = (cube(knot) - ends / (last - before)) / (last - knots[0]) ** 2
    return pd.DataFrame(columns)


def _columns(places: np.ndarray, knots: tuple[float, ...]) -> np.ndarray:
    """What the curve's coefficients are multiplied by at some sizes (ln), a row each."""
    return np.column_stack([np.ones(len(places)), _basis(places, knots).to_numpy()])


def _predicted(found: Estimated, knots: tuple[float, ...], places: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The curve's logarithm at some sizes and its standard error there."""
    x = _columns(places, knots)
    middle = x @ found.coefficients["estimate"].to_numpy()
    return middle, np.sqrt(np.einsum("ij,jk,ik->i", x, found.covariance, x))
