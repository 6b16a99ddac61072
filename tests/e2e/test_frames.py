"""Every figure of every page is shown with all that defends it, on a desktop and on a phone."""

import pytest
from conftest import DESKTOP, PHONE

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
        for button in ("Last ned tall", "PNG", "SVG", "Kopier lenke"):
            frame.get_by_role("button", name=button).first.wait_for()
        frame.get_by_text("Vis som tabell").wait_for()
    width = page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth")
    assert width <= viewport["width"], f"the page is {width} px wide"
