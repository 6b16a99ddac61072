"""The dashboard's way to the database: many readers at once, a new file swapped in, files that can't be read."""

import random
import shutil
from concurrent.futures import ThreadPoolExecutor

import duckdb
import pytest

from dashboard.data import database as access

QUESTION = """
    SELECT code, year, value FROM observation
    WHERE indicator_id = $id AND division = $division AND code = $code ORDER BY year
"""


@pytest.fixture
def copied(database, tmp_path, monkeypatch):
    """A copy of the database that the dashboard reads, and that a test may replace."""
    file = tmp_path / "generalist.duckdb"
    shutil.copyfile(database, file)
    monkeypatch.setenv("GENERALIST_DB", str(file))
    return file


def rewritten(file, sql):
    """Puts a changed copy in the file's place, as a build does."""
    other = file.with_name("other.duckdb")
    shutil.copyfile(file, other)
    with duckdb.connect(str(other)) as connection:
        connection.execute(sql)
    other.replace(file)


def test_eight_threads_get_the_rows_they_asked_for(copied):
    opened = access.current()
    keys = opened.query("SELECT DISTINCT indicator_id AS id, division, code FROM observation ORDER BY ALL")
    asked = random.Random(8).sample(keys.to_dict("records"), 160)
    alone = [opened.query(QUESTION, key).to_dict("list") for key in asked]
    with ThreadPoolExecutor(8) as threads:
        together = list(threads.map(lambda key: opened.query(QUESTION, key).to_dict("list"), asked))
    assert [str(rows) for rows in together] == [str(rows) for rows in alone]
    assert all(set(rows["code"]) == {key["code"]} for rows, key in zip(together, asked, strict=True))


def test_a_file_that_is_swapped_in_is_read_and_the_old_version_can_still_be_asked(copied):
    before = access.current()
    rewritten(copied, "UPDATE load SET version = 'ny'; UPDATE municipality SET name = 'Nyby' WHERE code = '0301'")
    after = access.current()
    names = "SELECT DISTINCT name FROM municipality WHERE code = '0301' AND division = '2020'"
    assert (before.version != after.version, after.version) == (True, "ny")
    assert after.query(names)["name"].tolist() == ["Nyby"]
    assert before.query(names)["name"].tolist() == ["Oslo"]
    assert access.current() is after


@pytest.mark.parametrize("size", [0, 12, 40_000], ids=["empty", "a few bytes", "half written"])
def test_a_file_that_cannot_be_read_says_what_to_do(copied, size):
    copied.write_bytes(copied.read_bytes()[:size])
    with pytest.raises(access.DatabaseError, match=r"generalist\.duckdb .* Kjør «python -m etl build»"):
        access.current()


def test_a_file_that_is_not_there_says_what_to_do(copied):
    copied.unlink()
    with pytest.raises(access.DatabaseError, match=r"Finner ikke databasen generalist\.duckdb"):
        access.current()


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE observation SET value = 0",
        "SELECT * FROM read_csv('/etc/hostname')",
        "COPY municipality TO 'municipalities.csv'",
        "SET enable_external_access = true",
    ],
)
def test_nothing_can_be_written_or_fetched_through_it(copied, sql):
    with pytest.raises(duckdb.Error):
        access.current().query(sql)


def test_nothing_is_left_beside_the_file(copied):
    access.current()
    assert [file.name for file in copied.parent.iterdir()] == [copied.name]
