"""What the page on sources and method asks of the database."""

from __future__ import annotations

import pandas as pd

from dashboard.data.changes_queries import MOVE, STATUS_ALONE
from dashboard.data.database import Database, question

PARTS_OF_MAPS = ("boundary",)
"""Tables whose cells are geometry: they are drawn, not read."""


@question
def coverage(database: Database) -> pd.DataFrame:
    """How many municipalities have a figure: indicator_id, division, year, found, municipalities, and how many lack one
    for each reason (suppressed, not_reported, not_applicable, not_in_source, too_few); newest year first.
    """
    return database.query(
        """
        SELECT indicator_id, division, year, count(value) AS found, count(*) AS municipalities,
               count(*) FILTER (status = 'suppressed') AS suppressed,
               count(*) FILTER (status = 'not_reported') AS not_reported,
               count(*) FILTER (status = 'not_applicable') AS not_applicable,
               count(*) FILTER (status = 'not_in_source') AS not_in_source,
               count(*) FILTER (status = 'too_few') AS too_few,
               count(*) FILTER (status = 'provisional') AS provisional
        FROM observation GROUP BY ALL ORDER BY indicator_id, division, year DESC
        """
    )


@question
def unavailable(database: Database) -> pd.DataFrame:
    """Indicators that have no figures yet, in screen order: the columns of the table `unavailable_indicator`, None
    where there is nothing.
    """
    rows = database.query("SELECT * FROM unavailable_indicator ORDER BY position, indicator_id").astype(object)
    return rows.where(rows.notna(), None)


@question
def sources(database: Database) -> pd.DataFrame:
    """Every source, with how many indicators have figures from it (`indicators`); the columns of the table `source`."""
    return database.query(
        """
        SELECT source.*, count(DISTINCT indicator_id) AS indicators
        FROM source LEFT JOIN (SELECT DISTINCT source_id, indicator_id FROM observation) USING (source_id)
        GROUP BY ALL ORDER BY publisher, table_id NULLS LAST, title
        """
    )


@question
def figures(database: Database, indicator_id: str) -> pd.DataFrame:
    """Every figure of an indicator: division, code, name, county, year, value, lower, upper, status, note."""
    return database.query(
        """
        SELECT o.division, o.code, m.name, m.county, o.year, o.value, o.lower, o.upper, o.status, o.note
        FROM observation o JOIN municipality m USING (division, code)
        WHERE o.indicator_id = $id ORDER BY o.division, o.year DESC, o.code
        """,
        {"id": indicator_id},
    )


@question
def loads(database: Database) -> pd.DataFrame:
    """The builds behind the file, newest first: load_id, version, finished_at, mode, problems, changes (how many
    figures), status_changes (how many that have another status alone).
    """
    return database.query(
        f"""
        WITH counted AS (SELECT load_id, {STATUS_ALONE} AS is_status
                         FROM change LEFT JOIN indicator USING (indicator_id))
        SELECT load_id, version, finished_at, mode, problems,
               count(*) FILTER (NOT is_status) AS changes, count(*) FILTER (is_status) AS status_changes
        FROM load LEFT JOIN counted USING (load_id) GROUP BY ALL ORDER BY load_id DESC
        """
    )


@question
def changes(database: Database) -> pd.DataFrame:
    """What the newest build changed: indicator_id, short_title, unit, decimals, division, code, name, year,
    old_value, old_status, new_value, new_status, kind; NaN and no status where there was or is no figure. The largest
    moves come first, and then those of another status alone (`kind`: value or status).
    """
    return database.query(
        f"""
        SELECT indicator_id, short_title, unit, decimals, division, code, name, year,
               old_value, old_status, new_value, new_status, if({STATUS_ALONE}, 'status', 'value') AS kind
        FROM change JOIN indicator USING (indicator_id) LEFT JOIN municipality USING (division, code)
        WHERE load_id = (SELECT max(load_id) FROM load)
        ORDER BY kind DESC, {MOVE} DESC, position, division, year DESC, code
        """
    )


@question
def counts(database: Database) -> tuple[int, int]:
    """How many observations there are, and how many of them have a figure."""
    row = database.query("SELECT count(*) AS rows, count(value) AS figures FROM observation").iloc[0]
    return int(row["rows"]), int(row["figures"])


def tables(database: Database) -> dict[str, pd.DataFrame]:
    """Every table but the observations and the geometry, whole, by name."""
    names = database.query("SELECT table_name FROM duckdb_tables() WHERE NOT temporary ORDER BY ALL")["table_name"]
    wanted = [name for name in names if name not in (*PARTS_OF_MAPS, "observation")]
    return {name: database.query(f'SELECT * FROM "{name}"') for name in wanted}


def observations(database: Database, indicator_id: str) -> pd.DataFrame:
    """The rows of the table `observation` of one indicator, without its id."""
    return database.query(
        "SELECT * EXCLUDE (indicator_id) FROM observation WHERE indicator_id = $id ORDER BY division, year, code",
        {"id": indicator_id},
    )
