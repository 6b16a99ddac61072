"""What the database holds, how old it is and what changed last, as lines of Norwegian."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import duckdb

MODES = {"snapshot": "de innebygde tallene", "raw": "tall hentet fra kildene"}


class StatusError(Exception):
    """There is no database that can be read."""


def lines(database: Path) -> list[str]:
    """The lines that `python -m etl status` prints. Raises StatusError."""
    if not database.exists():
        raise StatusError(f"Det er ingen database i {database}. Kjør «python -m etl build».")
    try:
        with duckdb.connect(str(database), read_only=True) as connection:
            return list(_lines(connection, database))
    except duckdb.Error as error:
        raise StatusError(f"Databasen {database} kan ikke leses. Kjør «python -m etl build».") from error


def shown(database: Path) -> str:
    """Which figures the database shows, as the end of a sentence: «innebygde tall fra 1.1.2026»."""
    try:
        with duckdb.connect(str(database), read_only=True) as connection:
            [(mode, year, retrieved)] = connection.execute(
                "SELECT (SELECT mode FROM load ORDER BY load_id DESC LIMIT 1), "
                "(SELECT max(year) FROM observation WHERE indicator_id = 'population'), "
                "(SELECT max(retrieved_at) FROM source)"
            ).fetchall()
    except duckdb.Error:
        return "de innebygde tallene"
    return f"innebygde tall fra 1.1.{year}" if mode == "snapshot" else f"tall hentet {retrieved:%d.%m.%Y}"


def _lines(connection: duckdb.DuckDBPyConnection, database: Path) -> Iterator[str]:
    [(load_id, version, finished, mode, problems)] = connection.execute(
        "SELECT load_id, version, finished_at, mode, problems FROM load ORDER BY load_id DESC LIMIT 1"
    ).fetchall()
    [(indicators, observations, divisions)] = connection.execute(
        "SELECT (SELECT count(*) FROM indicator), (SELECT count(*) FROM observation), (SELECT count(*) FROM division)"
    ).fetchall()
    yield f"Database: {database}"
    yield f"Versjon {version}, bygget {finished:%d.%m.%Y %H:%M} UTC ({_age(finished)}) av {MODES[mode]}"
    yield f"{indicators} indikatorer, {observations} tall, {divisions} kommuneinndelinger"
    yield from _sources(connection)
    yield from _changes(connection, load_id)
    yield from _renamed(connection)
    yield from (f"Problem: {problem}" for problem in problems)


def _age(moment: datetime) -> str:
    days = (datetime.now(UTC).replace(tzinfo=None) - moment).days
    return {0: "i dag", 1: "for ett døgn siden"}.get(days, f"for {days} døgn siden")


def _sources(connection: duckdb.DuckDBPyConnection) -> Iterator[str]:
    rows = connection.execute(
        "SELECT publisher, count(*), min(retrieved_at), max(retrieved_at) FROM source GROUP BY ALL ORDER BY ALL"
    ).fetchall()
    for publisher, count, first, last in rows:
        span = f"{first:%d.%m.%Y}" if first.date() == last.date() else f"{first:%d.%m.%Y}-{last:%d.%m.%Y}"
        yield f"{publisher}: {count} {'kilde' if count == 1 else 'kilder'}, hentet {span}"


def _renamed(connection: duckdb.DuckDBPyConnection) -> Iterator[str]:
    rows = connection.execute(
        "SELECT short_title, contents, expected_contents FROM indicator WHERE expected_contents IS NOT NULL "
        "ORDER BY position"
    ).fetchall()
    for title, contents, expected in rows:
        yield f"Annet navn hos SSB: «{title}» er «{contents}», ventet «{expected}»"


def _changes(connection: duckdb.DuckDBPyConnection, load_id: int) -> Iterator[str]:
    rows = connection.execute(
        "SELECT indicator_id, count(*) FROM change WHERE load_id = ? GROUP BY ALL ORDER BY ALL", [load_id]
    ).fetchall()
    yield f"Endret siden forrige bygging: {sum(count for _, count in rows)} tall"
    yield from (f"  {indicator_id}: {count}" for indicator_id, count in rows)
