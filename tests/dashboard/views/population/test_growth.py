"""Growth by centrality class: what the title says of the classes."""

import pytest

from dashboard.figures.page_context import PageContext
from dashboard.measures import population
from dashboard.state.selection import Selection
from dashboard.views.population import growth_figures


@pytest.mark.parametrize(
    ("county", "said"),
    [
        ("56", "; lavest er klasse 5 (n = 2), som falt 0,7 prosent"),
        ("46", "; høyest er klasse 3 (n = 1), som vokste 1,5 prosent"),
    ],
)
def test_a_class_between_that_lies_beyond_both_ends_is_told_of(shown, county, said):
    context = PageContext(shown, Selection("population", 2026, "2024", county=county), "befolkning")
    title = growth_figures.growth_by_class(context, 2024, 2026).figure.title.replace("\u00a0", " ")
    assert title.endswith(said)


def test_no_class_is_told_of_where_the_ends_are_the_ends(shown):
    context = PageContext(shown, Selection("population", 2026, "2024"), "befolkning")
    figure = growth_figures.growth_by_class(context, 2024, 2026).figure
    values = population.growth_by_class(population.change(shown, "2024", 2024, 2026))["value"].round(1)
    assert values.max() == values.iloc[0] and values.min() == values.iloc[-1]
    assert "høyest" not in figure.title and "lavest" not in figure.title


def test_births_and_migration_say_in_how_many_migration_made_up_for_deaths(shown):
    def title(county):
        context = PageContext(shown, Selection("population", 2026, "2024", county=county), "befolkning")
        return growth_figures.births_and_migration(context).figure.title.replace("\u00a0", " ")

    told = {county: title(county) for county in (None, "03", "18")}
    assert told["03"] == "I Oslo døde ikke flere enn det ble født"
    for county in (None, "18"):
        table = growth_figures.births_and_migration(
            PageContext(shown, Selection("population", 2026, "2024", county=county), "befolkning")
        ).figure.table()
        deficit = table[table["Fødselsoverskudd (per 1 000 innbyggere)"] < 0]
        saved = (deficit["Til sammen (per 1 000 innbyggere)"] > 0).sum()
        assert 0 < saved < len(deficit)
        assert told[county] == (
            f"I {len(deficit)} av {len(table)} kommuner døde flere enn det ble født; i {saved} av dem veide "
            "innflyttingen opp for det"
        )
