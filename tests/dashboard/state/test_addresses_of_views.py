"""Old and strange addresses: where they lead today. Lines are added here, never removed."""

import re
from pathlib import Path

import pytest
import streamlit as st

from dashboard import addresses, text
from dashboard.shell import migrations
from dashboard.state import lists, presentation

PAGES = {"", "kommune", "befolkning", "okonomi", "norden"}
ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize(
    ("path", "query", "leads_to"),
    [
        ("", "", None),
        ("kommune", "kommune=4601&inndeling=2024", None),
        ("befolkning", "vis=Vekst%20og%20nedgang&fra=2010", None),
        ("kommune", "tall=population&tall=robek", None),
        ("kommune", "vekt_folk=2", "/kommune?vekt_folk=2&avstand=egne-vekter"),
        ("kommune", "vekt_folk=2&avstand=uten-dobbelttelling", None),
        ("lovoppfyllelse", "vekt_1=2", "/?vekt_1=2&ukjent_side=lovoppfyllelse"),
        ("kart", "indikator=population", "/?indikator=population"),
        ("økonomi", "vis=gjeld", "/okonomi?vis=netto-lanegjeld"),
        ("okonomi/", "", "/okonomi"),
        ("", "indikator=land_area&%C3%A5r=2024", "/?indikator=land_area&aar=2024"),
        ("", "indikator=folketall", "/?indikator=population"),
        ("", "visning=presenter", "/?visning=presentasjon"),
        ("kommune", "kommune=4601&datasett=1a2b", "/kommune?kommune=4601&datasett=1a2b&inndeling=2020"),
        ("kommune", "kommune=4601&datasett=1a2b&inndeling=2024", None),
        ("kommune", "kommune=4601", None),
        ("finnes/ikke", "aar=2024", "/?aar=2024&ukjent_side=finnes%2Fikke"),
        ("<script>alert(1)</script>", "", "/?ukjent_side=%3Cscript%3Ealert%281%29%3C%2Fscript%3E"),
        ("/evil.example", "", "/?ukjent_side=evil.example"),
    ],
)
def test_an_old_address_leads_to_todays(path, query, leads_to):
    assert migrations.moved(path, query, PAGES) == leads_to


def test_an_address_that_was_sent_on_is_not_sent_on_again():
    moved = migrations.moved("finnes/ikke", "år=2024", PAGES)
    path, _, query = moved.removeprefix("/").partition("?")
    assert migrations.moved(path, query, PAGES) is None


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("Vekst og nedgang", "vekst-og-nedgang"),
        ("Én kommune", "en-kommune"),
        ("Størrelse", "storrelse"),
        ("5–6", "5-6"),
        ("Under 3 000 innbyggere", "under-3-000-innbyggere"),
        ("Delt på utgiftsbehovet", "delt-pa-utgiftsbehovet"),
        (2024, "2024"),
        (0.5, "0.5"),
    ],
)
def test_a_label_gets_a_short_name(label, name):
    assert text.slug(label) == name


def test_a_written_list_goes_into_an_address_and_comes_back():
    held = lists.write("1 000, 2.500 ;10000,, ")
    assert held == "1000.2500.10000"
    assert lists.read(held) == "1000, 2500, 10000"
    assert lists.read("1000, 5000") == "1000, 5000"  # as addresses held it before
    assert lists.read(lists.write("5000, 3000.5")) == "5000,3000.5"
    assert lists.read(lists.write("3000.5")) == "3000.5,"


def test_an_address_holds_only_signs_that_mail_and_chat_leave_alone():
    link = addresses.address("befolkning", {"vis": text.slug("Ålder – «ÆØÅ» (100 %)"), "fylke": None, "fra": 2010})
    assert re.fullmatch(r"[A-Za-z0-9._~/?&=-]+", link)
    assert link == "/befolkning?vis=alder-aeoa-100&fra=2010"


def test_addresses_lead_into_the_folder_that_the_program_is_served_from(monkeypatch):
    assert addresses.address("kilder", {}) == "/kilder"
    usual = st.get_option
    monkeypatch.setattr(st, "get_option", lambda name: "kommune-tall" if name == "server.baseUrlPath" else usual(name))
    link = addresses.address("befolkning", {"vis": "alder"})
    assert link == "/kommune-tall/befolkning?vis=alder"
    assert addresses.page_of(link) == "befolkning"
    presented = presentation.link_to(link, "pyramid")
    assert presented == "/kommune-tall/befolkning?vis=alder&visning=presentasjon&figur=pyramid"
    assert addresses.page_of(addresses.address("", {"indikator": "population"})) == ""


def test_every_choice_is_made_through_the_module_that_keeps_it_in_the_address():
    binding = [
        path.name
        for folder in ("pages", "dashboard")
        for path in (ROOT / folder).rglob("*.py")
        if re.search(r"bind\s*=", path.read_text(encoding="utf-8"))
    ]
    assert binding == ["choices.py"]


def test_no_page_has_streamlits_field_for_several_which_is_english_and_picks_what_nobody_sees():
    folders = (ROOT / "pages", ROOT / "dashboard")
    sources = [path for folder in folders for kind in ("*.py", "*.css", "*.js") for path in folder.rglob(kind)]
    assert not [path.name for path in sources if re.search("multi-?select", path.read_text("utf-8"), re.IGNORECASE)]
