"""What a publisher says of the uncertainty of its figures: which of them can't be told from the median municipality's.

The median is the country's, whichever municipalities are looked at: half of them lie on each side of it, and what
reaches it may belong to either.
"""

from __future__ import annotations

import pandas as pd

from dashboard import text
from dashboard.data import queries
from dashboard.data.database import Database, question

ALIKE = "kan ikke skilles fra mediankommunen"


@question
def published(database: Database, indicator_id: str, division: str, year: int) -> pd.DataFrame | None:
    """By code of those whose figure is published with an uncertainty: lower, upper, and `alike`, whether the interval
    reaches the median of all that can be compared. None where no figure has one.
    """
    values = queries.comparable(queries.values(database, indicator_id, division, year)).set_index("code")
    known = values.dropna(subset=["lower", "upper"])
    if known.empty or len(values) < text.FEWEST_FOR_MEDIAN:
        return None
    middle = values["value"].median()
    return known[["lower", "upper"]].assign(alike=(known["lower"] <= middle) & (known["upper"] >= middle))


@question
def median(database: Database, indicator_id: str, division: str, year: int) -> float:
    """The median of all municipalities of the division that can be compared."""
    return float(queries.comparable(queries.values(database, indicator_id, division, year))["value"].median())


def told(indicator: queries.Indicator, row: pd.Series) -> str:
    """«Usikkerhet 47,3–48,7: kan ikke skilles fra mediankommunen»."""
    lower, upper = (text.number(row[end], indicator.decimals + 1) for end in ("lower", "upper"))
    return f"Usikkerhet {lower}–{upper}{f': {ALIKE}' if row['alike'] else ''}"
