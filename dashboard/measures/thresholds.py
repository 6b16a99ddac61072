"""Who falls under a threshold: the municipalities below or above one or two limits of an indicator.

A frame of figures has a row a municipality: code, name, county_code, county, value, status, comparable, note,
centrality_class, inhabitants; `group` is the number of the interval that the value is in, -1 where it is missing.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

import numpy as np
import pandas as pd

from dashboard import text
from dashboard.data import classes
from dashboard.data.queries import Indicator

BELOW, ABOVE = "under", "over"
SIDES = {BELOW: "Under grensen", ABOVE: "Fra grensen og opp"}
USUAL_LIMITS = {"population": (5000.0, BELOW), "centrality_class": (5.0, ABOVE), "centrality_index": (670.0, BELOW)}
"""Limits in official use (Statistics Norway's small municipalities; the least central classes); else the median."""


CLASS_UNITS = ("klasse", "gruppe")
"""Units of indicators whose values are numbers of classes."""


@dataclass(frozen=True)
class Threshold:
    """A criterion: an indicator in one year, one or two ascending limits, and which end is looked at."""

    indicator: Indicator
    year: int
    limits: tuple[float, ...]
    side: str = BELOW

    @property
    def group(self) -> int:
        """The number of the interval that is looked at."""
        return 0 if self.side == BELOW else len(self.limits)

    @property
    def words(self) -> str:
        """What is said of those that are looked at: «har under 5 000 innbyggere», «er i klasse 5 og 6»."""
        below = self.side == BELOW
        limit = limit_words(self.limits[0 if below else -1], self.indicator.decimals)
        if self.indicator.unit in CLASS_UNITS:
            return self._of_classes(below)
        unit = "" if self.indicator.unit.startswith("indeks") else f" {self.indicator.unit}"
        return f"har under {limit}{unit}" if below else f"har {limit}{unit} eller mer"

    def _of_classes(self, below: bool) -> str:
        """«er i klasse 5 og 6», «er i klasse 1–4»: the classes by number, of those that the indicator can have."""
        limit = math.ceil(self.limits[0 if below else -1])
        first, last = (int(end or 0) for end in (self.indicator.minimum, self.indicator.maximum))
        inside = range(first, min(limit, last + 1)) if below else range(max(limit, first), last + 1)
        unit = self.indicator.unit
        if not inside:
            return f"er {'under' if below else 'i'} {unit} {text.number(limit)}{'' if below else ' eller over'}"
        ends = text.listed(map(str, inside)) if len(inside) < 3 else f"{inside[0]}–{inside[-1]}"
        return f"er i {unit} {ends}"

    @property
    def held_against(self) -> str:
        """What the limits are held against, where figures are shown with fewer decimals than they have."""
        decimals = self.indicator.decimals
        how = f"med {text.count(decimals, 'desimal', 'desimaler')}" if decimals else "uten desimaler"
        return f"Grensen holdes mot tallene slik de vises, {how}."

    @property
    def labels(self) -> list[str]:
        """What the intervals are called, lowest first."""
        return classes.labels(list(self.limits), self.indicator.decimals)


def limit_words(limit: float, decimals: int) -> str:
    """«5 000», «12,5»: a whole limit has no decimals, since none has been said."""
    return text.number(limit, 0 if float(limit).is_integer() else decimals)


def read_limits(written: Sequence[str], usual: float, decimals: int) -> tuple[tuple[float, ...], list[str]]:
    """One or two limits as users write them («5 000», «12,5»), ascending, and what to tell about the rest.

    An empty first limit is the usual one; an empty second limit is none.
    """
    limits, messages = [], []
    for place, one in enumerate(written):
        plain = re.sub(r"[\s.]", "", one).replace(",", ".").replace("\u2212", "-")
        if not plain:
            limits += [usual] if place == 0 else []
        elif re.fullmatch(r"-?\d{1,9}(\.\d{1,6})?", plain, re.ASCII):
            limits.append(_as_shown(plain, decimals))
            if limits[-1] != float(plain):
                shown = text.number(limits[-1], decimals)
                told = f"med {text.count(decimals, 'desimal', 'desimaler')}" if decimals else "uten desimaler"
                messages.append(f"«{one.strip()[:20]}» er rundet opp til {shown}, for tallene sammenlignes {told}.")
        else:
            messages.append(f"«{one.strip()[:20]}» er ikke et tall og er ikke brukt.")
    if not limits:
        limits = [usual]
    if len(limits) == 2 and limits[0] == limits[1]:
        messages.append("De to grensene er like, så bare den ene brukes.")
    elif limits != sorted(limits):
        messages.append("Den øvre grensen var lavest. De to er byttet om.")
    return tuple(sorted(set(limits))), messages


def _as_shown(plain: str, decimals: int) -> float:
    """A limit with no more decimals than the figures: rounded up, which leaves every figure on its side of it."""
    return float(Decimal(plain).quantize(Decimal(1).scaleb(-decimals), ROUND_CEILING))


def usual_limit(indicator: Indicator, values: pd.Series) -> tuple[float, str]:
    """The limit to begin with, and the side: one in official use, or the median rounded as it is shown."""
    if indicator.indicator_id in USUAL_LIMITS:
        return USUAL_LIMITS[indicator.indicator_id]
    return round(float(values.median()), indicator.decimals), BELOW


def grouped(figures: pd.DataFrame, threshold: Threshold) -> pd.DataFrame:
    """The figures with `group`."""
    group = classes.classify(figures["value"].to_numpy(), list(threshold.limits), threshold.indicator.decimals)
    return figures.assign(group=group)


def rounded_away(figures: pd.DataFrame, indicator: Indicator) -> bool:
    """Whether some figures have more decimals than are shown, so that it matters what limits are held against."""
    known = figures["value"].dropna()
    return any(value != text.rounded(value, indicator.decimals) for value in known)


def affected(figures: pd.DataFrame, threshold: Threshold) -> pd.DataFrame:
    """The rows that are looked at."""
    return figures[figures["group"] == threshold.group]


def spread(figures: pd.DataFrame, threshold: Threshold, by: str) -> pd.DataFrame:
    """By the values of a column: by, affected, municipalities (with a figure), affected_inhabitants, inhabitants, and
    the shares (per cent) municipality_share and inhabitant_share."""
    known = figures[figures["group"] >= 0]
    hit = known["group"] == threshold.group
    grouped_by = known.assign(hit=hit, hit_inhabitants=known["inhabitants"].where(hit, 0)).groupby(by)
    table = grouped_by.agg(
        affected=("hit", "sum"),
        municipalities=("code", "count"),
        affected_inhabitants=("hit_inhabitants", "sum"),
        inhabitants=("inhabitants", "sum"),
    )
    table["municipality_share"] = 100 * table["affected"] / table["municipalities"]
    table["inhabitant_share"] = (
        100 * table["affected_inhabitants"] / table["inhabitants"].where(table["inhabitants"] > 0)
    )
    return table.rename_axis("by").reset_index()


def medians(figures: pd.DataFrame, threshold: Threshold, columns: Mapping[str, pd.Series]) -> pd.DataFrame:
    """Medians of other indicators among those that are looked at and the rest with a figure of the criterion.

    `columns` are figures by code, NaN where missing or not comparable. A row an indicator: indicator_id, affected,
    rest (medians), affected_n, rest_n (how many report).
    """
    known = figures[figures["group"] >= 0].set_index("code")
    hit = known["group"] == threshold.group
    rows = []
    for indicator_id, column in columns.items():
        values = column.reindex(known.index)
        one, other = values[hit].dropna(), values[~hit].dropna()
        rows.append((indicator_id, _median(one), _median(other), len(one), len(other)))
    return pd.DataFrame(rows, columns=["indicator_id", "affected", "rest", "affected_n", "rest_n"])


def _median(values: pd.Series) -> float:
    return float(values.median()) if len(values) else np.nan
