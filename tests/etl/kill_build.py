"""Kill the build at random moments and see that the database that was there stays, whole.

    python tests/etl/kill_build.py --times 20
    python tests/etl/kill_build.py --times 500 --small

The first builds the embedded figures, the second the small country of the tests, whose builds take seconds.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import sys
import tempfile
import time
from pathlib import Path

import duckdb

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

import small  # noqa: E402

from etl import build  # noqa: E402

#: Processes that have read the program already, so that a kill meets the build and not Python's start.
READY = multiprocessing.get_context("forkserver")
READY.set_forkserver_preload(["etl.build"])


def kill_at_random(database: Path, folders: build.Folders, times: int, seed: int | None = None) -> int:
    """Build, then kill so many further builds, each at a random moment; how many others had ended by then. Raises
    AssertionError when the database is not what it was or the build after them fails or leaves anything behind.
    """
    chance = random.Random(seed)
    _built(database, folders)  # the first reads the program as well
    started = time.monotonic()
    _built(database, folders)
    duration = time.monotonic() - started
    version, killed, ended = _version(database), 0, 0
    while killed < times:
        process = _start(database, folders)
        moment = chance.uniform(0, duration)
        process.join(moment)
        if process.is_alive():
            process.kill()
            killed += 1
            if killed % 50 == 0:
                print(f"{killed} killed; a whole build takes {duration:.1f} s", flush=True)
        else:
            ended += 1
        process.join()
        assert _version(database) == version, f"kill {killed} after {moment:.2f} s"
    _built(database, folders)
    assert _version(database) == version
    left = {file.name for file in database.parent.iterdir()} - {database.name}
    assert not left, left
    return ended


def _start(database: Path, folders: build.Folders) -> multiprocessing.Process:
    process = READY.Process(target=build.build, kwargs={"database": database, "folders": folders})
    process.start()
    return process


def _built(database: Path, folders: build.Folders) -> None:
    process = _start(database, folders)
    process.join()
    assert process.exitcode == 0, f"the build ended with {process.exitcode}"


def _version(database: Path) -> tuple[str, int]:
    """The newest version and the number of observations: reading them all notices a file that isn't whole."""
    with duckdb.connect(str(database), read_only=True) as connection:
        return connection.execute(
            "SELECT (SELECT version FROM load ORDER BY load_id DESC LIMIT 1), count(*), sum(hash(o)) FROM observation o"
        ).fetchone()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--small", action="store_true", help="build the small country of the tests")
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    arguments = parser.parse_args()
    print(f"seed {arguments.seed}", flush=True)
    with tempfile.TemporaryDirectory() as directory:
        own = Path(directory)
        embedded = build.Folders(raw=own / "raw", static=own / "static")
        folders = small.folders(own / "country") if arguments.small else embedded
        ended = kill_at_random(own / "data" / "generalist.duckdb", folders, arguments.times, arguments.seed)
    print(
        f"{arguments.times} builds killed ({ended} others had ended): the old database stayed, the next build "
        "succeeded, nothing was left behind"
    )


if __name__ == "__main__":
    main()
