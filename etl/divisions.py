"""Figures of one municipal division as figures of another, along the code changes between them.

A unit that is unchanged or has a new number keeps its figures. A unit made of several gets the sum of counts, the
weighted mean of rates, and the class of its largest part. A part of a unit gets nothing: how the whole was divided
between its parts is not known before the split.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from etl.dataset import MISSING, UNIT
from etl.indicator import Indicator

INHABITANTS = "population"
ABSENT_NOTE = "Kommunen står ikke i kilden"
PROVISIONAL_NOTE = "Bygger på foreløpige tall"
#: The status of a unit in years in which it didn't exist.
NOT_THERE = "not_applicable"
#: What is made of several figures, or of a part of one, has no published uncertainty.
NO_INTERVAL = {"lower": np.nan, "upper": np.nan}


class DivisionError(Exception):
    """Figures that can't be converted; the message names the indicator or the municipality."""


@dataclass(frozen=True)
class Link:
    """How the units of one division are made of another's: `units` has origin and target (codes), one row a pair."""

    origin: str
    target: str
    units: pd.DataFrame

    @property
    def later(self) -> str:
        return max(self.origin, self.target)


def complete(
    observations: pd.DataFrame,
    municipalities: pd.DataFrame,
    changes: pd.DataFrame,
    catalogue: dict[str, Indicator],
) -> pd.DataFrame:
    """The observations in every division: for each indicator and year that a division has, a row per municipality.

    Takes and gives the columns of `Dataset.observations`. Rows that were read stand as they are; the others follow
    from them as described above, and where nothing follows the status is not_in_source. Raises DivisionError for a
    rate whose base is itself computed.
    """
    for indicator in catalogue.values():
        base = indicator.base_indicator_id
        if base and catalogue[base].inputs:
            raise DivisionError(f"{indicator.indicator_id}: «{base}» er beregnet og kan ikke være vekt")
    names = municipalities.set_index(["division", "code"])["name"]
    for link in links(changes):
        observations = pd.concat([observations, _converted(observations, link, names, catalogue)])
    return _gaps_filled(observations, municipalities)


def counted_everywhere(counts: pd.DataFrame, changes: pd.DataFrame, value: str) -> pd.DataFrame:
    """Counts of municipalities (division, code, year, ..., `value`) in every division that they can be summed in: a
    unit of several has a count where all of them have one, a part of a unit has none.
    """
    others = [column for column in counts.columns if column not in ("division", "code", value)]
    for link in links(changes):
        units = link.units[~link.units["origin"].duplicated(keep=False)]
        parts = units.groupby("target")["origin"].size()
        rows = counts[counts["division"] == link.origin].merge(units, left_on="code", right_on="origin")
        found = rows.groupby(["target", *others], as_index=False, sort=False)[value].agg(["sum", "size"])
        found = found[found["size"] == found["target"].map(parts)]
        made = found.rename(columns={"target": "code", "sum": value}).assign(division=link.target)[list(counts.columns)]
        there = pd.MultiIndex.from_frame(counts.loc[counts["division"] == link.target, UNIT])
        counts = pd.concat([counts, made[~pd.MultiIndex.from_frame(made[UNIT]).isin(there)]], ignore_index=True)
    return counts


def places(codes: list[str], changes: pd.DataFrame) -> set[tuple[str, str]]:
    """(division, code) of the municipalities that have these codes in the newest division, and of those they came
    from in older ones.
    """
    found = {(changes["to_division"].max(), code) for code in codes}
    newest_first = changes.sort_values("to_division", ascending=False)
    columns = (newest_first[name] for name in ("from_division", "from_code", "to_division", "to_code"))
    for from_division, from_code, to_division, to_code in zip(*columns, strict=True):
        if (to_division, to_code) in found:
            found.add((from_division, from_code))
    return found


def links(changes: pd.DataFrame) -> Iterator[Link]:
    """First from each division back to the one before it, then forward again."""
    whole = changes[changes["kind"] != "part"]
    steps = [
        (str(older), str(newer), units) for (older, newer), units in whole.groupby(["from_division", "to_division"])
    ]
    steps.sort(key=lambda step: step[1])
    for older, newer, units in reversed(steps):
        renamed = units.rename(columns={"to_code": "origin", "from_code": "target"})
        yield Link(newer, older, renamed[["origin", "target"]])
    for older, newer, units in steps:
        renamed = units.rename(columns={"from_code": "origin", "to_code": "target"})
        yield Link(older, newer, renamed[["origin", "target"]])


def _converted(
    observations: pd.DataFrame, link: Link, names: pd.Series, catalogue: dict[str, Indicator]
) -> pd.DataFrame:
    """The rows that the link's target lacks and that follow from its origin's."""
    units = link.units.assign(
        parts=link.units.groupby("target")["origin"].transform("size"),
        shared=link.units.groupby("origin")["target"].transform("size") > 1,
    )
    units["shared"] = units.groupby("target")["shared"].transform("any")
    rows = observations[observations["division"] == link.origin].merge(units, left_on="code", right_on="origin")
    key = ["indicator_id", "code", "year"]
    there = observations.loc[observations["division"] == link.target, key]
    rows = rows.assign(division=link.target, code=rows["target"])
    rows = rows[~pd.MultiIndex.from_frame(rows[key]).isin(pd.MultiIndex.from_frame(there))]
    alone = rows[(rows["parts"] == 1) & ~rows["shared"]]
    divided = rows[rows["shared"]].drop_duplicates(key)
    several = rows[(rows["parts"] > 1) & ~rows["shared"]]
    made = [alone, _undivided(divided, link), _combined(several, observations, link, names, catalogue)]
    return pd.concat(made)[list(observations.columns)]


def _undivided(rows: pd.DataFrame, link: Link) -> pd.DataFrame:
    """No figures for the parts of a whole."""
    verb = "Delt fra" if link.target == link.later else "Slått sammen til"
    return rows.assign(
        **NO_INTERVAL,
        value=np.nan,
        status=NOT_THERE,
        note=[f"{verb} {code} i {link.later}" for code in rows["origin"]],
    )


def _combined(
    rows: pd.DataFrame,
    observations: pd.DataFrame,
    link: Link,
    names: pd.Series,
    catalogue: dict[str, Indicator],
) -> pd.DataFrame:
    """One row for each unit that is made of several, from the rows of all its parts."""
    if rows.empty:
        return rows
    rows = rows.assign(
        aggregation=[catalogue[i].aggregation for i in rows["indicator_id"]],
        base=[catalogue[i].base_indicator_id or INHABITANTS for i in rows["indicator_id"]],
        base_year=rows["year"] + [catalogue[i].base_year_offset for i in rows["indicator_id"]],
    )
    weights = observations[observations["division"] == link.origin]
    wholes: dict[tuple[str, str, int], list[dict[Hashable, Any]]] = defaultdict(list)
    for part in _weighted(rows, weights).sort_values("origin").to_dict("records"):
        wholes[part["indicator_id"], part["code"], part["year"]].append(part)
    before = link.later if link.origin == link.later else None
    return pd.DataFrame([_whole(parts, names[link.origin], catalogue, before) for parts in wholes.values()])


def _weighted(rows: pd.DataFrame, observations: pd.DataFrame) -> pd.DataFrame:
    """The rows with `weight`, the part's base figure in the year nearest its `base_year` that all parts have, and
    that `weight_year`; both are missing where there is no such year.
    """
    bases = observations[observations["indicator_id"].isin(set(rows["base"])) & observations["value"].notna()]
    figures = bases.set_index(["indicator_id", "code", "year"])["value"].to_dict()
    years = bases.groupby(["indicator_id", "code"])["year"].agg(set).to_dict()
    nearest = {}
    for (base, target, year), parts in rows.groupby(["base", "code", "base_year"]):
        common = set.intersection(*(years.get((base, part), set()) for part in parts["origin"]))
        by_distance = sorted((abs(known - year), known) for known in common)
        nearest[base, target, year] = by_distance[0][1] if by_distance else None
    chosen = [nearest[key] for key in zip(rows["base"], rows["code"], rows["base_year"], strict=True)]
    weight = [figures.get(key, np.nan) for key in zip(rows["base"], rows["origin"], chosen, strict=True)]
    return rows.assign(weight=weight, weight_year=pd.Series(chosen, rows.index))


def _whole(
    parts: list[dict[Hashable, Any]], names: pd.Series, catalogue: dict[str, Indicator], before: str | None
) -> dict[Hashable, Any]:
    """The row of a unit, made from those of its parts; `before` is the year in which it was divided, if it was."""
    value, status, note = _outcome(parts, names, catalogue)
    if before is not None and parts[0]["year"] < int(before) and {part["status"] for part in parts} == {NOT_THERE}:
        # The parts didn't exist yet, but the whole did.
        status = "not_in_source"
        note = f"Kilden har bare tall etter kommunene fra {before}, og ikke for {_listed(parts, names)} samlet"
    return parts[0] | NO_INTERVAL | {"value": value, "status": status, "note": note}


def _listed(parts: list[dict[Hashable, Any]], names: pd.Series) -> str:
    """«1508 Ålesund og 1580 Haram»."""
    return " og ".join(f"{part['origin']} {names[part['origin']]}" for part in parts)


def _outcome(
    parts: list[dict[Hashable, Any]], names: pd.Series, catalogue: dict[str, Indicator]
) -> tuple[float, str, str | None]:
    """Value, status and a note that says how the figure was made, or why there is none."""
    statuses = {part["status"] for part in parts}
    for status in MISSING:
        if status in statuses:
            return np.nan, status, next(part["note"] for part in parts if part["status"] == status)
    first, values = parts[0], [part["value"] for part in parts]
    weights = [part["weight"] for part in parts]
    counted = first["aggregation"] == "sum"
    listed = _listed(parts, names)
    if len(parts) < first["parts"] or not (counted or not np.isnan(weights).any()):
        return np.nan, "not_in_source", f"Ikke nok tall til å regne ut fra {listed}"
    if counted:
        value, note = sum(values), f"Summen av {listed}"
    elif first["aggregation"] == "largest_part":
        largest = parts[int(np.argmax(weights))]
        value, note = largest["value"], f"Som {largest['origin']} {names[largest['origin']]}, den største delen"
    else:
        value = np.average(values, weights=weights)
        base = catalogue[first["base"]].short_title
        note = f"Gjennomsnitt av {listed}, vektet med «{base}» {int(first['weight_year'])}"
    status = "modelled" if "modelled" in statuses else "derived"
    return value, status, f"{note}. {PROVISIONAL_NOTE}" if "provisional" in statuses else note


def _gaps_filled(rows: pd.DataFrame, municipalities: pd.DataFrame) -> pd.DataFrame:
    years = rows.groupby(["indicator_id", "division", "year"], as_index=False)["source_id"].first()
    grid = years.merge(municipalities[["division", "code"]], on="division")
    filled = grid.merge(rows, on=["indicator_id", *UNIT], how="left", suffixes=("_of_year", ""))
    absent = filled["status"].isna()
    filled.loc[absent, ["status", "note"]] = ["not_in_source", ABSENT_NOTE]
    filled["source_id"] = filled["source_id"].fillna(filled["source_id_of_year"])
    return filled[list(rows.columns)]
