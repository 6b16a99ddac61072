"""How many there would be if the pattern of the last years went on, municipality by municipality: an example, modelled.

By sex and five-year age group, with P(y, a) for the persons of group a in the year y (Hamilton and Perry):

    P(y + 5, a + 1) = r(a) * P(y, a)         r: how many there were for each one five years younger before
    r = (E + K * R) / (N + K)                E, N: the municipality's own, of the last two intervals together
                                             R:    its centrality class's E / N
    P(y + 5, 0-4)   = c * women of 15-44     c: children per woman in the base year, drawn likewise; women of y + 5

K = 300 persons: in a cohort of 300 a municipality's own pattern counts as much as its class's; in a large one its own
is nearly all that counts, in an empty one there is only the class's. K was chosen by the errors of a start in 2011
(100, 200, 300, 500 and 1000 were tried), not by those that are reported. A municipality without figures for an interval
has the other's pattern alone, or its class's.

From 70 years on, the country's change in survival goes on: -ln r of the country's groups is taken to fall (or stay, but
never rise) by the same factor in each interval as between the last two, for each sex, and r changes as much everywhere.

Of a five-year group that a measure cuts through, the country's part in the base year is counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

WIDTH = 5
GROUPS = (*(f"{age}-{age + WIDTH - 1}" for age in range(0, 90, WIDTH)), "90+")
SEXES = ("female", "male")
#: How many intervals the pattern is read from.
INTERVALS = 2
#: How many persons the class's pattern counts as.
WEIGHT = 300.0
#: The women whose number the children are reckoned from, and the first group whose survival changes.
MOTHERS, OLD = slice(3, 9), 14

#: What is projected, and the place of each in arrays: counts, and what is divided by what.
MEASURES = ("population", "population_0_17", "population_20_66", "population_80_plus", "workers_per_80_plus")
YOUNG, WORKERS, OLDEST, RATIO = 1, 2, 3, 4
#: What a measure's size is the size of.
SIZE_OF = [0, YOUNG, WORKERS, OLDEST, OLDEST]


@dataclass(frozen=True)
class People:
    """Persons by year: units x sexes x groups, NaN for a unit without figures of the year. `classes` has the number of
    each unit's centrality class, 0 where it has none.
    """

    codes: pd.Index
    classes: np.ndarray
    years: dict[int, np.ndarray]

    @property
    def base(self) -> int:
        return max(self.years)

    def intervals(self, end: int, most: int = INTERVALS) -> list[tuple[int, int]]:
        """The last intervals that end in a year, the oldest first, as far back as there are figures."""
        found: list[tuple[int, int]] = []
        while len(found) < most and {end - WIDTH, end} <= self.years.keys():
            found.insert(0, (end - WIDTH, end))
            end -= WIDTH
        return found


@dataclass(frozen=True)
class Place:
    """A division, and of which units of the newest (by their places) each of its municipalities is made."""

    division: str
    codes: pd.Index
    parts: list[np.ndarray]

    def sums(self, values: np.ndarray) -> np.ndarray:
        """Counts of the newest division's units (the last axis) as this division's; unknown where a part is."""
        starts = np.cumsum([0, *(len(part) for part in self.parts[:-1])])
        return np.add.reduceat(values[..., np.concatenate(self.parts)], starts, axis=-1)


# --- The computation ----------------------------------------------------------------------------------------------


def _older(persons: np.ndarray) -> np.ndarray:
    """Who will be in each group but the youngest five years later, if all live and stay: the last two grow into one."""
    last = persons[..., -2:].sum(axis=-1, keepdims=True)
    return np.concatenate([persons[..., :-2], last], axis=-1)


def _drawn(part: np.ndarray, whole: np.ndarray, classes: np.ndarray) -> np.ndarray:
    """part / whole of each unit (the first axis), drawn towards its class's as if WEIGHT more were counted there.

    Where a class has nobody, or a unit no class, the country's stands for it; where the country has nobody, 1.
    """
    part, whole = np.nan_to_num(part), np.nan_to_num(whole)
    country = np.divide(part.sum(axis=0), whole.sum(axis=0), out=np.ones(part.shape[1:]), where=whole.sum(axis=0) > 0)
    of_classes = np.repeat(country[None], classes.max() + 1, axis=0)
    for number in np.unique(classes[classes > 0]):
        of_class = classes == number
        below = whole[of_class].sum(axis=0)
        np.divide(part[of_class].sum(axis=0), below, out=of_classes[number], where=below > 0)
    return (part + WEIGHT * of_classes[classes]) / (whole + WEIGHT)


def _summed(people: People, intervals: Sequence[tuple[int, int]]) -> tuple[np.ndarray, np.ndarray]:
    """Of each unit: who there were at the ends of the intervals, and who could have been; without those of an interval
    that it lacks.
    """
    ends = starts = np.zeros(())
    for first, last in intervals:
        before, after = _older(people.years[first]), people.years[last][..., 1:]
        both = ~(np.isnan(before) | np.isnan(after))
        ends, starts = ends + np.where(both, after, 0), starts + np.where(both, before, 0)
    return ends, starts


def _losses(people: People, interval: tuple[int, int]) -> np.ndarray:
    """-ln r of the country's old groups, by sex: what dies, and on balance moves, in five years."""
    ends, starts = (part.sum(axis=0)[:, OLD - 1 :] for part in _summed(people, [interval]))
    return -np.log(np.divide(ends, starts, out=np.ones_like(ends), where=(starts > 0) & (ends > 0)))


def _survival(people: People, start: int, intervals: Sequence[tuple[int, int]], steps: int) -> list[np.ndarray]:
    """What r of each sex and old group is to be multiplied by, for each step ahead."""
    behind = [_losses(people, interval) for interval in people.intervals(start)]
    used = np.mean([_losses(people, interval) for interval in intervals], axis=0)
    fall = np.ones((len(SEXES), 1))
    if len(behind) > 1:
        before, now = (losses.sum(axis=1, keepdims=True) for losses in behind[-2:])
        fall = np.clip(np.divide(now, before, out=fall, where=before > 0), 0, 1)
    return [np.exp(used - behind[-1] * fall**step) for step in range(1, steps + 1)]


def project(people: People, start: int, intervals: Sequence[tuple[int, int]], steps: int) -> list[np.ndarray]:
    """The persons of the start and of each step (five years) after it."""
    ratios = _drawn(*_summed(people, intervals), people.classes)
    found = [people.years[start]]
    women, children = found[0][:, 0, MOTHERS].sum(axis=1), found[0][:, :, 0]
    known = ~np.isnan(women)
    per_woman = _drawn(
        np.where(known, children.sum(axis=1), 0)[:, None], np.where(known, women, 0)[:, None], people.classes
    )
    sexes = np.nansum(children, axis=0) / max(np.nansum(children), 1)
    for factor in _survival(people, start, intervals, steps):
        later = np.empty_like(found[0])
        later[..., 1:] = _older(found[-1]) * ratios
        later[..., OLD:] *= factor
        later[:, :, 0] = per_woman * later[:, 0, MOTHERS].sum(axis=1, keepdims=True) * sexes
        found.append(later)
    return found


# --- Measures -----------------------------------------------------------------------------------------------------


def cuts(people: People, known: dict[int, np.ndarray], year: int) -> tuple[float, float]:
    """Which part of 15-19 are under 18, and of 65-69 under 67, in the country in a year."""
    persons = people.years[year].sum(axis=1)
    found = []
    for measure, below, cut in ((YOUNG, slice(0, 3), 3), (WORKERS, slice(4, 13), 13)):
        told = known[year][measure] - persons[:, below].sum(axis=1) if year in known else np.full(len(persons), np.nan)
        both = ~np.isnan(told)
        whole = persons[both, cut].sum()
        found.append(float(np.clip(told[both].sum() / whole, 0, 1)) if whole else 0.0)
    return found[0], found[1]


def measures(steps: Sequence[np.ndarray], place: Place, cuts: tuple[float, float]) -> np.ndarray:
    """Measures x steps x municipalities; the ratio is unknown where nobody is old."""
    persons = np.stack(steps).sum(axis=2)
    counts = [
        persons.sum(axis=2),
        persons[..., :3].sum(axis=2) + cuts[0] * persons[..., 3],
        persons[..., 4:13].sum(axis=2) + cuts[1] * persons[..., 13],
        persons[..., 16:].sum(axis=2),
    ]
    # Rounded, so that the same figures come of every machine.
    sums = place.sums(np.stack(counts)).round(2)
    ratio = np.divide(sums[WORKERS], sums[OLDEST], out=np.full(sums[0].shape, np.nan), where=sums[OLDEST] > 0)
    return np.concatenate([sums, ratio[None].round(4)])
