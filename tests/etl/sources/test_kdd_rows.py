"""Whom a row of the ministry's workbook is about: found however it is written, or told of by name."""

import unicodedata

import pytest
import yaml

from etl.sources import kdd
from etl.sources.kdd_mapping import KddError, read_mapping
from etl.sources.kdd_places import Key, Places
from etl.sources.workbook import clean

HEADING = "Grad av lovoppfyllelse"


@pytest.fixture(scope="module")
def places(register):
    return Places(register)


@pytest.fixture(scope="module")
def counties(register):
    return register[register["division"] == "2020"].set_index("code")["county"]


def without_row(degrees):
    """Status and note by code of the municipalities that no row was recognised as."""
    rows = degrees.values[~degrees.values["code"].isin(degrees.codes.values())]
    return rows.set_index("code")[["status", "note"]].agg(tuple, axis=1).to_dict()


@pytest.mark.parametrize(
    "written",
    [
        "0301",
        "'0301",
        "K-0301",
        "K0301",
        "k–0301",
        "Knr. 0301",
        "Kommune 0301",
        "0301 Oslo",
        "301",
        "0301.0",
        "03 01",
        301,
        301.0,
    ],
)
def test_a_number_is_one_however_it_is_written(places, written):
    assert places.meant(written, None, Key(0, "number", "2020")) == {"0301"}


@pytest.mark.parametrize("written", ["03010", "301,5", 301.5, 30, 9999, True, "EAK", "030", None])
def test_what_is_no_number_of_a_municipality_is_none(places, written):
    assert places.meant(written, None, Key(0, "number", "2020")) == set()


@pytest.mark.parametrize(
    "written",
    [
        "Unjárga - Nesseby", "Nesseby - Unjárga", "Nesseby–Unjárga", "Nesseby/Unjárga", "UNJÁRGA — NESSEBY", "Nesseby",
        "Nesseby kommune", "Nesseby\u00a0", "\u200bNesseby", unicodedata.normalize("NFD", "Unjárga / Nesseby"),
    ],
)  # fmt: skip
def test_a_name_is_one_in_any_order_with_any_mark(places, written):
    for division, code in (("2020", "5442"), ("2024", "5636")):
        assert places.meant(clean(written), None, Key(0, "name", division)) == {code}


def test_every_name_of_a_division_is_known_decomposed_too(places, register):
    for division, rows in register.groupby("division"):
        key = Key(0, "name", division)
        for row in rows.itertuples():
            assert places.meant(clean(unicodedata.normalize("NFD", row.name)), row.county, key) == {row.code}, row.name


@pytest.mark.parametrize(("county", "codes"), [
    ("Nordland", {"1818"}), ("Nordland fylke", {"1818"}), ("18", {"1818"}), (15, {"1515"}),
    ("15 Møre og Romsdal", {"1515"}), ("Innlandet", {"1515", "1818"}), (None, {"1515", "1818"}),
])  # fmt: skip
def test_a_shared_name_is_decided_by_the_county_alone(places, county, codes):
    assert places.meant("Herøy", county, Key(0, "name", "2020")) == codes


def test_a_county_in_brackets_counts_and_a_dash_within_a_name_does_not_part_it(places):
    assert places.meant("Herøy (Nordland)", None, Key(0, "name", "2020")) == {"1818"}
    assert places.meant("Sør–Varanger", None, Key(0, "name", "2020")) == {"5444"}
    assert places.meant("Varanger", None, Key(0, "name", "2020")) == set()
    assert places.meant("Nesseby - Oslo", None, Key(0, "name", "2020")) == set()


def test_names_with_a_column_of_counties_find_everybody(save, register, units, counties):
    rows = [[n, counties[c], d] for c, n, d in units]
    degrees = kdd.read(save([["Kommune", "Fylke", HEADING], *rows]), register)
    assert (degrees.mapping.by, degrees.mapping.county, degrees.problems) == ("name", "B", [])
    assert set(degrees.codes.values()) == {c for c, _, _ in units}


def test_a_county_in_cells_merged_over_its_municipalities_is_that_of_each(save, register, units, counties):
    rows, merged = [], []
    for c, n, d in units:
        if rows and rows[-1][0] == counties[c]:
            merged[-1][1] += 1
        else:
            merged.append([len(rows) + 2, len(rows) + 2])
        rows.append([counties[c], n, d])
    path = save([["Fylke", "Kommune", HEADING], *rows], merge=[f"A{first}:A{last}" for first, last in merged])
    degrees = kdd.read(path, register)
    assert (degrees.mapping.county, degrees.problems, len(degrees.codes)) == ("A", [], 356)


@pytest.mark.parametrize("together", [False, True])
def test_rows_whose_number_and_name_disagree_are_not_recognised(save, register, units, together):
    names = [n for _, n, _ in units]
    names[5], names[6] = names[6], names[5]
    pairs = [([f"{c} {n}"] if together else [c, n]) for (c, _, _), n in zip(units, names, strict=True)]
    heads = ["Kommune"] if together else ["Knr", "Navn"]
    degrees = kdd.read(
        save([[*heads, HEADING], *([*p, d] for p, (_, _, d) in zip(pairs, units, strict=True))]), register
    )
    assert degrees.mapping.name == ("A" if together else "B")
    assert degrees.problems == [
        "Ikke gjenkjent i arbeidsboka om lovoppfyllelse: «1111 Lund» (rad 7), «1112 Sokndal» (rad 8). "
        "Uten tall: 1111 Sokndal, 1112 Lund"
    ]
    assert without_row(degrees)["1111"] == (
        "not_in_source",
        "Ikke gjenkjent: «1111 Lund» (rad 7), «1112 Sokndal» (rad 8) i arbeidsboka kan være flere kommuner",
    )


def test_a_column_of_other_municipalities_names_is_not_taken_for_the_names(save, register, units):
    rows = [[c, "Oslo", n, d] for c, n, d in units]
    degrees = kdd.read(save([["Knr", "Vertskommune", "Navn", HEADING], *rows]), register)
    assert (degrees.mapping.name, len(degrees.codes), degrees.problems) == ("C", 356, [])


def test_names_that_are_shifted_are_refused_until_the_mapping_leaves_them(save, register, units):
    names = [n for _, n, _ in units]
    rows = [[c, n, d] for (c, _, d), n in zip(units, [*names[1:], names[0]], strict=True)]
    path = save([["Knr", "Navn", HEADING], *rows])
    with pytest.raises(
        KddError, match=r"Nummer \(kolonne A\) og navn \(kolonne B\) .* i 356 rader, .*Eigersund"
    ) as caught:
        kdd.read(path, register)
    mapping = caught.value.draft.mapping.model_copy(update={"name": None})
    assert len(kdd.read(path, register, mapping).codes) == 356


def test_a_name_that_nobody_has_leaves_the_number(save, register, units):
    rows = [[c, "Bjørgvin" if c == "4601" else n, d] for c, n, d in units]
    degrees = kdd.read(save([["Knr", "Navn", HEADING], *rows]), register)
    assert (len(degrees.codes), degrees.problems) == (356, [])


def test_shared_names_alone_are_told_and_stored_as_not_recognised(save, register, units):
    degrees = kdd.read(save([["Kommune", HEADING], *([n, d] for _, n, d in units)]), register)
    (line,) = degrees.problems
    assert "«Herøy» (rad 3" in line and "«Våler» (rad " in line
    assert "Uten tall: 1515 Herøy, 1818 Herøy, 3018 Våler, 3419 Våler" in line
    found = without_row(degrees)
    assert sorted(found) == ["1515", "1818", "3018", "3419"]
    status, note = found["1515"]
    assert status == "not_in_source"
    assert note.startswith("Ikke gjenkjent: «Herøy» (rad ") and note.endswith(" i arbeidsboka kan være flere kommuner")


def test_a_row_that_is_nobody_is_told_and_never_said_to_be_absent(save, register, units):
    rows = [[f"{c[:3]}X" if c == "4601" else c, n, d] for c, n, d in units]
    degrees = kdd.read(save([["Knr", "Navn", HEADING], *rows]), register)
    row = 2 + [c for c, _, _ in units].index("4601")
    assert degrees.problems == [
        f"Ikke gjenkjent i arbeidsboka om lovoppfyllelse: «460X Bergen» (rad {row}). Uten tall: 4601 Bergen"
    ]
    assert without_row(degrees) == {
        "4601": (
            "not_in_source",
            f"Ikke gjenkjent: «460X Bergen» (rad {row}) i arbeidsboka passer ikke med noen kommune",
        )
    }


def test_a_row_without_a_number_is_told_by_its_name_even_when_it_has_marks_only(save, register, units):
    rows = [[None if c == "4601" else c, n, ":" if c == "4601" else d] for c, n, d in units]
    degrees = kdd.read(save([["Knr", "Navn", HEADING], *rows]), register)
    assert "«Bergen» (rad " in degrees.problems[0]


def test_a_municipality_that_is_not_there_is_told_and_is_no_problem(save, register, units):
    degrees = kdd.read(save([["Knr", HEADING], *([c, d] for c, _, d in units if c != "4601")]), register)
    assert "Står ikke i arbeidsboka: 4601 Bergen" in degrees.lines()
    assert degrees.problems == []
    assert without_row(degrees) == {"4601": ("not_in_source", "Kommunen står ikke i arbeidsboka")}


@pytest.mark.parametrize(
    "label", [("EAK", "Landet"), (0, "Hele landet"), (None, "Norge"), ("30", "Viken"), (None, "Snitt")]
)
def test_rows_that_sum_up_others_are_told_and_left_out(save, register, units, label):
    rows = [[c, n, f"{d:.1f} %".replace(".", ","), "70 %"] for c, n, d in units]
    path = save([["Knr", "Navn", HEADING, "Skole"], [*label, "71,1 %", "70 %"], *rows[:9], [*label, 70, 70], *rows[9:]])
    degrees = kdd.read(path, register)
    assert [(c.level, c.title) for c in degrees.mapping.columns] == [("total", HEADING), ("area", "Skole")]
    assert (len(degrees.codes), degrees.problems, list(degrees.sums)) == (356, [], [1, 11])
    assert any(line.startswith("Ikke kommuner: «") and "(rad 2)" in line for line in degrees.lines())


def test_the_table_ends_where_no_further_municipality_stands_below_an_empty_row(save, register, units):
    rows = [[c, n, d] for c, n, d in units]
    top = [["De ti beste"], *rows[:10], ["Heroy", "Ukjent", 50]]
    degrees = kdd.read(save([["Knr", "Navn", HEADING], *rows[:100], [], *rows[100:], [], *top]), register)
    assert (len(degrees.codes), degrees.problems, max(degrees.codes) + 1) == (356, [], 358)


def test_a_list_right_below_is_refused_until_the_mapping_says_the_last_row(save, register, units):
    rows = [[c, n, d] for c, n, d in units]
    path = save([["Knr", "Navn", HEADING], *rows, *rows[:10]])
    with pytest.raises(
        KddError, match=r"Data!A358: kommunen 0301 står to ganger\. .* sett last_row i mappingen"
    ) as caught:
        kdd.read(path, register)
    mapping = caught.value.draft.mapping.model_copy(update={"last_row": 357})
    assert len(kdd.read(path, register, mapping).codes) == 356


def test_a_footnote_is_kept_as_a_note(save, register, units):
    rows = [[c, {"4601": "64,9 1)", "0301": "70,1*", "1103": "55 % ²"}.get(c, d)] for c, _, d in units]
    degrees = kdd.read(save([["Knr", HEADING], *rows, [], ["1) Tall fra 2021"], ["* Anslag"]]), register)
    found = degrees.values.set_index("code")
    assert found.loc[["4601", "0301", "1103"], "value"].tolist() == [64.9, 70.1, 55]
    assert found.loc["4601", ["status", "note"]].tolist() == ["observed", "Fotnote i arbeidsboka: 1) Tall fra 2021"]
    assert found.loc["0301", "note"] == "Fotnote i arbeidsboka: * Anslag"
    assert found.loc["1103", "note"] == "Fotnote i arbeidsboka: ²"
    assert found.loc["1106", "note"] is None


def test_the_first_rows_are_shown_as_they_are_understood(save, register, units):
    rows = [[c, n, d, ":" if c == "0301" else 80] for c, n, d in units]
    path = save([["Knr", "Navn", HEADING, "Skole"], ["EAK", "Landet", 71, 70], ["9999", "Ukjent", 1, 2], *rows])
    headings, shown = kdd.read(path, register).first_rows()
    assert headings == ["Rad", "Kommune", f"C {HEADING}", "D Skole"]
    assert shown[:3] == [
        ("2", "«EAK Landet», ikke en kommune", "", ""),
        ("3", "«9999 Ukjent», IKKE GJENKJENT", "", ""),
        ("4", "0301 Oslo", "50,0 %", "Står som «:» i arbeidsboka"),
    ]
    assert len(shown) == 10


def corrected(save, register, rows, **changes):
    """A workbook read by the mapping that was found in it, with changes."""
    path = save(rows)
    return lambda: kdd.read(path, register, kdd.read(path, register).mapping.model_copy(update=changes))


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        (
            {"first_row": 5},
            r"Utenfor rad 5–slutten i arket «Data» står kommuner med tall: \d{4} .* \(rad 2\), .*\(rad 4\)",
        ),
        ({"last_row": 350}, r"Utenfor rad 2–350 i arket .* og 4 til\. Rett first_row og last_row"),
        ({"name": "C"}, "Kolonne C i arket «Data» har ingen navn å sammenligne numrene med. Sett name til kolonnen"),
    ],
)
def test_a_mapping_that_leaves_out_municipalities_or_names_is_refused(save, register, units, changes, told):
    rows = [["Knr", "Navn", HEADING], *([c, n, d] for c, n, d in units)]
    with pytest.raises(KddError, match=told):
        corrected(save, register, rows, **changes)()


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"last_row": 1}, "last_row (1) er før first_row (2)"),
        ({"municipality": "A1"}, "skal være bokstaven over en kolonne, som B eller AC, ikke «A1»"),
        ({"columns": "twice"}, "har kolonne C to ganger"),
    ],
)
def test_what_a_mapping_says_wrong_is_told_in_words(save, register, units, tmp_path, changes, told):
    found = kdd.read(save([["Knr", "Navn", HEADING], *([c, n, d] for c, n, d in units)]), register)
    fields = found.mapping.model_dump(mode="json")
    changes = {"columns": fields["columns"] * 2} if "columns" in changes else changes
    path = tmp_path / "mapping.yaml"
    path.write_text(yaml.safe_dump(fields | changes, allow_unicode=True), "utf-8")
    with pytest.raises(KddError) as caught:
        read_mapping(path)
    assert told in str(caught.value)
