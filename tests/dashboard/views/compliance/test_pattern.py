"""The illustration: a pattern that is drawn and not measured, and says so whatever is cut out of it."""

import csv
import io
import zipfile
from dataclasses import replace
from itertools import product

import numpy as np
import openpyxl
import pandas as pd
import pytest
from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE_TYPE

from dashboard.data import compliance_queries, queries
from dashboard.exports import archive, slide_charts, slides
from dashboard.exports.table_files import csv_bytes, xlsx_bytes
from dashboard.figures.figure_slides import slide
from dashboard.figures.page_context import PageContext
from dashboard.figures.plotly_charts import plotly_chart
from dashboard.measures.pattern import CORNERS, FIFTHS, Setting
from dashboard.state.selection import Selection
from dashboard.views.compliance import pattern

DIVISION = "2020"
MIDDLE = Setting()


@pytest.fixture
def embedded(shown):
    return shown


def context(database, **choices):
    return PageContext(database, Selection("population", 2026, DIVISION, **choices), "lovoppfyllelse", {})


@pytest.mark.parametrize("division", ["2020", "2024"])
def test_every_municipality_has_a_fifth_and_the_levels_of_all_settings(embedded, division):
    table = pattern.pattern_map(replace_division(embedded, division), MIDDLE).figure.table()
    assert len(table) == len(queries.municipalities(embedded, division))
    counts = table["modellert_femdel"].value_counts()
    assert set(counts.index) == set(FIFTHS) and counts.max() - counts.min() <= 1
    assert set(table["Status"]) == {"Modellert – ikke målt"}
    assert (table["modellert_lavest"] <= table["modellert_hoyest"]).all()
    assert table["modellert_lavest"].min() >= 50 and table["modellert_hoyest"].max() <= 99


def replace_division(database, division):
    return replace(context(database), selection=Selection("population", 2026, division))


def by_formula(database, setting):
    """The levels by the formula and the numbers on the page, from the figures themselves."""
    numbers = compliance_queries.pattern_coefficients(database, DIVISION).set_index("symbol")["value"]
    people = queries.values(database, "population", DIVISION, 2026).set_index("code")["value"]
    index = queries.values(database, "centrality_index", DIVISION, 2024).set_index("code")["value"]
    income = queries.values(database, "free_income_corrected", DIVISION, 2025).set_index("code")
    z_n = (np.log(people) - numbers["Middel ln N"]) / numbers["Avvik ln N"]
    z_c = (index - numbers["Middel C"]) / numbers["Avvik C"]
    z_e = (income["value"].where(income["comparable"]) - numbers["Middel E"]) / numbers["Avvik E"]
    m = setting.weight / 100 * z_c + (1 - setting.weight / 100) * z_n
    level = numbers["Gulv"] + numbers["Spenn"] / (1 + np.exp(-setting.steepness * m))
    p = (z_e / numbers["God økonomi"]).clip(0, 1).fillna(0)
    return level + setting.share / 100 * p * (numbers["Gulv"] + numbers["Spenn"] - level)


def test_the_span_of_a_municipality_is_that_of_the_formula_over_every_setting_of_the_sliders(embedded):
    table = pattern.pattern_map(context(embedded), MIDDLE).figure.table().set_index("Nummer")
    settings = product(np.arange(0.5, 2.01, 0.25), range(25, 76, 5), range(0, 31, 10))
    levels = pd.concat([by_formula(embedded, Setting(*one)) for one in settings], axis=1)
    np.testing.assert_array_equal(table["modellert_lavest"], np.floor(levels.min(axis=1)).reindex(table.index))
    np.testing.assert_array_equal(table["modellert_hoyest"], np.ceil(levels.max(axis=1)).reindex(table.index))


def test_the_fifths_follow_the_order_of_the_curve_and_the_stored_ones_are_those_of_the_middle(embedded):
    for setting in (MIDDLE, Setting(2.0, 75, 30)):
        table = pattern.pattern_map(context(embedded), setting).figure.table().set_index("Nummer")
        order = by_formula(embedded, setting).rank(method="first").reindex(table.index)
        fifths = np.ceil(5 * order / len(order)).astype(int).map(dict(enumerate(FIFTHS, start=1)))
        assert table["modellert_femdel"].tolist() == fifths.tolist()
    stored = queries.values(embedded, compliance_queries.PATTERN, DIVISION, 2026).set_index("code")["value"]
    middle = pattern._values(context(embedded), MIDDLE).set_index("code")["value"]
    pd.testing.assert_series_equal(stored, middle, check_names=False)


def test_a_line_on_the_plane_is_where_the_curve_has_its_level(embedded):
    panel = pattern.plane(context(embedded), Setting(1.25, 60, 0))
    chart = panel.picture.described
    assert [curve.name for curve in chart.curves] == ["60 prosent", "70 prosent", "80 prosent", "90 prosent"]
    assert "nivåene 60, 70, 80 og 90 på kurven (modellert)" in panel.figure.subtitle
    numbers = compliance_queries.pattern_coefficients(embedded, DIVISION).set_index("symbol")["value"]
    for curve in chart.curves:
        for people, index in curve.frame.itertuples(index=False):
            z_n = (np.log(people) - numbers["Middel ln N"]) / numbers["Avvik ln N"]
            z_c = (index - numbers["Middel C"]) / numbers["Avvik C"]
            level = numbers["Gulv"] + numbers["Spenn"] / (1 + np.exp(-1.25 * (0.6 * z_c + 0.4 * z_n)))
            assert level == pytest.approx(float(curve.name.split()[0]))
    assert len(chart.frame) == len(queries.municipalities(embedded, DIVISION)) and chart.mark == pattern.MARK


def test_the_pattern_cannot_be_ranked_or_sorted_and_is_marked_all_over(embedded):
    panel = pattern.pattern_map(context(embedded), MIDDLE)
    assert not panel.figure.sortable
    assert panel.figure.table()["Nummer"].is_monotonic_increasing
    view = panel.picture.described
    assert view.modelled and not view.ranked and view.mark == "MODELLERT – IKKE MÅLT"
    assert {label.lower() for label in view.value_labels.values()} == {f"{name} (anslag)" for name in FIFTHS}
    utsira = view.codes.index("1151")
    levels = [by_formula(embedded, setting)["1151"] for setting in CORNERS]
    low, high = min(levels), max(levels)
    told = f"mellom {int(np.floor(low))} og {int(np.ceil(high))}"
    assert view.details[utsira] == told
    assert view.notes[utsira] == f"Nivået er {told} etter hvordan kurven trekkes og hvor mye god økonomi teller"


def test_who_is_steady_is_so_in_every_setting_that_can_be_chosen(embedded):
    """Fjord moves two fifths in one of them, which is none of the corners."""
    chosen = product(np.arange(0.5, 2.01, 0.25), range(25, 76, 5), range(0, 31, 10))
    levels = pd.DataFrame([by_formula(embedded, Setting(*one)) for one in chosen])
    fifths = np.ceil(levels.rank(axis=1, method="first", pct=True) * 5)
    steady = int((fifths.max() - fifths.min() <= 1).sum())
    notes = pattern.plane(context(embedded), MIDDLE).figure.notes
    assert any(note.startswith(f"{steady} av {levels.shape[1]} kommuner flyttes høyst én femdel") for note in notes)
    assert fifths["1578"].max() - fifths["1578"].min() == 2


@pytest.mark.parametrize(("share", "said"), [(0, ""), (10, " I denne innstillingen teller også kommunens økonomi.")])
def test_the_banner_says_so_where_economy_counts_too(embedded, share, said):
    for make in (pattern.pattern_map, pattern.plane):
        figure = make(context(embedded), replace(MIDDLE, share=share)).figure
        assert figure.status_words == (f"{pattern.BANNER}{said}",)
        assert f"{pattern.BANNER}{said}" in figure.alt


def test_files_of_the_pattern_say_that_it_is_modelled(embedded):
    figure = pattern.pattern_map(context(embedded), MIDDLE).figure
    rows = list(
        csv.DictReader(io.StringIO(csv_bytes(figure.table(), figure.provenance).decode("utf-8-sig")), delimiter=";")
    )
    assert all(row["modellert_femdel"] in FIFTHS for row in rows)
    assert all(row["Status"] == "Modellert – ikke målt" and row["Status (figuren)"] == pattern.BANNER for row in rows)
    book = openpyxl.load_workbook(
        io.BytesIO(xlsx_bytes(figure.table(), figure.provenance, figure.decimals, figure.sortable))
    )
    assert "modellert" in book["Tall"]["A2"].value.lower()
    assert [cell.value for cell in book["Tall"][4]] == [
        "Kommune", "Nummer", "Fylke", "modellert_femdel", "modellert_lavest", "modellert_hoyest", "Status",
    ]  # fmt: skip
    assert book["Tall"].auto_filter.ref is None
    assert pattern.BANNER in [row[1] for row in book["Kilde"].iter_rows(values_only=True)]


def test_slides_of_the_pattern_are_marked_inside_the_map_and_the_chart(embedded):
    def slide_of(panel):
        deck = Presentation(io.BytesIO(slides.deck([slide(panel)], "http://x", "Mønster")))
        return list(deck.slides[0].shapes)

    group = next(
        s for s in slide_of(pattern.pattern_map(context(embedded), MIDDLE)) if s.shape_type == MSO_SHAPE_TYPE.GROUP
    )
    marks = [shape for shape in group.shapes if shape.has_text_frame and shape.text_frame.text == pattern.MARK]
    assert len(marks) > 2
    chart = next(s for s in slide_of(pattern.plane(context(embedded), MIDDLE)) if s.has_chart).chart
    assert chart.chart_title.text_frame.text == pattern.MARK


def test_the_pattern_is_offered_nowhere_else(embedded):
    offered = queries.indicators(embedded)
    assert compliance_queries.PATTERN in queries.all_indicators(embedded)
    assert not [i for i in offered.values() if i.indicator_id == compliance_queries.PATTERN or i.kind == "modelled"]


def test_the_archive_of_everything_leaves_the_pattern_out(embedded):
    with zipfile.ZipFile(io.BytesIO(archive.parquet_zip(embedded))) as files:
        names = files.namelist()
        assert "observation/indicator_id=population/part-0.parquet" in names
        assert not [name for name in names if "compliance" in name]
        assert "Mønsterkartet er ikke med: det er modellert" in files.read("LESMEG.txt").decode()


def test_the_fifths_have_the_same_colours_on_the_map_the_chart_and_its_slide(embedded):
    shades = dict(
        zip(FIFTHS, pattern.pattern_map(context(embedded), MIDDLE).picture.described.colours.light, strict=True)
    )
    chart = pattern.plane(context(embedded), MIDDLE).picture.described
    assert chart.group_colours == shades
    drawn = {one.name: one.colour for one in slide_charts.content(chart).series if one.name in shades}
    palest = FIFTHS[0]
    assert drawn.keys() == shades.keys()
    assert drawn | {palest: ""} == shades | {palest: ""}
    # A pale dot is the same hue a little darker on a slide, where some programs leave out its edge.
    shares = [
        drawn_ / shade
        for drawn_, shade in zip(bytes.fromhex(drawn[palest][1:]), bytes.fromhex(shades[palest][1:]), strict=True)
    ]
    assert 0.85 < min(shares) <= max(shares) < 1 and max(shares) - min(shares) < 0.01


def test_the_ring_on_the_plane_has_its_municipality_in_words(embedded):
    here = context(embedded, municipality="5061")
    said = pattern.plane(here, MIDDLE).figure.notes[0]
    fifth = pattern._values(here, MIDDLE).set_index("code").at["5061", "value"]
    assert said.startswith(f"Rindal: {FIFTHS[int(fifth) - 1]} (anslag), nivået er mellom ")
    assert not any("Rindal" in note for note in pattern.plane(context(embedded), MIDDLE).figure.notes)


def test_the_levels_of_the_curve_are_written_over_the_dots_and_shorter_where_the_chart_is_narrow(embedded):
    drawn = plotly_chart(pattern.plane(context(embedded), MIDDLE).picture.described).data
    written = [place for place, trace in enumerate(drawn) if trace.mode == "text"]
    assert written and min(written) > max(place for place, trace in enumerate(drawn) if trace.mode == "markers")
    for place in written:
        (wide,), (narrow,) = drawn[place].text, drawn[place].meta["by_width"][0]["text"]
        assert wide.endswith(" prosent") and narrow == wide.replace(" prosent", " %")
