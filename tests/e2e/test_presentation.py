"""Presentation: figures of any pages are gathered, stepped through, handed on, and taken along as one file.

PRESENTATION_LISTS says how many random lists are played; a few where it is not set.
"""

import io
import os
import random
import re
from urllib.parse import parse_qs, urlsplit

import pytest
import segno
from conftest import PHONE, free_port, opening, program, tools
from PIL import Image
from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE_TYPE

from app import PAGES
from dashboard.state import pack, presentation
from dashboard.state.pack import Pack, View
from tests.viewer import Viewer

LISTS = int(os.environ.get("PRESENTATION_LISTS", "2"))
SEED = 20260
GATHERED = ("/?indikator=turnout_municipal", "/okonomi?vis=utgifter", "/befolkning?vis=alder")
PROJECTOR = {"width": 1920, "height": 1080}
FILLS_THE_SCREEN = """() => {
    const figure = document.querySelector('[class*="st-key-figure_"]').getBoundingClientRect();
    return figure.width > 0.6 * innerWidth && figure.bottom < innerHeight + 2 && figure.right < innerWidth + 2;
}"""


@pytest.fixture(scope="module")
def every_view(address) -> list[View]:
    """Every figure of every page and of each of its parts, as it is added to a list."""
    found: dict[str, View] = {}
    with Viewer(address) as viewer:
        for entry in PAGES:
            answer = viewer.open(f"/{entry.address}?kommune=5610&indikator2=population")
            for part in answer.selectors.get("Vis", [None]):
                answer = viewer.choose(answer, "Vis", part) if part else answer
                for link, key, title in zip(answer.links, answer.figures, answer.titles, strict=True):
                    view = View(presentation.link_to(link, key), title)
                    found[view.link] = view
    return list(found.values())


def press_on(page, way, forward):
    """To the next view, or the one before, through the screens that a tall figure takes. (A chart that is being drawn
    may take more of them than it did when the key was pressed.)
    """
    where = page.locator(".presenter")
    address = page.url
    while page.url == address:
        where.wait_for()
        page.locator("[class*='st-key-figure_'] .figure-foot .source").first.wait_for()  # two maps have two
        before = where.get_attribute("data-page")
        turn(page, way, forward)
        page.wait_for_function(
            """([address, page]) =>
                location.href !== address || document.querySelector('.presenter')?.dataset.page !== page""",
            arg=[address, before],
        )


def heading(page, view):
    page.locator(".figure-head h1").get_by_text(view.title, exact=True).first.wait_for()


def turn(page, way, forward):
    """One step by key, mouse or touch."""
    name = "Neste" if forward else "Forrige"
    button = page.get_by_role("button", name=re.compile(f"^{name}"))
    button.wait_for()
    if way == "key":
        page.keyboard.press("ArrowRight" if forward else "ArrowLeft")
    elif way == "clicker":
        page.keyboard.press("PageDown" if forward else "PageUp")
    elif way == "touch":
        button.tap()
    else:
        button.click()


@pytest.mark.timeout(3600)
def test_random_lists_play_forwards_and_backwards(browser, address, every_view):
    assert len(every_view) > 60
    for number in range(LISTS):
        chance = random.Random(SEED + number)
        views = chance.sample(every_view, chance.randint(2, 8))
        held = pack.written(Pack(f"Liste {number}", tuple(views)))
        size = chance.choice([PROJECTOR, {"width": 1024, "height": 768}, PHONE])
        with opening(browser, address) as open_:
            page = open_("/tilgjengelighet", viewport=size, has_touch=True)
            page.goto(address + pack.slide_link(views[0], held, 1))
            at = 0
            heading(page, views[0])
            walk = [1] * (len(views) - 1) + [-1] * chance.randint(1, len(views) - 1)
            for by in walk:
                press_on(page, chance.choice(["key", "clicker", "mouse", "touch"]), by > 0)
                at += by
                heading(page, views[at])
                if chance.random() < 0.2:
                    page.reload()
                    heading(page, views[at])
            assert page.locator(".presenter span").inner_text().startswith(f"{at + 1} av {len(views)}")
            page.keyboard.press("Escape")
            page.locator(".figure-head h2").get_by_text(views[at].title, exact=True).first.wait_for()
            page.get_by_role("button", name="Verktøy").first.wait_for()
            assert not {"visning", "figur", "liste", "lysbilde"} & parse_qs(urlsplit(page.url).query).keys()


def gather(page, address, path) -> str:
    """Adds the first figure of a page to the list; its title."""
    page.goto(address + path)
    page.locator(".figure-foot .source").first.wait_for()
    figure = page.locator("[class*='st-key-figure_']").first
    tools(figure).get_by_role("button", name="Legg til i presentasjon").click()
    page.get_by_text("Lagt til som nr.").wait_for()
    return figure.locator(".figure-head h2").inner_text()


def test_gathered_views_get_a_name_notes_and_a_code_and_play_after_a_restart(browser, database, tmp_path):
    port = free_port()
    with program(database, tmp_path, port=port) as address, opening(browser, address) as open_:
        page = open_("/tilgjengelighet", viewport=PROJECTOR)
        titles = [gather(page, address, path) for path in GATHERED]
        page.goto(f"{address}/presentasjon")
        page.get_by_label("Navn på presentasjonen").fill("Seminar i Tana")
        page.get_by_label("Notat til lysbilde 2").fill("Spør salen først.")
        page.get_by_text("Seminar i Tana: 3 figurer og en forside. 1 har notat.").wait_for()
        with page.expect_download() as download:
            page.get_by_role("button", name="Last ned som PowerPoint").click()
        first, *slides = Presentation(io.BytesIO(download.value.path().read_bytes())).slides
        assert first.shapes.title.text_frame.text == "Seminar i Tana"
        assert [shape.shape_type for shape in first.shapes].count(MSO_SHAPE_TYPE.PICTURE) == 1
        assert [slide.shapes.title.text_frame.text for slide in slides] == titles
        assert slides[1].notes_slide.notes_text_frame.text.startswith("Spør salen først.")

        page.get_by_role("button", name="Start presentasjonen").click()
        shown = page.locator(".figure-head h1")
        shown.get_by_text(titles[0], exact=True).wait_for()
        page.wait_for_function(FILLS_THE_SCREEN)
        assert page.get_by_role("button", name="Verktøy").count() == 0
        started = page.url
    with program(database, tmp_path, port=port) as address, opening(browser, address) as open_:
        page = open_("/tilgjengelighet", viewport=PROJECTOR)
        page.goto(started)
        for place, title in enumerate(titles, start=1):
            page.locator(".figure-head h1").get_by_text(title, exact=True).wait_for()
            if place < len(titles):
                press_on(page, "key", forward=True)


def test_two_maps_are_one_figure_of_the_list_and_one_slide_with_both_titles(open_page, address):
    page = open_page("/?indikator=share_67_plus&indikator2=population_change_10y")
    page.locator(".st-key-municipality_map_beside path[data-code]").first.wait_for()
    maps = [page.locator(f".st-key-figure_{key}") for key in ("map", "map_beside")]
    titles = [map_.locator(".figure-head h2").inner_text() for map_ in maps]
    tools(maps[0]).get_by_role("button", name="Legg til i presentasjon").click()
    page.get_by_text("Lagt til som nr. 1.").wait_for()
    page.keyboard.press("Escape")
    tools(maps[1]).get_by_role("button", name="Legg til i presentasjon").click()
    page.get_by_text("Figuren er alt i lista, som nr. 1.").wait_for()
    page.goto(f"{address}/presentasjon")
    page.get_by_role("link", name=". ".join(titles), exact=True).wait_for()
    page.get_by_label("Notat til lysbilde 1").fill("Se på Finnmark.")
    page.get_by_text(": 1 figur og en forside. 1 har notat.").wait_for()
    with page.expect_download() as download:
        page.get_by_role("button", name="Last ned som PowerPoint").click()
    first, *slides = Presentation(io.BytesIO(download.value.path().read_bytes())).slides
    assert len(slides) == 1
    assert f"1. {'. '.join(titles)}" in [shape.text_frame.text for shape in first.shapes if shape.has_text_frame]
    assert slides[0].shapes.title.text_frame.text == ". ".join(titles)
    assert [shape.name for shape in slides[0].shapes].count("Kart") == 2
    notes = slides[0].notes_slide.notes_text_frame.text
    assert notes.startswith("Se på Finnmark.") and notes.count("Se på Finnmark.") == 1
    assert "Til høyre: 5 av 357 mangler" in notes.replace("\u00a0", " ")


def modules_on(screen: bytes, across: int) -> list[list[bool]]:
    """Which modules of a code are dark in a picture of it that is so many modules wide."""
    picture = Image.open(io.BytesIO(screen)).convert("L")
    places = [(place + 0.5) / across for place in range(across)]
    return [[picture.getpixel((int(x * picture.width), int(y * picture.height))) < 128 for x in places] for y in places]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_hall_scans_the_list_without_notes_from_the_screen(open_page, theme):
    views = (
        View("/?visning=presentasjon&figur=map", "Kart"),
        View("/okonomi?visning=presentasjon", "Utgifter", "Vent"),
    )
    listed = Pack("Seminar i Tana", views)
    page = open_page(pack.list_link(listed), viewport=PROJECTOR, color_scheme=theme)
    page.get_by_text("QR-kode til salen").click()
    shown = page.get_by_role("img", name="QR-kode med lenken til lista")
    shown.wait_for()
    page.wait_for_function("node => node.complete && node.naturalWidth > 0", arg=shown.element_handle())
    side = shown.bounding_box()
    assert side["width"] == side["height"] > PROJECTOR["height"] / 2

    link = page.get_by_role("link", name="Lenken uten notater").get_attribute("href")
    quiet_zone = 4
    code = segno.make_qr(link, error="l")
    matrix = [[bool(module) for module in row] for row in code.matrix_iter(border=quiet_zone)]
    shown.scroll_into_view_if_needed()
    page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for()  # nothing fades any more
    seen = modules_on(shown.screenshot(animations="disabled"), len(matrix))
    wrong = [(x, y) for y, row in enumerate(matrix) for x, module in enumerate(row) if seen[y][x] != module]
    assert wrong == []
    held = parse_qs(urlsplit(link).query)["liste"][0]
    assert pack.read(held) == listed.without_notes()


def test_the_map_has_its_list_and_zoom_again_after_escape(open_page):
    page = open_page("/?kommune=5610")
    tools(page.locator(".st-key-figure_map")).get_by_role("button", name="Vis stort").click()
    page.locator(".figure-head h1").wait_for()
    page.get_by_role("button", name="Vis hele siden").wait_for()
    page.keyboard.press("Escape")
    page.get_by_placeholder("Finn kommune").wait_for()
    assert page.get_by_role("button", name="Zoom inn").is_visible()


def test_a_list_that_is_broken_or_leads_elsewhere_is_told(open_page, address):
    page = open_page("/presentasjon?liste=abc")
    page.get_by_text("Lista i lenken er ødelagt").wait_for()
    stranger = pack.written(Pack("", (View("//stranger.example/", "Et annet sted"),)))
    page.goto(f"{address}/presentasjon?liste={stranger}")
    page.get_by_text("Lista i lenken er ødelagt").wait_for()


def test_a_figure_that_a_page_lacks_is_told(open_page, address):
    page = open_page("/tilgjengelighet")
    page.goto(f"{address}/?visning=presentasjon&figur=finnes_ikke")
    page.get_by_text("Siden har ingen slik figur").wait_for()
