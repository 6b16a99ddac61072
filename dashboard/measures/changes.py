"""What moved since a municipality's figure before, and whether it moved more than among the peers.

A change is between the newest year and the newest year before it in which the municipality has a figure that can be
compared, of figures rounded as they are shown, so that it is the difference of the two numbers that a reader sees.
Counts change in per cent, so that municipalities of different size can be compared, and so do kroner, since prices
rise by as many per cent for all and not by as many kroner; all else in its own unit. The peers' changes are between the
same two years. Nothing is compared across a change of the municipality's borders.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from dashboard import text
from dashboard.data import queries
from dashboard.data.database import Database, cached
from dashboard.measures import keyfigures, objections, peers, sentences, trend
from dashboard.measures.keyfigures import KeyFigure
from dashboard.measures.peers import PeerGroup, Place, Spread

MOST_MOVES = 5
"""How many recent moves against the peers are told in sentences."""

MOST_OLDER = 3
"""How many older ones are told beside them."""

LATEST_YEARS = 2
"""How many years the recent figures are of, the newest one included: a year and a half, more or less."""

FEWEST_OTHERS = sentences.FEWEST_RANKED - 1
"""Among fewer others' changes nobody can say which one is large."""

LITTLE_GROUND = "lite tallgrunnlag"

PERCENT_DECIMALS = 1

FOLLOW_POPULATION = ("population_density",)
"""Figures that move as the number of inhabitants does, and are no news beside it."""


@dataclass(frozen=True, eq=False)
class Change:
    """How a key figure changed from `before` to its newest year; `reason` says why that can't be told.

    `difference` is in per cent of a count or of kroner, else in the figure's own unit, None where there is none;
    `earlier` is the figure of `before`; `others` are the peers' changes by code, NaN where a peer lacks one of the two
    years;
    `little_ground` says that few people stand behind it; `inhabitants` that their number changed much in one of the
    years, where the figure is per inhabitant.
    """

    figure: KeyFigure
    before: int | None
    earlier: float | None
    difference: float | None
    others: pd.Series
    certain: bool = True
    reason: str = ""
    little_ground: bool = False
    inhabitants: str = ""

    @property
    def per_cent(self) -> bool:
        return _in_per_cent(self.figure.indicator)

    @property
    def decimals(self) -> int:
        return PERCENT_DECIMALS if self.per_cent else self.figure.indicator.decimals

    @property
    def unit(self) -> str:
        """The unit of the difference as it stands after a number."""
        unit = self.figure.indicator.unit
        if self.per_cent:
            return "prosent"
        if unit.startswith("prosent"):
            return "prosentpoeng"
        return keyfigures.plain_unit(self.figure.indicator)

    @property
    def span(self) -> str:
        """The two years: «fra 2025 til 2026»."""
        return f"fra {self.before} til {self.figure.year}"

    @cached_property
    def spread(self) -> Spread:
        return peers.spread(self.others)

    @cached_property
    def place(self) -> Place | None:
        """The place among the peers' changes; None where there is no change, or none to stand among."""
        if self.difference is None or not self.spread.reporting:
            return None
        return peers.place(self.difference, self.others, self.decimals)

    def said(self, difference: float) -> str:
        """«opp 0,4 prosentpoeng», «ned 1,2 prosent», «uendret»."""
        shown = text.rounded(difference, self.decimals)
        if shown == 0:
            return "uendret"
        amount = text.with_unit(abs(shown), self.unit, self.decimals)
        return f"{'opp' if shown > 0 else 'ned'} {amount}"

    def signed(self, difference: float) -> str:
        """«+0,4 prosentpoeng», «−1,2 prosent», «0,0 prosent»: a change as a quantity of its own."""
        shown = text.rounded(difference, self.decimals)
        sign = "+" if shown > 0 else "\u2212" if shown < 0 else ""
        return f"{sign}{text.with_unit(abs(shown), self.unit, self.decimals)}"


@cached(keyfigures.FIGURES_KEPT)
def change(database: Database, division: str, figure: KeyFigure) -> Change:
    """How a key figure changed since the municipality's figure before."""
    empty = pd.Series(float("nan"), figure.peers.index, dtype=float)

    def without(reason: str) -> Change:
        return Change(figure, None, None, None, empty, reason=reason)

    if figure.named:
        return without("navn på klasser, ikke en mengde")
    if figure.value is None:
        return without(figure.missing_reason)
    if not figure.own["comparable"]:
        return without(f"kan ikke sammenlignes: {figure.missing_reason}")
    every = queries.comparable_years(database, (figure.indicator.indicator_id,), division).get(
        figure.indicator.indicator_id, pd.DataFrame()
    )
    before = _before(every, figure.own["code"], figure.year)
    if before is None:
        return without(_only_one(figure))
    broken = [mark for mark in trend.breaks(database, division, figure) if before < mark.year <= figure.year]
    if broken:
        return without(f"{broken[-1].reason}; {before} og {figure.year} kan ikke sammenlignes")
    moved = _between(figure.indicator, every, before, figure.year)
    difference = moved[figure.own["code"]]
    if pd.isna(difference):
        return without(f"tallet var 0 i {before}, og en endring i prosent av 0 kan ikke regnes ut")
    own = queries.values_by_code(database, figure.indicator.indicator_id, division, before).loc[figure.own["code"]]
    certain = not _overlap(figure.own, own)
    others = moved.reindex(figure.peers.index)
    inhabitants = objections.population(database, division, figure.own["code"])
    few = objections.few_counted(database, division, figure)
    little_ground = few or objections.little_ground(figure, inhabitants)
    moved_in = filter(None, (sentences.inhabitants_moved(row["note"]) for row in (figure.own, own)))
    return Change(
        figure, before, float(own["value"]), float(difference), others, certain, "", little_ground, next(moved_in, "")
    )


def _before(every: pd.DataFrame, code: str, year: int) -> int | None:
    """The newest year before one in which a municipality has a figure that can be compared."""
    known = every.loc[code].dropna().index if code in every.index else ()
    return max((int(earlier) for earlier in known if earlier < year), default=None)


def _between(indicator: queries.Indicator, every: pd.DataFrame, before: int, year: int) -> pd.Series:
    """Every municipality's change from one year to another, by code; NaN where one of the two can't be compared."""
    then, now = (_rounded(every[one], indicator.decimals) for one in (before, year))
    if not _in_per_cent(indicator):
        return _rounded(now - then, indicator.decimals)
    return _rounded(100 * (now - then) / then.where(then > 0), PERCENT_DECIMALS)


def _rounded(values: pd.Series, decimals: int) -> pd.Series:
    """Numbers as they are shown, many at once; see text.rounded."""
    scaled = np.floor(values.abs() * 10.0**decimals + 0.5 + 1e-7)
    return (np.sign(values) * scaled).round(0) / 10.0**decimals


def _in_per_cent(indicator: queries.Indicator) -> bool:
    return _is_count(indicator) or (indicator.scale == "amount" and indicator.unit.startswith("kroner"))


def _is_count(indicator: queries.Indicator) -> bool:
    return indicator.aggregation == "sum" and indicator.scale == "amount"


def _overlap(now: pd.Series, then: pd.Series) -> bool:
    """Whether what the publisher says of the uncertainty of both figures reaches each other."""
    if pd.isna(now["lower"]) or pd.isna(then["lower"]):
        return False
    return bool(now["lower"] <= then["upper"] and then["lower"] <= now["upper"])


def _only_one(figure: KeyFigure) -> str:
    """Why there is no earlier figure: only one year for anybody, or none for this municipality, and why."""
    before = figure.series[figure.series["year"] < figure.year].dropna(subset="note")
    if len(before):
        lacking, note = before[["year", "note"]].iloc[-1]
        return f"bare ett år ({figure.year}); {lacking}: {text.reason(note)}"
    return f"bare ett år ({figure.year})"


# --- In words ---------------------------------------------------------------------------------------------------------


def standing(moved: Change) -> str:
    """Where a change stands among the peers', without a full stop; empty where there is no change."""
    if moved.difference is None:
        return ""
    if not moved.certain:
        return "endringen er mindre enn usikkerheten som kilden oppgir"
    spread = moved.spread
    if not spread.peers:
        return "ingen kommuner å sammenligne med"
    if not spread.reporting:
        return f"{sentences.none_of(spread.peers)} tall for begge årene"
    ranked = _ranked(moved) if moved.figure.indicator.rankable else ""
    return ranked or _against_median(moved)


def _ranked(moved: Change) -> str:
    """«nest størst økning av 25», and of a small one «mindre økning enn 20 av 24 andre»; the ends alone among few."""
    place, difference = moved.place, moved.difference
    if place is None or difference is None or not (sign := _sign(moved, difference)):
        return ""
    if place.tied == place.of - 1:
        return sentences.like_all(place.tied)
    if moved.figure.indicator.scale == "change":  # what went down less than before has not grown
        word = "endring oppover" if sign > 0 else "endring nedover"
    else:
        word = "økning" if sign > 0 else "nedgang"
    alone = not any(_sign(moved, value) == sign for value in moved.others.dropna())
    return sentences.in_words(sentences.Signed(place, sign, word, sentences.is_small(place, sign), alone))


def _against_median(moved: Change) -> str:
    signs = [_sign(moved, value) for value in moved.others.dropna()]
    difference = moved.difference or 0.0
    if moved.spread.reporting < text.FEWEST_FOR_MEDIAN or not _sign(moved, difference):
        if len(signs) == 1:
            return f"den eneste sammenlignbare {('var uendret', 'gikk opp', 'gikk ned')[signs[0]]}"
        up, down = (text.or_none(signs.count(sign)) for sign in (1, -1))
        return f"{up} av {len(signs)} sammenlignbare gikk opp, {down} ned"
    own, median = (text.rounded(value, moved.decimals) for value in (difference, moved.spread.median))
    if own == median:
        return f"som medianen av {len(signs)} endringer"
    return f"medianen av {len(signs)} endringer er {moved.signed(median)}"


def _sign(moved: Change, difference: float) -> int:
    shown = text.rounded(difference, moved.decimals)
    return (shown > 0) - (shown < 0)


def short(moved: Change) -> str:
    """«opp 0,4 prosentpoeng fra 2021, nest størst økning av 25», or why no change can be told; counts first as they are
    counted: «opp 34 innbyggere fra 2025; opp 1,2 prosent, fjerde størst økning av 28».
    """
    if moved.difference is None:
        return moved.reason
    said = sentences.change(moved.figure)
    if moved.per_cent and moved.difference:
        said += f"; {moved.said(moved.difference)}"
    return f"{said}, {standing(moved)}"


def sentence(moved: Change) -> str:
    """«Hjemmetjenester … gikk ned 1,2 … fra 2024 til 2025, nest størst nedgang av 25; medianen … er +0,3 …», and that
    few people stand behind it or that the number of inhabitants changed much.
    """
    figure = moved.figure
    title = sentences.subject(figure.indicator)
    if moved.difference is None or moved.earlier is None:
        return f"{title}: {moved.reason}."
    said = moved.said(moved.difference)
    went = f"{title} {'er' if said == 'uendret' else 'gikk'} {said} {moved.span}"
    kroner = " kroner" if moved.per_cent and not _is_count(figure.indicator) else ""
    levels = f" ({figure.number(moved.earlier)} til {figure.number(figure.known_value)}{kroner})"
    median = ""
    if moved.spread.reporting >= text.FEWEST_FOR_MEDIAN:
        median = f"; medianen av endringene hos de sammenlignbare er {moved.signed(moved.spread.median)}"
    place = standing(moved)
    ground = f"; {LITTLE_GROUND}" if moved.little_ground else ""
    told = f"{went}{levels}, {place}{'' if 'medianen' in place else median}{ground}."
    return f"{told} {moved.inhabitants}." if moved.inhabitants else told


# --- The largest ------------------------------------------------------------------------------------------------------


def distance(difference: float, others: pd.Series, decimals: int) -> float:
    """How far a change is from the median of the peers', in the width of their middle half; 0 within that half, for no
    change or one of the last digit alone, which may be its rounding, and where few can be compared. A middle half
    narrower than can be read is as wide as two of the last digit.
    """
    spread = peers.spread(others)
    if spread.reporting < FEWEST_OTHERS or pd.isna(difference):
        return 0.0
    if abs(difference) < 1.5 * 10.0**-decimals:
        return 0.0
    if spread.lower <= difference <= spread.upper:
        return 0.0
    return abs(difference - spread.median) / max(spread.upper - spread.lower, 2 * 10.0**-decimals)


def candidates(database: Database, division: str) -> list[str]:
    """Ids of the figures whose moves can be told of: amounts measured in more than one year that are ranked, and of
    counts the number of inhabitants alone, since a count follows that.
    """
    return [
        id_
        for id_, indicator in keyfigures.choosable(database, division).items()
        if indicator.rankable
        and indicator.scale == "amount"
        and (id_ == "population" or not _is_count(indicator))
        and id_ not in FOLLOW_POPULATION
        and len(queries.years(database, id_, division)) > 1
    ]


@dataclass(frozen=True)
class Moves:
    """The changes farthest from the peers', the farthest first: those to a figure of `since` or later, and older.
    `compared` is how many of the recent ones enough others have too, `others` how many there are to compare with.
    """

    recent: tuple[Change, ...]
    older: tuple[Change, ...]
    since: int
    compared: int
    others: int

    @property
    def told(self) -> tuple[Change, ...]:
        return (*self.recent, *self.older)

    @property
    def lines(self) -> list[str]:
        """A sentence each, the older ones named as such, where they stand in one list."""
        none = [] if self.recent else [self.none]
        return [*none, *map(sentence, self.recent), *(f"Lenger tilbake: {sentence(moved)}" for moved in self.older)]

    @property
    def none(self) -> str:
        """Why no recent move is told: that none is large, or that too few have figures for anybody to say so."""
        if self.compared:
            of = text.count(self.compared, "tallet", "tallene")
            return (
                f"Ingen av de {of} fra {self.since} eller senere som nok andre også har, beveget seg utenfor den "
                "midterste halvdelen av de andres med mer enn siste siffer og usikkerheten som kilden oppgir."
            )
        if not self.others:
            return "Det er ingen kommuner å sammenligne bevegelser med."
        return (
            f"Hvilke bevegelser som er store, kan bare sies der minst {FEWEST_OTHERS} andre kommuner har tall for "
            f"begge årene; her er det {text.count(self.others, 'annen', 'andre')} i alt."
        )


def largest(database: Database, division: str, code: str, group: PeerGroup) -> Moves:
    """The changes farthest from the peers', at most one of each theme: the share of the old and that of the very old
    are one piece of news.
    """
    known, measured, newest, enough = keyfigures.choosable(database, division), [], 0, []
    for id_, every in queries.comparable_years(database, tuple(candidates(database, division)), division).items():
        year = queries.years(database, id_, division)[0]
        newest = max(newest, year)
        before = _before(every, code, year)
        if before is not None and pd.notna(every[year].loc[code]):
            moved = _between(known[id_], every, before, year)
            decimals = PERCENT_DECIMALS if _in_per_cent(known[id_]) else known[id_].decimals
            others = moved.reindex(list(group.codes))
            measured.append((distance(moved[code], others, decimals), year, id_))
            if others.notna().sum() >= FEWEST_OTHERS:
                enough.append(year)
    since = newest - LATEST_YEARS + 1
    ordered = [(year, id_) for far, year, id_ in sorted(measured, key=lambda one: -one[0]) if far]

    def first(ids: Iterable[str], most: int) -> tuple[Change, ...]:
        found: dict[str, Change] = {}
        for id_ in ids:
            if len(found) == most:
                break
            if known[id_].theme not in found:
                told = change(database, division, keyfigures.key_figure(database, division, code, group, id_))
                if told.difference is not None and told.certain:
                    found[known[id_].theme] = told
        return tuple(found.values())

    recent, older = ([id_ for year, id_ in ordered if (year >= since) == wanted] for wanted in (True, False))
    compared = sum(year >= since for year in enough)
    return Moves(first(recent, MOST_MOVES), first(older, MOST_OLDER), since, compared, len(group.codes))
