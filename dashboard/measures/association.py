"""What goes with an outcome: size, centrality and economy, each holding the others. Never what leads to it.

The arithmetic is regression.py's; here stand what is held against what, in which steps, and the words for it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

import numpy as np
import pandas as pd

from dashboard import text
from dashboard.data import queries
from dashboard.data.database import Database, question
from dashboard.measures import regression
from dashboard.measures.regression import Correlation, Estimated

FEWEST = regression.FEWEST
"""Municipalities with all figures below which nothing is estimated."""

SMALL = 5_000
"""Inhabitants below which Statistics Norway calls a municipality small."""

PERIPHERAL = 5
"""The centrality class from which Distriktssenteret speaks of district municipalities: 5 and 6."""

MOST_DECIMALS = 4
"""Decimals of an interval whose end is so near no difference that fewer would hide on which side it is."""

FINEST = 3
"""How many units of the last decimal half an interval is at least: more digits than that would be noise."""


class Degrees(Protocol):
    """A degree in every municipality: `values` has code, name, county_code, value and comparable, of `year`."""

    @property
    def values(self) -> pd.DataFrame: ...

    @property
    def year(self) -> int: ...


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


def factors(income: str = CORRECTED) -> tuple[Factor, ...]:
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
        ends = [end for end in (self.low, self.high) if end != self.nothing]
        return next(
            (n for n in range(worth, MOST_DECIMALS) if all(text.rounded(end, n) != self.nothing for end in ends)),
            MOST_DECIMALS,
        )

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


@dataclass(frozen=True)
class Fit:
    """A regression of the outcome on all factors. `table` is the municipalities in it with expected and residual, in
    the outcome's unit (or its logarithm's, by `kind`); `inflation` is how many times wider in variance each factor's
    interval is because factors go together (VIF); `weights` are what each row counts by published uncertainty, if any.
    """

    effects: tuple[Effect, ...]
    n: int
    r_squared: float
    table: pd.DataFrame
    kind: str = "linear"
    estimated: Estimated | None = None
    inflation: Mapping[str, float] = field(default_factory=dict)
    weights: pd.Series | None = None

    @property
    def weighted(self) -> bool:
        return self.weights is not None

    def effect(self, column: str) -> Effect:
        """What goes with one of the factors."""
        return next(effect for effect in self.effects if effect.factor.column == column)


def years(database: Database, division: str, near: int, income: str = CORRECTED) -> dict[str, int]:
    """The year of each factor that is nearest to a year, by indicator; factors without figures are left out."""
    ids = [factor.indicator_id for factor in factors(income)] + [id_ for id_ in (INCOMES[income][1],) if id_]
    return {
        id_: min(found, key=lambda year: abs(year - near))
        for id_ in ids
        if (found := queries.years(database, id_, division))
    }


def years_line(database: Database, division: str, near: int, income: str = CORRECTED) -> str:
    """«Sentralitetsindeks 2024, innbyggere 2022 og frie inntekter etter utgiftsutjevning 2025»."""
    known = queries.indicators(database)
    listed = text.listed(
        text.uncapitalised(known[id_].dated(year)) for id_, year in years(database, division, near, income).items()
    )
    return f"{listed[0].upper()}{listed[1:]}"


def frame(database: Database, division: str, measure: Degrees, income: str = CORRECTED) -> pd.DataFrame:
    """`measure.values` with, for every municipality, population, centrality and economy (missing is NaN) and the groups
    by centrality and size, as numbers and (`…_label`) as labels.
    """
    rows = measure.values.reset_index(drop=True)
    for factor in factors(income):
        rows[factor.column] = _figures(database, division, factor.indicator_id, measure.year, rows["code"])
    if divisor := INCOMES[income][1]:
        rows["economy"] = rows["economy"] / _figures(database, division, divisor, measure.year, rows["code"])
    for id_ in GROUPINGS.values():
        rows[id_] = _figures(database, division, id_, measure.year, rows["code"])
        rows[f"{id_}_label"] = rows[id_].map(queries.categories(database, id_))
    return rows


def _figures(database: Database, division: str, indicator_id: str, near: int, codes: pd.Series) -> np.ndarray:
    """An indicator's comparable figures in the year nearest to one, in the order of the codes."""
    available = queries.years(database, indicator_id, division)
    if not available:
        return np.full(len(codes), np.nan)
    year = min(available, key=lambda year: abs(year - near))
    return _comparable(database, division, indicator_id, year).reindex(codes).to_numpy(dtype=float)


@question
def _comparable(database: Database, division: str, indicator_id: str, year: int) -> pd.Series:
    """An indicator's figures by code, those that can't be compared left out."""
    found = queries.values(database, indicator_id, division, year)
    return found[found["comparable"].astype(bool)].set_index("code")["value"]


COLUMNS = ("value", "population", "centrality", "economy")
"""The columns of a frame that a regression needs."""


def complete(rows: pd.DataFrame) -> pd.DataFrame:
    """`frame`'s rows that can be compared and have every factor."""
    return queries.comparable(rows).dropna(subset=list(COLUMNS))


INCOME_STEP = 10_000
"""Kroner per inhabitant in one unit of the economy in `design`."""


def design(rows: pd.DataFrame) -> pd.DataFrame:
    """The factors as a regression takes them: centrality / 100, ln(population), economy / 10 000."""
    return pd.DataFrame(
        {
            "centrality": rows["centrality"] / 100,
            "population": np.log(rows["population"]),
            "economy": rows["economy"] / INCOME_STEP,
        }
    )


STEPS: Mapping[str, float] = {"centrality": 1, "population": math.log(2), "economy": 1}
"""How many of a factor's units in `design` the step is that a sentence speaks of: twice as many inhabitants is ln 2."""

LARGEST = 50
"""The logarithm of odds so large that they are as good as endless."""

LINEAR, LOGARITHM, YES_OR_NO = "linear", "logarithm", "yes_or_no"
"""The kinds of regressions: of the outcome, of its logarithm, and the logit of one that is 0 or 1."""


def fit(rows: pd.DataFrame, kind: str = LINEAR, held: tuple[Factor, ...] = FACTORS) -> Fit | None:
    """A regression with robust (HC3) errors on `frame`'s rows that have every factor; None where they are too few, the
    outcome or a factor is the same for all, or the logarithm of a figure that isn't above zero would be needed.

    value ~ centrality / 100 + ln(population) + economy / 10 000. Where every row has a published uncertainty (lower and
    upper, of a linear one), each counts by the inverse of its square.
    """
    known = complete(rows)
    taken, weights = design(known), _weights(known) if kind == LINEAR else None
    if kind == YES_OR_NO:
        found = regression.logit(known["value"], taken)
    elif kind == LOGARITHM:
        found = regression.least_squares(np.log(known["value"]), taken) if (known["value"] > 0).all() else None
    else:
        found = regression.least_squares(known["value"], taken, weights)
    if found is None:
        return None
    table = known.assign(expected=found.expected, residual=found.residual)
    inflation = {str(name): float(times) for name, times in regression.inflation(taken).items()}
    effects = tuple(_effect(factor, found, kind) for factor in held)
    return Fit(effects, found.n, found.r_squared, table, kind, found, inflation, weights)


def _effect(factor: Factor, found: Estimated, kind: str) -> Effect:
    """A coefficient as the step of its factor: an estimate with its interval, by the kind of regression."""
    estimate, low, high = (_step(found.of(factor.column, part), factor.column, kind) for part in regression.ENDS)
    return Effect(factor, estimate, low, high, found.of(factor.column, "p"), float(kind == YES_OR_NO))


def _step(coefficient: float, column: str, kind: str) -> float:
    """What a coefficient comes to for the step of its factor: in the outcome's unit, in per cent, as times the odds."""
    step = coefficient * STEPS[column]
    if kind == LOGARITHM:
        return 100 * math.expm1(step)
    return math.exp(min(step, LARGEST)) if kind == YES_OR_NO else step


def _weights(rows: pd.DataFrame) -> pd.Series | None:
    """The inverse of each figure's published variance; None unless every one has an uncertainty."""
    if not {"lower", "upper"} <= set(rows.columns):
        return None
    width = rows["upper"] - rows["lower"]
    return 1 / width**2 if len(width) and (width > 0).all() else None


def sentence(effect: Effect, points: str, noun: str) -> str:
    """What an effect on a degree says, holding the others; an interval around zero says that nothing can be told."""
    if not effect.sure:
        return (
            f"Når {effect.factor.others} er like, kan sammenhengen mellom {effect.factor.step} og {noun}en ikke "
            f"skilles fra null ({effect.written[0]} {points}, {effect.interval})."
        )
    way = "høyere" if effect.estimate > 0 else "lavere"
    return (
        f"Når {effect.factor.others} er like, henger {effect.factor.step} sammen med "
        f"{effect.size} {points} {way} {noun} ({effect.interval})."
    )


def rank_correlation(rows: pd.DataFrame, column: str) -> float:
    """Spearman's rank correlation of the degree with a column; NaN for fewer than FEWEST municipalities."""
    found = correlation(rows, column)
    return found.r if found else float("nan")


def correlation(rows: pd.DataFrame, column: str) -> Correlation | None:
    """The rank correlation of comparable figures with a column, with its interval; None for fewer than FEWEST."""
    known = queries.comparable(rows)
    return regression.rank_correlation(known[column], known["value"])


STRONG, SOME = 0.6, 0.3
"""Sizes of a rank correlation that are called clear and some."""


def measured(found: Correlation) -> str:
    """«(rangkorrelasjon 0,35, 95 prosent intervall fra 0,26 til 0,44)»."""
    low, high = text.number(found.low, 2), text.number(found.high, 2)
    return f"(rangkorrelasjon {text.number(found.r, 2)}, 95 prosent intervall fra {low} til {high})"


def strength(found: Correlation) -> str:
    """«klart», «noe», or nothing where a correlation is weaker than what is told of."""
    return "" if abs(found.r) < SOME else "klart" if abs(found.r) >= STRONG else "noe"


def by_group(rows: pd.DataFrame, group: str) -> pd.DataFrame:
    """By group (a number), lowest first: group, label, municipalities, median."""
    grouped = queries.comparable(rows).groupby([group, f"{group}_label"])["value"]
    table = grouped.agg(municipalities="count", median="median").reset_index()
    return table.rename(columns={group: "group", f"{group}_label": "label"})


def cells(rows: pd.DataFrame) -> pd.DataFrame:
    """By size and centrality, a row a cell that has municipalities: size and centrality (labels), their numbers
    (`size_group`, `centrality_class`), municipalities, median.
    """
    keys = ["size_group", "size_group_label", "centrality_class", "centrality_class_label"]
    grouped = queries.comparable(rows).groupby(keys)["value"].agg(municipalities="count", median="median").reset_index()
    return grouped.rename(columns={"size_group_label": "size", "centrality_class_label": "centrality"})


def small_and_peripheral(rows: pd.DataFrame) -> pd.Series:
    """True for municipalities that are small and in the centrality classes of districts."""
    return (rows["population"] < SMALL) & (rows["centrality_class"] >= PERIPHERAL)
