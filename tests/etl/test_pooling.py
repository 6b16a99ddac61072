"""Shares of few cases, pulled towards their group's."""

import numpy as np
import pandas as pd
import pytest

from etl.pooling import pooled, weight


def test_one_kindergarten_is_pulled_further_than_a_hundred():
    shares, cases = pd.Series([0.0, 0.0, 60.0, 80.0]), pd.Series([1.0, 100.0, 100.0, 100.0])
    found = pooled(shares, cases, pd.Series([6, 6, 6, 6]))
    assert found[0] > found[1] > 0 and found[3] < 80


def test_the_numbers_are_those_of_the_formula_by_hand():
    p, n = pd.Series([0.2, 0.5, 0.9]), pd.Series([10.0, 20.0, 30.0])
    mean = pd.Series([(2 + 10 + 27) / 60] * 3)  # 0.65
    observed = 10 * 0.45**2 + 20 * 0.15**2 + 30 * 0.25**2  # 4.35
    correlation = (observed / (0.65 * 0.35) - 2) / ((60 - 1400 / 60) - 2)
    k = 1 / correlation - 1
    assert weight(p, n, mean, 1) == pytest.approx(k)
    expected = [100 * (10 * 0.2 + k * 0.65) / (10 + k), 100 * (20 * 0.5 + k * 0.65) / (20 + k)]
    assert pooled(100 * p, n, pd.Series([1, 1, 1]))[:2].tolist() == pytest.approx(expected)


def test_where_municipalities_differ_by_chance_alone_the_groups_share_is_what_counts():
    drawn = np.random.default_rng(3).binomial(20, 0.7, 300) / 20 * 100
    found = pooled(pd.Series(drawn), pd.Series(20.0, index=range(300)), pd.Series(1, index=range(300)))
    assert found.std() < 0.3 * drawn.std()


def test_unknown_numbers_of_cases_are_the_groups_median_and_what_has_no_group_stays():
    shares, cases = pd.Series([0.0, 50.0, 100.0, 30.0]), pd.Series([np.nan, 4.0, 8.0, 4.0])
    groups = pd.Series([1.0, 1.0, 1.0, np.nan])
    known = pooled(shares, cases.fillna(6.0), groups)
    found = pooled(shares, cases, groups)
    assert found.tolist() == known.tolist()
    assert found[3] == 30.0


def test_shares_without_any_cases_stay():
    shares = pd.Series([0.0, 100.0])
    assert pooled(shares, pd.Series([np.nan, np.nan]), pd.Series([1, 1])).tolist() == [0.0, 100.0]
