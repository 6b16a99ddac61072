"""What moved since the figure before, against the peers and by hand; and a place in the country."""

from statistics import median

import duckdb
import pandas as pd
import pytest

from dashboard import text
from dashboard.measures import changes, keyfigures, peers, sentences
from dashboard.measures.peers import PeerGroup
from etl import catalogue

PLACES = {
    "1151": "Utsira", "0301": "Oslo", "5628": "Tana", "1508": "Ålesund", "3118": "Indre Østfold", "5061": "Rindal",
    "4601": "Bergen", "5612": "Kautokeino",
}  # fmt: skip
FOLLOWED = {"population": 0, "share_67_plus": 1, "turnout_municipal": 1, "home_care_80_plus": 1}
"""Indicators with several years, and the decimals that they are shown with."""


MOST, LEAST = ("høyest", "flest"), ("lavest", "færrest")


def plain(words):
    return words.replace("\u00a0", " ").replace("\u2212", "-")


def moved(shown, code, indicator_id, group=None):
    group = group or peers.group(shown, "2024", code, peers.usual_kind(shown, "2024", code))
    return changes.change(shown, "2024", keyfigures.key_figure(shown, "2024", code, group, indicator_id))


@pytest.fixture(scope="module")
def published(database):
    """(indicator, code) -> year -> figure, straight from the file."""
    with duckdb.connect(str(database), read_only=True) as connection:
        rows = connection.execute(
            "SELECT indicator_id, code, year, value FROM observation WHERE division = '2024' AND value IS NOT NULL "
            "AND comparable AND indicator_id IN (SELECT unnest($1))",
            [[*FOLLOWED, "expenditure_school_6_15"]],
        ).fetchall()
    found = {}
    for id_, code, year, value in rows:
        found.setdefault((id_, code), {})[year] = value
    return found


def by_hand(published, id_, code):
    """The change as a reader would reckon it from the two numbers shown, and the years; None with fewer than two."""
    figures = published.get((id_, code), {})
    years = sorted(figures)[-2:]
    if len(years) < 2:
        return None
    then, now = (text.rounded(figures[year], FOLLOWED[id_]) for year in years)
    return (text.rounded(100 * (now - then) / then if id_ == "population" else now - then, 1), *years)


@pytest.mark.parametrize("code", PLACES)
def test_changes_and_their_places_are_those_reckoned_by_hand(shown, published, code):
    for id_ in FOLLOWED:
        found, expected = moved(shown, code, id_), by_hand(published, id_, code)
        if expected is None or expected[-1] != found.figure.year:
            assert found.difference is None and found.reason
            continue
        difference, before, year = expected
        assert (found.difference, found.before, found.figure.year) == (difference, before, year)
        others = [by_hand(published, id_, peer) for peer in found.figure.peers.index]
        others = [change for change, *span in filter(None, others) if span == [before, year]]
        assert sorted(found.others.dropna()) == sorted(others)
        assert found.place.from_top == 1 + sum(other > difference for other in others)
        assert found.place.of == 1 + len(others)
        assert round(found.spread.median, 6) == round(median(others), 6)


@pytest.mark.parametrize("code", PLACES)
def test_places_in_the_country_are_those_reckoned_by_hand(shown, published, code):
    for id_, decimals in {**FOLLOWED, "expenditure_school_6_15": 0}.items():
        group = peers.group(shown, "2024", code, peers.usual_kind(shown, "2024", code))
        figure = keyfigures.key_figure(shown, "2024", code, group, id_)
        everyone = {
            where: text.rounded(figures[figure.year], decimals) for (known, where), figures in published.items()
            if known == id_ and figure.year in figures
        }  # fmt: skip
        if code not in everyone:
            assert figure.national is None and sentences.nationally(figure) == ""
            continue
        place = 1 + sum(value > everyone[code] for value in everyone.values())
        assert (figure.national.from_top, figure.national.of) == (place, len(everyone))
        said, near = sentences.nationally(figure), sentences.standing(figure)
        from_top = any(word in said for word in MOST)
        if any(word in near for word in (*MOST, *LEAST)):  # from the same end, unless it is far
            far = place <= 0.1 * len(everyone) or place > 0.9 * len(everyone)
            assert far or from_top == any(word in near for word in MOST), (near, said)
        if not from_top:
            place = 1 + sum(value < everyone[code] for value in everyone.values())
        tied = sum(value == everyone[code] for value in everyone.values()) > 1
        [degree] = [word for word in (*MOST, *LEAST) if word in said]
        assert said == f"{'delt ' if tied else ''}{text.placed(place, degree)} av {len(everyone)} i landet"


@pytest.fixture
def alone(shown):
    """A share of a municipality without peers."""
    return keyfigures.key_figure(shown, "2024", "1151", PeerGroup("", "ingen", ()), "share_67_plus")


def test_a_place_is_told_from_the_end_of_the_changes_own_sign(alone):
    def standing(own, *others):
        found = changes.Change(alone, 2025, 1.0, own, pd.Series(others, dtype=float))
        return plain(changes.standing(found))

    assert standing(0.4, *[0.1] * 7) == "størst økning av 8"
    assert standing(-0.4, *[0.1] * 6, -0.5) == "nest størst nedgang av 8"
    assert standing(0.1, *[0.2] * 7) == "minst økning av 8"
    assert standing(0.1, *[0.2] * 6, -0.1) == "mindre økning enn 6 av 7 andre"
    assert standing(0.2, *[0.2] * 7) == "likt med alle de 7 andre"
    assert standing(0.0, 0.2, 0.3, -0.1) == "2 av 3 sammenlignbare gikk opp, 1 ned"
    assert standing(0.2, *[0.3] * 5) == "minst økning av 6"
    assert standing(0.2, 0.1, 0.1, 0.3, 0.3, 0.3) == "medianen av 5 endringer er +0,3 prosentpoeng"
    assert standing(-0.4, *[0.1] * 7) == "den eneste av 8 med nedgang"
    assert standing(-0.4, *[0.0] * 3, *[0.1] * 7) == "den eneste av 11 med nedgang"
    assert standing(0.4, 0.0, -0.1, -0.2) == "den eneste av 4 med økning"
    assert standing(-0.4, *[0.1] * 6, -0.1) == "størst nedgang av 8"
    assert standing(0.2) == "ingen kommuner å sammenligne med"
    assert standing(0.2, float("nan")) == "den eneste sammenlignbare kommunen har ikke tall for begge årene"


def test_a_change_that_became_smaller_is_not_told_as_growth(shown):
    """The inhabitants of Rindal became fewer, by less than the year before."""
    standings = [plain(changes.standing(moved(shown, code, "population_change_1y"))) for code in PLACES]
    ranked = [said for said in standings if "endring oppover" in said or "endring nedover" in said]
    assert ranked
    assert not [said for said in standings if "økning" in said or "nedgang" in said]


def test_a_change_of_a_rate_says_where_the_number_of_inhabitants_changed_much(shown):
    """Etnedal had more users of home care in 2025; the rate fell, since it is of the inhabitants of 1 January 2026."""
    told = plain(changes.sentence(moved(shown, "3450", "home_care_rate")))
    assert told.startswith("Hjemmetjenester per 1 000 innbyggere gikk ned 4,0 fra 2024 til 2025 (63,0 til 59,0)")
    assert told.endswith(". Folketallet økte med 27 prosent i 2025.")
    assert "Folketallet" not in changes.sentence(moved(shown, "3451", "home_care_rate"))


def test_a_share_of_few_dwellings_has_little_ground_however_many_the_inhabitants(shown):
    assert moved(shown, "3450", "new_dwellings_outside_built_up").little_ground
    assert not moved(shown, "4601", "new_dwellings_outside_built_up").little_ground


def test_what_cannot_be_told_is_said_with_the_reason(shown):
    assert moved(shown, "1151", "net_loan_debt").reason == "bare ett år (2025)"
    assert "Ålesund" in moved(shown, "1580", "works_at_home").reason  # a part of a divided unit
    assert moved(shown, "1508", "turnout_municipal").reason.startswith("bare ett år (2023); 2019: ")
    assert moved(shown, "0301", "centrality_class").difference is None
    alone = moved(shown, "1151", "population", PeerGroup("", "ingen", ()))
    assert changes.standing(alone) == "ingen kommuner å sammenligne med"
    assert plain(changes.sentence(alone)).startswith("Innbyggere gikk opp 0,9 prosent fra 2025 til 2026 (217 til 219)")


def usual_peers(shown, code):
    return peers.group(shown, "2024", code, peers.usual_kind(shown, "2024", code))


@pytest.mark.parametrize("code", PLACES)
def test_the_largest_moves_are_the_farthest_outside_the_peers_middle_half_and_the_recent_ones_lead(shown, code):
    found = changes.largest(shown, "2024", code, usual_peers(shown, code))
    assert found.since == 2025 and len(found.recent) <= 5 and len(found.older) <= 3
    assert all(one.figure.year >= 2025 for one in found.recent) and all(one.figure.year < 2025 for one in found.older)
    for moves in (found.recent, found.older):
        far = []
        for one in moves:
            low, middle, high = one.others.quantile([0.25, 0.5, 0.75])
            assert one.difference and not low <= one.difference <= high, changes.sentence(one)
            assert abs(one.difference) > 10**-one.decimals, changes.sentence(one)  # more than a rounding
            far.append(abs(one.difference - middle) / max(high - low, 2 * 10**-one.decimals))
        assert far == sorted(far, reverse=True)
        assert len({one.figure.indicator.theme for one in moves}) == len(moves)


def neighbours(shown, code):
    return peers.group(shown, "2024", code, "Naboer")


def test_no_move_is_called_small_where_too_few_others_have_figures(shown):
    few = changes.largest(shown, "2024", "1865", neighbours(shown, "1865"))  # Vågan has two neighbours
    assert not few.recent and not few.compared and few.others == 2
    assert plain(few.none) == (
        "Hvilke bevegelser som er store, kan bare sies der minst 7 andre kommuner har tall for begge årene; her er det "
        "2 andre i alt."
    )
    alone = changes.largest(shown, "2024", "1860", neighbours(shown, "1860"))
    assert alone.lines == ["Det er ingen kommuner å sammenligne bevegelser med."]
    assert changes.largest(shown, "2024", "1865", usual_peers(shown, "1865")).compared


def test_the_only_other_is_told_of_by_itself(shown):
    flakstad = keyfigures.key_figure(shown, "2024", "1859", neighbours(shown, "1859"), "population_6_15")
    change = changes.change(shown, "2024", flakstad)
    assert changes.standing(change) == "den eneste sammenlignbare gikk ned"


def test_what_changed_since_last_year_comes_before_what_is_older_and_says_which_years(shown):
    first = {
        code: plain(changes.sentence(changes.largest(shown, "2024", code, usual_peers(shown, code)).recent[0]))
        for code in ("1151", "0301")
    }
    assert first["1151"] == (
        "Andelen 6–15 år gikk opp 1,3 prosentpoeng fra 2025 til 2026 (11,5 til 12,8), størst økning av 8; medianen av "
        "endringene hos de sammenlignbare er -0,5 prosentpoeng; lite tallgrunnlag."
    )
    assert first["0301"].startswith(
        "Beboere i heldøgns bolig per 1 000 innbyggere gikk opp 0,2 fra 2024 til 2025 (3,1 til 3,3), "
    )
    older = changes.largest(shown, "2024", "1151", usual_peers(shown, "1151")).lines[1:]
    assert older and all(line.startswith("Lenger tilbake: ") and "lite tallgrunnlag" in line for line in older)


COUNTED = (
    "kroner", "promille", "minutter", "poeng", "skalapoeng", "kilometer", "dager", "timer", "timer i uken",
    "kvadratmeter", "måneder", "personer", "indeks", "indeks (landet = 1)", "av 100",
)  # fmt: skip
"""Units of amounts that are neither shares nor rates by their words, and yet do not grow with the municipality."""


def test_no_count_that_grows_with_the_municipality_is_among_the_moves():
    declared = catalogue.read()
    assert not declared["child_welfare_cases"].ranked
    for one in declared.values():
        if one.ranked and one.kind != "modelled" and one.scale == "amount" and one.aggregation != "sum":
            share_or_rate = one.unit.startswith("prosent") or "per " in f"{one.unit} {one.short_title}"
            assert share_or_rate or one.unit in COUNTED, one.indicator_id


def test_a_change_of_the_last_digit_alone_is_no_move():
    others = pd.Series([0.0] * 8)
    assert changes.distance(0.01, others, 2) == 0 and changes.distance(0.02, others, 2) > 0
    assert changes.distance(-0.01, others, 2) == 0 and changes.distance(0.0, others, 2) == 0


def test_a_change_within_the_publishers_uncertainty_is_not_told_as_one(alone):
    found = changes.Change(alone, 2025, 1.0, 0.4, pd.Series([0.1] * 9), certain=False)
    assert changes.standing(found) == "endringen er mindre enn usikkerheten som kilden oppgir"


def test_a_share_of_few_people_says_so_in_a_larger_municipality_too(shown):
    few = moved(shown, "4634", "share_0")  # eight of 1 672 were under a year
    assert few.little_ground and changes.sentence(few).endswith("lite tallgrunnlag.")
    assert not moved(shown, "4634", "share_67_plus").little_ground
