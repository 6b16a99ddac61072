"""Whether a good economy goes with better results where being small or remote goes with worse ones, and how much income
goes with as large a difference as a step of size or centrality does.

Asked of results alone: of costs it would be no question, since income pays for them. It tells what goes together in
three coefficients, and never what makes up for what.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from dashboard import text
from dashboard.data.database import Database, question
from dashboard.measures import outcomes, relation_words
from dashboard.measures.association import Fit
from dashboard.measures.factors import CORRECTED, INCOME_STEP, STEPS, Effect
from dashboard.measures.outcomes import Outcome
from dashboard.measures.regression import Estimated, Z

YES, NO, NOT_TOLD, NO_NEED = "ja", "nei", "kan ikke sies", "ingen sikker ulempe"
"""What can be said of a result whose direction is beyond dispute."""

LESS = {"centrality": "lav sentralitet", "population": "få innbyggere"}
"""What little of a factor is called, by its column."""

STEP = {"centrality": "100 poeng lavere sentralitet", "population": "halvparten så mange innbyggere"}
"""A step down of a factor."""


@dataclass(frozen=True)
class Compensation:
    """What is known of one result. `worse` are the effects of size and centrality of which less surely goes with a
    worse result, `better` those of which less surely goes with a better one.
    """

    asked: Outcome
    found: Fit
    worse: tuple[Effect, ...]
    better: tuple[Effect, ...]

    @property
    def economy(self) -> Effect:
        return self.found.effect("economy")

    @property
    def answer(self) -> str:
        """One of YES, NO, NOT_TOLD, NO_NEED."""
        if not self.worse:
            return NO_NEED
        if not self.found.sure("economy"):
            return NOT_TOLD
        return YES if self.economy.up == (self.asked.direction == "higher_is_better") else NO


def of(asked: Outcome, found: Fit) -> Compensation | None:
    """What is known of a result; None for what isn't asked."""
    if asked.indicator.stage != "result" or asked.direction == "none":
        return None
    better = asked.direction == "higher_is_better"
    sure = [effect for effect in found.effects if effect.factor.column in LESS and found.sure(effect.factor.column)]
    return Compensation(
        asked,
        found,
        tuple(effect for effect in sure if effect.up == better),
        tuple(effect for effect in sure if effect.up != better),
    )


@question
def answers(database: Database, division: str, income: str = CORRECTED) -> tuple[Compensation, ...]:
    """Every result that is asked, in its newest year; those of which the direction is contested last."""
    found = [of(asked, fit) for asked, fit in outcomes.whole_table(database, division, "result", income) if fit]
    return tuple(sorted((one for one in found if one), key=lambda one: one.asked.contested))


def kroner(found: Fit, column: str) -> tuple[float, float, float] | None:
    """The income per inhabitant that goes with as large a difference as a step of a factor, with its 95 per cent
    interval (Fieller's, of the ratio of two coefficients); None where the economy's own difference isn't sure, since
    there is no end to the interval then.
    """
    if not found.sure("economy"):
        return None
    step = STEPS[column] * INCOME_STEP
    estimate, low, high = (step * end for end in ratio(found.estimated, column, "economy"))
    return estimate, low, high


def ratio(found: Estimated, over: str, under: str) -> tuple[float, float, float]:
    """One coefficient divided by another that is surely not zero, with Fieller's 95 per cent interval."""
    names = list(found.coefficients.index)
    i, j = names.index(over), names.index(under)
    a, b = found.of(over, "estimate"), found.of(under, "estimate")
    aa, ab, bb = (float(found.covariance[pair]) for pair in ((i, i), (i, j), (j, j)))
    near, g = a / b, Z**2 * bb / b**2
    middle = (near - g * ab / bb) / (1 - g)
    reach = Z / abs(b) * math.sqrt(aa - 2 * near * ab + near**2 * bb - g * (aa - ab**2 / bb)) / (1 - g)
    return near, middle - reach, middle + reach


# --- In words ---------------------------------------------------------------------------------------------------------


def cell(one: Compensation | None) -> str:
    """The answer in a table: «ja, ved lav sentralitet: 100 poeng lavere sentralitet svarer til …»."""
    if one is None:
        return "ikke spurt"
    if one.asked.contested or one.answer != YES:
        return short(one)
    return f"{short(one)}: {text.listed(_equal(one, effect) for effect in one.worse)}"


def short(one: Compensation | None) -> str:
    """The answer without amounts: «ja, ved lav sentralitet»."""
    if one is None:
        return "ikke spurt"
    if one.asked.contested:
        return f"omstridt retning: {_with_income(one)}"
    return f"{YES}, ved {_less(one.worse)}" if one.answer == YES else one.answer


def shortest(one: Compensation | None) -> str:
    """The answer in as few words as a slide has room for."""
    return "omstridt retning" if one and one.asked.contested else short(one)


def _with_income(one: Compensation) -> str:
    """What goes with more income, where which way is better is contested."""
    if not one.found.sure("economy"):
        return "usikkert for inntekt"
    return f"{'høyere' if one.economy.up else 'lavere'} ved høyere inntekt"


def _less(effects: Sequence[Effect]) -> str:
    return text.listed(LESS[effect.factor.column] for effect in effects)


def _equal(one: Compensation, effect: Effect) -> str:
    """«100 poeng lavere sentralitet svarer til om lag 14 900 kroner mindre per innbygger 95 prosent intervall …»."""
    column = effect.factor.column
    found = kroner(one.found, column)
    if found is None:
        return ""
    estimate, low, high = (text.number(round(amount, -2)) for amount in found)
    return (
        f"{STEP[column]} svarer til om lag {estimate} kroner mindre per innbygger, 95 prosent intervall fra {low} til "
        f"{high}"
    )


def told(found: Sequence[Compensation]) -> list[str]:
    """What is known of all results: those whose direction is beyond dispute, then the others."""
    agreed = [one for one in found if not one.asked.contested]
    lines = [_agreed(agreed)] if agreed else []
    contested = [one for one in found if one.asked.contested]
    return [*lines, _contested(contested)] if contested else lines


def _agreed(found: Sequence[Compensation]) -> str:
    yes = [one for one in found if one.answer == YES]
    asked = text.count(len(found), "resultat", "resultater")
    beginning = f"Kompenserer økonomi? Vi spør om {asked} der det ikke er omstridt hva som er bedst"
    if not yes:
        return (
            f"{beginning}. For ingen av dem kan vi si at høyere inntekt henger sammen med bedre tall der små eller "
            "lite sentrale kommuner har dårligere."
        )
    parts = [_yes(one) for one in yes]
    return (
        f"{beginning}. I {text.part_of_them(len(yes), len(found))} henger høyere inntekt sammen med bedre tall der "
        f"små eller lite sentrale kommuner har dårligere: {'; '.join(parts)}."
    )


def _yes(one: Compensation) -> str:
    """«Fastlegeliste uten lege (ved lav sentralitet): 100 poeng … svarer til …, men få innbyggere henger sammen med
    bedre tall».
    """
    equal = text.listed(_equal(one, effect) for effect in one.worse)
    reverse = f", men {_less(one.better)} henger sammen med bedre tall" if one.better else ""
    unsure = [name for column, name in LESS.items() if not one.found.sure(column)]
    rest = f", og for {text.listed(unsure)} er sammenhengen usikker" if unsure else ""
    return f"{one.asked.indicator.short_title} ({_less(one.worse)}): {equal}{reverse}{rest}{_only_with(one)}"


def _only_with(one: Compensation) -> str:
    """Without whom what goes with income isn't sure."""
    ends = relation_words.on_ends(one.found)
    whom = [these for these, only in ends.items() if relation_words.SHORT["economy"] in only]
    return f" (inntekten: sikkert bare når {text.listed(whom)} er med)" if whom else ""


def _contested(found: Sequence[Compensation]) -> str:
    """Those of which the direction is contested, told as higher and lower, and not as better and worse."""
    parts = []
    for one in found:
        same = [
            effect for effect in (*one.worse, *one.better) if one.found.sure("economy") and effect.up == one.economy.up
        ]
        steps = f", slik som {_more(same)} ({text.listed(_equal(one, effect) for effect in same)})" if same else ""
        parts.append(f"{one.asked.indicator.short_title}: {_with_income(one)}{steps}{_only_with(one)}")
    why = "tallet følger også hvem innbyggerne er, ikke bare hva kommunen gjør"
    return f"Omstridt hva som er bedre ({why}), og ikke regnet med: {'; '.join(parts)}."


MORE = {"centrality": "høyere sentralitet", "population": "flere innbyggere"}


def _more(effects: Sequence[Effect]) -> str:
    return text.listed(f"ved {MORE[effect.factor.column]}" for effect in effects)
