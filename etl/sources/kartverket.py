"""The Norwegian Mapping Authority's municipal boundaries of today: one zip of GeoJSON for the country."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Collection
from dataclasses import dataclass

import geopandas as gpd

from etl import files
from etl.geometry import GeometryError, read_polygons
from etl.http import Answer, Session, SourceError
from etl.sources.addresses import address

#: West, south, east and north of Norway with its sea, EPSG:25833, in metres.
EXTENT = (-500_000, 6_200_000, 1_500_000, 8_200_000)
#: Below GEONORGE_URL; the figures in the name are the country and the projection.
MUNICIPALITIES = "Basisdata/Kommuner/GeoJSON/Basisdata_0000_Norge_25833_Kommuner_GeoJSON.zip"
SUBJECT = "Kartverket, kommunegrenser"


class BoundaryMismatch(SourceError):
    """The boundaries are not those of the register's municipalities."""


@dataclass(frozen=True)
class Boundaries:
    """Polygons as published: code, geometry (EPSG:25833), no coverage yet. `answer` is the zip."""

    polygons: gpd.GeoDataFrame
    answer: Answer


def boundaries(session: Session, register: Collection[str], base: str | None = None) -> Boundaries:
    """The boundaries in force now, one row for each code of the register.

    Raises BoundaryMismatch naming the codes that only one of them has, BadAnswer for an unreadable file.
    """
    answer = session.get(
        f"{base or address('GEONORGE_URL')}/{MUNICIPALITIES}", subject=SUBJECT, media="zip", read=_polygons
    )
    found, wanted = set(answer.data["code"]), set(register)
    differences = [
        f"{what} {', '.join(sorted(codes))}"
        for what, codes in (("mangler", wanted - found), ("har for mye:", found - wanted))
        if codes
    ]
    if differences:
        session.discard([answer.path])
        raise BoundaryMismatch(SUBJECT, "; ".join(differences))
    return Boundaries(answer.data, answer)


def _polygons(body: bytes) -> gpd.GeoDataFrame:
    """The polygons in a zip. Raises ValueError where it can't be read or its coordinates are not Norway's."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            names = [name for name in archive.namelist() if name.lower().endswith((".geojson", ".json"))]
            if len(names) != 1:
                raise ValueError(f"zip-fila har {len(names)} GeoJSON-filer")
            polygons = read_polygons(archive.read(names[0]))
    except files.ZIP_FAULTS as error:
        raise ValueError(files.DAMAGED_ZIP) from error
    except GeometryError as error:
        raise ValueError(str(error)) from error
    west, south, east, north = polygons.total_bounds
    if not (EXTENT[0] < west and EXTENT[1] < south and east < EXTENT[2] and north < EXTENT[3]):
        raise ValueError("koordinatene ligger ikke i Norge (EPSG:25833)")
    return polygons
