"""Opening an Excel workbook that somebody has sent: only what can be read safely, and only what Excel has computed."""

from __future__ import annotations

import re
import unicodedata
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from python_calamine import CalamineSheet, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum
from xlsxwriter.utility import xl_cell_to_rowcol, xl_col_to_name

from etl import files

#: A table of all municipalities with every indicator is a few hundred kB.
LARGEST_FILE = 30_000_000
LARGEST_UNPACKED = 60_000_000
MOST_PARTS = 2_000
#: The reader holds a sheet as a full rectangle: one cell far out would take all memory there is.
MOST_CELLS = 5_000_000
#: The corner of each sheet that is looked at: a table of municipalities fits in it many times.
ROWS, COLUMNS = 3_000, 300
NO_WORKBOOK = "er ikke en Excel-arbeidsbok (.xlsx)"
SAVE_AGAIN = "Åpne den i Excel, lagre på nytt som vanlig Excel-arbeidsbok (.xlsx), og prøv igjen"

_ZIP = b"PK\x03\x04"
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_CELL_WITH_CONTENT = re.compile(rb'<(?:\w+:)?c\s(?:[^>]*?\s)?r="([A-Z]{1,3}\d{1,7})"(?:[^>]*[^/>])?>')
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_STORED_RESULT = re.compile(rb"<(?:\w+:)?f(?:\s[^>]*)?(?:/>|>[^<]*</(?:\w+:)?f>)\s*<(?:\w+:)?v>[^<]")


class WorkbookError(Exception):
    """A file that can't or won't be read; the message says why in Norwegian."""


@dataclass(frozen=True)
class Sheet:
    """The values of one sheet, row by row, as Excel last computed them; None where a cell is empty or holds an error.

    Texts are composed (NFC) and have no invisible or surrounding space. `merged` holds first row, first column, last
    row and last column (from 0) of each merged range.
    """

    name: str
    rows: tuple[tuple[object, ...], ...]
    merged: tuple[tuple[int, int, int, int], ...]
    is_hidden: bool

    @property
    def width(self) -> int:
        return max(map(len, self.rows), default=0)

    def cell(self, row: int, column: int) -> object:
        """The value there; None outside the sheet."""
        return self.rows[row][column] if row < len(self.rows) and column < len(self.rows[row]) else None

    def over(self, row: int, column: int) -> object:
        """The value there, or that of the merged range that the cell is part of."""
        for top, first, bottom, last in self.merged:
            if top <= row <= bottom and first <= column <= last:
                return self.cell(top, first)
        return self.cell(row, column)

    def is_empty(self, row: int) -> bool:
        """Whether the row holds nothing."""
        return all(value is None for value in self.rows[row])

    def place(self, row: int, column: int) -> str:
        """Where a cell is, as Excel says it: «Data!C17»."""
        return f"{self.name}!{xl_col_to_name(column)}{row + 1}"


@dataclass(frozen=True)
class Workbook:
    """The worksheets, visible ones first. `uncalculated`: there are formulas, and none has a stored result."""

    sheets: tuple[Sheet, ...]
    uncalculated: bool


def read_workbook(path: Path) -> Workbook:
    """Every worksheet of a workbook. Raises WorkbookError for what is not an xlsx, is locked, or is absurdly large."""
    uncalculated = _examined(path)
    try:
        # As an open file: a file that was fetched is not called .xlsx.
        with path.open("rb") as file:
            book = CalamineWorkbook.from_filelike(file)
            kinds = [(kind, book.get_sheet_by_name(kind.name)) for kind in book.sheets_metadata
                     if kind.typ is SheetTypeEnum.WorkSheet]  # fmt: skip
            sheets = [_sheet(sheet, kind.visible is not SheetVisibleEnum.Visible) for kind, sheet in kinds]
    except PasswordError as error:
        raise WorkbookError(f"{path.name} er låst med passord; fjern passordet i Excel") from error
    except Exception as error:  # the reader lets through whatever an odd part raises
        raise WorkbookError(
            f"{path.name} kan ikke leses som regneark ({type(error).__name__}). {SAVE_AGAIN}"
        ) from error
    return Workbook(tuple(sorted(sheets, key=lambda sheet: sheet.is_hidden)), uncalculated)


def clean(text: str) -> str:
    """A text composed, with plain single spaces, and without what takes no place (zero-width, soft hyphen)."""
    shown = "".join(sign for sign in unicodedata.normalize("NFC", text) if unicodedata.category(sign) != "Cf")
    return " ".join(shown.split())


def _sheet(sheet: CalamineSheet, is_hidden: bool) -> Sheet:
    rows = tuple(tuple(map(_value, row[:COLUMNS])) for row in sheet.to_python(skip_empty_area=False, nrows=ROWS))
    merged = tuple((*start, *end) for start, end in sheet.merged_cell_ranges or [])
    return Sheet(sheet.name, rows, merged, is_hidden)


def _value(cell: object) -> object:
    return clean(cell) or None if isinstance(cell, str) else cell


def _examined(path: Path) -> bool:
    """Whether no formula has a stored result; raises WorkbookError for a file that must not be opened."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            start = file.read(len(_OLE))
    except OSError as error:
        raise WorkbookError(f"Finner ikke {path}" if not path.exists() else f"Kan ikke lese {path}") from error
    if size > LARGEST_FILE:
        raise WorkbookError(f"{path.name} er {_megabytes(size)}, mer enn {_megabytes(LARGEST_FILE)}")
    if start.startswith(_OLE):
        locked = _ENCRYPTED in path.read_bytes()
        reason = (
            "er låst med passord; fjern passordet i Excel"
            if locked
            else "er i det gamle Excel-formatet; lagre som .xlsx"
        )
        raise WorkbookError(f"{path.name} {reason}")
    if not start.startswith(_ZIP):
        raise WorkbookError(f"{path.name} {NO_WORKBOOK}. {SAVE_AGAIN}")
    try:
        with zipfile.ZipFile(path) as archive:
            parts = list(_examined_sheets(archive, path.name))
    except (RuntimeError, *files.ZIP_FAULTS) as error:
        raise WorkbookError(f"{path.name} er avkuttet eller skadet") from error
    return any(map(_FORMULA.search, parts)) and not any(map(_STORED_RESULT.search, parts))


def _examined_sheets(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """The parts that are sheets, when every part is one that may be read."""
    parts = archive.infolist()
    unpacked = sum(part.file_size for part in parts)
    if unpacked > LARGEST_UNPACKED or len(parts) > MOST_PARTS:
        raise WorkbookError(
            f"{name} blir {_megabytes(unpacked)} i {len(parts)} deler når den pakkes ut; det er for mye"
        )
    if "xl/workbook.xml" not in archive.namelist():
        raise WorkbookError(f"{name} {NO_WORKBOOK}. {SAVE_AGAIN}")
    for part in parts:
        if part.filename.endswith((".xml", ".rels")):
            content = archive.read(part)
            # A workbook has no use for them; they are how a small file grows without end when it is read.
            if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
                raise WorkbookError(f"{name} har XML-definisjoner som et regneark ikke skal ha ({part.filename})")
            if part.filename.startswith("xl/worksheets/"):
                _refuse_far_cells(content, name)
                yield content


def _refuse_far_cells(content: bytes, name: str) -> None:
    places = [xl_cell_to_rowcol(cell.decode()) for cell in set(_CELL_WITH_CONTENT.findall(content))]
    row, column = (max((place[axis] for place in places), default=0) for axis in (0, 1))
    if (row + 1) * (column + 1) > MOST_CELLS:
        raise WorkbookError(
            f"{name} har noe så langt ute som rad {row + 1} og kolonne {xl_col_to_name(column)}. "
            "Slett det som står utenfor tabellen, lagre, og prøv igjen"
        )


def _megabytes(size: int) -> str:
    return f"{size / 1e6:.0f} MB"
