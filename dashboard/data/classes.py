"""Map classes: natural breaks that stay the same across years, rounded so that a legend can be read aloud."""

from __future__ import annotations

import warnings
from itertools import pairwise

import mapclassify
import numpy as np

from dashboard import text

SAMPLE = 150
"""Natural breaks are computed on this many quantiles: exact enough for a legend, a sixth of a second."""

SKEWED = 8.0
"""Amounts whose 95th percentile is this many times the median are broken on a log scale."""


HALF = 1e-9
"""What lifts a half away from zero when it is rounded, as `text.rounded` has it."""


def limits(values: np.ndarray, scale: str, decimals: int) -> list[float]:
    """Inner class limits, ascending: four for amounts, five (symmetrical, with 0) for changes.

    `values` holds every year's figures (NaN left out by the caller), so that a colour means the same in all of them.
    A class begins at its limit. Fewer limits come back where the values have fewer distinct levels.
    """
    values = np.round(np.asarray(values, dtype=float), decimals)
    if len(np.unique(values)) < 2:
        return []
    if scale == "change":
        inner = _rounded(_natural_breaks(np.abs(values), 3), decimals)
        inner = [limit for limit in inner if limit > 0]
        return [-limit for limit in reversed(inner)] + [0.0] + inner
    if values.min() > 0 and np.quantile(values, 0.95) > SKEWED * np.median(values):
        return _rounded(list(np.exp(_natural_breaks(np.log(values), 5))), decimals)
    return _rounded(_natural_breaks(values, 5), decimals)


def _natural_breaks(values: np.ndarray, classes: int) -> list[float]:
    """Where the classes of least inner variance begin (the lowest excepted)."""
    sample = np.quantile(values, np.linspace(0, 1, SAMPLE)) if len(values) > SAMPLE else values
    classes = min(classes, len(np.unique(sample)))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # mapclassify recommends numba; a sample this small does not need it
        bins = mapclassify.FisherJenks(sample, k=classes).bins
    return [float(upper) for upper in bins[:-1]]


def _rounded(breaks: list[float], decimals: int) -> list[float]:
    """The breaks with as few significant digits as keep them apart (never more decimals than are shown)."""
    for digits in range(2, 8):
        rounded = [_significant(limit, digits, decimals) for limit in breaks]
        if len(set(rounded)) == len(rounded):
            return sorted(rounded)
    return sorted(set(np.round(breaks, decimals).tolist()))


def _significant(value: float, digits: int, decimals: int) -> float:
    if value == 0:
        return 0.0
    places = digits - 1 - int(np.floor(np.log10(abs(value))))
    return float(round(value, min(places, decimals)))


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
