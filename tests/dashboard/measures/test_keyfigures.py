"""Figures of the country that are made from those of its municipalities."""

import pytest

from dashboard.data import queries
from dashboard.measures import keyfigures


@pytest.mark.parametrize(
    ("indicator_id", "division", "expected"),
    [
        # The parts of Ålesund have no inhabitants of 2021, and still count in the country's mean.
        ("net_migration", "2024", 30.5),
        ("net_migration", "2020", 30.5),
        ("birth_surplus", "2024", 7.0),
        # What is divided by the inhabitants of 1 January is weighted by them.
        ("tax_income", "2024", 42_270),
        ("tax_income", "2020", 42_270),
        # Equalisation takes from some what it gives to others.
        ("expenditure_equalisation", "2024", 0),
    ],
)
def test_the_countrys_figure_is_the_mean_by_what_each_is_divided_by(shown, indicator_id, division, expected):
    indicator = queries.indicators(shown)[indicator_id]
    year = queries.years(shown, indicator_id, division)[0]
    found, left_out = keyfigures.country(shown, indicator, division, year)
    assert round(found, indicator.decimals) == expected
    assert left_out == ""


def test_a_county_has_no_figure_where_a_fourth_of_its_inhabitants_are_left_out(shown):
    """Ålesund and Haram, two of 27 municipalities, have no figure of five years before."""
    change, shares = (queries.indicators(shown)[id_] for id_ in ("population_change_5y", "share_80_plus"))
    found, reason = keyfigures.country(shown, change, "2024", 2026, "15")
    assert found is None and reason == "tall mangler for kommuner der mange av innbyggerne bor"
    assert keyfigures.country(shown, shares, "2024", 2026, "15")[0] == pytest.approx(5.79, abs=0.01)
    assert keyfigures.country(shown, change, "2024", 2026)[0] == pytest.approx(4.39, abs=0.01)
