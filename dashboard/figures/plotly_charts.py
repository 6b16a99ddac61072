"""A description of a chart -> Plotly: one theme, Norwegian numbers, no outside request.

Hover texts are made in Norwegian before they come here, so that Plotly formats no number by itself; pictures are made
by the figure frame, so that no chart has Plotly's own bar.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import singledispatch

import pandas as pd
import plotly.graph_objects as go
import plotly.io
from plotly.subplots import make_subplots

from dashboard import palette, text
from dashboard.charts import (
    CHOSEN,
    Axis,
    Band,
    BarRows,
    Bars,
    BarsAcross,
    Chart,
    Dots,
    DotsByGroup,
    Histogram,
    Lines,
    Matrix,
    RankedBars,
    Spans,
    series_of,
)
from dashboard.components.theme import colours
from dashboard.figures.plotly_axes import (
    CATEGORIES,
    FROM_THE_TOP,
    HEIGHT,
    axis_of,
    layout_of,
    level,
    plain,
    room_of,
)
from dashboard.figures.plotly_dots import dots, levels, marks

plotly.io.templates.default = "none"  # what all charts have in common, the browser has already (see chart.py)

LOW = 290
"""The height of a chart that leaves room for what else stands on its page."""

FEW_YEARS = 4
"""Years that are told one by one: Plotly would tell half ones too, as the next whole one."""


MARK, NAME_LETTER = 48, 6
"""The width of the mark and the gaps of a name in a legend, and of each of its letters, in pixels."""


def plotly_chart(described: Chart) -> go.Figure:
    """The chart as Plotly draws it."""
    drawn = _drawn(described)
    return _with_legend_below(drawn) if described.legend_is_below else drawn


def _with_legend_below(figure: go.Figure) -> go.Figure:
    # On a phone every name has a line of its own; the chart is taller for it, so that the picture keeps its room.
    names = [str(trace.name) for trace in figure.data if trace.showlegend is not False]
    names += [str(shape.name) for shape in figure.layout.shapes if shape.showlegend]
    if figure.layout.meta:  # where margins are told, so is how wide each name is
        figure.layout.meta |= {"legend": [MARK + NAME_LETTER * len(name) for name in names]}
    return figure.update_layout(
        height=figure.layout.height + 10 * len(names),
        legend={"yref": "container", "y": 0, "yanchor": "bottom", "traceorder": "normal"},
    )


@singledispatch
def _drawn(described: Chart) -> go.Figure:
    raise TypeError(f"Plotly draws no {type(described).__name__}")


@_drawn.register
def _(chart: Dots) -> go.Figure:
    look = {"line": {"width": 1, "dash": "dash", "color": colours(palette.CHOSEN)[0]}}
    shapes = [*levels(chart.lines), *(level(at, "x", **look) for at in chart.uprights)]
    layout = layout_of(chart.x, chart.y, shapes=shapes, annotations=marks(chart.mark))
    layout["meta"] = {"margin": layout["margin"] | room_of(chart.x, chart.y, chart.frame[chart.y.column])}
    return go.Figure(dots(chart), layout)


@_drawn.register
def _(chart: DotsByGroup) -> go.Figure:
    placed = chart.placed
    traces = dots(placed)
    for trace in traces:
        if not trace["name"]:
            trace["opacity"] = 0.8
    ink = colours(palette.CHOSEN)[0]
    shapes = levels(chart.lines)
    for place, (low, middle, high) in enumerate(chart.quartiles):
        shapes += [
            {"type": "line", "x0": place - 0.42, "x1": place + 0.42, "y0": level, "y1": level,
             "line": {"color": ink, "width": width, "dash": dash}}
            for level, width, dash in ((low, 1.5, "dot"), (middle, 3, "solid"), (high, 1.5, "dot"))
        ]  # fmt: skip
    return go.Figure(traces, layout_of(placed.x, chart.y, shapes=shapes))


def _hover(rows: pd.DataFrame, category: str, value: Axis, name: object) -> list[str]:
    """«Klasse 6, 80 år og over: 6,1» for every row."""
    series = f", {name}" if name is not None else ""
    return [
        f"{place}{series}: {text.number(number, value.decimals)}"
        for place, number in zip(rows[category], rows[value.column], strict=True)
    ]


@_drawn.register
def _(chart: Bars) -> go.Figure:
    given = chart.series_colours or {}
    traces = [
        {
            "type": "bar", "x": rows[chart.category].astype(str).tolist(), "y": plain(rows[chart.value.column]),
            "name": str(name or ""), "showlegend": name is not None, "hoverinfo": "text",
            "hovertext": plain(rows[chart.hover]) if chart.hover else _hover(rows, chart.category, chart.value, name),
            "text": plain(rows[chart.labels]) if chart.labels else None,
            "textposition": "inside" if chart.stacked else "auto",
            "insidetextanchor": "middle", "textangle": 0, "cliponaxis": False,
            "marker": {
                "color": given.get(name or "", None if chart.series else colours(palette.CATEGORICAL)[0]),
                "line": {"width": 0.8, "color": colours(palette.MISSING)[1]},
            },
        }
        for name, rows in series_of(chart.frame, chart.series)
    ]  # fmt: skip
    layout = layout_of(
        Axis(chart.category, chart.category_title), chart.value, barmode="stack" if chart.stacked else "group"
    )
    layout["xaxis"] |= CATEGORIES
    layout |= {"uniformtext": {"minsize": 10, "mode": "hide"}, "height": HEIGHT + (100 if chart.stacked else 0)}
    return go.Figure(traces, layout)


SYMBOLS = ("circle", "diamond", "square", "triangle-up", "cross", "star")
"""What lines are told apart by besides their colours."""


@_drawn.register
def _(chart: Lines) -> go.Figure:
    frame, x, y = chart.frame, chart.x, chart.y
    traces = []
    for (name, rows), look in zip(series_of(frame, chart.series), chart.looks, strict=True):
        symbol, marked = SYMBOLS[look % len(SYMBOLS)], chart.is_marked(rows)
        course = {
            "type": "scatter", "x": plain(rows[x.column]), "y": plain(rows[y.column]),
            "mode": "lines+markers" if any(marked) else "lines", "connectgaps": False,
        }  # fmt: skip
        # In pixels, so that line and casing have the same dashes.
        dash = "9px,6px" if name in chart.dashed else "solid"
        # The casing: the palest of an ordered scale is seen on any ground.
        casing = {"dash": dash, "width": 5, "color": colours(palette.MISSING)[1]}
        line = {"dash": dash, "width": 3, "color": (chart.series_colours or {}).get(name or "")}
        told = plain(rows[chart.hover]) if chart.hover else _hover(rows, x.column, y, name)
        traces += [
            {**course, "line": casing, "marker": _points(symbol, marked, 10), "showlegend": False,
             "hoverinfo": "skip"},
            {**course, "line": line, "marker": _points(symbol, marked, 8), "name": str(name or ""),
             "showlegend": name is not None and name not in chart.unlisted, "hovertext": told, "hoverinfo": "text"},
        ]  # fmt: skip
    traces += [] if chart.band is None else _band(chart.band)
    layout = layout_of(x, y, shapes=[_break(at) for at in chart.breaks])
    layout["legend"]["itemsizing"] = "constant" if chart.marked else None
    if chart.low:
        layout["height"] = LOW
    if chart.named:
        layout["xaxis"] |= CATEGORIES
    elif not (x.log or chart.markers or chart.marked or x.limits):
        layout["xaxis"]["range"] = _with_room(frame[x.column])
    if not x.log and pd.api.types.is_integer_dtype(frame[x.column]):
        layout["xaxis"] |= {"tickformat": "d", "ticktext": [str(tick) for tick in x.ticks] if x.ticks else None}
        if not x.ticks and frame[x.column].max() - frame[x.column].min() < FEW_YEARS:
            layout["xaxis"]["dtick"] = 1
    return go.Figure(traces, layout)


def _points(symbol: str, marked: list[bool], size: int) -> dict:
    """The marks of a series; a little larger where few of the points have one."""
    if all(marked):
        return {"size": size, "symbol": symbol}
    return {"size": [(size + 2) * one for one in marked], "symbol": symbol, "opacity": 1, "line": {"width": 0}}


def _with_room(values: pd.Series) -> list[float]:
    """The ends of an axis of lines without marks, beyond the values: Plotly leaves out what is told at the very end."""
    low, high = float(values.min()), float(values.max())
    return [low - (high - low) / 40, high + (high - low) / 40]


def _band(band: Band) -> list[dict]:
    """The range under lines: its lower edge, and its upper filled down to that; open where there is none."""
    told = band.frame.assign(low_told=list(band.low_hover), high_told=list(band.high_hover))
    known = told[band.low].notna()
    parts = [part for _, part in told[known].groupby((~known).cumsum()[known])]
    return [
        {
            "type": "scatter", "x": plain(part[band.x]), "y": plain(part[column]), "mode": "lines",
            "line": {"width": 0}, "fill": fill, "opacity": 0.25, "fillcolor": _translucent(band.colour),
            "showlegend": fill is not None and part is parts[-1], "name": band.name,
            "hovertext": part[hover].tolist(), "hoverinfo": "text",
        }
        for part in parts
        for column, hover, fill in ((band.low, "low_told", None), (band.high, "high_told", "tonexty"))
    ]  # fmt: skip


def _translucent(colour: str) -> str:
    red, green, blue = bytes.fromhex(colour[1:])
    return f"rgba({red},{green},{blue},0.16)"


def _break(at: float) -> dict:
    return level(at, "x", line={"width": 1.5, "dash": "dot", "color": colours(palette.CHOSEN)[0]})


@_drawn.register
def _(chart: BarRows) -> go.Figure:
    names, category, value = chart.names, chart.category, chart.value
    figure = make_subplots(
        rows=len(names), cols=1, shared_xaxes=True, shared_yaxes="all", vertical_spacing=0.35 / max(len(names), 1),
        subplot_titles=names,
    )  # fmt: skip
    traces, places = [], []
    for place, name in enumerate(names, start=1):
        for kind, rows in series_of(chart.frame[chart.frame[chart.row] == name], chart.series):
            told = [
                f"{name}, {label}: {text.number(number, value.decimals)} {chart.unit} {kind}"
                for label, number in zip(rows[category.column], rows[value.column], strict=True)
            ]
            traces.append({
                "type": "bar", "x": plain(rows[category.column]), "y": plain(rows[value.column]), "name": str(kind),
                "legendgroup": str(kind), "showlegend": place == 1, "hovertext": told, "hoverinfo": "text",
                "marker": {"color": chart.series_colours[str(kind)]},
            })  # fmt: skip
            places.append(place)
    figure.add_traces(traces, rows=places, cols=[1] * len(places))
    layout = layout_of(category, value, barmode="group", bargap=0.25)
    layout |= {"height": 70 + 130 * len(names), "margin": {"l": 10, "r": 10, "t": 46, "b": 10}}
    layout["legend"] |= {"y": 1 + 26 / (130 * len(names))}
    figure.update_layout(layout)
    figure.update_xaxes(axis_of(Axis("", "")) | CATEGORIES)
    ending = " %" if chart.unit == "prosent" else ""
    figure.update_yaxes(axis_of(Axis(value.column, "", value.decimals)), ticksuffix=ending)
    figure.update_xaxes(title_text=category.title, row=len(names), col=1)
    figure.update_annotations(x=0, xanchor="left", font={"size": 13, "color": colours(palette.QUIET)[0]})
    return figure


def _row_height(labels: pd.Series, least: int) -> int:
    """Pixels for each row of a chart, so that labels of several lines don't run into each other."""
    return max(least, 12 + 16 * (1 + int(labels.str.count("<br>").max())))


@_drawn.register
def _(chart: BarsAcross) -> go.Figure:
    traces = [
        {
            "type": "bar", "x": plain(rows[chart.value.column]), "y": plain(rows[chart.category]),
            "orientation": "h", "name": str(name), "hovertext": plain(rows[chart.hover]), "hoverinfo": "text",
            "marker": _edges(chart.series_colours[str(name)]) if name in chart.outlined
            else {"color": chart.series_colours[str(name)]},
        }
        for name, rows in series_of(chart.frame, chart.series)
    ]  # fmt: skip
    labels = chart.frame[chart.category]
    layout = layout_of(chart.value, Axis(chart.category, ""), barmode="overlay" if chart.outlined else "stack")
    layout["height"] = 110 + (16 if chart.outlined else _row_height(labels, 46)) * labels.nunique()
    if chart.outlined:
        layout["bargap"] = 0.12
    layout["yaxis"] |= FROM_THE_TOP
    return go.Figure(traces, layout)


def _edges(colour: str) -> dict:
    """The look of bars of which only the edges are seen."""
    return {"color": "rgba(0,0,0,0)", "line": {"color": colour, "width": 1.6}}


@_drawn.register
def _(chart: Spans) -> go.Figure:
    frame, labels = chart.frame, chart.frame[chart.category]
    traces = [_span(chart, row) for row in frame.to_dict("records")]
    for place, (column, name) in enumerate(chart.marks.items()):
        symbol, colour = SYMBOLS[place], colours(palette.CATEGORICAL)[place]
        look = {"symbol": f"{symbol}-open", "line": {"width": 2}} if column in chart.hollow else {"symbol": symbol}
        traces.append({
            "type": "scatter", "x": plain(frame[column]), "y": plain(labels), "mode": "markers", "name": name,
            "hovertext": _told(chart, labels, [name] * len(frame), frame[column]), "hoverinfo": "text",
            "marker": {"size": 13, "color": colour, **look},
            **_numbers(chart, frame[column], ["bottom center"] * len(frame)),
        })  # fmt: skip
    if chart.level is not None:
        name, number = chart.level
        traces.append({
            "type": "scatter", "x": [number] * 2, "y": labels.iloc[[0, -1]].tolist(), "mode": "lines", "name": name,
            "hovertext": [f"{name}: {text.number(number, chart.axis.decimals)}"] * 2, "hoverinfo": "text",
            "line": {"width": 2, "color": colours(palette.CHOSEN)[0]},
        })  # fmt: skip
    layout = layout_of(chart.axis, Axis(chart.category, ""))
    layout["height"] = 130 + _row_height(labels, 48 if chart.numbered else 36) * len(frame)
    layout["yaxis"] |= FROM_THE_TOP
    return go.Figure(traces, layout)


def _span(chart: Spans, row: dict) -> dict:
    limits, label = [row[chart.low], row[chart.high]], row[chart.category]
    return {
        "type": "scatter", "x": limits, "y": [label] * 2, "mode": "lines+markers", "showlegend": False,
        "hovertext": _told(chart, [label] * 2, chart.ends, limits), "hoverinfo": "text",
        "line": {"color": colours(palette.MISSING)[1], "width": 3}, "marker": {"symbol": "line-ns-open", "size": 12},
        **_numbers(chart, limits, ["top right", "top left"], "lines+markers"),
    }  # fmt: skip


def _numbers(chart: Spans, values: Iterable[float], places: Sequence[str], mode: str = "markers") -> dict:
    """What writes the numbers in a chart that is numbered; those of the ends stand over the line, so that they need no
    room outside it.
    """
    if not chart.numbered:
        return {}
    told = ["" if pd.isna(value) else text.number(value, chart.axis.decimals) for value in values]
    return {"mode": f"{mode}+text", "text": told, "textposition": places, "cliponaxis": False}


def _told(chart: Spans, labels: Iterable[str], names: Iterable[str], numbers: Iterable[float]) -> list[str]:
    return [
        f"{label}, {name}: {text.number(number, chart.axis.decimals)}".replace("<br>", " ")
        for label, name, number in zip(labels, names, numbers, strict=True)
    ]


@_drawn.register
def _(chart: Histogram) -> go.Figure:
    frame = chart.frame
    trace = {
        "type": "bar", "x": plain(frame[chart.x.column]), "y": plain(frame[chart.y.column]),
        "hovertext": plain(frame[chart.hover]), "hoverinfo": "text", "showlegend": False,
        "marker": {"color": plain(frame[chart.colour]), "line": {"width": 0.8, "color": colours(palette.MISSING)[1]}},
    }  # fmt: skip
    layout = layout_of(chart.x, chart.y, bargap=0.04)
    if chart.level is not None:
        layout["shapes"] = [level(chart.level, "x", line={"width": 2.5, "color": colours(palette.CHOSEN)[0]})]
        layout["annotations"] = [
            {"text": CHOSEN, "font": {"size": 12}, "showarrow": False, "x": chart.level, "xanchor": "left",
             "xref": "x", "y": 1, "yanchor": "top", "yref": "y domain"}
        ]  # fmt: skip
    return go.Figure([trace], layout)


@_drawn.register
def _(chart: RankedBars) -> go.Figure:
    frame, values = chart.frame, chart.frame[chart.value.column]
    picked = [False] * len(frame) if chart.chosen is None else chart.chosen
    outline, edge = colours(palette.CHOSEN)[0], colours(palette.MISSING)[1]
    traces = [{
        "type": "bar", "x": plain(values), "y": plain(frame[chart.category]), "orientation": "h",
        "hovertext": plain(frame[chart.hover]), "hoverinfo": "text", "showlegend": False, "cliponaxis": False,
        "text": [text.number(number, chart.value.decimals) for number in values], "textposition": "outside",
        "marker": {
            "color": plain(frame[chart.colour]),
            "line": {
                "color": [outline if is_chosen else edge for is_chosen in picked],
                "width": [3 if is_chosen else 0.8 for is_chosen in picked],
            },
        },
    }]  # fmt: skip
    traces += [
        {"type": "bar", "x": [None], "y": [None], "orientation": "h", "name": name, "marker": {"color": shade},
         "showlegend": True}
        for name, shade in chart.legend.items()
    ]  # fmt: skip
    layout = layout_of(chart.value, Axis(chart.category, ""), barmode="overlay")
    layout |= {"height": 90 + 26 * len(frame), "margin": {"l": 10, "r": 50, "t": 10, "b": 10}}
    layout["yaxis"] |= FROM_THE_TOP | {"dtick": 1}
    if (values < 0).any():  # room for the numbers at both ends, beside the names
        low, high = min(values.min(), 0), max(values.max(), 0)
        layout["xaxis"]["range"] = [low - (high - low) / 4, high + (high - low) / 4]
    return go.Figure(traces, layout)


@_drawn.register
def _(chart: Matrix) -> go.Figure:
    frame, labels = chart.frame, chart.labels
    cells = pd.Series(frame.rename_axis(index="row", columns="column").stack(), name="count").reset_index()
    cells["hover"] = chart.hover.stack().to_numpy()
    cells["label"] = cells["count"].map(text.number) if labels is None else labels.stack().to_numpy()
    cells = cells[cells["count"] > 0]
    trace = {
        "type": "scatter", "x": cells["column"].astype(str).tolist(), "y": cells["row"].astype(str).tolist(),
        "mode": "markers+text", "hovertext": plain(cells["hover"]), "hoverinfo": "text", "cliponaxis": False,
        "text": plain(cells["label"]), "textposition": "middle right" if labels is None else "bottom center",
        "showlegend": False,
        "marker": {"size": plain(cells["count"]), "sizemode": "area", "sizeref": 2 * frame.to_numpy().max() / 40**2,
                   "color": colours(palette.CATEGORICAL)[0], "sizemin": 3, "line": {"width": 0}},
    }  # fmt: skip
    layout = layout_of(Axis("", chart.column_title), Axis("", chart.row_title))
    layout["height"] = 110 + (52 if labels is None else 68) * len(frame)
    for axis, across in (("xaxis", frame.columns), ("yaxis", frame.index)):
        names = [str(name) for name in across]
        layout[axis] |= CATEGORIES | {
            "categoryorder": "array", "categoryarray": names, "range": [-0.5, len(names) - 0.5]
        }  # fmt: skip
    layout["yaxis"]["range"] = [len(frame) - 0.5, -0.5]
    return go.Figure([trace], layout)
