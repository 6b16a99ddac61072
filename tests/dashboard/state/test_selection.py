"""What the parameters of a link select, and what is told about those that select something else."""

import pytest

from dashboard.state import selection


def read(shown, **raw):
    return selection.read_link(shown, raw)


def test_a_link_without_parameters_shows_todays_municipalities(shown):
    found, messages = read(shown)
    assert (found.indicator, found.division, found.county, found.municipality) == ("population", "2024", None, None)
    assert not messages


@pytest.mark.parametrize(
    ("raw", "division", "municipality"),
    [
        ({"kommune": "4601"}, "2024", "4601"),
        ({"kommune": "5628"}, "2024", "5628"),
        ({"kommune": "3101 Halden"}, "2024", "3101"),
        ({"kommune": "5441"}, "2020", "5441"),
        ({"kommune": "3001"}, "2020", "3001"),
        ({"kommune": "1507"}, "2020", "1507"),
        ({"kommune": "1580"}, "2024", "1580"),
        ({"kommune": "1018"}, "2024", "4204"),
        ({"kommune": "haram"}, "2024", "1580"),
        ({"fylke": "30"}, "2020", None),
        ({"fylke": "31"}, "2024", None),
        ({"fylke": "46"}, "2024", None),
        ({"kommune": "3101", "fylke": "30"}, "2024", "3101"),
        ({"enheter": "300102-4601"}, "2020", None),
        ({"enheter": "150880"}, "2024", None),
        ({"laas": "3001.5401"}, "2020", None),
        ({"enheter": "3001.3101"}, "2024", None),
    ],
)
def test_a_code_that_one_division_alone_has_chooses_it(shown, raw, division, municipality):
    found, messages = read(shown, **raw)
    assert (found.division, found.municipality) == (division, municipality)
    line = "Lenken har et nummer som bare finnes i inndelingen 356 · 2020–2023. Derfor vises den."
    assert (line in messages) == (division == "2020")


@pytest.mark.parametrize(("said", "division"), [("2020", "2020"), ("2024", "2024"), ("356", "2020"), ("357", "2024")])
def test_a_division_is_named_by_its_year_or_its_number_of_municipalities(shown, said, division):
    found, messages = read(shown, inndeling=said)
    assert found.division == division and not messages


@pytest.mark.parametrize(
    ("raw", "line"),
    [
        (
            {"inndeling": "2024", "kommune": "3001"},
            "Kommunenummer 3001 er ikke i bruk i inndelingen 357 · i dag. Viser 3101 Halden.",
        ),
        (
            {"inndeling": "2020", "kommune": "5628"},
            "Kommunenummer 5628 er ikke i bruk i inndelingen 356 · 2020–2023. Viser 5441 Tana.",
        ),
        (
            {"inndeling": "2024", "kommune": "1507"},
            "Kommunenummer 1507 er ikke i bruk i inndelingen 357 · i dag (delt i 1508 Ålesund og 1580 Haram). "
            "Viser 1508 Ålesund.",
        ),
        (
            {"kommune": "søgne"},
            "1018 Søgne gikk ut etter 2019. Området, eller det meste av det, hører nå til 4204 Kristiansand. "
            "Viser 4204 Kristiansand.",
        ),
        (
            {"kommune": "heroy"},
            "Flere kommuner heter eller het «heroy»: 1515 Herøy (Møre og Romsdal) og 1818 Herøy (Nordland). "
            "Ingen kommune er valgt.",
        ),
        ({"inndeling": "1838"}, "Vi kjenner ikke kommuneinndelingen «1838». Viser 357 · i dag."),
        (
            {"inndeling": "2020", "fylke": "31"},
            "Fylket «31» finnes ikke i inndelingen 356 · 2020–2023. Viser hele landet.",
        ),
    ],
)
def test_what_a_link_asks_for_that_is_called_otherwise_is_told(shown, raw, line):
    assert read(shown, **raw)[1] == [line]


@pytest.mark.parametrize("raw", [{"kommune": "K-0301"}, {"kommune": "301"}, {"kommune": "oslo kommune"}, {}])
def test_what_is_understood_at_once_needs_no_word(shown, raw):
    found, messages = read(shown, **raw)
    assert found.municipality == ("0301" if raw else None) and not messages
