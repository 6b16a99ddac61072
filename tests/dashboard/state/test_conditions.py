"""«Utvalg»: what conditions select, what is told of those that select nothing, and what figures make of them."""

from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit

import pytest

from dashboard.data import queries
from dashboard.figures import map_panel
from dashboard.figures.page_context import PageContext
from dashboard.measures import subsets
from dashboard.state import conditions, selection

LEAST, LEAST_BUT_ONE = "Sentralitet: Klasse 6 (minst sentral)", "Sentralitet: Klasse 5"
SMALLEST, MOST = "Innbyggere: 0–999", "Sentralitet: Klasse 1 (mest sentral)"
DISTRICTS = "Distriktskommuner: sentralitetsklasse 5–6"
LINK = "sentralitet-klasse-6-minst-sentral.innbyggere-0-999"


def read(shown, **raw):
    return selection.read_link(shown, raw)


def where(shown, condition):
    """The codes that the register says are so."""
    return set(shown.query(f"SELECT code FROM municipality WHERE division = '2024' AND {condition}")["code"])


def test_different_kinds_must_all_be_met_and_one_of_each_kind_is_enough(shown):
    found, messages = read(shown, utvalg=LINK)
    assert found.conditions == (LEAST, SMALLEST) and not messages
    people = queries.values(shown, "population", "2024", queries.years(shown, "population", "2024")[0])
    small = set(people.loc[people["value"] < 1000, "code"])
    assert subsets.meeting(shown, "2024", (LEAST, SMALLEST)) == where(shown, "centrality_class = 6") & small
    assert subsets.meeting(shown, "2024", (LEAST, LEAST_BUT_ONE)) == where(shown, "centrality_class >= 5")
    assert subsets.words((LEAST, SMALLEST, LEAST_BUT_ONE)) == (
        "Sentralitet: Klasse 6 (minst sentral) eller Klasse 5; Innbyggere: 0–999"
    )


@pytest.mark.parametrize("division", ["2020", "2024"])
def test_every_condition_is_read_back_as_it_is_written_alone_and_with_others(shown, division):
    titles = tuple(subsets.subsets(shown, division))
    assert len(conditions.by_name(shown, division)) == len(titles)
    assert conditions.asked(shown, division, conditions.written(titles)) == (titles, [])
    for title in titles:
        assert conditions.asked(shown, division, conditions.written([title])) == ((title,), [])


@pytest.mark.parametrize("said", ["distriktskommuner-sentralitetsklasse-5-6", DISTRICTS])
def test_a_link_from_when_there_was_one_condition_goes_on_working(shown, said):
    found, messages = read(shown, utvalg=said)
    assert found.conditions == (DISTRICTS,) and not messages


def test_what_is_no_condition_is_told_and_the_others_hold(shown):
    found, messages = read(shown, utvalg=f"{LINK}.sentralitet-klasse-7.tull")
    assert found.conditions == (LEAST, SMALLEST)
    (line,) = messages
    assert line.startswith(
        "Vi kjenner ikke «sentralitet-klasse-7» og «tull» under «Utvalg» i inndelingen 357 · i dag. "
    )
    assert "Resten av utvalget gjelder. Mente du «sentralitet-klasse-" in line
    found, messages = read(shown, utvalg="tull")
    assert not found.conditions and messages[0].endswith("Viser alle kommuner.")


def test_conditions_that_nobody_meets_are_told_in_words_and_narrow_nothing(shown):
    found, messages = read(shown, utvalg=conditions.written([MOST, SMALLEST]))
    assert not found.conditions
    assert messages == [
        "Ingen kommuner oppfyller alle vilkårene i utvalget: Sentralitet: Klasse 1 (mest sentral); Innbyggere: 0–999. "
        "Ta bort ett av dem. Til da vises alle kommuner."
    ]
    found, (line,) = read(shown, utvalg=conditions.written([LEAST]), fylke="03")
    assert found.county == "03" and not found.conditions
    assert line.startswith("Ingen kommuner i Oslo oppfyller") and line.endswith("Til da vises alle i Oslo.")


def test_figures_are_of_those_who_meet_them_and_say_how_many_of_whom(shown):
    chosen, _ = read(shown, utvalg=LINK, fylke="46", inndeling="2024")
    context = PageContext(shown, chosen, "befolkning")
    everyone = queries.values(shown, "population", "2024", 2026)
    inside = context.within(everyone)
    of = len(where(shown, "county_code = '46'"))
    assert 0 < len(inside) < of and set(inside["code"]) == subsets.meeting(shown, "2024", (LEAST, SMALLEST), "46")
    assert context.where == (
        f"{len(inside)} av {of} kommuner i Vestland (Sentralitet: Klasse 6 (minst sentral); Innbyggere: 0–999), "
        "inndelingen 357 · i dag."
    )
    whole = replace(chosen, county=None)
    figure, drawn = map_panel.map_figure(shown, whole), map_panel.map_content(shown, whole)
    assert f"{sum(drawn.shown)} av 357 kommuner (Sentralitet" in figure.subtitle
    assert len(figure.table()) == sum(drawn.shown)
    assert dict(parse_qsl(urlsplit(figure.link).query))["utvalg"] == LINK
