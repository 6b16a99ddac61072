"""The embedded dataset adds up to what the offices have published, and says where it comes from."""

from collections import Counter, defaultdict
from datetime import date

import pytest
from embedded import SNAPSHOT, observation_files, observations, of, provenance, rows, values

PROVENANCE = {
    "source_id",
    "publisher",
    "title",
    "table",
    "url",
    "licence",
    "reference_date",
    "retrieved",
    "note",
}
WITHOUT_VALUE = {"suppressed", "not_reported", "not_applicable", "not_in_source"}


def data_files():
    return sorted([*SNAPSHOT.glob("*.csv"), *SNAPSHOT.glob("*.parquet")])


def successors():
    """Codes of 2024 by code of 2020."""
    found = defaultdict(list)
    for row in rows("code_change.csv"):
        found[row["from_code"]].append(row["to_code"])
    return found


def population_of_2020_units(year):
    own, parts = of("population", year, "2020"), of("population", year)
    return {
        old: int(own[old]["value"]) if old in own else sum(int(parts[new]["value"]) for new in new_codes)
        for old, new_codes in successors().items()
    }


@pytest.mark.parametrize("path", data_files(), ids=lambda path: path.name)
def test_every_file_says_where_it_comes_from(path):
    stated = provenance(path)
    assert set(stated) == PROVENANCE
    assert all(stated[field] for field in PROVENANCE - {"table", "note"})
    assert stated["url"].startswith("https://")
    assert isinstance(stated["retrieved"], date)
    assert stated["table"] is None or isinstance(stated["table"], str)


def test_no_source_id_is_used_twice():
    used = Counter(provenance(path)["source_id"] for path in data_files())
    assert [source_id for source_id, times in used.items() if times > 1] == []


def test_no_provenance_is_left_without_its_figures():
    described = {path.stem for path in SNAPSHOT.glob("*.yaml")}
    assert described == {path.stem for path in data_files()}


@pytest.mark.parametrize("name", observation_files())
def test_observations_are_unique_and_have_a_value_or_a_reason(name):
    register = {(row["division"], row["code"]) for row in rows("municipality.csv")}
    found = observations(name)
    keys = Counter((row["indicator_id"], row["division"], row["code"], row["year"]) for row in found)
    assert max(keys.values()) == 1
    for row in found:
        assert (row["division"], row["code"]) in register, row
        assert (row["value"] == "") == (row["status"] in WITHOUT_VALUE), row
        assert row["value"] or row["note"], f"missing without a reason: {row}"


@pytest.mark.parametrize("name", observation_files())
def test_every_municipality_of_2024_is_accounted_for(name):
    everyone = {row["code"] for row in rows("municipality.csv") if row["division"] == "2024"}
    seen = defaultdict(set)
    for row in observations(name):
        if row["division"] == "2024":
            seen[row["indicator_id"], row["year"]].add(row["code"])
    lacking = {"1508", "1580"} if name == "travel_time.csv" else set()  # the source has the two undivided alone
    assert all(codes == everyone - lacking for codes in seen.values())


def test_register_and_code_changes_fit_together():
    units = Counter(row["division"] for row in rows("municipality.csv"))
    assert units == {"2020": 356, "2024": 357}
    assert {row["division"] for row in rows("division.csv")} == set(units)
    kinds = Counter(row["kind"] for row in rows("code_change.csv"))
    assert kinds == {"same": 242, "renumbered": 113, "split": 2}
    shares = defaultdict(float)
    for row in rows("code_change.csv"):
        shares[row["from_code"]] += float(row["share"])
    assert shares == pytest.approx(dict.fromkeys(shares, 1.0))
    assert successors()["1507"] == ["1508", "1580"]


@pytest.mark.parametrize(
    ("year", "total"), [(2020, 5_367_580), (2022, 5_425_270), (2024, 5_550_203), (2026, 5_627_400)]
)
def test_population_of_the_2020_units_sums_to_the_published_total(year, total):
    units = population_of_2020_units(year)
    assert len(units) == 356
    assert sum(units.values()) == total


def test_undivided_alesund_keeps_its_figures_in_its_own_division():
    for indicator_id, year in [("population", 2021), ("population_80_plus", 2021), ("median_income", 2020)]:
        assert of(indicator_id, year, "2020")["1507"]["value"]
        for code in ("1508", "1580"):
            row = of(indicator_id, year)[code]
            assert (row["value"], row["status"]) == ("", "not_applicable")
            assert "1507 Ålesund" in row["note"]
    assert of("population", 2020, "2020")["1507"]["value"] == "66258"


@pytest.mark.parametrize("code", ["1806", "1875", "5055", "5056", "5059"])
def test_a_unit_made_by_division_in_2020_has_no_earlier_population(code):
    row = of("population", 2010)[code]
    assert (row["value"], row["status"]) == ("", "not_applicable")
    assert int(of("population", 2020)[code]["value"]) > 0


def test_groups_have_their_published_sizes():
    classes = Counter(int(value) for value in values("centrality_class", 2024))
    assert [classes[number] for number in range(1, 7)] == [5, 21, 54, 65, 104, 108]
    groups = Counter(int(value) for value in values("kostra_group", 2024))
    sizes = [40, 18, 9, 39, 33, 28, 38, 13, 27, 13, 10, 11, 1, 25, 36, 8, 8]
    assert [groups[number] for number in range(1, 18)] == sizes


def test_centrality_index_lies_within_its_class():
    floors = {1: 925, 2: 870, 3: 775, 4: 670, 5: 565, 6: 0}
    index = of("centrality_index", 2024)
    for code, row in of("centrality_class", 2024).items():
        number = int(row["value"])
        ceiling = floors.get(number - 1, 1001)
        assert floors[number] <= int(index[code]["value"]) < ceiling, code


def test_sums_and_counts_equal_the_publishers():
    assert sum(values("land_area", 2024)) == pytest.approx(323_804.56)
    assert len(values("turnout_municipal", 2023)) == 357
    assert sum(values("robek", 2026)) == 27


def test_what_is_missing_is_said_to_be_missing():
    need = of("expenditure_need", 2026)
    missing = {code for code, row in need.items() if row["status"] == "not_in_source"}
    assert missing == {"1151", "4629"}
    assert of("net_operating_result", 2025)["4634"]["status"] == "not_in_source"


def test_age_groups_of_a_centrality_class_sum_to_its_inhabitants():
    in_class = {code: row["value"] for code, row in of("centrality_class", 2024).items()}
    counted = defaultdict(float)
    for code, row in of("population", 2026).items():
        counted[in_class[code]] += int(row["value"])
    summed = defaultdict(float)
    for row in rows("group_figure.csv"):
        if row["reference_date"] == "2026-01-01":
            summed[row["group_id"]] += float(row["value"])
    assert summed == pytest.approx(counted, abs=4)


def test_nordic_size_classes_sum_to_the_summary():
    summed = defaultdict(lambda: [0, 0])
    for row in rows("nordic_size_class.csv"):
        key = row["country"], row["scope"], row["reference_date"]
        summed[key][0] += int(row["municipalities"])
        summed[key][1] += int(row["population"])
    summary = {
        (row["country"], row["scope"], row["reference_date"]): [
            int(row["municipalities"]),
            int(row["population"]),
        ]
        for row in rows("nordic_summary.csv")
    }
    assert summed == summary
