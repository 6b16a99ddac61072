"""The municipalities that figures can be narrowed to, by size, centrality, districts, KOSTRA and labour market."""

from __future__ import annotations

from collections.abc import Iterable

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

KIND = ": "
"""Between what a condition is about and what it asks for: «Sentralitet: Klasse 6 (minst sentral)»."""


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


def meeting(database: Database, division: str, conditions: Iterable[str], county: str | None = None) -> frozenset[str]:
    """The codes (of a county, or all) that meet conditions (titles of subsets of the division): all kinds of them, and
    of each kind one, since nobody is in two groups of a kind.
    """
    known, register = subsets(database, division), queries.municipalities(database, division)
    codes = frozenset(register["code"] if county is None else register.loc[register["county_code"] == county, "code"])
    for titles in _by_kind(conditions).values():
        codes &= frozenset().union(*(known[title] for title in titles))
    return codes


def counted(database: Database, division: str, conditions: Iterable[str], county: str | None = None) -> str:
    """«62 av 357 kommuner», «12 av 41 kommuner i Nordland»: how many of the county, or of all, meet the conditions."""
    of = len(meeting(database, division, (), county))
    found = len(meeting(database, division, conditions, county))
    return f"{text.number(found)} av {text.count(of, 'kommune', 'kommuner')}{inside(database, division, county)}"


def inside(database: Database, division: str, county: str | None) -> str:
    """« i Nordland», to stand after what is counted or named; nothing where no county is chosen."""
    return f" i {text.short_name(queries.counties(database, division)[county])}" if county else ""


def words(conditions: Iterable[str]) -> str:
    """«Sentralitet: Klasse 5 eller Klasse 6; Innbyggere: 0–999»."""
    return "; ".join(
        f"{kind}{KIND}{text.either(title.removeprefix(f'{kind}{KIND}') for title in titles)}"
        for kind, titles in _by_kind(conditions).items()
    )


def _by_kind(conditions: Iterable[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for title in conditions:
        found.setdefault(title.partition(KIND)[0], []).append(title)
    return found


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
