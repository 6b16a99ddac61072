"""What a director asks: what is special, what moved, who is around, two pages to hand out."""

import csv
import io

import pytest
from pptx import Presentation
from pptx.oxml.ns import qn
from pptx.util import Cm

from dashboard import text
from dashboard.data import queries
from dashboard.exports import paper
from dashboard.exports.table_files import csv_bytes
from dashboard.figures.figure import named
from dashboard.measures import changes, keyfigures, objections, peers, region, sentences
from dashboard.state.selection import Selection
from dashboard.views.municipality import (
    changes_figure,
    compared,
    municipality,
    municipality_files,
    profile_files,
    profile_pages,
    region_figure,
    sections,
)
from dashboard.views.municipality.municipality import Choices


def profile_of(shown, code, division="2024", figures=None, **chosen):
    selection = Selection("population", 2026, division, None, code)
    known = keyfigures.first_shown(keyfigures.choosable(shown, division))
    kind = chosen.pop("kind", peers.usual_kind(shown, division, code))
    return municipality.profile(
        shown, selection, Choices(kind, tuple(known if figures is None else figures), **chosen), "/kommune?kommune=1"
    )


def plain(words):
    return words.replace("\u00a0", " ").replace("\u2212", "-")


def test_what_is_special_is_one_short_sentence_and_the_sheet_begins_with_the_name(shown):
    profile = profile_of(shown, "1151")
    assert plain(municipality.headline(profile)) == (
        "Av 6 rangerte nøkkeltall utenom folketallet skiller Utsira seg mest fra KOSTRA-gruppe 16 på folketallsendring "
        "(nest størst vekst av 8), utgifter til grunnskole per innbygger 6–15 år (nest høyest) og valgdeltakelse "
        "(høyest); lite tallgrunnlag"
    )
    sheet = municipality.sheet_figure(profile)
    assert sheet.title == "Utsira" and sheet.subtitle.startswith(f"{municipality.headline(profile)}. ")
    deck = Presentation(io.BytesIO(municipality_files.sheet_deck(profile, "http://localhost/")))
    assert deck.slides[0].shapes.title.text_frame.text == "Utsira"
    for code in queries.municipalities(shown, "2024")["code"][::25]:
        assert len(municipality.headline(profile_of(shown, code))) <= 270


@pytest.mark.parametrize("code", ["1151", "0301", "5628", "1508", "3118", "5061", "4601", "1580"])
def test_every_key_figure_says_how_it_moved_or_why_that_cannot_be_told(shown, code):
    profile = profile_of(shown, code)
    told = changes_figure.told(profile, profile.figures)
    for figure in profile.figures:
        moved = changes.change(shown, "2024", figure)
        if figure.named or figure.value is None:
            assert figure.indicator.indicator_id not in told
        elif moved.difference is None:
            assert told[figure.indicator.indicator_id] == moved.reason
        else:
            assert f"{moved.before}" in told[figure.indicator.indicator_id]
    table = changes_figure.panel(profile, print).figure.table()
    assert {figure.indicator.short_title for figure in profile.figures} <= set(table["Nøkkeltall"])


def test_the_two_pages_have_every_featured_figure_and_fit_a4(shown):
    for code in ("1151", "0301", "1580", "3450", "1856", "1812"):
        profile = profile_of(shown, code)
        deck = Presentation(io.BytesIO(profile_files.deck(profile, "http://localhost/")))
        assert (deck.slide_width, deck.slide_height) == (Cm(21), Cm(29.7)) and len(deck.slides) == 2
        [frame] = [shape for shape in deck.slides[0].shapes if shape.has_table]
        table = frame.table
        assert frame.top + sum(row.height for row in table.rows) <= paper.FOOT.top
        names = [row.cells[0].text_frame.paragraphs[0].text for row in table.rows]
        featured = [i for i in keyfigures.choosable(shown, "2024").values() if i.featured]
        assert {indicator.short_title for indicator in featured} <= set(names)
        for page in deck.slides:
            assert all(shape.top + shape.height <= Cm(29.7) for shape in page.shapes)
            assert "Kilde: " in " ".join(shape.text_frame.text for shape in page.shapes if shape.has_text_frame)


def test_the_outer_tenth_is_marked_and_never_where_few_people_stand_behind(shown):
    assert not any(row.mark for row in profile_pages.rows(profile_of(shown, "1151")))
    marks = {row.figure.indicator.indicator_id: row.mark for row in profile_pages.rows(profile_of(shown, "0301"))}
    assert marks["population"] == 1
    for row in profile_pages.rows(profile_of(shown, "3118")):
        place = row.figure.national
        outer = place is not None and min(place.from_top, place.from_bottom) + place.tied <= 0.1 * place.of
        assert bool(row.mark) == outer
    assert objections.little_ground(profile_of(shown, "1151").figure("population"), 219)


def test_a_countys_figure_is_weighted_as_the_countrys_is(shown):
    indicator = keyfigures.choosable(shown, "2024")["expenditure_school_6_15"]
    rows = {}
    values = queries.values_by_code(shown, "expenditure_school_6_15", "2024", 2025)
    pupils = queries.values_by_code(shown, "population_6_15", "2024", 2025 + indicator.base_year_offset)["value"]
    for code in values.index[values["county_code"] == "31"]:
        rows[code] = (values.at[code, "value"], pupils[code])
    expected = sum(value * weight for value, weight in rows.values()) / sum(weight for _, weight in rows.values())
    found, left_out = keyfigures.country(shown, indicator, "2024", 2025, "31")
    assert found == pytest.approx(expected) and not left_out


def test_a_cost_stands_beside_the_same_per_target_group_and_says_what_is_not_corrected(shown):
    profile = profile_of(shown, "3118")
    for id_, other in (
        ("expenditure_school", "166 131 kroner"),
        ("expenditure_school_6_15", "per innbygger i regnskap"),
    ):
        said = {label: plain(answer) for label, answer, _ in municipality.card(profile, profile.figure(id_))}
        assert other in said["Delt på andre"]
        assert "delindeks" in said["Hva er ikke korrigert?"]
    said = {label: answer for label, answer, _ in municipality.card(profile, profile.figure("population"))}
    assert "Hva er ikke korrigert?" not in said


@pytest.mark.parametrize(("code", "there"), [("1151", "står ikke"), ("1514", "står")])
def test_a_result_says_whether_it_is_in_the_register_and_what_would_tell_whether_it_is_on_its_way(shown, code, there):
    profile = profile_of(shown, code)
    card = {label: answer for label, answer, _ in municipality.card(profile, profile.figure("net_operating_result"))}
    said = card["På vei inn i ROBEK?"]
    why = " (grunnlag: kommuneloven § 28-1 bokstav c og d)" if there == "står" else ""
    assert said.startswith(f"{profile.name} {there} i ROBEK per 20. april 2026{why}. Om kommunen er på vei inn, kan ")
    assert card["Når kommer nye tall?"] == "Årlig (KOSTRA, foreløpig i mars, endelig i juni)."
    other = {label for label, _, _ in municipality.card(profile, profile.figure("population"))}
    assert "På vei inn i ROBEK?" not in other and "Når kommer nye tall?" in other


def test_who_is_around_and_what_they_share(shown):
    around = region.region(shown, "2024", "3118")
    assert around.name == "Indre Østfold" and len(around.members) == 3 and len(around.neighbours) == 10
    assert set(around.around) == {*around.members, *around.neighbours}
    profile = profile_of(shown, "3118")
    table = region_figure.panel(profile, print).figure.table()
    assert table["Nummer"].tolist() == ["3118", *around.around]
    shared = region.compared(shown, "2024", ["3118", *around.around], profile.figures)
    for one in shared:
        values = one.figure.peers  # of the peers; the region's are read anew
        assert len(values) and one.lowest[1] <= one.highest[1] and 0 <= one.apart <= 1
    alone = region_figure.panel(profile_of(shown, "1151"), print).figure
    assert alone.title == "Utsira har ingen naboer på land og er ikke i et arbeidsmarked med andre"
    assert any("interkommunale samarbeid" in note for note in alone.notes)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("3118", "Rundt Indre Østfold: arbeidsmarkedet Indre Østfold (3 andre) og 10 naboer på land"),
        ("1127", "Rundt Randaberg: arbeidsmarkedet Stavanger/Sandnes (9 andre) og 1 nabo på land"),
        ("1860", "Rundt Vestvågøy: arbeidsmarkedet Vestvågøy (1 annen)"),
        ("1576", "Rundt Aure: 1 nabo på land"),
    ],
)
def test_one_is_not_said_as_many_of_those_around(shown, code, said):
    assert region_figure.panel(profile_of(shown, code), print).figure.title == said


def test_links_made_when_all_stood_below_each_other_still_show_their_figure():
    assert sections.wanted({"figur": "duties"}) == sections.DUTIES
    assert sections.wanted({"figur": "ahead_record"}) == sections.AHEAD == sections.wanted({"framaar": "2030"})
    assert sections.wanted_ahead({"figur": "ahead_record"}) == sections.RECORD
    assert sections.wanted_ahead({"figur": "ahead_numbers"}) == sections.HOW_MANY
    assert sections.wanted({"pyramidemot": "landet"}) == sections.AGES == sections.wanted({"figur": "pyramid"})
    assert sections.wanted({}) == sections.OVER_TIME
    assert sections.wanted_around({"figur": "peers"}) == sections.WHO


def test_peers_that_all_lack_a_figure_and_a_list_of_nobody_are_told(shown):
    empty = profile_of(shown, "3118", kind=peers.OWN_LIST, own_list="")
    assert "ingen kommuner å sammenligne med" in changes_figure.told(empty, empty.figures)["population"]
    assert changes.largest(shown, "2024", "3118", empty.group).told == ()
    profile_files.deck(empty, "http://localhost/")


def test_the_page_and_the_profile_say_the_same_of_the_region_and_the_table_has_what_is_named(shown):
    for code in ("0301", "3118", "5628"):
        profile, fewer = profile_of(shown, code), profile_of(shown, code, figures=["population"])
        around = region_figure.found(profile)
        assert around.lines and around == region_figure.found(fewer)  # whatever figures are chosen
        on_paper = dict(profile_pages.second_page(profile))["Rundt kommunen"]
        assert on_paper[1:] == list(around.lines)
        panel = region_figure.panel(fewer, print)
        assert all(line in panel.figure.alt for line in around.lines)
        drawn = region_figure._html(fewer, around)
        for figure in around.named:
            assert municipality.heading(figure) in panel.figure.table()
            assert text.unbroken(f"{figure.indicator.short_title}, {figure.reference}") in drawn
            assert any(sentences.lowered(sentences.subject(figure.indicator)) in line for line in around.lines)


def test_the_profile_on_paper_says_where_and_when_it_is_from_on_every_page_and_how_far_its_strips_go(shown):
    profile = profile_of(shown, "5061", kind="Fylke")
    found = profile_pages.rows(profile)
    said = profile_pages.html(profile, found, profile_pages.figure(profile, found), "http://tall.no/kommune?x=1")
    address = "http://tall.no/kommune?inndeling=2024&kommune=5061&gruppe=fylke&profil=ja"
    pages = said.split("class='a4'")[1:]
    for number, page in enumerate(pages, start=1):
        assert f"fra {address.replace('&', '&amp;')} · side {number} av 2" in page and "Tatt ut " in page
    deck = Presentation(io.BytesIO(profile_files.deck(profile, "http://tall.no/kommune")))
    for number, page in enumerate(deck.slides, start=1):
        runs = [
            run for shape in page.shapes if shape.has_text_frame
            for paragraph in shape.text_frame.paragraphs for run in paragraph.runs
        ]  # fmt: skip
        [linked] = [run for run in runs if run.hyperlink.address]
        assert linked.hyperlink.address == address and linked.text.endswith(f"fra {address} · side {number} av 2")
    # A shape with the template's style has its shadow.
    assert not [shape.tag for page in deck.slides for shape in page._element.iter(qn("p:style"))]
    words = [shape.text_frame.text for shape in deck.slides[0].shapes if shape.has_text_frame]
    strips = [row.drawn["strip"] for row in found if row.drawn["strip"]]
    assert strips
    for strip in strips:
        assert all(end in words for end in strip["ends"])
        assert "".join(f"<small>{end}</small>" for end in strip["ends"]) in said


def test_what_kind_a_figure_is_stands_once(shown):
    profile = profile_of(shown, "0301")
    kinds = {
        id_: {label: answer for label, answer, _ in municipality.card(profile, profile.figure(id_))}["Type tall"]
        for id_ in ("population", "share_67_plus")
    }
    assert kinds == {"population": "Publisert.", "share_67_plus": "Beregnet av publiserte tall."}


@pytest.mark.parametrize(("code", "little"), [("1151", True), ("4601", False)])
def test_few_people_are_told_of_in_the_first_sentence_and_in_each(shown, code, little):
    profile = profile_of(shown, code)
    assert municipality.headline(profile).endswith("; lite tallgrunnlag") == little
    inhabitants, *others = municipality.sheet_sentences(profile)
    assert "tallgrunnlag" not in inhabitants
    assert all(said.endswith("; lite tallgrunnlag.") == little for said in others)


def test_each_row_of_the_file_of_changes_has_its_own_source_and_time(shown):
    profile = profile_of(shown, "5061")
    figure = changes_figure.panel(profile, print).figure
    written = csv_bytes(figure.table(), figure.provenance, figure.decimals).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(written), delimiter=";"))
    own = {one.indicator.short_title: one for one in profile.figures}
    told = [row for row in rows if row["Nøkkeltall"] in own]
    assert len(told) > 5 and len({row["Kilde"] for row in told}) > 1
    for row in told:
        one = own[row["Nøkkeltall"]]
        assert row["Gjelder"] == one.reference
        assert row["Kilde"] == named(municipality.citations(profile, one))
    assert not {"Kilde (figuren)", "Gjelder (figuren)"} & rows[0].keys()


def test_who_cannot_be_compared_is_told_in_the_tables_that_stand_them_beside_each_other(shown):
    reason = "Netto lånegjeld: Oslo kan ikke sammenlignes (kommunen er også fylkeskommune, og lån til fylkeskommunale"
    chosen = Choices(peers.KINDS[0], ("net_loan_debt",), beside="0301")
    profile = municipality.profile(shown, Selection("population", 2026, "2024", None, "4601"), chosen, "/kommune")
    names, debts = (row for row in compared.comparison_cells(profile) if row[0].startswith(("Nøkkeltall", "Netto lån")))
    assert dict(zip(names, debts, strict=True))["Oslo"] == "83,7 (kan ikke sammenlignes)"
    beside = compared.comparison_figure(profile, compared.comparison_table(profile))
    assert any(note.startswith(reason) for note in beside.notes)
    chosen = Choices(peers.KINDS[0], ("net_loan_debt",))
    baerum = municipality.profile(shown, Selection("population", 2026, "2024", None, "3201"), chosen, "/kommune")
    drawn = []
    around = region_figure.panel(baerum, drawn.append)
    around.picture.draw()
    assert any(note.startswith(reason) for note in around.figure.notes)
    assert "<td>83,7 (kan ikke sammenlignes)</td>" in str(drawn[0])
