"""Where the names beside dots stand, so that none covers another, a dot or a curve: moved to another side, or left out
where no side is free. A name that is left out is still in the hover and in the table.

Only the places of the dots are known before a chart is drawn, and the size of letters about; each renderer says how
much room it has.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from dashboard import text
from dashboard.charts import Axis, Curve, Dots

SIDES = {
    "middle right": (1, 0),
    "middle left": (-1, 0),
    "top center": (0, 1),
    "bottom center": (0, -1),
}
"""The sides of a dot, as Plotly calls them, to the right and upwards."""

COVERED = 0.7
"""The part of a dot's radius that no name covers."""

BESIDE = 1.5
"""How many of its radii a name is away from the middle of its dot."""


@dataclass(frozen=True)
class Room:
    """What there is to draw in: its size, the width of a letter and the height of a line, and the radius of a dot, all
    in one unit.
    """

    width: float
    height: float
    letter: float
    line: float
    dot: float


def sides(chart: Dots, room: Room) -> list[str | None]:
    """For each named row of the chart, in their order, on which side of its dot its name stands; None for left out.

    Names inwards first; the chosen municipality's is never left out, and those farthest from the middle come first.
    """
    rows = chart.frame[chart.named]
    points = np.column_stack([_along(chart, chart.x, room.width), _along(chart, chart.y, room.height)])
    radii = _radii(chart, room)
    named = points[np.flatnonzero(chart.named.to_numpy())]
    kept = chart.chosen[chart.named].to_numpy() if chart.chosen is not None else np.zeros(len(rows), bool)
    curves = np.vstack([np.empty((0, 2)), *(_stroke(chart, curve, room) for curve in chart.curves)])
    obstacles = np.vstack([points, curves])
    reach = np.concatenate([COVERED * radii, np.full(len(curves), room.dot / 3)])
    own = radii[chart.named.to_numpy()]
    middle = np.array([room.width, room.height]) / 2
    far = (np.abs(named - middle) / middle).max(axis=1)
    found: list[str | None] = [None] * len(rows)
    taken: list[tuple[float, float, float, float]] = []
    names = rows["name"].map(text.short_name).tolist()
    for at in sorted(range(len(rows)), key=lambda at: (not kept[at], -far[at])):
        if not np.isfinite(named[at]).all():
            continue
        boxes = {side: _box(named[at], names[at], side, own[at], room) for side in _inwards(named[at], room)}
        free = [side for side, box in boxes.items() if _free(box, taken, obstacles, reach, room)]
        found[at] = free[0] if free else next(iter(boxes)) if kept[at] else None
        if found[at] is not None:
            taken.append(boxes[found[at]])
    return found


def _along(chart: Dots, axis: Axis, length: float, values: pd.Series | None = None) -> np.ndarray:
    """Where values of an axis are drawn, from its lower end; its ends are a little outside of what is drawn."""
    known = chart.frame[axis.column].astype(float)
    column = 0 if axis is chart.x else 1
    drawn = [curve.frame[(curve.x, curve.y)[column]].astype(float) for curve in chart.curves]
    every = pd.concat([known, *drawn])
    shown = known if values is None else values.astype(float)
    if axis.log:
        every, shown = np.log(every), np.log(shown)
    low, high = (np.log(axis.limits) if axis.log else axis.limits) if axis.limits else (every.min(), every.max())
    margin = 0 if axis.limits else 0.05 * (high - low)
    return ((shown - low + margin) / ((high - low + 2 * margin) or 1) * length).to_numpy()


def _stroke(chart: Dots, curve: Curve, room: Room) -> np.ndarray:
    """A curve as points so near each other that no name fits between them."""
    x = _along(chart, chart.x, room.width, curve.frame[curve.x])
    y = _along(chart, chart.y, room.height, curve.frame[curve.y])
    parts = [np.empty((0, 2))]
    for start in range(len(x) - 1):
        ends = np.array([[x[start], y[start]], [x[start + 1], y[start + 1]]])
        if np.isfinite(ends).all():
            count = int(np.abs(ends[1] - ends[0]).max() / (room.line / 3)) + 2
            parts.append(np.linspace(ends[0], ends[1], count))
    return np.vstack(parts)


def _radii(chart: Dots, room: Room) -> np.ndarray:
    if chart.sizes is None:
        return np.full(len(chart.frame), room.dot)
    return np.maximum(room.dot, chart.frame[chart.sizes].to_numpy(dtype=float) / 2)


def _inwards(point: np.ndarray, room: Room) -> Sequence[str]:
    """The sides in the order in which they are tried."""
    right, left, top, bottom = SIDES
    beside = (left, right) if point[0] > 0.7 * room.width else (right, left)
    return (*beside, top, bottom) if point[1] < 0.8 * room.height else (*beside, bottom, top)


def _box(point: np.ndarray, name: str, side: str, radius: float, room: Room) -> tuple[float, float, float, float]:
    """Left, right, lower and upper edge of a name on one side of its dot."""
    across, up = SIDES[side]
    width, away = room.letter * len(name), BESIDE * radius
    x = point[0] + across * (away + width / 2)
    y = point[1] + up * (away + room.line / 2)
    return x - width / 2, x + width / 2, y - room.line / 2, y + room.line / 2


def _free(
    box: tuple[float, float, float, float], taken: Sequence, points: np.ndarray, reach: np.ndarray, room: Room
) -> bool:
    """Whether a name there is inside the chart and covers no other name and nothing that reaches so far from points."""
    left, right, low, high = box
    if left < -room.dot or right > room.width + room.dot or low < -room.dot or high > room.height + room.dot:
        return False
    if any(left < other[1] and right > other[0] and low < other[3] and high > other[2] for other in taken):
        return False
    x, y = points[:, 0], points[:, 1]
    return not ((x > left - reach) & (x < right + reach) & (y > low - reach) & (y < high + reach)).any()
