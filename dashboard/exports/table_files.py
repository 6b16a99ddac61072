"""What leaves the program as files: CSV and XLSX of what a figure shows, each carrying its source."""

from __future__ import annotations

import io
import re
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urljoin

import pandas as pd
import xlsxwriter

from dashboard import text

XLSX_MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


PROGRAM = "Generalistkommunen i tall"
"""Whom a file is from."""

LONGEST_PROPERTY = 255
"""How many signs a property of an Office file holds."""


def as_property(words: str) -> str:
    """Words as a property of an Office file, cut after a word where they are longer than it holds."""
    return textwrap.shorten(words, LONGEST_PROPERTY, placeholder=" …")


@dataclass(frozen=True)
class Provenance:
    """What a file says of itself: `facts` are label and text pairs in the order in which they are written."""

    title: str
    subtitle: str
    facts: tuple[tuple[str, str], ...]

    @property
    def must_be_said(self) -> str:
        """What the figures are, where they are not simply published: modelled, provisional, made up …"""
        status = dict(self.facts).get("Status", PUBLISHED)
        return "" if status == PUBLISHED else status

    def at(self, origin: str | None) -> Provenance:
        """The same with the link whole, as it is on the server at `origin`; as it was where that is not known."""
        facts = [(label, urljoin(origin or "", fact) if label == "Lenke" else fact) for label, fact in self.facts]
        return replace(self, facts=tuple(facts))


PUBLISHED = "publiserte tall"
"""The status of figures of which nothing else must be said."""

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
NUMBER = r"[-+]?\d+([.,]\d+)?( ?%)?"

PLACES = 4
"""Decimals of a number in a CSV file at most: those that the figure shows, and those that its source has beyond them,
but never what computing leaves behind the last one that counts.
"""


OF_ROWS = ("Kilde", "Gjelder")
"""What is not said of the whole figure in each row of a table whose rows say it of themselves."""


def csv_bytes(
    table: pd.DataFrame, provenance: Provenance, decimals: Mapping[str, int | Sequence[int]] | None = None
) -> bytes:
    """The table as UTF-8 with semicolons and decimal commas (opens right in a Norwegian Excel).

    `decimals` says how many a numeric column has at least, as in a Sheet: what is shown rounded is whole in the file.
    The facts of the source are columns at the end of each row, so that no row is ever without its source; one that is
    named like a column of the table (the status of each row) is the whole figure's, and is left out where each row has
    its own (OF_ROWS).
    """
    whole = [(label, fact) for label, fact in provenance.facts if not (label in OF_ROWS and label in table)]
    facts = {f"{label} (figuren)" if label in table else label: _plain(fact) for label, fact in whole}
    cells = {name: _written(table[name], (decimals or {}).get(name)) for name in table.columns}
    tagged = table.assign(**cells, **facts).rename(columns=_plain)
    return tagged.to_csv(index=False, sep=";", decimal=",").encode("utf-8-sig")


def _plain(cell: object) -> object:
    """A cell that a spreadsheet shows and never runs: text that begins as a formula gets an apostrophe."""
    is_formula = isinstance(cell, str) and cell.startswith(FORMULA_SIGNS) and not re.fullmatch(NUMBER, cell)
    return f"'{cell}" if is_formula else cell


def _written(cells: pd.Series, decimals: int | Sequence[int] | None) -> list[object]:
    """Cells as a file holds them: numbers as «18,2» or «5447», nothing for what is missing, texts as texts."""
    whole = pd.api.types.is_integer_dtype(cells)
    each = [decimals] * len(cells) if decimals is None or isinstance(decimals, int) else decimals
    return [
        "" if pd.isna(cell) else _decimal(float(cell), places) if text.is_number(cell) and not whole else _plain(cell)
        for cell, places in zip(cells, each, strict=True)
    ]


def _decimal(value: float, places: int | None) -> str:
    if places == text.YEAR:
        return text.number(value, places)
    least = places or 0
    most = max(least, PLACES)
    whole, _, behind = f"{text.rounded(value, most):.{most}f}".partition(".")
    behind = behind[:least] + behind[least:].rstrip("0")
    return f"{whole},{behind}" if behind else whole


@dataclass(frozen=True)
class Sheet:
    """A table of a workbook. `decimals` says how a numeric column is shown: one number for all rows, or one a row."""

    name: str
    table: pd.DataFrame
    decimals: Mapping[str, int | Sequence[int]]
    sortable: bool = True


def xlsx_bytes(
    table: pd.DataFrame,
    provenance: Provenance,
    decimals: Mapping[str, int | Sequence[int]],
    sortable: bool = True,
) -> bytes:
    """A workbook with the sheets «Tall» (numbers as numbers) and «Kilde»; `sortable` gives the columns sort buttons."""
    return book_bytes([Sheet("Tall", table, decimals, sortable)], provenance)


def book_bytes(sheets: Sequence[Sheet], provenance: Provenance) -> bytes:
    """A workbook of several tables, numbers as numbers, and last the sheet «Kilde»."""
    buffer = io.BytesIO()
    # Text from sources is data: never a formula or a link.
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as workbook:
        workbook.set_properties({"title": as_property(provenance.title), "author": PROGRAM})
        for sheet in sheets:
            _write_figures(workbook, sheet, provenance)
        _write_source(workbook, provenance)
    return buffer.getvalue()


def _write_figures(workbook: xlsxwriter.Workbook, sheet: Sheet, provenance: Provenance) -> None:
    table, page = sheet.table, workbook.add_worksheet(sheet.name)
    heading = workbook.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    page.write_string(0, 0, provenance.title, workbook.add_format({"bold": True, "font_size": 13}))
    page.write_string(1, 0, provenance.subtitle)
    if provenance.must_be_said:
        page.write_string(2, 0, provenance.must_be_said, workbook.add_format({"bold": True}))
    first_row = 3
    for column, name in enumerate(table.columns):
        page.write_string(first_row, column, str(name), heading)
        numeric = any(map(text.is_number, table[name]))
        widest = 14 if numeric else min(44, max([len(str(name)), *table[name].astype(str).str.len()], default=10) + 2)
        page.set_column(column, column, widest)
        formats = _number_formats(workbook, text.places(sheet.decimals, str(name)), len(table))
        for place, value in enumerate(table[name]):
            row = first_row + 1 + place
            if pd.isna(value):
                page.write_blank(row, column, None)
            elif text.is_number(value):
                page.write_number(row, column, float(value), formats[place])
            else:
                page.write_string(row, column, str(value))
    page.freeze_panes(first_row + 1, 1)
    if sheet.sortable and len(table) and len(table.columns):
        page.autofilter(first_row, 0, first_row + len(table), len(table.columns) - 1)


def _number_formats(workbook: xlsxwriter.Workbook, decimals: int | Sequence[int], rows: int) -> list:
    """A number format a row; those that are alike are one."""
    each = [decimals] * rows if isinstance(decimals, int) else list(decimals)
    known = {
        places: workbook.add_format({"num_format": "0" if places == text.YEAR else _pattern(places)})
        for places in dict.fromkeys(each)
    }
    return [known[places] for places in each]


def _pattern(places: int) -> str:
    return "#,##0" + ("." + "0" * places if places else "")


def _write_source(workbook: xlsxwriter.Workbook, provenance: Provenance) -> None:
    sheet = workbook.add_worksheet("Kilde")
    bold = workbook.add_format({"bold": True, "valign": "top"})
    wrapped = workbook.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 100)
    facts = [("Tittel", provenance.title), ("Viser", provenance.subtitle), *provenance.facts]
    for row, (label, fact) in enumerate(facts):
        sheet.write_string(row, 0, label, bold)
        sheet.write_string(row, 1, fact, wrapped)
