"""What size does not say of Nordic municipalities: levels, tasks, tax, people at work, cooperation; each with a source.

Read off publications, not computed; a statement stands with the year that it is about.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from dashboard.figures.figure import Citation

READ = datetime.date(2026, 11, 20)
"""When the publications were last looked up."""


@dataclass(frozen=True)
class Publication:
    """Where a statement was read. `url` is the publication's page, or the publisher's where it has none of its own."""

    publisher: str
    title: str
    url: str

    @property
    def citation(self) -> Citation:
        """Publications have a year each, which stands with the statements."""
        return Citation(self.publisher, self.title, None, self.url, "Sitat, gjengitt med kilde", "år i hver rad", READ)


NOU_2022 = Publication(
    "Inntektssystemutvalget",
    "NOU 2022: 10 Inntektssystemet for kommunene, vedlegg kapittel 3",
    "https://www.regjeringen.no/no/dokumenter/nou-2022-10/id2925606/",
)
OECD = Publication(
    "OECD",
    "Government at a Glance 2025",
    "https://www.oecd.org/en/publications/government-at-a-glance-2025_0efd0bcd-en.html",
)
NORDREGIO_2007 = Publication("Nordregio", "Journal of Nordregio 2/2007", "https://nordregio.org")
NORDREGIO_2016 = Publication("Nordregio", "oversikt over reformer, 2016", "https://nordregio.org")
VM = Publication(
    "Finansministeriet i Finland",
    "Health and social services reform will reduce the functions of local government",
    "https://vm.fi/en",
)
EKONOMIFAKTA = Publication("SCB", "kommunalskatter, via Ekonomifakta", "https://www.ekonomifakta.se")
CEPOS = Publication("CEPOS", "notat 9. desember 2023 om kommuneskatt 2024", "https://cepos.dk")
KUNTALIITTO = Publication("Kommunförbundet i Finland", "skattesatser 2023 og 2025", "https://www.kuntaliitto.fi")
ARBOK = Publication("Samband íslenskra sveitarfélaga", "Árbók sveitarfélaga", "https://www.samband.is")
NOU_2023 = Publication(
    "Generalistkommuneutvalget",
    "NOU 2023: 9 Generalistkommunesystemet, kapittel 8",
    "https://www.regjeringen.no/no/dokumenter/nou-2023-9/id2968517/",
)
KDD = Publication(
    "KDD",
    "veileder om interkommunalt samarbeid, og kommuneloven § 17-1",
    "https://www.regjeringen.no/no/dokumenter/veileder-om-interkommunalt-samarbeid/id2998121/",
)
IRIS = Publication("IRIS", "rapport 2013/008 om interkommunalt samarbeid", "https://www.norceresearch.no")
TELEMARKSFORSKING = Publication(
    "Telemarksforsking", "rapport 855 om regionale modeller", "https://www.telemarksforsking.no"
)
KLASS = Publication("SSB", "Klass: standard for kommuneinndeling og fylkesinndeling", "https://www.ssb.no/klass")
SOU = Publication(
    "Statens offentliga utredningar", "SOU 2017:77, SOU 2020:8 og SOU 2024:6", "https://www.regeringen.se"
)
CONGRESS = Publication(
    "Europarådets kongress for kommuner og regioner",
    "rapport om Island, 26. september 2024",
    "https://www.coe.int/en/web/congress",
)


@dataclass(frozen=True)
class Statement:
    """One row of the context table; `country` is a code, or NORDEN for several."""

    theme: str
    country: str
    text: str
    year: str
    publication: Publication


NORDEN = "Flere land"
LEVELS, TASKS, MONEY, PEOPLE, COOPERATION = "Nivåer", "Oppgaver", "Skatt og inntekter", "Ansatte", "Samarbeid"

STATEMENTS = (
    Statement(LEVELS, "FI", "309 kommuner; fra 2023 også 21 velferdsområder", "2022–2023", NOU_2022),
    Statement(LEVELS, "NO", "357 kommuner og 15 fylker; Oslo er både kommune og fylkeskommune", "fra 2024", KLASS),
    Statement(LEVELS, "SE", "290 kommuner og 21 regioner", "2022", NOU_2022),
    Statement(LEVELS, "DK", "98 kommuner og 5 regioner", "2022", NOU_2022),
    Statement(LEVELS, "DK", "Fra 271 til 98 kommuner, fra 14 amter til 5 regioner", "2007", NORDREGIO_2016),
    Statement(
        LEVELS,
        "IS",
        "To nivåer, ingen formell region; 229 kommuner på 1950-tallet, 124 i 2000, 79 i 2006",
        "1950–2006",
        NORDREGIO_2007,
    ),
    Statement(LEVELS, NORDEN, "I Europa er det fra 31 kommuner (Irland) til 35 281 (Frankrike)", "2023", NOU_2023),
    Statement(
        TASKS,
        "FI",
        "Helse, sosiale tjenester og redning gikk til velferdsområdene (Helsingfors har dem selv): om lag halvparten "
        "av driftsutgiftene, 19,1 mrd. euro på 2020-nivå, og av de ansatte. Før og etter 2023 kan ikke sammenlignes",
        "2023",
        VM,
    ),
    Statement(TASKS, "SE", "Om lag 80 prosent av kommunenes utgifter går til kjernevelferd", "2022", NOU_2022),
    Statement(TASKS, "IS", "Kommunenes andel av offentlige utgifter er forholdsvis liten", "2007", NORDREGIO_2007),
    Statement(
        MONEY,
        "FI",
        "Alle kommuner på fastlandet satte ned skattesatsen med 12,64 prosentpoeng, da velferdsområdene overtok",
        "2023",
        KUNTALIITTO,
    ),
    Statement(
        MONEY, "FI", "68 av 308 kommuner satte opp satsen, 4 satte den ned, 236 endret den ikke", "2025", KUNTALIITTO
    ),
    Statement(
        MONEY,
        "SE",
        "Kommune og region tar i snitt 32,37 prosent, fra 28,98 (Österåker) til 35,30 (Degerfors)",
        "2024",
        EKONOMIFAKTA,
    ),
    Statement(
        MONEY, "SE", "Kommunenes inntekter var om lag 753 mrd. svenske kroner, 65 prosent var skatt", "2020", NOU_2022
    ),
    Statement(MONEY, "DK", "Kommuneskatten er fra 23,4 prosent (Rudersdal) til 26,3 (11 kommuner)", "2024", CEPOS),
    Statement(
        MONEY,
        "IS",
        "Kommuneskatten (útsvar) er fra 12,44 til 14,52 prosent; 52 av 69 kommuner tar den høyeste satsen",
        "2021",
        ARBOK,
    ),
    Statement(
        MONEY,
        NORDEN,
        "Kommunesektorens andel av offentlige inntekter: Sverige 31,4 prosent, Danmark 27,8, OECD 9,7. I Norge henter "
        "staten inn 86,9 prosent",
        "2023",
        OECD,
    ),
    Statement(
        MONEY, NORDEN, "Kommunesektorens andel av offentlige utgifter: Danmark 64,3 prosent, Sverige 50,7", "2023", OECD
    ),
    Statement(
        PEOPLE,
        NORDEN,
        "Offentlig ansatte av alle sysselsatte: Norge 30,1 prosent, Sverige 28,2, Danmark 27,3, Finland 25,2, OECD "
        "18,4 (alle forvaltningsnivåer)",
        "2023",
        OECD,
    ),
    Statement(
        COOPERATION,
        "NO",
        "Hver kommune var med i 11 formelle samarbeid i snitt, med om lag 10 prosent av driftsutgiftene",
        "2013",
        IRIS,
    ),
    Statement(
        COOPERATION,
        "NO",
        "Lovens former er interkommunalt politisk råd, kommunalt oppgavefellesskap, vertskommune, interkommunalt "
        "selskap, aksjeselskap, samvirkeforetak, forening eller annen måte som det er rettslig adgang til",
        "2023",
        KDD,
    ),
    Statement(COOPERATION, "FI", "Samkommuner løser oppgaver over kommunegrensene", "før 2023", TELEMARKSFORSKING),
    Statement(
        COOPERATION,
        "SE",
        "Forslag om allmenn rett til avtalt samarbeid (2017); utredningen «Starkare kommuner» (2020); dialog om "
        "frivillig sammenslåing med over 130 kommuner (2024)",
        "2017–2024",
        SOU,
    ),
    Statement(
        COOPERATION,
        "IS",
        "Uklar ansvarsdeling, og mest samarbeid om én oppgave om gangen; rapporten vil ha flere sammenslåinger",
        "2024",
        CONGRESS,
    ),
)
