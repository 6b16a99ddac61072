"""Every figure of every page is shown with all that defends it, on a desktop and on a phone."""

from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

import pytest
from conftest import DESKTOP, PHONE, tools

from app import PAGES

PARTS = {
    "title": ".figure-head h2",
    "subtitle": ".figure-head .subtitle",
    "text alternative": ".figure-head .alt",
    "missing": ".figure-foot .note",
    "source": ".figure-foot .source",
}
FACTS = ("Kilde: ", "Gjelder: ", "Hentet: ", "Datasett: ")


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("page_entry", PAGES, ids=lambda entry: entry.title)
def test_every_figure_has_all_its_parts(open_page, page_entry, viewport):
    page = open_page(f"/{page_entry.address}?kommune=4601", viewport=viewport)
    page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for()
    frames = page.locator("[class*='st-key-figure_']")
    assert frames.count() >= 1 or not page_entry.has_figures
    for frame in frames.all():
        for part, selector in PARTS.items():
            assert frame.locator(selector).first.text_content().strip(), part
        source = frame.locator(".source").inner_text()
        assert all(fact in source for fact in FACTS), source
        frame.get_by_role("button", name="Verktøy").wait_for()
    if page_entry.has_figures:
        opened = tools(frames.first)
        for button in ("Vis som tabell", "Excel (XLSX)", "PowerPoint (PPTX)", "Kopier lenke", "Vis stort", "SVG"):
            opened.get_by_role("button", name=button).wait_for()
        page.keyboard.press("Escape")
    width = page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth")
    assert width <= viewport["width"], f"the page is {width} px wide"


def pictured(page, key) -> ElementTree.Element:
    """The SVG of a figure."""
    opened = tools(page.locator(f".st-key-figure_{key}"))
    with page.expect_download() as download:
        opened.get_by_role("button", name="SVG", exact=True).click()
    page.keyboard.press("Escape")
    return ElementTree.parse(download.value.path()).getroot()


def test_there_are_picture_buttons_just_where_there_is_something_to_picture(open_page):
    page = open_page("/kilder?post=population")
    page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for()
    keys = page.locator("[class*='st-key-figure_']").evaluate_all(
        "frames => frames.map(frame => frame.className.match(/st-key-figure_(\\w+)/)[1])"
    )
    assert {"entry", "catalogue", "loaded", "changed", "sources"} <= set(keys)
    for key in keys:
        opened = tools(page.locator(f".st-key-figure_{key}"))
        buttons = [
            opened.get_by_role("button", name=name, exact=True).count() for name in ("PNG", "PNG, kvadrat", "SVG")
        ]
        page.keyboard.press("Escape")
        assert buttons == ([0, 0, 0] if key == "changed" else [1, 1, 1]), key
        if key != "changed":  # nothing has changed in a database that is the first
            assert pictured(page, key).findall(".//{*}text"), key


def test_the_picture_of_a_table_has_every_cell(open_page):
    page = open_page("/norden")
    said = [text.text for text in pictured(page, "committee_table").iterfind(".//{*}text")]
    cells = page.locator(".st-key-figure_committee_table tbody td").evaluate_all(
        "cells => cells.map(cell => cell.firstChild.textContent)"
    )
    assert len(cells) == 35 and set(cells) <= set(said)


def test_a_picture_says_a_link_that_can_be_typed(open_page):
    page = open_page("/befolkning?kommune=4601&aar=2024")
    [link] = pictured(page, "size_distribution").iterfind(".//{*}a")
    short = urlsplit("//" + " ".join(text.text for text in link))
    assert {"vis", "grenser"} <= parse_qs(urlsplit(link.get("href")).query).keys()
    assert parse_qs(short.query).keys() == {"aar", "inndeling", "kommune", "datasett"}
    title = page.locator(".figure-head h2").first.inner_text()
    again = open_page(f"{short.path}?{short.query}")
    assert again.locator(".figure-head h2").first.inner_text() == title
