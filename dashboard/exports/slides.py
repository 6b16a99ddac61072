"""Slides: any figure as a page of a PowerPoint file (16:9) that can be edited like any other.

A Slide is what a figure says of itself (its provenance) and one or more contents, each in its part of the page. A
content is a native chart, a native table, a map of native shapes, or words. The title is the finding; source, date,
status and the link back stand on every slide, the rest in the speaker's notes.
"""

from __future__ import annotations

import io
import textwrap
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from urllib.parse import urljoin

import pandas as pd
from lxml import etree
from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.slide import Slide as Page
from pptx.text.text import TextFrame, _Paragraph
from pptx.util import Emu, Inches, Pt

from dashboard import palette, text
from dashboard.exports.table_files import Provenance

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.presentationml.presentation"

FONT = "Arial"
"""On every machine, and as wide in LibreOffice (as Liberation Sans) as in PowerPoint."""

LETTER_WIDTH = 0.53
"""The mean width of a letter, in sizes of the font; a little more than it is, so that what is counted to fit, fits."""

LINE_HEIGHT = 1.22

MOST_SHORTENED = 60
"""Letters of the sources below which they say nothing."""

SAID_ON_SLIDE = ("Kilde", "Gjelder", "Hentet", "Status", "Mangler", "Datasett")
"""The facts that stand on the slide itself; all of them are in its notes."""


@dataclass(frozen=True)
class Box:
    """A place on a page, in English Metric Units."""

    left: int
    top: int
    width: int
    height: int

    def part(self, left: float, top: float, width: float, height: float) -> Box:
        """A part of the box, as shares (0-1) of its width and height."""
        return Box(
            int(self.left + left * self.width),
            int(self.top + top * self.height),
            int(width * self.width),
            int(height * self.height),
        )


PAGE = Box(0, 0, Inches(13.333), Inches(7.5))
TITLE = Box(Inches(0.6), Inches(0.35), Inches(12.13), Inches(0.95))
SUBTITLE = Box(Inches(0.6), Inches(1.38), Inches(12.13), Inches(0.52))
BODY = Box(Inches(0.6), Inches(1.95), Inches(12.13), Inches(4.55))
FOOT = Box(Inches(0.6), Inches(6.6), Inches(11.4), Inches(0.7))
NUMBER = Box(Inches(12.1), Inches(6.95), Inches(0.63), Inches(0.3))


class Content(ABC):
    """Something that a slide shows."""

    @abstractmethod
    def draw(self, page: Page, box: Box) -> None:
        """Puts it on a page, inside a box."""

    def split(self, box: Box) -> Sequence[Content]:
        """The same on as many pages as it needs: itself, where it fits inside the box."""
        return [self]


@dataclass(frozen=True)
class Slide:
    """A page: what it says of itself, its contents each with its part of the body, and more lines for the notes."""

    provenance: Provenance
    contents: tuple[tuple[Content, tuple[float, float, float, float]], ...]
    notes: tuple[str, ...] = ()


def slide(provenance: Provenance, content: Content, notes: Sequence[str] = ()) -> Slide:
    """A page with one content that fills its body."""
    return Slide(provenance, ((content, (0, 0, 1, 1)),), tuple(notes))


def deck(pages: Sequence[Slide], origin: str, title: str) -> bytes:
    """A PowerPoint file of slides. `origin` is the server's address, which the links on the slides begin with."""
    presentation = _template()
    presentation.core_properties.title = title
    presentation.core_properties.author = "Generalistkommunen i tall"
    presentation.core_properties.language = "nb-NO"
    for page in pages:
        for part in _split(page):
            _add(presentation, part, origin)
    buffer = io.BytesIO()
    presentation.save(buffer)
    return buffer.getvalue()


def _split(page: Slide) -> list[Slide]:
    """The page, or several where its one content does not fit on one; each says which of how many it is."""
    if len(page.contents) != 1:
        return [page]
    content, place = page.contents[0]
    parts = content.split(BODY.part(*place))
    if len(parts) == 1:
        return [page]
    said = page.provenance
    titles = [f"{said.title} ({number} av {len(parts)})" for number in range(1, len(parts) + 1)]
    return [
        replace(page, provenance=replace(said, title=title), contents=((part, place),))
        for title, part in zip(titles, parts, strict=True)
    ]


def _template():
    """An empty presentation, 16:9, with the one layout that is used: a title and room."""
    presentation = Presentation()
    presentation.slide_width, presentation.slide_height = PAGE.width, PAGE.height
    layouts = presentation.slide_layouts
    for layout in [layout for layout in layouts if layout.name != "Title Only"]:
        layouts.remove(layout)
    layouts[0]._element.cSld.set("name", "Tittel og innhold")
    for holder in (presentation.slide_master, layouts[0]):
        for shape in list(holder.placeholders):
            if shape.placeholder_format.type == 1 or shape.name.startswith("Title"):
                shape.left, shape.top, shape.width, shape.height = TITLE.left, TITLE.top, TITLE.width, TITLE.height
            elif holder is layouts[0]:
                shape.element.getparent().remove(shape.element)
            else:
                shape.left, shape.width = BODY.left, BODY.width
    return presentation


def _add(presentation, shown: Slide, origin: str) -> None:
    page = presentation.slides.add_slide(presentation.slide_layouts[0])
    provenance, facts = shown.provenance, dict(shown.provenance.facts)
    title = page.shapes.title.text_frame
    _fit(title, [provenance.title], TITLE, sizes=(28, 26, 24, 22, 20, 18, 16), bold=True, anchor=MSO_ANCHOR.BOTTOM)
    status = facts.get("Status", "")
    subtitle = provenance.subtitle if status in ("", "publiserte tall") else f"{provenance.subtitle} {status}."
    words(page, SUBTITLE, [subtitle], sizes=(16, 14, 13, 12, 11, 10), colour=palette.QUIET_INK)
    for content, part in shown.contents:
        content.draw(page, BODY.part(*part))
    _foot(page, facts, origin)
    lines = [f"{label}: {fact}" for label, fact in facts.items() if label != "Lenke"]
    link = [f"Lenke: {urljoin(origin, facts['Lenke'])}"] if facts.get("Lenke") else []
    page.notes_slide.notes_text_frame.text = "\n".join([*shown.notes, *lines, *link])


def _foot(page: Page, facts: Mapping[str, str], origin: str) -> None:
    """Source, date, status and the link back; shortened, with all of it in the notes, where it is too long."""
    said = " ".join(_said(label, facts[label]) for label in SAID_ON_SLIDE if facts.get(label))
    link = "Åpne visningen i nettleseren"
    room = _letters(FOOT.width, 8) * int(FOOT.height / (Pt(8) * LINE_HEIGHT)) - len(link) - 30
    if len(said) > room:
        said = _shortened(facts, said, room)
    box = words(
        page, FOOT, [f"{said} {link}"], sizes=(11, 10, 9, 8), colour=palette.QUIET_INK, anchor=MSO_ANCHOR.BOTTOM
    )
    run = box.paragraphs[0].runs[0]
    run.text = f"{said} "
    linked = box.paragraphs[0].add_run()
    linked.text = link
    _style(linked.font, run.font.size.pt, palette.ACCENT)
    if facts.get("Lenke"):
        linked.hyperlink.address = urljoin(origin, facts["Lenke"])
    _number(page)


def _shortened(facts: Mapping[str, str], said: str, room: int) -> str:
    """The line with as much of the sources as there is room for; of all of it, where the rest alone is too long."""
    rest = " ".join(_said(label, facts[label]) for label in SAID_ON_SLIDE if label != "Kilde" and facts.get(label))
    more = "… (resten står i notatene)."
    source = _said("Kilde", facts.get("Kilde", ""))
    left = room - len(rest) - len(more) - 2
    if left < MOST_SHORTENED:
        return f"{said[:room].rsplit(' ', 1)[0]} {more}"
    return f"{source[:left].rsplit(' ', 1)[0]} {more} {rest}"


def _said(label: str, fact: str) -> str:
    return f"{fact}." if label == "Mangler" else f"{label}: {fact}."


def _number(page: Page) -> None:
    """The number of the slide, as a field that follows when slides are moved."""
    frame = words(page, NUMBER, [""], sizes=(10,), colour=palette.QUIET_INK, align=PP_ALIGN.RIGHT)
    paragraph = frame.paragraphs[0]._p
    for run in list(paragraph.findall(qn("a:r"))):
        paragraph.remove(run)
    field_ = etree.SubElement(paragraph, qn("a:fld"), id="{5F1A6C0B-6C1C-4E0B-9F0E-5B2F6C9D1A10}", type="slidenum")
    etree.SubElement(field_, qn("a:rPr"), lang="nb-NO", sz="1000")
    etree.SubElement(field_, qn("a:t")).text = "‹#›"


# --- Words that fit ---------------------------------------------------------------------------------------------------


def _letters(width: int, size: float) -> int:
    """How many letters of a size (points) fit on a line."""
    return max(1, int(width / (Pt(size) * LETTER_WIDTH)))


def height(lines: Sequence[str], width: int, size: float) -> int:
    """How tall some paragraphs are when broken to a width, in EMU."""
    letters = _letters(width, size)
    count = sum(1 if len(line) <= letters else len(textwrap.wrap(line, letters)) for line in lines)
    return int(count * Pt(size) * LINE_HEIGHT)


def largest(lines: Sequence[str], box: Box, sizes: Sequence[float]) -> float:
    """The largest of some sizes in which paragraphs fit; the smallest where none does."""
    return next((size for size in sizes if height(lines, box.width, size) <= box.height), sizes[-1])


def words(
    page: Page,
    box: Box,
    lines: Sequence[str],
    *,
    sizes: Sequence[float],
    colour: str = palette.INK,
    bold: bool = False,
    bullets: bool = False,
    align: PP_ALIGN = PP_ALIGN.LEFT,
    anchor: MSO_ANCHOR = MSO_ANCHOR.TOP,
) -> TextFrame:
    """A text box of paragraphs, in the largest of `sizes` (points, largest first) that fits."""
    frame = page.shapes.add_textbox(box.left, box.top, box.width, box.height).text_frame
    _fit(frame, lines, box, sizes=sizes, colour=colour, bold=bold, bullets=bullets, align=align, anchor=anchor)
    return frame


def _fit(
    frame: TextFrame,
    lines: Sequence[str],
    box: Box,
    *,
    sizes: Sequence[float],
    colour: str = palette.INK,
    bold: bool = False,
    bullets: bool = False,
    align: PP_ALIGN = PP_ALIGN.LEFT,
    anchor: MSO_ANCHOR = MSO_ANCHOR.TOP,
) -> None:
    frame.word_wrap = True
    frame.vertical_anchor = anchor
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = Emu(0)
    size = largest([f"{'  ' if bullets else ''}{line}" for line in lines], box, sizes)
    for place, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if place == 0 else frame.add_paragraph()
        paragraph.alignment = align
        run = paragraph.add_run()
        run.text = line
        _style(run.font, size, colour, bold)
        if bullets:
            _bullet(paragraph)
            paragraph.space_after = Pt(size * 0.3)


def _bullet(paragraph: _Paragraph) -> None:
    properties = paragraph._p.get_or_add_pPr()
    properties.set("marL", str(Inches(0.2)))
    properties.set("indent", str(-Inches(0.2)))
    etree.SubElement(properties, qn("a:buChar"), char="•")


def _style(font, size: float, colour: str, bold: bool = False) -> None:
    font.name, font.size, font.bold = FONT, Pt(size), bold
    font.color.rgb = rgb(colour)
    font._element.set("lang", "nb-NO")


def rgb(colour: str) -> RGBColor:
    """«#0b5f66» as PowerPoint takes it."""
    return RGBColor.from_string(colour.removeprefix("#").upper())


def describe(shape, words_: str) -> None:
    """Gives a chart, a table or a picture the text that a screen reader says."""
    shape._element.xpath(".//p:cNvPr")[0].set("descr", words_)


@dataclass(frozen=True)
class Words(Content):
    """Paragraphs, under a heading where there is one."""

    lines: tuple[str, ...]
    heading: str = ""
    bullets: bool = True
    sizes: tuple[float, ...] = (18, 16, 14, 13, 12, 11, 10)

    def draw(self, page: Page, box: Box) -> None:
        top = 0
        if self.heading:
            top = int(Pt(14) * 1.6)
            words(page, Box(box.left, box.top, box.width, top), [self.heading], sizes=(14,), bold=True)
        rest = Box(box.left, box.top + top, box.width, box.height - top)
        # Bullets take room after each paragraph.
        tight = Box(rest.left, rest.top, rest.width - Inches(0.2), int(rest.height * 0.88))
        size = largest(self.lines, tight, self.sizes)
        words(page, rest, self.lines, sizes=(size,), bullets=self.bullets)


# --- Tables -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Table(Content):
    """A frame as a native table: headings with units, missing as «–», numbers in Norwegian.

    Columns in which nothing stands are left out. A table too long for a slide goes over several, one too wide shows its
    first columns; a line says which rows and how many columns. `part` are the first row shown and the one after the
    last; without it as many are shown as fit.
    """

    frame: pd.DataFrame
    decimals: Mapping[str, int | Sequence[int]] = field(default_factory=dict)
    description: str = ""
    right: tuple[str, ...] = ()
    part: tuple[int, int] | None = None

    SIZES = (14, 13, 12, 11, 10, 9, 8)
    READABLE = (12, 11, 10)

    def draw(self, page: Page, box: Box) -> None:
        every = _cells(self.frame, self.decimals)
        if not every[0]:
            return
        size, widths = self._layout(every, box)
        starts = self._starts(every, widths, size, box)
        start, stop = self.part or (starts[0], starts[1])
        cells = [row[: len(widths)] for row in (every[0], *every[1 + start : 1 + stop])]
        heights = [_row_height(row, widths, size) for row in cells]
        self._draw_cells(page, box, cells, widths, heights, size)
        if len(cells) < len(every) or len(widths) < len(every[0]):
            columns = f" og {len(widths)} av {len(every[0])} kolonner" if len(widths) < len(every[0]) else ""
            line = f"Viser {stop - start} av {len(every) - 1} rader{columns} (rad {start + 1}–{stop})."
            below = Box(box.left, box.top + box.height - TOLD, box.width, TOLD)
            words(page, below, [line], sizes=(11,), colour=palette.QUIET_INK, anchor=MSO_ANCHOR.BOTTOM)

    def split(self, box: Box) -> Sequence[Content]:
        every = _cells(self.frame, self.decimals)
        if self.part is not None or not every[0]:
            return [self]
        size, widths = self._layout(every, box)
        starts = self._starts(every, widths, size, box)
        return [replace(self, part=span) for span in pairwise(starts)] if len(starts) > 2 else [self]

    def _starts(self, every: list[list[str]], widths: list[int], size: float, box: Box) -> list[int]:
        """The first row of each page, and how many rows there are."""
        heights = [_row_height(row[: len(widths)], widths, size) for row in every]
        # The line that says what is left out takes room only where anything is.
        if sum(heights) <= box.height and len(widths) == len(every[0]):
            return [0, len(every) - 1]
        starts, room = [0], box.height - TOLD - heights[0]
        left = room
        for row, height_ in enumerate(heights[1:]):
            if height_ > left and row > starts[-1]:
                starts.append(row)
                left = room
            left -= height_
        return [*starts, len(every) - 1]

    def _draw_cells(
        self, page: Page, box: Box, cells: list[list[str]], widths: list[int], heights: list[int], size: float
    ) -> None:
        right = [name in self.right or any(map(text.is_number, self.frame[name])) for name in cells[0]]
        shape = page.shapes.add_table(
            len(cells), len(widths), box.left, box.top, sum(widths), sum(heights[: len(cells)])
        )
        describe(shape, self.description or f"Tabell med {len(cells) - 1} rader")
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
        _style(run.font, size, palette.INK, bold=head)
    # Without it an empty cell is as tall as text of 18 points.
    etree.SubElement(paragraph._p, qn("a:endParaRPr"), lang="nb-NO", sz=str(int(size * 100)))
    properties = cell._tc.get_or_add_tcPr()
    line = etree.SubElement(properties, qn("a:lnB"), w=str(Pt(1.25 if head else 0.5)))
    fill = etree.SubElement(etree.SubElement(line, qn("a:solidFill")), qn("a:srgbClr"))
    fill.set("val", palette.INK[1:].upper() if head else "C9D0D1")
