"""What is seen before anything is pressed, and what of a page goes to paper."""

import pytest
from conftest import DESKTOP, PHONE

LAPTOP = {"width": 1366, "height": 768}
A4_PX = {"width": 680, "height": 1032}  # within the margins that page.css gives it
IS_WHOLE = """() => [".stage", ".zoom", ".player"].map((part) => {
    const hosts = document.querySelectorAll('[class*="st-key-figure_map"] *');
    const found = [...hosts].map((host) => host.shadowRoot?.querySelector(part)).find((node) => node);
    const box = found.getBoundingClientRect();
    return [part, box.top >= 0 && box.bottom <= innerHeight];
}).filter(([, isWhole]) => !isWhole)"""


@pytest.mark.parametrize("size", [DESKTOP, LAPTOP], ids=["1440x900", "1366x768"])
def test_the_whole_map_is_in_sight_with_its_buttons_whether_the_findings_are_open_or_folded(open_page, size):
    page = open_page("/", viewport=size)
    findings = page.locator("[data-testid=stHtml] details.findings")
    findings.locator("a").first.wait_for()
    page.get_by_role("button", name="Spill årene").wait_for()
    assert page.evaluate(IS_WHOLE) == []
    page.reload()
    findings.locator("a").first.wait_for(state="hidden")
    page.get_by_role("button", name="Spill årene").wait_for()
    assert page.evaluate(IS_WHOLE) == []


FEW = "utvalg=innbyggere-0-999.sentralitet-klasse-6-minst-sentral"


@pytest.mark.parametrize("size", [DESKTOP, LAPTOP], ids=["1440x900", "1366x768"])
@pytest.mark.parametrize("path", [f"/?{FEW}", f"/?{FEW}&indikator2=population"], ids=["one map", "two maps"])
def test_the_whole_map_is_in_sight_where_conditions_are_chosen_too(open_page, size, path):
    page = open_page(path, viewport=size)
    page.locator(".st-key-conditions_field").get_by_role("button").nth(1).wait_for()
    page.get_by_role("button", name="Spill årene").first.wait_for()
    page.locator("#early").wait_for(state="detached")
    page.wait_for_function(f"() => ({IS_WHOLE})().length === 0")


def test_the_findings_are_open_at_first_and_then_as_the_reader_left_them(open_page, address):
    page = open_page("/", viewport=PHONE)
    findings = page.locator("[data-testid=stHtml] details.findings")
    findings.locator("a").first.wait_for()
    page.goto(f"{address}/kilder")  # in an address of its own, as a link is followed
    page.goto(f"{address}/")
    findings.locator("a").first.wait_for(state="hidden")
    findings.locator("summary").focus()
    page.keyboard.press("Enter")
    findings.locator("a").first.wait_for()
    page.reload()
    findings.locator("a").first.wait_for()
    findings.locator("summary").click()
    page.goto(f"{address}/kilder")
    page.goto(f"{address}/#nokkelfunn")
    findings.locator("a").first.wait_for()


def test_the_findings_stay_open_where_the_browser_keeps_nothing(open_page):
    page = open_page("/")
    page.add_init_script("Object.defineProperty(window, 'localStorage', { get() { throw new Error('closed'); } })")
    page.reload()
    page.reload()
    page.locator("[data-testid=stHtml] details.findings a").first.wait_for()


def test_on_paper_stands_the_map_on_the_first_page_dark_on_light_and_nothing_to_press(open_page):
    page = open_page("/?indikator2=share_67_plus", viewport=A4_PX, color_scheme="dark")
    page.locator(".st-key-municipality_map_beside path[data-code]").first.wait_for()
    page.emulate_media(media="print", color_scheme="dark")
    for control in ("button", "combobox", "slider", "radio", "textbox", "searchbox"):
        assert page.get_by_role(control).locator("visible=true").count() == 0, control
    for source in page.locator(".figure-foot .source").all():
        assert source.is_visible() and source.bounding_box()["y"] < A4_PX["height"]
    legend = page.locator(".legend .heading").first
    assert legend.evaluate("node => getComputedStyle(node).color") == "rgb(27, 36, 38)"


@pytest.mark.parametrize("path", ["/sammenheng?vis=tabell", "/lovoppfyllelse?kilde=plikter&vis=etter-gruppe"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_button_of_a_row_that_is_broken_has_all_its_edges(open_page, path, scheme):
    page = open_page(path, viewport=PHONE, color_scheme=scheme)
    row = page.get_by_role("radiogroup", name="Vis", exact=True)
    row.get_by_role("radio", checked=True).wait_for()
    row.get_by_role("radio").last.hover()
    assert row.get_by_role("radio").first.bounding_box()["y"] < row.get_by_role("radio").last.bounding_box()["y"]
    edges = row.get_by_role("radio").evaluate_all(
        "buttons => buttons.map((one) => getComputedStyle(one)).map((it) => [it.borderLeftColor, it.borderRightColor])"
    )
    assert len(edges) > 3 and not any("rgba(0, 0, 0, 0)" in pair for pair in edges), edges
