"""What is asked about compliance with statutory duties: the pattern, the open duties, and the areas that are weak."""

from __future__ import annotations

import pandas as pd

from dashboard.data.database import Database, question

MENON, DUTIES, PATTERN = "compliance_menon", "duty_index", "compliance_pattern"
"""The indicators of the three sources, which are never mixed."""


@question
def pattern(database: Database, division: str) -> pd.DataFrame:
    """What the MODELLED pattern is drawn from: code, name, county_code, county, by code, with population and
    centrality_index, and size, centrality and economy (standard deviations from the mean; NaN where there is none).
    """
    return database.query(
        """
        SELECT m.code, m.name, m.county_code, m.county, m.centrality_index, n.value AS population, p.size, p.centrality,
               p.economy
        FROM municipality m
        LEFT JOIN compliance_pattern p ON p.division = m.division AND p.code = m.code
        LEFT JOIN (
            SELECT code, max_by(value, year) AS value FROM observation
            WHERE indicator_id = 'population' AND division = $division AND value IS NOT NULL GROUP BY code
        ) n ON n.code = m.code
        WHERE m.division = $division ORDER BY m.code
        """,
        {"division": division},
    )


@question
def pattern_coefficients(database: Database, division: str) -> pd.DataFrame:
    """symbol, meaning, value of every number in the pattern's formula, in order."""
    return database.query(
        "SELECT symbol, meaning, value FROM compliance_coefficient WHERE division = $division ORDER BY position",
        {"division": division},
    )


@question
def weak_areas(database: Database, indicator_id: str, division: str) -> pd.DataFrame:
    """The areas behind a count of weak areas: code, position, area, area_indicator_id, year, and weak_at: the smallest
    share (per cent) of the weakest that the municipality is among, NaN where that is not known.
    """
    return database.query(
        """
        SELECT code, position, area, area_indicator_id, year, weak_at FROM weak_area
        WHERE indicator_id = $id AND division = $division ORDER BY code, position
        """,
        {"id": indicator_id, "division": division},
    )


@question
def duty_scores(database: Database, division: str) -> pd.DataFrame:
    """indicator_id, code, year, score and own_score (0-100, the first pulled towards the group's where few cases are
    counted), cases, lawful and unassessed (per cent), of every duty that open figures tell of; title, area and kind of
    each.
    """
    return database.query(
        """
        SELECT d.indicator_id, d.code, d.year, d.score, d.own_score, d.cases, d.lawful, d.unassessed, i.short_title,
               i.duty_area AS area, i.duty_kind AS kind
        FROM duty_score d JOIN indicator i USING (indicator_id)
        WHERE d.division = $division ORDER BY i.position, d.code
        """,
        {"division": division},
    )


@question
def are_measured(database: Database) -> bool:
    """Whether any duty is measured by open figures."""
    found = database.query(
        "SELECT 1 FROM duty_score JOIN indicator USING (indicator_id) WHERE duty_kind = 'measured' LIMIT 1"
    )
    return not found.empty


@question
def unavailable_duties(database: Database) -> pd.DataFrame:
    """short_title, duty_kind, legal_basis, reason of the duties that have no figures yet."""
    return database.query(
        """
        SELECT short_title, duty_kind, legal_basis, reason FROM unavailable_indicator
        WHERE duty_kind IS NOT NULL ORDER BY position
        """
    )
