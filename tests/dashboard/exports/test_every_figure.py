"""Every figure of every page as files.

PowerPoint: a native chart, a map of shapes, or a table with every row. CSV and XLSX: numbers that are read back and
sum.
All in one file, since walking the pages takes a minute and is done once for each file of tests.
"""

import ast
import csv
import io
import re
from pathlib import Path

import openpyxl
import pytest
from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE_TYPE

from dashboard import charts, text
from dashboard.exports import slide_tables, slides
from dashboard.exports.table_files import csv_bytes, xlsx_bytes
from dashboard.figures.figure_slides import slide

ROOT = Path(__file__).parents[3]
LEAST_SHAPES = 20
"""Municipalities on a map at least."""

MAKERS = {"figure", "_figure", "Figure"}
"""What figures are made by, with their keys."""

RARE = {"projection"}
"""Figures that there are only when what they show has been pulled."""

#: Headings of what looks like a number and is none: codes, what numbers a class, and what a source says it refers to.
CODES = re.compile(r"Nummer|Kommunenummer|Inndeling|Utgave|Versjon|KOSTRA-gruppe|Datasett|Tabell|Gjelder.*")
NUMBER = re.compile(r"[-−+]?\d{1,3}(?:[ \u00a0\u202f]?\d{3})*(?:,\d+)?(?:[ \u00a0]?%)?")
UNIT = re.compile(
    r"\((innbyggere|kommuner|prosent\b.*|kroner\b.*|prosentpoeng|poeng|dager|år|km²|landet = 1|.*\bkr\b.*)\)$"
)


@pytest.fixture(scope="module")
def decks(panels):
    """Each figure with its pages in PowerPoint."""
    return {
        key: (panel, list(Presentation(io.BytesIO(slides.deck([slide(panel)], "http://localhost/", "Prøve"))).slides))
        for key, panel in panels.items()
    }


@pytest.fixture(scope="module")
def figures(panels):
    """Each figure, by key."""
    return {key: panel.figure for key, panel in panels.items()}


@pytest.fixture(scope="module")
def sheets(figures):
    """The sheet of numbers of each figure's workbook, read back."""
    books = {key: xlsx_bytes(figure.table(), figure.provenance, figure.decimals) for key, figure in figures.items()}
    return {key: openpyxl.load_workbook(io.BytesIO(book))["Tall"] for key, book in books.items()}


def shapes(page, kind):
    return [shape for shape in page.shapes if shape.shape_type == kind]


def tables(pages):
    return [shape.table for page in pages for shape in page.shapes if shape.has_table]


def shown_table(panel):
    """The table that a figure's slides show where they show one."""
    described = panel.picture.described
    return described.frame if isinstance(described, slide_tables.Table | charts.Matrix) else panel.figure.table()


def rows_in(pages):
    """How many rows the tables of some pages show, each once: those with the first group of columns."""
    by_columns = {}
    for table in tables(pages):
        headings = tuple(cell.text_frame.text for cell in table.rows[0].cells)
        by_columns[headings] = by_columns.get(headings, 0) + len(table.rows) - 1
    return set(by_columns.values())


def is_map(page):
    return any(len(list(group.shapes)) >= LEAST_SHAPES for group in shapes(page, MSO_SHAPE_TYPE.GROUP))


def test_every_figure_has_a_native_chart_a_map_of_shapes_or_a_whole_table(decks):
    lacking = {}
    for key, (panel, pages) in decks.items():
        assert not any(shapes(page, MSO_SHAPE_TYPE.PICTURE) for page in pages), key
        charted = any(shape.has_chart for page in pages for shape in page.shapes)
        if charted or any(map(is_map, pages)):
            continue
        table = shown_table(panel)
        if rows_in(pages) != {len(table)}:
            lacking[key] = f"{rows_in(pages)} of {len(table)} rows"
    assert lacking == {}


def test_what_is_a_whole_number_in_the_format_is_written_as_one(decks):
    """Places, sizes, points and numbers of shapes: PowerPoint repairs or refuses a file that says 253.0."""
    numbers = ("a:pt/@x", "a:pt/@y", "a:path/@w", "a:path/@h", "a:off/@*", "a:ext/@cx", "a:ext/@cy")
    odd = " | ".join(f"//{number}[translate(., '-0123456789', '') != '']" for number in numbers)
    for key, (_, pages) in decks.items():
        for page in pages:
            assert page._element.xpath(odd) == [], key
            names = page._element.xpath("//p:cNvPr/@id")
            assert len(set(names)) == len(names), key


def test_no_column_of_a_table_is_left_out_on_its_slides(decks):
    left_out = {}
    for key, (panel, pages) in decks.items():
        headings = [cell.text_frame.text for table in tables(pages) for cell in table.rows[0].cells]
        if headings and not isinstance(panel.picture.described, charts.Chart):
            table = shown_table(panel)
            there = {str(name) for name in table if any(str(cell) not in ("", "nan", "None") for cell in table[name])}
            if there - set(headings):
                left_out[key] = there - set(headings)
    assert left_out == {}


def test_what_pages_show_as_charts_and_maps_are_charts_and_maps_on_slides(decks):
    """The table is for what is a table on the page, and for a matrix, which PowerPoint has no chart for."""
    for key, (panel, pages) in decks.items():
        kind = type(panel.picture).__name__
        if kind == "MapPicture":
            assert any(map(is_map, pages)), key
        elif kind == "ChartPicture" and not isinstance(panel.picture.described, charts.Matrix):
            assert any(shape.has_chart for page in pages for shape in page.shapes), key


def test_every_figure_of_the_program_is_among_them(panels):
    """A figure that no view here shows would go unseen: each key in the program's source is met, or told above."""
    declared = set()
    for file in [*(ROOT / "dashboard").rglob("*.py"), *(ROOT / "pages").glob("*.py")]:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) in MAKERS:
                of_page = isinstance(node.func, ast.Name) or ast.unparse(node.func.value) != "profile"
                keys = [*node.args[:2], *(word.value for word in node.keywords if word.arg == "key")] if of_page else []
                declared |= {key.value for key in keys if isinstance(key, ast.Constant) and isinstance(key.value, str)}
    assert declared - panels.keys() <= RARE


def numbers_of(table, column):
    return [float(cell) for cell in table[column] if text.is_number(cell)]


def parsed(cell):
    return float(cell.replace(",", "."))


def test_every_figure_is_read_back_as_numbers_that_sum(figures, sheets):
    for key, figure in figures.items():
        table = figure.table()
        rows = list(sheets[key].iter_rows(min_row=4, values_only=True))
        assert list(rows[0]) == [str(name) for name in table.columns], key
        written = csv_bytes(table, figure.provenance, figure.decimals).decode("utf-8-sig")
        lines = list(csv.DictReader(io.StringIO(written), delimiter=";"))
        for place, name in enumerate(table.columns):
            wanted = numbers_of(table, name)
            cells = [row[place] for row in rows[1:]]
            assert sum(cell for cell in cells if text.is_number(cell)) == pytest.approx(sum(wanted)), (key, name)
            shown = [line[name] for line, cell in zip(lines, table[name], strict=True) if text.is_number(cell)]
            decimals = figure.decimals.get(name, 0 if isinstance(figure.decimals.get(name), int) else 1)
            least = min(decimals, default=0) if not isinstance(decimals, int) else max(decimals, 0)
            slack = 0.5 * 10**-least * len(wanted)
            assert sum(map(parsed, shown)) == pytest.approx(sum(wanted), abs=slack), (key, name)


def test_no_number_is_written_as_text_and_every_unit_has_numbers(figures):
    assert {"merger_unit", "cooperation_sums", "threshold_medians", "result_bands", "compliance_map"} <= figures.keys()
    wrong = []
    for key, figure in figures.items():
        table = figure.table()
        for name in map(str, table.columns):
            texts = [cell for cell in table[name] if isinstance(cell, str) and cell]
            if UNIT.search(name) and texts:
                wrong.append((key, name, texts[0]))
            if not CODES.fullmatch(name):
                wrong += [(key, name, cell) for cell in texts if NUMBER.fullmatch(cell)][:1]
    assert wrong == []


def test_years_are_numbers_without_a_space_between_thousands(figures, sheets):
    years = [
        (key, name)
        for key, figure in figures.items()
        for name in figure.table()
        if re.match(r"(Nyeste )?[Åå]r\b", name)
    ]
    assert {"entry", "trend", "structure", "working_age", "catalogue"} <= {key for key, _ in years}
    for key, name in years:
        place = figures[key].table().columns.get_loc(name)
        cells = [row[place] for row in sheets[key].iter_rows(min_row=5)]
        shown = [cell for cell in cells if cell.value is not None]
        assert shown and all(1900 <= cell.value < 2200 and cell.number_format == "0" for cell in shown), (key, name)
