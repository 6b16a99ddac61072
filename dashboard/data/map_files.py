"""The files that browsers draw maps from: in static/, named by the database and after their content."""

from __future__ import annotations

import hashlib
from pathlib import Path

from dashboard.data.database import Database

STATIC = Path(__file__).parents[2] / "static"


def missing(database: Database) -> list[str]:
    """The names of those that are not there as the database knows them."""
    named = database.query("SELECT file_name, sha256 FROM geometry_file ORDER BY division")
    return [file for file, checksum in named.itertuples(index=False) if _checksum(STATIC / file) != checksum]


def _checksum(file: Path) -> str | None:
    try:
        return hashlib.sha256(file.read_bytes()).hexdigest()
    except OSError:
        return None
