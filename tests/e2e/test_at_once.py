"""What the browser shows before the server has run the page: the map at first, and a choice when it is pressed."""

import re

import pytest
from conftest import DESKTOP, PHONE

STREAM = re.compile("/_stcore/stream")
TWO_CONDITIONS = "sentralitet-klasse-6-minst-sentral.innbyggere-0-999"
PARTS = {
    "h1": ("#early h1", "h1"),
    "heading": ("#early .figure-head", ".st-key-figure_map .figure-head"),
    "map": ("#early .municipality-map", ".st-key-figure_map .municipality-map"),
    "foot": ("#early .figure-foot", ".st-key-figure_map .figure-foot"),
}


class Line:
    """The connection between page and server, which can be held: what the page says then waits."""

    def __init__(self, page):
        self.is_held, self.waiting = False, []
        page.route_web_socket(STREAM, self.connect)

    def connect(self, socket):
        server = socket.connect_to_server()

        def heard(message):
            (self.waiting.append if self.is_held else server.send)(message)

        socket.on_message(heard)
        self.server = server

    def hold(self):
        self.is_held = True

    def let_go(self):
        self.is_held = False
        for message in self.waiting:
            self.server.send(message)


@pytest.fixture
def new_page(browser, address):
    """A page with a line that can be held, not yet at any address."""
    contexts = []

    def opened(**options):
        context = browser.new_context(locale="nb-NO", base_url=address, **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(45_000)
        return page, Line(page)

    yield opened
    for context in contexts:
        context.close()


def shapes(page):
    return page.locator("path[data-code]").evaluate_all(
        "paths => paths.map(p => [p.dataset.code, p.dataset.class, getComputedStyle(p).fill])"
    )


@pytest.mark.parametrize(
    ("viewport", "scheme", "view"),
    [
        (DESKTOP, "light", "indikator=land_area"),  # of one year: without the button that plays the years
        (PHONE, "light", f"utvalg={TWO_CONDITIONS}"),
        (DESKTOP, "dark", f"indikator=weak_areas&utvalg={TWO_CONDITIONS}"),  # with a slider above it
        (DESKTOP, "light", ""),
    ],
    ids=["desktop", "phone", "dark", "years"],
)
def test_the_map_stands_before_the_server_is_heard_and_stays_where_it_is(new_page, viewport, scheme, view):
    page, line = new_page(viewport=viewport, color_scheme=scheme)
    line.hold()
    page.goto(f"/?{view}&kommune=4601", wait_until="commit")
    page.locator('#early path[data-code="4601"][aria-selected="true"]').wait_for(state="attached")
    page.locator("[data-testid=stApp]").wait_for(state="attached")
    early = {name: page.locator(selector).bounding_box() for name, (selector, _) in PARTS.items()}
    words, drawn = page.locator("#early .figure-head h2").inner_text(), shapes(page)
    assert len(drawn) == 357
    line.let_go()
    page.locator("#early").wait_for(state="detached")
    page.locator(".st-key-figure_map .figure-foot .source").wait_for()
    assert page.locator(".st-key-figure_map .figure-head h2").inner_text() == words
    assert shapes(page) == drawn
    for name, (_, selector) in PARTS.items():
        live = page.locator(selector).bounding_box()
        assert [abs(live[side] - early[name][side]) < 3 for side in ("x", "y", "width")] == [True] * 3, (name, live)


@pytest.mark.parametrize(
    ("path", "heading", "said"),
    [
        ("/okonomi", "Økonomi og kostnader", "Hva tjenestene koster"),
        ("/kommune?kommune=1151", "Utsira kommune", "219 innbyggere"),
    ],
)
def test_a_page_that_is_not_the_map_begins_with_its_first_words(new_page, path, heading, said):
    page, line = new_page()
    line.hold()
    page.goto(path, wait_until="commit")
    page.locator("#early h1", has_text=heading).wait_for()
    assert said in page.locator("#early").inner_text().replace("\u00a0", " ")
    line.let_go()
    page.locator("#early").wait_for(state="detached")
    page.locator(".figure-foot .source").first.wait_for()
    assert page.locator("h1").all_inner_texts() == [heading]


@pytest.mark.parametrize("way", ["pointer", "keyboard"])
def test_an_indicator_is_drawn_when_it_is_chosen_and_then_confirmed(new_page, way):
    page, line = new_page()
    page.goto("/?kommune=4601")
    page.locator("#early").wait_for(state="detached")
    page.locator('path[data-code="4601"][aria-selected="true"]').wait_for(state="attached")
    field = page.get_by_role("combobox", name="Indikator")
    field.fill("Utgiftsbehov")
    option = page.get_by_role("option", name="Utgiftsbehov", exact=True)
    option.wait_for()
    line.hold()
    if way == "pointer":
        option.click()
    else:
        field.press("Enter")
    page.get_by_role("heading", name=re.compile("^Utgiftsbehov:")).wait_for()
    page.locator('path[data-code="1151"][data-class="-"]').wait_for(state="attached")
    assert page.locator('path[data-code="4601"]').get_attribute("aria-selected") == "true"
    assert "2 av 357 mangler" in page.locator(".figure-foot").inner_text()
    assert "indikator" not in page.url
    ahead = shapes(page)
    line.let_go()
    page.wait_for_url("**indikator=expenditure_need**")
    assert shapes(page) == ahead
    assert page.locator(".figure-head h2").inner_text().startswith("Utgiftsbehov:")


def test_a_press_that_is_let_go_elsewhere_draws_nothing(new_page):
    page, line = new_page()
    page.goto("/")
    page.locator("#early").wait_for(state="detached")
    page.locator(".st-key-figure_map .figure-foot .source").wait_for()
    before = shapes(page)
    with page.expect_response("**/tall/kart?*"):  # the option that the reader stays at
        page.get_by_role("combobox", name="Indikator").fill("Utgiftsbehov")
        page.get_by_role("option", name="Utgiftsbehov", exact=True).hover()
    line.hold()
    page.mouse.down()
    page.mouse.move(10, 10)
    page.mouse.up()
    assert shapes(page) == before
    assert page.locator(".figure-head h2").inner_text().startswith("Innbyggere:")


def test_a_year_is_drawn_while_the_slider_is_moved(new_page):
    page, line = new_page()
    page.goto("/")
    page.locator("#early").wait_for(state="detached")
    page.locator(".st-key-figure_map .figure-foot .source").wait_for()
    line.hold()
    slider = page.get_by_role("slider", name="År")
    slider.press("ArrowLeft")
    page.locator(".figure-head .subtitle").get_by_text("1. januar 2025").wait_for()
    slider.press("ArrowLeft")
    page.locator(".figure-head .subtitle").get_by_text("1. januar 2024").wait_for()
    assert "aar" not in page.url
    line.let_go()
    page.wait_for_url("**aar=2024**")
    label = page.locator('path[data-code="1151"]').get_attribute("aria-label")
    assert label.startswith("Utsira: 215\u00a0innbyggere (1. januar 2024)")


def choose(page, option, **press):
    field = page.get_by_role("combobox", name="Indikator")
    field.fill(option)
    page.get_by_role("option", name=option, exact=True).click(**press)


def test_figures_that_come_late_do_not_take_the_place_of_a_newer_choice(new_page):
    page, _ = new_page()
    page.goto("/")
    page.locator("#early").wait_for(state="detached")
    late = []
    page.route("**/tall/kart?*indikator=Barnehage*", lambda route: late.append(route))
    choose(page, "Barnehage")
    page.wait_for_url("**indikator=**")
    page.get_by_role("heading", name=re.compile("^Barnehage")).wait_for()  # as the server then says
    choose(page, "Areal")
    page.wait_for_url("**indikator=land_area**")
    page.get_by_role("heading", name=re.compile("^Areal:")).wait_for()
    page.locator("path[data-code='4601']").first.wait_for(state="attached")
    shown = shapes(page)
    assert late
    with page.expect_response("**/tall/kart?*indikator=Barnehage*"):
        for route in late:
            route.continue_()
    page.evaluate("() => new Promise(requestAnimationFrame)")
    assert page.locator(".figure-head h2").inner_text().startswith("Areal:")
    assert shapes(page) == shown


@pytest.mark.parametrize("button", ["right", "middle"])
def test_other_buttons_choose_nothing_and_draw_nothing(new_page, button):
    page, _ = new_page()
    page.goto("/")
    page.locator("#early").wait_for(state="detached")
    page.locator(".st-key-figure_map .figure-foot .source").wait_for()
    before = shapes(page)
    choose(page, "Areal", button=button)
    page.keyboard.press("Escape")
    page.evaluate("() => new Promise(requestAnimationFrame)")
    assert page.locator(".figure-head h2").inner_text().startswith("Innbyggere:")
    assert shapes(page) == before


def test_without_the_script_that_draws_at_once_the_page_is_there_all_the_same(new_page):
    page, _ = new_page()
    page.clock.install()
    page.route("**/scripts/first-*.js", lambda route: route.abort())
    page.goto("/")
    page.locator("[data-testid=stMainBlockContainer] h1").wait_for(state="attached")
    assert page.locator("#early").get_by_text("Henter siden …").count() == 1
    page.clock.fast_forward(16_000)
    page.locator("#early").wait_for(state="detached")
    assert page.get_by_role("combobox", name="Indikator").is_visible()


def test_a_reader_who_waits_in_vain_is_told(new_page):
    page, line = new_page()
    page.clock.install()
    line.hold()
    page.goto("/", wait_until="commit")
    page.locator("#early path[data-code='4601']").wait_for(state="attached")
    page.clock.fast_forward(16_000)
    page.get_by_role("status").get_by_text("Får ikke kontakt med tjeneren. Prøv å laste siden på nytt.").wait_for()


def test_words_of_another_indicator_do_not_stand_over_a_map_that_did_not_come(new_page):
    page, _ = new_page()
    page.goto("/")
    page.locator("#early").wait_for(state="detached")
    page.locator(".st-key-figure_map .figure-foot .source").wait_for()
    page.route("**/tall/kart?*", lambda route: route.abort())
    choose(page, "Areal")
    page.get_by_text("Kartet kunne ikke hentes fra tjeneren.").wait_for()
    assert page.locator(".figure-head").inner_text() == ""
    assert page.locator(".figure-foot .source").count() == 0
    page.unroute("**/tall/kart?*")
    page.get_by_role("button", name="Prøv igjen").click()
    page.get_by_role("heading", name=re.compile("^Areal:")).wait_for()
    page.locator(".figure-foot .source").wait_for()
