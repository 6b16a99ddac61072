"""The open duty index by hand: what is exempt by law counts as met, what nobody could assess counts as neither, and no
breach among an unknown number of cases is no fulfilment.
"""

import pandas as pd
import pytest
from small import indicator

from etl import compliance, derive
from etl.dataset import Dataset
from etl.indicator import Duty

SHARE = {"kind": "measured", "rule": "share"}
DUTIES = {
    "norm": {"area": "Barnehage", **SHARE, "lawful": "exempt"},
    "sewage": {"area": "Avløp", **SHARE, "unassessed": "unknown"},
    "midwife": {"area": "Helse", "kind": "measured", "rule": "yes_no"},
    "late": {"area": "Barnevern", **SHARE, "counted": "undersøkelser", "cases": "cases"},
}
RULES = {
    "norm": {"kind": "fulfilment", "met": "strict", "lawful": "exempt"},
    "sewage": {"kind": "fulfilment", "met": "clean", "unassessed": "unknown"},
}
FIGURES = {
    "0301": {"strict": 0, "exempt": 70, "clean": 60, "unknown": 25, "midwife": 1, "late": 0, "cases": 40},
    "1151": {"strict": 100, "exempt": 0, "clean": 0, "unknown": 100, "midwife": 0, "late": 0, "cases": None},
}
SOURCE = {"source_id": "office", "publisher": "Kontoret", "title": "Tall", "url": "https://example.org",
          "licence": "CC BY 4.0", "table_id": None, "reference_date": "2025", "updated": None,
          "retrieved_at": pd.Timestamp("2026-01-01"), "sha256": "ab", "note": None}  # fmt: skip


@pytest.fixture(scope="module")
def built():
    fields = {"legal_basis": "loven § 1", "direction": "higher_is_better", "source_id": "office"}
    declared = {name: indicator(name, **fields) for name in FIGURES["0301"]}
    for name, duty in DUTIES.items():
        ways = {"kind": "derived", "aggregation": "recomputed", "origin": RULES[name]} if name in RULES else {}
        better = "lower_is_better" if name == "late" else "higher_is_better"
        declared[name] = indicator(name, **fields | {"duty": duty, "direction": better} | ways)
    declared["index"] = indicator(
        "index", kind="derived", aggregation="recomputed", origin={"kind": "duty_index"}, source_id="own"
    )
    rows = [
        {"indicator_id": name, "division": "2024", "code": code, "year": 2025, "value": value,
         "status": "observed" if value is not None else "not_in_source", "note": None, "source_id": "office"}
        for code, values in FIGURES.items() for name, value in values.items()
    ]  # fmt: skip
    dataset = Dataset("snapshot", *[pd.DataFrame()] * 5, {}, {}, pd.DataFrame([SOURCE]))
    frame = pd.DataFrame(rows).astype({"value": float})
    figures = derive.with_derived(
        frame, {name: one for name, one in declared.items() if name != "index"}, frame.head(0)
    )
    _, figures, dataset = compliance.added(declared, figures, dataset)
    return figures.set_index(["indicator_id", "code"]), dataset.tables["duty_score"]


def test_a_dispensation_counts_as_met_and_the_unassessed_are_left_out_of_what_is_asked(built):
    found, scores = built
    own = scores.set_index(["code", "indicator_id"])["own_score"]
    for name, value in {"norm": 0 + 70, "sewage": 100 * 60 / (100 - 25)}.items():
        assert found.at[(name, "0301"), "value"] == own["0301", name] == pytest.approx(value)
    beside = scores.set_index(["code", "indicator_id"])[["lawful", "unassessed"]]
    assert (beside.at[("0301", "norm"), "lawful"], beside.at[("0301", "sewage"), "unassessed"]) == (70, 25)
    assert found.at[("index", "0301"), "value"] == pytest.approx((70 + 80 + 100 + 100) / 4)
    assert found.at[("index", "0301"), "note"] == "4 av 4 plikter i 4 områder"


def test_where_nobody_could_be_assessed_the_duty_is_not_broken_but_unknown(built):
    found, scores = built
    assert set(scores.loc[scores["code"] == "1151", "indicator_id"]) == {"norm", "midwife"}
    assert pd.isna(found.at[("sewage", "1151"), "value"]) and found.at[("sewage", "1151"), "note"].startswith(
        "Ingen er"
    )
    assert pd.isna(found.at[("index", "1151"), "value"])
    assert found.at[("index", "1151"), "note"] == "2 av 4 plikter i 2 områder; for få plikter med tall"


def test_no_breach_among_an_unknown_number_of_cases_is_no_fulfilment_and_is_noted(built):
    found, scores = built
    late = scores[scores["indicator_id"] == "late"].set_index("code")
    assert late["own_score"].to_dict() == {"0301": 100}
    assert found.at[("late", "1151"), "value"] == 0
    assert found.at[("late", "1151"), "note"] == compliance.UNSAID.format("undersøkelser")
    assert not isinstance(found.at[("late", "0301"), "note"], str)


@pytest.mark.parametrize("beside", ["cases", "lawful", "unassessed"])
def test_only_a_share_has_cases_exemptions_and_what_was_not_assessed(beside):
    with pytest.raises(ValueError, match="hører til regelen «share»"):
        Duty(area="Helse", rule="yes_no", kind="measured", **{beside: "x"})
