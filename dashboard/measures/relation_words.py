"""What regressions and curves say, in Norwegian: which difference goes with which, and that nothing can be told where
an interval says so. Never what leads to what.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

from dashboard import text
from dashboard.data import queries
from dashboard.data.database import Database
from dashboard.measures import association, outcomes
from dashboard.measures.association import Fit
from dashboard.measures.bend import SQUARE, Bend
from dashboard.measures.factors import LOGARITHM, YES_OR_NO, Effect
from dashboard.measures.outcomes import Outcome
from dashboard.measures.scale_curve import Curve, Doubling

SHORT = {"centrality": "sentralitet", "population": "størrelse", "economy": "frie inntekter"}
"""What a factor is called in a list of several, by its column."""


COURSE = "bøyens form"
"""What the course of a relation that is bent is called among them."""


class Differing(Protocol):
    """What a difference is told of: its unit as it stands before «høyere», and the comparative."""

    @property
    def amount(self) -> str: ...

    def way(self, *, up: bool) -> str: ...


def places(*values: float) -> int:
    """With how many decimals numbers that stand beside each other are written, by the largest of them."""
    size = max(map(abs, values), default=0)
    return next((n for n, limit in enumerate((100, 1, 0.1, 0.01)) if size >= limit), 4)


def signed(value: float, decimals: int | None = None) -> str:
    """A difference with its sign, with as many decimals as it takes to tell it from others of its size unless told;
    nothing is «0».
    """
    shown = text.signed(value, places(value) if decimals is None else decimals)
    return shown if shown.strip("+−0,") else "0"


def difference(asked: Outcome, effect: Effect) -> str:
    """«1,3 prosentpoeng høyere netto driftsresultat», «1,4 ganger så store odds for ROBEK»."""
    if asked.kind == YES_OR_NO:
        return f"{effect.size} ganger så store odds for {asked.noun}"
    return f"{_again(asked, effect)} {asked.noun}"


def sentence(asked: Outcome, effect: Effect) -> str:
    """What goes with a factor when the two others are alike; that nothing can be told where the interval says so."""
    held = f"Når {effect.factor.others} er like"
    if effect.sure:
        return f"{held}, henger {effect.factor.step} sammen med {difference(asked, effect)} ({effect.interval})."
    around = "én" if effect.nothing else "null"
    return (
        f"{held}, kan sammenhengen mellom {effect.factor.step} og {asked.noun} ikke skilles fra {around} "
        f"({effect.written[0]} {asked.unit}, {effect.interval})."
    )


def in_one(asked: Outcome, found: Fit) -> str:
    """All of a regression in one sentence; what hangs on a bend, and the bend itself, after what is sure."""
    sure = [effect for effect in found.effects if found.sure(effect.factor.column)]
    hangs = [SHORT[column] for column in SHORT if found.hangs_on_bend(column)]
    unsure = [
        SHORT[column]
        for column in (effect.factor.column for effect in found.effects if effect not in sure)
        if SHORT[column] not in hangs and not (found.bent and column == "population")
    ]
    rest = [f"for {text.listed(only)} bare når {whom} er med" for whom, only in on_ends(found).items()]
    rest += [f"for {text.listed(unsure)} er det ingen sikker sammenheng"] if unsure else []
    rest += [f"for {text.listed(hangs)} avhenger svaret av om bøyen tas med"] if hangs else []
    if not sure and not found.bent:
        return (
            "Når annet er likt, er det ingen sikker sammenheng mellom størrelse, sentralitet eller frie inntekter og "
            f"{asked.noun}"
        )
    if not sure:
        return "; ".join([f"Når annet er likt, er sammenhengen mellom størrelse og {asked.noun} {bent(found)}", *rest])
    told = [f"{_step(sure[0], found)} sammen med {difference(asked, sure[0])}"]
    told += [f"{_step(effect, found)} med {_again(asked, effect)}" for effect in sure[1:]]
    shape = [f"sammenhengen med størrelse er {bent(found)}"] if found.bent else []
    return "; ".join([f"Når annet er likt, henger {', og '.join(told)}", *shape, *rest])


UNDER = f"kommunene under {text.number(association.SMALLEST)} innbyggere"
OVER = f"kommunene med {text.number(association.LARGEST)} innbyggere eller flere"
"""The smallest and the largest municipalities, as they are told of."""


def on_ends(found: Fit) -> dict[str, list[str]]:
    """What is sure only together with the smallest municipalities, or the largest, in short, by UNDER and OVER: of
    size, where it is bent, the average and the course.
    """
    told = {
        whom: [_short(found, one) for one in (*SHORT, SQUARE) if one in columns and _is_told(found, one)]
        for whom, columns in ((UNDER, found.on_smallest), (OVER, found.on_largest))
    }
    return {whom: only for whom, only in told.items() if only}


def _is_told(found: Fit, column: str) -> bool:
    return column == SQUARE or found.sure(column)


def _short(found: Fit, column: str) -> str:
    """What a factor is called among several; the number of a size that is bent is an average."""
    if column == SQUARE:
        return COURSE
    return f"{SHORT[column]}{' i snitt' if found.bent and column == 'population' else ''}"


def ends_lines(found: Fit) -> list[str]:
    """That a relation is not sure without the smallest municipalities, or the largest, or only without them, and how
    many they are.
    """
    people = found.table["population"]
    few = {UNDER: int((people < association.SMALLEST).sum()), OVER: int((people >= association.LARGEST).sum())}
    told = [f"Uten de {few[whom]} {whom} er {_unsure(only)}." for whom, only in on_ends(found).items()]
    for whom, columns in ((UNDER, found.past_smallest), (OVER, found.past_largest)):
        if names := [SHORT[one] for one in SHORT if one in columns and not (found.bent and one == "population")]:
            told.append(f"Uten de {few[whom]} {whom} er sammenhengen for {text.listed(names)} sikker.")
    return told


def _unsure(names: list[str]) -> str:
    """«det ingen sikker sammenheng for sentralitet, og bøyens form ikke sikker»."""
    straight = [name for name in names if name != COURSE]
    told = [f"det ingen sikker sammenheng for {text.listed(straight)}"] if straight else []
    told += [f"{COURSE} ikke sikker"] if len(straight) < len(names) else []
    return ", og ".join(told)


def only_with(found: Fit, column: str) -> str:
    """«bare når kommunene under 1 000 innbyggere er med», of what is sure of a factor; empty if it is without them."""
    whom = [one for one, only in on_ends(found).items() if _short(found, column) in only]
    return f"bare når {text.listed(whom)} er med" if whom else ""


def half_alike(found: Fit, decimals: int) -> tuple[int, float] | None:
    """How many have the figure that at least half have, as they are shown, and the figure; None where none is so
    common, and of yes or no, which no straight line is laid through.
    """
    if found.kind == YES_OR_NO:
        return None
    counts = found.table["value"].map(lambda value: text.rounded(value, decimals)).value_counts()
    return (int(counts.iloc[0]), float(counts.index[0])) if counts.iloc[0] >= found.n / 2 else None


def alike_lines(found: Fit, decimals: int, with_unit: Callable[[float], str]) -> list[str]:
    """That a straight line fits poorly where at least half have the same figure; nothing where they don't."""
    same = half_alike(found, decimals)
    if same is None:
        return []
    return [
        f"{text.number(same[0])} av {found.n} kommuner har {with_unit(same[1])}. En rett linje passer dårlig der så "
        "mange har samme tall, og anslagene må leses med det for øye."
    ]


def alike_of(asked: Outcome, found: Fit) -> list[str]:
    """The same of an outcome."""
    unit, decimals = asked.indicator.unit, asked.indicator.decimals
    return alike_lines(found, decimals, lambda value: text.with_unit(value, unit, decimals))


def _step(effect: Effect, found: Fit) -> str:
    """The step of a factor in as few words as a title has room for; where size is bent, its number is an average."""
    if effect.factor.column == "economy":
        return "10 000 kroner mer i inntekt per innbygger"
    average = " i snitt" if found.bent and effect.factor.column == "population" else ""
    return f"{effect.factor.step}{average}"


def _again(asked: Differing, effect: Effect) -> str:
    """«18,2 prosent lavere», «0,6 færre»; odds are around one, all else around nothing."""
    if effect.nothing:
        return f"{effect.size} ganger så store odds"
    return " ".join(filter(None, (effect.size, asked.amount, asked.way(up=effect.up))))


# --- A relation with size that isn't straight -----------------------------------------------------------------------


def held(found: Fit) -> str:
    """What is expected is expected by: «størrelse (bøyd), sentralitet og økonomi»."""
    return f"størrelse{' (bøyd)' if found.bent else ''}, sentralitet og økonomi"


def explained(found: Fit) -> list[str]:
    """How much of the differences the factors go with together; nothing for yes or no, where no such part is."""
    if found.kind == YES_OR_NO:
        return []
    r = found.nearest.r_squared
    of = "forskjellene i logaritmen av beløpet" if found.kind == LOGARITHM else "forskjellene"
    said = f"{text.number(100 * r)} prosent av {of} (R² = {text.number(r, 2)})"
    return [f"{held(found).capitalize()} går til sammen med {said}."]


def bent(found: Fit) -> str:
    """«bøyd (faller mest blant de små)»."""
    return f"bøyd ({_course(found.bent)})" if found.bent else "rett"


def bend_when_alike(database: Database, division: str, indicator_id: str, year: int) -> str:
    """«; når annet er likt, er sammenhengen med størrelse bøyd (…)», of an outcome whose relation with size is bent;
    empty of all else. Beside «jo flere innbyggere, jo høyere», which a bend may contradict among the largest.
    """
    if indicator_id not in outcomes.possible(database, division):
        return ""
    found = outcomes.fitted(database, division, indicator_id, year)
    if found is None or not found.bent:
        return ""
    whom = _only_bent_with(found)
    only = f", sikkert bare når {text.listed(whom)} er med" if whom else ""
    return f"; når annet er likt, er sammenhengen med størrelse {bent(found)}{only}"


def _only_bent_with(found: Fit) -> list[str]:
    """Without whom the course of a bend isn't sure."""
    return [whom for whom, only in on_ends(found).items() if COURSE in only]


VERBS = {
    "høyere": ("stiger", "faller"),
    "flere": ("blir flere", "blir færre"),
    "større": ("blir større", "blir mindre"),
    "lengre": ("blir lengre", "blir kortere"),
}
"""What an outcome does where there is more and where there is less of it, by the comparative of its catalogue."""


def _course(bend: Bend, more: str = "stiger", less: str = "faller") -> str:
    """How the outcome goes with size, among the small and among the large; an end whose interval is around nothing has
    no way.
    """
    small, large = bend.ends
    first, last = ("" if not end.sure else more if end.up else less for end in bend.ends)
    if first == last and first:
        comma = "," if " " in first else ""
        return f"{first}{comma} mest blant de {'små' if _reach(small) > _reach(large) else 'store'}"
    if first and last:
        return f"{first} blant de små og {last} blant de store"
    if first:
        return f"{first} blant de små og flater ut blant de store"
    if last:
        return f"har ingen sikker retning blant de små og {last} blant de store"
    return "følger størrelsen ulikt blant små og store"


def _reach(effect: Effect) -> float:
    """How far an effect is from no difference: of odds, in their logarithm."""
    return abs(math.log(effect.estimate)) if effect.nothing else abs(effect.estimate)


def bend_lines(subject: str, asked: Differing, found: Fit, say: Callable[[Effect], str]) -> list[str]:
    """What a straight relation with size doesn't tell: which way it bends, what centrality and economy come to with the
    bend where that changes what is sure, and what is expected. Nothing where it is straight.

    `subject` is what rises or falls, `say` the sentence of an effect.
    """
    if found.bent is None:
        return []
    small, large = (
        f"rundt {text.number(_round(size))} innbyggere (fra {text.number(_round(size / 2**0.5))} til "
        f"{text.number(_round(size * 2**0.5))}) {_doubled(asked, end)}"
        for size, end in zip(found.bent.sizes, found.bent.ends, strict=True)
    )
    course = _course(found.bent, *VERBS[asked.way(up=True)])
    told = [
        f"Sammenhengen med størrelse er ikke rett, men bøyd: {subject} {course}. "
        f"{small[0].upper()}{small[1:]}; {large}. Ett tall for «dobbelt så mange innbyggere» er derfor et gjennomsnitt."
    ]
    hanging = [effect for effect in found.bent.effects if found.hangs_on_bend(effect.factor.column)]
    told += [f"Med bøyen er svaret et annet: {text.uncapitalised(say(effect))}" for effect in hanging]
    if not hanging:
        told.append("For sentralitet og økonomi endrer ikke bøyen hva som er sikkert.")
    before, after = (text.number(one.r_squared, 2) for one in (found.estimated, found.nearest))
    told.append(
        f"Hva som er forventet av hver kommune, er regnet ut fra {held(found)} (R² = {after}, mot {before} når "
        "sammenhengen med størrelse regnes som rett)."
    )
    return told


def frail_bends(found: Iterable[tuple[str, Fit]]) -> list[str]:
    """Of which of several outcomes the course of the bend is sure only with the smallest, or the largest."""
    told: dict[str, list[str]] = {}
    for name, one in found:
        for whom in _only_bent_with(one):
            told.setdefault(whom, []).append(name)
    return [f"Bøyens form er sikker bare når {whom} er med: {text.listed(names)}." for whom, names in told.items()]


def bent_ones(names: Sequence[str]) -> str:
    """Which of several outcomes are bent, and what is sure of them."""
    return (
        f"Bøyd: sammenhengen med størrelse er ikke rett for {text.listed(names)}. Tallet for dobbelt så mange "
        "innbyggere er da et gjennomsnitt, og sentralitet og økonomi regnes som sikre bare når de er det både med og "
        "uten bøyen."
    )


def weighted_ones(found: Iterable[tuple[str, Fit]]) -> list[str]:
    """Of which of several outcomes the publisher tells the uncertainty, so that sure figures weigh more."""
    names = [name for name, one in found if one.weighted]
    return [f"Vektet med usikkerheten som kilden oppgir: {text.listed(names)}."] if names else []


def bend_of(asked: Outcome, found: Fit) -> list[str]:
    """The same of an outcome."""
    subject = f"oddsen for {asked.noun}" if asked.kind == YES_OR_NO else asked.noun
    return bend_lines(subject, asked, found, lambda effect: sentence(asked, effect))


def _doubled(asked: Differing, effect: Effect) -> str:
    """«henger dobbelt så mange sammen med 31,8 prosent lavere», or that no difference is sure."""
    return f"henger dobbelt så mange sammen med {_again(asked, effect)}" if effect.sure else "er ingen forskjell sikker"


def _round(inhabitants: float) -> float:
    """A number of inhabitants with two digits."""
    return round(inhabitants, 1 - math.floor(math.log10(inhabitants)))


# --- The curve by size ------------------------------------------------------------------------------------------------


SAID_ALWAYS = "det viser ikke hva en sammenslåing gir"


def _per_cent(apart: float) -> str:
    """«34 prosent lavere»."""
    return f"{text.number(abs(apart), _digits(apart))} prosent {'lavere' if apart < 0 else 'høyere'}"


def _digits(apart: float) -> int:
    return 0 if round(abs(apart)) >= 1 else 1


def straight_line(found: Curve) -> list[str]:
    """What a straight line says for all sizes in one number, beside the curve; nothing where it says nothing surely."""
    told, ends = doubled(found)
    if not told:
        return []
    return [
        f"En rett linje gjennom alle størrelser ville gitt {told} ved dobbelt så mange innbyggere (95 prosent "
        f"intervall {ends}): et gjennomsnitt som kurven avviker fra."
    ]


def doubled(found: Curve) -> tuple[str, str]:
    """«23 prosent lavere» and its interval «21–25»; empty where the interval is around nothing."""
    middle, low, high = found.doubling
    if low <= 0 <= high:
        return "", ""
    near, far = sorted((abs(low), abs(high)))
    decimals = 0 if round(near) >= 1 and round(near) != round(far) else 1
    lower_or_higher = "lavere" if high < 0 else "høyere"
    ends = f"{text.number(near, decimals)}–{text.number(far, decimals)}"
    return f"{text.number(abs(middle), decimals)} prosent {lower_or_higher}", ends


TOLD_AT = (1_000, 5_000, 25_000)
"""Inhabitants at which it is told what goes with twice as many: along a curve it is another difference at each."""


def doublings(found: Curve) -> list[Doubling]:
    """What goes with twice as many inhabitants at TOLD_AT, where there are municipalities of both sizes."""
    return [one for size in TOLD_AT if (one := found.doubled_at(size)) is not None]


def doublings_line(found: Curve) -> str:
    """From how many to how many inhabitants the title's doublings are, each with its interval."""
    told = [
        f"fra {text.number(one.population)} til {text.number(2 * one.population)} innbyggere ({signed(one.low, 1)} til "
        f"{signed(one.high, 1)} prosent)"
        for one in doublings(found)
    ]
    return f"Dobbelt så mange er {text.listed(told)}; i parentes 95 prosent intervall for forskjellen."


def scale_sentence(indicator: queries.Indicator, found: Curve) -> str:
    """«Dobbelt så mange innbyggere henger sammen med 34 prosent lavere … ved 1 000 innbyggere, 26 ved 5 000 og 5 ved
    25 000», along the curve where it is sure, where it is not, or that no relation is sure; and that it tells of no
    merger.
    """
    noun = text.uncapitalised(indicator.title)
    along = doublings(found)
    sure = [one for one in along if one.sure]
    if sure:
        first, *rest = sure
        told = [f"{_per_cent(first.apart)} {noun} ved {text.number(first.population)} innbyggere"]
        for one in rest:
            same = (one.apart < 0) == (first.apart < 0)
            amount = text.number(abs(one.apart), _digits(one.apart)) if same else _per_cent(one.apart)
            told.append(f"{amount} ved {text.number(one.population)}")
        unsure = text.listed(text.number(one.population) for one in along if not one.sure)
        but = f", men ingen sikker forskjell ved {unsure}" if unsure else ""
        return f"Dobbelt så mange innbyggere henger sammen med {text.listed(told)}{but}; {SAID_ALWAYS}"
    _, low, high = (text.signed(value, 1) for value in found.doubling)
    return (
        f"Det er ingen sikker sammenheng mellom innbyggertall og {noun} (dobbelt så mange innbyggere: {low} til {high} "
        f"prosent); {SAID_ALWAYS}"
    )
