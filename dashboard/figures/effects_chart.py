"""What goes with size, centrality and economy when the others are alike: a point and an interval for each."""

from __future__ import annotations

import pandas as pd

from dashboard import charts
from dashboard.charts import Axis
from dashboard.measures.association import Fit

WITH_BEND = ", med bøyen"
"""Said of what goes with a factor when the relation with size is taken as bent."""


def effects(found: Fit, unit: str) -> charts.Spans:
    """A row for each factor; where the relation with size is bent, one more for each of the others by the bent one.
    `unit` is what differences are measured in.
    """
    shown = []
    for effect in found.effects:
        shown.append((effect.factor.label, effect))
        if found.bent and (with_bend := found.bent.effect(effect.factor.column)):
            shown.append((f"{effect.factor.label}{WITH_BEND}", with_bend))
    rows = pd.DataFrame(
        {
            "step": [label for label, _ in shown],
            "low": [effect.low for _, effect in shown],
            "high": [effect.high for _, effect in shown],
            "estimate": [effect.estimate for _, effect in shown],
        }
    )
    largest = rows["estimate"].abs().max()
    return charts.Spans(
        rows, "step", "low", "high", {"estimate": "Beregnet forskjell"},
        Axis("estimate", unit[0].upper() + unit[1:], decimals=1 if largest >= 1 else 2),
        level=("Ingen sammenheng", found.effects[0].nothing), ends=("nedre grense", "øvre grense"),
    )  # fmt: skip
