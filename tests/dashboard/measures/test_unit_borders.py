"""The borders of units: on land only, where they belong, and in the units of the drawing."""

import json
import re

import geopandas as gpd
import pytest
import shapely

from dashboard.data import database as access
from dashboard.data import queries
from dashboard.measures.unit_borders import STATIC, borders, path, shapes, union, unit_borders

# Four squares in a row, 1000 m wide; the sea is around them.
ROW = gpd.GeoSeries(
    [shapely.box(1000 * place, 0, 1000 * place + 1000, 1000) for place in range(4)],
    index=["1101", "1102", "1103", "1104"],
    crs=25833,
)
PAIR = {"1101": "1101", "1102": "1101", "1103": "1103", "1104": "1104"}


def test_a_union_has_the_area_of_its_parts():
    areas = union(ROW, PAIR)
    assert areas.area.to_dict() == {"1101": 2e6, "1103": 1e6, "1104": 1e6}


def test_lines_are_drawn_where_a_merged_unit_meets_another_and_not_along_the_coast():
    lines = borders(union(ROW, PAIR), {"1101"})
    assert lines.equals(shapely.LineString([(2000, 0), (2000, 1000)]))
    assert borders(union(ROW, PAIR), {"1103"}).length == 2000
    everything = union(ROW, dict.fromkeys(ROW.index, "1101"))
    assert borders(everything, {"1101"}).is_empty


def test_lines_are_written_in_the_units_of_the_drawing_from_the_north_west():
    assert path(shapely.LineString([(2000, 0), (2000, 1000)]), ROW, 100) == "M20 10l0-10"
    assert path(shapely.MultiLineString(), ROW, 100) == ""


@pytest.fixture
def opened(database, monkeypatch):
    monkeypatch.setenv("GENERALIST_DB", str(database))
    return access.current()


def test_the_lines_lie_on_the_drawing_of_the_country(opened):
    codes = queries.municipalities(opened, "2024")["code"]
    alone = {code: code for code in codes}
    assert unit_borders(opened, "2024", alone) == ""
    # Lom and Skjåk, and the whole of Oslo marked by itself.
    lines = unit_borders(opened, "2024", alone | {"3434": "3433"}, ["0301"])
    drawing = json.loads((STATIC / queries.geometry_file(opened, "2024")).read_text(encoding="utf-8"))
    bounds = {code: shape["b"] for code, shape in zip(drawing["codes"], drawing["shapes"], strict=True)}
    starts = [tuple(map(int, line.split("l")[0].split())) for line in lines.split("M")[1:]]
    for x, y in starts:
        inside = [
            bounds[code][0] - 1 <= x <= bounds[code][2] + 1 and bounds[code][1] - 1 <= y <= bounds[code][3] + 1
            for code in ("3433", "3434", "0301")
        ]
        assert any(inside), (x, y)
    assert len(starts) >= 2


def test_the_border_between_the_parts_of_a_split_municipality_is_drawn_from_either_side(opened):
    own = {code: code for code in queries.municipalities(opened, "2024")["code"]}
    areas = union(shapes(opened, "2024"), own)
    drawn = {code: borders(areas, {code}) for code in ("1508", "1580")}
    lengths = [line.length / 1000 for line in (*drawn.values(), drawn["1508"].intersection(drawn["1580"]))]
    assert lengths == pytest.approx([54.8, 33.0, 17.7], abs=0.1)
    alone = [unit_borders(opened, "2024", own, [code]) for code in drawn]
    assert all(re.fullmatch(r"(M\d+ \d+l[-\d ]+)+", path) for path in alone) and alone[0] != alone[1]
