"""The open duty index by hand: what is exempt by law counts as met, and what nobody could assess counts as neither."""

import pandas as pd
import pytest
from small import indicator

from etl import compliance
from etl.dataset import Dataset
from etl.indicator import Duty

SHARE = {"kind": "measured", "rule": "share"}
DUTIES = {
    "norm": {"area": "Barnehage", **SHARE, "lawful": "exempt"},
    "sewage": {"area": "Avløp", **SHARE, "unassessed": "unknown"},
    "midwife": {"area": "Helse", "kind": "measured", "rule": "yes_no"},
}
FIGURES = {
    "0301": {"norm": 50, "exempt": 20, "sewage": 60, "unknown": 25, "midwife": 1},
    "1151": {"norm": 100, "exempt": 0, "sewage": 0, "unknown": 100, "midwife": 0},
}
SOURCE = {"source_id": "office", "publisher": "Kontoret", "title": "Tall", "url": "https://example.org",
          "licence": "CC BY 4.0", "table_id": None, "reference_date": "2025", "updated": None,
          "retrieved_at": pd.Timestamp("2026-01-01"), "sha256": "ab", "note": None}  # fmt: skip


@pytest.fixture(scope="module")
def built():
    fields = {"legal_basis": "loven § 1", "direction": "higher_is_better", "source_id": "office"}
    declared = {name: indicator(name, duty=duty, **fields) for name, duty in DUTIES.items()}
    declared["index"] = indicator(
        "index", kind="derived", aggregation="recomputed", origin={"kind": "duty_index"}, source_id="own"
    )
    rows = [
        {"indicator_id": name, "division": "2024", "code": code, "year": 2025, "value": float(value),
         "comparable": True, "status": "observed", "note": None, "source_id": "office"}
        for code, values in FIGURES.items() for name, value in values.items()
    ]  # fmt: skip
    dataset = Dataset("snapshot", *[pd.DataFrame()] * 5, {}, {}, pd.DataFrame([SOURCE]))
    _, figures, dataset = compliance.added(declared, pd.DataFrame(rows), dataset)
    return figures[figures["indicator_id"] == "index"].set_index("code"), dataset.tables["duty_score"]


def test_a_dispensation_counts_as_met_and_the_unassessed_are_left_out_of_what_is_asked(built):
    found, scores = built
    own = scores.set_index(["code", "indicator_id"])["own_score"]
    assert own["0301", "norm"] == 50 + 20 and own["0301", "sewage"] == pytest.approx(100 * 60 / (100 - 25))
    beside = scores.set_index(["code", "indicator_id"])[["lawful", "unassessed"]]
    assert (beside.at[("0301", "norm"), "lawful"], beside.at[("0301", "sewage"), "unassessed"]) == (20, 25)
    assert found.loc["0301", "value"] == pytest.approx((70 + 80 + 100) / 3)
    assert found.loc["0301", "note"] == "3 av 3 plikter i 3 områder"


def test_where_nobody_could_be_assessed_the_duty_is_not_broken_but_unknown(built):
    found, scores = built
    assert set(scores.loc[scores["code"] == "1151", "indicator_id"]) == {"norm", "midwife"}
    assert pd.isna(found.loc["1151", "value"])
    assert found.loc["1151", "note"] == "2 av 3 plikter i 2 områder; for få til en samlet verdi"


@pytest.mark.parametrize("beside", ["cases", "lawful", "unassessed"])
def test_only_a_share_has_cases_exemptions_and_what_was_not_assessed(beside):
    with pytest.raises(ValueError, match="hører til regelen «share»"):
        Duty(area="Helse", rule="yes_no", kind="measured", **{beside: "x"})
