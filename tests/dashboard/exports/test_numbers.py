"""Numbers in files are numbers, and text never becomes a formula."""

import csv
import io

import openpyxl
import pandas as pd
import pytest

from dashboard.data import database as access
from dashboard.exports.table_files import Provenance, csv_bytes, xlsx_bytes
from dashboard.measures import peers
from dashboard.state.selection import Selection
from dashboard.views.municipality import municipality, municipality_files
from dashboard.views.municipality.municipality import Choices


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
