"""Slides: what stands on every one, that charts are native and hold the figures, that nothing is cut in silence."""

import io
import zipfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest
from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE_TYPE
from pptx.util import Emu, Inches

from dashboard import addresses, palette
from dashboard.components.municipality_map import MapContent
from dashboard.exports import deck, paper, slide_maps, slide_tables, slides, table_files
from dashboard.exports.table_files import Provenance
from dashboard.figures import figure_slides, map_panel
from dashboard.figures.figure_slides import slide_of
from dashboard.figures.page_context import PageContext
from dashboard.measures import population
from dashboard.state import selection
from dashboard.views.population import size_figures

ORIGIN = "http://localhost:8501/kommune?kommune=1151"
PROVENANCE = Provenance(
    "Utsira har færrest innbyggere",
    "Innbyggere 1. januar 2026. Alle kommuner.",
    (
        ("Kilde", "Statistisk sentralbyrå (SSB), tabell 07459"),
        ("Gjelder", "1. januar 2026"),
        ("Hentet", "20. november 2026"),
        ("Enhet", "innbyggere"),
        ("Status", "Foreløpige tall"),
        ("Mangler", "2 av 357 mangler: 2 ikke rapportert"),
        ("Lisens", "CC BY 4.0"),
        ("Datasett", "0a1b2c3d"),
        ("Lenke", "/?indikator=population&aar=2026"),
    ),
)


def opened(*contents):
    """The presentation of some contents, read back."""
    data = slides.deck([slides.slide(PROVENANCE, content) for content in contents], ORIGIN, "Prøve")
    return Presentation(io.BytesIO(data))


def said(page):
    return "\n".join(shape.text_frame.text for shape in page.shapes if shape.has_text_frame)


TABLE = slide_tables.Table(pd.DataFrame({"Kommune": ["Utsira", "Oslo"], "Innbyggere": [219.0, np.nan]}))


def test_every_figure_has_finding_source_date_status_and_a_link_back():
    for page in opened(TABLE, slides.Words(("En setning.",))).slides:
        assert page.shapes.title.text_frame.text == "Utsira har færrest innbyggere"
        text = said(page)
        for label in ("Kilde", "Gjelder", "Hentet", "Status", "Datasett"):
            assert f"{label}: {dict(PROVENANCE.facts)[label]}." in text, label
        assert "2 av 357 mangler: 2 ikke rapportert." in text
        links = [run.hyperlink.address for shape in page.shapes if shape.has_text_frame
                 for paragraph in shape.text_frame.paragraphs for run in paragraph.runs]  # fmt: skip
        assert "http://localhost:8501/?indikator=population&aar=2026" in links
        notes = page.notes_slide.notes_text_frame.text
        assert "Lisens: CC BY 4.0" in notes and "http://localhost:8501/?indikator=population&aar=2026" in notes


def test_slides_are_wide_and_nothing_stands_outside():
    deck = opened(TABLE, slides.Words(tuple("En lang setning om noe. " * 4 for _ in range(6)), heading="Grenser"))
    assert (deck.slide_width, deck.slide_height) == (slides.PAGE.width, slides.PAGE.height)
    assert deck.slide_width / deck.slide_height == pytest.approx(16 / 9, rel=0.001)
    for page in deck.slides:
        for shape in page.shapes:
            assert shape.left >= 0 and shape.left + shape.width <= deck.slide_width, shape.name
            assert shape.top >= 0 and shape.top + shape.height <= deck.slide_height, shape.name


def test_a_table_is_native_with_norwegian_numbers_and_a_dash_for_missing():
    table = next(shape for shape in opened(TABLE).slides[0].shapes if shape.has_table).table
    assert [[cell.text_frame.text for cell in row.cells] for row in table.rows] == [
        ["Kommune", "Innbyggere"],
        ["Utsira", "219"],
        ["Oslo", "–"],
    ]


def test_a_long_table_says_how_much_of_it_is_shown():
    frame = pd.DataFrame({"Kommune": [f"Kommune {i}" for i in range(357)], "Tall": range(357)})
    page = opened(slide_tables.Table(frame)).slides[0]
    shape = next(shape for shape in page.shapes if shape.has_table)
    shown = len(shape.table.rows) - 1
    assert 8 <= shown < 357
    assert f"Viser {shown} av 357 rader (rad 1–{shown})" in said(page)
    assert sum(row.height for row in shape.table.rows) + shape.top <= slides.BODY.top + slides.BODY.height


def test_a_long_table_goes_over_slides_until_every_row_is_shown():
    frame = pd.DataFrame({"Kommune": [f"Kommune {i}" for i in range(357)], "Tall": range(357)})
    pages = opened(slide_tables.Table(frame)).slides
    shown = [
        row.cells[0].text_frame.text
        for page in pages
        for row in list(next(shape for shape in page.shapes if shape.has_table).table.rows)[1:]
    ]
    assert shown == frame["Kommune"].tolist()
    assert pages[1].shapes.title.text_frame.text == f"Utsira har færrest innbyggere (2 av {len(pages)})"


def test_a_table_too_wide_shows_its_first_columns_and_says_so():
    frame = pd.DataFrame({f"Kolonne {i}": ["Ganske mange ord i hver eneste celle her"] * 30 for i in range(20)})
    page = opened(slide_tables.Table(frame)).slides[0]
    shape = next(shape for shape in page.shapes if shape.has_table)
    rows, columns = len(shape.table.rows) - 1, len(shape.table.columns)
    assert rows >= 6 and 2 <= columns < 20
    assert f"Viser {rows} av 30 rader og {columns} av 20 kolonner" in said(page)
    assert sum(row.height for row in shape.table.rows) + shape.top <= slides.BODY.top + slides.BODY.height
    assert shape.width <= slides.BODY.width


def test_wordy_columns_share_the_room():
    long = "En definisjon med ganske mange ord som må brytes over flere linjer. " * 3
    frame = pd.DataFrame({"Tall": ["Innbyggere"] * 4, "Måler": [long] * 4, "Forbehold": [long] * 4})
    page = opened(slide_tables.Table(frame)).slides[0]
    columns = next(shape for shape in page.shapes if shape.has_table).table.columns
    assert len(columns) == 3 and "Viser" not in said(page)
    assert columns[1].width == pytest.approx(columns[2].width, rel=0.02)


def test_a_source_line_too_long_for_the_slide_is_shortened_there_and_whole_in_the_notes():
    long = "; ".join(f"Statistisk sentralbyrå (SSB), tabell {number}" for number in range(10000, 10060))
    provenance = Provenance("Tittel", "Under", (("Kilde", long), ("Lenke", "/kommune")))
    page = Presentation(io.BytesIO(slides.deck([slides.slide(provenance, TABLE)], ORIGIN, "Prøve"))).slides[0]
    assert "(resten står i notatene)" in said(page) and "Åpne visningen i nettleseren" in said(page)
    assert long in page.notes_slide.notes_text_frame.text


@pytest.fixture
def small_country(tmp_path, monkeypatch):
    """A geometry file of three municipalities, one of which has a hole."""
    (tmp_path / "municipalities-2024-1a2b.json").write_text(
        '{"width":300,"height":200,"codes":["0301","1508","1580"],"names":["Oslo - Oslove","Ålesund","Haram"],'
        '"neighbours":[[1],[0],[0]],'
        '"shapes":[{"d":"M0 0l100 0 0 100-100 0z"},'
        '{"d":"M150 50l100 0 0 100-100 0zM160 60l0 20 20 0 0-20z"},{"d":"M250 50l40 0 0 100-40 0z"}]}',
        encoding="utf-8",
    )
    monkeypatch.setattr(slide_maps, "STATIC", tmp_path)
    slide_maps.outlines.cache_clear()
    yield "app/static/municipalities-2024-1a2b.json"
    slide_maps.outlines.cache_clear()


def test_a_map_is_native_shapes_named_by_municipality_and_figure(small_country):
    content = MapContent(
        geometry_url=small_country, codes=["0301", "1508", "1580"], values=[5.0, 1.0, None], classes=[1, 0, None],
        legend=["under 3", "3 og over"], colours=palette.sequential(2), title="Tall", summary="Oslo har flest.",
        unit="prosent", year="2026", statuses=["observed", "observed", "not_reported"], chosen="0301", decimals=1,
    )  # fmt: skip
    page = opened(slide_maps.Map(content)).slides[0]
    assert all(shape.name != "Grensene for enhetene" for shape in page.shapes)
    group = next(shape for shape in page.shapes if shape.name == "Kart")
    assert [shape.name for shape in group.shapes] == [
        "0301 Oslo: 5,0 prosent",
        "1508 Ålesund: 1,0 prosent",
        "1580 Haram: ikke rapportert",
    ]
    assert str(group.shapes[0].fill.fore_color.rgb) == palette.sequential(2).light[1][1:].upper()
    text = said(page)
    assert "3 og over" in text and "Mangler (1)" in text and "Omriss: 0301 Oslo: 5,0 prosent" in text
    assert slide_maps.MODELLED not in text
    assert group.width <= Emu(slides.BODY.width)
    ends = [(shape.left, shape.top, shape.left + shape.width, shape.top + shape.height) for shape in group.shapes]
    west, north, east, south = min(ends)[0], min(e[1] for e in ends), max(e[2] for e in ends), max(e[3] for e in ends)
    assert (group.left, group.top, group.width, group.height) == (west, north, east - west, south - north)


@pytest.mark.parametrize("made", [slide_maps.Map, lambda one: slide_maps.MapRow((("2036", one), ("2046", one)))])
def test_the_legend_of_a_modelled_map_says_so_as_on_the_page(small_country, made):
    content = MapContent(
        geometry_url=small_country, codes=["0301", "1508", "1580"], values=[5.0, 1.0, None], classes=[1, 0, None],
        legend=["under 3", "3 og over"], colours=palette.sequential(2), title="Tall", summary="Oslo har flest.",
        unit="prosent", year="2036", statuses=["modelled", "modelled", "not_in_source"], modelled=True,
    )  # fmt: skip
    page = opened(made(content)).slides[0]
    text = said(page)
    assert text.count(slide_maps.MODELLED) == 1 and "3 og over" in text and "Mangler (1)" in text
    script = Path("dashboard/components/municipality_map/content.js").read_text(encoding="utf-8")
    assert f'MODELLED = "{slide_maps.MODELLED}"' in script


def test_lines_over_a_map_are_one_native_shape_of_open_lines(small_country):
    content = MapContent(
        geometry_url=small_country, codes=["0301", "1508", "1580"], values=[5.0, 1.0, None], classes=[1, 0, None],
        legend=["under 3", "3 og over"], colours=palette.sequential(2), title="Tall", summary="Oslo har flest.",
        unit="prosent", year="2026", statuses=["observed", "observed", "not_reported"],
        lines="M10 10l40 0 0 30M5 60l30-20",
    )  # fmt: skip
    page = opened(slide_maps.Map(content)).slides[0]
    lines = next(shape for shape in page.shapes if shape.name == "Grensene for enhetene")
    drawn = [step.tag.rpartition("}")[2] for step in lines._element.iter() if step.tag.endswith(("moveTo", "lnTo"))]
    assert drawn == ["moveTo", "lnTo", "lnTo", "moveTo", "lnTo"]
    assert not list(lines._element.iter("{http://schemas.openxmlformats.org/drawingml/2006/main}close"))


def test_a_map_is_a_group_with_a_frame_in_which_a_tiny_island_has_a_ring_as_on_the_page(shown):
    usual = replace(selection.default(shown), municipality="1151")
    panel = map_panel.map_figure(shown, usual), map_panel.map_content(shown, usual)
    page = Presentation(io.BytesIO(slides.deck([slide_of(*panel)], "http://localhost/", "Prøve"))).slides[0]
    group = next(shape for shape in page.shapes if shape.shape_type == MSO_SHAPE_TYPE.GROUP)
    assert group.width > Inches(2) and group.height > Inches(4)
    ring = next(shape for shape in group.shapes if shape.name.startswith("1151 Utsira") and "(ring)" in shape.name)
    assert ring.width == ring.height > Inches(0.08)
    assert not [shape for shape in group.shapes if shape.name.startswith("0301 Oslo") and "(ring)" in shape.name]
    chosen = [shape.name for shape in page.shapes if shape.name.startswith("Valgt")]
    assert chosen == ["Valgt kommune", "Valgt kommune (ring)"]


def test_a_status_that_is_a_sentence_has_one_full_stop():
    said = Provenance("Tittel", "Undertittel.", (("Status", "Modellert. Mange gjør det svært bra."), ("Lenke", "/")))
    deck = slides.deck([slides.slide(said, slides.Words(("Ord",)))], "http://localhost/", "Prøve")
    texts = [shape.text_frame.text for shape in Presentation(io.BytesIO(deck)).slides[0].shapes if shape.has_text_frame]
    assert any("svært bra." in text for text in texts) and not any(".." in text for text in texts)


def drawn(slide):
    """A slide as PowerPoint opens it."""
    return Presentation(io.BytesIO(slides.deck([slide], "http://localhost/", "Prøve"))).slides[0]


def test_years_beside_each_other_are_maps_of_shapes_with_one_legend(shown):
    usual = selection.default(shown)
    figure = map_panel.map_figure(shown, usual)
    maps = {year: map_panel.map_content(shown, replace(usual, year=year)) for year in (2020, 2023, 2026)}
    page = drawn(figure_slides.row_of_years(figure, usual.year, maps))
    groups = [shape for shape in page.shapes if shape.shape_type == MSO_SHAPE_TYPE.GROUP]
    assert len(groups) == 3 and groups[0].left + groups[0].width <= groups[1].left
    texts = [shape.text_frame.text for shape in page.shapes if shape.has_text_frame]
    assert [text for text in texts if text in ("2020", "2023", "2026")] == ["2020", "2023", "2026"]
    assert texts.count(maps[2020].legend[0]) == 1
    assert any(
        f"Bildene er fra 2020, 2023 og 2026; det som ellers står, gjelder {usual.year}." in said for said in texts
    )


def test_years_beside_each_other_are_native_charts_each_below_its_year(shown):
    usual = selection.default(shown)
    here = PageContext(shown, usual, addresses.POPULATION)
    panels = {
        year: size_figures.size_distribution(replace(here, selection=replace(usual, year=year)), population.SIZE_LIMITS)
        for year in (2023, 2024, 2025, 2026)
    }
    pictures = {year: panel.picture.described for year, panel in panels.items()}
    page = drawn(figure_slides.row_of_years(panels[2026].figure, 2026, pictures))
    charts = [shape for shape in page.shapes if shape.has_chart]
    assert len(charts) == 4 and charts[0].left + charts[0].width <= charts[1].left
    assert charts[0].top + charts[0].height <= charts[2].top
    headings = [shape.text_frame.text for shape in page.shapes if shape.has_text_frame]
    assert [text for text in headings if text in map(str, pictures)] == ["2023", "2024", "2025", "2026"]


def test_of_many_years_some_are_spread_evenly_with_the_first_and_the_last():
    assert figure_slides.spread([2020, 2021], 6) == [2020, 2021]
    assert figure_slides.spread(list(range(2000, 2027)), 6) == [2000, 2005, 2010, 2016, 2021, 2026]


def test_what_the_speaker_will_say_is_said_once_where_a_table_goes_over_several_slides():
    rows = pd.DataFrame({"Kommune": [f"Kommune {place}" for place in range(60)]})
    noted = deck.noted(slides.slide(PROVENANCE, slide_tables.Table(rows)), "Vent på spørsmål.")
    pages = Presentation(io.BytesIO(slides.deck([noted], ORIGIN, "Prøve"))).slides
    notes = [page.notes_slide.notes_text_frame.text for page in pages]
    assert len(notes) > 1 and notes[0].startswith("Vent på spørsmål.")
    assert not any("Vent" in note for note in notes[1:]) and all("Lenke: http" in note for note in notes)


def test_a_title_longer_than_a_file_can_be_called_is_cut_there_and_whole_on_the_slide():
    title = "Når annet er likt, henger dobbelt så mange innbyggere sammen med mindre " * 5
    provenance = replace(PROVENANCE, title=title.strip())
    made = Presentation(io.BytesIO(slides.deck([slides.slide(provenance, TABLE)], ORIGIN, title)))
    assert len(made.core_properties.title) <= 255 and made.core_properties.title.endswith(" …")
    assert made.slides[0].shapes.title.text_frame.text == title.strip()
    on_paper = paper.deck([("Side", lambda *_: None)], provenance, ORIGIN, lambda number, of: f"{number} av {of}")
    assert len(Presentation(io.BytesIO(on_paper)).core_properties.title) <= 255


def test_a_file_is_called_by_its_title_and_is_of_the_program_and_of_today():
    drawn = slides.deck([slides.slide(PROVENANCE, TABLE)], ORIGIN, "Prøve")
    on_paper = paper.deck([("Side", lambda *_: None)], PROVENANCE, ORIGIN, lambda number, of: f"{number} av {of}")
    book = openpyxl.load_workbook(io.BytesIO(table_files.xlsx_bytes(pd.DataFrame({"År": [2026]}), PROVENANCE, {})))
    for said in (
        Presentation(io.BytesIO(drawn)).core_properties,
        Presentation(io.BytesIO(on_paper)).core_properties,
    ):
        assert said.author == said.last_modified_by == "Generalistkommunen i tall" and not said.comments
        assert said.created == said.modified
        assert abs(datetime.now(UTC) - said.modified.replace(tzinfo=UTC)) < timedelta(minutes=5)
    assert (book.properties.title, book.properties.creator) == (PROVENANCE.title, "Generalistkommunen i tall")
    assert book.properties.lastModifiedBy == "Generalistkommunen i tall"
    assert "docProps/thumbnail.jpeg" not in zipfile.ZipFile(io.BytesIO(drawn)).namelist()
