"""Fixtures that several parts of the tests share."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from compliance_data import build_measured
from databases import shared
from made_up import synthetic_database

from dashboard.data import database as access
from etl import build

BUILDING = {
    "database", "duties_database", "measured_database", "made_up", "pattern", "office", "country", "program", "target",
}  # fmt: skip
"""Fixtures of tests that take seconds: databases, offices, and what is built or pulled from them."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if BUILDING & set(getattr(item, "fixturenames", ())) and not item.get_closest_marker("e2e"):
            item.add_marker(pytest.mark.built)


@pytest.fixture(scope="session")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database built from the embedded figures: read it, never write to it."""
    return shared(tmp_path_factory, "embedded", _build_embedded)


def _build_embedded(folder: Path) -> Path:
    path = folder / "generalist.duckdb"
    build.build(database=path, folders=build.Folders(raw=folder / "raw"))
    return path


@pytest.fixture
def shown(database: Path, monkeypatch: pytest.MonkeyPatch) -> access.Database:
    """The embedded figures as pages read them."""
    monkeypatch.setenv("GENERALIST_DB", str(database))
    return access.current()


@pytest.fixture(scope="session")
def duties_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with made-up figures of statutory duties, and no workbook: read it, never write to it."""
    return shared(tmp_path_factory, "duties", partial(build_measured, with_workbook=False))


@pytest.fixture(scope="session")
def measured_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with a made-up workbook of degrees of compliance imported."""
    return shared(tmp_path_factory, "measured", partial(build_measured, with_workbook=True))


@pytest.fixture(scope="session")
def made_up(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database in which the figures of some indicators are made up, and say so: read it, never write to it."""
    return shared(tmp_path_factory, "made_up", synthetic_database)
