"""The change log: which figures a new database gives otherwise than the one before it."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import duckdb

# A year, an indicator or a municipality that only the new database has is no change; a figure that is gone is one.
# Embedded figures are rounded: less than a hundredth of the last decimal shown is no change either.
RECORD = """
INSERT INTO change
WITH old AS (FROM previous_observation SEMI JOIN indicator USING (indicator_id)),
     covered AS (SELECT DISTINCT indicator_id, division, year FROM previous_observation),
     new AS (FROM observation SEMI JOIN covered USING (indicator_id, division, year)
                              SEMI JOIN previous_municipality USING (division, code))
SELECT $load_id, indicator_id, division, code, year, old.value, old.status, new.value, new.status
FROM old FULL JOIN new USING (indicator_id, division, code, year)
JOIN indicator USING (indicator_id)
WHERE old.status IS DISTINCT FROM new.status OR (old.value IS NULL) <> (new.value IS NULL)
      OR abs(old.value - new.value) >= 0.01 * pow(10, -decimals)
ORDER BY ALL
"""


class PreviousError(Exception):
    """The previous database can't be read; the message says so in Norwegian."""


def carry_over(
    connection: duckdb.DuckDBPyConnection, previous: Path, version: str, mode: str, problems: list[str]
) -> None:
    """Copy the earlier loads and changes, and keep the earlier figures for `record`.

    If the last load gave the very same `version`, it is now the one with this `mode` and these `problems`. Raises
    PreviousError, with nothing copied, when the file is damaged or of another kind.
    """
    name = str(previous).replace("'", "''")
    try:
        connection.execute(f"ATTACH '{name}' AS previous (READ_ONLY)")
        for table in ("observation", "municipality"):
            connection.execute(f"CREATE TEMP TABLE previous_{table} AS FROM previous.{table}")
        connection.execute("BEGIN")
        connection.execute("INSERT INTO load BY NAME FROM previous.load")
        connection.execute(
            "UPDATE load SET mode = ?, problems = ? WHERE version = ? AND load_id = (SELECT max(load_id) FROM load)",
            [mode, problems, version],
        )
        connection.execute("INSERT INTO change BY NAME FROM previous.change")
        connection.execute("COMMIT")
    except duckdb.Error as error:
        with suppress(duckdb.Error):
            connection.execute("ROLLBACK")
        raise PreviousError(f"Forrige database ({previous.name}) kunne ikke leses") from error
    finally:
        connection.execute("DETACH DATABASE IF EXISTS previous")


def record(connection: duckdb.DuckDBPyConnection, load_id: int) -> int:
    """Write what differs from the figures that were carried over, as changes of this load; returns how many."""
    connection.execute(RECORD, {"load_id": load_id})
    [(differences,)] = connection.execute("SELECT count(*) FROM change WHERE load_id = ?", [load_id]).fetchall()
    return int(differences)
