"""How a figure moved: the municipality, the peers' median and range, and where the municipality itself was changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from dashboard import palette, text
from dashboard.data import queries
from dashboard.data.database import Database
from dashboard.figures import charts
from dashboard.figures.charts import Axis
from dashboard.measures.keyfigures import NAMED_SCALES, KeyFigure
from dashboard.measures.peers import PeerGroup


@dataclass(frozen=True)
class Break:
    """The first year of a municipality in a new shape, and what happened."""

    year: int
    reason: str


def followable(
    database: Database, division: str, known: Mapping[str, queries.Indicator]
) -> dict[str, queries.Indicator]:
    """Those of some indicators that can be followed: numbers, with more than one year."""
    return {
        id_: indicator
        for id_, indicator in known.items()
        if indicator.scale not in NAMED_SCALES and len(queries.years(database, id_, division)) > 1
    }


def trend(database: Database, division: str, figure: KeyFigure, group: PeerGroup) -> pd.DataFrame:
    """A row a year: year, own, median, lowest, highest, reporting; NaN where there is no figure.

    The peers are those of today in every year; a year counts those of them that have a comparable figure.
    """
    every = queries.series(database, figure.indicator.indicator_id, division)
    comparable = every[every["comparable"].astype(bool)]
    of_peers = comparable[comparable["code"].isin(group.codes)].groupby("year")["value"]
    table = pd.DataFrame(
        {
            "own": figure.series.set_index("year")["value"],
            "median": of_peers.median(),
            "lowest": of_peers.min(),
            "highest": of_peers.max(),
            "reporting": of_peers.count(),
        }
    )
    table["reporting"] = table["reporting"].fillna(0).astype(int)
    return table.rename_axis("year").dropna(how="all", subset=["own", "median"]).reset_index()


def breaks(database: Database, division: str, figure: KeyFigure) -> list[Break]:
    """Where the municipality's series is broken: it was split or merged, or its figures begin after others'."""
    found = {}
    changes = queries.code_changes(database)
    own = figure.own["code"]
    mine = changes[
        (((changes["from_division"] == division) & (changes["from_code"] == own))
         | ((changes["to_division"] == division) & (changes["to_code"] == own)))
        & ~changes["kind"].isin(("same", "renumbered"))
    ]  # fmt: skip
    starts = queries.divisions(database).set_index("division")["valid_from"]
    for row in mine.itertuples():
        year = pd.Timestamp(starts[row.to_division]).year
        found[year] = Break(year, f"Grensene ble endret 1. januar {year}")
    series = figure.series
    for before, after in zip(series.itertuples(), series.iloc[1:].itertuples(), strict=False):
        if pd.isna(before.value) and before.status == "not_applicable" and pd.notna(after.value):
            found[after.year] = Break(after.year, before.note or found.get(after.year, "Serien begynner her"))
    return [found[year] for year in sorted(found) if series["year"].min() < year <= series["year"].max()]


def chart(table: pd.DataFrame, figure: KeyFigure, marks: list[Break]) -> go.Figure:
    """The trend drawn: the peers' range as a band, their median dashed, the municipality on top, breaks as lines."""
    indicator = figure.indicator
    names = {"own": figure.municipality, "median": "Medianen for de sammenlignbare"}
    long = table.melt(id_vars="year", value_vars=list(names), var_name="series", value_name="value")
    long["series"] = pd.Categorical(long["series"].map(names), categories=list(names.values()))
    ink, quiet = charts.colours(palette.CHOSEN)[0], charts.colours(palette.CATEGORICAL)[0]
    drawn = charts.lines(
        long,
        Axis("year", ""),
        Axis("value", f"{indicator.short_title} ({indicator.unit})", indicator.decimals),
        series="series",
        series_colours=dict(zip(names.values(), (ink, quiet), strict=True)),
        dashed=[names["median"]],
    )
    _band(drawn, table, indicator, quiet)
    for mark in marks:
        drawn.add_vline(x=mark.year - 0.5, line={"width": 1.5, "dash": "dot", "color": ink})
    return drawn


def _band(drawn: go.Figure, table: pd.DataFrame, indicator: queries.Indicator, colour: str) -> None:
    """The peers' range under the lines, its ends told where the pointer is."""
    known = table.dropna(subset=["lowest"])
    if known.empty:
        return
    for column, fill in (("lowest", None), ("highest", "tonexty")):
        drawn.add_scatter(
            x=known["year"], y=known[column], mode="lines", line={"width": 0}, fill=fill, opacity=0.25,
            fillcolor=_translucent(colour), showlegend=fill is not None, name="Fra lavest til høyest",
            hovertext=[
                f"{row.year}, {'lavest' if fill is None else 'høyest'} av {row.reporting}: "
                f"{text.number(getattr(row, column), indicator.decimals)}"
                for row in known.itertuples()
            ],
            hoverinfo="text",
        )  # fmt: skip


def _translucent(colour: str) -> str:
    red, green, blue = bytes.fromhex(colour[1:])
    return f"rgba({red},{green},{blue},0.16)"
