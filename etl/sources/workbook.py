"""Opening an Excel workbook that somebody has sent: only what can be read safely, and only what Excel has computed."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import openpyxl
from openpyxl.utils import get_column_letter

#: A table of all municipalities with every indicator is a few hundred kB.
LARGEST_FILE = 30_000_000
LARGEST_UNPACKED = 60_000_000
MOST_PARTS = 2_000
#: The corner of each sheet that is looked at: a table of municipalities fits in it many times.
ROWS, COLUMNS = 3_000, 300

_ZIP = b"PK\x03\x04"
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


class WorkbookError(Exception):
    """A file that can't or won't be read; the message says why in Norwegian."""


@dataclass(frozen=True)
class Sheet:
    """The values of one sheet, row by row, as Excel last computed them; None where a cell is empty.

    `merged` holds first row, first column, last row and last column (from 0) of each merged range. `uncalculated`
    is true when the sheet has formulas and none of them has a stored value.
    """

    name: str
    rows: tuple[tuple[object, ...], ...]
    merged: tuple[tuple[int, int, int, int], ...]
    uncalculated: bool

    def cell(self, row: int, column: int) -> object:
        """The value there; None outside the sheet."""
        return self.rows[row][column] if row < len(self.rows) and column < len(self.rows[row]) else None

    def place(self, row: int, column: int) -> str:
        """Where a cell is, as Excel says it: «Data!C17»."""
        return f"{self.name}!{get_column_letter(column + 1)}{row + 1}"


def read_sheets(path: Path) -> list[Sheet]:
    """Every worksheet of a workbook. Raises WorkbookError for what is not an xlsx, is locked, or is absurdly large."""
    has_formulas = _examined(path)
    try:
        # As an open file: by its name, openpyxl would refuse a file that is called something else than .xlsx.
        with path.open("rb") as file:
            formulas = _formula_cells(file) if has_formulas else {}
            values = openpyxl.load_workbook(file, data_only=True, keep_links=False)
            return [_sheet(sheet, formulas.get(sheet.title, set())) for sheet in values.worksheets]
    except Exception as error:  # openpyxl lets through whatever a damaged part raises
        raise WorkbookError(f"{path.name} er skadet og kan ikke leses som regneark ({type(error).__name__})") from error


def _examined(path: Path) -> bool:
    """Whether some sheet holds formulas; raises WorkbookError for a file that must not be opened."""
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
        raise WorkbookError(f"{path.name} er ikke en Excel-arbeidsbok (.xlsx)")
    try:
        with zipfile.ZipFile(path) as archive:
            return _examined_parts(archive, path.name)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError) as error:
        raise WorkbookError(f"{path.name} er avkuttet eller skadet") from error


def _examined_parts(archive: zipfile.ZipFile, name: str) -> bool:
    parts = archive.infolist()
    unpacked = sum(part.file_size for part in parts)
    if unpacked > LARGEST_UNPACKED or len(parts) > MOST_PARTS:
        raise WorkbookError(
            f"{name} blir {_megabytes(unpacked)} i {len(parts)} deler når den pakkes ut; det er for mye"
        )
    if "xl/workbook.xml" not in archive.namelist():
        raise WorkbookError(f"{name} er ikke en Excel-arbeidsbok (.xlsx)")
    has_formulas = False
    for part in parts:
        if part.filename.endswith((".xml", ".rels")):
            content = archive.read(part)
            # A workbook has no use for them; they are how a small file grows without end when it is read.
            if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
                raise WorkbookError(f"{name} har XML-definisjoner som et regneark ikke skal ha ({part.filename})")
            has_formulas |= part.filename.startswith("xl/worksheets/") and (b"<f>" in content or b"<f " in content)
    return has_formulas


def _formula_cells(file: BinaryIO) -> dict[str, set[tuple[int, int]]]:
    """Row and column (from 0) of every formula, by sheet."""
    workbook = openpyxl.load_workbook(file, read_only=True, keep_links=False)
    return {
        sheet.title: {
            (cell.row - 1, cell.column - 1)
            for row in sheet.iter_rows(max_row=ROWS, max_col=COLUMNS)
            for cell in row
            if cell.data_type == "f"
        }
        for sheet in workbook.worksheets
    }


def _sheet(sheet: openpyxl.worksheet.worksheet.Worksheet, formulas: set[tuple[int, int]]) -> Sheet:
    last_row, last_column = min(sheet.max_row, ROWS), min(sheet.max_column, COLUMNS)
    rows = tuple(sheet.iter_rows(max_row=last_row, max_col=last_column, values_only=True))
    merged = tuple((r.min_row - 1, r.min_col - 1, r.max_row - 1, r.max_col - 1) for r in sheet.merged_cells.ranges)
    stored = any(rows[r][c] is not None for r, c in formulas if r < last_row and c < last_column)
    return Sheet(sheet.title, rows, merged, uncalculated=bool(formulas) and not stored)


def _megabytes(size: int) -> str:
    return f"{size / 1e6:.0f} MB"
