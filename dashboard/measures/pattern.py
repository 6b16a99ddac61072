"""The pattern that size and centrality alone would suggest: where it puts a municipality, and by which curve. MODELLED.

    m     = w * zC + (1 - w) * zN
    level = floor + span / (1 + exp(-steepness * m))
    level = level + e * p * (floor + span - level)      p = zE / good economy, from 0 to 1

zN, zC and zE are the columns size, centrality and economy of `compliance_queries.pattern`; floor, span and what good
economy is stand among the numbers of the curve (`compliance_queries.pattern_coefficients`, by symbol). The steepness,
the weight w of centrality and the share e of the gap that economy closes are the user's to choose. The level depends on
them more than on anything else; the order hardly does. So a municipality is given a fifth, and all levels that it has.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product

import numpy as np
import pandas as pd

STEEPNESSES = (0.5, 0.75, 1.0, 1.25, 1.5, 1.75, 2.0)
WEIGHT, SHARE = (25, 75), (0, 30)
WEIGHT_STEP, SHARE_STEP = 5, 10
"""What can be chosen: all of the first, and the others, which are in per cent, from end to end in steps."""

FIFTHS = ("laveste femdel", "nest laveste femdel", "midterste femdel", "nest høyeste femdel", "høyeste femdel")

Numbers = Mapping[str, float]
Place = tuple[float, float]


@dataclass(frozen=True)
class Setting:
    """How the curve is drawn: its steepness, the weight of centrality, and what good economy closes (per cent)."""

    steepness: float = 1.0
    weight: float = 50
    share: float = 0


CORNERS = tuple(Setting(*ends) for ends in product((STEEPNESSES[0], STEEPNESSES[-1]), WEIGHT, SHARE))
"""Where every municipality has its lowest and its highest level: each of the three moves a level one way only."""


def settings() -> list[Setting]:
    """Every setting that can be chosen."""
    weights, shares = (range(low, high + 1, step) for (low, high), step in ((WEIGHT, WEIGHT_STEP), (SHARE, SHARE_STEP)))
    return [Setting(*chosen) for chosen in product(STEEPNESSES, weights, shares)]


def levels(standing: pd.DataFrame, numbers: Numbers, setting: Setting) -> pd.Series:
    """The level of every municipality, per cent; NaN where its size or centrality is missing."""
    m = (setting.weight * standing["centrality"] + (100 - setting.weight) * standing["size"]) / 100
    top = numbers["Gulv"] + numbers["Spenn"]
    suggested = numbers["Gulv"] + numbers["Spenn"] / (1 + np.exp(-setting.steepness * m))
    closed = standing["economy"].fillna(0).clip(0, numbers["God økonomi"]) / numbers["God økonomi"] * setting.share
    return suggested + closed / 100 * (top - suggested)


def fifths(standing: pd.DataFrame, numbers: Numbers, setting: Setting) -> pd.Series:
    """1 (the lowest) to 5 by the order of the levels; NaN where there is none."""
    share = levels(standing, numbers, setting).rank(method="first", pct=True)
    return share.mul(len(FIFTHS)).apply(np.ceil)


def spans(standing: pd.DataFrame, numbers: Numbers) -> pd.DataFrame:
    """low, high: the levels that a municipality has over all settings, in whole per cents, so that none is outside."""
    found = pd.concat([levels(standing, numbers, setting) for setting in CORNERS], axis=1)
    return pd.DataFrame({"low": np.floor(found.min(axis=1)), "high": np.ceil(found.max(axis=1))})


def told(low: float, high: float) -> str:
    """«mellom 52 og 79»; nothing where there is no level."""
    return "" if low != low else f"mellom {int(low)} og {int(high)}"


def sentence(low: float, high: float) -> str:
    """«Nivået er mellom 52 og 79 etter hvordan kurven trekkes og …»; nothing where there is no level."""
    span = told(low, high)
    return f"Nivået er {span} etter hvordan kurven trekkes og hvor mye god økonomi teller" if span else ""


def steady(standing: pd.DataFrame, numbers: Numbers) -> int:
    """How many municipalities are in the same fifth, or the one beside it, in all settings. (A fifth is a place among
    the others: unlike a level, it may be farthest between the ends.)
    """
    found = pd.concat([fifths(standing, numbers, setting) for setting in settings()], axis=1).dropna()
    return int((found.max(axis=1) - found.min(axis=1) <= 1).sum())


def contour(numbers: Numbers, setting: Setting, level: float, x: Place, y: Place) -> tuple[Place, Place] | None:
    """The line on which the level is that of the curve, economy left out, on the plane of inhabitants (from x[0] to
    x[1]) and centrality (y[0] to y[1]): its ends, the one to the left first; None where it is outside.
    """
    m = -np.log(numbers["Spenn"] / (level - numbers["Gulv"]) - 1) / setting.steepness
    weight = setting.weight / 100
    centre, sizes = numbers["Middel ln N"], numbers["Avvik ln N"]
    middle, spread = numbers["Middel C"], numbers["Avvik C"]

    def centrality(people: float) -> float:
        return float(middle + spread * (m - (1 - weight) * (np.log(people) - centre) / sizes) / weight)

    def inhabitants(index: float) -> float:
        return float(np.exp(centre + sizes * (m - weight * (index - middle) / spread) / (1 - weight)))

    # Where more are more central, less size gives the same level: the line falls from the left to the right.
    start = (x[0], centrality(x[0])) if centrality(x[0]) <= y[1] else (inhabitants(y[1]), y[1])
    end = (x[1], centrality(x[1])) if centrality(x[1]) >= y[0] else (inhabitants(y[0]), y[0])
    return (start, end) if start[0] < end[0] else None
