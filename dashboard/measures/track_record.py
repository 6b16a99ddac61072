"""How the computation behind «Framover» did before: the same from earlier years, against what happened.

An interval is made to hold 80 per cent; what it held is measured at the years ahead that the later start has behind it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pandas as pd

from dashboard import text
from dashboard.data import projection_queries, queries
from dashboard.data.database import Database, question
from dashboard.measures import ahead
from dashboard.measures.ahead import LABELS, OBSERVED, OLDEST, PEOPLE, RATIO

WANTED = 80
"""What the intervals are made to cover, in per cent."""

MEASURES = {**LABELS, RATIO: "20–66 år per innbygger 80+"}
"""What each measure is called."""


def record(database: Database, division: str, codes: frozenset[str]) -> pd.DataFrame:
    """What the same computation would have said of some municipalities together, of those that it could be made for:
    start, year, indicator_id, projected, happened, lower, upper (of a single municipality), error (per cent, of whole
    persons), outside (whether what happened lies outside the interval).
    """
    rows = projection_queries.tests(database, division)
    rows = rows[rows["code"].isin(codes) & rows["indicator_id"].isin(list(LABELS))]
    sums = rows.groupby(["start", "year", "indicator_id"])[["projected", "happened", "lower", "upper"]]
    found = sums.sum(min_count=1).reset_index()
    if len(codes) > 1:
        found[["lower", "upper"]] = np.nan
    order = found["indicator_id"].map(list(LABELS).index)
    error = 100 * (found["projected"].map(text.rounded) / found["happened"] - 1)
    outside = found["lower"].notna() & ~found["happened"].between(found["lower"], found["upper"])
    found = found.assign(error=error, outside=outside, order=order)
    return found.sort_values(["start", "year", "order"], ascending=[False, False, True], ignore_index=True)


def tried(database: Database, division: str, codes: frozenset[str]) -> int:
    """How many of some municipalities the later start could be made for."""
    rows = projection_queries.tests(database, division)
    rows = rows[rows["code"].isin(codes) & (rows["start"] == rows["start"].max())]
    return int(rows["code"].nunique())


def record_sentence(found: pd.DataFrame, indicator_id: str, name: str) -> str:
    """«Fra 2016 ville samme regnemåte gitt Utsira 190 innbyggere i 2026; det ble 219, utenfor intervallet (181–210).»;
    nothing where untested.
    """
    rows = found[found["indicator_id"] == indicator_id]
    if rows.empty:
        return ""
    one = rows.iloc[0]
    whom = "innbyggere" if indicator_id == PEOPLE else f"innbyggere på {LABELS[indicator_id]}"
    projected, span = ahead.told(one["projected"], one["lower"], one["upper"]), ""
    if one["outside"]:
        projected, low, high = _rounded_alike(one)
        span = f", utenfor intervallet ({low}–{high})"
    return (
        f"Fra {one['start']} ville samme regnemåte gitt {name} {projected} {whom} i {one['year']}; det ble "
        f"{text.number(one['happened'])}{span}."
    )


def _rounded_alike(one: pd.Series) -> tuple[str, str, str]:
    """What was projected and both ends of its interval in the same units: the interval's, or finer where what happened
    would else seem to lie within it; at last the whole numbers that do.
    """
    low, high, happened = one["lower"], one["upper"], one["happened"]
    unit = ahead.unit_of(low, high)
    while (within := text.rounded(low / unit) <= happened / unit <= text.rounded(high / unit)) and unit > 1:
        unit //= 10
    if within:
        low, high = math.ceil(low), math.floor(high)
    return ahead.in_units(one["projected"], unit), ahead.in_units(low, unit), ahead.in_units(high, unit)


def record_sentences(found: pd.DataFrame, name: str) -> list[str]:
    """How it did for all inhabitants and for the old, and wherever what happened lies outside the interval."""
    missed = found.drop_duplicates("indicator_id").set_index("indicator_id")["outside"]
    told = [name for name in LABELS if name in (PEOPLE, OLDEST) or missed.get(name, False)]
    return [said for id_ in told if (said := record_sentence(found, id_, name))]


def backtest(database: Database, division: str) -> pd.DataFrame:
    """start, year, indicator_id, municipalities, median (absolute error in per cent), country (its error in per cent),
    covered (per cent of municipalities within the interval, NaN where there was none).
    """
    rows = _errors(database, division)
    key = ["start", "year", "indicator_id"]
    found = rows.groupby(key).agg(municipalities=("code", "size"), median=("size_of_error", "median"),
                                  projected=("projected", "sum"), happened=("happened", "sum"))  # fmt: skip
    tested = rows[rows["lower"].notna()]
    inside = tested["happened"].between(tested["lower"], tested["upper"])
    found["covered"] = 100 * inside.groupby([tested[name] for name in key]).mean()
    found["country"] = 100 * (found["projected"] / found["happened"] - 1)
    found.loc[found.index.get_level_values("indicator_id") == RATIO, "country"] = np.nan
    found = found.reset_index()
    order = found["indicator_id"].map(list(OBSERVED).index)
    return found.assign(order=order).sort_values(["start", "year", "order"], ascending=[False, False, True],
                                                 ignore_index=True)  # fmt: skip


def backtest_by(database: Database, division: str, group: pd.Series) -> pd.DataFrame:
    """The later start by groups of municipalities, a row a year, indicator and group: `median` (absolute error in per
    cent), `covered` (per cent within the interval) and `municipalities`.
    """
    rows = _errors(database, division)
    rows = rows[rows["start"] == rows["start"].max()]
    rows = rows.assign(group=rows["code"].map(group), inside=rows["happened"].between(rows["lower"], rows["upper"]))
    return rows.groupby(["year", "indicator_id", "group"]).agg(
        median=("size_of_error", "median"),
        covered=("inside", lambda inside: 100 * inside.mean()),
        municipalities=("code", "nunique"),
    )


def _errors(database: Database, division: str) -> pd.DataFrame:
    rows = projection_queries.tests(database, division)
    return rows.assign(size_of_error=100 * (rows["projected"] / rows["happened"] - 1).abs())


def covered(database: Database, division: str) -> float:
    """Per cent of all figures of the later start's last year, in municipalities, that lay within their interval."""
    rows = backtest(database, division).dropna(subset="covered")
    last = rows[rows["year"] == rows["year"].max()]
    return float(np.average(last["covered"], weights=last["municipalities"]))


# --- What the intervals were worth ------------------------------------------------------------------------------------


@question
def coverage(database: Database, division: str) -> pd.Series:
    """Per cent of municipalities within their interval, by years ahead and indicator, where the later start tells."""
    rows = backtest(database, division).dropna(subset="covered")
    rows = rows[rows["start"] == rows["start"].max()]
    return rows.assign(ahead=rows["year"] - rows["start"]).set_index(["ahead", "indicator_id"])["covered"]


def coverage_of(database: Database, division: str, year: int, indicator_id: str) -> float:
    """What the interval of a year ahead has been worth as far ahead, in per cent; NaN where that isn't measured."""
    return float(coverage(database, division).get((year - ahead.base(database, division), indicator_id), np.nan))


def coverage_sentence(database: Database, division: str, year: int, indicator_ids: Sequence[str]) -> str:
    """«Intervallene for 2031 er laget for å dekke 80 prosent. Målt i hele landet like langt fram (2016 til 2021) dekket
    de 71 prosent for alle og 63 for 0–17 år.»; that it isn't measured, where it isn't; nothing for today's year.
    """
    start, far = backtest(database, division)["start"].max(), year - ahead.base(database, division)
    if not far:
        return ""
    made = f"Intervallene for {year} er laget for å dekke {WANTED} prosent"
    found = {name: coverage_of(database, division, year, name) for name in indicator_ids}
    if pd.isna(list(found.values())).any():
        return f"{made}; så langt fram er dekningen ikke målt."
    said = [
        f"{text.number(value)}{'' if place else ' prosent'} for {text.uncapitalised(MEASURES[name])}"
        for place, (name, value) in enumerate(found.items())
    ]
    return f"{made}. Målt i hele landet like langt fram ({start} til {start + far}) dekket de {text.listed(said)}."


def coverage_span(database: Database, division: str, year: int) -> str:
    """«63–87 prosent», from the measure that the intervals of a year covered least to the one they covered most; empty
    where that isn't measured.
    """
    found = [coverage_of(database, division, year, name) for name in LABELS]
    if pd.isna(found).any():
        return ""
    return f"{text.number(min(found))}–{text.number(max(found))} prosent"


SIZES = (0, 1_000, 3_000, 5_000, 10_000, 20_000, 50_000)
"""The least inhabitants of each group that the intervals are tried in."""

SIZE_NAMES = {
    place: f"{text.number(low)}–{text.number(high - 1)}" if low else f"under {text.number(high)}"
    for place, (low, high) in enumerate(pairwise(SIZES))
} | {len(SIZES) - 1: f"{text.number(SIZES[-1])} og over"}
"""What the groups are called, by their place."""


def sizes(database: Database, division: str) -> pd.Series:
    """Which group each municipality is in by its inhabitants today, by code."""
    people = queries.values_by_code(database, "population", division, ahead.base(database, division))["value"]
    return pd.Series(pd.cut(people, [*SIZES, float("inf")], right=False, labels=False), people.index)


def coverage_of_alike(database: Database, division: str, year: int, code: str) -> str:
    """«; blant de 22 målte med under 1 000 innbyggere 59–77 prosent»: what the intervals of a year were worth among
    municipalities of the size of one; empty where that isn't measured.
    """
    group, far = sizes(database, division), year - ahead.base(database, division)
    start = backtest(database, division)["start"].max()
    tried_out = backtest_by(database, division, group)
    asked = pd.MultiIndex.from_tuples([(start + far, name, group[code]) for name in LABELS])
    found, tested = (tried_out[name].reindex(asked) for name in ("covered", "municipalities"))
    if found.isna().any():
        return ""
    alike, place = int(tested.max()), int(group[code])
    largest = f"{text.number(SIZES[-1])} innbyggere eller flere"
    size = largest if place == len(SIZES) - 1 else f"{SIZE_NAMES[place]} innbyggere"
    return (
        f"; blant de {text.number(alike)} målte med {size} {text.number(min(found))}–{text.number(max(found))} prosent"
    )


def coverage_of_own(database: Database, division: str, year: int, code: str, name: str) -> str:
    """«; for Vaksdal selv lå 1 av 4 prøvde tall i intervallet»: of one's own figures, as far ahead as a year; empty
    where they weren't tried.
    """
    found = record(database, division, frozenset({code}))
    found = found[found["lower"].notna() & (found["year"] - found["start"] == year - ahead.base(database, division))]
    if found.empty:
        return ""
    inside = int((~found["outside"]).sum())
    return f"; for {name} selv lå {text.or_none(inside)} av {len(found)} prøvde tall i intervallet"
