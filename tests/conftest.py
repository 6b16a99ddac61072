"""Fixtures that several parts of the tests share."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl import build


@pytest.fixture(scope="session")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database built from the embedded figures, once per session: read it, never write to it."""
    path = tmp_path_factory.mktemp("database") / "generalist.duckdb"
    build.build(database=path, folders=build.Folders(raw=path.parent / "raw"))
    return path
