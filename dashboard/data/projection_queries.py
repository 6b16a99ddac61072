"""What is asked of the tables of the own projection: modelled figures, and what the same computation said earlier."""

from __future__ import annotations

import pandas as pd

from dashboard.data.database import Database, question


@question
def ahead(database: Database, division: str) -> pd.DataFrame:
    """Every projected figure: indicator_id, code, year, value, lower, upper, note, and `other`, the same without the
    newest five years.
    """
    return database.query(
        """
        SELECT o.indicator_id, o.code, o.year, o.value, o.lower, o.upper, o.note, p.value AS other
        FROM observation o LEFT JOIN projection_other p USING (indicator_id, division, code, year)
        WHERE o.division = $division AND starts_with(o.indicator_id, 'own_projection_')
        ORDER BY o.indicator_id, o.year, o.code
        """,
        {"division": division},
    )


@question
def tests(database: Database, division: str) -> pd.DataFrame:
    """The track record: indicator_id, code, start, year, projected, happened, lower, upper."""
    return database.query(
        """
        SELECT indicator_id, code, start, year, projected, happened, lower, upper
        FROM projection_test WHERE division = $division ORDER BY indicator_id, start, year, code
        """,
        {"division": division},
    )


@question
def ages(database: Database, division: str, year: int) -> pd.DataFrame:
    """Every municipality's people of a year ahead, the youngest first: code, age_group, male, female."""
    return database.query(
        """
        SELECT code, age_group, sum(persons) FILTER (sex = 'male') AS male,
               sum(persons) FILTER (sex = 'female') AS female
        FROM projected_age_sex WHERE division = $division AND year = $year
        GROUP BY code, age_group ORDER BY regexp_extract(age_group, '^\\d+')::INTEGER, code
        """,
        {"division": division, "year": year},
    )
