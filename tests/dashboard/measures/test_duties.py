"""Intervals of shares that few cases are behind."""

import pandas as pd
import pytest

from dashboard.measures import duties


def test_a_share_of_few_cases_has_wilsons_interval_and_others_none():
    found = duties.interval(pd.Series([100.0, 0.0, 60.0, 60.0, 60.0]), pd.Series([1, 2, 10, 30, float("nan")]))
    assert found.iloc[0].tolist() == pytest.approx([20.65, 100], abs=0.01)
    assert found.iloc[1].tolist() == pytest.approx([0, 65.76], abs=0.01)
    assert found.iloc[2].tolist() == pytest.approx([31.27, 83.18], abs=0.01)
    assert found.iloc[3:].isna().all(axis=None)
