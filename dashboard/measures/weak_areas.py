"""In how many areas a municipality is among the weakest, each area apart, and how the count hangs on where the cut is.

The cut is the per cent of the municipalities that are called the weakest; the indicator's file declares the usual one.
"""

from __future__ import annotations

import re

import pandas as pd

from dashboard import text
from dashboard.data import compliance_queries, queries
from dashboard.data.database import Database, question
from dashboard.measures import association, regression
from etl import rules

WEAK_AREAS = "weak_areas"

LOWEST, HIGHEST, STEP = 5, 40, 5
"""The cuts that a reader may choose, in per cent."""

CUT_LABEL = "Hvor mange prosent av kommunene regnes som de svakeste?"
"""What the reader is asked who may choose the cut."""

SEVERAL = 3
"""Areas from which a municipality is weak in several."""

BESIDE = (15, 20, 25)
"""Cuts whose counts are told together, so that the reader sees what the cut does."""

ROUNDING = 1e-9

UNKNOWN = "Uten tall"
"""What a note calls the areas that a municipality has no figure for."""

PARTS: dict[float, str] = {5: "tjuedel", 10: "tidel", 20: "femdel", 25: "fjerdedel"}
NUMBERS = {1: "ett", 2: "to", 3: "tre", 4: "fire", 5: "fem", 6: "seks", 7: "sju"}


def rule(indicator: queries.Indicator) -> rules.Rule | None:
    """The rule of a count of weak areas (areas, share, least); None for any other indicator."""
    found = rules.read(indicator.computation)
    return found if found.get("kind") == "weak_areas" else None


def shown(database: Database, indicator_id: str, division: str, year: int, cut: int | None) -> pd.DataFrame:
    """The figures of an indicator as `queries.values` gives them; of a count of weak areas with another cut than the
    declared, those of that cut.
    """
    values = queries.values(database, indicator_id, division, year)
    declared = rule(queries.all_indicators(database)[indicator_id])
    if declared is None or cut is None or cut == declared["share"]:
        return values
    weak = apart(database, indicator_id, division).le(cut + ROUNDING)
    counted = weak.sum(axis=1).astype(float).reindex(values["code"]).to_numpy()
    notes = told(database, indicator_id, division, cut).reindex(values["code"]).to_numpy()
    return values.assign(value=values["value"].where(values["value"].isna(), counted), note=notes)


@question
def apart(database: Database, indicator_id: str, division: str) -> pd.DataFrame:
    """By code, a column for each area: the smallest cut with which the municipality is weak there, NaN where that is
    not known.
    """
    rows = compliance_queries.weak_areas(database, indicator_id, division)
    names = rows.drop_duplicates("position").sort_values("position")["area"]
    return rows.pivot(index="code", columns="area", values="weak_at")[names.tolist()]


@question
def told(database: Database, indicator_id: str, division: str, cut: float) -> pd.Series:
    """By code: «Svak: alder, inntekt. Ikke svak: folketall, økonomi. Uten tall: kompetanse»."""
    return apart(database, indicator_id, division).apply(_sentence, axis=1, cut=cut)


def _sentence(weak_at: pd.Series, cut: float) -> str:
    weak = weak_at.le(cut + ROUNDING)
    named = {"Svak": weak_at.index[weak], "Ikke svak": weak_at.index[~weak & weak_at.notna()],
             UNKNOWN: weak_at.index[weak_at.isna()]}  # fmt: skip
    return ". ".join(f"{label}: {', '.join(names)}" for label, names in named.items() if len(names))


@question
def weak_in(database: Database, indicator_id: str, division: str, cut: float) -> pd.Series:
    """By code the areas that a municipality is weak in: «alder, inntekt»; empty for none."""
    weak = apart(database, indicator_id, division).le(cut + ROUNDING)
    return weak.apply(lambda row: ", ".join(row.index[row]), axis=1)


def measured_in(database: Database, indicator: queries.Indicator, division: str) -> dict[str, int]:
    """By area, the year of the figures that it is counted by: the newest of each."""
    declared = rule(indicator) or {"areas": []}
    return {area["name"]: queries.years(database, area["of"], division)[0] for area in declared["areas"]}


def numeral(number: int) -> str:
    """«tre» for 3; larger numbers in figures."""
    return NUMBERS.get(number, str(number))


def among(indicator: queries.Indicator, note: str | None) -> str:
    """What a municipality's count is of, by the note of its figure: «fem områder», «fire områder med tall» where it
    lacks one that can be compared; empty for any other indicator.
    """
    declared = rule(indicator)
    if declared is None:
        return ""
    lacking = re.search(rf"{UNKNOWN}: ([^.]+)", note) if isinstance(note, str) else None
    absent = len(lacking.group(1).split(", ")) if lacking else 0
    return f"{numeral(len(declared['areas']) - absent)} områder{' med tall' if absent else ''}"


def words(cut: float) -> str:
    """«i svakeste femdel» for 20, «blant de 15 prosent svakeste»: how the cut is told."""
    return f"i svakeste {PARTS[cut]}" if cut in PARTS else f"blant de {text.number(cut)} prosent svakeste"


def finding(values: pd.DataFrame, areas: int, cut: float) -> str:
    """«33 kommuner er i svakeste femdel på minst tre av fem rammevilkår»."""
    several = int((values["value"] >= SEVERAL).sum())
    known = int(values["value"].notna().sum())
    whom = f"{text.count(known, 'kommune', 'kommuner')}{' med tall' if known < len(values) else ''}"
    return (
        f"{text.or_none(several).capitalize()} av {whom} er {words(cut)} på minst {numeral(SEVERAL)} av "
        f"{numeral(areas)} rammevilkår"
    )


def sensitivity(database: Database, indicator_id: str, division: str, year: int) -> str:
    """How many are weak in several areas with other cuts."""
    counts = [int((shown(database, indicator_id, division, year, cut)["value"] >= SEVERAL).sum()) for cut in BESIDE]
    cuts, found = (text.listed(text.number(one) for one in numbers) for numbers in (BESIDE, counts))
    return (
        f"Med grensen ved {cuts} prosent er {found} kommuner i hele landet svake på minst {numeral(SEVERAL)} områder."
        f"{_pulling(apart(database, indicator_id, division))}"
    )


def _pulling(areas: pd.DataFrame) -> str:
    """Which areas tend to be weak where another is strong, told of the one that pulls against most; empty for none."""
    against = {one: _against(areas, one) for one in areas.columns.astype(str)}
    strong = max(against, key=lambda one: len(against[one]))
    if not against[strong]:
        return ""
    told = text.listed(f"{area} ({text.number(r, 2)})" for area, r in against[strong].items())
    return f" Områdene trekker ulike veier: der {strong} er sterk, er gjerne {told} svak; i parentes rangkorrelasjonen."


def _against(areas: pd.DataFrame, area: str) -> dict[str, float]:
    """The rank correlations of an area with those that surely and noticeably pull against it, strongest first."""
    found = {
        other: regression.rank_correlation(areas[area], areas[other])
        for other in areas.columns.astype(str)
        if other != area
    }
    return {other: one.r for other, one in sorted(found.items(), key=lambda pair: pair[1].r if pair[1] else 0)
            if one and one.high < 0 and one.r <= -association.SOME}  # fmt: skip
