"""In how many areas a municipality is among the weakest: the committee's «svak på flere områder samtidig», by a rule.

In each area the municipalities of a division are ordered by one indicator in its newest year. Those in the weakest
fifth (or whatever share is declared), ties included, are weak there. The areas and the share are chosen in the
indicator's file and have no source; what is counted is weakness compared with others, not a failure to fulfil a duty.

The table weak_area holds for each area the smallest share with which the municipality would be weak there, so that
pages can move the cut and show the areas apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from etl.compliance import own_source
from etl.dataset import MISSING, Dataset
from etl.indicator import Indicator
from etl.origins import WeakArea, WeakAreas

#: What a share may miss by where it was computed in another order.
ROUNDING = 1e-9


def added(
    catalogue: dict[str, Indicator], figures: pd.DataFrame, dataset: Dataset
) -> tuple[dict[str, Indicator], pd.DataFrame, Dataset]:
    """Catalogue, figures and dataset with these indicators and what they rest on (the table weak_area); one that lacks
    the figures of an area is left out.
    """
    known, found, sources, apart = dict(catalogue), [figures], [dataset.sources], []
    for name, indicator in catalogue.items():
        if not isinstance(origin := indicator.origin, WeakAreas):
            continue
        inputs = figures[figures["indicator_id"].isin([area.of for area in origin.areas])]
        if inputs["indicator_id"].nunique() < len(origin.areas):
            del known[name]
            continue
        for _, division in inputs.groupby("division"):
            newest = _newest(division)
            weak_at = _weak_at(origin.areas, newest)
            found.append(_counted(indicator, origin, newest, weak_at).reindex(columns=figures.columns))
            apart.append(_rows(indicator, origin.areas, newest, weak_at))
        sources.append(own_source(indicator, inputs, dataset.sources).assign(title=indicator.title))
    tables = {"weak_area": pd.concat(apart, ignore_index=True)} if apart else {}
    dataset = replace(dataset, tables=dataset.tables | tables, sources=pd.concat(sources, ignore_index=True))
    return known, pd.concat(found, ignore_index=True), dataset


def _newest(figures: pd.DataFrame) -> pd.DataFrame:
    """Each indicator's rows in its newest year with figures."""
    newest = figures[figures["value"].notna()].groupby("indicator_id")["year"].max()
    return figures[figures["year"] == figures["indicator_id"].map(newest)]


def _weak_at(areas: Sequence[WeakArea], figures: pd.DataFrame) -> pd.DataFrame:
    """By code and area, the smallest share (per cent) of which the municipality would be among the weakest: 0 for the
    very weakest. NaN without a figure that can be compared.
    """
    codes = pd.Index(sorted(figures["code"].unique()), name="code")
    found = {}
    for area in areas:
        rows = figures[(figures["indicator_id"] == area.of) & figures["value"].notna() & figures["comparable"]]
        values = rows.set_index("code")["value"] * (1 if area.weak == "low" else -1)
        # As many as are weaker, of all but itself: a share is at the value of the quantile on the line between two.
        found[area.name] = (100 * (values.rank(method="min") - 1) / max(len(values) - 1, 1)).reindex(codes)
    return pd.DataFrame(found)


def _counted(indicator: Indicator, origin: WeakAreas, figures: pd.DataFrame, weak_at: pd.DataFrame) -> pd.DataFrame:
    """The indicator's rows of one division."""
    enough = weak_at.notna().sum(axis=1) >= origin.least
    weak = weak_at <= origin.share + ROUNDING
    names = list(weak.columns)
    return pd.DataFrame(
        {
            "indicator_id": indicator.indicator_id,
            "division": figures["division"].iloc[0],
            "code": weak_at.index,
            "year": figures["year"].max(),
            "value": weak.sum(axis=1).astype(float).where(enough),
            "status": np.where(enough, "derived", _reasons(figures).reindex(weak_at.index)),
            "comparable": True,
            "note": [_note(names, *rows) for rows in zip(weak.to_numpy(), weak_at.isna().to_numpy(), strict=True)],
            "source_id": indicator.source_id,
        }
    )


def _reasons(figures: pd.DataFrame) -> pd.Series:
    """By code, the weightiest reason why it lacks figures."""
    order = {status: place for place, status in enumerate(MISSING)}
    absent = figures[figures["value"].isna()]
    absent = absent.assign(place=absent["status"].map(order)).sort_values("place")
    return absent.drop_duplicates("code").set_index("code")["status"]


def _rows(
    indicator: Indicator, areas: Sequence[WeakArea], figures: pd.DataFrame, weak_at: pd.DataFrame
) -> pd.DataFrame:
    """The rows of the table weak_area."""
    years = figures.groupby("indicator_id")["year"].max()
    long = [
        pd.DataFrame(
            {
                "indicator_id": indicator.indicator_id,
                "division": figures["division"].iloc[0],
                "code": weak_at.index,
                "position": position,
                "area": area.name,
                "area_indicator_id": area.of,
                "year": years[area.of],
                "weak_at": weak_at[area.name].to_numpy(),
            }
        )
        for position, area in enumerate(areas, start=1)
    ]
    return pd.concat(long, ignore_index=True)


def _note(areas: Sequence[str], weak: np.ndarray, unknown: np.ndarray) -> str:
    """«Svak: alder og økonomi. Ikke svak: folketall. Uten tall: kompetanse»"""
    named = {
        "Svak": [area for area, is_weak in zip(areas, weak, strict=True) if is_weak],
        "Ikke svak": [area for area, w, u in zip(areas, weak, unknown, strict=True) if not (w or u)],
        "Uten tall": [area for area, is_unknown in zip(areas, unknown, strict=True) if is_unknown],
    }
    return ". ".join(f"{label}: {', '.join(names)}" for label, names in named.items() if names)
