"""What the rivals of the benchmark draw: the same municipalities, choices and ranking as the map page."""

from __future__ import annotations

import json
import os
from functools import cache

import duckdb
import pandas as pd
import plotly.graph_objects as go
import shapely

TOLERANCE = 0.01  # degrees; leaves about as many points as the drawing of the map page


def _ask(sql: str, *parameters: str) -> pd.DataFrame:
    with duckdb.connect(os.environ["GENERALIST_DB"], read_only=True) as connection:
        return connection.execute(sql, parameters).df()


INDICATORS = dict(
    _ask(
        """
        SELECT indicator_id, short_title FROM indicator
        WHERE shared AND kind <> 'modelled' AND indicator_id IN (
            SELECT indicator_id FROM observation WHERE division = '2024' AND value IS NOT NULL)
        ORDER BY position
        """
    ).itertuples(index=False)
)
"""What can be chosen, id -> title: as on the map page, `population` first."""


@cache
def geojson() -> dict:
    """Every municipality of 2024, exteriors clockwise, as Plotly wants them."""
    rows = _ask("SELECT code, geometry FROM boundary WHERE division = '2024' ORDER BY code")
    shapes = shapely.from_wkb([bytes(geometry) for geometry in rows["geometry"]])
    shapes = shapely.orient_polygons(shapely.simplify(shapes, TOLERANCE), exterior_cw=True)
    features = [
        {"type": "Feature", "id": code, "properties": {}, "geometry": json.loads(shapely.to_geojson(shape))}
        for code, shape in zip(rows["code"], shapes, strict=True)
    ]
    return {"type": "FeatureCollection", "features": features}


def values(indicator: str) -> pd.DataFrame:
    """code, name and value of an indicator's newest year, highest first."""
    return _ask(
        """
        SELECT code, name, value FROM observation JOIN municipality USING (division, code)
        WHERE division = '2024' AND indicator_id = ?
          AND year = (SELECT max(year) FROM observation WHERE division = '2024' AND indicator_id = ?)
        ORDER BY value DESC NULLS LAST
        """,
        indicator,
        indicator,
    )


def figure(indicator: str) -> go.Figure:
    """The map as most write it: a choropleth with the geometry in the figure."""
    rows = values(indicator)
    chart = go.Figure(
        go.Choropleth(
            geojson=geojson(), locations=rows["code"], z=rows["value"].rank(), text=rows["name"], colorscale="YlGnBu",
            featureidkey="id",
        )
    )  # fmt: skip
    chart.update_geos(
        visible=False, projection_type="conic conformal", projection_parallels=[60, 68], projection_rotation_lon=15,
        lataxis_range=[57.5, 71.5], lonaxis_range=[4, 31.5],
    )  # fmt: skip
    return chart.update_layout(title=INDICATORS[indicator], height=650, margin={"l": 0, "r": 0, "t": 40, "b": 0})
