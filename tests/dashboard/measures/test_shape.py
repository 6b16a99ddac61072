"""Classes that differ without rising or falling through them."""

import numpy as np
import pandas as pd
import pytest

from dashboard.data import queries
from dashboard.figures.page_context import PageContext
from dashboard.measures import economy, shape
from dashboard.state.selection import Selection
from dashboard.views.economy import economy_figures


def by_class(*means, each=20):
    """Values that spread evenly around the mean of each class, and their classes."""
    spread = np.linspace(-1, 1, each)
    values = pd.Series(np.concatenate([mean + spread for mean in means]))
    return values, pd.Series(np.repeat(range(len(means)), each))


def test_a_hump_is_found_though_no_rank_correlation_shows_it():
    values, groups = by_class(1.0, 3.0, 1.0)
    assert abs(values.rank().corr(groups)) < 0.1
    assert shape.differ(values, groups)
    assert shape.bend(shape.classes(values, groups), "median").group == 1


@pytest.mark.parametrize("means", [(1.0, 2.0, 3.0), (3.0, 1.1, 1.0), (1.0, 3.1, 3.0), (1.0, 3.0)])
def test_what_rises_or_falls_to_an_end_has_no_bend(means):
    assert shape.bend(shape.classes(*by_class(*means)), "median") is None


def test_classes_of_chance_and_classes_of_few_do_not_differ():
    values, groups = by_class(1.0, 1.0, 1.0)
    assert not shape.differ(values, groups)
    values, groups = by_class(1.0, 9.0, each=4)
    assert not shape.differ(values, groups) and shape.classes(values, groups) == []


def test_a_result_that_is_negative_in_the_middle_says_so(shown):
    context = PageContext(shown, Selection("population", 2026, "2024"), "okonomi", {})
    year = queries.years(shown, economy.RESULT, "2024")[0]
    measure = economy.measure(shown, economy.RESULT, year)
    expected = (
        "Netto driftsresultat: andelen kommuner med negativt tall er 46 prosent i kommuner med 3 000–4 999 innbyggere "
        "(n = 46), 18 i kommuner med 0–999 innbyggere (n = 22) og 5 i kommuner med 50 000 innbyggere eller "
        "flere (n = 21)"
    )
    against = (
        "Netto driftsresultat følger ikke innbyggertallet jevnt: negativt i 46 prosent av kommunene med 3 000–4 999 "
        "innbyggere (n = 46), mot 34 prosent av alle"
    )
    assert economy_figures.against(context, measure, "population", None).figure.title.replace("\u00a0", " ") == against
    assert economy_figures.by_group(context, measure, "Størrelse", None).figure.title.replace("\u00a0", " ") == expected


def test_an_end_of_few_makes_no_turn_and_the_highest_class_at_an_end_is_none(shown):
    context = PageContext(shown, Selection("population", 2026, "2024"), "okonomi", {})

    def title(indicator_id, column):
        measure = economy.measure(shown, indicator_id, queries.years(shown, indicator_id, "2024")[0])
        return economy_figures.against(context, measure, column, None).figure.title.replace("\u00a0", " ")

    result, debt = (title(id_, "centrality_index") for id_ in (economy.RESULT, "net_loan_debt"))
    assert result.startswith("Netto driftsresultat henger svakt sammen med sentraliteten: jo mer sentral, jo høyere (")
    assert debt.startswith("Netto lånegjeld henger svakt sammen med sentraliteten: jo mer sentral, jo høyere (")
    assert title("net_loan_debt", "population").endswith(
        "; når annet er likt, er sammenhengen med størrelse bøyd (stiger blant de små og flater ut blant de store)"
    )
    values, groups = by_class(1.0, 3.0, 1.0)
    assert shape.sure_bend(values, groups, "median").group == 1
    few = pd.Series([0.0] * 4 + [-1.0] + [0.0] * 20 + [-1.0] + [-1.0, 0.0] * 15)  # 20, 5 and 50 per cent below zero
    of = pd.Series([1] * 5 + [2] * 21 + [3] * 30)
    assert shape.bend(shape.classes(few, of), "below_zero").group == 2
    assert shape.sure_bend(few, of, "below_zero") is None


def test_a_class_with_too_few_for_a_median_is_named_in_the_title(shown):
    """Without Oslo the most central class has four with an income that can be compared."""
    context = PageContext(shown, Selection("population", 2026, "2024"), "okonomi", {})

    def title(indicator_id):
        measure = economy.measure(shown, indicator_id, queries.years(shown, indicator_id, "2024")[0])
        return economy_figures.by_group(context, measure, "Sentralitet", None).figure.title

    assert title("free_income").endswith("; klasse 1 (mest sentral) har under 5 kommuner med tall")
    assert "har under 5" not in title("tax_income")
