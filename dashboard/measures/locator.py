"""Where a municipality lies: a small map of the country with it marked, as shapes for screen and slides."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import shapely

from dashboard.data import queries
from dashboard.data.database import Database, question

PROJECTION = 25833
"""UTM 33, as Norway is drawn on every map here."""

COARSE_METRES, FINE_METRES = 3000, 500
SMALLEST_KM2 = 60
"""Islands below this are left out of the country's outline; they are only dots at this size."""

WIDTH = 100.0


@dataclass(frozen=True)
class Locator:
    """Rings of (x, y) in a frame WIDTH wide and `height` high, y downwards; `point` is inside the municipality."""

    country: tuple[tuple[tuple[float, float], ...], ...]
    municipality: tuple[tuple[tuple[float, float], ...], ...]
    point: tuple[float, float]
    height: float


@question
def locator(database: Database, division: str, code: str) -> Locator:
    """The locator map of a municipality. Raises KeyError for a code without a border."""
    frame, own = _outlines(database, division), _municipality(database, division, code)
    left, low, right, high = frame.bounds
    scale = WIDTH / (right - left)

    def rings(geometry: shapely.Geometry) -> tuple[tuple[tuple[float, float], ...], ...]:
        return tuple(
            tuple((round((x - left) * scale, 1), round((high - y) * scale, 1)) for x, y in part.exterior.coords)
            for part in shapely.get_parts(geometry)
        )

    inside = own.representative_point()
    return Locator(
        country=rings(frame),
        municipality=rings(own),
        point=((inside.x - left) * scale, (high - inside.y) * scale),
        height=(high - low) * scale,
    )


@question
def _outlines(database: Database, division: str) -> shapely.Geometry:
    """The country's outline, simplified, without its smallest islands."""
    simple = shapely.coverage_simplify(_projected(database, division).to_numpy(), COARSE_METRES)
    merged = shapely.union_all(shapely.make_valid(simple))
    return shapely.MultiPolygon([part for part in shapely.get_parts(merged) if part.area > SMALLEST_KM2 * 1e6])


def _municipality(database: Database, division: str, code: str) -> shapely.Geometry:
    return shapely.simplify(_projected(database, division)[code], FINE_METRES)


@question
def _projected(database: Database, division: str) -> gpd.GeoSeries:
    """Every municipality's border in metres, by code."""
    frame = queries.boundaries(database, division)
    shapes = gpd.GeoSeries(shapely.from_wkb(frame["geometry"].to_numpy()), index=frame["code"], crs=4258)
    return shapes.to_crs(PROJECTION).make_valid()


def paths(found: Locator) -> dict[str, object]:
    """The locator as the browser draws it: SVG paths of country and municipality, a point inside, the frame's size."""
    return {
        "country": "".join(_path(ring) for ring in found.country),
        "municipality": "".join(_path(ring) for ring in found.municipality),
        "point": [round(part, 1) for part in found.point],
        "size": [WIDTH, round(found.height, 1)],
    }


def _path(ring: tuple[tuple[float, float], ...]) -> str:
    return "M" + "L".join(f"{x} {y}" for x, y in ring) + "Z"
