"""Population pyramids: whose people are counted, what is said of them, and how they are drawn on page and slide."""

import re

import pytest

from dashboard.data import age_queries, queries
from dashboard.exports import slide_charts
from dashboard.figures import pyramid_panel
from dashboard.figures.page_context import PageContext
from dashboard.figures.plotly_charts import plotly_chart
from dashboard.figures.pyramid_panel import symmetric_ticks
from dashboard.measures import pyramid
from dashboard.measures.pyramid import Side
from dashboard.state.selection import Selection


def made(shown, first, year, second, other_year, division="2024"):
    known = pyramid.places(shown, division)
    return pyramid.pyramid(shown, division, Side(known[first], year), Side(known[second], other_year))


def panel(shown, *chosen, division="2024"):
    context = PageContext(shown, Selection("population", 2026, division), "befolkning")
    return pyramid_panel.panel(context, *chosen)


def test_the_countrys_pyramid_holds_everybody_and_says_who_lacks_the_other_year(shown):
    this_year = made(shown, "landet", 2026, "klasse-6", 2026)
    assert this_year.inhabitants(0) == 5_627_400
    assert this_year.missing == ((), ())
    both = made(shown, "landet", 2026, "landet", 2006)
    left_out = {"Ålesund", "Haram", "Narvik", "Hamarøy", "Heim", "Hitra", "Orkland"}
    assert [set(names) for names in both.missing] == [left_out, left_out]
    newest = queries.values(shown, "population", "2024", 2026)
    short = newest["name"].map(lambda name: name.split(" - ")[0])
    assert both.inhabitants(0) == newest.loc[~short.isin(left_out), "value"].sum()


@pytest.mark.parametrize("division", ["2020", "2024"])
def test_classes_and_counties_sum_to_the_country(shown, division):
    known = pyramid.places(shown, division)
    for kind in ("klasse-", "fylke-"):
        parts = [place for id_, place in known.items() if id_.startswith(kind)]
        assert sum(len(place.codes) for place in parts) == len(known["landet"].codes)
        people = [pyramid.pyramid(shown, division, Side(p, 2026), Side(p, 2026)).inhabitants(0) for p in parts]
        assert sum(people) == 5_627_400


def test_shares_of_a_side_sum_to_a_hundred_and_the_oldest_are_those_of_80_and_over(shown):
    found = made(shown, "1151", 2026, "landet", 2026)
    for side in (0, 1):
        assert found.table[[f"male_share_{side}", f"female_share_{side}"]].to_numpy().sum() == pytest.approx(100)
    utsira = age_queries.ages(shown, "2024", 2026).query("code == '1151'").set_index("age_group")
    old = utsira.loc[["80-84", "85-89", "90+"], ["male", "female"]].to_numpy().sum()
    assert found.share_of_oldest(0) == pytest.approx(100 * old / found.inhabitants(0))


def test_a_municipality_has_the_years_it_has_existed(shown):
    known = pyramid.places(shown, "2024")
    assert pyramid.years(shown, "2024", known["1580"]) == [2026]
    assert pyramid.years(shown, "2024", known["1806"]) == [2026, 2021]
    assert pyramid.years(shown, "2024", known["1151"]) == [2026, 2021, 2016, 2011, 2006]
    assert made(shown, "1580", 2026, "1580", 2006) is None
    assert panel(shown, "1580", 2026, "1580", 2006) is None


@pytest.mark.parametrize(
    ("own", "year", "available", "usual"),
    [
        ("landet", 2026, [2026, 2021, 2006], "2006"),
        ("landet", 2006, [2026, 2021, 2006], "2026"),
        ("1580", 2026, [2026], "landet"),
        ("landet", 2026, [2026], "klasse-1"),
    ],
)
def test_what_a_pyramid_lies_over_unless_told(shown, own, year, available, usual):
    known = pyramid.places(shown, "2024")
    assert pyramid.usual_other(known[own], year, available, known) == usual


def test_one_place_in_two_years_is_told_in_persons_and_two_places_in_shares(shown):
    years = panel(shown, "landet", 2026, "landet", 2006).figure
    assert re.fullmatch(
        r"Hele landet \(350 av 357 kommuner\): 5,\d prosent er 80 år eller eldre i 2026, mot 4,\d i 2006",
        years.title,
    )
    assert years.unit == "personer"
    assert "har ikke sammenlignbare tall for begge årene" in years.missing
    table = years.table()
    assert table["Alder"].tolist()[0] == "0–4 år" and table["Alder"].tolist()[-1] == "90 år og over"
    assert {"Menn 2026 (personer)", "Kvinner 2006 (prosent)"} < set(table.columns)
    places = panel(shown, "1151", 2026, "fylke-11", 2026).figure
    assert places.unit == "prosent av innbyggerne"
    assert places.title.startswith("Utsira: ") and places.title.endswith(" i Rogaland (2026)")
    assert places.missing == "Ingen av kommunene mangler tall"
    alone = panel(shown, "1151", 2026, "1144", 2026).figure
    assert alone.missing == "Ingen av tallene mangler"


def test_the_picture_has_men_to_the_left_and_the_other_side_as_outlines(shown):
    found = made(shown, "1151", 2026, "1151", 2006)
    chart = plotly_chart(pyramid_panel.chart(found))
    assert [trace.name for trace in chart.data] == ["Menn 2026", "Kvinner 2026", "Menn 2006", "Kvinner 2006"]
    assert [trace.marker.color == "rgba(0,0,0,0)" for trace in chart.data] == [False, False, True, True]
    assert chart.layout.barmode == "overlay"
    men, women = chart.data[0], chart.data[1]
    assert max(men.x) <= 0 <= min(women.x)
    assert -sum(men.x) == found.table["male_0"].sum() and sum(women.x) == found.table["female_0"].sum()
    assert (men.y[0], men.y[-1]) == ("90 år og over", "0–4 år")
    assert men.hovertext[-1].startswith("Menn 0–4 år, 2026: ")
    assert "−" not in "".join(chart.layout.xaxis.ticktext)


def test_a_slide_has_the_pyramid_as_a_native_chart_without_minus_signs(shown):
    found = made(shown, "1151", 2026, "1151", 2006)
    content = slide_charts.content(pyramid_panel.chart(found))
    assert [series.outlined for series in content.series] == [False, False, True, True]
    assert not content.stacked
    assert content.axis.number_format == "#,##0;#,##0" and content.axis.minimum == -content.axis.maximum
    assert content.categories[0] == "90 år og over"


@pytest.mark.parametrize(
    ("largest", "ticks"),
    [
        (14, [-10, -5, 0, 5, 10]),
        (3.6, [-3, -2, -1, 0, 1, 2, 3]),
        (0.4, [-1, 0, 1]),
        (204_000, [-200_000, -150_000, -100_000, -50_000, 0, 50_000, 100_000, 150_000, 200_000]),
    ],
)
def test_ticks_are_whole_numbers_to_both_sides_of_zero(largest, ticks):
    assert symmetric_ticks(largest) == ticks
