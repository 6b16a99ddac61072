"""What all parts of the page «Regneeksempler» share: what is said of every example, its context, and its figures.

The page recommends nothing: it adds published figures together under a condition, and says what that leaves out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

import pandas as pd
from markupsafe import Markup

from dashboard import markup, text
from dashboard.data import queries
from dashboard.data.database import Database, cached, question
from dashboard.figures import citing
from dashboard.figures.figure import Citation, Figure
from dashboard.figures.page_context import PageContext
from dashboard.measures import keyfigures
from dashboard.measures.merging import FigureStore

STANDING_LINE = (
    "Viser bare sammenlagte tall. Sier ikke om tjenestene blir bedre eller billigere, og tar ikke med endret "
    "rammetilskudd (småkommune- og distriktstilskudd)."
)
EXAMPLE = "Regneeksempel"

THRESHOLD, MERGERS, COOPERATION, GRANTS = "oppgaver", "kommuner", "samarbeid", "tilskudd"
PARTS = {
    GRANTS: "Statlige tilskudd",
    COOPERATION: "Samarbeid",
    MERGERS: "Sammenslåing",
    THRESHOLD: "Oppgavedifferensiering",
}
"""The parts of the page by their name in a link: the committee's four alternatives, in its order."""

STANDING = {
    GRANTS: "Viser bare de valgte tilskuddene fordelt på nytt. Sier ikke om tjenestene blir bedre eller billigere.",
    COOPERATION: "Viser publiserte tall for kommunene i området. Sier ikke om samarbeid gjør tjenestene bedre eller "
    "billigere.",
    MERGERS: STANDING_LINE,
    THRESHOLD: "Viser bare hvilke kommuner en grense skiller ut. Sier ikke om tjenestene blir bedre eller billigere, "
    "eller hvem som skulle ta over oppgavene.",
}
"""What each part shows and what it says nothing of: above its figures, and in every file made of them."""


@dataclass(frozen=True)
class Said:
    """A sentence of context and where it is from; one without an address has not been held against its source."""

    sentence: str
    source: str = "ikke kontrollert mot kilden"
    url: str = ""

    @property
    def html(self) -> Markup:
        source = markup.outward(self.url, self.source) if self.url else self.source
        return markup.html("{} ({})", self.sentence, source)


_NOU_2023_9 = "https://www.regjeringen.no/no/dokumenter/nou-2023-9/id2968517/?ch=6"
_NOU_2026_1 = "https://www.regjeringen.no/no/dokumenter/nou-2026-1/id3145481/?ch=8"
_BYGDEVEKST = (
    "https://www.regjeringen.no/no/tema/kommuner-og-regioner/regional--og-distriktspolitikk/"
    "lokal-samfunnsutvikling1/bygdevekstavtaler/id3072628/"
)
_IRIS = "http://www.iris.no/forskning/samfunn/politisk-organisering-og-styring/interkommunalt-samarbeid"
_KS = "https://www.ks.no/horingssvar/horingsuttalelse-om-generalistkommunesystemet/"
_BDO = (
    "https://www.regjeringen.no/no/dokumenter/endelig-rapport-eksempler-pa-sjekklister-samarbeidsavtaler-mv."
    "-for-interkommunal-samarbeid/id3022540/"
)
_OSLO_ECONOMICS = (
    "https://konfliktraadet.no/publikasjon/hvordan-kommuner-jobber-for-a-fa-til-velfungerende-interkommunale-samarbeid/"
)
_NKRF = (
    "https://www.nkrf.no/nyheter/2023/02/21/"
    "ny-rapport-om-hvordan-kommuner-jobber-for-a-fa-til-velfungerende-interkommunale-samarbeid"
)
_TRIALS_ACT = (
    "https://www.regjeringen.no/no/tema/statlig-forvaltning/forvaltningsutvikling/tillitsreform/forsokskommune/"
    "forsoksloven/id2970068/"
)
_TRIALS = "https://www.regjeringen.no/no/aktuelt/10-nye-forsok-i-norske-kommuner-vi-ma-torre-a-tenke-nytt/id3037449/"
_BIG_CITIES = "https://nettsteder.regjeringen.no/generalistkommuneutvalget/2022/10/20/ks-storbynettverk/"

CONTEXT: dict[str, tuple[Said, ...]] = {
    THRESHOLD: (
        Said(
            "Generalistkommuneutvalget anbefaler ikke oppgavedifferensiering.", "NOU 2023: 9, kapittel 14", _NOU_2023_9
        ),
        Said(
            "Utvalget anbefaler heller ikke å flytte oppgaver fra alle kommuner til fylkeskommunene eller staten: "
            "vanskene er størst i små og lite sentrale kommuner.",
            "NOU 2023: 9, kapittel 14",
            _NOU_2023_9,
        ),
        Said(
            "Flertallet vil ha utredet en egen oppfølgingsordning for kommuner med store og vedvarende utfordringer.",
            "KS' høringssvar om NOU 2023: 9",
            _KS,
        ),
        Said("Fylkeskommunen eller en regional statsetat kan avlaste kommuner som ikke makter en oppgave."),
        Said(
            "Forsøk kan prøve ut en annen oppgavefordeling mellom kommuner, fylkeskommuner og staten før den blir "
            "varig.",
            "forsøksloven § 3, omtalt av Kommunal- og distriktsdepartementet",
            _TRIALS_ACT,
        ),
        Said(
            "Bygdevekstavtaler mellom staten og de minst sentrale kommunene prøves ut; oppgavene er de samme.",
            "Kommunal- og distriktsdepartementet, 4.11.2024",
            _BYGDEVEKST,
        ),
        Said(
            "De største byene sier at de har tatt på seg oppgaver ut over det loven krever av en kommune.",
            "KS Storbynettverks innspill til utvalget, 2022",
            _BIG_CITIES,
        ),
    ),
    MERGERS: (
        Said(
            "Flertallet i Generalistkommuneutvalget vil ha større kommuner og en aktiv politikk for det.",
            "NOU 2023: 9, kapittel 14",
            _NOU_2023_9,
        ),
    ),
    COOPERATION: (
        Said(
            "Generalistkommuneutvalget vil ha mer strukturert interkommunalt samarbeid.",
            "NOU 2023: 9, kapittel 14",
            _NOU_2023_9,
        ),
        Said(
            "I 2013 var hver kommune i snitt med i 11 formelle samarbeid, og de sto for om lag 10 prosent av "
            "driftsutgiftene.",
            "IRIS, rapport 2013/008",
            _IRIS,
        ),
        Said(
            "Utvalget mener at mer omfattende og langsiktig samarbeid i faste konstellasjoner bidrar til å "
            "opprettholde generalistkommunene.",
            "KS' høringssvar om NOU 2023: 9",
            _KS,
        ),
        Said("En egen modell for varig samarbeid om mange oppgaver er foreslått."),
        Said(
            "Pålagt samarbeid kan avgrenses etter innbyggertall eller minste bemanning, og er mest aktuelt der "
            "rettssikkerheten veier tyngst."
        ),
        Said(
            "Avtalen er grunnlaget for et samarbeid. Kommuneloven og IKS-loven sier hva den minst må ha med, og "
            "hvordan kostnadene skal deles, må kommunene bli enige om.",
            "Kommunal- og distriktsdepartementet, huskelister fra BDO",
            _BDO,
        ),
        Said("En samarbeidsavtale må ellers avklare organisering, ansvar, myndighet og rapportering."),
        Said(
            "Et samarbeid virker best med riktige partnere, en form som passer oppgaven, og folkevalgte og ledelse som "
            "engasjerer seg.",
            "Oslo Economics, råd for velfungerende samarbeid",
            _OSLO_ECONOMICS,
        ),
        Said(
            "Kommuner som har samarbeidet lenge og på flere områder, har bedre samarbeid, og færre partnere gir større "
            "sjanse for at det går bra.",
            "Oslo Economics, omtalt av NKRF",
            _NKRF,
        ),
        Said("Felles IKT og ivaretatte rettigheter for de ansatte gjør også at et samarbeid varer."),
        Said(
            "De fire kommunene i Indre Namdal (Grong, Lierne, Namsskogan og Røyrvik) er valgt ut til et forsøk med "
            "felles allmennlegetjeneste, i et oppgavefellesskap som kan gjøre vedtak.",
            "Kommunal- og distriktsdepartementet, ti nye forsøk",
            _TRIALS,
        ),
    ),
    GRANTS: (
        Said(
            "Generalistkommuneutvalget vil ha mindre detaljert statlig styring.",
            "NOU 2023: 9, kapittel 14",
            _NOU_2023_9,
        ),
        Said(
            "Kommunekommisjonen regner øremerking som styring av innsats, sammen med bemanningsnormer og "
            "kompetansekrav: den styringen som begrenser mest.",
            "NOU 2026: 1, kapittel 7.1",
            _NOU_2026_1,
        ),
    ),
}


SHOWN = 2
"""How many sentences of context stand openly; the others are a press away."""


def standing_html(part: str) -> Markup:
    """The fixed line and the part's context with sources, as they stand above the figures."""
    said = [one.html for one in CONTEXT[part]]
    more = markup.each("<li>{}</li>", said[SHOWN:])
    rest = markup.html("<details><summary>Mer om rammen ({})</summary><ul>{}</ul></details>", len(said) - SHOWN, more)
    return markup.html(
        "<div class='figure-foot'><p><b>{}</b></p><p>{}</p>{}</div>",
        STANDING[part],
        markup.joined(said[:SHOWN], " "),
        rest if more else "",
    )


# --- Figures and their sources ------------------------------------------------------------------------------------


@cached(2)
def figure_store(database: Database, division: str) -> FigureStore:
    """The figures of a division, each asked for once; kept for the two divisions that were last looked at."""
    return FigureStore(
        queries.all_indicators(database),
        cache(lambda indicator_id: queries.years(database, indicator_id, division)),
        cache(lambda indicator_id, year: queries.values(database, indicator_id, division, year)),
    )


def people(database: Database, division: str) -> pd.DataFrame:
    """The register of a division with `inhabitants` (NaN where unknown) of the newest year."""
    year = queries.years(database, "population", division)[0]
    values = queries.values(database, "population", division, year)
    return queries.municipalities(database, division).assign(inhabitants=values["value"].to_numpy())


def people_year(database: Database, division: str) -> int:
    """The year that `people` counts inhabitants in."""
    return queries.years(database, "population", division)[0]


def choosable(database: Database, division: str) -> dict[str, queries.Indicator]:
    """Indicators that an example may go by or draw: published or computed, with figures, and amounts or classes."""
    return {
        id_: indicator
        for id_, indicator in keyfigures.choosable(database, division).items()
        if indicator.scale != "category"
    }


def cited(
    context: PageContext, indicator_ids: Sequence[str], years: Mapping[str, int] | None = None
) -> tuple[Citation, ...]:
    """The sources of some indicators, each source once with all the dates it is cited for: those of their newest
    years, where `years` doesn't say of which the figures are.
    """
    dated = tuple((indicator_id, (years or {}).get(indicator_id)) for indicator_id in indicator_ids)
    return _cited(context.database, context.selection.division, dated)


@question
def _cited(database: Database, division: str, dated: tuple[tuple[str, int | None], ...]) -> tuple[Citation, ...]:
    references: dict[Citation, dict[str, None]] = {}
    for indicator_id, said in dated:
        year = said or queries.years(database, indicator_id, division)[0]
        for citation in citing.citations(database, indicator_id, division, year):
            references.setdefault(replace(citation, reference=""), {})[citation.reference] = None
    return tuple(replace(citation, reference=text.listed(dates)) for citation, dates in references.items())


def figure(context: PageContext, part: str, key: str, indicator_ids: Sequence[str], **parts: object) -> Figure:
    """A figure of a part of the page: an example, computed, with the part's fixed line in every file of it."""
    parts.setdefault("citations", cited(context, indicator_ids))
    notes = (*parts.pop("notes", ()), STANDING[part])
    words = (EXAMPLE, *parts.pop("status_words", (text.DERIVED_WORDS,)))
    return context.figure(key, notes=notes, said_above=(STANDING[part],), status_words=words, **parts)
