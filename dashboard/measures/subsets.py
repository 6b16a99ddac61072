"""The municipalities that a map can be narrowed to: a group of size, centrality, districts, KOSTRA or labour market."""

from __future__ import annotations

from dashboard import text
from dashboard.data import queries
from dashboard.data.database import Database, question
from dashboard.measures.population import DISTRICT

GROUPINGS = {
    "size_group": "Innbyggere: {}",
    "centrality_class": "Sentralitet: {}",
    "kostra_group": "KOSTRA: {}",
}
"""The indicators whose named values are subsets, and what a subset is called on screen."""


@question
def subsets(database: Database, division: str) -> dict[str, frozenset[str]]:
    """The codes of each subset of a division by its title, the groupings in order; empty subsets are left out."""
    found: dict[str, frozenset[str]] = {}
    for indicator_id, title in GROUPINGS.items():
        groups = _groups(database, indicator_id, division)
        names = queries.categories(database, indicator_id)
        found |= {title.format(name): groups[value] for value, name in names.items() if value in groups}
        if indicator_id == "centrality_class":
            found |= _districts(groups)
    return found | _labour_markets(database, division)


def named(database: Database, division: str, said: str) -> str | None:
    """The subset that an address means by its short name or its title; None where it means none."""
    return next((title for title in subsets(database, division) if said in (text.slug(title), title)), None)


def _groups(database: Database, indicator_id: str, division: str) -> dict[int, frozenset[str]]:
    """The codes in each group of an indicator in its newest year."""
    if indicator_id not in queries.indicators(database):
        return {}
    year = queries.years(database, indicator_id, division)[0]
    known = queries.values(database, indicator_id, division, year).dropna(subset=["value"])
    values = sorted(known["value"].unique())
    return {int(value): frozenset(known.loc[known["value"] == value, "code"]) for value in values}


def _labour_markets(database: Database, division: str) -> dict[str, frozenset[str]]:
    """The labour markets of several municipalities, by name; one of a single municipality is no group."""
    regions = queries.municipalities(database, division).groupby("labour_market_region")["code"]
    return {f"Arbeidsmarked: {name}": frozenset(codes) for name, codes in regions if len(codes) > 1}


def _districts(classes: dict[int, frozenset[str]]) -> dict[str, frozenset[str]]:
    """District municipalities in both official meanings."""
    return {
        f"Distriktskommuner: sentralitetsklasse {name}": frozenset().union(
            *(codes for class_, codes in classes.items() if class_ >= meaning.lowest)
        )
        for name, meaning in DISTRICT.items()
    }
