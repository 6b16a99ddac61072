"""Publishing a set and fetching it: between two instances, and what is cut off, tampered with or of another kind."""

from __future__ import annotations

import functools
import json
import shutil
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from xml.etree import ElementTree

import duckdb
import pandas as pd
import pytest

from etl import __main__ as commands
from etl import fetch, publish, published_set
from etl.fetch import SetError


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def made(database: Path, tmp_path_factory) -> Path:
    """A published set of the embedded figures: copy it, never change it."""
    folder = tmp_path_factory.mktemp("published") / "set"
    publish.publish(database, folder)
    return folder


@pytest.fixture
def hosted(made, tmp_path):
    """A copy of the set that may be changed, and the address that a web server hosts it at."""
    folder = tmp_path / "hosted"
    shutil.copytree(made, folder)
    with ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder))) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield folder, f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join(20)


@pytest.fixture
def other(tmp_path, monkeypatch):
    """Where another instance has its database and its map files."""
    monkeypatch.setenv("GENERALIST_DB", str(tmp_path / "other" / "generalist.duckdb"))
    return tmp_path / "other" / "generalist.duckdb", tmp_path / "other" / "static"


def rewritten(folder: Path, **fields) -> None:
    """Change the set's list of contents."""
    path = folder / published_set.CATALOGUE
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | fields), "utf-8")


def test_a_published_set_restores_to_an_identical_database(hosted, other, database):
    _, base = hosted
    path, static = other
    first = fetch.fetch(base, path, static)
    assert first.is_new and path.read_bytes() == database.read_bytes()
    with duckdb.connect(str(path), read_only=True) as connection:
        named = connection.execute("SELECT file_name FROM geometry_file").fetchall()
    assert sorted(file.name for file in static.iterdir()) == sorted(name for (name,) in named)
    before = path.stat().st_mtime_ns
    assert fetch.fetch(base, path, static) == fetch.Fetched(first.version, False, ())
    assert path.stat().st_mtime_ns == before
    (static / named[0][0]).unlink()
    fetch.fetch(base, path, static)
    assert (static / named[0][0]).exists() and path.stat().st_mtime_ns == before


def test_every_file_of_the_set_is_listed_with_its_checksum_and_holds_what_it_says(made, database):
    contents = published_set.read((made / published_set.CATALOGUE).read_bytes())
    there = {path.relative_to(made).as_posix() for path in made.rglob("*") if path.is_file()}
    assert there == {file.path for file in contents.files} | {published_set.CATALOGUE, published_set.SUMS}
    assert all(published_set.described(made, file.path) == file for file in contents.files)
    assert "figures/compliance_pattern.parquet" not in there
    table = pd.read_parquet(made / "figures" / "own_projection_population.parquet")
    with duckdb.connect(str(database), read_only=True) as connection:
        known = connection.execute(
            "SELECT count(*), sum(value) FROM observation WHERE indicator_id = 'own_projection_population'"
        ).fetchone()
    assert (len(table), table["value"].sum()) == pytest.approx(known)
    assert set(table["warning"]) == {"Modellert – ikke målt"} and table["publisher"].notna().all()
    feed = ElementTree.parse(made / publish.FEED).getroot()
    assert contents.version in feed.findtext(".//{*}entry/{*}title")


@pytest.mark.parametrize(
    "harm, says",
    [
        (lambda folder: (folder / "generalist.duckdb").write_bytes(b""), "avkuttet"),
        (lambda folder: _change_a_byte(folder / "generalist.duckdb"), "kontrollsum"),
        (lambda folder: _cut(folder / "generalist.duckdb"), "avkuttet"),
        (lambda folder: (folder / "generalist.duckdb").unlink(), "svarer 404"),
        (lambda folder: _cut(folder / published_set.CATALOGUE), "kan ikke leses"),
        (lambda folder: (folder / published_set.CATALOGUE).write_text("<html>", "utf-8"), "kan ikke leses"),
        (lambda folder: rewritten(folder, form=2), "annen form"),
        (lambda folder: rewritten(folder, schema_sha256="0" * 64), "annen utgave"),
        (lambda folder: rewritten(folder, version="0123abcd"), "men settet sier 0123abcd"),
        (lambda folder: _change_a_byte(next(folder.glob("municipalities-*.json"))), "kontrollsum"),
        (lambda folder: _unlist(folder, "municipalities-"), "mangler kartfila"),
        (lambda folder: rewritten(folder, files=[_file("../../outside.json")]), "fører ut av settet"),
        (lambda folder: _with_sql(folder, "DELETE FROM observation WHERE code = '0301'"), "radene i «observation»"),
        (
            lambda folder: _with_sql(folder, "CREATE VIEW v AS SELECT * FROM read_text('/etc/hostname')"),
            "annet skjema .*: «v»",
        ),
        (lambda folder: _with_sql(folder, "CREATE MACRO f() AS 1"), "annet skjema .*: «f»"),
        (
            lambda folder: _with_sql(folder, "ALTER TABLE observation ADD COLUMN x INTEGER"),
            "annet skjema .*: «observation»",
        ),
        (lambda folder: _with_sql(folder, "CREATE TABLE extra (x INTEGER)"), "annet skjema .*: «extra»"),
        (lambda folder: _with_sql(folder, "CREATE SEQUENCE s"), "annet skjema .*: «s»"),
        (lambda folder: (folder / published_set.CATALOGUE).write_text("[]", "utf-8"), "skal være felt med verdier$"),
        (lambda folder: (folder / published_set.CATALOGUE).write_text("{", "utf-8"), "er ikke hel JSON$"),
        (lambda folder: (folder / published_set.CATALOGUE).write_text("{}", "utf-8"), "feltet «form» mangler$"),
        (lambda folder: _relisted(folder, b"no database at all"), "kan ikke leses"),
    ],
)
def test_a_set_that_is_cut_off_or_tampered_with_is_refused_and_the_old_stays(hosted, other, harm, says):
    folder, base = hosted
    path, static = other
    path.parent.mkdir()
    path.write_bytes(b"the old one")
    harm(folder)
    with pytest.raises(SetError, match=says):
        fetch.fetch(base, path, static)
    assert path.read_bytes() == b"the old one"
    assert [file.name for file in path.parent.iterdir() if file.is_file()] == [path.name]


def _change_a_byte(path: Path) -> None:
    body = bytearray(path.read_bytes())
    body[len(body) // 2] ^= 1
    path.write_bytes(body)


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1000])


def _file(path: str) -> dict:
    return {"path": path, "bytes": 1, "sha256": "0" * 64}


def _unlist(folder: Path, start: str) -> None:
    files = json.loads((folder / published_set.CATALOGUE).read_text("utf-8"))["files"]
    rewritten(folder, files=[file for file in files if not file["path"].startswith(start)])


def _relisted(folder: Path, body: bytes) -> None:
    """Put another database into the set, with the checksum that belongs to it."""
    (folder / "generalist.duckdb").write_bytes(body)
    files = json.loads((folder / published_set.CATALOGUE).read_text("utf-8"))["files"]
    others = [file for file in files if file["path"] != "generalist.duckdb"]
    rewritten(folder, files=[*others, published_set.described(folder, "generalist.duckdb").model_dump()])


def _with_sql(folder: Path, command: str) -> None:
    with duckdb.connect(str(folder / "generalist.duckdb")) as connection:
        connection.execute(command)
    _relisted(folder, (folder / "generalist.duckdb").read_bytes())


def test_commands_publish_and_fetch_and_say_so_where_they_cannot(hosted, other, monkeypatch, capsys, tmp_path):
    _, base = hosted
    assert commands.main(["fetch"]) == commands.WRONG_USE
    monkeypatch.setenv("GENERALIST_DATASET_URL", "ftp://example.no")
    assert commands.main([]) == commands.FAILED and "https://" in capsys.readouterr().err
    monkeypatch.setenv("GENERALIST_DATASET_URL", "http://127.0.0.1:9/")
    assert commands.main(["fetch"]) == commands.FAILED and "ingen kontakt" in capsys.readouterr().err
    monkeypatch.setenv("GENERALIST_DATASET_URL", base)
    assert commands.main([]) == commands.DONE and "hentet fra" in capsys.readouterr().out
    assert commands.main(["fetch"]) == commands.DONE and "Ingen endring" in capsys.readouterr().out
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter.txt").write_text("Dear", "utf-8")
    assert commands.main(["publish", str(tmp_path / "full")]) == commands.FAILED
    assert (tmp_path / "full" / "letter.txt").exists() and "ikke tom" in capsys.readouterr().err


def test_a_smaller_set_is_published_only_when_that_is_said(hosted, other, database, tmp_path, monkeypatch, capsys):
    folder, base = hosted
    path, static = other
    fetch.fetch(base, path, static)
    less = tmp_path / "less.duckdb"
    shutil.copyfile(database, less)
    with duckdb.connect(str(less)) as connection:
        connection.execute(
            "UPDATE observation SET value = NULL, status = 'not_reported', lower = NULL, upper = NULL "
            "WHERE indicator_id = 'turnout_municipal' AND code = '0301' AND division = '2024'"
        )
    monkeypatch.setenv("GENERALIST_DB", str(less))
    listed = (folder / published_set.CATALOGUE).read_bytes()
    assert commands.main(["publish", str(folder)]) == commands.FAILED
    assert "turnout_municipal" in capsys.readouterr().err
    assert (folder / published_set.CATALOGUE).read_bytes() == listed
    assert commands.main(["publish", str(folder), "--allow-smaller"]) == commands.PARTLY
    assert any("turnout_municipal" in line for line in json.loads((folder / "catalogue.json").read_bytes())["smaller"])
    found = fetch.fetch(base, path, static)
    assert found.is_new and any("turnout_municipal" in problem for problem in found.problems)
