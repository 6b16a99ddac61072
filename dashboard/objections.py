"""What a sceptic asks of one municipality's figure among its peers, answered from the data."""

from __future__ import annotations

import math

import pandas as pd

from dashboard import queries, text
from dashboard.database import Database
from dashboard.keyfigures import KeyFigure, plain_unit

SMALL = 1000
"""Inhabitants below which every figure of a municipality is said to rest on few people."""

SHARES_OF_INHABITANTS = ("share_67_plus", "share_19_34")
"""Indicators in per cent whose base is the inhabitants themselves, so that an interval can be told."""

NORMAL_95 = 1.96


def answers(database: Database, division: str, figure: KeyFigure) -> tuple[tuple[str, str], ...]:
    """Label and answer: who reports, whether numbers are small, what breaks the series, what the last load changed."""
    found = (
        ("Hvem rapporterer?", reporting(figure)),
        ("Er tallene små?", small_numbers(figure, population(database, division, figure.own["code"]))),
        ("Kan det følges over tid?", comparability(figure)),
        ("Merknad til tallet", figure.own["note"] if isinstance(figure.own["note"], str) else ""),
        ("Endret siden sist?", changed(queries.latest_changes(database, division, figure.own["code"]), figure)),
    )
    return tuple((label, answer) for label, answer in found if answer)


def population(database: Database, division: str, code: str) -> float | None:
    """The newest number of inhabitants, or None."""
    year = queries.years(database, "population", division)[0]
    value = queries.values(database, "population", division, year).set_index("code").at[code, "value"]
    return None if pd.isna(value) else float(value)


def reporting(figure: KeyFigure) -> str:
    """How many peers have a comparable figure, and who has not."""
    spread = figure.spread
    if not spread.peers:
        return "Det er ingen andre i gruppen."
    if spread.reporting == spread.peers:
        return f"Alle de {spread.peers} sammenlignbare har tall."
    absent = figure.peers.loc[figure.peer_values.isna(), "name"].map(text.short_name)
    names = f": {text.listed(absent)} mangler" if len(absent) <= 8 else ""
    return f"{spread.reporting} av {spread.peers} sammenlignbare har tall som kan sammenlignes{names}."


def small_numbers(figure: KeyFigure, inhabitants: float | None) -> str:
    """What one person or a million kroner does to the figure; an interval where the base is the inhabitants."""
    if inhabitants is None or figure.value is None or figure.named:
        return ""
    indicator, parts = figure.indicator, []
    if inhabitants < SMALL:
        parts.append(f"Ja: kommunen har {text.number(inhabitants)} innbyggere, og få hendelser flytter tallet mye.")
    if "per innbygger" in indicator.unit and "kroner" in indicator.unit:
        parts.append(f"Én million kroner er {text.number(1e6 / inhabitants)} kroner per innbygger her.")
    elif "per 1000 innbyggere" in indicator.unit:
        parts.append(f"Én person er {text.number(1000 / inhabitants, 2)} per 1000 innbyggere her.")
    elif indicator.indicator_id in SHARES_OF_INHABITANTS:
        low, high = wilson(figure.value / 100, inhabitants)
        parts.append(
            f"Én person er {text.number(100 / inhabitants, 2)} prosentpoeng. Var innbyggerne et tilfeldig utvalg, "
            f"ville andelen ligget mellom {text.number(100 * low, 1)} og {text.number(100 * high, 1)} prosent "
            "(95 prosent Wilson-intervall)."
        )
    return " ".join(parts)


def wilson(share: float, n: float) -> tuple[float, float]:
    """The 95 per cent Wilson interval of a share (0-1) among n. Raises ZeroDivisionError for n = 0."""
    z2 = NORMAL_95**2 / n
    centre = (share + z2 / 2) / (1 + z2)
    half = math.sqrt(share * (1 - share) * z2 + z2**2 / 4) / (1 + z2)
    return centre - half, centre + half


def comparability(figure: KeyFigure) -> str:
    """Which years can be compared, and why others can't."""
    known = figure.series.dropna(subset=["value"])
    if known.empty:
        return ""
    if len(known) == 1:
        return f"Bare {known['year'].iloc[0]} er lastet."
    years = f"{known['year'].iloc[0]}–{known['year'].iloc[-1]}: {len(known)} årganger."
    notes = figure.series.loc[figure.series["value"].isna(), "note"].dropna().unique()
    return " ".join([years, *(f"{note}." for note in notes)])


def changed(changes: pd.DataFrame, figure: KeyFigure) -> str:
    """What the newest load changed of this indicator."""
    own = changes[changes["indicator_id"] == figure.indicator.indicator_id]
    if own.empty:
        return "Nei, ikke i siste innlasting."
    unit, decimals = plain_unit(figure.indicator), figure.indicator.decimals
    return " ".join(
        f"{row.year}: fra {text.with_unit(row.old_value, unit, decimals)} til "
        f"{text.with_unit(row.new_value, unit, decimals)}."
        for row in own.itertuples()
    )
