"""What the strips of key figures are told to draw."""

import pytest

from dashboard.components import dot_strip
from dashboard.measures import keyfigures, peers


def strip_of(database, indicator_id, code="4204"):
    group = peers.group(database, "2024", code, peers.usual_kind(database, "2024", code))
    return dot_strip.rows([keyfigures.key_figure(database, "2024", code, group, indicator_id)])[0]


def test_published_uncertainty_is_drawn_around_the_figure_and_said(shown):
    row = strip_of(shown, "reading_grade_5")
    low, high = row["strip"]["interval"]
    assert 0 <= low < row["strip"]["own"][0] < high <= 1
    assert (low + high) / 2 == pytest.approx(row["strip"]["own"][0], abs=0.001)
    assert ". Usikkerheten er fra " in row["spread"]


def test_a_figure_without_published_uncertainty_has_no_interval(shown):
    row = strip_of(shown, "population")
    assert row["strip"]["interval"] is None and "Usikkerhet" not in row["spread"]
