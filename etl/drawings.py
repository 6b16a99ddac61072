"""How each division is drawn: with its own polygons, or with another's under its own numbers."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from etl import divisions
from etl.aliases import aliases
from etl.dataset import Dataset

if TYPE_CHECKING:
    import geopandas as gpd


class DrawingError(Exception):
    """A division that can't be drawn; the message names it."""


@dataclass(frozen=True)
class Drawing:
    """A division's polygons (`coverage`: code, geometry), who borders on whom (`neighbours`: code, neighbour_code,
    border_km), a point inside each municipality (`points`: code, longitude, latitude), the borders as the database
    keeps them (`boundaries`: code, geometry), and the source of them all.
    """

    division: str
    coverage: gpd.GeoDataFrame
    neighbours: pd.DataFrame
    points: pd.DataFrame
    boundaries: pd.DataFrame
    source_id: str


def drawings(dataset: Dataset) -> list[Drawing]:
    """One drawing per division. Raises DrawingError for a division that has no polygons and can't borrow any, and
    where polygons and code changes don't fit: a unit that was split can't be drawn until its parts' polygons are there.
    """
    # GeoPandas takes half a second to import: only a build pays for it.
    from etl import geometry

    try:
        return [_drawing(dataset, division) for division in dataset.divisions["division"]]
    except geometry.GeometryError as error:
        raise DrawingError(str(error)) from error


def _drawing(dataset: Dataset, division: str) -> Drawing:
    from etl import geometry

    if own := dataset.boundaries.get(division):
        coverage, neighbours = geometry.read_boundaries(own.path), own.neighbours
    else:
        link = _lender(dataset, division)
        own = dataset.boundaries[link.origin]
        pairs = list(zip(link.units["origin"], link.units["target"], strict=True))
        coverage = geometry.with_new_codes(geometry.read_boundaries(own.path), pairs)
        neighbours = geometry.renumbered_neighbours(own.neighbours, pairs)
    return Drawing(division, coverage, neighbours, geometry.points(coverage), geometry.wkb(coverage), own.source_id)


def _lender(dataset: Dataset, division: str) -> divisions.Link:
    for link in divisions.links(dataset.code_changes):
        if link.target == division and link.origin in dataset.boundaries:
            return link
    raise DrawingError(f"Inndelingen {division} har ingen kommunegrenser")


def write_files(directory: Path, dataset: Dataset, drawn: list[Drawing]) -> pd.DataFrame:
    """Write what the browser draws, a file per division; returns division, file_name, sha256, source_id."""
    return pd.DataFrame(_written(directory, dataset, drawn))


def is_whole(file: Path) -> bool:
    """Whether there is a file that browsers draw from, with the content that its name tells of."""
    try:
        content = file.read_bytes()
    except OSError:
        return False
    return file.stem.rpartition("-")[2] == hashlib.sha256(content).hexdigest()[:12]


def _written(directory: Path, dataset: Dataset, drawn: list[Drawing]) -> Iterator[dict[str, str]]:
    from etl import geometry

    for drawing in drawn:
        municipalities = dataset.municipalities[dataset.municipalities["division"] == drawing.division]
        content = geometry.browser_file(
            drawing.division, drawing.coverage, municipalities, drawing.neighbours, aliases(dataset, drawing.division)
        )
        name, sha256 = geometry.write_browser_file(directory, drawing.division, content)
        yield {
            "division": drawing.division,
            "file_name": name,
            "sha256": sha256,
            "source_id": drawing.source_id,
        }
