"""No title is made of the median of a few, and every median in a title says how many figures it is of."""

import re

import pytest

from dashboard.figures import map_panel
from dashboard.figures.page_context import PageContext
from dashboard.measures import economy
from dashboard.state.selection import Selection
from dashboard.views.economy import economy_figures, economy_overview
from dashboard.views.population import age_figures, growth_figures

DIVISION = "2024"


def context(shown, county=None):
    return PageContext(shown, Selection("population", 2026, DIVISION, county=county), "okonomi")


def titles(shown, county):
    here = context(shown, county)
    for indicator_id in (*economy.SERVICES, *economy.FREE_INCOME, economy.RESULT, economy.DEBT):
        measure = economy.measure(shown, indicator_id, 2025)
        for grouping in economy.GROUPINGS:
            yield economy_figures.by_group(here, measure, grouping, None).figure.title
        yield map_panel.map_figure(shown, Selection(indicator_id, 2025, DIVISION, county=county)).title
    services = tuple(economy.measure(shown, name, 2025) for name in economy.SERVICES)
    for grouping in ("Størrelse", "Sentralitet"):
        yield economy_overview.overview(here, services, grouping).figure.title
    yield age_figures.municipal_age(here, "share_67_plus").figure.title
    yield growth_figures.growth_distribution(here, 2021, 2026).figure.title
    yield growth_figures.growth_dots(here, 2021, 2026).figure.title


@pytest.mark.parametrize("county", [None, "03", "11", "56"])
def test_every_median_in_a_title_is_of_five_or_more_and_says_of_how_many(shown, county):
    for title in titles(shown, county):
        said = re.findall(r"\(n\u00a0=\u00a0([\d\u00a0]+)\)|(?:medianen for|av) ([\d\u00a0]+) kommuner", title)
        counts = [int("".join(number).replace("\u00a0", "")) for number in said]
        assert all(count >= 5 for count in counts), title
        middles = re.search(r"medianen er|medianen i|[Mm]ediankommunen (mistet|falt)", title)
        assert counts or not middles, title


def test_the_largest_municipalities_of_a_county_are_too_few_for_a_headline(shown):
    """Rogaland has two municipalities of 50 000 inhabitants or more."""
    measure = economy.measure(shown, "expenditure_kindergarten", 2025)
    title = economy_figures.by_group(context(shown, "11"), measure, "Størrelse", None).figure.title
    assert "50 000" not in title.replace("\u00a0", " ")
