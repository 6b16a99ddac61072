"""DataFrame -> Plotly figure: one theme, Norwegian numbers, no outside request.

Every chart is drawn with `draw` or `drawer`, without Plotly's own bar (pictures are made by the figure frame) and with
its text alternative. Hover texts are made here in Norwegian, so that Plotly formats no number by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import cycle

import pandas as pd
import plotly.graph_objects as go
import plotly.io
import streamlit as st
from plotly.subplots import make_subplots

from dashboard import palette, text
from dashboard.components.chart import chart, packed
from dashboard.state import presentation

plotly.io.templates.default = "none"  # what all charts have in common, the browser has already (see chart.py)

HEIGHT = 420

QUIET = palette.Colours(light=(palette.QUIET_INK,), dark=("#b6c3c5",))
"""The ink of axes."""

INHABITANT_TICKS = (300, 1000, 3000, 10_000, 30_000, 100_000, 300_000)
"""Where a logarithmic axis of inhabitants is labelled."""

LONGEST_TITLE = 36
"""Letters of an axis' title for which a phone has room."""


@dataclass(frozen=True)
class Axis:
    """A column and how its axis is written: title with unit, decimals of the ticks, logarithmic or not."""

    column: str
    title: str
    decimals: int = 0
    log: bool = False
    ticks: Sequence[float] | None = None


def theme() -> str:
    """«light» or «dark», as the user sees the page."""
    return st.context.theme.type or "light"


def colours(chosen: palette.Colours) -> tuple[str, ...]:
    """A palette in the theme that the user sees."""
    return getattr(chosen, theme())


def draw(figure: go.Figure, key: str, alt: str) -> go.Figure:
    """Puts a chart on the page and returns it; `alt` says what it shows to those who don't see it."""
    return drawer(lambda: figure, key, alt)()


def drawer(build: Callable[[], go.Figure], key: str, alt: str) -> Callable[[], go.Figure]:
    """What draws a chart as `draw` does, as often as it is called; the chart is built at the first time."""
    built = cache(build)
    data = cache(lambda presented: packed(built(), alt, presented=presented))

    def drawn() -> go.Figure:
        chart(data(presentation.on()), key)
        return built()

    return drawn


def broken(title: str) -> str:
    """The title of an axis on two lines where it is too long for a phone: the unit on its own."""
    return title.replace(" (", "<br>(", 1) if len(title) > LONGEST_TITLE else title


def legend_below(figure: go.Figure) -> go.Figure:
    """The same chart with its legend under it: for names too many for one line above."""
    # On a phone every name has a line of its own; the chart is taller for it, so that the picture keeps its room.
    names = sum(trace.showlegend is not False for trace in figure.data)
    return figure.update_layout(
        height=figure.layout.height + 10 * names,
        legend={"yref": "container", "y": 0, "yanchor": "bottom", "traceorder": "normal"},
    )


# Traces and layouts are plain dictionaries until the chart is whole: Plotly checks and copies all that a figure has
# whenever something is added to it.


def _layout(x: Axis, y: Axis, **more) -> dict:
    return {
        "separators": ",\u00a0",
        "height": HEIGHT,
        "margin": {"l": 10, "r": 10, "t": 10, "b": 10},
        "font": {"color": colours(QUIET)[0]},
        "legend": {"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
        "xaxis": _axis(x) | {"autotickangles": [0, 90]},
        "yaxis": _axis(y),
        "hovermode": "closest",
        "dragmode": False,
        **more,
    }


_CATEGORIES = {"type": "category", "tickformat": None}
"""What an axis of names has in the place of a number format."""

_FROM_THE_TOP = _CATEGORIES | {"autorange": "reversed"}


def _plain(values: pd.Series) -> object:
    """A column as Plotly takes it at once: numbers as an array, all else as a list."""
    return values.to_numpy() if pd.api.types.is_numeric_dtype(values) else values.tolist()


def _level(at: float, axis: str, **look) -> dict:
    """A line through all of the chart at a place on its `axis`."""
    other = "x" if axis == "y" else "y"
    return {
        "type": "line", "xref": "x", "yref": "y", f"{other}0": 0, f"{other}1": 1, f"{other}ref": f"{other} domain",
        f"{axis}0": at, f"{axis}1": at, **look,
    }  # fmt: skip


def _axis(axis: Axis) -> dict:
    quiet = {"color": colours(QUIET)[0]}
    shape = {
        "title": {"text": axis.title, "font": quiet},
        "tickfont": quiet,
        "automargin": True,
        "fixedrange": True,
        "type": "log" if axis.log else None,
    }
    if axis.ticks is not None:
        return shape | {
            "tickvals": list(axis.ticks),
            "ticktext": [text.number(t, axis.decimals) for t in axis.ticks],
        }
    return shape | {"tickformat": f",.{axis.decimals}f"}


def dots(
    frame: pd.DataFrame,
    x: Axis,
    y: Axis,
    hover: str,
    *,
    group: str | None = None,
    group_colours: Mapping[str, str] | None = None,
    chosen: pd.Series | None = None,
    marked: tuple[str, pd.Series] | None = None,
    lines: Mapping[str, float] | None = None,
) -> go.Figure:
    """Every row a dot. `hover` is a column of finished texts; `group` colours and names the dots.

    `chosen` (true for the rows to be ringed) marks the municipality looked at; `marked` names and picks rows that get a
    square around them; `lines` are horizontal levels, named in the legend where they have a name.
    """
    traces = _dots(frame, x, y, hover, group, group_colours, chosen, marked)
    return go.Figure(traces, _layout(x, y, shapes=_levels(lines)))


def _dots(
    frame: pd.DataFrame,
    x: Axis,
    y: Axis,
    hover: str,
    group: str | None = None,
    group_colours: Mapping[str, str] | None = None,
    chosen: pd.Series | None = None,
    marked: tuple[str, pd.Series] | None = None,
) -> list[dict]:
    ink = colours(palette.CHOSEN)[0]

    def trace(rows: pd.DataFrame, name: str, marker: dict, **more) -> dict:
        return {
            "type": "scatter", "x": _plain(rows[x.column]), "y": _plain(rows[y.column]), "mode": "markers",
            "name": name, "marker": marker, "hovertext": _plain(rows[hover]), "hoverinfo": "text", **more,
        }  # fmt: skip

    traces = []
    for name, rows in [(None, frame)] if group is None else frame.groupby(group, sort=False, observed=True):
        marker = {"size": 8, "opacity": 0.85, "line": {"width": 1, "color": colours(QUIET)[0]}}
        marker["color"] = (group_colours or {}).get(name, colours(palette.CATEGORICAL)[0])
        traces.append(trace(rows, str(name or ""), marker, showlegend=name is not None))
    if marked is not None and marked[1].any():
        square = {"size": 12, "symbol": "square-open", "color": ink, "line": {"width": 1.5}}
        traces.append(trace(frame[marked[1]], marked[0], square))
    if chosen is not None and chosen.any():
        ring = {"size": 15, "symbol": "circle-open", "color": ink, "line": {"width": 3}}
        traces.append(trace(frame[chosen], "Valgt kommune", ring))
    return traces


def _levels(lines: Mapping[str, float] | None) -> list[dict]:
    ink = colours(palette.CHOSEN)[0]
    return [
        _level(at, "y", line={"width": 1, "dash": "dash" if name else "solid", "color": ink}, name=name,
               showlegend=bool(name))
        for name, at in (lines or {}).items()
    ]  # fmt: skip


def dots_by_group(
    frame: pd.DataFrame,
    group: str,
    y: Axis,
    hover: str,
    group_title: str,
    *,
    lines: Mapping[str, float] | None = None,
    **options: object,
) -> go.Figure:
    """Every row a dot over its group (groups in the order in which they come), with median and quartiles drawn.

    `options` are further ones of `dots`: chosen, marked.
    """
    order = list(dict.fromkeys(frame[group]))
    position = frame[group].map({name: place for place, name in enumerate(order)}).astype(float)
    # Spread deterministically within the group, in the order of the rows, so that dots don't hide each other.
    within = frame.groupby(group, sort=False, observed=True).cumcount()
    spread = ((within * 0.618034) % 1 - 0.5) * 0.7
    x = Axis("_x", group_title)
    traces = _dots(frame.assign(_x=position + spread), x, y, hover, **options)
    for trace in traces:
        if not trace["name"]:
            trace["opacity"] = 0.8
    ink = colours(palette.CHOSEN)[0]
    shapes = _levels(lines)
    for place, name in enumerate(order):
        low, middle, high = frame.loc[frame[group] == name, y.column].quantile([0.25, 0.5, 0.75])
        shapes += [
            {"type": "line", "x0": place - 0.42, "x1": place + 0.42, "y0": level, "y1": level,
             "line": {"color": ink, "width": width, "dash": dash}}
            for level, width, dash in ((low, 1.5, "dot"), (middle, 3, "solid"), (high, 1.5, "dot"))
        ]  # fmt: skip
    layout = _layout(x, y, shapes=shapes)
    layout["xaxis"] |= {"tickvals": list(range(len(order))), "ticktext": [str(name) for name in order]}
    return go.Figure(traces, layout)


def _hover(rows: pd.DataFrame, category: str, value: Axis, name: object) -> list[str]:
    """«Klasse 6, 80 år og over: 6,1» for every row."""
    series = f", {name}" if name is not None else ""
    return [
        f"{place}{series}: {text.number(number, value.decimals)}"
        for place, number in zip(rows[category], rows[value.column], strict=True)
    ]


def bars(
    frame: pd.DataFrame,
    category: str,
    value: Axis,
    category_title: str,
    *,
    series: str | None = None,
    series_colours: Mapping[str, str] | None = None,
    stacked: bool = False,
    labels: str | None = None,
    hover: str | None = None,
) -> go.Figure:
    """Vertical bars by category in the order of the rows.

    `labels` is a column of texts written on the bars, `hover` one of finished texts shown at a bar.
    """
    traces = [
        {
            "type": "bar", "x": rows[category].astype(str).tolist(), "y": _plain(rows[value.column]),
            "name": str(name or ""), "showlegend": name is not None, "hoverinfo": "text",
            "hovertext": _plain(rows[hover]) if hover else _hover(rows, category, value, name),
            "text": _plain(rows[labels]) if labels else None, "textposition": "inside" if stacked else "auto",
            "insidetextanchor": "middle", "textangle": 0, "cliponaxis": False,
            "marker": {
                "color": (series_colours or {}).get(name, None if series else colours(palette.CATEGORICAL)[0]),
                "line": {"width": 0.8, "color": colours(palette.MISSING)[1]},
            },
        }
        for name, rows in ([(None, frame)] if series is None else frame.groupby(series, sort=False, observed=True))
    ]  # fmt: skip
    layout = _layout(Axis(category, category_title), value, barmode="stack" if stacked else "group")
    layout["xaxis"] |= _CATEGORIES
    layout |= {"uniformtext": {"minsize": 10, "mode": "hide"}, "height": HEIGHT + (100 if stacked else 0)}
    return go.Figure(traces, layout)


SYMBOLS = ("circle", "diamond", "square", "triangle-up", "cross", "star")
"""What lines are told apart by besides their colours."""


def lines(
    frame: pd.DataFrame,
    x: Axis,
    y: Axis,
    *,
    series: str | None = None,
    series_colours: Mapping[str, str] | None = None,
    dashed: Sequence[str] = (),
    hover: str | None = None,
    markers: bool = True,
) -> go.Figure:
    """One line a series; series named in `dashed` (projections) are drawn dashed; gaps stay gaps.

    `hover` is a column of finished texts shown at a point; `markers` says whether the points are marked.
    """
    traces = []
    groups = [(None, frame)] if series is None else frame.groupby(series, sort=False, observed=True)
    for (name, rows), symbol in zip(groups, cycle(SYMBOLS), strict=False):
        course = {
            "type": "scatter", "x": _plain(rows[x.column]), "y": _plain(rows[y.column]),
            "mode": "lines+markers" if markers else "lines", "connectgaps": False,
        }  # fmt: skip
        # In pixels, so that line and casing have the same dashes.
        dash = "9px,6px" if name in dashed else "solid"
        # The casing: the palest of an ordered scale is seen on any ground.
        casing = {"dash": dash, "width": 5, "color": colours(palette.MISSING)[1]}
        line = {"dash": dash, "width": 3, "color": (series_colours or {}).get(name)}
        told = _plain(rows[hover]) if hover else _hover(rows, x.column, y, name)
        traces += [
            {**course, "line": casing, "marker": {"size": 10, "symbol": symbol}, "showlegend": False,
             "hoverinfo": "skip"},
            {**course, "line": line, "marker": {"size": 8, "symbol": symbol}, "name": str(name or ""),
             "showlegend": name is not None, "hovertext": told, "hoverinfo": "text"},
        ]  # fmt: skip
    layout = _layout(x, y)
    if not x.log and pd.api.types.is_integer_dtype(frame[x.column]):
        layout["xaxis"] |= {"tickformat": "d", "ticktext": [str(tick) for tick in x.ticks] if x.ticks else None}
    return go.Figure(traces, layout)


def bar_rows(
    frame: pd.DataFrame,
    row: str,
    category: Axis,
    value: Axis,
    series: str,
    series_colours: Mapping[str, str],
    unit: str,
) -> go.Figure:
    """Small multiples under each other, on the same axes: a row of bars by category for each value of `row`."""
    names = list(dict.fromkeys(frame[row]))
    figure = make_subplots(
        rows=len(names), cols=1, shared_xaxes=True, shared_yaxes="all", vertical_spacing=0.35 / max(len(names), 1),
        subplot_titles=names,
    )  # fmt: skip
    traces, places = [], []
    for place, name in enumerate(names, start=1):
        for kind, rows in frame[frame[row] == name].groupby(series, sort=False, observed=True):
            told = [
                f"{name}, {label}: {text.number(number, value.decimals)} {unit} {kind}"
                for label, number in zip(rows[category.column], rows[value.column], strict=True)
            ]
            traces.append({
                "type": "bar", "x": _plain(rows[category.column]), "y": _plain(rows[value.column]), "name": str(kind),
                "legendgroup": str(kind), "showlegend": place == 1, "marker": {"color": series_colours[kind]},
                "hovertext": told, "hoverinfo": "text",
            })  # fmt: skip
            places.append(place)
    figure.add_traces(traces, rows=places, cols=[1] * len(places))
    layout = _layout(category, value, barmode="group", bargap=0.25)
    layout |= {"height": 70 + 130 * len(names), "margin": {"l": 10, "r": 10, "t": 46, "b": 10}}
    layout["legend"] |= {"y": 1 + 26 / (130 * len(names))}
    figure.update_layout(layout)
    figure.update_xaxes(_axis(Axis("", "")) | _CATEGORIES)
    figure.update_yaxes(_axis(Axis(value.column, "", value.decimals)), ticksuffix=" %" if unit == "prosent" else "")
    figure.update_xaxes(title_text=category.title, row=len(names), col=1)
    figure.update_annotations(x=0, xanchor="left", font={"size": 13, "color": colours(QUIET)[0]})
    return figure


def _row_height(labels: pd.Series, least: int) -> int:
    """Pixels for each row of a chart, so that labels of several lines don't run into each other."""
    return max(least, 12 + 16 * (1 + int(labels.str.count("<br>").max())))


def bars_across(
    frame: pd.DataFrame, category: str, value: Axis, series: str, series_colours: Mapping[str, str], hover: str
) -> go.Figure:
    """Horizontal bars, stacked by series, the first row on top; `hover` is a column of finished texts."""
    traces = [
        {
            "type": "bar", "x": _plain(rows[value.column]), "y": _plain(rows[category]), "orientation": "h",
            "name": str(name), "hovertext": _plain(rows[hover]), "hoverinfo": "text",
            "marker": {"color": series_colours[name]},
        }
        for name, rows in frame.groupby(series, sort=False, observed=True)
    ]  # fmt: skip
    layout = _layout(value, Axis(category, ""), barmode="stack")
    layout["height"] = 110 + _row_height(frame[category], 46) * frame[category].nunique()
    layout["yaxis"] |= _FROM_THE_TOP
    return go.Figure(traces, layout)


def spans(
    frame: pd.DataFrame,
    category: str,
    low: str,
    high: str,
    marks: Mapping[str, str],
    axis: Axis,
    *,
    level: tuple[str, float] | None = None,
    ends: tuple[str, str] = ("minst", "størst"),
) -> go.Figure:
    """A line from `low` to `high` for each row, the first on top, with marks on it: column -> what it is called.

    `level` is an upright line through all rows, named in the legend; `ends` is what the ends of a line are called.
    """
    traces = []
    for row in frame.to_dict("records"):
        limits = [row[low], row[high]]
        told = [f"{row[category]}, {end}: {text.number(number, axis.decimals)}".replace("<br>", " ")
                for end, number in zip(ends, limits, strict=True)]  # fmt: skip
        traces.append({
            "type": "scatter", "x": limits, "y": [row[category]] * 2, "mode": "lines+markers", "showlegend": False,
            "hovertext": told, "hoverinfo": "text", "line": {"color": colours(palette.MISSING)[1], "width": 3},
            "marker": {"symbol": "line-ns-open", "size": 12},
        })  # fmt: skip
    for place, (column, name) in enumerate(marks.items()):
        told = [f"{label}, {name}: {text.number(number, axis.decimals)}".replace("<br>", " ")
                for label, number in zip(frame[category], frame[column], strict=True)]  # fmt: skip
        symbol, colour = ("circle", "diamond", "square")[place], colours(palette.CATEGORICAL)[place]
        traces.append({
            "type": "scatter", "x": _plain(frame[column]), "y": _plain(frame[category]), "mode": "markers",
            "name": name, "hovertext": told, "hoverinfo": "text",
            "marker": {"size": 13, "symbol": symbol, "color": colour},
        })  # fmt: skip
    if level is not None:
        name, number = level
        traces.append({
            "type": "scatter", "x": [number] * 2, "y": frame[category].iloc[[0, -1]].tolist(), "mode": "lines",
            "name": name, "hovertext": [f"{name}: {text.number(number, axis.decimals)}"] * 2, "hoverinfo": "text",
            "line": {"width": 2, "color": colours(palette.CHOSEN)[0]},
        })  # fmt: skip
    layout = _layout(axis, Axis(category, ""))
    layout["height"] = 130 + _row_height(frame[category], 52) * len(frame)
    layout["yaxis"] |= _FROM_THE_TOP
    return go.Figure(traces, layout)


def histogram(
    frame: pd.DataFrame, x: Axis, y: Axis, colour: str, hover: str, *, level: float | None = None
) -> go.Figure:
    """Bars side by side over intervals: `x` is a column of their middles, evenly spaced, `colour` one of colours.

    `level` is where the chosen municipality stands.
    """
    trace = {
        "type": "bar", "x": _plain(frame[x.column]), "y": _plain(frame[y.column]), "hovertext": _plain(frame[hover]),
        "hoverinfo": "text", "showlegend": False,
        "marker": {"color": _plain(frame[colour]), "line": {"width": 0.8, "color": colours(palette.MISSING)[1]}},
    }  # fmt: skip
    layout = _layout(x, y, bargap=0.04)
    if level is not None:
        layout["shapes"] = [_level(level, "x", line={"width": 2.5, "color": colours(palette.CHOSEN)[0]})]
        layout["annotations"] = [
            {"text": "Valgt kommune", "font": {"size": 12}, "showarrow": False, "x": level, "xanchor": "left",
             "xref": "x", "y": 1, "yanchor": "top", "yref": "y domain"}
        ]  # fmt: skip
    return go.Figure([trace], layout)


def ranked_bars(
    frame: pd.DataFrame,
    category: str,
    value: Axis,
    colour: str,
    hover: str,
    *,
    chosen: pd.Series | None = None,
    legend: Mapping[str, str] | None = None,
) -> go.Figure:
    """Horizontal bars, the first row on top, as tall as it takes to name every row; the chosen row has an outline.

    `legend` names the colours.
    """
    picked = [False] * len(frame) if chosen is None else chosen
    outline, edge = colours(palette.CHOSEN)[0], colours(palette.MISSING)[1]
    traces = [{
        "type": "bar", "x": _plain(frame[value.column]), "y": _plain(frame[category]), "orientation": "h",
        "hovertext": _plain(frame[hover]), "hoverinfo": "text", "showlegend": False, "cliponaxis": False,
        "text": [text.number(number, value.decimals) for number in frame[value.column]], "textposition": "outside",
        "marker": {
            "color": _plain(frame[colour]),
            "line": {
                "color": [outline if is_chosen else edge for is_chosen in picked],
                "width": [3 if is_chosen else 0.8 for is_chosen in picked],
            },
        },
    }]  # fmt: skip
    traces += [
        {"type": "bar", "x": [None], "y": [None], "orientation": "h", "name": name, "marker": {"color": shade},
         "showlegend": True}
        for name, shade in (legend or {}).items()
    ]  # fmt: skip
    layout = _layout(value, Axis(category, ""), barmode="overlay")
    layout |= {"height": 90 + 26 * len(frame), "margin": {"l": 10, "r": 50, "t": 10, "b": 10}}
    layout["yaxis"] |= _FROM_THE_TOP | {"dtick": 1}
    if (frame[value.column] < 0).any():  # room for the numbers at both ends, beside the names
        low, high = min(frame[value.column].min(), 0), max(frame[value.column].max(), 0)
        layout["xaxis"]["range"] = [low - (high - low) / 4, high + (high - low) / 4]
    return go.Figure(traces, layout)


def bubbles(
    frame: pd.DataFrame, hover: pd.DataFrame, row_title: str, column_title: str, *, labels: pd.DataFrame | None = None
) -> go.Figure:
    """A table of counts as circles, the count beside each: index down, columns across, nothing where it is 0.

    `labels` are written under the circles in the place of the counts beside them.
    """
    cells = frame.rename_axis(index="row", columns="column").stack().rename("count").reset_index()
    cells["hover"] = hover.stack().to_numpy()
    cells["label"] = cells["count"].map(text.number) if labels is None else labels.stack().to_numpy()
    cells = cells[cells["count"] > 0]
    trace = {
        "type": "scatter", "x": cells["column"].astype(str).tolist(), "y": cells["row"].astype(str).tolist(),
        "mode": "markers+text", "hovertext": _plain(cells["hover"]), "hoverinfo": "text", "cliponaxis": False,
        "text": _plain(cells["label"]), "textposition": "middle right" if labels is None else "bottom center",
        "showlegend": False,
        "marker": {"size": _plain(cells["count"]), "sizemode": "area", "sizeref": 2 * frame.to_numpy().max() / 40**2,
                   "color": colours(palette.CATEGORICAL)[0], "sizemin": 3, "line": {"width": 0}},
    }  # fmt: skip
    layout = _layout(Axis("", column_title), Axis("", row_title))
    layout["height"] = 110 + (52 if labels is None else 68) * len(frame)
    for axis, names in (("xaxis", frame.columns), ("yaxis", frame.index)):
        names = [str(name) for name in names]
        layout[axis] |= _CATEGORIES | {
            "categoryorder": "array", "categoryarray": names, "range": [-0.5, len(names) - 0.5]
        }  # fmt: skip
    layout["yaxis"]["range"] = [len(frame) - 0.5, -0.5]
    return go.Figure([trace], layout)
