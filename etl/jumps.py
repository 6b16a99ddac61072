"""Figures that jump: where the level of all municipalities is many times what it was, or a fraction of it, the office
has likely changed a unit or a measure, or shows zeros while it revises. Such years are held back and told of.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

import pandas as pd

from etl.frames import grouped
from etl.indicator import Indicator
from etl.origins import SsbTable

#: Scales on which a level means something.
MEASURED = ("amount", "change")
#: The level of a year tells of the country when so many of its municipalities have a figure.
ENOUGH = 0.5


@dataclass(frozen=True)
class Jump:
    """The years of an indicator that are held back; `line` says why in Norwegian. `whole` where all of it is."""

    years: tuple[int, ...]
    whole: bool
    line: str


def found(pulled: pd.DataFrame, embedded: pd.DataFrame, catalogue: Mapping[str, Indicator]) -> dict[str, Jump]:
    """What has to be held back of pulled observations, by indicator.

    A year is compared with the pulled year before it and with the embedded figures of its own. Where a series breaks,
    the parts count that agree with the embedded figures; where those say nothing, the part with most years, the earlier
    of two.
    """
    jumps = {}
    for indicator_id, rows in grouped(pulled, "indicator_id", str):
        indicator = catalogue[indicator_id]
        if indicator.scale in MEASURED and isinstance(indicator.origin, SsbTable):
            known = _levels(embedded[embedded["indicator_id"] == indicator_id])
            if jump := _jump(indicator, _levels(rows), known, indicator.origin.largest_change):
                jumps[indicator_id] = jump
    return jumps


def without(rows: pd.DataFrame, jumps: Mapping[str, Jump]) -> pd.DataFrame:
    """The rows (with indicator_id and year) that are not held back."""
    for indicator_id, jump in jumps.items():
        rows = rows[(rows["indicator_id"] != indicator_id) | ~(jump.whole | rows["year"].isin(jump.years))]
    return rows


def _levels(rows: pd.DataFrame) -> pd.Series:
    """The mean size of the municipalities' figures, whichever their signs, by year. It hardly depends on how many
    there are, so that neither a reform nor another list of them makes a jump.
    """
    years = rows.assign(size=rows["value"].astype(float).abs()).groupby("year")["size"].agg(["mean", "count", "size"])
    levels = years.loc[years["count"] >= ENOUGH * years["size"], "mean"]
    return levels.rename(index=int).sort_index()


def _jump(indicator: Indicator, levels: pd.Series, known: pd.Series, factor: float) -> Jump | None:
    compared = _compared(levels, known)
    contradicted = [year for year, other in compared.items() if not _alike(levels[year], known[other], factor)]
    parts = [part for part in _parts(levels, factor) if not set(part) & set(contradicted)]
    confirmed = [part for part in parts if set(part) & compared.keys()]
    longest: Collection[int] = max(parts, key=len, default=())
    kept = {year for part in confirmed for year in part} or set(longest)
    held = tuple(year for year in levels.index if year not in kept)
    if not held:
        return None
    breaks = [(year, known[compared[year]], f"{compared[year]} (innebygd)") for year in contradicted] + [
        (year, levels[before], str(before))
        for before, year in pairwise(levels.index)
        if {before, year} & set(held) and not _alike(levels[year], levels[before], factor)
    ]
    year, other, against = breaks[0]
    span = str(held[0]) if len(held) == 1 else f"{held[0]}–{held[-1]}"
    numbers = [f"{number:.4g}".replace(".", ",") for number in (levels[year], other, factor)]
    line = (
        f"kommunene har i snitt {numbers[0]} i {year} mot {numbers[1]} i {against}, mer enn {numbers[2]} ganger så mye "
        f"eller så lite. Hopper over {f'{span} for ' if kept else ''}«{indicator.short_title}»."
    )
    return Jump(held, not kept, line)


def _compared(levels: pd.Series, known: pd.Series) -> dict[int, int]:
    """The pulled years that have an embedded year to be compared with, with that year: their own, or where no year is
    in both, the last one before them for the first of them.
    """
    if common := {year: year for year in levels.index if year in known.index}:
        return common
    before = [other for other in known.index if len(levels) and other < levels.index[0]]
    return {levels.index[0]: max(before)} if before else {}


def _parts(levels: pd.Series, factor: float) -> Iterator[tuple[int, ...]]:
    """The years in runs without a jump."""
    run: list[int] = []
    for before, year in pairwise([None, *levels.index]):
        if run and not _alike(levels[year], levels[before], factor):
            yield tuple(run)
            run = []
        run.append(year)
    if run:
        yield tuple(run)


def _alike(level: float, other: float, factor: float) -> bool:
    """Whether neither is more than so many times the other; nothing but 0 is like 0."""
    return max(level, other) <= factor * min(level, other)
