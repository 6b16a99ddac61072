"""The build: what the database holds, and that nothing that goes wrong can hurt the one that is there."""

import csv
import multiprocessing
import os
import resource
import shutil
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path

import duckdb
import geopandas as gpd
import pytest
import shapely
import small
from kill_build import kill_at_random

from etl import build, geometry

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def pattern(tmp_path_factory):
    """A small country and its database, to copy."""
    directory = tmp_path_factory.mktemp("pattern")
    build.build(database=directory / "generalist.duckdb", folders=small.folders(directory / "country"))
    return directory


@pytest.fixture
def country(pattern, tmp_path):
    shutil.copytree(pattern / "country", tmp_path / "country")
    return small.folders_in(tmp_path / "country")


@pytest.fixture
def target(tmp_path):
    """Where a database may be built; there is none yet."""
    return tmp_path / "data" / "generalist.duckdb"


@pytest.fixture
def built(pattern, target):
    """The country's database."""
    target.parent.mkdir()
    shutil.copyfile(pattern / "generalist.duckdb", target)
    return target


def ask(database, sql, *parameters):
    with duckdb.connect(str(database), read_only=True) as connection:
        return connection.execute(sql, parameters).fetchall()


def replace_cell(file, row, column, value):
    """Change one cell of a CSV file; row 0 is the first after the header."""
    with file.open(encoding="utf-8", newline="") as content:
        rows = list(csv.reader(content))
    rows[row + 1][rows[0].index(column)] = value
    with file.open("w", encoding="utf-8", newline="") as content:
        csv.writer(content).writerows(rows)


# What the embedded figures must become.


def test_divisions_have_all_municipalities(database):
    assert ask(database, "SELECT division, count(*) FROM municipality GROUP BY ALL ORDER BY ALL") == [
        ("2020", 356),
        ("2024", 357),
    ]


@pytest.mark.parametrize(
    ("year", "total"),
    [
        (2020, 5_367_580),
        (2021, 5_391_369),
        (2022, 5_425_270),
        (2023, 5_488_984),
        (2024, 5_550_203),
        (2025, 5_594_340),
        (2026, 5_627_400),
    ],
)
def test_inhabitants_sum_to_the_published_totals(database, year, total):
    sql = """SELECT count(*), sum(value) FROM observation
             WHERE indicator_id = 'population' AND division = '2020' AND year = ?"""
    assert ask(database, sql, year) == [(356, total)]


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("5612", "Kautokeino - Guovdageaidnu"),
        ("5540", "Kåfjord - Gáivuotna - Kaivuono"),
        ("5043", "Røyrvik - Raarvihke"),
        ("0301", "Oslo - Oslove"),
    ],
)
def test_the_norwegian_name_stands_first(database, code, name):
    assert ask(database, "SELECT name FROM municipality WHERE division = '2024' AND code = ?", code) == [(name,)]


def test_aalesund_is_the_sum_of_its_parts_and_is_not_divided_before_the_split(database):
    sql = """SELECT code, value, status FROM observation WHERE indicator_id = 'population' AND year = ?
             AND (division, code) IN (('2020', '1507'), ('2024', '1508'), ('2024', '1580')) ORDER BY code"""
    assert ask(database, sql, 2026) == [
        ("1507", 69_123, "derived"),
        ("1508", 59_663, "observed"),
        ("1580", 9_460, "observed"),
    ]
    assert ask(database, sql, 2022) == [
        ("1507", 67_114, "observed"),
        ("1508", None, "not_applicable"),
        ("1580", None, "not_applicable"),
    ]


def test_shares_of_ages_follow_aalesund_through_the_split(database):
    sql = """SELECT code, round(value, 2), status FROM observation WHERE indicator_id = 'share_67_plus' AND year = ?
             AND (division, code) IN (('2020', '1507'), ('2024', '1508'), ('2024', '1580')) ORDER BY code"""
    assert ask(database, sql, 2026) == [
        ("1507", 17.27, "derived"),
        ("1508", 16.68, "derived"),
        ("1580", 20.99, "derived"),
    ]
    assert ask(database, sql, 2021) == [
        ("1507", 15.64, "derived"),
        ("1508", None, "not_applicable"),
        ("1580", None, "not_applicable"),
    ]


def test_costs_per_inhabitant_are_weighted_with_the_inhabitants_at_the_end_of_the_year(database):
    parts = dict(ask(database, """
        SELECT o.code, o.value * p.value FROM observation o JOIN observation p USING (division, code)
        WHERE p.indicator_id = 'population' AND p.year = 2026 AND o.indicator_id = 'expenditure_care' AND o.year = 2025
        AND o.division = '2024' AND o.code IN ('1508', '1580')
    """))  # fmt: skip
    [(whole,)] = ask(database, """
        SELECT value FROM observation
        WHERE indicator_id = 'expenditure_care' AND division = '2020' AND code = '1507' AND year = 2025
    """)  # fmt: skip
    assert whole == pytest.approx(sum(parts.values()) / (59_663 + 9_460))


@pytest.mark.parametrize("division", ["2020", "2024"])
def test_a_municipality_that_did_not_exist_is_not_applicable(database, division):
    sql = """SELECT value, status, note IS NOT NULL FROM observation
             WHERE indicator_id = 'population' AND code = '1806' AND year = 2010 AND division = ?"""
    assert ask(database, sql, division) == [(None, "not_applicable", True)]


def test_centrality_classes_have_the_published_sizes(database):
    sql = """SELECT centrality_class, count(*) FROM municipality WHERE division = '2024' AND centrality_version = '2024'
             GROUP BY ALL ORDER BY ALL"""
    assert ask(database, sql) == [(1, 5), (2, 21), (3, 54), (4, 65), (5, 104), (6, 108)]


def test_kostra_groups_have_the_published_sizes(database):
    sql = "SELECT count(*) FROM municipality WHERE division = '2024' GROUP BY kostra_group ORDER BY kostra_group"
    sizes = [count for (count,) in ask(database, sql)]
    assert sizes == [40, 18, 9, 39, 33, 28, 38, 13, 27, 13, 10, 11, 1, 25, 36, 8, 8]


def test_every_municipality_of_2024_has_turnout(database):
    sql = """SELECT count(value) FROM observation
             WHERE indicator_id = 'turnout_municipal' AND year = 2023 AND division = '2024'"""
    assert ask(database, sql) == [(357,)]


def test_our_transcription_lacks_the_need_of_two_which_is_no_failure_to_report(database):
    sql = """SELECT DISTINCT code, status FROM observation
             WHERE indicator_id = 'expenditure_need' AND value IS NULL ORDER BY code"""
    assert ask(database, sql) == [("1151", "not_in_source"), ("4629", "not_in_source")]


@pytest.mark.parametrize("division", ["2020", "2024"])
def test_land_area_sums_to_the_published(database, division):
    assert ask(database, "SELECT round(sum(land_km2), 2) FROM municipality WHERE division = ?", division) == [
        (323_804.56,)
    ]


def test_every_municipality_has_a_row_for_every_year_of_every_indicator(database):
    sql = """SELECT DISTINCT division, count(*) FROM observation GROUP BY division, indicator_id, year ORDER BY ALL"""
    assert ask(database, sql) == [("2020", 356), ("2024", 357)]


def test_the_new_numbers_carry_the_same_figures(database):
    sql = """SELECT count(*) FROM code_change c
             JOIN observation o ON o.division = c.from_division AND o.code = c.from_code
             JOIN observation n ON n.division = c.to_division AND n.code = c.to_code
                  AND n.indicator_id = o.indicator_id AND n.year = o.year
             WHERE c.kind IN ('same', 'renumbered') AND (n.value, n.status) IS DISTINCT FROM (o.value, o.status)
             AND o.indicator_id <> 'weak_areas'  -- a place among the municipalities of each division"""
    assert ask(database, sql) == [(0,)]


def test_every_municipality_has_a_polygon_of_its_own(database):
    sql = "SELECT division, count(*), count(DISTINCT geometry) FROM boundary GROUP BY ALL ORDER BY ALL"
    assert ask(database, sql) == [("2020", 356, 356), ("2024", 357, 357)]


def test_the_parts_of_aalesund_have_neighbours_of_their_own(database):
    sql = "SELECT neighbour_code, round(border_km, 1) FROM neighbour WHERE division = '2024' AND code = ? ORDER BY ALL"
    assert ask(database, sql, "1508") == [("1535", 24.7), ("1578", 15.7), ("1580", 19.3)]
    assert ask(database, sql, "1580") == [("1508", 19.3), ("1535", 15.6)]


@pytest.mark.parametrize(
    ("old_code", "old_name", "last_year", "code", "name"),
    [
        ("1201", "Bergen", 2019, "4601", "Bergen"),
        ("0101", "Halden", 2019, "3101", "Halden"),
        ("1507", "Ålesund", 2023, "1508", "Ålesund"),
        ("0137", "Våler (Østfold)", 2019, "3114", "Våler (Østfold)"),
    ],
)
def test_a_number_that_is_out_of_use_leads_to_the_municipality_of_today(
    database, old_code, old_name, last_year, code, name
):
    found = ask(
        database,
        "SELECT old_name, last_year, code, name FROM former_municipality JOIN municipality USING (division, code) "
        "WHERE old_code = ? AND division = '2024'",
        old_code,
    )
    assert found == [(old_name, last_year, code, name)]


def test_no_number_in_use_is_called_former(database):
    assert ask(database, "SELECT count(*) FROM former_municipality") == [(520,)]
    assert not ask(
        database,
        "SELECT old_code FROM former_municipality AS former "
        "SEMI JOIN municipality AS today ON (today.division, today.code) = (former.division, former.old_code)",
    )


def test_oslo_is_left_out_of_comparisons_in_both_divisions(database):
    sql = """SELECT DISTINCT division, comparable FROM observation
             WHERE indicator_id = 'free_income' AND code = '0301' ORDER BY ALL"""
    assert ask(database, sql) == [("2020", False), ("2024", False)]


def test_the_maps_that_the_database_names_are_there(database):
    for name, sha256 in ask(database, "SELECT file_name, sha256 FROM geometry_file"):
        assert sha256[:12] in name
        assert (build.Folders().static / name).is_file()


# Building again.


def test_the_same_data_give_the_same_version_and_no_new_load(country, built):
    loads = ask(built, "FROM load")
    second = build.build(database=built, folders=country)
    assert (second.is_new, second.changes, second.version) == (False, 0, loads[0][1])
    assert ask(built, "FROM load") == loads
    elsewhere = build.build(database=built.with_name("other.duckdb"), folders=country)
    assert (elsewhere.is_new, elsewhere.version) == (True, second.version)


@pytest.mark.parametrize(("distance", "is_same"), [(1e-13, True), (0.01, False)])
def test_what_another_machine_projects_otherwise_is_the_same_version(country, built, monkeypatch, distance, is_same):
    version = ask(built, "SELECT version FROM load")[0][0]
    wkb, points = geometry.wkb, geometry.points

    def moved(coverage):
        rows = wkb(coverage)
        return rows.assign(geometry=shapely.to_wkb(shapely.transform(shapely.from_wkb(rows["geometry"]), shift)))

    def shift(corners):
        return corners + distance

    monkeypatch.setattr(geometry, "wkb", moved)
    monkeypatch.setattr(
        geometry,
        "points",
        lambda coverage: points(coverage).assign(
            longitude=lambda rows: rows["longitude"] + distance, latitude=lambda rows: rows["latitude"] - distance
        ),
    )
    elsewhere = build.build(database=built.with_name("other.duckdb"), folders=country)
    assert (elsewhere.version == version) is is_same


def test_figures_that_were_only_retrieved_again_are_the_same_version(country, built):
    card = country.snapshot / "turnout.yaml"
    card.write_text(card.read_text(encoding="utf-8").replace("2025-06-01", "2025-06-02"), encoding="utf-8")
    second = build.build(database=built, folders=country)
    assert (second.is_new, second.version) == (False, ask(built, "SELECT version FROM load")[0][0])
    assert ask(built, "SELECT retrieved_at FROM source WHERE source_id = 'turnout-source'") == [(datetime(2025, 6, 2),)]


def test_the_change_log_tells_what_is_otherwise_and_keeps_what_it_told(country, built):
    replace_cell(country.snapshot / "turnout.csv", 0, "value", "61")
    second = build.build(database=built, folders=country)
    replace_cell(country.snapshot / "turnout.csv", 0, "value", "")
    replace_cell(country.snapshot / "turnout.csv", 0, "status", "suppressed")
    build.build(database=built, folders=country)
    assert second.changes == 2
    assert ask(built, "SELECT * EXCLUDE (code, year) FROM change ORDER BY ALL") == [
        (2, "turnout", "2020", 60, "observed", 61, "observed"),
        (2, "turnout", "2024", 60, "observed", 61, "observed"),
        (3, "turnout", "2020", 61, "observed", None, "suppressed"),
        (3, "turnout", "2024", 61, "observed", None, "suppressed"),
    ]


def test_data_that_come_back_are_a_new_load_of_the_old_version(country, built):
    for value in ("61", "60"):
        replace_cell(country.snapshot / "turnout.csv", 0, "value", value)
        build.build(database=built, folders=country)
    first, second, third = [version for (version,) in ask(built, "SELECT version FROM load ORDER BY load_id")]
    assert first == third != second


def test_a_new_year_is_no_change_and_a_lost_one_is(country, built):
    longer = [*small.TABLES["turnout"], ("turnout", 2024, "0301", 2019, 55, "observed", "")]
    small.write_table(country.snapshot, "turnout", longer)
    assert build.build(database=built, folders=country).changes == 0
    small.write_table(country.snapshot, "turnout", small.TABLES["turnout"])
    assert build.build(database=built, folders=country).changes == 3 + 4
    assert ask(built, "SELECT DISTINCT year, new_status FROM change") == [(2019, None)]


def test_maps_that_nobody_names_go_after_a_day(country, target):
    old, young = (country.static / f"municipalities-2020-{name}.json" for name in ("aaaa", "bbbb"))
    for file in (old, young):
        file.write_text("{}")
    os.utime(old, (time.time() - 2 * 86_400,) * 2)
    build.build(database=target, folders=country)
    assert not old.exists()
    assert young.exists()
    named = {name for (name,) in ask(target, "SELECT file_name FROM geometry_file")}
    assert named == {file.name for file in country.static.iterdir()} - {young.name}


def test_progress_goes_from_nothing_to_all(country, target):
    told = []
    build.build(database=target, folders=country, progress=lambda *step: told.append(step))
    assert [done for done, _, _ in told] == list(range(len(told)))
    assert {total for _, total, _ in told} == {len(told) - 1}


# Many at once, and killed.


def test_of_ten_processes_that_start_at_once_one_builds(country, target):
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["etl.build"])
    with context.Pool(10) as pool:
        summaries = pool.starmap(build.ensure, [(target, None, country)] * 10, chunksize=1)
    assert sum(summary is not None for summary in summaries) == 1
    assert ask(target, "SELECT count(*) FROM load") == [(1,)]
    assert [file.name for file in target.parent.iterdir()] == [target.name]


def test_ensure_rebuilds_a_database_of_another_schema(country, built):
    assert build.ensure(built, folders=country) is None
    with duckdb.connect(str(built)) as connection:
        connection.execute("UPDATE load SET schema_sha256 = 'older'")
    assert build.ensure(built, folders=country).load_id == 2
    assert build.ensure(built, folders=country) is None


@pytest.mark.parametrize("loss", ["gone", "cut off"])
def test_ensure_draws_a_map_file_that_is_not_there_as_it_was(country, built, loss):
    (name, _), *_ = ask(built, "SELECT file_name, division FROM geometry_file ORDER BY division")
    file, before = country.static / name, built.read_bytes()
    whole = file.read_bytes()
    file.write_bytes(whole[:100])
    if loss == "gone":
        file.unlink()
    assert build.ensure(built, folders=country) is None
    assert file.read_bytes() == whole
    assert built.read_bytes() == before


def test_a_lost_map_file_that_cannot_be_drawn_again_changes_no_figures(country, built):
    with duckdb.connect(str(built)) as connection:
        connection.execute("UPDATE geometry_file SET file_name = 'municipalities-2020-0123456789ab.json'")
    before = built.read_bytes()
    with pytest.raises(build.BuildError, match=r"Kartfila municipalities-2020-0123456789ab\.json mangler"):
        build.ensure(built, folders=country)
    assert built.read_bytes() == before


def test_killed_at_any_moment_it_leaves_the_old_and_the_next_one_cleans_up(country, target):
    kill_at_random(target, country, times=2, seed=1)


# What can go wrong.


@pytest.fixture
def standing(built):
    """A database that must survive, byte for byte."""
    content = built.read_bytes()
    yield built
    assert built.read_bytes() == content
    assert [file.name for file in built.parent.iterdir()] == [built.name]


def write(folders, name, content):
    (folders.snapshot / name).write_text(content, encoding="utf-8")


HEADER = "indicator_id,division,code,year,value,status,note\n"
BROKEN_TABLES = {
    "turnout.csv linje 1: mangler kolonnen «status»": "indicator_id,division,code,year,value,note\n",
    "turnout.csv linje 1: ukjent kolonne «kommentar»": HEADER.replace("note", "note,kommentar"),
    "turnout.csv linje 2: 6 felt, skal være 7": HEADER + "turnout,2024,0301,2023,60,observed\n",
    "turnout.csv linje 3: står to ganger («turnout, 2024, 0301, 2023»)": HEADER
    + "turnout,2024,0301,2023,60,observed,\n" * 2,
    "turnout.csv linje 2: kolonnen «value» skal være et tall («sekti»)": HEADER
    + "turnout,2024,0301,2023,sekti,observed,\n",
    "turnout.csv linje 2: kolonnen «value» skal være et tall («inf»)": HEADER
    + "turnout,2024,0301,2023,inf,observed,\n",
    "turnout.csv linje 2: kolonnen «code» skal være et kommunenummer med fire sifre («301»)": HEADER
    + "turnout,2024,301,2023,60,observed,\n",
    "turnout.csv linje 2: kolonnen «year» skal være et år («23»)": HEADER + "turnout,2024,0301,23,60,observed,\n",
    "turnout.csv linje 2: kolonnen «status» skal være en kjent status («omtrent»)": HEADER
    + "turnout,2024,0301,2023,60,omtrent,\n",
    "turnout.csv linje 2: verdi og status passer ikke sammen («not_reported»)": HEADER
    + "turnout,2024,0301,2023,0,not_reported,\n",
    "turnout.csv linje 2: verdi og status passer ikke sammen («observed»)": HEADER
    + "turnout,2024,0301,2023,,observed,\n",
    "turnout.csv linje 2: ukjent kommune («9999 i 2024»)": HEADER + "turnout,2024,9999,2023,60,observed,\n",
    "turnout.csv linje 2: ukjent indikator («turnaut»)": HEADER + "turnaut,2024,0301,2023,60,observed,\n",
    "turnout.csv linje 1: feltene er skilt med semikolon, slik norsk Excel lagrer. Lagre med komma mellom feltene": (
        "\ufeff" + HEADER.replace(",", ";") + "turnout;2024;0301;2023;60,5;observed;\n"
    ),
    "turnout.csv har ingen rader": HEADER,
    "turnout.csv linje 2: ikke gyldig CSV": HEADER + '"turnout,2024',
}


@pytest.mark.parametrize(("message", "content"), BROKEN_TABLES.items(), ids=BROKEN_TABLES)
def test_a_broken_table_is_named_with_its_line(country, standing, message, content):
    write(country, "turnout.csv", content)
    with pytest.raises(build.BuildError) as failure:
        build.build(database=standing, folders=country)
    assert str(failure.value).startswith(message)


def test_the_mark_that_excel_begins_a_file_with_is_no_part_of_it(country, tmp_path):
    for name in ("turnout.csv", "turnout.yaml"):
        write(country, name, "\ufeff" + (country.snapshot / name).read_text(encoding="utf-8"))
    assert build.build(database=tmp_path / "read.duckdb", folders=country).problems == []


def test_a_table_of_another_encoding_is_told_how_to_save(country, standing):
    (country.snapshot / "turnout.csv").write_bytes(
        (HEADER + "turnout,2024,0301,2023,60,observed,små\n").encode("cp1252")
    )
    with pytest.raises(
        build.BuildError, match=r"turnout\.csv linje 2: tegn som ikke er UTF-8 \(i Excel: «CSV UTF-8»\)"
    ):
        build.build(database=standing, folders=country)


@pytest.mark.parametrize("name", ["turnout.csv", "turnout.yaml", "boundary_2020.yaml", "neighbour_2020.csv"])
def test_a_missing_file_is_named(country, standing, name):
    (country.snapshot / name).unlink()
    with pytest.raises(build.BuildError, match=name.replace(".", r"\.")):
        build.build(database=standing, folders=country)


def test_a_snapshot_without_any_boundaries_is_refused(country, standing):
    for path in country.snapshot.glob("boundary_*.parquet"):
        path.unlink()
    with pytest.raises(build.BuildError, match=r"boundary_\*\.parquet"):
        build.build(database=standing, folders=country)


def test_a_division_without_polygons_is_drawn_with_anothers_where_units_were_merged(country, tmp_path):
    (country.snapshot / "boundary_2020.parquet").unlink()
    database = tmp_path / "database.duckdb"
    build.build(database=database, folders=country)
    drawn = dict(ask(database, "SELECT code, geometry FROM boundary WHERE division = '2020'"))
    areas = gpd.GeoSeries({code: shapely.from_wkb(bytes(shape)) for code, shape in drawn.items()}, crs=4258)
    assert areas.to_crs(25833).area.to_dict() == pytest.approx({"0301": 1e8, "1507": 1e8, "3001": 1e8}, rel=1e-3)
    assert ask(
        database, "SELECT code, neighbour_code, border_km FROM neighbour WHERE division = '2020' ORDER BY ALL"
    ) == [
        ("0301", "1507", 10),
        ("0301", "3001", 10),
        ("1507", "0301", 10),
        ("3001", "0301", 10),
    ]


def test_a_division_whose_split_nobody_has_drawn_is_refused_by_name(country, standing):
    (country.snapshot / "boundary_2024.parquet").unlink()
    with pytest.raises(build.BuildError, match=r"ikke hentet \(python -m etl pull --only kartverket\): 1507"):
        build.build(database=standing, folders=country)


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("licence: CC BY 4.0", "", "licence"),
        ("note: null", "note: null\nnotat: x", "notat"),
        ("title:", "title: [", "YAML"),
    ],
)
def test_a_broken_source_card_is_named_with_its_field(country, standing, old, new, field):
    card = (country.snapshot / "turnout.yaml").read_text(encoding="utf-8")
    write(country, "turnout.yaml", card.replace(old, new))
    with pytest.raises(build.BuildError, match=rf"turnout\.yaml.*{field}"):
        build.build(database=standing, folders=country)


def test_an_indicator_file_with_an_unknown_field_is_named(country, standing):
    small.write_indicator(country.indicators, "turnout", small.CATALOGUE["turnout"] | {"farge": "rød"})
    with pytest.raises(build.BuildError, match=r"turnout\.yaml linje \d+: feltet «farge» er ukjent"):
        build.build(database=standing, folders=country)


def test_an_indicator_without_source_is_named(country, standing):
    small.write_indicator(country.indicators, "density", small.CATALOGUE["density"] | {"source_id": "nobody"})
    with pytest.raises(build.BuildError, match=r"density\.yaml: ukjent kilde «nobody»"):
        build.build(database=standing, folders=country)


def test_boundaries_that_are_no_parquet_file_are_named(country, standing):
    (country.snapshot / "boundary_2020.parquet").write_bytes(b"PAR1 or not")
    with pytest.raises(build.BuildError, match=r"boundary_2020\.parquet"):
        build.build(database=standing, folders=country)


def test_a_figure_that_breaks_a_check_is_not_taken_into_use(country, standing):
    replace_cell(country.snapshot / "turnout.csv", 0, "value", "100.5")
    with pytest.raises(build.BuildError, match=r"turnout 2023: 0301 Oslo .* 100\.5, ventet høyst 100"):
        build.build(database=standing, folders=country)


@pytest.mark.parametrize("content", [b"", b"half a database", None])
def test_a_damaged_previous_database_is_replaced_and_that_is_said(country, built, content):
    whole = built.read_bytes()
    built.write_bytes(whole[: len(whole) // 2] if content is None else content)
    summary = build.build(database=built, folders=country)
    assert summary.is_new
    assert summary.changes == 0
    assert "endringsloggen" in summary.problems[0].lower()
    assert ask(built, "SELECT count(*) FROM load") == [(1,)]


def test_a_folder_that_is_a_file_is_named(country, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(build.BuildError, match="file"):
        build.build(database=tmp_path / "file" / "generalist.duckdb", folders=country)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_folder_is_named(country, standing):
    standing.parent.chmod(0o555)
    try:
        with pytest.raises(build.BuildError, match="mangler skrivetilgang"):
            build.build(database=standing, folders=country)
    finally:
        standing.parent.chmod(0o755)


FULL_DISK = """
import sys
from pathlib import Path
from etl import build
parts = ("snapshot", "indicators", "raw", "static")
folders = build.Folders(**{part: Path(sys.argv[2]) / part for part in parts})
try:
    build.build(database=Path(sys.argv[1]), folders=folders)
except build.BuildError as error:
    sys.exit(f"BuildError: {error}")
"""


def test_a_full_disk_leaves_the_old_database(country, standing):
    process = subprocess.run(
        [sys.executable, "-c", FULL_DISK, standing, country.snapshot.parent],
        cwd=ROOT,
        capture_output=True,
        text=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000)),
    )
    assert process.returncode == 1
    assert process.stderr.startswith("BuildError: Kan ikke skrive")
    assert process.stderr.count("\n") == 1
