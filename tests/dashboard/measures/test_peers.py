"""Whom a municipality is compared with, and where it stands: every figure against a computation of our own."""

import math
import re
from functools import cache

import numpy as np
import pandas as pd
import pytest

from dashboard.data import queries
from dashboard.measures import keyfigures, peers

MUNICIPALITIES = [
    ("2024", "1151"),  # Utsira, the smallest
    ("2024", "0301"),  # Oslo, alone in its KOSTRA group
    ("2020", "1507"),  # Ålesund before it was split
    ("2024", "1508"),  # and after
    ("2024", "1580"),  # Haram, new in 2024
    ("2024", "1806"),  # Narvik, made of parts in 2020
    ("2024", "5501"),  # Tromsø
    ("2024", "5612"),  # Kautokeino
    ("2020", "4629"),  # Modalen, without expenditure need
]
COMPARED = [(*one, "KOSTRA-gruppe") for one in MUNICIPALITIES] + [
    (*one, kind) for place, kind in enumerate(("Fylke", "Naboer", "Ti største")) for one in MUNICIPALITIES[place::3]
]  # each municipality in two kinds of groups


@cache
def newest(shown, indicator_id, division):
    """Figures of the newest year by code, straight from the table; None where there is none or it can't be compared."""
    rows = shown.query(
        """
        SELECT code, value, comparable FROM observation
        WHERE indicator_id = $id AND division = $division AND year = (
            SELECT max(year) FROM observation WHERE indicator_id = $id AND division = $division AND value IS NOT NULL)
        """,
        {"id": indicator_id, "division": division},
    )
    return {
        row.code: row.value if row.comparable and not math.isnan(row.value) else None
        for row in rows.itertuples()
    }  # fmt: skip


def quartile(values, share):
    """The point a share of the way through sorted values, on a straight line between two of them."""
    ordered = sorted(values)
    place = (len(ordered) - 1) * share
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def rounded(value, decimals):
    """A figure as it is shown; Python's round, as on the page."""
    return round(value, decimals)


@pytest.mark.parametrize(("division", "code", "kind"), COMPARED)
def test_places_medians_and_quartiles_are_those_computed_by_hand(shown, division, code, kind):
    group = peers.group(shown, division, code, kind)
    known = keyfigures.choosable(shown, division)
    compared = 0
    for figure in keyfigures.key_figures(shown, division, code, group, list(known)):
        if figure.named:
            continue
        values = newest(shown, figure.indicator.indicator_id, division)
        others = [values[peer] for peer in group.codes if values.get(peer) is not None]
        assert (figure.spread.peers, figure.spread.reporting) == (len(group.codes), len(others))
        assert math.isnan(figure.spread.median) == (len(others) < 5)  # the median of few says nothing
        if len(others) >= 5:
            for found, share in ((figure.spread.lower, 0.25), (figure.spread.median, 0.5), (figure.spread.upper, 0.75)):
                assert found == pytest.approx(quartile(others, share), rel=1e-12), figure.indicator.indicator_id
        own = values.get(code)
        if own is None or not others:
            assert figure.place is None
            continue
        places = figure.indicator.decimals
        shown_own, shown_others = rounded(own, places), [rounded(value, places) for value in others]
        assert figure.place.from_top == 1 + sum(value > shown_own for value in shown_others)
        assert figure.place.from_bottom == 1 + sum(value < shown_own for value in shown_others)
        assert figure.place.tied == shown_others.count(shown_own)
        assert figure.place.of == 1 + len(others)
        compared += 1
    assert compared > 15 or not group.codes


def test_utsira_among_the_smallest_is_as_published(shown):
    """Figures of 1 January 2026 that anyone can look up in table 07459."""
    group = peers.group(shown, "2024", "1151", "KOSTRA-gruppe")
    names = queries.municipalities(shown, "2024").set_index("code")["name"]
    assert {names[code].split(" - ")[0] for code in group.codes} == {
        "Fedje", "Kvitsøy", "Leka", "Røst", "Røyrvik", "Træna", "Vevelstad",
    }  # fmt: skip
    figure = keyfigures.key_figure(shown, "2024", "1151", group, "population")
    inhabitants = dict(zip(figure.peers["code"], figure.peers["value"], strict=True))
    assert sorted(inhabitants.values()) == [439, 443, 471, 477, 529, 579, 596]
    assert (figure.spread.lower, figure.spread.median, figure.spread.upper) == (457, 477, 554)
    assert (figure.value, figure.place.from_bottom, figure.place.from_top, figure.place.of) == (219, 1, 8, 8)


@pytest.mark.parametrize(
    ("division", "code", "expected"),
    [
        ("2024", "1151", []),
        ("2024", "0301", ["3201", "3205", "3207", "3220", "3222", "3232", "3234", "3305"]),
        ("2020", "1507", ["1535", "1578"]),
        ("2024", "1580", ["1508", "1535"]),
        ("2024", "1508", ["1535", "1578", "1580"]),
        ("2024", "1806", ["1853", "1875", "5512", "5516", "5518", "5520"]),
    ],
)
def test_neighbours_share_a_border(shown, division, code, expected):
    assert list(peers.group(shown, division, code, "Naboer").codes) == expected


@pytest.mark.parametrize(
    ("division", "code", "title", "expected"),
    [
        ("2024", "1580", "arbeidsmarkedet Ålesund (BA-region 2020)", {"1508", "1531", "1532"}),
        ("2020", "1507", "arbeidsmarkedet Ålesund (BA-region 2020)", {"1531", "1532"}),
    ],
)
def test_a_labour_market_is_those_who_share_a_centre(shown, division, code, title, expected):
    group = peers.group(shown, division, code, "Samme arbeidsmarked")
    assert group.title == title
    assert expected <= set(group.codes) and code not in group.codes
    regions = queries.municipalities(shown, division).set_index("code")["labour_market_region"]
    assert set(regions[list(group.codes)]) == {regions[code]}


def test_a_labour_market_of_one_says_that_there_is_nobody_to_compare_with(shown):
    group = peers.group(shown, "2024", "1151", "Samme arbeidsmarked")
    assert group.codes == () and "Det er ingen andre i gruppen" in group.remarks[0]


@pytest.mark.parametrize(("division", "code"), MUNICIPALITIES)
@pytest.mark.parametrize(
    "weights", [peers.default_weights(), {"vekt_folk": 3.0, "vekt_areal": 0.5, "vekt_inntekt": 1.0}]
)
def test_statistical_neighbours_are_the_nearest_by_distances_computed_by_hand(shown, division, code, weights):
    columns = {key: raw(shown, key, division) for key in weights}
    logged = {"vekt_folk", "vekt_areal"}
    used = [key for key, weight in weights.items() if weight and columns[key].get(code) is not None]
    complete = [c for c in columns["vekt_folk"] if all(columns[key].get(c) is not None for key in used)]
    squared = dict.fromkeys(complete, 0.0)
    for key in used:
        measured = {c: math.log(columns[key][c]) if key in logged else columns[key][c] for c in complete}
        mean = sum(measured.values()) / len(measured)
        deviation = math.sqrt(sum((value - mean) ** 2 for value in measured.values()) / len(measured))
        for c in complete:
            squared[c] += weights[key] * ((measured[c] - measured[code]) / deviation) ** 2
    by_hand = sorted((math.sqrt(total), c) for c, total in squared.items() if c != code)[:20]
    found = peers.neighbours(peers.traits(shown, division), code, weights, 20)
    assert found.table["distance"].tolist() == pytest.approx([distance for distance, _ in by_hand])
    assert set(found.table["code"]) == {c for _, c in by_hand}
    assert [variable.key for variable in found.used] == [v.key for v in peers.VARIABLES if v.key in used]


def raw(shown, key, division):
    """A variable's published figures by code, without those that can't be compared."""
    variable = next(variable for variable in peers.VARIABLES if variable.key == key)
    year = queries.years(shown, variable.indicator_id, division)[0]
    rows = shown.query(
        "SELECT code, CASE WHEN comparable THEN value END AS value FROM observation "
        "WHERE indicator_id = $id AND division = $division AND year = $year",
        {"id": variable.indicator_id, "division": division, "year": year},
    )
    return {row.code: None if math.isnan(row.value) else row.value for row in rows.itertuples()}


@pytest.mark.parametrize(("division", "code"), [("2024", "1806"), ("2024", "0301"), ("2020", "1507")])
def test_without_weights_what_variables_share_counts_once(shown, division, code):
    """By Mahalanobis' formula, with the inverse of the covariances."""
    keys = [key for key, weight in peers.default_weights().items() if weight]
    frame = peers.traits(shown, division).dropna(subset=keys)
    values = frame[keys].assign(vekt_folk=np.log(frame["vekt_folk"]), vekt_areal=np.log(frame["vekt_areal"]))
    away = values - values.loc[code]
    inverse = np.linalg.inv(np.cov(values.to_numpy(), rowvar=False, ddof=0))
    squared = pd.Series(np.einsum("ij,jk,ik->i", away, inverse, away), index=values.index).drop(code)
    expected = np.sqrt(squared).nsmallest(20)
    found = peers.neighbours(peers.traits(shown, division), code, None, 20)
    assert found.table["distance"].tolist() == pytest.approx(expected.tolist())
    assert set(found.table["code"]) == set(expected.index)
    assert peers.group(shown, division, code, "Statistiske naboer").codes == tuple(found.table["code"])


def test_two_thirds_of_the_plain_distance_is_one_thing_and_none_of_the_decorrelated_is(shown):
    keys = [key for key, weight in peers.default_weights().items() if weight]
    frame = peers.traits(shown, "2024")[keys].dropna()
    frame = frame.assign(vekt_folk=np.log(frame["vekt_folk"]), vekt_areal=np.log(frame["vekt_areal"]))
    scaled = ((frame - frame.mean()) / frame.std(ddof=0)).to_numpy()
    shares = [
        max(np.linalg.eigvalsh(np.cov(one, rowvar=False))) / np.trace(np.cov(one, rowvar=False))
        for one in (scaled, peers.decorrelated(scaled))
    ]
    assert shares == pytest.approx([0.654, 0.2], abs=0.005)


def test_a_variable_that_the_municipality_lacks_is_said_and_not_used(shown):
    group = peers.group(shown, "2024", "1151", "Statistiske naboer")
    assert group.remarks == ("Utgiftsbehov mangler for kommunen og er ikke brukt i avstanden.",)
    others = peers.group(shown, "2024", "1806", "Statistiske naboer")
    assert others.remarks == ("Uten alle variablene, og derfor ikke med: Utsira og Modalen.",)
    assert not {"1151", "4629"} & set(others.codes)


def test_without_any_weight_nobody_is_near(shown):
    group = peers.group(
        shown, "2024", "1806", "Statistiske naboer", weights=dict.fromkeys(peers.default_weights(), 0.0)
    )
    assert group.codes == ()
    assert "Alle vekter er null" in group.remarks[0]


@pytest.mark.parametrize("division", ["2020", "2024"])
def test_no_group_holds_the_municipality_itself(shown, division):
    for code in queries.municipalities(shown, division)["code"].iloc[::23]:
        for kind in peers.GROUPS:
            group = peers.group(shown, division, code, kind)
            assert code not in group.codes, (kind, code)
            assert len(set(group.codes)) == len(group.codes)


def test_fixed_groups_have_the_sizes_that_are_published(shown):
    sizes = queries.municipalities(shown, "2024")["kostra_group"].value_counts()
    published = [40, 18, 9, 39, 33, 28, 38, 13, 27, 13, 10, 11, 1, 25, 36, 8, 8]
    assert [int(sizes[group]) for group in range(1, 18)] == published
    assert len(peers.group(shown, "2024", "1580", "KOSTRA-gruppe").codes) == 39
    assert len(peers.group(shown, "2024", "1151", "ASSS-byene").codes) == 10
    assert len(peers.group(shown, "2020", "0301", "ASSS-byene").codes) == 9
    assert peers.group(shown, "2024", "0301", "Ti største").codes[:3] == ("4601", "5001", "1103")


def test_the_one_that_is_alone_is_told_so_and_starts_among_the_big_cities(shown):
    alone = peers.group(shown, "2024", "0301", "KOSTRA-gruppe")
    assert (alone.codes, alone.remarks) == (
        (),
        ("Det er ingen andre i gruppen (KOSTRA-gruppe 13). Velg en annen gruppe over.",),
    )
    assert peers.usual_kind(shown, "2024", "0301") == "ASSS-byene"
    assert peers.usual_kind(shown, "2024", "1151") == "KOSTRA-gruppe"


# --- Lists that people type ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("division", "typed", "codes"),
    [
        ("2024", "1151, Narvik, 5501", ("1151", "1806", "5501")),
        ("2024", "guovdageaidnu; TROMSØ\nkarasjohka", ("5612", "5501", "5610")),
        ("2024", "alesund, Harstad, Hárstták", ("1508", "5503")),
        ("2024", "3001 3101", ("3101",)),
        ("2020", "3101 3001", ("3001",)),
        ("2020", "1580", ("1507",)),
        ("2024", "1507", ("1508", "1580")),
        ("2020", "haram", ("1507",)),
        ("2024", "301, K-4601, Oslo kommune, nord aurdal", ("0301", "4601", "3451")),
        ("2020", "Hámmerfeasta, kaivuono", ("5406", "5426")),
        ("2024", "", ()),
        ("2024", " , ;; ", ()),
    ],
)
def test_a_list_is_read_by_number_or_name_of_any_division_and_language(shown, division, typed, codes):
    assert peers.read_codes(shown, division, typed) == (codes, ())


def test_what_is_not_known_in_a_list_is_named_and_the_rest_is_used(shown):
    codes, remarks = peers.read_codes(shown, "2024", "1151, 9999, Atlantis, <b>, " + "x" * 400)
    assert codes == ("1151",)
    named = f"«9999», «Atlantis», «<b>» og «{'x' * 20}…»"
    assert remarks == (f"Kjenner ikke {named} i inndelingen 357 · i dag; de er ikke med.",)


def test_a_name_that_several_have_is_asked_for_by_number(shown):
    codes, remarks = peers.read_codes(shown, "2024", "Herøy, Utsira")
    asked = "skriv 1515 for Herøy (Møre og Romsdal) eller 1818 for Herøy (Nordland)."
    assert (codes, remarks) == (("1151",), (f"Flere kommuner heter eller het «Herøy»: {asked}",))
    assert peers.read_codes(shown, "2024", "Herøy (Nordland)")[0] == ("1818",)


def test_who_has_a_name_is_told_by_county_also_where_the_name_lacks_it(shown):
    (remark,) = peers.read_codes(shown, "2020", "valer")[1]
    told = re.findall(r"(\d{4}) for (Våler \([^)]+\))", remark)
    assert [code for code, _ in told] == ["3018", "3419"] and len({name for _, name in told}) == 2


def test_a_list_of_five_hundred_is_cut_and_says_so(shown):
    everybody = queries.municipalities(shown, "2024")["code"].tolist()
    unknown = [f"{code}" for code in range(9000, 9143)]
    codes, remarks = peers.read_codes(shown, "2024", ",".join(everybody + unknown))
    assert codes == tuple(everybody[:20])
    assert "og 138 til i inndelingen 357 · i dag" in remarks[0]
    assert remarks[1] == "Listen har 357 kommuner. De 20 første brukes."


def test_equal_looks_are_ties_and_missing_is_nobody():
    place = peers.place(12.34, pd.Series([12.31, 12.29, 15.0, float("nan"), 3.0]), 1)
    assert (place.from_top, place.from_bottom, place.of, place.tied) == (2, 2, 5, 2)
    spread = peers.spread(pd.Series([1.0, 2.0, float("nan"), 4.0, 10.0, 11.0]))
    assert (spread.peers, spread.reporting, spread.lower, spread.median, spread.upper) == (6, 5, 2.0, 4.0, 10.0)
    few = peers.spread(pd.Series([1.0, 2.0, float("nan"), 4.0, 10.0]))
    assert (few.peers, few.reporting, few.lowest, few.highest) == (5, 4, 1.0, 10.0) and math.isnan(few.median)
    empty = peers.spread(pd.Series([float("nan")] * 3))
    assert (empty.peers, empty.reporting) == (3, 0) and math.isnan(empty.median)
