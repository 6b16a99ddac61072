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
