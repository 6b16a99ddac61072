"""Dots of municipalities as Plotly draws them: groups, marks, names, levels and curves."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from dashboard import labels, palette, text
from dashboard.charts import CHOSEN, Curve, Dots, series_of
from dashboard.components.theme import colours
from dashboard.figures.plotly_axes import level, plain
from dashboard.labels import Room


def dots(chart: Dots) -> list[dict]:
    frame, x, y = chart.frame, chart.x, chart.y
    ink = colours(palette.CHOSEN)[0]

    def trace(rows: pd.DataFrame, name: str, marker: dict, **more: object) -> dict:
        if chart.links is not None:  # a press on a dot leads there (chart.js)
            more["customdata"] = plain(rows[chart.links])
        return {
            "type": "scatter", "x": plain(rows[x.column]), "y": plain(rows[y.column]), "mode": "markers",
            "name": name, "marker": marker, "hovertext": plain(rows[chart.hover]), "hoverinfo": "text", **more,
        }  # fmt: skip

    traces = []
    for name, rows in series_of(frame, chart.group):
        marker = {"size": 8, "opacity": 0.85, "line": {"width": 1, "color": colours(palette.QUIET)[0]}}
        if chart.sizes is not None:
            marker |= {"size": plain(rows[chart.sizes]), "opacity": 0.7}
        marker["color"] = (chart.group_colours or {}).get(name or "", colours(palette.CATEGORICAL)[0])
        traces.append(trace(rows, str(name or ""), marker, showlegend=name is not None))
    traces += [_curve(curve) for curve in chart.curves]  # what the dots are read by lies over them
    if chart.marked is not None and chart.marked[1].any():
        square = {"size": 12, "symbol": "square-open", "color": ink, "line": {"width": 1.5}}
        traces.append(trace(frame[chart.marked[1]], chart.marked[0], square))
    if chart.chosen is not None and chart.chosen.any():
        ring = {"size": 15, "symbol": "circle-open", "color": ink, "line": {"width": 3}}
        traces.append(trace(frame[chart.chosen], CHOSEN, ring))
    if chart.named is not None and chart.named.any():
        traces.append(_names(chart, frame[chart.named]))
    # After the dots, which would lie on them.
    return traces + [_name_of(curve) for curve in chart.curves if curve.beside]


ROOMS = {0: Room(225, 200, 6.6, 15, 4), 560: Room(430, 290, 6.6, 15, 4), 900: Room(760, 290, 6.6, 15, 4)}
"""By the least width of a chart in pixels: about how much of it dots are drawn in, and the size of its letters."""


def _names(chart: Dots, rows: pd.DataFrame) -> dict:
    """The names beside some of the dots, as they stand in the widest charts; `meta` has them by the least width of a
    chart, of which the browser takes what fits (chart.js).

    The dots of this trace aren't seen: they keep the names away from those that are.
    """
    names = rows["name"].map(text.short_name)
    by_width = {}
    for width, room in ROOMS.items():
        placed = labels.sides(chart, room)
        by_width[width] = {
            "text": [name if side else "" for name, side in zip(names, placed, strict=True)],
            "textposition": [side or "middle right" for side in placed],
        }
    return {
        "type": "scatter", "x": plain(rows[chart.x.column]), "y": plain(rows[chart.y.column]), "mode": "markers+text",
        "showlegend": False, "hoverinfo": "skip", "cliponaxis": False, **by_width[max(ROOMS)],
        "marker": {"size": plain(rows[chart.sizes]) if chart.sizes else 8, "opacity": 0},
        "textfont": {"size": 12, "color": colours(palette.CHOSEN)[0]}, "meta": {"by_width": by_width},
    }  # fmt: skip


def _curve(curve: Curve) -> dict:
    line = {"width": 1 if curve.dashed else 2.5, "dash": "dot" if curve.dashed else "solid"}
    return {
        "type": "scatter", "x": plain(curve.frame[curve.x]), "y": plain(curve.frame[curve.y]), "mode": "lines",
        "name": curve.name, "showlegend": curve.listed, "hoverinfo": "skip", "cliponaxis": not curve.beside,
        "line": {**line, "color": colours(palette.CHOSEN)[0]},
    }  # fmt: skip


def _name_of(curve: Curve) -> dict:
    """What a curve is called, at its first point; shorter in a narrow chart, where the first points are close."""
    first = curve.frame.iloc[[0]]
    by_width = {0: {"text": [curve.name.replace(" prosent", " %")]}, 560: {"text": [curve.name]}}
    return {
        "type": "scatter", "x": plain(first[curve.x]), "y": plain(first[curve.y]), "mode": "text",
        "text": [curve.name], "textposition": "top right", "textfont": {"color": colours(palette.CHOSEN)[0]},
        "showlegend": False, "hoverinfo": "skip", "cliponaxis": False, "meta": {"by_width": by_width},
    }  # fmt: skip


def marks(words: str) -> list[dict]:
    """The words many times over the chart, so pale that what is under them is read."""
    return [
        {
            "text": words, "showarrow": False, "opacity": 0.4, "textangle": -20, "font": {"size": 13},
            "xref": "x domain", "yref": "y domain", "x": x + (0.25 if row % 2 else 0), "y": 0.1 + 0.2 * row,
        }
        for row in range(5)
        for x in (0.2, 0.65)
        if words
    ]  # fmt: skip


def levels(lines: Mapping[str, float] | None) -> list[dict]:
    ink = colours(palette.CHOSEN)[0]
    return [
        level(at, "y", line={"width": 1, "dash": "dash" if name else "solid", "color": ink}, name=name,
               showlegend=bool(name))
        for name, at in (lines or {}).items()
    ]  # fmt: skip
