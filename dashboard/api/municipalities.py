"""Municipalities: the register of each division, what became of whom, who is like whom, and where borders go."""

from __future__ import annotations

import json
from typing import Any

import pandas as pd
import shapely

from dashboard import text
from dashboard.api.paths import path
from dashboard.api.question import Question, unknown
from dashboard.api.responses import CSV, GEOJSON, Response, number, of_csv, of_json, rows
from dashboard.data import queries
from dashboard.data.database import Database
from dashboard.measures import peers

FORMATS = {"json": "application/json", "csv": CSV, "geojson": GEOJSON}
ONE_FORMATS = {"json": "application/json", "geojson": GEOJSON}
CHANGE_FORMATS = {"json": "application/json", "csv": CSV}

FACTS = (
    "name", "county_code", "county", "centrality_index", "centrality_class", "centrality_version", "kostra_group",
    "labour_market_region", "land_km2", "longitude", "latitude",
)  # fmt: skip

DEGREES = 5
"""Decimals of degrees that borders are handed out with: a metre."""

KINDS = {text.slug(kind): kind for kind in peers.KINDS if kind != peers.OWN_LIST}
"""Groups of peers, as an address holds them, by what they are called."""


def register(question: Question) -> Response:
    """The municipalities of a division: facts as JSON or CSV, or with their borders as GeoJSON."""
    how = question.format(FORMATS)
    division, version = question.division(), question.database.version
    found = queries.municipalities(question.database, division)
    if codes := question.municipalities(division):
        found = found[found["code"].isin(codes)]
    if how == "geojson":
        return _geojson(question.database, division, found)
    listed = [_described(row) for row in rows(found)]
    if how == "csv":
        return of_csv(pd.DataFrame(listed).drop(columns="link"), f"municipalities-{division}-{version}.csv")
    return of_json({"version": version, "division": division, "municipalities": listed})


def municipality(question: Question) -> Response:
    """One municipality: facts, neighbours, and what it was in other divisions and under other numbers."""
    how = question.format(ONE_FORMATS)
    database, division = question.database, question.division()
    code = question.municipality(division)
    register = queries.municipalities(database, division)
    found = register[register["code"] == code]
    if how == "geojson":
        return _geojson(database, division, found)
    changes = queries.code_changes(database)
    former = queries.former_municipalities(database)
    was = changes[(changes["to_division"] == division) & (changes["to_code"] == code)]
    became = changes[(changes["from_division"] == division) & (changes["from_code"] == code)]
    return of_json(
        {
            "version": database.version,
            "division": division,
            **_described(rows(found)[0]),
            "neighbours": queries.neighbour_codes(database, division, code),
            "came_from": rows(was),
            "became": rows(became),
            "former": rows(former[(former["division"] == division) & (former["code"] == code)]),
            "peers": path("municipalities", code, "peers"),
        }
    )


def _described(row: dict[str, Any]) -> dict[str, Any]:
    facts = {name: number(row[name]) if isinstance(row[name], float) else row[name] for name in FACTS}
    return {"code": row["code"], **facts, "link": path("municipalities", row["code"])}


def divisions(question: Question) -> Response:
    """The divisions of the country, and what became of every municipality from each to the next."""
    database = question.database
    if question.format(CHANGE_FORMATS) == "csv":
        return of_csv(queries.code_changes(database), f"code-changes-{database.version}.csv")
    found = rows(queries.divisions(database))
    for row in found:
        row |= {name: row[name] and str(row[name])[:10] for name in ("valid_from", "valid_to")}
    return of_json(
        {
            "version": database.version,
            "divisions": found,
            "code_changes": rows(queries.code_changes(database)),
            "former": rows(queries.former_municipalities(database)),
        }
    )


def peer_groups(question: Question) -> Response:
    """Whom a municipality is compared with, each with its distance by what statistical neighbours are found by."""
    database, division = question.database, question.division()
    code = question.municipality(division)
    wanted = question.said.get("group", tuple(KINDS))
    for said in wanted:
        if said not in KINDS:
            raise unknown("group", said, KINDS)
    names = queries.municipalities(database, division).set_index("code")["name"]
    distances = peers.distances(database, division, code, None)
    groups = [(said, peers.group(database, division, code, KINDS[said])) for said in wanted]
    return of_json(
        {
            "version": database.version,
            "division": division,
            "municipality": code,
            "distance": {
                "kind": "Mahalanobis",
                "words": peers.distance_words(None),
                "variables": [
                    {"indicator": one.indicator_id, "label": one.label, "logarithm": one.log}
                    for one in peers.VARIABLES
                    if one.weight
                ],
            },
            "groups": [
                {
                    "group": said,
                    "title": found.title,
                    "remarks": list(found.remarks),
                    "municipalities": [
                        {"code": peer, "name": names[peer], "distance": _rounded(distances.get(peer))}
                        for peer in found.codes
                    ],
                }
                for said, found in groups
            ],
        }
    )


def _rounded(distance: float | None) -> float | None:
    return None if distance is None else round(float(distance), 4)


def _geojson(database: Database, division: str, found: pd.DataFrame) -> Response:
    """Municipalities with their borders (RFC 7946); figures are joined to `id`, the number, within a division."""
    borders = queries.boundaries(database, division).set_index("code")["geometry"]
    shapes = shapely.from_wkb(borders.reindex(found["code"]).to_numpy())
    shapes = shapely.transform(shapely.orient_polygons(shapes), lambda corners: corners.round(DEGREES))
    features = [
        {
            "type": "Feature",
            "id": row["code"],
            "properties": {"division": division, **_described(row)},
            "geometry": json.loads(shape),
        }
        for row, shape in zip(rows(found), shapely.to_geojson(shapes), strict=True)
    ]
    return of_json({"type": "FeatureCollection", "version": database.version, "features": features}, GEOJSON)
