"""Links: every choice is in them, they lead back to the view, and no link of any kind breaks a page.

HOSTILE_LINKS says how many links are tried that a mistyping or malicious person might; a hundred where it is not set.
"""

import os
import random
import re
import string
from urllib.parse import parse_qsl, quote, urljoin, urlsplit

import pytest
import requests
from conftest import program

from app import PAGES
from tests.viewer import Viewer

LONGEST_LINK = 1500
ADDRESSES = [entry.address for entry in PAGES]
WITH_FIGURES = [entry.address for entry in PAGES if entry.has_figures]
HOSTILE_LINKS = int(os.environ.get("HOSTILE_LINKS", "100"))
HOSTILE_LINKS_IN_FOLDERS = HOSTILE_LINKS // 5
WITHOUT_FIGURE = ("Velg", "WCAG", "Figurene samles her", "Eksempler")
"""What a page says that shows no figure: one that asks for a choice, on access, the empty presentation, open data."""
HTML = {"accept": "text/html"}


def test_the_first_visitor_ever_may_come_by_a_link_to_any_page(database, tmp_path):
    with program(database, tmp_path) as base, Viewer(base) as viewer:
        answer = viewer.open("/befolkning?vis=alder")
        assert not answer.page_not_found
        assert "Befolkning og sentralitet" in answer.text


@pytest.mark.parametrize("page", WITH_FIGURES)
def test_every_choice_is_in_the_link_and_the_link_leads_back(address, page):
    with Viewer(address) as viewer:
        answer = viewer.open(f"/{page}?kommune=4601")
        for label in list(answer.selectors):
            if label not in answer.selectors:  # another choice has taken it away
                continue
            answer = viewer.choose(answer, label, answer.selectors[label][-1])
            assert answer.links, (page, label)
            for link in set(answer.links):
                assert re.fullmatch(r"[A-Za-z0-9._~/?&=-]+", link), link
                assert len(address + link) < LONGEST_LINK
                assert "datasett" in dict(parse_qsl(urlsplit(link).query))
            with Viewer(address) as other:
                again = other.open(answer.links[-1])
            assert again.titles == answer.titles, (page, label, answer.links[-1])
            assert "Lenken har" not in again.text


def test_a_link_from_other_figures_says_so(address):
    with Viewer(address) as viewer:
        answer = viewer.open("/?indikator=population&datasett=0123456789ab")
        assert "Tallene er endret siden lenken ble laget" in answer.text
        assert "Tallene er endret" not in viewer.open(answer.links[0]).text


def test_links_begin_with_the_folder_that_the_program_is_hosted_in(hosted):
    folder = urlsplit(hosted).path
    with Viewer(hosted) as viewer:
        answer = viewer.open("/okonomi?kommune=4601")
        assert answer.links
        assert all(link.startswith(f"{folder}/okonomi?") for link in answer.links)
        again = requests.get(urljoin(hosted, answer.links[0]), headers=HTML, allow_redirects=False, timeout=20)
    assert again.status_code == 200


@pytest.mark.parametrize(
    ("old", "leads_to"),
    [
        ("/kart?indikator=folketall", "/?indikator=population"),
        ("/%C3%B8konomi?%C3%A5r=2024", "/okonomi?aar=2024"),
        ("/finnes/ikke?aar=2024", "/?aar=2024&ukjent_side=finnes%2Fikke"),
        ("/kommune?kommune=3001", "/kommune?kommune=3001&inndeling=2020"),
        ("/?fylke=30&aar=2022", "/?fylke=30&aar=2022&inndeling=2020"),
        ("/alternativer?vis=kommuner&enheter=300102", "/alternativer?vis=kommuner&enheter=300102&inndeling=2020"),
        ("/okonomi?kommune=4601&datasett=1a2b", "/okonomi?kommune=4601&datasett=1a2b&inndeling=2020"),
    ],
)
def test_the_server_sends_old_addresses_on(hosted, old, leads_to):
    answer = requests.get(hosted + old, headers=HTML, allow_redirects=False, timeout=10)
    assert answer.is_redirect
    assert answer.headers["location"] == urlsplit(hosted).path + leads_to


@pytest.mark.parametrize(
    "link", ["/kommune?kommune=5628", "/?kommune=4601", "/?fylke=31", "/?kommune=3001&inndeling=2024"]
)
def test_a_link_that_says_enough_is_left_as_it_is(address, link):
    assert not requests.get(address + link, headers=HTML, allow_redirects=False, timeout=10).is_redirect


def test_an_unknown_page_gets_a_norwegian_line(open_page):
    page = open_page("/finnes/ikke")
    page.get_by_text("Siden «finnes/ikke» finnes ikke. Viser kartet.").wait_for()
    assert page.get_by_text("Page not found").count() == 0


def test_back_and_forward_follow_the_choices(open_page):
    page = open_page("/?indikator=turnout_municipal&kommune=4601")
    heading = page.locator(".figure-head h2").first
    bergen = page.locator('path[data-code="4601"][aria-selected="true"]')
    bergen.wait_for(state="attached")
    page.locator('path[data-code="0301"]').press("Enter")
    page.wait_for_url("**kommune=0301")
    indicator = page.get_by_role("combobox", name="Indikator")
    indicator.click()
    indicator.fill("Utgiftsbehov")
    page.get_by_role("option", name="Utgiftsbehov", exact=True).click()
    page.wait_for_url("**indikator=expenditure_need**")
    page.get_by_role("heading", name=re.compile("^Utgiftsbehov")).wait_for()
    page.go_back()
    page.get_by_role("heading", name=re.compile("^Valgdeltakelse")).wait_for()
    page.locator('path[data-code="0301"][aria-selected="true"]').wait_for(state="attached")
    page.go_back()
    bergen.wait_for(state="attached")
    assert heading.inner_text().startswith("Valgdeltakelse")
    page.go_forward()
    page.locator('path[data-code="0301"][aria-selected="true"]').wait_for(state="attached")


def test_each_choice_is_one_entry_that_back_and_forward_return_to_also_across_pages(open_page):
    page = open_page("/okonomi")

    def rest():  # a press in the middle of a run may make an entry more, for what that run puts right
        page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for()

    rest()
    entries = page.evaluate("history.length")

    def press(name):
        rest()
        page.get_by_role("radio", name=name, exact=True).click()
        page.get_by_role("radio", name=name, exact=True, checked=True).wait_for()

    def shows(chosen, title="", **address):
        page.get_by_role("radio", name=chosen, exact=True, checked=True).wait_for()
        page.locator(".figure-head h2", has_text=title).first.wait_for()
        said = "&".join(sorted(f"{name}={value}" for name, value in address.items()))
        page.wait_for_function("said => said === location.search.slice(1).split('&').sort().join('&')", arg=said)

    press("Utgifter")
    press("KOSTRA-gruppe")
    shows("Utgifter", vis="utgifter", etter="kostra-gruppe")
    press("Netto lånegjeld")
    shows("Netto lånegjeld", "Netto lånegjeld", vis="netto-lanegjeld", etter="kostra-gruppe")
    rest()
    page.get_by_role("link", name="Befolkning og sentralitet").click()
    shows("Størrelse", "under 5 000 innbyggere")  # not what the other page calls the same
    assert "Lenken har" not in page.locator("body").inner_text()
    press("Alder")
    shows("Alder", "80 år", vis="alder")
    rest()
    page.get_by_role("radio", name="Alder", exact=True).click()  # chosen already
    assert page.evaluate("history.length") == entries + 5
    page.go_back()
    shows("Størrelse", "under 5 000 innbyggere")
    page.go_back()
    shows("Netto lånegjeld", "Netto lånegjeld", vis="netto-lanegjeld", etter="kostra-gruppe")
    page.go_back()
    shows("KOSTRA-gruppe", "Barnehage", vis="utgifter", etter="kostra-gruppe")
    page.go_forward()
    shows("Netto lånegjeld", "Netto lånegjeld", vis="netto-lanegjeld", etter="kostra-gruppe")
    rest()
    page.go_forward()
    shows("Størrelse", "under 5 000 innbyggere")
    rest()
    page.go_forward()
    shows("Alder", "80 år", vis="alder")
    assert page.evaluate("history.length") == entries + 5


def test_what_the_server_says_of_the_next_pages_choices_first_is_not_put_on_the_page_that_is_left(open_page):
    """Streamlit tells the browser of a page later than of its choices when both come at once, as to a busy browser."""
    page = open_page("/okonomi?vis=netto-lanegjeld")
    page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for()
    told = page.evaluate(
        """() => {
            const before = history.length;
            const link = [...document.querySelectorAll("a")].find((it) => it.pathname.endsWith("/befolkning"));
            const stay = (event) => { event.preventDefault(); event.stopPropagation(); };
            link.addEventListener("click", stay, { once: true });
            link.click();
            history.pushState({}, "", "/okonomi");
            const left = location.pathname + location.search;
            history.pushState({}, "", "/befolkning?vis=netto-lanegjeld");
            return [left, location.pathname + location.search, history.length - before];
        }"""
    )
    assert told == ["/okonomi?vis=netto-lanegjeld", "/befolkning", 1]


def test_quick_presses_on_back_and_forward_leave_the_history_as_it_is(open_page):
    page = open_page("/okonomi")
    for name, path in (("Befolkning og sentralitet", "befolkning"), ("Sammenheng", "sammenheng"), ("Norden", "norden")):
        page.get_by_role("link", name=name).click()
        page.wait_for_url(f"**/{path}*")
        page.get_by_role("link", name=name).and_(page.locator('[aria-current="page"]')).wait_for()
    entries = page.evaluate("history.length")
    for direction, path in (("back", "okonomi"), ("forward", "norden")):
        page.evaluate(f"for (const wait of [0, 60, 300]) setTimeout(() => history.{direction}(), wait)")
        page.wait_for_url(f"**/{path}*")
        page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for()
        page.locator(".figure-foot .source").first.wait_for()
        page.wait_for_url(f"**/{path}*")
        assert page.evaluate("history.length") == entries


def test_the_selection_follows_from_page_to_page_and_each_condition_is_a_press_from_gone(open_page):
    page = open_page("/okonomi?fylke=46")
    for condition in ("Sentralitet: Klasse 6 (minst sentral)", "Innbyggere: 0–999"):
        selector = page.get_by_role("combobox", name="Utvalg")
        selector.click()
        selector.fill(condition)
        page.get_by_role("option", name=condition).click()
        page.get_by_role("button", name=condition).wait_for()
    told = page.locator(".st-key-conditions_field")
    told.get_by_text(re.compile(r"^Utvalg: \d+ av 43 kommuner i Vestland\.")).wait_for()
    for menu, path in (("Befolkning og sentralitet", "befolkning"), ("Sammenheng", "sammenheng"), ("Kart", "")):
        page.get_by_role("link", name=menu, exact=True).click()
        page.wait_for_url(f"**/{path}?*utvalg=sentralitet-klasse-6-minst-sentral.innbyggere-0-999*")
        if path == "sammenheng":
            page.get_by_text("brukes ikke på denne siden").wait_for()
        else:
            page.locator(".figure-head .subtitle", has_text="av 43 kommuner i Vestland (Sentralitet").first.wait_for()
    told.get_by_role("button", name="Innbyggere: 0–999").click()
    page.wait_for_url(re.compile("utvalg=sentralitet-klasse-6-minst-sentral(&|$)"))
    page.go_back()
    told.get_by_role("button", name="Innbyggere: 0–999").wait_for()


def hostile_link(chance: random.Random) -> str:
    """A link such as a mistyping or malicious person might try; the same for the same state of `chance`."""
    names = [
        "indikator", "aar", "inndeling", "fylke", "kommune", "gruppe", "egne", "tall", "vis", "fra", "grenser", "dato",
        "grense", "maal", "hold", "etter", "mot", "regnskap", "visning", "datasett", "utvikling", "vekt_folk", "x",
    ]  # fmt: skip
    values = [
        "population", "land_area", "2020", "2024", "4601", "0301 Oslo", "1507", "46", "-1", "0", "1e400", "NaN", "",
        "null", "<script>alert(1)</script>", "'; DROP TABLE observation; --", "../../etc/passwd", "%00", "\u202e\u0000",
        "9" * 3000, "²", "٣", "å" * 200, "[](){}$`*_~#", "{{7*7}}", "true", "ja", "nei", "a.b.c", ".....", "ingen",
        "egen-liste", "statistiske-naboer", "presentasjon", "vekst-og-nedgang", "alder", "sentralitet", "gjeld",
    ]  # fmt: skip
    parts = []
    for _ in range(chance.randint(1, 6)):
        value = chance.choice(values)
        if chance.random() < 0.3:
            value = "".join(chance.choices(string.printable + "æøåÆØÅ🙂", k=chance.randint(1, 60)))
        parts.append(f"{chance.choice(names)}={quote(value) if chance.random() < 0.9 else value.strip()}")
    return f"/{chance.choice(ADDRESSES)}?{'&'.join(parts)}"


@pytest.mark.parametrize("path", ["", "kilder", "okonomi"])
def test_names_that_are_no_choices_are_left_out_of_links(address, path):
    with Viewer(address) as viewer:
        answer = viewer.open(f"/{path}?=uten-navn&choices=1&current_view=2&kommune=4601")
    assert not answer.failed and not answer.exceptions
    assert answer.links
    for link in answer.links:
        assert (
            not {"", "choices", "current_view"} & dict(parse_qsl(urlsplit(link).query, keep_blank_values=True)).keys()
        )
        assert len(link) < 1500


def test_no_link_breaks_a_page(hosted):
    chance = random.Random(8)
    with Viewer(hosted) as viewer:
        for _ in range(HOSTILE_LINKS_IN_FOLDERS if urlsplit(hosted).path else HOSTILE_LINKS):
            link = hostile_link(chance)
            assert requests.get(hosted + link, headers=HTML, timeout=30).status_code == 200, link
            answer = viewer.open(link)
            assert not answer.failed and not answer.exceptions, link
            assert answer.titles or any(words in answer.text for words in WITHOUT_FIGURE), link
