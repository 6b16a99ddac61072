"""What an office that counts how the law is met is asked for, and what it answers, in the shape that a build reads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from etl import names
from etl.http import SourceError

#: What an office writes where figures are made up.
SYNTHETIC = "SYNTETISK"
COLUMNS = ["indicator_id", "code", "year", "value", "lower", "upper", "status", "note", "source_id"]


class LayoutChanged(SourceError):
    """An answer that no longer is what this program knows: a page, a block, a column or a unit is gone."""


@dataclass(frozen=True)
class Wanted:
    """A figure that the catalogue wants: the indicator's id and the office's own words for the measure.

    `page` is the office's page, table or workbook that holds it, where the office has several; `uncertainty` its words
    for what may be added to and taken from the figure.
    """

    indicator_id: str
    page: str
    measure: str
    uncertainty: str | None = None


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


def span(years: pd.Series) -> str:
    """«2015–2024», or «2024»."""
    return names.span(str(years.min()), str(years.max()))


def made_up(lines: Iterable[str], what: str) -> list[str]:
    """The office's own sentences that figures are made up; where only a name says so, a sentence that tells of it."""
    marks = [line for line in lines if SYNTHETIC in line.upper()]
    sentences = [line for line in marks if line.upper().startswith(SYNTHETIC)]
    return sentences or ([f"{SYNTHETIC}E TALL: kilden har selv merket {what} som syntetisk"] if marks else [])


def frame(rows: Sequence[dict[str, Any]]) -> pd.DataFrame:
    """Rows as observations, with numbers as numbers; none is an empty frame of the same columns."""
    made = pd.DataFrame(rows, columns=COLUMNS)
    return made.astype({"value": float, "lower": float, "upper": float, "year": int})
