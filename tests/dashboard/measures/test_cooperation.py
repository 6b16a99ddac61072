"""Areas around a municipality: who is in them, and which duties are weak in all, some and none of them."""

import pandas as pd
import pytest
from test_scenarios import borders, country

from dashboard.data import database as access
from dashboard.data.alternatives_queries import borders as all_borders
from dashboard.measures import cooperation
from dashboard.measures.cooperation import DISTANCE, LABOUR_MARKET, NEIGHBOURS, SECOND, area
from dashboard.views.alternatives import alternatives

# On the 60th parallel a degree of longitude is 55.8 km.
LINE = country(("1101", 1, 5), ("1102", 1, 6), ("1103", 1, 7), ("1104", 1, 8), ("1105", 1, 5.1))
LINKS = borders(("1101", "1102", 1.0), ("1102", "1103", 1.0), ("1103", "1104", 1.0))


@pytest.mark.parametrize(
    ("kind", "km", "codes"),
    [
        (NEIGHBOURS, 0, ["1101", "1102"]),
        (SECOND, 0, ["1101", "1102", "1103"]),
        (DISTANCE, 60, ["1101", "1105", "1102"]),
        (DISTANCE, 1, ["1101"]),
        (DISTANCE, 500, ["1101", "1105", "1102", "1103", "1104"]),
    ],
)
def test_an_area_is_neighbours_or_a_distance(kind, km, codes):
    found = area(LINE, LINKS, "1101", kind, km)
    assert found["code"].tolist() == codes
    assert found["distance"].iloc[0] == 0
    known = found.set_index("code")["distance"]
    if "1102" in known:
        assert known["1102"] == pytest.approx(55.8, abs=0.2)


def test_a_municipality_reached_over_two_borders_is_of_second_order():
    found = area(LINE, LINKS, "1101", SECOND, 0).set_index("code")["order"]
    assert found.to_dict() == {"1101": 0, "1102": 1, "1103": 2}


def test_an_area_may_be_a_labour_market_and_a_municipality_outside_them_all_is_alone():
    markets = LINE.assign(labour_market_region=["Vest", None, "Vest", "Øst", None])
    assert area(markets, LINKS, "1101", LABOUR_MARKET, 0)["code"].tolist() == ["1101", "1103"]
    assert area(markets, LINKS, "1104", LABOUR_MARKET, 0)["code"].tolist() == ["1104"]
    assert area(markets, LINKS, "1102", LABOUR_MARKET, 0)["code"].tolist() == ["1102"]
    by_order = area(markets, LINKS, "1101", LABOUR_MARKET, 0).set_index("code")["order"]
    assert by_order.to_dict() == {"1101": 0, "1103": 2}


def test_narvik_and_utsira(database, monkeypatch):
    monkeypatch.setenv("GENERALIST_DB", str(database))
    opened = access.current()
    people, lines = alternatives.people(opened, "2020"), all_borders(opened, "2020")
    narvik = area(people, lines, "1806", NEIGHBOURS, 0).merge(people, on="code")
    assert set(lines.loc[lines["code"] == "1806", "neighbour_code"]) | {"1806"} == set(narvik["code"])
    assert narvik["inhabitants"].sum() == people.set_index("code").loc[narvik["code"], "inhabitants"].sum() > 21_000
    assert area(people, lines, "1151", NEIGHBOURS, 0)["code"].tolist() == ["1151"]


def test_a_duty_is_weak_in_all_some_or_none_and_stand_ins_do_not_count():
    scores = pd.DataFrame(
        [
            ("a", code, score, "measured")
            for code, score in zip("12345678", (0, 0, 90, 90, 90, 90, 90, 90), strict=True)
        ]
        + [("b", code, score, "measured") for code, score in zip("2345", (50, 60, 70, 80), strict=True)]
        + [("c", "7", 10.0, "measured"), ("d", "1", 0.0, "proxy")],
        columns=["indicator_id", "code", "score", "kind"],
    ).assign(short_title=lambda frame: frame["indicator_id"], area="x")  # fmt: skip
    table = cooperation.weak_duties(scores, ["1", "2"]).set_index("title")
    assert table["verdict"].to_dict() == {"a": "alle", "b": "alle", "c": "uten tall"}
    assert table.loc["b", ["weak", "reporting", "members"]].tolist() == [1, 1, 2]
    assert cooperation.weak_duties(scores, ["2", "3"]).set_index("title").at["a", "verdict"] == "noen"
    assert cooperation.weak_duties(scores, ["3", "4"]).set_index("title").at["a", "verdict"] == "ingen"
    assert cooperation.weak_duties(scores[scores["kind"] == "proxy"], ["1"]).empty
