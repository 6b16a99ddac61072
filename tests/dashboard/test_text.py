"""Norwegian numbers, dates and sorting as users read them."""

import pytest

from dashboard import text
from etl import catalogue


@pytest.mark.parametrize(
    ("value", "decimals", "shown"),
    [
        (12345.6, 1, "12\u00a0345,6"),
        (-0.04, 1, "0,0"),
        (35_276.5, 0, "35\u00a0277"),
        (-0.25, 1, "\u22120,3"),
        (-1234, 0, "\u22121\u00a0234"),
        (0, 0, "0"),
        (0.5, 2, "0,50"),
        (35276.5, 0, "35\u00a0277"),
        (83.85, 1, "83,9"),
        (-2.5, 0, "\u22123"),
        (None, 1, "–"),
        (float("nan"), 0, "–"),
        (float("-inf"), 1, "\u2212∞"),
    ],
)
def test_numbers_have_comma_space_and_true_minus_and_missing_is_never_zero(value, decimals, shown):
    assert text.number(value, decimals) == shown


def test_a_change_carries_its_sign_but_nothing_that_rounds_to_zero_does():
    assert [text.signed(value, 1) for value in (1.24, -0.4, 0.04)] == ["+1,2", "\u22120,4", "0,0"]


def test_a_title_says_its_unit_once():
    assert text.titled("Areal", "km²") == "Areal (km²)"
    assert text.titled("Innbyggere per km²", "innbyggere per km²") == "Innbyggere per km²"


def test_one_of_a_kind_is_singular():
    assert text.with_unit(1, "innbyggere") == "1 innbygger"
    assert text.with_unit(1.1, "indeks (landet = 1)", 2) == "1,10"
    assert text.count(1, "kommune", "kommuner") == "1 kommune"
    assert text.count(21, "kommune", "kommuner") == "21 kommuner"


def test_dates_are_written_out_and_other_references_are_left_as_they_are():
    assert text.date("2026-01-01") == "1. januar 2026"
    assert text.date("regnskapsåret 2025") == "regnskapsåret 2025"


def test_the_norwegian_alphabet_ends_in_æ_ø_å():
    names = ["Ås", "Østre Toten", "Ærøy", "Asker", "Vågan", "Zarepta", "Áltá"]
    assert sorted(names, key=text.collation_key) == [
        "Áltá", "Asker", "Vågan", "Zarepta", "Ærøy", "Østre Toten", "Ås",
    ]  # fmt: skip


def test_a_name_in_several_languages_is_shown_in_norwegian():
    assert text.short_name("Hammerfest - Hámmerfeasta") == "Hammerfest"
    assert text.short_name("Midt-Telemark") == "Midt-Telemark"


@pytest.mark.parametrize(
    ("words", "inside"),
    [
        ("Klasse 6 (minst sentral)", "klasse 6 (minst sentral)"),
        ("I Norge", "i Norge"),
        ("KOSTRA-gruppe 3", "KOSTRA-gruppe 3"),
        ("", ""),
    ],
)
def test_words_inside_a_sentence_have_no_capital_unless_they_are_an_abbreviation(words, inside):
    assert text.uncapitalised(words) == inside


def test_markup_in_a_link_is_shown_and_never_run():
    assert text.escaped("<script>[x](y)*z*") == r"\<script\>\[x\]\(y\)\*z\*"


@pytest.mark.parametrize(
    ("table_id", "said"), [("07459", "tabell 07459"), ("FOLK1A", "tabell FOLK1A"), ("Klass 112", "Klass 112")]
)
def test_only_a_table_is_called_a_table(table_id, said):
    assert text.table_words(table_id) == said


def test_a_role_is_told_with_what_the_figure_says_of_it():
    assert text.role_words("tjenesteyter", "effort") == "tjenesteyter (innsats)"
    assert text.role_words("demokratisk arena", "result") == "demokratisk arena (resultat)"
    assert text.role_words("rammebetingelser", "condition") == "rammebetingelser"


def test_numbers_that_are_alike_are_said_once():
    assert text.beside([("2,5", "i klasse 1"), ("1,0", "i klasse 6")]) == "2,5 i klasse 1 og 1,0 i klasse 6"
    assert text.beside([("0", "i klasse 1"), ("0", "i klasse 6")]) == "0 både i klasse 1 og i klasse 6"


#: Units that are the same of one and of many.
ALIKE = {"vedtak", "dekar", "kroner", "tusen", "millioner", "årsverk", "barn"}


def test_one_of_whatever_is_counted_is_told_in_the_singular():
    counted = [one for one in catalogue.read().values() if one.aggregation == "sum" and one.decimals == 0]
    first = {one.unit.split(" ")[0] for one in counted}
    assert first - set(text.SINGULAR) <= ALIKE
    assert text.singular("Utsira kommune hadde 1 kommunale vannverk") == "Utsira kommune hadde 1 kommunalt vannverk"
    assert text.singular("Utsira kommune hadde 1 barnehager") == "Utsira kommune hadde 1 barnehage"


def test_nothing_at_all_is_said_without_decimals():
    assert text.with_unit(0.0, "dekar", 2) == "0 dekar"
    assert text.with_unit(0.001, "dekar", 2) == "0,00 dekar"
    assert text.with_unit(1.0, "innbyggere", 1) == "1,0 innbyggere"
    assert text.with_unit(1, "elever per skole") == "1 elev per skole"


@pytest.mark.parametrize(
    ("groups", "said"),
    [
        ([], ""),
        (["klasse 1 (mest sentral)"], "; klasse 1 (mest sentral) har under 5 kommuner med tall"),
        (["klasse 1", "klasse 2"], "; klasse 1 og klasse 2 har under 5 kommuner med tall"),
        (["a", "b", "c"], "; 3 grupper har under 5 kommuner med tall"),
    ],
)
def test_groups_that_are_too_few_for_a_median_are_told(groups, said):
    assert text.too_few(groups) == said


def test_that_nothing_is_lacking_is_said_of_one_figure_too():
    assert text.none_lacking(3, "Utsira") == "Ingen av de tre viste tallene mangler for Utsira"
    assert text.none_lacking(1, "Utsira") == "Det viste tallet mangler ikke for Utsira"


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("5\u00a0447", 5447), (" 1 234,5 ", 1234.5), ("\u22121,75", -1.75), ("-0.5", -0.5), ("+3", 3),
        ("", None), ("tusen", None), ("1,2,3", None), ("1e5", None), ("nan", None),
    ],
)  # fmt: skip
def test_a_number_is_read_as_somebody_writes_it(written, number):
    assert text.parsed(written) == number


def test_numbers_are_held_together_within_whatever_a_component_is_sent():
    sent = {"title": "per 1 000", "rows": [("10 000 kr", 1000, None, True)], "year": "i 2024"}
    held = {"title": "per 1\u00a0000", "rows": [["10\u00a0000 kr", 1000, None, True]], "year": "i 2024"}
    assert text.unbroken_within(sent) == held


def test_how_many_of_those_just_counted_says_none_both_and_all_in_words():
    told = [text.part_of_them(part, whole) for part, whole in ((0, 9), (7, 9), (9, 9), (2, 2), (1, 1), (0, 1))]
    assert told == ["ingen av dem", "7 av dem", "alle 9", "begge", "den", "ikke den"]
