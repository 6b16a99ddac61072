"""«Nøkkelfunn»: the right numbers, each repeated by the title of the view that the statement opens."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest

from dashboard import text
from dashboard.data import queries
from dashboard.figures import map_panel
from dashboard.figures.page_context import PageContext
from dashboard.measures import ahead, economy, outcomes, population
from dashboard.measures.factors import CORRECTED
from dashboard.state import selection
from dashboard.state.selection import Selection, read_link
from dashboard.views.economy import result_figures
from dashboard.views.map import findings
from dashboard.views.population import age_figures, ahead_figures, centrality_figures, size_figures
from dashboard.views.relations import outcome_figures, scale_figures


def plain(words):
    return words.replace("\u00a0", " ").replace("\u2212", "-")


def figure_at(database, link):
    """The first figure of the view that an address opens."""
    address = urlsplit(link)
    said = {name: values[0] for name, values in parse_qs(address.query).items()}
    shown, messages = read_link(database, {name: said.get(name, "") for name in ("indikator", "inndeling", "aar")})
    assert not messages
    page, part = address.path.strip("/"), said.get("vis")
    if not page:
        return map_panel.map_figure(database, shown)
    newest = queries.years(database, "population", shown.division)[0]
    context = PageContext(database, Selection("population", newest, shown.division), page)
    result = queries.years(database, economy.RESULT, shown.division)[0]
    known = queries.indicators(database)
    return {
        "storrelse": lambda: size_figures.size_distribution(context, population.SIZE_LIMITS),
        "sentralitet": lambda: centrality_figures.centrality_map(context, "centrality_class"),
        "framover": lambda: ahead_figures.ahead_map(
            context,
            next(kind for kind in (ahead.MAP_RATIO, ahead.MAP_WORKERS) if text.slug(kind) == said["framkart"]),
            int(said["framaar"]),
        ),
        "alder": lambda: age_figures.working_age(context),
        "utfall": lambda: outcome_figures.outcome(
            context, outcomes.outcome(database, shown.division, said["y"], result), CORRECTED
        ),
        "stordrift": lambda: scale_figures.curve(context, known[said["y"]]),
        "driftsresultat": lambda: result_figures.result_bands(
            context, economy.measure(database, economy.RESULT, result), "Størrelse", None
        ),
    }[part]().figure


@pytest.mark.parametrize("division", ["2020", "2024"])
def test_every_statement_opens_a_view_whose_title_repeats_its_number(shown, division):
    found = findings.findings(shown, division)
    assert len(found) == 13
    for finding in found:
        number = re.search(r"\d+ av \d+|\d[\d\u00a0]*(,\d+)?", finding.sentence).group()
        number = number if finding.indicator_id != "turnout_municipal" else "64,5"
        assert number in figure_at(shown, finding.link).title, finding


def numbers(words):
    return set(re.findall(r"\d[\d ]*(?:,\d+)?", plain(words).replace("–", " til ")))


@pytest.mark.parametrize("division", ["2020", "2024"])
def test_every_number_of_a_statement_stands_in_the_title_or_around_the_view_it_opens(shown, division):
    for finding in findings.findings(shown, division):
        figure = figure_at(shown, finding.link)
        told = numbers(" ; ".join((figure.title, figure.subtitle, *figure.notes)))
        assert {n.strip() for n in numbers(finding.sentence)} <= {n.strip() for n in told}, finding


@pytest.mark.parametrize(
    ("division", "said"),
    [
        ("2020", "174 av 356 kommuner har under 5 000 innbyggere"),
        ("2024", "174 av 357 kommuner har under 5 000 innbyggere"),
        ("2020", "Mediankommunen har 5 429 innbyggere"),
        ("2024", "Mediankommunen har 5 447 innbyggere"),
        ("2024", "120 av 356 kommuner med tall hadde negativt netto driftsresultat i 2025"),
        ("2024", "som er anbefalt i gjennomsnitt over flere år"),
        ("2024", "27 av 357 kommuner er registrert i ROBEK (2026)"),
    ],
)
def test_the_numbers_are_those_of_the_division(shown, division, said):
    assert said in plain(" ".join(finding.sentence for finding in findings.findings(shown, division)))


def test_the_front_page_begins_with_todays_municipalities(shown):
    said = findings.findings(shown, selection.default_division(shown))
    assert any("av 357 kommuner" in finding.sentence for finding in said)


def test_they_are_not_called_the_committees(shown):
    strip = findings.as_html(shown, "2024")
    assert "Nøkkelfunn (13)" in strip and "utvalg" not in strip.lower()
