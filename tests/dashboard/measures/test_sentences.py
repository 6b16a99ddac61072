"""The sentence of a key figure: right in number, sign and direction, in every case that a municipality can be in."""

from dataclasses import replace

import pandas as pd
import pytest

from dashboard import text
from dashboard.components import dot_strip
from dashboard.data import queries
from dashboard.measures import keyfigures, objections, peers, sentences
from dashboard.measures.keyfigures import KeyFigure
from dashboard.measures.peers import Place


def indicator(shown, indicator_id):
    return queries.indicators(shown)[indicator_id]


def figure(
    shown,
    indicator_id,
    own,
    others,
    *,
    before=None,
    status="observed",
    note=None,
    comparable=True,
    interval=(None, None),
):
    """A key figure of «Her» in 2026 among made-up peers; None is missing. `before` is the figure of 2025."""
    rows = pd.DataFrame(
        [
            {"code": f"{place:04}", "name": f"Sted{place}", "value": value, "status": "observed" if value is not None
             else "not_reported", "comparable": True, "note": None}
            for place, value in enumerate(others, start=1)
        ],
        columns=["code", "name", "value", "status", "comparable", "note"],
    ).astype({"value": float})  # fmt: skip
    mine = pd.Series({"code": "9999", "name": "Her", "value": float("nan") if own is None else own,
                      "lower": interval[0], "upper": interval[1], "status": status, "comparable": comparable,
                      "note": note})  # fmt: skip
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


OF_FIVE = "5 sammenlignbare kommuner"


@pytest.mark.parametrize(
    ("indicator_id", "own", "others", "expected"),
    [
        # Among few, the ends are told, and a place in between is not; nor is a median of fewer than five.
        ("population", 219, [443, 471, 477, 529, 579], "Her hadde 219 innbyggere 1. januar 2026, færrest av 6."),
        ("population", 1000, [443, 471, 477, 529, 579], "Her hadde 1 000 innbyggere 1. januar 2026, flest av 6."),
        ("population", 1, [2, 3, 4], "Her hadde 1 innbygger 1. januar 2026, færrest av 4."),
        ("population", 443, [443, 471, 477], "Her hadde 443 innbyggere 1. januar 2026, delt færrest av 4."),
        ("population", 501, [1, 2, 500, 900, 999],
         f"Her hadde 501 innbyggere 1. januar 2026, flere enn medianen for {OF_FIVE}."),
        ("population", 480, [100, 480, 900, 90, 950],
         f"Her hadde 480 innbyggere 1. januar 2026, lik medianen for {OF_FIVE}."),
        ("population", 480, [100, 490, 900],
         "Her hadde 480 innbyggere 1. januar 2026, verken flest eller færrest av 4."),
        # Among eight or more, the place stands, from the nearest end, whatever the direction or the spread.
        ("population", 443, [*range(500, 540, 10), *range(100, 140, 10)],
         "Her hadde 443 innbyggere 1. januar 2026, femte flest av 9."),
        ("expenditure_child_welfare", 3_000, [*range(2_000, 2_006), 4_000, 4_001],
         "Netto driftsutgifter til barnevern i Her kommune var 3 000 kroner per innbygger i regnskapsåret 2026, "
         "tredje høyest av 9."),
        ("net_operating_result", 5.0, [1.0, 2.0, 3.0, 4.0, 6.0, 4.5, 3.5],
         "Netto driftsresultat i Her kommune var 5,0 prosent av driftsinntektene i regnskapsåret 2026, "
         "nest høyest av 8."),
        ("net_operating_result", -1.25, [1.0, 2.0, 3.0, 4.0, -9.0, 4.5, 3.5],
         "Netto driftsresultat i Her kommune var -1,3 prosent av driftsinntektene i regnskapsåret 2026, "
         "nest lavest av 8."),
        ("net_operating_result", 4.0, [1.0, 2.0, 3.0, 4.0, 6.0, 3.1, 3.2],
         "Netto driftsresultat i Her kommune var 4,0 prosent av driftsinntektene i regnskapsåret 2026, "
         "delt nest høyest av 8."),
        ("net_operating_result", 2.1, [2.0, 2.1, 2.1, 2.2, 2.2, 2.3, 2.3],
         "Netto driftsresultat i Her kommune var 2,1 prosent av driftsinntektene i regnskapsåret 2026, "
         "delt nest lavest av 8."),
        ("turnout_municipal", 70.0, [70.0] * 7,
         "Valgdeltakelsen i Her kommune var 70,0 prosent ved kommunestyrevalget 2026, likt med alle de 7 andre."),
        ("turnout_municipal", 70.0, [70.0] * 5 + [60.0, 50.0],
         "Valgdeltakelsen i Her kommune var 70,0 prosent ved kommunestyrevalget 2026, høyest av 8, likt med 5 andre."),
        ("net_operating_result", 2.0, [1.0, 3.0, 5.0, 6.0, 7.0],
         f"Netto driftsresultat i Her kommune var 2,0 prosent av driftsinntektene i regnskapsåret 2026, under medianen "
         f"for {OF_FIVE}."),
        # Peers that don't report are counted as peers, not as figures.
        ("population", 480, [100, None, 490, 900, 950, 960, None],
         "Her hadde 480 innbyggere 1. januar 2026, færre enn medianen for 7 sammenlignbare kommuner (5 rapporterer)."),
        ("population", 480, [None, None],
         "Her hadde 480 innbyggere 1. januar 2026, ingen av 2 sammenlignbare kommuner har tall."),
        ("population", 480, [], "Her hadde 480 innbyggere 1. januar 2026."),
        ("population", 480, [500],
         "Her hadde 480 innbyggere 1. januar 2026, færre enn den eneste sammenlignbare kommunen med tall, "
         "Sted1 (500 innbyggere)."),
        # What is told by its sign: the words of place follow the words of the figure.
        ("population_change_5y", 3.2, [1.0, 2.0, 4.0, 5.0, 5.0],
         f"Folketallet i Her kommune økte med 3,2 prosent de siste fem årene fram til 1. januar 2026, mindre vekst enn "
         f"medianen for {OF_FIVE}."),
        ("population_change_5y", -7.4, [1.0, 2.0, 4.0],
         "Folketallet i Her kommune falt med 7,4 prosent de siste fem årene fram til 1. januar 2026, "
         "den eneste av 4 med nedgang."),
        ("population_change_5y", -0.8, [1.0, -0.2, -0.3, -0.4, -0.5, -0.6, -9.0],
         "Folketallet i Her kommune falt med 0,8 prosent de siste fem årene fram til 1. januar 2026, "
         "nest størst nedgang av 8."),
        ("population_change_5y", 0.04, [1.0, -2.0, -4.0, 3.0, 2.0],
         "Folketallet i Her kommune var uendret de siste fem årene fram til 1. januar 2026, mens 3 av 5 sammenlignbare "
         "kommuner hadde vekst og 2 nedgang."),
        ("population_change_5y", 0.5, [-1.0, -2.0, -3.0, 1.0, -4.0],
         f"Folketallet i Her kommune økte med 0,5 prosent de siste fem årene fram til 1. januar 2026, mens medianen "
         f"for {OF_FIVE} er -2,0 prosent."),
        ("expenditure_equalisation", -2_458.0, [*range(-2_000, 500, 100)],
         "Her ble trukket 2 458 kroner per innbygger i utgiftsutjevningen i regnskapsåret 2026, størst trekk av 26."),
        ("expenditure_equalisation", 900.0, [*range(1_000, 2_000, 100)],
         "Her fikk et tillegg på 900 kroner per innbygger i utgiftsutjevningen i regnskapsåret 2026, "
         "minst tillegg av 11."),
        ("expenditure_equalisation", 900.0, [*range(1_000, 2_000, 100), -5.0],
         "Her fikk et tillegg på 900 kroner per innbygger i utgiftsutjevningen i regnskapsåret 2026, "
         "mindre tillegg enn 10 av 11 andre."),
        ("birth_surplus", -14.1, [-20.0, -30.0, -16.0, -17.0, -2.0],
         f"Her hadde et fødselsunderskudd på 14,1 per 1 000 innbyggere (fire år til og med 2026), mindre "
         f"fødselsunderskudd enn medianen for {OF_FIVE}."),
        ("net_migration", 4.0, [-3.0],
         "Her hadde en nettoinnflytting på 4,0 per 1 000 innbyggere (fire år til og med 2026), mot nettoutflytting "
         "på 3,0 per 1 000 innbyggere i den eneste sammenlignbare kommunen med tall, Sted1."),
        ("population_change_5y", -1.4, [2.2],
         "Folketallet i Her kommune falt med 1,4 prosent de siste fem årene fram til 1. januar 2026, mot vekst på "
         "2,2 prosent i den eneste sammenlignbare kommunen med tall, Sted1."),
        ("population_change_5y", -0.2, [-1.3],
         "Folketallet i Her kommune falt med 0,2 prosent de siste fem årene fram til 1. januar 2026, mot nedgang på "
         "1,3 prosent i den eneste sammenlignbare kommunen med tall, Sted1."),
        ("population_change_5y", -0.2, [0.04],
         "Folketallet i Her kommune falt med 0,2 prosent de siste fem årene fram til 1. januar 2026, mot 0 prosent "
         "i den eneste sammenlignbare kommunen med tall, Sted1."),
        ("population", 480, [None],
         "Her hadde 480 innbyggere 1. januar 2026, den eneste sammenlignbare kommunen har ikke tall."),
        ("size_group", 1, [1],
         "Her var i størrelsesgruppen 0–999 innbyggere 1. januar 2026, som den eneste sammenlignbare kommunen med "
         "tall, Sted1."),
        ("size_group", 1, [2],
         "Her var i størrelsesgruppen 0–999 innbyggere 1. januar 2026, ulikt den eneste sammenlignbare kommunen med "
         "tall, Sted1."),
        # Numbers are kept apart; what names a class is a sentence too.
        ("land_area", 6.3, [6.4] * 3, "Arealet av Her kommune var 6,3 km², 1. januar 2026, minst av 4."),
        ("size_group", 1, [1, 2],
         "Her var i størrelsesgruppen 0–999 innbyggere 1. januar 2026, som 1 av 2 sammenlignbare kommuner."),
        ("robek", 0, [0, 0, 1], "Her var ikke registrert i ROBEK 20. april 2026, som 2 av 3 sammenlignbare kommuner."),
        ("kostra_group", 16, [1, 2],
         "Her er i KOSTRA-gruppe 16 (grupperingen fra 2020, kommunene i 2026), som ingen av de 2 sammenlignbare "
         "kommunene."),
    ],
)  # fmt: skip
def test_the_sentence_says_what_is_so(shown, indicator_id, own, others, expected):
    assert plain(sentences.sentence(figure(shown, indicator_id, own, others))) == expected


def test_no_place_is_given_where_the_published_uncertainty_reaches_the_median(shown):
    others = [60.0, 61.0, 62.0, 63.0, 64.0, 65.0, 66.0, 67.0]
    uncertain = figure(shown, "turnout_municipal", 65.5, others, interval=(63.0, 68.0))
    assert sentences.standing(uncertain) == "kan ikke skilles fra medianen for 8 sammenlignbare kommuner"
    certain = figure(shown, "turnout_municipal", 65.5, others, interval=(64.0, 67.0))
    assert sentences.standing(certain) == "tredje høyest av 9"


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


def test_a_sentence_says_where_the_number_of_inhabitants_changed_much_in_the_year(shown):
    group = peers.group(shown, "2024", "3450", "KOSTRA-gruppe")
    told = plain(sentences.sentence(keyfigures.key_figure(shown, "2024", "3450", group, "free_income")))
    assert told.startswith("Frie inntekter i Etnedal kommune var 108 104 kroner")
    assert told.endswith(" Folketallet økte med 27 prosent i 2025.")
    other = peers.group(shown, "2024", "3451", "KOSTRA-gruppe")
    assert "Folketallet" not in sentences.sentence(keyfigures.key_figure(shown, "2024", "3451", other, "free_income"))


def test_zero_is_a_figure(shown):
    zero = figure(shown, "net_operating_result", 0.0, [-1.0, 2.0])
    assert "var 0 prosent" in plain(sentences.sentence(zero))
    nearly = figure(shown, "net_operating_result", 0.04, [-1.0, 2.0])
    assert "var 0,0 prosent" in plain(sentences.sentence(nearly))
    none = figure(shown, "cultivated_land_rezoned_rate", 0.0, [0.0] * 9)
    assert "Her kommune omdisponerte 0 dekar dyrket jord per 1 000 innbyggere" in plain(sentences.sentence(none))
    assert not dot_strip.rows([zero])[0]["missing"]


def test_what_cannot_be_compared_gets_no_place(shown):
    odd = figure(shown, "free_income", 88_000, [70_000] * 9, comparable=False, note="Her er også fylkeskommune")
    assert odd.place is None
    assert sentences.standing(odd) == "kan ikke sammenlignes: Her er også fylkeskommune"
    assert dot_strip.rows([odd])[0]["strip"]["own"] is None


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
        ("population_change_5y", -3.0, -2.0, "større nedgang enn i 2025"),
        ("population_change_5y", -1.0, -2.0, "mindre nedgang enn i 2025"),
        ("population_change_5y", -1.0, 2.0, "mot vekst i 2025"),
        ("population_change_5y", 1.0, 0.0, "mot 0 prosent i 2025"),
        ("expenditure_need", 1.19, 1.18, "opp 0,01 fra 2025"),
        ("pupils_per_school", 28, 27, "opp 1 elev per skole fra 2025"),
        ("workers_per_80_plus", 7.0, 8.0, "ned 1,0 personer fra 2025"),
    ],
)
def test_the_change_since_last_time(shown, indicator_id, own, before, expected):
    assert plain(sentences.change(figure(shown, indicator_id, own, [1, 2], before=before))) == expected


@pytest.mark.parametrize(
    ("indicator_id", "own", "expected"),
    [
        ("net_operating_result", 29.0, "beste fjerdedel"),
        ("net_operating_result", -9.0, "svakeste fjerdedel"),
        ("net_operating_result", 6.0, None),
        ("net_loan_debt", 29.0, "høyeste fjerdedel"),
        ("net_loan_debt", -9.0, "laveste fjerdedel"),
        ("turnout_municipal", 29.0, "høyeste fjerdedel"),
        ("expenditure_care", 29.0, "høyeste fjerdedel"),
        ("population", -9.0, "laveste fjerdedel"),
    ],
)
def test_good_and_weak_only_where_the_direction_says_so_and_never_among_few(shown, indicator_id, own, expected):
    others = [float(number) for number in range(1, 13)]
    row = dot_strip.rows([figure(shown, indicator_id, own, others)])[0]
    assert row["quarter"] == (expected or "")
    assert row["tone"] == {"beste fjerdedel": "good", "svakeste fjerdedel": "weak"}.get(expected, "")
    assert sentences.quarter(figure(shown, indicator_id, own, others[1:])) is None


@pytest.mark.parametrize(("above", "expected"), [(2, "beste fjerdedel"), (3, None)])
def test_a_quarter_is_no_more_than_a_quarter_of_the_places(shown, above, expected):
    """Third of 13 is within 25 per cent, fourth of 13 is 31 per cent."""
    others = [20.0 + n for n in range(above)] + [float(n) for n in range(12 - above)]
    assert sentences.quarter(figure(shown, "net_operating_result", 19.0, others)) == expected
    tied = [19.0] * 3 + [float(n) for n in range(9)]
    assert sentences.quarter(figure(shown, "net_operating_result", 19.0, tied)) is None


def test_the_only_one_with_its_sign_is_said_to_be(shown):
    grew = sentences.sentence(figure(shown, "population_change_1y", 1.2, [-0.4] * 5 + [-1.0] * 5))
    assert "den eneste av 11 med vekst" in plain(grew)
    fell = sentences.sentence(figure(shown, "population_change_1y", -1.2, [0.4] * 10))
    assert "den eneste av 11 med nedgang" in plain(fell)


def test_a_unit_in_front_of_a_title_is_not_said_twice(shown):
    hours = replace(indicator(shown, "turnout_municipal"), unit="timer i uken",
                    short_title="Timer i uken, helsetjenester hjemme")  # fmt: skip
    assert sentences.subject(hours) == "Helsetjenester hjemme"


def test_where_less_is_better_the_lowest_quarter_is_the_best(shown):
    others = [float(number) for number in range(1, 13)]
    for own, expected in ((29.0, "svakeste fjerdedel"), (-9.0, "beste fjerdedel")):
        made = figure(shown, "net_operating_result", own, others)
        fewer = replace(made, indicator=replace(made.indicator, direction="lower_is_better"))
        assert sentences.quarter(fewer) == expected


def test_a_named_class_is_told_with_those_of_the_same_class(shown):
    same = figure(shown, "centrality_class", 6, [6, 6, 5, 4])
    assert plain(sentences.sentence(same)).endswith(", som 2 av 4 sammenlignbare kommuner.")
    assert dot_strip.rows([same])[0]["strip"] is None


# --- What a sceptic asks ----------------------------------------------------------------------------------------------


def test_few_people_are_told_and_no_interval_of_a_sample_that_nobody_drew(shown):
    group = peers.group(shown, "2024", "1151", "KOSTRA-gruppe")
    share = keyfigures.key_figure(shown, "2024", "1151", group, "share_67_plus")
    assert share.year == 2026
    assert objections.base(shown, "2024", share) == 219
    said = plain(dict(objections.answers(shown, "2024", share))["Er tallene små?"])
    assert said == (
        "Lite tallgrunnlag: kommunen har 219 innbyggere, og få hendelser flytter tallet mye. Én person er 0,46 "
        "prosentpoeng."
    )
    turnout = keyfigures.key_figure(shown, "2024", "1151", group, "turnout_municipal")
    assert objections.base(shown, "2024", turnout) is None


@pytest.mark.parametrize(
    ("code", "indicator_id", "said"),
    [
        ("3450", "free_income", "Én million kroner er 797 kroner per innbygger her."),  # 1 254 on 1 January 2025
        ("1151", "tax_income", "Én million kroner er 4 608 kroner per innbygger her."),  # 217
        ("1151", "expenditure_administration", "Én million kroner er 4 566 kroner per innbygger her."),  # 219 in 2026
        ("1151", "expenditure_school_6_15", "kroner per innbygger 6–15 år her."),
        ("1151", "net_migration", "1 mer eller mindre er 5,21 per 1 000 innbyggere her."),  # 192 on 1 January 2021
    ],
)
def test_what_a_million_kroner_is_is_divided_by_those_that_the_figure_is_divided_by(shown, code, indicator_id, said):
    own = keyfigures.key_figure(shown, "2024", code, peers.group(shown, "2024", code, "KOSTRA-gruppe"), indicator_id)
    assert said in plain(dict(objections.answers(shown, "2024", own))["Er tallene små?"])
    known = own.indicator
    year = own.year + known.base_year_offset
    assert objections.divided_by(shown, "2024", own) == queries.values_by_code(shown, known.divisor, "2024", year)[
        "value"
    ][code]  # fmt: skip


def test_nothing_is_said_of_a_million_kroner_where_the_data_lack_what_it_is_divided_by(shown):
    own = figure(shown, "expenditure_care", 30000.0, [29000.0] * 9)
    assert objections.divided_by(shown, "2024", own) is None  # a figure of 2026 is divided by those of 2027
    assert objections.small_numbers(own, 5000.0) == ""


def test_uncertainty_that_the_publisher_gives_is_told(shown):
    own = figure(shown, "turnout_municipal", 48.2, [50.0] * 9, interval=(46.9, 49.5))
    assert plain(objections.small_numbers(own, 5000)).startswith("Kilden oppgir usikkerhet: fra 46,9 til 49,5")


@pytest.mark.parametrize(
    ("code", "size", "deviation"),
    [("1151", "0–999 innbyggere", "5,8"), ("4601", "50 000 innbyggere eller flere", "1,8")],
)
def test_a_difference_stands_beside_how_much_municipalities_of_that_size_differ(shown, code, size, deviation):
    group = peers.group(shown, "2024", code, "KOSTRA-gruppe" if code == "1151" else "Ti største")
    result = keyfigures.key_figure(shown, "2024", code, group, "net_operating_result")
    if result.spread.reporting < objections.FEWEST_FOR_SPREAD:
        group = peers.group(shown, "2024", code, "Fylke")
        result = keyfigures.key_figure(shown, "2024", code, group, "net_operating_result")
    said = plain(dict(objections.answers(shown, "2024", result))["Er forskjellen stor?"])
    assert f"kommuner med {size} er standardavviket {deviation} prosentpoeng." in said
    away = abs(result.value - result.spread.median)
    assert said.startswith(f"Tallet er {away:.1f} prosentpoeng fra medianen".replace(".", ","))
    assert ("mindre enn det" in said) == (away < float(deviation.replace(",", ".")))


def test_every_indicator_can_say_who_reports_and_what_changed(shown):
    for indicator_id, known in queries.indicators(shown).items():
        answers = dict(objections.about(shown, "2024", known))
        if not queries.years(shown, indicator_id, "2024"):
            continue
        assert "357 kommuner har tall for" in plain(answers["Hvem rapporterer?"]), indicator_id
        assert answers["Endret siden sist?"] == "Nei, ikke i siste henting."
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


def test_a_place_in_the_country_is_told_in_the_direction_of_the_place_among_the_peers(shown):
    def both(indicator_id, own, others, national):
        made = replace(figure(shown, indicator_id, own, others), national=Place(*national))
        return f"{sentences.standing(made)}, {sentences.nationally(made)}"

    tenth = [float(value) for value in range(2, 11)]
    assert both("new_dwellings_rate", 2.5, tenth, (173, 179, 351, 0)) == (
        "nest færrest av 10, 179. færrest av 351 i landet"
    )
    assert both("share_67_plus", 1.0, tenth, (356, 1, 357, 1)) == "lavest av 10, delt lavest av 357 i landet"
    change = "population_change_5y"
    assert both(change, -8.0, [float(value) for value in range(-9, 0) if value != -8], (329, 26, 355, 1)) == (
        "nest størst nedgang av 9, delt 26. størst nedgang av 355 i landet"
    )
    assert both(change, -2.5, [float(value) for value in range(-9, 0)], (130, 226, 355, 0)) == (
        "mindre nedgang enn 7 av 9 andre, mindre nedgang enn 225 av 354 andre i landet"
    )
    assert both(change, 0.5, tenth, (148, 208, 355, 0)) == (
        "minst vekst av 10, mindre vekst enn 147 av 354 andre i landet"
    )
    # In the outermost tenth of the other end, that end.
    assert both("new_dwellings_rate", 1.5, tenth, (12, 346, 357, 0)) == "færrest av 10, 12. flest av 357 i landet"
    # Where no place among the peers is told, the nearest end of the country's.
    assert both("share_67_plus", 3.0, [1.0, 2.0, 4.0, 5.0, 6.0], (300, 58, 357, 0)) == (
        "under medianen for 5 sammenlignbare kommuner, 58. lavest av 357 i landet"
    )


def test_ordinals_are_words_up_to_ten():
    assert [text.placed(place, "høyest") for place in (1, 2, 3, 10, 11)] == [
        "høyest", "nest høyest", "tredje høyest", "tiende høyest", "11. høyest",
    ]  # fmt: skip


def test_a_share_is_named_as_one_where_a_sentence_is_about_it(shown):
    known = queries.indicators(shown)
    assert sentences.subject(known["share_19_34"]) == "Andelen 19–34 år"
    assert sentences.subject(known["share_6_15"]) == "Andelen 6–15 år"
    assert sentences.subject(known["share_adapted_teaching"]) == "Individuelt tilrettelagt opplæring"
