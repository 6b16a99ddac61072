"""What stands under a figure never looks finished where it is cut, and the rest is one press away."""

import pytest
from conftest import DESKTOP, PHONE

SETTLED = '[data-testid="stApp"][data-test-script-state="notRunning"]'
LONG_NOTES = "/sammenheng?vis=tabell"
PATHS = (
    LONG_NOTES,
    "/lovoppfyllelse?kilde=plikter&vis=sammenhenger",
    "/kommune?kommune=5628",
    "/alternativer",
    "/?indikator2=share_67_plus",
)
WITHOUT_WAY = """() => [...document.querySelectorAll('.figure-foot > p')].filter((words) => {
    const isCut = words.scrollHeight > words.clientHeight + 1;
    return isCut !== Boolean(words.nextElementSibling?.matches('button.more'));
}).map((words) => words.textContent)"""
HARD_TO_PRESS = """() => [...document.querySelectorAll('.figure-foot .more')].filter((button) => {
    button.scrollIntoView({ block: 'center', behavior: 'instant' });
    const { x, y, width, height } = button.getBoundingClientRect();
    const seen = [y + 1, y + height - 1].map((at) => document.elementFromPoint(x + width / 2, at));
    return height < 24 || width < 24 || seen.some((node) => node !== button);
}).length"""
TAKE_ROOM = """() => {
    const heights = () => [...document.querySelectorAll('.figure-foot')].map((foot) => foot.offsetHeight).join();
    const before = heights();
    document.querySelectorAll('.figure-foot .more').forEach((button) => { button.style.display = 'none'; });
    return before !== heights();
}"""


def settled(open_page, path, viewport):
    page = open_page(path, viewport=viewport)
    page.locator(SETTLED).wait_for()
    page.locator(".figure-foot .more").first.wait_for()
    return page


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("path", PATHS)
def test_just_what_is_cut_has_a_button_that_can_be_pressed_and_takes_no_room(open_page, path, viewport):
    page = settled(open_page, path, viewport)
    page.wait_for_function(f"() => ({WITHOUT_WAY})().length === 0")
    assert page.evaluate(HARD_TO_PRESS) == 0
    assert not page.evaluate(TAKE_ROOM), "the page moves when the buttons come"


def test_a_note_of_up_to_four_lines_is_whole_on_a_wide_screen(open_page):
    page = settled(open_page, LONG_NOTES, DESKTOP)
    note = page.locator(".figure-foot .note", has_text="få innbyggere henger sammen med")
    assert note.evaluate("words => words.scrollHeight <= words.clientHeight + 1 && words.clientHeight > 40")
    page.set_viewport_size(PHONE)
    page.wait_for_function("words => words.nextElementSibling.matches('.more')", arg=note.element_handle())
    page.set_viewport_size(DESKTOP)
    page.wait_for_function("words => !words.nextElementSibling.matches('.more')", arg=note.element_handle())


def test_the_button_shows_all_and_less_again_by_keyboard_and_the_words_can_be_pressed(open_page):
    page = settled(open_page, LONG_NOTES, PHONE)
    note = page.locator(".figure-foot .note:has(+ .more)").first
    more = page.get_by_role("button", name="Vis mer av merknaden").first
    is_whole = "words => words.scrollHeight <= words.clientHeight + 1"
    before = note.evaluate("words => words.offsetHeight")
    more.focus()
    page.keyboard.press("Enter")
    less = page.get_by_role("button", name="Vis mindre av merknaden", expanded=True)
    assert note.evaluate(is_whole) and less.evaluate("button => document.activeElement === button")
    page.keyboard.press("Enter")
    less.wait_for(state="detached")
    assert note.evaluate("words => words.offsetHeight") == before
    note.click(position={"x": 20, "y": 10})
    less.wait_for()
    assert note.evaluate(is_whole)


def test_a_link_among_the_sources_is_in_sight_when_the_keyboard_comes_to_it(open_page):
    page = settled(open_page, LONG_NOTES, {"width": 1440, "height": 2200})  # no scrolling: the line is what is tried
    page.keyboard.press("Tab")
    link = page.locator(".figure-foot .source a").last
    link.focus()
    page.get_by_role("button", name="Vis mindre av kilden").wait_for()
    in_sight = """link => {
        const own = link.getClientRects()[0];
        const line = link.closest("p").getBoundingClientRect();
        return own.top >= Math.max(0, line.top - 1) && own.bottom <= Math.min(innerHeight, line.bottom + 1);
    }"""
    page.wait_for_function(in_sight, arg=link.element_handle())


def test_a_map_does_not_say_its_words_anew_because_of_the_button(open_page):
    page = settled(open_page, "/", PHONE)
    assert page.evaluate("""() => {
        const words = document.querySelector('.st-key-figure_map .figure-foot .source');
        document.querySelector('.st-key-figure_map').append(document.createElement('i')); // what the map listens to
        return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(words.isConnected))));
    }""")


def test_notes_can_be_opened_in_somebody_elses_page_and_are_whole_in_a_presentation_and_on_paper(open_page):
    page = settled(open_page, f"{LONG_NOTES}&visning=innebygd&figur=relation_table", PHONE)
    page.get_by_role("button", name="Vis mer av merknaden").first.click()
    page.get_by_role("button", name="Vis mindre av merknaden").wait_for()
    page.emulate_media(media="print")
    assert page.locator(".figure-foot .more").locator("visible=true").count() == 0
    cut = "all => all.filter((words) => words.scrollHeight > words.clientHeight + 1).length"
    assert page.locator(".figure-foot > p").evaluate_all(cut) == 0
    shown = open_page(f"{LONG_NOTES}&visning=presentasjon", viewport=DESKTOP)
    shown.locator(".presenter[data-pages]").wait_for()
    shown.locator(".figure-foot .more").first.wait_for(state="detached")
    assert shown.locator(".figure-foot > p").evaluate_all(cut) == 0


BREAKABLE = r"""() => {
    const within = (root) => [...root.querySelectorAll('*')].flatMap((node) => [
        ...(node.shadowRoot ? within(node.shadowRoot) : []),
        ...(node.matches('script, style, .alt, svg *') || !node.checkVisibility() ? [] : node.childNodes),
    ]);
    const wraps = ({ parentElement }) => parentElement && getComputedStyle(parentElement).whiteSpace !== 'nowrap';
    return within(document).filter((node) => node.nodeType === Node.TEXT_NODE)
        .filter((node) => wraps(node) && /\d \d{3}\b/.test(node.data)).map((node) => node.data);
}"""


NUMBERS = {
    LONG_NOTES: "kr mer per innbygger",
    "/norden?kommune=4601": "Under 5",
    "/kommune?kommune=5628&profil=ja": "Bygg i fareområder per 1",
    "/kilder?post=population": "hjemmetjenester per 1",
}
"""Where -> what a number there stands in, the last that is drawn."""


@pytest.mark.parametrize("path", NUMBERS)
def test_no_number_can_be_broken_over_a_line(open_page, path):
    page = open_page(path, viewport=PHONE)
    page.locator(SETTLED).wait_for()
    page.get_by_text(NUMBERS[path]).locator("visible=true").first.wait_for()
    assert page.evaluate(BREAKABLE) == []
