"""Indicators that are computed from others: in each division from that division's own figures."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce

import numpy as np
import pandas as pd

from etl.catalogue import ChangePerCent, Classes, Difference, Indicator, Ratio, Subtraction
from etl.divisions import INHABITANTS, PROVISIONAL_NOTE, places
from etl.material import MISSING, UNIT

#: A change in inhabitants (per cent of those at the beginning of the year) from which an amount per inhabitant says so.
MOVED = 5
#: What begins the note of a figure that is left out of every comparison; pages tell the rest as the reason.
NOT_COMPARABLE = "Kan ikke sammenlignes: "
#: Units that say that an amount was divided by all inhabitants.
PER_INHABITANT = "kroner per innbygger"

#: Heaviest first in MISSING; 0 is a figure.
WEIGHT = {status: weight for weight, status in enumerate(reversed(MISSING), start=1)}


class DeriveError(Exception):
    """An indicator that can't be computed or remarked on; the message names it."""


def with_derived(observations: pd.DataFrame, catalogue: dict[str, Indicator], changes: pd.DataFrame) -> pd.DataFrame:
    """The observations and the indicators that are computed from them, with the catalogue's remarks.

    Amounts per inhabitant are remarked on where the number of inhabitants changed much in the year. Adds the column
    `comparable`: false where a remark says that the figure can't be compared with others', or where
    it is computed from such a figure. A computed figure has status derived (modelled if an input is) and its inputs'
    notes; if an input is missing, so is the figure, for the same reason (not_applicable before the others).
    """
    figures = {
        indicator_id: rows.assign(comparable=True).set_index(UNIT).sort_index()
        for indicator_id, rows in observations.groupby("indicator_id")
    }
    told = _moved_inhabitants(figures.get(INHABITANTS))
    for name, rows in figures.items():
        if catalogue[name].unit == PER_INHABITANT:
            figures[name] = _with_notes(rows, told)
    for indicator in catalogue.values():
        if indicator.inputs:
            figures[indicator.indicator_id] = _with_read(indicator, figures)
        if indicator.remarks:
            figures[indicator.indicator_id] = _remarked(figures[indicator.indicator_id], indicator, changes)
    return pd.concat(figures.values()).reset_index()


def _moved_inhabitants(people: pd.DataFrame | None) -> pd.Series:
    """By division, code and year, what is said of a year in which the number of inhabitants changed much."""
    if people is None:
        return pd.Series(dtype=object)
    first, last = _aligned(people, _moved(people, -1))
    change = _quotient(_values(last) - _values(first), _values(first), 100)
    return pd.Series(
        [
            f"Folketallet {'økte' if per_cent > 0 else 'sank'} med {abs(per_cent):.0f} prosent i {year}: tallet "
            "per innbygger avhenger av hvilken dato det deles på"
            for per_cent, year in zip(change, first.index.get_level_values("year"), strict=True)
            if abs(per_cent) > MOVED
        ],
        index=first.index[abs(change) > MOVED],
        dtype=object,
    )


def _with_notes(figures: pd.DataFrame, told: pd.Series) -> pd.DataFrame:
    """The figures with what is said of some of them after their own notes."""
    found = told.reindex(figures.index).where(figures["value"].notna())
    rows = found.notna()
    if not rows.any():
        return figures
    figures = figures.copy()
    figures.loc[rows, "note"] = [_joined(pair) for pair in zip(figures.loc[rows, "note"], found[rows], strict=True)]
    return figures


def _with_read(indicator: Indicator, figures: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """The computed figures, and those that were read where the inputs have none; the other way round where what was
    read is the publisher's own figure and ours only stands in for it.
    """
    read = figures.get(indicator.indicator_id)
    if read is None:
        return _computed(indicator, figures)
    if not figures.keys() >= set(indicator.inputs):
        return read
    computed = _computed(indicator, figures)
    if isinstance(indicator.origin, Subtraction):
        read, computed = computed, read
    return pd.concat([computed, read.loc[read.index.difference(computed.index)]]).sort_index()


def _computed(indicator: Indicator, figures: dict[str, pd.DataFrame]) -> pd.DataFrame:
    if absent := [name for name in indicator.inputs if name not in figures]:
        raise DeriveError(f"{indicator.indicator_id}: mangler tall for «{absent[0]}»")
    match indicator.origin:
        case ChangePerCent(of=of, years=years):
            inputs = _aligned(figures[of], _moved(figures[of], years))
            now, before = map(_values, inputs)
            values = _quotient(now - before, before, factor=100)
        case Difference(of=of, from_year=first, to_year=last):
            inputs = _aligned(_of_year(figures[of], last), _moved(_of_year(figures[of], first), last - first))
            now, before = map(_values, inputs)
            values = now - before
        case Subtraction(of=of, minus=minus):
            inputs = _aligned(figures[of], figures[minus])
            whole, part = map(_values, inputs)
            values = whole - part
        case Ratio() as ratio:
            above = [figures[name] for name in ratio.numerator]
            below = [figures[name] for name in ratio.denominator]
            if ratio.denominator_year is not None:
                years = above[0].index.unique("year")
                below = [_repeated(_of_year(figure, ratio.denominator_year), years) for figure in below]
            inputs = _aligned(*above, *below)
            columns = list(map(_values, inputs))
            values = _quotient(sum(columns[: len(above)]), sum(columns[len(above) :]), ratio.factor)
        case Classes(of=of, limits=limits):
            inputs = [figures[of]]
            column = _values(figures[of])
            values = np.where(np.isnan(column), np.nan, np.searchsorted(limits, column, side="right") + 1)
    return _figures(indicator, values, inputs)


def _values(figures: pd.DataFrame) -> np.ndarray:
    return figures["value"].to_numpy(dtype=float)


def _quotient(above: np.ndarray, below: np.ndarray, factor: float) -> np.ndarray:
    """NaN where there is nothing to divide by."""
    return np.divide(above * factor, below, out=np.full(len(above), np.nan), where=below != 0)


def _moved(figures: pd.DataFrame, years: int) -> pd.DataFrame:
    """The same figures, dated a number of years later."""
    dated = figures.index.set_levels(figures.index.levels[2] + years, level="year")
    return figures.set_axis(dated)


def _of_year(figures: pd.DataFrame, year: int) -> pd.DataFrame:
    return figures[figures.index.get_level_values("year") == year]


def _repeated(figures: pd.DataFrame, years: Iterable[int]) -> pd.DataFrame:
    """The figures of one year as if they were of each of `years`."""
    undated = figures.droplevel("year")
    dated = dict.fromkeys(years, undated)
    return pd.concat(dated, names=["year"]).reorder_levels(UNIT).sort_index()


def _aligned(*inputs: pd.DataFrame) -> list[pd.DataFrame]:
    """The inputs, each with just the units and years that all of them have, in the same order."""
    common = reduce(pd.Index.intersection, (figures.index for figures in inputs))
    return [figures.reindex(common) for figures in inputs]


def _figures(indicator: Indicator, values: np.ndarray, inputs: list[pd.DataFrame]) -> pd.DataFrame:
    """The values with the status, notes and comparability that follow from their inputs; years without any figure
    are left out.
    """
    statuses = np.column_stack([figures["status"].to_numpy(dtype=object) for figures in inputs])
    weights = np.column_stack([figures["status"].map(WEIGHT).fillna(0).to_numpy() for figures in inputs])
    rows = np.arange(len(values))
    heaviest = weights.argmax(axis=1)
    missing = weights.any(axis=1)
    modelled = (statuses == "modelled").any(axis=1) | (indicator.kind == "modelled")
    status = np.where(modelled, "modelled", "derived").astype(object)
    status[missing] = statuses[rows, heaviest][missing]
    undefined = ~missing & np.isnan(values)
    status[undefined] = "not_applicable"
    note = _notes(inputs, statuses, missing, heaviest)
    note[undefined] = "Kan ikke regnes ut: det ville vært å dele på null"
    comparable = np.column_stack([figures["comparable"].to_numpy(dtype=bool) for figures in inputs])
    figures = pd.DataFrame(
        {
            "indicator_id": indicator.indicator_id,
            "value": np.where(missing, np.nan, values),
            "status": status,
            "note": note,
            "source_id": indicator.source_id,
            "comparable": comparable.all(axis=1),
        },
        index=inputs[0].index,
    )
    return figures[figures["value"].notna().groupby(["division", "year"]).transform("any")]


def _notes(inputs: list[pd.DataFrame], statuses: np.ndarray, missing: np.ndarray, heaviest: np.ndarray) -> np.ndarray:
    """Per row the notes of all inputs, or of the one (`heaviest`) that is why the figure is missing."""
    notes = np.column_stack([figures["note"].to_numpy(dtype=object) for figures in inputs])
    provisional = (statuses == "provisional").any(axis=1) & ~missing
    result = np.full(len(notes), None, dtype=object)
    for row in np.flatnonzero(pd.notna(notes).any(axis=1) | provisional):
        result[row] = _joined([notes[row, heaviest[row]]] if missing[row] else notes[row], provisional[row])
    return result


def _joined(notes: Iterable[str | float | None], provisional: bool = False) -> str | None:
    """Notes as one text, each once; None where there is none."""
    wanted = [note for note in notes if isinstance(note, str)]
    if provisional:
        wanted.append(PROVISIONAL_NOTE)
    return ". ".join(dict.fromkeys(wanted)) or None


def _remarked(figures: pd.DataFrame, indicator: Indicator, changes: pd.DataFrame) -> pd.DataFrame:
    """The figures with the catalogue's remarks on some municipalities, in every division they are found in."""
    figures = figures.copy()
    units = figures.index.droplevel("year")
    for remark in indicator.remarks:
        found = units.isin(list(places(remark.codes, changes)))
        if not found.any():
            raise DeriveError(f"{indicator.indicator_id}.yaml: remarks gjelder ukjente kommuner: {remark.codes}")
        found &= figures["value"].notna()
        said = remark.note if remark.comparable else f"{NOT_COMPARABLE}{remark.note}"
        figures.loc[found, "note"] = [_joined([note, said]) for note in figures.loc[found, "note"]]
        figures.loc[found, "comparable"] &= remark.comparable
    return figures
