"""Drafting the mapping of the ministry's workbook from what stands in it.

The layout of the workbook is not published anywhere. Only what its cells say plainly is taken; what can be read in
several ways is asked about, with the draft to correct.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from statistics import median
from typing import Literal

from xlsxwriter.utility import xl_col_to_name

from etl.sources.kdd_cells import is_word, number, written
from etl.sources.kdd_mapping import Column, Draft, KddError, Level, Mapping, MappingNeeded
from etl.sources.kdd_places import Key, Places
from etl.sources.workbook import Sheet, Workbook

#: Fewer municipalities than this, and it is not a table of the whole country.
MINIMUM_MATCHES = 300
HEADER_ROWS = 30
#: Degrees under one row of headings are service areas when they are this few: there are eleven.
MOST_AREAS = 15
#: A column is of degrees, or of counties, when this share of its cells says so.
MOSTLY = 0.9

#: What names the municipality's own degree; several such columns are asked about.
TOTAL = (
    r"grad av (lov)?oppfyllelse|lovoppfyllelse|^(total|samlet|hovedresultat)\w*$|^(total|samlet|hoved)\w*\b.*oppfyll"
)
OF_THE_AREA = r"oppfyll|^(total|samlet|delresultat|sum)\w*\b"
AN_INDICATOR = r"^(indikator\b|[a-z]?\d+[.\d]*[\s:.)])"
OTHER_FIGURES = (
    r"nummer|\bk?nr\b|fylke|sentral|kostra|gruppe\b|innbygg|folket|befolk|\bår\b|årstall|rang|plassering|antall|"
    r"inntekt|kroner|mangl|areal"
)
NEVER_CALCULATED = "Formlene har ingen lagrede verdier. Åpne arbeidsboka i Excel, lagre den, og prøv igjen"


@dataclass(frozen=True)
class Table:
    """A table of municipalities in a sheet; `codes` are by row."""

    sheet: Sheet
    key: Key
    codes: dict[int, str]

    @property
    def first_row(self) -> int:
        return min(self.codes)

    @property
    def matches(self) -> int:
        return len(set(self.codes.values()))

    def numbers(self, column: int) -> list[float]:
        """The numbers of a column that has one for most municipalities: few are those of a list beside the table."""
        cells = [self.sheet.cell(row, column) for row in self.codes]
        numbers = [value for cell in cells if not is_word(cell) and (value := number(cell)) is not None]
        return numbers if 2 * len(numbers) > len(cells) else []

    def counts_rows(self, column: int) -> bool:
        """Whether a column numbers the rows: no other whole numbers rise through a table of hundreds."""
        numbers = self.numbers(column)
        return bool(numbers) and all(a < b and b.is_integer() for a, b in pairwise(numbers))

    def text(self, row: int, column: int) -> str:
        """What stands over a column in a row, in its own cell or in one merged over it; titles over all don't."""
        for top, first, bottom, last in self.sheet.merged:
            if top <= row <= bottom and first <= column <= last:
                return "" if first <= self.key.column <= last else written(self.sheet.cell(top, first))
        return written(self.sheet.cell(row, column))


@dataclass(frozen=True)
class Columns:
    """The columns of a table: those of degrees, the others with the reason why they are none, the first row below the
    headings, and what is doubtful about those.
    """

    table: Table
    degrees: list[Column]
    left_out: list[str]
    first_row: int
    doubt: str | None

    @property
    def totals(self) -> list[Column]:
        return [column for column in self.degrees if column.level == "total"]


def find(workbook: Workbook, places: Places) -> Draft:
    """The mapping of a workbook.

    Raises KddError when no sheet holds a table of the country, MappingNeeded when several readings are possible.
    """
    tables = [table for sheet in workbook.sheets if (table := _table(sheet, places))]
    large = [table for table in tables if table.matches >= MINIMUM_MATCHES]
    if not large:
        raise KddError(_no_table(workbook, tables, places))
    found = [_columns(table) for table in large if not table.sheet.is_hidden] or [_columns(table) for table in large]
    with_total = [columns for columns in found if columns.totals]
    best = (with_total or found)[0]
    table, key = best.table, best.table.key
    if not best.degrees:
        why = f"Kolonner som ble sett på: {'; '.join(best.left_out) or 'ingen'}"
        why = NEVER_CALCULATED if workbook.uncalculated else why
        raise KddError(f"Fant ingen kolonner med grader i arket «{table.sheet.name}». {why}")
    mapping = Mapping(
        sheet=table.sheet.name,
        first_row=best.first_row + 1,
        municipality=xl_col_to_name(key.column),
        by=key.by,
        county=None if key.county is None else xl_col_to_name(key.county),
        division=key.division,
        columns=tuple(best.degrees),
    )
    draft = Draft(mapping, best.left_out, [other.sheet for other in large if other is not table])
    if len(with_total) > 1:
        named = ", ".join(f"«{columns.table.sheet.name}»" for columns in with_total)
        raise MappingNeeded(f"Flere ark kan inneholde resultatet: {named}. Velg ett", draft, "Sett sheet til det")
    if len(best.totals) != 1:
        named = ", ".join(f"{c.column} «{c.title}»" for c in best.totals or best.degrees)
        what = "Flere kolonner kan være samlet grad"
        what = what if best.totals else "Ingen kolonne heter samlet grad av lovoppfyllelse"
        message = f"{what} i arket «{mapping.sheet}»: {named}. Velg én"
        raise MappingNeeded(message, draft, "La én kolonne ha level: total")
    if best.doubt:
        raise MappingNeeded(best.doubt, draft, "Se over title og area for hver kolonne")
    return draft


# --- Municipalities -----------------------------------------------------------------------------------------------


def _table(sheet: Sheet, places: Places) -> Table | None:
    """The column that names most municipalities, numbers before names and older divisions first."""
    keys = [
        Key(column, by, division)
        for by in ("number", "name")
        for division in places.divisions
        for column in range(sheet.width)
    ]
    tables = [table for key in keys if (table := _table_by(sheet, key, places)) and table.first_row <= HEADER_ROWS]
    numbered = [table for table in tables if table.key.by == "number" and table.matches >= MINIMUM_MATCHES]
    best = max(numbered or tables, key=lambda table: table.matches, default=None)
    return _with_county(best, places) if best and best.key.by == "name" else best


def _table_by(sheet: Sheet, key: Key, places: Places) -> Table | None:
    codes = {row: next(iter(found)) for row, found in places.rows(sheet, key) if len(found) == 1}
    return Table(sheet, key, codes) if codes else None


def _with_county(table: Table, places: Places) -> Table:
    """The table with the column that holds the counties, if there is one."""
    sheet, key = table.sheet, table.key
    for column in range(sheet.width):
        in_county = [places.is_in(sheet.cell(row, column), code, key.division) for row, code in table.codes.items()]
        if column != key.column and sum(in_county) >= MOSTLY * len(in_county):
            return _table_by(sheet, replace(key, county=column), places) or table
    return table


def _no_table(workbook: Workbook, tables: list[Table], places: Places) -> str:
    if workbook.uncalculated:
        return NEVER_CALCULATED
    if not tables:
        return f"Fant ingen kolonne med kommunenummer eller kommunenavn under de første {HEADER_ROWS} radene i noe ark"
    best = max(tables, key=lambda table: table.matches)
    return too_few(best.matches, places.size(best.key.division), best.sheet)


def too_few(matches: int, municipalities: int, sheet: Sheet) -> str:
    """What is said of a table that is not of the whole country."""
    return (
        f"Bare {matches} av {municipalities} kommuner ble kjent igjen (i arket «{sheet.name}»); "
        f"det trengs minst {MINIMUM_MATCHES}"
    )


# --- Columns ------------------------------------------------------------------------------------------------------


def _columns(table: Table) -> Columns:
    headings, first_row, doubt = _headings(table)
    full = {column: _full_degree_of(table, column, heading) for column, heading in headings.items()}
    degrees = {column: found for column, found in full.items() if not isinstance(found, str)}
    left_out = [
        f"{xl_col_to_name(column)} «{_whole(headings[column])}» ({found})"
        for column, found in full.items()
        if isinstance(found, str)
    ]
    columns: list[Column] = []
    for column, written_as in degrees.items():
        letter = xl_col_to_name(column)
        level, area, title = _place(headings[column], len(degrees))
        if any((level, area, title) == (other.level, other.area, other.title) for other in columns):
            title = f"{title} ({letter})"
        columns.append(Column(column=letter, level=level, title=title, area=area, full=written_as))
    return Columns(table, columns, left_out, first_row, doubt)


def _whole(heading: tuple[str, str]) -> str:
    return " / ".join(dict.fromkeys(filter(None, heading)))


def _full_degree_of(table: Table, column: int, heading: tuple[str, str]) -> Literal[1, 100] | str:
    """What a fully met duty is written as in a column of degrees, else why it is none."""
    numbers = table.numbers(column)
    if not numbers:
        return "ikke tall for de fleste kommunene"
    if not any(heading):
        return "uten overskrift"
    if re.search(OTHER_FIGURES, " / ".join(heading).casefold()):
        return "noe annet enn en grad"
    inside = sum(0 <= value <= 100 for value in numbers)
    if inside < MOSTLY * len(numbers) and not _is_total(heading):
        return "tall utenfor 0–100"
    return 1 if median([value for value in numbers if value > 0] or [100]) <= 1 else 100


def _is_total(heading: tuple[str, str]) -> bool:
    """Whether a column may be the municipality's own degree."""
    group, name = heading
    return re.search(TOTAL, (group or name).casefold()) is not None


def _place(heading: tuple[str, str], degrees: int) -> tuple[Level, str | None, str]:
    """Level, area and title of a column."""
    group, name = heading
    if _is_total(heading):
        return "total", None, _whole(heading)
    if group and (group == name or re.search(OF_THE_AREA, name.casefold())):
        return "area", None, group
    if group:
        return "indicator", group, name
    return "indicator" if re.match(AN_INDICATOR, name.casefold()) or degrees > MOST_AREAS else "area", None, name


def _headings(table: Table) -> tuple[dict[int, tuple[str, str]], int, str | None]:
    """What stands over every other column (the group over several columns, and its own name), the row below that, and
    what is doubtful about it.

    Of two rows of headings, the one whose cells stand over several columns is that of the groups, whether it is above
    the names or below.
    """
    columns = [c for c in range(table.sheet.width) if c not in (table.key.column, table.key.county)]
    numeric = [column for column in columns if table.numbers(column)]
    numeric = [column for column in numeric if not table.counts_rows(column)] or numeric
    found = {row: [table.text(row, column) for column in numeric] for row in _heading_rows(table, numeric)}
    if not found:
        return {}, table.first_row, None
    names, *others = sorted(found, key=lambda row: len(list(groupby(found[row]))), reverse=True)
    doubt = None
    if others and (len(others) > 1 or _spans(found[names]) or not _spans(found[others[0]])):
        numbers = " og ".join(str(row + 1) for row in sorted(found))
        doubt = f"Overskriftene i arket «{table.sheet.name}» står i rad {numbers}, og det er ikke klart "
        doubt += "hvilken av dem som er tjenesteområdene"
    headings = {}
    for column in columns:
        group = table.text(others[0], column) if others else ""
        name = table.text(names, column) or group
        if name or column in numeric:
            headings[column] = (group, name)
    return headings, max(found) + 1, doubt


def _heading_rows(table: Table, numeric: list[int]) -> Iterable[int]:
    """The rows nearest above the municipalities that have words over the figures, each in its own words; empty rows
    and sums of the country may stand between.
    """
    seen: list[list[str]] = []
    for row in range(table.first_row - 1, -1, -1):
        texts = [table.text(row, column) for column in numeric]
        words = list(filter(is_word, texts))
        is_heading = len(set(words)) >= min(2, len(numeric)) and 2 * len(words) > len(list(filter(None, texts)))
        if seen and not is_heading:
            return
        if is_heading and texts not in seen:
            seen.append(texts)
            yield row


def _spans(texts: list[str]) -> bool:
    """Whether some heading stands over several columns."""
    return any(text and text == other for text, other in pairwise(texts))
