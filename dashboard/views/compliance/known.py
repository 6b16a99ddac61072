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
from dashboard.measures import association, compensation, outcomes, relation_words
from dashboard.measures.association import Fit
from dashboard.measures.factors import Effect
from dashboard.views.compliance import measured
from dashboard.views.compliance.degree_words import TOGETHER
from dashboard.views.compliance.pattern import COMMITTEE


@dataclass(frozen=True)
class Finding:
    """What the committee found of one factor (the column of FACTORS): more of it goes with more met."""

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
WAYS = ("bedre", "dårligere", "ingen sikker sammenheng", "ulikt blant små og store")
HIGHER_OR_LOWER = {WAYS[0]: "høyere", WAYS[1]: "lavere", WAYS[2]: WAYS[2], WAYS[3]: WAYS[3]}
"""What is said in place of WAYS where it is contested which way is better; most call more of them better."""
MEASURED, OTHER, CONTESTED = "målte plikter", "andre utfall", "utfall med omstridt retning"
"""What is counted apart: duties whose fulfilment is counted, what goes with them or is none, what is better to some."""


@dataclass(frozen=True)
class Evidence:
    """Something that is measured, of which more is better or worse, and how it goes with each factor."""

    outcome: outcomes.Outcome
    kind: str
    fit: Fit

    @property
    def indicator(self) -> queries.Indicator:
        return self.outcome.indicator

    @property
    def counted_as(self) -> str:
        """One of MEASURED, OTHER and CONTESTED."""
        if self.outcome.contested:
            return CONTESTED
        return MEASURED if self.indicator.duty_kind == "measured" else OTHER

    def way(self, column: str) -> str:
        """One of WAYS: what more of a factor goes with. What hangs on a bend isn't sure, and a bent relation with size
        that has no way on the whole, or turns, goes differently with the small and the large.
        """
        effect, bent = self.fit.effect(column), self.fit.bent
        if bent and column == "population" and (bent.turns or not effect.sure):
            return WAYS[3]
        better = self.outcome.direction == "higher_is_better"
        return (WAYS[0] if effect.up == better else WAYS[1]) if self.fit.sure(column) else WAYS[2]


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


def _said(context: PageContext, found: tuple[Evidence, ...], column: str) -> str:
    """What goes with more of a factor: of the measured duties, then of other outcomes, then of what is contested; and
    of the economy whether it goes with better where being small or remote goes with worse.
    """
    if not found:
        return "Ingen utfall med retning er målt i nok kommuner."
    factor = found[0].fit.effect(column).factor
    measured, others, contested = (_those(found, one) for one in (MEASURED, OTHER, CONTESTED))
    parts = [f"målte plikter: {_agreed(measured, column)}"] if measured else []
    parts += [f"andre utfall: {_agreed(others, column)}"] if others else []
    parts += [f"omstridt retning: {_contested(contested, column)}"] if contested else []
    told = [f"Ved {factor.step}, når {factor.others} er like – {' – '.join(parts)}."]
    told += _only_with(found, column)
    told += [] if measured else ["Ingen målte plikter har tall i nok kommuner."]
    if column == "economy":
        told += compensation.told(compensation.answers(context.database, context.selection.division))[:1]
    return " ".join(told)


def _only_with(found: tuple[Evidence, ...], column: str) -> list[str]:
    """Of which outcomes it is sure only together with the smallest municipalities, or the largest."""
    told: dict[str, list[str]] = {}
    for one in found:
        if only := relation_words.only_with(one.fit, column):
            told.setdefault(only, []).append(one.indicator.short_title)
    return [f"Sikkert {only}: {text.listed(titles)}." for only, titles in told.items()]


def _those(found: tuple[Evidence, ...], counted_as: str) -> list[Evidence]:
    return [one for one in found if one.counted_as == counted_as]


def _agreed(found: list[Evidence], column: str) -> str:
    """«bedre i 2 av 7 (…), dårligere i ingen; i 5 er det ingen sikker sammenheng»."""
    parts = []
    for way in WAYS[:2]:
        names = [one.indicator.short_title for one in found if one.way(column) == way]
        parts.append(f"{way} i {f'{len(names)} av {len(found)} ({text.listed(names)})' if names else 'ingen'}")
    unsure = sum(one.way(column) == WAYS[2] for one in found)
    if unsure == len(found):
        return f"ingen sikker sammenheng i noen av {len(found)}"
    rest = f"; i {unsure} er det ingen sikker sammenheng" if unsure else ""
    bent = [one.indicator.short_title for one in found if one.way(column) == WAYS[3]]
    rest += f"; {WAYS[3]} i {len(bent)} ({text.listed(bent)})" if bent else ""
    return f"{text.listed(parts)}{rest}"


def _contested(found: list[Evidence], column: str) -> str:
    """«høyere for Lesing, 8. trinn; ingen sikker sammenheng for Valgdeltakelse»."""
    parts = []
    for way, word in HIGHER_OR_LOWER.items():
        names = [one.indicator.short_title for one in found if one.way(column) == way]
        parts += [f"{word} for {text.listed(names)}"] if names else []
    return "; ".join(parts)


def _title(found: tuple[Evidence, ...]) -> str:
    """How often each finding is seen in what is measured: duties first, then other outcomes, not the contested."""
    if not found:
        return "Dette vet vi ikke: ingen utfall er målt i nok kommuner til å prøve utvalgets tre funn"
    measured, others, contested = (_those(found, one) for one in (MEASURED, OTHER, CONTESTED))
    told = [] if measured else ["Ingen målte plikter har tall i nok kommuner"]
    if measured:
        told.append(_seen_in(measured, "målt plikt", "målte plikter"))
    if others and measured:
        counts = text.listed(str(count or "ingen") for count in _same_way(others).values())
        told.append(f"Blant {text.count(len(others), 'annet utfall', 'andre utfall')} går de igjen i {counts}")
    elif others:
        told.append(_seen_in(others, "annet utfall", "andre utfall"))
    if contested:
        told.append(f"{text.count(len(contested), 'utfall', 'utfall')} med omstridt retning er ikke regnet med")
    return ". ".join(told)


def _seen_in(found: list[Evidence], one: str, several: str) -> str:
    """«Utvalgets funn om størrelse går igjen i ingen av 13 målte plikter, funnet om sentralitet i 2 og …»."""
    (column, count), *rest = _same_way(found).items()
    counted = text.count(len(found), one, several)
    beginning = f"{relation_words.SHORT[column]} går igjen i {count or 'ingen'} av {counted}"
    others = [f"funnet om {relation_words.SHORT[column]} i {count or 'ingen'}" for column, count in rest]
    return f"Utvalgets funn om {', '.join([beginning, *others[:-1]])} og {others[-1]}"


def _same_way(found: list[Evidence]) -> dict[str, int]:
    """By factor, in how many of these outcomes the committee's finding about it is seen."""
    return {one.column: sum(each.way(one.column) == WAYS[0] for each in found) for one in FINDINGS}


def _chance(found: tuple[Evidence, ...]) -> tuple[str, ...]:
    """How many would surely point the same way as the findings by chance alone: half of those outside the intervals."""
    count = len(FINDINGS) * sum(one.counted_as != CONTESTED for one in found)
    if not count:
        return ()
    return (
        f"Hvert utfall er holdt mot tre kjennetegn: {count} sammenhenger i alt uten de omstridte. Ved ren tilfeldighet "
        f"ville om lag {text.number(outcomes.CHANCE / 2 * count, 1)} av dem vært sikre (95 prosent intervall på én "
        "side av ingen sammenheng) og pekt samme vei som funnene.",
    )


def _bent(found: tuple[Evidence, ...]) -> tuple[str, ...]:
    """Of which outcomes the relation with size is bent, and what counts as sure then."""
    bent = [(one.indicator.short_title, one.fit) for one in found if one.fit.bent]
    if not bent:
        return ()
    return relation_words.bent_ones([name for name, _ in bent]), *relation_words.frail_bends(bent)


def _weighted(found: tuple[Evidence, ...]) -> list[str]:
    return relation_words.weighted_ones((one.indicator.short_title, one.fit) for one in found)


def panel(context: PageContext) -> Panel:
    """The three findings, a row each."""
    found = evidence(context.database, context.selection.division)
    rows = pd.DataFrame(
        [
            (one.found, _said(context, found, one.column), one.unknown, one.settled_by)
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
        missing="Utfall uten en retning som er bedre, er ikke med; de omstridte er fortalt for seg",
        status_words=_words(found),
        notes=(*_chance(found), *_bent(found), *_weighted(found), TOGETHER),
        sortable=False,
    )
    return Panel(figure, pictures.TablePicture(rows, key="known_table", caption="Utvalgets tre funn", sortable=False))


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
        notes=(*_bent(found), *_weighted(found), TOGETHER),
        sortable=False,
    )
    return Panel(figure, pictures.TablePicture(rows, "evidence_table", "Utfall", {"R²": 2}, sortable=False))


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
    estimate, low, high = effect.written
    way = one.way(effect.factor.column)
    provisos = [
        "avhenger av bøyen" if one.fit.hangs_on_bend(effect.factor.column) else "",
        relation_words.only_with(one.fit, effect.factor.column),
    ]
    told = [f"{estimate} ({low} til {high})", HIGHER_OR_LOWER[way] if one.outcome.contested else way, *provisos]
    return ", ".join(filter(None, told))


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
