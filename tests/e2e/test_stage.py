"""One figure or two maps alone on a screen: as large as can be, with nothing over what is to be read or pressed."""

import pytest
from conftest import PHONE

SIZES = {"projector": (1920, 1080), "laptop": (1366, 768), "desktop": (1440, 900), "four to three": (1024, 768)}
TWO_MAPS = "/?visning=presentasjon&figur=map&indikator={}&indikator2={}"
SHORT_WORDS = TWO_MAPS.format("share_67_plus", "population_change_10y")
LONG_WORDS = TWO_MAPS.format("net_operating_result", "population_67_79")
FAULTS_OF_MAPS = """(least) => {
    const inside = (selector) => [...document.querySelectorAll('[class*="st-key-municipality_map"] *')]
        .map((host) => host.shadowRoot).filter((root) => root?.querySelector(selector));
    const hit = (root, node) => {
        const box = node.getBoundingClientRect();
        const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
        return document.elementFromPoint(x, y) === root.host && node.contains(root.elementFromPoint(x, y));
    };
    const over = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
    const faults = [];
    const says = (isRight, fault) => isRight || faults.push(fault);
    for (const root of inside('svg.municipality-map')) {
        const map = root.querySelector('g.shapes').getBoundingClientRect();
        says(map.height >= least * innerHeight && map.width <= innerWidth, `map ${map.height}`);
        says(map.top >= 0 && map.bottom <= innerHeight, 'map is cut');
        for (const button of root.querySelectorAll('.zoom button')) says(hit(root, button), button.ariaLabel);
        const legend = root.querySelector('.legend').getBoundingClientRect();
        says(legend.bottom <= innerHeight && legend.right <= innerWidth, 'legend is cut');
        for (const button of root.querySelectorAll('.zoom button'))
            says(!over(button.getBoundingClientRect(), legend), `${button.ariaLabel} at the legend`);
        const words = document.createRange();
        words.selectNodeContents(root.querySelector('.legend'));
        for (const { left, right, top, bottom } of words.getClientRects()) {
            const under = [left, (left + right) / 2, right].map((x) => root.elementFromPoint(x, (top + bottom) / 2));
            says(!under.some((node) => node?.matches('[data-code]')), 'legend over the map');
        }
        for (const head of document.querySelectorAll('.figure-head :is(h1, .subtitle)'))
            says(!over(head.getBoundingClientRect(), legend), 'legend over the words');
    }
    const nav = document.querySelector('.presenter').getBoundingClientRect();
    for (const said of document.querySelectorAll('.figure-foot p')) {
        const range = document.createRange();
        range.selectNodeContents(said);
        for (const line of range.getClientRects())
            says(line.bottom <= innerHeight && !over(line, nav), said.textContent);
    }
    return faults;
}"""


def settled(page):
    """Waits until the figures are drawn and laid out, and nothing moves."""
    page.locator("[class*='st-key-figure_'] .figure-foot .source").last.wait_for()
    page.wait_for_function(
        """() => {
            const seen = [...document.querySelectorAll('[class*="st-key-figure_"], [class*="st-key-figure_"] *')]
                .map((node) => Object.values(node.getBoundingClientRect().toJSON()).join()).join();
            const isStill = seen === window.seenBefore;
            window.seenBefore = seen;
            return isStill;
        }""",
        polling=300,
    )


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    "path",
    [SHORT_WORDS, f"{SHORT_WORDS}&kommune=5628", f"{LONG_WORDS}&kommune=4628"],
    ids=["none chosen", "one chosen", "long words"],
)
def test_two_maps_fill_the_height_and_every_button_can_be_pressed(open_page, size, path):
    width, height = SIZES[size]
    page = open_page(path, viewport={"width": width, "height": height})
    page.locator(".st-key-municipality_map_beside path[data-code]").first.wait_for()
    settled(page)
    assert page.evaluate(FAULTS_OF_MAPS, 0.8) == []


@pytest.mark.parametrize("indicator", ["share_67_plus", "kostra_group"])
def test_a_map_on_a_phone_is_as_wide_as_it_with_its_legend_in_sight(open_page, indicator):
    page = open_page(f"/?indikator={indicator}&visning=presentasjon&figur=map", viewport=PHONE)
    page.locator(".st-key-municipality_map path[data-code]").first.wait_for()
    settled(page)
    places = page.evaluate("""() => {
        const root = [...document.querySelectorAll('[class*="st-key-municipality_map"] *')]
            .map((host) => host.shadowRoot).find((one) => one?.querySelector('svg.municipality-map'));
        const [map, legend] = ['g.shapes', '.legend'].map((part) => root.querySelector(part).getBoundingClientRect());
        const nav = document.querySelector('.presenter').getBoundingClientRect();
        const end = Math.max(map.bottom, legend.bottom) - nav.top;
        return { width: map.width / innerWidth, end, right: legend.right - innerWidth };
    }""")
    assert places["width"] >= 0.95 and places["end"] <= 0 and places["right"] <= 0


@pytest.mark.parametrize("indicator", ["kostra_group", "size_group", "population_change_10y"])
def test_the_legend_of_a_map_alone_is_whole_however_many_classes_it_has(open_page, indicator):
    path = f"/?indikator={indicator}&kommune=5628&visning=presentasjon&figur=map"
    page = open_page(path, viewport={"width": 1366, "height": 768})
    page.locator(".st-key-municipality_map path[data-code]").first.wait_for()
    settled(page)
    assert page.evaluate(FAULTS_OF_MAPS, 0.8) == []


SEEN = """() => {
    const figure = document.querySelector('[class*="st-key-figure_"]');
    const frame = figure.getBoundingClientRect();
    const [above, , below] = getComputedStyle(figure).clipPath.match(/[\\d.]+px|\\b0\\b/g).map(parseFloat);
    const enlarged = frame.width / figure.offsetWidth;
    const band = [frame.top + above * enlarged, frame.bottom - below * enlarged];
    const hosts = [...figure.querySelectorAll('*')].filter((node) => node.shadowRoot);
    const rows = hosts.flatMap((host) => [...host.shadowRoot.querySelectorAll('.row')]);
    const places = rows.map((row) => row.getBoundingClientRect());
    const isIn = ({ top, bottom }) => top >= band[0] - 2 && bottom <= band[1] + 2;
    const isOut = ({ top, bottom }) => bottom <= band[0] + 2 || top >= band[1] - 2;
    return {
        buttons: document.querySelector('.presenter').getBoundingClientRect().top,
        band,
        seen: places.map((row, place) => isIn(row) ? place : -1).filter((place) => place >= 0),
        cut: places.map((row, place) => isIn(row) || isOut(row) ? -1 : place).filter((place) => place >= 0),
    };
}"""


@pytest.mark.parametrize("size", ["projector", "laptop", "four to three"])
def test_key_figures_are_turned_row_by_row_with_nothing_under_the_buttons(open_page, size):
    width, height = SIZES[size]
    path = "/kommune?kommune=5628&visning=presentasjon&figur=roles"
    page = open_page(path, viewport={"width": width, "height": height})
    page.locator(".presenter[data-pages]:not([data-pages='1'])").wait_for()
    settled(page)
    count, seen = int(page.locator(".presenter").get_attribute("data-pages")), []
    for number in range(1, count + 1):
        page.locator(f".presenter[data-page='{number}']").wait_for()
        shown = page.evaluate(SEEN)
        assert shown["cut"] == [] and shown["band"][0] >= -1 and shown["band"][1] <= shown["buttons"] + 1, (
            number,
            shown,
        )
        assert shown["seen"], f"screen {number} has no key figure"
        seen += shown["seen"]
        page.keyboard.press("ArrowRight")
    assert seen == list(range(len(seen))) and len(seen) >= 12


YEARS_SAID = """() => {
    const inside = (selector) => [...document.querySelectorAll('[class*="st-key-figure_"] *')]
        .map((host) => host.shadowRoot?.querySelector(selector)).find((node) => node)?.textContent ?? '';
    const head = document.querySelector('.figure-head');
    const last = (words) => words.match(/20\\d\\d/g)?.at(-1);
    const words = [head.querySelector('.subtitle').textContent, inside('.legend .heading'), inside('.player .year')];
    return [...words.map(last), head.firstElementChild.tagName];
}"""


def test_year_title_map_and_legend_change_in_one_picture_while_the_years_run(open_page):
    path = "/?indikator=share_67_plus&aar=2019&visning=presentasjon&figur=map"
    page = open_page(path, viewport={"width": 1366, "height": 768})
    page.locator(".st-key-municipality_map path[data-code]").first.wait_for()
    settled(page)
    page.evaluate(f"""() => {{
        const said = {YEARS_SAID};
        window.seenYears = new Set();
        const look = () => {{ window.seenYears.add(said().join()); requestAnimationFrame(look); }};
        look();
    }}""")
    page.get_by_role("button", name="Spill årene").click()
    page.locator(".st-key-player_map .year").get_by_text("2022", exact=True).wait_for()
    page.get_by_role("button", name="Pause").click()
    seen = page.evaluate("[...window.seenYears]")
    assert seen[:4] == [f"{year},{year},{year},H1" for year in range(2019, 2023)]
    assert all(len(set(said.split(",")[:3])) == 1 for said in seen)


LOW_CHART = "/kommune?kommune=5061&visning=presentasjon&figur=trend"


def test_a_low_chart_is_drawn_as_high_as_the_screen_leaves_it(open_page):
    page = open_page(LOW_CHART, viewport={"width": 1440, "height": 900})
    page.locator(".chart:not([data-waiting]) .main-svg").first.wait_for()
    settled(page)
    drawn = page.locator(".chart .main-svg").first.bounding_box()
    figure = page.locator("[class*='st-key-figure_']").bounding_box()
    assert drawn["height"] >= 0.7 * 900
    assert figure["y"] >= -1 and figure["y"] + figure["height"] <= 901


CHARTS = {"many notes": "/okonomi?vis=utgifter&visning=presentasjon", "few notes": "/norden?visning=presentasjon"}


@pytest.mark.parametrize("size", ["projector", "four to three"])
@pytest.mark.parametrize("chart", CHARTS)
def test_a_chart_is_as_wide_as_the_screen_and_all_of_it_is_seen(open_page, size, chart):
    width, height = SIZES[size]
    page = open_page(CHARTS[chart], viewport={"width": width, "height": height}, color_scheme="dark")
    page.locator("[class*='st-key-chart_'], .js-plotly-plot").first.wait_for()
    settled(page)
    figure = page.locator("[class*='st-key-figure_']").bounding_box()
    assert figure["width"] >= 0.97 * width and figure["x"] >= -1
    assert figure["y"] >= -1 and figure["y"] + figure["height"] <= height + 1
    assert page.evaluate(FAULTS_OF_MAPS, 0) == []
