"""The axes of charts on slides: how numbers are written on them, and where they begin and end."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from dashboard import charts
from dashboard.exports.native_charts import GRID, LEFT, LETTER, RIGHT, Axis, XySeries
from dashboard.exports.number_formats import number_format_of

STEPS = (1.0, 2.0, 5.0, 10.0)
"""The numbers, times powers of ten, that the steps of an axis are."""

MOST_STEPS = 8


def fitted(axis: Axis, values: Sequence[float]) -> Axis:
    """The axis from a round number under the values to one over them, with steps that its numbers tell apart; years
    have ends of their own.
    """
    years = axis.number_format == "0"
    if axis.hidden or years or not values or axis.maximum is not None or min(values) == max(values):
        return axis
    low, high = min(values), max(values)
    if axis.log:
        power = 10.0 ** np.floor(np.log10(high))
        if axis.minimum is not None and low < axis.minimum:
            axis = replace(axis, minimum=float(10.0 ** np.floor(np.log10(low))))
        return replace(axis, maximum=next(float(step * power) for step in (1, 2, 3, 5, 10) if step * power >= high))
    decimals = axis.number_format.partition(";")[0].partition(".")[2].count("0")
    part = (high - low) / MOST_STEPS
    power = 10.0 ** np.floor(np.log10(part))
    step = max(next(float(times * power) for times in STEPS if times * power >= part), 10.0**-decimals)
    lowest = np.floor(low / step) * step if axis.minimum is None else axis.minimum
    return replace(
        axis, minimum=round(float(lowest), 10), maximum=round(float(np.ceil(high / step) * step), 10), step=step
    )


def axis_of(axis: charts.Axis, *, years: bool = False) -> Axis:
    low, high = axis.limits or (None, None)
    if axis.log and axis.ticks:
        low = 10.0 ** np.floor(np.log10(min(axis.ticks)))
    number_format = "0" if years else number_format_of(axis.decimals)
    if axis.names is not None and min(axis.ticks, default=0) < 0 and not any("\u2212" in name for name in axis.names):
        number_format = f"{number_format};{number_format}"  # to both sides of zero without a sign, as in a pyramid
    return Axis(plain(axis.title), number_format, minimum=low, maximum=high, log=axis.log)


def unnumbered(title: str, count: int) -> Axis:
    """An axis of so many places, with room beside the outermost, whose names a series carries."""
    return Axis(plain(title), "0", minimum=-0.5, maximum=count - 0.5, hidden=True)


def names_below(axis: Axis, series: Sequence[XySeries], names: Sequence[str]) -> tuple[Axis, XySeries]:
    """Points that nobody sees, at the lower end of the upright axis, which carry the names under it that a numeric axis
    can't; and that axis with its lower end told.
    """
    drawn = [value for one in series for value in one.y]
    lowest = min(drawn, default=0.0) if axis.minimum is None else axis.minimum
    places = tuple(float(place) for place in range(len(names)))
    letters = int((RIGHT - LEFT) / max(len(names), 1) / LETTER)
    labels = tuple(textwrap.fill(plain(name), letters, break_long_words=False) for name in names)
    below = XySeries("Navn", places, (lowest,) * len(places), GRID, marker=None, in_legend=False, labels=labels)
    return replace(axis, minimum=lowest), below


def plain(words: object) -> str:
    """A label without line breaks and tags of the page."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", "" if words is None else str(words))).strip()
