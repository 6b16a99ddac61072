"""How much a duty's figure rests on: every case is counted, so no sampling makes it uncertain, but one kindergarten is
0 or 100.
"""

from __future__ import annotations

import pandas as pd

from dashboard import text
from dashboard.data import compliance_queries, queries
from dashboard.data.database import Database

FEW = 10
"""Cases below which a share rests on little: one of them moves it by more than ten points."""

LITTLE = "lite tallgrunnlag"
UNKNOWN = "ukjent"

BESIDE = {"Lovlig unntak (prosent)": "lawful", "Ikke vurdert (prosent)": "unassessed"}
"""What stands beside a share that is met, by its heading: it is no breach, whatever the share is."""

RULE = (
    "Oppfylt er det som oppfyller kravet eller er lovlig unntatt, av det som er vurdert. Unntak og det som ikke er "
    "vurdert, er ikke brudd, og står for seg. Ingen brudd blant et ukjent antall kan ikke sies å være oppfylt."
)
"""The one rule by which a duty is met, said wherever it is shown."""


def cases(database: Database, indicator: queries.Indicator, division: str, year: int) -> pd.DataFrame | None:
    """By code, `cases` (how many the duty's figure is of, NaN where unknown), whether that was `computed`, and `basis`
    (the same in words); None where it counts no cases that are known of.
    """
    scores = compliance_queries.duty_scores(database, division)
    scores = scores[(scores["indicator_id"] == indicator.indicator_id) & (scores["year"] == year)].set_index("code")
    counted = scores.assign(cases=scores["cases"], computed=False)
    if indicator.duty_cases:  # also of those that the index leaves out
        counted = queries.values(database, indicator.duty_cases, division, year).set_index("code")
        counted = counted.assign(cases=counted["value"], computed=counted["status"] == "derived")
    if counted["cases"].isna().all():
        return None
    words = [
        basis(count, indicator.duty_counted or "", computed=computed)
        for count, computed in zip(counted["cases"], counted["computed"], strict=True)
    ]
    return counted.assign(basis=words)[["cases", "computed", "basis"]]


def basis(count: float, counted: str, *, computed: bool) -> str:
    """«59 barnehager», «om lag 18 undersøkelser, beregnet», «lite tallgrunnlag: 1 barnehage», «ukjent».

    `computed` says that the number was reckoned back from a rounded share, and is no count.
    """
    if pd.isna(count):
        return UNKNOWN
    told = f"{text.number(count)} {text.unit_for(counted, count)}"
    told = f"om lag {told}, beregnet" if computed else told
    return f"{LITTLE}: {told}" if count < FEW else told


def without_empty(table: pd.DataFrame) -> pd.DataFrame:
    """A table of duties without the columns of BESIDE that no duty in it has anything in."""
    return table.drop(columns=[heading for heading in BESIDE if table[heading].isna().all()])
