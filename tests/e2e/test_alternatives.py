"""The page «Regneeksempler» as users meet it: a merger on the map, its link and files; links that mean nothing."""

import io
import re

import openpyxl
import pytest
from conftest import PHONE, tools
from viewer import Viewer

from dashboard.data import queries
from dashboard.views.alternatives.alternatives import STANDING_LINE
from dashboard.views.alternatives.merger_country import AFTER, BEFORE

A4_PX = {"width": 680, "height": 1032}  # within the margins that page.css gives it
MAP = ".st-key-figure_merger_map"
HEADINGS = re.compile(r"<h2[^>]*>(.*?)</h2>")


def headings(answer):
    html = [element.html.body for element in answer.elements if element.WhichOneof("type") == "html"]
    return [heading.replace("\u00a0", " ") for body in html for heading in HEADINGS.findall(body)]


def messages(answer):
    told = [element.alert.body for element in answer.elements if element.WhichOneof("type") == "alert"]
    return " ".join(told).replace("\u00a0", " ").replace("\\", "")


def test_two_municipalities_become_one_on_the_map_in_the_link_and_in_the_files(open_page):
    page = open_page("/alternativer?vis=kommuner&inndeling=2024")
    assert page.locator("h1").inner_text() == "Regneeksempler"
    assert STANDING_LINE in page.locator(".figure-foot b").first.inner_text()
    lines = page.locator(f"{MAP} .lines .line")
    assert not lines.get_attribute("d")
    page.locator("path[data-code='1532']").press("Enter")
    page.get_by_text("1532 Giske").first.wait_for()
    page.locator("path[data-code='1515']").press("Enter")
    page.locator(f"{MAP} h2", has_text="Herøy (Møre og Romsdal) og Giske blir én enhet med 17").wait_for()
    page.locator(f"{MAP} .lines .line[d^=M]").wait_for(state="attached")
    assert "enheter=151532" in page.url
    page.locator(f"{MAP} .count", has_text="Viser 356 av 356 kommuner og nye enheter").wait_for()
    page.get_by_placeholder("Finn kommune").fill("giske")
    assert page.locator(f"{MAP} tbody tr:visible .name").all_inner_texts() == ["Herøy (Møre og Romsdal) og Giske"]
    label = page.locator("path[data-code='1532']").get_attribute("aria-label")
    assert "Ny enhet: Herøy (Møre og Romsdal) og Giske" in label

    tools(page.locator(".st-key-figure_merger_unit"))
    with page.expect_download() as download:
        page.get_by_role("button", name="Excel (XLSX)").click()
    book = openpyxl.load_workbook(io.BytesIO(download.value.path().read_bytes()))
    facts = dict(book["Kilde"].iter_rows(values_only=True))
    assert "enheter=151532" in facts["Lenke"] and STANDING_LINE in facts["Merknader"]
    rows = {row[0]: row for row in book["Tall"].iter_rows(min_row=5, values_only=True)}
    told = rows["Innbyggere 2026"]
    own, *parts = told[1], *told[3:5]
    assert own == sum(parts) > 17_000


def test_two_hundred_merged_fit_a_phone(open_page):
    page = open_page("/alternativer?vis=kommuner&maate=regel&minst=5000", viewport=PHONE)
    page.locator(f"{MAP} path[data-code]").first.wait_for()
    merged = int(re.match(r"\d+", page.locator(f"{MAP} h2").inner_text()).group())
    assert merged > 200
    assert len(page.locator(f"{MAP} .lines .line").get_attribute("d")) > 5000
    for words in (AFTER, BEFORE):
        page.locator(".st-key-drawn_merger_country").get_by_text(words).wait_for()
    assert page.locator('[data-testid="stMain"]').evaluate("e => e.scrollWidth <= e.clientWidth")
    page.get_by_role("button", name="Endre resultatet selv").click()
    page.wait_for_url(re.compile(r"enheter=11\d+"))
    page.get_by_role("button", name="Ny enhet", exact=True).first.wait_for()
    assert page.locator(f"{MAP} h2").inner_text().startswith(f"{merged} kommuner blir ")


ALL_OF_VIKEN = "30" + "".join(f"{place:02d}" for place in range(1, 55))


@pytest.mark.parametrize(
    ("query", "heading", "told"),
    [
        ("vis=oppgaver", "174 av 357 kommuner har under 5 000 innbyggere; 7,2 prosent av innbyggerne bor der", ""),
        ("vis=oppgaver&kriterium=centrality_class", "212 av 357 kommuner er i klasse 5 og 6", ""),
        ("vis=oppgaver&grense=1", "Ingen av 357 kommuner har under 1 innbyggere", ""),
        ("vis=oppgaver&grense=999999999", "Alle 357 kommuner har under 999 999 999 innbyggere; 100,0 prosent", ""),
        ("vis=oppgaver&grense=abc&kriterium=compliance_pattern&inndeling=2020", "174 av 356", "«abc» er ikke et tall"),
        ("vis=kommuner&enheter=", "Ingen er slått sammen: 357 kommuner", ""),
        ("vis=kommuner&enheter=1507", "Ingen er slått sammen: 356 kommuner", ""),
        (
            "vis=kommuner&enheter=150880&inndeling=2020",
            "Ingen er slått sammen",
            "1507 er én kommune i inndelingen 356 · 2020–2023",
        ),
        ("vis=kommuner&enheter=300102&inndeling=2024", "Moss og Halden", "hører til en annen inndeling"),
        ("vis=kommuner&enheter=150880", "Ålesund og Haram blir én enhet med 69 123 innbyggere", ""),
        ("vis=kommuner&maate=regel&minst=1", "Ingen er slått sammen", "har minst 1 innbyggere"),
        (
            "vis=kommuner&maate=regel&sjekk=0&inndeling=2020",
            "232 kommuner blir",
            "andre sammenslåinger enn da lenken ble laget",
        ),
        (f"vis=kommuner&maate=regel&fylke=30&laas={ALL_OF_VIKEN}", "Ingen er slått sammen", "Alle kommunene er låst"),
        ("vis=tilskudd", "88 kommuner får mer og 252 får mindre; 4 525 millioner kroner skifter kommune", ""),
        ("vis=samarbeid&kommune=1151", "Utsira har ingen naboer på land", ""),
        ("vis=samarbeid", "Kommuneloven § 17-1", "Velg en kommune"),
    ],
)
def test_a_link_shows_its_example_or_says_why_not(address, query, heading, told):
    with Viewer(address) as viewer:
        answer = viewer.open(f"/alternativer?{query}")
    assert not answer.failed and not answer.exceptions
    assert any(heading in found for found in headings(answer)), headings(answer)
    assert told in messages(answer)


def test_several_are_chosen_by_name_and_what_is_not_meant_is_not(open_page):
    page = open_page("/alternativer?vis=kommuner&inndeling=2024")
    field = page.get_by_role("combobox", name="Kommuner i enheten")
    field.fill("Tana")
    page.get_by_role("option", name="5628 Tana").wait_for()
    field.press("Enter")
    page.wait_for_url(re.compile(r"enheter=5628\b"))
    field.fill("Nesseby, 5632, Ingensteds")
    field.press("Enter")
    page.wait_for_url(re.compile(r"enheter=56283236\b"))
    assert field.input_value() == "Ingensteds"
    page.get_by_role("option", name="Fant ikke «Ingensteds»").wait_for()
    page.get_by_role("button", name="Fjern 5632 Båtsfjord").click()
    page.wait_for_url(re.compile(r"enheter=562836\b"))
    page.locator(f"{MAP} h2", has_text="blir én enhet med").wait_for()
    assert page.get_by_text("Select").count() == 0


def test_all_municipalities_can_be_one(address, shown):
    counties = {}
    with Viewer(address) as viewer:
        for code in queries.municipalities(shown, "2024")["code"]:
            counties.setdefault(code[:2], []).append(code[2:])
        everybody = ".".join(county + "".join(rest) for county, rest in counties.items())
        answer = viewer.open(f"/alternativer?vis=kommuner&enheter={everybody}")
    assert len(everybody) < 1000
    assert any("357 kommuner blir 1" in heading for heading in headings(answer))


def test_a_wide_table_is_as_wide_as_the_paper_and_no_number_in_it_is_broken(open_page):
    page = open_page("/alternativer?kommune=4628&vis=samarbeid", viewport=A4_PX)
    table = page.get_by_role("table", name="Området")
    table.wait_for()
    page.emulate_media(media="print")
    assert table.evaluate("table => table.getBoundingClientRect().right") <= A4_PX["width"]
    numbers = table.locator("tbody .number:not(.words)")
    assert numbers.evaluate_all("cells => cells.filter((cell) => cell.scrollWidth > cell.clientWidth).length") == 0
    assert numbers.first.evaluate("cell => getComputedStyle(cell).whiteSpace") == "nowrap"
    assert page.evaluate("document.documentElement.scrollWidth") <= A4_PX["width"]
