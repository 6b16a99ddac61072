"""Municipalities that meet several criteria at once, each of one indicator in its newest year."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from dashboard import text
from dashboard.data import queries
from dashboard.data.database import Database, question

BELOW, ABOVE, IS = "under", "over", "er"
SIDES = (BELOW, ABOVE, IS)
"""Below and above a limit, both without it; a named group."""

SEPARATOR = "~"
"""Between criteria in an address."""

_WRITTEN = re.compile(r"([a-z0-9_]{1,80})-(under|over|er)-(-?\d{1,12}(?:\.\d{1,6})?)", re.ASCII)

USUAL = "centrality_class-er-6~population-under-3000~net_operating_result-over-1.75~population_change_5y-over-0"
"""What is asked where nothing is: small and remote, with a sound economy and growth."""


@dataclass(frozen=True)
class Criterion:
    """An indicator that is below or above a limit, or in a group (its number is the limit)."""

    indicator_id: str
    side: str
    limit: float

    @property
    def written(self) -> str:
        """As an address holds it: «population-under-3000»."""
        limit = f"{self.limit:f}".rstrip("0").rstrip(".")
        return f"{self.indicator_id}-{self.side}-{limit}"


def read(database: Database, division: str, said: str) -> tuple[list[Criterion], list[str]]:
    """The criteria that an address means, each once, and the parts of it that mean nothing here."""
    found: list[Criterion] = []
    strange = []
    for part in filter(None, said.split(SEPARATOR)):
        match = _WRITTEN.fullmatch(part)
        criterion = Criterion(match[1], match[2], float(match[3])) if match else None
        if criterion is None or not _possible(database, division, criterion):
            strange.append(part)
        elif criterion not in found:
            found.append(criterion)
    return found, strange


def _possible(database: Database, division: str, criterion: Criterion) -> bool:
    known = queries.indicators(database)
    if criterion.indicator_id not in known or not queries.years(database, criterion.indicator_id, division):
        return False
    names = queries.categories(database, criterion.indicator_id)
    return criterion.limit in names if criterion.side == IS else not names


def written(criteria: Sequence[Criterion]) -> str:
    """The reverse of `read`."""
    return SEPARATOR.join(criterion.written for criterion in criteria)


def words(database: Database, criterion: Criterion) -> str:
    """«under 3 000 innbyggere», «klasse 6 (minst sentral)», «netto driftsresultat over 1,75 prosent av …»."""
    indicator = queries.indicators(database)[criterion.indicator_id]
    if criterion.side == IS:
        name = queries.categories(database, criterion.indicator_id)[int(criterion.limit)]
        if criterion.indicator_id == "centrality_class":
            return f"{name[0].lower()}{name[1:]}"
        return f"{indicator.short_title}: {name}"
    decimals = 0 if criterion.limit == int(criterion.limit) else len(f"{criterion.limit:.6f}".rstrip("0").split(".")[1])
    limit = f"{criterion.side} {text.number(criterion.limit, decimals)}"
    if criterion.indicator_id == "population":
        return f"{limit} innbyggere"
    title = indicator.short_title
    noun = title if title[:2].isupper() else f"{title[0].lower()}{title[1:]}"
    return f"{noun} {limit} {text.unit_for(indicator.unit)}".rstrip()


@question
def asked(database: Database, division: str, criteria: tuple[Criterion, ...]) -> pd.DataFrame:
    """All municipalities by code: code, name, county, county_code, a column of figures for each criterion by its place
    (`figure_0` …, NaN where there is none that can be compared), `known` (has all of them) and `meets` (all criteria).
    """
    rows = queries.municipalities(database, division)[["code", "name", "county", "county_code"]].copy()
    known = pd.Series(True, rows.index)
    meets = pd.Series(True, rows.index)
    for place, criterion in enumerate(criteria):
        year = queries.years(database, criterion.indicator_id, division)[0]
        values = queries.values_by_code(database, criterion.indicator_id, division, year).reindex(rows["code"])
        figure = values["value"].where(values["comparable"].astype(bool)).set_axis(rows.index)
        rows[f"figure_{place}"] = figure
        known &= figure.notna()
        meets &= _meets(figure, criterion)
    return rows.assign(known=known, meets=meets & known)


def _meets(figure: pd.Series, criterion: Criterion) -> pd.Series:
    if criterion.side == BELOW:
        return figure < criterion.limit
    return figure > criterion.limit if criterion.side == ABOVE else figure == criterion.limit
