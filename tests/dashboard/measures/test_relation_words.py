"""What is higher, more or longer, and what it is called within a sentence: for what is counted, measured and shared."""

import pytest

from dashboard.data import queries
from dashboard.measures import outcomes, pairs, relation_words
from dashboard.measures.factors import FACTORS, Effect

DIVISION = "2024"


def said(shown, indicator_id, estimate, low, high):
    year = queries.years(shown, indicator_id, DIVISION)[0]
    asked = outcomes.outcome(shown, DIVISION, indicator_id, year)
    return relation_words.difference(asked, Effect(FACTORS[0], estimate, low, high)).replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("indicator_id", "effect", "expected"),
    [
        ("reading_grade_5", (0.7, 0.3, 1.1), "0,7 skalapoeng høyere skår i lesing på 5. trinn"),
        ("turnout_municipal", (-1.7, -2.4, -1.1), "1,7 prosentpoeng lavere valgdeltakelse ved kommunestyrevalget"),
        ("institution_residents_rate", (-0.4, -0.7, -0.1),
         "0,4 færre langtidsbeboere på institusjon per 1 000 innbyggere"),
        ("absence_hours", (0.8, 0.4, 1.2), "0,8 flere fraværstimer på 10. trinn"),
        ("expenditure_social", (-321.0, -600.0, -40.0),
         "321 kroner lavere netto driftsutgifter til sosialsektoren per innbygger"),
        ("net_migration_yearly", (-2.6, -4.0, -1.2), "2,6 lavere nettoinnflytting i året per 1 000 innbyggere"),
        ("travel_time_centre", (-4.5, -7.0, -2.0), "4,5 minutter kortere reisetid til senteret i bo- og "
         "arbeidsmarkedsregionen"),
        ("dwelling_area", (23.0, 11.0, 35.0), "23 kvadratmeter større areal til boliger per innbygger"),
        ("expenditure_administration", (-18.2, -21.0, -15.3),
         "18,2 prosent lavere netto driftsutgifter til administrasjon per innbygger"),
    ],
)  # fmt: skip
def test_a_difference_has_the_comparative_of_its_noun_and_says_no_unit_twice(shown, indicator_id, effect, expected):
    assert said(shown, indicator_id, *effect) == expected


def test_one_of_two_measures_is_higher_or_more_by_what_it_is(shown):
    sides = {
        id_: pairs.side(shown, DIVISION, id_, None)
        for id_ in ("population", "reading_grade_5", "travel_time_centre", "land_area", "size_group")
    }
    assert [f"jo {one.more} {one.noun}" for one in sides.values()][:4] == [
        "jo flere innbyggere",
        "jo høyere skår i lesing på 5. trinn",
        "jo lengre reisetid til senteret i bo- og arbeidsmarkedsregionen",
        "jo større areal",
    ]
    assert sides["travel_time_centre"].less == "kortere" and sides["size_group"].noun == "størrelsesgruppe"
