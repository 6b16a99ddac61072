"""Units in a link, and the rule that joins municipalities: by hand on small countries, and what always holds."""

import random
import re

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.measures import scenarios
from dashboard.measures.scenarios import joined, read, toggled, units_of, written

settings.register_profile("patient", deadline=None)  # a busy machine is no failure
settings.load_profile("patient")

UNRESERVED = re.compile(r"[A-Za-z0-9._~-]*")


def country(*rows):
    """Municipalities from (code, inhabitants, longitude); the county is in the code, all lie on one latitude."""
    frame = pd.DataFrame(rows, columns=["code", "inhabitants", "longitude"])
    return frame.assign(county_code=frame["code"].str[:2], latitude=60.0)


def borders(*rows):
    """Both directions of (code, neighbour_code, border_km)."""
    there = pd.DataFrame(rows, columns=["code", "neighbour_code", "border_km"])
    back = there.rename(columns={"code": "neighbour_code", "neighbour_code": "code"})
    return pd.concat([there, back], ignore_index=True)


CODES = st.integers(11, 13).flatmap(lambda county: st.integers(1, 12).map(lambda place: f"{county}{place:02d}"))


@st.composite
def countries(draw):
    """A country of up to thirty municipalities, some without a figure, with any borders; and some locks."""
    codes = draw(st.lists(CODES, min_size=1, max_size=30, unique=True))
    inhabitants = st.one_of(st.none(), st.integers(50, 9000))
    rows = [(code, draw(inhabitants), draw(st.integers(5, 12))) for code in codes]
    pairs = [(one, other) for one in codes for other in codes if one < other]
    touching = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=60)) if pairs else []
    lines = [(one, other, draw(st.floats(0.1, 90))) for one, other in touching]
    locked = draw(st.lists(st.sampled_from(codes), unique=True, max_size=4))
    return country(*rows).astype({"inhabitants": float}), borders(*lines).astype({"border_km": float}), locked


# --- The rule -----------------------------------------------------------------------------------------------------


def test_the_smallest_goes_with_the_neighbour_of_the_longest_border():
    small = country(("1101", 100, 5), ("1102", 900, 6), ("1103", 800, 7), ("1104", 5000, 8))
    lines = borders(("1101", "1102", 3.0), ("1101", "1103", 7.0), ("1103", "1104", 2.0))
    assert joined(small, lines, 850).units == (("1101", "1103"),)


def test_of_equal_borders_the_nearest_centre_decides_and_of_equal_distances_the_lowest_code():
    small = country(("1101", 100, 6), ("1102", 900, 9), ("1103", 900, 7), ("1104", 900, 5))
    lines = borders(("1101", "1102", 3.0), ("1101", "1103", 3.0), ("1101", "1104", 3.0))
    assert joined(small, lines, 500).units == (("1101", "1103"),)
    far = lines[~lines["code"].eq("1103") & ~lines["neighbour_code"].eq("1103")]
    equal = small[small["code"] != "1103"].assign(longitude=[6, 7, 5])
    assert joined(equal, far, 500).units == (("1101", "1102"),)


def test_units_grow_until_they_are_large_enough_and_add_up_their_borders():
    small = country(("1101", 100, 5), ("1102", 200, 6), ("1103", 300, 7), ("1104", 400, 8))
    lines = borders(("1101", "1102", 9.0), ("1101", "1103", 2.0), ("1102", "1103", 2.0), ("1102", "1104", 3.0))
    # 1101 + 1102 have 4 km with 1103 and 3 km with 1104.
    assert joined(small, lines, 350).units == (("1101", "1102", "1103"),)


def test_nobody_is_joined_across_a_county_border():
    outcome = joined(country(("1101", 100, 5), ("1201", 100, 6)), borders(("1101", "1201", 5.0)), 1000)
    assert (outcome.units, outcome.short) == ((), (("1101",), ("1201",)))


def test_an_island_goes_with_the_nearest_in_its_county():
    outcome = joined(country(("1101", 100, 5), ("1102", 9000, 11), ("1103", 9000, 7)), borders(), 1000)
    assert outcome.units == (("1101", "1103"),)


def test_a_locked_municipality_is_never_joined():
    small = country(("1101", 100, 5), ("1102", 100, 6), ("1103", 9000, 7))
    lines = borders(("1101", "1102", 5.0), ("1102", "1103", 1.0))
    outcome = joined(small, lines, 1000, locked=["1102"])
    assert (outcome.units, outcome.short) == ((), (("1101",),))
    everything = joined(small, lines, 1000, locked=small["code"])
    assert (everything.units, everything.short) == ((), ())


def test_a_municipality_without_a_figure_is_left_alone_and_told_of():
    outcome = joined(country(("1101", 100, 5), ("1102", None, 6)), borders(("1101", "1102", 5.0)), 1000)
    assert (outcome.units, outcome.unknown) == ((), ("1102",))


@given(countries(), st.integers(1, 20_000), st.randoms(use_true_random=False))
def test_the_rule_gives_the_same_in_any_order_of_input(small, smallest, order):
    people, lines, locked = small

    def shuffled(frame):
        return frame.sample(frac=1, random_state=order.randrange(2**31))

    again = joined(shuffled(people), shuffled(lines), smallest, order.sample(locked, len(locked)))
    assert again == joined(people, lines, smallest, locked)


@given(countries(), st.integers(1, 20_000))
def test_whatever_the_rule_joins_is_of_one_county_unlocked_and_large_enough_or_told_of(small, smallest):
    people, lines, locked = small
    outcome = joined(people, lines, smallest, locked)
    inhabitants = people.set_index("code")["inhabitants"]
    members = [code for unit in outcome.units for code in unit]
    assert len(members) == len(set(members))
    assert not set(members) & set(locked)
    assert all(len({code[:2] for code in unit}) == 1 for unit in outcome.units)
    final = [*outcome.units, *((code,) for code in inhabitants.dropna().index if code not in members)]
    for unit in final:
        large = inhabitants[list(unit)].sum() >= smallest
        assert large or unit in outcome.short or set(unit) <= set(locked)
        assert not (large and unit in outcome.short)


# --- Links ----------------------------------------------------------------------------------------------------------


def nobody(code):
    return []


@given(st.lists(CODES, unique=True, max_size=36), st.randoms(use_true_random=False))
def test_units_come_back_from_a_link(codes, order):
    groups = {}
    for code in codes:
        groups.setdefault(order.randrange(6), []).append(code)
    units = units_of(groups.values())
    held = written(units)
    assert UNRESERVED.fullmatch(held)
    reading = read(held, set(codes), nobody, "2020")
    assert (units_of(reading.groups), reading.remarks) == (units, ())


def test_a_scenario_is_short_and_readable():
    assert written([("1507", "1532"), ("4601", "4602", "1106")]) == "150732-1106.460102"
    codes = [f"{county}{place:02d}" for county in range(30, 41) for place in range(1, 34)][:357]
    mixed = codes[:]
    random.Random(1).shuffle(mixed)
    in_pairs = [codes[place : place + 2] for place in range(0, len(codes), 2)]
    across = [mixed[place : place + 5] for place in range(0, 200, 5)]
    assert max(len(written(groups)) for groups in ([codes], in_pairs, across)) < 1300


def test_the_fingerprint_tells_units_apart():
    one, other = (("1101", "1102"),), (("1101", "1103"),)
    assert scenarios.fingerprint(one) == scenarios.fingerprint(one) != scenarios.fingerprint(other)
    assert re.fullmatch("[0-9a-z]+", scenarios.fingerprint(one) + scenarios.fingerprint(()))


KNOWN = {"1507", "1532", "3401", "3403"}
EARLIER = {"1508": ["1507"], "1580": ["1507"], "0402": ["3401"], "0412": ["3403", "3401"]}


@pytest.mark.parametrize(
    ("held", "groups", "said"),
    [
        ("", (), ()),
        ("-", ((), ()), ()),
        ("150732", (("1507", "1532"),), ()),
        ("0402.1532", (("1532", "3401"),), ("Kommunenummer 0402 hører til en annen inndeling",)),
        ("0412", (("3401", "3403"),), ("Kommunenummer 0412 hører til",)),
        ("150880", (("1507",),), ("1508 og 1580 hører til", "1507 er én kommune i inndelingen 2020")),
        ("1507-150732", (("1507",), ("1532",)), ("Kommunenummer 1507 står i flere enheter",)),
        ("999815-1507", ((), ("1507",)), ("Kommunenummer 9998 og 9915 finnes ikke i inndelingen 2020",)),
        ("15x7-<b>-1532", ((), (), ("1532",)), ("«15x7» og «<b>» i lenken kan ikke leses",)),
        ("150", ((),), ("«150» i lenken kan ikke leses",)),
        ("9" * 50_000, ((),), ("finnes ikke",)),
    ],
)
def test_what_a_link_cannot_mean_is_told_and_the_rest_is_kept(held, groups, said):
    reading = read(held, KNOWN, lambda code: EARLIER.get(code, []), "2020")
    assert reading.groups == groups
    assert len(reading.remarks) == len(said)
    assert all(words in remark for words, remark in zip(reversed(said), reversed(reading.remarks), strict=True))


@given(st.text(alphabet="0123456789.-~æ<&", max_size=60))
@settings(max_examples=60)
def test_no_link_is_too_strange_to_read(held):
    reading = read(held, KNOWN, lambda code: EARLIER.get(code, []), "2020")
    members = [code for group in reading.groups for code in group]
    assert set(members) <= KNOWN
    assert len(members) == len(set(members))


def test_a_click_fills_the_last_group_takes_out_of_it_or_goes_to_another():
    groups = toggled((), "1507")
    groups = toggled(groups, "1532")
    assert groups == (("1507", "1532"),)
    groups = toggled((*groups, ()), "3401")
    assert groups == (("1507", "1532"), ("3401",))
    assert toggled(groups, "3401") == (("1507", "1532"), ())
    assert toggled(groups, "1507") == (("3401",), ("1507", "1532"))
