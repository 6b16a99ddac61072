"""What the figures of the other Nordic offices become: inhabitants of each municipality, and where they are from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from etl.http import Answer, SourceError
from etl.names import span
from etl.sources.publication import Publication

#: Before this year Denmark had other municipalities; the other countries' figures begin with it too.
FIRST_YEAR = 2008

COLUMNS = ["country", "code", "name", "reference_date", "population", "scope", "source_id"]


class TableChanged(SourceError):
    """A table that no longer is what this program knows: a variable or a code is gone, or a new one has come."""


@dataclass(frozen=True)
class NordicPopulation:
    """One country's municipalities. `table` has the columns of nordic_municipality, `source` those of source.

    A municipality stands once for each scope that it belongs to. `population` is missing where the office has
    no figure for a municipality that exists.
    """

    table: pd.DataFrame
    source: dict[str, Any]

    @property
    def lacking(self) -> list[str]:
        """The names of the municipalities that have no figure on the newest day."""
        newest = self.table[self.table["reference_date"] == self.table["reference_date"].max()]
        return list(dict.fromkeys(newest.loc[newest["population"].isna(), "name"]))


def published(
    publication: Publication, country: str, scopes: Sequence[tuple[str, pd.DataFrame]], answer: Answer
) -> NordicPopulation:
    """The figures of a country; each scope has its own frame of code, name, reference_date and population.

    Raises TableChanged where there is nothing in them, or a municipality twice.
    """
    subject = f"{publication.publisher}, tabell {publication.table_id}"
    parts = [frame.assign(country=country, scope=scope, source_id=publication.source_id) for scope, frame in scopes]
    table = pd.concat(parts, ignore_index=True)[COLUMNS]
    if table["population"].notna().sum() == 0:
        raise TableChanged(subject, "svaret har ingen folketall")
    twice = table.loc[table.duplicated(["code", "reference_date", "scope"]), "code"]
    if len(twice):
        raise TableChanged(subject, f"kommunen {twice.iloc[0]} står to ganger")
    reference = span(*(f"{day:%d.%m.%Y}" for day in (table["reference_date"].min(), table["reference_date"].max())))
    return NordicPopulation(table, publication.source([answer], reference, answer.sha256, answer.updated))


def in_use(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows of municipalities that existed on the day, population as whole persons.

    `frame` has code, name, reference_date, population and, where the office tells, status. Nobody lives in a
    municipality that is not there: a zero and «not applicable» fall out. A figure that is not given is missing, also
    where it never is; days on which nobody has a figure fall out.
    """
    population = frame["population"].astype("Int64")
    gone = population.eq(0).fillna(False).astype(bool)
    if "status" in frame:
        gone |= frame["status"].eq("not_applicable")
    told = frame.loc[population.gt(0).fillna(False).astype(bool), "reference_date"]
    kept = ~gone & frame["reference_date"].isin(told)
    columns = ["code", "name", "reference_date", "population"]
    return frame.assign(population=population).loc[kept, columns].reset_index(drop=True)
