"""The sentence of a key figure: right in number, sign and direction, in every case that a municipality can be in."""

from dataclasses import replace

import pandas as pd
import pytest

from dashboard.components import dot_strip
from dashboard.data import queries
from dashboard.measures import keyfigures, objections, peers, sentences
from dashboard.measures.keyfigures import KeyFigure


def indicator(shown, indicator_id):
    return queries.indicators(shown)[indicator_id]


def figure(shown, indicator_id, own, others, *, before=None, status="observed", note=None, comparable=True):
    """A key figure of «Her» in 2026 among made-up peers; None is missing. `before` is the figure of 2025."""
    rows = pd.DataFrame(
        [
            {"code": f"{place:04}", "name": f"Sted{place}", "value": value, "status": "observed" if value is not None
             else "not_reported", "comparable": True, "note": None}
            for place, value in enumerate(others, start=1)
        ],
        columns=["code", "name", "value", "status", "comparable", "note"],
    ).astype({"value": float})  # fmt: skip
    mine = pd.Series({"code": "9999", "name": "Her", "value": float("nan") if own is None else own, "status": status,
                      "comparable": comparable, "note": note})  # fmt: skip
    years = [(2025, before), (2026, own)] if before is not None else [(2026, own)]
    series = pd.DataFrame(
        [{"year": year, "value": value, "status": status, "comparable": True, "note": None} for year, value in years]
    ).astype({"value": float})
    return KeyFigure(
        indicator=indicator(shown, indicator_id), year=2026, municipality="Her", own=mine, peers=rows, country=None,
        series=series, labels=queries.categories(shown, indicator_id),
    )  # fmt: skip


def plain(words):
    return words.replace("\u00a0", " ").replace("\u2212", "-")


@pytest.mark.parametrize(
    ("indicator_id", "own", "others", "expected"),
    [
        # Size has no good end: lowest and highest are told, a place in between is not.
        ("population", 219, [443, 471, 477, 529, 579], "Her hadde 219 innbyggere 1. januar 2026, minst av 6."),
        ("population", 1000, [443, 471, 477, 529, 579], "Her hadde 1 000 innbyggere 1. januar 2026, størst av 6."),
        ("population", 1, [2, 3, 4], "Her hadde 1 innbygger 1. januar 2026, minst av 4."),
        ("population", 443, [443, 471, 477], "Her hadde 443 innbyggere 1. januar 2026, delt minst av 4."),
        ("population", 501, [1, 2, 500, 900, 999],
         "Her hadde 501 innbyggere 1. januar 2026, over medianen for 5 sammenlignbare."),
        ("population", 480, [100, 480, 900],
         "Her hadde 480 innbyggere 1. januar 2026, på medianen for 3 sammenlignbare."),
        # A direction and a real spread: the place is told from the nearest end.
        ("net_operating_result", 5.0, [1.0, 2.0, 3.0, 4.0, 6.0],
         "Netto driftsresultat i Her var 5,0 prosent av driftsinntektene i regnskapsåret 2026, 2. høyest av 6."),
        ("net_operating_result", -1.25, [1.0, 2.0, 3.0, 4.0, -9.0],
         "Netto driftsresultat i Her var -1,3 prosent av driftsinntektene i regnskapsåret 2026, 2. lavest av 6."),
        ("net_operating_result", 4.0, [1.0, 2.0, 3.0, 4.0, 6.0],
         "Netto driftsresultat i Her var 4,0 prosent av driftsinntektene i regnskapsåret 2026, delt 2. høyest av 6."),
        # No place among so few, or where they are nearly alike.
        ("net_operating_result", 2.0, [1.0, 3.0, 5.0],
         "Netto driftsresultat i Her var 2,0 prosent av driftsinntektene i regnskapsåret 2026, under medianen for 3 "
         "sammenlignbare."),
        ("net_operating_result", 2.1, [2.0, 2.1, 2.1, 2.2, 2.2, 2.3],
         "Netto driftsresultat i Her var 2,1 prosent av driftsinntektene i regnskapsåret 2026, under medianen for 6 "
         "sammenlignbare."),
        # Peers that don't report are counted as peers, not as figures.
        ("population", 480, [100, None, 490, 900, None],
         "Her hadde 480 innbyggere 1. januar 2026, under medianen for 5 sammenlignbare (3 rapporterer)."),
        ("population", 480, [None, None],
         "Her hadde 480 innbyggere 1. januar 2026, ingen av 2 sammenlignbare har tall."),
        ("population", 480, [], "Her hadde 480 innbyggere 1. januar 2026."),
        ("population", 480, [500],
         "Her hadde 480 innbyggere 1. januar 2026, færre enn den eneste sammenlignbare med tall, "
         "Sted1 (500 innbyggere)."),
        # Change: growth, fall and none, each with its own words; a fall is a positive amount.
        ("population_change_5y", 3.2, [1.0, 2.0, 4.0],
         "Folketallet i Her økte med 3,2 prosent de siste fem årene fram til 1. januar 2026, over medianen for 3 "
         "sammenlignbare."),
        ("population_change_5y", -7.4, [1.0, 2.0, 4.0],
         "Folketallet i Her falt med 7,4 prosent de siste fem årene fram til 1. januar 2026, lavest av 4."),
        ("population_change_5y", 0.04, [1.0, -2.0, -4.0],
         "Folketallet i Her var uendret de siste fem årene fram til 1. januar 2026, over medianen for 3 "
         "sammenlignbare."),
        ("turnout_municipal", 90.4, [60.0, 70.0, 80.0, 85.0],
         "90,4 prosent stemte i Her ved kommunestyrevalget 2026, høyest av 5."),
        ("free_income_corrected", 76_798, [70_000, 71_000],
         "Frie inntekter per innbygger i Her, korrigert for utgiftsbehov, var 76 798 kroner i regnskapsåret 2026, "
         "høyest av 3."),
        ("share_67_plus", 21.2, [10.0, 30.0],
         "Andelen innbyggere på 67 år og over i Her var 21,2 prosent 1. januar 2026, over medianen for 2 "
         "sammenlignbare."),
        # What names people takes a colon, and two numbers are kept apart.
        ("population_change_1y", 0.0, [1.0, 2.0],
         "Folketallet i Her var uendret det siste året fram til 1. januar 2026, lavest av 3."),
        ("employed_primary", 1.2, [0.5, 3.0],
         "Andelen sysselsatte i jordbruk, skogbruk og fiske i Her var 1,2 prosent i 4. kvartal 2026, under medianen "
         "for 2 sammenlignbare."),
        ("size_group", 1, [1, 2], "Størrelsesgruppe for Her: 0–999, 1. januar 2026, som 1 av 2 sammenlignbare."),
    ],
)  # fmt: skip
def test_the_sentence_says_what_is_so(shown, indicator_id, own, others, expected):
    assert plain(sentences.sentence(figure(shown, indicator_id, own, others))) == expected


def test_missing_is_told_with_its_reason_and_never_as_zero(shown):
    absent = figure(shown, "net_loan_debt", None, [1.0, 2.0], status="not_reported")
    assert plain(sentences.sentence(absent)) == "Netto lånegjeld: tallet mangler for Her. Ikke rapportert."
    noted = figure(shown, "net_loan_debt", None, [1.0], status="suppressed", note="Færre enn fire barn")
    assert plain(sentences.sentence(noted)) == "Netto lånegjeld: tallet mangler for Her. Færre enn fire barn."
    row = dot_strip.rows([absent])[0]
    assert (row["number"], row["missing"], row["strip"]["own"], row["words"]) == (
        "Mangler",
        True,
        None,
        "ikke rapportert",
    )


def test_zero_is_a_figure(shown):
    zero = figure(shown, "net_operating_result", 0.0, [-1.0, 2.0])
    assert "var 0,0 prosent" in plain(sentences.sentence(zero))
    assert not dot_strip.rows([zero])[0]["missing"]


def test_what_cannot_be_compared_gets_no_place(shown):
    odd = figure(shown, "free_income", 88_000, [70_000] * 9, comparable=False, note="Her er også fylkeskommune")
    assert odd.place is None
    assert sentences.standing(odd) == "kan ikke sammenlignes: Her er også fylkeskommune"
    assert dot_strip.rows([odd])[0]["strip"]["own"] is None


def test_among_the_ends_is_said_of_many(shown):
    fifty = figure(shown, "population", 108, [100 + place for place in range(60)])
    assert plain(sentences.standing(fifty)) == "blant de 10 minste av 61"
    twelve = figure(shown, "population", 1110, [1000 + 10 * place for place in range(13)])
    assert plain(sentences.standing(twelve)) == "blant de 3 største av 14"


@pytest.mark.parametrize(
    ("indicator_id", "own", "before", "expected"),
    [
        ("population", 219, 217, "opp 2 innbyggere fra 2025"),
        ("population", 217, 218, "ned 1 innbygger fra 2025"),
        ("population", 219, 219, "uendret fra 2025"),
        ("share_67_plus", 21.24, 21.16, "uendret fra 2025"),
        ("share_67_plus", 21.2, 22.6, "ned 1,4 prosentpoeng fra 2025"),
        ("net_loan_debt", 70.0, 65.5, "opp 4,5 prosentpoeng fra 2025"),
        ("population", 219, None, ""),
    ],
)
def test_the_change_since_last_time(shown, indicator_id, own, before, expected):
    assert plain(sentences.change(figure(shown, indicator_id, own, [1, 2], before=before))) == expected


@pytest.mark.parametrize(
    ("indicator_id", "own", "expected"),
    [
        ("net_operating_result", 9.0, "beste fjerdedel"),
        ("net_operating_result", -9.0, "svakeste fjerdedel"),
        ("net_operating_result", 3.0, None),
        ("net_loan_debt", 9.0, "svakeste fjerdedel"),
        ("net_loan_debt", -9.0, "beste fjerdedel"),
        ("expenditure_care", 9.0, None),
        ("population", 9.0, None),
    ],
)
def test_good_and_weak_only_where_the_direction_says_so(shown, indicator_id, own, expected):
    assert sentences.quarter(figure(shown, indicator_id, own, [1.0, 2.0, 3.0, 4.0, 5.0, 6.0])) == expected


def test_a_named_class_is_told_with_those_of_the_same_class(shown):
    same = figure(shown, "centrality_class", 6, [6, 6, 5, 4])
    assert plain(sentences.sentence(same)).endswith(", som 2 av 4 sammenlignbare.")
    assert dot_strip.rows([same])[0]["strip"] is None


# --- What a sceptic asks ----------------------------------------------------------------------------------------------


def test_the_interval_of_a_small_share_is_wilsons(shown):
    """By the formula of Wilson (1927) with z = 1.96: 46 of 217 persons."""
    low, high = objections.wilson(46 / 217, 217)
    z2 = 1.959964**2
    p, n = 46 / 217, 217
    centre, half = (
        (p + z2 / (2 * n)) / (1 + z2 / n),
        (p * (1 - p) / n + z2 / (4 * n * n)) ** 0.5 * z2**0.5 / (1 + z2 / n),
    )
    assert (low, high) == pytest.approx((centre - half, centre + half), abs=1e-6)


def test_the_base_of_the_interval_is_the_inhabitants_of_that_year(shown):
    group = peers.group(shown, "2024", "1151", "KOSTRA-gruppe")
    share = keyfigures.key_figure(shown, "2024", "1151", group, "share_67_plus")
    assert share.year == 2025
    assert objections.base(shown, "2024", share) == 217
    said = plain(dict(objections.answers(shown, "2024", share))["Er tallene små?"])
    assert "kommunen har 219 innbyggere" in said and "Var de 217 et tilfeldig utvalg" in said
    assert "16,3 og 27,1 prosent (95 prosent Wilson-intervall)" in said
    turnout = keyfigures.key_figure(shown, "2024", "1151", group, "turnout_municipal")
    assert objections.base(shown, "2024", turnout) is None
    assert "Wilson" not in dict(objections.answers(shown, "2024", turnout))["Er tallene små?"]


def test_every_indicator_can_say_who_reports_and_what_changed(shown):
    for indicator_id, known in queries.indicators(shown).items():
        answers = dict(objections.about(shown, "2024", known))
        if not queries.years(shown, indicator_id, "2024"):
            continue
        assert "357 kommuner har tall for" in plain(answers["Hvem rapporterer?"]), indicator_id
        assert answers["Endret siden sist?"] == "Nei, ikke i siste innlasting."
    need = dict(objections.about(shown, "2024", indicator(shown, "expenditure_need")))
    assert plain(need["Hvem rapporterer?"]) == "355 av 357 kommuner har tall for statsbudsjettet 2026."
    free = dict(objections.about(shown, "2024", indicator(shown, "free_income")))
    assert "Oslo kan ikke sammenlignes med de andre" in free["Hvem rapporterer?"]
    assert "Er tallene små?" not in dict(objections.about(shown, "2024", indicator(shown, "centrality_index")))


def test_what_one_person_does_is_left_out_where_it_rounds_to_nothing(shown):
    share = figure(shown, "share_67_plus", 20.0, [19.0, 21.0])
    assert "Én person er 0,10 prosentpoeng" in plain(objections.small_numbers(share, 1000, 1000))
    assert "Én person" not in objections.small_numbers(share, 32000, 32000)


# --- The country ------------------------------------------------------------------------------------------------------


def test_the_country_is_weighted_by_what_the_figure_is_divided_by(shown):
    """The share on 67 years and over by hand: the sum of persons over the sum of inhabitants of that year."""
    group = peers.group(shown, "2024", "1151", "KOSTRA-gruppe")
    share = keyfigures.key_figure(shown, "2024", "1151", group, "share_67_plus")
    known = queries.values(shown, "share_67_plus", "2024", share.year).set_index("code")["value"].dropna()
    people = queries.values(shown, "population", "2024", share.year).set_index("code")["value"][known.index]
    assert share.country == pytest.approx((known * people).sum() / people.sum())
    row = dot_strip.rows([share])[0]
    assert plain(row["country"]).startswith("Landet 1") and row["strip"]["country"] is not None


def test_the_country_is_left_out_with_its_reason_where_the_denominator_is_not_among_the_data(shown):
    group = peers.group(shown, "2024", "1151", "KOSTRA-gruppe")
    turnout = keyfigures.key_figure(shown, "2024", "1151", group, "turnout_municipal")
    row = dot_strip.rows([turnout])[0]
    assert row["country"] == "Landet er utelatt: kan ikke regnes ut nøyaktig av kommunenes tall"
    assert turnout.country is None and row["strip"]["country"] is None


def test_the_axis_holds_the_country_outside_the_peers(shown):
    drawn = dot_strip.rows([replace(figure(shown, "net_loan_debt", 50.0, [60.0, 70.0, 90.0]), country=100.0)])[0][
        "strip"
    ]
    assert (drawn["country"], drawn["own"][0], drawn["ends"]) == (1.0, 0.0, ["50,0", "100,0"])
