"""Where the series of a municipality that was divided, or is a part of one, is broken."""

import pytest

from dashboard.exports import slide_charts
from dashboard.figures import plotly_charts
from dashboard.measures import keyfigures, peers, trend
from dashboard.state.selection import Selection
from dashboard.views.municipality import municipality, trend_chart, trend_figure
from dashboard.views.municipality.municipality import Choices


def opened(shown, code, division):
    selection = Selection("population", 2026, division, None, code)
    choices = Choices(peers.KINDS[0], ("population",), trend="population")
    return municipality.profile(shown, selection, choices, "/kommune")


def test_undivided_alesund_goes_on_as_the_sum_of_its_parts(shown):
    view = opened(shown, "1507", "2020")
    figure = view.figure("population")
    assert trend.breaks(shown, "2020", figure) == []
    table = trend.trend(shown, "2020", figure, view.group)
    notes = trend_figure.trend_figure(view, figure, table, []).notes
    assert "1986–2019 og 2024–2026: Summen av 1508 Ålesund og 1580 Haram." in notes


def test_its_parts_begin_again_in_2024_with_the_reason(shown):
    figure = opened(shown, "1580", "2024").figure("population")
    assert trend.breaks(shown, "2024", figure) == [
        trend.Break(2024, "Ålesund og Haram var én kommune (1507 Ålesund) fra 2020 til 2023")
    ]


def test_so_few_peers_that_a_median_says_nothing_have_none(shown):
    view = opened(shown, "5501", "2024")
    figure = keyfigures.key_figure(shown, "2024", "5501", view.group, "shore_dispensations")
    assert 0 < figure.spread.reporting < 5
    assert figure.spread.median != figure.spread.median
    table = trend.trend(shown, "2024", figure, view.group)
    assert table.loc[table["reporting"] < 5, "median"].isna().all()


@pytest.mark.parametrize(
    ("code", "indicator_id", "absent", "said"),
    [
        ("4628", "home_care_80_plus", [2021, 2022], "Ingen har tall her for 2021–2022"),
        ("1508", "population", [2020, 2021, 2022, 2023], "Ålesund mangler tall for 2020–2023"),
        ("4628", "turnout_municipal", [], "Vaksdal har tall for alle årene"),
    ],
)
def test_a_year_without_a_figure_has_a_row_of_its_own_and_is_told_of(shown, code, indicator_id, absent, said):
    view = opened(shown, code, "2024")
    figure = keyfigures.key_figure(shown, "2024", code, view.group, indicator_id)
    table = trend.trend(shown, "2024", figure, view.group)
    assert table.loc[table["own"].isna(), "year"].tolist() == absent
    assert trend_figure.trend_figure(view, figure, table, []).missing == said


def test_the_range_of_the_others_is_open_in_years_that_nobody_has(shown):
    view = opened(shown, "4628", "2024")
    figure = keyfigures.key_figure(shown, "2024", "4628", view.group, "home_care_80_plus")
    described = trend_chart.chart(trend.trend(shown, "2024", figure, view.group), figure, [])
    ranges = [one for one in plotly_charts.plotly_chart(described).data if one.name == trend_chart.RANGE]
    assert [list(one.x) for one in ranges] == [[2020], [2020], [2023, 2024, 2025], [2023, 2024, 2025]]
    assert [one.showlegend for one in ranges] == [False, False, False, True]
    lowest = [one for one in slide_charts.content(described).series if one.name == "Lavest"]
    assert [one.x for one in lowest] == [(2020.0,), (2023.0, 2024.0, 2025.0)]
    assert [one.in_legend for one in lowest] == [True, False]
