"""Municipalities that meet several criteria at once, each of one indicator in its newest year."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import pandas as pd

from dashboard import text
from dashboard.data import queries
from dashboard.data.database import Database, question
from dashboard.measures import uncertainty
from dashboard.measures.economy import RECOMMENDED_RESULT

BELOW, ABOVE, IS = "under", "over", "er"
SIDES = (BELOW, ABOVE, IS)
"""Below and above a limit, both without it; a named group."""

SEPARATOR = "~"
"""Between criteria in an address."""

_WRITTEN = re.compile(r"([a-z0-9_]{1,80})-(under|over|er)-(-?\d{1,12}(?:\.\d{1,6})?)(?:-(\d)ar)?", re.ASCII)

MOST_YEARS = 9
"""Years running that can be asked for."""

USUAL = "centrality_class-er-6~population-under-3000~net_operating_result-over-1.75~population_change_5y-over-0"
"""What is asked where nothing is: small and remote, with a sound economy and growth."""


@dataclass(frozen=True)
class Criterion:
    """An indicator that is below or above a limit, or in a group (its number is the limit), in its newest year or in so
    many years running.
    """

    indicator_id: str
    side: str
    limit: float
    years: int = 1

    @property
    def written(self) -> str:
        """As an address holds it: «population-under-3000»."""
        limit = f"{self.limit:f}".rstrip("0").rstrip(".")
        return f"{self.indicator_id}-{self.side}-{limit}{f'-{self.years}ar' if self.years > 1 else ''}"


def read(database: Database, division: str, said: str) -> tuple[list[Criterion], list[str]]:
    """The criteria that an address means, each once, and the parts of it that mean nothing here."""
    found: list[Criterion] = []
    strange = []
    for part in filter(None, said.split(SEPARATOR)):
        match = _WRITTEN.fullmatch(part)
        criterion = Criterion(match[1], match[2], float(match[3]), int(match[4] or 1) or 1) if match else None
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
            return text.uncapitalised(name)
        return f"{indicator.short_title}: {name}"
    decimals = 0 if criterion.limit == int(criterion.limit) else len(f"{criterion.limit:.6f}".rstrip("0").split(".")[1])
    limit = f"{criterion.side} {text.number(criterion.limit, decimals)}"
    running = f" {RUNNING.get(criterion.years, criterion.years)} år på rad" if criterion.years > 1 else ""
    if criterion.indicator_id == "population":
        return f"{limit} innbyggere{running}"
    title = indicator.short_title
    noun = text.uncapitalised(title)
    norm = f" ({NORM})" if is_norm(criterion) else ""
    return f"{noun} {limit} {text.unit_for(indicator.unit)}".rstrip() + running + norm


NORM = "normen gjelder snittet over flere år"
"""What is said of the recommended operating result wherever it is a limit."""


def is_norm(criterion: Criterion) -> bool:
    """Whether the limit is the operating result that is recommended."""
    return criterion.indicator_id == "net_operating_result" and criterion.limit == RECOMMENDED_RESULT


def within_uncertainty(database: Database, division: str, criterion: Criterion, codes: Collection[str]) -> int | None:
    """Of how many of some municipalities the published uncertainty covers the limit; None where none is published."""
    year = queries.years(database, criterion.indicator_id, division)[0]
    found = uncertainty.published(database, criterion.indicator_id, division, year)
    if found is None or criterion.side == IS:
        return None
    known = found[found.index.isin(codes)]
    return int(((known["lower"] <= criterion.limit) & (known["upper"] >= criterion.limit)).sum())


RUNNING = {2: "to", 3: "tre", 4: "fire", 5: "fem", 6: "seks", 7: "sju", 8: "åtte", 9: "ni"}


def years_asked(database: Database, division: str, criterion: Criterion) -> list[int]:
    """The years that a criterion is of, newest first; empty where there are not so many years running."""
    there = queries.years(database, criterion.indicator_id, division)
    wanted = [there[0] - back for back in range(criterion.years)]
    return wanted if set(wanted) <= set(there) else []


def too_few_years(database: Database, division: str, criterion: Criterion) -> str | None:
    """Which years a criterion asks for that there are no figures of; None where there are of all."""
    if years_asked(database, division, criterion):
        return None
    title = queries.indicators(database)[criterion.indicator_id].short_title
    there = queries.years(database, criterion.indicator_id, division)
    lacking = [year for back in range(criterion.years) if (year := there[0] - back) not in there]
    return (
        f"{title} har bare tall for {text.years(there)} og mangler {text.years(lacking)}, så "
        f"«{RUNNING.get(criterion.years, criterion.years)} år på rad» kan ikke sies"
    )


NOT_COMPARED = "not_applicable"
"""The status of a figure that is there and can't be compared: its note says why."""


@question
def asked(database: Database, division: str, criteria: tuple[Criterion, ...]) -> pd.DataFrame:
    """All municipalities by code: code, name, county, county_code, a column of figures for each criterion by its place
    (`figure_0` …, NaN where there is none that can be compared), `known` (has all of them), `meets` (all criteria), and
    `status` and `note` of the first figure that isn't there or can't be compared, else None.
    """
    rows = queries.municipalities(database, division)[["code", "name", "county", "county_code"]].copy()
    known = pd.Series(True, rows.index)
    meets = pd.Series(True, rows.index)
    lacking = pd.DataFrame({"status": None, "note": None}, rows.index, dtype=object)
    for place, criterion in enumerate(criteria):
        years = years_asked(database, division, criterion)
        rows[f"figure_{place}"] = float("nan")
        known &= bool(years)
        for year in years[::-1]:  # the newest last: its figure is the one that is shown
            values = queries.values_by_code(database, criterion.indicator_id, division, year).reindex(rows["code"])
            figure = values["value"].where(values["comparable"].astype(bool)).set_axis(rows.index)
            rows[f"figure_{place}"] = figure
            why = values[["status", "note"]].set_axis(rows.index)
            why["status"] = why["status"].where(values["value"].isna().set_axis(rows.index), NOT_COMPARED)
            first = known & figure.isna()
            lacking[first] = why[first]
            known &= figure.notna()
            meets &= _meets(figure, criterion)
    return rows.assign(known=known, meets=meets & known, **lacking)


def _meets(figure: pd.Series, criterion: Criterion) -> pd.Series:
    if criterion.side == BELOW:
        return figure < criterion.limit
    return figure > criterion.limit if criterion.side == ABOVE else figure == criterion.limit
