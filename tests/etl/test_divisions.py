"""Figures of one division as figures of another: carried over, summed, averaged, or honestly absent."""

import pandas as pd
import pytest
import small

from etl import divisions

CHANGES = pd.DataFrame(small.TABLES["code_change"][1:], columns=small.TABLES["code_change"][0]).astype(
    {"from_division": str, "to_division": str}
)
MUNICIPALITIES = pd.DataFrame(small.TABLES["municipality"][1:], columns=small.TABLES["municipality"][0]).astype(
    {"division": str}
)
COLUMNS = ["indicator_id", "division", "code", "year", "value", "status", "note", "source_id"]
CATALOGUE = {
    "population": small.indicator("population", short_title="Innbyggere"),
    "revenue": small.indicator("revenue", short_title="Inntekter"),
    "turnout": small.indicator("turnout", aggregation="weighted_mean"),
    "margin": small.indicator("margin", aggregation="weighted_mean", base_indicator_id="revenue"),
    "kind": small.indicator("kind", aggregation="largest_part"),
}
PEOPLE = [("population", "2024", "1508", 2025, 300), ("population", "2024", "1580", 2025, 100)]


def observed(*rows):
    """Observations from (indicator, division, code, year, value), a status if it isn't observed, and a note."""
    whole = [(*[*row, *("observed", None)[len(row) - 5 :]], "source") for row in rows]
    return pd.DataFrame(whole, columns=COLUMNS).astype({"value": float})


def figure(rows, indicator_id, division, code, year):
    found = rows[
        (rows["indicator_id"] == indicator_id)
        & (rows["division"] == division)
        & (rows["code"] == code)
        & (rows["year"] == year)
    ]
    assert len(found) == 1
    return found.iloc[0]


def complete(*rows, changes=CHANGES, municipalities=MUNICIPALITIES, catalogue=CATALOGUE):
    return divisions.complete(observed(*rows), municipalities, changes, catalogue)


def test_a_renumbered_municipality_keeps_figure_and_status_both_ways():
    rows = complete(("population", "2024", "3101", 2025, 30, "provisional"), ("population", "2020", "3001", 2021, 29))
    backward = figure(rows, "population", "2020", "3001", 2025)
    forward = figure(rows, "population", "2024", "3101", 2021)
    assert (backward["value"], backward["status"]) == (30, "provisional")
    assert (forward["value"], forward["status"]) == (29, "observed")


def test_counts_of_the_parts_are_summed_and_said_to_be():
    whole = figure(complete(*PEOPLE), "population", "2020", "1507", 2025)
    assert (whole["value"], whole["status"]) == (400, "derived")
    assert whole["note"] == "Summen av 1508 Ålesund og 1580 Haram"


def test_a_rate_without_base_is_weighted_by_the_nearest_years_inhabitants():
    rows = complete(
        *PEOPLE,
        ("population", "2024", "1508", 1990, 1),
        ("population", "2024", "1580", 1990, 99),
        ("turnout", "2024", "1508", 2023, 60),
        ("turnout", "2024", "1580", 2023, 80),
    )
    whole = figure(rows, "turnout", "2020", "1507", 2023)
    assert whole["value"] == pytest.approx((300 * 60 + 100 * 80) / 400)
    assert whole["status"] == "derived"
    assert "vektet med «Innbyggere» 2025" in whole["note"]


def test_a_rate_with_a_base_is_weighted_by_the_base():
    rows = complete(
        *PEOPLE,
        ("revenue", "2024", "1508", 2025, 10),
        ("revenue", "2024", "1580", 2025, 30),
        ("margin", "2024", "1508", 2025, 4),
        ("margin", "2024", "1580", 2025, 0),
    )
    assert figure(rows, "margin", "2020", "1507", 2025)["value"] == 1


def test_a_class_is_the_largest_parts():
    rows = complete(*PEOPLE, ("kind", "2024", "1508", 2024, 3), ("kind", "2024", "1580", 2024, 4))
    whole = figure(rows, "kind", "2020", "1507", 2024)
    assert (whole["value"], whole["status"]) == (3, "derived")
    assert "1508 Ålesund" in whole["note"]


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("observed", "not_reported", "not_reported"),
        ("not_reported", "not_in_source", "not_reported"),
        ("suppressed", "not_reported", "suppressed"),
        ("suppressed", "not_applicable", "not_applicable"),
    ],
)
def test_a_missing_part_makes_the_whole_missing_for_the_weightiest_reason(first, second, expected):
    rows = complete(
        ("population", "2024", "1508", 2025, 300 if first == "observed" else None, first),
        ("population", "2024", "1580", 2025, None, second),
    )
    whole = figure(rows, "population", "2020", "1507", 2025)
    assert whole["status"] == expected
    assert pd.isna(whole["value"])


@pytest.mark.parametrize(("year", "expected"), [(2023, "not_in_source"), (2025, "not_applicable")])
def test_parts_that_did_not_exist_yet_are_no_reason_for_the_whole_that_did(year, expected):
    note = "Ålesund og Haram var én kommune"
    rows = complete(
        ("population", "2024", "1508", year, None, "not_applicable", note),
        ("population", "2024", "1580", year, None, "not_applicable", note),
    )
    whole = figure(rows, "population", "2020", "1507", year)
    assert whole["status"] == expected
    of_2024 = "Kilden har bare tall etter kommunene fra 2024, og ikke for 1508 Ålesund og 1580 Haram samlet"
    assert whole["note"] == (of_2024 if expected == "not_in_source" else note)


def test_a_part_that_nobody_mentions_is_not_taken_for_zero():
    rows = complete(PEOPLE[0])
    whole = figure(rows, "population", "2020", "1507", 2025)
    assert pd.isna(whole["value"])
    assert whole["status"] == "not_in_source"


def test_a_rate_without_any_weights_is_not_averaged():
    rows = complete(("turnout", "2024", "1508", 2023, 60), ("turnout", "2024", "1580", 2023, 80))
    assert figure(rows, "turnout", "2020", "1507", 2023)["status"] == "not_in_source"


def test_a_split_is_not_cast_back_to_its_parts():
    rows = complete(("population", "2020", "1507", 2021, 390))
    for code in ("1508", "1580"):
        part = figure(rows, "population", "2024", code, 2021)
        assert part["status"] == "not_applicable"
        assert part["note"] == "Delt fra 1507 i 2024"
        assert pd.isna(part["value"])


def test_units_that_merged_add_up_in_the_new_one_and_not_the_other_way():
    changes = pd.DataFrame(
        [("2020", "0301", "2024", "0301", 1, "merged"), ("2020", "3001", "2024", "0301", 1, "merged")],
        columns=CHANGES.columns,
    )
    municipalities = MUNICIPALITIES[MUNICIPALITIES["code"].isin(["0301", "3001"])]
    rows = complete(
        ("population", "2020", "0301", 2020, 5),
        ("population", "2020", "3001", 2020, 6),
        ("population", "2024", "0301", 2025, 12),
        changes=changes,
        municipalities=municipalities,
    )
    assert figure(rows, "population", "2024", "0301", 2020)["value"] == 11
    old = figure(rows, "population", "2020", "3001", 2025)
    assert (old["status"], old["note"]) == ("not_applicable", "Slått sammen til 0301 i 2024")


def test_a_strip_of_land_that_moves_changes_nothing():
    moved = pd.DataFrame([("2020", "0301", "2024", "3101", 0.001, "part")], columns=CHANGES.columns)
    rows = complete(
        ("population", "2024", "3101", 2025, 30),
        ("population", "2024", "0301", 2025, 70),
        changes=pd.concat([CHANGES, moved]),
    )
    assert figure(rows, "population", "2020", "3001", 2025)["value"] == 30
    assert figure(rows, "population", "2020", "0301", 2025)["value"] == 70


def test_what_was_read_stands_against_what_would_be_computed():
    rows = complete(*PEOPLE, ("population", "2020", "1507", 2025, 401))
    assert figure(rows, "population", "2020", "1507", 2025)["value"] == 401


def test_every_municipality_has_a_row_in_every_year_of_its_division():
    rows = complete(("population", "2024", "0301", 2025, 70), ("population", "2024", "3101", 2026, 31))
    sizes = rows.groupby(["division", "year"]).size().to_dict()
    assert sizes == {("2020", 2025): 3, ("2020", 2026): 3, ("2024", 2025): 4, ("2024", 2026): 4}
    assert figure(rows, "population", "2024", "1508", 2026)["status"] == "not_in_source"


def test_a_computed_base_is_refused_by_name():
    derived = small.indicator(
        "share",
        kind="derived",
        aggregation="recomputed",
        origin={"kind": "ratio", "numerator": ["revenue"], "denominator": ["population"]},
    )
    margin = small.indicator("margin", aggregation="weighted_mean", base_indicator_id="share")
    with pytest.raises(divisions.DivisionError, match=r"margin.*share"):
        complete(*PEOPLE, catalogue=CATALOGUE | {"share": derived, "margin": margin})


def test_places_follow_a_code_back_to_older_divisions():
    assert divisions.places(["3101", "1580"], CHANGES) == {
        ("2024", "3101"),
        ("2020", "3001"),
        ("2024", "1580"),
        ("2020", "1507"),
    }
