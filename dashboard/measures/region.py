"""The municipalities around one: its labour-market region and its neighbours on land, what they share and where they
differ.

They share a figure where all that have one are on the same side of the country's median; they differ most where their
places in the country are farthest apart. Both are told of figures that are ranked, and of three municipalities or more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from dashboard.data import queries
from dashboard.data.database import Database
from dashboard.measures.keyfigures import KeyFigure

FEWEST = 3
"""Municipalities with a figure, the one itself included, below which nothing is said to be shared."""


@dataclass(frozen=True)
class Region:
    """The labour-market region's name (None where the municipality is in none) and its other members, and the
    neighbours on land; codes of the division.
    """

    name: str | None
    members: tuple[str, ...]
    neighbours: tuple[str, ...]

    @property
    def around(self) -> tuple[str, ...]:
        """All of them, each once."""
        return tuple(dict.fromkeys((*self.members, *self.neighbours)))

    def relation(self, code: str) -> str:
        """«arbeidsmarked og nabo»."""
        parts = (
            *(["samme arbeidsmarked"] if code in self.members else []),
            *(["nabo"] if code in self.neighbours else []),
        )
        return " og ".join(parts)


@dataclass(frozen=True)
class Shared:
    """One figure of the region: `side` is 1 where all are above the country's median, -1 below, 0 on both; `lowest` and
    `highest` are codes with their values; `apart` is how far apart their places are, as a part of all places.
    """

    figure: KeyFigure
    side: int
    known: int
    lowest: tuple[str, float]
    highest: tuple[str, float]
    apart: float


def region(database: Database, division: str, code: str) -> Region:
    """Whom a municipality has around it. Raises KeyError for an unknown code."""
    register = queries.municipalities(database, division).set_index("code")
    name = register["labour_market_region"][code]
    members = () if pd.isna(name) else tuple(register.index[register["labour_market_region"] == name])
    return Region(
        None if pd.isna(name) else str(name),
        tuple(other for other in members if other != code),
        tuple(queries.neighbour_codes(database, division, code)),
    )


def compared(database: Database, division: str, codes: Sequence[str], figures: Sequence[KeyFigure]) -> list[Shared]:
    """Of each figure that can be told of, what some municipalities share; in the order of the figures."""
    found = []
    for figure in figures:
        if not figure.indicator.rankable:
            continue
        rows = queries.values_by_code(database, figure.indicator.indicator_id, division, figure.year)
        everyone = queries.comparable(rows)["value"]
        own = everyone.reindex(list(codes)).dropna()
        if len(own) < FEWEST:
            continue
        middle = everyone.median()
        side = 1 if (own > middle).all() else -1 if (own < middle).all() else 0
        places = everyone.rank(pct=True)[own.index]
        low, high = str(own.idxmin()), str(own.idxmax())
        found.append(
            Shared(
                figure, side, len(own), (low, float(own.min())), (high, float(own.max())),
                float(places.max() - places.min()),
            )
        )  # fmt: skip
    return found
