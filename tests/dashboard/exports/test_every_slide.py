"""Every figure of every page as PowerPoint: a native chart, a map of shapes, or a table with every row."""

import ast
import io
import re
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

MAKERS = {"figure", "Figure"}
"""What figures are made by, with their keys."""

RARE: set[str] = set()
"""Figures that no view of the walk shows."""


@pytest.fixture(scope="module")
def decks(panels):
    """Each figure with its pages in PowerPoint."""
    return {
        key: (panel, list(Presentation(io.BytesIO(slides.deck([slide(panel)], "http://localhost/", "Prøve"))).slides))
        for key, panel in panels.items()
    }


def shapes(page, kind):
    return [shape for shape in page.shapes if shape.shape_type == kind]


def rows_of(page):
    """The rows under the headings of a page's tables."""
    return sum(len(shape.table.rows) - 1 for shape in page.shapes if shape.has_table)


def is_map(page):
    return any(len(list(group.shapes)) >= LEAST_SHAPES for group in shapes(page, MSO_SHAPE_TYPE.GROUP))


def test_every_figure_has_a_native_chart_a_map_of_shapes_or_a_whole_table(decks):
    lacking = {}
    for key, (panel, pages) in decks.items():
        assert not any(shapes(page, MSO_SHAPE_TYPE.PICTURE) for page in pages), key
        charted = any(shape.has_chart for page in pages for shape in page.shapes)
        if charted or any(map(is_map, pages)):
            continue
        described = panel.picture.described
        table = described.frame if isinstance(described, slide_tables.Table) else panel.figure.table()
        if sum(map(rows_of, pages)) != len(table):
            lacking[key] = f"{sum(map(rows_of, pages))} of {len(table)} rows"
    assert lacking == {}


def test_no_column_of_a_table_is_left_out_on_its_slides(decks):
    left_out = {
        key: shape.text_frame.text
        for key, (_, pages) in decks.items()
        for page in pages
        for shape in page.shapes
        if shape.has_text_frame and re.search(r"Viser .* kolonner", shape.text_frame.text)
    }
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
                keys = [*node.args[:2], *(word.value for word in node.keywords if word.arg == "key")]
                declared |= {key.value for key in keys if isinstance(key, ast.Constant) and isinstance(key.value, str)}
    assert declared - panels.keys() <= RARE
