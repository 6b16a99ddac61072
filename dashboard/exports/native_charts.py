"""Native PowerPoint charts as contents of slides: bars over named categories, points and lines over two axes, panels.

Their workbooks hold the figures, so that whoever gets the file can edit them.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

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

from dashboard import palette
from dashboard.exports.number_formats import norwegian
from dashboard.exports.slides import FONT, Box, Content, describe, rgb, words

MOST_CATEGORIES = 40
"""Categories above which bars on a slide can't be read."""

MOST_PANELS = 3
"""Charts under each other above which their bars on a slide can't be read."""

PERCENT, ALL, NEAR_ALL, ROUNDING = "prosent", 100, 80, 1e-6
"""The word by which an axis of per cent is known, its end, above how much of it an axis goes there, and by how much a
sum of shares may be above it.
"""

GRID = "#d5dadb"

EDGE = Pt(0.5)
"""The width of the line around a dot."""

HEAD = int(Pt(12) * 1.5)
"""The room of a panel's name."""

LEFT, RIGHT, LETTER = 0.085, 0.97, 0.0068
"""Where axes begin and end that are told where to stand, with room for what the upright one says, and about how wide a
letter is, as parts of a chart's width.
"""

MARKERS = {
    "circle": XL_MARKER_STYLE.CIRCLE,
    "circle-open": XL_MARKER_STYLE.CIRCLE,
    "diamond": XL_MARKER_STYLE.DIAMOND,
    "diamond-open": XL_MARKER_STYLE.DIAMOND,
    "square": XL_MARKER_STYLE.SQUARE,
    "square-open": XL_MARKER_STYLE.SQUARE,
    "triangle-up": XL_MARKER_STYLE.TRIANGLE,
    "cross": XL_MARKER_STYLE.PLUS,
    "star": XL_MARKER_STYLE.STAR,
    "line-ns": XL_MARKER_STYLE.DASH,
}

STROKES = ("cross", "star")
"""Markers that PowerPoint draws as strokes alone, without an area to be filled."""


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
    """One bar a category; None where there is no figure. `colours` are one for all or one a bar.

    `labels` are written at the bars; an `outlined` series is drawn as the edges of its bars, over the other series.
    """

    name: str
    values: tuple[float | None, ...]
    colours: tuple[str, ...]
    labels: tuple[str, ...] = ()
    outlined: bool = False


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
        if self.stacked or any(series.outlined for series in self.series):
            chart.plots[0].overlap = 100
        for drawn, series in zip(chart.plots[0].series, self.series, strict=True):
            _fill_bars(drawn, series)
        _style_axis(chart.value_axis, self._from_zero(), self._known())
        _style_axis(chart.category_axis, Axis(self.category_title))
        chart.category_axis.has_major_gridlines = False
        # The first category on top, as on the page.
        chart.category_axis.reverse_order = self.across
        if self.across:
            chart.value_axis.tick_label_position = XL_TICK_LABEL_POSITION.HIGH

    def split(self, box: Box) -> list[Content]:
        """Bars across that are too many for one slide, on several."""
        if not self.across or len(self.categories) <= MOST_CATEGORIES:
            return [self]
        count = -(-len(self.categories) // MOST_CATEGORIES)
        size = -(-len(self.categories) // count)
        known = self._ends()
        # The same axis on every slide, so that bars can be compared over them.
        axis = self._from_zero()
        if axis.minimum is None or axis.maximum is None:
            axis = replace(axis, minimum=min([0.0, *known]), maximum=max([0.0, *known]))
        return [self._part(slice(start, start + size), axis) for start in range(0, len(self.categories), size)]

    def _part(self, part: slice, axis: Axis) -> Bars:
        series = tuple(
            replace(
                one,
                values=one.values[part],
                colours=one.colours[part] if len(one.colours) > 1 else one.colours,
                labels=one.labels[part],
            )
            for one in self.series
        )
        return replace(self, categories=self.categories[part], series=series, axis=axis)

    def _known(self) -> list[float]:
        return [value for series in self.series for value in series.values if value is not None]

    def _ends(self) -> list[float]:
        """Where the bars end: of those on top of each other, where the stack does."""
        if not self.stacked:
            return self._known()
        stacks = zip(*(series.values for series in self.series), strict=True)
        known = [[value for value in stack if value is not None] for stack in stacks]
        return [sum(value for value in stack if (value < 0) == below) for stack in known for below in (True, False)]

    def _from_zero(self) -> Axis:
        """The axis with zero on it: a bar that begins elsewhere shows a difference that is not there. One of per cent
        that none goes beyond ends at 100: PowerPoint's own ends at 120.
        """
        known = self._ends()
        if self.axis.minimum is not None and self.axis.maximum is not None:
            return self.axis
        if not known or min(known) >= 0:
            if PERCENT in self.axis.title.lower() and NEAR_ALL < max(known, default=0) <= ALL + ROUNDING:
                return replace(self.axis, minimum=0, maximum=ALL, step=20)
            return replace(self.axis, minimum=0)
        return replace(self.axis, maximum=0) if max(known) <= 0 else self.axis


@dataclass(frozen=True)
class XySeries:
    """Points, joined by a line where it has a width (0 is none); `labels` are written beside them.

    `bare` are the places of points without a mark; what is `over` lies over every other series. `sizes` are the
    diameters of the points, in points, where they differ. (PowerPoint has a kind of chart for that, but lets nothing
    else stand in it: the medians, levels and names that the dots are read by would be lost.)
    """

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
    labels_at: XL_LABEL_POSITION = XL_LABEL_POSITION.BELOW
    sizes: tuple[float, ...] = ()
    bare: tuple[int, ...] = ()
    over: bool = False


@dataclass(frozen=True)
class Points(Content):
    """Points and lines over two numeric axes. The first series is filled up with empty points to the length of the
    longest one: LibreOffice loses what comes before a longer one, and the legend must have the order of the series.

    A `title` is part of the chart, and goes along where it is copied. `beside` is the part of the width (0 to 1) left
    of the axis for names of rows that a series carries; names that one carries stand `below` the axis across.
    """

    series: tuple[XySeries, ...]
    x: Axis
    y: Axis
    description: str = ""
    legend: bool = True
    title: str = ""
    beside: float = 0
    below: bool = False

    def draw(self, page: Page, box: Box) -> None:
        data = XyChartData(number_format=self.y.number_format)
        longest = max((len(series.x) for series in self.series), default=0)
        for place, series in enumerate(self.series):
            added = data.add_series(series.name)
            for x, y in zip(series.x, series.y, strict=True):
                added.add_data_point(x, y)
            for _ in range(longest - len(series.x) if place == 0 or series.over else 0):
                added.add_data_point(None, None)
        chart = _place(page, XL_CHART_TYPE.XY_SCATTER_LINES, box, data, self.description)
        if self.title:
            _title(chart, self.title)
        hidden = [place for place, series in enumerate(self.series) if not series.in_legend]
        over = [place for place, series in enumerate(self.series) if series.over]
        without = [*range(len(over)), *(place + len(over) for place in hidden)]
        _legend(chart, shown=self.legend and len(self.series) > max(1, len(hidden)), without=without)
        for drawn, series in zip(chart.plots[0].series, self.series, strict=True):
            _style_points(drawn, series)
        _repeat_first(chart, over)
        for axis, written, of in ((chart.category_axis, self.x, "x"), (chart.value_axis, self.y, "y")):
            _style_axis(axis, written, (value for series in self.series for value in getattr(series, of)))
            axis.crosses = XL_AXIS_CROSSES.MINIMUM
        chart.category_axis.has_major_gridlines = False
        if self.beside or self.below:
            _leave_room(chart, self.beside or LEFT)
        if self.below and self.x.title:
            middle = (LEFT + RIGHT) / 2
            _stand(chart.category_axis.axis_title._element, x=middle - LETTER / 2 * len(self.x.title), y=0.92)


@dataclass(frozen=True)
class Panels(Content):
    """Charts under each other, each with its name over it; too many for one slide go on several."""

    panels: tuple[tuple[str, Bars], ...]

    def split(self, box: Box) -> list[Content]:
        count = max(1, -(-len(self.panels) // MOST_PANELS))
        size = -(-len(self.panels) // count)
        return [Panels(self.panels[start : start + size]) for start in range(0, len(self.panels), size)] or [self]

    def draw(self, page: Page, box: Box) -> None:
        share = 1 / max(len(self.panels), 1)
        for place, (name, bars) in enumerate(self.panels):
            part = box.part(0, place * share, 1, share)
            head = Box(part.left, part.top, part.width, HEAD)
            words(page, head, [name], sizes=(12, 11), bold=True)
            bars.draw(page, Box(part.left, part.top + HEAD, part.width, part.height - HEAD))


# --- Shapes and colours -----------------------------------------------------------------------------------------------


def _place(page: Page, kind: XL_CHART_TYPE, box: Box, data, description: str) -> Chart:
    shape = page.shapes.add_chart(kind, box.left, box.top, box.width, box.height, data)
    describe(shape, description)
    chart = shape.chart
    chart.has_title = False
    chart.font.name, chart.font.size = FONT, Pt(12)
    chart.font.color.rgb = rgb(palette.INK)
    return chart


def _repeat_first(chart: Chart, places: Sequence[int]) -> None:
    """Draws some series before all others too, from the same cells: PowerPoint lays a later series over an earlier one,
    LibreOffice an earlier over a later.
    """
    every = [drawn._element for drawn in chart.plots[0].series]
    if not places:
        return
    for place in reversed(places):  # so that of these too the same one is on top
        every[0].getparent().insert(every[0].getparent().index(every[0]), copy.deepcopy(every[place]))
    for place, series in enumerate(every[0].getparent().findall(qn("c:ser"))):
        series.find(qn("c:idx")).set("val", str(place))
        series.find(qn("c:order")).set("val", str(place))


def _leave_room(chart: Chart, left: float) -> None:
    """Sets where the axes stand: by themselves PowerPoint and LibreOffice leave no room for labels outside them."""
    area = chart._chartSpace.find(f".//{qn('c:plotArea')}")
    _stand(area, "inner", x=left, y=0.1, w=RIGHT - left, h=0.72)


def _stand(part: etree._Element, target: str | None = None, **parts: float) -> None:
    """Tells where a part of a chart stands, as parts of the chart's width and height."""
    for old in part.findall(qn("c:layout")):
        part.remove(old)
    layout = etree.Element(qn("c:layout"))
    manual = etree.SubElement(layout, qn("c:manualLayout"))
    if target:
        etree.SubElement(manual, qn("c:layoutTarget"), val=target)
    for edge in ("x", "y"):
        etree.SubElement(manual, qn(f"c:{edge}Mode"), val="edge")
    for name, share in parts.items():
        etree.SubElement(manual, qn(f"c:{name}"), val=f"{share:.4f}")
    words = part.find(qn("c:tx"))
    part.insert(0 if words is None else part.index(words) + 1, layout)


def _title(chart: Chart, words: str) -> None:
    chart.has_title = True
    chart.chart_title.include_in_layout = False
    chart.chart_title.text_frame.text = words
    font = chart.chart_title.text_frame.paragraphs[0].runs[0].font
    font.size, font.bold, font.name = Pt(14), True, FONT
    font.color.rgb = rgb(palette.INK)


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
    for place, label in enumerate(series.labels):
        if label:
            _label(drawn.points[place].data_label, label, None)
    if series.outlined:
        drawn.format.fill.background()
        drawn.format.line.color.rgb, drawn.format.line.width = rgb(series.colours[0]), Pt(1)
        return
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
    for place, label in enumerate(series.labels):
        _label(drawn.points[place].data_label, label, series.labels_at)
    _style_marker(drawn.marker, series, series.size)
    for place, size in enumerate(series.sizes):
        _style_marker(drawn.points[place].marker, series, size)
    for place in series.bare:
        drawn.points[place].marker.style = XL_MARKER_STYLE.NONE


def _style_marker(marker, series: XySeries, size: float) -> None:
    marker.style = MARKERS.get(series.marker, XL_MARKER_STYLE.CIRCLE) if series.marker else XL_MARKER_STYLE.NONE
    if not series.marker:
        return
    marker.size = max(2, min(72, round(size)))
    line = marker.format.line
    if series.marker.endswith("-open") or series.marker in STROKES:
        marker.format.fill.background()
        line.color.rgb, line.width = rgb(series.colour), Pt(2)
        return
    marker.format.fill.solid()
    marker.format.fill.fore_color.rgb = rgb(series.colour)
    # As on the page: the palest of an ordered scale is seen on any ground.
    line.color.rgb, line.width = rgb(palette.QUIET_INK), EDGE
    if series.sizes:  # a large dot may lie over small ones
        colour = marker._element.find(".//" + qn("a:srgbClr"))
        etree.SubElement(colour, qn("a:alpha"), val="70000")


def _label(data_label, words: str, position: XL_LABEL_POSITION | None) -> None:
    if position is not None:
        data_label.position = position
    data_label.text_frame.text = words
    for font in (run.font for line in data_label.text_frame.paragraphs for run in line.runs):
        font.size, font.name = Pt(11), FONT
        font.color.rgb = rgb(palette.INK)


def _style_axis(axis, written: Axis, values: Iterable[float] = ()) -> None:
    """Writes an axis that reaches over some values."""
    axis.has_title = bool(written.title)
    if written.title:
        axis.axis_title.text_frame.text = written.title
        font = axis.axis_title.text_frame.paragraphs[0].runs[0].font
        font.size, font.bold, font.name = Pt(12), False, FONT
        font.color.rgb = rgb(palette.QUIET_INK)
    ends = (end for end in (written.minimum, written.maximum) if end is not None)
    axis.tick_labels.number_format = norwegian(written.number_format, [*values, *ends])
    axis.tick_labels.number_format_is_linked = False
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
