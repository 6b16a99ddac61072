"""What the page «Regneeksempler» asks of the database, beside the questions that all pages share."""

from __future__ import annotations

import pandas as pd

from dashboard.data.database import Database, question


@question
def borders(database: Database, division: str) -> pd.DataFrame:
    """Who borders on whom: code, neighbour_code, border_km."""
    return database.query(
        "SELECT code, neighbour_code, border_km FROM neighbour WHERE division = $division ORDER BY ALL",
        {"division": division},
    )
