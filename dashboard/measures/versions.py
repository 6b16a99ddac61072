"""What a build of the data changed, in words: a figure that moved, came or fell away, or one of another status."""

from __future__ import annotations

from typing import Any

import pandas as pd

from dashboard import text


def told(row: Any) -> str:
    """«217 → 219 innbyggere», «8 120 innbyggere → ikke rapportert», «status: beregnet → publisert tall».

    `row` has unit, decimals, kind, and old and new value and status.
    """
    if row.kind == "status":
        return f"status: {text.STATUS_WORDS[row.old_status]} → {text.STATUS_WORDS[row.new_status]}"
    unit, decimals = row.unit if isinstance(row.unit, str) else "", int(row.decimals)
    if row.old_value != row.old_value or row.new_value != row.new_value:
        return f"{_shown(row.old_value, row.old_status, unit, decimals)} → " + _shown(
            row.new_value, row.new_status, unit, decimals
        )
    if text.number(row.old_value, decimals) == text.number(row.new_value, decimals):
        decimals += 2  # a build tells of what is a hundredth of the last decimal shown
    return f"{text.number(row.old_value, decimals)} → {text.with_unit(row.new_value, unit, decimals)}"


def _shown(value: float, status: object, unit: str, decimals: int) -> str:
    if value == value:
        return text.with_unit(value, unit, decimals)
    return text.STATUS_WORDS[status] if isinstance(status, str) else "fantes ikke"


def counted(changed: pd.DataFrame) -> str:
    """«3 617 tall endret, og 131 med samme tall og annen status»; nothing is «ingen tall endret»."""
    statuses = int((changed["kind"] == "status").sum())
    figures = len(changed) - statuses
    said = f"{text.number(figures)} tall endret" if figures else "ingen tall endret"
    return said + (f", og {text.number(statuses)} med samme tall og annen status" if statuses else "")
