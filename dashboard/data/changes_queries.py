"""What the newest load changed, and which of the changes are of a status alone."""

from __future__ import annotations

import pandas as pd

from dashboard.data.database import Database, question

STATUS_ALONE = """
    (old_status IS NOT NULL AND new_status IS NOT NULL AND coalesce(
        abs(old_value - new_value) < 0.01 * pow(10, -coalesce(decimals, 0)), old_value IS NULL AND new_value IS NULL))
"""
"""Of a row of `change` beside its indicator: the figure stands, or is missing still, and has another status."""

MOVE = """
    coalesce(abs(new_value - old_value) / greatest(
        abs(new_value), abs(old_value), avg(abs(new_value)) OVER (PARTITION BY indicator_id)), 1)
"""
"""How large a change is, held against the figure and against what is usual for the indicator, whichever is larger, so
that neither a small municipality's few nor a share near zero leads; 1 for what came or fell away.
"""


@question
def latest_changes(database: Database, division: str, code: str) -> pd.DataFrame:
    """What the newest load changed of a municipality's figures: indicator_id, year, old_value, new_value.

    A year that was not there before is no change, nor is another status of the same figure.
    """
    return database.query(
        f"""
        SELECT indicator_id, year, old_value, new_value FROM change LEFT JOIN indicator USING (indicator_id)
        WHERE load_id = (SELECT max(load_id) FROM load) AND division = $division AND code = $code
          AND old_status IS NOT NULL AND NOT {STATUS_ALONE}
        ORDER BY indicator_id, year
        """,
        {"division": division, "code": code},
    )


@question
def changes_of(database: Database, indicator_id: str, division: str) -> pd.DataFrame:
    """What the newest load changed of an indicator: code, year, old_value, new_value; a new year is no change, nor is
    another status of the same figure.
    """
    return database.query(
        f"""
        SELECT code, year, old_value, new_value FROM change LEFT JOIN indicator USING (indicator_id)
        WHERE load_id = (SELECT max(load_id) FROM load) AND indicator_id = $id AND division = $division
          AND old_status IS NOT NULL AND NOT {STATUS_ALONE}
        ORDER BY year, code
        """,
        {"id": indicator_id, "division": division},
    )
