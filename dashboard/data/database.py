"""Opening the DuckDB file: read-only, one connection per version of the file, one cursor per query.

DuckDB hands out the old content when a path is opened again while a handle to it lives, even after the file was
replaced. Each version is therefore opened through a hard link of its own; the link goes as soon as it is open.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache, wraps
from pathlib import Path
from typing import ParamSpec, TypeVar

import duckdb
import pandas as pd

P = ParamSpec("P")
R = TypeVar("R")

DEFAULT_PATH = Path(__file__).parents[2] / "data" / "generalist.duckdb"

ANSWERS_KEPT = 256
"""How many answers of each question are kept; the most asked for stay."""


class DatabaseError(Exception):
    """The database can't be read; the message says why in the user's words."""


@dataclass(frozen=True)
class Database:
    """One version of the data. `version` is the newest load's checksum, `stamp` tells files apart."""

    connection: duckdb.DuckDBPyConnection = field(repr=False, compare=False)
    version: str
    stamp: str

    def query(self, sql: str, parameters: dict[str, object] | list[object] | None = None) -> pd.DataFrame:
        """The answer to one parameterised query, through a cursor of its own (threads must not share one)."""
        with self.connection.cursor() as cursor:
            return cursor.execute(sql, parameters or []).df()


def path() -> Path:
    """Where the database is: GENERALIST_DB, else data/generalist.duckdb beside the program."""
    return Path(os.environ.get("GENERALIST_DB") or DEFAULT_PATH)


_lock = threading.Lock()
_current: Database | None = None


def current() -> Database:
    """The newest version of the database. Raises DatabaseError when there is none that can be read."""
    global _current
    with _lock:
        stamp = _stamp(path())
        if _current is None or _current.stamp != stamp:
            _current = _open(path(), stamp)
            _forget_answers()
        return _current


def _stamp(file: Path) -> str:
    try:
        status = file.stat()
    except OSError as error:
        raise DatabaseError(f"Finner ikke databasen {file.name}. Kjør «python -m etl build».") from error
    return f"{status.st_ino}-{status.st_mtime_ns}-{status.st_size}"


def _open(file: Path, stamp: str) -> Database:
    private = _private_name(file, stamp)
    try:
        connection = duckdb.connect(
            str(private),
            read_only=True,
            config={"enable_external_access": "false", "lock_configuration": "true", "threads": "2"},
        )
        with connection.cursor() as cursor:
            newest = cursor.execute("SELECT version FROM load ORDER BY load_id DESC LIMIT 1").fetchone()
    except duckdb.Error as error:
        raise DatabaseError(
            f"Databasen {file.name} kan ikke leses (skadet eller halvskrevet). Kjør «python -m etl build»."
        ) from error
    finally:
        private.unlink(missing_ok=True)
    if newest is None:
        raise DatabaseError(f"Databasen {file.name} er tom. Kjør «python -m etl build».")
    return Database(connection, newest[0], stamp)


def _private_name(file: Path, stamp: str) -> Path:
    """A second name for the file's content: a hard link beside it, or a copy where links can't be made."""
    private = file.with_name(f".{file.name}.view-{os.getpid()}-{stamp}")
    try:
        private.unlink(missing_ok=True)
        os.link(file, private)
    except OSError:
        handle, name = tempfile.mkstemp(suffix=".duckdb")
        os.close(handle)
        private = Path(name)
        shutil.copyfile(file, private)
    return private


_answers: list[Callable[[], None]] = []
"""Empties the answers of each question."""


def keeping(most: int) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Keeps so many answers of a function `f(database, ...)` by version of the database and its other arguments.

    The arguments must be hashable; the first may also be something that is itself kept for one version. Whoever asks
    gets a frame, list or dict of his own; what is in it is shared.
    """

    def kept(function: Callable[P, R]) -> Callable[P, R]:
        answer = lru_cache(maxsize=most)(function)
        _answers.append(answer.cache_clear)

        @wraps(function)
        def ask(database: Database, *arguments, **options):
            found = answer(database, *arguments, **options)
            match found:
                case pd.DataFrame() | pd.Series():  # copied when it is written to, not before
                    return found.copy(deep=False)
                case list() | dict():
                    return found.copy()
            return found

        return ask

    return kept


question = keeping(ANSWERS_KEPT)
"""A question of the database, whose answers are kept; see `keeping`."""


def _forget_answers() -> None:
    """Lets go of an earlier version's answers, and with them of its file."""
    for forget in _answers:
        forget()
