"""Whether a figure differs among ordered classes without rising or falling through them: what a rank correlation, which
is near zero for a hump, doesn't tell.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from math import isclose

import pandas as pd
from scipy.stats import chi2

from dashboard import text

CHANCE = 0.01
"""How likely a difference among classes may be by chance alone to be told."""


@dataclass(frozen=True)
class Class:
    """One class: its group, how many municipalities, their median and the share of them below zero in per cent."""

    group: object
    municipalities: int
    median: float
    below_zero: float


def classes(values: pd.Series, groups: pd.Series) -> list[Class]:
    """The classes that have enough municipalities, in their order; both series are of the same municipalities."""
    return [
        Class(group, len(found), float(found.median()), 100 * float((found < 0).mean()))
        for group, found in values.groupby(groups, observed=True)
        if len(found) >= text.FEWEST_FOR_MEDIAN
    ]


def differ(values: pd.Series, groups: pd.Series, chance: float = CHANCE) -> bool:
    """Whether the classes differ by more than chance (Kruskal and Wallis's test)."""
    enough = groups.map(groups.value_counts()).astype(float) >= text.FEWEST_FOR_MEDIAN
    ranks, within = values[enough].rank(), groups[enough]
    count = within.nunique()
    if count < 2 or ranks.nunique() < 2:
        return False
    means = ranks.groupby(within, observed=True).transform("mean")
    statistic = (len(ranks) - 1) * means.var(ddof=0) / ranks.var(ddof=0)
    return bool(chi2.sf(statistic, count - 1) < chance)


LEAST_BEND = 0.25
"""How far beyond both ends a class must lie to be called a bend: a part of the distance between highest and lowest."""


def bend(found: list[Class], key: str, least: float = 0.0) -> Class | None:
    """The class in the middle where the key («median», «below_zero») is clearly higher or lower than at both ends (by
    `least` or more), the one farthest from them; None where there is none, or where several are as far.
    """
    if len(found) < 3:
        return None
    ends = [getattr(one, key) for one in (found[0], found[-1])]
    distances = [
        (max(getattr(one, key) - max(ends), min(ends) - getattr(one, key)), position)
        for position, one in enumerate(found[1:-1], start=1)
    ]
    distance, position = max(distances)
    keys = [getattr(one, key) for one in found]
    if distance < least or distance <= LEAST_BEND * (max(keys) - min(keys)):
        return None
    is_alone = sum(isclose(other, distance, abs_tol=1e-9) for other, _ in distances) == 1
    return found[position] if is_alone else None


CHANCE_OF_A_PAIR = 0.05
"""How likely the difference between a bend and one of the ends may be by chance alone."""


def sure_bend(values: pd.Series, groups: pd.Series, key: str, least: float = 0.0) -> Class | None:
    """The bend of some figures' classes (see `bend`) where it differs from either end by more than chance: an end of
    five municipalities makes none by one of them.
    """
    found = classes(values, groups)
    at = bend(found, key, least)
    if at is None:
        return None
    compared = (values < 0).astype(float) if key == "below_zero" else values
    pairs = (groups.isin([at.group, end.group]) for end in (found[0], found[-1]))
    return at if all(differ(compared[pair], groups[pair], CHANCE_OF_A_PAIR) for pair in pairs) else None


MOST_OF_IT = 2 / 3
"""The part of the distance between the lowest and the highest class that one step must make up to be a threshold."""


def threshold(found: list[Class], key: str, least: float = 0.0) -> int | None:
    """The place of the first class after a step (of `least` or more) that most of the difference lies in, where every
    class before it is on one side of every class after it; None where there is none. Two classes have no threshold.
    """
    keys = [getattr(one, key) for one in found]
    whole = max(keys, default=0) - min(keys, default=0)
    if len(found) < 4 or whole <= 0 or bend(found, key):
        return None
    steps = [abs(after - before) for before, after in pairwise(keys)]
    largest = max(range(len(steps)), key=steps.__getitem__)
    before, after = keys[: largest + 1], keys[largest + 1 :]
    is_apart = max(before) < min(after) or min(before) > max(after)
    return largest + 1 if is_apart and steps[largest] >= max(least, MOST_OF_IT * whole) else None
