"""The ministry's workbook is read in whatever layout it comes, or refused with a reason. All are made here."""

import datetime
import shutil
from pathlib import Path

import pandas as pd
import pytest
import yaml
from office import Reply

from etl import catalogue
from etl.http import Session
from etl.sources import kdd
from etl.sources.kdd_layout import is_service
from etl.sources.kdd_mapping import Draft, KddError, MappingNeeded, draft_text, read_mapping

AREAS = ["Barnehage", "Grunnskole", "Barnevern"]


def totals(degrees):
    rows = degrees.values[degrees.values["column"] == degrees.mapping.total.column]
    return rows.set_index("code")["value"]


def expected(units):
    return pd.Series({code: degree for code, _, degree in units}, name="value").rename_axis("code")


def same(found, wanted):
    pd.testing.assert_series_equal(found.sort_index(), wanted.sort_index(), check_names=False)


# Layouts


def test_a_plain_table_of_text_numbers(save, register, units):
    path = save([["Kommunenr", "Kommune", "Grad av lovoppfyllelse"], *([c, n, d] for c, n, d in units)])
    degrees = kdd.read(path, register)
    same(totals(degrees), expected(units))
    assert (degrees.mapping.municipality, degrees.mapping.by, degrees.mapping.division) == ("A", "number", "2020")
    assert degrees.problems == []


def test_numbers_that_lost_their_zero_and_degrees_as_fractions(save, register, units):
    rows = [[int(c), n, d / 100] for c, n, d in units]
    degrees = kdd.read(save([["Knr", "Navn", "Samlet lovoppfyllelse"], *rows]), register)
    same(totals(degrees), expected(units))
    assert degrees.mapping.total.full == 1
    assert totals(degrees)["0301"] == pytest.approx(50)


def test_number_and_name_in_one_cell_below_a_title_and_empty_rows(save, register, units):
    rows = [["Lovoppfyllelse i norske kommuner"], [], ["Kilde: noen"], [], ["Kommune", "Fylkesnummer", "Total"]]
    degrees = kdd.read(save(rows + [[f"{c} {n}", int(c[:2]), d] for c, n, d in units]), register)
    same(totals(degrees), expected(units))
    assert degrees.mapping.first_row == 6
    assert [line for line in degrees.draft.left_out if "Fylkesnummer" in line]


def test_two_rows_of_headings_with_merged_cells(save, register, units):
    rows = [
        ["Lovoppfyllelse 2022"],
        ["Kommune", None, "Hovedresultat", "Barnehage", None, None, "Grunnskole", None],
        ["Nr.", "Navn", "Grad av lovoppfyllelse", "Samlet", "Bemanningsnorm", "Pedagognorm", "Samlet", "Lærernorm"],
        *([c, n, d, d, 100 - d, 80, 60, d] for c, n, d in units),
    ]
    degrees = kdd.read(save(rows, merge=["A1:H1", "A2:B2", "D2:F2", "G2:H2"]), register)
    same(totals(degrees), expected(units))
    found = [(c.level, c.title, c.area) for c in degrees.mapping.columns]
    assert found == [
        ("total", "Hovedresultat / Grad av lovoppfyllelse", None),
        ("area", "Barnehage", None),
        ("indicator", "Bemanningsnorm", "Barnehage"),
        ("indicator", "Pedagognorm", "Barnehage"),
        ("area", "Grunnskole", None),
        ("indicator", "Lærernorm", "Grunnskole"),
    ]


def test_areas_merged_below_their_duties_are_the_areas(save, register, units):
    rows = [
        ["Kommunenummer", "Samlet grad av lovoppfyllelse", "Bemanningsnorm", "Pedagognorm", "Lærernorm", "Skoleskyss"],
        [None, None, "Barnehage", None, "Skole", None],
        ["EAK Landet", 71, 72, 73, 74, 75],
        *([c, d, 100 - d, 80, 60, d] for c, _, d in units),
    ]
    degrees = kdd.read(save(rows, merge=["C2:D2", "E2:F2"]), register)
    assert [(c.level, c.title, c.area) for c in degrees.mapping.columns] == [
        ("total", "Samlet grad av lovoppfyllelse", None),
        ("indicator", "Bemanningsnorm", "Barnehage"),
        ("indicator", "Pedagognorm", "Barnehage"),
        ("indicator", "Lærernorm", "Skole"),
        ("indicator", "Skoleskyss", "Skole"),
    ]
    same(totals(degrees), expected(units))


def test_columns_under_headings_that_nothing_tells_apart_are_left_out_and_named(save, register, units):
    rows = [
        ["Knr", "Grad av lovoppfyllelse", "Barnehage", None, "Skole", None],
        [None, None, "Bemanningsnorm", "Pedagognorm", "Lærernorm", "Skoleskyss"],
        *([c, d, 70, 80, 60, 50] for c, _, d in units),
    ]
    degrees = kdd.read(save(rows), register)
    assert [c.level for c in degrees.mapping.columns] == ["total", "skip", "skip", "skip", "skip"]
    assert (
        "Ikke tatt med, siden det ikke er sagt hva de er (level: skip i mappingen): C «Barnehage / Bemanningsnorm»; "
        "D «Pedagognorm»; E «Skole / Lærernorm»; F «Skoleskyss»"
    ) in degrees.lines()


@pytest.mark.parametrize(
    "heading", ["Endring siden 2020", "Nedre", "Øvre", "Feilmargin", "Siste", "1.1 Bemanning", 2021]
)
def test_a_column_that_is_no_known_service_is_never_an_area(save, register, units, heading):
    rows = [[c, d, place % 5, 80] for place, (c, _, d) in enumerate(units)]
    degrees = kdd.read(save([["Knr", "Grad av lovoppfyllelse", heading, "Skole"], *rows]), register)
    assert [(c.level, c.title) for c in degrees.mapping.degrees] == [
        ("total", "Grad av lovoppfyllelse"),
        ("area", "Skole"),
    ]
    assert any(line.startswith("Ikke tatt med") and f"C «{heading}»" in line for line in degrees.lines())


@pytest.mark.parametrize("heading", [
    "Barnehage", "Barnehager", "Grunnskole", "Helsetjenester", "Helse- og omsorgstjenester", "Plan- og byggesak",
    "Vann og avløp", "Brann/redning", "Sosiale tjenester", "Psykisk helse og rus",
])  # fmt: skip
def test_the_names_of_services_are_known(heading):
    assert is_service(heading)


def test_the_services_whose_duties_are_measured_are_known():
    areas = {indicator.duty.area for indicator in catalogue.read().values() if indicator.duty}
    assert areas and all(map(is_service, areas))


def test_two_columns_of_one_heading_are_left_to_the_mapping(save, register, units):
    path = save([["Knr", "Grad av lovoppfyllelse", "Skole", "Skole"], *([c, d, 70, 80] for c, _, d in units)])
    mapping = kdd.read(path, register).mapping
    assert [c.level for c in mapping.columns] == ["total", "skip", "skip"]
    area = mapping.columns[2].model_copy(update={"level": "area"})
    read = kdd.read(path, register, mapping.model_copy(update={"columns": (*mapping.columns[:2], area)}))
    assert read.values.groupby("column")["value"].min().to_dict()["D"] == 80


def test_a_unit_below_the_headings_is_none_of_them(save, register, units):
    rows = [
        [None, None, None, "Oppvekst", "Helse"],
        [None, None, None, "Skole", "Fastlege"],
        ["Knr", "Navn", "Grad av lovoppfyllelse", "%", "%"],
    ]
    degrees = kdd.read(save([*rows, *([c, n, d, 70, 80] for c, n, d in units)]), register)
    assert [(c.level, c.title) for c in degrees.mapping.columns] == [
        ("total", "Grad av lovoppfyllelse"),
        ("skip", "Oppvekst / Skole"),
        ("skip", "Helse / Fastlege"),
    ]


def test_headings_merged_downwards_as_late_as_row_thirty(save, register, units):
    rows = [[] for _ in range(28)]
    rows += [["Kommunenummer", "Samlet oppfyllelse", *AREAS], [], *([c, d, d, 70, 80] for c, _, d in units)]
    degrees = kdd.read(save(rows, merge=[f"{letter}29:{letter}30" for letter in "ABCDE"]), register)
    same(totals(degrees), expected(units))
    assert [c.title for c in degrees.mapping.columns if c.level == "area"] == AREAS


def test_decimal_commas_per_cent_signs_and_marks_for_what_is_missing(save, register, units):
    marks = {"1507": "mangler", "4601": ":", "0301": "-", "1103": None, "5001": "."}
    rows = [[c, marks.get(c, f"{d:.1f} %".replace(".", ","))] for c, _, d in units]
    degrees = kdd.read(save([["Kommune", "Grad av lovoppfyllelse"], *rows]), register)
    found = degrees.values.set_index("code")
    assert found.loc[list(marks), "value"].isna().all()
    assert found.loc[list(marks), "status"].tolist() == [
        "not_reported", "suppressed", "not_reported", "not_reported", "not_applicable",
    ]  # fmt: skip
    assert found.loc["1507", "note"] == "Står som «mangler» i arbeidsboka"
    same(totals(degrees).dropna(), expected(units).drop(list(marks)))


def test_numbers_of_2024_are_taken_as_such(save, register):
    codes = register.loc[register["division"] == "2024", "code"].tolist()
    degrees = kdd.read(save([["Knr", "Grad av lovoppfyllelse"], *([c, 75.5] for c in codes)]), register)
    assert degrees.mapping.division == "2024"
    assert len(totals(degrees)) == len(codes)


def test_the_right_one_of_several_sheets_is_found(save, register, units):
    table = [["Knr", "Grad av lovoppfyllelse"], *([c, d] for c, _, d in units)]
    comparison = [["Velg kommuner"], ["Kommune", "Grad av lovoppfyllelse"], ["0301 Oslo", 88], ["4601 Bergen", 90]]
    path = save([["Om modellen"], ["Les meg"]], title="Forside", others={"Sammenlign": comparison, "Resultat": table})
    assert kdd.read(path, register).mapping.sheet == "Resultat"


def test_another_sheet_with_municipalities_is_said_not_to_be_read(save, register, units):
    table = [["Knr", "Grad av lovoppfyllelse"], *([c, d] for c, _, d in units)]
    basis = [["Knr", "1.1 Bemanning"], *([c, 80] for c, _, _ in units)]
    degrees = kdd.read(save([["Les meg"]], title="Forside", others={"Grunnlag": basis, "Resultat": table}), register)
    assert [line for line in degrees.lines() if "ikke lest" in line] == [
        "Arket «Grunnlag» er ikke lest: tallene hentes fra ett ark, det med samlet grad"
    ]


def test_a_hidden_older_sheet_is_passed_over_and_said_to_be(save, register, units):
    new = [["Knr", "Grad av lovoppfyllelse"], *([c, d] for c, _, d in units)]
    old = [["Knr", "Grad av lovoppfyllelse"], *([c, 10] for c, _, _ in units)]
    path = save(old, title="Gammel", others={"Ny": new}, hidden=["Gammel"])
    degrees = kdd.read(path, register)
    same(totals(degrees), expected(units))
    assert next(degrees.lines()).startswith("Ark «Ny», rad 2–357, kommunenummer i kolonne A")
    assert next(line for line in degrees.lines() if "ikke lest" in line).startswith("Det skjulte arket «Gammel»")


def test_populations_and_ranks_are_no_degrees(save, register, units):
    heads = ["Knr", "Innbyggere", "Rangering", "Grad av lovoppfyllelse", "Helse"]
    rows = [[c, 1000 + i, i % 90, d, 55.5] for i, (c, _, d) in enumerate(units)]
    degrees = kdd.read(save([heads, *rows]), register)
    assert [c.title for c in degrees.mapping.columns] == ["Grad av lovoppfyllelse", "Helse"]


# What is asked for


def test_two_possible_totals_are_named_and_a_mapping_decides(save, register, units, tmp_path):
    heads = ["Knr", "Grad av lovoppfyllelse, vektet", "Grad av lovoppfyllelse, uvektet"]
    path = save([heads, *([c, d, 100 - d] for c, _, d in units)])
    with pytest.raises(MappingNeeded) as caught:
        kdd.read(path, register)
    assert "B «Grad av lovoppfyllelse, vektet», C «Grad av lovoppfyllelse, uvektet»" in str(caught.value)
    draft = yaml.safe_load(draft_text(caught.value.draft))
    draft["columns"][0]["level"] = "indicator"
    mapping_file = tmp_path / "m.yaml"
    mapping_file.write_text(yaml.safe_dump(draft, allow_unicode=True), encoding="utf-8")
    degrees = kdd.read(path, register, read_mapping(mapping_file))
    same(totals(degrees), 100 - expected(units))


def test_no_total_is_asked_for_with_the_candidates(save, register, units):
    with pytest.raises(MappingNeeded) as caught:
        kdd.read(save([["Knr", *AREAS], *([c, d, d, d] for c, _, d in units)]), register)
    assert str(caught.value).startswith(
        "Ingen kolonne heter samlet grad av lovoppfyllelse i arket «Data»: B «Barnehage»"
    )


def test_years_as_headings_are_named(save, register, units):
    with pytest.raises(MappingNeeded, match=r"B «2021», C «2022»\. Velg én"):
        kdd.read(save([["Knr", 2021, 2022], *([c, d, d] for c, _, d in units)]), register)


@pytest.mark.parametrize(
    ("years", "told"), [([2021], "2021"), ([2020, 2021], "2020, 2021"), ([2021, 2022], "2021, 2022")]
)
def test_another_year_than_that_of_the_mapping_of_duties_is_asked_about(save, register, units, years, told):
    rows = [[c, years[place % len(years)], d] for place, (c, _, d) in enumerate(units)]
    path = save([["Knr", "År", "Grad av lovoppfyllelse"], *rows])
    with pytest.raises(MappingNeeded) as caught:
        kdd.read(path, register)
    assert str(caught.value) == f"Arket «Data» sier {told}, og kartleggingen er fra 2022"
    assert (caught.value.correction, caught.value.draft.mapping.year) == ("Se over year", 2021)
    if years == [2021]:
        assert "inndelingen 2020, året 2021" in next(kdd.read(path, register, caught.value.draft.mapping).lines())
        wrong = caught.value.draft.mapping.model_copy(update={"year": 2022})
        with pytest.raises(KddError, match="Kolonne B i arket «Data» gjelder 2021, og year i mappingen er 2022"):
            kdd.read(path, register, wrong)
    else:
        with pytest.raises(KddError, match=f"Kolonne B i arket «Data» gjelder {told}, og year i mappingen er 2021"):
            kdd.read(path, register, caught.value.draft.mapping)


@pytest.mark.parametrize(("sheet", "heading"), [("2021", "Grad av lovoppfyllelse"), ("Data", "Samlet grad 2021")])
def test_a_year_in_the_name_of_sheet_or_total_is_asked_about(save, register, units, sheet, heading):
    path = save(
        [["Knr", heading.replace("Samlet grad", "Samlet oppfyllelse")], *([c, d] for c, _, d in units)], title=sheet
    )
    with pytest.raises(MappingNeeded, match="sier 2021, og kartleggingen er fra 2022"):
        kdd.read(path, register)


def test_a_year_in_a_title_over_the_table_is_asked_about_where_it_is_of_the_degrees(save, register, units):
    rows = [["Knr", "Grad av lovoppfyllelse"], *([c, d] for c, _, d in units)]
    assert kdd.read(save([["Skrevet ut i 2025"], *rows]), register)
    for title in ("Lovoppfyllelse 2019", "Kartlegging av lovoppfyllelse i norske kommuner, 2019"):
        with pytest.raises(MappingNeeded, match="sier 2019, og kartleggingen er fra 2022"):
            kdd.read(save([[title], *rows]), register)


@pytest.mark.parametrize("scale", [lambda d: round(d / 20, 1), lambda d: round(d / 10)])
def test_a_scale_that_is_no_percentage_is_refused(save, register, units, scale):
    path = save([["Knr", "Grad av lovoppfyllelse", "Skole"], *([c, d, scale(d)] for c, _, d in units)])
    with pytest.raises(MappingNeeded, match=r"C «Skole» i arket «Data» er høyst [\d,]+ prosent i hele landet"):
        kdd.read(path, register)
    path = save([["Knr", "Grad av lovoppfyllelse"], *([c, scale(d)] for c, _, d in units)])
    with pytest.raises(MappingNeeded, match="så det er nok en annen skala") as caught:
        kdd.read(path, register)
    with pytest.raises(KddError, match="så det er nok en annen skala"):
        kdd.read(path, register, caught.value.draft.mapping)


def test_two_sheets_with_a_result_are_asked_about(save, register, units):
    table = [["Knr", "Grad av lovoppfyllelse"], *([c, d] for c, _, d in units)]
    with pytest.raises(MappingNeeded, match="Flere ark kan inneholde resultatet: «Data», «Kopi»"):
        kdd.read(save(table, others={"Kopi": table}), register)


@pytest.mark.parametrize(
    ("usual", "odd", "full", "said"),
    [
        (lambda d: d / 100, 73.2, 1, "73,2 ligger utenfor 0–1"),
        (lambda d: d, 0.732, 100, "0,732 er her høyst 1 prosent. Rett cellen, eller sett full: 1 for kolonnen"),
        (lambda d: d, 1, 100, "1 er her høyst 1 prosent. Rett cellen, eller sett full: 1 for kolonnen"),
    ],
)
def test_a_total_of_two_scales_is_asked_about_with_the_cell(save, register, units, usual, odd, full, said):
    rows = [[c, odd if c == "4601" else usual(d)] for c, _, d in units]
    row = 2 + [c for c, _, _ in units].index("4601")
    with pytest.raises(MappingNeeded) as caught:
        kdd.read(save([["Knr", "Grad av lovoppfyllelse"], *rows]), register)
    assert str(caught.value) == f"Data!B{row} (i «Grad av lovoppfyllelse»): {said}"
    assert caught.value.correction == "Rett det som er feil"
    assert caught.value.draft.mapping.total.full == full


def test_a_percentage_among_fractions_is_what_it_says(save, register, units):
    rows = [[c, "73,2 %" if c == "4601" else d / 100] for c, _, d in units]
    degrees = kdd.read(save([["Knr", "Grad av lovoppfyllelse"], *rows]), register)
    assert totals(degrees)["4601"] == 73.2 and totals(degrees)["0301"] == 50


def test_a_part_of_two_scales_is_asked_about_unless_it_may_be_a_small_percentage(save, register, units):
    rows = [[c, d, 45 if c == "4601" else 1, 0.5 if c == "4601" else d] for c, _, d in units]
    path = save([["Knr", "Grad av lovoppfyllelse", "Barnehage", "Skole"], *rows])
    with pytest.raises(MappingNeeded, match=r"\(i «Barnehage»\): 45 ligger utenfor 0–1"):
        kdd.read(path, register)
    path = save([["Knr", "Grad av lovoppfyllelse", "Skole"], *([c, d, part] for c, d, _, part in rows)])
    assert kdd.read(path, register).values["value"].min() == 0.5


def test_a_mapping_written_and_read_is_the_same(save, register, units, tmp_path):
    path = save([["Knr", "Grad av lovoppfyllelse", *AREAS], *([c, d, d, d, d] for c, _, d in units)])
    mapping = kdd.read(path, register).mapping
    (tmp_path / "m.yaml").write_text(draft_text(Draft(mapping)), encoding="utf-8")
    assert read_mapping(tmp_path / "m.yaml") == mapping


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"sheet": "Borte"}, "Arket «Borte» finnes ikke; boka har «Data»"),
        ({"division": "1999"}, "Kommuneinndelingen «1999» finnes ikke; velg 2020 eller 2024"),
        ({"columns": []}, "feltet «columns»"),
        ({"municipality": "1"}, "feltet «municipality»"),
        ({"farge": "blå"}, "feltet «farge»"),
        ({"year": 2023}, "feltet «year» skal være høyst 2022"),
    ],
)
def test_a_wrong_mapping_is_refused(save, register, units, tmp_path, change, complaint):
    path = save([["Knr", "Grad av lovoppfyllelse"], *([c, d] for c, _, d in units)])
    right = yaml.safe_load(draft_text(Draft(kdd.read(path, register).mapping)))
    (tmp_path / "m.yaml").write_text(yaml.safe_dump(right | change), encoding="utf-8")
    with pytest.raises(KddError) as caught:
        kdd.read(path, register, read_mapping(tmp_path / "m.yaml"))
    assert complaint in str(caught.value)


# What is refused


def refusal(path, register):
    with pytest.raises(KddError) as caught:
        kdd.read(path, register)
    return str(caught.value)


def test_formulas_without_stored_values_are_refused(save, register, units):
    path = save([["Knr", "Grad av lovoppfyllelse"], *([c, f"=0.5+{d}/1000"] for c, _, d in units)])
    assert "Formlene har ingen lagrede verdier" in refusal(path, register)
    path = save([["Knr", "Grad av lovoppfyllelse", "Skole"], *([c, f"=0.5+{d}/1000", d] for c, _, d in units)])
    assert "B «Grad av lovoppfyllelse» (ikke tall for de fleste kommunene). Formlene har ingen" in refusal(
        path, register
    )
    path = save([["Knr", "Grad av lovoppfyllelse"], *([f"=T({c})", d] for c, _, d in units)])
    assert "Formlene har ingen lagrede verdier" in refusal(path, register)


def test_too_few_municipalities_are_refused(save, register, units):
    path = save([["Knr", "Grad av lovoppfyllelse"], *([c, d] for c, _, d in units[:299])])
    assert refusal(path, register) == (
        "Bare 299 av 356 kommuner ble kjent igjen (i arket «Data»); det trengs minst 300"
    )
    assert "Fant ingen kolonne med kommunenummer" in refusal(save([["a", "b"], ["c", 1]]), register)


@pytest.mark.parametrize(("bad", "said"), [(104, "104"), (100.4, "100,4"), (-75.3, "−75,3")])
def test_degrees_outside_the_scale_are_refused_with_their_cell(save, register, units, bad, said):
    rows = [[c, bad if c == "4601" else d] for c, _, d in units]
    row = 2 + [c for c, _, _ in units].index("4601")
    assert refusal(save([["Knr", "Grad av lovoppfyllelse"], *rows]), register) == (
        f"Data!B{row} (i «Grad av lovoppfyllelse»): {said} ligger utenfor 0–100"
    )


@pytest.mark.parametrize(
    ("cell", "said"), [("ca. 80", "ca. 80"), (True, "SANN"), (datetime.date(2022, 1, 31), "31.01.2022")]
)
def test_what_is_no_degree_is_refused_with_its_cell(save, register, units, cell, said):
    rows = [[c, cell if c == "0301" else d] for c, _, d in units]
    assert f"«{said}» er ikke et tall" in refusal(save([["Knr", "Grad av lovoppfyllelse"], *rows]), register)


def test_a_municipality_that_stands_twice_is_refused(save, register, units):
    rows = [[c, d] for c, _, d in units]
    assert "kommunen 0301 står to ganger" in refusal(
        save([["Knr", "Grad av lovoppfyllelse"], *rows, ["0301", 70]]), register
    )


def test_columns_that_hold_no_degrees_are_named(save, register, units):
    path = save([["Knr", "Innbyggere", "Merknad"], *([c, 1000 + i, "god"] for i, (c, _, _) in enumerate(units))])
    assert refusal(path, register) == (
        "Fant ingen kolonner med grader i arket «Data». Kolonner som ble sett på: "
        "B «Innbyggere» (noe annet enn en grad); C «Merknad» (ikke tall for de fleste kommunene)"
    )


def test_a_total_without_any_figure_is_refused(save, register, units):
    path = save([["Knr", "Grad av lovoppfyllelse", "Barnehage"], *([c, d, d] for c, _, d in units)])
    mapping = kdd.read(path, register).mapping
    empty = save([["Knr", "Grad av lovoppfyllelse", "Barnehage"], *([c, "mangler", d] for c, _, d in units)])
    with pytest.raises(KddError) as caught:
        kdd.read(empty, register, mapping)
    assert str(caught.value) == "B «Grad av lovoppfyllelse» i arket «Data»: Kolonnen har ingen tall"


def test_a_mapping_file_that_cannot_be_read_is_refused(tmp_path):
    path = tmp_path / "m.yaml"
    with pytest.raises(KddError, match=rf"m\.yaml mangler i {tmp_path}"):
        read_mapping(path)
    path.write_text("sheet: [Data", encoding="utf-8")
    with pytest.raises(KddError, match=r"m\.yaml linje 2: ikke gyldig YAML"):
        read_mapping(path)


@pytest.mark.parametrize(
    ("level", "found"),
    [("area", "den har 0 (ingen)"), ("total", "den har 2 (B «Grad av lovoppfyllelse», C «Barnehage»)")],
)
def test_a_mapping_without_just_one_total_is_refused(save, register, units, tmp_path, level, found):
    path = save([["Knr", "Grad av lovoppfyllelse", "Barnehage"], *([c, d, d] for c, _, d in units)])
    content = yaml.safe_load(draft_text(Draft(kdd.read(path, register).mapping)))
    for column in content["columns"]:
        column["level"] = level
    (tmp_path / "m.yaml").write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    with pytest.raises(KddError) as caught:
        kdd.read(path, register, read_mapping(tmp_path / "m.yaml"))
    assert str(caught.value) == f"Mappingen må ha nøyaktig én kolonne med level: total, {found}"


def test_a_list_beside_the_table_is_no_column_of_it(save, register, units):
    rows = [[c, d, *(("", f"{i + 1}.", 99 - i) if i < 10 else ())] for i, (c, _, d) in enumerate(units)]
    degrees = kdd.read(save([["Knr", "Grad av lovoppfyllelse", None, "De ti beste", "Grad"], *rows]), register)
    assert [column.title for column in degrees.mapping.columns] == ["Grad av lovoppfyllelse"]
    assert "E «Grad» (ikke tall for de fleste kommunene)" in degrees.draft.left_out


@pytest.mark.parametrize("heading", [None, "#", "Nr."])
def test_a_column_that_numbers_the_rows_hides_no_heading(save, register, units, heading):
    rows = [[place, c, d] for place, (c, _, d) in enumerate(units)]
    degrees = kdd.read(save([[heading, "Knr", "Grad av lovoppfyllelse"], *rows]), register)
    assert [(c.column, c.level) for c in degrees.mapping.columns] == [("C", "total")]


def test_a_column_of_an_area_is_an_indicator_unless_its_heading_says_that_it_is_all_of_it(save, register, units):
    rows = [
        ["Knr", "Grad av lovoppfyllelse", "Barnehage", None, None],
        [None, None, "Samlet", "Grad av bemanning", "Områdeplan"],
        *([c, d, d, 70, 80] for c, _, d in units),
    ]
    degrees = kdd.read(save(rows, merge=["C1:E1"]), register)
    assert [(c.level, c.title) for c in degrees.mapping.columns][1:] == [
        ("area", "Barnehage"),
        ("indicator", "Grad av bemanning"),
        ("indicator", "Områdeplan"),
    ]


# What is kept


def test_a_workbook_that_is_fetched_keeps_its_mapping_and_another_is_never_read_by_it(
    save, register, units, tmp_path, office, monkeypatch
):
    monkeypatch.setenv("KDD_WORKBOOK_URL", f"{office.url}/modell.xlsx")
    raw, kind = tmp_path / "raw", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

    def pull(workbook):
        office.answers("/modell.xlsx", Reply(workbook.read_bytes(), content_type=kind))
        with Session(raw, calls_per_minute=60_000, timeout=(2, 2), force=True) as session:
            kdd.pull(session, raw, register)
        return kdd.kept(raw)

    workbook = save([["Knr", "Grad av lovoppfyllelse", "Skole"], *([c, d, 70] for c, _, d in units)])
    first = pull(workbook)
    assert first.name == "modell.xlsx"
    corrected = first.mapping.model_copy(update={"last_row": 357})
    with kdd.keeping(raw, workbook, corrected):
        pass
    assert pull(workbook).mapping == corrected
    with pytest.raises(MappingNeeded):
        pull(save([["Knr", "Skole", "Barnehage"], *([c, 70, d] for c, _, d in units)], name="ny.xlsx"))
    assert kdd.kept(raw).mapping == corrected


def test_the_workbook_is_kept_untouched_with_its_mapping(save, register, units, tmp_path):
    path = save([["Knr", "Grad av lovoppfyllelse"], *([c, d] for c, _, d in units)])
    mapping = kdd.read(path, register).mapping
    raw = tmp_path / "raw"
    assert kdd.kept(raw) is None
    with kdd.keeping(raw, path, mapping):
        pass
    workbook = kdd.kept(raw)
    assert workbook.path.read_bytes() == path.read_bytes()
    assert (workbook.name, workbook.mapping) == ("bok.xlsx", mapping)


def test_a_failed_build_brings_the_workbook_before_back(save, register, units, tmp_path):
    path = save([["Knr", "Grad av lovoppfyllelse"], *([c, d] for c, _, d in units)])
    mapping = kdd.read(path, register).mapping
    raw, other = tmp_path / "raw", shutil.copy(path, tmp_path / "annen.xlsx")
    with pytest.raises(RuntimeError), kdd.keeping(raw, path, mapping):
        raise RuntimeError
    assert kdd.kept(raw) is None
    with kdd.keeping(raw, path, mapping):
        pass
    with pytest.raises(RuntimeError), kdd.keeping(raw, Path(other), mapping):
        raise RuntimeError
    assert kdd.kept(raw).name == "bok.xlsx"


def test_a_kept_workbook_that_was_changed_is_not_used(save, register, units, tmp_path):
    path = save([["Knr", "Grad av lovoppfyllelse"], *([c, d] for c, _, d in units)])
    raw = tmp_path / "raw"
    with kdd.keeping(raw, path, kdd.read(path, register).mapping):
        pass
    kdd.kept(raw).path.write_bytes(b"noe annet")
    with pytest.raises(KddError, match="er endret siden den ble importert"):
        kdd.kept(raw)


def test_a_note_of_the_import_that_cannot_be_read_is_told_of(save, register, units, tmp_path):
    path = save([["Knr", "Grad av lovoppfyllelse"], *([c, d] for c, _, d in units)])
    raw = tmp_path / "raw"
    with kdd.keeping(raw, path, kdd.read(path, register).mapping):
        pass
    (raw / "kdd" / "import.yaml").write_text("navn: noe annet", encoding="utf-8")
    with pytest.raises(KddError, match=r"kan ikke brukes\. Importer arbeidsboka på nytt, eller slett"):
        kdd.kept(raw)
