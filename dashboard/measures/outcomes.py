"""What is held against size, centrality and economy: any indicator in one year, and how it is to be estimated."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from dashboard import text
from dashboard.data import queries
from dashboard.data.database import Database, question
from dashboard.measures import association, regression, sentences
from dashboard.measures.association import FEWEST, Fit
from dashboard.measures.factors import CORRECTED, LINEAR, LOGARITHM, YES_OR_NO, by_income

FACTORS_THEMSELVES = frozenset(
    {"population", "size_group", "large_municipality", "population_density", "centrality_index", "centrality_class"}
    | {"district_5_6", "district_4_6", "free_income", "free_income_corrected", "expenditure_equalisation"}
)
"""What the factors are, or are made of: never asked what goes with it when they are alike."""

CONTESTED: Mapping[str, str] = {
    "turnout_municipal": "higher_is_better",
    "turnout_storting": "higher_is_better",
    "reading_grade_5": "higher_is_better",
    "reading_grade_8": "higher_is_better",
}
"""Results without a direction in the catalogue that most would give one: told apart from the others, as contested."""

STAGES = ("result", "effort", "condition")
"""What indicators tell of, in the order in which they are shown."""


PER = re.compile(r" ?\bper .+$")
"""What a unit's amount is of: «per innbygger» of «kroner per innbygger»."""


@dataclass(frozen=True)
class Outcome:
    """An indicator in one year, to be held against the factors; `kind` is how (association.py)."""

    indicator: queries.Indicator
    year: int
    kind: str

    @property
    def unit(self) -> str:
        """What a difference in it is measured in."""
        if self.kind == LOGARITHM:
            return "prosent"
        if self.kind == YES_OR_NO:
            return "ganger oddsen"
        if self.indicator.unit == "prosent" or self.indicator.unit.startswith("prosent av "):
            return "prosentpoeng"
        return text.unit_for(self.indicator.unit) or "poeng"

    @property
    def direction(self) -> str:
        """Which way is better, also where that is contested."""
        return CONTESTED.get(self.indicator.indicator_id, self.indicator.direction)

    @property
    def contested(self) -> bool:
        return self.indicator.indicator_id in CONTESTED

    @property
    def noun(self) -> str:
        """What it is called within a sentence: «netto driftsresultat», «skår i lesing på 8. trinn»."""
        return sentences.noun(self.indicator)

    @property
    def amount(self) -> str:
        """The unit of a difference as it stands before «høyere …»: without what the noun says itself, and none of what
        is counted: «0,6 færre sykepleierårsverk per 1 000 innbyggere».
        """
        if self.kind != LINEAR:
            return self.unit
        if self.indicator.place == "mange":
            return ""
        found = PER.search(self.unit)
        return PER.sub("", self.unit) if found and found[0].strip() in self.noun else self.unit

    def way(self, *, up: bool) -> str:
        """«høyere», «lavere»; «flere», «færre» of what is counted."""
        return sentences.comparative(self.indicator, more=up)


@dataclass(frozen=True)
class _Measured:
    values: pd.DataFrame
    year: int


@question
def possible(database: Database, division: str) -> dict[str, queries.Indicator]:
    """The indicators that size, centrality and economy can be held against, results first: not counts, which follow the
    inhabitants by what they are, nor groups.
    """
    known = {
        id_: indicator
        for id_, indicator in queries.indicators(database).items()
        if id_ not in FACTORS_THEMSELVES
        and indicator.aggregation != "sum"
        and (indicator.scale in ("amount", "change") or _yes_or_no(database, id_))
        and queries.years(database, id_, division)
    }
    return dict(sorted(known.items(), key=lambda item: STAGES.index(item[1].stage)))


def _yes_or_no(database: Database, indicator_id: str) -> bool:
    return set(queries.categories(database, indicator_id)) == {0, 1}


@question
def outcome(database: Database, division: str, indicator_id: str, year: int) -> Outcome:
    """An indicator as an outcome. Amounts of kroner are taken by their logarithm, so that what goes with them is told
    in per cent; what is yes or no by a logit.
    """
    indicator = queries.indicators(database)[indicator_id]
    values = queries.comparable(queries.values(database, indicator_id, division, year))["value"]
    kind = LINEAR
    if _yes_or_no(database, indicator_id):
        kind = YES_OR_NO
    elif indicator.unit.startswith("kroner") and indicator.scale == "amount" and (values > 0).all():
        kind = LOGARITHM
    return Outcome(indicator, year, kind)


@question
def rows(database: Database, division: str, indicator_id: str, year: int, income: str = CORRECTED) -> pd.DataFrame:
    """The outcome's figures with the factors; see association.frame."""
    measured = _Measured(queries.values(database, indicator_id, division, year), year)
    return association.frame(database, division, measured, income)


@question
def fitted(database: Database, division: str, indicator_id: str, year: int, income: str = CORRECTED) -> Fit | None:
    """What goes with the outcome when the rest is alike; None where nothing can be estimated."""
    kind = outcome(database, division, indicator_id, year).kind
    return association.fit(rows(database, division, indicator_id, year, income), kind, by_income(income))


@question
def why_not(database: Database, division: str, indicator_id: str, year: int, income: str = CORRECTED) -> str:
    """Why an outcome can't be estimated."""
    known = association.complete(rows(database, division, indicator_id, year, income))
    if len(known) < FEWEST:
        return (
            f"{text.count(len(known), 'kommune', 'kommuner')} har alle tallene. Under {FEWEST} anslås ingen sammenheng."
        )
    if known["value"].nunique() < 2:
        return f"Alle de {len(known)} kommunene har samme tall: det er ingen forskjell å holde mot noe."
    return "Tallene lar seg ikke skille fra hverandre med disse kjennetegnene. Da anslås ingen sammenheng."


@question
def shares(
    database: Database, division: str, indicator_id: str, year: int, income: str = CORRECTED
) -> pd.DataFrame | None:
    """How much of the outcome's spread goes with each factor (regression.shares); None for yes or no."""
    found = fitted(database, division, indicator_id, year, income)
    if found is None or found.kind == YES_OR_NO:
        return None
    return regression.shares(_scale(found), association.design(found.table), found.weights)


def shared(found: Fit) -> pd.Series:
    """The share of the spread that goes with each factor (0 to 1), by its column; NaN for yes or no."""
    design = association.design(found.table)
    if found.kind == YES_OR_NO:
        return pd.Series(float("nan"), design.columns)
    parts = regression.shared(_scale(found), design, found.weights)
    return pd.Series(float("nan"), design.columns) if parts is None else parts["share"]


def _scale(found: Fit) -> pd.Series:
    """The outcome as the regression takes it: its logarithm where that is what was estimated."""
    return np.log(found.table["value"]) if found.kind == LOGARITHM else found.table["value"]


# --- All outcomes ---------------------------------------------------------------------------------------------------


@question
def whole_table(
    database: Database, division: str, stage: str, income: str = CORRECTED
) -> list[tuple[Outcome, Fit | None]]:
    """Every outcome of a stage in its newest year with what goes with it."""
    found = []
    for id_, indicator in possible(database, division).items():
        if indicator.stage == stage:
            year = queries.years(database, id_, division)[0]
            found.append((outcome(database, division, id_, year), fitted(database, division, id_, year, income)))
    return found


def standardised(found: Fit, column: str) -> float:
    """The coefficient of a factor in standard deviations: what a difference of one of the factor goes with."""
    factor = association.design(found.table)[column]
    coefficient = found.estimated.of(column, "estimate")
    spread = 1.0 if found.kind == YES_OR_NO else float(_scale(found).std(ddof=0))
    return coefficient * float(factor.std(ddof=0)) / spread


# --- Who is outside -------------------------------------------------------------------------------------------------


@question
def outside(database: Database, division: str, indicator_id: str, year: int) -> pd.DataFrame | None:
    """The municipalities of the regression with what is expected of each and the limits around it, in the outcome's
    unit, and `outside` (−1 below, 0 within, 1 above); None for yes or no, and where nothing can be estimated.
    """
    found = fitted(database, division, indicator_id, year)
    if found is None or found.kind == YES_OR_NO:
        return None
    limits = regression.limits(found.nearest, found.table["population"])
    expected = limits.assign(expected=found.nearest.expected)
    if found.kind == LOGARITHM:
        for name in ("expected", "low", "high"):
            expected[name] = np.exp(expected[name])
    return found.table.drop(columns=["expected", "residual", "lower", "upper"], errors="ignore").join(expected)


CHANCE = 0.05
"""The share of figures that are outside limits that 95 per cent keep within, where nothing but chance is at work."""


@question
def outside_by_chance(database: Database, division: str) -> np.ndarray:
    """On how many results each municipality would be outside by chance alone, drawn many times: a draw a row, the
    municipalities of `outside_counts` in its order as columns. That results go together is kept.
    """
    deviations = {
        asked.indicator.indicator_id: found.set_index("code")["deviation"]
        for asked, found in _results(database, division)
    }
    return regression.outside_by_chance(pd.DataFrame(deviations).reindex(outside_counts(database, division)["code"]))


def _results(database: Database, division: str) -> list[tuple[Outcome, pd.DataFrame]]:
    """Each result in its newest year with who is outside what is expected of it, but for yes or no."""
    asked = [
        outcome(database, division, id_, queries.years(database, id_, division)[0])
        for id_, indicator in possible(database, division).items()
        if indicator.stage == "result"
    ]
    found = [(one, outside(database, division, one.indicator.indicator_id, one.year)) for one in asked]
    return [(one, table) for one, table in found if table is not None]


@question
def better_than_expected(database: Database, division: str) -> pd.DataFrame:
    """Of each result with a direction that nobody contests: `name`, how many small and remote municipalities have a
    figure (`measured`), how many of them are outside on the good side (`better`), and of how many the limit there is
    one that the figure can be past (`within_reach`): no share is under 0.
    """
    rows = []
    for asked, found in _results(database, division):
        if asked.direction == "none" or asked.contested:
            continue
        remote = found[association.small_and_peripheral(found)]
        falling = asked.direction == "lower_is_better"
        closed = remote["low"] <= 0 if falling and asked.indicator.minimum == 0 else pd.Series(False, remote.index)
        rows.append(
            {
                "name": asked.indicator.short_title,
                "measured": len(remote),
                "better": int((remote["outside"] == (-1 if falling else 1)).sum()),
                "within_reach": int((~closed).sum()),
            }
        )
    return pd.DataFrame(rows, columns=["name", "measured", "better", "within_reach"])


@question
def outside_counts(database: Database, division: str) -> pd.DataFrame:
    """How many results each municipality is outside the expected range of: code, name, county, population,
    centrality_class, remote (small and peripheral), `measured`, `outside`, `directed` (how many of those that have a
    direction, which nobody contests), `better` and `which` (in words).

    Those that are small and remote first, the most outside first among them. It is no score: what is counted differs,
    and much of it goes together.
    """
    parts = []
    for asked, found in _results(database, division):
        up = found["outside"] * (1 if asked.direction == "higher_is_better" else -1)
        agreed = asked.direction != "none" and not asked.contested
        words = found["outside"].map({1: f"{asked.noun} over", -1: f"{asked.noun} under", 0: ""})
        parts.append(
            found[["code", "name", "county", "population", "centrality_class", "outside"]].assign(
                which=words,
                directed=(found["outside"] != 0) & agreed,
                better=(up > 0) & agreed,
            )
        )
    if not parts:
        return pd.DataFrame()
    every = pd.concat(parts, ignore_index=True)
    table = every.groupby("code", as_index=False).agg(
        name=("name", "first"),
        county=("county", "first"),
        population=("population", "last"),
        centrality_class=("centrality_class", "last"),
        measured=("outside", "size"),
        outside=("outside", lambda found: int((found != 0).sum())),
        directed=("directed", "sum"),
        better=("better", "sum"),
        which=("which", lambda said: "; ".join(filter(None, said))),
    )
    table["remote"] = association.small_and_peripheral(table)
    return table.sort_values(["remote", "outside", "code"], ascending=[False, False, True], ignore_index=True)
