"""What a map's title has no room for: how what it counts is spread by size and centrality. The statements of
«Nøkkelfunn» say the same numbers, so that whoever follows one finds them under the map.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

import pandas as pd

from dashboard import text
from dashboard.data import queries
from dashboard.data.database import Database
from dashboard.measures import population
from dashboard.measures.association import SMALL


@dataclass(frozen=True)
class Note:
    """A sentence, empty where there is nothing to say, and the year whose 1 January it takes inhabitants from."""

    said: str = ""
    inhabitants: int | None = None


def by_size_and_centrality(
    database: Database, division: str, year: int, indicator: queries.Indicator, values: pd.DataFrame
) -> Note:
    """What is said of an indicator's figures of a year, of some municipalities. What is small is told by the
    inhabitants of that year.
    """
    if indicator.kind == "modelled" or not indicator.ranked:
        return Note()
    known = with_places(database, division, year, queries.comparable(values))
    if indicator.indicator_id == "population":
        return Note(_half(known))
    if indicator.scale == "change":
        return Note(_least_central(indicator, known))
    said = ""
    if indicator.counted and indicator.scale in ("ordered", "category"):
        said = _small_among(known, json.loads(indicator.counted)["classes"])
    elif indicator.scale == "amount" and indicator.aggregation == "weighted_mean":
        said = _medians(indicator, known)
    if not said:
        return Note()
    at = inhabitants_year(database, division, year)
    return Note(f"{said} Innbyggertallene er fra 1. januar {at}.", at)


def inhabitants_year(database: Database, division: str, year: int) -> int:
    """The year whose 1 January tells how large municipalities were in a year: its own, or the nearest there is."""
    return min(queries.years(database, "population", division), key=lambda there: abs(there - year))


def with_places(database: Database, division: str, year: int, values: pd.DataFrame) -> pd.DataFrame:
    """Figures of a year with each municipality's inhabitants of its 1 January (`population`) and `centrality_class`."""
    at = inhabitants_year(database, division, year)
    inhabitants = queries.values_by_code(database, "population", division, at)["value"]
    register = queries.municipalities(database, division).set_index("code")
    return values.assign(
        population=values["code"].map(inhabitants), centrality_class=values["code"].map(register["centrality_class"])
    )


def _half(known: pd.DataFrame) -> str:
    if len(known) < text.FEWEST_FOR_MEDIAN:
        return ""
    half = population.largest_with_half(known)
    return f"Halvparten av innbyggerne bor i {'den største kommunen' if half == 1 else f'de {half} største kommunene'}."


def _small_among(known: pd.DataFrame, counted: list[int]) -> str:
    """How many of those that a title counts are small; nothing where all or none are, which a class of size says."""
    inside = known[known["value"].isin(counted)]
    small = int((inside["population"] < SMALL).sum())
    if not 0 < small < len(inside):
        return ""
    return f"{small} av de {len(inside)} har under {text.number(SMALL)} innbyggere."


def _least_central(indicator: queries.Indicator, known: pd.DataFrame) -> str:
    """How many of the least central municipalities are below zero."""
    words = json.loads(indicator.sentence)
    remote = known[known["centrality_class"] == known["centrality_class"].max()]
    if not isinstance(words, dict) or not len(remote) or known["centrality_class"].nunique() < 2:
        return ""
    below = int((remote["value"] < 0).sum())
    return f"I den minst sentrale klassen hadde {below or 'ingen'} av {len(remote)} {words['loss']}."


def _medians(indicator: queries.Indicator, known: pd.DataFrame) -> str:
    """The medians of the small and of the larger municipalities, where there are enough of both."""
    parts = known.loc[known["population"] < SMALL, "value"], known.loc[known["population"] >= SMALL, "value"]
    if min(map(len, parts)) < text.FEWEST_FOR_MEDIAN:
        return ""
    below, above = (text.number(part.median(), indicator.decimals) for part in parts)
    counts = [text.of(len(part)) for part in parts]
    return (
        f"Medianen er {below} for kommuner under {text.number(SMALL)} innbyggere {counts[0]} og {above} for de større "
        f"{counts[1]}."
    )
