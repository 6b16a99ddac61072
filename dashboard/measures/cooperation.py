"""A municipality with those around it: neighbours of first and second order, a labour market, or within a distance."""

from __future__ import annotations

import numpy as np
import pandas as pd

from dashboard.measures.scenarios import distance_km

NEIGHBOURS, SECOND, LABOUR_MARKET, DISTANCE = "naboer", "naboer2", "arbeidsmarked", "avstand"
KINDS = {
    NEIGHBOURS: "Naboer",
    SECOND: "Naboer og deres naboer",
    LABOUR_MARKET: "Samme arbeidsmarked",
    DISTANCE: "Innen en avstand",
}
USUAL_KM = 60
ORDER_WORDS = {0: "Valgt kommune", 1: "Nabo", 2: "Nabo til en nabo"}


def distances(register: pd.DataFrame, code: str) -> pd.Series:
    """The straight line from a municipality's point to every municipality's, km, by code."""
    points = register.set_index("code")[["longitude", "latitude"]]
    centre = tuple(points.loc[code])
    return pd.Series({other: distance_km(centre, tuple(point)) for other, point in points.iterrows()})


def orders(borders: pd.DataFrame, code: str, most: int) -> dict[str, int]:
    """How many borders away each municipality is, up to `most`, the municipality itself included (0)."""
    found = {code: 0}
    edge = {code}
    for order in range(1, most + 1):
        reached = borders.loc[borders["code"].isin(edge), "neighbour_code"]
        edge = set(reached) - found.keys()
        found |= dict.fromkeys(edge, order)
    return found


def area(register: pd.DataFrame, borders: pd.DataFrame, code: str, kind: str, km: float) -> pd.DataFrame:
    """The municipalities of an area, the nearest first: code, order (borders away; NaN beyond the second), distance."""
    far = distances(register, code)
    if kind == DISTANCE:
        codes = far[far <= km].index
        order = orders(borders, code, 2)
    elif kind == LABOUR_MARKET:
        regions = register.set_index("code")["labour_market_region"]
        codes = regions.index[(regions == regions[code]) | (regions.index == code)]
        order = orders(borders, code, 2)
    else:
        order = orders(borders, code, 2 if kind == SECOND else 1)
        codes = pd.Index(order)
    frame = pd.DataFrame({"code": codes, "order": [order.get(c, np.nan) for c in codes], "distance": far[codes]})
    return frame.sort_values(["distance", "code"], ignore_index=True)


def weak_duties(scores: pd.DataFrame, codes: list[str]) -> pd.DataFrame:
    """Measured duties in an area: title, area, limit, weak, reporting, members, verdict (alle, noen, ingen, uten tall).

    `scores` has indicator_id, code, score (0-100), short_title, area and kind. A municipality is weak where its score
    is below the country's lower quartile (`limit`); only duties that are measured count, never stand-ins.
    """
    measured = scores[scores["kind"] == "measured"]
    rows = []
    for _, duty in measured.groupby("indicator_id", sort=False):
        limit = duty["score"].quantile(0.25)
        here = duty[duty["code"].isin(codes)]
        weak = int((here["score"] < limit).sum())
        verdict = "uten tall" if here.empty else "alle" if weak == len(here) else "noen" if weak else "ingen"
        first = duty.iloc[0]
        rows.append((first["short_title"], first["area"], limit, weak, len(here), len(codes), verdict))
    return pd.DataFrame(rows, columns=["title", "area", "limit", "weak", "reporting", "members", "verdict"])
