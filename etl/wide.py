"""Embedded files with a column for each indicator: a row is a municipality and a year.

A cell holds a figure or the sign of Statistics Norway that says why there is none; the row's note tells the reason.
"""

from __future__ import annotations

from collections.abc import Container

import numpy as np
import pandas as pd

#: What a cell may hold instead of a figure.
SIGNS = {":": "suppressed", "..": "not_reported", ".": "not_applicable", "": "not_in_source"}


def is_wide(columns: Container[str]) -> bool:
    """Whether a file with these columns has its indicators side by side."""
    return "indicator_id" not in columns


def observations(rows: pd.DataFrame, cells: pd.DataFrame) -> pd.DataFrame:
    """A row for each indicator, municipality and year: indicator_id, division, code, year, value, status, note.

    `rows` has division, code and year, and may have the status of the row's figures (else observed) and a note on why
    it lacks some; `cells` has the text of each indicator's column. What is neither a figure nor a sign gives no status.
    A year in which an indicator's column is empty throughout gives nothing.
    """
    standing = rows.get("status", pd.Series("observed", index=rows.index))
    reasons = rows.get("note", pd.Series(np.nan, index=rows.index))
    parts = []
    for indicator_id, column in cells.items():
        values = pd.to_numeric(column, errors="coerce")
        values = values.where(np.isfinite(values))
        status = standing.where(values.notna(), column.map(SIGNS))
        note = reasons.where(values.isna())
        told = column.ne("").groupby(rows["year"]).transform("any")
        parts.append(rows.assign(indicator_id=indicator_id, value=values, status=status, note=note)[told])
    return pd.concat(parts)
