"""The duties that open figures tell of, one by one."""

import pytest

from dashboard.data import database as access
from dashboard.data import queries
from dashboard.figures.page_context import PageContext
from dashboard.measures import association
from dashboard.state.selection import Selection
from dashboard.views.compliance import association_figures, compliance_figures, measured

DIVISION = "2020"


@pytest.fixture
def duties(duties_database, monkeypatch):
    monkeypatch.setenv("GENERALIST_DB", str(duties_database))
    return access.current()


def context(database, **choices):
    return PageContext(database, Selection("population", 2026, DIVISION, **choices), "lovoppfyllelse", {})


def test_measured_duties_come_before_proxies_and_a_proxy_says_that_it_is_one(duties):
    kinds = [indicator.duty_kind for indicator in measured.duties(duties, DIVISION).values()]
    assert kinds == sorted(kinds) and {"measured", "proxy"} == set(kinds)
    labels = [measured.label(indicator) for indicator in measured.duties(duties, DIVISION).values()]
    assert labels[0] and not labels[0].endswith("(indirekte mål)") and labels[-1].endswith("(indirekte mål)")


def test_the_table_has_every_municipality_and_duty_with_its_law_and_why_a_figure_is_missing(duties):
    figure = measured.overview(context(duties)).figure
    table = figure.table()
    known = measured.duties(duties, DIVISION)
    assert len(table) == len(known) * len(queries.municipalities(duties, DIVISION))
    water = table[(table["Nummer"] == "0301") & (table["Plikt"] == known["duty_drinking_water"].short_title)].iloc[0]
    assert (water["Tall"], water["Målt eller indirekte"]) == (99, "målt")
    assert water["Lovgrunnlag"] == known["duty_drinking_water"].legal_basis
    lacking = table[(table["Nummer"] == "1151") & table["Tall"].isna()]
    assert len(lacking) and (lacking["Status"] != "").all()
    assert "SYNTETISK" in " ".join(figure.status_words)


def test_the_title_counts_the_measured_duties_and_names_the_weakest(duties):
    figure = measured.overview(context(duties)).figure
    known = measured.duties(duties, DIVISION)
    count = sum(indicator.duty_kind == "measured" for indicator in known.values())
    assert figure.title.startswith(f"{count} plikter er målt i åpne tall, {len(known) - count} bare indirekte;")


def test_the_row_of_maps_is_made_once_for_all_who_look(duties, monkeypatch):
    first, _ = measured.overview(scene(duties))
    monkeypatch.setattr(queries, "values", lambda *_: pytest.fail("asked again"))
    again, _ = measured.overview(scene(duties))
    assert again.title == first.title
    assert again.table is first.table


def test_one_duty_is_a_degree_like_the_others_and_is_told_as_a_share(duties):
    measure = measured.measure(duties, DIVISION, "duty_drinking_water")
    assert (measure.noun, measure.points, measure.counts) == ("andel", "prosentpoeng", None)
    figure = compliance_figures.degree_map(context(duties), measure).figure
    assert figure.title.startswith("Innbyggere med tilfredsstillende prøver for E. coli: medianen")
    found = association.fit(association.frame(duties, DIVISION, measure))
    if found is not None:
        assert "andelen" in association_figures.regression_title(found, measure) or "Ingen av" in (
            association_figures.regression_title(found, measure)
        )


def test_what_has_not_been_fetched_is_named_with_the_reason(duties):
    lines = measured.unavailable_lines(duties)
    assert any(line.startswith("Pedagognormen oppfylt (målt): Barnehagefakta") for line in lines)
    assert all(line.split(": ", 1)[1] for line in lines)
