"""Every figure of every page as PowerPoint: a native chart, a map of shapes, or a table with every row."""

import ast
import io
from pathlib import Path

import pytest
from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE_TYPE

from dashboard import charts
from dashboard.exports import slide_tables, slides
from dashboard.figures.figure_slides import slide

ROOT = Path(__file__).parents[3]
LEAST_SHAPES = 20
"""Municipalities on a map at least."""

MAKERS = {"figure", "_figure", "Figure"}
"""What figures are made by, with their keys."""

RARE = {"projection"}
"""Figures that there are only when what they show has been pulled."""


@pytest.fixture(scope="module")
def decks(panels):
    """Each figure with its pages in PowerPoint."""
    return {
        key: (panel, list(Presentation(io.BytesIO(slides.deck([slide(panel)], "http://localhost/", "Prøve"))).slides))
        for key, panel in panels.items()
    }


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
