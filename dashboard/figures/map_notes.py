"""What a map's title has no room for: how what it counts is spread by size and centrality. The statements of
«Nøkkelfunn» say the same numbers, so that whoever follows one finds them under the map.
"""

from __future__ import annotations

import json

import pandas as pd

from dashboard import text
from dashboard.data import queries
from dashboard.data.database import Database
from dashboard.measures import population
from dashboard.measures.association import SMALL


def by_size_and_centrality(
    database: Database, division: str, indicator: queries.Indicator, values: pd.DataFrame
) -> str:
    """The sentence for an indicator's figures of some municipalities; empty where there is nothing to say."""
    if indicator.kind == "modelled" or not indicator.ranked:
        return ""
    known = with_places(database, division, queries.comparable(values))
    if indicator.indicator_id == "population":
        return _half(known)
    if indicator.counted and indicator.scale in ("ordered", "category"):
        return _small_among(known, json.loads(indicator.counted)["classes"])
    if indicator.scale == "change":
        return _least_central(indicator, known)
    if indicator.scale == "amount" and indicator.aggregation == "weighted_mean":
        return _medians(indicator, known)
    return ""


def with_places(database: Database, division: str, values: pd.DataFrame) -> pd.DataFrame:
    """Figures with each municipality's newest number of inhabitants (`population`) and `centrality_class`."""
    year = queries.years(database, "population", division)[0]
    inhabitants = queries.values_by_code(database, "population", division, year)["value"]
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
    small = known["population"] < SMALL
    parts = known.loc[small, "value"], known.loc[~small, "value"]
    if min(map(len, parts)) < text.FEWEST_FOR_MEDIAN:
        return ""
    below, above = (text.number(part.median(), indicator.decimals) for part in parts)
    counts = [text.of(len(part)) for part in parts]
    return (
        f"Medianen er {below} for kommuner under {text.number(SMALL)} innbyggere {counts[0]} og {above} for de større "
        f"{counts[1]}."
    )
