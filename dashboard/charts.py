"""DataFrame -> Plotly figure: one theme, Norwegian numbers, no outside request.

Every chart is drawn with `draw`, which hides Plotly's own bar (pictures are made by the figure frame) and gives the
text alternative. Hover texts are made here in Norwegian, so that Plotly formats no number by itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from dashboard import palette, text

HEIGHT = 420
CONFIG = {"displayModeBar": False, "scrollZoom": False, "doubleClick": False, "showTips": False}


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


def draw(figure: go.Figure, key: str, alt: str) -> None:
    """Puts a chart on the page; `alt` says what it shows to those who don't see it."""
    st.plotly_chart(figure, key=key, config=CONFIG, alt=alt)


def _layout(x: Axis, y: Axis, **more) -> go.Layout:
    return go.Layout(
        separators=",\u00a0",
        height=HEIGHT,
        margin={"l": 10, "r": 10, "t": 10, "b": 10},
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
        xaxis=_axis(x),
        yaxis=_axis(y),
        hovermode="closest",
        dragmode=False,
        **more,
    )


def _axis(axis: Axis) -> dict:
    shape = {
        "title": {"text": axis.title},
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
    lines: Mapping[str, float] | None = None,
) -> go.Figure:
    """Every row a dot. `hover` is a column of finished texts; `group` colours and names the dots.

    `chosen` (true for the rows to be ringed) marks the municipality looked at; `lines` are named horizontal levels.
    """
    figure = go.Figure(layout=_layout(x, y))
    groups = [(None, frame)] if group is None else list(frame.groupby(group, sort=False, observed=True))
    for name, rows in groups:
        marker = {"size": 8, "opacity": 0.75, "line": {"width": 0.6, "color": colours(palette.CHOSEN)[1]}}
        marker["color"] = (group_colours or {}).get(name, colours(palette.CATEGORICAL)[0])
        figure.add_scatter(
            x=rows[x.column], y=rows[y.column], mode="markers", name=str(name or ""), marker=marker,
            hovertext=rows[hover], hoverinfo="text", showlegend=name is not None,
        )  # fmt: skip
    if chosen is not None and chosen.any():
        figure.add_scatter(
            x=frame.loc[chosen, x.column], y=frame.loc[chosen, y.column], mode="markers", showlegend=False,
            hovertext=frame.loc[chosen, hover], hoverinfo="text",
            marker={"size": 14, "color": "rgba(0,0,0,0)", "line": {"width": 2.5, "color": colours(palette.CHOSEN)[0]}},
        )  # fmt: skip
    for name, level in (lines or {}).items():
        figure.add_hline(y=level, line={"width": 1, "dash": "dash"}, annotation={"text": name, "font": {"size": 12}})
    return figure


def dots_by_group(
    frame: pd.DataFrame, group: str, y: Axis, hover: str, group_title: str, *, chosen: pd.Series | None = None
) -> go.Figure:
    """Every row a dot over its group (groups in the order in which they come), with median and quartiles drawn."""
    order = list(dict.fromkeys(frame[group]))
    position = frame[group].map({name: place for place, name in enumerate(order)}).astype(float)
    # Spread deterministically within the group, in the order of the rows, so that dots don't hide each other.
    within = frame.groupby(group, sort=False).cumcount()
    spread = ((within * 0.618034) % 1 - 0.5) * 0.7
    figure = dots(frame.assign(_x=position + spread), Axis("_x", group_title), y, hover, chosen=chosen)
    for place, name in enumerate(order):
        low, middle, high = frame.loc[frame[group] == name, y.column].quantile([0.25, 0.5, 0.75])
        line = {"color": colours(palette.CHOSEN)[0]}
        figure.add_shape(type="line", x0=place - 0.4, x1=place + 0.4, y0=middle, y1=middle, line={**line, "width": 3})
        for quartile in (low, high):
            figure.add_shape(
                type="line", x0=place - 0.4, x1=place + 0.4, y0=quartile, y1=quartile,
                line={**line, "width": 1, "dash": "dot"},
            )  # fmt: skip
    figure.update_xaxes(tickvals=list(range(len(order))), ticktext=[str(name) for name in order])
    return figure


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
) -> go.Figure:
    """Vertical bars by category in the order of the rows; `labels` is a column of texts written on the bars."""
    figure = go.Figure(layout=_layout(Axis(category, category_title), value, barmode="stack" if stacked else "group"))
    for name, rows in [(None, frame)] if series is None else frame.groupby(series, sort=False, observed=True):
        figure.add_bar(
            x=rows[category].astype(str), y=rows[value.column], name=str(name or ""), showlegend=name is not None,
            marker_color=(series_colours or {}).get(name, None if series else colours(palette.CATEGORICAL)[0]),
            text=rows[labels] if labels else None, textposition="auto",
            hovertext=[
                f"{row[category]}{f', {name}' if name is not None else ''}: {text.number(row[value.column], value.decimals)}"
                for row in rows.to_dict("records")
            ],
            hoverinfo="text",
        )  # fmt: skip
    figure.update_xaxes(type="category", tickformat=None)
    return figure


def lines(
    frame: pd.DataFrame,
    x: Axis,
    y: Axis,
    *,
    series: str | None = None,
    series_colours: Mapping[str, str] | None = None,
    dashed: Sequence[str] = (),
) -> go.Figure:
    """One line a series, points marked; series named in `dashed` (projections) are drawn dashed; gaps stay gaps."""
    figure = go.Figure(layout=_layout(x, y))
    for name, rows in [(None, frame)] if series is None else frame.groupby(series, sort=False, observed=True):
        figure.add_scatter(
            x=rows[x.column], y=rows[y.column], mode="lines+markers", name=str(name or ""),
            showlegend=name is not None, connectgaps=False,
            line={"dash": "dash" if name in dashed else "solid", "color": (series_colours or {}).get(name)},
            hovertext=[
                f"{f'{name}, ' if name is not None else ''}{row[x.column]}: {text.number(row[y.column], y.decimals)}"
                for row in rows.to_dict("records")
            ],
            hoverinfo="text",
        )  # fmt: skip
    if not x.log and pd.api.types.is_integer_dtype(frame[x.column]):
        figure.update_xaxes(tickformat="d")
    return figure
