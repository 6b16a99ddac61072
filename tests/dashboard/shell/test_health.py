"""The health check and the pages see the same: what makes pages impossible is told to whoever watches the server."""

import shutil
from pathlib import Path

import duckdb
import pytest
from streamlit.testing.v1 import AppTest

from dashboard import text
from dashboard.data import database as access
from dashboard.data import map_files
from dashboard.shell import server

APP = str(Path(__file__).parents[3] / "app.py")


@pytest.fixture
def copied(database, tmp_path, monkeypatch):
    """A copy of the database that the dashboard reads, and that a test may damage."""
    file = tmp_path / "generalist.duckdb"
    shutil.copyfile(database, file)
    monkeypatch.setenv("GENERALIST_DB", str(file))
    return file


def health():
    answer = server.health(None)
    return answer.status_code, answer.body.decode()


def page():
    app = AppTest.from_file(APP, default_timeout=60)
    app.run()
    assert not app.exception
    return app


def changed(file, sql):
    with duckdb.connect(str(file)) as connection:
        connection.execute(sql)


def without_rows(file):
    changed(file, "DELETE FROM observation")


def without_what_one_page_reads(file):
    changed(file, "DELETE FROM nordic_summary")


def without_one_row(file):
    changed(file, "DELETE FROM neighbour WHERE rowid = 0")


def without_a_table(file):
    changed(file, "DROP TABLE neighbour")


def a_folder(file):
    file.unlink()
    file.mkdir()


def half(file):
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def flipped(file):
    """A byte of the observations is another; DuckDB opens the file and finds out when it reads them."""
    with duckdb.connect(str(file), read_only=True) as connection:
        (block,) = connection.execute(
            "SELECT max(block_id) FROM pragma_storage_info('observation') WHERE block_id >= 0"
        ).fetchone()
    content = bytearray(file.read_bytes())
    content[12_288 + block * 262_144 + 1000] ^= 0x10
    file.write_bytes(content)


@pytest.mark.parametrize(
    "damage", [without_rows, without_what_one_page_reads, without_one_row, without_a_table, a_folder, half, flipped]
)
def test_what_is_wrong_with_the_database_is_503_and_one_norwegian_page(copied, damage):
    assert health() == (200, f"ok {access.current().version}\n")
    damage(copied)
    status, reason = health()
    assert status == 503
    assert reason.startswith("Databasen generalist.duckdb ")
    app = page()
    assert [title.value for title in app.title] == ["Generalistkommunen i tall"]
    assert [error.value for error in app.error] == [f"Tallene kan ikke vises. {text.escaped(reason.strip())}"]
    assert not app.selectbox


@pytest.mark.parametrize("loss", ["gone", "cut off"])
def test_a_map_file_that_is_not_there_as_it_should_be_is_503(copied, tmp_path, monkeypatch, loss):
    static = tmp_path / "static"
    static.mkdir()
    for name in access.current().query("SELECT file_name FROM geometry_file")["file_name"]:
        shutil.copyfile(map_files.STATIC / name, static / name)
    monkeypatch.setattr(map_files, "STATIC", static)
    assert health()[0] == 200
    (static / name).write_bytes(b"" if loss == "cut off" else b"{}")
    if loss == "gone":
        (static / name).unlink()
    status, reason = health()
    assert (status, f"Kartfila static/{name} mangler" in reason) == (503, True)


def test_figures_of_the_map_that_cannot_be_made_are_503(copied):
    changed(copied, "ALTER TABLE observation RENAME COLUMN note TO remark")
    changed(copied, "ALTER TABLE observation RENAME COLUMN status TO state")
    assert health()[0] == 503


def test_a_page_whose_version_goes_while_it_is_made_is_made_anew(copied):
    page()
    access.current().connection.close()
    app = page()
    assert not app.error
    assert any("Datasett" in element.proto.body for element in app.get("html"))
