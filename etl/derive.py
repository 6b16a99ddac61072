"""Indicators that are computed from others: in each division from that division's own figures.

Figures are kept as numbers alone (a unit and year, a status, a note and a source are each an index in a list of texts),
so that hundreds of thousands are computed in a second.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import reduce

import numpy as np
import pandas as pd

from etl import notes, rules
from etl.dataset import MISSING, UNIT, VALUED
from etl.divisions import INHABITANTS, PROVISIONAL_NOTE, places
from etl.frames import grouped
from etl.indicator import Indicator
from etl.origins import Subtraction

#: What begins the note of a figure that is left out of every comparison; pages tell the rest as the reason.
NOT_COMPARABLE = "Kan ikke sammenlignes: "

#: Statuses by number: those with a value, then those without, the heaviest last.
STATUSES = [*VALUED, *reversed(MISSING)]
DERIVED, MODELLED, PROVISIONAL = map(STATUSES.index, ("derived", "modelled", "provisional"))
FIRST_MISSING = len(VALUED)
#: A unit's number times this, plus the year, is the key of a figure.
YEARS = 10_000
#: Of these the first is always there.
NUMBERS = ("value", "lower", "upper")


class DeriveError(Exception):
    """An indicator that can't be computed or remarked on; the message names it."""


@dataclass
class _Texts:
    """Texts by number; none is -1."""

    known: list[str] = field(default_factory=list)
    numbers: dict[str, int] = field(default_factory=dict)

    def number(self, text: str | None) -> int:
        if text is None:
            return -1
        if text not in self.numbers:
            self.numbers[text] = len(self.known)
            self.known.append(text)
        return self.numbers[text]

    def all(self, column: pd.Series) -> np.ndarray:
        """The number of each text of a column."""
        codes, texts = pd.factorize(column)
        return np.append([self.number(text) for text in texts], -1).astype(np.int32)[codes]

    def texts(self, numbers: np.ndarray | pd.Series) -> pd.api.extensions.ExtensionArray:
        """The texts behind numbers."""
        return _strings(self.known, numbers)


class _Book:
    """The figures of each indicator by number, and the texts that the numbers stand for."""

    def __init__(self, observations: pd.DataFrame) -> None:
        self.notes, self.sources = _Texts(), _Texts()
        units = observations.groupby(["division", "code"], sort=True, observed=True)
        self.units = pd.DataFrame(list(units.groups), columns=["division", "code"])
        numbers = pd.DataFrame(
            {
                **{column: observations[column].to_numpy(dtype=float) for column in NUMBERS if column in observations},
                "status": pd.Categorical(observations["status"], STATUSES).codes,
                "note": self.notes.all(observations["note"]),
                "source_id": self.sources.all(observations["source_id"]),
                "comparable": True,
            },
            index=units.ngroup().to_numpy() * YEARS + observations["year"].to_numpy(dtype=int),
        )
        self.figures: dict[str, pd.DataFrame] = {
            str(name): rows.sort_index()
            for name, rows in numbers.groupby(observations["indicator_id"].to_numpy(), sort=False)
        }

    def by_key(self, told: pd.Series) -> pd.Series:
        """What is told by division, code and year, by the numbers that figures have here."""
        division, code, year = (told.index.get_level_values(level) for level in UNIT)
        units = pd.MultiIndex.from_frame(self.units).get_indexer(pd.MultiIndex.from_arrays([division, code]))
        return told.set_axis(units * YEARS + year.to_numpy(dtype=int))

    def frame(self) -> pd.DataFrame:
        """All figures in words."""
        rows = pd.concat(self.figures.values(), keys=self.figures.keys(), names=["indicator_id", "key"]).reset_index()
        unit, year = np.divmod(rows.pop("key").to_numpy(), YEARS)
        return rows.assign(
            division=_strings(self.units["division"], unit),
            code=_strings(self.units["code"], unit),
            year=year,
            status=_strings(STATUSES, rows["status"]),
            note=self.notes.texts(rows["note"]),
            source_id=self.sources.texts(rows["source_id"]),
        )


def _strings(texts: Iterable[str], numbers: np.ndarray | pd.Series) -> pd.api.extensions.ExtensionArray:
    """The texts at some places, nothing at -1."""
    return pd.array(list(texts), dtype="str").take(np.asarray(numbers), allow_fill=True)


def with_derived(observations: pd.DataFrame, catalogue: dict[str, Indicator], changes: pd.DataFrame) -> pd.DataFrame:
    """The observations and the indicators that are computed from them, with the catalogue's remarks.

    Adds what other figures say of some (etl/notes.py), and the column `comparable`: false where a remark says that the
    figure can't be compared with others', where it is a 0 that is doubted, or where it is computed from such a figure.
    A computed figure has status derived (modelled if an input is) and its inputs' notes; if an input is missing, so is
    the figure, for the same reason (not_applicable before the others).
    """
    book = _Book(_explained(observations, catalogue, changes))
    moved = book.by_key(notes.moved(_inhabitants(observations)))
    for name in book.figures.keys() & catalogue.keys():
        _doubt_zeros(book, catalogue[name])
        _note_moved(book, catalogue[name], moved)
    for indicator in catalogue.values():
        if indicator.inputs:
            book.figures[indicator.indicator_id] = _with_read(indicator, book)
            _note_moved(book, indicator, moved)
        if indicator.remarks:
            book.figures[indicator.indicator_id] = _remarked(indicator, book, changes)
    return book.frame()


def _explained(observations: pd.DataFrame, catalogue: dict[str, Indicator], changes: pd.DataFrame) -> pd.DataFrame:
    """The observations with what is said of changes in inhabitants that their parts don't add up to."""
    inside = observations["indicator_id"].isin([INHABITANTS, *notes.EXPLAINED_BY])
    by_indicator = grouped(observations[inside], "indicator_id", str)
    figures = {name: rows.set_index(UNIT).sort_index() for name, rows in by_indicator}
    begins = catalogue[notes.EXPLAINED_BY[0]].begins if notes.EXPLAINED_BY[0] in catalogue else 0
    told = figures | notes.of_changes(figures, begins, changes)
    return pd.concat([observations[~inside], *(rows.reset_index() for rows in told.values())], ignore_index=True)


def _inhabitants(observations: pd.DataFrame) -> pd.DataFrame:
    """Inhabitants of 1 January by division and code, a column a year."""
    rows = observations[observations["indicator_id"] == INHABITANTS]
    return rows.set_index(UNIT)["value"].unstack("year")


def _doubt_zeros(book: _Book, indicator: Indicator) -> None:
    """Leave out of every comparison each 0 that may stand for a figure that the source lacks, and say so."""
    rows = book.figures[indicator.indicator_id]
    if indicator.scale != "amount" or rows["value"].isna().all():
        return
    units, years = rows.index // YEARS, rows.index % YEARS
    told = notes.doubtful_zeros(rows["value"].set_axis([units, years]).unstack(), indicator.decimals)
    if told.empty:
        return
    remarks = NOT_COMPARABLE + told.set_axis(told.index.get_level_values(0) * YEARS + told.index.get_level_values(1))
    note = _noted_with(rows["note"], remarks.reindex(rows.index), book.notes)
    book.figures[indicator.indicator_id] = rows.assign(
        note=note, comparable=rows["comparable"] & ~rows.index.isin(remarks.index)
    )


def _note_moved(book: _Book, indicator: Indicator, moved: pd.Series) -> None:
    """Say of an indicator's figures per inhabitant that the number of inhabitants changed much, in such years."""
    if not notes.is_per_inhabitant(indicator):
        return
    rows = book.figures[indicator.indicator_id]
    remarks = moved.reindex(rows.index).where(rows["value"].notna())
    book.figures[indicator.indicator_id] = rows.assign(note=_noted_with(rows["note"], remarks, book.notes))


def _with_read(indicator: Indicator, book: _Book) -> pd.DataFrame:
    """The computed figures, and those that were read where the inputs have none; the other way round where what was
    read is the publisher's own figure and ours only stands in for it.
    """
    read = book.figures.get(indicator.indicator_id)
    if read is None:
        return _computed(indicator, book)
    if not book.figures.keys() >= set(indicator.inputs):
        return read
    computed = _computed(indicator, book)
    if isinstance(indicator.origin, Subtraction):
        read, computed = computed, read
    return pd.concat([computed, read.loc[read.index.difference(computed.index)]]).sort_index()


def _computed(indicator: Indicator, book: _Book) -> pd.DataFrame:
    figures = book.figures
    if absent := [name for name in indicator.inputs if name not in figures]:
        raise DeriveError(f"{indicator.indicator_id}: mangler tall for «{absent[0]}»")
    rule = indicator.origin.model_dump()
    taken = rules.inputs(rule)
    if taken is None:
        raise DeriveError(f"{indicator.indicator_id}: {rule['kind']} er ingen regel")
    years = [taken.only] if taken.only else np.unique(figures[taken.above[0].indicator_id].index.to_numpy() % YEARS)
    asked = (*taken.above, *taken.below, *taken.times)
    inputs = _aligned(*(_dated(figures[one.indicator_id], one, years) for one in asked))
    columns = [figures["value"].to_numpy(dtype=float) for figures in inputs]
    first, last = len(taken.above), len(taken.above) + len(taken.below)
    values = rules.outcome(rule, columns[:first], columns[first:last], columns[last:])
    found = _figures(indicator, values, inputs, book)
    remarks = pd.Series(rules.remarks(rule, columns[:first], columns[first:last]), inputs[0].index, dtype=object)
    return found.assign(note=_noted_with(found["note"], remarks.reindex(found.index), book.notes))


def _noted_with(numbers: pd.Series, remarks: pd.Series, texts: _Texts) -> np.ndarray:
    """The numbers of the notes with what their rule says of some figures after what they said."""
    found = numbers.to_numpy().copy()
    for row in np.flatnonzero(remarks.notna()):
        told = [texts.known[found[row]]] if found[row] >= 0 else []
        found[row] = texts.number(notes.joined([*told, remarks.iloc[row]]))
    return found


def _dated(figures: pd.DataFrame, taken: rules.Input, years: Iterable[int]) -> pd.DataFrame:
    """The figures that an input takes, each with the year of the figure that is computed from it."""
    if taken.fixed is None:
        return _moved(figures, -taken.offset)
    return _repeated(_of_year(figures, taken.fixed), years)


def _moved(figures: pd.DataFrame, years: int) -> pd.DataFrame:
    """The same figures, dated a number of years later."""
    return figures.set_axis(figures.index + years)


def _of_year(figures: pd.DataFrame, year: int) -> pd.DataFrame:
    return figures[figures.index % YEARS == year]


def _repeated(figures: pd.DataFrame, years: Iterable[int]) -> pd.DataFrame:
    """The figures of one year as if they were of each of `years`."""
    units = figures.index // YEARS * YEARS
    return pd.concat([figures.set_axis(units + year) for year in years]).sort_index()


def _aligned(*inputs: pd.DataFrame) -> list[pd.DataFrame]:
    """The inputs, each with just the units and years that all of them have, in the same order."""
    common = reduce(pd.Index.intersection, (figures.index for figures in inputs))
    return [figures.reindex(common) for figures in inputs]


def _figures(indicator: Indicator, values: np.ndarray, inputs: list[pd.DataFrame], book: _Book) -> pd.DataFrame:
    """The values with the status, notes and comparability that follow from their inputs; years without any figure
    are left out.
    """
    statuses = np.column_stack([figures["status"].to_numpy() for figures in inputs])
    heaviest = np.where(statuses >= FIRST_MISSING, statuses, -1).argmax(axis=1)
    missing = np.asarray((statuses >= FIRST_MISSING).any(axis=1))
    modelled = (statuses == MODELLED).any(axis=1) | (indicator.kind == "modelled")
    undefined = ~missing & np.isnan(values)
    status = np.where(modelled, MODELLED, DERIVED)
    status = np.where(missing, statuses[np.arange(len(values)), heaviest], status)
    note = _told(inputs, statuses, missing, heaviest, book.notes)
    absent, why = rules.undefined(indicator.origin.model_dump())
    note[undefined] = book.notes.number(why)
    figures = pd.DataFrame(
        {
            "value": np.where(missing, np.nan, values),
            "status": np.where(undefined, STATUSES.index(absent), status).astype(np.int8),
            "note": note,
            "source_id": np.int32(book.sources.number(indicator.source_id)),
            "comparable": np.column_stack([figures["comparable"].to_numpy(dtype=bool) for figures in inputs]).all(1),
        },
        index=inputs[0].index,
    )
    # A year of a division, not of a municipality: what one lacks is told as long as another has it.
    division = pd.factorize(book.units["division"])[0][figures.index // YEARS]
    return figures[figures["value"].notna().groupby([division, figures.index % YEARS]).transform("any").to_numpy()]


def _told(
    inputs: list[pd.DataFrame], statuses: np.ndarray, missing: np.ndarray, heaviest: np.ndarray, texts: _Texts
) -> np.ndarray:
    """Per row the notes of all inputs, or of the one (`heaviest`) that is why the figure is missing; where some can't
    be compared, of those alone: what is said of the others' comparison doesn't hold for what is made of both.
    """
    said = np.column_stack([figures["note"].to_numpy() for figures in inputs])
    compared = np.column_stack([figures["comparable"].to_numpy(dtype=bool) for figures in inputs])
    said = np.where(compared & ~compared.all(axis=1, keepdims=True) & ~missing[:, None], -1, said)
    provisional = (statuses == PROVISIONAL).any(axis=1) & ~missing
    result = np.full(len(said), -1, dtype=np.int32)
    result[missing] = said[np.arange(len(said)), heaviest][missing]
    for row in np.flatnonzero(~missing & ((said >= 0).any(axis=1) | provisional)):
        own = [texts.known[number] for number in said[row] if number >= 0]
        result[row] = texts.number(notes.joined([*own, PROVISIONAL_NOTE if provisional[row] else None]))
    return result


def _remarked(indicator: Indicator, book: _Book, changes: pd.DataFrame) -> pd.DataFrame:
    """The figures with the catalogue's remarks on some municipalities, in every division they are found in."""
    figures = book.figures[indicator.indicator_id].copy()
    for remark in indicator.remarks:
        units = pd.MultiIndex.from_frame(book.units).isin(list(places(remark.codes, changes)))
        found = units[figures.index // YEARS]
        if not found.any():
            raise DeriveError(f"{indicator.indicator_id}.yaml: remarks gjelder ukjente kommuner: {remark.codes}")
        found &= figures["value"].notna().to_numpy()
        said = remark.note if remark.comparable else f"{NOT_COMPARABLE}{remark.note}"
        told = [book.notes.known[number : number + 1] for number in figures.loc[found, "note"]]
        joined = [book.notes.number(notes.joined([*note, said])) for note in told]
        figures.loc[found, "note"] = np.array(joined, dtype=np.int32)
        figures.loc[found, "comparable"] &= remark.comparable
    return figures
