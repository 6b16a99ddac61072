"""The examples of the page «Data for andre», run as they stand there, where their programs are."""

import contextlib
import io
import re
import shutil
import subprocess
import sys

import duckdb
import pandas as pd
import pytest
from page_run import run_page

from dashboard.data import queries
from dashboard.views.open_data import words
from dashboard.views.open_data.examples import INDICATOR, examples


@pytest.fixture
def example(address, shown):
    """The code of the example for a program."""
    return {one.program: one.code for one in examples(address, queries.years(shown, INDICATOR, "2024")[0])}


def test_pythons_examples_print_what_they_say(example, monkeypatch):
    for program, says in (("Python (pandas)", ["2021", "2026", "observed"]), ("Python (pyjstat)", ["Oslo - Oslove"])):
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(compile(example[program], program, "exec"), {})
        assert all(one in printed.getvalue() for one in says), printed.getvalue()


@pytest.mark.skipif(not shutil.which("Rscript"), reason="there is no R")
def test_rs_example_keeps_the_numbers_of_municipalities_and_the_largest_is_first(example):
    told = subprocess.run(
        ["Rscript", "-e", example["R"]], check=True, timeout=60, capture_output=True, text=True
    ).stdout
    assert re.search(r"0301 +Oslo - Oslove +2026 +\d+ +observed\n.* 4601 +Bergen +2026", told)


@pytest.mark.skipif(sys.platform == "win32" or not shutil.which("curl"), reason="there is no curl")
def test_curls_examples_fetch_files_and_duckdb_reads_them(example, shown, tmp_path, monkeypatch):
    for _ in range(2):
        subprocess.run(["bash", "-ec", example["curl"]], cwd=tmp_path, check=True, timeout=60)
    fetched = pd.read_csv(tmp_path / "tall.csv", dtype={"municipality": str}).set_index("municipality")["value"]
    known = queries.values_by_code(shown, INDICATOR, "2024", queries.years(shown, INDICATOR, "2024")[0])["value"]
    assert fetched.to_dict() == known[["1151", "4601"]].to_dict()
    subprocess.run(["bash", "-ec", example["Parquet"]], cwd=tmp_path, check=True, timeout=60)
    monkeypatch.chdir(tmp_path)
    answer = duckdb.sql(example["DuckDB"]).fetchall()
    assert len(answer) == 10 and answer[0][0].startswith("Oslo") and answer[0][1] > answer[9][1] > 0


def test_the_page_tells_every_address_and_the_changes_of_the_municipality(shown, changed):
    page = run_page("open_data", {"kommune": "1151"}, 120)
    said = "\n".join(element.proto.body for element in page.get("html"))
    assert "/api/v1/indicators/{indicator}/figures" in said
    assert "1151 Utsira 2025 (inndelingen 2024): 217 → 219 innbyggere" in said and "Bergen" not in said
    assert "/api/v1/changes?municipality=1151&amp;division=2024&amp;format=atom" in said
    assert len(page.get("code")) == 8


def test_examples_name_the_server_that_shows_them():
    assert words.origin("https://tall.example.no/kommuner/data?kommune=1151") == "https://tall.example.no"
    assert words.origin(None) == ""
