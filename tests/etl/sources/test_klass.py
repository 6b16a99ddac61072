"""Klass: registers of a day, what municipalities belong to, and changes told apart, with the real cases."""

import unicodedata
from datetime import date

import pandas as pd
import pytest
from office import Reply

from etl.http import BadAnswer
from etl.sources.klass import Klass, RegisterError, classified

DAY = date(2026, 1, 1)


def codes(*pairs):
    return {"codes": [{"code": code, "name": name, "validFrom": None} for code, name in pairs]}


def links(*rows):
    fields = ("sourceCode", "targetCode", "validFrom", "validTo")
    return {"correspondenceItems": [{"targetName": "", **dict(zip(fields, row, strict=True))} for row in rows]}


def changes(*rows):
    fields = ("changeOccurred", "oldCode", "oldName", "newCode", "newName")
    return {"codeChanges": [dict(zip(fields, row, strict=True)) for row in rows]}


@pytest.fixture
def klass(office, session):
    office.answers(
        "/classifications/131/codesAt",
        codes(("9999", "Uoppgitt"), ("1124", "Sola"), ("0301", "Oslo - Oslove")),
    )
    office.answers("/classifications/104/codesAt", codes(("03", "Oslo"), ("11", "Rogaland"), ("99", "Uoppgitt")))
    return Klass(session, office.url)


def test_not_stated_is_no_municipality(klass, office):
    assert klass.municipalities(DAY)["code"].tolist() == ["0301", "1124"]
    assert office.asked[0].query == {"date": "2026-01-01"}
    assert [answer.url for answer in klass.answers] == [f"{office.url}/classifications/131/codesAt?date=2026-01-01"]


def test_names_come_composed_and_without_odd_blanks(klass, office):
    decomposed = unicodedata.normalize("NFD", "Bådåddjo")
    office.answers("/classifications/131/codesAt", codes(("1804", f"Bodø\xa0- {decomposed} ")))
    assert klass.municipalities(DAY)["name"].tolist() == ["Bodø - Bådåddjo"]
    row = ("2026-01-01", "1804", "Bodø ", "1804", decomposed)
    office.answers("/classifications/131/changes", changes(row))
    found = klass.changes(date(2025, 12, 1), date(2026, 2, 1))
    assert found[["old_name", "new_name"]].to_numpy().tolist() == [["Bodø", "Bådåddjo"]]


def test_the_register_has_counties(klass, office):
    office.answers(
        "/classifications/131/corresponds",
        links(("0301", "03", "2020-01-01", None), ("1124", "11", "2020-01-01", None), ("9999", "99", None, None)),
    )
    assert klass.register(DAY).to_dict("records") == [
        {"code": "0301", "name": "Oslo - Oslove", "county_code": "03", "county": "Oslo"},
        {"code": "1124", "name": "Sola", "county_code": "11", "county": "Rogaland"},
    ]


def test_centrality_is_asked_for_over_a_period_and_the_class_of_the_day_counts(klass, office):
    office.answers("/classifications/131/correspondsAt", links())
    office.answers(
        "/classifications/131/corresponds",
        links(
            ("1124", "03", "2020-01-01", "2024-01-01"),
            ("1124", "02", "2024-01-01", None),
            ("0301", "01", "2020-01-01", None),
        ),
    )
    assert klass.centrality(DAY)["centrality_class"].tolist() == [1, 2]
    assert klass.centrality(date(2023, 1, 1))["centrality_class"].tolist() == [1, 3]


def test_the_last_class_counts_where_that_of_the_day_is_not_published(klass, office):
    rows = [("1124", "02", "2024-01-01", "2026-01-01"), ("0301", "01", "2024-01-01", "2026-01-01")]
    office.answers("/classifications/131/corresponds", links(*rows))
    centrality = klass.centrality(DAY)
    assert centrality["centrality_class"].tolist() == [1, 2]
    assert set(centrality["valid_from"]) == {date(2024, 1, 1)}


def test_kostra_groups_are_found_from_either_side(klass, office):
    office.answers("/classifications/131/corresponds", links())
    rows = [("EKG13", "0301", "2020-01-01", None), ("EKG10", "1124", "2020-01-01", None)]
    office.answers("/classifications/112/corresponds", links(*rows))
    assert klass.kostra_groups(DAY)[["code", "kostra_group"]].to_numpy().tolist() == [["0301", 13], ["1124", 10]]


def test_a_municipality_without_group_is_named(klass, office):
    office.answers("/classifications/131/corresponds", links(("0301", "EKG13", "2020-01-01", None)))
    with pytest.raises(RegisterError, match=r"Klass 112: mangler for 1124 01\.01\.2026"):
        klass.kostra_groups(DAY)


def test_a_code_that_stands_twice_does_not_count_as_an_answer(klass, office):
    office.answers("/classifications/131/codesAt", codes(("0301", "Oslo"), ("0301", "Oslo")))
    with pytest.raises(BadAnswer, match=r"Klass 131: .*0301 står to ganger"):
        klass.municipalities(DAY)


@pytest.mark.parametrize("answer", [{"codes": []}, {"feil": 1}, [], {"codes": [{"code": "0301"}]}])
def test_a_list_without_what_it_should_hold_does_not_count(klass, office, answer):
    office.answers("/classifications/131/codesAt", answer)
    with pytest.raises(BadAnswer, match="Klass 131"):
        klass.municipalities(DAY)


def pairs(text):
    """Pairs written as «1507-1508 1507-1580»."""
    return pd.DataFrame([pair.split("-") for pair in text.split()], columns=["old_code", "new_code"])


@pytest.mark.parametrize(
    ("changed", "before", "after", "kinds"),
    [
        # Ålesund was divided into Ålesund and Haram.
        ("1507-1508 1507-1580", {"1507"}, {"1508", "1580"}, "split split"),
        # Halden got a new number.
        ("3001-3101", {"3001"}, {"3101"}, "renumbered"),
        # Indre Østfold gave land to Nordre Follo and Vestby.
        ("3118-3118 3118-3207 3118-3216", {"3118", "3207", "3216"}, {"3118", "3207", "3216"}, "same part part"),
        # Finnøy and Rennesøy went into Stavanger, which kept its number.
        ("1141-1103 1142-1103", {"1103", "1141", "1142"}, {"1103"}, "merged merged"),
        # One municipality went into another that kept its number.
        ("1514-1515", {"1514", "1515"}, {"1515"}, "merged"),
        # Narvik and Ballangen became Narvik with a part of Tysfjord; the rest went to Hamarøy.
        (
            "1805-1806 1854-1806 1850-1806 1850-1875 1849-1875",
            {"1805", "1849", "1850", "1854"},
            {"1806", "1875"},
            "merged merged split split merged",
        ),
        # Snillfjord was divided between Heim, Hitra and Orkland.
        (
            "5012-5055 5012-5056 5012-5059 5011-5055 1571-5055 5013-5056",
            {"5012", "5011", "1571", "5013"},
            {"5055", "5056", "5059"},
            "split split split merged merged merged",
        ),
        # Oslo got its South Sami name.
        ("0301-0301", {"0301"}, {"0301"}, "same"),
        # The register before is not known.
        ("1805-1806 1854-1806", None, {"1806"}, "merged merged"),
    ],
)
def test_changes_are_told_apart(changed, before, after, kinds):
    assert classified(pairs(changed), before, after).tolist() == kinds.split()


def test_changes_are_judged_by_the_registers_around_their_day(klass, office):
    office.answers(
        "/classifications/131/changes",
        changes(
            ("2026-01-01", "3118", "Indre Østfold", "3207", "Nordre Follo"),
            ("2026-01-01", "3118", "Indre Østfold", "3118", "Indre Østfold"),
            ("2026-01-01", "9999", "Uoppgitt", "9999", "Uoppgitt"),
        ),
    )
    office.answers("/classifications/131/codesAt", codes(("3118", "Indre Østfold"), ("3207", "Nordre Follo")))
    found = klass.changes(date(2025, 12, 1), date(2026, 2, 1))
    assert found[["old_code", "new_code", "kind"]].to_numpy().tolist() == [
        ["3118", "3207", "part"],
        ["3118", "3118", "same"],
    ]
    days = [asked.query["date"] for asked in office.asked if asked.path.endswith("codesAt")]
    assert days == ["2025-12-31", "2026-01-01"]


def test_changes_without_a_register_before_them_are_still_told_apart(klass, office):
    office.answers("/classifications/131/changes", changes(("2020-01-01", "1502", "Molde", "1506", "Molde")))
    office.answers("/classifications/131/codesAt", Reply(b"No version", 404, "text/plain"), codes(("1506", "Molde")))
    assert klass.changes(date(2020, 1, 1), date(2020, 2, 1))["kind"].tolist() == ["renumbered"]


def test_no_changes_are_an_empty_table(klass, office):
    office.answers("/classifications/131/changes", changes())
    assert klass.changes(date(2025, 2, 1), date(2025, 3, 1)).empty


def test_a_transition_holds_every_municipality_of_both_days(klass, office):
    office.answers(
        "/classifications/131/codesAt",
        codes(("0301", "Oslo"), ("1507", "Ålesund"), ("3001", "Halden")),
        codes(("0301", "Oslo - Oslove"), ("1508", "Ålesund"), ("1580", "Haram"), ("3101", "Halden")),
    )
    office.answers(
        "/classifications/131/changes",
        changes(
            ("2024-01-01", "1507", "Ålesund", "1508", "Ålesund"),
            ("2024-01-01", "1507", "Ålesund", "1580", "Haram"),
            ("2024-01-01", "3001", "Halden", "3101", "Halden"),
        ),
    )
    transition = klass.transition(date(2020, 1, 1), date(2024, 1, 1))
    assert transition.to_numpy().tolist() == [
        ["0301", "0301", "same"],
        ["1507", "1508", "split"],
        ["1507", "1580", "split"],
        ["3001", "3101", "renumbered"],
    ]


def test_a_municipality_whose_fate_is_not_told_is_named(klass, office):
    office.answers("/classifications/131/codesAt", codes(("1507", "Ålesund")), codes(("1508", "Ålesund")))
    office.answers("/classifications/131/changes", changes())
    with pytest.raises(RegisterError, match="1507, 1508"):
        klass.transition(date(2020, 1, 1), date(2024, 1, 1))
