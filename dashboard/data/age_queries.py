"""What is asked of the table of people by sex and age, which municipalities have for some years only."""

from __future__ import annotations

import pandas as pd

from dashboard.data.database import Database, question


@question
def years(database: Database, division: str) -> list[int]:
    """The years that any municipality has figures of, the newest first."""
    rows = database.query(
        "SELECT DISTINCT year FROM age_sex WHERE division = $division ORDER BY year DESC", {"division": division}
    )
    return rows["year"].astype(int).tolist()


@question
def ages(database: Database, division: str, year: int) -> pd.DataFrame:
    """Every municipality's people, the youngest first: code, age_group, male, female."""
    return database.query(
        """
        SELECT code, age_group, sum(persons) FILTER (sex = 'male')::INTEGER AS male,
               sum(persons) FILTER (sex = 'female')::INTEGER AS female
        FROM age_sex WHERE division = $division AND year = $year
        GROUP BY code, age_group ORDER BY regexp_extract(age_group, '^\\d+')::INTEGER, code
        """,
        {"division": division, "year": year},
    )


@question
def source(database: Database) -> pd.DataFrame:
    """Where the figures are from: a row of the table `source`."""
    return database.query("SELECT * FROM source WHERE source_id IN (SELECT source_id FROM age_sex) ORDER BY source_id")
