"""The other Nordic countries' municipalities, office by office: one that is down does not stop the others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from etl.http import Session, SourceError
from etl.sources import hagstofa, scb, statbank, statfin
from etl.sources.nordic_population import COLUMNS, NordicPopulation

#: How each country's figures are asked for.
COUNTRIES: dict[str, Callable[[Session], NordicPopulation]] = {
    "FI": statfin.population,
    "SE": scb.population,
    "DK": statbank.population,
    "IS": hagstofa.population,
}


@dataclass(frozen=True)
class NordicPull:
    """Rows of nordic_municipality and of source; `problems` says in Norwegian which office gave nothing, and why."""

    municipalities: pd.DataFrame
    sources: pd.DataFrame
    problems: list[str]


def pull(session: Session) -> NordicPull:
    """Every country that answers; the others keep the figures that they have."""
    found: list[NordicPopulation] = []
    problems = []
    for ask in COUNTRIES.values():
        try:
            found.append(ask(session))
        except SourceError as error:
            problems.append(str(error))
    tables = [country.table for country in found]
    municipalities = pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=COLUMNS)
    return NordicPull(municipalities, pd.DataFrame([country.source for country in found]), problems)
