"""The table of a figure: in sight when it is asked for, and only then."""

import pytest
from conftest import DESKTOP, PHONE, tools

SETTLED = '[data-testid="stApp"][data-test-script-state="notRunning"]'
TALL = "/sammenheng?vis=utenfor"
IN_SIGHT = """region => {
    const { top, bottom } = region.getBoundingClientRect();
    const seen = document.elementFromPoint(innerWidth / 2, top + 8);
    return top > 0 && bottom <= innerHeight && seen === region.getRootNode().host
        && region.getRootNode().activeElement === region;
}"""
SCROLLED = "() => document.querySelector('[data-testid=stMain]').scrollTop"


@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_table_that_is_asked_for_comes_into_sight_with_the_keyboard_in_it(open_page, viewport, motion):
    page = open_page(TALL, viewport=viewport, reduced_motion=motion)
    page.locator(SETTLED).wait_for()
    figure = page.locator("[class*='st-key-figure_']").first
    tools(figure).get_by_role("button", name="Vis som tabell").click()
    region = figure.get_by_role("region")
    page.wait_for_function(IN_SIGHT, arg=region.element_handle())


def test_a_table_that_was_opened_before_leaves_the_page_where_it_is(open_page):
    page = open_page(TALL, reduced_motion="reduce")
    page.locator(SETTLED).wait_for()
    figure = page.locator("[class*='st-key-figure_']").first
    tools(figure).get_by_role("button", name="Vis som tabell").click()
    region = figure.get_by_role("region")
    page.wait_for_function(IN_SIGHT, arg=region.element_handle())
    page.get_by_role("link", name="Norden").click()
    page.get_by_role("heading", level=1, name="Norden").wait_for()
    page.go_back()
    page.get_by_role("heading", level=1, name="Sammenheng").wait_for()
    region.wait_for()
    page.locator(SETTLED).wait_for()
    assert page.evaluate(SCROLLED) == 0
