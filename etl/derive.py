"""Indicators that are computed from others: in each division from that division's own figures."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce

import numpy as np
import pandas as pd

from etl import notes
from etl.catalogue import ChangePerCent, Classes, Difference, Indicator, Ratio, Subtraction
from etl.divisions import PROVISIONAL_NOTE, places
from etl.material import MISSING, UNIT

#: What begins the note of a figure that is left out of every comparison; pages tell the rest as the reason.
NOT_COMPARABLE = "Kan ikke sammenlignes: "

#: Heaviest first in MISSING; 0 is a figure.
WEIGHT = {status: weight for weight, status in enumerate(reversed(MISSING), start=1)}


class DeriveError(Exception):
    """An indicator that can't be computed or remarked on; the message names it."""


def with_derived(observations: pd.DataFrame, catalogue: dict[str, Indicator], changes: pd.DataFrame) -> pd.DataFrame:
    """The observations and the indicators that are computed from them, with the catalogue's remarks.

    Adds what other figures say of some (etl/notes.py), and the column `comparable`: false where a remark says that the
    figure can't be compared with others', or where it is computed from such a figure. A computed figure has status
    derived (modelled if an input is) and its inputs' notes; if an input is missing, so is the figure, for the same
    reason (not_applicable before the others).
    """
    figures = {
        indicator_id: rows.assign(comparable=True).set_index(UNIT).sort_index()
        for indicator_id, rows in observations.groupby("indicator_id")
    }
    figures = notes.added(figures, catalogue, changes)
    for indicator in catalogue.values():
        if indicator.inputs:
            figures[indicator.indicator_id] = _with_read(indicator, figures)
        if indicator.remarks:
            figures[indicator.indicator_id] = _remarked(figures[indicator.indicator_id], indicator, changes)
    return pd.concat(figures.values()).reset_index()


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
    note = _told(inputs, statuses, missing, heaviest)
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


def _told(inputs: list[pd.DataFrame], statuses: np.ndarray, missing: np.ndarray, heaviest: np.ndarray) -> np.ndarray:
    """Per row the notes of all inputs, or of the one (`heaviest`) that is why the figure is missing."""
    said = np.column_stack([figures["note"].to_numpy(dtype=object) for figures in inputs])
    provisional = (statuses == "provisional").any(axis=1) & ~missing
    result = np.full(len(said), None, dtype=object)
    for row in np.flatnonzero(pd.notna(said).any(axis=1) | provisional):
        own = [said[row, heaviest[row]]] if missing[row] else said[row]
        result[row] = notes.joined([*own, PROVISIONAL_NOTE if provisional[row] else None])
    return result


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
        figures.loc[found, "note"] = [notes.joined([note, said]) for note in figures.loc[found, "note"]]
        figures.loc[found, "comparable"] &= remark.comparable
    return figures
