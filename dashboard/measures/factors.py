"""The factors that an outcome is held against, and what goes with a step of each: in the outcome's unit, in words."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

from dashboard import text
from dashboard.measures import regression
from dashboard.measures.regression import Estimated

MOST_DECIMALS = 4
"""Decimals of an interval whose end is so near no difference that fewer would hide on which side it is."""

FINEST = 3
"""How many units of the last decimal half an interval is at least: more digits than that would be noise."""


@dataclass(frozen=True)
class Factor:
    """Something that a degree may go with. `step` is the difference that a sentence speaks of, `others` what is held,
    `grouping` how municipalities are grouped by it.

    `axis` is what its axis is called, `label` the step in so few letters that a phone's chart has room for it.
    """

    column: str
    indicator_id: str
    name: str
    axis: str
    step: str
    label: str
    others: str
    grouping: str | None = None


FACTORS = (
    Factor(
        "centrality",
        "centrality_index",
        "Sentralitet",
        "Sentralitetsindeks (poeng)",
        "100 poeng høyere sentralitet",
        "100 poeng<br>mer sentral",
        "størrelse og økonomi",
        "Sentralitet",
    ),
    Factor(
        "population",
        "population",
        "Innbyggere",
        "Innbyggere (logaritmisk skala)",
        "dobbelt så mange innbyggere",
        "dobbelt så mange<br>innbyggere",
        "sentralitet og økonomi",
        "Størrelse",
    ),
    Factor(
        "economy",
        "free_income_corrected",
        "Økonomi",
        "Frie inntekter etter utgiftsutjevning (kroner per innbygger)",
        "10 000 kroner mer per innbygger i frie inntekter etter utgiftsutjevning",
        "10 000 kroner mer<br>per innbygger",
        "størrelse og sentralitet",
    ),
)
CORRECTED, RECEIVED, BY_NEED = "free_income_corrected", "free_income", "free_income_by_need"
NEED = "expenditure_need"
INCOMES: Mapping[str, tuple[str, str]] = {
    CORRECTED: ("frie inntekter etter utgiftsutjevning", ""),
    RECEIVED: ("frie inntekter", ""),
    BY_NEED: ("frie inntekter delt på utgiftsbehovet", NEED),
}
"""What a municipality's economy may be held by: what it is called in a sentence, and the indicator it is divided by."""


def by_income(income: str = CORRECTED) -> tuple[Factor, ...]:
    """The factors, with the economy told by one of INCOMES."""
    if income == CORRECTED:
        return FACTORS
    words = INCOMES[income][0]
    economy = replace(
        FACTORS[-1],
        indicator_id=RECEIVED,
        axis=f"{words[0].upper()}{words[1:]} (kroner per innbygger)",
        step=f"10 000 kroner mer per innbygger i {words}",
    )
    return (*FACTORS[:-1], economy)


GROUPINGS = {"Sentralitet": "centrality_class", "Størrelse": "size_group"}
"""What municipalities can be grouped by, and the indicator that says the group."""


INCOME_STEP = 10_000
"""Kroner per inhabitant in one unit of the economy in `design`."""


LINEAR, LOGARITHM, YES_OR_NO = "linear", "logarithm", "yes_or_no"
"""The kinds of regressions: of the outcome, of its logarithm, and the logit of one that is 0 or 1."""


STEPS: Mapping[str, float] = {"centrality": 1, "population": math.log(2), "economy": 1}
"""How many of a factor's units in `design` the step is that a sentence speaks of: twice as many inhabitants is ln 2."""

LARGEST = 50
"""The logarithm of odds so large that they are as good as endless."""


def telling(ends: tuple[float, float], least: int, nothing: float = 0) -> int:
    """How many decimals, `least` or more, it takes to see on which side of no difference each end of an interval is."""
    apart = [end for end in ends if end != nothing]
    return next(
        (n for n in range(least, MOST_DECIMALS) if all(text.rounded(end, n) != nothing for end in apart)),
        MOST_DECIMALS,
    )


@dataclass(frozen=True)
class Effect:
    """The difference in the outcome that goes with one step, with its 95 per cent interval: in the outcome's unit, in
    per cent where its logarithm was taken, and as times the odds (`nothing` is 1 then) of a yes.
    """

    factor: Factor
    estimate: float
    low: float
    high: float
    p: float = math.nan
    nothing: float = 0

    @property
    def sure(self) -> bool:
        """Whether the interval tells which way it goes."""
        return self.low > self.nothing or self.high < self.nothing

    @property
    def up(self) -> bool:
        return self.estimate > self.nothing

    @property
    def decimals(self) -> int:
        """How many decimals the estimate and both ends of its interval are written with: as many as half the interval
        is worth, and as it takes to see on which side of no difference each end is.
        """
        half = (self.high - self.low) / 2
        worth = next((n for n in range(MOST_DECIMALS) if half * 10**n >= FINEST), MOST_DECIMALS)
        return telling((self.low, self.high), worth, self.nothing)

    @property
    def written(self) -> tuple[str, str, str]:
        """The estimate, the lower and the upper end of its interval, alike in decimals; differences with their sign."""
        say = text.number if self.nothing else text.signed
        return say(self.estimate, self.decimals), say(self.low, self.decimals), say(self.high, self.decimals)

    @property
    def size(self) -> str:
        """The estimate without its sign, as it stands before «høyere» or «lavere»."""
        return text.number(abs(self.estimate), self.decimals)

    @property
    def interval(self) -> str:
        """«95 prosent intervall fra +0,5 til +2,0»."""
        _, low, high = self.written
        return f"95 prosent intervall fra {low} til {high}"


def effect(factor: Factor, found: Estimated, kind: str) -> Effect:
    """A coefficient as the step of its factor: an estimate with its interval, by the kind of regression."""
    estimate, low, high = (found.of(factor.column, part) for part in regression.ENDS)
    return effect_of(factor, (estimate, low, high), found.of(factor.column, "p"), kind)


def effect_of(factor: Factor, coefficient: tuple[float, float, float], p: float, kind: str) -> Effect:
    """The same of a coefficient with its interval."""
    estimate, low, high = (_step(end, factor.column, kind) for end in coefficient)
    return Effect(factor, estimate, low, high, p, float(kind == YES_OR_NO))


def _step(coefficient: float, column: str, kind: str) -> float:
    """What a coefficient comes to for the step of its factor: in the outcome's unit, in per cent, as times the odds."""
    step = coefficient * STEPS[column]
    if kind == LOGARITHM:
        return 100 * math.expm1(step)
    return math.exp(min(step, LARGEST)) if kind == YES_OR_NO else step
