"""What a director takes along: slides whose charts hold the figures of the database, and a workbook of numbers."""

import io
import math
import shutil
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import duckdb
import openpyxl
import pytest
from pptx import Presentation

from dashboard.components import dot_strip
from dashboard.data import database as access
from dashboard.data import queries
from dashboard.exports import slides
from dashboard.measures import keyfigures, peers, sentences
from dashboard.state.selection import Selection
from dashboard.views.municipality import changes_figure, compared, municipality, municipality_files
from dashboard.views.municipality.municipality import Choices

ORIGIN = "http://localhost:8501/kommune"


def profile_of(shown, code, division="2024", kind=peers.KINDS[0], **chosen):
    known = keyfigures.choosable(shown, division)
    figures = chosen.pop("figures", [*keyfigures.first_shown(known), "expenditure_need"])
    choices = Choices(kind, tuple(figures), trend=chosen.pop("trend", "population"), **chosen)
    selection = Selection("population", 2026, division, None, code)
    return municipality.profile(shown, selection, choices, f"/kommune?kommune={code}&inndeling={division}")


def values(shown, indicator_id, year, codes, division="2024"):
    """Figures by code straight from the table, without those that are missing."""
    rows = shown.query(
        "SELECT code, value FROM observation WHERE indicator_id = $id AND year = $year AND division = $division",
        {"id": indicator_id, "year": year, "division": division},
    )
    return {row.code: row.value for row in rows.itertuples() if row.code in codes and not math.isnan(row.value)}


def charts(page):
    return [shape.chart for shape in page.shapes if shape.has_chart]


def sheet_of(chart):
    """The rows of a chart's workbook."""
    book = openpyxl.load_workbook(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob))
    return [list(row) for row in book.active.values]


def horizontal(chart):
    """The x values of a chart's series by name."""
    return {
        series.name: [float(value.text) for value in series._element.xpath("c:xVal//c:v")]
        for series in chart.plots[0].series
    }


def said(page):
    return "\n".join(shape.text_frame.text for shape in page.shapes if shape.has_text_frame)


@pytest.fixture(scope="module")
def utsira(database):
    """Utsira against KOSTRA group 16: the profile, and all its slides read back."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GENERALIST_DB", str(database))
        profile = profile_of(access.current(), "1151")
        return profile, Presentation(io.BytesIO(municipality_files.whole_deck(profile, ORIGIN)))


def test_every_figure_has_its_finding_source_date_and_way_back_inside_the_page(utsira):
    _, deck = utsira
    assert len(deck.slides) >= 9
    for page in deck.slides:
        assert page.shapes.title.text_frame.text.strip()
        words = said(page)
        assert "Kilde: " in words and "Hentet: " in words and "Datasett: " in words, page.shapes.title.text_frame.text
        runs = [
            run
            for shape in page.shapes
            if shape.has_text_frame
            for paragraph in shape.text_frame.paragraphs
            for run in paragraph.runs
        ]
        [link] = [run.hyperlink.address for run in runs if run.hyperlink.address]
        assert link.startswith("http://localhost:8501/") and parse_qs(urlsplit(link).query)["kommune"] == ["1151"]
        assert "Lisens: " in page.notes_slide.notes_text_frame.text
        for shape in page.shapes:
            assert shape.left >= 0 and shape.left + shape.width <= deck.slide_width, shape.name
            assert shape.top >= 0 and shape.top + shape.height <= deck.slide_height, shape.name


def test_what_changed_is_among_the_slides_of_everything(utsira):
    profile, deck = utsira
    moves, _ = changes_figure.found(profile)
    pages = [page for page in deck.slides if page.shapes.title.text_frame.text == changes_figure.title(profile, moves)]
    cells = [
        cell.text_frame.text
        for page in pages
        for shape in page.shapes
        if shape.has_table
        for row in shape.table.rows
        for cell in row.cells
    ]
    assert all(moved.figure.indicator.short_title in cells for moved in moves.told) and moves.told


def test_the_sheet_is_one_slide_with_sentences_strips_place_and_limits(shown, utsira):
    profile, deck = utsira
    page = deck.slides[0]
    words = said(page)
    for sentence in municipality.sheet_sentences(profile):
        assert sentence in words
    assert "Dette kan tallene ikke si" in words and all(line in words for line in municipality.limits(profile))
    assert any(shape.name == "Kart: Utsira" for shape in page.shapes)
    strips = municipality.on_sheet(profile)
    assert len(charts(page)) == len(strips) == 3
    for chart, figure in zip(charts(page), strips, strict=True):
        by_code = values(shown, figure.indicator.indicator_id, figure.year, set(profile.group.codes))
        own = values(shown, figure.indicator.indicator_id, figure.year, {"1151"})["1151"]
        rows = sheet_of(chart)
        assert [row[0] for row in rows[1 : 1 + len(by_code)]] == pytest.approx(sorted(by_code.values()))
        x = horizontal(chart)
        assert x["Sammenlignbare"] == pytest.approx(sorted(by_code.values()))
        assert x["Utsira"] == pytest.approx([own])
        assert x["Median"] == pytest.approx([figure.spread.median] * 2)
    alone = Presentation(io.BytesIO(municipality_files.sheet_deck(profile, ORIGIN)))
    assert len(alone.slides) == 1 and said(alone.slides[0]) == words


def test_bars_of_the_peers_hold_the_published_figures(shown, utsira):
    profile, deck = utsira
    names = queries.municipalities(shown, "2024").set_index("code")["name"]
    for page, figure in zip(list(deck.slides)[1:4], municipality.on_sheet(profile), strict=True):
        assert page.shapes.title.text_frame.text == sentences.sentence(figure).removesuffix(".")
        published = values(shown, figure.indicator.indicator_id, figure.year, {"1151", *profile.group.codes})
        by_name = {names[code].split(" - ")[0]: value for code, value in published.items()}
        rows = sheet_of(charts(page)[0])[1:]
        assert dict(rows) == pytest.approx(by_name)
        assert [value for _, value in rows] == pytest.approx(sorted(by_name.values(), reverse=True))


def test_the_trend_holds_every_year(shown, utsira):
    _, deck = utsira
    page = next(
        page
        for page in deck.slides
        if page.shapes.title.text_frame.text.startswith("Innbyggere i Utsira kommune: 219, opp 2")
    )
    [chart] = charts(page)
    series = {one.name: one for one in chart.plots[0].series}
    assert set(series) == {"Utsira", "Medianen for de sammenlignbare kommunene", "Lavest", "Høyest"}
    rows = shown.query(
        "SELECT year, value FROM observation WHERE indicator_id = 'population' AND division = '2024' AND code = '1151' "
        "AND value IS NOT NULL ORDER BY year"
    )
    assert horizontal(chart)["Utsira"] == rows["year"].tolist()
    assert list(series["Utsira"].values) == rows["value"].tolist()


AREAS = "Områdene er folketallsutvikling, alder, økonomi, inntekt og kompetanse."


def test_the_sheet_names_the_conditions_that_are_weak(shown):
    weak = shown.query("SELECT code, value FROM observation WHERE indicator_id = 'weak_areas' AND division = '2024'")
    assert weak.set_index("code").at["5610", "value"] == 2
    told = municipality.sheet_sentences(profile_of(shown, "5610"))[-1]
    assert told == (
        f"Karasjok er i svakeste femdel på to av fem områder: folketallsutvikling (2026) og økonomi (2025). {AREAS}"
    )
    strong = weak.loc[weak["value"] == 0, "code"].min()
    assert not any("femdel" in sentence for sentence in municipality.sheet_sentences(profile_of(shown, strong)))


def test_weak_areas_are_counted_among_those_with_a_figure(shown):
    """Masfjorden's result is missing, and Oslo's income can't be compared."""
    masfjorden = municipality.sheet_sentences(profile_of(shown, "4634"))[-1]
    assert masfjorden.startswith("Masfjorden er i svakeste femdel på to av fire områder med tall: ")
    assert masfjorden.endswith(". Områdene er folketallsutvikling, alder, inntekt og kompetanse.")
    educated = [municipality.sheet_sentences(profile_of(shown, "3450"))[-1]]
    assert educated == [f"Etnedal er i svakeste femdel på ett av fem områder: kompetanse (2020). {AREAS}"]
    oslo = sentences.sentence(profile_of(shown, "0301").figure("weak_areas"))
    assert oslo.startswith("Oslo var blant den svakeste femdelen på ingen av fire områder med tall")
    utsira = sentences.sentence(profile_of(shown, "1151").figure("weak_areas"))
    assert "av fem områder (" in utsira


def test_tables_say_the_same_as_the_page(utsira):
    profile, deck = utsira
    found = {}
    for page in deck.slides:
        for shape in page.shapes:
            if shape.has_table:
                rows = [[cell.text_frame.text for cell in row.cells] for row in shape.table.rows]
                found |= {row[0]: dict(zip(rows[0], row, strict=True)) for row in rows[1:]}
    several = [figure for figure in profile.figures if figure.value is not None and figure.spread.reporting >= 5]
    for figure in several:
        row = found[f"{figure.indicator.short_title}, {figure.reference}"]
        assert row["Tall"] == figure.shown(figure.value) and row["Plass"] == sentences.standing(figure)
        assert row["Median"] == figure.number(figure.spread.median)
    lacking = [figure for figure in profile.figures if figure.value is None]
    for figure in lacking:
        row = found[f"{figure.indicator.short_title}, {figure.reference}"]
        assert row["Tall"] == "mangler" and row["Plass"] == figure.missing_reason
    assert several and any("Grønt hefte" in figure.missing_reason for figure in lacking)


@pytest.mark.parametrize(("code", "kind"), [("0301", "ASSS-byene"), ("1580", "KOSTRA-gruppe"), ("1151", "Naboer")])
def test_slides_and_workbook_are_made_for_any_group_also_an_empty_one(shown, code, kind):
    profile = profile_of(shown, code, kind=kind)
    deck = Presentation(io.BytesIO(municipality_files.whole_deck(profile, ORIGIN)))
    assert all("Kilde: " in said(page) for page in deck.slides)
    book = openpyxl.load_workbook(io.BytesIO(municipality_files.workbook(profile)))
    assert len(list(book["Sammenlignbare"].rows)) == 4 + 1 + len(profile.group.codes)


# --- The workbook -----------------------------------------------------------------------------------------------------


def test_the_workbook_holds_numbers_as_numbers_and_codes_as_text(shown):
    chosen = ["population", "share_67_plus", "net_operating_result", "expenditure_need"]
    profile = profile_of(shown, "1151", figures=chosen)
    book = openpyxl.load_workbook(io.BytesIO(municipality_files.workbook(profile)))
    assert book.sheetnames == ["Nøkkeltall", "Sammenlignbare", "Utvikling", "Hvem", "Kilder", "Kilde"]
    rows = list(book["Nøkkeltall"].iter_rows(min_row=4))
    heads = [cell.value for cell in rows[0]]
    by_name = {row[0].value: dict(zip(heads, row, strict=True)) for row in rows[1:]}
    inhabitants = by_name["Innbyggere"]
    assert (inhabitants["Verdi"].value, inhabitants["Median"].value) == (219, 477)
    assert (
        inhabitants["Verdi"].number_format == "#,##0" and by_name["67 år og over"]["Verdi"].number_format == "#,##0.0"
    )
    assert isinstance(by_name["Netto driftsresultat"]["Verdi"].value, float)
    assert by_name["Utgiftsbehov"]["Verdi"].value is None
    assert by_name["Utgiftsbehov"]["Status"].value == "ikke i vårt kildegrunnlag"
    compared = list(book["Sammenlignbare"].iter_rows(min_row=5, values_only=True))
    assert [row[1] for row in compared] == ["1151", *profile.group.codes]
    assert all(isinstance(value, int | float) or value is None for row in compared for value in row[2:])
    assert {row["Kilde"] for row in _records(book["Kilder"])} >= {"Statistisk sentralbyrå (SSB), tabell 07459"}
    facts = dict(row[:2] for row in book["Kilde"].iter_rows(values_only=True))
    assert {"Kilde", "Gjelder", "Hentet", "Lisens", "Datasett", "Lenke"} <= facts.keys()


def _records(sheet):
    head, *rows = list(sheet.iter_rows(min_row=4, values_only=True))
    return [dict(zip(head, row, strict=True)) for row in rows]


def test_the_workbook_equals_the_database(shown):
    profile = profile_of(shown, "1806")
    book = openpyxl.load_workbook(io.BytesIO(municipality_files.workbook(profile)))
    head, *rows = list(book["Sammenlignbare"].iter_rows(min_row=4, values_only=True))
    for column, figure in enumerate(municipality.in_order(profile), start=2):
        assert head[column] == municipality.heading(figure)
        published = values(shown, figure.indicator.indicator_id, figure.year, {"1806", *profile.group.codes})
        assert {row[1]: row[column] for row in rows if row[column] is not None} == pytest.approx(published)
    people = [row for row in _records(book["Utvikling"]) if row["Nøkkeltall"] == "Innbyggere"]
    years = [row for row in people if row["Verdi"] is not None]
    assert {int(row["År"]): row["Verdi"] for row in years} == values_over_time(shown, "population", "1806")


def values_over_time(shown, indicator_id, code):
    rows = shown.query(
        "SELECT year, value FROM observation WHERE indicator_id = $id AND division = '2024' AND code = $code",
        {"id": indicator_id, "code": code},
    )
    return {row.year: row.value for row in rows.itertuples() if not math.isnan(row.value)}


# --- The page itself --------------------------------------------------------------------------------------------------


def test_side_by_side_is_what_was_asked_for_and_at_most_ten(shown):
    profile = profile_of(shown, "1151", beside="0301, Narvik, 1151, 9999")
    assert profile.beside == (("0301", "1806"), ("Kjenner ikke «9999» i inndelingen 357 · i dag; de er ikke med.",))
    cells = compared.comparison_cells(profile)
    assert cells[0] == ["Nøkkeltall", "Utsira", "Oslo", "Narvik"]
    people = next(row for row in cells if row[0].startswith("Innbyggere,"))
    assert [cell.replace("\u00a0", "") for cell in people[1:]] == ["219", "728714", "21647"]
    need = next(row for row in cells if row[0].startswith("Utgiftsbehov"))
    assert need[1] == "ikke i vårt kildegrunnlag"
    everybody = ",".join(queries.municipalities(shown, "2024")["code"])
    assert len(profile_of(shown, "1151", beside=everybody).beside[0]) == municipality.MOST_COMPARED - 1
    assert len(profile_of(shown, "1151").beside[0]) == municipality.FIRST_BESIDE


def test_the_first_twelve_figures_are_of_every_role_that_has_any(shown):
    known = keyfigures.choosable(shown, "2024")
    first = keyfigures.first_shown(known)
    assert len(first) <= keyfigures.MOST_SHOWN
    assert {known[id_].role for id_ in first} == {indicator.role for indicator in known.values()}
    # What a council asks of school and care is there, beside the result of the whole.
    assert {"expenditure_school_6_15", "reading_grade_5", "home_care_80_plus", "net_operating_result"} <= set(first)
    # Also where roles without a preferred figure get their first two: nobody's only figure is pushed out.
    planning = replace(known["population"], role="samfunnsutvikler", featured=False)
    others = {id_: one for id_, one in known.items() if one.role != "samfunnsutvikler"}
    more = keyfigures.first_shown({f"planning_{number}": planning for number in range(5)} | others)
    assert len(more) <= keyfigures.MOST_SHOWN and {"planning_0", "planning_1", "turnout_municipal"} <= set(more)


def test_every_role_is_shown_or_says_what_to_run(shown):
    parts = {role: (figures, line) for role, figures, line in municipality.by_role(profile_of(shown, "1151"))}
    assert list(parts) == list(keyfigures.ROLES)
    for figures, line in parts.values():
        assert figures and not line
    one = {role: line for role, _, line in municipality.by_role(profile_of(shown, "1151", figures=["population"]))}
    assert one["demokratisk arena"] == "Ingen av tallene for denne rollen er valgt."


def test_without_any_figure_chosen_there_are_still_files(shown):
    profile = profile_of(shown, "1151", figures=[])
    deck = Presentation(io.BytesIO(municipality_files.whole_deck(profile, ORIGIN)))
    assert all("Kilde: " in said(page) for page in deck.slides)
    municipality_files.workbook(profile)
    empty = slides.slide(municipality.roles_figure(profile).provenance, municipality_files.key_figures([]))
    assert len(Presentation(io.BytesIO(slides.deck([empty], ORIGIN, "Tomt"))).slides) == 1


def test_a_municipality_with_nearly_all_missing_has_a_page_and_files(database, tmp_path, monkeypatch):
    file = tmp_path / "generalist.duckdb"
    shutil.copyfile(database, file)
    with duckdb.connect(str(file)) as connection:
        connection.execute(
            "UPDATE observation SET value = NULL, lower = NULL, upper = NULL, status = 'not_reported' "
            "WHERE code = '1151' AND indicator_id <> 'population'"
        )
    monkeypatch.setenv("GENERALIST_DB", str(file))
    profile = profile_of(access.current(), "1151")
    assert [figure.indicator.indicator_id for figure in profile.figures if figure.value is not None] == ["population"]
    assert (
        municipality.headline(profile).replace("\u00a0", " ")
        == "Utsira hadde 219 innbyggere 1. januar 2026, færrest av 8"
    )
    assert any("tallene mangler for Utsira" in line for line in municipality.limits(profile))
    rows = dot_strip.rows(profile.figures, municipality.cards(profile, profile.figures))
    assert sum(row["missing"] for row in rows) == len(rows) - 1
    deck = Presentation(io.BytesIO(municipality_files.whole_deck(profile, ORIGIN)))
    assert all("Kilde: " in said(page) for page in deck.slides)
    book = openpyxl.load_workbook(io.BytesIO(municipality_files.workbook(profile)))
    filled = [row for row in _records(book["Nøkkeltall"]) if row["Verdi"] is not None]
    assert [row["Nøkkeltall"] for row in filled] == ["Innbyggere"]


def test_who_the_peers_are_says_what_a_kostra_group_has_in_common(shown):
    def notes(**chosen):
        profile = profile_of(shown, "1870", **chosen)
        return " ".join(compared.peers_figure(profile, compared.peers_table(profile)).notes).replace("\u00a0", " ")

    assert "KOSTRA-gruppe 8 i SSBs gruppering" in notes() and "«10 000–19 999, middels eller høye inntekter»" in notes()
    assert "KOSTRA-gruppe" not in notes(kind="Naboer")
