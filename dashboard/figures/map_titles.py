"""What a map says, in one sentence with numbers: of those that can be compared, in the words of its indicator."""

from __future__ import annotations

import json

import pandas as pd

from dashboard import text
from dashboard.data import queries

MOST_NAMED = 2
"""Municipalities that share an extreme and are named; more are counted."""


def finding(indicator: queries.Indicator, names: dict[int, str], values: pd.DataFrame) -> str:
    """The title of a map; `values` has name, value and comparable, `names` what the classes are called."""
    known = queries.comparable(values)
    if known.empty:
        lacking = "tall som kan sammenlignes" if values["value"].notna().any() else "tall"
        return f"{indicator.short_title}: ingen av kommunene har {lacking}"
    if len(known) == 1:
        name, only = text.short_name(known["name"].iloc[0]), known["value"].iloc[0]
        if names:
            return f"{indicator.short_title}: «{names[int(only)]}» ({name})"
        return f"{name}: {text.with_unit(only, indicator.unit, indicator.decimals)}"
    if names:
        return _of_classes(indicator, names, known, len(values))
    if indicator.scale == "change":
        return _around_zero(indicator, known, len(values))
    if mostly := mostly_lowest(indicator, known, len(values)):
        return mostly
    if not indicator.ranked:
        return _unranked(indicator, known)
    course = f"fra {extreme(indicator, known, lowest=True)} til {extreme(indicator, known, lowest=False)}"
    if len(known) < text.FEWEST_FOR_MEDIAN:
        return f"{indicator.short_title}: {course}"
    middle = f"medianen for {text.number(len(known))} kommuner er {_middle(indicator, known)}"
    return f"{indicator.short_title}: {middle}, {course}"


def alike(indicator: queries.Indicator, unclear: int, known: int, of: int, middle: float) -> str:
    """How many of the figures that are published with their uncertainty reach the country's median municipality's."""
    return (
        f"{indicator.short_title}: {text.or_none(unclear)} av {counted(known, of)} kan ikke skilles fra landets "
        f"mediankommune ({text.with_unit(middle, indicator.unit, indicator.decimals)})"
    )


def _unranked(indicator: queries.Indicator, known: pd.DataFrame) -> str:
    """The middle and no ends, since nobody is to be named as the highest or the lowest."""
    if len(known) < text.FEWEST_FOR_MEDIAN:
        return f"{indicator.short_title}: {counted(len(known), len(known))} har tall"
    lower, upper = (text.in_words(float(known["value"].quantile(part)), indicator.decimals) for part in (0.25, 0.75))
    half = f"halvparten av dem mellom {lower} og {upper}" if lower != upper else f"halvparten av dem {lower}"
    middle = f"medianen for {text.number(len(known))} kommuner er {_middle(indicator, known)}"
    return f"{indicator.short_title}: {middle}, {half}"


def mostly_lowest(indicator: queries.Indicator, known: pd.DataFrame, of: int) -> str | None:
    """Where more than half share the lowest figure, which the median then is: how many they are, and what the others
    have. None anywhere else.
    """
    shown = known["value"].map(lambda value: text.rounded(value, indicator.decimals))
    others = known[shown > shown.min()]
    if others.empty or len(others) >= len(known) / 2:
        return None
    decimals = 0 if (known.loc[~shown.gt(shown.min()), "value"] == 0).all() else indicator.decimals
    has = f"har {_with_unsaid(indicator, shown.min(), decimals)}"
    if indicator.counted and (known.loc[~shown.gt(shown.min()), "value"] == 0).all():
        has = json.loads(indicator.counted)["words"]
    said = [f"{text.number(len(known) - len(others))} av {counted(len(known), of)} {has}"]
    if len(others) >= text.FEWEST_FOR_MEDIAN:
        said.append(f"medianen for de {text.number(len(others))} andre er {_middle(indicator, others)}")
    highest = f", høyest {extreme(indicator, known, lowest=False)}" if indicator.ranked else ""
    return f"{indicator.short_title}: {'; '.join(said)}{highest}"


def counted(known: int, of: int) -> str:
    """«356 kommuner med tall» where some lack one, else «356 kommuner»."""
    return f"{text.count(known, 'kommune', 'kommuner')}{' med tall' if known < of else ''}"


def _of_classes(indicator: queries.Indicator, names: dict[int, str], known: pd.DataFrame, of: int) -> str:
    """How many are in the classes that the catalogue says matter; else in the largest."""
    counts = known["value"].astype(int).value_counts()
    whom = counted(len(known), of)
    if indicator.counted:
        told = json.loads(indicator.counted)
        inside = counts.reindex(told["classes"]).sum()
        return f"{text.or_none(inside).capitalize()} av {whom} {told['words']}"
    return f"Flest, {text.number(counts.iloc[0])} av {whom}, er i «{names[int(counts.index[0])]}»"


def _around_zero(indicator: queries.Indicator, known: pd.DataFrame, of: int) -> str:
    """How many are below zero, in the indicator's own word for it."""
    words = json.loads(indicator.sentence)
    count, whom = int((known["value"] < 0).sum()), counted(len(known), of)
    if isinstance(words, dict):
        said = f"{text.or_none(count)} av {whom} hadde {words['loss']}"
    else:
        said = f"negativt i {text.or_none(count)} av {whom}"
    middle = f"; medianen er {_middle(indicator, known)}" if len(known) >= text.FEWEST_FOR_MEDIAN else ""
    return f"{indicator.short_title}: {said}{middle}"


def _middle(indicator: queries.Indicator, known: pd.DataFrame) -> str:
    """The median with its unit, unless the title has said it."""
    return _with_unsaid(indicator, known["value"].median(), indicator.decimals)


def _with_unsaid(indicator: queries.Indicator, value: float, decimals: int) -> str:
    """A figure with what its title doesn't say of its unit."""
    said = indicator.unit.lower() in indicator.short_title.lower()
    unit = "" if said else text.unit_left(indicator.unit, indicator.short_title)
    return text.with_unit(value, unit, decimals)


def extreme(indicator: queries.Indicator, known: pd.DataFrame, lowest: bool) -> str:
    """«219 (Utsira)»; where several share the figure, how many do."""
    shown = known["value"].map(lambda value: text.rounded(value, indicator.decimals))
    extreme = shown.min() if lowest else shown.max()
    holders = known.loc[shown == extreme, "name"]
    who = text.listed(map(text.short_name, holders)) if len(holders) <= MOST_NAMED else f"{len(holders)} kommuner"
    decimals = 0 if (known.loc[shown == extreme, "value"] == 0).all() else indicator.decimals
    return f"{text.number(extreme, decimals)} ({who})"
