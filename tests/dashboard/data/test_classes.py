"""Map classes: the same in every year, readable limits, no municipality in a class its figure contradicts."""

import itertools

import numpy as np
import pytest

from dashboard.data import classes, queries
from dashboard.figures import map_panel
from dashboard.state.selection import Selection


def skewed():
    return np.exp(np.linspace(np.log(200), np.log(700_000), 400))


def test_skewed_amounts_are_spread_over_five_classes_with_readable_limits():
    limits = classes.limits(skewed(), "amount", 0)
    counts = np.bincount(classes.classify(skewed(), limits, 0), minlength=5)
    assert len(limits) == 4
    assert limits == [float(f"{limit:.3g}") for limit in limits]
    assert counts.min() >= 20


def deviations(values, limits):
    """The squared deviations of values from the means of their classes."""
    found = np.searchsorted(limits, values, side="right")
    return sum(((values[found == one] - values[found == one].mean()) ** 2).sum() for one in set(found))


def test_natural_breaks_are_the_best_of_all_that_there_are():
    values = np.round(np.random.default_rng(3).gamma(2, 30, 24))
    best = min(
        deviations(values, chosen) for chosen in itertools.combinations(np.unique(values)[1:], classes.CLASSES - 1)
    )
    assert deviations(values, classes.limits(values, "amount", 0)) == pytest.approx(best)


@pytest.mark.parametrize(
    ("low", "high", "decimals", "expected"),
    [(61_000, 63_000, 0, 62_000), (1599, 1650, 0, 1600), (1.0582, 1.0601, 4, 1.06), (0.4, 0.5, 1, 0.5), (-3, 4, 0, 0)],
)
def test_a_limit_lies_between_the_classes_and_is_as_round_as_it_can_be_there(low, high, decimals, expected):
    assert classes._roundest(low, high, decimals) == expected


def test_no_class_is_empty_where_a_change_goes_mostly_one_way():
    values = np.array([-0.5, *np.linspace(1, 40, 80)])
    limits = classes.limits(values, "change", 1)
    assert np.bincount(classes.classify(values, limits, 1), minlength=len(limits) + 1).min() >= 1
    assert 0.0 in limits and classes.sides(limits) == (1, 3)
    growth = classes.limits(np.linspace(1, 40, 80), "change", 1)
    assert classes.sides(growth) == (0, len(growth) + 1)


# --- The embedded figures ---------------------------------------------------------------------------------------------


def counted(shown, indicator_id, year):
    """How many municipalities of 2024 that can be compared are in each class."""
    indicator = queries.indicators(shown)[indicator_id]
    limits = queries.class_limits(shown, indicator_id, "2024")
    values = queries.comparable(queries.values(shown, indicator_id, "2024", year))["value"].to_numpy()
    return np.bincount(classes.classify(values, limits, indicator.class_decimals), minlength=len(limits) + 1).tolist()


def test_the_classes_of_need_hold_what_natural_breaks_give(shown):
    assert counted(shown, "expenditure_need", 2026) == [148, 96, 62, 38, 11]
    content = map_panel.map_content(shown, Selection("expenditure_need", 2026, "2024"))
    assert [content.classes.count(place) for place in range(5)] == [148, 96, 62, 38, 11]
    assert content.legend[:2] == ["under 1,064", "1,064–1,169"]
    # Of the newest year alone they would be these; the map's are of all years, so that years can be compared.
    newest = queries.comparable(queries.values(shown, "expenditure_need", "2024", 2026))["value"].to_numpy()
    alone = classes.limits(newest, "amount", 4)
    assert np.bincount(classes.classify(newest, alone, 4), minlength=5).tolist() == [142, 94, 68, 40, 11]


def test_every_class_of_every_indicator_holds_somebody_in_some_year(shown):
    for indicator_id, indicator in queries.indicators(shown).items():
        if indicator.scale in ("amount", "change"):
            years = queries.years(shown, indicator_id, "2024")
            assert np.min(np.sum([counted(shown, indicator_id, year) for year in years], axis=0)) > 0, indicator_id


def test_logarithms_are_told_where_they_are_used(shown):
    def said(indicator_id, year):
        return " ".join(map_panel.map_figure(shown, Selection(indicator_id, year, "2024")).notes)

    assert "logaritmer" in said("population", 2026)
    assert "logaritmer" not in said("expenditure_need", 2026)


def test_changes_are_split_at_zero_and_symmetrical():
    values = np.concatenate([np.linspace(-24, 30, 200), np.linspace(-2, 2, 100)])
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
