"""What search finds a municipality by besides its own number and name: other divisions' and those out of use."""

import json
from types import SimpleNamespace

import pandas as pd
import pytest

from dashboard.data.database import Database
from etl import build
from etl.aliases import aliases


@pytest.fixture
def names(shown: Database):
    """Per division: (number, name, last year) -> number of today's or that day's municipality, as the browser reads."""
    found = {}
    for division in ("2020", "2024"):
        file = shown.query("SELECT file_name FROM geometry_file WHERE division = $d", {"d": division})["file_name"]
        drawing = json.loads((build.Folders().static / file.item()).read_text(encoding="utf-8"))
        found[division] = {
            (number, name, year): drawing["codes"][place] for number, name, place, year in drawing["aliases"]
        }
    return found


@pytest.mark.parametrize(
    ("division", "alias", "code"),
    [
        ("2024", ("1018", "Søgne", 2019), "4204"),
        ("2020", ("1018", "Søgne", 2019), "4204"),
        ("2024", ("0101", "Halden", 2019), "3101"),
        ("2020", ("0101", "Halden", 2019), "3001"),
        ("2024", ("3001", "Halden", 2023), "3101"),
        ("2020", ("3101", "Halden", 0), "3001"),
        ("2024", ("5441", "Tana", 2023), "5628"),
        ("2024", ("1507", "Ålesund", 2023), "1508"),
        ("2020", ("1508", "Ålesund", 0), "1507"),
        ("2020", ("1580", "Haram", 0), "1507"),
        ("2024", ("1534", "Haram", 2019), "1580"),
        ("2020", ("1534", "Haram", 2019), "1507"),
        ("2020", ("0301", "Oslo - Oslove", 0), "0301"),
    ],
)
def test_a_municipality_is_found_by_what_it_is_called_elsewhere_and_was_called(names, division, alias, code):
    assert names[division][alias] == code


def test_nothing_is_an_alias_of_itself(shown, names):
    for division, found in names.items():
        own = shown.query("SELECT code, name FROM municipality WHERE division = $d", {"d": division})
        assert not set(own.itertuples(index=False, name=None)) & {alias[:2] for alias in found}, division


def test_a_number_is_followed_through_divisions_and_the_largest_part_stands_for_a_whole():
    divisions = {
        "division": ["a", "b", "c"],
        "valid_to": [pd.Timestamp(2009, 12, 31), pd.Timestamp(2019, 12, 31), pd.NaT],
    }
    steps = [
        ("a", "1", "b", "2", 1.0, "renumbered"),
        ("b", "2", "c", "3", 0.4, "split"),
        ("b", "2", "c", "4", 0.6, "split"),
    ]
    municipalities = [("a", "1", "En"), ("b", "2", "To"), ("c", "3", "Tre"), ("c", "4", "Fire")]
    dataset = SimpleNamespace(
        divisions=pd.DataFrame(divisions),
        municipalities=pd.DataFrame(municipalities, columns=["division", "code", "name"]),
        code_changes=pd.DataFrame(
            steps, columns=["from_division", "from_code", "to_division", "to_code", "share", "kind"]
        ),
        tables={},
    )
    assert aliases(dataset, "c")[["code", "alias_code", "last_year"]].to_numpy().tolist() == [
        ["4", "1", 2009],
        ["4", "2", 2019],
    ]
    earliest = aliases(dataset, "a")
    assert earliest[["code", "alias_code"]].to_numpy().tolist() == [["1", "2"], ["1", "3"], ["1", "4"]]
    assert earliest["last_year"].isna().tolist() == [False, True, True]
