"""The page «Lovoppfyllelse»: what is modelled says so wherever it is, and views of measured figures can be opened."""

import io
import re

import openpyxl
import pandas as pd
import pytest
from conftest import DESKTOP, opening, program, tools
from PIL import Image
from pptx import Presentation
from viewer import Viewer

from dashboard.views.compliance.pattern import BANNER, MARK

A4_PX = {"width": 680, "height": 1032}  # within the margins that page.css gives it

FIFTH = re.compile("((nest )?(laveste|høyeste)|midterste) femdel")
PATTERN_MAP = ".st-key-figure_pattern_map"


def map_labels(page):
    page.locator("path[data-code]").first.wait_for()
    return page.locator("path[data-code]").evaluate_all(
        "paths => Object.fromEntries(paths.map(p => [p.dataset.code, p.getAttribute('aria-label')]))"
    )


def test_a_modelled_fifth_says_so_wherever_it_is_and_cannot_be_sorted(open_page):
    page = open_page("/lovoppfyllelse?vis=kart&kommune=1151")
    frame = page.locator(PATTERN_MAP)
    assert frame.locator(".status").inner_text() == BANNER
    labels = map_labels(page)
    assert len(labels) == 357
    said = re.compile(rf": {FIFTH.pattern} \(anslag\) .*Nivået er mellom \d\d og \d\d ", re.I)
    assert all(said.search(label) for label in labels.values())
    assert all("modellert, ikke målt" in label for label in labels.values())
    page.locator("path[data-code='1151']").focus()
    tip = frame.locator(".tip")
    assert "Laveste femdel (anslag)" in tip.inner_text() and "MODELLERT – ikke målt" in tip.inner_text()
    assert "MODELLERT – ikke målt" in frame.locator(".legend").inner_text()
    assert set(frame.locator(".mark text").all_text_contents()) == {MARK}

    listed = frame.locator(".list")
    names = listed.locator("tbody tr[data-code]").evaluate_all("rows => rows.map(row => row.children[1].textContent)")
    assert len(names) == 357 and names[0] == "Alstahaug" and names[-1] == "Åsnes"
    assert listed.locator("thead button:enabled").count() == 0
    assert not listed.locator("thead .rank").is_visible()

    tools(frame).get_by_role("button", name="Vis som tabell").click()
    rows = page.locator(".st-key-rows_pattern_map tbody tr")
    rows.first.wait_for()
    table = rows.evaluate_all("rows => rows.map(row => [...row.children].map(cell => cell.textContent))")
    assert len(table) == 357 and all(FIFTH.fullmatch(row[3]) and row[6] == "Modellert – ikke målt" for row in table)
    assert page.locator(".st-key-rows_pattern_map thead button").count() == 0


def test_the_warning_and_more_than_half_of_the_map_are_in_sight_at_once(open_page):
    page = open_page("/lovoppfyllelse?vis=kart")
    page.locator("path[data-code]").first.wait_for()
    warning = page.locator(f"{PATTERN_MAP} .status").bounding_box()
    drawing = page.locator(f"{PATTERN_MAP} .municipality-map").bounding_box()
    assert warning["y"] + warning["height"] <= drawing["y"] < DESKTOP["height"] - 0.6 * drawing["height"]


def test_every_file_of_the_pattern_has_the_banner(open_page):
    page = open_page("/lovoppfyllelse?vis=kart")
    page.locator("path[data-code]").first.wait_for()
    frame = page.locator(PATTERN_MAP)

    def file(name, within=frame):
        opened = tools(within)
        with page.expect_download() as download:
            opened.get_by_role("button", name=re.compile(rf"^{name}( \(|$)")).click()
        page.keyboard.press("Escape")
        return download.value.path()

    table = pd.read_csv(file("CSV"), sep=";", dtype=str)
    assert table["modellert_femdel"].str.fullmatch(FIFTH.pattern).all() and (table["Status (figuren)"] == BANNER).all()
    book = openpyxl.load_workbook(io.BytesIO(file("Excel").read_bytes()))
    assert book["Tall"].cell(row=4, column=4).value == "modellert_femdel" and book["Tall"].auto_filter.ref is None
    assert BANNER in [cell.value for cell in book["Kilde"]["B"]]
    deck = Presentation(io.BytesIO(file("PowerPoint").read_bytes()))
    assert BANNER in " ".join(shape.text_frame.text for shape in deck.slides[0].shapes if shape.has_text_frame)

    formula = file("SVG", page.locator(".st-key-figure_pattern_formula")).read_text(encoding="utf-8")
    assert "hvor fort mønsteret stiger" in formula and "Modellert – ikke målt" in formula
    svg = file("SVG").read_text(encoding="utf-8")
    lines = re.findall(r'<text ([^>]*class="status"[^>]*)>([^<]*)</text>', svg)
    assert " ".join(words for _, words in lines) == BANNER
    assert svg.count(f">{MARK}</text>") > 8  # so that a crop of the map keeps some
    picture = Image.open(io.BytesIO(file("PNG").read_bytes())).convert("L")
    for attributes, _ in lines:
        x, y, size = (float(re.search(f'\\b{name}="([0-9.]+)"', attributes)[1]) for name in ("x", "y", "font-size"))
        scale = picture.width / 1920
        inked = picture.crop((int(x * scale), int((y - size) * scale), int((x + 400) * scale), int(y * scale)))
        assert inked.getextrema()[0] < 100, "the banner is not in the PNG"


def test_the_curve_is_what_the_illustration_begins_with_and_its_map_is_a_press_away(open_page):
    page = open_page("/lovoppfyllelse")
    chart = page.locator(".st-key-figure_pattern_plane .chart")
    chart.locator(".scatterlayer text", has_text="60 prosent").wait_for()
    assert chart.locator(".annotation-text").first.text_content() == MARK
    page.get_by_role("radio", name="Kart").click()
    page.wait_for_url("**vis=kart**")
    before = map_labels(page)
    slider = page.get_by_role("slider", name="Sentralitet mot størrelse")
    slider.focus()
    for _ in range(3):
        slider.press("ArrowRight")
    page.wait_for_url("**sentralitet=65**")
    page.get_by_text("Sentralitet teller 65 prosent og størrelse 35 prosent").first.wait_for()
    page.wait_for_function(
        """before => [...document.querySelectorAll('*')].some(node => node.shadowRoot?.querySelector('path[data-code]')
            && [...node.shadowRoot.querySelectorAll('path[data-code]')]
                .some(path => path.getAttribute('aria-label') !== before[path.dataset.code]))""",
        arg=before,
    )


@pytest.fixture(scope="module")
def measured_address(measured_database, tmp_path_factory):
    with program(measured_database, tmp_path_factory.mktemp("measured_server")) as base:
        yield base


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("", "4 plikter er målt i åpne tall, i "),
        ("kilde=menon", "Grad av lovoppfyllelse (Menon/KDD 2022): medianen er"),
        (
            "kilde=menon&omraade=area_01&inndeling=2024",
            "Grad av lovoppfyllelse (Menon/KDD 2022): Barnehage: medianen er",
        ),
        ("kilde=menon&vis=etter-gruppe&etter=storrelse", "medianen er 74,8 prosent i kommuner med 0–999 innbyggere"),
        ("kilde=menon&vis=sammenhenger&mot=okonomi&fylke=46", "Når størrelse og økonomi er like"),
        ("kilde=menon&vis=en-kommune&kommune=0301", "Oslo mangler tall for 1 av 3: Barnehage: Pedagognorm."),
        ("kilde=menon&vis=en-kommune&kommune=0301&gruppe=egen-liste", "ingen i kommunene på egen liste har tall"),
        ("kilde=plikter&vis=en-kommune", "Velg en kommune øverst for å se den alene."),
        ("kilde=plikter", "4 plikter er målt i åpne tall, i "),
        ("kilde=plikter&vis=kart&indirekte=ja&vekt_1=4", "av 9 plikter, egen vekting: medianen er"),
        ("kilde=plikter&vis=kart&vekt_1=0&vekt_2=0&vekt_3=0&vekt_4=0", "Ingen plikter teller med disse valgene."),
        ("kilde=plikter&vis=dette-vet-vi", "Utvalgets funn om størrelse går igjen i "),
    ],
)
def test_views_of_measured_figures_open_without_anything_modelled(measured_address, query, said):
    with Viewer(measured_address) as viewer:
        answer = viewer.open(f"/lovoppfyllelse?{query}")
    assert not answer.failed and not answer.exceptions
    assert said in answer.text
    assert "modellert" not in answer.text.lower()


def test_on_paper_the_row_of_maps_begins_on_the_first_page(measured_address, browser):
    with opening(browser, measured_address) as open_page:
        page = open_page("/lovoppfyllelse", viewport=A4_PX)
        figure = page.locator(".st-key-figure_compliance_duties")
        figure.locator("button[data-name] svg path").first.wait_for()
        page.emulate_media(media="print")
        maps = figure.locator("button[data-name]")
        # A figure that is held together and taller than what is left of a page leaves the page to its heading.
        assert figure.evaluate("node => getComputedStyle(node).breakInside") == "auto"
        assert {one.evaluate("node => getComputedStyle(node).breakInside") for one in maps.all()} == {"avoid"}
        assert maps.first.bounding_box()["y"] + maps.first.bounding_box()["height"] < A4_PX["height"]


def test_a_table_is_folded_only_where_that_hides_three_rows(open_page):
    """The commission's table would hide one of its eight rows on a desktop, and hides more where rows are taller."""
    page = open_page("/lovoppfyllelse?kilde=plikter&vis=kommisjonens-bord", viewport=DESKTOP)
    table = page.locator(".st-key-figure_commission")
    table.locator("tbody tr").last.wait_for()
    press = table.get_by_role("button", name="Vis alle 8 rader")
    hidden = """box => [...box.querySelectorAll("tbody tr")].filter(
        row => row.getBoundingClientRect().bottom > box.getBoundingClientRect().bottom + 1).length"""
    assert not press.is_visible()
    assert table.locator(".scroll").evaluate(hidden) == 0
    page.set_viewport_size({"width": 640, "height": 900})
    press.wait_for()
    assert table.locator(".scroll").evaluate(hidden) >= 3
