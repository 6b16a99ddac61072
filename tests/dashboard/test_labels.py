"""Names beside dots: none covers another, a dot or a curve, in any room; the chosen municipality's is always there."""

import numpy as np
import pandas as pd
import pytest

from dashboard import labels
from dashboard.charts import Axis, Curve, Dots
from dashboard.exports import slide_charts
from dashboard.figures import plotly_charts, plotly_dots

ROOMS = [*plotly_dots.ROOMS.values(), slide_charts.ROOM]


def dots(x, y, named, chosen=None, curves=()):
    frame = pd.DataFrame({"x": x, "y": y, "name": [f"Kommune {place:02}" for place in range(len(x))], "hover": ""})
    shown = pd.Series([place in named for place in frame.index])
    ring = None if chosen is None else pd.Series(frame.index == chosen)
    return Dots(frame, Axis("x", "X"), Axis("y", "Y"), "hover", named=shown, chosen=ring, curves=curves)


@pytest.mark.parametrize("room", ROOMS)
def test_no_two_names_cover_each_other_or_a_dot(room):
    draw = np.random.default_rng(4)
    chart = dots(draw.uniform(0, 10, 60), draw.uniform(0, 10, 60), named=set(range(25)))
    found = labels.sides(chart, room)
    assert 0 < sum(side is not None for side in found) <= 25
    x, y = (labels._along(chart, axis, length) for axis, length in ((chart.x, room.width), (chart.y, room.height)))
    boxes = [
        labels._box(np.array([x[at], y[at]]), f"Kommune {at:02}", side, room.dot, room)
        for at, side in enumerate(found)
        if side
    ]
    for place, (left, right, low, high) in enumerate(boxes):
        assert not ((x > left) & (x < right) & (y > low) & (y < high)).any()
        for other in boxes[place + 1 :]:
            assert left >= other[1] or right <= other[0] or low >= other[3] or high <= other[2]


@pytest.mark.parametrize("room", ROOMS)
def test_a_name_is_moved_first_and_left_out_only_where_no_side_is_free(room):
    alone = dots([0.0, 5.0, 10.0], [0.0, 5.0, 10.0], {1})
    assert labels.sides(alone, room) == ["middle right"]
    at_the_edge = dots([0.0, 5.0, 10.0], [0.0, 5.0, 5.0], {2})
    assert labels.sides(at_the_edge, room) == ["middle left"]
    level = Curve(pd.DataFrame({"x": [0.0, 10.0], "y": [5.0, 5.0]}), "x", "y", "Kurven")
    struck = dots([0.0, 5.0, 10.0], [0.0, 5.0, 10.0], {1}, curves=(level,))
    assert labels.sides(struck, room) == ["top center"]
    crowd = np.linspace(4.5, 5.5, 21)
    x, y = (axis.ravel() for axis in np.meshgrid(crowd, crowd))
    within = dots([0.0, *x, 10.0], [0.0, *y, 10.0], {221})
    assert labels.sides(within, room) == [None]
    assert labels.sides(dots([0.0, *x, 10.0], [0.0, *y, 10.0], {221}, chosen=221), room) == ["middle right"]
    gap = dots([0.0, 5.0, float("nan")], [0.0, 5.0, 3.0], {2})
    assert labels.sides(gap, room) == [None]


def test_both_renderers_leave_out_the_same_kind_of_name_and_dots_of_unlike_size_keep_theirs_away():
    chart = dots([0.0, 5.0, 5.001, 10.0], [0.0, 5.0, 5.0, 10.0], {1, 2})
    (names,) = (trace for trace in plotly_charts.plotly_chart(chart).data if trace.mode == "markers+text")
    assert names.marker.opacity == 0 and names.hoverinfo == "skip"
    for placed in names.meta["by_width"].values():
        assert len({side for name, side in zip(placed["text"], placed["textposition"], strict=True) if name}) == 2
    points = slide_charts.content(chart)
    shown = [series for series in points.series if series.labels]
    assert len({series.labels_at for series in shown}) == 2 and sum(len(series.labels) for series in shown) == 2
