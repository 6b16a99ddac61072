"""Native charts for slides: made from what a page draws with Plotly, or by hand; their workbooks hold the figures.

Two kinds are enough for everything on the pages: bars over named categories, and points or lines over two numeric axes.
What fits in neither (several panels, names on both axes) is no chart here, and the slide shows the table instead.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from lxml import etree
from pptx.chart.chart import Chart
from pptx.chart.data import CategoryChartData, XyChartData
from pptx.enum.chart import (
    XL_AXIS_CROSSES,
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_LEGEND_POSITION,
    XL_MARKER_STYLE,
    XL_TICK_LABEL_POSITION,
)
from pptx.enum.dml import MSO_LINE
from pptx.oxml.ns import qn
from pptx.slide import Slide as Page
from pptx.util import Pt

from dashboard import palette, text
from dashboard.exports.slides import FONT, Box, Content, describe, rgb

MOST_CATEGORIES = 40
"""Categories above which bars on a slide can't be read."""

GRID = "#d5dadb"

MARKERS = {
    "circle": XL_MARKER_STYLE.CIRCLE,
    "circle-open": XL_MARKER_STYLE.CIRCLE,
    "diamond": XL_MARKER_STYLE.DIAMOND,
    "square": XL_MARKER_STYLE.SQUARE,
    "square-open": XL_MARKER_STYLE.SQUARE,
    "line-ns": XL_MARKER_STYLE.DASH,
}


@dataclass(frozen=True)
class Axis:
    """How an axis is written. `ticks` are names in the place of numbers, by position."""

    title: str = ""
    number_format: str = "#,##0"
    minimum: float | None = None
    maximum: float | None = None
    log: bool = False
    ticks: tuple[tuple[float, str], ...] = ()
    hidden: bool = False
    step: float | None = None


@dataclass(frozen=True)
class BarSeries:
    """One bar a category; None where there is no figure. `colours` are one for all or one a bar."""

    name: str
    values: tuple[float | None, ...]
    colours: tuple[str, ...]


@dataclass(frozen=True)
class Bars(Content):
    """Bars over named categories, beside or on top of each other."""

    categories: tuple[str, ...]
    series: tuple[BarSeries, ...]
    axis: Axis
    category_title: str = ""
    across: bool = False
    stacked: bool = False
    description: str = ""

    def draw(self, page: Page, box: Box) -> None:
        kind = {
            (False, False): XL_CHART_TYPE.COLUMN_CLUSTERED,
            (False, True): XL_CHART_TYPE.COLUMN_STACKED,
            (True, False): XL_CHART_TYPE.BAR_CLUSTERED,
            (True, True): XL_CHART_TYPE.BAR_STACKED,
        }[self.across, self.stacked]
        data = CategoryChartData(number_format=self.axis.number_format)
        data.categories = self.categories
        for series in self.series:
            data.add_series(series.name or self.axis.title or "Verdi", series.values)
        chart = _place(page, kind, box, data, self.description)
        _legend(chart, shown=len(self.series) > 1)
        chart.plots[0].gap_width = 45
        if self.stacked:
            chart.plots[0].overlap = 100
        for drawn, series in zip(chart.plots[0].series, self.series, strict=True):
            _fill_bars(drawn, series)
        _style_axis(chart.value_axis, self._from_zero())
        _style_axis(chart.category_axis, Axis(self.category_title))
        chart.category_axis.has_major_gridlines = False
        # The first category on top, as on the page.
        chart.category_axis.reverse_order = self.across
        if self.across:
            chart.value_axis.tick_label_position = XL_TICK_LABEL_POSITION.HIGH

    def _from_zero(self) -> Axis:
        """The axis with zero on it: a bar that begins elsewhere shows a difference that is not there."""
        known = [value for series in self.series for value in series.values if value is not None]
        if not known or min(known) >= 0:
            return replace(self.axis, minimum=0)
        return replace(self.axis, maximum=0) if max(known) <= 0 else self.axis


@dataclass(frozen=True)
class XySeries:
    """Points, joined by a line where it has a width (0 is none); `labels` are written under them."""

    name: str
    x: tuple[float, ...]
    y: tuple[float, ...]
    colour: str
    line: float = 0
    dash: bool = False
    marker: str | None = "circle"
    size: int = 7
    in_legend: bool = True
    labels: tuple[str, ...] = ()


@dataclass(frozen=True)
class Points(Content):
    """Points and lines over two numeric axes. Drawn longest series first: LibreOffice loses what comes before it."""

    series: tuple[XySeries, ...]
    x: Axis
    y: Axis
    description: str = ""
    legend: bool = True

    def draw(self, page: Page, box: Box) -> None:
        data = XyChartData(number_format=self.y.number_format)
        ordered = sorted(self.series, key=lambda series: -len(series.x))
        for series in ordered:
            added = data.add_series(series.name)
            for x, y in zip(series.x, series.y, strict=True):
                added.add_data_point(x, y)
        chart = _place(page, XL_CHART_TYPE.XY_SCATTER_LINES, box, data, self.description)
        hidden = [place for place, series in enumerate(ordered) if not series.in_legend]
        _legend(chart, shown=self.legend and len(ordered) - len(hidden) > 1, without=hidden)
        for drawn, series in zip(chart.plots[0].series, ordered, strict=True):
            _style_points(drawn, series)
        for axis, written in ((chart.category_axis, self.x), (chart.value_axis, self.y)):
            _style_axis(axis, written)
            axis.crosses = XL_AXIS_CROSSES.MINIMUM
        chart.category_axis.has_major_gridlines = False


# --- Shapes and colours -----------------------------------------------------------------------------------------------


def _place(page: Page, kind: XL_CHART_TYPE, box: Box, data, description: str) -> Chart:
    shape = page.shapes.add_chart(kind, box.left, box.top, box.width, box.height, data)
    describe(shape, description)
    chart = shape.chart
    chart.has_title = False
    chart.font.name, chart.font.size = FONT, Pt(12)
    chart.font.color.rgb = rgb(palette.INK)
    return chart


def _legend(chart: Chart, *, shown: bool, without: Sequence[int] = ()) -> None:
    chart.has_legend = shown
    if not shown:
        return
    chart.legend.position = XL_LEGEND_POSITION.TOP
    chart.legend.include_in_layout = False
    for place in without:
        entry = etree.Element(qn("c:legendEntry"))
        etree.SubElement(entry, qn("c:idx"), val=str(place))
        etree.SubElement(entry, qn("c:delete"), val="1")
        chart.legend._element.find(qn("c:legendPos")).addnext(entry)


def _fill_bars(drawn, series: BarSeries) -> None:
    drawn.invert_if_negative = False
    drawn.format.fill.solid()
    drawn.format.fill.fore_color.rgb = rgb(series.colours[0])
    if len(set(series.colours)) > 1:
        for place, colour in enumerate(series.colours):
            fill = drawn.points[place].format.fill
            fill.solid()
            fill.fore_color.rgb = rgb(colour)


def _style_points(drawn, series: XySeries) -> None:
    drawn.smooth = False
    line = drawn.format.line
    if series.line:
        line.width, line.color.rgb = Pt(series.line), rgb(series.colour)
        line.dash_style = MSO_LINE.DASH if series.dash else MSO_LINE.SOLID
    else:
        line.fill.background()
    marker = drawn.marker
    marker.style = MARKERS.get(series.marker, XL_MARKER_STYLE.CIRCLE) if series.marker else XL_MARKER_STYLE.NONE
    for place, label in enumerate(series.labels):
        _label(drawn.points[place].data_label, label)
    if not series.marker:
        return
    marker.size = max(2, min(72, series.size))
    if series.marker.endswith("-open"):
        marker.format.fill.background()
        marker.format.line.color.rgb, marker.format.line.width = rgb(series.colour), Pt(2)
    else:
        marker.format.fill.solid()
        marker.format.fill.fore_color.rgb = rgb(series.colour)
        marker.format.line.fill.background()


def _label(data_label, words: str) -> None:
    data_label.position = XL_LABEL_POSITION.BELOW
    data_label.text_frame.text = words
    font = data_label.text_frame.paragraphs[0].runs[0].font
    font.size, font.name = Pt(11), FONT
    font.color.rgb = rgb(palette.INK)


def _style_axis(axis, written: Axis) -> None:
    axis.has_title = bool(written.title)
    if written.title:
        axis.axis_title.text_frame.text = written.title
        font = axis.axis_title.text_frame.paragraphs[0].runs[0].font
        font.size, font.bold, font.name = Pt(12), False, FONT
        font.color.rgb = rgb(palette.QUIET_INK)
    axis.tick_labels.number_format, axis.tick_labels.number_format_is_linked = written.number_format, False
    axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    axis.format.line.color.rgb = rgb(palette.QUIET_INK)
    axis.has_major_gridlines = not written.hidden
    if axis.has_major_gridlines:
        axis.major_gridlines.format.line.color.rgb = rgb(GRID)
    if written.minimum is not None:
        axis.minimum_scale = written.minimum
    if written.maximum is not None:
        axis.maximum_scale = written.maximum
    if written.step is not None:
        axis.major_unit = written.step
    if written.log:
        base = etree.Element(qn("c:logBase"), val="10")
        axis._element.find(qn("c:scaling")).insert(0, base)
    if written.hidden or written.ticks:
        axis.tick_label_position = XL_TICK_LABEL_POSITION.NONE
        axis.format.line.fill.background()


# --- From Plotly ------------------------------------------------------------------------------------------------------


def from_plotly(figure: object, description: str = "") -> Bars | Points | None:
    """The chart that a page draws as a native one, in its light colours; None where no native one says the same."""
    if not isinstance(figure, go.Figure):
        return None
    traces = [trace for trace in figure.data if trace.hoverinfo != "skip"]
    panels = {(getattr(trace, "xaxis", None) or "x", getattr(trace, "yaxis", None) or "y") for trace in traces}
    if not traces or len(panels) > 1:
        return None
    if all(trace.type == "bar" for trace in traces):
        return _bars(figure, traces, description)
    if all(trace.type == "scatter" and _numeric(trace.x) and _numeric(trace.y) for trace in traces):
        return _points(figure, traces, description)
    return None


def _bars(figure: go.Figure, traces: Sequence[go.Bar], description: str) -> Bars | None:
    across = traces[0].orientation == "h"
    named = [(list(t.y), list(t.x)) if across else (list(t.x), list(t.y)) for t in traces]
    categories = list(dict.fromkeys(category for names, _ in named for category in names))
    if not 0 < len(categories) <= MOST_CATEGORIES:
        return None
    category_axis, value_axis = figure.layout.xaxis, figure.layout.yaxis
    if across:
        category_axis, value_axis = value_axis, category_axis
    series = []
    for trace, (names, values) in zip(traces, named, strict=True):
        found = dict(zip(names, values, strict=True))
        colours = _colours(trace.marker.color, len(names))
        by_name = dict(zip(names, colours, strict=True))
        series.append(
            BarSeries(
                _plain(trace.name),
                tuple(_figure(found.get(name)) for name in categories),
                tuple(by_name.get(name, colours[0]) for name in categories),
            )
        )
    return Bars(
        tuple(_category(category_axis, name) for name in categories),
        tuple(series),
        _axis(value_axis),
        category_title=_plain(category_axis.title.text),
        across=across,
        stacked=figure.layout.barmode == "stack",
        description=description,
    )


def _points(figure: go.Figure, traces: Sequence[go.Scatter], description: str) -> Points:
    series = [found for trace in traces if (found := _xy(trace)).x]
    series += [_level(shape) for shape in figure.layout.shapes if _is_level(shape)]
    x, y = _axis(figure.layout.xaxis), _axis(figure.layout.yaxis)
    if x.ticks and not x.log:
        series.append(_named_ticks(series, x))
    return Points(tuple(series), x, y, description)


def _xy(trace: go.Scatter) -> XySeries:
    x, y = np.asarray(trace.x, dtype=float), np.asarray(trace.y, dtype=float)
    known = ~(np.isnan(x) | np.isnan(y))
    lines, markers = "lines" in (trace.mode or "lines+markers"), "markers" in (trace.mode or "lines+markers")
    width = trace.line.width if trace.line.width is not None else 2
    size = trace.marker.size if isinstance(trace.marker.size, int | float) else 8
    colour = _legible(_colours(trace.line.color if lines else trace.marker.color, 1)[0])
    # The edge of a filled band has no width on the page, where the fill is seen.
    edge = lines and width == 0
    return XySeries(
        _plain(trace.name) or "Verdi",
        tuple(x[known].tolist()),
        tuple(y[known].tolist()),
        _colours(trace.fillcolor, 1)[0] if edge and trace.fillcolor else GRID if edge else colour,
        line=1 if edge else width * 0.75 if lines else 0,
        dash=(trace.line.dash or "solid") != "solid",
        marker=(trace.marker.symbol or "circle") if markers else None,
        size=round(size * 0.75),
        in_legend=bool(trace.name) and trace.showlegend is not False,
    )


def _is_level(shape) -> bool:
    return shape.type == "line" and (shape.xref or "x") == "x" and (shape.yref or "y") == "y"


def _level(shape) -> XySeries:
    width = shape.line.width or 1
    return XySeries(
        "Nivå", (shape.x0, shape.x1), (shape.y0, shape.y1), _colours(shape.line.color, 1)[0], line=width * 0.75,
        dash=(shape.line.dash or "solid") != "solid", marker=None, in_legend=False,
    )  # fmt: skip


def _named_ticks(series: Sequence[XySeries], axis: Axis) -> XySeries:
    """Points that nobody sees, on the lower edge, which carry the names that a numeric axis can't."""
    lowest = min((value for found in series for value in found.y), default=0.0)
    positions = tuple(float(position) for position, _ in axis.ticks)
    names = tuple(name for _, name in axis.ticks)
    return XySeries("Navn", positions, (lowest,) * len(positions), GRID, marker=None, in_legend=False, labels=names)


def _axis(axis) -> Axis:
    ticks = ()
    if axis.ticktext is not None and axis.tickvals is not None and axis.type != "category":
        ticks = tuple((float(at), _plain(name)) for at, name in zip(axis.tickvals, axis.ticktext, strict=True))
    log = axis.type == "log"
    names_numbers = all(re.sub(r"\D", "", name) == f"{at:.0f}" for at, name in ticks)
    return Axis(
        _plain(axis.title.text), _number_format(axis.tickformat), log=log,
        minimum=_power(min(at for at, _ in ticks), down=True) if log and ticks else None,
        ticks=() if log or names_numbers else ticks,
    )  # fmt: skip


def _power(value: float, down: bool) -> float:
    return 10.0 ** (np.floor(np.log10(value)) if down else np.ceil(np.log10(value)))


def _number_format(tickformat: str | None) -> str:
    """Plotly's «,.1f» as Excel's «#,##0.0»; «d» (years) as «0»."""
    if tickformat == "d":
        return "0"
    found = re.fullmatch(r",\.(\d)f", tickformat or "")
    places = int(found.group(1)) if found else 0
    return "#,##0" + ("." + "0" * places if places else "")


def _category(axis, name: object) -> str:
    """What a bar is called: the axis' own name for its place, or the place itself as a Norwegian number."""
    if axis.tickvals is not None and axis.ticktext is not None:
        name = dict(zip(axis.tickvals, axis.ticktext, strict=True)).get(name, name)
    if isinstance(name, float | np.floating):
        places = _number_format(axis.tickformat).partition(".")[2]
        return text.number(float(name), len(places) or (0 if name == int(name) else 1))
    return _plain(name)


def _colours(colour: object, count: int) -> tuple[str, ...]:
    """A Plotly colour or one a point, as light opaque `#rrggbb`."""
    several = isinstance(colour, list | tuple | np.ndarray | pd.Series)
    found = [_hex(one) for one in colour] if several else [_hex(colour)] * max(count, 1)
    return tuple(found) or (palette.ACCENT,)


def _hex(colour: object) -> str:
    if isinstance(colour, str):
        if re.fullmatch(r"#[0-9a-fA-F]{6}", colour):
            return palette.light_of().get(colour, colour)
        parts = re.fullmatch(r"rgba?\((\d+), ?(\d+), ?(\d+)(?:, ?([\d.]+))?\)", colour)
        if parts:
            opacity = float(parts.group(4) or 1)
            solid = palette.light_of().get("#" + bytes(int(parts.group(i)) for i in (1, 2, 3)).hex())
            channels = bytes.fromhex(solid[1:]) if solid else [int(parts.group(i)) for i in (1, 2, 3)]
            # Three times as dense as the fill, since only its edge is drawn.
            dense = min(1.0, 3 * opacity)
            return "#" + bytes(round(255 + (one - 255) * dense) for one in channels).hex()
    return palette.CATEGORICAL.light[0]


def _legible(colour: str) -> str:
    """The colour, darker where a thin line of it would not be seen on paper."""
    red, green, blue = bytes.fromhex(colour[1:])
    brightness = (0.299 * red + 0.587 * green + 0.114 * blue) / 255
    share = min(1.0, 0.72 / brightness) if brightness else 1.0
    return "#" + bytes(round(one * share) for one in (red, green, blue)).hex()


def _plain(words: object) -> str:
    """A label without Plotly's line breaks and tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", str(words or ""))).strip()


def _figure(value: object) -> float | None:
    return None if value is None or pd.isna(value) else float(value)


def _numeric(values: object) -> bool:
    return values is not None and len(values) > 0 and np.issubdtype(np.asarray(values).dtype, np.number)
