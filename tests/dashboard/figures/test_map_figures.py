"""The map's figures by address, and the picture of the page's top that is drawn from them before Streamlit has come."""

import gzip
import json
from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit

import pytest

from dashboard.figures import map_figures, map_panel
from dashboard.measures import weak_areas
from dashboard.shell import early
from dashboard.state import selection

DISTRICTS, SMALLEST = "Distriktskommuner: sentralitetsklasse 5–6", "Innbyggere: 0–999"


def held(database, address):
    """What is found at an address."""
    asked, messages = map_figures.asked(database, dict(parse_qsl(urlsplit(address).query)))
    assert not messages
    return json.loads(gzip.decompress(map_figures.response(database, asked)))


@pytest.mark.parametrize("conditions", [(), (DISTRICTS,), (DISTRICTS, SMALLEST)])
def test_an_address_holds_the_map_and_its_words_and_leads_to_itself(shown, conditions):
    view = replace(selection.default(shown), indicator="land_area", year=2024, county="46", conditions=conditions)
    address = map_figures.address(shown, view)
    found = held(shown, address)
    assert found["address"] == address
    assert found["view"] == json.loads(json.dumps(map_panel.map_content(shown, view).payload))
    assert map_panel.map_figure(shown, view).title in found["heading"]
    assert "Kartverket" in found["foot"]


def test_the_chosen_municipality_is_not_in_the_figures(shown):
    view = replace(selection.default(shown), municipality="1151")
    address = map_figures.address(shown, view)
    assert "1151" not in address
    assert "chosen" not in held(shown, address)["view"]


def test_an_indicator_may_be_asked_for_by_its_title_and_brings_a_year_that_it_has(shown):
    found = held(shown, "tall/kart?indikator=Utgiftsbehov")
    assert "indikator=expenditure_need" in found["address"]
    without_year, _ = map_figures.asked(shown, {"indikator": "expenditure_need"})
    of_another, _ = map_figures.asked(shown, {"indikator": "expenditure_need", "aar": "2003"})
    assert of_another == without_year
    assert found == held(shown, map_figures.address(shown, of_another))


def test_the_picture_names_the_figures_of_the_view_and_says_its_words(shown):
    head, body = early.page("indikator=land_area&inndeling=2024&kommune=4601", "Generalistkommunen i tall")
    assert "./tall/kart?indikator=land_area&amp;aar=2024&amp;inndeling=2024" in head
    assert "data-chosen='4601'" in body
    assert "<h1>Generalistkommunen i tall</h1>" in body
    assert "Nøkkelfunn" in body
    assert "<div class='early-page' inert>" in body and "Henter siden …" in body


def test_the_picture_leaves_room_for_what_the_page_will_have_around_the_map(shown):
    bodies = {id_: early.page(f"indikator={id_}", "")[1] for id_ in ("land_area", "population", "weak_areas")}
    assert [id_ for id_, body in bodies.items() if "<div class='st-key-player_early'>" in body] == ["population"]
    assert [id_ for id_, body in bodies.items() if weak_areas.CUT_LABEL in body] == ["weak_areas"]


@pytest.mark.parametrize(
    "query",
    [
        "visning=presentasjon",
        "indikator2=land_area",
        "indikator=finnes_ikke",
        "aar=1789",
        "datasett=0123456789ab",
        "ukjent_side=x",
        "utvalg=finnes-ikke",
    ],
)
def test_a_page_that_begins_otherwise_has_no_picture(shown, query):
    assert early.page(query, "Generalistkommunen i tall") == ("", "")


def test_without_a_database_there_is_no_picture(tmp_path, monkeypatch):
    monkeypatch.setenv("GENERALIST_DB", str(tmp_path / "none.duckdb"))
    assert early.page("", "Generalistkommunen i tall") == ("", "")
