"""A map of one indicator: what its classes, its title, its table and its line of what is missing say of whom."""

import pytest

from dashboard.data import queries
from dashboard.figures import map_panel
from dashboard.state.selection import Selection

COUNTY_TOO = ["free_income", "free_income_corrected", "gross_investment", "interest_expenditure", "net_loan_debt"]
"""Indicators by which Oslo, also a county, can't be compared."""


@pytest.mark.parametrize("division", ["2020", "2024"])
@pytest.mark.parametrize("indicator_id", COUNTY_TOO)
def test_oslo_is_told_and_is_in_no_class_and_no_extreme(shown, indicator_id, division):
    selection = Selection(indicator_id, 2025, division)
    content = map_panel.map_content(shown, selection)
    at = content.codes.index("0301")
    assert content.values[at] is not None and content.classes[at] is None and content.apart[at]
    assert sum(content.apart) == 1
    assert content.notes[at].startswith("Kan ikke sammenlignes: Oslo er også fylkeskommune")
    assert "Oslo" not in content.summary
    figure = map_panel.map_figure(shown, selection)
    assert "Kan ikke sammenlignes: Oslo (kommunen er også fylkeskommune" in figure.missing
    table = figure.table()
    told = table[table["Merknad"].str.startswith("Kan ikke sammenlignes")]
    assert told["Kommune"].tolist() == ["Oslo"]
    heading = table.columns[3]
    assert table[heading].notna().sum() - 1 == told.index[0]  # after all that can be compared, before what is missing


def test_medians_of_maps_leave_out_who_cannot_be_compared(shown):
    values = queries.values(shown, "net_loan_debt", "2024", 2025)
    expected = values.loc[(values["code"] != "0301"), "value"].median()
    title = map_panel.map_figure(shown, Selection("net_loan_debt", 2025, "2024")).title
    assert f"medianen for 355 kommuner er {expected:.1f}".replace(".", ",") in title.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("indicator_id", "year", "heading"),
    [
        ("net_migration", 2024, "Nettoinnflytting 2021–2024 (per 1 000 innbyggere)"),
        ("birth_surplus", 2024, "Fødselsoverskudd 2021–2024 (per 1 000 innbyggere)"),
        ("population_change_5y", 2026, "Folketallsendring, fem år 2021–2026 (prosent)"),
        ("share_67_plus_change", 2025, "67 år og over, endring 2021–2025 (prosentpoeng)"),
        ("net_loan_debt", 2025, "Netto lånegjeld 2025 (prosent av driftsinntektene)"),
    ],
)
def test_a_column_says_the_whole_period_of_its_figures(shown, indicator_id, year, heading):
    figure = map_panel.map_figure(shown, Selection(indicator_id, year, "2024"))
    assert figure.table().columns[3] == heading
    assert list(figure.decimals) == [heading]


def test_a_county_of_one_that_cannot_be_compared_is_no_median(shown):
    figure = map_panel.map_figure(shown, Selection("free_income", 2025, "2024", county="03"))
    assert figure.title == "Frie inntekter: ingen av kommunene har tall som kan sammenlignes"


NOT_RANKED = ("nurses_rate", "shore_dispensations", "cultivated_land_rezoned_rate", "buildings_hazard_area")


@pytest.mark.parametrize("indicator_id", [*NOT_RANKED, "reading_grade_5"])
def test_what_is_not_to_be_ranked_is_in_no_order_by_figure(shown, indicator_id):
    year = queries.years(shown, indicator_id, "2024")[0]
    selection = Selection(indicator_id, year, "2024")
    content = map_panel.map_content(shown, selection)
    assert not content.ranked and content.by_name
    figure = map_panel.map_figure(shown, selection)
    assert not figure.sortable and figure.table()["Nummer"].is_monotonic_increasing
    assert " fra " not in figure.title.split(":")[1].split("kan ikke skilles")[0] and "høyest" not in figure.title


def test_a_result_that_cannot_be_told_from_the_median_municipality_says_so_wherever_it_is_shown(shown):
    selection = Selection("reading_grade_5", 2025, "2024")
    content = map_panel.map_content(shown, selection)
    assert sum(detail == "kan ikke skilles fra mediankommunen" for detail in content.details) == 217
    oslo = content.codes.index("0301")
    assert content.details[oslo] is None and content.notes[oslo] == "Usikkerhet 50,8–51,2"
    table = map_panel.map_figure(shown, selection).table()
    assert (table["Mot mediankommunen"] == "kan ikke skilles fra mediankommunen").sum() == 217
    assert table["Usikkerhet, nedre"].notna().sum() == 310


def test_a_county_is_compared_with_the_median_of_the_country(shown):
    title = map_panel.map_figure(shown, Selection("reading_grade_5", 2025, "2024", county="32")).title
    assert (
        title.endswith("kan ikke skilles fra landets mediankommune (48\u00a0skalapoeng)") or "(48 skalapoeng)" in title
    )


def test_a_class_that_nobody_is_in_this_year_is_of_other_years_and_says_so(shown):
    told = "Klassene er de samme i alle årene. Ingen er i klassen «under −14,6» i 2026."
    assert told in map_panel.map_figure(shown, Selection("population_change_10y", 2026, "2024")).notes
    years = queries.years(shown, "population_change_10y", "2024")
    contents = {year: map_panel.map_content(shown, Selection("population_change_10y", year, "2024")) for year in years}
    filled = next(year for year, content in contents.items() if 0 in content.classes)
    notes = map_panel.map_figure(shown, Selection("population_change_10y", filled, "2024")).notes
    assert not any("«under −14,6»" in note for note in notes)
