"""Map classes: the same in every year, readable limits, no municipality in a class its figure contradicts."""

import numpy as np
import pytest

from dashboard.data import classes


def skewed():
    return np.exp(np.linspace(np.log(200), np.log(700_000), 400))


def test_skewed_amounts_are_spread_over_five_classes_with_readable_limits():
    limits = classes.limits(skewed(), "amount", 0)
    counts = np.bincount(classes.classify(skewed(), limits, 0), minlength=5)
    assert len(limits) == 4
    assert limits == [float(f"{limit:.2g}") for limit in limits]
    assert counts.min() >= 20


def test_changes_are_split_at_zero_and_symmetrical():
    values = np.concatenate([np.linspace(-12, 30, 200), np.linspace(-2, 2, 100)])
    limits = classes.limits(values, "change", 1)
    assert 0.0 in limits
    assert limits == [-limit for limit in reversed(limits)]
    assert classes.classify(np.array([-0.1, 0.0, 0.1]), limits, 1).tolist() == [2, 3, 3]


def test_a_value_is_classified_as_it_is_shown():
    assert classes.classify(np.array([17.96, 17.94]), [18.0], 1).tolist() == [1, 0]
    assert classes.classify(np.array([0.25, 0.24, -0.25]), [-0.2, 0.3], 1).tolist() == [2, 1, 0]


def test_zero_divides_the_values_as_they_are_so_that_a_fall_too_small_to_show_is_among_the_falls():
    found = classes.classify(np.array([-0.04, -0.0, 0.04, np.nan]), [-2.5, 0.0, 2.5], 1)
    assert found.tolist() == [1, 2, 2, -1]


def test_missing_has_no_class_and_zero_has_one():
    assert classes.classify(np.array([np.nan, 0.0]), [5.0], 0).tolist() == [-1, 0]


@pytest.mark.parametrize("values", [[7.0, 7.0], [7.0]])
def test_one_level_makes_one_class(values):
    assert classes.limits(np.array(values), "amount", 0) == []
    assert classes.labels([], 0) == ["alle"]


def test_legend_says_where_a_class_ends_in_shown_decimals():
    assert classes.labels([1600, 4300], 0) == [
        "under 1\u00a0600",
        "1\u00a0600–4\u00a0299",
        "4\u00a0300 og over",
    ]
    assert classes.labels([-2.5, 0.0, 2.5], 1)[1] == "\u22122,5 til under 0"
