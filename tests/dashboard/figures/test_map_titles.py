"""The title of a map: what was found, in the indicator's words, of those that can be compared."""

import pytest

from dashboard.data import queries
from dashboard.figures import map_panel, map_titles
from dashboard.state.selection import Selection


def plain(words):
    return words.replace("\u00a0", " ").replace("\u2212", "-")


def title(database, indicator_id, division="2024"):
    year = queries.years(database, indicator_id, division)[0]
    return plain(map_panel.map_figure(database, Selection(indicator_id, year, division)).title)


@pytest.mark.parametrize(
    ("indicator_id", "expected"),
    [
        ("size_group", "174 av 357 kommuner har under 5 000 innbyggere"),
        ("robek", "27 av 357 kommuner er registrert i ROBEK"),
        ("centrality_class", "212 av 357 kommuner er i de to minst sentrale klassene"),
        ("population", "Innbyggere: medianen for 357 kommuner er 5 447, fra 219 (Utsira) til 728 714 (Oslo)"),
        ("population_change_5y", "Folketallsendring, fem år: 76 av 355 kommuner med tall hadde nedgang; medianen er "
                                 "2,7 prosent"),
        ("expenditure_equalisation", "Utgiftsutjevning: 58 av 357 kommuner hadde trekk; medianen er 7 551 kroner per "
                                     "innbygger"),
        ("net_operating_result", "Netto driftsresultat: negativt i 120 av 356 kommuner med tall; medianen er 1,3 "
                                 "prosent av driftsinntektene"),
        ("nurses_rate", "Sykepleiere per 1 000 innbyggere: medianen for 357 kommuner er 7,6 årsverk, halvparten av dem "
                        "mellom 6,2 og 9,5"),
        ("reading_grade_5", "Lesing, 5. trinn: 217 av 310 kommuner med tall kan ikke skilles fra landets mediankommune "
                            "(48 skalapoeng)"),
        ("duty_general_practitioner", "Fastlegeliste uten lege: 195 av 349 kommuner med tall hadde ingen pasienter "
                                      "på liste uten lege; medianen for de 154 andre er 14,9 prosent av pasientene"),
        ("school_points", "Grunnskolepoeng 2021: medianen for 343 kommuner er 42,8, fra 35,1 (Frøya) til 49,7 "
                          "(Hasvik)"),
        ("expenditure_need", "Utgiftsbehov: medianen for 355 kommuner er 1,10, fra 0,91 (Trondheim og Tromsø) til 1,85 "
                             "(Vevelstad og Røyrvik)"),
        ("buildings_hazard_area", "Bygg i fareområder: medianen for 357 kommuner er 1 bygning, halvparten av dem "
                                  "mellom 0 og 10"),
        ("kostra_group", "Flest, 40 av 357 kommuner, er i «Gruppe 1: 2 000–9 999, lave kostnader, lave inntekter»"),
    ],
)  # fmt: skip
def test_a_title_says_what_was_found(shown, indicator_id, expected):
    assert title(shown, indicator_id) == expected


def test_few_have_no_median(shown):
    indicator = queries.indicators(shown)["turnout_municipal"]
    values = queries.values(shown, "turnout_municipal", "2024", 2023).head(4)
    said = map_titles.finding(indicator, {}, values)
    assert "medianen" not in said and said.startswith("Valgdeltakelse, kommunestyrevalg: fra ")


def test_who_cannot_be_compared_is_no_extreme(shown):
    assert "Oslo" not in title(shown, "free_income")


def test_a_municipality_that_is_its_own_region_is_no_extreme_of_travel_time(shown):
    told = title(shown, "travel_time_centre")
    assert "medianen for" in told and "Utsira" not in told
