"""What «Oppgavedifferensiering» says of a limit: nothing that the limit itself decides is told as found."""

import pytest

from dashboard.data import queries
from dashboard.figures.page_context import PageContext
from dashboard.measures.thresholds import ABOVE, BELOW, Threshold
from dashboard.state.selection import Selection
from dashboard.views.alternatives import threshold_figures


@pytest.fixture
def context(shown):
    return PageContext(shown, Selection("population", 2026, "2024"), "alternativer", {})


def threshold(context, indicator_id, limit, side):
    year = queries.years(context.database, indicator_id, "2024")[0]
    return Threshold(queries.indicators(context.database)[indicator_id], year, (limit,), side)


def test_a_limit_between_the_classes_is_not_told_as_a_largest_share(context):
    classes = threshold(context, "centrality_class", 5.0, ABOVE)
    assert threshold_figures.who_map(context, classes).figure.title.startswith(
        "212 av 357 kommuner er i klasse 5 og 6 (sentralitetsklasse); "
    )
    _, by_class = threshold_figures.by_county_and_class(context, classes)
    assert by_class.figure.title == (
        "Grensen følger sentralitetsklassene: alle i klasse 5 og klasse 6 (minst sentral) er omfattet, ingen i de andre"
    )


def test_a_limit_across_the_classes_tells_where_the_share_is_largest(context):
    _, by_class = threshold_figures.by_county_and_class(context, threshold(context, "population", 5000.0, BELOW))
    assert by_class.figure.title.startswith("Størst andel i klasse 6 (minst sentral): ")
