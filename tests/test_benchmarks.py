"""The benchmarks are run by hand; what they begin with is tried here."""

import runpy
import sys
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parent / "benchmark"


@pytest.mark.parametrize("script", sorted(BENCHMARKS.glob("*.py")), ids=lambda path: path.name)
def test_what_a_benchmark_imports_is_there(script, monkeypatch):
    monkeypatch.setattr(sys, "path", [str(script.parent), *sys.path])
    for name in ("conftest", "tests", "tests.viewer"):  # as in a Python of its own
        monkeypatch.delitem(sys.modules, name, raising=False)
    assert runpy.run_path(str(script))["main"]


def test_the_database_may_be_named_from_where_one_stands(database, tmp_path, monkeypatch):
    page = runpy.run_path(str(BENCHMARKS / "map_page.py"))
    monkeypatch.chdir(database.parent)
    monkeypatch.setenv("GENERALIST_DB", database.name)
    named = page["database"]()
    assert named == database
    monkeypatch.setenv("GENERALIST_DB", str(named))
    monkeypatch.chdir(tmp_path)  # rivals are started in a folder of their own
    drawn = runpy.run_path(str(BENCHMARKS / "rivals" / "shared.py"))
    assert len(drawn["INDICATORS"]) > 50 and len(drawn["values"]("population")) == 357


def test_a_database_that_is_not_there_is_told_with_what_to_do(tmp_path, monkeypatch):
    page = runpy.run_path(str(BENCHMARKS / "map_page.py"))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GENERALIST_DB", "nowhere.duckdb")
    with pytest.raises(SystemExit, match="python -m etl build"):
        page["database"]()
