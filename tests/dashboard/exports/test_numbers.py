"""Exports are numbers: what every figure of every page gives as CSV and XLSX is read back, and its columns sum."""

import csv
import io
import re

import openpyxl
import pandas as pd
import pytest

from dashboard import text
from dashboard.data import database as access
from dashboard.exports.table_files import Provenance, csv_bytes, xlsx_bytes
from dashboard.measures import peers
from dashboard.state.selection import Selection
from dashboard.views.municipality import municipality, municipality_files
from dashboard.views.municipality.municipality import Choices

#: Headings of what looks like a number and is none: codes, what numbers a class, and what a source says it refers to.
CODES = re.compile(r"Nummer|Kommunenummer|Inndeling|Utgave|Versjon|KOSTRA-gruppe|Datasett|Tabell|Gjelder.*")
NUMBER = re.compile(r"[-−+]?\d{1,3}(?:[ \u00a0\u202f]?\d{3})*(?:,\d+)?(?:[ \u00a0]?%)?")
UNIT = re.compile(
    r"\((innbyggere|kommuner|prosent\b.*|kroner\b.*|prosentpoeng|poeng|dager|år|km²|landet = 1|.*\bkr\b.*)\)$"
)


@pytest.fixture(scope="module")
def visited(panels):
    """Every view's figures, by key."""
    return {key: panel.figure for key, panel in panels.items()}


def numbers_of(table, column):
    return [float(cell) for cell in table[column] if text.is_number(cell)]


def parsed(cell):
    return float(cell.replace(",", "."))


def test_every_figure_is_read_back_as_numbers_that_sum(visited):
    for key, figure in visited.items():
        table = figure.table()
        book = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(table, figure.provenance, figure.decimals)))
        rows = list(book["Tall"].iter_rows(min_row=4, values_only=True))
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


def test_no_number_is_written_as_text_and_every_unit_has_numbers(visited):
    assert {"merger_unit", "cooperation_sums", "threshold_medians", "result_bands", "compliance_map"} <= visited.keys()
    wrong = []
    for key, figure in visited.items():
        table = figure.table()
        for name in map(str, table.columns):
            texts = [cell for cell in table[name] if isinstance(cell, str) and cell]
            if UNIT.search(name) and texts:
                wrong.append((key, name, texts[0]))
            if not CODES.fullmatch(name):
                wrong += [(key, name, cell) for cell in texts if NUMBER.fullmatch(cell)][:1]
    assert wrong == []


def test_years_are_numbers_without_a_space_between_thousands(visited):
    years = [
        (key, name)
        for key, figure in visited.items()
        for name in figure.table()
        if re.match(r"(Nyeste )?[Åå]r\b", name)
    ]
    assert {"entry", "trend", "structure", "working_age", "catalogue"} <= {key for key, _ in years}
    for key, name in years:
        figure = visited[key]
        table = figure.table()
        book = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(table, figure.provenance, figure.decimals)))
        cells = [row[table.columns.get_loc(name)] for row in book["Tall"].iter_rows(min_row=5)]
        shown = [cell for cell in cells if cell.value is not None]
        assert shown and all(1900 <= cell.value < 2200 and cell.number_format == "0" for cell in shown), (key, name)


def test_the_workbook_of_a_municipality_has_years_as_numbers(measured_database, monkeypatch):
    monkeypatch.setenv("GENERALIST_DB", str(measured_database))
    database = access.current()
    chosen = Choices(peers.KINDS[0], ("population", "compliance_menon"))
    view = municipality.profile(database, Selection("population", 2026, "2020", None, "1515"), chosen, "/kommune")
    sheet = openpyxl.load_workbook(io.BytesIO(municipality_files.workbook(view)))["Utvikling"]
    heads = [cell.value for cell in sheet[4]]
    years = [row[heads.index("År")] for row in sheet.iter_rows(min_row=5)]
    assert years and all(isinstance(cell.value, int) and cell.number_format == "0" for cell in years)


@pytest.mark.parametrize("title", ["=HYPERLINK(1)", "+47 22 00", "-SUM(A1)", "@cmd", "\t=1"])
def test_text_that_begins_as_a_formula_is_quoted_and_negative_numbers_are_not(title):
    said = Provenance("Tittel", "Viser", (("Kilde", title), ("Status", "publiserte tall")))
    table = pd.DataFrame({"Navn": [title, "Oslo"], "Endring": [-1.5, 2.0], "Antall": [-3, 4], "Vist": ["-3,5", "–"]})
    (first, second) = csv.DictReader(io.StringIO(csv_bytes(table, said).decode("utf-8-sig")), delimiter=";")
    assert (first["Navn"], first["Kilde"], second["Navn"]) == (f"'{title}", f"'{title}", "Oslo")
    assert (first["Endring"], first["Antall"], first["Vist"]) == ("-1,5", "-3", "-3,5")
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(table, said, {"Endring": 1})))["Tall"]
    assert (sheet["A5"].value, sheet["A5"].data_type, sheet["B5"].value) == (title, "s", -1.5)
