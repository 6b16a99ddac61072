"""Descriptions of charts -> native PowerPoint charts, in light colours: every kind that a page draws.

Bars become bars, everything on two axes points and lines; places with names (groups, rows of spans) are numbered, and
a series that nobody sees carries their names. A matrix becomes a table: PowerPoint has no chart of names on both axes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import singledispatch

import numpy as np
import pandas as pd
from pptx.enum.chart import XL_LABEL_POSITION

from dashboard import charts, labels, palette, text
from dashboard.charts import CHOSEN, series_of
from dashboard.exports.native_charts import GRID, LETTER, Axis, Bars, BarSeries, Panels, Points, XySeries
from dashboard.exports.number_formats import number_format_of
from dashboard.exports.slide_axes import axis_of, fitted, names_below, plain, unnumbered
from dashboard.exports.slide_tables import Table
from dashboard.exports.slides import Content
from dashboard.labels import Room

INK, EDGE = palette.CHOSEN.light[0], palette.MISSING.light[1]
SYMBOLS = ("circle", "diamond", "square", "triangle-up", "cross", "star")
LEVEL = "Nivå"
POINTS_A_PIXEL = 0.75


@singledispatch
def content(described: charts.Chart, description: str = "") -> Content:
    """The chart as a content of a slide; `description` says what it shows to those who don't see it."""
    raise TypeError(f"No slide shows a {type(described).__name__}")


# --- Dots -------------------------------------------------------------------------------------------------------------


@content.register
def _(described: charts.Dots, description: str = "") -> Content:
    series = [*_dots(described), *_levels(described.lines, described.frame[described.x.column])]
    series += [_upright(at, series) for at in described.uprights]
    series += [_curve(curve) for curve in described.curves]
    return _points(series, axis_of(described.x), axis_of(described.y), description, title=described.mark)


@content.register
def _(described: charts.DotsByGroup, description: str = "") -> Content:
    placed = described.placed
    series = [*_dots(placed), *_levels(described.lines, placed.frame[placed.x.column])]
    for place, (low, middle, high) in enumerate(described.quartiles):
        ends = (place - 0.42, place + 0.42)
        series += [
            XySeries(LEVEL, ends, (level, level), INK, line=width, dash=dash, marker=None, in_legend=False)
            for level, width, dash in ((low, 1.1, True), (middle, 2.2, False), (high, 1.1, True))
            if not np.isnan(level)
        ]
    across = unnumbered(described.group_title, len(described.order))
    return _points(series, across, axis_of(described.y), description, names=described.order)


def _dots(described: charts.Dots) -> list[XySeries]:
    frame, x, y = described.frame, described.x.column, described.y.column
    given = described.group_colours or {}
    found = [
        _xy(
            name,
            rows,
            x,
            y,
            _legible(_light(given.get(name, palette.CATEGORICAL.light[0])), DOT),
            described.sizes,
            size=6,
        )
        for name, rows in series_of(frame, described.group)
    ]
    if described.marked is not None and described.marked[1].any():
        name, rows = described.marked
        found.append(_xy(name, frame[rows], x, y, INK, size=9, marker="square-open"))
    if described.named is not None and described.named.any():
        found += _names(described)
    if described.chosen is not None and described.chosen.any():
        found.append(_xy(CHOSEN, frame[described.chosen], x, y, INK, size=11, marker="circle-open"))
    return [one for one in found if one.x]


ROOM = Room(760, 220, 5.6, 14, 4)
"""About how much of a slide dots are drawn in, in points, and the size of its letters."""

PLACES = {
    "middle right": XL_LABEL_POSITION.RIGHT,
    "middle left": XL_LABEL_POSITION.LEFT,
    "top center": XL_LABEL_POSITION.ABOVE,
    "bottom center": XL_LABEL_POSITION.BELOW,
}


def _names(described: charts.Dots) -> list[XySeries]:
    """The names beside dots, a series that nobody sees for each side on which some stand."""
    x, y = described.x.column, described.y.column
    rows = described.frame[described.named].assign(_side=labels.sides(described, ROOM))
    return [
        XySeries(
            "Navn", tuple(names[x].astype(float)), tuple(names[y].astype(float)), INK, marker=None, in_legend=False,
            labels=tuple(names["name"].map(text.short_name)), labels_at=PLACES[str(side)],
        )
        for side, names in rows.dropna(subset=[x, y, "_side"]).groupby("_side", sort=False)
    ]  # fmt: skip


def _xy(
    name: object, rows: pd.DataFrame, x: str, y: str, colour: str, sizes: str | None = None, **look: object
) -> XySeries:
    """A series of the rows that have both; `sizes` is a column of diameters in pixels."""
    known = rows.dropna(subset=[x, y])
    return XySeries(
        plain(name) or "Verdi", tuple(known[x].astype(float)), tuple(known[y].astype(float)), colour,
        in_legend=name is not None, sizes=tuple(POINTS_A_PIXEL * known[sizes]) if sizes else (), **look,
    )  # fmt: skip


def _curve(curve: charts.Curve) -> XySeries:
    width = 0.75 if curve.dashed else 2
    look = {"labels": (curve.name,), "labels_at": XL_LABEL_POSITION.ABOVE} if curve.beside else {}
    drawn = _xy(curve.name, curve.frame, curve.x, curve.y, INK, line=width, dash=curve.dashed, marker=None, **look)
    return replace(drawn, in_legend=curve.listed)


def _levels(lines: dict[str, float] | None, across: pd.Series) -> list[XySeries]:
    """Horizontal levels over all of the chart, in the legend where they have a name."""
    ends = (float(across.min()), float(across.max()))
    return [
        XySeries(name or LEVEL, ends, (at, at), INK, line=0.75, dash=bool(name), marker=None, in_legend=bool(name))
        for name, at in (lines or {}).items()
    ]


# --- Lines and spans --------------------------------------------------------------------------------------------------


@content.register
def _(described: charts.Lines, description: str = "") -> Content:
    frame, x, y = described.frame, described.x, described.y
    places = list(dict.fromkeys(frame[x.column])) if described.named else []
    if described.named:
        frame = frame.assign(**{x.column: frame[x.column].map({name: at for at, name in enumerate(places)})})
    given = described.series_colours or {}
    series: list[XySeries] = []
    for (name, rows), look in zip(series_of(frame, described.series), described.looks, strict=True):
        known = rows.dropna(subset=[x.column, y.column])
        is_marked = pd.Series(described.is_marked(known), known.index, dtype=bool)
        for place, run in enumerate(_runs(rows, [x.column, y.column])):
            marked = is_marked[run.index].tolist()
            drawn = _xy(
                name, run, x.column, y.column, _legible(_light(given.get(name, palette.ACCENT))), line=2.25, size=6,
                dash=name in described.dashed, marker=SYMBOLS[look % len(SYMBOLS)] if is_marked.any() else None,
                bare=tuple(at for at, one in enumerate(marked) if not one) if is_marked.any() else (),
            )  # fmt: skip
            alone = {"marker": "circle"} if len(run) == 1 and drawn.marker is None else {}  # a line of one isn't seen
            series.append(replace(drawn, in_legend=drawn.in_legend and not place, **alone))
    if band := described.band:
        for name, edge in zip(band.ends, (band.low, band.high), strict=True):
            for place, run in enumerate(_runs(band.frame, [band.x, edge])):
                drawn = _xy(name, run, band.x, edge, EDGE, line=1, marker=None)
                series.append(replace(drawn, in_legend=not place))
    series = [replace(one, in_legend=one.in_legend and one.name not in described.unlisted) for one in series if one.x]
    series += [_upright(at, series) for at in described.breaks]
    if described.named:
        return _points(series, unnumbered(x.title, len(places)), axis_of(y), description, names=places)
    years = pd.api.types.is_integer_dtype(described.frame[x.column])
    across = axis_of(x, years=years)
    if ends := _even(x.ticks, described.frame[x.column]):
        across = replace(across, minimum=ends[0], maximum=ends[-1], step=ends[1] - ends[0])
    return _points(series, across, axis_of(y), description)


def _runs(rows: pd.DataFrame, columns: list[str]) -> list[pd.DataFrame]:
    """The rows between those that lack a figure: no line is drawn across what is missing."""
    known = rows[columns].notna().all(axis=1)
    return [run for _, run in rows[known].groupby((~known).cumsum()[known], sort=True)]


def _even(ticks: Sequence[float] | None, values: pd.Series) -> Sequence[float]:
    """The places that an axis is labelled at where they are evenly spaced and reach from end to end of the values:
    PowerPoint labels an axis in no other way.
    """
    if not ticks or len(ticks) < 2 or len(set(np.diff(ticks))) > 1:
        return ()
    return ticks if ticks[0] <= values.min() and values.max() <= ticks[-1] else ()


def _upright(at: float, series: Sequence[XySeries]) -> XySeries:
    drawn = [value for one in series for value in one.y]
    ends = (min(drawn, default=0.0), max(drawn, default=1.0))
    return XySeries("Skille", (at, at), ends, palette.QUIET_INK, line=1.5, dash=True, marker=None, in_legend=False)


@content.register
def _(described: charts.Spans, description: str = "") -> Content:
    frame, count = described.frame, len(described.frame)
    stroke = min(0.3, STROKE * count)
    height = pd.Series(range(count - 1, -1, -1), index=frame.index, dtype=float)
    series = []
    for at, low, high in zip(height, frame[described.low], frame[described.high], strict=True):
        if not (pd.isna(low) or pd.isna(high)):
            series.append(_span(float(low), float(high), at, stroke))
    marked = frame.assign(_y=height)
    for place, (column, name) in enumerate(described.marks.items()):
        colour = palette.CATEGORICAL.light[place]
        symbol = f"{SYMBOLS[place]}-open" if column in described.hollow else SYMBOLS[place]
        series.append(_xy(name, marked, column, "_y", colour, size=10, marker=symbol, over=True))
    if described.level is not None:
        name, number = described.level
        ends = (-0.4, count - 0.6)
        series.append(XySeries(name, (number, number), ends, INK, line=1.5, marker=None))
    series += _numbers(described, marked, stroke) if described.numbered else ()
    series = [one for one in series if one.x]
    axis = fitted(axis_of(described.axis), [value for one in series for value in one.x])
    lowest = min((value for one in series for value in one.x), default=0.0) if axis.minimum is None else axis.minimum
    names = tuple(plain(name) for name in frame[described.category])
    series.append(
        XySeries(
            "Navn", (lowest,) * count, tuple(height), GRID, marker=None, in_legend=False, labels=names,
            labels_at=XL_LABEL_POSITION.LEFT,
        )
    )  # fmt: skip
    rows = Axis("", "0", minimum=-0.6, maximum=count - 0.4, hidden=True)
    return Points(tuple(series), axis, rows, description, beside=_room_of(names))


STROKE = 0.023
"""Half the height of the stroke at the end of a span, as a part of the chart's."""


def _span(low: float, high: float, at: float, stroke: float) -> XySeries:
    """A line with a stroke across each end, drawn in one go: PowerPoint's own marks lie along it and make it longer."""
    below, above = at - stroke, at + stroke
    x = (low, low, low, high, high, high)
    return XySeries("Spenn", x, (below, above, at, at, above, below), EDGE, line=2.25, marker=None, in_legend=False)


def _numbers(described: charts.Spans, rows: pd.DataFrame, stroke: float) -> list[XySeries]:
    """The numbers at the ends over the strokes, and those of the marks under them, on points that nobody sees."""
    places = dict.fromkeys((described.low, described.high), (XL_LABEL_POSITION.ABOVE, stroke))
    places |= dict.fromkeys(described.marks, (XL_LABEL_POSITION.BELOW, -stroke))
    return [
        replace(
            _xy("Tall", rows.assign(_y=rows["_y"] + away), column, "_y", INK, marker=None, labels_at=side,
                labels=tuple(text.number(value, described.axis.decimals) for value in rows[column].dropna())),
            in_legend=False,
        )
        for column, (side, away) in places.items()
    ]  # fmt: skip


MOST_BESIDE = 0.24
"""The most of a slide's width that names of rows take; longer ones go on."""


def _room_of(names: Sequence[str]) -> float:
    return min(MOST_BESIDE, 0.02 + LETTER * max(map(len, names), default=0))


# --- Bars -------------------------------------------------------------------------------------------------------------


@content.register
def _(described: charts.Bars, description: str = "") -> Content:
    categories = list(dict.fromkeys(described.frame[described.category].astype(str)))
    usual = palette.CATEGORICAL.light
    given = described.series_colours or {}
    series = [
        _bar_series(
            name, rows[described.category].astype(str), rows[described.value.column], categories,
            [_light(given.get(name, usual[place % len(usual)]))], rows[described.labels] if described.labels else None,
        )
        for place, (name, rows) in enumerate(series_of(described.frame, described.series))
    ]  # fmt: skip
    return Bars(
        tuple(map(plain, categories)), tuple(series), axis_of(described.value), plain(described.category_title),
        stacked=described.stacked, description=description,
    )  # fmt: skip


def _bar_series(
    name: object,
    names: pd.Series,
    values: pd.Series,
    categories: Sequence[str],
    colours: Sequence[str],
    labels: pd.Series | None = None,
) -> BarSeries:
    """A series over all categories, nothing where it has no row; colours are one for all or one a row."""
    found = dict(zip(names, values, strict=True))
    shades = dict(zip(names, colours, strict=True)) if len(colours) > 1 else {}
    written = {} if labels is None else dict(zip(names, labels.fillna(""), strict=True))
    return BarSeries(
        plain(name),
        tuple(_number(found.get(category)) for category in categories),
        tuple(shades.get(category, colours[0]) for category in categories),
        tuple(plain(written.get(category, "")) for category in categories) if written else (),
    )


@content.register
def _(described: charts.BarsAcross, description: str = "") -> Content:
    categories = list(dict.fromkeys(described.frame[described.category]))
    series = [
        _bar_series(
            name, rows[described.category], rows[described.value.column], categories,
            [_light(described.series_colours[name])],
        )
        for name, rows in series_of(described.frame, described.series)
    ]  # fmt: skip
    outlined = [plain(name) for name in described.outlined]
    series = [replace(one, outlined=one.name in outlined) for one in series]
    return Bars(
        tuple(map(plain, categories)), tuple(series), axis_of(described.value), across=True, stacked=not outlined,
        description=description,
    )  # fmt: skip


@content.register
def _(described: charts.RankedBars, description: str = "") -> Content:
    frame, values = described.frame, described.frame[described.value.column]
    labels = values.map(lambda number: text.number(number, described.value.decimals))
    series = _bar_series(
        described.value.title, frame[described.category], values, list(frame[described.category]),
        [_light(shade) for shade in frame[described.colour]], labels,
    )  # fmt: skip
    names = tuple(map(plain, frame[described.category]))
    return Bars(names, (series,), axis_of(described.value), across=True, description=description)


@content.register
def _(described: charts.Histogram, description: str = "") -> Content:
    frame, x = described.frame, described.x
    names = dict(zip(x.ticks or (), x.names or (), strict=True))
    middles = frame[x.column]
    decimals = 0 if (middles == middles.round()).all() else 1
    categories = [plain(names.get(middle, text.number(middle, decimals))) for middle in middles]
    categories = _told_apart(categories)
    series = _bar_series(
        described.y.title, pd.Series(categories), frame[described.y.column].reset_index(drop=True), categories,
        [_light(shade) for shade in frame[described.colour]],
    )  # fmt: skip
    return Bars(tuple(categories), (series,), axis_of(described.y), plain(x.title), description=description)


def _told_apart(names: Sequence[str]) -> list[str]:
    """The names with a mark nobody sees where one has come before, since categories are known by their names."""
    seen: dict[str, int] = {}
    found = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        found.append(name + "\u200b" * (seen[name] - 1))
    return found


@content.register
def _(described: charts.BarRows, description: str = "") -> Content:
    frame, category, value = described.frame, described.category, described.value
    highest = float(frame[value.column].max())
    axis = Axis("", number_format_of(value.decimals), minimum=0, maximum=highest)
    panels = []
    for name in described.names:
        rows = frame[frame[described.row] == name]
        categories = list(dict.fromkeys(rows[category.column].astype(str)))
        series = tuple(
            _bar_series(
                kind, of_kind[category.column].astype(str), of_kind[value.column], categories,
                [_light(described.series_colours[kind])],
            )
            for kind, of_kind in series_of(rows, described.series)
        )  # fmt: skip
        panels.append((plain(name), Bars(tuple(map(plain, categories)), series, axis, description=description)))
    return Panels(tuple(panels))


# --- A matrix ---------------------------------------------------------------------------------------------------------


@content.register
def _(described: charts.Matrix, description: str = "") -> Content:
    """The counts in a table; with labels both, the label first."""
    counts = described.frame.fillna(0)
    cells = counts.map(lambda count: text.number(count) if count else "–")
    if described.labels is not None:
        cells = described.labels.where(counts > 0, "–").map(plain) + counts.map(
            lambda count: f" (n = {text.number(count)})" if count else ""
        )
    heading = f"{plain(described.row_title)} / {plain(described.column_title)}"
    frame = cells.rename(index=plain, columns=plain).rename_axis(heading).reset_index()
    return Table(frame, description=description, right=tuple(frame.columns[1:]))


# --- Axes, names and colours ------------------------------------------------------------------------------------------


def _points(
    series: Sequence[XySeries], x: Axis, y: Axis, description: str, title: str = "", names: Sequence[str] = ()
) -> Points:
    """Points over as much of each axis as they take, as on the page: PowerPoint's own axes begin at zero. `names` stand
    under an axis of places.
    """
    axes = [
        fitted(axis, [value for one in series for value in getattr(one, name) if np.isfinite(value)])
        for axis, name in ((x, "x"), (y, "y"))
    ]
    if names:
        axes[1], below = names_below(axes[1], series, names)
        series = [*series, below]
    return Points(tuple(series), *axes, description, title=title, below=bool(names))


def _light(colour: str) -> str:
    """The light theme's colour in the place of a dark one."""
    return palette.light_of().get(colour, colour)


LINE, DOT = 0.72, 0.84
"""How bright a thin line and a dot may be on paper."""


def _legible(colour: str, most: float = LINE) -> str:
    """The colour, darker where what is drawn in it would not be seen on paper."""
    red, green, blue = bytes.fromhex(colour[1:])
    brightness = (0.299 * red + 0.587 * green + 0.114 * blue) / 255
    share = min(1.0, most / brightness) if brightness else 1.0
    return "#" + bytes(round(one * share) for one in (red, green, blue)).hex()


def _number(value: object) -> float | None:
    return None if value is None or pd.isna(value) else float(value)
