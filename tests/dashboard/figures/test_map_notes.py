"""What stands under a map of how its figures are spread by size and centrality."""

import pytest

from dashboard.data import queries
from dashboard.figures import map_panel
from dashboard.state.selection import Selection


def notes(shown, indicator_id, year, county=None):
    figure = map_panel.map_figure(shown, Selection(indicator_id, year, "2024", county=county))
    return " ".join(figure.notes).replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("indicator_id", "year", "said"),
    [
        ("population", 2026, "Halvparten av innbyggerne bor i de 23 største kommunene."),
        ("population_change_5y", 2026, "I den minst sentrale klassen hadde 48 av 108 nedgang."),
        ("expenditure_equalisation", 2025, "I den minst sentrale klassen hadde ingen av 108 trekk."),
        ("robek", 2026, "13 av de 27 har under 5 000 innbyggere."),
        ("turnout_municipal", 2023,
         "Medianen er 67,1 for kommuner under 5 000 innbyggere (n = 174) og 61,7 for de større (n = 181). "
         "Innbyggertallene er fra 1. januar 2023."),
        ("turnout_municipal", 2019,
         "Medianen er 69,8 for kommuner under 5 000 innbyggere (n = 172) og 63,9 for de større (n = 177). "
         "Innbyggertallene er fra 1. januar 2019."),
    ],
)  # fmt: skip
def test_small_and_remote_municipalities_are_told_apart(shown, indicator_id, year, said):
    assert said in notes(shown, indicator_id, year)


@pytest.mark.parametrize(
    ("indicator_id", "year", "county"),
    [
        ("size_group", 2026, None), ("size_group", 1990, None), ("size_group", 2000, None),
        ("turnout_municipal", 2023, "03"), ("population", 2026, "03"), ("robek", 2026, "03"),
    ],
)  # fmt: skip
def test_nothing_is_said_of_few_or_of_what_a_class_says_already(shown, indicator_id, year, county):
    said = notes(shown, indicator_id, year, county)
    assert "5 000 innbyggere" not in said and "Halvparten" not in said


@pytest.mark.parametrize(
    ("indicator_id", "title", "missing"),
    [
        ("robek", "ROBEK: «Ikke i ROBEK» (Oslo)", "Ingen tall mangler"),
        ("weak_areas", "Svak på flere områder: «Ingen» (Oslo)", "Ingen tall mangler"),
        ("turnout_municipal", "Oslo: 64,2 prosent", "Ingen tall mangler"),
        (
            "shore_dispensations",
            "Dispensasjoner i strandsonen: ingen av kommunene har tall",
            "Oslo mangler tall: ikke i vårt kildegrunnlag: Står ikke i kilden: ukjent, ikke null",
        ),
    ],
)
def test_a_county_of_one_municipality_is_told_of_by_its_name(shown, indicator_id, title, missing):
    year = queries.years(shown, indicator_id, "2024")[0]
    figure = map_panel.map_figure(shown, Selection(indicator_id, year, "2024", county="03"))
    assert (figure.title, figure.missing) == (title, missing)
