"""What is asked of the state budget's transfers to municipalities and counties (items 60-69), which are national."""

from __future__ import annotations

import pandas as pd

from dashboard.data.database import Database, question


@question
def transfers(database: Database) -> pd.DataFrame:
    """A row an item and year: post («571.60»), ministry, chapter_name, name, kind, year, amount (million kroner of the
    year) and basis, what the year's amounts are from: «accounts», else the «revised» or the «adopted» budget.
    """
    return database.query(
        """
        SELECT ltrim(chapter, '0') || '.' || item AS post, ministry, chapter_name, name, kind, year,
               CASE WHEN has_accounts THEN coalesce(accounts_mnok, 0)
                    ELSE coalesce(budget_revised_mnok, budget_adopted_mnok, 0) END AS amount,
               CASE WHEN has_accounts THEN 'accounts' WHEN is_revised THEN 'revised' ELSE 'adopted' END AS basis
        FROM (
            SELECT *, count(accounts_mnok) OVER of_year > 0 AS has_accounts,
                count(budget_revised_mnok) OVER of_year > 0 AS is_revised
            FROM state_grant WINDOW of_year AS (PARTITION BY year)
        )
        ORDER BY year, post
        """
    )


@question
def source(database: Database) -> pd.DataFrame:
    """Where the amounts are from: a row of the table `source`."""
    return database.query("SELECT * FROM source WHERE source_id IN (SELECT source_id FROM state_grant)")
