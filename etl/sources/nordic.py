"""The other Nordic countries' municipalities, office by office: one that is down does not stop the others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from etl.http import Session
from etl.sources import hagstofa, scb, statbank, statfin
from etl.sources.addresses import address
from etl.sources.nordic_population import NordicPopulation


@dataclass(frozen=True)
class Office:
    """A country's statistical office. `name` is what --only calls it, `setting` the name of its base address."""

    country: str
    name: str
    setting: str
    population: Callable[[Session, str | None], NordicPopulation]

    @property
    def base(self) -> str:
        """Where the office is asked. Raises SettingError."""
        return address(self.setting)


#: By code of the country.
OFFICES = {
    "FI": Office("Finland", "statfin", "STATFIN_API_URL", statfin.population),
    "SE": Office("Sverige", "scb", "SCB_API_URL", scb.population),
    "DK": Office("Danmark", "statbank", "STATBANK_API_URL", statbank.population),
    "IS": Office("Island", "hagstofa", "HAGSTOFA_API_URL", hagstofa.population),
}
