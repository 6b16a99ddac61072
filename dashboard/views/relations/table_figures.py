"""All outcomes against size, centrality and economy: one table for what comes of it, one for what is put in, one for
what is there to work with.
"""

from __future__ import annotations

import pandas as pd

from dashboard import text
from dashboard.components.data_table import data_table
from dashboard.exports import slide_tables
from dashboard.figures import pictures
from dashboard.figures.figure import Panel
from dashboard.figures.page_context import PageContext, cached_panel
from dashboard.measures import association, outcomes, relation_words
from dashboard.measures.association import Effect, Fit
from dashboard.measures.outcomes import Outcome
from dashboard.views.relations import relations

STAGES = {"result": "Resultat", "effort": "Innsats", "condition": "Rammevilkår"}

STRONG, SOME = 0.4, 0.2
"""Standardised coefficients that are called strong and some."""

HEADINGS = {
    "population": "Dobbelt så mange innbyggere",
    "centrality": "100 poeng mer sentral",
    "economy": "10 000 kr mer per innbygger",
}
"""The columns of factors, in the order of the page's question."""

COMPENSATES = "Veier økonomi opp?"


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
            f"andre er like, med 95 prosent intervall. Økonomi er {association.INCOMES[income][0]}. "
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
            "↑ og ↓: intervallet ligger på én side av ingen sammenheng. Sterk, middels og svak etter standardisert "
            f"koeffisient (over {text.number(STRONG, 1)} og {text.number(SOME, 1)}).",
            *_compensation_notes(estimated, stage),
            f"Med 95 prosent intervall ville om lag {text.number(0.05 * 3 * len(estimated))} av "
            f"{3 * len(estimated)} piler stått her ved ren tilfeldighet.",
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
    counts = {column: sum(found.effect(column).sure for _, found in estimated) for column in relation_words.SHORT}
    what = {"result": "resultater", "effort": "mål på innsats", "condition": "rammevilkår"}[stage]
    return (
        f"Når annet er likt, henger sentralitet sikkert sammen med {counts['centrality']} av {len(estimated)} {what}, "
        f"størrelse med {counts['population']} og økonomi med {counts['economy']}"
    )


def strength(found: Fit, column: str) -> str:
    size = abs(outcomes.standardised(found, column))
    return "sterk" if size >= STRONG else "middels" if size >= SOME else "svak"


def _cell(found: Fit, effect: Effect) -> str:
    """«↑ sterk: +1,3 (+0,55 til +2,0)», «usikkert (−0,10 til +2,0)»."""
    say = relation_words.amount if effect.nothing else relation_words.signed
    interval = f"({say(effect.low)} til {say(effect.high)})"
    if not effect.sure:
        return f"usikkert {interval}"
    return f"{'↑' if effect.up else '↓'} {strength(found, effect.factor.column)}: {say(effect.estimate)} {interval}"


def _row(asked: Outcome, found: Fit, stage: str) -> dict[str, object]:
    """A row as it is drawn: in words."""
    cells = {heading: _cell(found, found.effect(column)) for column, heading in HEADINGS.items()}
    more = {COMPENSATES: _compensates(asked, found)} if stage == "result" else {}
    return {
        "Utfall": asked.indicator.dated(asked.year),
        "Enhet": asked.unit,
        **cells,
        **more,
        "R²": text.number(found.r_squared, 2),
        "n": text.number(found.n),
    }


ARROWS = {"sterk": 3, "middels": 2, "svak": 1}
LEGEND = "Utfall (enhet); ↑↑↑ eller ↓↓↓ sterk, ↑↑ middels, ↑ svak, – usikkert"


def _short_row(asked: Outcome, found: Fit, stage: str) -> dict[str, object]:
    """A row as a slide has it, on one line, so that the whole table stands on one."""
    cells = {}
    for column, heading in HEADINGS.items():
        effect = found.effect(column)
        say = relation_words.amount if effect.nothing else relation_words.signed
        arrows = ("↑" if effect.up else "↓") * ARROWS[strength(found, column)]
        told = f"{arrows} {say(effect.estimate)}" if effect.sure else "–"
        cells[heading] = f"{told} ({say(effect.low)} til {say(effect.high)})"
    more = (
        {COMPENSATES: _compensates(asked, found).replace("omstridt retning", "omstridt")} if stage == "result" else {}
    )
    return {
        LEGEND: f"{asked.indicator.dated(asked.year)} ({asked.unit})",
        **cells,
        **more,
        "R²": text.number(found.r_squared, 2),
    }


def _full_row(asked: Outcome, found: Fit, stage: str) -> dict[str, object]:
    """A row of the table twin: in numbers."""
    row: dict[str, object] = {"Utfall": asked.indicator.dated(asked.year), "Enhet": asked.unit}
    for column, heading in HEADINGS.items():
        effect = found.effect(column)
        row |= {
            heading: effect.estimate,
            f"{heading}, fra": effect.low,
            f"{heading}, til": effect.high,
            f"{heading}, p": effect.p,
            f"{heading}, styrke": outcomes.standardised(found, column),
        }
    more = {COMPENSATES: _compensates(asked, found)} if stage == "result" else {}
    kind = f"{relations.SPECIFIED[found.kind]}{', vektet' if found.weighted else ''}"
    return {**row, **more, "R²": found.r_squared, "n": found.n, "Regnet som": kind}


def _decimals() -> dict[str, int]:
    parts = {"": 3, ", fra": 3, ", til": 3, ", p": 3, ", styrke": 2}
    return {f"{heading}{part}": n for heading in HEADINGS.values() for part, n in parts.items()} | {"R²": 2}


def _compensates(asked: Outcome, found: Fit) -> str:
    said = outcomes.compensates(asked, found)
    if said is None:
        return "ikke spurt"
    return f"{said} (omstridt retning)" if asked.contested else said


def _compensation_notes(estimated: list[tuple[Outcome, Fit]], stage: str) -> list[str]:
    """Whether a good economy makes up for being small or remote: asked of results that have a direction alone."""
    if stage != "result":
        return ["Om økonomi veier opp, spør vi bare resultater om: høyere inntekt gir høyere utgifter av seg selv."]
    said = {asked: outcomes.compensates(asked, found) for asked, found in estimated}
    directed = {asked: word for asked, word in said.items() if word is not None}
    makes_up = [asked.indicator.short_title for asked, word in directed.items() if word == outcomes.MAKES_UP]
    named = f": {text.listed(makes_up)}" if makes_up else ""
    return [
        f"Av {len(directed)} resultater med en retning veier god økonomi opp for å være liten eller lite sentral i "
        f"{len(makes_up)}{named}. «Veier opp»: små eller lite sentrale kommuner har sikkert dårligere tall, og høyere "
        "inntekt går sikkert sammen med bedre. Retningen er omstridt for valgdeltakelse og leseprøver."
    ]


def _not_estimated(found: list[tuple[Outcome, Fit | None]]) -> str:
    lacking = [asked.indicator.short_title for asked, one in found if one is None]
    if not lacking:
        return "Ingen av utfallene mangler"
    return f"Ikke anslått, for få kommuner eller samme tall hos alle: {text.listed(lacking)}"
