"""Figures of merged units: the split of 2024 undone, sums that hold in any scenario, rates by hand."""

import math
from functools import cache

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.data import database as access
from dashboard.data import queries
from dashboard.data.queries import Indicator
from dashboard.measures import merging
from dashboard.measures.merging import FigureStore
from dashboard.measures.scenarios import units_of
from dashboard.views.alternatives import alternatives


@pytest.fixture(scope="module")
def embedded(database):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GENERALIST_DB", str(database))
        yield access.current()


def indicator(indicator_id, **changes):
    words = dict.fromkeys(
        ("title", "role", "theme", "rhythm", "definition", "why", "legal_basis", "source_id", "caveat"), "x"
    )
    nothing = dict.fromkeys(
        ("base_indicator_id", "minimum", "maximum", "duty_area", "duty_rule", "duty_kind", "contents", "notes",
         "definition_url"),
    )  # fmt: skip
    usual = {
        "short_title": indicator_id, "sentence": '"{name} hadde {value}"', "place": "høy",
        "unit": "x", "decimals": 1, "direction": "none", "kind": "observed",
        "scale": "amount", "aggregation": "sum", "reference": "{year}", "position": 1,
    }  # fmt: skip
    return Indicator(indicator_id=indicator_id, **{**words, **nothing, **usual, **changes})


NAMES = {"1101": "Aby", "1102": "Bby - Bgávpi", "1103": "Cby"}


def store(indicators, figures):
    """Own figures: {(indicator_id, year): {code: value or None}}; what is None was not reported."""

    def values(indicator_id, year):
        rows = figures[indicator_id, year]
        return pd.DataFrame(
            {
                "code": list(rows),
                "name": [NAMES.get(code, code) for code in rows],
                "value": pd.Series(list(rows.values()), dtype=float),
                "status": ["not_reported" if value is None else "observed" for value in rows.values()],
                "comparable": True,
                "note": None,
            }
        )

    def years(indicator_id):
        return sorted((year for id_, year in figures if id_ == indicator_id), reverse=True)

    return FigureStore({one.indicator_id: one for one in indicators}, years, values)


PEOPLE = indicator("population", short_title="Innbyggere")
AREA = indicator("land_area")
RATE = indicator("rate", aggregation="weighted_mean", base_indicator_id="revenue")
REVENUE = indicator("revenue", short_title="Inntekter")
SMALL = store(
    [
        PEOPLE, AREA, RATE, REVENUE,
        indicator("share", aggregation="weighted_mean"),
        indicator("class", aggregation="largest_part", scale="ordered"),
        indicator("group", aggregation="largest_part", scale="category"),
        indicator("projected", kind="modelled"),
        indicator("guess", aggregation="recomputed", kind="modelled"),
        indicator("density", aggregation="recomputed", computation='{"kind": "ratio", "numerator": ["population"], '
                  '"denominator": ["land_area"], "factor": 10.0, "denominator_year": 2024}'),
        indicator("growth", aggregation="recomputed",
                  computation='{"kind": "change_per_cent", "of": "population", "years": 1}'),
        indicator("size", aggregation="recomputed", scale="ordered",
                  computation='{"kind": "classes", "of": "population", "limits": [100, 400]}'),
        indicator("unknown_rule", aggregation="recomputed"),
        indicator("old_share", aggregation="recomputed", base_indicator_id="population",
                  computation='{"kind": "ratio", "numerator": ["not_pulled"], "denominator": ["population"], '
                  '"factor": 1, "denominator_year": null}'),
    ],
    {
        ("population", 2026): {"1101": 100, "1102": 300, "1103": 0},
        ("population", 2025): {"1101": 200, "1102": 300, "1103": None},
        ("land_area", 2024): {"1101": 10, "1102": 40, "1103": 0},
        ("rate", 2025): {"1101": 2, "1102": 6, "1103": None},
        ("revenue", 2024): {"1101": 30, "1102": 10, "1103": 5},
        ("revenue", 2026): {"1101": 1, "1102": None, "1103": 5},
        ("share", 2026): {"1101": 10, "1102": 20, "1103": 30},
        ("class", 2024): {"1101": 6, "1102": 4, "1103": 5},
        ("group", 2024): {"1101": 1, "1102": 2, "1103": 3},
        ("projected", 2050): {"1101": 90, "1102": 310, "1103": None},
        ("guess", 2026): {"1101": 50, "1102": 60, "1103": 70},
        ("growth", 2026): {"1101": -50, "1102": 0, "1103": None},
        ("density", 2026): {"1101": 100, "1102": 75, "1103": None},
        ("size", 2026): {"1101": 2, "1102": 2, "1103": 1},
        ("unknown_rule", 2026): {"1101": 1, "1102": 2, "1103": 3},
        ("old_share", 2026): {"1101": 8, "1102": 4, "1103": 1},
    },
)  # fmt: skip
PAIR = ("1101", "1102")


@pytest.mark.parametrize(
    ("indicator_id", "year", "value", "note"),
    [
        ("population", 2026, 400, "summen av delene"),
        # The base of 2026 lacks a part, so that of 2024 weighs: (2 * 30 + 6 * 10) / 40.
        ("rate", 2025, 3, "snitt av delene, vektet med inntekter 2024"),
        ("share", 2026, 17.5, "vektet med innbyggere 2026"),
        ("class", 2024, 4, "som Bby, den største delen"),
        ("density", 2026, 80, "regnet ut på nytt"),
        ("growth", 2026, -20, "regnet ut på nytt"),
        ("size", 2026, 3, "regnet ut på nytt"),
        ("old_share", 2026, 5, "vektet med innbyggere 2026"),
    ],
)
def test_a_figure_follows_its_declared_rule(indicator_id, year, value, note):
    result = merging.figure(SMALL, indicator_id, PAIR, year)
    assert result.value == pytest.approx(value)
    assert result.status == "derived"
    assert note in result.note


@pytest.mark.parametrize(
    ("indicator_id", "members", "year", "status", "reason"),
    [
        ("rate", ("1101", "1103"), 2025, "not_reported", "ikke rapportert for Cby"),
        ("population", ("1102", "1103"), 2025, "not_reported", "ikke rapportert for Cby"),
        ("growth", ("1101", "1103"), 2026, "not_reported", "ikke rapportert for Cby"),
        ("density", ("1103",), 2026, "not_applicable", "dele på null"),
        ("group", PAIR, 2024, "not_applicable", "ikke kan legges sammen"),
        ("guess", PAIR, 2026, "not_applicable", "modellert"),
        ("unknown_rule", PAIR, 2026, "not_applicable", "kan ikke regnes ut"),
    ],
)
def test_what_cannot_be_computed_is_missing_with_the_reason(indicator_id, members, year, status, reason):
    result = merging.figure(SMALL, indicator_id, members, year)
    assert math.isnan(result.value)
    assert (result.status, reason in result.note) == (status, True)


def test_a_part_that_cannot_be_compared_is_told_of():
    odd = SMALL.values("share", 2026).assign(
        comparable=[False, True, True], note=["Aby er også fylkeskommune", "uviktig", None]
    )
    marked = FigureStore(SMALL.indicators, SMALL.years, lambda id_, y: odd if id_ == "share" else SMALL.values(id_, y))
    assert merging.figure(marked, "share", PAIR, 2026).note.endswith("2026. Aby er også fylkeskommune")


def test_projections_are_summed_and_stay_modelled():
    result = merging.figure(SMALL, "projected", PAIR, 2050)
    assert (result.value, result.status) == (400, "modelled")
    assert result.note == "modellert, ikke målt: summen av delene"
    assert not merging.figure(SMALL, "guess", PAIR, 2026).known


def test_who_has_no_figure_is_told_with_what_the_source_says_of_it():
    rows = SMALL.values("share", 2026).assign(value=np.nan, status="not_applicable", note="Delt fra 1100 i 2024")
    split = FigureStore(SMALL.indicators, SMALL.years, lambda id_, year: rows)
    assert merging.figure(split, "share", PAIR, 2026).note == "ingen egne tall for Aby og Bby: Delt fra 1100 i 2024"


# --- The real figures -----------------------------------------------------------------------------------------------


def test_alesund_and_haram_together_are_what_alesund_was(embedded):
    now, compared, unsourced = alternatives.figure_store(embedded, "2024"), 0, set()
    for indicator_id, one in now.indicators.items():
        if one.scale == "category" or one.kind == "modelled":
            continue
        years = now.years(indicator_id)
        for year in (year for year in years if year >= 2023 or year % 5 == 0 or year == years[-1]):
            result = merging.figure(now, indicator_id, ("1508", "1580"), year)
            if not result.known:
                parts = now.values(indicator_id, year).set_index("code").loc[["1508", "1580"]]
                assert set(parts.loc[parts["value"].isna(), "status"]) == {result.status}, (indicator_id, year)
                # The parts have no figures of their own before the split; as other municipalities they were there
                # before 2020, when a source may lack them.
                if result.status != "not_applicable" and year >= 2020:
                    unsourced.add((indicator_id, year, result.status))
                continue
            before = queries.values(embedded, indicator_id, "2020", year).set_index("code").at["1507", "value"]
            assert result.value == pytest.approx(before, rel=1e-12), (indicator_id, year)
            compared += 1
    assert compared > 200
    assert unsourced == {("median_income", 2024, "not_in_source")}  # of Haram
    assert merging.figure(now, "population", ("1508", "1580"), 2026).value == 69_123


@cache
def codes_of(database, division):
    return queries.municipalities(database, division)["code"].tolist()


@st.composite
def partitions(draw, count):
    """Which group each of `count` municipalities is in; the first stay alone."""
    groups = draw(st.integers(1, count))
    return draw(st.lists(st.integers(0, groups), min_size=count, max_size=count))


def merged(codes, groups):
    named = {}
    for code, group in zip(codes, groups, strict=True):
        if group:
            named.setdefault(group, []).append(code)
    return units_of(named.values())


@pytest.mark.parametrize(("division", "count"), [("2020", 356), ("2024", 357)])
@given(data=st.data())
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
def test_sums_are_equal_before_and_after_for_every_additive_indicator(embedded, division, count, data):
    units = merged(codes_of(embedded, division), data.draw(partitions(count)))
    totals = merging.totals(alternatives.figure_store(embedded, division), units)
    assert {"population", "land_area", "operating_revenue"} <= set(totals["indicator_id"])
    np.testing.assert_allclose(totals["after"], totals["before"], rtol=1e-12)


@given(st.data())
@settings(max_examples=80, deadline=None)
def test_sums_are_equal_also_where_figures_are_missing(data):
    codes = [f"11{place:02d}" for place in range(1, 16)]
    figures = {code: data.draw(st.one_of(st.none(), st.floats(-1e6, 1e6))) for code in codes}
    units = merged(codes, data.draw(partitions(len(codes))))
    own = store([PEOPLE, REVENUE], {("population", 2026): figures, ("revenue", 2025): dict.fromkeys(codes)})
    totals = merging.totals(own, units).set_index("indicator_id")
    np.testing.assert_allclose(totals["after"], totals["before"], rtol=1e-9, atol=1e-6)
    table = merging.country(own.values("population", 2026), units).set_index("unit")
    assert table["parts"].sum() == len(codes)
    for unit in units:
        parts = [figures[code] for code in unit]
        assert math.isnan(table.at[unit[0], "value"]) == (None in parts)
        if None not in parts:
            assert table.at[unit[0], "value"] == pytest.approx(math.fsum(parts), abs=1e-6)


def test_all_municipalities_in_one_are_the_country(embedded):
    now = alternatives.figure_store(embedded, "2024")
    everybody = tuple(codes_of(embedded, "2024"))
    assert merging.figure(now, "population", everybody, 2026).value == 5_627_400
    assert merging.figure(now, "turnout_municipal", everybody, 2023).value == pytest.approx(62.4, abs=0.4)
    lacking = merging.figure(now, "expenditure_need", everybody, 2026)
    assert (lacking.known, "Utsira og Modalen" in lacking.note) == (False, True)


def test_a_unit_is_named_after_its_largest():
    names, people = {"1": "Aby - Ágávpi", "2": "Bby", "3": "Cby", "4": "Dby"}, {"1": 5, "2": 9, "3": np.nan, "4": 7}
    assert merging.name_of(("1", "2"), names, people) == "Bby og Aby"
    assert merging.name_of(("1", "2", "3", "4"), names, people) == "Bby, Dby og 2 til"
