"""Workbooks of the ministry as they might come one day: one table of made-up degrees, written in odd ways.

Each is either read to the very degrees that stand in it, or what can't be read is told.
"""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import openpyxl

Municipality = tuple[str, str, str]
"""Number, name and county."""

AREAS = ("Barnehage", "Barnevern", "Skole")


@dataclass(frozen=True)
class Table:
    """What stands in the sheet: headings, rows, merged cells, and further sheets (name, rows, hidden)."""

    headings: list[list[object]]
    rows: list[list[object]]
    merged: tuple[str, ...] = ()
    below: list[list[object]] = field(default_factory=list)
    hidden: list[list[object]] | None = None


def degrees(places: list[Municipality]) -> dict[str, float]:
    """The made-up degree of each municipality, by number."""
    return {code: round(50 + place * 37 % 490 / 10, 1) for place, (code, _, _) in enumerate(places)}


def plain(places: list[Municipality]) -> Table:
    """Number, name, county, the total and a degree for each area."""
    made = degrees(places)
    rows = [[code, name, county, made[code], *(60 + place % 40 for _ in AREAS)]
            for place, (code, name, county) in enumerate(places)]  # fmt: skip
    return Table([["Kommunenummer", "Kommune", "Fylke", "Grad av lovoppfyllelse", *AREAS]], rows)


def _cells(column: int, change: Callable[[object], object]) -> Callable[[Table], Table]:
    def changed(table: Table) -> Table:
        rows = [[*row[:column], change(row[column]), *row[column + 1 :]] for row in table.rows]
        return replace(table, rows=rows)

    return changed


def _without_numbers(change: Callable[[str], str]) -> Callable[[Table], Table]:
    """Names alone, written in another way, beside the county."""
    return lambda table: replace(
        table,
        headings=[line[1:] for line in table.headings],
        rows=[[change(row[1]), *row[2:]] for row in table.rows],
    )


def _turned(name: str) -> str:
    return " / ".join(reversed(name.split(" - ")))


def _country_first(table: Table) -> Table:
    return replace(table, rows=[["EAK", "Landet", None, "73,1", "70 %", "72 %", "71 %"], *table.rows])


def _areas_below(table: Table) -> Table:
    """Two rows of headings: the duties above, and the areas merged below them."""
    duties = [*table.headings[0][:4], "Plikt 1", "Plikt 2", "Plikt 3"]
    areas = [None, None, None, None, "Oppvekst", None, None]
    return replace(table, headings=[duties, areas], merged=("E2:G2",))


def _top_list(table: Table) -> Table:
    best = sorted(table.rows, key=lambda row: -row[3])[:10]
    return replace(table, below=[[], ["De ti høyeste"], *best])


def _footnote(table: Table) -> Table:
    rows = [list(row) for row in table.rows]
    rows[7][3] = f"{rows[7][3]} 1)".replace(".", ",")
    return replace(table, rows=rows, below=[[], ["1) Anslag"]])


def _names_swapped(table: Table) -> Table:
    rows = [list(row) for row in table.rows]
    rows[5][1], rows[6][1] = rows[6][1], rows[5][1]
    return replace(table, rows=rows)


def _another_year(table: Table) -> Table:
    return replace(table, headings=[[*table.headings[0], "År"]], rows=[[*row, 2021] for row in table.rows])


def _older_sheet(table: Table) -> Table:
    older = [[*row[:3], 10.0, *row[4:]] for row in table.rows]
    return replace(table, hidden=[*table.headings, *older])


ODDITIES: dict[str, Callable[[Table], Table]] = {
    "plain": lambda table: table,
    "numbers with K": _cells(0, lambda code: f"K-{code}"),
    "numbers with apostrophe": _cells(0, lambda code: f"'{code}"),
    "numbers as numbers": _cells(0, int),
    "degrees with comma": _cells(3, lambda degree: f"{degree} %".replace(".", ",")),
    "names and counties": _without_numbers(str),
    "names decomposed": _without_numbers(lambda name: unicodedata.normalize("NFD", name)),
    "names turned": _without_numbers(_turned),
    "names with another dash": _without_numbers(lambda name: name.replace(" - ", " – ")),
    "names with unseen signs": _without_numbers(lambda name: f"\u200b{name}\u00a0"),
    "country first": _country_first,
    "areas below": _areas_below,
    "list below": _top_list,
    "footnote": _footnote,
    "older hidden sheet": _older_sheet,
    "two names swapped": _names_swapped,
    "another year": _another_year,
    "scale of five": _cells(3, lambda degree: round(degree / 20, 1)),
    "name unknown": _without_numbers(lambda name: name.replace("Bergen", "Bjørgvin")),
}


def write(file: Path, name: str, places: list[Municipality], chance: random.Random) -> None:
    """The workbook of this oddity, its rows in any order."""
    table = ODDITIES[name](plain(places))
    rows = table.rows[:]
    if name != "country first":
        chance.shuffle(rows)
    book = openpyxl.Workbook()
    book.active.title = "Data"
    for cells in (*table.headings, *rows, *table.below):
        book.active.append(cells)
    for cells in table.merged:
        book.active.merge_cells(cells)
    if table.hidden:
        sheet = book.create_sheet("Gammel", 0)
        for cells in table.hidden:
            sheet.append(cells)
        sheet.sheet_state = "hidden"
        book.active = 1
    book.save(file)
