"""What figures say of each other: notes on those that a reader would otherwise take for more than they are.

A figure per inhabitant depends on the date where the number of inhabitants changed much in the year. Where it
changed by more than births, deaths and moves add up to, the border or the register did. And a 0 between two like
figures may stand for one that the source lacks.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce

import numpy as np
import pandas as pd

from etl.divisions import INHABITANTS
from etl.indicator import Indicator

#: A change in inhabitants (per cent of those at the beginning of the year) from which a figure per inhabitant says so.
MOVED = 5

#: Inhabitants per thousand that births, deaths and moves may leave unexplained.
UNEXPLAINED = 10
#: What the change in inhabitants is made of, each per thousand of those at the beginning of its period.
EXPLAINED_BY = ("birth_surplus", "net_migration")

#: How many times the change that 99 of 100 yearly changes keep within a 0 is from the figures around it, to be doubted.
FAR = 3
#: The lesser of two figures is at least so much of the other, for them to be alike.
ALIKE = 0.75

Figures = dict[str, pd.DataFrame]


def is_per_inhabitant(indicator: Indicator) -> bool:
    """Whether an indicator is what happened or was counted in a year, divided by all inhabitants of one date.

    A share of them is none: its parts are of the same date.
    """
    return indicator.divisor == INHABITANTS and not indicator.begins and " per " in f" {indicator.unit}"


def of_changes(figures: Figures, begins: int, changes: pd.DataFrame) -> Figures:
    """The parts of the change in inhabitants, from the figures of them and of inhabitants (by indicator, then division,
    code and year), with what is said where they don't add up to it; none where one of these lacks.
    """
    if not figures.keys() >= {INHABITANTS, *EXPLAINED_BY}:
        return {}
    people, parts = figures[INHABITANTS]["value"].unstack("year"), [figures[name] for name in EXPLAINED_BY]
    told = unexplained(people, parts, begins)
    told = told[~_divided(told, changes)]
    return {name: _with_notes(figures[name], told) for name in EXPLAINED_BY}


def moved(people: pd.DataFrame) -> pd.Series:
    """By division, code and year, what is said of a year in which the number of inhabitants changed much.

    `people` are inhabitants of 1 January, a column a year.
    """
    change = 100 * (people.rename(columns=lambda year: year - 1) / people - 1)
    much = _beyond(change.stack(), MOVED)
    said = [
        f"Folketallet {'økte' if per_cent > 0 else 'sank'} med {abs(per_cent):.0f} prosent i {year}: tallet per "
        "innbygger avhenger av hvilken dato det deles på"
        for year, per_cent in zip(much.index.get_level_values("year"), much.tolist(), strict=True)
    ]
    return pd.Series(said, index=much.index, dtype=object)


def unexplained(people: pd.DataFrame, parts: list[pd.DataFrame], begins: int) -> pd.Series:
    """By division, code and year, what is said where the change in inhabitants over a period isn't the sum of its
    parts. The period begins 1 January `begins` years from the figures' own and ends with that year.
    """
    explained = reduce(pd.Series.add, (part["value"] for part in parts)).unstack("year")
    years = [year for year in map(int, explained.columns) if {year + begins, year + 1} <= set(people.columns)]
    left = {
        year: 1000 * (people[year + 1] / people[year + begins] - 1) - explained[year].reindex(people.index)
        for year in years
    }
    if not left:
        return pd.Series(dtype=object)
    rests = pd.concat(left, names=["year"]).reorder_levels([1, 2, 0])  # as UNIT
    much = _beyond(rests, UNEXPLAINED).sort_index()
    said = [
        f"Folketallet er {abs(rest):.0f} per 1 000 innbyggere {'høyere' if rest > 0 else 'lavere'} enn fødte, døde og "
        f"flytting {year + begins}–{year} tilsier: kan skyldes grenseendring eller oppgjør i registeret"
        for year, rest in zip(much.index.get_level_values("year"), much.tolist(), strict=True)
    ]
    return pd.Series(said, index=much.index, dtype=object)


def doubtful_zeros(values: pd.DataFrame, decimals: int) -> pd.Series:
    """By unit and year, what is said of a 0 between two like figures, where changes are else much smaller.

    `values` are one indicator's figures, a row a unit, a column a year. Where 0 is common, as of what is counted in a
    year and of the few, changes are as large as the figures, and none is doubted.
    """
    columns = [int(year) for year in values.columns]
    years = values.reindex(columns=range(min(columns), max(columns) + 1))
    before, after = years.shift(1, axis="columns"), years.shift(-1, axis="columns")
    changes = (years - before).abs().stack()
    if changes.empty:
        return pd.Series(dtype=object)
    lesser, larger = np.minimum(before, after), np.maximum(before, after)
    is_doubtful = (years == 0) & (lesser >= ALIKE * larger) & (lesser > FAR * changes.quantile(0.99))
    sides = pd.DataFrame({"before": before.stack(), "after": after.stack()})[is_doubtful.stack()]
    said = [
        f"kilden oppgir 0, mellom {_decimal(before, decimals)} i {year - 1} og {_decimal(after, decimals)} i "
        f"{year + 1}: tallet kan mangle der"
        for before, after, year in zip(
            sides["before"].tolist(), sides["after"].tolist(), sides.index.get_level_values(1).tolist(), strict=True
        )
    ]
    return pd.Series(said, index=sides.index, dtype=object)


def _decimal(value: float, decimals: int) -> str:
    """A number in Norwegian."""
    return f"{value:.{decimals}f}".replace(".", ",")


def _beyond(values: pd.Series | pd.DataFrame, limit: float) -> pd.Series:
    """The values of a column that are larger than a limit, whichever their signs."""
    column = pd.Series(values)
    return column[column.abs() > limit]


def _divided(told: pd.Series, changes: pd.DataFrame) -> np.ndarray:
    """Which rows are of units that were divided, or are a part of one: their periods are not whole."""
    split = changes[changes["kind"].isin(["split", "part"])]
    units = {*zip(split["from_division"], split["from_code"], strict=True)}
    units |= {*zip(split["to_division"], split["to_code"], strict=True)}
    return np.array([(division, code) in units for division, code, _ in told.index], dtype=bool)


def _with_notes(figures: pd.DataFrame, told: pd.Series) -> pd.DataFrame:
    """The figures with what is told of some of them after their own notes."""
    found = told.reindex(figures.index).where(figures["value"].notna())
    rows = found.notna()
    if not rows.any():
        return figures
    figures = figures.copy()
    figures.loc[rows, "note"] = [joined(pair) for pair in zip(figures.loc[rows, "note"], found[rows], strict=True)]
    return figures


def joined(said: Iterable[str | float | None]) -> str | None:
    """Notes as one text, each once, also what an earlier one that was joined before says; None where there is none."""
    told: list[str] = []
    for note in said:
        if isinstance(note, str) and f"{note}. " not in f"{'. '.join(told)}. ":
            told.append(note)
    return ". ".join(told) or None
