"""What the open data ask of the database. Figures are not kept by question here: the answers made of them are."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from dashboard.data.changes_queries import MOVE, STATUS_ALONE
from dashboard.data.compliance_queries import PATTERN
from dashboard.data.database import Database, question
from dashboard.data.queries import Indicator, all_indicators

DECIMALS = 6
"""Decimals that figures are handed out with: more than any publisher gives, fewer than computing leaves behind."""


@question
def published(database: Database) -> dict[str, Indicator]:
    """The indicators that are handed out: all that have figures, but for the pattern, from which nothing is to be
    computed.
    """
    return {name: one for name, one in all_indicators(database).items() if name != PATTERN}


def figures(
    database: Database, indicator_id: str, division: str, codes: Sequence[str] | None, years: Sequence[int]
) -> pd.DataFrame:
    """An indicator's figures, a row a municipality and year, by code and year, also where there is no figure: code,
    name, year, value, lower, upper, status, comparable, note, source_id. `codes` None is the whole division.
    """
    return database.query(
        """
        SELECT m.code, m.name, y.year, round(o.value, $decimals) AS value, round(o.lower, $decimals) AS lower,
               round(o.upper, $decimals) AS upper, coalesce(o.status, 'not_in_source') AS status,
               coalesce(o.comparable, true) AS comparable, o.note, o.source_id
        FROM municipality m
        CROSS JOIN (SELECT unnest($years::INTEGER[]) AS year) y
        LEFT JOIN observation o ON o.indicator_id = $id AND o.division = m.division AND o.code = m.code
                               AND o.year = y.year
        WHERE m.division = $division AND ($codes IS NULL OR list_contains($codes::VARCHAR[], m.code))
        ORDER BY m.code, y.year
        """,
        {
            "id": indicator_id,
            "division": division,
            "codes": None if codes is None else list(codes),
            "years": list(years),
            "decimals": DECIMALS,
        },
    )


def changes(
    database: Database, *, load_id: int | None, indicator_id: str | None, code: str | None, division: str | None
) -> pd.DataFrame:
    """What builds changed, newest first: load_id, version, finished_at, indicator_id, title, unit, decimals, division,
    code, name, year, old_value, old_status, new_value, new_status, kind (value, or status where the figure stands). Of
    a build, the largest moves come first, and other statuses last. `load_id` is the build after which changes count.
    """
    return database.query(
        f"""
        SELECT load_id, load.version, load.finished_at, indicator_id, coalesce(indicator.title, indicator_id) AS title,
               indicator.unit, coalesce(indicator.decimals, 0) AS decimals, division, code, municipality.name, year,
               old_value, old_status, new_value, new_status, if({STATUS_ALONE}, 'status', 'value') AS kind
        FROM change JOIN load USING (load_id) LEFT JOIN indicator USING (indicator_id)
             LEFT JOIN municipality USING (division, code)
        WHERE load_id > coalesce($load_id, 0) AND ($id IS NULL OR indicator_id = $id)
              AND ($code IS NULL OR code = $code) AND ($division IS NULL OR division = $division)
        ORDER BY load_id DESC, kind DESC, {MOVE} DESC, indicator.position, indicator_id, division, code, year DESC
        """,
        {"load_id": load_id, "id": indicator_id, "code": code, "division": division},
    )


@question
def spans(database: Database) -> dict[str, dict[str, dict[str, int]]]:
    """Which years an indicator has figures of, by indicator and division: first, last, years and figures (how many)."""
    rows = database.query(
        """
        SELECT indicator_id, division, min(year) AS first, max(year) AS last, count(DISTINCT year) AS years,
               count(*) AS figures
        FROM observation WHERE value IS NOT NULL GROUP BY ALL ORDER BY indicator_id, division
        """
    )
    found: dict[str, dict[str, dict[str, int]]] = {}
    for row in rows.to_dict("records"):
        span = {name: int(row[name]) for name in ("first", "last", "years", "figures")}
        found.setdefault(row["indicator_id"], {})[row["division"]] = span
    return found
