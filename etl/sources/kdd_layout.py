"""Drafting the mapping of the ministry's workbook from what stands in it.

The layout of the workbook is not published anywhere, so the mapping file says where things are. Only what the cells say
plainly is taken without one: a heading that is a known service, or stands under or over one. Every other column of
degrees is drafted as one to skip, and several readings are asked about.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median
from typing import Literal

from xlsxwriter.utility import xl_col_to_name

from etl.sources.kdd_cells import is_word, number, written, year_in
from etl.sources.kdd_mapping import YEAR, Column, Draft, KddError, Level, Mapping, MappingNeeded
from etl.sources.kdd_places import Key, Places
from etl.sources.workbook import Sheet, Workbook

#: Fewer municipalities than this, and it is not a table of the whole country.
MINIMUM_MATCHES = 300
HEADER_ROWS = 30
#: A title that may tell which year's mapping of duties the sheet holds.
MAPPED = re.compile("oppfyl|kartleg", re.IGNORECASE)
#: A column is of degrees, of counties or of years when this share of its cells says so.
MOSTLY = 0.9

#: What names the municipality's own degree; several such columns are asked about.
TOTAL = (
    r"grad av (lov)?oppfyllelse|lovoppfyllelse|^(total|samlet|hovedresultat)\w*$|^(total|samlet|hoved)\w*\b.*oppfyll"
)
OF_THE_AREA = r"oppfyll|^(total|samlet|delresultat|sum)\w*\b"
NO_DEGREE = (
    r"nummer|\bk?nr\b|fylke|sentral|kostra|gruppe\b|innbygg|folket|befolk|\bår\b|årstall|rang|plassering|antall|"
    r"inntekt|kroner|mangl|brudd|avvik|areal|endring|differans|\b(ned|øv)re\b|intervall|usikker|feilmargin"
)
#: The eleven areas are nowhere named in public; these are what municipalities call their services.
SERVICES = (
    r"administrasjon|arealplan|arkiv|avfall|avløp|barnehage|barnevern|beredskap|bibliotek|bolig(sosial)?|brann(vern)?|"
    r"bygg(esak)?|(eldre)?omsorg|flyktninger|folkehelse|(grunn)?skole|(re)?habilitering|(psykisk )?helse|hjemme|"
    r"integrering|introduksjonsordning|klima|krisesenter|kultur|landbruk|legevakt|miljø|nav|oppmåling|oppvekst|"
    r"(voksen)?opplæring|plan(legging)?|pleie|redning|renovasjon|rus|samferdsel|samfunnssikkerhet|sfo|"
    r"skolefritidsordning|sosial(hjelp|e)?|utdanning|vann(forsyning)?|vei|veg"
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

    @property
    def columns(self) -> list[int]:
        """Every column that doesn't say which municipality it is."""
        own = (self.key.column, self.key.county, self.key.name)
        return [column for column in range(self.sheet.width) if column not in own]

    def numbers(self, column: int) -> list[float]:
        """The numbers of a column that has one for most municipalities: few are those of a list beside the table."""
        cells = [self.sheet.cell(row, column) for row in self.codes]
        numbers = [value for cell in cells if not is_word(cell) and (value := number(cell)) is not None]
        return numbers if 2 * len(numbers) > len(cells) else []

    def text(self, row: int, column: int) -> str:
        """The words or the year over a column in a row, in its own cell or in one merged over it; no titles over all,
        figures of the country or signs of units.
        """
        for top, first, bottom, last in self.sheet.merged:
            if top <= row <= bottom and first <= self.key.column <= last and first <= column <= last:
                return ""
        text = written(self.sheet.over(row, column))
        return text if re.search(r"[^\W\d_]", text) or year_in(text) else ""


@dataclass(frozen=True)
class Columns:
    """The columns of a table: those that may be of degrees, the others with the reason why they are none, those of them
    that are called the total, and the first row below the headings.
    """

    table: Table
    found: list[Column]
    left_out: list[str]
    empty_totals: list[str]
    first_row: int

    @property
    def totals(self) -> list[Column]:
        return [column for column in self.found if column.level == "total"]


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
    sheet = best.table.sheet
    if not best.found or (best.empty_totals and not best.totals):
        why = f"Kolonner som ble sett på: {'; '.join(best.empty_totals or best.left_out) or 'ingen'}"
        why = f"{why}. {NEVER_CALCULATED}" if workbook.uncalculated else why
        what = "kolonne med samlet grad" if best.found else "kolonner med grader"
        raise KddError(f"Fant ingen {what} i arket «{sheet.name}». {why}")
    draft, years = _draft(best, [table.sheet for table in large if table is not best.table])
    if len(with_total) > 1:
        named = ", ".join(f"«{columns.table.sheet.name}»" for columns in with_total)
        raise MappingNeeded(f"Flere ark kan inneholde resultatet: {named}. Velg ett", draft, "Sett sheet til det")
    if len(best.totals) != 1:
        named = ", ".join(f"{c.column} «{c.title}»" for c in best.totals or best.found)
        what = "Flere kolonner kan være samlet grad"
        what = what if best.totals else "Ingen kolonne heter samlet grad av lovoppfyllelse"
        message = f"{what} i arket «{sheet.name}»: {named}. Velg én"
        raise MappingNeeded(message, draft, "La én kolonne ha level: total")
    if years - {YEAR}:
        message = f"Arket «{sheet.name}» sier {', '.join(map(str, sorted(years)))}, og kartleggingen er fra {YEAR}"
        raise MappingNeeded(message, draft, "Se over year")
    return draft


def _draft(best: Columns, unread: list[Sheet]) -> tuple[Draft, set[int]]:
    """The mapping, and the years that the sheet tells of."""
    key, sheet = best.table.key, best.table.sheet
    mapping = Mapping(
        sheet=sheet.name,
        first_row=best.first_row + 1,
        municipality=xl_col_to_name(key.column),
        by=key.by,
        name=None if key.name is None else xl_col_to_name(key.name),
        county=None if key.county is None else xl_col_to_name(key.county),
        division=key.division,
        columns=tuple(best.found),
    )
    years = set().union(*columns_of_years(sheet, best.table.codes).values())
    above = [text for row in sheet.rows[: best.first_row] for cell in row if MAPPED.search(text := written(cell))]
    told = (sheet.name, *(total.title for total in best.totals), *above)
    years |= {year for text in told if (year := year_in(text))}
    mapping = mapping.model_copy(update={"year": max(years - {YEAR}, default=YEAR)})
    return Draft(mapping, best.left_out, unread), years


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
    if best is None:
        return None
    return _with_county(best, places) if best.key.by == "name" else _with_name(best, places)


def _table_by(sheet: Sheet, key: Key, places: Places) -> Table | None:
    codes = {row: next(iter(found)) for row, found in places.rows(sheet, key) if len(found) == 1}
    return Table(sheet, key, codes) if codes else None


def _with_county(table: Table, places: Places) -> Table:
    """The table with the column that holds the counties, if there is one."""
    sheet, key = table.sheet, table.key
    for column in range(sheet.width):
        in_county = [places.is_in(sheet.over(row, column), code, key.division) for row, code in table.codes.items()]
        if column != key.column and sum(in_county) >= MOSTLY * len(in_county):
            return _table_by(sheet, replace(key, county=column), places) or table
    return table


def _with_name(table: Table, places: Places) -> Table:
    """The table with the column that holds the names too, if there is one; it may be that of the numbers. Of several
    (a neighbour's, a host's) it is the one that agrees most often.
    """
    agreeing = {}
    for column in range(table.sheet.width):
        named = {row: places.named(table.sheet.cell(row, column), table.key.division) for row in table.codes}
        if 2 * sum(map(bool, named.values())) > len(named):
            agreeing[column] = sum(table.codes[row] in names for row, names in named.items())
    return replace(table, key=replace(table.key, name=max(agreeing, key=lambda c: agreeing[c]))) if agreeing else table


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


def columns_of_years(sheet: Sheet, rows: Iterable[int]) -> dict[int, set[int]]:
    """The years of each column that holds a year in most rows."""
    rows, found = list(rows), {}
    for column in range(sheet.width):
        years = [year for row in rows if (year := year_in(sheet.cell(row, column), alone=True))]
        if len(years) >= MOSTLY * len(rows):
            found[column] = set(years)
    return found


# --- Columns ------------------------------------------------------------------------------------------------------


def _columns(table: Table) -> Columns:
    headings, first_row = _headings(table)
    found, left_out, empty_totals = [], [], []
    for column, heading in headings.items():
        letter, full = xl_col_to_name(column), _full_degree_of(table, column, heading)
        if isinstance(full, str):
            left_out.append(f"{letter} «{_whole(heading)}» ({full})" if any(heading) else f"{letter} ({full})")
            empty_totals += left_out[-1:] if _is_total(heading) else []
        else:
            level, area, title = _place(heading)
            found.append(Column(column=letter, level=level, title=title, area=area, full=full))
    times = Counter((column.area, column.title) for column in found if column.level != "total")
    unclear = {"level": "skip", "area": None}
    found = [c.model_copy(update=unclear) if times[c.area, c.title] > 1 else c for c in found]
    return Columns(table, found, left_out, empty_totals, first_row)


def _whole(heading: tuple[str, str]) -> str:
    return " / ".join(dict.fromkeys(filter(None, heading)))


def _full_degree_of(table: Table, column: int, heading: tuple[str, str]) -> Literal[1, 100] | str:
    """What a fully met duty is written as in a column of degrees, else why it is none."""
    numbers = table.numbers(column)
    if not numbers:
        return "ikke tall for de fleste kommunene"
    if not any(heading):
        return "uten overskrift"
    if re.search(NO_DEGREE, _whole(heading).casefold()):
        return "noe annet enn en grad"
    inside = sum(0 <= value <= 100 for value in numbers)
    if inside < MOSTLY * len(numbers) and not _is_total(heading):
        return "tall utenfor 0–100"
    return 1 if median([value for value in numbers if value > 0] or [100]) <= 1 else 100


def _is_total(heading: tuple[str, str]) -> bool:
    """Whether a column may be the municipality's own degree."""
    named = any(re.search(TOTAL, words.casefold()) for words in heading)
    return named and not re.search(NO_DEGREE, _whole(heading).casefold()) and not any(map(is_service, heading))


def is_service(heading: str) -> bool:
    """Whether a heading is made of names of services that municipalities are known to have: «Plan- og byggesak»."""
    parts = re.split(r"\s*(?:[,&]|\bog\b)\s*|(?<!\s)/(?!\s)", heading.casefold())
    return all(re.fullmatch(rf"({SERVICES})(r|t|-|\W?s?tjenest(er?|ene))?", part) for part in parts)


def _place(heading: tuple[str, str]) -> tuple[Level, str | None, str]:
    """Level, area and title of a column."""
    group, name = heading
    if _is_total(heading):
        return "total", None, _whole(heading)
    if is_service(group):
        is_all = name in ("", group) or re.search(OF_THE_AREA, name.casefold())
        return ("area", None, group) if is_all else ("indicator", group, name)
    return ("area", None, name) if is_service(name) else ("skip", None, _whole(heading))


def _headings(table: Table) -> tuple[dict[int, tuple[str, str]], int]:
    """What stands over every column that has a heading or numbers (in rows whose words stand over several columns, and
    in the others), and the row below all headings.
    """
    columns, headings = table.columns, {}
    rows = [[table.text(row, column) for column in columns] for row in range(table.first_row)]
    spans = [any(text and text == after for text, after in pairwise(texts)) for texts in rows]
    numeric = [bool(table.numbers(column)) for column in columns]
    for place, column in enumerate(columns):
        over = [(texts[place], is_group) for texts, is_group in zip(rows, spans, strict=True) if texts[place]]
        groups, names = ([*dict.fromkeys(text for text, group in over if group is which)] for which in (True, False))
        if over or numeric[place]:
            headings[column] = (next(filter(is_service, groups), " / ".join(groups)), " / ".join(names))
    last = [row for row, texts in enumerate(rows) if any(map(all, zip(texts, numeric, strict=True)))]
    return headings, max(last) + 1 if last else table.first_row
