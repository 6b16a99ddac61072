"""What an office that counts how the law is met is asked for, and what it answers, in the shape that a build reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from etl.http import Answer, SourceError

COLUMNS = ["indicator_id", "code", "year", "value", "status", "note", "source_id"]


class LayoutChanged(SourceError):
    """An answer that no longer is what this program knows: a page, a block, a column or a unit is gone."""


@dataclass(frozen=True)
class Wanted:
    """A figure that the catalogue wants: the indicator's id and the office's own words for the measure.

    `page` is the office's page, table or workbook that holds it, where the office has several.
    """

    indicator_id: str
    page: str
    measure: str


@dataclass(frozen=True)
class OfficeFigures:
    """`observations` has COLUMNS: status is observed, suppressed, not_reported or not_applicable, and value is NaN but
    for the first. `sources` are rows of the table source. `notes` are what the office says must stand with its figures;
    `problems` what could not be read, in Norwegian; `lacking` says why, by id of the indicators without any figure.
    """

    observations: pd.DataFrame
    sources: tuple[dict[str, Any], ...]
    notes: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    lacking: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Publication:
    """What is cited: the office, what it publishes, the page for people, and the terms."""

    source_id: str
    publisher: str
    title: str
    url: str
    licence: str
    table_id: str | None = None
    note: str | None = None

    def source(self, answers: Sequence[Answer], reference: str, sha256: str, updated: str | None = None) -> dict:
        """The row of the table source. `reference` is what the figures refer to."""
        moment = pd.to_datetime(updated, utc=True, errors="coerce") if updated else pd.NaT
        return {
            "source_id": self.source_id,
            "publisher": self.publisher,
            "title": self.title,
            "url": self.url,
            "licence": self.licence,
            "table_id": self.table_id,
            "reference_date": reference,
            "updated": None if pd.isna(moment) else moment.tz_localize(None),
            "retrieved_at": pd.Timestamp(max(answer.retrieved_at for answer in answers)).tz_localize(None).floor("s"),
            "sha256": sha256,
            "note": self.note,
        }


def span(years: pd.Series) -> str:
    """«2015–2024», or «2024»."""
    first, last = years.min(), years.max()
    return str(last) if first == last else f"{first}–{last}"


def frame(rows: Sequence[dict[str, Any]]) -> pd.DataFrame:
    """Rows as observations, with numbers as numbers; none is an empty frame of the same columns."""
    made = pd.DataFrame(rows, columns=COLUMNS)
    return made.astype({"value": float, "year": int})


def listed(names: Sequence[str], most: int = 3) -> str:
    """«Utsira, Røst og 4 til»: so many of some names as a line has room for."""
    shown = ", ".join(names[:most])
    return shown if len(names) <= most else f"{shown} og {len(names) - most} til"
