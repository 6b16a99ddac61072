"""Where figures are from: the sources of an indicator's figures, and of all that they are computed from."""

from __future__ import annotations

import pandas as pd

from dashboard.data.database import Database, question
from dashboard.data.queries import all_indicators, years
from etl import rules


@question
def sources(database: Database, indicator_id: str, division: str, year: int) -> pd.DataFrame:
    """The sources behind an indicator's figures of one year: the columns of the table `source`."""
    return database.query(
        """
        SELECT * FROM source WHERE source_id IN (
            SELECT DISTINCT source_id FROM observation
            WHERE indicator_id = $id AND division = $division AND year = $year)
        ORDER BY source_id
        """,
        {"id": indicator_id, "division": division, "year": year},
    )


@question
def sources_of(database: Database, indicator_id: str, division: str | None = None) -> pd.DataFrame:
    """The sources of an indicator's figures in any year (and division, if none is given), and of those that it is
    computed from: the columns of the table `source`.
    """
    wanted = [indicator_id]
    for name in wanted:  # grows on the way
        wanted += [one for one in rules.named(_rule(database, name)) if one not in wanted]
    return database.query(
        """
        SELECT * FROM source WHERE source_id IN (
            SELECT DISTINCT source_id FROM observation
            WHERE list_contains($ids, indicator_id) AND ($division IS NULL OR division = $division))
        ORDER BY source_id
        """,
        {"ids": wanted, "division": division},
    )


@question
def cited(database: Database, indicator_id: str, division: str, year: int) -> list[tuple[dict, str, int]]:
    """The sources behind an indicator's figures of one year and behind all that they are computed from, each once, the
    indicator's own first: a row of the table `source`, the indicator whose figures it gave, and their year.
    """
    rows = sources(database, indicator_id, division, year).to_dict("records")
    found = {row["source_id"]: (row, indicator_id, year) for row in rows}
    inputs = [
        cited(database, name, division, of_year) for name, of_year in _inputs(database, indicator_id, division, year)
    ]
    for part in inputs if all(inputs) else ():  # a figure that was read has no inputs of its year
        for row, owner, its_year in part:
            found.setdefault(row["source_id"], (row, owner, its_year))
    return list(found.values())


def _inputs(database: Database, indicator_id: str, division: str, year: int) -> list[tuple[str, int]]:
    """What an indicator's figures of a year are computed from: indicators, each with the year of its figures."""
    rule = _rule(database, indicator_id)
    if taken := rules.inputs(rule):
        return [(one.indicator_id, one.year(year)) for one in taken.all]
    newest = {name: years(database, name, division) for name in rules.named(rule)}
    return [(name, found[0]) for name, found in newest.items() if found]


def _rule(database: Database, indicator_id: str) -> rules.Rule:
    indicator = all_indicators(database).get(indicator_id)
    return rules.read(indicator.computation if indicator else None)


@question
def source(database: Database, source_id: str) -> pd.DataFrame:
    """One source as a frame of one row."""
    return database.query("SELECT * FROM source WHERE source_id = $id", {"id": source_id})
