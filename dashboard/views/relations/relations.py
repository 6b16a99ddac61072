"""What all parts of the page «Sammenheng» share: its parts, words for outcomes, sources."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from dashboard import text
from dashboard.data import queries
from dashboard.figures.citing import citations
from dashboard.figures.figure import Citation
from dashboard.figures.page_context import PageContext
from dashboard.measures import association, relation_words
from dashboard.measures.association import Fit
from dashboard.measures.factors import INCOMES, LINEAR, LOGARITHM, YES_OR_NO
from dashboard.measures.outcomes import Outcome
from dashboard.measures.relation_words import SHORT

OUTCOME, PAIR, TABLE, EXCEPTIONS, OUTSIDE, EQUALITY, SCALE = (
    "utfall",
    "par",
    "tabell",
    "unntak",
    "utenfor",
    "likhet",
    "stordrift",
)
PARTS = {
    OUTCOME: "Når annet er likt",
    PAIR: "To mål",
    TABLE: "Hele tabellen",
    EXCEPTIONS: "Unntak",
    OUTSIDE: "Utenfor forventet spenn",
    EQUALITY: "Likhet",
    SCALE: "Stordrift",
}
"""The parts of the page by their name in a link."""

TOGETHER = "«Henger sammen med» betyr ikke «fører til»: det som ikke er målt her, kan ligge bak begge."

CALCULATED = "Beregnet sammenheng"
"""The status of what a regression says: no office has published it."""

SPECIFIED = {
    LINEAR: "Minste kvadraters metode",
    LOGARITHM: "Minste kvadraters metode på logaritmen av beløpet",
    YES_OR_NO: "Logit",
}
"""What each kind of regression is called."""


def specification(asked: Outcome, found: Fit, income: str) -> str:
    """What was estimated, of how many: «Minste kvadraters metode, robuste standardfeil (HC3), n = 355, R² = 0,04»."""
    r = "McFaddens R²" if found.kind == YES_OR_NO else "R²"
    weighed = ", vektet med den publiserte usikkerheten" if found.weighted else ""
    return (
        f"{SPECIFIED[found.kind]}{weighed}, med robuste standardfeil (HC3): {asked.noun} mot ln(innbyggere), "
        f"sentralitetsindeksen og {INCOMES[income][0]} per innbygger. n = {found.n} kommuner, "
        f"{r} = {text.number(found.r_squared, 2)}"
    )


def inflation_line(found: Fit) -> str:
    """That size and centrality go together, and how much that costs (VIF)."""
    factors = association.design(found.table)
    r = factors["population"].corr(factors["centrality"])
    times = [f"{text.number(found.inflation[column], 1)} for {SHORT[column]}" for column in SHORT]
    return (
        f"Størrelse og sentralitet følger hverandre (korrelasjon {text.number(r, 2)}), men ikke helt: de kan fremdeles "
        f"skilles. Variansen blir så mange ganger større av det (VIF): {text.listed(times)}."
    )


def cited(context: PageContext, dated: Sequence[tuple[str, int]]) -> tuple[Citation, ...]:
    """The sources of some indicators, each in a year."""
    division = context.selection.division
    found = [one for id_, year in dated for one in citations(context.database, id_, division, year)]
    return tuple(dict.fromkeys(found))


def with_factors(context: PageContext, asked: Outcome, income: str) -> tuple[Citation, ...]:
    """The sources of an outcome and of the factors that it is held against."""
    years = association.years(context.database, context.selection.division, asked.year, income)
    return cited(context, [(asked.indicator.indicator_id, asked.year), *years.items()])


def years_line(context: PageContext, asked: Outcome, income: str) -> str:
    """«Holdt mot sentralitetsindeks 2024, innbyggere 2025 og …, årene nærmest 2025.»"""
    line = association.years_line(context.database, context.selection.division, asked.year, income)
    return f"Holdt mot {text.uncapitalised(line)}, årene nærmest {asked.year}."


def left_out(rows: pd.DataFrame, used: pd.Index, *, in_table: bool = False) -> str:
    """Who isn't in it: «1 av 357 er ikke med: Oslo (…)»; `used` are the codes that are. `in_table` is whether the table
    has the others too.
    """
    apart = rows[~rows["code"].isin(used)]
    if apart.empty:
        return text.none_missing(len(rows))
    where = "; alle står i tabellen" if in_table and len(apart) > MOST_NAMED else ""
    small = int((apart["population"] < association.SMALL).sum())
    whom = f" ({text.part_of_them(small, len(apart))} under {text.number(association.SMALL)} innbyggere)"
    return (
        f"{text.number(len(apart))} av {text.number(len(rows))} er ikke med, uten sammenlignbart tall for alt: "
        f"{some(apart['name'])}{whom if len(apart) > MOST_NAMED else ''}{where}{_unweighable(rows, apart)}"
    )


def _unweighable(rows: pd.DataFrame, apart: pd.DataFrame) -> str:
    """Who has a figure and is left out all the same, where the others are weighted by a published uncertainty."""
    if "lower" not in rows or rows.drop(apart.index)["lower"].isna().any():
        return ""
    names = apart.loc[apart["value"].notna() & apart["lower"].isna(), "name"].map(text.short_name).tolist()
    return f" ({text.listed(names)} har tall, men ingen oppgitt usikkerhet å vekte med)" if names else ""


def some(names: pd.Series) -> str:
    """The first MOST_NAMED of some municipalities by name: «Oslo, Bergen og 38 til»."""
    shown = names.map(text.short_name).tolist()
    rest = [f"{text.number(len(shown) - MOST_NAMED)} til"] if len(shown) > MOST_NAMED else []
    return text.listed([*shown[:MOST_NAMED], *rest])


MOST_NAMED = 10
"""Municipalities that are left out and named; more are counted."""


def alike_ones(found: Sequence[tuple[Outcome, Fit]]) -> list[str]:
    """Of which outcomes at least half of the municipalities have the same figure; nothing where there are none."""
    names = [
        asked.indicator.short_title
        for asked, one in found
        if relation_words.half_alike(one, asked.indicator.decimals) is not None
    ]
    if not names:
        return []
    return [f"En rett linje passer dårlig der minst halvparten av kommunene har samme tall: {text.listed(names)}."]


def year_of(database, division: str, indicator_id: str, wanted: int | None = None) -> int:
    """The wanted year where the indicator has it, else its newest."""
    years = queries.years(database, indicator_id, division)
    return wanted if wanted in years else years[0]
