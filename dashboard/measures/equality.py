"""How unequal municipalities are in a figure, each counting the same however many live there, and how much of it lies
between groups of them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from dashboard.data import queries
from dashboard.data.database import Database, question
from dashboard.measures.regression import FEWEST, RESAMPLES, SEED


@dataclass(frozen=True)
class Spread:
    """`p10` and `p90` are the tenth and the ninetieth percentile, `ratio` the second over the first (NaN unless both
    are above zero), `gini` 0 where all are alike (NaN where a figure is below zero or all are zero).
    """

    municipalities: int
    p10: float
    median: float
    p90: float
    ratio: float
    gini: float


def spread(values: pd.Series) -> Spread:
    """How unequal some figures without gaps are."""
    p10, median, p90 = (float(values.quantile(part)) for part in (0.1, 0.5, 0.9))
    return Spread(len(values), p10, median, p90, p90 / p10 if p10 > 0 else float("nan"), gini(values))


def ratio_change(first: pd.Series, last: pd.Series) -> tuple[float, float, float]:
    """How much the ratio (see Spread) changed among the municipalities that have both figures, by code, and its 95 per
    cent interval: drawn from them again and again. NaN where a tenth percentile of the draws is not above zero.
    """
    both = pd.DataFrame({"first": first, "last": last}).dropna().to_numpy()
    drawn = both[np.random.default_rng(SEED).integers(0, len(both), (RESAMPLES, len(both)))]
    low, high = np.quantile(drawn, (0.1, 0.9), axis=1)
    if not (low > 0).all():
        return float("nan"), float("nan"), float("nan")
    ratios = high / low
    lower, upper = np.quantile(ratios[:, 1] - ratios[:, 0], (0.025, 0.975))
    then, now = np.divide(*np.quantile(both, (0.9, 0.1), axis=0))
    return float(now - then), float(lower), float(upper)


def gini(values: pd.Series) -> float:
    """Half the mean difference between two of the figures, over their mean."""
    ordered = np.sort(values.to_numpy(dtype=float))
    if not len(ordered) or ordered[0] < 0 or ordered[-1] == 0:
        return float("nan")
    places = np.arange(1, len(ordered) + 1)
    return float(np.sum((2 * places - len(ordered) - 1) * ordered) / (len(ordered) * ordered.sum()))


def between(values: pd.Series, groups: pd.Series) -> float:
    """The share (0 to 1) of the figures' variance that lies between groups, the rest being within them; NaN where all
    are alike. Rows without a group are left out.
    """
    known = values[groups.notna()]
    means = known.groupby(groups[groups.notna()], observed=True).transform("mean")
    whole = known.var(ddof=0)
    return float(means.var(ddof=0) / whole) if whole > 0 else float("nan")


def by_chance(values: pd.Series, groups: pd.Series) -> float:
    """The share (0 to 1) of the variance that would lie between as many groups of figures dealt out at random; NaN of
    fewer than two figures.
    """
    known = groups[groups.notna() & values.notna()]
    return (known.nunique() - 1) / (len(known) - 1) if len(known) > 1 else float("nan")


SHARES = ("between_classes", "between_counties", "classes_by_chance", "counties_by_chance")
"""The columns of `over_years` that are shares of the variance."""


@question
def over_years(database: Database, division: str, indicator_id: str) -> pd.DataFrame:
    """By year, oldest first: municipalities, p10, median, p90, ratio, gini, and the shares of the variance that lie
    between centrality classes (`between_classes`) and between counties, and would by chance alone (`classes_by_chance`,
    `counties_by_chance`). Years with few figures are left out.
    """
    register = queries.municipalities(database, division).set_index("code")
    rows = []
    for year in sorted(queries.years(database, indicator_id, division)):
        known = queries.comparable(queries.values(database, indicator_id, division, year))
        if len(known) < FEWEST:
            continue
        groups = {"classes": known["code"].map(register["centrality_class"]), "counties": known["county_code"]}
        parts = {f"between_{name}": between(known["value"], group) for name, group in groups.items()}
        parts |= {f"{name}_by_chance": by_chance(known["value"], group) for name, group in groups.items()}
        rows.append({"year": year, **vars(spread(known["value"])), **parts})
    names = ["year", *Spread.__dataclass_fields__, *SHARES]
    return pd.DataFrame(rows, columns=names)
