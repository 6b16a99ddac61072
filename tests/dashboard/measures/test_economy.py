"""Medians by size and centrality equal a computation straight from the embedded files, without the program's code."""

import csv
import statistics
from collections import defaultdict
from pathlib import Path

import pytest

from dashboard import text
from dashboard.data import queries
from dashboard.figures.page_context import PageContext
from dashboard.measures import economy
from dashboard.state.selection import Selection
from dashboard.views.economy import economy_figures as figures
from dashboard.views.economy import result_figures
from dashboard.views.map.findings import RECOMMENDED_RESULT

SNAPSHOT = Path(__file__).parents[3] / "data" / "snapshot"
DIVISION = "2024"
LIMITS = [1000, 3000, 5000, 10_000, 20_000, 50_000]
OSLO = "0301"


def by_code(file, indicator_id, year):
    """Values in the newest division as they stand in an embedded file: a row each, or a column for the indicator."""
    with (SNAPSHOT / file).open(encoding="utf-8", newline="") as content:
        rows = [row for row in csv.DictReader(content) if (row["division"], row["year"]) == (DIVISION, str(year))]
    column = indicator_id if indicator_id in rows[0] else "value"
    own = [row for row in rows if row.get("indicator_id", indicator_id) == indicator_id]
    return {row["code"]: float(row[column]) for row in own if row[column] not in ("", ".", ":", "..")}


def grouped(values, group_of):
    """The values of each group that has any, in the order of the groups."""
    groups = defaultdict(list)
    for code, value in values.items():
        groups[group_of(code)].append(value)
    return [sorted(groups[group]) for group in sorted(groups)]


@pytest.fixture(scope="module")
def groupings():
    """By column of the program's frame: which group a municipality is in, computed here."""
    inhabitants = by_code("population.csv", "population", 2026)
    classes = by_code("centrality.csv", "centrality_class", 2024)
    return {"size": lambda code: sum(inhabitants[code] >= limit for limit in LIMITS), "centrality": classes.__getitem__}


def context(shown, county=None):
    return PageContext(shown, Selection("population", 2026, DIVISION, county=county), "okonomi")


MEASURES = {
    "administration as it is": (
        "expenditure_administration",
        lambda: by_code("service_expenditure.csv", "expenditure_administration", 2025),
    ),
    "free income without Oslo": (
        "free_income",
        lambda: {
            code: value
            for code, value in by_code("free_income.csv", "free_income", 2025).items()
            if code != OSLO
        },
    ),
    "net debt without Oslo": (
        "net_loan_debt",
        lambda: {
            code: value for code, value in by_code("finance.csv", "net_loan_debt", 2025).items() if code != OSLO
        },
    ),
}  # fmt: skip


@pytest.mark.parametrize("column", ["size", "centrality"])
@pytest.mark.parametrize("name", MEASURES)
def test_medians_and_quartiles_equal_those_computed_by_hand(shown, groupings, name, column):
    indicator_id, values = MEASURES[name]
    measure = economy.measure(shown, indicator_id, 2025)
    table = economy.quartiles(economy.figures(shown, DIVISION, measure), column)
    expected = grouped(values(), groupings[column])
    assert table["municipalities"].tolist() == [len(group) for group in expected]
    assert table["median"].tolist() == pytest.approx([statistics.median(group) for group in expected])
    low, _, high = zip(*(statistics.quantiles(group, n=4, method="inclusive") for group in expected), strict=True)
    assert table["low"].tolist() == pytest.approx(low)
    assert table["high"].tolist() == pytest.approx(high)


def test_income_stands_beside_what_is_left_after_equalisation(shown):
    income, left = (
        queries.comparable(economy.figures(shown, DIVISION, economy.measure(shown, name, 2025)))
        for name in economy.FREE_INCOME
    )
    equalised = by_code("free_income.csv", "expenditure_equalisation", 2025)
    expected = {row.code: row.value - equalised[row.code] for row in income.itertuples()}
    assert dict(zip(left["code"], left["value"], strict=True)) == pytest.approx(expected)
    assert OSLO not in expected and len(expected) == 356


@pytest.mark.parametrize("indicator_id", [*economy.SERVICES, *economy.PER_TARGET])
def test_a_cost_is_shown_as_it_is_with_what_it_is_not_corrected_for(shown, indicator_id):
    measure = economy.measure(shown, indicator_id, 2025)
    published = queries.values(shown, indicator_id, DIVISION, 2025)["value"].tolist()
    assert economy.figures(shown, DIVISION, measure)["value"].tolist() == pytest.approx(published, nan_ok=True)
    figure = figures.by_group(context(shown), measure, "Størrelse", None).figure
    assert any("Ikke korrigert for behov: en egen delindeks" in note for note in figure.notes)
    assert not any("utgiftsbehov" in citation.short.lower() for citation in figure.citations)


@pytest.mark.parametrize("indicator_id", ["free_income", "gross_investment", "interest_expenditure", "net_loan_debt"])
def test_oslo_is_left_out_where_it_cannot_be_compared_and_the_page_says_so(shown, indicator_id):
    measure = economy.measure(shown, indicator_id, 2025)
    frame = economy.figures(shown, DIVISION, measure)
    assert OSLO not in set(queries.comparable(frame)["code"])
    for panel in (
        figures.by_group(context(shown), measure, "Størrelse", None),
        figures.against(context(shown), measure, "population", None),
    ):
        assert "Kan ikke sammenlignes: Oslo (kommunen er også fylkeskommune" in panel.figure.missing


@pytest.mark.parametrize(("indicator_id", "negative"), [("expenditure_social", 16), ("gross_investment", 1)])
def test_negative_expenditure_is_shown_as_published(shown, indicator_id, negative):
    measure = economy.measure(shown, indicator_id, 2025)
    frame = economy.figures(shown, DIVISION, measure)
    assert (frame["value"] < 0).sum() == negative
    figure = figures.against(context(shown), measure, "population", None).figure
    heading = next(name for name in figure.table() if name.endswith("(kroner per innbygger)"))
    assert (figure.table()[heading] < 0).sum() == negative
    assert measure.indicator.caveat in figure.notes
    assert any(note.startswith(f"Negativt tall i {negative} av ") for note in figure.notes)
    within = figures.against(context(shown, "46"), measure, "population", None).figure
    inside = int((within.table()[heading] < 0).sum())
    told = [note for note in within.notes if note.startswith("Negativt tall i ")]
    assert told == ([f"Negativt tall i {inside} av 43 kommuner som vises."] if inside else [])


def test_results_below_zero_and_below_the_recommendation_are_counted(shown):
    results = by_code("finance.csv", "net_operating_result", 2025)
    measure = economy.measure(shown, economy.RESULT, 2025)
    bands = economy.result_bands(economy.figures(shown, DIVISION, measure), "size", RECOMMENDED_RESULT)
    counts = bands.groupby("band", observed=True)["municipalities"].sum()
    below, weak, good = (counts[name] for name in economy.band_names(RECOMMENDED_RESULT))
    assert below == sum(value < 0 for value in results.values())
    assert weak == sum(0 <= value < 1.75 for value in results.values())
    assert below + weak + good == len(results) == 356
    assert bands.groupby("group", observed=True)["share"].sum().tolist() == pytest.approx([100] * 7)


def test_the_bars_of_results_are_labelled_in_per_cent_as_their_axis(shown):
    panel = result_figures.result_bands(context(shown), economy.measure(shown, economy.RESULT, 2025), "Størrelse", None)
    chart = panel.picture.described
    rows = chart.frame[chart.frame[chart.labels] != ""]
    assert rows[chart.labels].tolist() == [f"{text.number(share)}\u00a0%" for share in rows[chart.value.column]]
    assert all(f", {row.municipalities} kommune" in row.hover for row in rows.itertuples())
    unit = "prosent av kommunene i gruppen"
    assert unit in panel.figure.subtitle and unit in panel.picture.alt and unit in chart.value.title.lower()


def test_robek_marks_the_27_municipalities_of_the_register(shown):
    measure = economy.measure(shown, economy.RESULT, 2025)
    frame = economy.figures(shown, DIVISION, measure)
    assert frame["robek"].sum() == 27
    assert frame.loc[frame["robek"], "centrality"].value_counts(sort=False).tolist() == [0, 0, 1, 6, 10, 10]


def test_a_class_that_is_held_leaves_only_its_municipalities(shown):
    measure = economy.measure(shown, "expenditure_administration", 2025)
    frame = economy.figures(shown, DIVISION, measure)
    assert len(figures.held(frame, "Klasse 6 (minst sentral)")) == 108
    assert len(figures.held(frame, "0–999")) == 22


def test_the_overview_of_a_county_compares_with_the_whole_country(shown):
    measure = economy.measure(shown, "expenditure_administration", 2025)
    everyone = {"Administrasjon": economy.figures(shown, DIVISION, measure)}
    within = {name: frame[frame["county_code"] == "18"] for name, frame in everyone.items()}
    table = economy.overview(everyone, within, "size")
    assert table["municipalities"].sum() == 41
    middle = everyone["Administrasjon"]["value"].median()
    assert table["relative"].tolist() == pytest.approx((100 * table["median"] / middle).tolist())


def test_ålesund_of_the_older_division_is_said_to_be_put_together(shown):
    measure = economy.measure(shown, "expenditure_administration", 2025)
    frame = economy.figures(shown, "2020", measure).set_index("code")
    parts = by_code("service_expenditure.csv", "expenditure_administration", 2025)
    assert min(parts["1508"], parts["1580"]) < frame.loc["1507", "value"] < max(parts["1508"], parts["1580"])
    assert any(line.startswith("Ålesund: ") for line in economy.remarks(frame.reset_index()))
