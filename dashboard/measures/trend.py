"""How a figure moved: the municipality, the peers' median and range, and where the municipality itself was changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd

from dashboard import text
from dashboard.data import queries
from dashboard.data.database import Database
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
    """A row a year: year, own, median, lowest, highest, reporting; NaN where there is no figure, also in years that
    nobody has, so that no line is drawn across them.

    The peers are those of today in every year; a year counts those of them that have a comparable figure.
    """
    every = queries.series(database, figure.indicator.indicator_id, division)
    comparable = every[every["comparable"].astype(bool)]
    of_peers = comparable[comparable["code"].isin(group.codes)].groupby("year")["value"]
    table = pd.DataFrame(
        {
            "own": figure.series.set_index("year")["value"],
            "median": of_peers.median().where(of_peers.count() >= text.FEWEST_FOR_MEDIAN),
            "lowest": of_peers.min(),
            "highest": of_peers.max(),
            "reporting": of_peers.count(),
        }
    )
    table["reporting"] = table["reporting"].fillna(0).astype(int)
    known = table.rename_axis("year").dropna(how="all", subset=["own", "lowest"])
    return known.reindex(_evenly(known.index)).fillna({"reporting": 0}).astype({"reporting": int}).reset_index()


def _evenly(years: pd.Index) -> pd.Index:
    """Some years with those between them that their smallest step would reach: elections are four years apart."""
    steps = np.diff(years)
    between = range(int(years[0]), int(years[-1]), int(steps.min())) if len(steps) else ()
    return years.union(pd.Index(between, dtype=years.dtype)).rename("year")


def breaks(database: Database, division: str, figure: KeyFigure) -> list[Break]:
    """Where the municipality's series is broken: its shape came into being by a split or merger, or its figures begin
    after others'. A unit that is gone today goes on unbroken as the sum of its parts.
    """
    found = {}
    changes = queries.code_changes(database)
    own = figure.own["code"]
    mine = changes[
        (changes["to_division"] == division)
        & (changes["to_code"] == own)
        & ~changes["kind"].isin(("same", "renumbered"))
    ]
    starts = queries.divisions(database).set_index("division")["valid_from"]
    for to_division in mine["to_division"]:
        year = pd.Timestamp(starts[to_division]).year
        found[year] = Break(year, f"Grensene ble endret 1. januar {year}")
    series = figure.series
    figures = zip(*(series[name] for name in ("year", "value", "status", "note")), strict=True)
    for (_, before, status, note), (year, after, *_) in pairwise(figures):
        if pd.isna(before) and status == "not_applicable" and pd.notna(after):
            if isinstance(note, str):
                found[year] = Break(year, note)
            found.setdefault(year, Break(year, "Serien begynner her"))
    return [found[year] for year in sorted(found) if series["year"].min() < year <= series["year"].max()]
