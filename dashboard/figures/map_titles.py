"""What a map says, in one sentence with numbers: of those that can be compared, in the words of its indicator."""

from __future__ import annotations

import json

import pandas as pd

from dashboard import text
from dashboard.data import queries


def finding(indicator: queries.Indicator, names: dict[int, str], values: pd.DataFrame) -> str:
    """The title of a map; `values` has name, value and comparable, `names` what the classes are called."""
    known = queries.comparable(values)
    if known.empty:
        lacking = "tall som kan sammenlignes" if values["value"].notna().any() else "tall"
        return f"{indicator.short_title}: ingen av kommunene har {lacking}"
    if names:
        return _of_classes(indicator, names, known, len(values))
    if len(known) == 1:
        only = known.iloc[0]
        return f"{text.short_name(only['name'])}: {text.with_unit(only['value'], indicator.unit, indicator.decimals)}"
    if indicator.scale == "change":
        return _around_zero(indicator, known, len(values))
    course = f"fra {_extreme(indicator, known, lowest=True)} til {_extreme(indicator, known, lowest=False)}"
    if len(known) < text.FEWEST_FOR_MEDIAN:
        return f"{indicator.short_title}: {course}"
    middle = f"medianen for {text.number(len(known))} kommuner er {_middle(indicator, known)}"
    return f"{indicator.short_title}: {middle}, {course}"


def counted(known: int, of: int) -> str:
    """«356 kommuner med tall» where some lack one, else «356 kommuner»."""
    return f"{text.count(known, 'kommune', 'kommuner')}{' med tall' if known < of else ''}"


def _of_classes(indicator: queries.Indicator, names: dict[int, str], known: pd.DataFrame, of: int) -> str:
    """How many are in the classes that the catalogue says matter; else in the largest."""
    counts = known["value"].astype(int).value_counts()
    whom = counted(len(known), of)
    if indicator.counted:
        told = json.loads(indicator.counted)
        return f"{text.number(counts.reindex(told['classes']).sum())} av {whom} {told['words']}"
    return f"Flest, {text.number(counts.iloc[0])} av {whom}, er i «{names[int(counts.index[0])]}»"


def _around_zero(indicator: queries.Indicator, known: pd.DataFrame, of: int) -> str:
    """How many are below zero, in the indicator's own word for it."""
    words = json.loads(indicator.sentence)
    below, whom = text.number((known["value"] < 0).sum()), counted(len(known), of)
    said = f"{below} av {whom} hadde {words['loss']}" if isinstance(words, dict) else f"negativt i {below} av {whom}"
    middle = f"; medianen er {_middle(indicator, known)}" if len(known) >= text.FEWEST_FOR_MEDIAN else ""
    return f"{indicator.short_title}: {said}{middle}"


def _middle(indicator: queries.Indicator, known: pd.DataFrame) -> str:
    """The median with its unit, unless the title has said it."""
    number = text.number(known["value"].median(), indicator.decimals)
    unit = "" if indicator.unit.lower() in indicator.short_title.lower() else text.unit_for(indicator.unit)
    return f"{number} {unit}".strip()


def _extreme(indicator: queries.Indicator, known: pd.DataFrame, lowest: bool) -> str:
    """«219 (Utsira)»; where several share the figure, how many do."""
    shown = known["value"].map(lambda value: text.rounded(value, indicator.decimals))
    extreme = shown.min() if lowest else shown.max()
    holders = known.loc[shown == extreme, "name"]
    who = text.short_name(holders.iloc[0]) if len(holders) == 1 else f"{len(holders)} kommuner"
    return f"{text.number(extreme, indicator.decimals)} ({who})"
