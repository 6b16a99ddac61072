"""Pages read while new databases are swapped in: every view is of one version, and says which."""

import shutil
import threading
from itertools import cycle
from pathlib import Path

import duckdb
import pytest
from streamlit.testing.v1 import AppTest

from dashboard.figures import show as showing

ROOT = Path(__file__).parents[2]
#: Inhabitants more in every municipality, by version.
MORE = {"11111111": 0, "22222222": 10_000, "33333333": 20_000}
UTSIRA = 219


@pytest.fixture
def versions(database, tmp_path):
    """Databases that tell themselves apart: each has more inhabitants than the one before."""
    files = []
    for version, more in MORE.items():
        file = tmp_path / f"{version}.duckdb"
        shutil.copyfile(database, file)
        with duckdb.connect(str(file)) as connection:
            connection.execute("UPDATE load SET version = ?", [version])
            connection.execute("UPDATE observation SET value = value + ? WHERE indicator_id = 'population'", [more])
        files.append(file)
    return files


@pytest.fixture
def swapped(versions, tmp_path, monkeypatch):
    """A database that is replaced all the time."""
    target = tmp_path / "generalist.duckdb"
    shutil.copyfile(versions[0], target)
    monkeypatch.setenv("GENERALIST_DB", str(target))
    ended = threading.Event()

    def swap():
        for file in cycle(versions):
            if ended.is_set():
                return
            temporary = tmp_path / ".generalist.duckdb.tmp-1"
            shutil.copyfile(file, temporary)
            temporary.replace(target)

    thread = threading.Thread(target=swap)
    thread.start()
    yield
    ended.set()
    thread.join()


@pytest.fixture
def shown(monkeypatch):
    """The figures that pages show, in order."""
    figures = []
    show = showing.show

    def noted(panel, **how):
        figures.append(panel.figure)
        show(panel, **how)

    monkeypatch.setattr(showing, "show", noted)
    return figures


def test_every_view_is_of_one_version_that_it_names(swapped, shown):
    app, seen = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60), set()
    app.query_params["indikator"] = "population"
    app.query_params["aar"] = "2026"
    for _ in range(8):
        shown.clear()
        app.run()
        assert not app.exception and not app.error
        (version,) = {figure.version for figure in shown}
        assert any(f"Datasett {version}." in element.proto.body for element in app.get("html"))
        (map_figure,) = [figure for figure in shown if figure.key == "map"]
        assert f"Datasett: {version}." in map_figure.source_line
        twin = map_figure.table()
        utsira = twin[twin["Kommune"] == "Utsira"]
        assert utsira.select_dtypes("number").iloc[0].tolist()[0] == UTSIRA + MORE[version]
        seen.add(version)
    assert len(seen) > 1
