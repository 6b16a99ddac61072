"""The trend of a municipality's figure drawn: its line, the peers' median and range, where its borders changed."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from dashboard import palette, text
from dashboard.charts import Axis, Band, Lines, broken
from dashboard.components import theme
from dashboard.measures.keyfigures import KeyFigure
from dashboard.measures.trend import Break

RANGE = "Fra lavest til høyest"


def chart(table: pd.DataFrame, figure: KeyFigure, marks: Sequence[Break]) -> Lines:
    """The peers' range as a band, their median dashed, the municipality on top, breaks as upright lines."""
    indicator = figure.indicator
    names = {"own": figure.municipality, "median": "Medianen for de sammenlignbare kommunene"}
    long = table.melt(id_vars="year", value_vars=list(names), var_name="series", value_name="value")
    long["series"] = pd.Categorical(long["series"].map(names), categories=list(names.values()))
    ink, quiet = theme.colours(palette.CHOSEN)[0], theme.colours(palette.CATEGORICAL)[0]
    return Lines(
        long,
        Axis("year", ""),
        Axis("value", broken(text.titled(indicator.short_title, indicator.unit)), indicator.decimals),
        series="series",
        series_colours=dict(zip(names.values(), (ink, quiet), strict=True)),
        dashed=[names["median"]],
        band=_band(table, indicator.decimals, quiet),
        breaks=[mark.year - 0.5 for mark in marks],
        low=True,
    )


def _band(table: pd.DataFrame, decimals: int, colour: str) -> Band | None:
    """The peers' range, its ends told where the pointer is; None where no peer has a figure."""
    if table["lowest"].isna().all():
        return None
    told = {
        column: [
            f"{row.year}, {word} av {row.reporting}: {text.number(getattr(row, column), decimals)}"
            for row in table.itertuples()
        ]
        for column, word in (("lowest", "lavest"), ("highest", "høyest"))
    }
    return Band(table, "year", "lowest", "highest", told["lowest"], told["highest"], RANGE, colour)
