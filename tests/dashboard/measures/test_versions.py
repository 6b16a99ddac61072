"""What a build changed, in words."""

from types import SimpleNamespace

import pandas as pd
import pytest

from dashboard.measures import versions

NONE = float("nan")


@pytest.mark.parametrize(
    ("old", "new", "kind", "said"),
    [
        ((217, "observed"), (219, "revised"), "value", "217 → 219 innbyggere"),
        ((8120, "observed"), (NONE, "not_reported"), "value", "8\u00a0120 innbyggere → ikke rapportert"),
        ((8120, "observed"), (NONE, None), "value", "8\u00a0120 innbyggere → fantes ikke"),
        ((NONE, "suppressed"), (0, "observed"), "value", "ikke publisert → 0 innbyggere"),
        ((65633, "derived"), (65633, "observed"), "status", "status: beregnet → publisert tall"),
        ((NONE, "not_in_source"), (NONE, "not_reported"), "status",
         "status: ikke i vårt kildegrunnlag → ikke rapportert"),
        ((12.02, "observed"), (12.04, "observed"), "value", "12,02 → 12,04 innbyggere"),
    ],
)  # fmt: skip
def test_a_change_is_told_with_a_unit_after_numbers_alone(old, new, kind, said):
    row = SimpleNamespace(
        old_value=old[0],
        old_status=old[1],
        new_value=new[0],
        new_status=new[1],
        kind=kind,
        unit="innbyggere",
        decimals=0,
    )
    assert versions.told(row) == said


def test_figures_are_counted_apart_from_other_statuses():
    assert versions.counted(pd.DataFrame({"kind": ["value", "status", "status"]})) == (
        "1 tall endret, og 2 med samme tall og annen status"
    )
    assert versions.counted(pd.DataFrame({"kind": []})) == "ingen tall endret"
