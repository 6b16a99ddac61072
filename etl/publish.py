"""Writing the published set: the figures as files that any web server or object store can host.

Files are written one by one, each whole or not at all, and the list of contents last: whoever fetches in between finds
that a checksum doesn't fit, and comes again.
"""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

from etl import atom, database_file, disk
from etl.published_set import (
    CATALOGUE,
    DATABASE,
    FORM,
    STATIC,
    SUMS,
    Contents,
    SetError,
    Size,
    described,
    read,
    size_of,
    smaller,
)

FEED, CHANGES, ABOUT = "changes.atom", "changes.csv", "LESMEG.txt"

#: What is only shown on one page, with its banner: nothing is to be computed from it.
NOT_SHARED = ("compliance_pattern", "compliance_coefficient")
#: Tables that are files of their own; figures are a file for each indicator, and borders stand in the database.
TABLES = (
    "age_sex",
    "category",
    "code_change",
    "division",
    "former_municipality",
    "indicator",
    "load",
    "municipality",
    "neighbour",
    "source",
    "state_grant",
    "unavailable_indicator",
)

TOLD = """Generalistkommunen i tall, datasett {version}, bygd {built}.

figures/ID.parquet      tallene, en fil for hver indikator: kommune, år, verdi, status, merknad, kilde,
                        og det som må sies (warning)
tables/TABELL.parquet   indikatorer, kilder, kommuner, kommuneendringer og resten
generalist.duckdb       hele databasen; et annet eksemplar av programmet henter den når GENERALIST_DATASET_URL er hit
municipalities-*.json   kartfilene som databasen navngir
catalogue.json          alt dette med størrelse og kontrollsum, og hver indikator og kilde
changes.atom, changes.csv   hva som er endret mellom versjoner
SHA256SUMS              kontrolleres med «sha256sum -c SHA256SUMS»

Et tall som mangler, er tomt, og status sier hvorfor; det er aldri null. Tallene har kildens lisens (tables/source).
Det som er modellert, har status «modelled» og er ikke målt.
"""

FIGURES = """
COPY (SELECT o.* EXCLUDE (indicator_id), m.name, s.publisher, s.licence, i.unit,
             nullif(concat_ws('; ', CASE WHEN i.kind = 'modelled' THEN 'Modellert – ikke målt' END,
                              CASE WHEN upper(i.notes) LIKE '%SYNTETISK%' THEN 'SYNTETISK – ikke virkelige tall' END),
                    '') AS warning
      FROM observation o JOIN municipality m USING (division, code) JOIN indicator i USING (indicator_id)
           LEFT JOIN source s ON s.source_id = o.source_id
      WHERE o.indicator_id = ? ORDER BY o.division, o.year, o.code)
TO '{}' (FORMAT parquet, COMPRESSION zstd)
"""


@dataclass(frozen=True)
class Published:
    """What was written: the version, how many files and bytes, and what the set before had that this has not."""

    version: str
    files: int
    bytes: int
    smaller: tuple[str, ...]


def publish(database: Path, folder: Path, *, allow_smaller: bool = False, static: Path = STATIC) -> Published:
    """Write the set of a database into a folder, in the place of the set that may be there.

    Raises SetError, with what was there as it was, where the database can't be read, the folder holds something else,
    or the set there has figures that the new one lacks (unless that is allowed: then the new one says so).
    """
    before = _earlier(folder)
    with _opened(database) as connection:
        size = size_of(connection)
        lacking = smaller(before.size, size) if before else []
        if lacking and not allow_smaller:
            raise SetError("Det nye settet er mindre enn det som er publisert:\n  " + "\n  ".join(lacking))
        try:
            return _write(connection, database, folder, before, size, lacking, static)
        except OSError as error:
            raise SetError(f"Kan ikke skrive {disk.where(error, folder)}: {disk.not_written(error)}") from error
        except duckdb.Error as error:
            raise SetError(f"Kan ikke skrive settet til {folder}: databasen lot seg ikke lese eller kopiere") from error


def _earlier(folder: Path) -> Contents | None:
    """The set that lies in the folder. Raises SetError where something else does."""
    if (folder / CATALOGUE).exists():
        return read((folder / CATALOGUE).read_bytes())
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise SetError(f"{folder} er ikke tom, og inneholder ikke et publisert sett. Velg en annen mappe.")
    return None


@contextmanager
def _opened(database: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The database, which nobody puts another in the place of meanwhile."""
    if not database.exists():
        raise SetError(f"Det er ingen database i {database}. Kjør «python -m etl build».")
    try:
        with database_file.locked(database), duckdb.connect(str(database), read_only=True) as connection:
            yield connection
    except duckdb.Error as error:
        raise SetError(f"Databasen {database} kan ikke leses. Kjør «python -m etl build».") from error


def _write(
    connection: duckdb.DuckDBPyConnection,
    database: Path,
    folder: Path,
    before: Contents | None,
    size: Size,
    lacking: list[str],
    static: Path,
) -> Published:
    folder.mkdir(parents=True, exist_ok=True)
    load = _rows(connection, "SELECT * FROM load ORDER BY load_id DESC LIMIT 1")[0]
    paths = [DATABASE]
    with disk.replacement(folder / DATABASE) as temporary:
        shutil.copyfile(database, temporary)
    paths += _tables(connection, folder)
    for (name,) in connection.execute("SELECT file_name FROM geometry_file ORDER BY ALL").fetchall():
        paths.append(name)
        disk.write_atomically(folder / name, (static / name).read_bytes())
    told = TOLD.format(version=load["version"], built=f"{load['finished_at']:%d.%m.%Y}")
    for name, body in ((FEED, feed(connection)), (CHANGES, _changes(connection)), (ABOUT, told.encode())):
        disk.write_atomically(folder / name, body)
        paths.append(name)
    files = [described(folder, path) for path in paths]
    contents = Contents(
        form=FORM,
        version=load["version"],
        schema_sha256=load["schema_sha256"],
        built=load["finished_at"].isoformat(),
        mode=load["mode"],
        problems=load["problems"],
        smaller=lacking,
        size=size,
        files=files,
        indicators=_plain(connection, "SELECT * FROM indicator ORDER BY position"),
        sources=_plain(connection, "SELECT * FROM source ORDER BY source_id"),
    )
    disk.write_atomically(folder / CATALOGUE, contents.model_dump_json(indent=1).encode())
    sums = "".join(f"{file.sha256}  {file.path}\n" for file in [*files, described(folder, CATALOGUE)])
    disk.write_atomically(folder / SUMS, sums.encode())
    _remove_former(folder, before, paths)
    return Published(contents.version, len(files) + 2, sum(file.bytes for file in files), tuple(lacking))


def _tables(connection: duckdb.DuckDBPyConnection, folder: Path) -> list[str]:
    """Write the figures and the tables as Parquet; their paths."""
    paths = []
    found = connection.execute("SELECT indicator_id FROM indicator ORDER BY position").fetchall()
    for (name,) in found:
        if name not in NOT_SHARED:
            paths.append(_parquet(connection, folder, f"figures/{name}.parquet", FIGURES, [name]))
    for table in TABLES:
        command = f"COPY {table} TO '{{}}' (FORMAT parquet, COMPRESSION zstd)"
        paths.append(_parquet(connection, folder, f"tables/{table}.parquet", command, []))
    return paths


def _parquet(
    connection: duckdb.DuckDBPyConnection, folder: Path, path: str, command: str, parameters: list[str]
) -> str:
    with disk.replacement(folder / path) as temporary:
        connection.execute(command.format(str(temporary).replace("'", "''")), parameters)
    return path


def _remove_former(folder: Path, before: Contents | None, paths: list[str]) -> None:
    """Remove what the set before had and this has not; nothing that no set has named."""
    for file in before.files if before else ():
        if file.path not in paths:
            (folder / file.path).unlink(missing_ok=True)


def _rows(connection: duckdb.DuckDBPyConnection, query: str) -> list[dict[str, Any]]:
    found = connection.execute(query)
    names = [column[0] for column in found.description]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def _plain(connection: duckdb.DuckDBPyConnection, query: str) -> list[dict[str, Any]]:
    """Rows whose moments are ISO texts."""
    return [
        {name: cell.isoformat() if isinstance(cell, datetime) else cell for name, cell in row.items()}
        for row in _rows(connection, query)
    ]


def _changes(connection: duckdb.DuckDBPyConnection) -> bytes:
    """Every change that is remembered, newest first, as CSV."""
    found = connection.execute(
        "SELECT load.version, load.finished_at, change.* EXCLUDE (load_id) FROM change JOIN load USING (load_id) "
        "ORDER BY load_id DESC, indicator_id, division, code, year"
    )
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow([column[0] for column in found.description])
    writer.writerows(found.fetchall())
    return table.getvalue().encode()


def feed(connection: duckdb.DuckDBPyConnection) -> bytes:
    """The set's feed: an entry for each build, with how many figures of each indicator it changed."""
    loads = _rows(connection, "SELECT load_id, version, finished_at FROM load ORDER BY load_id DESC")
    counted = _rows(
        connection,
        """
        SELECT load_id, coalesce(title, indicator_id) AS title, count(*) FILTER (NOT is_status) AS figures,
               count(*) FILTER (is_status) AS statuses
        FROM (SELECT *, old_status IS NOT NULL AND new_status IS NOT NULL AND coalesce(
                  abs(old_value - new_value) < 0.01 * pow(10, -coalesce(decimals, 0)),
                  old_value IS NULL AND new_value IS NULL) AS is_status
              FROM change LEFT JOIN indicator USING (indicator_id))
        GROUP BY ALL ORDER BY load_id, title
        """,
    )
    entries = []
    for load in loads:
        own = [row for row in counted if row["load_id"] == load["load_id"]]
        total, others = (sum(row[count] for row in own) for count in ("figures", "statuses"))
        title = f"Datasett {load['version']}: {total or 'ingen'} tall endret"
        title += f", og {others} med samme tall og annen status" if others else ""
        lines = tuple(
            f"{row['title']}: {row['figures']}" + (f" (og {row['statuses']} ny status)" if row["statuses"] else "")
            for row in own
        )
        entries.append(atom.Entry(f"{load['load_id']}-{load['version']}", title, load["finished_at"], lines, CHANGES))
    return atom.written("changes", f"Endrede tall – {atom.AUTHOR}", FEED, loads[0]["finished_at"], entries)
