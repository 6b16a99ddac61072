"""The offices that count how the law is met, by municipality: one that is down does not stop the others."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from etl.http import Session
from etl.indicator import Indicator
from etl.origins import OfficeFigure
from etl.sources import barnehagefakta, bufdir, fhi, udir
from etl.sources.addresses import address
from etl.sources.office_figures import OfficeFigures, Wanted


@dataclass(frozen=True)
class DutyOffice:
    """An office. `setting` is the name of its base address, `figures` asks it for what is wanted of some codes.

    Where `dated_by_fetch`, its answers hold no year: each fetch is a year's figures, and earlier ones stand.
    """

    title: str
    setting: str
    figures: Callable[[Session, Collection[str], Sequence[Wanted], str | None], OfficeFigures]
    dated_by_fetch: bool = False

    @property
    def base(self) -> str:
        """Where the office is asked. Raises SettingError."""
        return address(self.setting)


#: By what --only calls them.
DUTY_OFFICES = {
    "barnehagefakta": DutyOffice(
        "Barnehagefakta: barnehager etter kommune", "BARNEHAGEFAKTA_URL", barnehagefakta.figures, dated_by_fetch=True
    ),
    "udir": DutyOffice("Udir: skoler etter kommune", "UDIR_STATISTIKK_URL", udir.figures),
    "bufdir": DutyOffice("Bufdir: barnevern etter kommune", "BUFDIR_URL", bufdir.figures),
    "fhi": DutyOffice("FHI: drikkevann etter kommune", "FHI_API_URL", fhi.figures),
}


def wanted(catalogue: dict[str, Indicator], office: str) -> list[Wanted]:
    """What the catalogue wants from an office."""
    return [
        Wanted(indicator.indicator_id, indicator.origin.page, indicator.origin.measure, indicator.origin.uncertainty)
        for indicator in catalogue.values()
        if isinstance(indicator.origin, OfficeFigure) and indicator.origin.office == office
    ]
