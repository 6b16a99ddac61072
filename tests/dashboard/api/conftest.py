"""The API as others meet it, on the embedded figures and on some that have changed."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
import uvicorn
from starlette.responses import PlainTextResponse

from dashboard.api.service import Service
from dashboard.shell.protection import Protection
from dashboard.shell.server import OpenData


@pytest.fixture
def service(shown) -> Service:
    """The service on the embedded figures, without limits."""
    return Service(per_minute=0)


@pytest.fixture(scope="module")
def address(database: Path) -> Iterator[str]:
    """Where the API answers over HTTP, on the embedded figures."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("GENERALIST_DB", str(database))
        environment.setenv("GENERALIST_API_PER_MINUTE", "0")
        app = Protection(OpenData(PlainTextResponse("none of ours", status_code=404)))
        server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning", lifespan="off"))
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        deadline = time.monotonic() + 60
        while not server.started:
            assert thread.is_alive() and time.monotonic() < deadline
            time.sleep(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}/api/v1"
        server.should_exit = True
        thread.join(20)


@pytest.fixture
def changed(database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The version of the data before a build that corrected one of Utsira's figures, lost one of Bergen's, and gave one
    of Ålesund's another status; the database after it is the one that is read.
    """
    later = tmp_path / "later.duckdb"
    shutil.copyfile(database, later)
    with duckdb.connect(str(later)) as connection:
        (before,) = connection.execute("SELECT version FROM load").fetchone()
        connection.execute(
            "INSERT INTO load SELECT * REPLACE (load_id + 1 AS load_id, '0123abcd' AS version, "
            "finished_at + INTERVAL 1 DAY AS finished_at) FROM load"
        )
        connection.execute(
            "INSERT INTO change VALUES (2, 'population', '2024', '1151', 2025, 217, 'observed', 219, 'revised'), "
            "(2, 'turnout_municipal', '2024', '4601', 2023, 66.1, 'observed', NULL, NULL), "
            "(2, 'population', '2020', '1507', 2019, 65633, 'derived', 65633, 'observed')"
        )
    monkeypatch.setenv("GENERALIST_DB", str(later))
    return before
