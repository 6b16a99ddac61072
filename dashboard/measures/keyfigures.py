"""Key figures of one municipality: each with its peers, their spread, the country and the years before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from dashboard import text
from dashboard.data import queries
from dashboard.data.database import Database, cached
from dashboard.measures import peers
from dashboard.measures.peers import PeerGroup, Place, Spread
from etl import rules

ROLES = ("tjenesteyter", "myndighetsutøver", "samfunnsutvikler", "demokratisk arena", "rammebetingelser")
MOST_SHOWN = 12
THOUSANDS = "tusen kroner"
"""A unit that is said in millions: «1 049,3 millioner kroner»."""

NAMED_SCALES = ("ordered", "category")


FIGURES_KEPT = 512
"""How many key figures are kept, with what has been computed of them: those of some forty municipalities."""

LEAST_KNOWN = 0.9
"""The part of the municipalities that must have a figure before the country's is computed of them."""

LEAST_INHABITANTS = 0.8
"""The part of the inhabitants that must live in those: the country can lack Oslo, but not a county Ålesund."""


@dataclass(frozen=True, eq=False)
class KeyFigure:
    """One indicator in its newest year, for one municipality and its peers; each is made once (see `key_figure`).

    `own` and the rows of `peers` hold code, name, value, status, comparable and note; `country` is computed from the
    municipalities (None where that can't be done, and `country_left_out` says why); `series` are the municipality's
    years, oldest first; `labels` are the names of the values of an indicator whose values are names; `national` is the
    place among all municipalities, None where there is none to tell.
    """

    indicator: queries.Indicator
    year: int
    municipality: str
    own: pd.Series
    peers: pd.DataFrame
    country: float | None
    series: pd.DataFrame
    labels: dict[int, str]
    country_left_out: str = ""
    national: Place | None = None

    @property
    def value(self) -> float | None:
        return None if pd.isna(self.own["value"]) else float(self.own["value"])

    @property
    def known_value(self) -> float:
        """The value of a figure that is known to be there. Raises ValueError where it is missing."""
        if self.value is None:
            raise ValueError(f"{self.indicator.indicator_id}: {self.missing_reason}")
        return self.value

    @property
    def known_place(self) -> Place:
        """The place of a figure that is known to have one. Raises ValueError where it has none."""
        if self.place is None:
            raise ValueError(f"{self.indicator.indicator_id}: {self.municipality} har ingen plass")
        return self.place

    @property
    def reference(self) -> str:
        return self.indicator.reference_in(self.year)

    @property
    def named(self) -> bool:
        """Whether the values are names of classes, so that median and place say nothing."""
        return self.indicator.scale in NAMED_SCALES

    @property
    def missing_reason(self) -> str:
        """Why there is no figure, or none that can be compared, in words."""
        note = self.own["note"]
        return text.reason(note) if isinstance(note, str) and note else text.STATUS_WORDS[self.own["status"]]

    @cached_property
    def peer_values(self) -> pd.Series:
        """The peers' comparable figures, NaN where there is none."""
        return self.peers["value"].where(self.peers["comparable"].astype(bool))

    @cached_property
    def spread(self) -> Spread:
        return peers.spread(self.peer_values)

    @cached_property
    def place(self) -> Place | None:
        """The place among the peers; None where there is no figure or it can't be compared."""
        if self.value is None or not self.own["comparable"] or not self.spread.reporting:
            return None
        return peers.place(self.value, self.peer_values, self.indicator.decimals)

    def shown(self, value: float | None) -> str:
        """A value in words: its class, or the number with its unit."""
        if value is None or pd.isna(value):
            return "–"
        return self.number(value) if self.named else f"{self.in_words(value)} {self.unit_beside(value)}".strip()

    def unit_beside(self, value: float) -> str:
        """The unit as it stands after a value: «innbygger» after 1, nothing for an index."""
        if self.indicator.unit == THOUSANDS:
            return "millioner kroner"
        return text.unit_for(plain_unit(self.indicator), None if self.indicator.decimals else value)

    def in_full(self, value: float) -> str:
        """A value in words with all of its unit, where no title stands beside it: «36 412 kroner per innbygger»."""
        if self.named or self.indicator.unit == THOUSANDS:
            return self.shown(value)
        return text.with_unit(value, self.indicator.unit, self.indicator.decimals)

    def number(self, value: float) -> str:
        """A value as it stands in a column whose heading has `said_unit`."""
        if self.named:
            return self.labels[int(value)]
        if self.indicator.unit == THOUSANDS:
            return text.number(value / 1000, 1)
        return text.number(value, self.indicator.decimals)

    def in_words(self, value: float) -> str:
        """A value as it stands in a sentence, where nothing at all is «0» whatever the decimals."""
        return "0" if value == 0 and not self.named else self.number(value)

    @property
    def said_unit(self) -> str:
        return "millioner kroner" if self.indicator.unit == THOUSANDS else self.indicator.unit


def plain_unit(indicator: queries.Indicator) -> str:
    """The unit as it stands after a number; what the short title beside it says is not said twice."""
    return "" if indicator.unit.startswith("indeks") else text.unit_left(indicator.unit, indicator.short_title)


def choosable(database: Database, division: str) -> dict[str, queries.Indicator]:
    """The indicators that have figures in a division, by id, in screen order."""
    return {
        id_: indicator
        for id_, indicator in queries.indicators(database).items()
        if queries.years(database, id_, division)
    }


def first_shown(known: dict[str, queries.Indicator]) -> list[str]:
    """Ids of the at most MOST_SHOWN figures shown where nothing is chosen, the featured ones of every role in
    turn, so that none is crowded out; two of a role that has none featured.
    """
    by_turn: list[tuple[int, str]] = []
    for role in ROLES:
        of_role = [id_ for id_, indicator in known.items() if indicator.role == role]
        featured = [id_ for id_ in of_role if known[id_].featured] or of_role[:2]
        by_turn += enumerate(featured)
    kept = {id_ for _, id_ in sorted(by_turn, key=lambda pair: pair[0])[:MOST_SHOWN]}
    return [id_ for id_ in known if id_ in kept]


def featured(database: Database, division: str) -> list[str]:
    """Ids of the featured figures of a division, role by role."""
    known = choosable(database, division)
    return [id_ for role in ROLES for id_, indicator in known.items() if indicator.featured and indicator.role == role]


def key_figures(
    database: Database, division: str, code: str, group: PeerGroup, indicator_ids: Sequence[str]
) -> list[KeyFigure]:
    """The chosen figures of a municipality against its peers, in the order of the ids."""
    return [key_figure(database, division, code, group, indicator_id) for indicator_id in indicator_ids]


@cached(FIGURES_KEPT)
def key_figure(database: Database, division: str, code: str, group: PeerGroup, indicator_id: str) -> KeyFigure:
    """One figure in the newest year in which any municipality has it. Raises KeyError for an unknown id or code."""
    indicator = queries.indicators(database)[indicator_id]
    year = queries.years(database, indicator_id, division)[0]
    values = queries.values_by_code(database, indicator_id, division, year)
    series = queries.series(database, indicator_id, division)
    whole, left_out = country(database, indicator, division, year)
    own = values.loc[[code]].iloc[0]
    return KeyFigure(
        indicator=indicator,
        year=year,
        municipality=text.short_name(own["name"]),
        own=own,
        peers=values.loc[list(group.codes)],
        country=whole,
        series=series[series["code"] == code].reset_index(drop=True),
        labels=queries.categories(database, indicator_id),
        country_left_out=left_out,
        national=national_place(indicator, values, code),
    )


def national_place(indicator: queries.Indicator, values: pd.DataFrame, code: str) -> Place | None:
    """The place of a municipality among all that can be compared; None where none can be told: of what isn't ranked,
    without a figure, and where the publisher's uncertainty reaches the median of them all.
    """
    own, everyone = values.loc[[code]].iloc[0], queries.comparable(values)["value"]
    if not indicator.rankable or code not in everyone.index:
        return None
    if pd.notna(own["lower"]) and own["lower"] <= everyone.median() <= own["upper"]:
        return None
    return peers.place(float(own["value"]), everyone.drop(code), indicator.decimals)


def country(
    database: Database, indicator: queries.Indicator, division: str, year: int, county: str | None = None
) -> tuple[float | None, str]:
    """The country's figure from the municipalities', or a county's, or None and why it is left out.

    It is their sum, or their mean weighted by what each figure is divided by: inhabitants, operating revenue, area, or
    where a change in per cent began. A rate of what isn't in the data (turnout among the eligible) is left out, since
    a mean by inhabitants would differ from the published figure; so is a country with few comparable figures.
    """
    if indicator.scale in NAMED_SCALES:
        return None, ""
    values = queries.values_by_code(database, indicator.indicator_id, division, year)
    if county is not None:
        values = values[values["county_code"] == county]
    known = values.loc[values["value"].notna() & values["comparable"].astype(bool), "value"]
    if known.empty:
        return None, "ingen kommuner har tall"
    if indicator.aggregation == "sum":
        return (float(known.sum()), "") if len(known) == len(values) else (None, "tall mangler for noen kommuner")
    weights = _weights(database, indicator, division, year, known)
    if weights is None:
        return None, "kan ikke regnes ut nøyaktig av kommunenes tall"
    weighed = weights.dropna()
    if len(weighed) < LEAST_KNOWN * len(values):
        return None, "tall mangler for mange kommuner"
    if _share_of_inhabitants(database, division, year, weighed.index, values.index) < LEAST_INHABITANTS:
        return None, "tall mangler for kommuner der mange av innbyggerne bor"
    return float(np.average(known[weighed.index], weights=weighed)), ""


def _share_of_inhabitants(database: Database, division: str, year: int, codes: pd.Index, everyone: pd.Index) -> float:
    """How large a part of the inhabitants of all these live in some of them; 1 where that isn't known."""
    if not queries.years(database, "population", division):
        return 1.0
    people = _nearest(database, "population", division, year).reindex(everyone)
    return float(people.reindex(codes).sum() / people.sum()) if people.sum() else 1.0


def _weights(
    database: Database, indicator: queries.Indicator, division: str, year: int, known: pd.Series
) -> pd.Series | None:
    """What each municipality's figure is divided by; None where that isn't among the data."""
    rule = rules.read(indicator.computation)
    if rule.get("kind") == "change_per_cent":
        # The country's change is weighted by where each municipality's began.
        now = _nearest(database, rule["of"], division, year).reindex(known.index)
        return pd.Series(rules.before(known, now), known.index)
    if indicator.divisor is None or not queries.years(database, indicator.divisor, division):
        return None
    return _nearest(database, indicator.divisor, division, year + indicator.base_year_offset).reindex(known.index)


def _nearest(database: Database, indicator_id: str, division: str, year: int) -> pd.Series:
    """An indicator's figures by code in the year nearest to one in which the municipality has a figure: the parts of a
    divided unit have none before, and must not fall out of a sum over the country.
    """
    nearest, *others = sorted(
        queries.years(database, indicator_id, division), key=lambda found: (abs(found - year), found)
    )
    found = queries.values_by_code(database, indicator_id, division, nearest)["value"]
    for other in others:
        if found.notna().all():
            break
        found = found.fillna(queries.values_by_code(database, indicator_id, division, other)["value"])
    return found
