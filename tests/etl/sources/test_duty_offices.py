"""The offices that count how the law is met: what is read of their answers, and what is refused."""

import io
import zipfile
from typing import get_args
from urllib.parse import urlsplit

import openpyxl
import pandas as pd
import pytest
from office import Reply

from etl.http import BadAnswer, Replay, SourceError, Unavailable
from etl.origins import OfficeFigure
from etl.sources import barnehagefakta, bufdir, fhi, udir
from etl.sources.office_figures import LayoutChanged, Wanted, made_up
from etl.sources.offices import DUTY_OFFICES

CODES = ("0301", "1151", "1580")
NORM, UNMET, DISPENSATION = barnehagefakta.NORM


def cells(found, indicator_id="x"):
    """(code, year) -> value or status."""
    rows = found.observations[found.observations["indicator_id"] == indicator_id]
    values = rows["value"].astype(object).where(rows["value"].notna(), rows["status"])
    return dict(zip(zip(rows["code"], rows["year"], strict=True), values, strict=True))


# --- Barnehagefakta


def kindergartens(office, blocks, lists=None):
    for code, block in blocks.items():
        reply = block if isinstance(block, Reply) else {"navn": code, barnehagefakta.BLOCK: block}
        office.answers(f"/Kommune/{code}", reply)
        office.answers(f"/Location/kommune/{code}", (lists or {}).get(code, [{"navn": "En"}]))


def norm(met, unmet, dispensed):
    return {NORM: met, UNMET: unmet, DISPENSATION: dispensed, "antallBarnPerAnsatt": 5.9}


def asked(office, session, *measures):
    wanted = [Wanted(name, "Kommune", measure) for name, measure in zip("xyz", measures, strict=False)]
    return barnehagefakta.figures(session, CODES, wanted, office.url)


def test_shares_are_read_and_a_municipality_without_assessed_kindergartens_is_no_breach(office, session):
    blocks = {"0301": norm(60, 10, 30), "1151": norm(None, None, None), "1580": norm(0, 100, 0)}
    kindergartens(office, blocks, {"0301": [{}] * 12})
    found = asked(office, session, NORM, barnehagefakta.KINDERGARTENS)
    year = found.observations["year"].iloc[0]
    assert cells(found) == {("0301", year): 60, ("1151", year): "not_applicable", ("1580", year): 0}
    assert cells(found, "y") == {("0301", year): 12, ("1151", year): 1, ("1580", year): 1}
    notes = found.observations.set_index(["indicator_id", "code"])["note"]
    assert notes["x", "1151"] == "ingen barnehage i kommunen er vurdert mot normen"


@pytest.mark.parametrize(
    ("block", "told"),
    [
        (norm(60, 10, 10), "andelene etter pedagognormen summerer ikke til 100"),
        (Reply(b'{"navn": "Utsira"}'), "svaret mangler «indikatorDataKommune»"),
        (Reply(b'{"message": "nei"}', 404), "kommunen finnes ikke i tjenesten"),
    ],
)
def test_a_municipality_with_unusable_figures_is_told_of_and_the_others_stand(office, session, block, told):
    kindergartens(office, {"0301": norm(60, 10, 30), "1151": block, "1580": norm(50, 50, 0)})
    found = asked(office, session, NORM)
    year = found.observations["year"].iloc[0]
    assert cells(found) == {("0301", year): 60, ("1151", year): "not_reported", ("1580", year): 50}
    assert found.problems == (f"Barnehagefakta: {told} (1151)",)
    assert told in found.observations.set_index("code")["note"]["1151"]


def test_many_municipalities_without_the_block_are_another_service(office, session):
    kindergartens(office, {"0301": norm(60, 10, 30), "1151": Reply(b"{}"), "1580": Reply(b"{}")})
    with pytest.raises(LayoutChanged, match="2 av 3 kommuner"):
        asked(office, session, NORM)


def test_a_web_page_in_the_place_of_json_is_refused(office, session):
    kindergartens(office, {code: Reply(b"<html></html>", content_type="text/html") for code in CODES})
    with pytest.raises(BadAnswer, match="ikke json"):
        asked(office, session, NORM)


def test_a_municipality_without_an_answer_is_told_of_and_it_alone_is_asked_again(office, session):
    kindergartens(office, {"0301": norm(60, 10, 30), "1151": Reply(b"", 503), "1580": norm(50, 50, 0)})
    found = asked(office, session, NORM)
    assert found.observations.set_index("code")["status"].to_dict() == {
        "0301": "observed", "1151": "not_reported", "1580": "observed",
    }  # fmt: skip
    assert found.problems == (f"Barnehagefakta: {urlsplit(office.url).netloc} svarer 503 (1151)",)
    office.asked.clear()
    kindergartens(office, {"1151": norm(100, 0, 0)})
    assert len(cells(asked(office, session, NORM))) == 3
    assert office.paths() == ["/Kommune/1151"]


def test_what_a_build_reads_again_has_the_same_gaps_and_a_lost_answer_is_no_gap(office, session, tmp_path):
    kindergartens(office, {"0301": norm(60, 10, 30), "1151": Reply(b"{}", 404), "1580": norm(50, 50, 0)})
    fetched = cells(asked(office, session, NORM, barnehagefakta.KINDERGARTENS))
    names = [str(path.relative_to(path.parents[1])) for path in session.used]
    again = Replay(session.used[0].parents[1], names)
    assert cells(asked(office, again, NORM, barnehagefakta.KINDERGARTENS)) == fetched
    session.used[-1].unlink()
    with pytest.raises(SourceError, match="mangler eller er skadet"):
        asked(office, Replay(session.used[0].parents[1], names), NORM, barnehagefakta.KINDERGARTENS)


def test_a_service_that_leaves_one_question_after_another_unanswered_is_not_waited_for(office, session):
    codes = [f"{1101 + place}" for place in range(20)]
    kindergartens(office, dict.fromkeys(codes, norm(100, 0, 0)) | dict.fromkeys(codes[1:6], Reply(b"", 503)))
    with pytest.raises(Unavailable, match="503"):
        barnehagefakta.figures(session, codes, [Wanted("x", "Kommune", NORM)], office.url)
    assert f"/Kommune/{codes[5]}" not in office.paths()


def test_what_an_answer_says_of_itself_comes_along(office, session):
    kindergartens(office, {code: norm(100, 0, 0) for code in CODES})
    office.answers("/Kommune/0301", {"merknad": "SYNTETISKE TALL", barnehagefakta.BLOCK: norm(100, 0, 0)})
    assert asked(office, session, NORM).notes == ("SYNTETISKE TALL",)


# --- FHI


def water(office, cells, areas=("0", *CODES), years=("2023_2023", "2024_2024"), status=None):
    dimensions = {"GEO": list(areas), "AAR": list(years), "INDIKATOR": ["Hyg"], "NIVA": ["1"], "MEASURE_TYPE": ["RATE"]}
    office.answers(
        "/nokkel/Table/341/data",
        {
            "class": "dataset",
            "version": "2.0",
            "label": "Drikkevann",
            "id": list(dimensions),
            "size": [len(codes) for codes in dimensions.values()],
            "dimension": {name: {"category": {"index": codes}} for name, codes in dimensions.items()},
            "value": cells,
            "status": status or {},
        },
    )


def test_inhabitants_on_good_waterworks_by_year_and_what_is_withheld(office, session):
    water(office, [90, 91, 80.5, 100, None, 0.8, 70, 71], status={"4": ":"})
    found = fhi.figures(session, CODES, [Wanted("x", "341", "Hyg")], office.url)
    assert cells(found) == {
        ("0301", 2023): 80.5, ("0301", 2024): 100, ("1151", 2023): "suppressed", ("1151", 2024): 0.8,
        ("1580", 2023): 70, ("1580", 2024): 71,
    }  # fmt: skip
    question = {part["code"]: part["values"] for part in office.asked[0].body["dimensions"]}
    assert question["GEO"] == ["0", *CODES] and question["MEASURE_TYPE"] == ["RATE"]
    assert found.sources[0]["reference_date"] == "2023–2024"


def test_a_municipality_that_the_answer_leaves_out_is_an_error(office, session):
    water(office, [90, 91, 80, 81], areas=("0", "0301"))
    with pytest.raises(LayoutChanged, match="mangler 1151"):
        fhi.figures(session, CODES, [Wanted("x", "341", "Hyg")], office.url)


# --- Bufdir


def workbook(rows, heading=("Region", "Regionnavn", "Tallformat", 2024, "2025"), sheet="Sheet1"):
    book = openpyxl.Workbook()
    book.active.title = sheet
    for row in [["3A_fristbrudd"], [], list(heading), *rows]:
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def monitor(office, books, name="Kommunemonitor_barnevern_2026_09_04_ab12.zip"):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for stem, content in books.items():
            archive.writestr(f"{stem}.xlsx", content)
    page = f'<html><a href="{office.url}/uploads/{name}">zip</a></html>'.encode()
    office.answers(f"/{bufdir.PAGE}", Reply(page, content_type="text/html"))
    office.answers(f"/uploads/{name}", Reply(packed.getvalue(), content_type="application/zip"))


ROWS = [
    ["0", "Hele landet", "Andel", " 9,0", " 9,1"],
    ["0301", "Oslo", "Antall", " 60", " 62"],
    ["0301", "Oslo", "Andel", " 9,2", 0],
    ["030101", "Bydel", "Andel", " 50,0", " 50,0"],
    [1151, "Utsira", "Andel", "..", "."],
]


def deadline(office, session, measure="Andel", page="3A"):
    return bufdir.figures(session, CODES, [Wanted("x", page, measure)], office.url)


def test_shares_of_a_workbook_whose_heading_is_found_and_a_district_is_no_municipality(office, session):
    other = workbook([["0301 Oslo", 17.0]], heading=("Kommune", "turnover 2023-2024"))
    monitor(office, {"3A_fristbrudd_2026": workbook(ROWS, sheet="Ark9"), "Turnover_kommunalt": other})
    assert cells(deadline(office, session)) == {
        ("0301", 2024): 9.2, ("0301", 2025): 0, ("1151", 2024): "not_reported", ("1151", 2025): "not_applicable",
        ("1580", 2024): "not_reported", ("1580", 2025): "not_reported",
    }  # fmt: skip
    assert cells(deadline(office, session, "Antall"))["0301", 2025] == 62


def test_a_mark_that_figures_are_made_up_is_a_sentence_and_no_name_of_a_file(office, session):
    monitor(office, {"3A_fristbrudd_SYNTETISK": workbook(ROWS)})
    assert deadline(office, session).notes == (
        "SYNTETISKE TALL: kilden har selv merket arbeidsboka 3A som syntetisk",
    )  # fmt: skip
    own = "SYNTETISKE TALL: laget for utprøving."
    assert made_up(["Tabell (SYNTETISK)", own, "Annet"], "tabellen") == [own]
    assert made_up(["Tabell"], "tabellen") == []


@pytest.mark.parametrize(
    ("books", "error", "told"),
    [
        ({"3B_annet": workbook(ROWS)}, LayoutChanged, "mangler arbeidsboka 3A .har 3B"),
        ({"3A_x": workbook(ROWS, heading=("Sted", "Navn", "Format", 2024, 2025))}, BadAnswer, "ingen arbeidsbok med"),
        ({"3A_x": workbook([*ROWS, ROWS[2]])}, LayoutChanged, "0301 står to ganger"),
        ({"3A_x": b"PK\x03\x04 ikke en arbeidsbok"}, BadAnswer, "arbeidsboka 3A_x er avkuttet eller skadet$"),
        ({"3A_x": workbook([["0301", "Oslo", "Andel", "ca. 9", 1]])}, LayoutChanged, "ikke et tall: «ca.9»"),
        ({"3A_x": workbook(ROWS, heading=("Region", "Regionnavn", "Tallformat", "i fjor", "i år"))}, LayoutChanged,
         "ingen årskolonner"),
    ],
)  # fmt: skip
def test_a_zip_of_another_kind_is_told_with_what_it_lacks(office, session, books, error, told):
    monitor(office, books)
    with pytest.raises(error, match=told):
        deadline(office, session)


def test_a_zip_that_is_cut_off_is_told_in_norwegian(office, session):
    monitor(office, {"3A_x": workbook(ROWS)})
    cut = Reply(b"PK\x03\x04 ikke en zip", content_type="application/zip")
    office.answers("/uploads/Kommunemonitor_barnevern_2026_09_04_ab12.zip", cut)
    with pytest.raises(BadAnswer, match=r"kan ikke brukes: zip-fila er avkuttet eller skadet$"):
        deadline(office, session)


def test_a_damaged_workbook_is_told_of_and_the_others_are_read(office, session):
    monitor(office, {"3A_x": workbook(ROWS), "3I_tiltaksplan": b"PK\x03\x04 ikke en arbeidsbok", "3Z": workbook([])})
    wanted = [Wanted("x", "3A", "Andel"), Wanted("y", "3I", "Andel"), Wanted("z", "3Z", "Andel")]
    found = bufdir.figures(session, CODES, wanted, office.url)
    assert cells(found)["0301", 2024] == 9.2 and not cells(found, "y") and not cells(found, "z")
    assert found.lacking["y"].startswith("arbeidsboka 3I_tiltaksplan er avkuttet eller skadet")
    assert found.lacking["z"] == "3Z har ingen av kommunene med «Andel»"
    assert [line.split(":")[0] for line in found.problems] == ["Bufdir, barnevern"] * len(found.problems)


def test_a_workbook_known_by_a_word_of_its_name_is_the_one_that_has_it(office, session):
    monitor(office, {"3A_x": workbook(ROWS), "3I_hjelpetiltak_med_tiltaksplan": workbook(ROWS)})
    assert cells(deadline(office, session, page="tiltaksplan"))["0301", 2024] == 9.2


@pytest.mark.parametrize(
    ("stems", "told"),
    [
        (["3A_x"], r"mangler arbeidsboka tiltaksplan \(har 3A\)"),
        (["3I_tiltaksplan", "3J_evaluert_tiltaksplan"], r"flere arbeidsbøker kan være tiltaksplan: 3I_\w+, 3J_\w+"),
    ],
)
def test_a_word_that_no_workbook_or_several_have_in_their_name_is_told(office, session, stems, told):
    monitor(office, dict.fromkeys(stems, workbook(ROWS)))
    with pytest.raises(LayoutChanged, match=told):
        deadline(office, session, page="tiltaksplan")


def test_the_newest_zip_of_the_page_is_fetched(office, session):
    monitor(office, {"3A_x": workbook(ROWS)})
    old = f"{office.url}/uploads/Kommunemonitor_barnevern_2025_03_01_ff.zip"
    new = f"{office.url}/uploads/Kommunemonitor_barnevern_2026_09_04_ab12.zip"
    page = f'<a href="{old}">x</a><a href="{new}">y</a>'.encode()
    office.answers(f"/{bufdir.PAGE}", Reply(page, content_type="text/html"))
    deadline(office, session)
    assert office.paths()[-1].endswith("2026_09_04_ab12.zip")


def test_a_page_without_a_zip_is_told(office, session):
    office.answers(f"/{bufdir.PAGE}", Reply(b"<html>flyttet</html>", content_type="text/html"))
    with pytest.raises(BadAnswer, match="ingen lenke til"):
        deadline(office, session)


# --- Statistikkportalen


def report(office, rows, heads, code="GSK_X", filters=("TidID", "TrinnID", "SpoersmaalID", "EnhetID")):
    base = "rest/v1/Statistikk/GSK/9/8"
    office.answers(f"/{udir.PAGES}", [{"id": 7, "kode": code, "navn": "Elever"}, {"id": 8, "kode": "GSK_Y"}])
    element = {"dataEndepunkt": f"{base}/data", "gyldigeFiltre": list(filters)}
    defaults = {"TidID": [202510], "TrinnID": [-10], "SpoersmaalID": [1]}
    page = {"navn": "Elever", "rapportElementer": [element], "filterDefaultVerdier": defaults}
    office.answers(f"/{udir.PAGES}/{code}", {"rappside": page})
    office.answers(f"/{base}/filterVerdier", {"TidID": [{"id": 202410}, {"id": 202510}]})
    columns = [[{"name": name, "columnCount": count} for name, count in level] for level in heads]
    office.answers(f"/{base}/data", {"metadata": {"columns": columns}, "rows": rows})


HEADS = [[("2024-25", 2), ("2025-26", 2)], [("Antall elever", 1), ("Antall skoler", 1)] * 2]


def row(code, data, id_="1.49.1"):
    return {"navn": code, "kode": code, "id": id_, "data": data}


def schools(office, session, *measures, page="GSK_X"):
    wanted = [Wanted(name, page, measure) for name, measure in zip("xyz", measures, strict=False)]
    return udir.figures(session, CODES, wanted, office.url)


def test_pupils_by_school_year_with_thousands_and_what_is_withheld(office, session):
    rows = [
        row("42", ["1", "1", "1", "1"], "1.49"),
        row("0301", ["70 100", "180", "70\u00a0252", "181"]),
        row("1151", ["*", "1", "", "1"], "1.49.2"),
    ]
    report(office, rows, HEADS)
    found = schools(office, session, "Antall elever")
    assert cells(found) == {
        ("0301", 2024): 70100, ("0301", 2025): 70252, ("1151", 2024): "suppressed", ("1151", 2025): "not_reported",
        ("1580", 2024): "not_reported", ("1580", 2025): "not_reported",
    }  # fmt: skip
    question = office.asked[-1].query
    assert question["filter"] == "TidID(202410_202510)_TrinnID(-10)" and question["radSti"] == "-12.*.*"
    assert found.sources[0]["source_id"] == "udir-gsk-x"
    assert found.sources[0]["reference_date"] == "skoleårene 2024–25 og 2025–26"


@pytest.mark.parametrize(
    ("heads", "code", "said"),
    [
        ([[("2025-26", 1)], [("Antall elever", 1)]], "GSK_X", "skoleåret 2025–26"),
        ([[(f"20{y}-{y + 1}", 1) for y in range(20, 26)], [("Antall elever", 6)]], "GSK_X",
         "skoleårene 2020–21 til 2025–26"),
        ([[("2025", 1)], [("Antall elever", 1)]], "GSK_NP_Geografisk", "høsten 2025"),
        ([[("2024", 1), ("2025", 1)], [("Antall elever", 2)]], "BHG_X", "2024–2025"),
    ],
)  # fmt: skip
def test_what_a_page_refers_to_is_told_as_school_years_or_the_autumn_of_the_tests(office, session, heads, code, said):
    report(office, [row("0301", ["1"] * sum(count for _, count in heads[0]))], heads, code=code)
    office.answers(f"/{udir.PAGES}", [{"id": 7, "kode": code, "navn": "Elever"}])
    assert schools(office, session, "Antall elever", page=code).sources[0]["reference_date"] == said


def test_a_page_that_is_gone_is_told_with_those_that_look_like_it_and_the_others_are_read(office, session):
    report(office, [row("0301", ["1", "2", "3", "4"])], HEADS)
    gone = Wanted("y", "GSK_Z", "Antall elever")
    found = udir.figures(session, CODES, [Wanted("x", "GSK_X", "Antall skoler"), gone], office.url)
    assert cells(found)["0301", 2025] == 4
    assert found.lacking == {"y": "det finnes ingen rapportside som heter «GSK_Z»; nærmest er GSK_Y (), GSK_X (Elever)"}


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([row("0301", ["1", "omtrent 2", "3", "4"])], "ikke et tall: «omtrent2»"),
        ([row("9999", ["1", "2", "3", "4"])], "har ingen av kommunene"),
        ([{"navn": "Oslo", "data": []}], "annen form"),
    ],
)
def test_rows_that_are_not_as_expected_stop_the_page(office, session, rows, told):
    report(office, rows, HEADS)
    with pytest.raises(LayoutChanged, match=told):
        schools(office, session, "Antall skoler")


def test_a_measure_under_another_name_is_told_with_the_names_that_there_are(office, session):
    report(office, [row("0301", ["1", "2", "3", "4"])], HEADS)
    with pytest.raises(LayoutChanged, match="mangler «Elevtall»; har Antall elever, Antall skoler"):
        schools(office, session, "Elevtall")


def test_the_teacher_norm_counts_schools_that_keep_it_on_every_level_that_they_have(office, session):
    heads = [[("2025-26", 3)], [(level, 1) for level in udir.TEACHER_NORM]]
    rows = [
        row("0301", ["", "", ""], "1.3.42"),
        row("s1", ["14,9", "20,0", ""], "1.3.42.1"),
        row("s2", ["14,9", "20,1", ""], "1.3.42.2"),
        row("s3", ["", "", "19,0"], "1.3.42.3"),
        row("s4", ["", "*", ""], "1.3.42.4"),
        row("1151", ["", "", ""], "1.4.1"),
    ]
    report(office, rows, heads)
    found = schools(office, session, udir.WITHIN_NORM)
    assert cells(found)["0301", 2025] == pytest.approx(200 / 3)
    assert found.observations.set_index("code")["note"].to_dict() == {
        "0301": "3 skoler",
        "1151": "ingen skoler med tall for gruppestørrelse",
        "1580": "ingen skoler med tall for gruppestørrelse",
    }


def test_what_the_portal_says_of_uncertainty_is_the_interval_of_the_figure(office, session):
    heads = [[("2025-26", 4)], [("Lesing", 2), ("Regning", 2)], [("Skalapoeng", 1), ("Usikkerhet", 1)] * 2]
    report(office, [row("0301", ["51", "0,2", "52", "0,3"]), row("1151", ["*", "*", "*", "*"])], heads)
    found = udir.figures(
        session, CODES, [Wanted("x", "GSK_X", "Lesing|Skalapoeng", "Lesing|Usikkerhet")], office.url
    ).observations.set_index("code")
    assert found.loc["0301", ["lower", "value", "upper"]].tolist() == pytest.approx([50.8, 51, 51.2])
    assert found.loc[["1151", "1580"], ["lower", "upper"]].isna().all(axis=None)


def test_a_page_known_by_its_name_alone_is_the_one_of_those_that_has_the_columns(office, session):
    rows = [row("0301", ["", "", ""], "1.3.42"), row("s1", ["14,9", "20,0", ""], "1.3.42.1")]
    report(office, rows, [[("2025-26", 3)], [(level, 1) for level in udir.TEACHER_NORM]], code="GSK_T")
    office.answers(
        f"/{udir.PAGES}",
        [{"kode": "GSK_Y", "navn": "Lærertetthet, landet"}, {"kode": "GSK_T", "navn": "Skoler etter lærertetthet"}],
    )
    office.answers(f"/{udir.PAGES}/GSK_Y", {"rappside": {}})
    found = schools(office, session, udir.WITHIN_NORM, udir.NORM_SCHOOLS, page="Lærertetthet")
    share, count = found.observations[found.observations["code"] == "0301"]["value"]
    assert (share, count) == (100, 1)
    assert (found.sources[0]["source_id"], found.sources[0]["table_id"]) == ("udir-laerertetthet", "GSK_T")
    assert [asked.path for asked in office.asked].count("/rest/v1/Statistikk/GSK/9/8/data") == 1


def test_a_name_that_no_page_has_is_told(office, session):
    report(office, [row("0301", ["1", "2", "3", "4"])], HEADS)
    with pytest.raises(LayoutChanged, match=r"det finnes ingen rapportside som heter «Lærertetthet»$"):
        schools(office, session, udir.WITHIN_NORM, page="Lærertetthet")


def test_observations_have_numbers_as_numbers(office, session):
    report(office, [row("0301", ["1", "2", "3", "4"])], HEADS)
    table = schools(office, session, "Antall elever").observations
    assert pd.api.types.is_float_dtype(table["value"]) and pd.api.types.is_integer_dtype(table["year"])


def test_an_indicators_file_can_name_every_office_that_is_asked_and_no_other():
    assert set(get_args(OfficeFigure.model_fields["office"].annotation)) == set(DUTY_OFFICES)
