"""Charts, described once: what each kind shows, in frames and columns, drawn by two renderers.

On a page a description becomes a Plotly chart (figures/plotly_charts.py), on a slide a native PowerPoint chart that can
be edited (exports/slide_charts.py). Colours are those of the theme that the user sees; hover texts are finished
Norwegian texts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

import pandas as pd

INHABITANT_TICKS = (300, 1000, 3000, 10_000, 30_000, 100_000, 300_000)
"""Where a logarithmic axis of inhabitants is labelled."""

LONGEST_TITLE = 36
"""Letters of an axis' title for which a phone has room."""

CHOSEN = "Valgt kommune"
"""What the mark of the municipality looked at is called."""


@dataclass(frozen=True)
class Axis:
    """A column and how its axis is written: title with unit, decimals of the ticks, logarithmic or not.

    `ticks` are where it is labelled; `names` what the labels say where they are not the numbers themselves; `limits`
    its ends where they are not those of the figures.
    """

    column: str
    title: str
    decimals: int = 0
    log: bool = False
    ticks: Sequence[float] | None = None
    names: Sequence[str] | None = None
    limits: tuple[float, float] | None = None


@dataclass(frozen=True, kw_only=True)
class Chart:
    """What every kind has: whether its legend stands under it, for names too many for one line above."""

    legend_is_below: bool = False


@dataclass(frozen=True)
class Curve:
    """A line through dots: columns of a frame, and what it is called, in the legend (`listed`) or `beside` its
    first point; the limits around one are `dashed`.
    """

    frame: pd.DataFrame
    x: str
    y: str
    name: str
    dashed: bool = False
    listed: bool = True
    beside: bool = False


@dataclass(frozen=True)
class Dots(Chart):
    """Every row a dot. `hover` is a column of finished texts; `group` colours and names the dots.

    `chosen` (true for the rows to be ringed) marks the municipality looked at; `marked` names and picks rows that get a
    square around them; `lines` are horizontal levels, named in the legend where they have a name, `uprights` places of
    x with an upright line. `named` is true for the rows whose name (column «name») stands beside their dot, `sizes` a
    column of diameters in pixels, `links` one of addresses that a press on a dot leads to. `mark` is
    written across all of it, so that a part of the picture keeps it.
    """

    frame: pd.DataFrame
    x: Axis
    y: Axis
    hover: str
    group: str | None = None
    group_colours: Mapping[str, str] | None = None
    chosen: pd.Series | None = None
    marked: tuple[str, pd.Series] | None = None
    lines: Mapping[str, float] | None = None
    uprights: Sequence[float] = ()
    named: pd.Series | None = None
    sizes: str | None = None
    links: str | None = None
    curves: Sequence[Curve] = ()
    mark: str = ""


@dataclass(frozen=True)
class DotsByGroup(Chart):
    """Every row a dot over its group (groups in the order in which they come), with median and quartiles drawn."""

    frame: pd.DataFrame
    group: str
    y: Axis
    hover: str
    group_title: str
    chosen: pd.Series | None = None
    marked: tuple[str, pd.Series] | None = None
    lines: Mapping[str, float] | None = None

    @property
    def order(self) -> list[str]:
        """The groups from left to right."""
        return list(dict.fromkeys(self.frame[self.group]))

    @property
    def placed(self) -> Dots:
        """The dots over the places of their groups, spread within each in the order of the rows so that none hides
        another; the same every time.
        """
        position = self.frame[self.group].map({name: place for place, name in enumerate(self.order)}).astype(float)
        within = self.frame.groupby(self.group, sort=False, observed=True).cumcount()
        spread = ((within * 0.618034) % 1 - 0.5) * 0.7
        ticks = range(len(self.order))
        x = Axis("_x", self.group_title, ticks=list(ticks), names=[str(name) for name in self.order])
        return Dots(
            self.frame.assign(_x=position + spread), x, self.y, self.hover, chosen=self.chosen, marked=self.marked,
            lines=self.lines, legend_is_below=self.legend_is_below,
        )  # fmt: skip

    @property
    def quartiles(self) -> list[tuple[float, float, float]]:
        """Lower quartile, median and upper quartile of each group."""
        values = self.frame[self.y.column]
        return [tuple(values[self.frame[self.group] == name].quantile([0.25, 0.5, 0.75])) for name in self.order]


@dataclass(frozen=True)
class Bars(Chart):
    """Vertical bars by category in the order of the rows.

    `labels` is a column of texts written on the bars, `hover` one of finished texts shown at a bar.
    """

    frame: pd.DataFrame
    category: str
    value: Axis
    category_title: str
    series: str | None = None
    series_colours: Mapping[str, str] | None = None
    stacked: bool = False
    labels: str | None = None
    hover: str | None = None


@dataclass(frozen=True)
class Band:
    """A range under lines: columns x, low and high of a frame, the hover texts of each, and what the range and its ends
    are called.
    """

    frame: pd.DataFrame
    x: str
    low: str
    high: str
    low_hover: Sequence[str]
    high_hover: Sequence[str]
    name: str
    colour: str
    ends: tuple[str, str] = ("Lavest", "Høyest")


@dataclass(frozen=True)
class Lines(Chart):
    """One line a series; those named in `dashed` (projections) are drawn dashed, those in `unlisted` are not in the
    legend; gaps stay gaps.

    Where x holds names they are places side by side. `hover` is a column of finished texts shown at a point; `markers`
    says whether the points are marked, `marked` at which places of x alone, where all would be too many; `band` lies
    under the lines; `breaks` are upright dotted lines at places of x; one that is `low` leaves room for what else
    stands on its page.
    """

    frame: pd.DataFrame
    x: Axis
    y: Axis
    series: str | None = None
    series_colours: Mapping[str, str] | None = None
    dashed: Sequence[str] = ()
    unlisted: Sequence[str] = ()
    hover: str | None = None
    markers: bool = True
    marked: Sequence[float] = ()
    band: Band | None = None
    breaks: Sequence[float] = ()
    low: bool = False

    @property
    def named(self) -> bool:
        """Whether x holds names and not numbers."""
        return not pd.api.types.is_numeric_dtype(self.frame[self.x.column])

    @property
    def looks(self) -> list[int]:
        """Which of the marks each series has, in their order: one that is not listed goes on what has its colour."""
        names = [name for name, _ in series_of(self.frame, self.series)]
        colours = self.series_colours or {}
        listed = [name for name in names if name not in self.unlisted]
        place_of = {colours.get(name or ""): place for place, name in enumerate(listed)}
        return [
            listed.index(name) if name in listed else place_of.get(colours.get(name or ""), place)
            for place, name in enumerate(names)
        ]

    def is_marked(self, rows: pd.DataFrame) -> list[bool]:
        """Which of the points of a series have a mark."""
        if not self.marked:
            return [self.markers] * len(rows)
        return rows[self.x.column].isin(self.marked).tolist()


@dataclass(frozen=True)
class BarRows(Chart):
    """Small multiples under each other, on the same axes: a row of bars by category for each value of `row`."""

    frame: pd.DataFrame
    row: str
    category: Axis
    value: Axis
    series: str
    series_colours: Mapping[str, str]
    unit: str

    @property
    def names(self) -> list[str]:
        """The rows from the top down."""
        return list(dict.fromkeys(self.frame[self.row]))


@dataclass(frozen=True)
class BarsAcross(Chart):
    """Horizontal bars, stacked by series, the first row on top; `hover` is a column of finished texts.

    Where series are `outlined`, nothing is stacked: those are the edges of their bars, drawn over the others. Negative
    values go to the left.
    """

    frame: pd.DataFrame
    category: str
    value: Axis
    series: str
    series_colours: Mapping[str, str]
    hover: str
    outlined: Sequence[str] = ()


@dataclass(frozen=True)
class Spans(Chart):
    """A line from `low` to `high` for each row, the first on top, with marks on it: column -> what it is called.

    `level` is an upright line through all rows, named in the legend; `ends` is what the ends of a line are called;
    marks of columns in `hollow` are outlines. Where it is `numbered`, the numbers of the ends stand over the line and
    those of the marks under it.
    """

    frame: pd.DataFrame
    category: str
    low: str
    high: str
    marks: Mapping[str, str]
    axis: Axis
    level: tuple[str, float] | None = None
    ends: tuple[str, str] = ("minst", "størst")
    hollow: Sequence[str] = ()
    numbered: bool = False


@dataclass(frozen=True)
class Histogram(Chart):
    """Bars side by side over intervals: `x` is a column of their middles, evenly spaced, `colour` one of colours.

    `level` is where the chosen municipality stands.
    """

    frame: pd.DataFrame
    x: Axis
    y: Axis
    colour: str
    hover: str
    level: float | None = None


@dataclass(frozen=True)
class RankedBars(Chart):
    """Horizontal bars, the first row on top, as tall as it takes to name every row; the chosen row has an outline.

    `legend` names the colours.
    """

    frame: pd.DataFrame
    category: str
    value: Axis
    colour: str
    hover: str
    chosen: pd.Series | None = None
    legend: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Matrix(Chart):
    """A table of counts as circles, the count beside each: index down, columns across, nothing where it is 0.

    `labels` are written under the circles in the place of the counts beside them.
    """

    frame: pd.DataFrame
    hover: pd.DataFrame
    row_title: str
    column_title: str
    labels: pd.DataFrame | None = None


def broken(title: str) -> str:
    """The title of an axis on two lines where it is too long for a phone: the unit on its own."""
    return title.replace(" (", "<br>(", 1) if len(title) > LONGEST_TITLE else title


ChartT = TypeVar("ChartT", bound=Chart)


def legend_below(described: ChartT) -> ChartT:
    """The same chart with its legend under it."""
    return replace(described, legend_is_below=True)


def series_of(frame: pd.DataFrame, column: str | None) -> list[tuple[str | None, pd.DataFrame]]:
    """The rows of each series in the order in which they come; all rows, without a name, where there is no column."""
    if column is None:
        return [(None, frame)]
    return list(frame.groupby(column, sort=False, observed=True))
