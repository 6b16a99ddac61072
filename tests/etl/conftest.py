"""An office to ask, and a session that doesn't wait long."""

import threading

import pytest
from office import Office

from etl.http import Session


@pytest.fixture
def office():
    with Office() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.released.set()
        server.shutdown()
        thread.join()


@pytest.fixture
def session(tmp_path):
    with Session(tmp_path / "raw", calls_per_minute=60_000, retry_seconds=0.02, timeout=(2, 2)) as session:
        yield session
