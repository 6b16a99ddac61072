"""How sure a share of few cases is: with one kindergarten, the share that meets a norm is 0 or 100."""

from __future__ import annotations

import numpy as np
import pandas as pd

FEW = 30
"""Cases below which a share is told with its interval."""

BESIDE = {"Lovlig unntak (prosent)": "lawful", "Ikke vurdert (prosent)": "unassessed"}
"""What stands beside a share that is met, by its heading: it is no breach, whatever the share is."""

CONFIDENCE = 1.96
"""Standard deviations to either side: 95 per cent."""


def interval(shares: pd.Series, cases: pd.Series) -> pd.DataFrame:
    """lower, upper: the 95 per cent interval (Wilson's) of shares in per cent, where few cases are counted; NaN where
    they are many, none or unknown.
    """
    n = cases.where((cases > 0) & (cases < FEW)).to_numpy(dtype=float)
    share, square = shares.to_numpy(dtype=float) / 100, CONFIDENCE**2
    middle = (share + square / (2 * n)) / (1 + square / n)
    reach = CONFIDENCE * np.sqrt(share * (1 - share) / n + square / (4 * n**2)) / (1 + square / n)
    ends = np.clip([100 * (middle - reach), 100 * (middle + reach)], 0, 100)
    return pd.DataFrame({"lower": ends[0], "upper": ends[1]}, index=shares.index)


def without_empty(table: pd.DataFrame) -> pd.DataFrame:
    """A table of duties without the columns of BESIDE that no duty in it has anything in."""
    return table.drop(columns=[heading for heading in BESIDE if table[heading].isna().all()])
