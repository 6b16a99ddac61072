"""Map classes: natural breaks that stay the same across years, rounded so that a legend can be read aloud."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from dashboard import text

CLASSES = 5
SIDES = 3
"""Classes of amounts, and of changes on each side of zero."""

SAMPLE = 800
"""More levels than this are broken by as many quantiles: exact enough for a legend, a tenth of a second."""

SKEWED = 8.0
"""Amounts whose 95th percentile is this many times the median are broken on a log scale."""


HALF = 1e-9
"""What lifts a half away from zero when it is rounded, as `text.rounded` has it."""


def limits(values: np.ndarray, scale: str, decimals: int) -> list[float]:
    """Inner class limits, ascending: four for amounts, five (symmetrical, with 0) for changes.

    `values` holds every year's figures (NaN left out by the caller), so that a colour means the same in all of them.
    A class begins at its limit, and none is empty: fewer limits come back where the values have fewer distinct levels,
    or where a change goes one way only.
    """
    values = np.round(np.asarray(values, dtype=float), decimals)
    if len(np.unique(values)) < 2:
        return []
    if scale == "change":
        inner = [limit for limit in _breaks(np.abs(values), SIDES, decimals) if limit > 0]
        return _filled([-limit for limit in reversed(inner)] + [0.0] + inner, values)
    return _breaks(values, CLASSES, decimals, logarithmic(values, scale))


def logarithmic(values: np.ndarray, scale: str) -> bool:
    """Whether amounts are so skewed that the breaks are those of their logarithms."""
    return scale == "amount" and values.min() > 0 and bool(np.quantile(values, 0.95) > SKEWED * np.median(values))


def _breaks(values: np.ndarray, classes: int, decimals: int, logs: bool = False) -> list[float]:
    """Where the classes of least inner variance begin (the lowest excepted): numbers between the highest value of one
    class and the lowest of the next, as round as they can be there.
    """
    levels, counts = np.unique(values, return_counts=True)
    if len(levels) > SAMPLE:
        sample = np.quantile(values, np.linspace(0, 1, SAMPLE), method="nearest")
        sampled, counts = np.unique(sample, return_counts=True)
    else:
        sampled = levels
    firsts = _firsts(np.log(sampled) if logs else sampled, counts, min(classes, len(sampled)))
    between = [(sampled[first - 1] + sampled[first]) / 2 for first in firsts]
    return [_roundest(levels[levels <= middle][-1], levels[levels > middle][0], decimals) for middle in between]


def _firsts(levels: np.ndarray, counts: np.ndarray, classes: int) -> list[int]:
    """Where each class but the lowest begins in ascending levels that occur so many times, so that the squared
    deviations from the classes' means sum to the least (Fisher and Jenks).
    """
    centred = levels - np.average(levels, weights=counts)  # small numbers, so that differences of squares stay exact
    n, total, squares = (np.concatenate([[0], np.cumsum(counts * centred**power)]) for power in (0, 1, 2))
    size = len(levels)
    starts = np.zeros((classes, size + 1), dtype=int)
    least = np.concatenate([[0], squares[1:] - total[1:] ** 2 / n[1:]])
    for number in range(1, classes):
        found = np.full(size + 1, np.inf)
        for end in range(number + 1, size + 1):
            start = np.arange(number, end)
            inner = squares[end] - squares[start] - (total[end] - total[start]) ** 2 / (n[end] - n[start])
            costs = least[start] + inner
            best = int(costs.argmin())
            found[end], starts[number, end] = costs[best], start[best]
        least = found
    firsts, end = [], size
    for number in range(classes - 1, 0, -1):
        end = int(starts[number, end])
        firsts.append(end)
    return firsts[::-1]


def _roundest(low: float, high: float, decimals: int) -> float:
    """The number above `low` and at most `high` with the fewest digits; of several, the one nearest the middle."""
    scale = 10**decimals
    least, most = round(low * scale) + 1, round(high * scale)
    step = 10 ** len(str(max(abs(least), abs(most))))
    while True:
        first, last = -(-least // step), most // step
        if first <= last:
            middle = round((least + most) / 2 / step)
            return float(min(max(middle, first), last) * step / scale)
        step //= 10


def _filled(inner: list[float], values: np.ndarray) -> list[float]:
    """The limits without those that leave a class empty, the outermost first; zero stays where values lie on both
    sides of it.
    """
    while inner:
        counts = np.bincount(np.searchsorted(inner, values, side="right"), minlength=len(inner) + 1)
        empty = np.flatnonzero(counts == 0)
        if not len(empty):
            break
        place = int(empty[0])
        around = [limit for limit in (place - 1, place) if 0 <= limit < len(inner)]
        inner = [*inner]
        del inner[max(around, key=lambda limit: abs(inner[limit]))]
    return inner


def sides(inner_limits: list[float]) -> tuple[int, int]:
    """How many classes of a change lie below zero and how many above it."""
    if not inner_limits:
        return 0, 1
    count = len(inner_limits) + 1
    if 0.0 in inner_limits:
        below = inner_limits.index(0.0) + 1
        return below, count - below
    return (count, 0) if inner_limits[-1] < 0 else (0, count)


def classify(values: np.ndarray, inner_limits: list[float], decimals: int) -> np.ndarray:
    """The class of each value as an integer from 0, -1 where it is NaN.

    Values are rounded as they are shown first, so that no municipality stands in another class than its figure says.
    Only zero divides the values as they are: a fall too small to show is still a fall, and is counted as one.
    """
    raw = np.asarray(values, dtype=float)
    inner = np.asarray(inner_limits, dtype=float)
    shown = np.round(raw + np.sign(raw) * HALF, decimals)
    found = np.searchsorted(inner, shown, side="right")
    if 0.0 in inner_limits:
        zero = np.searchsorted(inner, 0.0)
        found = np.where(raw < 0, np.minimum(found, zero), np.maximum(found, zero + 1))
    return np.where(np.isnan(raw), -1, found)


def needed(inner_limits: list[float], decimals: int) -> int:
    """The decimals that limits are to be written with: as many as the figures, more where the limits have more."""
    written = [f"{limit:.6f}".rstrip("0").partition(".")[2] for limit in inner_limits]
    return max([decimals, *map(len, written)])


def labels(inner_limits: list[float], decimals: int) -> list[str]:
    """Legend texts from the lowest class up: «under 1 600», «1 600–4 299», «40 000 og over»; «−0,5 til under 0»."""
    if not inner_limits:
        return ["alle"]
    step = 10**-decimals
    middle = [
        f"{text.number(low, decimals)} til under 0"
        if high == 0
        else f"{text.number(low, decimals)}{'–' if low >= 0 else ' til '}{text.number(high - step, decimals)}"
        for low, high in pairwise(inner_limits)
    ]
    first, last = inner_limits[0], inner_limits[-1]
    return [f"under {text.number(first, decimals)}", *middle, f"{text.number(last, decimals)} og over"]
