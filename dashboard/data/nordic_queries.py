"""What the Nordic page asks of the database. Norway's municipalities are always there; the others' when pulled.

A group is a country in a scope on a day (Finland with and without Åland are two). Every statistic is computed here
from the municipalities of the group; where they have not been pulled, the embedded figures take their place.
"""

from __future__ import annotations

from datetime import date

import pandas as pd

from dashboard.data.database import Database, question

#: Every municipality that is known by size, Norway's in the division of the day.
SIZES = """
    sizes AS (
        SELECT country, scope, reference_date, code, name, population, source_id
        FROM nordic_municipality WHERE country <> 'NO'
        UNION ALL
        SELECT 'NO', 'alle kommuner', make_date(year, 1, 1), code, name, value::INTEGER, observation.source_id
        FROM observation JOIN municipality USING (division, code) JOIN division USING (division)
        WHERE indicator_id = 'population'
          AND make_date(year, 1, 1) BETWEEN valid_from AND coalesce(valid_to, DATE '9999-12-31')
    )
"""


@question
def groups(database: Database) -> pd.DataFrame:
    """Every group, by country, scope and day, with its statistics in inhabitants.

    Columns: country, scope, reference_date, municipalities, population, mean, median, largest, smallest, below_5000,
    missing (municipalities without a figure), source_id.
    """
    return database.query(
        f"""
        WITH {SIZES}, computed AS (
            SELECT country, scope, reference_date, count(*) AS municipalities, sum(population)::BIGINT AS population,
                   avg(population) AS mean, median(population) AS median, max(population) AS largest,
                   min(population) AS smallest, count(*) FILTER (population < 5000) AS below_5000,
                   count(*) - count(population) AS missing, min(source_id) AS source_id
            FROM sizes GROUP BY country, scope, reference_date HAVING count(population) > 0
        )
        SELECT * FROM computed
        UNION ALL BY NAME
        SELECT nordic_summary.*, 0 AS missing
        FROM nordic_summary ANTI JOIN computed USING (country, scope, reference_date)
        ORDER BY country, scope, reference_date
        """
    )


@question
def size_classes(database: Database) -> pd.DataFrame:
    """Every group by size class, smallest first; the classes are those of the embedded figures.

    Columns: country, scope, reference_date, size_class, lower and upper (inhabitants, both in the class; upper is
    missing for the last), municipalities, population.
    """
    return database.query(
        f"""
        WITH {SIZES}, classes AS (
            SELECT DISTINCT size_class, split_part(size_class, '-', 1)::INTEGER AS lower,
                   nullif(split_part(size_class, '-', 2), '')::INTEGER AS upper
            FROM nordic_size_class
        ), computed AS (
            SELECT country, scope, reference_date, size_class, lower, upper, count(*) FILTER (inside) AS municipalities,
                   coalesce(sum(population) FILTER (inside), 0)::BIGINT AS population
            FROM (SELECT *, population BETWEEN lower AND coalesce(upper, population) AS inside FROM sizes, classes)
            WHERE population IS NOT NULL GROUP BY country, scope, reference_date, size_class, lower, upper
        )
        SELECT * FROM computed
        UNION ALL BY NAME
        SELECT country, scope, reference_date, size_class, lower, upper, municipalities, population
        FROM nordic_size_class JOIN classes USING (size_class)
        ANTI JOIN computed USING (country, scope, reference_date)
        ORDER BY country, scope, reference_date, lower
        """
    )


@question
def municipalities(database: Database, country: str, scope: str, day: date) -> pd.DataFrame:
    """The municipalities of a group, smallest first: code, name, population. No rows where they are not known."""
    return database.query(
        f"""
        WITH {SIZES}
        SELECT code, name, population FROM sizes
        WHERE country = $country AND scope = $scope AND reference_date = $day AND population IS NOT NULL
        ORDER BY population, name
        """,
        {"country": country, "scope": scope, "day": day},
    )


@question
def committee_table(database: Database) -> pd.DataFrame:
    """The committee's table as printed: country, row, value, note, source_id."""
    return database.query('SELECT country, "row", value, note, source_id FROM committee_table')


@question
def sources(database: Database, source_ids: tuple[str, ...]) -> pd.DataFrame:
    """Some sources in the order of their ids: the columns of the table `source`."""
    return database.query(
        "SELECT * FROM source WHERE list_contains($ids, source_id) ORDER BY source_id", {"ids": list(source_ids)}
    )


@question
def sizes(database: Database) -> pd.DataFrame:
    """The inhabitants of every known municipality: country, scope, reference_date, populations (a list, ascending)."""
    return database.query(
        f"""
        WITH {SIZES}
        SELECT country, scope, reference_date, list(population ORDER BY population) AS populations
        FROM sizes WHERE population IS NOT NULL GROUP BY ALL
        """
    )
