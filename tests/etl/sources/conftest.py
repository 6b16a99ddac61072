"""Made-up workbooks of the ministry: 356 municipalities with a degree each."""

import csv
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

SNAPSHOT = Path(__file__).parents[3] / "data" / "snapshot"


@pytest.fixture(scope="module")
def register():
    """Every municipality of every division, as text."""
    with (SNAPSHOT / "municipality.csv").open(encoding="utf-8", newline="") as file:
        return pd.DataFrame(csv.DictReader(file))


@pytest.fixture(scope="module")
def units(register):
    """(code, name, degree in per cent) of the municipalities of 2020, made up."""
    rows = register[register["division"] == "2020"]
    return [(c, n, 50 + i * 37 % 490 / 10) for i, (c, n) in enumerate(zip(rows["code"], rows["name"], strict=True))]


@pytest.fixture
def save(tmp_path):
    """Makes a workbook of rows; `merge` are ranges, `others` further sheets by name, `hidden` those nobody sees."""

    def saved(rows, merge=(), others=None, title="Data", name="bok.xlsx", hidden=()):
        book = openpyxl.Workbook()
        for cells in rows:
            book.active.append(cells)
        book.active.title = title
        for cells in merge:
            book.active.merge_cells(cells)
        for sheet, content in (others or {}).items():
            page = book.create_sheet(sheet)
            for cells in content:
                page.append(cells)
        for sheet in hidden:
            book[sheet].sheet_state = "hidden"
        book.save(tmp_path / name)
        return tmp_path / name

    return saved
