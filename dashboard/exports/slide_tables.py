"""Tables on slides: native ones, over as many slides as it takes to show every row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

import pandas as pd
from lxml import etree
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.slide import Slide as Page
from pptx.util import Emu, Inches, Pt

from dashboard import palette, text
from dashboard.exports.slides import LETTER_WIDTH, Box, Content, describe, height, style, words


@dataclass(frozen=True)
class Table(Content):
    """A frame as a native table: headings with units, missing as «–», numbers in Norwegian.

    Columns in which nothing stands are left out. A table too large for a slide goes over several, until every row and
    every column has been shown, the first column on each of them; a line says which rows and how many columns. `part`
    are the first row shown and the one after the last, `columns` the places of the columns shown; without them as many
    are shown as fit.
    """

    frame: pd.DataFrame
    decimals: Mapping[str, int | Sequence[int]] = field(default_factory=dict)
    description: str = ""
    right: tuple[str, ...] = ()
    part: tuple[int, int] | None = None
    columns: tuple[int, ...] = ()

    SIZES = (14, 13, 12, 11, 10, 9, 8)
    READABLE = (12, 11, 10, 9)

    def draw(self, page: Page, box: Box) -> None:
        every = _cells(self.frame, self.decimals)
        if not every[0]:
            return
        places = self.columns or self._column_groups(every, box)[0]
        shown = _columns(every, places)
        size, widths = self._layout(shown, box)
        starts = self._starts(shown, widths, size, box, whole=len(places) == len(every[0]))
        start, stop = self.part or (starts[0], starts[1])
        cells = [shown[0], *shown[1 + start : 1 + stop]]
        heights = [_row_height(row, widths, size) for row in cells]
        self._draw_cells(page, box, cells, widths, heights, size)
        if len(cells) < len(every) or len(places) < len(every[0]):
            columns = f" og {len(places)} av {len(every[0])} kolonner" if len(places) < len(every[0]) else ""
            line = f"Viser {stop - start} av {len(every) - 1} rader{columns} (rad {start + 1}–{stop})."
            below = Box(box.left, box.top + box.height - TOLD, box.width, TOLD)
            words(page, below, [line], sizes=(11,), colour=palette.QUIET_INK, anchor=MSO_ANCHOR.BOTTOM)

    def split(self, box: Box) -> Sequence[Content]:
        every = _cells(self.frame, self.decimals)
        if self.part is not None or not every[0]:
            return [self]
        groups, parts = self._column_groups(every, box), []
        for places in groups:
            shown = _columns(every, places)
            starts = self._starts(shown, *reversed(self._layout(shown, box)), box, whole=len(groups) == 1)
            parts += [replace(self, part=span, columns=places) for span in pairwise(starts)]
        return parts if len(parts) > 1 else [self]

    def _column_groups(self, every: list[list[str]], box: Box) -> list[tuple[int, ...]]:
        """The places of the columns that are shown together, the first column with each group."""
        groups, left = [], tuple(range(len(every[0])))
        while len(left) > 1 or not groups:
            _, widths = self._layout(_columns(every, left), box)
            groups.append(left[: len(widths)])
            left = (0, *left[len(widths) :])
        return groups

    def _starts(self, shown: list[list[str]], widths: list[int], size: float, box: Box, *, whole: bool) -> list[int]:
        """The first row of each page, and how many rows there are; `whole` is whether no column is left out."""
        heights = [_row_height(row, widths, size) for row in shown]
        # The line that says what is left out takes room only where anything is.
        if sum(heights) <= box.height and whole:
            return [0, len(shown) - 1]
        room = box.height - TOLD - heights[0]
        starts = _filled(heights[1:], room)
        # As few pages, and none with a row or two left over.
        least, most = sum(heights[1:]) // len(starts), room
        while most - least > CELL_MARGIN:
            middle = (least + most) // 2
            if len(_filled(heights[1:], middle)) > len(starts):
                least = middle
            else:
                most = middle
        return [*_filled(heights[1:], most), len(shown) - 1]

    def _draw_cells(
        self, page: Page, box: Box, cells: list[list[str]], widths: list[int], heights: list[int], size: float
    ) -> None:
        right = [name in self.right or any(map(text.is_number, self.frame[name])) for name in cells[0]]
        shape = page.shapes.add_table(
            len(cells), len(widths), box.left, box.top, sum(widths), sum(heights[: len(cells)])
        )
        describe(shape, self.description or f"Tabell med {text.count(len(cells) - 1, 'rad', 'rader')}")
        _plain(shape)
        for column, width in enumerate(widths):
            shape.table.columns[column].width = Emu(width)
        for row, values in enumerate(cells):
            shape.table.rows[row].height = Emu(heights[row])
            for column, value in enumerate(values):
                _write_cell(shape.table.cell(row, column), value, size, head=row == 0, right=right[column])

    def _layout(self, cells: list[list[str]], box: Box) -> tuple[float, list[int]]:
        """The font size and the columns' widths: the largest in which the whole table stands.

        Where none is, as many of the first columns as let the first few rows be read.
        """
        for size in self.SIZES if len(cells) <= MOST_ROWS else ():
            widths = _widths(cells, size, box.width)
            if widths and sum(_row_height(row, widths, size) for row in cells) <= box.height:
                return size, widths
        for count in range(len(cells[0]), 1, -1):
            shown = [row[:count] for row in cells]
            for size in self.READABLE:
                widths = _widths(shown, size, box.width)
                first = shown[: 1 + FEWEST_ROWS]
                if widths and sum(_row_height(row, widths, size) for row in first) <= box.height - TOLD:
                    return size, widths
        return self.SIZES[-1], [box.width // 2] * min(2, len(cells[0]))


TOLD = int(Pt(12) * 1.6)
"""The room of the line that says what is left out."""


MOST_ROWS = 40
"""Rows above which a table can't stand on a slide in any size that is read."""


FEWEST_ROWS = 6
"""Rows that a table too large for its slide shows at least, where columns can make room for them."""


CELL_MARGIN = Inches(0.06)


BOLD = 1.35
"""How much wider a word in a heading is."""


def _filled(heights: Sequence[int], room: int) -> list[int]:
    """The first row of each page where every page takes as many rows as it has room for, and one at least."""
    starts, left = [0], room
    for row, height_ in enumerate(heights):
        if height_ > left and row > starts[-1]:
            starts.append(row)
            left = room
        left -= height_
    return starts


def _cells(frame: pd.DataFrame, decimals: Mapping[str, int | Sequence[int]]) -> list[list[str]]:
    """Headings and rows as texts, without the columns in which nothing stands."""
    columns = {}
    for name in frame.columns:
        numeric = pd.api.types.is_numeric_dtype(frame[name])
        places = text.places(decimals, str(name))
        each = [places] * len(frame) if isinstance(places, int) else places
        written = [
            text.number(value, at) if numeric or text.is_number(value) else "" if pd.isna(value) else str(value)
            for value, at in zip(frame[name], each, strict=True)
        ]
        if any(written) or not len(frame):
            columns[name] = written
    return [list(columns), *(list(row) for row in zip(*columns.values(), strict=True))]


def _columns(cells: list[list[str]], places: Sequence[int]) -> list[list[str]]:
    """The rows with some of their columns."""
    return [[row[place] for place in places] for row in cells]


def _widths(cells: list[list[str]], size: float, room: int) -> list[int] | None:
    """Column widths that fill the room, by what stands in them; None where a longest word does not fit."""
    columns = list(zip(*cells, strict=True))
    letter = Pt(size) * LETTER_WIDTH
    least = [
        int(max(_longest_word(column[0]) * BOLD, *map(_longest_word, column[1:]), 1) * letter + 3 * CELL_MARGIN)
        for column in columns
    ]
    if sum(least) > room:
        return None
    wanted = [
        max(low, int(max(map(len, column)) * letter + 3 * CELL_MARGIN))
        for column, low in zip(columns, least, strict=True)
    ]
    if sum(wanted) <= room:
        return wanted
    # The widest columns give way, down to a common width, so that as few cells as can be are broken.
    narrow, wide = 0, max(wanted)
    while wide - narrow > CELL_MARGIN // 8:
        cap = (narrow + wide) // 2
        if sum(_capped(wanted, least, cap)) > room:
            wide = cap
        else:
            narrow = cap
    return _capped(wanted, least, narrow)


def _capped(wanted: Sequence[int], least: Sequence[int], cap: int) -> list[int]:
    return [max(low, min(want, cap)) for want, low in zip(wanted, least, strict=True)]


def _longest_word(value: str) -> int:
    return max((len(word) for word in value.split(" ")), default=1)


def _row_height(row: Sequence[str], widths: Sequence[int], size: float) -> int:
    tallest = max(height([value], width - 2 * CELL_MARGIN, size) for value, width in zip(row, widths, strict=True))
    return tallest + int(Pt(size) * 0.5)


def _plain(shape) -> None:
    """Takes the template's colours away: lines between rows only, the header bold."""
    table = shape.table
    table.horz_banding = False
    style = shape._element.graphic.graphicData.tbl.tblPr.find(qn("a:tableStyleId"))
    style.text = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"  # «No Style, No Grid»


def _write_cell(cell, value: str, size: float, *, head: bool, right: bool) -> None:
    cell.margin_left = cell.margin_right = CELL_MARGIN
    cell.margin_top = cell.margin_bottom = int(Pt(size) * 0.2)
    cell.vertical_anchor = MSO_ANCHOR.BOTTOM if head else MSO_ANCHOR.MIDDLE
    paragraph = cell.text_frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.RIGHT if right else PP_ALIGN.LEFT
    if right:
        cell.margin_right = 2 * CELL_MARGIN
    if value:
        run = paragraph.add_run()
        run.text = value
        style(run.font, size, palette.INK, bold=head)
    # Without it an empty cell is as tall as text of 18 points.
    etree.SubElement(paragraph._p, qn("a:endParaRPr"), lang="nb-NO", sz=str(int(size * 100)))
    properties = cell._tc.get_or_add_tcPr()
    line = etree.SubElement(properties, qn("a:lnB"), w=str(Pt(1.25 if head else 0.5)))
    fill = etree.SubElement(etree.SubElement(line, qn("a:solidFill")), qn("a:srgbClr"))
    fill.set("val", palette.INK[1:].upper() if head else "C9D0D1")
