"""What if municipalities were joined: which ones, how that is written in a link, and a rule that joins them.

A scenario is a list of units; a unit is the codes of the municipalities in it, ascending. Nothing here knows a figure
but the inhabitants that the rule goes by, and nothing here is a forecast or a recommendation.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from pyproj import Geod

from dashboard import text
from dashboard.data import places

Unit = tuple[str, ...]
Units = tuple[Unit, ...]

LONGEST_WRITTEN = 2000
"""Characters of a written scenario that are read; all municipalities in pairs take less."""

MOST_NAMED = 5

_EARTH = Geod(ellps="GRS80")


# --- Units and how a link writes them -----------------------------------------------------------------------------


def units_of(groups: Iterable[Iterable[str]]) -> Units:
    """Groups of codes as units: codes ascending, the units by their first code, groups of fewer than two left out."""
    units = (tuple(sorted(set(group))) for group in groups)
    return tuple(sorted(unit for unit in units if len(unit) > 1))


def written(groups: Iterable[Iterable[str]]) -> str:
    """Groups of codes in the order given, short and in unreserved characters: «150880-46010226.4201».

    A group is a county's two digits and two digits for each of its municipalities; «.» comes before the next county
    of the group, «-» before the next group.
    """
    return "-".join(_written_group(group) for group in groups)


def _written_group(group: Iterable[str]) -> str:
    counties: dict[str, list[str]] = {}
    for code in sorted(set(group)):
        counties.setdefault(code[:2], []).append(code[2:])
    return ".".join(county + "".join(endings) for county, endings in counties.items())


def fingerprint(units: Units) -> str:
    """A short text that is the same for the same units only, so that a link can tell when a rule's outcome moved."""
    return np.base_repr(zlib.crc32(written(units).encode()), 36).lower()


@dataclass(frozen=True)
class Reading:
    """What a written scenario says in a division: groups as they stand there, and what to tell about the rest."""

    groups: tuple[Unit, ...]
    remarks: tuple[str, ...] = ()


def read(scenario: str, known: Collection[str], current: Callable[[str], Sequence[str]], division: str) -> Reading:
    """The groups of a written scenario in the division that is called `division`, whose codes are `known`.

    `current` gives the codes there that a code of another division belongs to. A municipality is in the first group
    that names it; an empty group stays, as it is one that somebody is about to fill.
    """
    groups: list[list[str]] = []
    taken: set[str] = set()
    unreadable: list[str] = []
    repeated: list[str] = []
    single: list[str] = []
    unknown, moved = [], []
    for part in scenario[:LONGEST_WRITTEN].split("-") if scenario else []:
        codes = dict.fromkeys(_codes(part, unreadable))
        group: set[str] = set()
        placed = 0
        for code in codes:
            found = [code] if code in known else list(current(code))
            if not found:
                unknown.append(code)
            elif found != [code]:
                moved.append(code)
            group.update(found)
            placed += bool(found)
        repeated += sorted(group & taken)
        groups.append(sorted(group - taken))
        if len(group) == 1 and placed > 1:
            single += group
        taken |= group
    remarks = _remarks(division, unreadable, unknown, moved, repeated, single)
    return Reading(tuple(map(tuple, groups)), remarks)


def _codes(part: str, unreadable: list[str]) -> list[str]:
    codes = []
    for county in filter(None, part.split(".")):
        if found := places.of_county(county):
            codes += found
        else:
            unreadable.append(county)
    return codes


def _remarks(
    division: str,
    unreadable: list[str],
    unknown: list[str],
    moved: list[str],
    repeated: list[str],
    single: list[str],
) -> tuple[str, ...]:
    remarks = []
    if unreadable:
        shown = text.listed(f"«{part[:12]}»" for part in unreadable[:MOST_NAMED])
        remarks.append(f"{shown} i lenken kan ikke leses som kommuner og er ikke med.")
    if unknown:
        remarks.append(f"{_numbers(unknown)} finnes ikke i inndelingen {division} og er ikke med.")
    if moved:
        remarks.append(
            f"{_numbers(moved)} hører til en annen inndeling. Viser kommunene som området er en del av i {division}."
        )
    if repeated:
        remarks.append(f"{_numbers(repeated)} står i flere enheter. Den første gjelder.")
    if single:
        remarks.append(f"{_numbers(single)} er én kommune i inndelingen {division}: delene er sammen der allerede.")
    return tuple(remarks)


def _numbers(codes: Sequence[str]) -> str:
    """«Kommunenummer 3001 og 3002», the first few of them."""
    codes = list(dict.fromkeys(codes))
    more = [f"{len(codes) - MOST_NAMED} til"] if len(codes) > MOST_NAMED else []
    return f"Kommunenummer {text.listed([*codes[:MOST_NAMED], *more])}"


def toggled(groups: Sequence[Unit], code: str) -> tuple[Unit, ...]:
    """After a click on a municipality: in or out of the last group, or its own group made the last one."""
    holders = [place for place, group in enumerate(groups) if code in group]
    if holders and holders[0] != len(groups) - 1:
        place = holders[0]
        return (*groups[:place], *groups[place + 1 :], groups[place])
    last = set(groups[-1]) if groups else set()
    return (*groups[:-1], tuple(sorted(last ^ {code})))


# --- The rule -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Outcome:
    """What the rule makes. `short` are those that stayed below the size because nobody could join them; `unknown` are
    the municipalities without a figure of inhabitants, which the rule leaves alone."""

    units: Units
    short: tuple[Unit, ...]
    unknown: Unit


@dataclass
class _Area:
    """A unit while the rule works: its municipalities, and its borders in metres by the other's first code."""

    codes: list[str]
    county: str
    inhabitants: int
    centre: tuple[float, float]
    largest: int
    locked: bool
    borders: dict[str, int] = field(default_factory=dict)


def joined(municipalities: pd.DataFrame, borders: pd.DataFrame, smallest: int, locked: Collection[str] = ()) -> Outcome:
    """Joins the smallest first, until all have `smallest` inhabitants or nobody can be joined to them.

    Again and again: of the units below the size, the one with the fewest inhabitants (of equals, the lowest code) goes
    together with a neighbour in its own county, the one with the longest shared border; of equals, the one whose
    centre is nearest, then the lowest code. A unit without any neighbour on land in its county goes together with the
    nearest unit there. A unit's centre is the point that stands for its largest municipality. A locked municipality
    is never joined to anything.

    `municipalities` has code, county_code, inhabitants (NaN where unknown), longitude, latitude; `borders` has code,
    neighbour_code, border_km. The order of rows means nothing.
    """
    known = municipalities[municipalities["inhabitants"].notna()]
    areas = _areas(known, borders, frozenset(locked))
    stuck: set[str] = set()
    while True:
        small = [
            (area.inhabitants, first)
            for first, area in areas.items()
            if area.inhabitants < smallest and not area.locked and first not in stuck
        ]
        if not small:
            break
        first = min(small)[1]
        partner = _partner(areas, first)
        if partner is None:
            stuck.add(first)
        else:
            stuck.discard(partner)  # what is joined now may have neighbours that it had not alone
            _join(areas, first, partner)
    return Outcome(
        units=units_of(area.codes for area in areas.values()),
        short=tuple(sorted(tuple(sorted(areas[first].codes)) for first in stuck)),
        unknown=tuple(sorted(set(municipalities["code"]) - set(known["code"]))),
    )


def _areas(known: pd.DataFrame, borders: pd.DataFrame, locked: frozenset[str]) -> dict[str, _Area]:
    rows = known.sort_values("code")
    columns = (rows[name] for name in ("code", "county_code", "inhabitants", "longitude", "latitude"))
    areas: dict[str, _Area] = {
        code: _Area([code], county, int(people), (longitude, latitude), int(people), code in locked)
        for code, county, people, longitude, latitude in zip(*columns, strict=True)
    }
    # Whole metres, so that sums of borders don't depend on the order in which they are added.
    metres = (1000 * borders["border_km"]).round().astype(int)
    for code, neighbour, length in zip(borders["code"], borders["neighbour_code"], metres, strict=True):
        if code in areas and neighbour in areas:
            areas[code].borders[neighbour] = length
    return areas


def _partner(areas: dict[str, _Area], first: str) -> str | None:
    """Whom a unit goes together with; None where there is nobody."""
    own = areas[first]
    county = [other for other, area in areas.items() if area.county == own.county and other != first]
    bordering = [other for other in county if other in own.borders]
    free = [other for other in bordering or county if not areas[other].locked]
    if not free:
        return None
    longest = max(own.borders.get(other, 0) for other in free)
    return min(
        (other for other in free if own.borders.get(other, 0) == longest),
        key=lambda other: (round(distance_km(own.centre, areas[other].centre), 3), other),
    )


def _join(areas: dict[str, _Area], one: str, other: str) -> None:
    """Puts two units together under the lower of their first codes."""
    first, second = sorted((one, other))
    kept, gone = areas[first], areas.pop(second)
    kept.codes += gone.codes
    kept.inhabitants += gone.inhabitants
    if gone.largest > kept.largest:
        kept.centre, kept.largest = gone.centre, gone.largest
    for neighbour, metres in gone.borders.items():
        if neighbour == first:
            continue
        kept.borders[neighbour] = kept.borders.get(neighbour, 0) + metres
        theirs = areas[neighbour].borders
        theirs[first] = theirs.get(first, 0) + theirs.pop(second)
    kept.borders.pop(second, None)


def distance_km(one: tuple[float, float], other: tuple[float, float]) -> float:
    """The straight line between two points (longitude, latitude) along the surface, km."""
    return _EARTH.inv(*one, *other)[2] / 1000
