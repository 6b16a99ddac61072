"""What a map can be narrowed to holds the municipalities that the published lists hold."""

import pytest

from dashboard.data import database as access
from dashboard.measures.subsets import subsets


@pytest.fixture
def opened(database, monkeypatch):
    monkeypatch.setenv("GENERALIST_DB", str(database))
    return access.current()


@pytest.mark.parametrize(
    ("title", "municipalities"),
    [
        ("Innbyggere: 0–999", 22),
        ("Sentralitet: Klasse 1 (mest sentral)", 5),
        ("Sentralitet: Klasse 6 (minst sentral)", 108),
        ("Distriktskommuner: sentralitetsklasse 5–6", 212),
        ("Distriktskommuner: sentralitetsklasse 4–6", 277),
        ("KOSTRA: Gruppe 16: under 600", 8),
    ],
)
def test_subsets_have_the_published_sizes(opened, title, municipalities):
    assert len(subsets(opened, "2024")[title]) == municipalities


@pytest.mark.parametrize(("division", "codes"), [("2020", {"1507", "1531"}), ("2024", {"1508", "1580", "1531"})])
def test_labour_markets_of_several_municipalities_are_subsets(opened, division, codes):
    found = subsets(opened, division)
    assert codes <= found["Arbeidsmarked: Ålesund"]
    markets = [members for title, members in found.items() if title.startswith("Arbeidsmarked: ")]
    assert all(len(members) > 1 for members in markets)
    assert len(frozenset().union(*markets)) == sum(map(len, markets))


def test_every_municipality_is_in_one_group_of_each_grouping(opened):
    found = subsets(opened, "2020")
    for grouping in ("Innbyggere", "Sentralitet", "KOSTRA"):
        codes = [code for title, members in found.items() if title.startswith(f"{grouping}: ") for code in members]
        assert len(codes) == len(set(codes)) == 356, grouping
