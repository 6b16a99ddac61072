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
    years, _ = pd.factorize(rows["year"])
    names, places, values, signs = [], [], [], []
    for indicator_id, column in cells.items():
        told = np.bincount(years, weights=(column != "").to_numpy()) > 0
        inside = np.flatnonzero(told[years])
        numbers = pd.to_numeric(column, errors="coerce").to_numpy(dtype=float)[inside]
        numbers = np.where(np.isfinite(numbers), numbers, np.nan)
        missing = np.isnan(numbers)
        sign = np.full(len(inside), None, dtype=object)
        sign[missing] = column.iloc[inside[missing]].map(SIGNS)
        names.append(np.full(len(inside), indicator_id, dtype=object))
        places.append(inside)
        values.append(numbers)
        signs.append(sign)
    found = rows.take(np.concatenate(places))
    value = np.concatenate(values)
    standing = found["status"].to_numpy(dtype=object) if "status" in found else "observed"
    return found.assign(
        indicator_id=pd.array(np.concatenate(names), dtype="str"),
        value=value,
        status=pd.array(np.where(np.isnan(value), np.concatenate(signs), standing), dtype="str"),
        note=found["note"].where(np.isnan(value)) if "note" in found else pd.array([None] * len(found), dtype="str"),
    )
