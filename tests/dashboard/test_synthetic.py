"""No made-up figure leaves without «SYNTETISK»: not on any page, not in any file."""

import io
import re
import zipfile
from html import escape

import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pytest
from fetched import blocks, html
from made_up import NOTE, START, STEP, SYNTHETIC, municipalities
from page_run import run_page
from pptx import Presentation

from dashboard.data import database as access
from dashboard.data import queries, sources_queries
from dashboard.exports import archive, slides
from dashboard.exports.table_files import csv_bytes, xlsx_bytes
from dashboard.figures import figure_slides
from dashboard.figures import show as showing
from dashboard.measures import keyfigures, peers
from dashboard.state.selection import Selection
from dashboard.views.municipality import municipality, municipality_files
from dashboard.views.municipality.municipality import Choices
from dashboard.views.sources import sources_entry

WORD = "SYNTETISK"
#: Page, its choices, and whether it must show a made-up figure.
VIEWS = [
    ("map", {"indikator": "kindergarten_staffing"}, True),
    ("map", {"indikator": "net_operating_result", "inndeling": "2024", "kommune": "4601"}, True),
    ("map", {"indikator": "free_income_corrected", "fylke": "46"}, True),
    ("map", {"indikator": "weak_areas"}, True),
    ("map", {"indikator": "population"}, False),
    ("municipality", {"kommune": "4601"}, True),
    ("municipality", {"kommune": "1151", "inndeling": "2024", "tall": "kindergarten_staffing.population"}, True),
    ("compliance", {}, False),
    ("population", {"vis": "alder", "inndeling": "2024"}, False),
    ("economy", {}, False),
    ("economy", {"vis": "driftsresultat"}, True),
    ("economy", {"vis": "frie-inntekter", "inndeling": "2024"}, True),
    ("sources", {"post": "kindergarten_staffing"}, True),
    ("alternatives", {}, False),
]


def made_up_values():
    """Every made-up value of the newest division, rounded as computers compare."""
    values = set()
    for place, years in enumerate(SYNTHETIC.values()):
        for year in years:
            first = START + place + (year % 10) / 100
            values |= {round(first + STEP * step, 8) for step in range(len(municipalities()))}
    return values


MADE_UP = made_up_values()


@pytest.fixture
def visit(made_up, monkeypatch):
    """Opens a view; gives the app and the panels that it showed."""
    monkeypatch.setenv("GENERALIST_DB", str(made_up))
    shown, show = [], showing.show

    def noted(panel, **how):
        show(panel, **how)
        shown.append(panel)

    monkeypatch.setattr(showing, "show", noted)

    def visited(page, parameters):
        return run_page(page, parameters, timeout=90, before_each=shown.clear), list(shown)

    return visited


def holds_made_up(table):
    """Whether a table has a made-up value of some municipality in it."""
    numbers = table.select_dtypes("number").to_numpy().ravel()
    return bool(MADE_UP & {round(float(number), 8) for number in numbers if number == number})


def is_of_made_up(figure):
    """Whether a figure names a made-up source, or an indicator that is computed from one."""
    notes = [indicator.notes or "" for indicator in figure.indicators]
    return any(WORD in citation.title for citation in figure.citations) or any(WORD in note for note in notes)


@pytest.mark.parametrize(("page", "parameters", "must"), VIEWS)
def test_every_figure_with_a_made_up_value_says_so_on_the_page_and_in_every_file(visit, page, parameters, must):
    app, shown = visit(page, parameters)
    pieces = blocks(app)
    marked = 0
    for panel in shown:
        figure, table = panel.figure, panel.figure.table()
        if not (holds_made_up(table) or is_of_made_up(figure)):
            continue
        marked += 1
        assert WORD in " ".join(figure.status_words), figure.key
        heading = next(block for block in pieces if "figure-head" in block and escape(figure.title) in block)
        assert WORD in heading, figure.key
        assert any("figure-foot" in block and NOTE in block for block in pieces), figure.key
        said = csv_bytes(table, figure.provenance).decode("utf-8-sig").splitlines()
        assert all(WORD in line for line in said[1:2]), figure.key
        book = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(table, figure.provenance, figure.decimals)))
        for sheet in ("Tall", "Kilde"):
            said = [str(cell.value) for row in book[sheet].iter_rows() for cell in row]
            assert any(WORD in words for words in said), (figure.key, sheet)
        deck = slides.deck([figure_slides.slide(panel)], "http://localhost/", "Prøve")
        words = [
            shape.text_frame.text for shape in Presentation(io.BytesIO(deck)).slides[0].shapes if shape.has_text_frame
        ]
        assert any(WORD in text for text in words), figure.key
    assert marked or not must


def test_the_statements_on_the_front_page_say_it_where_they_are_computed_from_made_up_figures(visit):
    app, _ = visit("map", {"indikator": "population"})
    statements = re.findall(r"<li><a href='([^']*)'[^>]*>([^<]*)</a>", html(app))
    made_up = [text for link, text in statements if "vis=driftsresultat" in link]
    assert len(made_up) == 1 and WORD in made_up[0]
    assert not any(WORD in text for link, text in statements if "indikator=population&" in link)


@pytest.fixture
def opened(made_up, monkeypatch):
    monkeypatch.setenv("GENERALIST_DB", str(made_up))
    return access.current()


def test_what_is_computed_from_made_up_figures_is_made_up_too(opened):
    known = queries.all_indicators(opened)
    for name in ("free_income_corrected", "weak_areas", "population_projection_change_10y"):
        assert NOTE in known[name].notes, name
    assert known["population"].notes is None


def test_the_whole_database_says_it_in_every_row(opened):
    with zipfile.ZipFile(io.BytesIO(archive.parquet_zip(opened))) as archived:
        names = archived.namelist()
        assert WORD in archived.read("LESMEG.txt").decode()
        for indicator_id in queries.all_indicators(opened).keys() - {archive.PATTERN}:
            name = f"observation/indicator_id={indicator_id}/part-0.parquet"
            table = pq.read_table(io.BytesIO(archived.read(name))).to_pandas()
            is_made_up = bool(MADE_UP & set(table["value"].dropna().round(8)))
            warned = table["warning"].fillna("").str.contains(WORD)
            assert warned.all() or not is_made_up, indicator_id
            assert warned.any() or indicator_id not in SYNTHETIC, indicator_id
        assert "boundary.parquet" not in names and "source.parquet" in names
        assert "duty_score.parquet" in names and "change.parquet" in names
        for name in (name for name in names if name.endswith(".parquet") and "/" not in name):
            table = pq.read_table(io.BytesIO(archived.read(name))).to_pandas()
            if "indicator_id" in table and name != "unavailable_indicator.parquet":
                of_made_up = table["indicator_id"].isin(SYNTHETIC)
                assert table.loc[of_made_up, "warning"].fillna("").str.contains(WORD).all(), name


def test_the_archive_reads_back_as_the_database(opened, tmp_path):
    with zipfile.ZipFile(io.BytesIO(archive.parquet_zip(opened))) as archived:
        archived.extractall(tmp_path)
    read = pd.read_parquet(tmp_path / "observation")
    assert len(read) == sources_queries.counts(opened)[0] - len(sources_queries.observations(opened, archive.PATTERN))
    population = read[(read["indicator_id"] == "population") & (read["division"] == "2024") & (read["year"] == 2026)]
    assert population["value"].sum() == 5_627_400
    assert archive.parquet_zip(opened) == archive.parquet_zip(opened)


def test_all_figures_of_an_indicator_say_it_in_every_row(opened):
    indicator = queries.all_indicators(opened)["kindergarten_staffing"]
    table = sources_entry.all_figures(opened, indicator)
    assert table["Må sies"].str.contains(WORD).all() and len(table) > 1000


def test_the_workbook_of_a_municipality_says_it_in_the_row_or_the_heading_of_every_made_up_value(opened):
    figures = tuple(id_ for id_ in keyfigures.choosable(opened, "2024") if id_ in SYNTHETIC)
    chosen = Choices(peers.KINDS[0], figures, trend=figures[0])
    selection = Selection("population", 2026, "2024", None, "4601")
    view = municipality.profile(opened, selection, chosen, "/kommune?kommune=4601&inndeling=2024")
    book = openpyxl.load_workbook(io.BytesIO(municipality_files.workbook(view)))
    for name in ("Nøkkeltall", "Sammenlignbare", "Utvikling"):
        head, *rows = list(book[name].iter_rows(min_row=4, values_only=True))
        found = 0
        for row in rows:
            for heading, cell in zip(head, row, strict=True):
                if isinstance(cell, int | float) and round(cell, 8) in MADE_UP:
                    found += 1
                    assert WORD in heading or any(WORD in str(said) for said in row), (name, heading, row[0])
        assert found, name
