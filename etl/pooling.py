"""Shares of few cases, pulled towards the share of their group: empirical Bayes with a beta-binomial model.

Of a municipality with n cases and the share p in a group with the share m (all cases of the group together):

    pooled = (n * p + k * m) / (n + k)

k says how many cases the group's share weighs. It is found from how much the municipalities of all groups differ
beyond chance (method of moments): where they hardly do, k is large. With one kindergarten, 0 or 100 per cent says
little; with a hundred the municipality's own share is all that counts.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

#: The group's share never weighs more cases than this, however little municipalities differ.
MOST_WEIGHT = 1000.0


def pooled(shares: pd.Series, cases: pd.Series, groups: pd.Series) -> pd.Series:
    """The shares (0-100) pulled towards their group's; all three have the same index.

    A municipality whose number of cases is unknown (or 0) is given its group's median; where nobody's is known, and
    where a municipality has no group, the share stays as it is.
    """
    p = shares / 100
    known = cases.where(cases > 0)
    n = known.fillna(known.groupby(groups).transform("median"))
    usable = p.notna() & n.notna() & groups.notna()
    if not usable.any():
        return shares
    p, n, group = p[usable], n[usable], groups[usable]
    mean = (n * p).groupby(group).transform("sum") / n.groupby(group).transform("sum")
    k = weight(p, n, mean, group.nunique())
    return shares.where(~usable, 100 * ((n * p + k * mean) / (n + k)).reindex(shares.index))


def weight(p: pd.Series, n: pd.Series, mean: pd.Series, groups: int) -> float:
    """k: the number of cases that a group's share weighs.

    Sum of n (p - mean)^2 has the expectation (N - G) s (1 - r) + r s (sum of n - sum over groups of n^2 / n) with
    s = mean (1 - mean) and r = 1 / (k + 1) the correlation of two cases of a municipality.
    """
    spread = float((mean * (1 - mean)).mean())
    observed = float((n * (p - mean) ** 2).sum())
    free = len(p) - groups
    extra = float(n.sum() - (n**2).sum() / n.sum()) - free
    if spread <= 0 or free <= 0 or extra <= 0:
        return 0.0
    correlation = (observed / spread - free) / extra
    return float(np.clip(1 / max(correlation, 1e-9) - 1, 0, MOST_WEIGHT))
