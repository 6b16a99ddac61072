"""Pulling from offices and building from what was pulled: every figure in its place, nothing lost when they fail."""

from datetime import date

import duckdb
import norway
import pytest
import small
from norway import Norway
from office import Reply

from etl import build, catalogue, dry_run, labels, pull, raw, record, status
from etl.http.replay import NOT_KEPT

CORE = ("klass", "ssb")


@pytest.fixture
def offices(office):
    return Norway(office)


@pytest.fixture
def country(tmp_path, monkeypatch, offices):
    return norway.folders(tmp_path, monkeypatch, offices.office)


def pulled(country, *only, **options):
    indicators = catalogue.read(country.indicators)
    return pull.pull(indicators, only or CORE, raw=country.raw, embedded=country.snapshot, **options)


def dataset(country):
    return raw.read(catalogue.read(country.indicators), country.snapshot, country.raw)


def figures(found, indicator_id, year):
    """Value, or status where there is none, by division and code."""
    rows = found.observations.query("indicator_id == @indicator_id and year == @year")
    return {(row.division, row.code): row.status if row.value != row.value else row.value for row in rows.itertuples()}


def test_every_year_comes_in_the_division_that_it_is_of(country):
    assert pulled(country).problems == []
    found = dataset(country)
    assert figures(found, "population", 2023) == {("2020", "0301"): 700, ("2020", "1507"): 200, ("2020", "3001"): 100}
    expected = {("2024", "0301"): 780, ("2024", "1508"): 165, ("2024", "1580"): 55, ("2024", "3101"): 100}
    assert figures(found, "population", 2025) == expected
    assert figures(found, "women", 2025)["2024", "0301"] == 390


def test_before_the_oldest_division_the_undivided_figure_is_that_of_the_whole(country):
    pulled(country)
    rows = figures(dataset(country), "population", 2019)
    assert rows == {("2024", "0301"): 680, ("2020", "1507"): 194, ("2024", "3101"): 98}


def test_what_only_looks_like_a_municipality_is_none(country):
    pulled(country)
    found = dataset(country)
    assert set(found.observations["code"]) == {"0301", "1507", "1508", "1580", "3001", "3101"}
    assert "9999" not in set(found.municipalities["code"])


def test_signs_become_statuses_and_unrevised_figures_are_provisional(country, offices):
    pulled(country)
    found = dataset(country)
    expected = {("2024", "0301"): 11.5, ("2024", "1508"): 12.5, ("2024", "1580"): "not_reported", ("2024", "3101"): 9.5}
    assert figures(found, "doctors", 2024) == expected
    assert figures(found, "doctors", 2023)["2020", "3001"] == "suppressed"
    statuses = (
        found.observations.query("indicator_id == 'doctors' and value.notna()").groupby("year")["status"].unique()
    )
    assert {year: list(found) for year, found in statuses.items()} == {2023: ["observed"], 2024: ["provisional"]}
    offices.tables["12005"].updated = "2025-06-15T06:00:00Z"
    pulled(country)
    assert "provisional" not in set(dataset(country).observations["status"])


def test_codes_out_of_use_that_are_given_as_missing_do_not_make_another_division(country, offices):
    cells = offices.tables["12005"].cells
    offices.tables["12005"].cells = {key: ".." if cell == "." else cell for key, cell in cells.items()}
    pulled(country)
    found = dataset(country)
    assert {division for division, _ in figures(found, "doctors", 2023)} == {"2020"}
    assert {division for division, _ in figures(found, "doctors", 2024)} == {"2024"}


def test_the_source_says_what_was_asked_and_the_mandatory_note_travels(country):
    pulled(country)
    found = dataset(country)
    sources = found.sources.set_index("source_id")
    assert sources.loc["ssb-12005", "title"] == "Fastleger (SYNTETISK)"
    assert sources.loc["ssb-12005", "reference_date"] == "2023–2024"
    assert found.described["doctors"]["notes"] == "Tallene er laget for en prøve."
    assert found.described["doctors"]["contents"] == "KOSleger0000 Leger per 10 000 innbyggere (antall)"


def test_groups_follow_klass_in_both_divisions(country, offices):
    offices.groups["3101"] = 12
    pulled(country)
    found = dataset(country).observations.query("indicator_id == 'kostra_group' and year == 2024")
    assert found.set_index("code")["value"].to_dict() == {"0301": 13, "1508": 10, "1580": 3, "3101": 12}


def test_land_that_changes_hands_makes_no_division_and_a_merger_does(country, offices):
    pulled(country)
    assert dataset(country).divisions["division"].tolist() == ["2020", "2024"]
    first = date(2026, 1, 1)
    offices.codes[first] = ["0301", "1508", "3101", "9999"]
    offices.changes.append(("2026-01-01", "1580", "1508"))
    pulled(country, "klass", force=True)
    found = dataset(country)
    assert found.divisions["division"].tolist() == ["2020", "2024", "2026"]
    newest = found.code_changes.query("to_division == '2026'")
    kinds = {(row.from_code, row.to_code): row.kind for row in newest.itertuples()}
    assert kinds == {
        ("0301", "0301"): "same",
        ("1508", "1508"): "same",
        ("1580", "1508"): "merged",
        ("3101", "3101"): "same",
    }


def test_a_split_whose_parts_have_no_inhabitants_yet_waits_and_is_told_of(country, offices):
    pulled(country)
    offices.codes[date(2026, 1, 1)] = ["0301", "1508", "1580", "3102", "3103", "9999"]
    offices.changes = [*offices.changes[:3], ("2026-01-01", "3101", "3102"), ("2026-01-01", "3101", "3103")]
    for groups in (offices.groups, offices.centrality):
        groups |= {"3102": 1, "3103": 2}
    assert pulled(country, "klass", force=True).problems == []
    found = dataset(country)
    assert found.divisions["division"].tolist() == ["2020", "2024"]
    assert found.problems == ["Klass 131: mangler innbyggertall for 3102, 3103 som ble til ved deling"]
    assert figures(found, "population", 2025)["2024", "3101"] == 100


def test_the_shares_of_a_split_are_those_of_the_inhabitants(country):
    pulled(country)
    changes = dataset(country).code_changes
    shares = changes[changes["kind"] == "split"].set_index("to_code")["share"].to_dict()
    assert shares == {"1508": 0.75, "1580": 0.25}


def declared(country, offices, indicator_id, table_id, table, **origin):
    """One more indicator in the catalogue, and its table at the office."""
    offices.tables[table_id] = table
    offices.lay_out(table_id)
    origin = {"kind": "ssb", "table": table_id, **origin}
    fields = {"short_title": indicator_id, "source_id": f"ssb-{table_id}", "origin": origin}
    small.write_indicator(country.indicators, indicator_id, fields)


def test_of_a_table_that_crosses_municipalities_only_the_diagonal_counts(country, offices):
    declared(
        country, offices, "stays", "03321", norway.commuters([2019, 2023, 2024]),
        contents="Sysselsatte", unit_label="personer", diagonal=["Bokommuen", "ArbstedKomm"],
    )  # fmt: skip
    assert pulled(country).problems == []
    found = dataset(country)
    assert figures(found, "stays", 2023) == {("2020", "0301"): 0, ("2020", "1507"): 101, ("2020", "3001"): 404}
    in_2024 = {("2024", "0301"): 0, ("2024", "1508"): 202, ("2024", "1580"): 303, ("2024", "3101"): 505}
    assert figures(found, "stays", 2024) == in_2024
    asked = next(call.body for call in offices.data_calls() if "03321" in call.path)
    codes = {part["variableCode"]: part["valueCodes"] for part in asked["selection"]}
    assert codes["Tid"] == ["2023", "2024"], "a large table is asked for no year that is not used"
    assert codes["ArbstedKomm"] == codes["Bokommuen"] == ["0301", "1507", "1508", "1580", "3001", "3101"]


def test_a_table_that_crosses_municipalities_is_split_at_the_limit_of_cells(country, offices):
    declared(
        country, offices, "stays", "03321", norway.commuters([2023, 2024]),
        contents="Sysselsatte", unit_label="personer", diagonal=["Bokommuen", "ArbstedKomm"],
    )  # fmt: skip
    offices.max_cells = 6 * 6
    pulled(country, "klass", "03321")
    assert [call.path for call in offices.data_calls()].count("/ssb/tables/03321/data") == 2
    assert figures(dataset(country), "stays", 2023)["2020", "1507"] == 101


def test_a_dimension_that_a_crossing_table_lacks_is_named(country, offices):
    declared(
        country, offices, "stays", "03321", norway.commuters([2024]),
        contents="Sysselsatte", unit_label="personer", diagonal=["Bostedskommune", "ArbstedKomm"],
    )  # fmt: skip
    problems = pulled(country).problems
    assert len(problems) == 1 and "har ingen variabel «Bostedskommune», bare ArbstedKomm, Bokommuen" in problems[0]


def test_one_quarter_stands_for_the_year(country, offices):
    declared(
        country, offices, "ill", "12451", norway.sick_leave(["2024K3", "2024K4", "2025K1", "2025K4", "2026K1"]),
        contents="Sykefraværsprosent", unit_label="prosent", quarter=4,
    )  # fmt: skip
    assert pulled(country).problems == []
    found = dataset(country)
    assert sorted(found.observations.query("indicator_id == 'ill'")["year"].unique()) == [2024, 2025]
    assert figures(found, "ill", 2024)["2024", "0301"] == 24.4


MAIN = {"0301": 900, "1508": 160, "1580": 50, "3101": 90}


def ahead(country, offices, **alternatives):
    declared(
        country, offices, "ahead", "14746", norway.projection(2050, {"Hovedalternativet (MMMM)": MAIN, **alternatives}),
        contents="Hovedalternativet (MMMM)", unit_label="personer",
        interval=[{"contents": "Lav nasjonal vekst (LLML)"}, {"contents": "Høy nasjonal vekst (HHMH)"}],
    )  # fmt: skip
    assert pulled(country).problems == []
    rows = dataset(country).observations.query("indicator_id == 'ahead' and division == '2024'").set_index("code")
    return {code: (row["lower"], row["value"], row["upper"]) for code, row in rows.iterrows()}


def test_the_low_and_the_high_alternative_of_an_estimate_are_its_interval(country, offices):
    low = {"0301": 850, "1508": 165, "1580": 50}
    high = {"0301": 990, "1508": 155, "1580": 50, "3101": 100}
    found = ahead(
        country, offices, **{"Lav nasjonal vekst (LLML)": low | {"3101": ".."}, "Høy nasjonal vekst (HHMH)": high}
    )
    assert (found["0301"], found["1580"]) == ((850, 900, 990), (50, 50, 50))
    assert found["1508"] == (155, 160, 165), "low for the country is high here"
    assert found["3101"] == pytest.approx((float("nan"), 90, float("nan")), nan_ok=True), "one alternative is missing"


def test_without_both_alternatives_an_estimate_has_no_interval_and_the_dry_run_tells(country, offices):
    found = ahead(country, offices, **{"Høy nasjonal vekst (HHMH)": MAIN})
    assert all(lower != lower and upper != upper for lower, _, upper in found.values())
    told = dry_run.resolution(catalogue.read(country.indicators), ["14746"], raw=country.raw)
    assert told["result"].tolist()[0].endswith("(personer), uten lavt og høyt alternativ")


def test_what_one_indicator_selects_may_go_without_the_others_of_its_table(country, offices):
    for indicator_id, label in (("men", "menn"), ("others", "ukjent")):
        origin = norway.SSB | {"selection": {"Kjonn": [f"label(^{label}$)"]}}
        small.write_indicator(country.indicators, indicator_id, {"short_title": indicator_id, "origin": origin})
    problems = pulled(country).problems
    assert len(problems) == 1 and "«^ukjent$»" in problems[0] and problems[0].endswith("Hopper over «others».")
    assert figures(dataset(country), "men", 2025)["2024", "0301"] == 390


def test_a_second_pull_within_a_day_asks_for_no_figures(country, offices):
    pulled(country)
    before = len(offices.data_calls())
    pulled(country)
    assert len(offices.data_calls()) == before > 0


def test_new_figures_are_asked_for_when_the_office_says_that_there_are_some(country, offices):
    pulled(country)
    before = len(offices.data_calls())
    table = offices.tables["07459"]
    table.updated = "2025-02-21T07:00:00Z"
    for code, count in (("0301", 400), ("0", 560)):
        table.cells[code, "1", "Personer1", "2025"] = count
    table.cells["0", "1", "Personer1", "2025"] = 558
    pulled(country)
    assert {asked.path for asked in offices.data_calls()[before:]} == {"/ssb/tables/07459/data"}
    assert figures(dataset(country), "population", 2025)["2024", "0301"] == 790


def test_a_pull_that_was_cut_off_is_taken_up_again(country, offices):
    def cut_off(done, total, text):
        if "12005" in text:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        pulled(country, progress=cut_off)
    assert not record.is_there(country.raw)
    before = len(offices.data_calls())
    pulled(country)
    assert "/ssb/tables/07459/data" not in {asked.path for asked in offices.data_calls()[before:]}
    assert figures(dataset(country), "population", 2025)["2024", "0301"] == 780


def test_the_limit_of_cells_is_kept_to_and_the_figures_are_the_same(country, offices):
    pulled(country)
    whole, calls = dataset(country), len(offices.data_calls())
    offices.max_cells = 16
    pulled(country, force=True)
    assert len(offices.data_calls()) > 2 * calls
    parts = dataset(country)
    for indicator_id in ("population", "women", "doctors"):
        for year in (2019, 2023, 2024, 2025):
            assert figures(parts, indicator_id, year) == figures(whole, indicator_id, year)


def test_a_period_over_the_limit_is_left_out_and_told_of(country, offices):
    offices.max_cells = 3
    report = pulled(country)
    assert report.done == ["klass"]
    assert [line.split(":")[0] for line in report.problems] == ["SSB, tabell 07459", "SSB, tabell 12005"]
    assert all("grensen er 3" in line for line in report.problems)


def test_addresses_stay_short_however_much_is_asked_for(country, offices):
    pulled(country)
    assert max(len(asked.path) + len(str(asked.query)) for asked in offices.office.asked) < 300
    assert all(asked.method == "POST" for asked in offices.office.asked if asked.path.endswith("/data"))


def renamed(table, old, new):
    contents = table.dimensions["ContentsCode"]
    table.dimensions["ContentsCode"] = {code: new if label == old else label for code, label in contents.items()}


def test_a_label_is_found_by_its_pattern_when_it_has_been_changed(country, offices):
    renamed(offices.tables["12005"], "Leger per 10 000 innbyggere (antall)", "Leger per 10 000 (antall)")
    assert pulled(country).problems == []
    assert record.read(country.raw).tables["12005"].contents["doctors"].by == "pattern"
    (row,) = dry_run.resolution(catalogue.read(country.indicators), ["12005"], raw=country.raw).itertuples()
    assert row.state == labels.OTHER_NAME
    assert row.result == (
        "KOSleger0000 «Leger per 10 000 (antall)» (antall), ventet «Leger per 10 000 innbyggere (antall)»"
    )


@pytest.mark.parametrize(
    ("label", "words"),
    [
        (
            "Leger per 10 000 innbyggere korrigert for behov (antall)",
            "finner ikke «Leger per 10 000 innbyggere (antall)»",
        ),
        ("Avtalte leger per 10 000 innbyggere (antall)", "finner ikke «Leger per 10 000 innbyggere (antall)»"),
        ("Leger per 10 000 innbyggere (prosent)", "er «prosent», ventet «antall»"),
        ("Leger per 10 000 innbyggere (1000 personer)", "er «1000 personer», ventet «antall»"),
    ],
)
def test_a_measure_of_another_name_or_unit_is_not_taken_for_the_one_declared(country, offices, label, words):
    fields = norway.CATALOGUE["doctors"]
    loose = {**fields["origin"], "pattern": r"^leger per 10 000( innbyggere)?( \(\w+( \w+)?\))?$"}
    small.write_indicator(country.indicators, "doctors", {**fields, "origin": loose})
    renamed(offices.tables["12005"], "Leger per 10 000 innbyggere (antall)", label)
    (problem,) = pulled(country).problems
    assert words in problem
    (row,) = dry_run.resolution(catalogue.read(country.indicators), ["12005"], raw=country.raw).itertuples()
    assert row.state in (labels.MISSED, labels.OTHER_UNIT) and words in row.result
    assert figures(dataset(country), "doctors", 2024) == {}


def gone(offices):
    offices.remove("12005")


def relabelled(offices):
    renamed(offices.tables["12005"], "Leger per 10 000 innbyggere (antall)", "Legeårsverk per 10 000 (antall)")


def doubled(offices):
    offices.tables["12005"].dimensions["ContentsCode"]["KOSleger0001"] = "Leger per 10 000 innbyggere (antall)"


def in_thousands(offices):
    offices.tables["12005"].unit = "1000 personer"


def with_another_dimension(offices):
    offices.tables["12005"].dimensions["Eierform"] = {"1": "Kommunal", "2": "Privat"}


def without_haram(offices):
    table = offices.tables["12005"]
    table.dimensions[table.region] = {
        code: name for code, name in table.dimensions[table.region].items() if code != "1580"
    }


def as_text(offices):
    offices.office.answers("/ssb/tables/12005/data", lambda asked: damaged(offices, asked, "value", ["11,5"]))


def with_a_sign_unheard_of(offices):
    offices.office.answers("/ssb/tables/12005/data", lambda asked: damaged(offices, asked, "status", {"0": "?"}))


def twice(offices):
    offices.office.answers("/ssb/tables/12005/data", twice_over)


def twice_over(asked):
    index = ["0301", "0301", "1508"]
    dimension = {"KOKkommuneregion0000": {"category": {"index": index}}}
    return {"id": list(dimension), "size": [3], "dimension": dimension, "value": [1, 1, 2]}


def damaged(offices, asked, part, content):
    table = offices.tables["12005"]
    answer = table.cube(table.described(), table.cells)
    return answer | {part: content + answer[part][1:] if isinstance(content, list) else content}


def a_page(offices):
    offices.office.answers("/ssb/tables/12005/data", Reply(b"<html>Velkommen</html>", content_type="text/html"))


def cut_off(offices):
    offices.office.answers("/ssb/tables/12005/data", Reply(b'{"value": [1, 2'))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (gone, "finnes ikke lenger"),
        (relabelled, "finner ikke «Leger per 10 000 innbyggere (antall)». Nærmest: «Legeårsverk per 10 000 (antall)»"),
        (doubled, "flere statistikkvariabler passer"),
        (in_thousands, "er «1000 personer», ventet «antall»"),
        (with_another_dimension, "utvalget mangler Eierform"),
        (without_haram, "mangler 1580 i 2024"),
        (as_text, "ikke et tall: «11,5»"),
        (with_a_sign_unheard_of, "ukjent statustegn «?»"),
        (twice, "«0301» står to ganger"),
        (a_page, "text/html"),
        (cut_off, "ikke hel JSON"),
    ],
)
def test_a_table_that_will_not_do_is_told_of_and_its_earlier_figures_stand(country, offices, change, words):
    pulled(country)
    before = figures(dataset(country), "doctors", 2024)
    change(offices)
    offices.tables["07459"].cells["0301", "2", "Personer1", "2025"] += 3
    offices.tables["07459"].cells["0", "2", "Personer1", "2025"] += 3
    report = pulled(country, force=True)
    assert report.done == ["klass", "07459"]
    (problem,) = report.problems
    assert problem.startswith("SSB, tabell 12005: ") and words in problem and "\n" not in problem
    found = dataset(country)
    assert figures(found, "doctors", 2024) == before
    assert figures(found, "population", 2025)["2024", "0301"] == 783
    assert found.problems == [problem]


def test_a_figure_outside_its_range_leaves_out_its_indicator_and_nothing_else(country, offices):
    small.write_indicator(country.indicators, "doctors", {**norway.CATALOGUE["doctors"], "minimum": 0, "maximum": 20})
    assert pulled(country).problems == []
    offices.tables["12005"].cells["0301", "KOSleger0000", "2024"] = 1150
    report = pulled(country, force=True)
    expected = "SSB, tabell 12005: 0301 har 1150 i 2024, ventet mellom 0 og 20. Hopper over «Leger»."
    assert report.problems == [expected]
    assert "12005" not in report.done and "07459" in report.done
    found = dataset(country)
    assert figures(found, "doctors", 2024)["2024", "0301"] == 11.5
    small.write_indicator(country.indicators, "doctors", {**norway.CATALOGUE["doctors"], "minimum": 0, "maximum": 11})
    found = dataset(country)
    assert figures(found, "doctors", 2024) == {}
    assert any("ventet mellom 0 og 11. Hopper over «Leger»." in problem for problem in found.problems)
    assert figures(found, "population", 2025)["2024", "0301"] == 780


def test_figures_that_do_not_sum_to_the_country_do_not_count_until_they_do(country, offices):
    pulled(country)
    table = offices.tables["07459"]
    table.updated = "2025-02-21T07:00:00Z"
    table.cells["3101", "1", "Personer1", "2025"] = ".."
    (problem,) = pulled(country).problems
    assert problem == "SSB, tabell 07459: «Innbyggere» 2025: mangler tall for 3101, men landet har 1100"
    assert figures(dataset(country), "population", 2025)["2024", "3101"] == 100
    before = len(offices.data_calls())
    table.cells["3101", "1", "Personer1", "2025"] = 49
    assert pulled(country).problems == []
    assert len(offices.data_calls()) > before


def test_one_indicator_whose_label_is_gone_keeps_its_figures_while_the_others_of_its_table_are_new(country, offices):
    fields = norway.CATALOGUE["doctors"]
    lists = {**fields["origin"], "contents": "Listelengde (antall)", "pattern": None}
    small.write_indicator(country.indicators, "lists", {**fields, "short_title": "Lister", "origin": lists})
    table = offices.tables["12005"]
    for code, *_ in list(table.cells):
        for year in ("2023", "2024"):
            table.cells[code, "KOSliste0000", year] = 900 if (code, int(year)) in norway.DOCTORS else "."
    assert pulled(country).problems == []
    renamed(table, "Listelengde (antall)", "Noe helt annet")
    table.cells["0301", "KOSleger0000", "2024"] = 13.0
    for _ in range(2):
        (problem,) = pulled(country, force=True).problems
        assert "«Listelengde (antall)»" in problem and problem.endswith("Hopper over «Lister».")
    found = dataset(country)
    assert figures(found, "doctors", 2024)["2024", "0301"] == 13.0
    assert figures(found, "lists", 2024)["2024", "0301"] == 900
    assert found.sources["source_id"].is_unique
    assert set(found.observations["source_id"]) <= set(found.sources["source_id"])


def test_an_indicator_that_is_declared_otherwise_leaves_nothing_of_what_it_was(country, tmp_path):
    pulled(country)
    fields = norway.CATALOGUE["women"]
    small.write_indicator(country.indicators, "women", {**fields, "origin": {**fields["origin"], "codelist": None}})
    pulled(country)
    tables = record.read(country.raw).tables
    assert [name for name, table in tables.items() if "women" in table.contents] == ["07459 Kjonn"]
    assert build.build("raw", tmp_path / "database.duckdb", country).problems == []


def test_two_extracts_of_a_table_have_one_source(country):
    men = {**norway.SSB, "selection": {"Kjonn": ["1"]}, "codelist": None}
    small.write_indicator(country.indicators, "men", {"origin": men, "source_id": "population-source"})
    assert pulled(country).problems == []
    found = dataset(country)
    assert found.sources["source_id"].is_unique
    pulled_rows = found.observations.query("indicator_id in ('men', 'women')")
    assert set(pulled_rows["source_id"]) == {"population-source"}


def test_registers_that_lack_a_municipality_are_told_of_and_the_known_ones_stand(country, offices):
    pulled(country)
    offices.codes[date(2024, 1, 1)] = ["0301", "1508", "3101", "9999"]
    report = pulled(country, force=True)
    assert report.done == ["07459", "12005"]
    assert report.problems[0].startswith("Klass 131: ") and "1580" in report.problems[0]
    assert len(dataset(country).municipalities.query("division == '2024'")) == 4


def test_boundaries_of_other_municipalities_are_told_of_and_the_embedded_stand(country, offices):
    offices.squares = ["0301", "1508", "3101"]
    report = pulled(country, *CORE, "kartverket")
    assert report.problems == ["Kartverket, kommunegrenser: mangler 1580"]
    assert {division: drawn.source_id for division, drawn in dataset(country).boundaries.items()} == {
        "2020": "boundary_2020-source",
        "2024": "boundary_2024-source",
    }


def down(offices):
    for path in ("/ssb/config", "/ssb/tables/07459/metadata", "/ssb/tables/12005/metadata"):
        offices.office.answers(path, Reply(b"<html>Vedlikehold</html>", 503, "text/html"))


def busy(offices):
    for path in ("/ssb/config", "/ssb/tables/07459/metadata", "/ssb/tables/12005/metadata"):
        offices.office.answers(path, Reply(status=429))


@pytest.mark.parametrize(("change", "words"), [(down, "svarer 503"), (busy, "429")])
def test_an_office_that_answers_nothing_leaves_everything_as_it_was(country, offices, change, words):
    pulled(country)
    before = (country.raw / record.FILE).read_bytes()
    change(offices)
    with pytest.raises(pull.Offline, match=words):
        pulled(country, force=True)
    assert (country.raw / record.FILE).read_bytes() == before
    assert figures(dataset(country), "population", 2025)["2024", "0301"] == 780


def test_one_table_that_is_not_answered_for_does_not_stop_the_others(country, offices):
    offices.office.answers("/ssb/tables/07459/metadata", Reply(status=503))
    report = pulled(country)
    assert report.done == ["klass", "12005"]
    assert len(report.problems) == 1 and "SSB, tabell 07459" in report.problems[0] and "503" in report.problems[0]


def test_without_network_nothing_is_recorded(country, offices):
    offices.office.server_close()
    with pytest.raises(pull.Offline, match=r"^Ingen kontakt med SSB$"):
        pulled(country)
    assert not record.is_there(country.raw)


def test_only_what_is_named_is_asked_for(country, offices):
    assert pulled(country, "12005").done == ["12005"]
    assert not [asked for asked in offices.office.asked if "12005" not in asked.path and asked.path != "/ssb/config"]
    with pytest.raises(pull.UnknownTask, match="«99999» finnes ikke"):
        pulled(country, "99999")


def test_a_damaged_record_is_begun_anew(country):
    pulled(country)
    (country.raw / record.FILE).write_text('{"tables": ')
    told = []
    assert pulled(country, tell=told.append).problems == []
    assert len(told) == 1 and "kan ikke leses" in told[0]
    assert figures(dataset(country), "population", 2025)["2024", "0301"] == 780


def test_an_answer_that_was_damaged_on_disk_is_told_of_and_the_embedded_figures_stand(country):
    pulled(country)
    for name in record.read(country.raw).tables["07459 Kjonn agg_KommSummer"].extracts[0].answers:
        (country.raw / name).write_bytes(b"{}")
    found = dataset(country)
    assert found.problems == [f"SSB, tabell 07459: {NOT_KEPT}"]
    assert figures(found, "population", 2025)["2024", "1508"] == 165


def test_answers_that_count_no_more_go_after_a_week(country, offices, monkeypatch):
    pulled(country)
    names = record.read(country.raw).answers()
    offices.tables["12005"].cells["0301", "KOSleger0000", "2024"] = 13.0
    pulled(country, force=True)
    assert all((country.raw / name).exists() for name in names)
    monkeypatch.setattr(record, "WEEK_SECONDS", -1)
    pulled(country)
    kept = record.read(country.raw).answers()
    (old,) = names - kept
    assert not (country.raw / old).exists()
    assert all((country.raw / name).exists() for name in kept)


def test_a_dry_run_says_what_each_label_means_and_asks_for_no_figures(country, offices):
    in_thousands(offices)
    renamed(offices.tables["07459"], "Personer", "Folk")
    rows = dry_run.resolution(catalogue.read(country.indicators), raw=country.raw)
    found = rows.set_index("indicator")[["state", "result"]].T.to_dict("list")
    assert found["women"] == [labels.MISSED, "finner ikke «Personer». Nærmest: «Folk»"]
    assert found["doctors"][0] == labels.OTHER_UNIT and "1000 personer" in found["doctors"][1]
    assert not any("vet ikke" in result for result in rows["result"])
    doubted = norway.CATALOGUE["doctors"]["origin"] | {"doubt": "Vi vet ikke om ordlyden er den."}
    small.write_indicator(country.indicators, "doctors", {**norway.CATALOGUE["doctors"], "origin": doubted})
    (row,) = dry_run.resolution(catalogue.read(country.indicators), ["12005"], raw=country.raw).itertuples()
    assert row.result.endswith("ventet «antall». Vi vet ikke om ordlyden er den.")
    renamed(offices.tables["07459"], "Folk", "Personer")
    rows = dry_run.resolution(catalogue.read(country.indicators), ["07459"], raw=country.raw)
    assert rows["result"].tolist() == ["Personer1 «Personer» (personer)"] * 2
    assert set(rows["state"]) == {labels.FOUND}
    assert not offices.data_calls() and not record.is_there(country.raw)


def test_what_was_pulled_is_built_and_the_change_log_shows_where_it_differs(country, offices, tmp_path):
    database = tmp_path / "database.duckdb"
    build.build("snapshot", database, country)
    for year, more in (("2023", 5), ("2025", 0)):
        offices.tables["07459"].cells["0301", "2", "Personer1", year] += more
        offices.tables["07459"].cells["3001" if year == "2023" else "3101", "2", "Personer1", year] -= more
    pulled(country, *CORE, "kartverket")
    summary = build.build("raw", database, country)
    assert summary.problems == [] and summary.mode == "raw"
    with duckdb.connect(str(database), read_only=True) as connection:
        changes = connection.execute(
            "SELECT division, code, old_value, new_value FROM change WHERE indicator_id = 'population' AND year = 2023"
        ).fetchall()
        boundaries = connection.execute("SELECT division, code FROM boundary ORDER BY ALL").fetchall()
    assert set(changes) == {
        ("2020", "0301", 700, 705),
        ("2024", "0301", 700, 705),
        ("2020", "3001", 100, 95),
        ("2024", "3101", 100, 95),
    }
    assert [code for division, code in boundaries if division == "2024"] == ["0301", "1508", "1580", "3101"]


def test_a_rate_whose_base_has_not_been_pulled_waits_for_it_and_that_is_told(country, tmp_path):
    doctors = norway.CATALOGUE["doctors"]
    small.write_indicator(country.indicators, "doctors", {**doctors, "base_indicator_id": "women"})
    database = tmp_path / "database.duckdb"
    pulled(country, "12005")
    assert build.build("raw", database, country).problems == ["«Leger» vises ikke: «Kvinner» mangler"]
    pulled(country, "07459")
    assert build.build("raw", database, country).problems == []


def test_what_one_table_left_out_is_still_told_of_when_another_is_pulled(country, offices):
    gone(offices)
    problems = pulled(country).problems
    assert len(problems) == 1
    assert pulled(country, "07459").problems == []
    assert dataset(country).problems == problems
    offices.lay_out("12005")
    pulled(country, "12005")
    assert dataset(country).problems == []


def test_what_was_left_out_is_told_of_until_it_is_there_again(country, offices, tmp_path):
    database = tmp_path / "database.duckdb"
    versions = []
    for change, told in ((lambda: None, 0), (lambda: gone(offices), 1), (lambda: offices.lay_out("12005"), 0)):
        change()
        pulled(country, force=True)
        versions.append(build.build("raw", database, country).version)
        assert len([line for line in status.lines(database) if line.startswith("Problem: ")]) == told
    assert len(set(versions)) == 1


def test_a_computed_figure_outside_its_range_is_left_out_of_the_build_and_told_of(country, tmp_path):
    fields = {**small.CATALOGUE["density"], "short_title": "Tetthet", "minimum": 0, "maximum": 1}
    small.write_indicator(country.indicators, "density", fields)
    pulled(country)
    summary = build.build("raw", tmp_path / "out.duckdb", country)
    assert [line for line in summary.problems if line.startswith("«Tetthet»: ") and "ventet mellom 0 og 1" in line]
    with duckdb.connect(str(tmp_path / "out.duckdb"), read_only=True) as connection:
        shown = {name for (name,) in connection.execute("SELECT indicator_id FROM indicator").fetchall()}
        unavailable = connection.execute("SELECT indicator_id FROM unavailable_indicator").fetchall()
    assert "population" in shown and "density" not in shown and unavailable == [("density",)]


def doctors_times(offices, factor, *years):
    table = offices.tables["12005"]
    for (code, content, year), cell in list(table.cells.items()):
        if content == "KOSleger0000" and year in years and not isinstance(cell, str):
            table.cells[code, content, year] = cell * factor


@pytest.mark.parametrize("factor", [100, 0.001, 0])
def test_a_year_whose_level_jumps_is_held_back_and_told_of(country, offices, tmp_path, factor):
    doctors_times(offices, factor, "2024")
    (problem,) = pulled(country).problems
    assert problem.startswith("SSB, tabell 12005: kommunene har i snitt ")
    assert "mot 11,5 i 2023, mer enn 3 ganger så mye eller så lite" in problem
    assert problem.endswith("Hopper over 2024 for «Leger».")
    found = dataset(country)
    assert found.problems == [problem]
    assert figures(found, "doctors", 2024) == {} and figures(found, "doctors", 2023)["2020", "0301"] == 11.0
    database = tmp_path / "database.duckdb"
    assert build.build("raw", database, country).problems == [problem]
    assert f"Problem: {problem}" in status.lines(database)


def test_figures_that_were_pulled_before_a_jump_stand_and_the_next_pull_asks_again(country, offices):
    assert pulled(country).problems == []
    doctors_times(offices, 0, "2024")
    offices.tables["12005"].updated = "2025-06-15T03:00:00Z"
    (problem,) = pulled(country).problems
    assert problem.endswith("Hopper over 2024 for «Leger».")
    assert figures(dataset(country), "doctors", 2024)["2024", "0301"] == 11.5
    offices.lay_out("12005")
    for code, year in norway.DOCTORS:
        offices.tables["12005"].cells[code, "KOSleger0000", str(year)] = norway.DOCTORS[code, year]
    offices.tables["12005"].cells["0301", "KOSleger0000", "2024"] = 12.0
    assert pulled(country).problems == []
    assert figures(dataset(country), "doctors", 2024)["2024", "0301"] == 12.0


def test_a_measure_of_another_size_than_the_embedded_one_is_left_out(country, offices):
    for key, cell in list(offices.tables["07459"].cells.items()):
        if key[0] != "0":
            offices.tables["07459"].cells[key] = cell * 1000
    small.write_indicator(
        country.indicators,
        "population",
        {**norway.CATALOGUE["population"], "origin": norway.CATALOGUE["population"]["origin"] | {"national": None}},
    )
    (country.indicators / "women.yaml").unlink()
    before = figures(dataset(country), "population", 2025)
    (problem,) = pulled(country).problems
    assert "(innebygd), mer enn 3 ganger" in problem and problem.endswith("Hopper over «Innbyggere».")
    assert figures(dataset(country), "population", 2025) == before


def test_an_indicator_may_declare_that_it_swings_more(country, offices):
    doctors_times(offices, 100, "2024")
    fields = norway.CATALOGUE["doctors"]
    small.write_indicator(
        country.indicators, "doctors", {**fields, "origin": fields["origin"] | {"largest_change": 1000}}
    )
    assert pulled(country).problems == []
    assert figures(dataset(country), "doctors", 2024)["2024", "0301"] == 1150


def test_a_measure_under_another_name_is_told_of_wherever_it_is_read(country, offices, tmp_path):
    fields = norway.CATALOGUE["doctors"]
    small.write_indicator(
        country.indicators, "doctors", {**fields, "origin": fields["origin"] | {"doubt": "Ordlyden er ikke sett."}}
    )
    database = tmp_path / "database.duckdb"

    def caveat():
        build.build("raw", database, country)
        with duckdb.connect(str(database), read_only=True) as connection:
            return connection.execute(
                "SELECT caveat, contents, expected_contents FROM indicator WHERE indicator_id = 'doctors'"
            ).fetchone()

    declared = "Leger per 10 000 innbyggere (antall)"
    assert pulled(country).renamed == []
    assert "Ordlyden" not in caveat()[0] and caveat()[2] is None
    renamed(offices.tables["12005"], declared, "Leger per 10 000 (antall)")
    report = pulled(country, force=True)
    told = f"«Leger per 10 000 (antall)» (antall), ventet «{declared}»"
    assert report.problems == [] and report.renamed == [f"SSB, tabell 12005: «Leger» er KOSleger0000 {told}"]
    assert caveat()[0].endswith(". Ordlyden er ikke sett.")
    assert caveat()[1:] == ("KOSleger0000 Leger per 10 000 (antall)", declared)
    lines = status.lines(database)
    assert f"Annet navn hos SSB: «Leger» er «KOSleger0000 Leger per 10 000 (antall)», ventet «{declared}»" in lines


def test_a_lost_record_is_told_and_no_reason_to_show_embedded_figures(country, tmp_path):
    pulled(country)
    database = tmp_path / "database.duckdb"
    build.build("raw", database, country)
    before = database.read_bytes()
    (country.raw / record.FILE).unlink()
    with pytest.raises(build.BuildError, match=r"pulled\.json: mangler, så ingen vet .*kjør «python -m etl pull»"):
        build.build("raw", database, country)
    assert database.read_bytes() == before
    with duckdb.connect(str(database)) as connection:
        connection.execute("UPDATE load SET schema_sha256 = 'an older one'")
    (problem,) = build.ensure(database, folders=country).problems
    assert problem.startswith("Viser de innebygde tallene i stedet for de hentede: ") and "pulled.json" in problem
    assert f"Problem: {problem}" in status.lines(database)
    assert pulled(country).problems == []
    assert build.build("raw", database, country).problems == []


def test_a_lost_database_is_built_of_embedded_figures_and_tells_that_others_were_pulled(country, tmp_path):
    pulled(country)
    summary = build.ensure(tmp_path / "database.duckdb", folders=country)
    assert summary.problems == ["Viser de innebygde tallene, ikke de som er hentet; kjør «python -m etl build»"]
    (country.raw / record.FILE).unlink()
    (problem,) = build.ensure(tmp_path / "other.duckdb", folders=country).problems
    assert problem.startswith("Viser de innebygde tallene: ") and record.LOST in problem
