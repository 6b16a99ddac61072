"""What a figure of all municipalities says of the one that is chosen: its value, or the group that it is in."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from typing import Any

import pandas as pd

from dashboard import text
from dashboard.data import queries
from dashboard.figures.page_context import PageContext

Row = Mapping[Hashable, Any]


def of_value(context: PageContext, frame: pd.DataFrame, said: Callable[[Row], str]) -> tuple[str, ...]:
    """«Rindal: 14 236 kroner per innbygger.»; why it has no value, or none that is shown here; nothing where no
    municipality is chosen.

    `frame` has the rows that are shown (code, value, status, perhaps comparable); `said` is a row's value in words.
    """
    return _line(context, frame, lambda name, row: f"{name}: {said(row)}.")


def of_group(context: PageContext, frame: pd.DataFrame, group: Callable[[Row], str]) -> tuple[str, ...]:
    """«Rindal er i gruppen 1 000–2 999 innbyggere.», and the rest as `of_value`."""
    return _line(context, frame, lambda name, row: f"{name} er i gruppen {group(row)}.")


def _line(context: PageContext, frame: pd.DataFrame, told: Callable[[str, Row], str]) -> tuple[str, ...]:
    code = context.selection.municipality
    if code is None:
        return ()
    register = queries.municipalities(context.database, context.selection.division).set_index("code")["name"]
    name = text.short_name(register[code])
    rows = frame[frame["code"] == code]
    if rows.empty:
        return (f"{name} er ikke blant kommunene som vises her.",)
    row = rows.iloc[0].to_dict()
    if pd.isna(row["value"]):
        # Where the value is made of two figures, the status is that of one of them.
        why = f": {text.STATUS_WORDS[row['status']]}" if row["status"] in text.MISSING_STATUSES else ""
        return (f"{name} mangler tall{why}.",)
    if not row.get("comparable", True):
        return (f"{told(name, row).removesuffix('.')}, som ikke kan sammenlignes og derfor ikke er tegnet.",)
    return (told(name, row),)
