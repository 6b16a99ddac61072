"""Where things stand in the ministry's workbook: found by looking, or told by a mapping file.

The layout of the workbook is not published anywhere. What can't be decided from the cells is asked for; nothing is
guessed.
"""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pandas as pd
import yaml
from openpyxl.utils import column_index_from_string, get_column_letter
from pydantic import BaseModel, ConfigDict, Field, field_validator

from etl import files
from etl.sources.workbook import Sheet

#: Fewer municipalities than this, and it is not a table of the whole country.
MINIMUM_MATCHES = 300
HEADER_ROWS = 30
#: Degrees without a mark of their level are service areas when they are this few: there are eleven.
MOST_AREAS = 15
#: A column is of degrees when this share of its numbers lies within 0-100.
MOSTLY = 0.9

#: What names the total, surest first.
TOTALS = (
    r"grad av (lov)?oppfyllelse|lovoppfyllelsesgrad|(samlet|total\w*|hoved\w*)\b.*oppfyll",
    r"oppfyll",
    r"^(total\w*|samlet\w*|hovedresultat\w*|sum)\b",
)
OF_THE_AREA = r"oppfyll|^(total\w*|samlet\w*|delresultat\w*|sum|grad|område\w*)\b"
AN_INDICATOR = r"^(indikator\b|[a-z]?\d+[.\d]*[\s:.)])"
OTHER_FIGURES = (
    r"nummer|\bk?nr\b|fylke|sentral|kostra|gruppe\b|innbygg|folket|befolk|\bår\b|årstall|rang|plassering|antall|"
    r"inntekt|kroner|mangl|areal"
)
NEVER_CALCULATED = "Formlene har ingen lagrede verdier. Åpne arbeidsboka i Excel, lagre den, og prøv igjen"
#: Cells of another scale that are named; the others are counted.
NAMED_CELLS = 5
MISSING_WORDS = {"", "-", "–", "—", ":", ".", "..", "mangler", "na", "n/a", "ikke rapportert", "ikke tilgjengelig"}


class KddError(Exception):
    """A workbook or a mapping that can't be used; the message says why in Norwegian."""


class MappingNeeded(KddError):
    """The workbook can be read in several ways; the message names them.

    `draft` is the mapping as far as known, `correction` what to do about it.
    """

    def __init__(self, message: str, draft: Mapping, correction: str = "La én kolonne ha level: total") -> None:
        super().__init__(message)
        self.draft = draft
        self.correction = correction


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Column(_Strict):
    """A column of degrees. `full` is what a fully met duty is written as: 1 or 100."""

    column: str = Field(pattern=r"^[A-Z]{1,3}$")
    level: Literal["total", "area", "indicator"]
    title: str = Field(min_length=1)
    area: str | None = None
    full: Literal[1, 100]

    @property
    def index(self) -> int:
        return column_index_from_string(self.column) - 1


class Mapping(_Strict):
    """Sheet, rows (as Excel counts them) and columns of a workbook; `division` is that of its municipality numbers."""

    sheet: str
    first_row: int = Field(ge=1)
    municipality: str = Field(pattern=r"^[A-Z]{1,3}$")
    by: Literal["number", "name"]
    division: str
    columns: tuple[Column, ...] = Field(min_length=1)

    @field_validator("columns")
    @classmethod
    def _different(cls, columns: tuple[Column, ...]) -> tuple[Column, ...]:
        for names in ([c.column for c in columns], [(c.level, c.area, c.title) for c in columns]):
            if repeated := [name for name, times in Counter(names).items() if times > 1]:
                raise ValueError(f"står to ganger: {repeated[0]}")
        return columns

    @property
    def total(self) -> Column:
        """The one column of the municipality's own degree. Raises KddError unless there is just one."""
        totals = [column for column in self.columns if column.level == "total"]
        if len(totals) != 1:
            named = ", ".join(f"{column.column} «{column.title}»" for column in totals) or "ingen"
            raise KddError(f"Mappingen må ha nøyaktig én kolonne med level: total, den har {len(totals)} ({named})")
        return totals[0]


def read_mapping(path: Path) -> Mapping:
    """The mapping in a file. Raises KddError that names the field."""
    try:
        return files.read_yaml(path, Mapping)
    except files.FileError as error:
        raise KddError(str(error)) from error


def mapping_text(mapping: Mapping) -> str:
    """The mapping as the content of a mapping file."""
    return yaml.safe_dump(mapping.model_dump(mode="json"), allow_unicode=True, sort_keys=False, width=120)


# --- Municipalities -----------------------------------------------------------------------------------------------


class Places:
    """The register as a workbook may speak of it: by number, or by a name that only one municipality has."""

    def __init__(self, municipalities: pd.DataFrame) -> None:
        self.divisions = sorted(municipalities["division"].unique())
        self._codes: dict[str, set[str]] = {}
        self._names: dict[str, dict[str, str]] = {}
        for division, rows in municipalities.groupby("division"):
            self._codes[division] = set(rows["code"])
            aliases = [(alias, code) for code, name in zip(rows["code"], rows["name"], strict=True)
                       for alias in {_plain(part) for part in [name, *name.split(" - ")]}]  # fmt: skip
            times = Counter(alias for alias, _ in aliases)
            self._names[division] = {alias: code for alias, code in aliases if times[alias] == 1}

    def size(self, division: str) -> int:
        """How many municipalities the division has."""
        return len(self._codes[division])

    def find(self, value: object, by: str, division: str) -> str | None:
        """The code that a cell means, or None."""
        if by == "name":
            return self._names[division].get(_plain(value)) if isinstance(value, str) else None
        code = _code(value)
        return code if code in self._codes[division] else None


def _code(value: object) -> str | None:
    """A municipality number from a number, or from a text that begins with one; a lost leading zero is put back."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return f"{int(value):04d}" if float(value).is_integer() and 100 <= value <= 9999 else None
    found = re.match(r"\s*(\d{3,4})(?!\d)", value) if isinstance(value, str) else None
    return found[1].zfill(4) if found else None


def _plain(name: str) -> str:
    return re.sub(r"\s+", " ", name).strip().casefold().removesuffix(" kommune")


# --- Degrees ------------------------------------------------------------------------------------------------------


def number(value: object) -> float | None:
    """The number in a cell, None where it says that there is none. Raises ValueError for anything else."""
    if value is None:
        return None
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    if not isinstance(value, str):
        raise ValueError
    text = value.strip()
    if text.casefold() in MISSING_WORDS or text.startswith("#"):
        return None
    plain = re.sub(r"[\s\u00a0\u202f%]", "", text).replace(",", ".")
    if not re.fullmatch(r"[-−+]?\d+(\.\d+)?", plain):
        raise ValueError
    return float(plain.replace("−", "-"))


def written(cell: object) -> str:
    """A cell as Norwegian Excel shows it: «73,2», «−4», «SANN», «31.12.2022»."""
    if isinstance(cell, bool):
        return "SANN" if cell else "USANN"
    if isinstance(cell, int | float):
        return f"{cell:.12g}".replace(".", ",").replace("-", "−")
    if isinstance(cell, datetime.date):
        return f"{cell:%d.%m.%Y}"
    return str(cell).strip()


def scale(cell: object) -> Literal[1, 100] | None:
    """What a fully met duty is written as, by this cell alone; None where it can be either, or holds no degree."""
    try:
        value = number(cell)
    except ValueError:
        return None
    if isinstance(cell, str) and "%" in cell:
        return 100
    if value is None or value <= 0:
        return None
    return 1 if value <= 1 else 100


def full_degree(cells: list[object]) -> Literal[1, 100]:
    """What these degrees count to: 100 where most of those that show their scale do so."""
    times = Counter(map(scale, cells))
    return 100 if times[100] > times[1] else 1


# --- Finding ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Table:
    """A table of municipalities in a sheet: rows and columns count from 0; `codes` are by row."""

    sheet: Sheet
    column: int
    by: Literal["number", "name"]
    division: str
    codes: dict[int, str]

    @property
    def first_row(self) -> int:
        return min(self.codes)

    @property
    def matches(self) -> int:
        return len(set(self.codes.values()))


@dataclass(frozen=True)
class Heading:
    """What stands over a column: the group over several columns, where there is one, and the column's own name."""

    group: str
    name: str

    @property
    def whole(self) -> str:
        return " / ".join(dict.fromkeys(filter(None, [self.group, self.name])))


def find(sheets: list[Sheet], places: Places) -> tuple[Mapping, list[str], list[str]]:
    """The mapping of a workbook, the columns that were left out, each with the reason, and the sheets that were: those
    that hold a table of the country too.

    Raises KddError when no sheet holds a table of the country, MappingNeeded when several readings are possible.
    """
    tables = [table for sheet in sheets if (table := _table(sheet, places))]
    large = [table for table in tables if table.matches >= MINIMUM_MATCHES]
    if not large:
        raise KddError(_no_table(sheets, tables, places))
    found = [(table, *_columns(table)) for table in large]
    with_total = [entry for entry in found if any(column.level == "total" for column in entry[1])]
    if len(with_total) > 1:
        named = ", ".join(f"«{table.sheet.name}»" for table, _, _ in with_total)
        raise MappingNeeded(f"Flere ark kan inneholde resultatet: {named}. Velg ett", _mapping(*with_total[0][:2]))
    table, columns, left_out = (with_total or found)[0]
    if not columns:
        raise KddError(_no_degrees(table, left_out))
    mapping = _mapping(table, columns)
    totals = [column for column in columns if column.level == "total"]
    if len(totals) != 1:
        named = ", ".join(f"{c.column} «{c.title}»" for c in totals or columns)
        what = "Flere kolonner kan være samlet grad" if totals else "Ingen kolonne heter samlet grad av lovoppfyllelse"
        raise MappingNeeded(f"{what} i arket «{table.sheet.name}»: {named}. Velg én", mapping)
    for column in columns:
        _one_scale(table, column, mapping)
    return mapping, left_out, [other.sheet.name for other in large if other is not table]


def _one_scale(table: Table, column: Column, mapping: Mapping) -> None:
    """Raises MappingNeeded for a column in which some cells seem to be of 0-1 and some of 0-100.

    Less than one per cent is possible for a part among percentages, but not for all duties of a municipality.
    """
    scales = {row: scale(table.sheet.cell(row, column.index)) for row in table.codes}
    others = [row for row, found in scales.items() if found not in (None, column.full)]
    if not others or (column.full == 100 and column.level != "total"):
        return
    named = ", ".join(
        f"{table.sheet.place(row, column.index)} ({written(table.sheet.cell(row, column.index))})"
        for row in others[:NAMED_CELLS]
    )
    further = f" og {len(others) - NAMED_CELLS} til" if len(others) > NAMED_CELLS else ""
    raise MappingNeeded(
        f"«{column.title}» har grader både som 0–1 og som 0–100: de fleste er 0–{column.full}, men ikke "
        f"{named}{further}. Rett cellene i arbeidsboka, eller si hva kolonnen er",
        mapping,
        f"Sett full: 1 eller full: 100 for kolonne {column.column}",
    )


def _table(sheet: Sheet, places: Places) -> Table | None:
    """The column that names most municipalities, numbers before names and older divisions first."""
    width = max(map(len, sheet.rows), default=0)
    tables = [
        Table(sheet, column, by, division, codes)
        for by in ("number", "name")
        for division in places.divisions
        for column in range(width)
        if (codes := _codes(sheet, column, by, division, places)) and min(codes) <= HEADER_ROWS
    ]
    numbered = [table for table in tables if table.by == "number" and table.matches >= MINIMUM_MATCHES]
    return max(numbered or tables, key=lambda table: table.matches, default=None)


def _codes(sheet: Sheet, column: int, by: str, division: str, places: Places) -> dict[int, str]:
    found = ((row, places.find(sheet.cell(row, column), by, division)) for row in range(len(sheet.rows)))
    return {row: code for row, code in found if code}


def _no_table(sheets: list[Sheet], tables: list[Table], places: Places) -> str:
    if any(sheet.uncalculated for sheet in sheets):
        return NEVER_CALCULATED
    if not tables:
        return f"Fant ingen kolonne med kommunenummer eller kommunenavn under de første {HEADER_ROWS} radene i noe ark"
    best = max(tables, key=lambda table: table.matches)
    return (
        f"Bare {best.matches} av {places.size(best.division)} kommuner ble kjent igjen (i arket «{best.sheet.name}»); "
        f"det trengs minst {MINIMUM_MATCHES}"
    )


def _no_degrees(table: Table, left_out: list[str]) -> str:
    if table.sheet.uncalculated:
        return f"Arket «{table.sheet.name}»: {NEVER_CALCULATED}"
    seen = "; ".join(left_out) or "ingen"
    return f"Fant ingen kolonner med grader i arket «{table.sheet.name}». Kolonner som ble sett på: {seen}"


def _mapping(table: Table, columns: list[Column]) -> Mapping:
    return Mapping(
        sheet=table.sheet.name,
        first_row=table.first_row + 1,
        municipality=get_column_letter(table.column + 1),
        by=table.by,
        division=table.division,
        columns=tuple(columns),
    )


def _columns(table: Table) -> tuple[list[Column], list[str]]:
    """The columns of degrees with their level, and what was left out with the reason."""
    headings = dict(_headings(table))
    degrees: dict[int, Literal[1, 100]] = {}
    left_out = []
    for column, heading in headings.items():
        full = _full_degree_of(table, column, heading)
        if isinstance(full, str):
            left_out.append(f"{get_column_letter(column + 1)} «{heading.whole}» ({full})")
        else:
            degrees[column] = full
    totals = _totals({column: headings[column] for column in degrees})
    columns = [
        _column(column, headings[column], full, column in totals, len(degrees)) for column, full in degrees.items()
    ]
    return _told_apart(columns), left_out


def _told_apart(columns: list[Column]) -> list[Column]:
    """The columns with their letter added to a title that several have."""
    times = Counter((column.level, column.area, column.title) for column in columns)
    return [
        column.model_copy(update={"title": f"{column.title} ({column.column})"})
        if times[column.level, column.area, column.title] > 1
        else column
        for column in columns
    ]


def _full_degree_of(table: Table, column: int, heading: Heading) -> Literal[1, 100] | str:
    """1 or 100 for a column of degrees, else why it is none."""
    cells = [table.sheet.cell(row, column) for row in table.codes]
    numbers, texts = [], 0
    for cell in cells:
        try:
            value = number(cell)
        except ValueError:
            texts += 1
        else:
            numbers += [] if value is None else [value]
    if len(numbers) <= texts:
        return "ikke tall"
    if re.search(OTHER_FIGURES, heading.whole.casefold()):
        return "noe annet enn en grad"
    inside = sum(0 <= value <= 100 for value in numbers)
    named = any(re.search(pattern, heading.whole.casefold()) for pattern in TOTALS)
    if inside < MOSTLY * len(numbers) and not named:
        return "tall utenfor 0–100"
    return full_degree(cells)


def _totals(headings: dict[int, Heading]) -> set[int]:
    """The columns that may be the municipality's own degree, by the surest name that any has."""
    for pattern in TOTALS:
        found = {c for c, h in headings.items() if re.search(pattern, (h.group or h.name).casefold())}
        if found:
            return found
    return set()


def _column(column: int, heading: Heading, full: Literal[1, 100], total: bool, degrees: int) -> Column:
    letter, name = get_column_letter(column + 1), heading.name.casefold()
    if total:
        return Column(column=letter, level="total", title=heading.whole, full=full)
    if heading.group and (heading.group == heading.name or re.search(OF_THE_AREA, name)):
        return Column(column=letter, level="area", title=heading.group, full=full)
    if heading.group:
        return Column(column=letter, level="indicator", title=heading.name, area=heading.group, full=full)
    level = "indicator" if re.match(AN_INDICATOR, name) or degrees > MOST_AREAS else "area"
    return Column(column=letter, level=level, title=heading.name, full=full)


def _headings(table: Table) -> Iterator[tuple[int, Heading]]:
    """Every other column that has a name, with what stands over it."""
    sheet = table.sheet
    row = _heading_row(table)
    if row is None:
        return
    groups = _group_row(table, row)
    for column in range(max(map(len, sheet.rows))):
        name, group = _text(_over(sheet, row, column)), groups.get(column, "")
        if column != table.column and (name or group):
            yield column, Heading(group, name or group)


def _heading_row(table: Table) -> int | None:
    """The nearest row over the municipalities with words in two columns or more."""
    for row in range(table.first_row - 1, -1, -1):
        if sum(bool(_text(value)) for value in table.sheet.rows[row]) >= 2:
            return row
    return None


def _group_row(table: Table, below: int) -> dict[int, str]:
    """The words of the row over the names, each for all the columns that it stands over; a title over all is none."""
    sheet, row = table.sheet, below - 1
    if row < 0:
        return {}
    spans = {
        (first, last)
        for top, first, bottom, last in sheet.merged
        if top <= row <= bottom and last > first and not first <= table.column <= last
    }
    words = {column: text for column, value in enumerate(sheet.rows[row]) if (text := _text(value))}
    beside = {column for column in words if column != table.column}
    if not spans and len(beside) < 2:
        return {}
    groups: dict[int, str] = {}
    for column, text in words.items():
        last = next((last for first, last in spans if first == column), None)
        if last is None:
            last = column if spans else _until_next(words, column, len(sheet.rows[below]))
        groups |= dict.fromkeys(range(column, last + 1), text)
    return groups


def _until_next(words: dict[int, str], column: int, width: int) -> int:
    return min((other for other in words if other > column), default=width) - 1


def _over(sheet: Sheet, row: int, column: int) -> object:
    """The value of a cell, or of the merged range that it is the lower part of."""
    for top, first, bottom, last in sheet.merged:
        if top <= row <= bottom and first == last == column:
            return sheet.cell(top, column)
    return sheet.cell(row, column)


def _text(value: object) -> str:
    return re.sub(r"\s+", " ", value).strip() if isinstance(value, str) else ""
