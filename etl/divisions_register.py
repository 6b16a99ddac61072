"""The divisions by Klass: which municipalities there are, what came of the earlier ones, and how they are grouped."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import NamedTuple

import numpy as np
import pandas as pd

from etl.dataset import Dataset
from etl.frames import grouped
from etl.indicator import Indicator
from etl.origins import KlassGroup
from etl.sources.klass import CENTRALITY, Klass, RegisterError

ONE_DAY = timedelta(days=1)
SUBJECT = "Klass 131"
#: Between a municipality's names in several languages.
SEPARATOR = " - "
#: Kinds of change after which the same codes are in force: a new name, or land that changed hands.
SAME_CODES = ("same", "part")


class Division(NamedTuple):
    """A division, its first day and its last, which the newest has none of."""

    division: str
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True)
class DivisionsRegister:
    """The divisions, their municipalities and the changes between them, with the columns that Dataset has."""

    divisions: pd.DataFrame
    municipalities: pd.DataFrame
    code_changes: pd.DataFrame

    @property
    def newest(self) -> str:
        """The division in force."""
        return self.in_order[-1].division

    @property
    def in_order(self) -> list[Division]:
        """The divisions, the oldest first."""
        rows = self.divisions.sort_values("valid_from")[list(Division._fields)]
        found = map(Division._make, rows.itertuples(index=False, name=None))
        return [one if pd.notna(one.valid_to) else one._replace(valid_to=None) for one in found]

    @property
    def first_year(self) -> int:
        """The first year of the oldest division."""
        return self.in_order[0].valid_from.year

    def codes(self, division: str) -> set[str]:
        """The municipalities of a division."""
        return self._codes[division]

    @cached_property
    def _codes(self) -> dict[str, set[str]]:
        return {division: set(rows["code"]) for division, rows in grouped(self.municipalities, "division", str)}

    def splits(self) -> Iterator[tuple[str, str, list[str]]]:
        """Units of an older division that were split into units of the newest: division, code, codes of the parts."""
        changes = self.code_changes
        split = changes[(changes["kind"] == "split") & (changes["to_division"] == self.newest)]
        for (division, code), parts in split.groupby(["from_division", "from_code"]):
            yield str(division), str(code), sorted(parts["to_code"])


def of_dataset(dataset: Dataset) -> DivisionsRegister:
    """The register that a Dataset holds."""
    return DivisionsRegister(dataset.divisions, dataset.municipalities, dataset.code_changes)


def read(klass: Klass, known: DivisionsRegister, day: date) -> DivisionsRegister:
    """The register on a day: the known divisions, the newest of them with today's names, and what came after it.

    A new division begins when a municipality gets a new code, is merged or is split; a new name or a strip of land
    that changes hands begins none. Shares of split units are missing (see `with_shares`). Raises RegisterError where
    Klass and the known division don't hold the same municipalities.
    """
    newest, begun = known.newest, known.divisions["valid_from"].max()
    changes = klass.changes(begun + ONE_DAY, day + ONE_DAY)
    starts = [begun, *sorted(set(changes.loc[~changes["kind"].isin(SAME_CODES), "date"]))]
    names = [newest, *(str(start.year) for start in starts[1:])]
    last_days = [*(start - ONE_DAY for start in starts[1:]), day]
    parts = [klass.register(last).assign(division=name) for name, last in zip(names, last_days, strict=True)]
    _refuse_others(parts[0], known)
    closed = known.divisions[known.divisions["division"] != newest]
    lasting = [*last_days[:-1], None]
    running = pd.DataFrame({"division": names, "valid_from": starts, "valid_to": lasting})
    earlier = known.municipalities[known.municipalities["division"] != newest]
    return DivisionsRegister(
        pd.concat([closed, running.astype({"valid_to": object})], ignore_index=True),
        pd.concat([earlier, *parts], ignore_index=True),
        pd.concat([known.code_changes, *_transitions(klass, names, starts)], ignore_index=True),
    )


def _refuse_others(register: pd.DataFrame, known: DivisionsRegister) -> None:
    found, wanted = set(register["code"]), known.codes(known.newest)
    if found != wanted:
        told = [f"mangler {', '.join(sorted(wanted - found))}"] if wanted - found else []
        told += [f"har uventet {', '.join(sorted(found - wanted))}"] if found - wanted else []
        raise RegisterError(SUBJECT, f"kommunene i inndeling {known.newest}: {'; '.join(told)}")


def _transitions(klass: Klass, names: list[str], starts: list[date]) -> Iterator[pd.DataFrame]:
    for place in range(1, len(names)):
        pairs = klass.transition(starts[place - 1], starts[place])
        pairs = pairs[pairs["kind"] != "part"].rename(columns={"old_code": "from_code", "new_code": "to_code"})
        share = np.where(pairs["kind"] == "split", np.nan, 1.0)
        yield pairs.assign(from_division=names[place - 1], to_division=names[place], share=share)


def with_shares(known: DivisionsRegister, observations: pd.DataFrame) -> DivisionsRegister:
    """The register with the shares that are missing: of a split unit's inhabitants when the parts began.

    Raises RegisterError where their inhabitants are not known.
    """
    missing = known.code_changes["share"].isna()
    if not missing.any():
        return known
    begun = {one.division: one.valid_from.year for one in known.in_order}
    rows = observations[observations["indicator_id"] == "population"]
    inhabitants = rows.set_index(["division", "code", "year"])["value"].to_dict()
    changes = known.code_changes.copy()
    parts = zip(changes.loc[missing, "to_division"], changes.loc[missing, "to_code"], strict=True)
    keys = [(division, code, begun[division]) for division, code in parts]
    changes.loc[missing, "share"] = [inhabitants.get(key, np.nan) for key in keys]
    unknown = changes.loc[changes["share"].isna(), "to_code"]
    if len(unknown):
        raise RegisterError(SUBJECT, f"mangler innbyggertall for {', '.join(unknown)} som ble til ved deling")
    whole = changes[missing].groupby(["from_division", "from_code"])["share"].transform("sum")
    changes.loc[missing, "share"] /= whole
    return replace(known, code_changes=changes)


def norwegian_first(municipalities: pd.DataFrame) -> pd.DataFrame:
    """The register with the Norwegian name first in each name: «Kautokeino - Guovdageaidnu».

    Municipalities with names in several languages choose the order themselves. The Norwegian one is told by a division
    that knows the municipality by that name alone; where none does, the order stays.
    """
    alone = {name for name in municipalities["name"] if SEPARATOR not in name}

    def ordered(name: str) -> str:
        parts = name.split(SEPARATOR)
        return SEPARATOR.join(sorted(parts, key=lambda part: part not in alone))

    return municipalities.assign(name=municipalities["name"].map(ordered))


def groups(klass: Klass, known: DivisionsRegister, catalogue: dict[str, Indicator], day: date) -> pd.DataFrame:
    """KOSTRA group and centrality class in every division, on its last day or on `day`: columns of observations."""
    parts = [
        _group(klass, indicator, division, division.valid_to or day)
        for indicator in catalogue.values()
        if isinstance(indicator.origin, KlassGroup)
        for division in known.in_order
    ]
    return pd.concat(parts, ignore_index=True)


def _group(klass: Klass, indicator: Indicator, division: Division, day: date) -> pd.DataFrame:
    """A classification's year is that of its version, a grouping's that of the division it is used on."""
    if indicator.drawn_from(KlassGroup).classification == CENTRALITY:
        rows = klass.centrality(day).rename(columns={"centrality_class": "value"})
        year = max(rows["valid_from"]).year
    else:
        rows = klass.kostra_groups(day).rename(columns={"kostra_group": "value"})
        year = division.valid_from.year
    return pd.DataFrame(
        {
            "indicator_id": indicator.indicator_id,
            "division": division.division,
            "code": rows["code"],
            "year": year,
            "value": rows["value"].astype(float),
            "status": "observed",
            "note": None,
            "source_id": indicator.source_id,
        }
    )
