"""The state's transfers over time: the published shares, the many items, and what is said of them."""

import pytest

from dashboard import addresses, text
from dashboard.data import queries, state_grant_queries
from dashboard.exports import slide_charts
from dashboard.figures import transfers_panel
from dashboard.figures.page_context import PageContext
from dashboard.measures import grants, state_transfers
from dashboard.state.selection import Selection
from dashboard.views.alternatives import grant_figures


def context(shown, division="2024"):
    return PageContext(shown, Selection("population", 2026, division), addresses.ALTERNATIVES)


@pytest.fixture
def yearly(shown):
    return state_transfers.yearly(state_grant_queries.transfers(shown)).set_index("year")


def test_the_shares_of_the_other_items_are_the_published_ones(yearly):
    assert yearly["share_other"].round(1).loc[[2014, 2024, 2026]].to_dict() == {2014: 11.3, 2024: 16.5, 2026: 13.7}
    assert yearly["basis"].to_dict() == {year: "revised" if year == 2026 else "accounts" for year in yearly.index}
    shares = yearly[[f"share_{kind}" for kind in state_transfers.KINDS]]
    assert shares.sum(axis=1).tolist() == pytest.approx([100] * len(yearly))
    assert yearly.loc[2014, "posts"] == 73 and yearly.loc[2024, "posts"] == 86


def test_the_course_is_told_by_the_first_the_highest_and_the_newest_year(shown, yearly):
    assert state_transfers.turning_points(yearly.reset_index()) == [2014, 2017, 2026]
    assert transfers_panel.sentence(shown) == (
        "11,3 prosent av statens overføringer i 2014, 17,3 i 2017 og 13,7 i revidert budsjett for 2026"
    )
    # In kroner the course is another: the most money was in another year than the largest share.
    amounts = yearly["other"].round(0).astype(int)
    most = amounts[yearly["basis"] == "accounts"].idxmax()
    assert most != 2017
    title = transfers_panel.over_time(context(shown), transfers_panel.AMOUNTS).figure.title
    assert title.endswith(
        f"var {text.number(amounts[2014])} millioner kroner i 2014, {text.number(amounts[most])} i {most} og "
        f"{text.number(amounts[2026])} i revidert budsjett for 2026"
    )


@pytest.mark.parametrize(
    ("kind", "unit"),
    [(transfers_panel.SHARES, "prosent av overføringene"), (transfers_panel.AMOUNTS, "millioner kroner")],
)
def test_the_chart_has_a_bar_a_year_and_says_that_no_price_index_is_among_the_sources(shown, kind, unit):
    figure = transfers_panel.over_time(context(shown), kind).figure
    assert figure.unit == unit
    assert transfers_panel.NO_DEFLATOR in figure.notes and "ikke departementets egen liste" in " ".join(figure.notes)
    table = figure.table()
    assert table["År"].tolist() == list(range(2014, 2027))
    assert table["Grunnlag"].tolist() == ["regnskap"] * 12 + ["revidert budsjett"]
    assert {"Rammetilskudd (mill. kr)", "Alle andre poster (prosent)"} < set(table.columns)
    chart = transfers_panel._stacked(state_transfers.yearly(state_grant_queries.transfers(shown)), kind)
    slide = slide_charts.content(chart)
    assert [series.name for series in slide.series] == list(state_transfers.KINDS.values()) and slide.stacked
    assert len(slide.categories) == 13


def test_the_items_of_a_year_are_all_in_the_table_the_largest_first(shown):
    figure = transfers_panel.items(context(shown), 2024).figure
    table = figure.table()
    assert len(table) == 86 and table["Beløp (mill. kr)"].is_monotonic_decreasing
    assert table["Post"].is_unique and not table["Post"].str.startswith(("571.", "572.", "575.", "1632.61")).any()
    assert table["Andel av de andre postene (prosent)"].sum() == pytest.approx(100)
    assert figure.title.startswith("86 andre poster har penger i 2024 (73 i 2014); ")


@pytest.mark.parametrize("key", list(grants.KEYS))
def test_integration_grants_can_be_divided_anew_without_a_pull(shown, key):
    grant = grants.declared(queries.indicators(shown))["integration_grants"]
    chosen = grant_figures.Chosen(context(shown, "2020"), (grant,), key)
    assert chosen.people_year == 2023
    shifts = chosen.shifts
    assert abs(shifts["difference"].sum()) < 1
    known = shifts["value"].notna()
    assert known.sum() == 341 - (2 if key == grants.BY_NEED else 0)
    figure = grant_figures.shift_map(chosen).figure
    gain, loss = int((shifts["value"].round() > 0).sum()), int((shifts["value"].round() < 0).sum())
    assert figure.title.startswith(f"{gain} kommuner får mer og {loss} får mindre; ")
    assert any(note.startswith("Ser bort fra hvem som bosetter") for note in figure.notes)
    assert "15 ikke publisert" in figure.missing
    people = next(one for one in figure.citations if one.table_id == "07459")
    assert people.reference == "1. januar 2023"  # what the grants of 2023 are divided by
    by_size = grant_figures.group_panels(chosen)[0].figure
    assert f", 2023, fordelt {grants.KEYS[key].lower()}, etter størrelse. Inndelingen" in by_size.subtitle
    by_size = by_size.table()
    assert by_size["Kommuner"].sum() == known.sum()
