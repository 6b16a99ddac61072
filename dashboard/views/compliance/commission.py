"""«Hva kommisjonen har på bordet»: the steering that the first report takes up, and what open figures say about it."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass

import pandas as pd

from dashboard import text
from dashboard.data import compliance_queries, queries
from dashboard.data.database import Database
from dashboard.figures import pictures
from dashboard.figures.citing import citations
from dashboard.figures.figure import Citation, Panel
from dashboard.figures.page_context import PageContext

MEASURED, PROXY, NOTHING = text.DUTY_KINDS["measured"], text.DUTY_KINDS["proxy"], "ingen åpen kilde"
UNFETCHED, WAITING = (f"{kind}, ikke hentet" for kind in (MEASURED, PROXY))

REPORT = Citation(
    publisher="Kommunekommisjonen",
    title="NOU 2026: 1 En bærekraftig kommunesektor",
    table_id=None,
    url="https://www.regjeringen.no/no/dokumenter/nou-2026-1/id3145481/",
    licence="Sitat, gjengitt med kilde",
    reference="første delutredning, januar 2026",
    retrieved=datetime.date(2026, 11, 20),
)
NOT_MEASURED = (
    "Ingen av tallene her måler ledige stillinger, innleie fra bemanningsbyråer eller ansatte uten godkjent utdanning."
)
DECISION = (
    "Stortingets vedtak 525 (25. mars 2025) hører også til bakgrunnen. Ordlyden er ikke kontrollert mot kilden og er "
    "derfor ikke gjengitt."
)
COUNTS = (
    "Ca. 450 lovkrav, ca. 550 forskriftsbestemmelser, ca. 170 øremerkede tilskudd "
    "(etter et foredrag av et kommisjonsmedlem 24.11.2025). Antallet poster på statsbudsjettet er et annet tall: ikke "
    "alt der er øremerket, og noen øremerkede tilskudd står på andre poster."
)
KINDS_EXPLAINED = (
    "Målt: tallet sier om kravet er oppfylt. Indirekte mål: tallet henger sammen med kravet eller gjelder en del av "
    "det, men måler det ikke. "
    "Ikke hentet: tallet er åpent, men ikke blant tallene her. Ingen åpen kilde: vi kjenner ikke åpne tall per kommune."
)


@dataclass(frozen=True)
class Steering:
    """A requirement or a grant. `near` says what open figure comes near it and where it is, None where none does.

    `paragraph` is the law as indicators name it: an indicator with that legal basis speaks for the requirement.
    `regulation` is what stands beside it. `part` is the indicator that tells of a part of it, and `rest` what it
    leaves out.
    """

    name: str
    paragraph: str
    demand: str
    near: str | None = None
    regulation: str = ""
    part: str = ""
    rest: str = ""


STEERING = (
    Steering(
        "Bemanningsnorm i barnehage",
        "barnehageloven § 26",
        "Minst én ansatt per tre barn under tre år og én per seks barn over tre år, i hver barnehage.",
        "Barn per årsverk i grunnbemanningen, i snitt for kommunen (SSB, tabell 13502). Kravet gjelder hver barnehage.",
    ),
    Steering(
        "Pedagognorm i barnehage",
        "barnehageloven § 25",
        "Minst én pedagogisk leder per sju barn under tre år og per fjorten barn over tre år (forskrift om pedagogisk "
        "bemanning § 1).",
        "Andel barnehagelærere av grunnbemanningen (SSB, tabell 13502). Kravet gjelder hver barnehage.",
    ),
    Steering(
        "Lærernorm i grunnskolen",
        "opplæringslova kapittel 14",
        "Høyst 15 elever per lærer på 1.–4. trinn og 20 på 5.–10. trinn, på hver skole.",
        "Gruppestørrelse, i snitt for kommunen (SSB, tabell 12255). Kravet gjelder hver skole.",
    ),
    Steering(
        "Koordinatorkrav i helse og omsorg",
        "helse- og omsorgstjenesteloven § 7-2",
        "Koordinator for den som trenger langvarige og koordinerte tjenester, og barnekoordinator for familier "
        "(§ 7-2 a).",
        regulation="forskrift om habilitering, rehabilitering og koordinator",
    ),
    Steering(
        "Språkkrav til helsepersonell utenfor EØS",
        "forskrift etter helse- og omsorgstjenesteloven",
        "Norskkunnskaper hos helsepersonell med utdanning fra land utenfor EØS.",
    ),
    Steering(
        "Grunnskoletilskudd",
        "Stortingets årlige budsjettvedtak",
        "Øremerket tilskudd til grunnskolen.",
    ),
    Steering(
        "Tilskudd til toppet bemanning i barnehager",
        "Stortingets årlige budsjettvedtak",
        "Øremerket tilskudd til flere ansatte enn normen krever i noen barnehager.",
    ),
    Steering(
        "Andre øremerkede tilskudd",
        "Stortingets årlige budsjettvedtak",
        "Penger som bare kan brukes til det de er gitt til. Den første delutredningen vurderer 22 øremerkede tilskudd "
        "(etter Distriktssenterets høringssvar).",
        part="integration_grants_rate",
        rest="Av de andre tilskuddene kjenner vi ingen åpne tall per kommune.",
    ),
)


def speaking(database: Database, division: str, steering: Steering) -> queries.Indicator | None:
    """The indicator that speaks for a requirement in a division: one that measures it before one that comes near."""
    found = [
        indicator
        for id_, indicator in queries.indicators(database).items()
        if steering.part == id_ or (not steering.part and steering.paragraph in indicator.legal_basis)
        if queries.years(database, id_, division)
    ]
    return min(found, key=lambda indicator: indicator.duty_kind != "measured", default=None)


def unfetched(database: Database, steering: Steering) -> str | None:
    """What the duty is called by which open figures, not among those here yet, would measure a requirement."""
    duties = compliance_queries.unavailable_duties(database)
    measuring = duties[duties["duty_kind"] == "measured"]
    found = [row.short_title for row in measuring.itertuples() if steering.paragraph in row.legal_basis]
    return found[0] if found else None


def table(database: Database, division: str) -> pd.DataFrame:
    """Styring, Krav, Lovgrunnlag, Hva åpne tall sier, Type mål: a row a requirement."""
    rows = []
    for steering in STEERING:
        figure, kind = _told(database, division, steering)
        law = " og ".join(filter(None, (steering.paragraph, steering.regulation)))
        paragraph = law[0].upper() + law[1:]
        rows.append((steering.name, _held(steering.demand), _held(paragraph), figure, kind))
    return pd.DataFrame(rows, columns=["Styring", "Krav", "Lovgrunnlag", "Hva åpne tall sier", "Type mål"])


def _held(words: str) -> str:
    """The words with each paragraph held together on a line: «§ 7-2»."""
    return re.sub(r"§ (\d+)(?:-(\d+))?", lambda m: f"§\u00a0{m[1]}" + (f"\u2011{m[2]}" if m[2] else ""), words)


def _told(database: Database, division: str, steering: Steering) -> tuple[str, str]:
    """What open figures say of a requirement, and of what kind they are."""
    indicator = speaking(database, division, steering)
    measuring = unfetched(database, steering)
    if measuring and (indicator is None or indicator.duty_kind != "measured"):
        return f"{measuring}: måles i åpne tall som ikke er hentet ennå.", UNFETCHED
    if indicator is None:
        return ("–", NOTHING) if steering.near is None else (steering.near, WAITING)
    year = queries.years(database, indicator.indicator_id, division)[0]
    values = queries.comparable(queries.values(database, indicator.indicator_id, division, year))["value"]
    median = text.with_unit(values.median(), indicator.unit, indicator.decimals)
    kind = MEASURED if indicator.duty_kind == "measured" else PROXY
    synthetic = f" {text.SYNTHETIC_WORDS}." if text.is_synthetic(indicator.notes or "") else ""
    told = f"{indicator.title}: medianen er {median} i {len(values)} kommuner ({year}). {steering.rest}".strip()
    return f"{told}{synthetic}", kind


def _lacking(unfetched: int, waiting: int, nothing: int) -> str:
    """«; 2 måles i åpne tall som ikke er hentet, 1 har indirekte mål som ikke er hentet, og 5 har ingen åpen kilde»."""
    *first, last = [
        words
        for number, words in (
            (unfetched, f"{unfetched} måles i åpne tall som ikke er hentet"),
            (waiting, f"{waiting} har indirekte mål som ikke er hentet"),
            (nothing, f"{nothing} har ingen åpen kilde"),
        )
        if number
    ] or [""]
    return f"; {', '.join(first)}{', og ' if first else ''}{last}" if last else ""


def panel(context: PageContext) -> Panel:
    """The table as a figure: how many of the requirements open figures measure."""
    database, division = context.database, context.selection.division
    rows = table(database, division)
    used = [found for steering in STEERING if (found := speaking(database, division, steering))]
    kinds = rows["Type mål"].value_counts()
    measured, near, unfetched_, waiting, nothing = (
        int(kinds.get(kind, 0)) for kind in (MEASURED, PROXY, UNFETCHED, WAITING, NOTHING)
    )
    told = (
        f"Tallene her måler {measured or 'ingen'} av {len(rows)} krav og tilskudd direkte og {near or 'ingen'} "
        f"indirekte{_lacking(unfetched_, waiting, nothing)}"
    )
    cited = [
        citation
        for one in used
        for citation in citations(
            database, one.indicator_id, division, queries.years(database, one.indicator_id, division)[0]
        )
    ]
    figure = context.figure(
        "commission",
        title=told,
        subtitle="Hva kommisjonen har på bordet: styring som Kommunekommisjonens første delutredning tar opp.",
        unit="krav og tilskudd",
        alt=f"Tabell. {told}.",
        citations=tuple(dict.fromkeys((REPORT, *cited))),
        table=lambda: rows,
        missing=f"{nothing} av {len(rows)} har {NOTHING}",
        status_words=(text.SYNTHETIC_WORDS,) if any(text.is_synthetic(one.notes or "") for one in used) else (),
        indicators=tuple(used),
        notes=(KINDS_EXPLAINED, COUNTS, NOT_MEASURED, DECISION),
        sortable=False,
    )
    return Panel(
        figure,
        pictures.TablePicture(rows, key="commission_table", caption="Styring og åpne tall", sortable=False),
    )
