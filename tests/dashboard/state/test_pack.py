"""A list of views in a link: read as it was written, by the browser too; what a link holds is not trusted."""

import io
import json
import re

import pytest
import segno
from PIL import Image
from pptx import Presentation

from dashboard.exports import deck, slides
from dashboard.state import pack
from dashboard.state.pack import Pack, PackError, View
from dashboard.views.presentation import meeting_pack

LIST = Pack(
    "Møte i Tana",
    (
        View("/befolkning?vis=alder&datasett=a1&visning=presentasjon&figur=pyramid", "Ærlig tittel"),
        View("/?visning=presentasjon&datasett=a1", "Kart", "Si «hei»\nog vent"),
    ),
)
OF_BROWSER = (
    "bcyxDcIwEEDRVawrUlmKGMDKAIgKOuPikC_mwFwi-xKJBViGBZDoksUQHQX11_sedutLybA5oCBY76E9UT_kq7CkbubqMEcqTUTFSqoON83M"
    "9VvdWKiSKNbLIE3PaSpuvBe8cQQL66NkTkZZlTIE66Ht_sKfM1jYYlGwsGezPM_Ey_soQzIziUII4QM"
)
"""The same as tests/scripts/pack.test.js has it."""


def test_a_list_is_read_as_it_was_written():
    held = pack.written(LIST)
    assert pack.read(held) == LIST
    assert re.fullmatch(r"[A-Za-z0-9_-]+", held)
    assert pack.read(OF_BROWSER) == LIST


def test_what_the_hall_is_handed_has_no_notes():
    assert [view.note for view in pack.read(pack.written(LIST.without_notes())).views] == ["", ""]


@pytest.mark.parametrize(
    "link", ["//stranger.example", "/\\stranger.example", "https://stranger.example", "javascript:1", ""]
)
def test_a_view_that_leads_elsewhere_is_no_view(link):
    assert pack.of_json(["", [[link, "Tittel"]]]) == pack.EMPTY


@pytest.mark.parametrize("held", ["", "abc", "ÆØÅ", "A" * 40_000, pack.written(pack.EMPTY)])
def test_a_broken_list_says_so(held):
    with pytest.raises(PackError, match="Lista i lenken"):
        pack.read(held)


@pytest.mark.parametrize("said", [None, [], "x", [1, 2], ["", [None, 3, [], [1, 2, 3, 4]]], {"a": 1}])
def test_what_a_browser_says_may_be_anything(said):
    assert pack.of_json(json.loads(json.dumps(said))) == pack.EMPTY


def test_a_slides_link_is_whole_and_says_its_place():
    link = pack.slide_link(LIST.views[0], "LISTE", 1)
    assert link == "/befolkning?vis=alder&datasett=a1&visning=presentasjon&figur=pyramid&liste=LISTE&lysbilde=1"


def test_data_that_have_moved_are_told_of():
    assert meeting_pack.moved_line(LIST, "a1") == ""
    assert "datasett «a1»" in meeting_pack.moved_line(LIST, "b2")


def test_a_code_holds_as_many_views_as_a_meeting_has_and_is_left_out_where_it_can_not():
    link = "https://kommunetall.example/presentasjon?liste="
    assert deck.code_address(link + "x" * 2000).startswith("data:image/svg+xml")
    assert deck.code_address(link + "x" * 4000) == ""


def test_the_code_on_the_first_slide_leads_to_the_list_with_white_around():
    link = "https://kommunetall.example/presentasjon?liste=" + pack.written(LIST.without_notes())
    file = slides.deck([deck.first_slide("Møte", ["Kart"], link, (), "Datasett a1.")], "https://x.example/", "Møte")
    [picture] = [shape for shape in Presentation(io.BytesIO(file)).slides[0].shapes if hasattr(shape, "image")]
    drawn = Image.open(io.BytesIO(picture.image.blob)).convert("L")
    quiet_zone = 4
    matrix = [list(row) for row in segno.make_qr(link, error="l").matrix_iter(border=quiet_zone)]
    module = drawn.width / len(matrix)
    places = [int((place + 0.5) * module) for place in range(len(matrix))]
    assert [[drawn.getpixel((x, y)) < 128 for x in places] for y in places] == [list(map(bool, row)) for row in matrix]
    assert picture.width == picture.height
