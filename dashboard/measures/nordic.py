"""Municipal structure in the Nordic countries: which figures stand beside each other, and where a municipality would.

Nothing here ranks countries: their figures are of different days, and their municipalities have different tasks.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from dashboard import text
from dashboard.data import nordic_queries, queries
from dashboard.data.database import Database
from dashboard.data.places import current_codes

COUNTRIES = ("FI", "NO", "SE", "DK", "IS")
"""The order of the committee's table."""

EVERYWHERE = "alle kommuner"
"""The scope that goes without saying."""

SMALL = 5000
"""Inhabitants below which the committee's table counts small municipalities."""

NEAR = timedelta(days=366)
"""How far from the chosen day a country's figures may be to stand beside those of the day."""

FEWEST_COUNTRIES = 3
"""Countries with figures near a day, below which the day is not offered."""

STANDING_LINE = "Kommunene har ulike oppgaver; størrelse alene sier ikke hva de skal klare."


@dataclass(frozen=True)
class SizeClass:
    """Municipalities with `lower` to `upper` inhabitants, both in the class; the last class has no upper limit."""

    lower: int
    upper: int | None
    municipalities: int
    population: int

    @property
    def label(self) -> str:
        if self.upper is None:
            return f"{text.number(self.lower)} eller flere"
        return f"{text.number(self.lower)}–{text.number(self.upper)}"


@dataclass(frozen=True)
class Group:
    """The municipalities of a country in a scope on a day, with their statistics in inhabitants.

    `sizes` holds every municipality's inhabitants, smallest first; it is empty where only the embedded statistics and
    size classes are there. `municipalities` counts those that lack a figure (`missing`) too.
    """

    country: str
    scope: str
    day: date
    municipalities: int
    population: int
    mean: float
    median: float
    largest: int
    smallest: int
    below_5000: int
    missing: int
    source_id: str
    classes: tuple[SizeClass, ...]
    sizes: tuple[int, ...]

    @property
    def name(self) -> str:
        """The country, and the scope where it isn't all municipalities: «Finland uten Åland»."""
        country = text.COUNTRY_WORDS[self.country]
        if self.scope == EVERYWHERE:
            return country
        separator = " " if self.short_scope.startswith("uten") else ", "
        return f"{country}{separator}{self.short_scope}"

    @property
    def short_scope(self) -> str:
        """The scope without what the country's name or the table says: «uten Åland», «uten Christiansø»."""
        return re.sub(r"\d+ kommuner \((.*)\)", r"\1", self.scope.removeprefix(f"{EVERYWHERE}, "))

    @property
    def counted(self) -> int:
        """How many municipalities have a figure."""
        return self.municipalities - self.missing

    @property
    def as_of(self) -> date:
        """The day as a 1 January: 31 December is the evening before."""
        return date(self.day.year + 1, 1, 1) if (self.day.month, self.day.day) == (12, 31) else self.day


@dataclass(frozen=True)
class Span:
    """How many municipalities are meant: known exactly where both ends are equal."""

    low: int
    high: int

    @property
    def exact(self) -> bool:
        return self.low == self.high

    def __str__(self) -> str:
        low, high = text.number(self.low), text.number(self.high)
        return low if self.exact else f"mellom {low} og {high}"


def groups(database: Database) -> list[Group]:
    """Every group that there are figures for, in the order of COUNTRIES, by scope and day."""
    classes: dict[tuple, list[SizeClass]] = {}
    for row in nordic_queries.size_classes(database).to_dict("records"):
        upper = None if pd.isna(row["upper"]) else int(row["upper"])
        size_class = SizeClass(int(row["lower"]), upper, int(row["municipalities"]), int(row["population"]))
        classes.setdefault((row["country"], row["scope"], row["reference_date"]), []).append(size_class)
    sizes = {
        (row["country"], row["scope"], row["reference_date"]): tuple(int(size) for size in row["populations"])
        for row in nordic_queries.sizes(database).to_dict("records")
    }
    found = []
    for row in nordic_queries.groups(database).to_dict("records"):
        key = row["country"], row["scope"], row.pop("reference_date")
        fields = {str(name): value for name, value in row.items()}
        found.append(Group(day=key[2].date(), classes=tuple(classes.get(key, ())), sizes=sizes.get(key, ()), **fields))
    return sorted(found, key=lambda group: (COUNTRIES.index(group.country), group.scope, group.day))


def known_years(known: Sequence[Group]) -> list[int]:
    """Years on whose 1 January some country has figures, newest first."""
    return sorted({group.as_of.year for group in known if is_of(group, group.as_of.year)}, reverse=True)


def years(known: Sequence[Group]) -> list[int]:
    """Of those the ones that are offered: Norway has figures of the day, and enough countries near it."""
    of_norway = [year for year in known_years(known) if any(g.country == "NO" and is_of(g, year) for g in known)]
    counts = {year: len(countries_near(known, year)) for year in of_norway}
    enough = min(FEWEST_COUNTRIES, max(counts.values()))
    return [year for year, count in counts.items() if count >= enough]


def common_year(known: Sequence[Group]) -> int:
    """The newest of the years offered in which most countries have figures of the same day."""
    countries = {year: {group.country for group in known if is_of(group, year)} for year in years(known)}
    return max(countries, key=lambda year: (len(countries[year]), year))


def is_of(group: Group, year: int) -> bool:
    """Whether the group is of 1 January of the year (or of the evening before)."""
    return group.as_of == date(year, 1, 1)


def countries_near(known: Sequence[Group], year: int) -> list[str]:
    """The countries that have figures near 1 January of a year, in the order of COUNTRIES."""
    return list(dict.fromkeys(group.country for group in nearest(known, year)))


def nearest(known: Sequence[Group], year: int) -> list[Group]:
    """Each country and scope on the day nearest to 1 January of a year, where that is near; of two equally near, the
    later.
    """
    return [group for group in _closest(known, year) if abs(group.as_of - date(year, 1, 1)) <= NEAR]


def left_out(known: Sequence[Group], year: int) -> list[Group]:
    """The countries without figures near 1 January of a year, each with the nearest that it has."""
    near = countries_near(known, year)
    far = sorted(_closest(known, year), key=lambda group: abs(group.as_of - date(year, 1, 1)))
    found = {group.country: group for group in reversed(far) if group.country not in near}
    return sorted(found.values(), key=lambda group: COUNTRIES.index(group.country))


def _closest(known: Sequence[Group], year: int) -> list[Group]:
    wanted = date(year, 1, 1)
    best: dict[tuple[str, str], Group] = {}
    for group in sorted(known, key=lambda group: (abs(group.as_of - wanted), -group.as_of.toordinal())):
        best.setdefault((group.country, group.scope), group)
    return sorted(best.values(), key=lambda group: (COUNTRIES.index(group.country), group.scope))


def withdrawn(known: Sequence[Group]) -> dict[int, str]:
    """Why a day that some country has figures of is not offered, by year."""
    offered = years(known)
    first = min(group.day for group in known if group.country == "NO")
    said = {}
    for year in known_years(known):
        near = text.listed(text.COUNTRY_WORDS[country] for country in countries_near(known, year))
        if date(year, 1, 1) < first:
            said[year] = f"Norge er ikke i vår kilde før {text.date(first)}"
        elif year not in offered:
            said[year] = f"bare {near} har tall innen ett år fra den dagen"
    return said


def smaller_than(population: int, group: Group) -> Span:
    """How many municipalities of a group have fewer inhabitants than that.

    Exact where the municipalities are known. Else the size classes, the smallest, the largest and the median bound it.
    """
    count = group.counted
    if group.sizes:
        smaller = sum(size < population for size in group.sizes)
        return Span(smaller, smaller)
    if population <= group.smallest:
        return Span(0, 0)
    if population > group.largest:
        return Span(count, count)
    low = sum(c.municipalities for c in group.classes if c.upper is not None and c.upper < population)
    high = sum(c.municipalities for c in group.classes if c.lower < population)
    # The smallest is smaller and the largest is not; so it is with either half when the median is passed.
    low, high = max(low, 1), min(high, count - 1)
    if population > group.median:
        return Span(max(low, (count + 1) // 2), high)
    return Span(low, min(high, count // 2))


@dataclass(frozen=True)
class Municipality:
    """The Norwegian municipality that is looked at, on one day; `codes` are its numbers in every division."""

    codes: frozenset[str]
    name: str
    population: int
    day: date


@dataclass(frozen=True)
class Place:
    """Where a municipality would stand in a group: how many of the `others` have fewer inhabitants.

    `neighbours` are the nearest in size, one on each side where there is one: name and inhabitants. `at_home` is true
    where the municipality is one of the group's own, which is then left out of the others.
    """

    group: Group
    smaller: Span
    others: int
    neighbours: tuple[tuple[str, int], ...]
    at_home: bool = False


def municipality(database: Database, division: str, code: str, year: int) -> Municipality | None:
    """A municipality with its inhabitants on 1 January of the year, or of the nearest that it has a figure for."""
    available = queries.years(database, "population", division)
    for nearby in sorted(available, key=lambda other: (abs(other - year), -other)):
        values = queries.values(database, "population", division, nearby)
        row = values[(values["code"] == code) & values["value"].notna()]
        if len(row):
            name = text.short_name(row["name"].item())
            return Municipality(_codes(database, code), name, int(row["value"].item()), date(nearby, 1, 1))
    return None


def _codes(database: Database, code: str) -> frozenset[str]:
    """The numbers of a municipality in every division."""
    divisions = queries.divisions(database)["division"]
    return frozenset(found for division in divisions for found in current_codes(database, code, division))


def place(database: Database, chosen: Municipality, group: Group) -> Place:
    """Where the municipality would stand in a group; in Norway, where it was there on the group's day, it is compared
    with the others by its inhabitants of that day.
    """
    known = nordic_queries.municipalities(database, group.country, group.scope, group.day)
    if known.empty:
        return Place(group, smaller_than(chosen.population, group), group.counted, ())
    itself = known[known["code"].isin(chosen.codes) & (group.country == "NO")]
    at_home = len(itself) == 1 and _codes(database, itself["code"].item()) == chosen.codes
    known = known.drop(itself.index) if at_home else known
    smaller = int((known["population"] < (itself["population"].item() if at_home else chosen.population)).sum())
    around = known.iloc[max(smaller - 1, 0) : smaller + 1]
    names = around["name"].map(text.short_name)
    nearest_in_size = tuple(zip(names, around["population"].astype(int), strict=True))
    return Place(group, Span(smaller, smaller), len(known), nearest_in_size, at_home=at_home)


def sentence(found: Place) -> str:
    """Where it would stand, in words that say no more than is known."""
    if found.at_home:
        return f"Er {standing(found)}: {_reason(found)}"
    if found.group.country == "NO":
        return f"Fantes ikke i disse grensene den dagen; ville vært {standing(found)}: {_reason(found)}"
    return f"Ville vært {standing(found)}: {_reason(found)}"


def standing(found: Place) -> str:
    """«den minste», «blant de 15 minste», «nær midten», «blant de 2 største»: true wherever it is in the span."""
    smaller, larger = found.smaller, _not_smaller(found)
    if smaller == Span(0, 0):
        return "den minste"
    if larger == Span(0, 0):
        return "den største"
    if 2 * smaller.high < found.others:
        return f"blant de {text.number(smaller.high + 1)} minste"
    if 2 * larger.high < found.others:
        return f"blant de {text.number(larger.high + 1)} største"
    return "nær midten"


def sharpest(found: Sequence[Place]) -> list[Place]:
    """One place for each country, in their order: that of the scope which says most of the municipality."""
    best: dict[str, Place] = {}
    for one in sorted(found, key=sharpness):
        best.setdefault(one.group.country, one)
    return [best[country] for country in COUNTRIES if country in best]


def sharpness(found: Place) -> tuple[bool, float]:
    """How much a place says, the sharpest first: an end of the order, then few who stand as near to one as it does."""
    counts = found.smaller.high, _not_smaller(found).high
    return min(counts) > 0, (min(counts) + 1) / (found.others + 1)


def _not_smaller(found: Place) -> Span:
    return Span(found.others - found.smaller.high, found.others - found.smaller.low)


def _reason(found: Place) -> str:
    """How many there are on the nearer side of it."""
    among = f"av {text.number(found.others)} {'andre ' if found.at_home else ''}kommuner"
    larger = _not_smaller(found)
    if found.smaller == Span(0, 0):
        return f"ingen {among} har færre innbyggere"
    if larger == Span(0, 0):
        return f"ingen {among} har like mange innbyggere eller flere"
    if 2 * larger.high < found.others:
        return f"{larger} {among} har like mange innbyggere eller flere"
    return f"{found.smaller} {among} har færre innbyggere"
