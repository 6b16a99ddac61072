"""The figures of a unit made of several municipalities, each by the rule that its indicator declares.

Counts are summed, rates weighted by their declared denominator, computed indicators computed anew from the unit's own
figures, centrality that of the largest part. What can't be computed has a status and the reason instead of a value.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import fsum, isnan
from typing import NamedTuple

import numpy as np
import pandas as pd

from dashboard import text
from dashboard.data.queries import Indicator
from dashboard.measures.scenarios import Unit, Units
from etl import rules
from etl.rules import Rule

INHABITANTS = "population"
MOST_NAMED = 3
NO_RULE = "kan ikke regnes ut av delenes tall"


class Part(NamedTuple):
    """One municipality's figure: what a row of `queries.values` says. `value` is NaN where there is none."""

    name: str
    value: float
    status: str
    comparable: bool
    note: str | None


@dataclass(frozen=True)
class FigureStore:
    """Where figures come from: the indicators, the years of each (newest first), and the figures of one year.

    `values` gives code, name, value, status, comparable and note for every municipality of the division.
    """

    indicators: Mapping[str, Indicator]
    years: Callable[[str], Sequence[int]]
    values: Callable[[str, int], pd.DataFrame]
    _by_code: dict[tuple[str, int], dict[str, Part]] = field(default_factory=dict, repr=False, compare=False)

    def parts(self, indicator_id: str, year: int, members: Unit) -> list[Part]:
        """The figures of some municipalities, in their order. Raises KeyError for an unknown code."""
        found = self._by_code.get((indicator_id, year))
        if found is None:
            frame = self.values(indicator_id, year)
            columns = (frame[name].tolist() for name in Part._fields)
            found = dict(zip(frame["code"], map(Part, *columns), strict=True))
            self._by_code[indicator_id, year] = found
        return [found[code] for code in members]


@dataclass(frozen=True)
class Result:
    """A unit's figure of an indicator in a year; NaN with a status and the reason (`note`) where there is none."""

    value: float
    status: str
    note: str

    @property
    def known(self) -> bool:
        return not isnan(self.value)


def figure(store: FigureStore, indicator_id: str, members: Unit, year: int) -> Result:
    """One figure of a unit. Raises KeyError for an unknown indicator or code."""
    indicator = store.indicators[indicator_id]
    if indicator.kind == "modelled":
        return _modelled(store, indicator, members, year)
    if indicator.scale == "category":
        return _none("et kjennetegn ved hver kommune, som ikke kan legges sammen")
    match indicator.aggregation:
        case "sum":
            return _summed(store.parts(indicator_id, year, members))
        case "weighted_mean":
            return _weighted(store, indicator, members, year)
        case "largest_part":
            return _of_largest(store, indicator_id, members, year)
        case _:
            return _computed(store, indicator, members, year)


def _modelled(store: FigureStore, indicator: Indicator, members: Unit, year: int) -> Result:
    """Estimates that are declared as counts, or as computed from such, are added up and stay estimates."""
    if indicator.aggregation == "sum":
        found = _summed(store.parts(indicator.indicator_id, year, members))
    elif indicator.computation:
        found = _computed(store, indicator, members, year)
    else:
        return _none("modellert: et anslag for hver kommune, som ikke kan slås sammen")
    return replace(found, status="modelled", note=f"modellert, ikke målt: {found.note}") if found.known else found


def _none(reason: str, status: str = "not_applicable") -> Result:
    return Result(np.nan, status, reason)


def _lacking(parts: list[Part]) -> Result | None:
    """Why nothing can be computed, where a part has no figure."""
    lacking = [part for part in parts if isnan(part.value)]
    if not lacking:
        return None
    names = [text.short_name(part.name) for part in lacking]
    more = [f"{len(names) - MOST_NAMED} til"] if len(names) > MOST_NAMED else []
    status = lacking[0].status
    notes = list(dict.fromkeys(part.note for part in lacking if isinstance(part.note, str)))[:MOST_NAMED]
    why = "ingen egne tall" if status == "not_applicable" and notes else text.STATUS_WORDS[status]
    told = f": {'. '.join(notes)}" if notes else ""
    return _none(f"{why} for {text.listed([*names[:MOST_NAMED], *more])}{told}", status)


def _remarks(parts: list[Part]) -> str:
    """What the sources say of parts whose figures can't be compared with others'."""
    odd = dict.fromkeys(part.note for part in parts if not part.comparable and isinstance(part.note, str))
    return "".join(f". {note}" for note in odd)


def _summed(parts: list[Part]) -> Result:
    return _lacking(parts) or Result(
        fsum(part.value for part in parts), "derived", f"summen av delene{_remarks(parts)}"
    )


def _weights(store: FigureStore, base: str, members: Unit, year: int) -> tuple[int, list[float]] | None:
    """The parts' figures of the base in the year nearest to one in which all have one, and that year; of two years
    equally near, the earlier."""
    for near in sorted(store.years(base), key=lambda other: (abs(other - year), other)):
        weights = [part.value for part in store.parts(base, near, members)]
        if not any(map(isnan, weights)):
            return near, weights
    return None


def _weighted(store: FigureStore, indicator: Indicator, members: Unit, year: int) -> Result:
    parts = store.parts(indicator.indicator_id, year, members)
    if lacking := _lacking(parts):
        return lacking
    base = indicator.base_indicator_id or INHABITANTS
    label = store.indicators[base].short_title.lower()
    found = _weights(store, base, members, year + indicator.base_year_offset)
    if found is None:
        return _none(f"nevneren «{label}» mangler", "not_in_source")
    weight_year, weights = found
    if not fsum(weights):
        return _none("det ville vært å dele på null")
    value = fsum(part.value * weight for part, weight in zip(parts, weights, strict=True)) / fsum(weights)
    return Result(value, "derived", f"snitt av delene, vektet med {label} {weight_year}{_remarks(parts)}")


def _of_largest(store: FigureStore, indicator_id: str, members: Unit, year: int) -> Result:
    parts = store.parts(indicator_id, year, members)
    if lacking := _lacking(parts):
        return lacking
    found = _weights(store, INHABITANTS, members, year)
    if found is None:
        return _none("folketallet mangler, så største del er ikke kjent", "not_in_source")
    largest = parts[found[1].index(max(found[1]))]
    return Result(largest.value, "derived", f"som {text.short_name(largest.name)}, den største delen")


# --- Indicators that are computed from others ---------------------------------------------------------------------


def _computed(store: FigureStore, indicator: Indicator, members: Unit, year: int) -> Result:
    """Computed anew; where the inputs have no figures of the year, the mean by the declared denominator."""
    rule = rules.read(indicator.computation)
    found = _anew(store, rule, members, year)
    if found is not None:
        return found
    if indicator.base_indicator_id:
        return _weighted(store, indicator, members, year)
    return _none(NO_RULE)


def _anew(store: FigureStore, rule: Rule, members: Unit, year: int) -> Result | None:
    """The computation's outcome for the unit; None where an input has no figures of the year that it takes."""
    taken = rules.inputs(rule)
    if taken is None or any(one.year(year) not in _years(store, one.indicator_id) for one in taken.all):
        return None
    found = {one: figure(store, one.indicator_id, members, one.year(year)) for one in taken.all}
    if missing := next((result for result in found.values() if not result.known), None):
        return missing
    columns = ([found[one].value for one in part] for part in (taken.above, taken.below, taken.times))
    value = float(rules.outcome(rule, *columns))
    if isnan(value):
        status, why = rules.undefined(rule)
        return _none(text.uncapitalised(why), status)
    return Result(value, "derived", "regnet ut på nytt av enhetens egne tall")


def _years(store: FigureStore, indicator_id: str) -> Sequence[int]:
    return store.years(indicator_id) if indicator_id in store.indicators else ()


# --- The country before and after -----------------------------------------------------------------------------------


def assigned(codes: Collection[str], units: Units) -> pd.Series:
    """The unit of each municipality, by code: the first code of its unit, which for most is its own."""
    firsts = {code: unit[0] for unit in units for code in unit}
    return pd.Series([firsts.get(code, code) for code in codes], index=pd.Index(codes, name="code"), name="unit")


def country(values: pd.DataFrame, units: Units) -> pd.DataFrame:
    """An additive indicator (code, value, ...) in the new division, by unit: unit, parts, value, counted.

    `value` is NaN where a part has no figure; `counted` is the sum of the parts that have one, so that nothing that
    was counted before is lost after.
    """
    unit = assigned(values["code"].tolist(), units).to_numpy()
    grouped = values.groupby(unit)["value"]
    table = pd.DataFrame({"parts": grouped.size(), "value": grouped.sum(skipna=False), "counted": grouped.sum()})
    return table.rename_axis("unit").reset_index()


def additive(store: FigureStore) -> list[str]:
    """Ids of the indicators whose figures are summed over the parts of a unit, modelled ones left out."""
    return [
        id_
        for id_, indicator in store.indicators.items()
        if indicator.aggregation == "sum" and indicator.kind != "modelled" and store.years(id_)
    ]


def totals(store: FigureStore, units: Units) -> pd.DataFrame:
    """Each additive indicator in its newest year: indicator_id, year, before, after (in its unit), missing.

    `missing` counts municipalities without a figure, which are in neither sum.
    """
    rows = []
    for indicator_id in additive(store):
        year = store.years(indicator_id)[0]
        values = store.values(indicator_id, year)
        after = country(values, units)["counted"].sum()
        rows.append((indicator_id, year, values["value"].sum(), after, int(values["value"].isna().sum())))
    return pd.DataFrame(rows, columns=["indicator_id", "year", "before", "after", "missing"])


def name_of(members: Unit, names: Mapping[str, str], inhabitants: Mapping[str, float]) -> str:
    """«Ålesund og Haram», the largest first; of more than three, the two largest and how many more."""
    ordered = sorted(members, key=lambda code: (-np.nan_to_num(inhabitants[code]), code))
    shown = [text.short_name(names[code]) for code in ordered]
    if len(shown) > MOST_NAMED:
        shown = [*shown[:2], f"{len(shown) - 2} til"]
    return text.listed(shown)
