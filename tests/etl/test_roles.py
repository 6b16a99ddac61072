"""The embedded figures of the four roles: every series that was promised, and the sums they must give."""

import duckdb
import embedded
import pytest

from etl import catalogue

ROLES = ("tjenesteyter", "myndighetsutøver", "samfunnsutvikler", "rammebetingelser")
AGES = ("0", "1_5", "6_15", "16_18", "0_17", "18_66", "19_34", "20_66", "67_79", "80_plus", "90_plus")
SHARES = (*AGES, "67_plus")
#: Ages that cover everybody once.
WHOLE = ("0_17", "18_66", "67_79", "80_plus")
#: The first and the last year that each series must have figures for.
SERIES = {
    "population": (1986, 2026),
    **{f"population_{age}": (2006, 2026) for age in AGES},
    **{f"share_{age}": (2006, 2026) for age in SHARES},
    "old_age_ratio": (2006, 2026),
    "workers_per_80_plus": (2006, 2026),
    "population_change_1y": (1987, 2026),
    "population_change_5y": (1991, 2026),
    "population_change_10y": (1996, 2026),
    "home_care_80_plus": (2020, 2025),
    "home_care_rate": (2020, 2025),
    "home_care_users": (2020, 2025),
    "home_care_users_80_plus": (2020, 2025),
    "home_care_hours": (2020, 2025),
    "housing_24h_residents": (2020, 2025),
    "housing_24h_rate": (2020, 2025),
    "institution_residents": (2020, 2025),
    "institution_residents_rate": (2020, 2025),
    "nurses": (2024, 2025),
    "nurses_rate": (2024, 2025),
    "nurses_per_80_plus": (2024, 2025),
    "pupils": (2024, 2025),
    "primary_schools": (2024, 2025),
    "pupils_per_school": (2024, 2025),
    "pupils_adapted_teaching": (2024, 2025),
    "share_adapted_teaching": (2024, 2025),
    "reading_grade_5": (2025, 2025),
    "reading_grade_8": (2025, 2025),
    "absence_days": (2025, 2025),
    "absence_hours": (2025, 2025),
    "school_points": (2016, 2021),
    "expenditure_school_6_15": (2025, 2025),
    "expenditure_kindergarten_1_5": (2025, 2025),
    "duty_general_practitioner": (2022, 2023),
    "gp_reserve_capacity": (2022, 2023),
    "shore_dispensations": (2019, 2023),
    "cultivated_land_rezoned": (2016, 2023),
    "cultivable_land_rezoned": (2016, 2023),
    "buildings_hazard_area": (2024, 2024),
    "buildings_caution_area": (2024, 2024),
    "shore_dispensations_rate": (2019, 2023),
    "cultivated_land_rezoned_rate": (2016, 2023),
    "cultivable_land_rezoned_rate": (2016, 2023),
    "buildings_hazard_area_rate": (2024, 2024),
    "buildings_caution_area_rate": (2024, 2024),
    "new_dwellings": (2019, 2024),
    "new_dwellings_rate": (2019, 2024),
    "new_holiday_homes": (2019, 2024),
    "new_holiday_homes_rate": (2019, 2024),
    "new_dwellings_outside_built_up": (2019, 2024),
    "works_at_home": (2019, 2022),
    "distance_centre_zone": (2019, 2024),
    "safe_access_recreation": (2022, 2024),
    "municipal_dwellings": (2015, 2023),
    "share_built_up_area": (2015, 2023),
    "dwelling_area": (2019, 2024),
    "rented_dwellings": (2018, 2023),
    "low_income": (2018, 2022),
    "median_income": (2020, 2024),
    "moves_in_minus_out": (2016, 2023),
    "net_migration_yearly": (2016, 2023),
    "expenditure_need": (2025, 2026),
    "travel_time_centre": (2020, 2020),
    "turnout_municipal": (2019, 2023),
    "turnout_municipal_change": (2023, 2023),
    "integration_grants": (2023, 2023),
    "integration_grants_rate": (2023, 2023),
}


@pytest.fixture(scope="module")
def connection(database):
    with duckdb.connect(str(database), read_only=True) as opened:
        yield opened


def sums(connection, indicator_id, year, division="2024"):
    (total,) = connection.execute(
        "SELECT sum(value) FROM observation WHERE indicator_id = ? AND year = ? AND division = ?",
        [indicator_id, year, division],
    ).fetchone()
    return total


def test_every_promised_series_is_there(connection):
    found = {
        name: (first, last)
        for name, first, last in connection.execute(
            "SELECT indicator_id, min(year), max(year) FROM observation "
            "WHERE division = '2024' AND value IS NOT NULL GROUP BY ALL"
        ).fetchall()
    }
    assert {name: found.get(name) for name in SERIES} == SERIES


@pytest.mark.parametrize("role", ROLES)
def test_each_role_has_figures_that_were_observed(connection, role):
    (count,) = connection.execute(
        "SELECT count(DISTINCT indicator_id) FROM indicator JOIN observation USING (indicator_id) "
        "WHERE role = ? AND kind IN ('observed', 'derived') AND status <> 'modelled' AND value IS NOT NULL",
        [role],
    ).fetchone()
    assert count >= 4


def test_every_indicator_says_whether_it_is_a_condition_an_effort_or_a_result():
    stages = {indicator.indicator_id: indicator.stage for indicator in catalogue.read().values()}
    assert set(stages.values()) == {"condition", "effort", "result"}
    assert (stages["travel_time_centre"], stages["nurses"]) == ("condition", "effort")
    assert (stages["duty_general_practitioner"], stages["reading_grade_5"]) == ("result", "result")


# Sums


def test_ages_sum_to_inhabitants_in_every_municipality_and_year():
    counted = 0
    for year in range(2006, 2027):
        for division in ("2020", "2024"):
            groups = [embedded.of(f"population_{age}", year, division) for age in WHOLE]
            everybody = embedded.of("population", year, division)
            for code, row in groups[0].items():
                if row["value"]:
                    total = sum(int(group[code]["value"]) for group in groups)
                    # Undivided Ålesund has no row of its own before 2020: it is the sum of its parts.
                    parts = [everybody[code]] if code in everybody else []
                    if not parts:
                        parts = [embedded.of("population", year)[part] for part in ("1508", "1580")]
                    assert total == sum(int(part["value"]) for part in parts), (year, code)
                    counted += 1
    assert counted == 7409


def test_inhabitants_of_2026_by_centrality_class_equal_the_embedded_class_figures(connection):
    rows = connection.execute(
        """
        SELECT g.group_id, g.measure, g.value, sum(o.value)
        FROM group_figure g
        JOIN municipality m ON m.division = '2024' AND m.centrality_class = g.group_id::INTEGER
        JOIN observation o ON (o.division, o.code, o.indicator_id, o.year) = ('2024', m.code, g.measure, 2026)
        WHERE g.group_kind = 'centrality_class' AND g.reference_date = DATE '2026-01-01'
        GROUP BY ALL
        """
    ).fetchall()
    assert len(rows) == 6 * 4
    assert all(abs(published - summed) <= 1 for _, _, published, summed in rows)


@pytest.mark.parametrize(
    ("indicator_id", "year", "total"),
    [
        ("home_care_users", 2025, 213_654),
        ("home_care_users_80_plus", 2025, 70_617),
        ("housing_24h_residents", 2025, 27_649),
        ("institution_residents", 2025, 30_622),
        ("nurses", 2025, 33_130),
        ("pupils", 2025, 621_767),
    ],
)
def test_sums_equal_the_published_ones(connection, indicator_id, year, total):
    assert sums(connection, indicator_id, year) == total
    assert sums(connection, indicator_id, year, "2020") == total


@pytest.mark.parametrize(("code", "ratio"), [("1151", 8.800), ("0301", 19.165), ("5628", 9.149)])
def test_people_of_working_age_per_old_person(connection, code, ratio):
    (value,) = connection.execute(
        "SELECT value FROM observation WHERE indicator_id = 'workers_per_80_plus' AND year = 2026 "
        "AND division = '2024' AND code = ?",
        [code],
    ).fetchone()
    assert value == pytest.approx(ratio, abs=0.0005)


def test_people_of_working_age_per_old_person_in_the_country(connection):
    ratio = sums(connection, "population_20_66", 2026) / sums(connection, "population_80_plus", 2026)
    assert ratio == pytest.approx(12.035, abs=0.0005)


def test_a_count_of_several_years_does_not_come_and_go_within_a_year(connection):
    """What was decided in the newest of four years still counts the year after."""
    indicators = catalogue.read().values()
    counts = [it.indicator_id for it in indicators if it.begins < -1 and it.minimum == 0 and it.unit != "prosent"]
    assert "new_dwellings" in counts and "cultivated_land_rezoned" not in counts
    rows = connection.execute(
        """
        WITH steps AS (
            SELECT indicator_id, value,
                lag(value) OVER of_municipality AS before, lead(value) OVER of_municipality AS after
            FROM observation WHERE division = '2024' AND indicator_id IN (SELECT unnest(?))
            WINDOW of_municipality AS (PARTITION BY indicator_id, code ORDER BY year)
        )
        SELECT DISTINCT indicator_id FROM steps WHERE before = 0 AND value > 0 AND after = 0
        """,
        [counts],
    ).fetchall()
    assert rows == []


@pytest.mark.parametrize(
    ("indicator_id", "year", "total", "published"),
    [
        ("cultivated_land_rezoned", 2020, 4_759, 4_600),
        ("cultivated_land_rezoned", 2021, 3_100, 3_000),
        ("cultivated_land_rezoned", 2022, 3_582, 3_500),
        ("cultivable_land_rezoned", 2022, 4_322, 4_250),
        ("cultivable_land_rezoned", 2023, 3_994, 4_000),
    ],
)
def test_rezoned_land_is_that_of_the_one_year(connection, indicator_id, year, total, published):
    """What Statistics Norway and the Norwegian Agriculture Agency have published of the country, rounded."""
    assert sums(connection, indicator_id, year) == total
    assert total == pytest.approx(published, rel=0.04)


def test_the_median_municipality_reads_at_48_and_most_cannot_be_told_from_it(connection):
    median, covering, count = connection.execute(
        """
        SELECT median(value), count(*) FILTER (48 BETWEEN lower AND upper), count(value)
        FROM observation WHERE indicator_id = 'reading_grade_5' AND year = 2025 AND division = '2024'
        """
    ).fetchone()
    assert (median, covering, count) == (48, 217, 310)


def test_the_part_of_the_states_transfers_outside_the_block_grant(connection):
    rows = connection.execute(
        """
        SELECT year, sum(amount) FILTER (kind = 'other') / sum(amount)
        FROM (SELECT year, kind, coalesce(accounts_mnok, budget_revised_mnok) AS amount FROM state_grant)
        WHERE year IN (2014, 2024, 2026) GROUP BY year ORDER BY year
        """
    ).fetchall()
    assert [(year, round(100 * share, 1)) for year, share in rows] == [(2014, 11.3), (2024, 16.5), (2026, 13.7)]


def test_pyramids_sum_to_the_inhabitants_by_age_in_both_divisions(connection):
    rows = connection.execute(
        """
        SELECT a.division, a.year, a.persons, o.value
        FROM (SELECT division, code, year, sum(persons) AS persons FROM age_sex GROUP BY ALL) a
        JOIN observation o USING (division, code, year) WHERE o.indicator_id = 'population'
        """
    ).fetchall()
    assert all(persons == people for _, _, persons, people in rows)
    # Undivided Ålesund is not in the source by sex.
    units = {(division, year): len([row for row in rows if row[:2] == (division, year)]) for division, year, *_ in rows}
    assert units == {
        **{("2024", year): 350 for year in (2006, 2011, 2016)}, ("2024", 2021): 355, ("2024", 2026): 357,
        **{("2020", year): 350 for year in (2006, 2011, 2016)}, ("2020", 2021): 355, ("2020", 2026): 356,
    }  # fmt: skip


def test_swedish_and_danish_municipalities_sum_to_their_countries(connection):
    rows = connection.execute(
        "SELECT country, reference_date::VARCHAR, count(*), sum(population) FROM nordic_municipality "
        "WHERE year(reference_date) IN (2020, 2024) GROUP BY ALL ORDER BY ALL"
    ).fetchall()
    assert rows == [
        ("DK", "2020-01-01", 98, 5_822_679),
        ("SE", "2020-12-31", 290, 10_379_295),
        ("SE", "2024-12-31", 290, 10_587_710),
    ]


# What is missing


def test_no_note_says_anything_twice(connection):
    """Neither where a figure has its own remark and inherits it from what it is computed of."""
    notes = [
        note
        for (note,) in connection.execute("SELECT DISTINCT note FROM observation WHERE note IS NOT NULL").fetchall()
    ]
    twice = [note for note in notes if len(note.split(". ")) > len(set(note.split(". ")))]
    assert notes and twice == []


def test_what_is_withheld_or_unknown_is_never_zero(connection):
    rows = connection.execute(
        "SELECT indicator_id, code, year, status, note FROM observation WHERE value IS NULL AND division = '2024'"
    ).fetchall()
    assert all(note for *_, note in rows)
    told = {(indicator_id, code, year): status for indicator_id, code, year, status, _ in rows}
    assert told["shore_dispensations", "3411", 2023] == "not_in_source"
    assert told["pupils_adapted_teaching", "1101", 2024] == "suppressed"
    assert told["share_adapted_teaching", "1101", 2024] == "suppressed"
    assert told["median_income", "1580", 2024] == "not_in_source"
    assert told["population_0", "1580", 2010] == "not_in_source"
    assert told["population_0", "1580", 2021] == "not_applicable"
    assert told["population_0", "1806", 2010] == "not_applicable"
    assert told["turnout_municipal", "5622", 2019] == "not_in_source"


def test_the_lists_of_general_practitioners_of_2023_are_provisional(connection):
    (found,) = connection.execute(
        "SELECT list(DISTINCT status) FROM observation "
        "WHERE indicator_id = 'duty_general_practitioner' AND year = 2023 AND division = '2024' AND value IS NOT NULL"
    ).fetchone()
    assert found == ["provisional"]


def test_municipalities_of_one_labour_market_know_it(connection):
    rows = connection.execute(
        "SELECT division, count(DISTINCT labour_market_region), count(labour_market_region) FROM municipality "
        "GROUP BY ALL ORDER BY ALL"
    ).fetchall()
    assert rows == [("2020", 159, 356), ("2024", 159, 357)]
    assert connection.execute(
        "SELECT DISTINCT labour_market_region FROM municipality WHERE code IN ('1507', '1508', '1580')"
    ).fetchall() == [("Ålesund",)]
