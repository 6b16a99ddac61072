"""Opening the DuckDB file: read-only, one connection per version of the file, one cursor per query.

DuckDB hands out the old content when a path is opened again while a handle to it lives, even after the file was
replaced. Each version is therefore opened through a hard link of its own; the link goes as soon as it is open.

A version is read whole before anything of it is shown, so that a file is either good for every page or for none.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import threading
from collections import deque
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

VERSIONS_OPEN = 4
"""How many versions are open at once at most. A viewer who has a page of an older one open sees it as it is, and is
asked to open it again when he wants a file of it."""

NEVER_EMPTY = frozenset(
    {"division", "filled", "geometry_file", "indicator", "load", "municipality", "observation", "source"}
)
"""Tables without whose rows there is nothing to show."""

TABLES = NEVER_EMPTY | {
    "age_sex",
    "boundary",
    "category",
    "change",
    "code_change",
    "committee_table",
    "compliance_coefficient",
    "compliance_pattern",
    "duty_score",
    "former_municipality",
    "group_figure",
    "neighbour",
    "nordic_municipality",
    "nordic_size_class",
    "nordic_summary",
    "projected_age_sex",
    "projection_other",
    "projection_test",
    "state_grant",
    "unavailable_indicator",
    "weak_area",
}
"""Tables that pages ask."""

UNREADABLE = (duckdb.IOException, duckdb.FatalException, duckdb.InternalException, duckdb.SerializationException)
"""What DuckDB says of a file or a disk that can't be read, rather than of a question that is wrong."""


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
        try:
            with self.connection.cursor() as cursor:
                return cursor.execute(sql, parameters or []).df()
        except UNREADABLE as error:
            _forget(self)
            raise _unreadable(path(), error) from error
        except duckdb.ConnectionException as error:
            _forget(self)
            raise DatabaseError("Tallene på siden er erstattet av nyere. Åpne siden på nytt.") from error


def path() -> Path:
    """Where the database is: GENERALIST_DB, else data/generalist.duckdb beside the program."""
    return Path(os.environ.get("GENERALIST_DB") or DEFAULT_PATH)


_lock = threading.Lock()
_current: Database | None = None
_open_versions: deque[Database] = deque()
"""Oldest first."""


def current() -> Database:
    """The newest version of the database. Raises DatabaseError when there is none that can be read."""
    global _current
    with _lock:
        stamp = _stamp(path())
        if _current is None or _current.stamp != stamp:
            _current = None
            _forget_answers()
            _current = _open(path(), stamp)
            _open_versions.append(_current)
            while len(_open_versions) > VERSIONS_OPEN:
                _open_versions.popleft().connection.close()
        return _current


def is_open() -> bool:
    """Whether the file is still the one that was opened last."""
    try:
        return _current is not None and _current.stamp == _stamp(path())
    except DatabaseError:
        return False


def _forget(version: Database) -> None:
    """Has the file opened, and so checked, anew when it is asked for again."""
    global _current
    with _lock:
        if _current is version:
            _current = None


def _stamp(file: Path) -> str:
    try:
        status = file.stat()
    except FileNotFoundError as error:
        raise DatabaseError(f"Finner ikke databasen {file.name}. Kjør «python -m etl build».") from error
    except OSError as error:
        raise _unreadable(file, error) from error
    if file.is_dir():
        raise DatabaseError(f"Databasen {file.name} er en mappe. Flytt den og kjør «python -m etl build».")
    return f"{status.st_ino}-{status.st_mtime_ns}-{status.st_size}"


def _open(file: Path, stamp: str) -> Database:
    private, connection = None, None
    try:
        private = _private_name(file, stamp)
        connection = duckdb.connect(
            str(private),
            read_only=True,
            config={"enable_external_access": "false", "lock_configuration": "true", "threads": "2"},
        )
        _check(connection, file)
        with connection.cursor() as cursor:
            (version,) = cursor.execute("SELECT version FROM load ORDER BY load_id DESC LIMIT 1").fetchone()
    except (OSError, duckdb.Error) as error:
        raise _unreadable(file, error) from error
    finally:
        if private:
            private.unlink(missing_ok=True)
    return Database(connection, version, stamp)


def _check(connection: duckdb.DuckDBPyConnection, file: Path) -> None:
    """Reads everything once. Raises DatabaseError where something is missing, duckdb.Error where it is damaged."""
    with connection.cursor() as cursor:
        there = {name for (name,) in cursor.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
        for table in sorted(TABLES - there):
            raise DatabaseError(f"Databasen {file.name} mangler tabellen «{table}». Kjør «python -m etl build».")
        filled = dict(cursor.execute("SELECT table_name, rows FROM filled").fetchall())
        for table in sorted(there):
            (rows, _) = cursor.execute(f'SELECT count(*), bit_xor(hash(t)) FROM "{table}" AS t').fetchone()
            if not rows and table in NEVER_EMPTY:
                raise DatabaseError(f"Databasen {file.name} har ingen rader i «{table}». Kjør «python -m etl build».")
            if rows < filled.get(table, 0):
                raise DatabaseError(
                    f"Databasen {file.name} har {rows} av {filled[table]} rader i «{table}». "
                    "Kjør «python -m etl build»."
                )
        for table, column in cursor.execute(KEYS).fetchall():
            (one,) = cursor.execute(f'SELECT min("{column}") FROM "{table}"').fetchone()
            cursor.execute(f'SELECT count(*) FROM "{table}" WHERE "{column}" = ?', [one]).fetchone()


KEYS = """
    SELECT table_name, constraint_column_names[1] FROM duckdb_constraints()
    WHERE constraint_type = 'PRIMARY KEY' AND len(constraint_column_names) = 1
"""
"""The keys by whose index DuckDB finds a row: they stand in parts of the file of their own."""


def _unreadable(file: Path, error: Exception) -> DatabaseError:
    """Why the file can't be read, in words that tell what to do about it."""
    said = str(error)
    if "Could not set lock" in said:
        holder = re.search(r"held in (\S+).*?PID (\d+)", said, re.DOTALL)
        whom = f" ({Path(holder[1]).name}, prosess {holder[2]})" if holder else ""
        return DatabaseError(f"Databasen {file.name} er åpen for skriving i et annet program{whom}. Lukk den der.")
    if isinstance(error, PermissionError) or "Permission denied" in said:
        return DatabaseError(f"Databasen {file.name} kan ikke leses: programmet mangler lesetilgang.")
    return DatabaseError(
        f"Databasen {file.name} kan ikke leses (skadet eller halvskrevet). Kjør «python -m etl build»."
    )


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


def cached(most: int) -> Callable[[Callable[P, R]], Callable[P, R]]:
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


question = cached(ANSWERS_KEPT)
"""Caches the answers of a question to the database; see `cached`."""


def _forget_answers() -> None:
    """Empties the caches of an earlier version of the data, which releases its file."""
    for forget in _answers:
        forget()
