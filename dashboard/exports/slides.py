"""Slides: any figure as a page of a PowerPoint file (16:9) that can be edited like any other.

A Slide is what a figure says of itself (its provenance) and one or more contents, each in its part of the page. A
content is a native chart, a native table, a map of native shapes, or words. The title is the finding; source, date,
status and the link back stand on every slide, the rest in the speaker's notes.
"""

from __future__ import annotations

import io
import math
import textwrap
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from urllib.parse import urljoin

from lxml import etree
from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml.ns import qn
from pptx.slide import Slide as Page
from pptx.text.text import TextFrame, _Paragraph
from pptx.util import Emu, Inches, Pt

from dashboard import palette, text
from dashboard.exports.table_files import PROGRAM, Provenance, as_property

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
    """A page: what it says of itself, its contents each with its part of the body, and more lines for the notes, after
    what the speaker will say (`spoken`).
    """

    provenance: Provenance
    contents: tuple[tuple[Content, tuple[float, float, float, float]], ...]
    notes: tuple[str, ...] = ()
    spoken: str = ""


def slide(provenance: Provenance, content: Content, notes: Sequence[str] = ()) -> Slide:
    """A page with one content that fills its body."""
    return Slide(provenance, ((content, (0, 0, 1, 1)),), tuple(notes))


def deck(pages: Sequence[Slide], origin: str, title: str) -> bytes:
    """A PowerPoint file of slides. `origin` is the server's address, which the links on the slides begin with."""
    presentation = template(PAGE, TITLE, BODY)
    entitle(presentation, title)
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
        replace(page, provenance=replace(said, title=title), contents=((part, place),), spoken=spoken)
        for title, part, spoken in zip(titles, parts, [page.spoken, *[""] * (len(parts) - 1)], strict=True)
    ]


def entitle(presentation, title: str) -> None:
    """Writes what the file is called, by whom, when, and in what language, in the place of what the library's own empty
    file says of itself.
    """
    properties = presentation.core_properties
    properties.title, properties.language, properties.comments = as_property(title), "nb-NO", ""
    properties.author = properties.last_modified_by = PROGRAM
    properties.created = properties.modified = datetime.now(UTC).replace(tzinfo=None)
    package = presentation.part.package  # the picture of that file is of a blank page of another shape
    pictures = [name for name, part in package._rels.items() if part.reltype == RELATIONSHIP_TYPE.THUMBNAIL]
    for name in pictures:
        package.drop_rel(name)


def template(size: Box, title: Box, body: Box):
    """An empty presentation of pages of one size, with the one layout that is used: a title and room."""
    presentation = Presentation()
    presentation.slide_width, presentation.slide_height = size.width, size.height
    layouts = presentation.slide_layouts
    for layout in [layout for layout in layouts if layout.name != "Title Only"]:
        layouts.remove(layout)
    layouts[0]._element.cSld.set("name", "Tittel og innhold")
    for holder in (presentation.slide_master, layouts[0]):
        for shape in list(holder.placeholders):
            if shape.placeholder_format.type == 1 or shape.name.startswith("Title"):
                shape.left, shape.top, shape.width, shape.height = title.left, title.top, title.width, title.height
            elif holder is layouts[0]:
                shape.element.getparent().remove(shape.element)
            else:
                shape.left, shape.width = body.left, body.width
    return presentation


def _add(presentation, shown: Slide, origin: str) -> None:
    page = presentation.slides.add_slide(presentation.slide_layouts[0])
    provenance, facts = shown.provenance, dict(shown.provenance.facts)
    title = page.shapes.title.text_frame
    fit(title, [provenance.title], TITLE, sizes=(28, 26, 24, 22, 20, 18, 16), bold=True, anchor=MSO_ANCHOR.BOTTOM)
    status = facts.get("Status", "")
    subtitle = (
        provenance.subtitle if status in ("", "publiserte tall") else f"{provenance.subtitle} {text.stopped(status)}"
    )
    words(page, SUBTITLE, [subtitle], sizes=(16, 14, 13, 12, 11, 10), colour=palette.QUIET_INK)
    for content, part in shown.contents:
        content.draw(page, BODY.part(*part))
    _foot(page, facts, origin)
    lines = [f"{label}: {fact}" for label, fact in facts.items() if label != "Lenke"]
    link = [f"Lenke: {urljoin(origin, facts['Lenke'])}"] if facts.get("Lenke") else []
    page.notes_slide.notes_text_frame.text = "\n".join([*filter(None, [shown.spoken]), *shown.notes, *lines, *link])


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
    style(linked.font, run.font.size.pt, palette.ACCENT)
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
    return text.stopped(fact if label == "Mangler" else f"{label}: {fact}")


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
    fit(frame, lines, box, sizes=sizes, colour=colour, bold=bold, bullets=bullets, align=align, anchor=anchor)
    return frame


def fit(
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
    """Writes paragraphs into a frame, in the largest of `sizes` (points, largest first) that fits its box."""
    frame.word_wrap = True
    frame.vertical_anchor = anchor
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = Emu(0)
    size = largest([f"{'  ' if bullets else ''}{line}" for line in lines], box, sizes)
    for place, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if place == 0 else frame.add_paragraph()
        paragraph.alignment = align
        run = paragraph.add_run()
        run.text = line
        style(run.font, size, colour, bold)
        if bullets:
            _bullet(paragraph)
            paragraph.space_after = Pt(size * 0.3)


def _bullet(paragraph: _Paragraph) -> None:
    properties = paragraph._p.get_or_add_pPr()
    properties.set("marL", str(Inches(0.2)))
    properties.set("indent", str(-Inches(0.2)))
    etree.SubElement(properties, qn("a:buChar"), char="•")


def style(font, size: float, colour: str, bold: bool = False) -> None:
    font.name, font.size, font.bold = FONT, Pt(size), bold
    font.color.rgb = rgb(colour)
    font._element.set("lang", "nb-NO")


def rgb(colour: str) -> RGBColor:
    """«#0b5f66» as PowerPoint takes it."""
    return RGBColor.from_string(colour.removeprefix("#").upper())


def describe(shape, words_: str) -> None:
    """Gives a chart, a table or a picture the text that a screen reader says."""
    shape._element.xpath(".//p:cNvPr")[0].set("descr", words_)


HEADING = int(Pt(16) * 1.6)
"""The room of a heading inside the body."""

CHART_RATIO = 1.8
"""How wide a chart is of its height where several stand beside each other."""


def beside(page: Page, box: Box, headings: Sequence[str], ratio: float) -> list[Box]:
    """Writes headings beside each other, and below where pictures as wide as `ratio` of their height become larger so;
    the room below each.
    """

    def height(columns: int) -> float:
        return min(box.width / columns / ratio, box.height / math.ceil(len(headings) / columns) - HEADING)

    columns = max(range(1, len(headings) + 1), key=height)
    rows = math.ceil(len(headings) / columns)
    found = []
    for at, heading in enumerate(headings):
        part = box.part(at % columns / columns, at // columns / rows, 1 / columns, 1 / rows)
        words(page, Box(part.left, part.top, part.width, HEADING), [heading], sizes=(14, 12), bold=True)
        found.append(Box(part.left, part.top + HEADING, int(part.width * 0.96), part.height - HEADING))
    return found


@dataclass(frozen=True)
class Row(Content):
    """Contents beside each other, each under its heading."""

    parts: tuple[tuple[str, Content], ...]

    def draw(self, page: Page, box: Box) -> None:
        places = beside(page, box, [heading for heading, _ in self.parts], CHART_RATIO)
        for (_, content), place in zip(self.parts, places, strict=True):
            content.draw(page, place)


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
