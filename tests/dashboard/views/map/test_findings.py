"""The statements on the front page: what a user reads first, and what the committee's municipalities give."""

import pytest

from dashboard.state import selection
from dashboard.views.map import findings


def said(shown, division):
    return " ".join(finding.sentence for finding in findings.findings(shown, division)).replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("division", "small", "median"),
    [
        ("2024", "174 av 357 kommuner har under 5 000 innbyggere; 7,2 prosent", "5 447 innbyggere"),
        ("2020", "174 av 356 kommuner har under 5 000 innbyggere; 7,2 prosent", "5 429 innbyggere"),
    ],
)
def test_how_many_are_small_and_the_median_in_each_division(shown, division, small, median):
    text = said(shown, division)
    assert small in text and median in text


def test_the_front_page_begins_with_todays_municipalities(shown):
    assert "av 357 kommuner" in said(shown, selection.default_division(shown))
