"""Databases that tests read: each is built once, for all workers of a run and for the next run on the same files.

A build takes 15 seconds, and three databases are read by hundreds of tests. What is built is kept in ``data/.tests``
under a checksum of everything that goes into it; each run reads copies of its own.
"""

from __future__ import annotations

import hashlib
import shutil
import sys
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from importlib import metadata
from pathlib import Path

import duckdb
import portalocker
import pytest

ROOT = Path(__file__).parents[1]
KEPT = ROOT / "data" / ".tests"
FILE = "generalist.duckdb"

Build = Callable[[Path], Path]
"""Builds a database somewhere in an empty folder and gives its path."""


def shared(factory: pytest.TempPathFactory, name: str, build: Build) -> Path:
    """The path of the database of this name: built if nobody has, in this run or an earlier one on the same files."""
    base = factory.getbasetemp()
    # Under xdist each worker has a folder of its own in the run's.
    run = base.parent if base.name.startswith("popen-") else base
    path = run / "databases" / name / FILE
    KEPT.mkdir(parents=True, exist_ok=True)
    with portalocker.Lock(KEPT / f"{name}.lock", "w", timeout=600):
        if not path.exists():
            kept = _kept(name, build)
            path.parent.mkdir(parents=True)
            shutil.copyfile(kept, path.with_suffix(".part"))
            path.with_suffix(".part").rename(path)
    return path


def _kept(name: str, build: Build) -> Path:
    """The file that copies are made of; those of other contents are thrown away when it is built anew."""
    folder = KEPT / f"{name}-{_checksum()}"
    if not _is_whole(folder / FILE):
        for other in KEPT.glob(f"{name}-*"):
            shutil.rmtree(other)
        making = KEPT / f"{name}-making"  # one that was stopped is in the pattern above
        making.mkdir()
        built = build(making)
        folder.mkdir()
        built.rename(folder / FILE)
        shutil.rmtree(making)
    return folder / FILE


def _is_whole(file: Path) -> bool:
    """Whether the database is there with the map files that it names."""
    if not file.exists():
        return False
    with duckdb.connect(str(file), read_only=True) as connection:
        named = connection.execute("SELECT file_name FROM geometry_file").fetchall()
    return all((ROOT / "static" / name).exists() for (name,) in named)


@cache
def _checksum() -> str:
    """Changes with everything that a build depends on: the figures, the code, the libraries, and the day it tells."""
    said = hashlib.sha256(f"{sys.version} {date.today()}".encode())
    said.update(" ".join(sorted(f"{it.name} {it.version}" for it in metadata.distributions())).encode())
    for path in sorted(_inputs()):
        said.update(path.relative_to(ROOT).as_posix().encode())
        said.update(path.read_bytes())
    return said.hexdigest()[:16]


def _inputs() -> Iterator[Path]:
    for folder in (ROOT / "etl", ROOT / "data" / "snapshot"):
        yield from (path for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc")
    yield from Path(__file__).parent.glob("*.py")
