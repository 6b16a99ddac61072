"""Size, growth and centrality: the published key figures come out of the database; bad limits are understood."""

import math
import shutil

import duckdb
import pandas as pd
import pytest
from fetched import html
from page_run import run_page

from dashboard.data import database as access
from dashboard.data import queries
from dashboard.figures import official_projection
from dashboard.figures.page_context import PageContext
from dashboard.measures import population
from dashboard.state.selection import Selection
from dashboard.views.population import age_figures

LIMITS = (1000, 2000, 3000, 5000, 10_000, 20_000, 50_000, 100_000)

#: 1 January: municipalities, inhabitants, mean, median, smallest, largest, below 1000 ... 20 000, from 50 000, 100 000.
KEY_FIGURES = {
    2020: (356, 5_367_580, 15_077.5, 5_162.5, 198, 693_494, 21, 75, 128, 174, 243, 294, 19, 7),
    2021: (356, 5_391_369, 15_144.3, 5_155.0, 192, 697_010, 24, 77, 130, 174, 244, 294, 19, 7),
    2022: (356, 5_425_270, 15_239.5, 5_180.0, 188, 699_827, 24, 78, 131, 174, 245, 292, 20, 7),
    2023: (356, 5_488_984, 15_418.5, 5_226.5, 208, 709_037, 24, 78, 130, 174, 245, 291, 20, 7),
    2024: (357, 5_550_203, 15_546.8, 5_322.0, 215, 717_710, 23, 77, 129, 174, 244, 291, 20, 7),
    2025: (357, 5_594_340, 15_670.4, 5_413.0, 217, 724_290, 23, 75, 129, 174, 245, 289, 21, 8),
    2026: (357, 5_627_400, 15_763.0, 5_447.0, 219, 728_714, 22, 76, 128, 174, 245, 288, 21, 8),
}
#: Inhabitants below a limit and their share in per cent.
SHARES = {
    (2024, 5000): (404_200, 7.28),
    (2026, 5000): (405_396, 7.20),
    (2024, 3000): (None, 4.08),
    (2026, 3000): (None, 3.99),
    (2024, 10_000): (None, 16.19),
    (2026, 10_000): (None, 16.21),
}
#: Municipalities and inhabitants 2026 by the usual size classes, smallest first.
SIZES_2026 = [
    (22, 15_378),
    (106, 209_257),
    (46, 180_761),
    (71, 507_070),
    (43, 594_950),
    (48, 1_389_274),
    (21, 2_730_710),
]
COUNTIES = {
    "03": 1, "11": 23, "15": 27, "18": 41, "31": 12, "32": 21, "33": 18, "34": 46, "39": 6, "40": 17, "42": 25,
    "46": 43, "50": 38, "55": 21, "56": 18,
}  # fmt: skip
SPOTS_2026 = {
    "Oslo": 728_714, "Bergen": 294_860, "Trondheim": 218_460, "Stavanger": 151_669, "Bærum": 133_228,
    "Kristiansand": 119_287, "Drammen": 106_013, "Asker": 101_509, "Utsira": 219, "Modalen": 397, "Røyrvik": 439,
    "Træna": 443, "Røst": 471, "Vevelstad": 477,
}  # fmt: skip


def division_of(year):
    """The division that was in force that year."""
    return "2020" if year < 2024 else "2024"


@pytest.mark.parametrize("year", KEY_FIGURES)
def test_key_figures_of_each_year_are_the_published_ones(shown, year):
    division = division_of(year)
    codes = queries.municipalities(shown, division)["code"].tolist()
    summary = population.yearly_summary(shown, division, LIMITS, codes).set_index("year").loc[year]
    found = [summary[name] for name in ("municipalities", "inhabitants", "mean", "median", "smallest", "largest")]
    found += [summary[f"below_{limit}"] for limit in LIMITS[:6]]
    found += [summary["municipalities"] - summary[f"below_{limit}"] for limit in LIMITS[6:]]
    assert [round(float(value), 1) for value in found] == list(KEY_FIGURES[year])


@pytest.mark.parametrize(("year", "limit"), SHARES)
def test_the_share_of_people_in_small_municipalities(shown, year, limit):
    table = population.size_distribution(population.people(shown, division_of(year), year), (limit,))
    inhabitants, share = SHARES[year, limit]
    assert round(table["inhabitant_share"].iloc[0], 2) == share
    if inhabitants:
        assert table["inhabitants"].iloc[0] == inhabitants


def test_size_classes_of_2026_hold_every_municipality_and_inhabitant(shown):
    table = population.size_distribution(population.people(shown, "2024", 2026), population.SIZE_LIMITS)
    assert list(zip(table["municipalities"], table["inhabitants"], strict=True)) == SIZES_2026
    assert table["municipality_share"].sum() == pytest.approx(100)


def test_counties_and_single_municipalities_of_2026(shown):
    people = population.people(shown, "2024", 2026)
    assert people.groupby("county_code").size().to_dict() == COUNTIES
    by_name = dict(zip(people["name"].str.split(" - ").str[0], people["value"], strict=True))
    assert {name: by_name[name] for name in SPOTS_2026} == SPOTS_2026


def test_in_2025_226_municipalities_grew_128_fell_and_3_stood_still(shown):
    course = population.course(population.change(shown, "2024", 2025, 2026))
    assert (course.grew, course.fell, course.still) == (226, 128, 3)
    assert course.sentence == "226 kommuner vokste, 128 gikk tilbake, 3 sto stille"
    assert population.Course(2, 1, 0).sentence == "2 kommuner vokste og 1 gikk tilbake"


def test_size_by_centrality_class_of_2026(shown):
    table = population.size_by_centrality(population.people(shown, "2024", 2026), (3000, 5000, 10_000, 20_000))
    assert table.to_numpy().tolist() == [
        [0, 0, 0, 0, 5],
        [0, 0, 1, 1, 19],
        [0, 1, 8, 15, 30],
        [4, 6, 24, 17, 14],
        [30, 29, 34, 10, 1],
        [94, 10, 4, 0, 0],
    ]
    assert list(table.index) == [1, 2, 3, 4, 5, 6]


def test_growth_by_class_counts_haram_with_ålesund_where_a_year_is_from_before_the_split(shown):
    division = population.comparable_division(shown, "2024", 2020, 2026)
    assert division == "2020"
    table = population.growth_by_class(population.change(shown, division, 2020, 2026))
    assert table["value"].round(1).tolist() == [6.6, 6.4, 5.1, 2.8, 1.8, -0.5]
    assert table["municipalities"].sum() == 356
    assert (table["grew"] + table["fell"] + table["still"]).tolist() == table["municipalities"].tolist()


def test_size_and_centrality_go_together(shown):
    assert population.correlation(population.people(shown, "2024", 2026)) == pytest.approx(0.874, abs=5e-4)


@pytest.mark.parametrize(("meaning", "municipalities", "inhabitants"), [("5–6", 212, 777_937), ("4–6", 277, 1_602_406)])
def test_district_municipalities_in_both_official_meanings(shown, meaning, municipalities, inhabitants):
    people = population.people(shown, "2024", 2026)
    inside = people[population.district(people, population.DISTRICT[meaning])]
    assert (len(inside), inside["value"].sum()) == (municipalities, inhabitants)


def test_centrality_classes_have_the_sizes_and_cut_points_of_the_2024_version(shown):
    table = population.centrality_classes(population.people(shown, "2024", 2026))
    assert table["municipalities"].tolist() == [5, 21, 54, 65, 104, 108]
    assert table["inhabitants"].tolist() == [1_031_128, 1_543_128, 1_450_738, 824_469, 567_037, 210_900]
    assert table.loc[table["centrality_class"] == 2, ["lowest", "highest"]].to_numpy().tolist() == [[870, 923]]


def test_a_municipality_without_a_figure_is_in_no_size_class_and_has_no_change(shown):
    people = population.people(shown, "2024", 2022)
    haram = people.loc[people["code"] == "1580", "value"]
    assert haram.isna().all()
    table = population.size_distribution(people, population.SIZE_LIMITS)
    assert table["municipalities"].sum() == people["value"].notna().sum() < len(people)
    changes = population.change(shown, "2024", 2022, 2026)
    row = changes[changes["code"] == "1580"].iloc[0]
    assert math.isnan(row["value"]) and row["status"] == "not_applicable" and row["note"]
    course = population.course(changes)
    assert course.grew + course.fell + course.still == changes["value"].notna().sum()


def test_two_equal_years_leave_everybody_standing_still(shown):
    course = population.course(population.change(shown, "2024", 2026, 2026))
    assert (course.grew, course.fell, course.still) == (0, 0, 357)


@pytest.mark.parametrize(
    ("written", "limits", "told"),
    [
        ("1000, 3 000; 5.000", (1000, 3000, 5000), 0),
        ("5000, 1000, 3000", (1000, 3000, 5000), 1),
        ("5000, 5000", (5000,), 1),
        ("0", population.SIZE_LIMITS, 2),
        ("10000000", (10_000_000,), 0),
        ("fem tusen", population.SIZE_LIMITS, 2),
        ("-100, 2000", (2000,), 1),
        ("5000,3000.5", (5000,), 1),
        ("3000.5,", population.SIZE_LIMITS, 2),
        ("٣٠٠٠, 2000", (2000,), 1),
        ("99999999999", population.SIZE_LIMITS, 2),
        (",".join(str(n) for n in range(1000, 21_000, 1000)), tuple(range(1000, 10_000, 1000)), 1),
        ("  ", population.SIZE_LIMITS, 0),
    ],
)
def test_limits_are_read_as_they_are_written_and_told_of_where_they_cannot_be(written, limits, told):
    found, messages = population.read_limits(written)
    assert found == limits
    assert len(messages) == told


@pytest.mark.parametrize("limits", [(1,), (10_000_000,)])
def test_limits_that_nobody_or_everybody_is_below(shown, limits):
    table = population.size_distribution(population.people(shown, "2024", 2026), limits)
    assert sorted(table["municipalities"]) == [0, 357]


def test_no_interval_of_change_straddles_zero_and_none_is_lost(shown):
    changes = population.change(shown, "2020", 2020, 2026)
    bins = population.change_bins(changes)
    assert bins["municipalities"].sum() == 356
    assert ((bins["low"] >= 0) | (bins["high"] <= 0)).all()
    assert bins.loc[bins["high"] <= 0, "municipalities"].sum() == population.course(changes).fell


def test_the_cumulative_curve_ends_with_everybody(shown):
    people = population.people(shown, "2024", 2026)
    curve = population.cumulative(people)
    assert curve.iloc[-1][["municipality_share", "inhabitant_share"]].tolist() == [100, 100]
    assert curve["value"].is_monotonic_increasing
    largest = people["value"].nlargest(population.largest_with_half(people))
    assert largest.sum() >= people["value"].sum() / 2 > largest.iloc[:-1].sum()


def test_embedded_working_age_by_class_counts_ages_20_to_66_year_by_year(shown):
    found = population.working_age(shown, "2024")
    assert found.ages == "20–66" and found.indicator_ids == population.WORKING
    assert sorted(found.table["year"].unique()) == list(range(2006, 2027))
    by_class = found.table[found.table["year"] == 2026].set_index("centrality_class")["value"]
    assert by_class.is_monotonic_decreasing
    classes = queries.municipalities(shown, "2024").set_index("code")["centrality_class"]
    working, old = (queries.values(shown, name, "2024", 2026).set_index("code")["value"] for name in population.WORKING)
    expected = working.groupby(classes).sum() / old.groupby(classes).sum()
    assert by_class.to_dict() == pytest.approx(expected.to_dict())
    assert by_class[[1, 6]].tolist() == pytest.approx([17.034, 7.720], abs=0.0005)
    assert working.sum() / old.sum() == pytest.approx(12.035, abs=0.0005)


def test_ages_by_class_sum_to_all_inhabitants(shown):
    ages = population.ageing(shown)
    groups = ages[list(population.AGE_GROUPS)].sum(axis=1)
    assert (groups == ages["inhabitants"]).all()
    newest = ages[ages["year"] == 2026].set_index("centrality_class")
    assert newest["inhabitants"].sum() == pytest.approx(5_627_400, abs=6)
    classes = queries.municipalities(shown, "2024").set_index("code")["centrality_class"]
    for group in population.AGE_GROUPS:
        counted = queries.values(shown, group, "2024", 2026).set_index("code")["value"].groupby(classes).sum()
        assert newest[group].to_numpy() == pytest.approx(counted.to_numpy(), abs=1)


def test_size_labels_say_where_classes_begin_and_end():
    labels = population.size_labels((1000, 5000))
    assert labels == ["0–999", "1\u00a0000–4\u00a0999", "5\u00a0000 eller flere"]
    sizes = population.size_class(pd.Series([0, 999, 1000, 4999, 5000, float("nan")]), (1000, 5000))
    assert sizes.tolist()[:5] == [labels[0], labels[0], labels[1], labels[1], labels[2]]
    assert pd.isna(sizes.iloc[5])


# --- With the ages of each municipality, and the projection, pulled -----------------------------------------------

AHEAD = (2027, 2050)


def insert_indicator(connection, indicator_id, kind, figures, years):
    """An indicator made of that of inhabitants, with the same figure for all municipalities of a centrality class."""
    connection.execute("DELETE FROM observation WHERE indicator_id = $id", {"id": indicator_id})
    connection.execute(
        "INSERT OR REPLACE INTO indicator "
        "SELECT * REPLACE ($id AS indicator_id, $kind AS kind, 'SYNTETISK' AS notes) "
        "FROM indicator WHERE indicator_id = 'population'",
        {"id": indicator_id, "kind": kind},
    )
    for year in years:
        connection.execute(
            "INSERT INTO observation BY NAME SELECT $id AS indicator_id, division, code, $year AS year, "
            "list_extract($figures, centrality_class) AS value, $status AS status, true AS comparable, "
            "'ssb-07459' AS source_id FROM municipality",
            {
                "id": indicator_id,
                "year": year,
                "figures": figures[year],
                "status": "modelled" if kind == "modelled" else "observed",
            },
        )


@pytest.fixture
def pulled(database, tmp_path, monkeypatch):
    """The embedded figures, with ages and projections as a pull would bring them."""
    file = tmp_path / "generalist.duckdb"
    shutil.copyfile(database, file)
    with duckdb.connect(str(file)) as connection:
        now, ahead = {2026: [600.0] * 6}, {2027: [500.0] * 6, 2050: [500.0] * 6}
        old, older = {2026: [40.0, 50.0, 60.0, 60.0, 75.0, 100.0]}, dict.fromkeys(AHEAD, [50.0] * 5 + [125.0])
        insert_indicator(connection, "population_20_66", "observed", now, [2026])
        insert_indicator(connection, "population_80_plus", "observed", old, [2026])
        insert_indicator(connection, "population_projection", "modelled", dict.fromkeys(AHEAD, [1000.0] * 6), AHEAD)
        insert_indicator(connection, "population_projection_20_66", "modelled", ahead, AHEAD)
        insert_indicator(connection, "population_projection_80_plus", "modelled", older, AHEAD)
        connection.execute(
            "UPDATE filled SET rows = (SELECT count(*) FROM observation) WHERE table_name = 'observation'"
        )
    monkeypatch.setenv("GENERALIST_DB", str(file))
    return access.current()


def test_with_ages_pulled_working_age_is_20_to_66_and_goes_on_into_the_projection(pulled):
    found = population.working_age(pulled, "2024")
    assert found.ages == "20–66"
    by_class = {
        (row.centrality_class, row.year): (row.value, row.projected) for row in found.table.itertuples(index=False)
    }
    assert by_class[1, 2026] == (15, False)
    assert by_class[6, 2026] == (6, False)
    assert by_class[6, 2050] == (4, True)
    figure = age_figures.working_age(PageContext(pulled, Selection("population", 2026, "2024"), "befolkning")).figure
    assert figure.title == (
        "6,0 innbyggere på 20–66 år per innbygger på 80 år eller mer i de minst sentrale kommunene, 15,0 i de mest "
        "sentrale (framskrevet til 4,0 og 10,0 i 2050)"
    )
    assert set(figure.table()["Type"]) == {"folketall", "framskrevet"}
    assert {"Modellert – ikke målt", "SYNTETISK – ikke virkelige tall"} < set(figure.status_words)


@pytest.mark.parametrize(
    ("chosen", "whose", "inhabitants"),
    [
        ({}, "Alle kommuner", 357_000),
        ({"county": "18"}, "Kommunene i Nordland", 41_000),
        ({"county": "18", "municipality": "4601"}, "Bergen", 1000),
    ],
)
def test_projected_inhabitants_of_what_is_chosen_are_marked_as_projected(pulled, chosen, whose, inhabitants):
    context = PageContext(pulled, Selection("population", 2026, "2024", **chosen), "befolkning")
    figure = official_projection.panel(context).figure
    assert figure.title.startswith(f"{whose}: SSBs framskriving gir ")
    ahead = figure.table()[figure.table()["Type"] == "framskrevet"]
    assert ahead["År (1. januar)"].tolist() == [2027, 2050]
    assert ahead["Innbyggere"].tolist() == [inhabitants] * 2
    assert figure.status_words[0] == "Framskriving – ikke en prognose for enkeltkommuner"


def test_without_a_pull_there_is_no_projection(shown):
    assert official_projection.panel(PageContext(shown, Selection("population", 2026, "2024"), "befolkning")) is None


def test_the_official_projection_leads_on_the_municipalitys_page_and_the_example_stands_behind(pulled):
    said = html(run_page("municipality", {"kommune": "5061", "vis": "framover"}, timeout=120))
    assert 0 < said.index("Rindal: SSBs framskriving gir") < said.index("på 80 år eller mer i 2036")
