"""The front page in a browser: the map, its figures, links, files and bad addresses."""

import io
import random
import re
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

import duckdb
import openpyxl
import pandas as pd
import pytest
import requests
from conftest import tools
from PIL import Image


def ask(database, sql, *parameters):
    with duckdb.connect(str(database), read_only=True) as connection:
        return connection.execute(sql, parameters).fetchall()


def norwegian(value, decimals):
    text = f"{abs(value):,.{decimals}f}".replace(",", "\u00a0").replace(".", ",")
    return f"\u2212{text}" if value < 0 and re.search("[1-9]", text) else text


def choose(page, label, option):
    selector = page.get_by_role("combobox", name=label)
    selector.click()
    selector.fill(option)
    page.get_by_role("option", name=option, exact=True).click()


def address_of(page):
    return {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}


def test_a_link_to_a_municipality_has_its_row_in_sight_in_the_list(open_page):
    page = open_page("/?indikator=robek&kommune=5001")
    row = page.locator('.list tr[data-code="5001"]')
    page.wait_for_function(
        """row => {
            const [list, own] = [row.closest('.scroller'), row].map((node) => node.getBoundingClientRect());
            return own.height > 0 && own.top > list.top && own.bottom < list.bottom;
        }""",
        arg=row.element_handle(),
    )
    assert row.inner_text().split("\n")[-1].strip().endswith("Ikke i ROBEK")
    assert page.locator(".legend li").last.inner_text() == "Trondheim - Tråante: Ikke i ROBEK"


@pytest.mark.parametrize("division", ["2020", "2024"])
def test_every_municipality_is_on_the_map_filled_or_hatched(open_page, database, division):
    page = open_page(f"/?inndeling={division}")
    page.locator("path[data-code]").first.wait_for()
    shapes = page.locator("path[data-code]").evaluate_all(
        "paths => paths.map(p => [p.dataset.code, p.dataset.class, getComputedStyle(p).fill])"
    )
    register = [code for (code,) in ask(database, "SELECT code FROM municipality WHERE division = ?", division)]
    assert [code for code, _, _ in shapes] == sorted(register)
    assert all(class_ and fill not in ("none", "rgb(0, 0, 0)") for _, class_, fill in shapes)


def test_the_parts_of_a_split_municipality_are_chosen_each_by_itself(open_page):
    page = open_page("/?inndeling=2024&indikator=population&aar=2026")
    aalesund, haram = (page.locator(f'path[data-code="{code}"]') for code in ("1508", "1580"))
    assert aalesund.get_attribute("aria-label").startswith("Ålesund: 59\u00a0663\u00a0innbyggere (1. januar 2026)")
    assert haram.get_attribute("aria-label").startswith("Haram: 9\u00a0460\u00a0innbyggere (1. januar 2026)")
    haram.dispatch_event("click")
    page.locator('path[data-code="1580"][aria-selected="true"]').wait_for()
    assert aalesund.get_attribute("aria-selected") == "false"
    page.wait_for_url("**kommune=1580*")


def test_map_table_and_database_agree(open_page, database):
    chooser = random.Random(20261120)
    series = ask(
        database,
        """
        SELECT DISTINCT indicator_id, division, year, decimals FROM observation JOIN indicator USING (indicator_id)
        WHERE value IS NOT NULL AND scale IN ('amount', 'change') ORDER BY ALL
        """,
    )
    for indicator, division, year, decimals in chooser.sample(series, 5):
        page = open_page(f"/?indikator={indicator}&inndeling={division}&aar={year}")
        page.locator("path[data-code]").first.wait_for()
        tools(page.locator(".st-key-figure_map")).get_by_role("button", name="Vis som tabell").click()
        page.locator("tbody tr th").first.wait_for()
        table = {
            cells[1]: cells[3]
            for cells in page.locator(".st-key-rows_map tbody tr").evaluate_all(
                "rows => rows.map(row => [...row.children].map(cell => cell.textContent))"
            )
        }
        figures = ask(
            database,
            "SELECT code, value FROM observation WHERE indicator_id = ? AND division = ? AND year = ? ORDER BY code",
            indicator, division, year,
        )  # fmt: skip
        assert len(table) == len(figures)
        for code, value in chooser.sample(figures, 4):
            shown = "–" if value is None else norwegian(value, decimals)
            assert table[code] == shown, (indicator, division, year, code)
            label = page.locator(f'path[data-code~="{code}"]').get_attribute("aria-label")
            if value is not None:
                assert shown.lstrip("\u2212") in label and str(year) in label, (indicator, division, year, code, label)


def test_another_indicator_costs_little_and_keeps_zoom_and_choice(open_page):
    page = open_page("/?kommune=4601")
    page.locator('path[data-code="4601"][aria-selected="true"]').wait_for()
    page.get_by_role("button", name="Zoom inn").click()
    layer = page.locator("svg.municipality-map g[transform]").first
    page.wait_for_function("e => !e.getAttribute('transform').includes('scale(1.0000)')", arg=layer.element_handle())
    zoom = layer.get_attribute("transform")
    received = []
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    # Binary frames are reported in base64: four characters for three bytes.
    session.on(
        "Network.webSocketFrameReceived",
        lambda event: received.append(len(event["response"]["payloadData"]) * 3 / 4),
    )
    session.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
    choose(page, "Indikator", "Utgiftsbehov")
    page.get_by_role("heading", name=re.compile("^Utgiftsbehov:")).wait_for()
    page.locator('path[data-code="1151"][data-class="-"]').wait_for(state="attached")
    page.wait_for_url("**indikator=expenditure_need**")
    assert sum(received) <= 10_000, received
    assert layer.get_attribute("transform") == zoom
    assert page.locator('path[data-code="4601"]').get_attribute("aria-selected") == "true"
    assert address_of(page)["kommune"].startswith("4601")


def test_a_group_is_shown_alone_and_is_in_the_link(open_page, database):
    page = open_page("/?indikator=population&aar=2026&inndeling=2024")
    choose(page, "Utvalg", "Distriktskommuner: sentralitetsklasse 5–6")
    page.get_by_text("Viser 212 av 357 kommuner").wait_for()
    subtitle = page.locator(".figure-head .subtitle").inner_text()
    assert "212 av 357 kommuner (Distriktskommuner: sentralitetsklasse 5–6)" in subtitle
    median = ask(
        database,
        """
        SELECT median(value) FROM observation JOIN municipality USING (division, code)
        WHERE indicator_id = 'population' AND year = 2026 AND division = '2024' AND centrality_class >= 5
        """,
    )[0][0]
    title = page.locator(".figure-head h2").inner_text()
    assert f"medianen for 212 kommuner er {norwegian(median, 0)}, fra 219 (Utsira) til " in title
    assert page.locator("path[data-outside]").count() == 357 - 212
    again = open_page(f"/?{urlsplit(page.url).query}")
    again.get_by_text("Viser 212 av 357 kommuner").wait_for()


def test_a_map_that_was_made_anew_leaves_the_words_around_it_to_the_newest(open_page):
    page = open_page("/?indikator=population&inndeling=2024")
    page.locator(".figure-head h2", has_text="Innbyggere").wait_for()
    page.evaluate(
        """async () => {
          const links = [...document.querySelectorAll("link")].map(({ href }) => href);
          const { need } = await import(links.find((href) => /first-[0-9a-f]{12}/.test(href)));
          const { default: draw, settings } = need("municipality_map");
          const place = document.querySelector('[class*="st-key-figure_"]').appendChild(document.createElement("div"));
          const parentElement = place.attachShadow({ mode: "open" });
          const figures = links.find((href) => href.includes("tall/kart")).replace("population", "population_80_plus");
          draw({ data: { key: "anew", figures }, parentElement, setTriggerValue() {}, settings });
        }"""
    )
    page.locator(".figure-head h2", has_text="80 år").wait_for()
    page.get_by_role("combobox", name="Indikator").click()  # the page still answers
    page.get_by_role("listbox").wait_for()
    assert "80 år" in page.locator(".figure-head h2").inner_text()


def test_missing_is_hatched_with_its_reason_and_never_zero(open_page):
    page = open_page("/?indikator=expenditure_need&inndeling=2024")
    utsira = page.locator('path[data-code="1151"]')
    utsira.wait_for(state="attached")
    assert utsira.get_attribute("data-class") == "-"
    assert "ikke i vårt kildegrunnlag" in utsira.get_attribute("aria-label")
    assert (
        "2 av 357 mangler: 2 ikke i vårt kildegrunnlag (Utsira og Modalen)"
        in page.locator(".figure-foot .note", has_text="mangler").inner_text()
    )
    assert page.get_by_text("Mangler (2)").is_visible()


def test_who_cannot_be_compared_is_told_and_has_no_class_and_no_rank(open_page):
    page = open_page("/?indikator=net_loan_debt&inndeling=2024")
    oslo = page.locator('path[data-code="0301"]')
    oslo.wait_for(state="attached")
    assert oslo.get_attribute("data-class") == "!"
    assert "Kan ikke sammenlignes: Oslo er også fylkeskommune" in oslo.get_attribute("aria-label")
    assert page.get_by_text("Kan ikke sammenlignes (1)").is_visible()
    page.get_by_role("searchbox", name="Finn kommune").fill("oslo")
    row = page.locator('tr[data-code="0301"]')
    row.wait_for()
    assert row.locator("td").first.inner_text().strip() == ""


def test_the_cut_of_weakness_is_moved_and_the_list_names_the_areas_worst_first(open_page):
    page = open_page("/?indikator=weak_areas&inndeling=2024&andel=25")
    page.get_by_role(
        "heading", name="51 av 355 kommuner med tall er i svakeste fjerdedel på minst tre av fem"
    ).wait_for()
    first = page.locator(".list tbody tr:not([hidden])").first
    assert "Fire områder: " in first.inner_text() and "kompetanse" in first.inner_text()
    assert "Med grensen ved 15, 20 og 25 prosent er 17, 32 og 51 kommuner" in page.locator(".figure-foot").inner_text()
    slider = page.get_by_role("slider", name="Hvor mange prosent")
    slider.focus()
    page.keyboard.press("ArrowLeft")
    page.get_by_role("heading", name="32 av 355 kommuner med tall er i svakeste femdel").wait_for()


def test_a_click_and_the_keyboard_choose_a_municipality(open_page):
    page = open_page("/")
    oslo = page.locator('path[data-code="0301"]')
    oslo.wait_for()
    oslo.focus()
    page.keyboard.press("Enter")
    page.locator('path[data-code="0301"][aria-selected="true"]').wait_for(state="attached")
    page.wait_for_url("**kommune=0301**")
    page.get_by_role("searchbox", name="Finn kommune").fill("utsi")
    page.locator("tbody tr[data-code='1151'] button").click()
    page.wait_for_url("**kommune=1151**")


def test_a_copied_link_reproduces_the_view(open_page, address):
    page = open_page(
        "/?indikator=turnout_municipal&inndeling=2024&fylke=46&kommune=4601",
        permissions=["clipboard-read", "clipboard-write"],
    )
    title = page.locator(".figure-head h2").inner_text()
    tools(page.locator(".st-key-figure_map")).get_by_role("button", name="Kopier lenke").click()
    page.get_by_text("Lenke kopiert").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    parameters = {name: values[0] for name, values in parse_qs(urlsplit(copied).query).items()}
    assert parameters["indikator"] == "turnout_municipal"
    assert parameters["kommune"] == "4601" and parameters["fylke"] == "46" and parameters["inndeling"] == "2024"
    again = open_page(copied.removeprefix(address))
    assert again.locator(".figure-head h2").inner_text() == title
    again.locator('path[data-code="4601"][aria-selected="true"]').wait_for(state="attached")


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("indikator=finnes_ikke", "Vi kjenner ikke indikatoren «finnes_ikke». Viser Innbyggere."),
        ("aar=1789", "Innbyggere har ikke tall for «1789»."),
        ("aar=²", "har ikke tall for «²»"),
        ("inndeling=1838", "Vi kjenner ikke kommuneinndelingen «1838». Viser 357 · i dag."),
        ("kommune=9999", "Vi kjenner ikke kommunen «9999»."),
        ("fylke=99", "Fylket «99» finnes ikke"),
        ("inndeling=2024&kommune=3001", "Viser 3101 Halden."),
        ("inndeling=2020&kommune=1580", "Viser 1507 Ålesund."),
        ("inndeling=2024&kommune=1507", "delt i 1508 Ålesund og 1580 Haram"),
        ("kommune=" + "9" * 5000, "Vi kjenner ikke kommunen «" + "9" * 40 + "…»."),
        ("indikator=<script>alert(1)</script>", "Vi kjenner ikke indikatoren «<script>alert(1)</script>»."),
        ("indikator=population&indikator=land_area", "Lenken har «indikator» flere ganger; den siste gjelder."),
    ],
)
def test_a_bad_link_gets_a_friendly_line_and_a_view(open_page, query, said):
    page = open_page(f"/?{query}")
    page.get_by_text(said, exact=False).first.wait_for()
    assert page.locator(".figure-head h2").inner_text()
    assert page.get_by_text("Traceback").count() == 0


def test_files_carry_figures_and_their_source(open_page, database):
    page = open_page("/?indikator=expenditure_need&inndeling=2024")
    tools(page.locator(".st-key-figure_map"))
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV").click()
    table = pd.read_csv(download.value.path(), sep=";", decimal=",", dtype={"Nummer": str})
    assert len(table) == 357
    assert table["Kilde"].str.contains("Grønt hefte", case=False).all() or table["Kilde"].notna().all()
    column = next(name for name in table if name.startswith("Utgiftsbehov"))
    figures = dict(ask(
        database,
        "SELECT code, value FROM observation WHERE indicator_id = 'expenditure_need' AND division = '2024'",
    ))  # fmt: skip
    assert {c: v for c, v in zip(table["Nummer"], table[column], strict=True) if v == v} == {
        code: value for code, value in figures.items() if value is not None
    }
    with page.expect_download() as download:
        page.get_by_role("button", name="Excel").click()
    workbook = openpyxl.load_workbook(io.BytesIO(download.value.path().read_bytes()))
    assert workbook.sheetnames == ["Tall", "Kilde"]
    facts = dict(row[:2] for row in workbook["Kilde"].iter_rows(values_only=True))
    assert {"Kilde", "Gjelder", "Hentet", "Datasett", "Lisens", "Mangler", "Lenke"} <= facts.keys()
    assert isinstance(workbook["Tall"].cell(row=5, column=4).value, float)


def downloaded(page, button):
    opened = tools(page.locator(".st-key-figure_map"))
    with page.expect_download() as download:
        opened.get_by_role("button", name=button, exact=True).click()
    return download.value.path()


def test_the_picture_is_what_is_on_the_screen(open_page, address):
    page = open_page("/?indikator=population&kommune=1151")
    page.locator("path[data-code]").first.wait_for()
    title = page.locator(".figure-head h2").inner_text()
    legend = page.locator(".legend li").all_inner_texts()
    on_screen = page.locator("path[data-code]").evaluate_all("paths => paths.map(p => p.dataset.class).sort()")
    picture = ElementTree.parse(downloaded(page, "SVG")).getroot()

    def words(kind):
        return [node.text for node in picture.iterfind(".//{*}text") if node.get("class") == kind]

    shapes = [node for node in picture.iterfind(".//{*}path") if node.get("data-code")]
    assert sorted(node.get("data-class") for node in shapes) == on_screen
    assert " ".join(words("title")) == title
    assert len(legend) == 6 and legend == words("legend")[1:]
    assert legend[-1] == "Utsira: 219\u00a0innbyggere"
    source = " ".join(words("source"))
    assert all(label in source for label in ("Kilde: ", "Gjelder: ", "Hentet: ", "Datasett: "))
    [(short, whole)] = [(" ".join(t.text for t in link), link.get("href")) for link in picture.iterfind(".//{*}a")]
    assert urlsplit(whole).netloc == urlsplit(address).netloc == short.split("/")[0]
    assert open_page(short.removeprefix(urlsplit(address).netloc)).locator(".figure-head h2").inner_text() == title


@pytest.mark.parametrize(("button", "size"), [("PNG", (3840, 2160)), ("PNG, kvadrat", (2800, 2800))])
def test_a_picture_in_points_has_every_class_of_the_map_and_its_words(open_page, button, size):
    page = open_page("/?indikator=population&kommune=1151")
    shapes = page.locator("path[data-code]")
    shapes.first.wait_for()
    fills = set(shapes.evaluate_all("paths => paths.map(p => getComputedStyle(p).fill)"))
    picture = Image.open(downloaded(page, button)).convert("RGB")
    assert picture.size == size
    drawn = {f"rgb{colour}" for count, colour in picture.getcolors(2**24) if count > 1000}
    assert len(fills) == 5 and fills <= drawn, fills - drawn
    for part in ((0, 0, size[0], 300), (0, size[1] - 250, size[0], size[1])):  # title, and source with link
        dark = picture.crop(part).convert("L").point(lambda level: level < 128).getbbox()
        assert dark and dark[2] - dark[0] > size[0] / 3


def test_a_municipality_is_found_by_any_name_or_number_and_let_go(open_page):
    page = open_page("/?inndeling=2024")
    field = page.get_by_role("combobox", name="Kommune")
    spelled = [("tromso", "5501"), ("hámmer", "5603"), ("karasjok", "5610"), ("oslo kommune", "0301")]
    for typed, code in [*spelled, ("nord aurdal", "3451"), ("301", "0301"), ("K-4601", "4601")]:
        field.click()
        field.fill(typed)
        field.press("Enter")
        page.wait_for_url(f"**kommune={code}**")
    field.fill("ingen slik kommune")
    page.get_by_role("option", name="Ingen kommune heter det").wait_for()
    field.press("Escape")
    assert field.input_value() == "4601 Bergen"
    page.get_by_role("button", name="Fjern valgt kommune").click()
    page.wait_for_url(lambda url: "kommune" not in url)


@pytest.mark.parametrize(
    ("typed", "offered", "told"),
    [
        ("søgne", "4204 Kristiansand Søgne, til 2019", "1018 Søgne gikk ut etter 2019."),
        ("5441", "5628 Tana - Deatnu 5441 Deatnu - Tana, til 2023", "Kommunenummer 5441 er ikke i bruk"),
    ],
)
def test_a_former_municipality_leads_to_todays_and_says_so(open_page, typed, offered, told):
    page = open_page("/")
    field = page.get_by_role("combobox", name="Kommune")
    field.fill(typed)
    page.get_by_role("option", name=re.compile(f"^{re.escape(offered)}")).wait_for()
    field.press("Enter")
    page.get_by_text(told).wait_for()
    assert field.input_value().startswith(offered[:9])
    page.locator(f'path[data-code="{offered[:4]}"][aria-selected="true"]').wait_for(state="attached")
    listed = page.get_by_placeholder("Finn kommune")
    listed.fill(typed)
    page.get_by_text(re.compile(r"Viser 1 av 357 kommuner\. .*: nå ")).wait_for()


def test_the_division_follows_from_page_to_page(open_page):
    page = open_page("/")
    page.get_by_role("radio", name="356 · 2020–2023").click()
    page.locator(".subtitle", has_text="inndelingen 356 · 2020–2023").first.wait_for()
    for entry in ("Kommune", "Befolkning og sentralitet", "Økonomi og kostnader", "Kilder og metode", "Kart"):
        page.get_by_role("link", name=entry, exact=True).first.click()
        page.get_by_role("heading", level=1, name=entry if entry != "Kart" else "Generalistkommunen i tall").wait_for()
        page.locator(".subtitle", has_text="inndelingen 356 · 2020–2023").first.wait_for()
        assert address_of(page)["inndeling"] == "2020"


def test_a_name_typed_before_the_names_have_come_is_found_when_they_have(open_page):
    page = open_page("/?inndeling=2024")
    held = []
    page.route("**/static/municipalities-*.json", lambda request: held.append(request))
    page.reload()
    field = page.get_by_role("combobox", name="Kommune")
    field.fill("tromso")
    page.get_by_role("option", name="Henter navnene").wait_for()
    field.press("Enter")
    for request in held:
        request.continue_()
    page.wait_for_url("**kommune=5501**")


def test_the_server_says_norwegian_health_and_security(address, database):
    for page in ("", "kommune", "kilder?plikt=ja"):
        answer = requests.get(f"{address}/{page}", headers={"accept": "text/html"}, timeout=10)
        assert '<html lang="nb"' in answer.text, page
    assert "default-src 'self'" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    version = ask(database, "SELECT version FROM load ORDER BY load_id DESC LIMIT 1")[0][0]
    health = requests.get(f"{address}/health", timeout=10)
    assert (health.status_code, health.text.strip()) == (200, f"ok {version}")


def test_the_findings_lead_to_views_that_show_them(open_page, database):
    page = open_page("/")
    links = page.locator(".findings a")
    assert 6 <= links.count() <= 14
    small, everybody = ask(
        database,
        """
        SELECT count(*) FILTER (value < 5000), count(*) FROM observation
        WHERE indicator_id = 'population' AND division = '2024' AND year = 2026
        """,
    )[0]
    assert (small, everybody) == (174, 357)
    assert links.first.inner_text().startswith(f"{small} av {everybody} kommuner har under 5\u00a0000 innbyggere")
    links.nth(2).click()
    page.get_by_role("heading", name=re.compile("^Folketallsendring, fem år")).wait_for()


def test_the_map_runs_through_its_years_in_the_same_classes_until_it_is_stopped(open_page):
    page = open_page("/?indikator=population&aar=2022")
    page.locator(".st-key-figure_map .legend li").first.wait_for()
    classes = page.locator(".st-key-figure_map .legend li", has_not_text="Mangler").all_inner_texts()
    page.get_by_role("button", name="Spill årene").click()
    page.locator(".st-key-player_map .year").get_by_text("2024", exact=True).wait_for()
    page.get_by_role("button", name="Pause").click()
    assert re.search(r"aar=20(24|25)", page.url)
    now = page.locator(".st-key-figure_map .legend li", has_not_text="Mangler").all_inner_texts()
    assert [text.split(" (")[0] for text in now] == [text.split(" (")[0] for text in classes]


def test_who_wants_less_motion_goes_on_a_year_at_a_press(open_page):
    page = open_page("/?indikator=population&aar=2022", reduced_motion="reduce")
    page.get_by_role("button", name="Neste år").click()
    page.locator(".st-key-player_map .year").get_by_text("2023", exact=True).wait_for()
    assert "aar=2023" in page.url


def test_every_choice_of_a_narrow_selector_is_read_whole(open_page):
    page = open_page("/", viewport={"width": 1440, "height": 900})
    page.locator(".st-key-municipality_map path[data-code]").first.wait_for()
    page.get_by_role("combobox", name="Utvalg").click()
    page.get_by_role("option", name="Innbyggere: 50 000 eller flere").wait_for()
    cut = page.get_by_role("option").evaluate_all("""(options) => options.filter((option) => {
        const words = document.createRange();
        words.selectNodeContents(option);
        const [drawn, list] = [words, option.closest('[data-testid="stSelectboxVirtualDropdown"]')]
            .map((one) => one.getBoundingClientRect());
        return drawn.right > list.right || list.right > innerWidth || list.left < 0;
    }).map((option) => option.textContent)""")
    assert cut == []
