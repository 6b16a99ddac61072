"""What Plotly's charts share: axes, layout, levels, in plain dictionaries."""

from __future__ import annotations

import pandas as pd

from dashboard import palette, text
from dashboard.charts import Axis
from dashboard.components.theme import colours

HEIGHT = 420


# Traces and layouts are plain dictionaries until the chart is whole: Plotly checks and copies all that a figure has
# whenever something is added to it.


def layout_of(x: Axis, y: Axis, **more: object) -> dict:
    return {
        "separators": ",\u00a0",
        "height": HEIGHT,
        "margin": {"l": 10, "r": 10, "t": 10, "b": 10},
        "font": {"color": colours(palette.QUIET)[0]},
        "legend": {"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
        "xaxis": axis_of(x) | {"autotickangles": [0, 90]},
        "yaxis": axis_of(y),
        "hovermode": "closest",
        "dragmode": False,
        **more,
    }


LETTER, LINE, PAD = 8.5, 20, 18
"""The width of a letter and the height of a line, in pixels, in the largest letters that a chart has; and the room
around them."""


def room_of(x: Axis, y: Axis, values: pd.Series) -> dict[str, int]:
    """The margins under an axis of numbers and beside one of `values`: Plotly finds them by drawing all of it again,
    which takes as long as to draw it, so that where there is room (chart.js) it is told them.
    """
    ends = [values.min(), values.max(), *(y.ticks or [])]
    longest = max(len(text.number(end, y.decimals)) for end in ends if pd.notna(end)) if len(values) else 1
    under, beside = (LINE * (2 + axis.title.count("<br>")) + PAD + LINE for axis in (x, y))
    return {"l": round(LETTER * longest + beside - LINE), "b": under}


CATEGORIES = {"type": "category", "tickformat": None}
"""What an axis of names has in the place of a number format."""

FROM_THE_TOP = CATEGORIES | {"autorange": "reversed"}


def plain(values: pd.Series) -> object:
    """A column as Plotly takes it at once: numbers as an array, all else as a list."""
    return values.to_numpy() if pd.api.types.is_numeric_dtype(values) else values.tolist()


def level(at: float, axis: str, **look: object) -> dict:
    """A line through all of the chart at a place on its `axis`."""
    other = "x" if axis == "y" else "y"
    return {
        "type": "line", "xref": "x", "yref": "y", f"{other}0": 0, f"{other}1": 1, f"{other}ref": f"{other} domain",
        f"{axis}0": at, f"{axis}1": at, **look,
    }  # fmt: skip


def axis_of(axis: Axis) -> dict:
    quiet = {"color": colours(palette.QUIET)[0]}
    shape = {
        "title": {"text": axis.title, "font": quiet},
        "tickfont": quiet,
        "automargin": True,
        "fixedrange": True,
        "type": "log" if axis.log else None,
    }
    if axis.limits is not None:
        shape["range"] = list(axis.limits)
    if axis.ticks is None:
        return shape | {"tickformat": f",.{axis.decimals}f"}
    names = [text.number(t, axis.decimals) for t in axis.ticks] if axis.names is None else list(axis.names)
    return shape | {"tickvals": list(axis.ticks), "ticktext": names}
