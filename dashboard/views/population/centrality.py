"""Centrality classes on the page's figures: names, colours, source, and a chart with dots for each."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd

from dashboard import charts, palette, text
from dashboard.charts import Axis
from dashboard.components import theme
from dashboard.data import queries
from dashboard.figures import citing
from dashboard.figures.figure import Citation
from dashboard.figures.page_context import PageContext


def class_names(context: PageContext) -> dict[int, str]:
    """What the centrality classes are called."""
    return queries.categories(context.database, "centrality_class")


def class_colours(context: PageContext) -> dict[str, str]:
    """The colour of each centrality class by its name, the same in every chart."""
    names = list(class_names(context).values())
    return dict(zip(names, theme.colours(palette.ordered(len(names))), strict=True))


def line_colours(context: PageContext) -> dict[str, str]:
    """The same for lines."""
    names = list(class_names(context).values())
    return dict(zip(names, theme.colours(palette.ordered_lines(len(names))), strict=True))


def citations(context: PageContext) -> tuple[Citation, ...]:
    """The source of the centrality classes."""
    division = context.selection.division
    year = queries.years(context.database, "centrality_class", division)[0]
    return citing.citations(context.database, "centrality_class", division, year)


def dots_by_class(
    context: PageContext,
    known: pd.DataFrame,
    y: Axis,
    written: Callable[[float], str],
    lines: Mapping[str, float] | None = None,
) -> charts.DotsByGroup:
    """Every municipality's `value` over its centrality class; `written` is a value as it is said beside its name."""
    rows = known.assign(
        name_of_class=known["centrality_class"].map(class_names(context)).map(broken),
        hover=[
            f"{text.short_name(name)}: {written(value)}"
            for name, value in zip(known["name"], known["value"], strict=True)
        ],
    )
    return charts.DotsByGroup(
        rows, "name_of_class", y, "hover", "Sentralitetsklasse", chosen=context.chosen(rows), lines=lines
    )


def broken(name: str) -> str:
    """«Klasse 1<br>(mest sentral)»: a label on two lines under an axis."""
    return name.replace(" (", "<br>(")
