"""Every municipality a dot, one figure against another: the same colours, marks and addresses on every page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from dashboard import addresses, charts, palette
from dashboard.charts import Axis, Dots
from dashboard.components import theme
from dashboard.data import queries
from dashboard.figures.page_context import PageContext

SMALLEST_DOT, LARGEST_DOT = 5, 44
"""Diameters in pixels of dots whose area tells the inhabitants."""


def classes(context: PageContext) -> dict[str, str]:
    """The centrality classes with their colours."""
    names = list(queries.categories(context.database, "centrality_class").values())
    return dict(zip(names, theme.colours(palette.ordered(len(names))), strict=True))


def kinds(names: Sequence[str]) -> dict[str, str]:
    """Names without an order, such as counties, with colours. Raises ValueError for more than 24."""
    return dict(zip(names, theme.colours(palette.categorical(len(names))), strict=True))


def dots(
    context: PageContext,
    rows: pd.DataFrame,
    x: Axis,
    y: Axis,
    *,
    group: str,
    colours: Mapping[str, str] | None = None,
    sized: bool = False,
    **marks: Any,  # of «the other fields of a dataclass» there is no type; Dots refuses what is none of them
) -> Dots:
    """A chart of municipalities: `rows` has code, name, hover, population, and `group`, a column of names that colours
    are given to (those of the centrality classes unless told). `sized` is whether the area of a dot tells its
    inhabitants; `marks` are further fields of Dots. A press on a dot leads to the municipality.
    """
    beginning = _address(context)
    rows = rows.assign(address=[f"{beginning}{code}" for code in rows["code"]])
    if sized:
        area = np.sqrt(rows["population"] / rows["population"].max())
        rows["size"] = (LARGEST_DOT * area).clip(lower=SMALLEST_DOT)
        rows = rows.sort_values("population", ascending=False, kind="stable", ignore_index=True)
    return charts.legend_below(
        Dots(
            rows, x, y, "hover", group=group, group_colours=colours or classes(context), chosen=context.chosen(rows),
            sizes="size" if sized else None, links="address", **marks,
        )
    )  # fmt: skip


def _address(context: PageContext) -> str:
    """The address of a municipality's page up to its number, which is the last of it."""
    chosen = context.selection.parameters()
    kept = {name: chosen.get(name) for name in (addresses.DIVISION, addresses.SUBSET)}
    page = addresses.address(addresses.MUNICIPALITY, kept)
    return f"{page}&{addresses.CHOSEN}="


def outermost(rows: pd.DataFrame, columns: Sequence[str], most: int = 3) -> pd.Series:
    """True for the few rows that lie farthest out on each of some columns, and at both ends of it."""
    picked = pd.Series(False, rows.index)
    for column in columns:
        for ends in (rows[column].nlargest(most), rows[column].nsmallest(most)):
            picked[ends.index] = True
    return picked
