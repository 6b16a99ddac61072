"""The files that browsers draw maps from: in static/, named by the database and after their content."""

from __future__ import annotations

import hashlib
from pathlib import Path

from dashboard.data.database import Database

STATIC = Path(__file__).parents[2] / "static"

_seen: set[str] = set()
"""The stamps of the versions whose files were there."""


def missing(database: Database) -> list[str]:
    """The names of those that are not there as the database knows them."""
    named = database.query("SELECT file_name, sha256 FROM geometry_file ORDER BY division")
    return [file for file, checksum in named.itertuples(index=False) if _checksum(STATIC / file) != checksum]


def seen_whole(database: Database) -> bool:
    """Whether the files were all there when this process first looked for those of this version."""
    if database.stamp not in _seen and not missing(database):
        _seen.add(database.stamp)
    return database.stamp in _seen


def _checksum(file: Path) -> str | None:
    try:
        return hashlib.sha256(file.read_bytes()).hexdigest()
    except OSError:
        return None
