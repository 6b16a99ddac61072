"""Access: what axe-core finds on every page, what a keyboard alone can do, and what a finger can hit."""

from itertools import pairwise

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import DESKTOP, PHONE, tools

from app import PAGES

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"], "resultTypes": ["violations"]}


def violations(page) -> list[str]:
    """What axe-core objects to, one line each; empty when all is well."""
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{rule['id']}: {node['target']} {node['failureSummary']}" for rule in found for node in rule["nodes"]]


@pytest.mark.parametrize("entry", PAGES, ids=lambda entry: entry.address or "kart")
def test_axe_finds_nothing_at_rest_hovered_and_chosen_in_any_size_and_colour(open_page, entry):
    """Light and dark, desktop and phone in turn on one page, with a municipality chosen and one pointed at."""
    page = open_page(f"/{entry.address}?kommune=4601")
    page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for()
    for scheme, viewport in (("light", DESKTOP), ("dark", PHONE), ("dark", DESKTOP), ("light", PHONE)):
        page.mouse.move(0, 0)
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size(viewport)
        page.wait_for_function(
            "wanted => getComputedStyle(document.querySelector('[data-testid=stApp]')).colorScheme === wanted",
            arg=scheme,
        )
        # A tip that the pointer happened to open belongs to what is hovered, below.
        page.locator("#stFloatingOverlayPortal > *").first.wait_for(state="detached")
        assert violations(page) == [], (scheme, viewport)
        shape = page.locator("path[data-code], .js-plotly-plot .bars path, .js-plotly-plot .points path").first
        if shape.count():
            shape.hover(force=True)
            assert violations(page) == [], (scheme, viewport, "hovered")


def about(page):
    """Opens what is told of a figure among its tools."""
    tools(page.locator(".st-key-figure_map")).get_by_text("Om tallet").click()
    page.get_by_text("Hva måler det?").first.wait_for()


OPENED = {
    "alone on a screen": ("/?kommune=4601&visning=presentasjon&figur=map", None),
    "two maps alone": ("/?indikator2=share_67_plus&visning=presentasjon&figur=map", None),
    "key figures alone": ("/kommune?kommune=4601&visning=presentasjon&figur=sheet", None),
    "in somebody else's page": ("/befolkning?visning=innebygd&figur=size_distribution", None),
    "tools": ("/?indikator2=share_67_plus", about),
    "municipalities to choose": ("/", lambda page: page.get_by_role("combobox", name="Kommune").fill("tana")),
    "a list of views": ("/presentasjon", None),
}


@pytest.mark.parametrize("opened", OPENED)
def test_axe_finds_nothing_in_what_is_opened_and_in_figures_alone(open_page, opened):
    path, press = OPENED[opened]
    page = open_page(path)
    page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for()
    if press:
        press(page)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.wait_for_function(
            "wanted => getComputedStyle(document.querySelector('[data-testid=stApp]')).colorScheme === wanted",
            arg=scheme,
        )
        assert violations(page) == [], scheme


def focused_label(page) -> str:
    """What a screen reader says of the element that has the focus."""
    return page.evaluate(
        """() => {
        let node = document.activeElement;
        while (node?.shadowRoot) node = node.shadowRoot.activeElement;
        return node?.getAttribute("aria-label") ?? "";
    }"""
    )


def test_the_map_is_used_with_the_keyboard_alone(open_page):
    page = open_page("/?kommune=4601")
    bergen = page.locator('path[data-code="4601"]')
    bergen.focus()
    assert focused_label(page).startswith("Bergen: ")
    page.keyboard.press("ArrowRight")
    neighbour = focused_label(page)
    assert neighbour.startswith(("Samnanger", "Vaksdal", "Bjørnafjorden")), neighbour
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "kommune=4601" not in url and "kommune=" in url)
    page.keyboard.press("ArrowLeft")
    assert focused_label(page) != neighbour
    page.keyboard.press("Escape")
    assert focused_label(page) == "Zoom inn"


def test_every_page_has_its_own_title_one_first_heading_and_no_gap_below_it(open_page):
    titles = set()
    for entry in PAGES:
        page = open_page(f"/{entry.address}?kommune=4601")
        page.wait_for_function("title => document.title.startsWith(title)", arg=entry.title)
        titles.add(page.title())
        levels = page.locator("h1, h2, h3, h4").evaluate_all("nodes => nodes.map(node => Number(node.tagName[1]))")
        assert levels.count(1) == 1 and levels[0] == 1, (entry.title, levels)
        assert all(after - before <= 1 for before, after in pairwise(levels)), (
            entry.title,
            levels,
        )
    assert len(titles) == len(PAGES)


# How many pixels in a row take a press for a control, across and down, as the browser finds what is pressed: its label,
# or a slider's thumb.
PRESSED = """async input => {
    const target = input.type === "range" ? input.closest("[style*=translate]") : input.closest("label");
    target.scrollIntoView({ block: "center" });
    await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));  // what floats follows
    const box = target.getBoundingClientRect(), x = box.x + box.width / 2, y = box.y + box.height / 2;
    const hit = (across, down) => target.contains(document.elementFromPoint(x + across, y + down));
    const reach = (across, down) => {
        let steps = 0;
        while (steps < 24 && hit(across * steps, down * steps)) steps++;
        return steps;
    };
    return [reach(1, 0) + reach(-1, 0) - 1, reach(0, 1) + reach(0, -1) - 1];
}"""
SMALLEST_TARGET = 24  # WCAG 2.2, 2.5.8


FOCUSED = """() => {
    let node = document.activeElement;
    while (node.shadowRoot?.activeElement) node = node.shadowRoot.activeElement;
    const within = (it) => it?.closest("[data-testid=stPopoverBody]") ?? null;
    return [node.textContent.trim(), (within(node) ?? within(node.getRootNode().host)) !== null];
}"""


def test_tab_leads_from_a_figures_tools_into_them_and_out_again(open_page):
    page = open_page("/kommune?kommune=5061")
    page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for()
    button = page.get_by_role("button", name="Verktøy").first
    button.focus()
    page.keyboard.press("Enter")
    opened = page.get_by_test_id("stPopoverBody")
    opened.get_by_role("button", name="Legg til i presentasjon").wait_for()
    last = opened.get_by_role("button", name="PowerPoint (PPTX)")
    last.wait_for()
    page.keyboard.press("Tab")
    first, inside = page.evaluate(FOCUSED)
    assert inside and first in ("PNG", "Kopier lenke")
    page.keyboard.press("Shift+Tab")
    assert page.evaluate(FOCUSED) == [button.text_content().strip(), False]
    last.focus()
    page.keyboard.press("Tab")
    assert not page.evaluate(FOCUSED)[1]
    # On from the button, not from the end of the page.
    page.keyboard.press("Shift+Tab")
    assert page.evaluate(FOCUSED) == [button.text_content().strip(), False]


def test_sliders_and_switches_are_large_enough_for_a_finger(open_page):
    for path, kinds in (
        ("/", {"range"}),
        ("/kommune?kommune=4601&gruppe=statistiske-naboer&avstand=egne-vekter", {"range"}),
        ("/lovoppfyllelse", {"range"}),
        ("/befolkning", {"range"}),
        ("/befolkning?vis=framover", {"range"}),
        ("/norden", {"range"}),
        ("/alternativer?vis=samarbeid&kommune=4601&omraade=avstand", {"range"}),
        ("/kilder", {"checkbox"}),
    ):
        page = open_page(path)
        page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for()
        within = page.locator("body")
        if path.startswith("/kommune"):
            page.get_by_role("button", name="Hva skal de ligne i?").click()
            within = page.get_by_test_id("stPopoverBody")
        controls = within.locator("input:is([type=range], [type=radio], [type=checkbox])")
        controls.first.wait_for(state="attached")
        assert {control.get_attribute("type") for control in controls.all()} == kinds, path
        for viewport in (DESKTOP, PHONE):
            page.set_viewport_size(viewport)
            if path.startswith("/kommune"):  # opened on this screen, as its reader does
                page.keyboard.press("Escape")
                within.wait_for(state="detached")
                page.get_by_role("button", name="Hva skal de ligne i?").click()
                within.wait_for()
            for control in controls.all():
                pressed = control.evaluate(PRESSED)
                assert min(pressed) >= SMALLEST_TARGET, (path, viewport, control.get_attribute("value"), pressed)
