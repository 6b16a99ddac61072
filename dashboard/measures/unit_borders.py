"""The borders of units made of several municipalities, as lines that lie on the map component's shapes."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from dashboard.data import queries
from dashboard.data.database import Database, question
from dashboard.data.map_files import STATIC
from dashboard.measures.locator import PROJECTION


@question
def shapes(database: Database, division: str) -> gpd.GeoSeries:
    """Every municipality's area in metres, by code."""
    frame = queries.boundaries(database, division)
    areas = gpd.GeoSeries(shapely.from_wkb(frame["geometry"].to_numpy()), index=frame["code"], crs=4258)
    return areas.to_crs(PROJECTION)


def union(areas: gpd.GeoSeries, unit: Mapping[str, str]) -> gpd.GeoDataFrame:
    """The area of each unit, by the unit's name in `unit` (code -> unit)."""
    frame = gpd.GeoDataFrame({"unit": [unit[code] for code in areas.index]}, geometry=areas.to_numpy(), crs=areas.crs)
    return frame.dissolve("unit", method="coverage")


def borders(areas: gpd.GeoDataFrame, merged: set[str]) -> shapely.Geometry:
    """The lines on land where a unit of `merged` meets another unit; the coast is drawn already."""
    edges = _edges(areas)
    ends = ["x1", "y1", "x2", "y2"]
    between = edges[edges.duplicated(ends, keep=False)]
    touched = between.loc[between["unit"].isin(merged), ends].drop_duplicates()
    return shapely.line_merge(shapely.multilinestrings(shapely.linestrings(touched.to_numpy().reshape(-1, 2, 2))))


def _edges(areas: gpd.GeoDataFrame) -> pd.DataFrame:
    """Every straight piece of every outline, its ends in a fixed order: unit, x1, y1, x2, y2."""
    parts, unit = shapely.get_parts(areas.geometry.to_numpy(), return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    points, ring = shapely.get_coordinates(rings, return_index=True)
    inside = ring[:-1] == ring[1:]
    one, other = points[:-1][inside], points[1:][inside]
    backwards = (one[:, 0] > other[:, 0]) | ((one[:, 0] == other[:, 0]) & (one[:, 1] > other[:, 1]))
    one[backwards], other[backwards] = other[backwards].copy(), one[backwards].copy()
    edges = pd.DataFrame(np.hstack([one, other]), columns=["x1", "y1", "x2", "y2"])
    return edges.assign(unit=areas.index.to_numpy()[unit[part[ring[:-1][inside]]]])


@question
def metres_per_unit(database: Database, division: str) -> float:
    """How long a unit of the browser's drawing is."""
    file = STATIC / queries.geometry_file(database, division)
    return float(json.loads(file.read_text(encoding="utf-8"))["metres_per_unit"])


def path(lines: shapely.Geometry, areas: gpd.GeoSeries, unit_metres: float) -> str:
    """Lines as an SVG path in the units of the drawing, whose origin is the north-western corner of all areas."""
    west, _, _, north = areas.total_bounds
    pieces = []
    for line in shapely.get_parts(lines):
        points = np.rint((shapely.get_coordinates(line) - (west, north)) * (1, -1) / unit_metres).astype(int)
        steps = np.diff(points, axis=0)
        numbers = " ".join(map(str, steps[steps.any(axis=1)].ravel().tolist())).replace(" -", "-")
        if numbers:
            pieces.append(f"M{points[0][0]} {points[0][1]}l{numbers}")
    return "".join(pieces)


def unit_borders(database: Database, division: str, unit: Mapping[str, str], marked: Collection[str] = ()) -> str:
    """The borders of the units of several municipalities in `unit` (code -> unit), and of the `marked` municipalities,
    as the map component draws them."""
    sizes = pd.Series(unit).value_counts()
    merged = set(sizes[sizes > 1].index) | {unit[code] for code in marked}
    if not merged:
        return ""
    areas = shapes(database, division)
    lines = borders(union(areas, unit), merged)
    return path(lines, areas, metres_per_unit(database, division))
