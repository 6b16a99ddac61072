"""The dashboard's way to the database: many readers at once, a new file swapped in, files that can't be read."""

import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

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


BLOCK = 262_144
HEADER = 12_288
CONTENT = 'SELECT count(*) AS rows, bit_xor(hash(t)) AS content FROM "{}" AS t'


def tables(opened):
    return opened.query("SELECT table_name FROM duckdb_tables() ORDER BY ALL")["table_name"].tolist()


def everything(opened):
    """What all tables hold, as numbers that can be compared."""
    return {name: opened.query(CONTENT.format(name)).to_dict("records") for name in tables(opened)}


def test_a_flipped_byte_is_told_or_stands_where_nothing_is_read(copied):
    whole, before = copied.read_bytes(), everything(access.current())
    chance, told = random.Random(25), 0
    for block in chance.sample(range((len(whole) - HEADER) // BLOCK), 25):
        damaged = bytearray(whole)
        damaged[HEADER + block * BLOCK + chance.randrange(100, 3000)] ^= 0x10
        copied.write_bytes(damaged)
        try:
            opened = access.current()
        except access.DatabaseError as error:
            assert "kan ikke leses (skadet eller halvskrevet)" in str(error)
            told += 1
        else:
            assert everything(opened) == before
            for division in ("2020", "2024"):
                opened.query("SELECT * FROM geometry_file WHERE division = $division", {"division": division})
    assert told


@pytest.mark.parametrize(
    ("sql", "reason"),
    [
        ("DELETE FROM observation", "har ingen rader i «observation»"),
        ("DROP TABLE neighbour", "mangler tabellen «neighbour»"),
        ("DROP TABLE nordic_size_class", "mangler tabellen «nordic_size_class»"),
    ],
)
def test_what_has_been_emptied_or_dropped_is_told(copied, sql, reason):
    access.current()
    rewritten(copied, sql)
    with pytest.raises(access.DatabaseError, match=reason):
        access.current()


def test_every_table_that_pages_ask_is_looked_for(shown):
    """A name after FROM or JOIN in the dashboard's queries that is a table of the database."""
    sources = "\n".join(file.read_text("utf-8") for file in (Path(access.__file__).parents[1]).rglob("*.py"))
    asked = set(re.findall(r"\b(?:FROM|JOIN) ([a-z_]+)\b", sources)) & set(tables(shown))
    assert len(asked) > 15
    assert asked <= access.TABLES


def test_a_folder_in_its_place_is_told_as_that(copied):
    copied.unlink()
    copied.mkdir()
    with pytest.raises(access.DatabaseError, match="er en mappe"):
        access.current()


@pytest.mark.skipif(not hasattr(os, "seteuid"), reason="there are no users to be")
def test_a_file_that_may_not_be_read_is_told_as_that(copied, monkeypatch):
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o777)
        file = Path(folder) / "generalist.duckdb"
        copied.replace(file)
        file.chmod(0o000)
        monkeypatch.setenv("GENERALIST_DB", str(file))
        user = os.geteuid()
        if user == 0:  # who may read everything
            os.seteuid(65534)
        try:
            with pytest.raises(access.DatabaseError, match="mangler lesetilgang"):
                access.current()
        finally:
            os.seteuid(user)


HOLD = """
import sys, duckdb
with duckdb.connect(sys.argv[1]) as connection:
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_file_that_another_program_writes_is_told_as_that_and_read_when_it_is_closed(copied):
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(copied)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout.readline() == "held\n"
        with pytest.raises(access.DatabaseError) as told:
            access.current()
        assert re.search(
            rf"åpen for skriving i et annet program \(python[\d.]*, prosess {other.pid}\)", str(told.value)
        )
        other.stdin.close()
        other.wait()
    assert access.current().version


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="the system doesn't list open files")
def test_old_versions_are_closed_when_newer_ones_have_come(copied):
    seen = []
    for number in range(12):
        rewritten(copied, f"UPDATE load SET version = 'v{number}'")
        seen.append(access.current())
    # The listing has a handle of its own, which is gone when its link is asked for.
    held = [os.path.realpath(handle) for handle in Path("/proc/self/fd").iterdir()]
    assert 0 < sum(str(copied.parent) in file for file in held) <= access.VERSIONS_OPEN
    assert [opened.query("SELECT version FROM load")["version"].item() for opened in seen[-2:]] == ["v10", "v11"]
    with pytest.raises(access.DatabaseError, match="erstattet av nyere"):
        seen[0].query("SELECT version FROM load")


def test_a_version_that_can_no_longer_be_asked_is_opened_anew(copied):
    access.current().connection.close()
    with pytest.raises(access.DatabaseError):
        access.current().query("SELECT version FROM load")
    assert access.current().query("SELECT version FROM load")["version"].item()
