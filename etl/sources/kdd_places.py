"""Which municipality a row of the ministry's workbook is about, by number or by name; and the row that is none.

A number is a number however it is written; a name is one when only one municipality can be meant. What is neither is
never guessed at.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

import pandas as pd

from etl.sources.workbook import Sheet, clean

#: What a row calls itself that sums up others. Counties do too; they are known from the register.
SUMS = r"e(ak|ka|kg)\w*|0+|(hele )?landet|norge|(sum|total|gjennomsnitt|snitt|middel|median|min|maks)\w*\b.*"
_PREFIX = r"['’]?(?:k(?:nr|omm(?:une)?(?:n(?:umme)?r)?)?\.?[\s:-]*)?"
_NUMBER = re.compile(_PREFIX + r"(\d{3,4}|\d{1,2} \d\d)(?![.,]?[1-9]|\d)(?:[.,]0+)?[\s,:-]*", re.IGNORECASE)
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-"))


@dataclass(frozen=True)
class Key:
    """Where a sheet says which municipality a row is about. Rows and columns count from 0.

    Without a `last` row the table ends at the first empty row below which no further municipality stands.
    """

    column: int
    by: Literal["number", "name"]
    division: str
    county: int | None = None
    name: int | None = None
    first: int = 0
    last: int | None = None


class Places:
    """The register as a workbook may speak of it; `municipalities` has division, code, name, county_code, county."""

    def __init__(self, municipalities: pd.DataFrame) -> None:
        self.divisions = sorted(municipalities["division"].unique())
        spellings: dict[str, set[str]] = defaultdict(set)
        municipalities = municipalities.assign(name=municipalities["name"].map(clean))
        for name in municipalities["name"]:
            for part in (parts := _parts(_bare(name)[0])):
                spellings[part] |= parts
        self._labels: dict[str, dict[str, str]] = defaultdict(dict)
        self._names: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        self._counties: dict[str, dict[str, set[str]]] = defaultdict(dict)
        columns = (municipalities[name] for name in ("division", "code", "name", "county_code", "county"))
        for division, code, name, county_code, county in zip(*columns, strict=True):
            self._labels[division][code] = f"{code} {name}"
            self._counties[division][code] = {county_code, *_parts(county)}
            for alias in {alias for part in _parts(_bare(name)[0]) for alias in spellings[part]}:
                self._names[division][alias].add(code)

    def size(self, division: str) -> int:
        """How many municipalities the division has."""
        return len(self._labels[division])

    def labels(self, division: str) -> dict[str, str]:
        """«1515 Herøy» by code."""
        return self._labels[division]

    def meant(self, value: object, county: object, key: Key) -> set[str]:
        """The codes that a cell can mean, more than one where a name is shared and the county doesn't decide."""
        if key.by == "number":
            return {code for code in [_code(value)] if code in self._labels[key.division]}
        if not isinstance(value, str):
            return set()
        name, within = _bare(value)
        found = self._named(name, key.division)
        counties = _county(county) | _county(within)
        within_county = {code for code in found if counties & self._counties[key.division][code]}
        return within_county if len(found) > 1 and within_county else found

    def named(self, value: object, division: str) -> set[str]:
        """The municipalities that a cell may name, beside a number or alone."""
        if not isinstance(value, str):
            return set()
        return self.meant(_NUMBER.sub("", value.translate(_DASHES), count=1), None, Key(0, "name", division))

    def _named(self, name: str, division: str) -> set[str]:
        """The municipalities that have every part of a name; a bare dash parts it only where it is no name as it is."""
        for parts in (_parts(name), _parts(name.translate(_DASHES).replace("-", "/"))):
            codes = [self._names[division].get(part, set()) for part in parts]
            if found := set.intersection(*codes):
                return found
        return set()

    def is_in(self, value: object, code: str, division: str) -> bool:
        """Whether a cell names the municipality's county."""
        return bool(_county(value) & self._counties[division][code])

    def rows(self, sheet: Sheet, key: Key) -> Iterator[tuple[int, set[str]]]:
        """Every row of the table with the codes that it can mean: several where number and name disagree."""
        last = len(sheet.rows) - 1 if key.last is None else min(key.last, len(sheet.rows) - 1)
        found = [
            (row, self.meant(sheet.cell(row, key.column), county, key))
            for row in range(key.first, last + 1)
            for county in [None if key.county is None else sheet.over(row, key.county)]
        ]
        if key.name is not None:
            named = ((row, codes, self.named(sheet.cell(row, key.name), key.division)) for row, codes in found)
            found = [(row, codes if codes <= names or not names else codes | names) for row, codes, names in named]
        if key.last is None:
            last = self._last(sheet, found, last)
        return ((row, codes) for row, codes in found if row <= last)

    @staticmethod
    def _last(sheet: Sheet, found: list[tuple[int, set[str]]], last: int) -> int:
        seen: set[str] = set()
        newest = -1
        for row, codes in found:
            if len(codes) == 1 and not codes <= seen:
                seen |= codes
                newest = row
        return next((row - 1 for row in range(newest + 1, last + 1) if sheet.is_empty(row)), last)

    def sums_up(self, text: str) -> bool:
        """Whether a row that calls itself so sums up municipalities: the country, a county, a mean."""
        counties = set().union(*(names for found in self._counties.values() for names in found.values()))
        return bool(re.fullmatch(SUMS, text.casefold()) or _county(text) & counties)


def _code(value: object) -> str | None:
    """A municipality number from a number, or from a text that begins with one; a lost leading zero is put back."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return f"{int(value):04d}" if float(value).is_integer() and 100 <= value <= 9999 else None
    found = _NUMBER.match(value.translate(_DASHES)) if isinstance(value, str) else None
    return found[1].replace(" ", "").zfill(4) if found else None


@cache
def _parts(name: str) -> frozenset[str]:
    """The names of a place in several languages, in no order: «Unjárga - Nesseby» is «Nesseby/Unjárga»."""
    plain = name.casefold().translate(_DASHES).replace(" kommune", "")
    return frozenset(re.split(r"\s*/\s*|\s+-\s+", plain.strip()))


def _bare(name: str) -> tuple[str, str | None]:
    """A name without what stands behind it in brackets, and that."""
    found = re.fullmatch(r"(.+?)\s*\((.+)\)", name)
    return (found[1], found[2]) if found else (name, None)


def _county(value: object) -> frozenset[str]:
    """What a cell may call a county: its number, or its names."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return frozenset({f"{value:02.0f}"})
    if not isinstance(value, str):
        return frozenset()
    found = re.match(r"(\d{2})\b\s*(?!\d)", value)
    named = re.sub(r"\s+fylke(skommune)?$", "", value[found.end() :] if found else value, flags=re.IGNORECASE)
    return frozenset(part for part in {found[1] if found else "", *_parts(named)} if part)
