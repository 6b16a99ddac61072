"""Statistics Norway's tables: contents by label, selections, splitting, refusals, and what is a municipality."""

import re

import pandas as pd
import pytest
from office import Reply

from etl.http import BadAnswer, TooLarge
from etl.sources.ssb import PxWebClient, TableGone
from etl.sources.ssb_selection import chosen_codes
from etl.sources.ssb_table import (
    AmbiguousLabel,
    LabelNotFound,
    SelectionError,
    find_codelist,
    municipality_code,
    municipality_rows,
    resolve_contents,
)

URN = "urn:ssb:contextvariable:common:4af5-9:293372:KOSAG110000"
REGION = "KOKkommuneregion0000"
CODES = {
    REGION: {"EAK": "Landet", "0301": "Oslo", "1103": "Stavanger", "3103": "Moss"},
    "Kjonn": {"1": "Menn", "2": "Kvinner"},
    "ContentsCode": {
        "KOSAG110000": "Frie inntekter per innbygger (kr)",
        "KOSAGD230000": "Netto driftsresultat (prosent)",
        "KOSAGD240000": "Brutto driftsresultat (prosent)",
    },
    "Tid": {"2022": "2022", "2023": "2023", "2024": "2024", "2025": "2025"},
}
ROLES = {"time": ["Tid"], "geo": [REGION], "metric": ["ContentsCode"]}
EVERYTHING = {REGION: ["*"], "Kjonn": ["*"], "ContentsCode": ["KOSAG110000"], "Tid": ["*"]}


def cube(chosen):
    """A JSON-stat2 answer for chosen codes by dimension; each value tells its year."""
    dimension = {
        name: {
            "label": {"Kjonn": "kjønn", "Tid": "år"}.get(name, name),
            "category": {
                "index": {code: place for place, code in enumerate(codes)},
                "label": {code: CODES[name][code] for code in codes},
            },
            "extension": {"elimination": name == "Kjonn", "codelists": []},
        }
        for name, codes in chosen.items()
    }
    lists = [
        {"id": "agg_KOG00012", "label": "Uttrekk for Landet"},
        {"id": "agg_KOG00013", "label": "Uttrekk for Kommuner 2024-"},
    ]
    dimension[REGION]["extension"]["codelists"] = lists
    dimension["ContentsCode"]["category"]["unit"] = {
        code: {"base": "kr" if code == "KOSAG110000" else "prosent", "decimals": 0} for code in CODES["ContentsCode"]
    }
    dimension["ContentsCode"]["link"] = {"describedby": [{"extension": {"KOSAG110000": URN}}]}
    sizes = [len(codes) for codes in chosen.values()]
    years = [int(year) for year in chosen["Tid"]]
    cells = pd.Series(sizes).prod()
    return {
        "id": list(chosen),
        "size": sizes,
        "dimension": dimension,
        "role": ROLES,
        "updated": "2026-06-15T06:00:00Z",
        "value": years * (cells // len(years)),
    }


def metadata_answer():
    return {**cube({name: list(codes) for name, codes in CODES.items()}), "value": []}


def data_answer(years, kjonn=("1", "2")):
    return cube({REGION: list(CODES[REGION]), "Kjonn": list(kjonn), "ContentsCode": ["KOSAG110000"], "Tid": years})


@pytest.fixture
def client(office, session):
    office.answers("/config", {"maxDataCells": 800_000})
    office.answers("/tables/12134/metadata", metadata_answer())
    return PxWebClient(session, office.url)


@pytest.fixture
def metadata(client):
    return client.metadata("12134")


def test_a_contents_code_is_found_by_its_label(metadata):
    content = resolve_contents(metadata, "Frie inntekter per innbygger (kr)")
    assert (content.code, content.unit.base, content.by) == ("KOSAG110000", "kr", "label")
    assert content.definition_url == (
        "https://www.ssb.no/kompis/statbank/?id=4af5-9&ver=293372&val=KOSAG110000&lang=no"
    )


def test_else_by_the_declared_pattern(metadata):
    content = resolve_contents(metadata, "Frie inntekter", r"^frie inntekter .*innbygger \(kr\)$")
    assert (content.code, content.by, content.label) == ("KOSAG110000", "pattern", "Frie inntekter per innbygger (kr)")


def test_several_that_fit_are_an_error_that_names_them(metadata):
    with pytest.raises(AmbiguousLabel, match=r"KOSAGD230000 «Netto.*KOSAGD240000 «Brutto"):
        resolve_contents(metadata, "Driftsresultat", ".*driftsresultat.*")


def test_a_pattern_has_to_fit_the_whole_of_a_label(metadata):
    with pytest.raises(LabelNotFound, match="Nærmest: «Frie inntekter per innbygger"):
        resolve_contents(metadata, "Frie inntekter", "frie inntekter per innbygger")


def test_none_that_fits_is_an_error_with_the_nearest(metadata):
    with pytest.raises(LabelNotFound, match=r"tabell 12134: finner ikke «Netto driftsresultat»") as caught:
        resolve_contents(metadata, "Netto driftsresultat")
    assert caught.value.nearest[0] == "Netto driftsresultat (prosent)"


def test_a_code_list_is_found_by_its_label(metadata):
    assert find_codelist(metadata, REGION, "Uttrekk for Kommuner 2024-").id == "agg_KOG00013"
    with pytest.raises(LabelNotFound, match="Uttrekk for Kommuner 2024-"):
        find_codelist(metadata, REGION, "Uttrekk for Kommuner 2020-")


def test_figures_come_with_codes_and_a_page_to_cite(office, client, metadata):
    office.answers("/tables/12134/data", data_answer(["2024", "2025"]))
    extract = client.data(metadata, EVERYTHING | {"Tid": ["top(2)"]})
    assert extract.url == "https://www.ssb.no/statbank/table/12134"
    assert extract.cube.table.columns.tolist() == [REGION, "Kjonn", "ContentsCode", "Tid", "value", "status"]
    assert len(extract.cube.table) == 4 * 2 * 2
    assert office.asked[-1].body == {
        "selection": [
            {"variableCode": REGION, "valueCodes": ["*"]},
            {"variableCode": "Kjonn", "valueCodes": ["*"]},
            {"variableCode": "ContentsCode", "valueCodes": ["KOSAG110000"]},
            {"variableCode": "Tid", "valueCodes": ["2024", "2025"]},
        ]
    }


def test_more_cells_than_the_limit_are_asked_for_in_parts_by_time(office, client, metadata):
    office.answers("/config", {"maxDataCells": 25})
    office.answers(
        "/tables/12134/data",
        data_answer(["2022", "2023", "2024"]),
        data_answer(["2025"]),
    )
    extract = client.data(metadata, EVERYTHING)
    asked = [item.body["selection"][-1]["valueCodes"] for item in office.asked if item.method == "POST"]
    assert asked == [["2022", "2023", "2024"], ["2025"]]
    table = extract.cube.table
    assert len(table) == 4 * 2 * 4 and len(extract.answers) == 2
    assert (table["value"] == table["Tid"].astype(int)).all()


def test_one_period_over_the_limit_is_refused_before_any_call(office, client, metadata):
    office.answers("/config", {"maxDataCells": 7})
    with pytest.raises(TooLarge, match="SSB, tabell 12134: 8 celler"):
        client.data(metadata, EVERYTHING)
    assert "/tables/12134/data" not in office.paths()


@pytest.mark.parametrize(
    ("expressions", "years"),
    [
        (["2024", "2022", "2024"], ["2022", "2024"]),
        (["top(1)", "2025"], ["2025"]),
        (["top(1,1)"], ["2024"]),
        (["bottom(2)"], ["2022", "2023"]),
        (["from(2024)"], ["2024", "2025"]),
        (["to(2023)"], ["2022", "2023"]),
        (["range(2023, 2024)"], ["2023", "2024"]),
        (["202?"], ["2022", "2023", "2024", "2025"]),
        (["*"], ["2022", "2023", "2024", "2025"]),
    ],
)
def test_expressions_mean_codes_each_once_in_the_order_of_the_table(metadata, expressions, years):
    assert list(chosen_codes(metadata, EVERYTHING | {"Tid": expressions})["Tid"]) == years


@pytest.mark.parametrize(
    ("selection", "words"),
    [
        ({"ContentsCode": ["KOSAG110000"], "Tid": ["2025"]}, f"mangler {REGION}"),
        (EVERYTHING | {"Alder": ["*"]}, "ingen variabel «Alder»"),
        (EVERYTHING | {"Tid": ["2031"]}, "«2031» finnes ikke i Tid"),
        (EVERYTHING | {"Tid": ["from(2031)"]}, "«from(2031)» kan ikke brukes på Tid"),
        (EVERYTHING | {"Tid": ["top(x)"]}, "«top(x)»"),
        (EVERYTHING | {"Tid": ["1*"]}, "utvalget av Tid er tomt"),
    ],
)
def test_a_selection_that_the_table_lacks_is_named(metadata, selection, words):
    with pytest.raises(SelectionError, match=re.escape(words)):
        chosen_codes(metadata, selection)


def test_a_code_may_be_found_by_its_label(metadata):
    assert chosen_codes(metadata, EVERYTHING | {"Kjonn": ["label(^kvinner$)"]})["Kjonn"] == ("2",)
    with pytest.raises(AmbiguousLabel, match="1 «Menn»; 2 «Kvinner»"):
        chosen_codes(metadata, EVERYTHING | {"Kjonn": ["label(^.*n.*$)"]})
    with pytest.raises(LabelNotFound, match="finner ikke «\\^barn\\$»"):
        chosen_codes(metadata, EVERYTHING | {"Kjonn": ["label(^barn$)"]})


def test_a_dimension_may_be_named_by_its_label_or_left_out(metadata):
    by_label = chosen_codes(metadata, {**EVERYTHING, "kjønn": ["2"]} | {"Kjonn": ["2"]})
    assert by_label["Kjonn"] == ("2",)
    without = {name: codes for name, codes in EVERYTHING.items() if name != "Kjonn"}
    assert "Kjonn" not in chosen_codes(metadata, without)


def test_the_code_list_used_is_asked_for_and_kept(office, client):
    metadata = client.metadata("12134", {REGION: "agg_KOG00013"})
    assert office.asked[-1].query[f"codelist[{REGION}]"] == "agg_KOG00013"
    office.answers("/tables/12134/data", data_answer(["2025"]))
    extract = client.data(metadata, EVERYTHING | {"Tid": ["2025"]})
    assert office.asked[-1].body["selection"][0]["codelist"] == "agg_KOG00013"
    assert extract.codelists == {REGION: "agg_KOG00013"}


def test_a_second_request_for_figures_makes_no_data_call(office, client, metadata):
    office.answers("/tables/12134/data", data_answer(["2025"]))
    for _ in range(2):
        client.data(client.metadata("12134"), EVERYTHING | {"Tid": ["2025"]})
    assert office.paths().count("/tables/12134/data") == 1


def test_figures_that_contradict_themselves_are_never_kept(office, client, metadata):
    broken = data_answer(["2025"])
    broken["value"][0] = "42"
    office.answers("/tables/12134/data", Reply(b"", 500), broken, data_answer(["2025"]))
    assert len(client.data(metadata, EVERYTHING | {"Tid": ["2025"]}).cube.table) == 8
    office.answers("/tables/12134/data", broken)
    with pytest.raises(BadAnswer, match=r"tabell 12134: .*en verdi er ikke et tall: «42»"):
        client.data(metadata, EVERYTHING | {"Tid": ["2024"]})


@pytest.mark.parametrize("status", [400, 404])
def test_a_table_that_is_gone_is_known_by_the_title(office, client, metadata, status):
    gone = Reply(b'{"title": "Non-existent table", "status": 404}', status, "application/problem+json")
    office.answers("/tables/12134/metadata", gone)
    office.answers("/tables/12134/data", gone)
    with pytest.raises(TableGone, match="SSB, tabell 12134: tabellen finnes ikke lenger"):
        client.metadata("12134")
    with pytest.raises(TableGone):
        client.data(metadata, EVERYTHING)


def test_too_many_cells_by_the_office_is_too_large(office, client, metadata):
    office.answers("/tables/12134/data", Reply(b'{"title": "Too many cells selected"}', 400))
    with pytest.raises(TooLarge, match="for mange celler"):
        client.data(metadata, EVERYTHING)


def test_a_word_is_looked_up_in_tables_and_contents(office, client):
    office.answers("/tables", {"tables": [{"id": "12134", "label": "12134: Nøkkeltall", "updated": "2026-06-15"}]})
    found = client.discover("driftsresultat")
    assert found[["table", "code", "unit"]].to_numpy().tolist() == [
        ["12134", "KOSAG110000", "kr"],
        ["12134", "KOSAGD230000", "prosent"],
        ["12134", "KOSAGD240000", "prosent"],
    ]
    office.answers("/tables", Reply(b'{"title": "Non-existent page"}', 404))
    assert client.discover("finnesikke").empty


def test_a_code_list_tells_what_its_codes_stand_for(office, client):
    values = [
        {"code": "K-1103", "label": "Stavanger", "valueMap": ["1103", "1141"]},
        {"code": "K-0301", "label": "Oslo"},
    ]
    office.answers("/codeLists/agg_KommSummer", {"values": values})
    assert client.codelist("agg_KommSummer").to_numpy().tolist() == [
        ["K-1103", "Stavanger", "1103"],
        ["K-1103", "Stavanger", "1141"],
        ["K-0301", "Oslo", "K-0301"],
    ]


@pytest.mark.parametrize(
    ("region", "code"),
    [
        ("0301", "0301"),
        ("K-3103", "3103"),
        ("K_4001", "4001"),
        ("K.4001", "4001"),
        ("EAK", None),
        ("EAKUO", None),
        ("EKA03", None),
        ("EKG13", None),
        ("F-03", None),
        ("03", None),
        ("0", None),
        ("03010101", None),
    ],
)
def test_what_has_the_form_of_a_municipality(region, code):
    assert municipality_code(region) == code


def test_only_codes_of_the_register_are_municipalities():
    regions = ["EAK", "EAKUO", "EKA03", "EKG13", "0301", "2111", "9999", "1507"]
    table = pd.DataFrame({"Region": pd.Categorical(regions), "value": range(8)})
    rows = municipality_rows(table, "Region", ["0301", "1508", "1580"])
    assert rows[["code", "value"]].to_numpy().tolist() == [["0301", 4]]
