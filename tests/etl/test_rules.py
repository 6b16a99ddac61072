"""Rules: which figures they take, and what they make of them, by hand."""

import numpy as np
import pytest

from etl import rules
from etl.rules import Input

NONE = float("nan")
RATIO = {"kind": "ratio", "numerator": ["a", "b"], "denominator": ["c"], "factor": 100}
CHANGE = {"kind": "change_per_cent", "of": "a", "years": 5}
DIFFERENCE = {"kind": "difference", "of": "a", "from_year": 2015, "to_year": 2025}
SUBTRACTION = {"kind": "subtraction", "of": "a", "minus": "b"}
LAWFUL = {"kind": "fulfilment", "met": "a", "lawful": "b"}
ASSESSED = {"kind": "fulfilment", "met": "a", "unassessed": "b"}
CLASSES = {"kind": "classes", "of": "a", "limits": [100, 400]}


@pytest.mark.parametrize(
    ("rule", "taken"),
    [
        (RATIO, [("a", 2024), ("b", 2024), ("c", 2024)]),
        (RATIO | {"year_offset": 1}, [("a", 2024), ("b", 2024), ("c", 2025)]),
        (RATIO | {"denominator_year": 2020, "year_offset": 1}, [("a", 2024), ("b", 2024), ("c", 2020)]),
        (RATIO | {"times": "d", "year_offset": 1}, [("a", 2024), ("b", 2024), ("d", 2025), ("c", 2025)]),
        (RATIO | {"times": None, "denominator_year": None}, [("a", 2024), ("b", 2024), ("c", 2024)]),
        (CHANGE, [("a", 2024), ("a", 2019)]),
        (DIFFERENCE, [("a", 2025), ("a", 2015)]),
        (SUBTRACTION, [("a", 2024), ("b", 2024)]),
        (CLASSES, [("a", 2024)]),
        (LAWFUL, [("a", 2024), ("b", 2024)]),
        (ASSESSED, [("a", 2024), ("b", 2024)]),
    ],
)
def test_a_rule_takes_figures_of_its_years(rule, taken):
    assert [(one.indicator_id, one.year(2024)) for one in rules.inputs(rule).all] == taken


def test_a_difference_gives_figures_of_one_year_and_others_of_every_year():
    assert rules.inputs(DIFFERENCE).only == 2025
    assert [rules.inputs(rule).only for rule in (RATIO, CHANGE, SUBTRACTION, CLASSES)] == [None] * 4


def test_what_is_no_arithmetic_takes_no_inputs_and_may_name_what_it_counts():
    areas = {"kind": "weak_areas", "areas": [{"of": "a"}, {"of": "b"}], "share": 20, "least": 2}
    for rule in (areas, {}, {"kind": "pattern"}):
        assert rules.inputs(rule) is None
    assert rules.named(areas) == ["a", "b"] and rules.named({}) == []


def test_each_indicator_that_a_rule_rests_on_is_named_once():
    assert rules.named(RATIO | {"times": "d"}) == ["a", "b", "d", "c"]
    assert rules.named(DIFFERENCE) == ["a"]
    assert rules.named(RATIO | {"denominator": ["a", "c"]}) == ["a", "b", "c"]


def test_a_rule_is_read_from_the_column_and_nothing_is_no_rule():
    assert rules.read('{"kind": "classes", "of": "a", "limits": [1]}')["limits"] == [1]
    assert rules.read(None) == {}


@pytest.mark.parametrize(
    ("rule", "above", "below", "times", "value"),
    [
        (RATIO, [3, 1], [8], [], 50),
        (RATIO, [3, 1], [8], [2], 100),
        (RATIO, [0, 0], [8], [], 0),
        (RATIO, [3, NONE], [8], [], None),
        (RATIO, [3, 1], [NONE], [], None),
        (RATIO, [3, 1], [8], [NONE], None),
        (RATIO, [3, 1], [0], [], None),
        (RATIO | {"denominator": ["c", "d"]}, [3, 1], [8, 2], [], 40),
        (RATIO | {"factor": 1}, [3, 1], [8], [], 0.5),
        (CHANGE, [210], [200], [], 5),
        (CHANGE, [150], [200], [], -25),
        (CHANGE, [0], [200], [], -100),
        (CHANGE, [150], [0], [], None),
        (CHANGE, [NONE], [200], [], None),
        (CHANGE, [150], [NONE], [], None),
        (DIFFERENCE, [17], [15.5], [], 1.5),
        (DIFFERENCE, [0], [0], [], 0),
        (DIFFERENCE, [17], [NONE], [], None),
        (SUBTRACTION, [30], [40], [], -10),
        (SUBTRACTION, [NONE], [40], [], None),
        (RATIO | {"whole": True}, [1, 0], [5.6], [], 18),
        (LAWFUL, [0, 100], [], [], 100),
        (LAWFUL, [66.7, 33.4], [], [], 100),
        (LAWFUL, [50, NONE], [], [], None),
        (ASSESSED, [60], [25], [], 80),
        (ASSESSED, [0], [100], [], None),
        (ASSESSED, [100], [11.3], [], 100),
        (ASSESSED, [98], [8.3], [], 98),
        (CLASSES, [99], [], [], 1),
        (CLASSES, [100], [], [], 2),
        (CLASSES, [400], [], [], 3),
        (CLASSES, [0], [], [], 1),
        (CLASSES, [NONE], [], [], None),
    ],
)
def test_the_outcome_is_that_of_the_hand_and_none_where_a_figure_is_missing_or_the_divisor_zero(
    rule, above, below, times, value
):
    found = float(rules.outcome(rule, above, below, times))
    assert np.isnan(found) if value is None else found == value


def test_shares_of_a_whole_that_add_up_to_more_than_it_are_told_of_and_rounding_is_not():
    beyond = "Kildens andeler går ikke opp: oppfylt og ikke vurdert er til sammen 111,3 prosent"
    assert rules.remarks(ASSESSED, [[100.0, 60.0, 9.0]], [[11.3, 25.0, 0.0]]) == [
        f"11,3 prosent av alle er ikke vurdert. {beyond}", "25,0 prosent av alle er ikke vurdert", None
    ]  # fmt: skip
    assert rules.remarks(LAWFUL, [[66.7, 100.0], [33.4, 0.0]], []) == ["Herav 33,4 prosent med lovlig unntak", None]
    assert rules.remarks(RATIO, [[200.0], [1.0]], [[3.0]]) == [None]


def test_what_can_t_be_reckoned_says_why():
    assert rules.undefined(RATIO) == ("not_applicable", rules.DIVIDED_BY_ZERO)
    assert rules.undefined(RATIO | {"unknown": "Ukjent"}) == ("not_in_source", "Ukjent")
    assert rules.undefined(ASSESSED) == ("not_applicable", rules.NOBODY_ASSESSED)


def test_columns_are_computed_row_by_row():
    above, below = [np.array([10.0, NONE, 5.0, 0.0])], [np.array([4.0, 2.0, 0.0, 5.0])]
    found = rules.outcome({"kind": "ratio", "numerator": ["a"], "denominator": ["b"], "factor": 2}, above, below)
    np.testing.assert_array_equal(found, [5, NONE, NONE, 0])
    classes = rules.outcome(CLASSES, [np.array([50.0, NONE, 400.0])])
    np.testing.assert_array_equal(classes, [1, NONE, 3])


def test_a_change_began_at_what_it_leads_from():
    np.testing.assert_allclose(rules.before([5, -50, 0], [210, 100, 7]), [200, 200, 7])


def test_a_fixed_year_is_the_same_whatever_the_figures_year():
    assert {Input("a", 1, 2020).year(year) for year in (2019, 2024)} == {2020}
    assert Input("a", -5).year(2025) == 2020
