"""Figures of the embedded dataset that were worked out apart from the program: each is what the build must give."""

import duckdb
import made_up
import pytest

from etl import build

ACCOUNTS = 2025
EIDFJORD, TVEDESTRAND, RISOR = "4619", "4213", "4201"


@pytest.fixture(scope="module")
def opened(database):
    with duckdb.connect(str(database), read_only=True) as connection:
        yield connection


def ask(connection, question, **parameters):
    return connection.execute(question, parameters).fetchall()


def value(connection, indicator_id, code, year=ACCOUNTS, division="2024"):
    [(found,)] = ask(
        connection,
        """SELECT value FROM observation
           WHERE indicator_id = $id AND code = $code AND year = $year AND division = $division""",
        id=indicator_id, code=code, year=year, division=division,
    )  # fmt: skip
    return found


def medians(connection, indicator_id, by="division"):
    """The median among the municipalities of 2024 without Oslo and Vestvågøy, by an expression on `municipality`."""
    return ask(
        connection,
        f"""SELECT median(value) FROM observation JOIN municipality USING (division, code)
            WHERE indicator_id = $id AND division = '2024' AND year = $year AND code NOT IN ('0301', '1860')
            GROUP BY {by} ORDER BY {by}""",
        id=indicator_id, year=ACCOUNTS,
    )  # fmt: skip


# --- Amounts per inhabitant: the income of a year is measured against inhabitants of 1 January of it ---------------


def test_income_is_divided_by_the_inhabitants_at_the_beginning_of_its_year(opened):
    assert round(value(opened, "free_income", "3450")) == 108_104
    [(median,)] = medians(opened, "free_income")
    assert round(median) == 85_784


@pytest.mark.parametrize(("counted", "nothing_left"), [(2026, True), (2025, False)])
def test_equalisation_sums_to_nothing_by_the_inhabitants_of_the_next_january_alone(opened, counted, nothing_left):
    """So those are what the amount per inhabitant was divided by, whatever day is written elsewhere."""
    [(mean,)] = ask(
        opened,
        """SELECT sum(e.value * p.value) / sum(p.value) FROM observation e JOIN observation p USING (division, code)
           WHERE e.indicator_id = 'expenditure_equalisation' AND division = '2024' AND p.indicator_id = 'population'
             AND p.year = $counted""",
        counted=counted,
    )
    assert (abs(mean) < 0.1) == nothing_left


def test_units_of_several_weigh_income_with_the_inhabitants_that_it_was_divided_by(opened):
    assert round(value(opened, "tax_income", "1507", division="2020")) == 41_343
    weighed = """
        SELECT round(sum(o.value * p.value) / sum(p.value))
        FROM observation o JOIN observation p USING (division, code) JOIN indicator i ON i.indicator_id = o.indicator_id
        WHERE o.indicator_id = 'tax_income' AND o.year = 2025 AND division = '2024'
          AND p.indicator_id = i.base_indicator_id AND p.year = o.year + i.base_year_offset"""
    assert ask(opened, weighed) == [(42_270,)]
    assert ask(opened, f"{weighed} AND code IN ('5610', '5612', '5634')") == [(31_263,)]
    parts = {code: value(opened, "free_income", code) for code in ("1508", "1580")}
    aalesund = (parts["1508"] * 59_198 + parts["1580"] * 9_409) / (59_198 + 9_409)
    assert value(opened, "free_income", "1507", division="2020") == pytest.approx(aalesund)


def test_amounts_per_inhabitant_say_where_the_number_of_inhabitants_changed_much_in_the_year(opened):
    told = dict(ask(
        opened,
        """SELECT DISTINCT code, note FROM observation
           WHERE division = '2024' AND year = 2025 AND note LIKE 'Folketallet %' AND indicator_id = 'free_income'""",
    ))  # fmt: skip
    assert told == {
        "3328": "Folketallet økte med 6 prosent i 2025: tallet per innbygger avhenger av hvilken dato det deles på",
        "3450": "Folketallet økte med 27 prosent i 2025: tallet per innbygger avhenger av hvilken dato det deles på",
    }
    [(amounts, remarked)] = ask(
        opened,
        """SELECT count(*), count(*) FILTER (note LIKE '%Folketallet økte med 27 prosent%')
           FROM observation JOIN indicator USING (indicator_id)
           WHERE unit = 'kroner per innbygger' AND division = '2024' AND code = '3450' AND year = 2025""",
    )  # fmt: skip
    assert amounts == remarked > 8


def test_every_rate_of_all_inhabitants_says_so_too_and_no_share_of_them(opened):
    told = dict(ask(
        opened,
        """SELECT indicator_id, note FROM observation
           WHERE division = '2024' AND code = '3450' AND year = 2025
             AND note LIKE '%Folketallet økte med 27 prosent%'""",
    ))  # fmt: skip
    assert {"home_care_rate", "institution_residents_rate", "nurses_rate"} <= told.keys()
    assert not {"share_80_plus", "share_0_17", "home_care_80_plus", "expenditure_need", "net_migration"} & told.keys()
    assert all(note.count("Folketallet økte med") == 1 for note in told.values())


# --- What births, deaths and moves don't explain ------------------------------------------------------------


@pytest.mark.parametrize("indicator_id", ["net_migration", "birth_surplus"])
@pytest.mark.parametrize("division", ["2020", "2024"])
def test_changes_that_births_deaths_and_moves_leave_unexplained_are_told(opened, indicator_id, division):
    told = dict(ask(
        opened,
        """SELECT code, note FROM observation
           WHERE indicator_id = $id AND division = $division AND year = 2024 AND note LIKE '%registeret%'""",
        id=indicator_id, division=division,
    ))  # fmt: skip
    why = "fødte, døde og flytting 2021–2024 tilsier: kan skyldes grenseendring eller oppgjør i registeret"
    assert told == {
        EIDFJORD: f"Folketallet er 25 per 1 000 innbyggere høyere enn {why}",
        TVEDESTRAND: f"Folketallet er 17 per 1 000 innbyggere høyere enn {why}",
        RISOR: f"Folketallet er 15 per 1 000 innbyggere lavere enn {why}",
    }


# --- A 0 that may stand for a figure that lacks --------------------------------------------------------------


@pytest.mark.parametrize("division", ["2020", "2024"])
def test_a_zero_between_two_like_figures_is_doubted_and_nothing_else_is(opened, division):
    told = ask(
        opened,
        """SELECT indicator_id, code, year, value, comparable, note FROM observation
           WHERE division = $division AND note LIKE '%kilden oppgir 0, mellom%'""",
        division=division,
    )
    rost = "Kan ikke sammenlignes: kilden oppgir 0, mellom 69,5 i 2021 og 70,6 i 2023: tallet kan mangle der"
    assert told == [("share_built_up_area", "1856", 2022, 0.0, False, rost)]


# --- Free income after equalisation --------------------------------------------------------------------------------


def test_free_income_after_equalisation(opened):
    [(median,)] = medians(opened, "free_income_corrected")
    assert round(median) == 77_855
    by_class = [round(one) for (one,) in medians(opened, "free_income_corrected", by="centrality_class")]
    assert by_class == [75_332, 76_135, 75_037, 76_343, 78_106, 83_858]
    assert round(value(opened, "free_income_corrected", "1151")) == 116_998


def test_every_municipality_has_free_income_after_equalisation(opened):
    sql = """SELECT division, count(value), count(*) FROM observation
             WHERE indicator_id = 'free_income_corrected' GROUP BY ALL ORDER BY ALL"""
    assert ask(opened, sql) == [("2020", 356, 356), ("2024", 357, 357)]


def test_it_is_not_told_as_the_ministrys_own(opened):
    sql = "SELECT title, kind, caveat FROM indicator WHERE indicator_id = 'free_income_corrected'"
    [(title, kind, caveat)] = ask(opened, sql)
    assert title == "Frie inntekter etter utgiftsutjevning (vår beregning, ikke KDDs korrigerte frie inntekter)"
    assert kind == "derived"
    assert "KDDs egne korrigerte frie inntekter" in caveat


# --- Who can't be compared ------------------------------------------------------------------------------------------


def test_oslo_is_compared_by_result_and_not_by_debt_and_both_say_why(opened):
    (debt, why_debt), (result, why_result) = ask(
        opened,
        """SELECT comparable, note FROM observation
           WHERE code = '0301' AND division = '2024' AND indicator_id IN ('net_operating_result', 'net_loan_debt')
           ORDER BY indicator_id""",
    )
    assert not debt and why_debt.startswith("Kan ikke sammenlignes: Oslo er også fylkeskommune")
    assert result and "kan sammenlignes" in why_result


@pytest.mark.parametrize("division", ["2020", "2024"])
def test_the_odd_income_of_vestvågøy_is_compared_and_told_of(opened, division):
    note = (
        "Som publisert, men rammetilskuddet per innbygger er langt høyere enn i Vågan, Hadsel og Sortland, om enn "
        "lavere enn i Flakstad; vi vet ikke hvorfor"
    )
    assert ask(
        opened,
        """SELECT round(value), comparable, note FROM observation
           WHERE code = '1860' AND division = $division AND indicator_id = 'free_income'""",
        division=division,
    ) == [(95_532, True, note)]


def test_one_hundred_and_twenty_of_those_with_figures_have_negative_results(opened):
    sql = """SELECT count(*) FILTER (value < 0), count(value) FROM observation
             WHERE indicator_id = 'net_operating_result' AND division = '2024' AND comparable"""
    assert ask(opened, sql) == [(120, 356)]


def test_the_ministrys_own_corrected_income_is_used_and_told_where_it_is_loaded(tmp_path):
    made = made_up.folders(tmp_path)
    card = {"source_id": "made-up", "title": "Prøvetall (SYNTETISK)", "note": made_up.NOTE}
    made_up.write_figures(made.snapshot, "free_income_corrected", {"free_income_corrected": {ACCOUNTS: 70_000.0}}, card)
    build.build(database=tmp_path / "own.duckdb", folders=made)
    with duckdb.connect(str(tmp_path / "own.duckdb"), read_only=True) as connection:
        sql = "SELECT title, kind FROM indicator WHERE indicator_id = 'free_income_corrected'"
        assert ask(connection, sql) == [("Korrigerte frie inntekter per innbygger (KDDs tall)", "observed")]
        assert value(connection, "free_income_corrected", "1151") == pytest.approx(70_000, abs=10)
        sources = "SELECT DISTINCT source_id FROM observation WHERE indicator_id = 'free_income_corrected'"
        assert ask(connection, sources) == [("made-up",)]


def test_no_figure_is_said_to_be_comparable_and_not_in_one_note(opened):
    both = ask(
        opened,
        """SELECT DISTINCT indicator_id FROM observation
           WHERE note ILIKE '%kan sammenlignes%' AND note ILIKE '%kan ikke sammenlignes%'""",
    )
    assert both == []
    [(comparable, note)] = ask(
        opened,
        """SELECT comparable, note FROM observation
           WHERE indicator_id = 'free_income_corrected' AND code = '0301' AND division = '2024'""",
    )
    assert not comparable and "kilden sier ikke om rammetilskuddet" in note
