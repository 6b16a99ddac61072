"""Which extracts the catalogue wants from Statistics Norway's tables."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from etl.indicator import Indicator
from etl.origins import SsbTable


@dataclass(frozen=True)
class TableGroup:
    """Indicators that come in the same extracts of a table: of the same dimensions, periods and code list."""

    table: str
    codelist: str | None
    indicators: tuple[Indicator, ...]

    @property
    def origin(self) -> SsbTable:
        """What the indicators have in common stands in the first one's origin."""
        return self.indicators[0].drawn_from(SsbTable)

    @property
    def name(self) -> str:
        """What the record calls it."""
        further = [self.codelist, *(self.origin.diagonal or ()), self.origin.quarter and f"K{self.origin.quarter}"]
        return " ".join([self.table, *sorted(self.origin.selection), *filter(None, further)])

    def only(self, indicator_ids: Collection[str]) -> TableGroup:
        """The same extracts for some of the indicators: what the others select may be gone from the table."""
        return replace(self, indicators=tuple(i for i in self.indicators if i.indicator_id in indicator_ids))

    @property
    def selection(self) -> dict[str, list[str]]:
        """All that the indicators select in each dimension."""
        wanted: dict[str, list[str]] = {}
        for indicator in self.indicators:
            for dimension, expressions in indicator.drawn_from(SsbTable).selection.items():
                wanted[dimension] = list(dict.fromkeys([*wanted.get(dimension, []), *expressions]))
        return wanted


def groups(catalogue: dict[str, Indicator]) -> list[TableGroup]:
    """The extracts that the catalogue wants from Statistics Norway's tables."""
    found: dict[tuple, list[Indicator]] = {}
    for indicator in catalogue.values():
        if isinstance(origin := indicator.origin, SsbTable):
            key = (origin.table, origin.codelist, origin.diagonal, origin.quarter, *sorted(origin.selection))
            found.setdefault(key, []).append(indicator)
    return [TableGroup(key[0], key[1], tuple(indicators)) for key, indicators in sorted(found.items(), key=str)]
