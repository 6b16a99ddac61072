"""Which municipality is meant by a number or a name: of any division, in any of its languages, in use or not."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

import pandas as pd

from dashboard import text
from dashboard.data import queries
from dashboard.data.database import Database, question

LONGEST_WRITTEN = 60
"""Characters that a name or a number with its name may have."""

_NUMBER = re.compile(r"(?:k|knr)?[-. ]*([0-9] ?[0-9] ?[0-9](?: ?[0-9])?)(?:\s.*)?", re.IGNORECASE)
_FOLDED = str.maketrans({"ø": "o", "æ": "a", "đ": "d", "ŧ": "t", "ŋ": "n"})


@dataclass(frozen=True)
class Place:
    """The units of a division that something written means, the largest part first; none where it is unknown.

    `by_name` is whether it was a name: several units then share it, and none of them is meant more than another.
    `former` is the number and name that is meant where that is out of use, `last_year` the last year it was used.
    """

    codes: tuple[str, ...] = ()
    by_name: bool = False
    former: tuple[str, str] | None = None
    last_year: int | None = None


def find(database: Database, division: str, written: str) -> Place:
    """What «4601 Bergen», «301», «03 01», «K-0301», «bergen», «Oslo kommune», «nord aurdal» or «Søgne» means."""
    if code := number(written):
        if codes := current_codes(database, code, division):
            return Place(tuple(codes))
        former = _former(database)
        return _of_former(database, division, former[former["old_code"] == code], by_name=False)
    name = folded(written[:LONGEST_WRITTEN])
    if codes := _names(database, division).get(name):
        return Place(codes, by_name=True)
    former = _former(database)
    return _of_former(database, division, former[[name in names for names in former["names"]]], by_name=True)


def number(written: str) -> str | None:
    """The municipality number that is written, as its four digits, whatever name stands after it."""
    found = _NUMBER.fullmatch(written[:LONGEST_WRITTEN].strip())
    return found.group(1).replace(" ", "").zfill(4) if found else None


def of_county(written: str) -> list[str]:
    """The numbers of municipalities of one county as links write them: «150880» is 1508 and 1580."""
    if not re.fullmatch(r"([0-9]{2}){2,}", written):
        return []
    return [written[:2] + written[place : place + 2] for place in range(2, len(written), 2)]


def current_codes(database: Database, code: str, division: str) -> list[str]:
    """The units of `division` that a code of any division belongs to, the largest part first; empty if unknown."""
    if code in queries.municipalities(database, division)["code"].to_numpy():
        return [code]
    changes = queries.code_changes(database)
    forward = changes[(changes["from_code"] == code) & (changes["to_division"] == division)]
    if len(forward):
        return forward["to_code"].tolist()
    backward = changes[(changes["to_code"] == code) & (changes["from_division"] == division)]
    return backward["from_code"].tolist()


def folded(name: str) -> str:
    """A name as it is typed in a hurry: small letters and no accents, «ø», «æ», «aa» as one Latin letter each, no
    signs or spaces, and without the word «kommune».
    """
    plain = re.sub(r"\bkommune\b", "", name.lower()).translate(_FOLDED)
    letters = "".join(c for c in unicodedata.normalize("NFKD", plain) if c.isalnum())
    return re.sub(r"([a-z])\1", r"\1", letters.replace("ae", "a").replace("oe", "o"))


def _of_former(database: Database, division: str, rows: pd.DataFrame, *, by_name: bool) -> Place:
    """The units that hold some former municipalities now."""
    codes = dict.fromkeys(
        found for code in rows["code"] for found in current_codes(database, code, division)[:1]
    )  # fmt: skip
    if not codes:
        return Place()
    newest = rows.sort_values("last_year").iloc[-1]
    return Place(tuple(codes), by_name, (newest["old_code"], newest["old_name"]), int(newest["last_year"]))


def holder_line(database: Database, division: str, place: Place) -> str:
    """What became of a former municipality: «1018 Søgne gikk ut etter 2019. …»; nothing for a place that is none."""
    if place.former is None:
        return ""
    code, name = place.former
    holder = queries.municipalities(database, division).set_index("code").at[place.codes[0], "name"]
    gone = f"{code} {name} gikk ut etter {place.last_year}."
    if _own_names(name) & _own_names(holder):
        return f"Kommunenummer {gone}"
    return f"{gone} Området, eller det meste av det, hører nå til {place.codes[0]} {text.short_name(holder)}."


def division_line(database: Database, division: str, code: str) -> str:
    """That a municipality is several in a later division, or was one with others in an earlier: «Ålesund er her dagens
    Ålesund (1508) og Haram (1580).»; nothing for the others.
    """
    changes = queries.code_changes(database)
    split = changes[changes["kind"] == "split"]
    later = split[(split["from_division"] == division) & (split["from_code"] == code)]
    for newer, parts in later.groupby("to_division"):
        name = queries.municipalities(database, division).set_index("code").at[code, "name"]
        listed = _with_numbers(database, newer, parts["to_code"])
        when = "dagens" if newer == queries.divisions(database)["division"].iloc[-1] else "det som senere var"
        return f"{text.short_name(name)} er her {when} {listed}."
    for row in split[(split["to_division"] == division) & (split["to_code"] == code)].itertuples():
        parts = split[(split["from_division"] == row.from_division) & (split["from_code"] == row.from_code)]
        listed = _with_numbers(database, division, parts["to_code"])
        return f"{listed} var én kommune i inndelingen {queries.division_label(database, row.from_division)}."
    return ""


def _with_numbers(database: Database, division: str, codes: pd.Series) -> str:
    register = queries.municipalities(database, division).set_index("code")["name"]
    return text.listed(f"{text.short_name(register[code])} ({code})" for code in codes)


def _own_names(name: str) -> set[str]:
    """A municipality's names in each of its languages, folded, without the county that tells it from others."""
    return {folded(part.split(" (")[0]) for part in name.split(" - ")}


@question
def _former(database: Database) -> pd.DataFrame:
    """The former municipalities with `names`, what one may type of the name."""
    frame = queries.former_municipalities(database)
    return frame.assign(names=[_own_names(name) | {folded(name)} for name in frame["old_name"]])


@question
def _names(database: Database, division: str) -> dict[str, tuple[str, ...]]:
    """Every folded name and the units of `division` that it stands for: its own names go before those of others."""
    found: dict[str, dict[str, None]] = {}
    known = queries.divisions(database)["division"].tolist()
    for other in sorted(known, key=lambda one: one != division):
        of_division: dict[str, dict[str, None]] = {}
        for code, name in queries.municipalities(database, other)[["code", "name"]].itertuples(index=False):
            for part in name.split(" - "):
                # «Herøy (Nordland)» is also written «Herøy», which then means more than one.
                for written in (part, part.split(" (")[0]):
                    codes = dict.fromkeys(current_codes(database, code, division))
                    of_division.setdefault(folded(written), {}).update(codes)
        found = of_division | found
    return {name: tuple(codes) for name, codes in found.items() if codes}
