"""A figure that lacks a part of what defends it can't be made, and its files carry every part."""

import csv
import io
import re
from dataclasses import replace
from datetime import date

import openpyxl
import pandas as pd
import pytest
import streamlit as st

from dashboard import charts
from dashboard.data import queries
from dashboard.exports.slide_tables import Table
from dashboard.exports.slides import Content
from dashboard.exports.table_files import csv_bytes, xlsx_bytes
from dashboard.figures import figure_html
from dashboard.figures.citing import missing_line
from dashboard.figures.figure import Citation, Figure, FigureError, Panel
from dashboard.figures.figure_slides import slide
from dashboard.figures.pictures import ChartPicture, Drawing

CITATION = Citation(
    publisher="Statistisk sentralbyrå (SSB)",
    title="Befolkning",
    table_id="07459",
    url="https://www.ssb.no/statbank/table/07459",
    licence="CC BY 4.0",
    reference="1. januar 2026",
    retrieved=date(2026, 11, 20),
)
TABLE = pd.DataFrame(
    {
        "Kommune": ["Utsira", "=1+1"],
        "Nummer": ["1151", "0301"],
        "Andel (prosent)": [12.5, float("nan")],
        "Status": ["publisert tall", "ikke rapportert"],
    }
)
FIGURE = Figure(
    key="share",
    title="Utsira har minst",
    subtitle="Andel (prosent), 1. januar 2026",
    unit="prosent",
    alt="Tabell: Utsira har minst",
    citations=(CITATION,),
    table=lambda: TABLE,
    link="/?kommune=1151",
    version="abc123",
    missing="1 av 2 mangler: 1 ikke rapportert (Oslo)",
    decimals={"Andel (prosent)": 1},
    status_words=("Modellert – ikke målt",),
)


@pytest.mark.parametrize(
    ("part", "empty"),
    [
        ("title", ""),
        ("subtitle", ""),
        ("unit", ""),
        ("alt", ""),
        ("citations", ()),
        ("link", ""),
        ("version", ""),
        ("missing", ""),
    ],
)
def test_a_figure_without_a_part_cannot_be_made(part, empty):
    with pytest.raises(FigureError, match=f"«share» mangler {part}"):
        replace(FIGURE, **{part: empty})


def test_a_publisher_of_several_sources_is_said_once_and_every_source_has_its_link():
    others = [
        replace(CITATION, table_id="12134", url="https://example.org/12134"),
        replace(CITATION, publisher="Kartverket", table_id=None, title="Areal", url="https://example.org/area"),
        replace(CITATION, reference="1. januar 2020"),
    ]
    figure = replace(FIGURE, citations=(CITATION, *others))
    assert dict(figure.facts)["Kilde"] == "Statistisk sentralbyrå (SSB), tabell 07459, tabell 12134; Kartverket, Areal"
    foot = figure_html.foot(figure)
    assert re.findall(r"<a href='([^']*)'[^>]*>([^<]*)</a>", foot) == [
        (CITATION.url, "Statistisk sentralbyrå (SSB), tabell 07459"),
        ("https://example.org/12134", "tabell 12134"),
        ("https://example.org/area", "Kartverket, Areal"),
    ]


def test_the_source_line_says_source_reference_retrieval_and_dataset():
    assert FIGURE.source_line == (
        "Kilde: Statistisk sentralbyrå (SSB), tabell 07459. Gjelder: 1. januar 2026. Hentet: 20. november 2026. "
        "Datasett: abc123."
    )


def test_each_day_that_something_was_retrieved_on_is_told():
    later = replace(CITATION, retrieved=CITATION.retrieved.replace(day=28), table_id="12134")
    facts = dict(replace(FIGURE, citations=(later, CITATION)).facts)
    assert facts["Hentet"] == "20. november 2026; 28. november 2026"


def test_every_row_of_the_csv_has_source_status_and_missing_apart_from_zero():
    rows = list(csv.DictReader(io.StringIO(csv_bytes(TABLE, FIGURE.provenance).decode("utf-8-sig")), delimiter=";"))
    assert [row["Andel (prosent)"] for row in rows] == ["12,5", ""]
    assert [row["Nummer"] for row in rows] == ["1151", "0301"]
    facts = dict(FIGURE.facts)
    assert all(
        row[label] == facts[label] for row in rows for label in ("Kilde", "Gjelder", "Hentet", "Lisens", "Lenke")
    )


def test_numbers_in_the_csv_keep_what_the_figure_rounds_and_people_are_whole():
    table = pd.DataFrame(
        {"Andel (prosent)": [200 / 11, float("nan")], "Innbyggere": [5447.0, float("nan")], "Forhold": [1 / 3, 2.5]}
    )
    said = csv_bytes(table, FIGURE.provenance, {"Andel (prosent)": 1}).decode("utf-8-sig")
    rows = [list(row.values())[:3] for row in csv.DictReader(io.StringIO(said), delimiter=";")]
    assert rows == [["18,1818", "5447", "0,3333"], ["", "", "2,5"]]


def test_the_link_in_a_file_is_whole_where_the_server_is_known():
    link = FIGURE.link
    assert dict(FIGURE.provenance.at("https://tall.example/okonomi?vis=gjeld").facts)["Lenke"] == (
        f"https://tall.example{link}"
    )
    assert dict(FIGURE.provenance.at(None).facts)["Lenke"] == link


def test_the_workbook_has_numbers_as_numbers_text_as_text_and_a_source_sheet():
    workbook = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(TABLE, FIGURE.provenance, FIGURE.decimals)))
    rows = {row[0]: row[1:] for row in workbook["Tall"].iter_rows(min_row=5, values_only=True)}
    assert rows == {
        "Utsira": ("1151", 12.5, "publisert tall"),
        "=1+1": ("0301", None, "ikke rapportert"),
    }
    assert {cell.data_type for row in workbook["Tall"].iter_rows(min_row=5, max_col=1) for cell in row} == {"s"}
    facts = dict(row[:2] for row in workbook["Kilde"].iter_rows(values_only=True))
    assert facts["Tittel"] == FIGURE.title and facts["Status"] == "Modellert – ikke målt"
    assert facts.items() >= dict(FIGURE.facts).items()


def test_who_lacks_a_figure_is_named_with_the_reason():
    values = pd.DataFrame(
        {
            "name": ["Utsira", "Oslo - Oslove", "Modalen", "Bergen"],
            "value": [0.0, None, None, 4.0],
            "status": ["observed", "suppressed", "not_reported", "observed"],
        }
    )
    line = missing_line(values)
    assert line == "2 av 4 mangler: 1 ikke publisert (Oslo); 1 ikke rapportert (Modalen)"
    noted = values.assign(note=[None, "Fanget opp av skjerming", "Leverte ikke", None])
    assert missing_line(noted).endswith("(Oslo): Fanget opp av skjerming; 1 ikke rapportert (Modalen): Leverte ikke")
    assert missing_line(values.iloc[[0, 3]]) == "Ingen av 2 mangler"


def test_the_table_is_on_the_slide_of_what_is_drawn_for_the_page_alone():
    [(content, _)] = slide(Panel(FIGURE, Drawing(st.container))).contents
    assert isinstance(content, Table)


def test_a_chart_is_on_its_slide_though_no_page_has_drawn_it():
    rows = pd.DataFrame({"year": [2025, 2026], "value": [1.0, 2.0]})
    lines = charts.Lines(rows, charts.Axis("year", "År"), charts.Axis("value", "Innbyggere"))
    [(content, _)] = slide(Panel(FIGURE, ChartPicture(lambda: lines, "lines", FIGURE.alt))).contents
    assert isinstance(content, Content) and not isinstance(content, Table)


def test_a_measure_that_the_source_calls_otherwise_stands_beside_the_name_that_was_expected(shown):
    declared = queries.all_indicators(shown)["population"]
    assert "Navn som var ventet" not in figure_html.published_words(declared)
    renamed = replace(declared, contents="Personer1 Folk", expected_contents="Personer")
    words = figure_html.published_words(renamed)
    assert "<dt>Navn hos kilden</dt><dd>Personer1 Folk</dd>" in words
    assert "<dt>Navn som var ventet</dt><dd>Personer</dd>" in words
