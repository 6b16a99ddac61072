"""«Framover»: how many more nurses, users and residents there would be if use stays as it is. All of it is modelled."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from dashboard import text
from dashboard.data import queries
from dashboard.data.database import Database
from dashboard.measures import ahead

SERVICES = {
    "nurses": "Sykepleierårsverk",
    "home_care_users": "Brukere av hjemmetjenester",
    "institution_residents": "Langtidsbeboere i institusjon",
}
USERS, OLD_USERS = "home_care_users", "home_care_users_80_plus"


@dataclass(frozen=True)
class Service:
    """`now` in `year`; how many more from only the part of 80 and over (`low`, None where it is unknown) to all of it
    following those of 80 and over (`high`). `ends` are the fewest and the most more by the interval of those of 80 and
    over, None where it is unknown; `share_year` is the year that the part of 80 and over is of.
    """

    name: str
    year: int
    now: float
    low: float | None
    high: float
    ends: tuple[float, float] | None = None
    share_year: int | None = None

    @property
    def more(self) -> str:
        """«fra 4 til 14 flere brukere»: the span as numbers that claim no more than two digits."""
        high = _two_digits(self.high)
        what = text.uncapitalised(self.name)
        if high == "0":
            return f"ingen flere {what}"
        low = None if self.low is None else _two_digits(self.low)
        turned = "flere" if self.high > 0 else "færre"
        if high == "1":
            many = text.singular(f"1 {what} {'mer' if self.high > 0 else 'mindre'}")
        else:
            many = f"{high} {turned} {what}"
        if low is None:
            return f"inntil {many}"
        return many if low == high else f"fra {low} til {many}"

    @property
    def with_interval(self) -> str:
        """«; fra 4 færre til 41 flere når intervallet for 80 år og over regnes med»; empty where it is unknown."""
        if self.ends is None:
            return ""
        low, high = self.ends
        (few, many), (less, more) = map(_two_digits, self.ends), ("færre", "flere")
        if low >= 0 or few == "0":
            said = f"fra {few} til {many} {more}"
        elif high <= 0 or many == "0":
            said = f"fra {many} til {few} {less}"
        else:
            said = f"fra {few} {less} til {many} {more}"
        return f"; {said} når intervallet for 80 år og over regnes med"


def _two_digits(value: float) -> str:
    """The size of a number, rounded to two digits from 100 on: «60 000» of 60 193."""
    whole = int(text.rounded(abs(value)))
    return text.number(round(whole, min(0, 2 - len(str(whole)))))


def services(database: Database, division: str, codes: frozenset[str], year: int) -> list[Service]:
    """How many more of each service if it follows the number of 80 and over, of the municipalities with figures."""
    oldest, first = ahead.of(database, division, ahead.OLDEST), ahead.base(database, division)
    found = []
    share, share_year = _old_share(database, division, codes) or (None, None)
    for name, label in SERVICES.items():
        newest = next(iter(queries.years(database, name, division)), None)
        if newest is None:
            continue
        values = queries.values_by_code(database, name, division, newest)["value"]
        known = [code for code in sorted(codes & set(oldest.index)) if pd.notna(values.get(code))]
        people = oldest.loc[known, first].sum() if known else 0
        if not people:
            continue
        now, growth = float(values[known].sum()), float(oldest.loc[known, year].sum() / people - 1)
        low = None if share is None else now * share * growth
        ends = _ends(database, division, known, year, share)
        many = None if ends is None else (now * ends[0], now * ends[1])
        found.append(Service(label, newest, now, low, now * growth, many, share_year))
    return found


def _ends(
    database: Database, division: str, codes: list[str], year: int, share: float | None
) -> tuple[float, float] | None:
    """The least and the most growth of a service (a part of it) by the interval of one municipality's 80 and over, from
    only the part that they are to all of it; None of several, whose interval together is unknown.
    """
    first = ahead.base(database, division)
    if len(codes) != 1 or year == first:
        return None
    people = ahead.of(database, division, ahead.OLDEST)[first]
    growths = (ahead.of(database, division, ahead.OLDEST, end)[year] / people - 1 for end in ("lower", "upper"))
    low, high = (growth.to_dict()[codes[0]] for growth in growths)
    parts = (1.0,) if share is None else (share, 1.0)
    return (min(low * part for part in parts), max(high * part for part in parts)) if low == low else None


def _old_share(database: Database, division: str, codes: Iterable[str]) -> tuple[float, int] | None:
    """The share of home-service users who are 80 or over, and the newest year that both are known; None if never."""
    for year in queries.years(database, OLD_USERS, division):
        old, everyone = (
            queries.values_by_code(database, name, division, year)["value"].reindex(sorted(codes))
            for name in (OLD_USERS, USERS)
        )
        known = old.notna() & everyone.gt(0)
        if known.any():
            return float(old[known].sum() / everyone[known].sum()), year
    return None
