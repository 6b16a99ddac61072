"""What is cited with a figure: its sources, which municipalities lack a value and why, and remarks on its values."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from dashboard import text
from dashboard.data import citation_queries, queries
from dashboard.data.database import Database
from dashboard.figures.figure import Citation

MOST_APART = 5
"""Municipalities that can't be compared that are named with their reasons."""


def citations(database: Database, indicator_id: str, division: str, year: int) -> tuple[Citation, ...]:
    """The sources of an indicator's figures of one year, and of all that they are computed from, each once."""
    known = queries.all_indicators(database)
    return tuple(
        cite(row, known[name].reference_in(of_year))
        for row, name, of_year in citation_queries.cited(database, indicator_id, division, year)
    )


def cite(source: Mapping[Hashable, Any], reference: str | None = None) -> Citation:
    """A row of the table `source` as a citation; `reference` replaces the source's own reference date."""
    return Citation(
        publisher=source["publisher"],
        title=source["title"],
        table_id=source["table_id"] if isinstance(source["table_id"], str) else None,
        url=source["url"],
        licence=source["licence"],
        reference=reference or text.date(source["reference_date"]),
        retrieved=pd.Timestamp(source["retrieved_at"]).date(),
        note=source["note"] if isinstance(source["note"], str) else None,
        updated=None if pd.isna(source["updated"]) else pd.Timestamp(source["updated"]).date(),
    )


def missing_line(values: pd.DataFrame) -> str:
    """Who lacks a figure and why: «2 av 357 mangler: …», or that none does; and who has one that can't be compared.

    `values` has name, value and status, and perhaps note (one that all with a status share is told) and comparable.
    """
    apart = _not_comparable(values)
    absent = values[values["value"].isna()]
    if absent.empty:
        return f"{text.none_missing(len(values))}{apart}"
    reasons = []
    for status in absent["status"].unique():
        group = absent[absent["status"] == status]
        names = [text.short_name(name) for name in group["name"]]
        shown = f" ({text.listed(names)})" if len(names) <= 5 else ""
        notes = group["note"].dropna().unique().tolist() if "note" in group else []
        why = f": {notes[0]}" if len(notes) == 1 and group["note"].notna().all() else ""
        if len(values) == 1:
            return f"{names[0]} mangler tall: {text.STATUS_WORDS[status]}{why}"
        reasons.append(f"{text.number(len(group))} {text.STATUS_WORDS[status]}{shown}{why}")
    return f"{text.number(len(absent))} av {text.number(len(values))} mangler: {'; '.join(reasons)}{apart}"


def _not_comparable(values: pd.DataFrame) -> str:
    """«. Kan ikke sammenlignes: Oslo (…)» where some figures are left out of comparisons, else nothing."""
    if "comparable" not in values:
        return ""
    apart = values[values["value"].notna() & ~values["comparable"].astype(bool)]
    if apart.empty:
        return ""
    if len(apart) > MOST_APART:
        return f". {text.number(len(apart))} kan ikke sammenlignes"
    reasons = [
        f"{name} ({text.reason_of(name, note)})" if isinstance(note, str) else name
        for name, note in zip(apart["name"].map(text.short_name), apart["note"], strict=True)
    ]
    return f". {text.NOT_COMPARABLE}{text.listed(reasons)}"


def status_words(indicator: queries.Indicator, values: pd.DataFrame) -> tuple[str, ...]:
    """The words that must stand beside a figure: what kind it is and what state its values are in."""
    words = []
    if indicator.kind == "modelled":
        words.append(text.MODELLED_WORDS)
    elif indicator.kind == "derived":
        words.append(text.DERIVED_WORDS)
    found = set(values.loc[values["value"].notna(), "status"])
    if "provisional" in found:
        words.append("Foreløpige tall")
    if "revised" in found:
        words.append("Reviderte tall")
    if "derived" in found and indicator.kind == "observed":
        words.append("Noen tall er satt sammen av delene etter deling eller sammenslåing")
    if text.is_synthetic(indicator.notes or ""):
        words.append(text.SYNTHETIC_WORDS)
    return tuple(words)
