"""Computed indicators: right where the inputs are, missing for the right reason where they aren't."""

import numpy as np
import pandas as pd
import pytest
import small
from test_divisions import CHANGES, figure, observed

from etl import catalogue, derive

POPULATION = small.indicator("population")
AREA = small.indicator("land_area")


def computed(indicator_id, origin, **fields):
    fields = {"begins": -origin.get("years", 0)} | fields
    return small.indicator(indicator_id, kind="derived", aggregation="recomputed", origin=origin, **fields)


def derived(catalogue, *rows):
    catalogue = {indicator.indicator_id: indicator for indicator in catalogue}
    return derive.with_derived(observed(*rows), catalogue, CHANGES)


def test_change_per_cent_compares_with_the_year_so_long_before():
    growth = computed("growth", {"kind": "change_per_cent", "of": "population", "years": 5})
    rows = derived(
        [POPULATION, growth],
        ("population", "2024", "0301", 2020, 200),
        ("population", "2024", "0301", 2024, 1),
        ("population", "2024", "0301", 2025, 210),
    )
    found = rows[rows["indicator_id"] == "growth"]
    assert found[["year", "value", "status"]].to_numpy().tolist() == [[2025, 5.0, "derived"]]


@pytest.mark.parametrize(
    ("years", "doubted"),
    [
        ([70, 0, 71], True),
        ([70, 0, 45], False),  # not alike
        ([0, 70, 71], False),  # not between
        ([70, 0, 0], False),
        ([70, None, 71], False),
        ([4, 0, 4], False),  # others move as far
    ],
)
def test_a_zero_between_like_figures_is_doubted_where_no_other_moves_as_far(years, doubted):
    municipalities = [f"{code:04}" for code in range(1101, 1301)]
    rows = [
        ("land_area", "2024", code, 2020 + year, value)
        for year in range(3)
        for code, value in [(code, 50 + 2 * (year % 2)) for code in municipalities] + [("1099", years[year])]
        if value is not None
    ]
    again = computed("again", {"kind": "ratio", "numerator": ["land_area"], "denominator": ["population"]})
    people = [("population", division, code, year, 1) for _, division, code, year, _ in rows]
    found = derived([AREA, POPULATION, again], *rows, *people)
    found = found[found["indicator_id"] != "population"]
    at = found[(found["code"] == "1099") & (found["year"] == 2021)].set_index("indicator_id")
    if years[1] is None:
        assert at.empty
        return
    assert found["comparable"].sum() == len(found) - 2 * doubted
    assert at["comparable"].tolist() == [not doubted] * 2
    said = "Kan ikke sammenlignes: kilden oppgir 0, mellom 70 i 2020 og 71 i 2022: tallet kan mangle der"
    assert at["note"].dropna().tolist() == [said] * 2 * doubted


def test_difference_is_dated_the_later_year():
    change = computed("change", {"kind": "difference", "of": "population", "from_year": 2021, "to_year": 2025})
    rows = derived(
        [POPULATION, change],
        ("population", "2024", "0301", 2021, 15.5),
        ("population", "2024", "0301", 2025, 17),
        ("population", "2024", "0301", 2026, 99),
    )
    assert figure(rows, "change", "2024", "0301", 2025)["value"] == 1.5
    assert set(rows.loc[rows["indicator_id"] == "change", "year"]) == {2025}


def test_subtraction_takes_one_indicator_from_another_of_the_same_year():
    rest = computed("rest", {"kind": "subtraction", "of": "population", "minus": "land_area"})
    rows = derived(
        [POPULATION, AREA, rest],
        ("population", "2024", "0301", 2025, 30),
        ("land_area", "2024", "0301", 2025, 40),
        ("population", "2024", "3101", 2025, 30),
        ("land_area", "2024", "3101", 2025, None, "not_in_source"),
    )
    assert figure(rows, "rest", "2024", "0301", 2025)["value"] == -10
    assert figure(rows, "rest", "2024", "3101", 2025)["status"] == "not_in_source"


def test_the_publishers_own_figures_stand_where_they_were_read_and_ours_elsewhere():
    published = {"file": "own.csv", "title": "Eget", "definition": "Kildens eget tall.", "caveat": "Ikke vårt."}
    rest = computed("rest", {"kind": "subtraction", "of": "population", "minus": "land_area", "published": published})
    rows = derived(
        [POPULATION, AREA, rest],
        *[("population", "2024", "0301", year, 30) for year in (2024, 2025)],
        *[("land_area", "2024", "0301", year, 10) for year in (2024, 2025)],
        ("rest", "2024", "0301", 2025, 25),
    )
    assert figure(rows, "rest", "2024", "0301", 2024)["value"] == 20
    assert figure(rows, "rest", "2024", "0301", 2025)["value"] == 25
    told = catalogue.with_published({"rest": rest}, {"rest"})["rest"]
    assert (told.title, told.definition, told.kind) == ("Eget", "Kildens eget tall.", "observed")
    assert catalogue.with_published({"rest": rest}, set())["rest"] == rest


def test_ratio_adds_up_and_scales_and_can_hold_the_denominator_still():
    ratio = computed(
        "ratio",
        {
            "kind": "ratio",
            "numerator": ["population", "land_area"],
            "denominator": ["land_area"],
            "factor": 10,
        },
    )
    density = computed(
        "density",
        {
            "kind": "ratio",
            "numerator": ["population"],
            "denominator": ["land_area"],
            "denominator_year": 2024,
        },
    )
    rows = derived(
        [POPULATION, AREA, ratio, density],
        ("population", "2024", "0301", 2024, 30),
        ("population", "2024", "0301", 2025, 40),
        ("land_area", "2024", "0301", 2024, 20),
    )
    assert figure(rows, "ratio", "2024", "0301", 2024)["value"] == 25
    assert figure(rows, "density", "2024", "0301", 2025)["value"] == 2


def test_a_class_begins_at_its_limit():
    group = computed("group", {"kind": "classes", "of": "population", "limits": [10, 20]}, scale="amount")
    codes = {"0301": 9.9, "1508": 10, "1580": 19, "3101": 20}
    rows = derived([POPULATION, group], *[("population", "2024", code, 2025, value) for code, value in codes.items()])
    found = rows[rows["indicator_id"] == "group"].set_index("code")["value"].to_dict()
    assert found == {"0301": 1, "1508": 2, "1580": 2, "3101": 3}


@pytest.mark.parametrize(
    ("above", "below", "expected"),
    [
        ("observed", "not_reported", "not_reported"),
        ("not_in_source", "not_reported", "not_reported"),
        ("suppressed", "not_reported", "suppressed"),
        ("not_applicable", "suppressed", "not_applicable"),
    ],
)
def test_a_missing_input_gives_its_reason_not_a_number(above, below, expected):
    ratio = computed("ratio", {"kind": "ratio", "numerator": ["population"], "denominator": ["land_area"]})
    rows = derived(
        [POPULATION, AREA, ratio],
        ("population", "2024", "0301", 2025, 5 if above == "observed" else None, above),
        ("land_area", "2024", "0301", 2025, None, below),
        ("population", "2024", "3101", 2025, 8),
        ("land_area", "2024", "3101", 2025, 4),
    )
    found = figure(rows, "ratio", "2024", "0301", 2025)
    assert found["status"] == expected
    assert np.isnan(found["value"])


def test_division_by_zero_is_no_figure():
    ratio = computed("ratio", {"kind": "ratio", "numerator": ["population"], "denominator": ["land_area"]})
    rows = derived(
        [POPULATION, AREA, ratio],
        ("population", "2024", "0301", 2025, 5),
        ("land_area", "2024", "0301", 2025, 0),
        ("population", "2024", "3101", 2025, 8),
        ("land_area", "2024", "3101", 2025, 4),
    )
    found = figure(rows, "ratio", "2024", "0301", 2025)
    assert found["status"] == "not_applicable"
    assert np.isnan(found["value"])
    assert found["note"]


def test_each_division_is_computed_from_its_own_figures():
    density = computed("density", {"kind": "ratio", "numerator": ["population"], "denominator": ["land_area"]})
    rows = derived(
        [POPULATION, AREA, density],
        ("population", "2020", "1507", 2025, 400),
        ("land_area", "2020", "1507", 2025, 100),
        ("population", "2024", "1508", 2025, 300),
        ("land_area", "2024", "1508", 2025, 50),
    )
    assert figure(rows, "density", "2020", "1507", 2025)["value"] == 4
    assert figure(rows, "density", "2024", "1508", 2025)["value"] == 6


def test_a_remark_follows_the_figure_into_what_is_computed_and_into_older_divisions():
    remark = {"codes": ["3101"], "note": "Ført feil", "comparable": False}
    population = small.indicator("population", remarks=[remark])
    growth = computed("growth", {"kind": "change_per_cent", "of": "population", "years": 1})
    places = [("2020", "3001"), ("2024", "3101"), ("2024", "0301")]
    rows = derived(
        [population, growth],
        *[("population", *place, year, 5) for place in places for year in (2024, 2025)],
    )
    for place in places[:2]:
        for indicator_id in ("population", "growth"):
            found = figure(rows, indicator_id, *place, 2025)
            assert (found["note"], found["comparable"]) == ("Kan ikke sammenlignes: Ført feil", False)
    other = figure(rows, "growth", "2024", "0301", 2025)
    assert other["comparable"]
    assert pd.isna(other["note"])


def test_a_remark_on_an_unknown_municipality_is_refused():
    remark = {"codes": ["9999"], "note": "Ført feil", "comparable": False}
    with pytest.raises(derive.DeriveError, match=r"population.*9999"):
        derived([small.indicator("population", remarks=[remark])], ("population", "2024", "0301", 2025, 5))


@pytest.mark.parametrize(("status", "expected"), [("modelled", "modelled"), ("provisional", "derived")])
def test_what_rests_on_uncertain_figures_says_so(status, expected):
    growth = computed("growth", {"kind": "change_per_cent", "of": "population", "years": 1})
    rows = derived(
        [POPULATION, growth],
        ("population", "2024", "0301", 2024, 5),
        ("population", "2024", "0301", 2025, 6, status),
    )
    found = figure(rows, "growth", "2024", "0301", 2025)
    assert found["status"] == expected
    assert ("foreløpige" in str(found["note"])) == (status == "provisional")


def test_a_year_without_a_single_figure_is_left_out():
    growth = computed("growth", {"kind": "change_per_cent", "of": "population", "years": 1})
    rows = derived(
        [POPULATION, growth],
        ("population", "2024", "0301", 2024, None, "not_reported"),
        ("population", "2024", "0301", 2025, 5),
        ("population", "2024", "0301", 2026, 6),
    )
    assert set(rows.loc[rows["indicator_id"] == "growth", "year"]) == {2026}


def test_an_indicator_whose_input_has_no_figures_is_named():
    growth = computed("growth", {"kind": "change_per_cent", "of": "land_area", "years": 1})
    with pytest.raises(derive.DeriveError, match=r"growth.*land_area"):
        derived([POPULATION, growth], ("population", "2024", "0301", 2024, 5))


def test_a_ratio_can_take_its_denominator_from_another_year():
    rate = computed(
        "rate",
        {"kind": "ratio", "numerator": ["users"], "denominator": ["population"], "factor": 1000, "year_offset": 1},
    )
    rows = derived(
        [small.indicator("users"), POPULATION, rate],
        ("users", "2024", "0301", 2025, 12),
        ("population", "2024", "0301", 2025, 1),
        ("population", "2024", "0301", 2026, 400),
    )
    found = rows[rows["indicator_id"] == "rate"]
    assert found[["year", "value"]].to_numpy().tolist() == [[2025, 30.0]]


def test_an_amount_per_inhabitant_becomes_one_per_person_it_is_for():
    cost = computed(
        "cost",
        {
            "kind": "ratio",
            "numerator": ["expenditure"],
            "times": "population",
            "denominator": ["pupils"],
            "year_offset": 1,
        },
    )
    rows = derived(
        [small.indicator("expenditure"), POPULATION, small.indicator("pupils"), cost],
        ("expenditure", "2024", "0301", 2025, 15),
        ("population", "2024", "0301", 2026, 400),
        ("pupils", "2024", "0301", 2026, 50),
        ("expenditure", "2024", "3101", 2025, 15),
        ("population", "2024", "3101", 2026, 400),
        ("pupils", "2024", "3101", 2026, None, "suppressed"),
    )
    assert figure(rows, "cost", "2024", "0301", 2025)["value"] == 120
    assert figure(rows, "cost", "2024", "3101", 2025)["status"] == "suppressed"


def test_published_uncertainty_stays_with_what_was_read_and_with_nothing_computed():
    rows = observed(("population", "2024", "0301", 2025, 5), ("population", "2024", "0301", 2026, 10))
    rows = rows.assign(lower=rows["value"] - 1, upper=rows["value"] + 1)
    growth = computed("growth", {"kind": "change_per_cent", "of": "population", "years": 1})
    found = derive.with_derived(rows, {"population": POPULATION, "growth": growth}, CHANGES)
    assert figure(found, "population", "2024", "0301", 2026)[["lower", "upper"]].tolist() == [9, 11]
    assert figure(found, "growth", "2024", "0301", 2026)[["lower", "upper"]].isna().all()
