"""The statistics held against statsmodels and NumPy, for outcomes of the embedded figures."""

import math

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from statsmodels.stats.outliers_influence import variance_inflation_factor

from dashboard.data import queries
from dashboard.measures import association, compensation, equality, outcomes, regression, scale_curve
from dashboard.measures.factors import BY_NEED, CORRECTED, FACTORS, LOGARITHM, YES_OR_NO, Effect

DIVISION = "2024"
OUTCOMES = [
    "net_operating_result", "turnout_municipal", "expenditure_administration", "duty_general_practitioner",
    "reading_grade_8", "robek",
]  # fmt: skip


def by_hand(shown, indicator_id, income=BY_NEED):
    """The fit of the program, and the outcome and factors put together here from the database."""
    year = queries.years(shown, indicator_id, DIVISION)[0]

    def figures(name, near=year):
        found = queries.years(shown, name, DIVISION)
        values = queries.values(shown, name, DIVISION, min(found, key=lambda one: abs(one - near)))
        return values[values["comparable"]].set_index("code")

    outcome = figures(indicator_id)
    x = pd.DataFrame(
        {
            "centrality": figures("centrality_index")["value"] / 100,
            "population": np.log(figures("population")["value"]),
            "economy": (
                figures("free_income")["value"] / figures("expenditure_need")["value"]
                if income == BY_NEED
                else figures(CORRECTED)["value"]
            )
            / 10_000,
        }
    )
    rows = x.join(outcome[["value", "lower", "upper"]]).dropna(subset=[*x, "value"])
    found = outcomes.fitted(shown, DIVISION, indicator_id, year, income)
    return found, rows, sm.add_constant(rows[list(x)])


def by_statsmodels(found, rows, x):
    if found.kind == YES_OR_NO:
        return sm.Logit(rows["value"], x).fit(disp=0, cov_type="HC3")
    if found.kind == LOGARITHM:
        return sm.OLS(np.log(rows["value"]), x).fit(cov_type="HC3")
    if rows[["lower", "upper"]].notna().all(axis=None):
        return sm.WLS(rows["value"], x, weights=1 / (rows["upper"] - rows["lower"]) ** 2).fit(cov_type="HC3")
    return sm.OLS(rows["value"], x).fit(cov_type="HC3")


@pytest.mark.parametrize("indicator_id", OUTCOMES)
def test_coefficients_intervals_and_limits_are_those_of_statsmodels(shown, indicator_id):
    found, rows, x = by_hand(shown, indicator_id)
    assert found.n == len(rows) and "0301" not in rows.index  # Oslo's income is a county's too
    expected = by_statsmodels(found, rows, x)
    factors = ["centrality", "population", "economy"]
    told = found.estimated.coefficients.loc[factors]
    np.testing.assert_allclose(told["estimate"], expected.params[factors], rtol=1e-5)
    np.testing.assert_allclose(told[["low", "high"]], expected.conf_int().loc[factors], rtol=1e-4, atol=1e-6)
    np.testing.assert_allclose(told["p"], expected.pvalues[factors], rtol=1e-3, atol=1e-9)
    r_squared = expected.prsquared if found.kind == YES_OR_NO else expected.rsquared
    assert found.r_squared == pytest.approx(r_squared, abs=1e-9)
    inflation = [variance_inflation_factor(x.to_numpy(), place) for place in (1, 2, 3)]
    np.testing.assert_allclose([found.inflation[name] for name in factors], inflation, rtol=1e-8)
    if found.kind != YES_OR_NO and not found.weighted:
        limits = regression.limits(found.estimated, found.table["population"])
        squares = expected.resid**2 * len(rows) / (len(rows) - 4)
        family = sm.families.Gamma(sm.families.links.Log())
        variance = sm.GLM(squares, sm.add_constant(x["population"]), family=family).fit().fittedvalues
        np.testing.assert_allclose(limits["high"] - limits["low"], 2 * 1.959964 * np.sqrt(variance), rtol=1e-5)


BENT = {
    "turnout_municipal", "expenditure_administration", "reading_grade_8", "school_points", "institution_residents_rate",
    "expenditure_school_6_15",
}  # fmt: skip
"""Outcomes of which the relation with size is bent in the embedded figures."""


@pytest.mark.parametrize("indicator_id", sorted({*OUTCOMES, *BENT}))
def test_a_bend_with_what_it_expects_and_its_limits_are_those_of_statsmodels(shown, indicator_id):
    found, rows, x = by_hand(shown, indicator_id, CORRECTED)
    straight = by_statsmodels(found, rows, x)
    off = x["population"] - x["population"].mean()
    expected = by_statsmodels(found, rows, x.assign(square=off**2))
    kept = 1 - straight.prsquared if found.kind == YES_OR_NO else 1 - straight.rsquared
    gained = (expected.prsquared if found.kind == YES_OR_NO else expected.rsquared) - (1 - kept)
    assert (found.bent is not None) == (expected.pvalues["square"] < 0.001 and gained / kept >= 0.03)
    assert (found.bent is not None) == (indicator_id in BENT)
    if found.bent is None:
        np.testing.assert_allclose(found.table["residual"], found.estimated.residual)
        return
    np.testing.assert_allclose(found.nearest.expected, expected.fittedvalues, rtol=1e-6)
    np.testing.assert_allclose(found.table["residual"], expected.resid, atol=1e-8)
    assert found.nearest.r_squared == pytest.approx(expected.rsquared, abs=1e-9)
    told = {effect.factor.column: (effect.estimate, effect.low, effect.high) for effect in found.bent.effects}
    for factor in ("centrality", "economy"):
        ends = (expected.params[factor], *expected.conf_int().loc[factor])
        shown_as = [100 * np.expm1(end) for end in ends] if found.kind == LOGARITHM else ends
        np.testing.assert_allclose(told[factor], shown_as, rtol=1e-4, atol=1e-6)
    for effect, size in zip(found.bent.ends, x["population"].quantile([0.1, 0.9]), strict=True):
        along = pd.Series({"population": 1.0, "square": 2 * (size - x["population"].mean())})
        slope = expected.t_test(along.reindex(expected.params.index, fill_value=0).to_numpy())
        ends = np.log(2) * np.array([slope.effect[0], *slope.conf_int()[0]])
        ends = 100 * np.expm1(ends) if found.kind == LOGARITHM else ends
        np.testing.assert_allclose((effect.estimate, effect.low, effect.high), ends, rtol=1e-4, atol=1e-6)
    year = queries.years(shown, indicator_id, DIVISION)[0]
    limits = outcomes.outside(shown, DIVISION, indicator_id, year)
    squares = expected.resid**2 * len(rows) / (len(rows) - 5)
    family = sm.families.Gamma(sm.families.links.Log())
    spread = np.sqrt(sm.GLM(squares, sm.add_constant(x["population"]), family=family).fit().fittedvalues)
    low, high = (expected.fittedvalues + side * 1.959964 * spread for side in (-1, 1))
    if found.kind == LOGARITHM:
        low, high = np.exp(low), np.exp(high)
    np.testing.assert_allclose(limits["low"], low, rtol=1e-5)
    np.testing.assert_allclose(limits["high"], high, rtol=1e-5)
    np.testing.assert_array_equal(limits["outside"], np.select([rows["value"] < low, rows["value"] > high], [-1, 1], 0))


def test_a_bend_of_a_yes_is_that_of_statsmodels():
    draw = np.random.default_rng(3)
    size = pd.Series(draw.normal(8.5, 1.1, 600))
    taken = {"centrality": draw.normal(7, 1, 600), "economy": draw.normal(7, 1, 600)}
    yes = (draw.uniform(size=600) < 1 / (1 + np.exp(-(0.9 * (size - 8.5) ** 2 - 1)))).astype(float)
    rows = pd.DataFrame({"value": yes, "population": np.exp(size), "comparable": True}).assign(
        centrality=taken["centrality"] * 100, economy=taken["economy"] * 10_000
    )
    found = association.fit(rows, YES_OR_NO)
    x = sm.add_constant(association.design(rows).assign(square=(size - size.mean()) ** 2))
    expected = sm.Logit(yes, x).fit(disp=0, cov_type="HC3")
    np.testing.assert_allclose(found.table["expected"], expected.predict(), rtol=1e-4)
    small, large = found.bent.ends
    off = size.quantile(0.9) - size.mean()
    odds = np.exp(np.log(2) * (expected.params["population"] + 2 * off * expected.params["square"]))
    assert large.estimate == pytest.approx(odds, rel=1e-4)
    assert small.high < 1 < large.low and found.bent.turns


def test_administration_tells_of_bergen_what_the_curve_by_size_does(shown):
    year = queries.years(shown, "expenditure_administration", DIVISION)[0]
    limits = outcomes.outside(shown, DIVISION, "expenditure_administration", year).set_index("code")
    apart = 100 * (limits["value"] / limits["expected"] - 1)
    assert apart["4601"] == pytest.approx(-3, abs=3) and limits.at["4601", "outside"] == 0
    assert (limits.loc[["5001", "1103", "3301"], "outside"] == 0).all()


def test_the_size_of_effects_is_that_of_an_audit_of_the_same_figures(shown):
    result, *_ = by_hand(shown, "net_operating_result")
    table = result.estimated.coefficients
    assert table.loc["centrality", "estimate"] == pytest.approx(1.2, abs=0.15) and result.r_squared < 0.08
    assert table.loc["population", "estimate"] == pytest.approx(-0.8, abs=0.15)
    turnout, *_ = by_hand(shown, "turnout_municipal")
    assert turnout.estimated.coefficients.loc["population", "estimate"] == pytest.approx(-2.3, abs=0.3)
    administration, *_ = by_hand(shown, "expenditure_administration")
    assert administration.r_squared == pytest.approx(0.80, abs=0.03)
    robek, *_ = by_hand(shown, "robek")
    assert not any(effect.sure for effect in robek.effects)


@pytest.mark.parametrize("indicator_id", OUTCOMES[:5])
def test_shares_of_the_spread_are_the_means_over_all_orders(shown, indicator_id):
    found, rows, x = by_hand(shown, indicator_id)
    year = queries.years(shown, indicator_id, DIVISION)[0]
    table = outcomes.shares(shown, DIVISION, indicator_id, year, BY_NEED)
    values = np.log(rows["value"]) if found.kind == LOGARITHM else rows["value"]

    def explained(*names):
        weights = 1.0 if found.weights is None else found.weights.to_numpy()
        return sm.WLS(values, x[["const", *names]], weights).fit().rsquared

    orders = [("centrality", "population", "economy"), ("centrality", "economy", "population"),
              ("population", "centrality", "economy"), ("population", "economy", "centrality"),
              ("economy", "centrality", "population"), ("economy", "population", "centrality")]  # fmt: skip
    for factor in x.columns[1:]:
        gains = [
            explained(*order[: order.index(factor) + 1]) - explained(*order[: order.index(factor)]) for order in orders
        ]
        assert table.loc[factor, "share"] == pytest.approx(np.mean(gains), abs=1e-9)
        assert table.loc[factor, "alone"] == pytest.approx(explained(factor), abs=1e-9)
    assert table["share"].sum() == pytest.approx(explained(*x.columns[1:]), abs=1e-9)
    assert ((table["low"] <= table["share"]) & (table["share"] <= table["high"])).all()
    assert table["first"].sum() == pytest.approx(1)


def test_shares_of_what_is_weighted_sum_to_its_weighted_part(shown):
    year = queries.years(shown, "reading_grade_8", DIVISION)[0]
    found = outcomes.fitted(shown, DIVISION, "reading_grade_8", year)
    assert found.weighted
    assert outcomes.shared(found).sum() == pytest.approx(found.r_squared, abs=1e-9)
    assert outcomes.shares(shown, DIVISION, "reading_grade_8", year)["share"].sum() == pytest.approx(found.r_squared)


def test_the_ratio_of_two_coefficients_has_fiellers_interval(shown):
    year = queries.years(shown, "duty_general_practitioner", DIVISION)[0]
    found = outcomes.fitted(shown, DIVISION, "duty_general_practitioner", year).estimated
    near, low, high = compensation.ratio(found, "centrality", "economy")
    a, b = (found.of(name, "estimate") for name in ("centrality", "economy"))
    names = list(found.coefficients.index)
    of = [names.index("centrality"), names.index("economy")]
    (aa, ab), (_, bb) = found.covariance[np.ix_(of, of)]
    assert near == pytest.approx(a / b) and low < near < high
    for end in (low, high):  # as far from no difference as 95 per cent allow
        assert (a - end * b) ** 2 == pytest.approx(1.959964**2 * (aa - 2 * end * ab + end**2 * bb), rel=1e-6)


def effect(estimate, low, high, nothing=0.0):
    return Effect(FACTORS[0], estimate, low, high, nothing=nothing)


@pytest.mark.parametrize(
    ("found", "written"),
    [
        (effect(-0.063, -0.5, 0.38), ("−0,1", "−0,5", "+0,4")),
        (effect(0.93, -0.097, 2.0), ("+0,9", "−0,1", "+2,0")),
        (effect(0.55, 0.003, 1.1), ("+0,550", "+0,003", "+1,100")),
        (effect(-3204.4, -6017, -391), ("−3 204", "−6 017", "−391")),
        (effect(0.769, 0.44, 1.345, 1), ("0,8", "0,4", "1,3")),
        (effect(2.16, 1.04, 4.5, 1), ("2,16", "1,04", "4,50")),
    ],
)
def test_an_estimate_and_its_interval_have_the_same_decimals(found, written):
    assert tuple(part.replace("\u00a0", " ") for part in found.written) == written


def test_what_chance_alone_gives_keeps_what_goes_together_together():
    random = np.random.default_rng(7)
    own, shared = random.standard_normal((200, 5)), np.repeat(random.standard_normal((200, 1)), 5, axis=1)
    some = pd.DataFrame(own)
    some.iloc[:, 3] = np.nan
    every, alike, fewer = (regression.outside_by_chance(pd.DataFrame(one)) for one in (own, shared, some))
    assert (every > 0).mean() == pytest.approx(1 - 0.95**5, abs=0.02)
    assert set(np.unique(alike)) == {0, 5} and (alike > 0).mean() == pytest.approx(0.05, abs=0.01)
    assert fewer.max() <= 4 and (fewer > 0).mean() == pytest.approx(1 - 0.95**4, abs=0.02)


@pytest.mark.parametrize("indicator_id", OUTCOMES[:5])
def test_inequality_is_that_of_numpy(shown, indicator_id):
    year = queries.years(shown, indicator_id, DIVISION)[0]
    known = queries.comparable(queries.values(shown, indicator_id, DIVISION, year))
    values = known["value"].to_numpy()
    last = equality.over_years(shown, DIVISION, indicator_id).iloc[-1]
    low, high = np.percentile(values, [10, 90])
    assert (last["p10"], last["p90"]) == pytest.approx((low, high))
    assert (last["ratio"] == pytest.approx(high / low)) if low > 0 else math.isnan(last["ratio"])
    if values.min() >= 0:
        differences = np.abs(values[:, None] - values[None, :]).mean()
        assert last["gini"] == pytest.approx(differences / 2 / values.mean())
    else:
        assert math.isnan(last["gini"])
    counties = pd.get_dummies(known["county_code"], drop_first=True, dtype=float)
    assert last["between_counties"] == pytest.approx(
        sm.OLS(values, sm.add_constant(counties.to_numpy())).fit().rsquared
    )


def test_the_curve_is_straight_where_amounts_fall_evenly_and_knows_its_ends():
    population = pd.Series(np.geomspace(200, 200_000, 120))
    noise = np.tile([0.95, 1.05], 60)
    found = scale_curve.curve(pd.Series(50_000 * population**-0.3 * noise), population)
    assert found.doubling[0] == pytest.approx(100 * (2**-0.3 - 1), abs=0.3)
    assert found.doubling[1] < found.doubling[0] < found.doubling[2]
    at = found.at(5_000)
    assert at.expected == pytest.approx(50_000 * 5_000**-0.3, rel=0.03) and at.low < at.expected < at.high
    assert found.at(100) is None and found.at(300_000) is None
    assert scale_curve.curve(pd.Series([0.0] * 120), population) is None


def test_a_correlation_has_the_interval_of_bonett_and_wright(shown):
    year = queries.years(shown, "turnout_municipal", DIVISION)[0]
    rows = outcomes.rows(shown, DIVISION, "turnout_municipal", year)
    found = association.correlation(rows, "population")
    rows = queries.comparable(rows).dropna(subset=["population"])
    r = rows["value"].rank().corr(rows["population"].rank())
    assert found.r == pytest.approx(r) and found.n == rows["value"].notna().sum()
    reach = 1.959964 * np.sqrt((1 + r**2 / 2) / (found.n - 3))
    assert (found.low, found.high) == pytest.approx((np.tanh(np.arctanh(r) - reach), np.tanh(np.arctanh(r) + reach)))


def numbers(count, seed=1):
    draw = np.random.default_rng(seed)
    return pd.Series(draw.normal(size=count)), pd.DataFrame({name: draw.normal(size=count) for name in "abc"})


def test_nothing_is_estimated_of_too_few_of_the_same_or_of_what_follows_from_the_rest():
    outcome, factors = numbers(29)
    assert regression.least_squares(outcome, factors) is None and regression.shares(outcome, factors) is None
    outcome, factors = numbers(60)
    assert regression.least_squares(outcome, factors) is not None
    assert regression.least_squares(outcome * 0 + 1, factors) is None
    assert regression.least_squares(outcome, factors.assign(a=3.0)) is None
    assert regression.least_squares(outcome, factors.assign(c=factors["a"] - 2 * factors["b"])) is None
    assert regression.rank_correlation(outcome, outcome * 0) is None
    itself = regression.rank_correlation(outcome, outcome)
    assert (itself.r, itself.low, itself.high) == (1, 1, 1)


def test_a_yes_that_the_factors_tell_wholly_has_no_odds():
    _, factors = numbers(60)
    assert regression.logit((factors["a"] > 0).astype(float), factors) is None


@pytest.mark.parametrize(
    ("r", "low", "high", "said"),
    [
        (0.35, 0.26, 0.44, "(rangkorrelasjon 0,35, 95 prosent intervall fra 0,26 til 0,44)"),
        (0.104, 0.0008, 0.2051, "(rangkorrelasjon 0,104, 95 prosent intervall fra 0,001 til 0,205)"),
        (-0.106, -0.21, -0.002, "(rangkorrelasjon −0,106, 95 prosent intervall fra −0,210 til −0,002)"),
        (0.1, -0.003, 0.2, "(rangkorrelasjon 0,100, 95 prosent intervall fra −0,003 til 0,200)"),
        (1.0, 1.0, 1.0, "(rangkorrelasjon 1,00, 95 prosent intervall fra 1,00 til 1,00)"),
    ],
)
def test_a_correlation_is_written_with_the_decimal_that_tells_whether_it_is_sure(r, low, high, said):
    found = association.Correlation(r, low, high, 355)
    assert association.measured(found) == said
    assert found.sure == (("fra −" in said) == ("til −" in said))
