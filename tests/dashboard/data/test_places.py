"""Which municipality a number or a name means, in either division."""

import pytest

from dashboard.data import places, queries
from dashboard.data.places import Place


def test_divisions_are_called_by_how_many_they_are_and_when(shown):
    called = {division: queries.division_label(shown, division) for division in queries.divisions(shown)["division"]}
    assert called == {"2020": "356 · 2020–2023", "2024": "357 · i dag"}


@pytest.mark.parametrize(
    ("written", "today", "earlier"),
    [
        ("4601", "4601", "4601"),
        ("4601 Bergen", "4601", "4601"),
        ("0301", "0301", "0301"),
        ("301", "0301", "0301"),
        ("03 01", "0301", "0301"),
        ("46 01 Bergen", "4601", "4601"),
        ("K-0301", "0301", "0301"),
        ("k0301", "0301", "0301"),
        ("knr. 301", "0301", "0301"),
        ("oslo kommune", "0301", "0301"),
        ("Oslove", "0301", "0301"),
        ("5628", "5628", "5441"),
        ("5441", "5628", "5441"),
        ("Tana", "5628", "5441"),
        ("deatnu", "5628", "5441"),
        ("Hámmerfeasta", "5603", "5406"),
        ("Kaivuono", "5540", "5426"),
        ("nord aurdal", "3451", "3451"),
        ("NORDAURDAL", "3451", "3451"),
        ("sør varanger kommune", "5605", "5444"),
        ("haram", "1580", "1507"),
        ("1580 Haram", "1580", "1507"),
        ("aalesund", "1508", "1507"),
        ("Søgne", "4204", "4204"),
        ("Sande (Vestfold)", "3903", "3802"),
        ("1018", "4204", "4204"),
        ("1018 Søgne", "4204", "4204"),
        ("1201", "4601", "4601"),
        ("0101", "3101", "3001"),
        ("101", "3101", "3001"),
    ],
)
def test_a_number_or_a_name_of_any_division_time_and_language_is_understood(shown, written, today, earlier):
    found = [places.find(shown, division, written).codes for division in ("2024", "2020")]
    assert found == [(today,), (earlier,)]


@pytest.mark.parametrize(
    "written", ["", "9999", "46010", "4601x", "Atlantis", "kommune", "²", "٤٦٠١", "x" * 5000, "<b>", "'; DROP TABLE"]
)
def test_what_is_no_municipality_is_none(shown, written):
    assert places.find(shown, "2024", written) == Place()


def test_a_divided_whole_is_its_parts_the_largest_first(shown):
    assert places.find(shown, "2024", "1507").codes == ("1508", "1580")


@pytest.mark.parametrize(
    ("division", "code", "line"),
    [
        ("2020", "1507", "Ålesund er her dagens Ålesund (1508) og Haram (1580)."),
        ("2024", "1508", "Ålesund (1508) og Haram (1580) var én kommune i inndelingen 356 · 2020–2023."),
        ("2024", "1580", "Ålesund (1508) og Haram (1580) var én kommune i inndelingen 356 · 2020–2023."),
        ("2020", "5441", ""),
        ("2024", "0301", ""),
    ],
)
def test_who_was_within_another_is_told(shown, division, code, line):
    assert places.division_line(shown, division, code) == line


def test_what_several_are_called_is_all_of_them(shown):
    assert places.find(shown, "2024", "Herøy") == Place(("1515", "1818"), by_name=True)
    assert places.find(shown, "2024", "Herøy (Nordland)").codes == ("1818",)


@pytest.mark.parametrize(
    ("written", "line"),
    [
        (
            "Søgne",
            "1018 Søgne gikk ut etter 2019. Området, eller det meste av det, hører nå til 4204 Kristiansand.",
        ),
        ("0101", "Kommunenummer 0101 Halden gikk ut etter 2019."),
        ("2025", "Kommunenummer 2025 Deatnu - Tana gikk ut etter 2019."),
        ("4601", ""),
        ("5441", ""),
    ],
)
def test_what_became_of_a_former_municipality_is_told(shown, written, line):
    assert places.holder_line(shown, "2024", places.find(shown, "2024", written)) == line
