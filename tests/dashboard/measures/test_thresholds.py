"""Thresholds: how limits are read, who falls under them, and where, counted by hand."""

import numpy as np
import pandas as pd
import pytest
from test_merging import indicator

from dashboard.measures import thresholds
from dashboard.measures.thresholds import ABOVE, BELOW, Threshold, read_limits

PEOPLE = indicator("population", unit="innbyggere", decimals=0, short_title="Innbyggere")


@pytest.mark.parametrize(
    ("written", "decimals", "limits", "told"),
    [
        (("", ""), 0, (5000.0,), []),
        (("3 000", ""), 0, (3000.0,), []),
        (("3.000", "10\u00a0000"), 0, (3000.0, 10000.0), []),
        (("12,55", ""), 1, (12.6,), ["«12,55» er rundet opp til 12,6"]),
        (("2,25", ""), 0, (3.0,), ["«2,25» er rundet opp til 3, for tallene sammenlignes uten desimaler"]),
        (("−2,5", "2,0"), 0, (-2.0, 2.0), ["«−2,5»"]),
        (("−5", "5"), 0, (-5.0, 5.0), []),
        (("9000", "100"), 0, (100.0, 9000.0), ["byttet om"]),
        (("100", "100"), 0, (100.0,), ["like"]),
        (("mange", ""), 0, (5000.0,), ["«mange» er ikke et tall"]),
        (("100", "1e9"), 0, (100.0,), ["«1e9»"]),
    ],
)
def test_limits_are_read_as_people_write_them(written, decimals, limits, told):
    found, messages = read_limits(written, 5000.0, decimals)
    assert found == pytest.approx(limits)
    assert len(messages) == len(told)
    assert all(words in message for words, message in zip(told, messages, strict=True))


def figures(threshold):
    frame = pd.DataFrame(
        {
            "code": ["1101", "1102", "1103", "1201", "1202"],
            "county": ["A", "A", "A", "B", "B"],
            "value": [100, 4999, 5000, np.nan, 20000],
            "inhabitants": [100, 4999, 5000, 7, 20000],
        }
    )
    return thresholds.grouped(frame, threshold)


def test_those_below_the_limit_are_counted_by_county_with_their_people():
    threshold = Threshold(PEOPLE, 2026, (5000.0,))
    spread = thresholds.spread(figures(threshold), threshold, "county").set_index("by")
    assert thresholds.affected(figures(threshold), threshold)["code"].tolist() == ["1101", "1102"]
    assert spread["affected"].tolist() == [2, 0]
    assert spread["municipalities"].tolist() == [3, 1]  # the one without a figure is in neither
    assert spread["affected_inhabitants"].tolist() == [5099, 0]
    assert spread["municipality_share"].tolist() == pytest.approx([200 / 3, 0])
    assert spread["inhabitant_share"].tolist() == pytest.approx([100 * 5099 / 10099, 0])
    assert threshold.words == "har under 5\u00a0000 innbyggere"


def test_a_limit_between_two_figures_leaves_each_on_its_side():
    limits, _ = read_limits(("4999,5", ""), 5000.0, 0)
    threshold = Threshold(PEOPLE, 2026, limits)
    assert thresholds.affected(figures(threshold), threshold)["code"].tolist() == ["1101", "1102"]
    above = Threshold(PEOPLE, 2026, limits, ABOVE)
    assert thresholds.affected(figures(above), above)["code"].tolist() == ["1103", "1202"]


def test_two_limits_make_three_groups_and_either_end_can_be_looked_at():
    low = Threshold(PEOPLE, 2026, (1000.0, 5000.0), BELOW)
    high = Threshold(PEOPLE, 2026, (1000.0, 5000.0), ABOVE)
    assert figures(low)["group"].tolist() == [0, 1, 2, -1, 2]
    assert thresholds.affected(figures(low), low)["code"].tolist() == ["1101"]
    assert thresholds.affected(figures(high), high)["code"].tolist() == ["1103", "1202"]
    assert high.words == "har 5\u00a0000 innbyggere eller mer"


def test_a_whole_limit_claims_no_decimals_and_says_what_it_is_held_against():
    ratio = indicator("workers_per_80_plus", unit="personer", decimals=1, short_title="20–66 år per innbygger 80+")
    assert Threshold(ratio, 2026, (6.0,)).words == "har under 6 personer"
    assert Threshold(ratio, 2026, (6.5,), ABOVE).words == "har 6,5 personer eller mer"
    assert Threshold(ratio, 2026, (6.0,)).held_against.endswith("slik de vises, med 1 desimal.")
    assert thresholds.rounded_away(pd.DataFrame({"value": [6.04, np.nan]}), ratio)
    assert not thresholds.rounded_away(pd.DataFrame({"value": [6.0, np.nan, 5.9]}), ratio)


def test_classes_are_spoken_of_by_number():
    classes = indicator("centrality_class", unit="klasse", decimals=0, scale="ordered", minimum=1, maximum=6)
    assert Threshold(classes, 2024, (5.0,), ABOVE).words == "er i klasse 5 og 6"
    assert Threshold(classes, 2024, (6.0,), ABOVE).words == "er i klasse 6"
    assert Threshold(classes, 2024, (2.0,), ABOVE).words == "er i klasse 2–6"
    assert Threshold(classes, 2024, (7.0,), ABOVE).words == "er i klasse 7 eller over"
    assert Threshold(classes, 2024, (3.0,), BELOW).words == "er i klasse 1 og 2"
    assert Threshold(classes, 2024, (1.0,), BELOW).words == "er under klasse 1"


@pytest.mark.parametrize(("limit", "affected"), [(1.0, 0), (1e9, 4)])
def test_a_limit_may_select_none_or_all(limit, affected):
    threshold = Threshold(PEOPLE, 2026, (limit,))
    assert len(thresholds.affected(figures(threshold), threshold)) == affected
    medians = thresholds.medians(figures(threshold), threshold, {"x": pd.Series({"1101": 3.0, "1202": np.nan})})
    row = medians.iloc[0]
    assert (row["affected_n"], row["rest_n"]) == ((1, 0) if affected else (0, 1))
    assert np.isnan(row["rest"] if affected else row["affected"])


def test_medians_are_of_each_side():
    threshold = Threshold(PEOPLE, 2026, (5000.0,))
    column = pd.Series({"1101": 1.0, "1102": 2.0, "1103": 10.0, "1201": 99.0, "1202": 20.0})
    row = thresholds.medians(figures(threshold), threshold, {"x": column}).iloc[0]
    assert (row["affected"], row["rest"], row["affected_n"], row["rest_n"]) == (1.5, 15.0, 2, 2)
