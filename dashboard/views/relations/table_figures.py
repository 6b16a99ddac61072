"""All outcomes against size, centrality and economy: one table for what comes of it, one for what is put in, one for
what is there to work with.
"""

from __future__ import annotations

import math

import pandas as pd

from dashboard import text
from dashboard.components.data_table import data_table
from dashboard.exports import slide_tables
from dashboard.figures import pictures
from dashboard.figures.figure import Panel
from dashboard.figures.page_context import PageContext, cached_panel
from dashboard.measures import compensation, outcomes, relation_words
from dashboard.measures.association import Fit
from dashboard.measures.factors import INCOMES, Effect
from dashboard.measures.outcomes import Outcome
from dashboard.views.relations import relations

STAGES = {"result": "Resultat", "effort": "Innsats", "condition": "Rammevilkår"}

NOT_ASKED = {
    "effort": "høyere inntekt gir høyere utgifter av seg selv",
    "condition": "rammevilkår er det kommunen driver med, ikke noe den oppnår",
}
"""Why nobody asks of a stage whether a good economy compensates."""

STRONG, SOME = 25, 10
"""Shares of the spread (per cent, Shapley's) from which what goes with a factor is called strong and medium."""

HEADINGS = {
    "population": "Dobbelt så mange innbyggere",
    "centrality": "100 poeng mer sentral",
    "economy": "10 000 kr mer per innbygger",
}
"""The columns of factors, in the order of the page's question."""

COMPENSATES = "Kompenserer økonomi?"


@cached_panel(marks_chosen=False)
def whole_table(context: PageContext, stage: str, income: str) -> Panel:
    """Every outcome of a stage: sign, strength and interval of each factor."""
    database, division = context.database, context.selection.division
    found = outcomes.whole_table(database, division, stage, income)
    estimated = [(asked, one) for asked, one in found if one is not None]
    title = _title(estimated, stage)
    drawn = pd.DataFrame([_row(asked, one, stage) for asked, one in estimated])
    shown_of = f"{len(estimated)} utfall"
    figure = context.figure(
        "relation_table",
        title=title,
        subtitle=(
            f"{STAGES[stage]}, {shown_of}, hvert i sitt nyeste år: forskjellen som går med hvert kjennetegn når de to "
            f"andre er like, med 95 prosent intervall. Økonomi er {INCOMES[income][0]}. "
            f"Inndelingen {context.division_label}."
        ),
        unit="som vist i kolonnen «Enhet»",
        alt=f"Tabell: {title}.",
        citations=relations.cited(context, [(asked.indicator.indicator_id, asked.year) for asked, _ in found])
        or relations.cited(context, [("population", relations.year_of(database, division, "population"))]),
        table=lambda: pd.DataFrame([_full_row(asked, one, stage) for asked, one in estimated]),
        decimals=_decimals(),
        missing=_not_estimated(found),
        status_words=(relations.CALCULATED,),
        notes=(
            "↑ og ↓: intervallet ligger på én side av ingen sammenheng. Sterk: kjennetegnet går med minst "
            f"{STRONG} prosent av forskjellene mellom kommunene, middels: minst {SOME}, svak: mindre (Shapley, LMG; "
            "delt likt mellom kjennetegn som følger hverandre). For ja og nei sier vi ikke noe om styrke.",
            *_compensation_notes(context, stage, income),
            *_bent(estimated),
            f"Med 95 prosent intervall ville om lag {text.number(0.05 * 3 * len(estimated))} av "
            f"{3 * len(estimated)} piler stått her ved ren tilfeldighet.",
            *relation_words.weighted_ones((asked.indicator.short_title, one) for asked, one in estimated),
            *_on_ends(estimated),
            *relations.alike_ones(estimated),
            relations.TOGETHER,
        ),
        sortable=False,
    )
    return Panel(
        figure,
        pictures.Drawing(
            lambda: data_table(drawn, key="drawn_relation_table", caption=STAGES[stage], sortable=False),
            on_slide=lambda: slide_tables.Table(
                pd.DataFrame([_short_row(asked, one, stage) for asked, one in estimated]), {}, figure.alt
            ),
        ),
    )


def _title(estimated: list[tuple[Outcome, Fit]], stage: str) -> str:
    if not estimated:
        return f"{STAGES[stage]}: ingen utfall har tall nok til å anslå noe"
    counts = {column: sum(found.sure(column) for _, found in estimated) for column in relation_words.SHORT}
    what = {"result": "resultater", "effort": "mål på innsats", "condition": "rammevilkår"}[stage]
    hanging = sum(bool(relation_words.on_ends(one)) for _, one in estimated)
    ends = f"; i {hanging} av de {len(estimated)} er noe sikkert bare når de minste eller største kommunene er med"
    return (
        f"Når annet er likt, henger sentralitet sikkert sammen med {counts['centrality']} av {len(estimated)} {what}, "
        f"størrelse med {counts['population']} og økonomi med {counts['economy']}{ends if hanging else ''}"
    )


def strength(share: float) -> str:
    """«sterk», «middels», «svak», by the share of the spread in per cent; nothing where there is none to tell it by."""
    if share != share:
        return ""
    return "sterk" if share >= STRONG else "middels" if share >= SOME else "svak"


def _on_ends(found: list[tuple[Outcome, Fit]]) -> list[str]:
    """Of which outcomes a relation is sure only together with the smallest municipalities, or the largest."""
    told: dict[str, list[str]] = {}
    for asked, one in found:
        for whom, only in relation_words.on_ends(one).items():
            told.setdefault(whom, []).append(f"{asked.indicator.short_title} ({text.listed(only)})")
    return [f"Sikkert bare når {whom} er med: {text.listed(outcomes_)}." for whom, outcomes_ in told.items()]


def _bent(estimated: list[tuple[Outcome, Fit]]) -> list[str]:
    names = [asked.indicator.short_title for asked, found in estimated if found.bent]
    return [relation_words.bent_ones(names)] if names else []


def _cell(found: Fit, column: str, share: float) -> str:
    """«↑ svak: +1,3 (+0,6 til +2,0)», «usikkert (−0,1 til +2,0)»; that a relation is bent, and what hangs on that."""
    told = _arrow(found.effect(column), share)
    if column == "population":
        return f"{told}, bøyd" if found.bent else told
    if not found.hangs_on_bend(column):
        return told
    bent = found.bent.effect(column)
    return f"{told}; med bøyen {_arrow(bent, float('nan'))}"


def _arrow(effect: Effect, share: float) -> str:
    estimate, low, high = effect.written
    interval = f"({low} til {high})"
    if not effect.sure:
        return f"usikkert {interval}"
    arrow, word = "↑" if effect.up else "↓", strength(share)
    return f"{arrow} {word}: {estimate} {interval}" if word else f"{arrow} {estimate} {interval}"


def _row(asked: Outcome, found: Fit, stage: str) -> dict[str, object]:
    """A row as it is drawn: in words."""
    shares = 100 * outcomes.shared(found)
    cells = {heading: _cell(found, column, shares[column]) for column, heading in HEADINGS.items()}
    more = {COMPENSATES: compensation.short(compensation.of(asked, found))} if stage == "result" else {}
    return {
        "Utfall": asked.indicator.dated(asked.year),
        "Enhet": asked.unit,
        **cells,
        **more,
        "R²": text.number(found.r_squared, 2),
        "n": text.number(found.n),
    }


ARROWS = {"sterk": 3, "middels": 2, "svak": 1, "": 1}
LEGEND = f"Utfall (enhet); andel av forskjellene: ↑↑↑ minst {STRONG} prosent, ↑↑ {SOME}, ↑ mindre; – usikkert; * bøyd"


def _short_row(asked: Outcome, found: Fit, stage: str) -> dict[str, object]:
    """A row as a slide has it, on one line, so that the whole table stands on one."""
    cells, shares = {}, 100 * outcomes.shared(found)
    for column, heading in HEADINGS.items():
        effect = found.effect(column)
        estimate, low, high = effect.written
        arrows = ("↑" if effect.up else "↓") * ARROWS[strength(shares[column])]
        mark = "*" if found.hangs_on_bend(column) or (found.bent and column == "population") else ""
        cells[heading] = f"{f'{arrows} {estimate}' if found.sure(column) else '–'} ({low} til {high}){mark}"
    more = {COMPENSATES: compensation.shortest(compensation.of(asked, found))} if stage == "result" else {}
    return {
        LEGEND: f"{asked.indicator.dated(asked.year)} ({asked.unit})",
        **cells,
        **more,
        "R²": text.number(found.r_squared, 2),
    }


BENT, WITH_BEND = "Bøyd sammenheng med størrelse", "R² med bøyen"


def _full_row(asked: Outcome, found: Fit, stage: str) -> dict[str, object]:
    """A row of the table twin: in numbers."""
    row: dict[str, object] = {"Utfall": asked.indicator.dated(asked.year), "Enhet": asked.unit}
    shares = 100 * outcomes.shared(found)
    for column, heading in HEADINGS.items():
        effect = found.effect(column)
        row |= {
            heading: effect.estimate,
            f"{heading}, fra": effect.low,
            f"{heading}, til": effect.high,
            f"{heading}, p": effect.p,
            f"{heading}, andel av forskjellene (prosent)": shares[column],
        }
        if column != "population":
            bent = found.bent.effect(column) if found.bent else None
            ends = {"med bøyen": "estimate", "med bøyen, fra": "low", "med bøyen, til": "high"}
            row |= {f"{heading}, {name}": getattr(bent, end) if bent else math.nan for name, end in ends.items()}
    more = {COMPENSATES: compensation.cell(compensation.of(asked, found))} if stage == "result" else {}
    kind = f"{relations.SPECIFIED[found.kind]}{', vektet' if found.weighted else ''}"
    bent = {BENT: "ja" if found.bent else "nei", WITH_BEND: found.nearest.r_squared if found.bent else math.nan}
    return {**row, **more, "R²": found.r_squared, **bent, "n": found.n, "Regnet som": kind}


def _decimals() -> dict[str, int]:
    parts = {"": 3, ", fra": 3, ", til": 3, ", p": 3, ", andel av forskjellene (prosent)": 1}
    parts |= {", med bøyen": 3, ", med bøyen, fra": 3, ", med bøyen, til": 3}
    return {f"{heading}{part}": n for heading in HEADINGS.values() for part, n in parts.items()} | {
        "R²": 2,
        WITH_BEND: 2,
    }


def _compensation_notes(context: PageContext, stage: str, income: str) -> list[str]:
    """Whether a good economy goes with better results where being small or remote goes with worse ones."""
    if stage != "result":
        return [f"Om økonomi kompenserer, spør vi bare resultater om: {NOT_ASKED[stage]}."]
    return compensation.told(compensation.answers(context.database, context.selection.division, income))


def _not_estimated(found: list[tuple[Outcome, Fit | None]]) -> str:
    lacking = [asked.indicator.short_title for asked, one in found if one is None]
    if not lacking:
        return "Ingen av utfallene mangler"
    return f"Ikke anslått, for få kommuner eller samme tall hos alle: {text.listed(lacking)}"
