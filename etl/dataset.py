"""What a database is built from, wherever it was read: divisions, observations, boundaries, sources."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

#: Statuses of an observation that has no value, the weightiest first: it decides when several inputs are missing.
MISSING = ("not_applicable", "suppressed", "not_reported", "not_in_source", "too_few")
VALUED = ("observed", "provisional", "revised", "derived", "modelled")

#: What identifies a figure of one indicator.
UNIT = ["division", "code", "year"]
#: What is read of a figure.
OBSERVATION = ["indicator_id", *UNIT, "value", "lower", "upper", "status", "note", "source_id"]


@dataclass(frozen=True)
class Boundaries:
    """The polygons of one division and who borders on whom.

    `path` is a parquet file that `geometry.read_boundaries` reads; `neighbours` has code, neighbour_code, border_km.
    """

    path: Path
    neighbours: pd.DataFrame
    source_id: str


@dataclass(frozen=True)
class Dataset:
    """Everything that goes into a build. The frames have the columns of the tables in schema.sql, except that

    - `municipalities` has only division, code, name, county_code, county;
    - `observations` has the columns OBSERVATION: the rows that were read;
    - `national` (indicator_id, year, value) holds the published totals that the figures must sum to.

    `tables` maps the further tables (group_figure, nordic_summary ...) to their rows, `boundaries` a division to
    its polygons; the division without any is drawn with those of a division that it can be numbered from.
    `described` holds what a pull found out about an indicator: contents, expected_contents, definition_url,
    published_unit, published_period and notes, as in the table indicator. `problems` says in Norwegian what could
    not be read.
    """

    mode: str
    divisions: pd.DataFrame
    municipalities: pd.DataFrame
    code_changes: pd.DataFrame
    observations: pd.DataFrame
    national: pd.DataFrame
    tables: dict[str, pd.DataFrame]
    boundaries: dict[str, Boundaries]
    sources: pd.DataFrame
    described: dict[str, dict[str, str | None]] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
