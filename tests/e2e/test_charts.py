"""Charts are drawn when they are seen, again only where they have changed, and all of them on paper and in pictures."""

import re
from xml.etree import ElementTree

import pytest
from conftest import PHONE

COUNT_DRAWINGS = """() => {
    window.drawings = [];
    const react = Plotly.react;
    Plotly.react = (place, ...rest) => {
        window.drawings.push(place.getRootNode().host.closest("[class*='st-key-chart_']").className);
        return react(place, ...rest);
    };
}"""


def chart(page, key):
    return page.locator(f".st-key-figure_{key} .chart")


def test_a_choice_draws_only_what_is_seen_and_has_changed(open_page):
    page = open_page("/befolkning?vis=alder")
    drawn = chart(page, "working_age").locator(".main-svg").first
    drawn.wait_for()
    page.evaluate(COUNT_DRAWINGS)
    county = page.get_by_role("combobox", name="Fylke")
    county.fill("18 Nordland")
    page.get_by_role("option", name="18 Nordland", exact=True).click()
    # The age of classes is that of the whole country; only the chart of municipalities changes, further down.
    lowest = chart(page, "municipal_age")
    page.locator(".st-key-figure_municipal_age .subtitle").get_by_text("Kommunene i Nordland").wait_for()
    page.wait_for_function("place => place.hasAttribute('data-waiting')", arg=lowest.element_handle())
    assert page.evaluate("drawings") == []
    assert "Nordland" not in (lowest.get_attribute("aria-label") or "") and lowest.get_attribute("role") == "figure"
    lowest.scroll_into_view_if_needed()
    page.wait_for_function("place => !place.hasAttribute('data-waiting')", arg=lowest.element_handle())
    # On the way down others come into sight for the first time; nothing is drawn twice.
    drawings = [re.search(r"st-key-chart_(\w+)", place)[1] for place in page.evaluate("drawings")]
    assert {"municipal_age", "pyramid"} <= set(drawings) and len(set(drawings)) == len(drawings)
    assert "working_age" not in drawings
    assert lowest.locator(".points path").count() == 41


def test_paper_has_every_chart(open_page):
    page = open_page("/befolkning")
    chart(page, "size_distribution").locator(".main-svg").first.wait_for()
    page.locator(".st-key-figure_structure .chart[data-waiting]").wait_for(state="attached")
    # Heard after the program's own: afterwards what is not in sight waits again, to be drawn for the screen.
    page.evaluate(
        """addEventListener("beforeprint", () => {
          window.undrawn = document.querySelectorAll(".chart[data-waiting]").length;
        })"""
    )
    page.pdf()
    assert page.locator(".chart").count() == 3
    assert page.evaluate("undrawn") == 0


def test_a_picture_of_a_chart_that_is_not_in_sight_is_of_what_is_chosen(open_page):
    """On a phone the buttons may be pressed while the chart is not in sight."""
    page = open_page("/befolkning", viewport=PHONE)
    chart(page, "structure").wait_for(state="attached")
    page.locator(".st-key-figure_structure").get_by_role("button", name="Verktøy").dispatch_event("click")
    button = page.get_by_test_id("stPopoverBody").get_by_role("button", name="SVG", exact=True)
    with page.expect_download() as download:
        button.dispatch_event("click")  # without being scrolled to
    picture = ElementTree.parse(download.value.path()).getroot()
    said = [text.text for text in picture.iterfind(".//{*}text")]
    assert {"1990", "2026", "50\u00a0000 eller flere"} <= set(said)


def test_a_chart_takes_the_colours_of_the_page(open_page):
    page = open_page("/befolkning", color_scheme="light")
    drawn = chart(page, "size_distribution").locator(".main-svg").first
    drawn.wait_for()
    ground = "node => getComputedStyle(node).backgroundColor"
    assert drawn.evaluate(ground) == "rgb(252, 252, 251)"
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(f"node => ({ground})(node) === 'rgb(18, 25, 27)'", arg=drawn.element_handle())


COLLISIONS = """figure => {
  const boxes = [...figure.querySelectorAll(".textpoint text")].filter((one) => one.textContent.trim())
    .map((one) => one.getBoundingClientRect());
  const beside = (a, b) => a.right <= b.left + 1 || a.bottom <= b.top + 3;
  const covers = (a, b) => !beside(a, b) && !beside(b, a);
  return { names: boxes.length, pairs: boxes.flatMap((a, i) => boxes.slice(i + 1).filter((b) => covers(a, b))).length };
}"""


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize(
    ("path", "key"),
    [
        ("/sammenheng?vis=par&y=reading_grade_5", "relation_pair"),
        ("/sammenheng?vis=utenfor", "relation_funnel"),
        ("/sammenheng?vis=stordrift", "relation_scale"),
    ],
)
def test_names_beside_dots_cover_none_of_each_other(open_page, path, key, width):
    page = open_page(path, viewport={"width": width, "height": 1000})
    figure = page.locator(f".st-key-figure_{key}")
    figure.scroll_into_view_if_needed()
    drawn = chart(page, key)
    drawn.scroll_into_view_if_needed()
    drawn.locator(".textpoint text").first.wait_for(state="attached")
    found = drawn.evaluate(COLLISIONS)
    assert found["names"] > 1 and found["pairs"] == 0, found


def test_a_legend_of_all_counties_stands_under_the_axis(open_page):
    page = open_page("/sammenheng?vis=par&farge=fylke", viewport={"width": 1440, "height": 1000})
    drawn = chart(page, "relation_pair")
    drawn.scroll_into_view_if_needed()
    drawn.locator(".legend").wait_for()
    legend, title, ticks = (drawn.locator(name).bounding_box() for name in (".legend", ".xtitle", ".xaxislayer-above"))
    assert legend["y"] >= title["y"] + title["height"] > ticks["y"]
    assert legend["y"] + legend["height"] <= drawn.bounding_box()["y"] + drawn.bounding_box()["height"]
