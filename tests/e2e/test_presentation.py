"""Presentation view: figures are gathered, stepped through with the arrow keys, and taken along as one file."""

import io
from urllib.parse import parse_qs, urlsplit

from conftest import tools
from pptx import Presentation

GATHERED = ("/?indikator=turnout_municipal", "/befolkning", "/norden")
FILLS_THE_SCREEN = """() => {
    const figure = document.querySelector('[class*="st-key-figure_"]').getBoundingClientRect();
    return figure.width > 0.6 * innerWidth && figure.bottom < innerHeight + 2 && figure.right < innerWidth + 2;
}"""
PROJECTOR = {"width": 1920, "height": 1080}


def gather(page, address, path) -> str:
    """Adds the first figure of a page to the list; its title."""
    page.goto(address + path)
    page.locator(".figure-foot .source").first.wait_for()
    figure = page.locator("[class*='st-key-figure_']").first
    tools(figure).get_by_role("button", name="Legg til i presentasjon").click()
    page.get_by_text("Lagt til som nr.").wait_for()
    return figure.locator(".figure-head h2").inner_text()


def test_saved_views_are_stepped_through_and_become_one_file(open_page, address):
    page = open_page("/tilgjengelighet", viewport=PROJECTOR)
    titles = [gather(page, address, path) for path in GATHERED]
    page.goto(f"{address}/presentasjon")
    with page.expect_download() as download:
        page.get_by_role("button", name="Last ned som PowerPoint").click()
    deck = Presentation(io.BytesIO(download.value.path().read_bytes()))
    assert [slide.shapes.title.text_frame.text for slide in deck.slides] == titles

    page.get_by_role("button", name="Start presentasjonen").click()
    shown = page.locator(".figure-head h1")
    for title in titles:
        shown.get_by_text(title, exact=True).wait_for()
        assert page.get_by_role("button", name="Verktøy").count() == 0
        page.wait_for_function(FILLS_THE_SCREEN)
        page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowLeft")
    shown.get_by_text(titles[1], exact=True).wait_for()
    page.keyboard.press("Escape")
    page.get_by_role("heading", level=2, name=titles[1]).wait_for()
    assert "visning" not in parse_qs(urlsplit(page.url).query)


def test_a_figure_that_a_page_lacks_is_told(open_page, address):
    page = open_page("/tilgjengelighet")
    page.goto(f"{address}/?visning=presentasjon&figur=finnes_ikke")
    page.get_by_text("Siden har ingen slik figur").wait_for()
