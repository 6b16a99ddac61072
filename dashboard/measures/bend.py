"""Whether the relation of an outcome with size is straight in the logarithm of inhabitants, or bent: steeper among the
small, or turning on the way. A straight line through what is bent expects the wrong thing of the smallest and largest.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from dashboard.measures import factors, regression
from dashboard.measures.factors import Effect, Factor
from dashboard.measures.regression import Estimated, Z

SURE = 0.001
"""The p of the squared term below which a relation is called bent: one of a thousand would be by chance alone."""

NOTICEABLE = 0.03
"""The part of what a straight line leaves unexplained that a bend must explain to be told of."""

SQUARE = "population_squared"

TENTHS = (0.1, 0.9)
"""The parts of the municipalities below what is called small and large."""


@dataclass(frozen=True)
class Bend:
    """The regression with the square of ln(population) beside it. `effects` are those of the other factors then, and
    `ends` what goes with twice as many inhabitants at `sizes`, which a tenth of the municipalities is below and above.
    """

    estimated: Estimated
    effects: tuple[Effect, ...]
    ends: tuple[Effect, Effect]
    sizes: tuple[float, float]

    @property
    def turns(self) -> bool:
        """Whether it surely goes the other way among the large than among the small."""
        small, large = self.ends
        return small.sure and large.sure and small.up != large.up

    def effect(self, column: str) -> Effect | None:
        """What goes with one of the other factors; None for size, which has no single number."""
        return next((effect for effect in self.effects if effect.factor.column == column), None)


def of(
    straight: Estimated,
    taken: pd.DataFrame,
    held: Sequence[Factor],
    kind: str,
    estimate: Callable[[pd.DataFrame], Estimated | None],
) -> Bend | None:
    """The bend of a regression on `taken` (association.design); None where it can't be told from a straight line, or
    explains too little. `estimate` makes the same regression on other columns.
    """
    found = estimate(_squared(taken))
    if found is None or not found.of(SQUARE, "p") < SURE:
        return None
    if (found.r_squared - straight.r_squared) / (1 - straight.r_squared) < NOTICEABLE:
        return None
    size = taken["population"]
    ends = [float(size.quantile(part)) for part in TENTHS]
    by_column = {factor.column: factor for factor in held}
    small, large = (_doubled(by_column["population"], found, end - float(size.mean()), kind) for end in ends)
    others = tuple(factors.effect(factor, found, kind) for factor in held if factor.column != "population")
    return Bend(found, others, (small, large), (math.exp(ends[0]), math.exp(ends[1])))


def holds_among(
    bent: Bend, taken: pd.DataFrame, kind: str, estimate: Callable[[pd.DataFrame], Estimated | None]
) -> bool:
    """Whether the course of a bend is sure among some of the municipalities too: the square by its interval, and each
    end that is sure of all, the same way. True where that can't be told.
    """
    found = estimate(_squared(taken))
    if found is None:
        return True
    low, high = (found.of(SQUARE, end) for end in ("low", "high"))
    middle = float(taken["population"].mean())
    again = [_doubled(end.factor, found, math.log(size) - middle, kind)
             for end, size in zip(bent.ends, bent.sizes, strict=True)]  # fmt: skip
    same = all(now.sure and now.up == end.up for end, now in zip(bent.ends, again, strict=True) if end.sure)
    return (low > 0 or high < 0) and same


def _squared(taken: pd.DataFrame) -> pd.DataFrame:
    """The columns of a regression with the square of ln(population), counted from its mean, beside them."""
    size = taken["population"]
    return taken.assign(**{SQUARE: (size - size.mean()) ** 2})


def _doubled(factor: Factor, found: Estimated, off: float, kind: str) -> Effect:
    """What goes with twice as many inhabitants, so far off the middle of ln(population) that the square is of."""
    names = list(found.coefficients.index)
    # A logit's covariance has no constant.
    of_both = [names.index("population"), names.index(SQUARE)]
    along = np.array([1, 2 * off])
    slope = float(along @ [found.of("population", "estimate"), found.of(SQUARE, "estimate")])
    error = math.sqrt(float(along @ found.covariance[np.ix_(of_both, of_both)] @ along))
    return factors.effect_of(factor, (slope, slope - Z * error, slope + Z * error), regression.p(slope / error), kind)
