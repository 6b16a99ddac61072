"""The Python face of the strips: key figures as rows of finished texts and positions for the browser to draw."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import components, palette, text
from dashboard.components import theme
from dashboard.data.database import cached
from dashboard.measures import sentences
from dashboard.measures.keyfigures import FIGURES_KEPT, THOUSANDS, KeyFigure

TONES = {"beste fjerdedel": "good", "svakeste fjerdedel": "weak"}
"""The quarters that have a colour of their own."""

WIDE_RANGE = 50
"""Times the lowest figure that the highest must be for a strip of counts to be drawn logarithmically."""

_mount = components.declare(
    "dot_strip",
    Path(__file__).parent,
    "dot_strip",
    settings={
        "ink": palette.INK,
        "quiet_ink": palette.QUIET_INK,
        "accent": palette.ACCENT,
        "half": "#e3e6e6",
        "dot": "#5d686b",
    },
)


@dataclass(frozen=True)
class Group:
    """Rows under a heading; `line` is said where there are none."""

    title: str
    rows: Sequence[Mapping[str, Any]]
    line: str = ""


@dataclass(frozen=True)
class Sheet:
    """What stands around the strips of a municipality's sheet: where it is, what is said, what has moved (on paper),
    and what must not be read into it.
    """

    place: str
    locator: Mapping[str, Any]
    sentences: Sequence[str]
    moved: Sequence[str]
    limits: Sequence[str]
    link: str


def strips(
    groups: Sequence[Group],
    *,
    key: str,
    caption: str,
    on_pick: Callable[[str], None] | None = None,
    sheet: Sheet | None = None,
) -> None:
    """Draws groups of rows made by `rows`; `on_pick` is called with the indicator id of a row that was pressed."""

    def picked() -> None:
        found = st.session_state[key].picked
        if found in [row["id"] for group in groups for row in group.rows]:
            on_pick(found)

    shades = theme.colours(palette.DIVERGING)
    _mount(
        key=key,
        data={
            "caption": caption,
            "groups": text.unbroken_within([asdict(group) for group in groups]),
            # The paths of the locator hold numbers that are no thousands.
            "sheet": text.unbroken_within(asdict(sheet)) | {"locator": dict(sheet.locator)} if sheet else None,
            "pickable": on_pick is not None,
            "weak": shades[0],
            "good": shades[-1],
        },
        on_picked_change=picked if on_pick else lambda: None,
    )


def rows(
    figures: Sequence[KeyFigure],
    cards: Mapping[str, Sequence[tuple[str, str, str]]] | None = None,
    followable: Collection[str] = (),
    moved: Mapping[str, str] | None = None,
) -> list[dict[str, Any]]:
    """Key figures as the browser draws them; `cards` holds label, answer and address (or "") by indicator id.

    `followable` are the ids of those whose title can be pressed; `moved` says of some how they changed.
    """
    told = moved or {}
    return [
        _row(figure)
        | ({"change": told[figure.indicator.indicator_id]} if figure.indicator.indicator_id in told else {})
        | {"card": [list(entry) for entry in (cards or {}).get(figure.indicator.indicator_id, ())]}
        | {"followable": figure.indicator.indicator_id in followable}
        for figure in figures
    ]


@cached(FIGURES_KEPT)
def _row(figure: KeyFigure) -> dict[str, Any]:
    missing = figure.value is None
    return {
        "id": figure.indicator.indicator_id,
        "title": figure.indicator.short_title,
        "missing": missing,
        "number": "Mangler" if missing else figure.number(figure.value),
        "unit": "" if missing or figure.named else figure.unit_beside(figure.value),
        "when": figure.reference,
        "words": figure.missing_reason if missing else sentences.standing(figure),
        "change": sentences.change(figure),
        "nationally": sentences.nationally(figure),
        "middle": _middle_words(figure),
        "quarter": sentences.quarter(figure) or "",
        "tone": TONES.get(sentences.quarter(figure) or "", ""),
        "spread": _spread_words(figure),
        "country": _country_words(figure),
        "strip": None if figure.named else _strip(figure),
        "spark": _spark(figure),
    }


def _spread_words(figure: KeyFigure) -> str:
    spread = figure.spread
    if figure.named or not spread.reporting:
        return ""
    if spread.reporting < text.FEWEST_FOR_MEDIAN:
        peers = text.count(spread.peers, "sammenlignbar kommune", "sammenlignbare kommuner")
        return f"{spread.reporting} av {peers} har tall"
    low, high = (_number(figure, value) for value in (spread.lower, spread.upper))
    quartiles = f" (halvparten mellom {low} og {high})" if low != high else ""
    counted = f"{spread.reporting} av {spread.peers}" if spread.reporting < spread.peers else str(spread.peers)
    median = f"Median {_number(figure, spread.median)}{quartiles}, {counted} sammenlignbare kommuner"
    if (interval := _interval(figure)) is None:
        return median
    return f"{median}. Usikkerheten er fra {_number(figure, interval[0])} til {_number(figure, interval[1])}"


def _middle_words(figure: KeyFigure) -> str:
    """The median and the country in short: «Median 267 802 · landet 167 288»."""
    median = "" if figure.named or pd.isna(figure.spread.median) else f"median {_number(figure, figure.spread.median)}"
    country = "" if figure.country is None else f"landet {_number(figure, figure.country)}"
    said = " · ".join(filter(None, [median, country]))
    return said[:1].upper() + said[1:]


def _interval(figure: KeyFigure) -> tuple[float, float] | None:
    """What the publisher says of the figure's uncertainty, if it can be compared."""
    own = figure.own
    if figure.named or figure.value is None or not own["comparable"] or pd.isna(own["lower"]):
        return None
    return float(own["lower"]), float(own["upper"])


def _country_words(figure: KeyFigure) -> str:
    if figure.country is not None:
        return f"Landet {figure.shown(figure.country)}"
    return f"Landet er utelatt: {figure.country_left_out}" if figure.country_left_out else ""


def _number(figure: KeyFigure, value: float) -> str:
    return figure.shown(value) if figure.indicator.unit == THOUSANDS else text.number(value, figure.indicator.decimals)


def _strip(figure: KeyFigure) -> dict[str, Any] | None:
    """Positions from 0 to 1 of own figure with its interval, peers, median, quartiles and country; None where no peer
    has a figure.
    """
    peers = figure.peers.assign(shown=figure.peer_values).dropna(subset=["shown"]).sort_values("shown")
    own = figure.value if figure.own["comparable"] else None
    ends = [*peers["shown"], *([own] if own is not None else [])]
    if not ends or not len(peers):
        return None
    country = figure.country if figure.indicator.aggregation != "sum" else None
    interval = _interval(figure) or ()
    ends += [*interval, *([country] if country is not None else [])]
    low, high = min(ends), max(ends)
    log = figure.indicator.aggregation == "sum" and low > 0 and high / low > WIDE_RANGE
    position = _scale(low, high, log)
    spread = figure.spread
    return {
        "peers": [
            [position(row.shown), f"{text.short_name(row.name)}: {figure.shown(row.shown)}"]
            for row in peers[["name", "shown"]].itertuples(index=False, name="Peer")
        ],
        "own": None if own is None else [position(own), f"{figure.municipality}: {figure.shown(own)}"],
        "interval": [position(end) for end in interval] or None,
        "median": position(spread.median) if spread.reporting >= text.FEWEST_FOR_MEDIAN else None,
        "quartiles": [position(spread.lower), position(spread.upper)]
        if spread.reporting >= text.FEWEST_FOR_MEDIAN
        else None,
        "country": position(country) if country is not None else None,
        "ends": [_number(figure, low), _number(figure, high)],
        "log": log,
    }


def _scale(low: float, high: float, log: bool) -> Callable[[float], float]:
    """Where a value lies between the lowest (0) and the highest (1); the middle where they are equal."""
    measure = math.log10 if log else float
    start, span = measure(low), measure(high) - measure(low)
    return lambda value: round((measure(value) - start) / span, 4) if span else 0.5


def _spark(figure: KeyFigure) -> list[list[float | str | None]]:
    """Year, value and text of the municipality's years, where there are at least two figures to join."""
    if figure.named or figure.series["value"].notna().sum() < 2:
        return []
    return [
        [int(row.year), None if pd.isna(row.value) else float(row.value), f"{row.year}: {figure.shown(row.value)}"]
        for row in figure.series[["year", "value"]].itertuples(index=False)
    ]
