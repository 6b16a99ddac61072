"""Population pyramids: the people of a place by sex and five-year group, beside those of another year or place.

A place is the country, a centrality class, a county or a municipality. Of one place in two years only the
municipalities that have figures of both are counted, so that a difference is never one of borders.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from dashboard import text
from dashboard.data import age_queries, queries
from dashboard.data.database import Database, question

COUNTRY = "landet"
SEXES = {"male": "Menn", "female": "Kvinner"}
OLDEST = ("80-84", "85-89", "90+")
"""The groups that «80 år og over» is made of."""


@dataclass(frozen=True)
class Place:
    """`id` names it in an address, `label` in a selector, `name` in a sentence; `codes` are its municipalities."""

    id: str
    label: str
    name: str
    codes: frozenset[str]


@dataclass(frozen=True)
class Side:
    """One of the two pyramids: a place in a year."""

    place: Place
    year: int


@dataclass(frozen=True)
class Pyramid:
    """`table` has a row an age group, the youngest first: age_group, and for each side (0, 1) and sex the persons
    (`male_0`) and the share of all inhabitants of the side in per cent (`male_share_0`). `missing` are the names of
    the municipalities of each side that are not counted.
    """

    sides: tuple[Side, Side]
    table: pd.DataFrame
    missing: tuple[tuple[str, ...], tuple[str, ...]]

    @property
    def over_time(self) -> bool:
        """Whether it is one place in two years."""
        return self.sides[0].place == self.sides[1].place

    def label(self, side: int) -> str:
        """What tells a side from the other: the year, or the place."""
        return str(self.sides[side].year) if self.over_time else self.sides[side].place.name

    def series(self, sex: str, side: int) -> str:
        """What a sex of a side is called: «Menn 2026», «Menn, Utsira»."""
        return f"{SEXES[sex]}{' ' if self.over_time else ', '}{self.label(side)}"

    def inhabitants(self, side: int) -> int:
        return int(self.table[[f"male_{side}", f"female_{side}"]].to_numpy().sum())

    def share_of_oldest(self, side: int) -> float:
        """The share of 80 years and over in per cent."""
        rows = self.table[self.table["age_group"].isin(OLDEST)]
        return float(rows[[f"male_share_{side}", f"female_share_{side}"]].to_numpy().sum())


@question
def places(database: Database, division: str) -> dict[str, Place]:
    """Every place by its id: the country, the classes, the counties, the municipalities."""
    register = queries.municipalities(database, division)
    found = [Place(COUNTRY, "Hele landet", "hele landet", frozenset(register["code"]))]
    classes = queries.categories(database, "centrality_class")
    for number in sorted(register["centrality_class"].dropna().unique()):
        rows = register[register["centrality_class"] == number]
        name = classes[int(number)]
        found.append(Place(f"klasse-{int(number)}", f"Sentralitet: {name}", text.uncapitalised(name),
                           frozenset(rows["code"])))  # fmt: skip
    for code, name in queries.counties(database, division).items():
        rows = register[register["county_code"] == code]
        found.append(Place(f"fylke-{code}", f"{code} {text.short_name(name)} (fylke)", text.short_name(name),
                           frozenset(rows["code"])))  # fmt: skip
    found += [
        Place(code, f"{code} {text.short_name(name)}", text.short_name(name), frozenset([code]))
        for code, name in zip(register["code"], register["name"], strict=True)
    ]
    return {place.id: place for place in found}


def years(database: Database, division: str, place: Place) -> list[int]:
    """The years in which some municipality of a place has figures, the newest first."""
    return [
        year
        for year in age_queries.years(database, division)
        if age_queries.ages(database, division, year)["code"].isin(place.codes).any()
    ]


def largest(database: Database, division: str, place: Place) -> float:
    """The most persons of one sex and age group in a place, in any year."""
    every = (age_queries.ages(database, division, year) for year in age_queries.years(database, division))
    inside = (rows[rows["code"].isin(place.codes)] for rows in every)
    return max(
        (rows.groupby("age_group")[list(SEXES)].sum().to_numpy().max() for rows in inside if len(rows)), default=0
    )


def pyramid(database: Database, division: str, first: Side, second: Side) -> Pyramid | None:
    """The two sides by age and sex; None where one of them has no figures, or no municipality has both years."""
    people = [age_queries.ages(database, division, side.year) for side in (first, second)]
    known = [frozenset(rows["code"]) & side.place.codes for rows, side in zip(people, (first, second), strict=True)]
    if first.place == second.place:
        known = [known[0] & known[1]] * 2
    if not all(known):
        return None
    names = queries.municipalities(database, division).set_index("code")["name"].map(text.short_name)
    table = pd.concat(
        [shares(rows[rows["code"].isin(codes)], side) for side, (rows, codes) in
         enumerate(zip(people, known, strict=True))],
        axis=1,
    )  # fmt: skip
    lacking = [
        tuple(names[code] for code in sorted(side.place.codes - codes))
        for side, codes in zip((first, second), known, strict=True)
    ]
    whole = table.rename_axis("age_group").reset_index()
    return Pyramid((first, second), whole, (lacking[0], lacking[1]))


def shares(rows: pd.DataFrame, side: int) -> pd.DataFrame:
    """Persons and shares by age group."""
    persons = rows.groupby("age_group", sort=False)[list(SEXES)].sum()
    shares = 100 * persons / persons.to_numpy().sum()
    return persons.add_suffix(f"_{side}").join(shares.add_suffix(f"_share_{side}"))


def usual_other(own: Place, year: int, available: list[int], known: Mapping[str, Place]) -> str:
    """What a pyramid is laid over unless told: the oldest other year, else the country, else the first class."""
    others = [other for other in available if other != year]
    if others:
        return str(min(others)) if min(others) < year else str(max(others))
    return COUNTRY if own.id != COUNTRY else next(id_ for id_ in known if id_ != COUNTRY)
