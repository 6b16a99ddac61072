"""Kill the build at random moments and see that the database that was there stays, whole.

    python tests/etl/kill_build.py --times 20

Run like this it builds the embedded figures; the test uses a small country.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from etl import build  # noqa: E402

BUILD = """
import sys
from pathlib import Path
from etl import build
snapshot, indicators, raw, static = map(Path, sys.argv[2:])
folders = build.Folders(snapshot=snapshot, indicators=indicators, raw=raw, static=static)
build.build(database=Path(sys.argv[1]), folders=folders)
"""


def kill_at_random(database: Path, folders: build.Folders, times: int, seed: int | None = None) -> None:
    """Build, then kill so many further builds, each at a random moment. Raises AssertionError when the database is
    not what it was or the build after them fails or leaves anything behind.
    """
    chance = random.Random(seed)
    started = time.monotonic()
    _start(database, folders).wait()
    duration = time.monotonic() - started
    version = _version(database)
    for number in range(1, times + 1):
        process = _start(database, folders)
        moment = chance.uniform(0, duration)
        try:
            process.wait(moment)
        except subprocess.TimeoutExpired:
            process.kill()
        process.wait()
        assert _version(database) == version, f"kill {number} after {moment:.2f} s"
    assert _start(database, folders).wait() == 0
    assert _version(database) == version
    left = {file.name for file in database.parent.iterdir()} - {database.name}
    assert not left, left


def _start(database: Path, folders: build.Folders) -> subprocess.Popen:
    arguments = [database, folders.snapshot, folders.indicators, folders.raw, folders.static]
    return subprocess.Popen([sys.executable, "-c", BUILD, *map(str, arguments)], cwd=ROOT)


def _version(database: Path) -> tuple[str, int]:
    """The newest version and the number of observations: reading them all notices a file that isn't whole."""
    with duckdb.connect(str(database), read_only=True) as connection:
        return connection.execute(
            "SELECT (SELECT version FROM load ORDER BY load_id DESC LIMIT 1), count(*), sum(hash(o)) FROM observation o"
        ).fetchone()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--times", type=int, default=20)
    times = parser.parse_args().times
    with tempfile.TemporaryDirectory() as directory:
        database = Path(directory) / "data" / "generalist.duckdb"
        folders = build.Folders(raw=Path(directory) / "raw", static=Path(directory) / "static")
        kill_at_random(database, folders, times)
    print(f"{times} kills: the old database stayed, the next build succeeded, nothing was left behind")


if __name__ == "__main__":
    main()
