"""«Kommuneprofil» as PowerPoint: two pages of A4 with a native table, and strips and trends as native shapes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import urljoin

from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import PP_ALIGN
from pptx.oxml.ns import qn
from pptx.slide import Slide as Page
from pptx.util import Cm, Emu, Pt

from dashboard import palette
from dashboard.exports import paper, slide_maps, slides
from dashboard.exports.slides import Box, rgb, words
from dashboard.views.municipality import municipality, profile_pages
from dashboard.views.municipality.municipality import Profile
from dashboard.views.municipality.profile_pages import KEY_WORDS, MARK_WORDS, MARKS, Row, spark_points

HEADINGS = ("Nøkkeltall", "", "Fylket", "Median", "Landet", "Plass", "De andre", "Utvikling")
NUMBERS = slice(1, 5)
"""The columns of numbers."""

WIDTHS = tuple(map(Cm, (4.0, 1.8, 1.5, 1.5, 1.5, 2.85, 2.4, 2.45)))
HEAD, ROLE, LOWEST, HIGHEST, STEP = Cm(0.62), Cm(0.42), Cm(1.0), Cm(1.45), Cm(0.02)
"""Heights of rows: of the headings, of a role, the lowest and highest of a figure, and what they are tried by."""

BESIDE, ABOVE = Cm(0.08), Cm(0.03)
"""The margins of a cell."""

DOT, INK, LINE = "#8d989b", palette.INK, "#cdd3d4"


def deck(profile: Profile, origin: str) -> bytes:
    """The two pages; more where there are more figures than fit beside what the second page says."""
    found = profile_pages.rows(profile)
    shown = profile_pages.figure(profile, found)
    first, rest = found[: profile_pages.MOST_ROWS], found[profile_pages.MOST_ROWS :]
    pages = [
        (f"Kommuneprofil: {profile.name}", lambda page, box: _first_page(page, box, profile, first)),
        (f"{profile.name}: endringer, naboer og forbehold", lambda page, box: _second_page(page, box, profile, rest)),
    ]
    return paper.deck(
        pages, shown.provenance, urljoin(origin, profile_pages.link(profile)),
        lambda number, of: profile_pages.traced(profile, origin, number, of),
    )  # fmt: skip


def _first_page(page: Page, box: Box, profile: Profile, found: Sequence[Row]) -> None:
    said = [f"{municipality.headline(profile, profile_pages.featured(profile))}.", f"Mot {profile.compared_with}."]
    words(page, box.part(0, 0, 1, 0.06), said, sizes=(11, 10, 9, 8))
    words(page, box.part(0, 0.062, 1, 0.03), [f"{KEY_WORDS}. {MARK_WORDS}"], sizes=(8, 7, 6), colour=palette.QUIET_INK)
    _table(page, box.part(0, 0.098, 1, 0.9), profile, found)


def _second_page(page: Page, box: Box, profile: Profile, rest: Sequence[Row]) -> None:
    top = 0.0
    if rest:
        top = min(0.45, 0.05 + 0.055 * len(rest))
        _table(page, box.part(0, 0, 1, top), profile, rest)
        top += 0.02
    parts = profile_pages.second_page(profile)
    lengths = [2 + sum(1 + len(line) // 95 for line in lines) for _, lines in parts]
    for (heading, lines), length in zip(parts, lengths, strict=True):
        height = (1 - top) * length / sum(lengths) if not rest else (1 - top) / len(parts)
        slides.Words(tuple(lines), heading, sizes=(11, 10, 9, 8, 7)).draw(page, box.part(0, top, 1, height - 0.01))
        top += height
        lengths, parts = lengths[1:], parts[1:]


@dataclass(frozen=True)
class _Line:
    """A line of the table: a role, or a figure."""

    role: str
    row: Row | None
    height: int


def _lines(found: Sequence[Row], room: int) -> list[_Line]:
    roles = [(role, list(rows)) for role, rows in groupby(found, lambda row: row.role)]
    needed = {id(row): _needed(row) for row in found}
    left = room - HEAD - ROLE * len(roles)
    tried = range(HIGHEST, LOWEST, -STEP)
    height = next((one for one in tried if sum(max(one, least) for least in needed.values()) <= left), LOWEST)
    # What is counted is a little more than is needed: where it doesn't fit all the same, all rows give way.
    tight = min(1, left / sum(max(height, least) for least in needed.values())) if found else 1
    lines: list[_Line] = []
    for role, rows in roles:
        lines.append(_Line(role.capitalize(), None, ROLE))
        lines += [_Line("", row, int(tight * max(height, needed[id(row)]))) for row in rows]
    return lines


def _needed(row: Row) -> int:
    """How tall a row has to be for its words: what a cell has more of makes the row grow away from what is drawn."""
    cells = {0: _named(row), 5: _placed(row), 7: _moved(row)}
    return max(
        4 * ABOVE + sum(slides.height([said], WIDTHS[column] - 2 * BESIDE, size) for said, size, _ in lines)
        for column, lines in cells.items()
    )


def _named(row: Row) -> list[tuple[str, float, bool]]:
    return [(row.name, 8, True), (row.measured, 6.5, False)]


def _placed(row: Row) -> list[tuple[str, float, bool]]:
    return [(row.drawn["words"], 6.5, False), (row.drawn["nationally"], 6.5, False)]


def _moved(row: Row) -> list[tuple[str, float, bool]]:
    """How the figure moved, below the room of the line that is drawn over it, if one is."""
    line = [("", 11, False)] if spark_points(row.drawn["spark"]) else []
    return [*line, (row.drawn["change"], 6, False)]


def _table(page: Page, box: Box, profile: Profile, found: Sequence[Row]) -> None:
    """The figures as a native table; the last two columns are drawn over it."""
    lines = _lines(found, box.height)
    height = HEAD + sum(line.height for line in lines)
    frame = page.shapes.add_table(1 + len(lines), len(HEADINGS), box.left, box.top, sum(WIDTHS), height)
    slides.describe(frame, f"Nøkkeltall for {profile.name}: {len(found)} rader")
    table = frame.table
    table._tbl.tblPr.set("bandRow", "0")
    table._tbl.tblPr.set("firstRow", "0")
    for column, width in zip(table.columns, WIDTHS, strict=True):
        column.width = width
    for place, heading in enumerate(HEADINGS):
        right = place in range(*NUMBERS.indices(len(HEADINGS)))
        _write(table.cell(0, place), [(heading or profile.name, 8, True)], right=right)
    table.rows[0].height = HEAD
    top = box.top + HEAD
    for place, line in enumerate(lines, start=1):
        table.rows[place].height = line.height
        cells = list(table.rows[place].cells)
        if line.row is None:
            cells[0].merge(cells[-1])
            _write(cells[0], [(line.role, 8, True)], fill="#eef0f0")
        else:
            _figure(page, cells, line.row, Box(box.left, top, box.width, line.height))
        top += line.height


def _figure(page: Page, cells, row: Row, box: Box) -> None:
    own = f"{row.own} {MARKS[row.mark]}".strip()
    _write(cells[0], _named(row))
    for cell, said, bold in zip(
        cells[NUMBERS], (own, row.county, row.median, row.country), (True, *[False] * 3), strict=True
    ):
        _write(cell, [(said, 8, bold)], right=True)
    _write(cells[5], _placed(row))
    _write(cells[6], [("", 6.5, False)])
    line = spark_points(row.drawn["spark"])
    _write(cells[7], _moved(row))
    left = box.left + sum(WIDTHS[:6])
    _strip(page, row, Box(left + Cm(0.15), box.top, WIDTHS[6] - Cm(0.3), box.height))
    _trend(page, line, Box(left + WIDTHS[6] + Cm(0.1), box.top + Cm(0.08), Cm(1.6), Cm(0.32)), row.name)


def _write(cell, lines: Sequence[tuple[str, float, bool]], right: bool = False, fill: str = "") -> None:
    """Paragraphs of a cell, each with its size; without the table style's ground."""
    cell.margin_left = cell.margin_right = BESIDE
    cell.margin_top = cell.margin_bottom = ABOVE
    if fill:
        cell.fill.solid()
        cell.fill.fore_color.rgb = rgb(fill)
    else:
        cell.fill.background()
    frame = cell.text_frame
    frame.word_wrap = True
    for place, (said, size, bold) in enumerate(lines):
        paragraph = frame.paragraphs[0] if place == 0 else frame.add_paragraph()
        paragraph.alignment = PP_ALIGN.RIGHT if right else PP_ALIGN.LEFT
        run = paragraph.add_run()
        run.text = said
        slides.style(run.font, size, INK, bold)
    _underlined(cell)


def _underlined(cell) -> None:
    """A thin line below the cell, and none at its sides."""
    properties = cell._tc.get_or_add_tcPr()
    for name in ("a:lnL", "a:lnR", "a:lnT", "a:lnB"):
        line = properties.makeelement(qn(name), {"w": "6350" if name == "a:lnB" else "0"})
        if name == "a:lnB":
            solid = line.makeelement(qn("a:solidFill"), {})
            solid.append(line.makeelement(qn("a:srgbClr"), {"val": LINE.removeprefix("#").upper()}))
            line.append(solid)
        else:
            line.append(line.makeelement(qn("a:noFill"), {}))
        properties.insert(("a:lnL", "a:lnR", "a:lnT", "a:lnB").index(name), line)


def _strip(page: Page, row: Row, box: Box) -> None:
    """Peers as dots, their median upright, the country a triangle, the municipality a diamond: one group of shapes."""
    strip = row.drawn["strip"]
    if not strip:
        return
    middle = box.top + box.height // 2
    group = page.shapes.add_group_shape()
    group.name = f"Stripe: {row.name}"
    _shape(group, MSO_SHAPE.RECTANGLE, box.left, middle - Emu(3000), box.width, Emu(6000), LINE)
    for place, _ in strip["peers"]:
        _centred(group, MSO_SHAPE.OVAL, box.left + int(place * box.width), middle, Cm(0.13), Cm(0.13), DOT)
    if strip["median"] is not None:
        _centred(group, MSO_SHAPE.RECTANGLE, box.left + int(strip["median"] * box.width), middle, Pt(1.5), Cm(0.5),
                 palette.ACCENT)  # fmt: skip
    if strip["country"] is not None:
        country = _centred(group, MSO_SHAPE.ISOSCELES_TRIANGLE, box.left + int(strip["country"] * box.width), middle,
                           Cm(0.22), Cm(0.22), palette.PAPER)  # fmt: skip
        country.line.color.rgb, country.line.width = rgb(INK), Pt(0.75)
    if strip["own"]:
        _centred(group, MSO_SHAPE.DIAMOND, box.left + int(strip["own"][0] * box.width), middle, Cm(0.28), Cm(0.28), INK)
    slides.describe(group, f"{row.name}: {row.drawn['words'] or 'uten plass'}")
    for end, align in zip(strip["ends"], (PP_ALIGN.LEFT, PP_ALIGN.RIGHT), strict=True):
        low = Box(box.left, middle + Cm(0.2), box.width, Cm(0.32))
        words(page, low, [end], sizes=(5.5, 5), colour=palette.QUIET_INK, align=align)


def _centred(group, kind, x: int, y: int, width: int, height: int, colour: str):
    return _shape(group, kind, x - width // 2, y - height // 2, width, height, colour)


def _shape(group, kind, left: int, top: int, width: int, height: int, colour: str) -> None:
    placed = group.shapes.add_shape(kind, Emu(int(left)), Emu(int(top)), Emu(int(width)), Emu(int(height)))
    shape = slide_maps.unstyled(placed)
    shape.fill.solid()
    shape.fill.fore_color.rgb = rgb(colour)
    shape.line.fill.background()
    return shape


def _trend(page: Page, line: Sequence[tuple[float, float]], box: Box, name: str) -> None:
    """The municipality's years as one freeform line."""
    if not line:
        return
    points = [(int(box.left + x * box.width), int(box.top + (1 - y) * box.height)) for x, y in line]
    builder = page.shapes.build_freeform(*points[0], scale=1.0)
    builder.add_line_segments(points[1:], close=False)
    shape = slide_maps.unstyled(builder.convert_to_shape())
    shape.fill.background()
    shape.line.color.rgb, shape.line.width = rgb(INK), Pt(1)
    shape.shadow.inherit = False
    shape.name = f"Utvikling: {name}"
    slides.describe(shape, f"Utviklingen over tid for {name}")
