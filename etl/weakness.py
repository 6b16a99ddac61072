"""In how many areas a municipality is among the weakest: the committee's «svak på flere områder samtidig», by a rule.

In each area the municipalities of a division are ordered by one indicator in its newest year. Those in the weakest
fifth (or whatever share is declared), ties included, are weak there. The areas and the share are chosen in the
indicator's file and have no source; what is counted is weakness compared with others, not a failure to fulfil a duty.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from etl.catalogue import Indicator, WeakArea, WeakAreas
from etl.compliance import own_source
from etl.material import Material


def added(
    catalogue: dict[str, Indicator], figures: pd.DataFrame, material: Material
) -> tuple[dict[str, Indicator], pd.DataFrame, Material]:
    """Catalogue, figures and material with these indicators; one that lacks the figures of an area is left out."""
    known, found, sources = dict(catalogue), [figures], [material.sources]
    for name, indicator in catalogue.items():
        if not isinstance(origin := indicator.origin, WeakAreas):
            continue
        inputs = figures[figures["indicator_id"].isin([area.of for area in origin.areas])]
        if inputs["indicator_id"].nunique() < len(origin.areas):
            del known[name]
            continue
        rows = [_of_division(indicator, origin, division) for _, division in inputs.groupby("division")]
        found.append(pd.concat(rows)[figures.columns])
        sources.append(own_source(indicator, inputs, material.sources).assign(title=indicator.title))
    material = replace(material, sources=pd.concat(sources, ignore_index=True))
    return known, pd.concat(found, ignore_index=True), material


def _of_division(indicator: Indicator, origin: WeakAreas, figures: pd.DataFrame) -> pd.DataFrame:
    """The rows of one division."""
    newest = figures[figures["value"].notna()].groupby("indicator_id")["year"].max()
    figures = figures[figures["year"] == figures["indicator_id"].map(newest)]
    codes = pd.Index(sorted(figures["code"].unique()), name="code")
    weak = pd.DataFrame({area.name: _weak(area, figures, origin.share).reindex(codes) for area in origin.areas})
    enough = weak.notna().sum(axis=1) >= origin.least
    return pd.DataFrame(
        {
            "indicator_id": indicator.indicator_id,
            "division": figures["division"].iloc[0],
            "code": codes,
            "year": newest.max(),
            "value": weak.sum(axis=1).where(enough),
            "status": np.where(enough, "derived", "not_reported"),
            "comparable": True,
            "note": [_note(weak.columns, row) for row in weak.to_numpy()],
            "source_id": indicator.source_id,
        }
    )


def _weak(area: WeakArea, figures: pd.DataFrame, share: float) -> pd.Series:
    """By code, 1 for the weakest, 0 for the others; those without a figure that can be compared are left out."""
    rows = figures[(figures["indicator_id"] == area.of) & figures["value"].notna() & figures["comparable"]]
    values = rows.set_index("code")["value"] * (1 if area.weak == "low" else -1)
    return (values <= values.quantile(share / 100)).astype(float)


def _note(areas: Sequence[str], weak: np.ndarray) -> str:
    """«Svak: alder og økonomi. Uten tall: kompetanse»"""
    named = {
        "Svak": [area for area, value in zip(areas, weak, strict=True) if value == 1],
        "Uten tall": [area for area, value in zip(areas, weak, strict=True) if np.isnan(value)],
    }
    parts = [f"{label}: {', '.join(names)}" for label, names in named.items() if names]
    return ". ".join(parts) or "Ikke blant de svakeste i noe område"
