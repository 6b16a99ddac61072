"""Fetching a published set's database in the place of asking the offices: checked, and swapped in whole or not at all.

A set is trusted no further than its address: sizes and checksums must fit its list of contents, the schema must be this
program's, and the file must hold tables alone, all that it was built with.
"""

from __future__ import annotations

import hashlib
import logging
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit

import duckdb
import requests

from etl import build, database_file, disk
from etl.http.session import USER_AGENT
from etl.published_set import CATALOGUE, DATABASE, STATIC, Contents, File, SetError, read, size_of, smaller

LONGEST_CATALOGUE = 20 * 1024 * 1024
LARGEST_DATABASE = 4 * 1024**3
LARGEST_MAP = 50 * 1024 * 1024
SECONDS = (10, 60)
LONGEST_FETCH = 3600.0
#: Between two looks of a running program whether there is a newer set.
LOOK_SECONDS = 3600.0


@dataclass(frozen=True)
class Fetched:
    """What a fetch led to; `is_new` is false where the database was the published one already. `problems` are those
    of the set, and what it has less of than the database before it, in Norwegian.
    """

    version: str
    is_new: bool
    problems: tuple[str, ...]


def address() -> str | None:
    """Where the published set is: GENERALIST_DATASET_URL, with a slash at its end; None where it isn't set.

    Raises SetError for what is no http address.
    """
    said = os.environ.get("GENERALIST_DATASET_URL", "").strip()
    if not said:
        return None
    if urlsplit(said).scheme not in ("http", "https") or not urlsplit(said).netloc:
        raise SetError(f"GENERALIST_DATASET_URL skal være en adresse som begynner med https://, ikke «{said}»")
    return said.removesuffix(CATALOGUE).rstrip("/") + "/"


def fetch(base: str, database: Path, static: Path = STATIC) -> Fetched:
    """Put the published database at `base` in the place of the one here, unless that is the same already.

    Raises SetError, with the old database as it was, whatever goes wrong.
    """
    database.parent.mkdir(parents=True, exist_ok=True)
    with _explained(database), requests.Session() as session, database_file.locked(database):
        session.headers["User-Agent"] = USER_AGENT
        contents = read(_body(session, base, CATALOGUE, LONGEST_CATALOGUE))
        if contents.schema_sha256 != database_file.schema_checksum():
            raise SetError(
                f"Settet (datasett {contents.version}) er laget av en annen utgave av programmet. Bruk samme utgave."
            )
        wanted = contents.file(DATABASE)
        problems = tuple(contents.problems) + tuple(f"Settet er mindre enn før: {line}" for line in contents.smaller)
        _fetch_maps(session, base, contents.maps, static)
        if _is(database, wanted):
            return Fetched(contents.version, False, problems)
        with database_file.replacement(database) as temporary:
            _fetch_file(session, base, wanted, temporary, LARGEST_DATABASE)
            lacking = _checked(temporary, contents, database)
        return Fetched(contents.version, True, (*problems, *lacking))


def ensure(database: Path, progress: build.Progress | None = None) -> None:
    """See to it that there is a database, by fetching one where that is set up and none is here, else by building.

    Raises BuildError, and nothing where a set can't be fetched: that is logged, and the embedded figures are built.
    """
    try:
        if (base := address()) and not (database_file.is_current(database) and build.has_maps(database)):
            if progress:
                progress(0, 1, "Henter det publiserte datasettet")
            fetch(base, database)
    except SetError as error:
        logging.getLogger(__name__).warning("Det publiserte settet er ikke hentet: %s", error)
    build.ensure(database, progress)


def keep_fresh(database: Path, stopped: Callable[[], bool] = lambda: False) -> None:
    """Fetch what is published when there is something new, for as long as the program runs; failures are logged."""
    log = logging.getLogger(__name__)
    while not stopped():
        try:
            if base := address():
                found = fetch(base, database)
                if found.is_new:
                    log.warning("Nytt datasett %s er hentet fra %s", found.version, base)
        except SetError as error:
            log.warning("Det publiserte settet er ikke hentet, og tallene står som de var: %s", error)
        time.sleep(LOOK_SECONDS)


def _is(path: Path, wanted: File) -> bool:
    """Whether a file is the one that is wanted."""
    if not path.exists() or path.stat().st_size != wanted.bytes:
        return False
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == wanted.sha256


def _fetch_maps(session: requests.Session, base: str, maps: list[File], static: Path) -> None:
    """The map files that the new database names: they have names of their content, and so disturb no other."""
    for file in maps:
        if not _is(static / file.path, file):
            with disk.replacement(static / file.path) as temporary:
                _fetch_file(session, base, file, temporary, LARGEST_MAP)


def _fetch_file(session: requests.Session, base: str, file: File, target: Path, largest: int) -> None:
    """A file of the set, of its size and checksum. Raises SetError."""
    if file.bytes > largest:
        raise SetError(f"{file.path} er {file.bytes} byte; mer enn {largest} hentes ikke")
    digest, size = hashlib.sha256(), 0
    with target.open("wb") as written:
        for chunk in _chunks(session, base, file.path):
            size += len(chunk)
            if size > file.bytes:
                break
            digest.update(chunk)
            written.write(chunk)
    if size != file.bytes:
        raise SetError(f"{file.path} er ikke så stor som settet sier ({file.bytes} byte): avkuttet eller byttet ut")
    if digest.hexdigest() != file.sha256:
        raise SetError(f"{file.path} har en annen kontrollsum enn settet sier: endret underveis eller byttet ut")


def _body(session: requests.Session, base: str, path: str, largest: int) -> bytes:
    body = bytearray()
    for chunk in _chunks(session, base, path):
        body += chunk
        if len(body) > largest:
            raise SetError(f"{path} er større enn {largest} byte")
    return bytes(body)


def _chunks(session: requests.Session, base: str, path: str) -> Iterator[bytes]:
    """What stands at an address below the set's. Raises SetError where it doesn't come whole."""
    started = time.monotonic()
    try:
        with session.get(base + quote(path), timeout=SECONDS, stream=True) as response:
            if response.status_code != 200:
                raise SetError(f"{base}{path} svarer {response.status_code}")
            for chunk in response.iter_content(1 << 18):
                if time.monotonic() - started > LONGEST_FETCH:
                    raise SetError(f"{base}{path} kom ikke innen en time")
                yield chunk
    except requests.RequestException as error:
        raise SetError(f"Kan ikke hente {base}{path}: {_said(error)}") from error


def _said(error: requests.RequestException) -> str:
    if isinstance(error, requests.Timeout):
        return "svarte ikke i tide"
    return "forbindelsen ble brutt" if "ncomplete" in str(error) else "ingen kontakt"


def _checked(fetched: Path, contents: Contents, database: Path) -> tuple[str, ...]:
    """What a fetched database has less of than the one here. Raises SetError where it isn't what the set says."""
    with duckdb.connect(str(fetched), read_only=True, config={"enable_external_access": "false"}) as connection:
        if other := database_file.structure(connection) ^ database_file.own_structure():
            where = ", ".join(sorted({f"«{name}»" for name, *_ in other}))
            raise SetError(f"Den hentede databasen har et annet skjema enn programmets: {where}")
        newest = connection.execute(
            "SELECT version, schema_sha256 FROM load ORDER BY load_id DESC LIMIT 1"
        ).fetchone() or ("uten versjon", "")
        if newest != (contents.version, contents.schema_sha256):
            raise SetError(f"Den hentede databasen er {newest[0]}, men settet sier {contents.version}")
        for table, rows in connection.execute("SELECT table_name, rows FROM filled").fetchall():
            found = connection.execute(f'SELECT count(*) FROM "{table.replace(chr(34), "")}"').fetchone()
            if found != (rows,):
                raise SetError(f"Den hentede databasen har ikke alle de {rows} radene i «{table}»")
        named = {name for (name,) in connection.execute("SELECT file_name FROM geometry_file").fetchall()}
        size = size_of(connection)
    if missing := named - {file.path for file in contents.maps}:
        raise SetError(f"Settet mangler kartfila {min(missing)}")
    try:
        with duckdb.connect(str(database), read_only=True) as connection:
            before = size_of(connection)
    except duckdb.Error:
        return ()
    return tuple(f"Mindre enn det som var her: {line}" for line in smaller(before, size))


@contextmanager
def _explained(database: Path) -> Iterator[None]:
    """What the disk or DuckDB refuses becomes a SetError."""
    try:
        yield
    except OSError as error:
        if isinstance(error, requests.RequestException):
            raise
        raise SetError(f"Kan ikke skrive {disk.where(error, database)}: {disk.not_written(error)}") from error
    except duckdb.Error as error:
        raise SetError("Den hentede databasen kan ikke leses: den er skadet") from error
