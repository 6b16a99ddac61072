"""The municipality's page in a browser: from a link to a slide, by keyboard, on a phone, on paper, and bad links."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from conftest import DESKTOP, PHONE
from pptx import Presentation


def said(presentation):
    return "\n".join(
        shape.text_frame.text for page in presentation.slides for shape in page.shapes if shape.has_text_frame
    )


def assert_one_a4(page):
    page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for()  # paper is of the whole page
    printed = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", printed)) == 1
    width, height = (float(number) for number in re.search(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", printed).groups())
    assert (round(width), round(height)) == (595, 842)


@pytest.mark.parametrize(("viewport", "longest"), [(DESKTOP, 3500), (PHONE, 6000)])
def test_all_that_is_said_of_a_municipality_is_a_page_of_bounded_length(open_page, viewport, longest):
    page = open_page("/kommune?kommune=5628&vis=alder&sammen=region", viewport=viewport)
    page.get_by_role("heading", name=re.compile("^Rundt Tana: 7 naboer på land")).wait_for()
    page.get_by_role("button", name="Spill årene").wait_for()
    page.get_by_role("button", name="Alt som regneark").wait_for()
    page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for()
    height = page.get_by_test_id("stMain").evaluate("main => main.scrollHeight")
    assert 0.7 * longest < height <= longest


@pytest.mark.parametrize(("part", "counted"), [("side-om-side", "12 tall"), ("region", "8 kommuner")])
def test_tables_end_at_whole_rows_with_a_way_to_the_rest(open_page, part, counted):
    page = open_page(f"/kommune?kommune=5628&sammen={part}")
    rows = page.locator(".beside tbody tr")
    rows.first.wait_for()
    shown = [row for row in rows.all() if row.is_visible()]
    assert 0 < len(shown) < rows.count()
    box = page.locator(".beside").bounding_box()
    last = shown[-1].bounding_box()
    assert last["y"] + last["height"] <= box["y"] + box["height"] + 1
    page.get_by_text(f"Vis alle {counted}").click()
    rows.last.wait_for(state="visible")


def test_a_long_table_of_peers_ends_at_a_whole_row_with_a_way_to_the_rest(open_page):
    page = open_page("/kommune?kommune=5628&sammen=hvem-de-er")
    table = page.locator(".st-key-figure_peers")
    press = table.get_by_role("button", name="Vis alle 28 rader")
    press.wait_for()
    box = table.locator(".scroll").bounding_box()
    ends = [row["y"] + row["height"] for row in (one.bounding_box() for one in table.locator("tbody tr").all())]
    assert min(abs(end - box["y"] - box["height"]) for end in ends) <= 2
    press.click()
    assert table.locator(".scroll").bounding_box()["height"] > 28 * 20
    table.get_by_role("button", name="Vis færre rader").wait_for()


def test_a_box_of_figures_has_the_cursor_in_its_field_and_its_list_inside_the_window(open_page):
    page = open_page("/kommune?kommune=1151", viewport=DESKTOP)
    page.get_by_role("button", name="Velg blant").click()
    field = page.get_by_test_id("stPopoverBody").get_by_role("combobox")
    field.wait_for()
    page.wait_for_function("document.activeElement.shadowRoot?.activeElement?.getAttribute('role') === 'combobox'")
    page.keyboard.type("a")
    found = page.get_by_test_id("stPopoverBody").get_by_role("listbox")
    found.wait_for()
    box = found.bounding_box()
    assert box["height"] > 100 and box["y"] + box["height"] <= DESKTOP["height"]


def test_from_a_link_to_a_slide_in_five_clicks_by_keyboard_alone(open_page):
    page = open_page("/kommune?inndeling=2024")
    acts = 0
    field = page.get_by_role("combobox", name="Kommune")
    field.focus()
    page.keyboard.type("kvitsoey")
    page.keyboard.press("Enter")
    acts += 1
    page.wait_for_url("**kommune=1144**")
    page.locator(".st-key-sheet_strips .said li").first.wait_for(state="attached")
    page.get_by_role("button", name="Arket som lysbilde").focus()
    with page.expect_download() as download:
        page.keyboard.press("Enter")
        acts += 1
    assert acts <= 5
    deck = Presentation(download.value.path())
    assert len(deck.slides) == 1
    sentences = page.locator(".st-key-sheet_strips .said li").all_text_contents()
    assert len(sentences) == 4 and all(sentence in said(deck) for sentence in sentences)
    assert "Kilde: Statistisk sentralbyrå" in said(deck)


def test_the_own_municipality_and_list_follow_to_the_next_visit_until_they_are_taken_away(open_page):
    page = open_page("/kommune?inndeling=2024")
    base = page.url.partition("/kommune")[0]

    def visit(path, **expected):
        page.goto(base + path)
        page.locator(".figure-foot .source").first.wait_for()
        said = parse_qs(urlsplit(page.url).query)
        assert {name: said.get(name, [None])[0] for name in expected} == expected, (path, page.url)

    visit("/befolkning", kommune=None)  # nothing is remembered before anything is chosen
    page.goto(f"{base}/kommune?inndeling=2024")
    field = page.get_by_role("combobox", name="Kommune")
    field.focus()
    page.keyboard.type("kvitsoey")
    page.keyboard.press("Enter")
    page.wait_for_url("**kommune=1144**")
    page.get_by_role("heading", name="Kvitsøy kommune").wait_for()
    page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for()  # the page is drawn anew
    peers = page.get_by_role("combobox", name="Sammenlign med")
    peers.focus()
    peers.fill("Egen liste")
    page.keyboard.press("Enter")
    own = page.get_by_role("textbox", name=re.compile("Egne kommuner"))
    own.fill("Utsira, 1818")
    own.press("Enter")
    page.wait_for_url("**egne=1151.1818**")
    page.get_by_text("kommunene på egen liste", exact=False).first.wait_for()

    visit("/befolkning", kommune="1144", gruppe=None)
    visit("/kommune", kommune="1144", gruppe="egen-liste", egne="1151.1818")
    visit("/kommune?kommune=0301", kommune="0301", egne=None)  # what a link says comes first, and is not remembered
    visit("/kommune", kommune="1144", egne="1151.1818")
    page.get_by_role("button", name="Fjern valgt kommune").click()
    page.wait_for_url(lambda url: "kommune=" not in url)
    visit("/befolkning", kommune=None)


def test_every_peer_is_read_by_arrow_keys_and_the_source_is_one_press_away(open_page):
    page = open_page("/kommune?kommune=1151&inndeling=2024")
    row = page.locator(".st-key-role_strips .row[data-indicator='population']")
    row.locator("svg.drawing").focus()
    heard = []
    for _ in range(8):
        page.keyboard.press("ArrowRight")
        heard.append(row.locator(".label").inner_text().replace("\u00a0", " "))
    assert heard[0] == "Utsira: 219 innbyggere" and heard[-1] == "Leka: 596 innbyggere"
    assert len(set(heard)) == 8
    row.locator("summary").focus()
    page.keyboard.press("Enter")
    card = row.locator("details dl")
    assert "Alle de 7 sammenlignbare kommunene har tall" in card.inner_text()
    assert card.get_by_role("link", name=re.compile("tabell 07459")).get_attribute("href").startswith("https://")


def test_the_page_fits_a_phone_and_the_sheet_one_a4(open_page):
    page = open_page("/kommune?kommune=1580&inndeling=2024&gruppe=statistiske-naboer", viewport=PHONE)
    page.locator(".beside table").wait_for()
    page.wait_for_function("document.querySelector('[data-testid=stMain]').scrollWidth <= innerWidth")
    frames = page.locator("[class*='st-key-figure_']")
    assert frames.count() >= 5
    for frame in frames.all():
        assert frame.locator(".source").first.inner_text().startswith("Kilde: ")
    assert_one_a4(page)


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE])
@pytest.mark.parametrize(
    ("query", "field", "said"),
    [
        ("framaar=2036", "framaar", "År framover"),
        ("vis=alder", "pyramideaar", "Pyramidens år"),
        ("vis=alder", "pyramidemot", "Legg over"),
    ],
)
def test_a_choice_of_years_says_what_it_is(open_page, viewport, query, field, said):
    page = open_page(f"/kommune?kommune=5061&{query}", viewport=viewport)
    label = page.locator(f".st-key-{field}_field").get_by_text(said)
    label.wait_for()
    assert label.bounding_box()["width"] > 40 and label.bounding_box()["height"] > 10


@pytest.mark.parametrize("code", ["1151", "1144"])
def test_the_sheet_with_most_to_say_fits_one_a4(open_page, code):
    page = open_page(f"/kommune?inndeling=2024&kommune={code}")
    page.locator(".st-key-sheet_strips .limits li").last.wait_for(state="attached")
    page.locator(".st-key-figure_sheet .figure-foot .source").wait_for()
    assert_one_a4(page)


@pytest.mark.parametrize(
    ("query", "told"),
    [
        (
            "kommune=3001&inndeling=2024",
            "Kommunenummer 3001 er ikke i bruk i inndelingen 357 · i dag. Viser 3101 Halden.",
        ),
        ("kommune=1151&inndeling=2024&gruppe=naboer", "Det er ingen andre i gruppen (nabokommunene på land)."),
        ("kommune=1151&gruppe=egen-liste&egne=9999.atlantis", "Kjenner ikke «9999» og «atlantis»"),
        ("kommune=1151&gruppe=venner&tall=finnes_ikke&med=%3Cb%3E&utvikling=tull", "«tull»"),
    ],
)
def test_a_bad_link_is_told_and_the_page_is_shown(open_page, query, told):
    page = open_page(f"/kommune?{query}")
    page.get_by_text(told, exact=False).first.wait_for()
    page.locator(".st-key-sheet_strips .said li").first.wait_for(state="attached")
    assert page.get_by_text("Traceback").count() == 0


def test_nothing_lies_over_the_index_wherever_the_page_is_and_while_it_is_run(open_page):
    page = open_page("/kommune?kommune=5061&vis=alder", viewport={"width": 1440, "height": 900})
    page.get_by_role("button", name="Spill årene").wait_for()
    over = page.evaluate("""() => {
        const links = [...document.querySelectorAll('.sections a')];
        const main = document.querySelector('[data-testid="stMain"]');
        const over = new Set();
        for (let top = 400; top < main.scrollHeight - innerHeight; top += 45) {
            main.scrollTo({ top, behavior: 'instant' });
            for (const link of links) {
                const { x, y, width, height } = link.getBoundingClientRect();
                const seen = document.elementFromPoint(x + width / 2, y + height / 2);
                if (seen !== link) over.add(`${seen?.tagName} ${seen?.className} over ${link.textContent}`);
            }
        }
        return [...over];
    }""")
    assert over == []
    index = page.locator("[data-testid='stElementContainer']:has(.sections)")
    index.evaluate("node => { node.style.opacity = 0.33; }")  # as Streamlit makes what a run has not come to
    assert index.evaluate("node => getComputedStyle(node).opacity") == "1"


def test_the_locator_draws_the_whole_country_around_the_municipality(open_page):
    page = open_page("/kommune?kommune=1870")
    page.locator("svg.locator").first.wait_for()
    width, height = page.locator("svg.locator").first.evaluate(
        "map => [map.viewBox.baseVal.width, map.viewBox.baseVal.height]"
    )
    land = page.locator("svg.locator path").first.evaluate("path => [path.getBBox().width, path.getBBox().height]")
    assert land[0] > 0.8 * width and land[1] > 0.8 * height
