"""The DuckDB file as a file: where it is, who may write it, and how a new one takes the old one's place.

A new file is made beside the old one under a temporary name and takes its name when it is whole and on disk, so that
whoever is killed leaves the old one. One process at a time writes; the others wait.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import duckdb
import portalocker

from etl import disk

DEFAULT = Path(__file__).parents[1] / "data" / "generalist.duckdb"
#: Between two looks whether another process has let the lock go.
LOOK_SECONDS = 0.1
SCHEMA = Path(__file__).with_name("schema.sql")
STRUCTURE = """
    SELECT replace(concat_ws('.', schema_name, table_name), 'main.', ''), column_name, data_type,
           is_nullable::VARCHAR, column_default, column_index
    FROM duckdb_columns() WHERE NOT internal AND database_name = current_database()
    UNION ALL SELECT table_name, constraint_type, constraint_text, NULL, NULL, NULL
    FROM duckdb_constraints() WHERE database_name = current_database()
    UNION ALL SELECT table_name, 'INDEX', sql, NULL, NULL, NULL FROM duckdb_indexes()
    UNION ALL SELECT view_name, 'VIEW', sql, NULL, NULL, NULL FROM duckdb_views() WHERE NOT internal
    UNION ALL SELECT function_name, 'FUNCTION', macro_definition, NULL, NULL, NULL
    FROM duckdb_functions() WHERE NOT internal
    UNION ALL SELECT sequence_name, 'SEQUENCE', sql, NULL, NULL, NULL FROM duckdb_sequences()
    UNION ALL SELECT type_name, 'TYPE', NULL, NULL, NULL, NULL FROM duckdb_types() WHERE NOT internal
"""


def path() -> Path:
    """Where the database is: GENERALIST_DB, else data/generalist.duckdb beside the program."""
    return Path(os.environ.get("GENERALIST_DB") or DEFAULT).absolute()


def schema_checksum() -> str:
    """SHA-256 of the schema that this program writes."""
    return hashlib.sha256(SCHEMA.read_bytes()).hexdigest()


def structure(connection: duckdb.DuckDBPyConnection) -> set[tuple[object, ...]]:
    """Everything that a database declares: columns, rules and indexes, and what is no table."""
    return set(connection.execute(STRUCTURE).fetchall())


def own_structure() -> set[tuple[object, ...]]:
    """What the schema that this program writes declares."""
    with duckdb.connect() as connection:
        connection.execute(SCHEMA.read_text("utf-8"))
        return structure(connection)


def is_current(database: Path) -> bool:
    """Whether there is a file that needs no building: made with this schema, or too damaged to tell.

    A damaged file is left to the reader to report: building from the embedded figures unasked could replace pulled
    ones.
    """
    if not database.exists():
        return False
    try:
        with duckdb.connect(str(database), read_only=True) as connection:
            newest = connection.execute("SELECT schema_sha256 FROM load ORDER BY load_id DESC LIMIT 1").fetchone()
    except (duckdb.CatalogException, duckdb.BinderException):
        return False
    except duckdb.Error:
        return True
    return newest is not None and newest[0] == schema_checksum()


@contextmanager
def locked(database: Path, when_waiting: Callable[[], None] = lambda: None) -> Iterator[None]:
    """Hold the right to write the database; `when_waiting` is called if another process has it.

    The lock ends with the process that holds it, however that ends. Raises OSError where the folder can't be written.
    """
    lock = database.with_name(f".{database.name}.lock")
    handle = _taken(lock, when_waiting)
    try:
        # Whoever holds the lock knows that nobody is writing.
        disk.remove_leftovers(database)
        yield
    finally:
        # Windows removes no file that is open, and none that another process waits at: then it stays.
        with suppress(PermissionError):
            lock.unlink(missing_ok=True)
        os.close(handle)
        if os.name == "nt":
            with suppress(PermissionError):
                lock.unlink(missing_ok=True)


def _taken(lock: Path, when_waiting: Callable[[], None]) -> int:
    """A locked handle to the lock file. The one before may have removed the file while we waited for it: try again."""
    while True:
        handle = os.open(lock, os.O_RDWR | os.O_CREAT, 0o644)
        if not _locks(handle):
            when_waiting()
            while not _locks(handle):
                time.sleep(LOOK_SECONDS)
        if lock.exists() and os.path.samestat(os.fstat(handle), lock.stat()):
            return handle
        os.close(handle)


def _locks(handle: int) -> bool:
    """Lock a file, if no other process has."""
    try:
        portalocker.lock(handle, portalocker.LockFlags.EXCLUSIVE | portalocker.LockFlags.NON_BLOCKING)
    except portalocker.AlreadyLocked:
        return False
    return True


@contextmanager
def replacement(database: Path) -> Iterator[Path]:
    """A temporary file that takes the database's place when the block ends well, and vanishes when it doesn't.

    The block must leave the file closed. Needs the lock. Raises OSError when the disk is full or refuses.
    """
    try:
        with disk.replacement(database, durable=True) as temporary:
            yield temporary
    finally:
        # DuckDB's own files beside the temporary one.
        disk.remove_leftovers(database)
