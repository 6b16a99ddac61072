"""«Dette vet vi / vet vi ikke»: the committee's three findings, what measured outcomes say of each when the other two
are held, what they can't say, and what would settle it.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from dashboard import text
from dashboard.data import queries
from dashboard.data.compliance_queries import DUTIES, MENON
from dashboard.data.database import Database, question
from dashboard.figures import pictures
from dashboard.figures.citing import citations
from dashboard.figures.figure import Citation, Panel
from dashboard.figures.page_context import PageContext
from dashboard.measures import association, outcomes
from dashboard.measures.association import YES_OR_NO, Effect, Fit
from dashboard.views.compliance import measured
from dashboard.views.compliance.degree_words import TOGETHER
from dashboard.views.compliance.pattern import COMMITTEE


@dataclass(frozen=True)
class Finding:
    """What the committee found of one factor (the column of association.FACTORS): more of it goes with more met."""

    column: str
    found: str
    unknown: str
    settled_by: str


FINDINGS = (
    Finding(
        "population",
        "Jo mindre kommune, jo lavere grad av lovoppfyllelse.",
        "Om det er størrelsen selv, eller det som følger med den: fagmiljø, sårbarhet ved sykdom, stordrift. Om en "
        "sammenslåing ville endret noe.",
        "Departementets grad for hver kommune, og de samme pliktene målt før og etter at kommuner har fått en annen "
        "størrelse.",
    ),
    Finding(
        "centrality",
        "Jo mindre sentral kommune, jo lavere grad av lovoppfyllelse.",
        "Om det skyldes avstand, spredt bosetting eller at fagfolk er vanskelige å få tak i. Ledige stillinger og "
        "innleie er ikke med i tallene.",
        "De samme pliktene målt flere år på rad, ved siden av ledige stillinger, innleie og reisetid.",
    ),
    Finding(
        "economy",
        "God økonomi veier opp for noe, men ikke for alt.",
        "Om mer penger fører til at flere plikter oppfylles, eller om begge deler følger av noe annet. Inntektene "
        "henger selv sammen med størrelse og sentralitet.",
        "Om de samme kommunene oppfyller mer når inntektene endres: målte plikter over flere år, og endringer i "
        "inntektssystemet som treffer noen og ikke andre.",
    ),
)
WAYS = ("bedre", "dårligere", "kan ikke skilles fra null")


@dataclass(frozen=True)
class Evidence:
    """Something that is measured, of which more is better or worse, and how it goes with each factor."""

    outcome: outcomes.Outcome
    kind: str
    fit: Fit

    @property
    def indicator(self) -> queries.Indicator:
        return self.outcome.indicator

    def way(self, column: str) -> str:
        """One of WAYS: what more of a factor goes with."""
        effect = self.fit.effect(column)
        better = self.outcome.direction == "higher_is_better"
        return (WAYS[0] if effect.up == better else WAYS[1]) if effect.sure else WAYS[2]


@question
def evidence(database: Database, division: str) -> tuple[Evidence, ...]:
    """The total degree of the ministry's workbook where it has been imported, the duties with a direction, the measured
    first, and the other results with one of themes that no duty speaks for; only what can be estimated.
    """
    possible = outcomes.possible(database, division)
    duties = measured.duties(database, division)
    spoken_for = {one.theme for one in (*duties.values(), *(possible[id_] for id_ in (DUTIES,) if id_ in possible))}
    others = [
        id_
        for id_, one in possible.items()
        if one.stage == "result" and one.theme not in spoken_for and not id_.startswith(MENON)
    ]
    found = []
    for id_ in [MENON, *duties, *others]:
        if id_ in possible:
            year = queries.years(database, id_, division)[0]
            asked = outcomes.outcome(database, division, id_, year)
            fit = None if asked.direction == "none" else outcomes.fitted(database, division, id_, year)
            if fit is not None:
                found.append(Evidence(asked, _kind(asked), fit))
    return tuple(found)


def _kind(asked: outcomes.Outcome) -> str:
    """«målt», «indirekte mål», or what it is else."""
    if asked.indicator.indicator_id == MENON:
        return "kartlagt grad"
    if asked.indicator.duty_kind:
        return text.DUTY_KINDS[asked.indicator.duty_kind]
    return "annet resultat, omstridt retning" if asked.contested else "annet resultat"


def _said(found: tuple[Evidence, ...], column: str) -> str:
    """«… bedre utfall i 2 av 7 (…) og dårligere utfall i 1 av 7 (…); i 4 kan sammenhengen ikke skilles fra null»."""
    if not found:
        return "Ingen utfall med retning er målt i nok kommuner."
    factor = found[0].fit.effect(column).factor
    parts = []
    for way in WAYS[:2]:
        names = [one.indicator.short_title for one in found if one.way(column) == way]
        parts.append(
            f"{way} utfall i {len(names) or 'ingen'} av {len(found)}" + (f" ({text.listed(names)})" if names else "")
        )
    unsure = sum(one.way(column) == WAYS[2] for one in found)
    step = f"{factor.step[0].upper()}{factor.step[1:]}"
    told = f"{step} henger sammen med {text.listed(parts)} når {factor.others} er like"
    return f"{told}; i {unsure} kan sammenhengen ikke skilles fra null." if unsure else f"{told}."


def _title(found: tuple[Evidence, ...]) -> str:
    """How often each finding is seen in what is measured."""
    if not found:
        return "Dette vet vi ikke: ingen utfall er målt i nok kommuner til å prøve utvalgets tre funn"
    names = {"population": "størrelse", "centrality": "sentralitet", "economy": "økonomi"}
    counts = {finding.column: sum(one.way(finding.column) == WAYS[0] for one in found) for finding in FINDINGS}
    told = [f"{names[column]} i {count or 'ingen'}" for column, count in counts.items()]
    counted = text.count(len(found), "utfall", "utfall")
    return f"Av {counted} med åpne tall peker samme vei som utvalgets funn: {text.listed(told)}"


def panel(context: PageContext) -> Panel:
    """The three findings, a row each."""
    found = evidence(context.database, context.selection.division)
    rows = pd.DataFrame(
        [
            (one.found, _said(found, one.column), one.unknown, one.settled_by)
            for one in FINDINGS
        ],
        columns=["Utvalget fant", "Dette sier målte utfall", "Dette vet vi ikke", "Dette ville avgjort det"],
    )  # fmt: skip
    title = _title(found)
    figure = context.figure(
        "compliance_known",
        title=title,
        subtitle=(
            "Utvalgets tre funn mot det som er målt i åpne tall, hver faktor når de to andre er like. Inndelingen "
            f"{context.division_label}."
        ),
        unit="funn",
        alt=f"Tabell. {title}.",
        citations=_citations(context, found),
        table=lambda: rows,
        missing="Utfall uten en retning som er bedre, er ikke med",
        status_words=_words(found),
        notes=(TOGETHER,),
        sortable=False,
    )
    return Panel(figure, pictures.TablePicture(rows, key="known_table", caption=title, sortable=False))


def behind(context: PageContext) -> Panel | None:
    """What stands behind it: each outcome's differences with their intervals; None where nothing is estimated."""
    found = evidence(context.database, context.selection.division)
    if not found:
        return None
    rows = pd.DataFrame([_row(one) for one in found])
    title = f"Bak «dette vet vi»: hva {text.count(len(found), 'utfall', 'utfall')} med åpne tall henger sammen med"
    figure = context.figure(
        "compliance_evidence",
        title=title,
        subtitle=(
            "Forskjellen som følger med ett steg av hver faktor når de to andre er like, med 95 prosent intervall. "
            "Minste kvadraters metode med robuste (HC3) feil; ja og nei ved logit, i ganger oddsen. Inndelingen "
            f"{context.division_label}."
        ),
        unit="ulike enheter",
        alt=f"Tabell, en rad for hvert utfall: {title}.",
        citations=_citations(context, found),
        table=lambda: rows,
        decimals={"R²": 2},
        missing="Kommuner som mangler utfallet eller en av faktorene, er ikke med; n sier hvor mange som er",
        status_words=_words(found),
        indicators=tuple(one.indicator for one in found),
        notes=(TOGETHER,),
        sortable=False,
    )
    return Panel(figure, pictures.TablePicture(rows, "evidence_table", title, {"R²": 2}, sortable=False))


def _row(one: Evidence) -> dict[str, object]:
    steps = {
        f"{effect.factor.step[0].upper()}{effect.factor.step[1:]}": _written(one, effect) for effect in one.fit.effects
    }
    return {
        "Utfall": one.indicator.short_title,
        "Type": one.kind,
        "Gjelder": one.indicator.reference_in(one.outcome.year),
        "Enhet": one.outcome.unit,
        **steps,
        "n": one.fit.n,
        "R²": one.fit.r_squared,
    }


def _written(one: Evidence, effect: Effect) -> str:
    """«+0,4 (+0,1 til +0,7), bedre», «1,4 (1,1 til 1,8), bedre» of odds."""
    parts = (effect.estimate, effect.low, effect.high)
    if one.fit.kind == YES_OR_NO:
        estimate, low, high = (text.number(part, 2) for part in parts)
    else:
        estimate, low, high = text.signed(parts[0], 1), *map(association.end, parts[1:])
    return f"{estimate} ({low} til {high}), {one.way(effect.factor.column)}"


def _citations(context: PageContext, found: tuple[Evidence, ...]) -> tuple[Citation, ...]:
    database, division = context.database, context.selection.division
    cited = [COMMITTEE]
    for one in found:
        years = {one.indicator.indicator_id: one.outcome.year}
        years |= association.years(database, division, one.outcome.year)
        cited += [citation for id_, year in years.items() for citation in citations(database, id_, division, year)]
    return tuple(dict.fromkeys(cited))


def _words(found: tuple[Evidence, ...]) -> tuple[str, ...]:
    synthetic = any(text.is_synthetic(one.indicator.notes or "") for one in found)
    return ("Beregnet sammenheng", *([text.SYNTHETIC_WORDS] if synthetic else []))
