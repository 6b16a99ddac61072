"""How the figures are made, in words: divisions, statuses, classes, peers; licence and how to cite. Norwegian."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from markupsafe import Markup

from dashboard import markup, text
from dashboard.data import queries
from dashboard.data.database import Database
from dashboard.measures import bend

PROJECT = Path(__file__).parents[3] / "pyproject.toml"

SECTIONS: dict[str, tuple[str, ...]] = {
    "Kommuneinndelinger": (
        "Inndelingene er {labels}. I adresser og filer heter de {divisions}, etter året "
        "de begynte å gjelde. Alle tall finnes i begge inndelinger der det lar seg gjøre. Tallene kobles på "
        "kommunenummer og inndeling, aldri på navn.",
        "Når en kommune bare fikk nytt nummer, følger tallene med. Når flere kommuner utgjør én, legges antall "
        "sammen, andeler og gjennomsnitt vektes med nevneren som indikatoren oppgir, og klasser følger den største "
        "delen. Når en kommune er delt, føres tallene ikke tilbake i tid: delene får «ikke aktuelt» for årene da de "
        "var én. Unntaket er valgdeltakelsen i 2023 og tall over fire år til og med 2024 for Ålesund og Haram "
        "(fødselsoverskudd, nettoinnflytting, nye boliger og fritidsboliger, bygg i områder med naturfare): de står "
        "som i grunnlaget, som ikke sier hvordan årene 2021–2023, da de var én kommune, er fordelt.",
        "Beregnede indikatorer regnes ut på nytt i hver inndeling. Merknaden ved tallet sier hvor det er gjort.",
    ),
    "Statuser: hva et tomt felt betyr": (
        "Hvert felt har én av disse statusene: {statuses}. Et manglende tall vises aldri som 0.",
        "«Ikke publisert» betyr at kilden holder tallet tilbake, som oftest av hensyn til personvern; der den ikke "
        "sier hvorfor, eller ikke skiller det fra at tallet mangler, står det i merknaden. «Ikke rapportert» betyr at "
        "kilden sier at den ikke har tall for kommunen. «Ikke aktuelt» betyr at tallet ikke kan finnes, for "
        "eksempel fordi kommunen ikke fantes det året. «Ikke i vårt kildegrunnlag» betyr at tallet kan være "
        "publisert, men ikke står i det vi har lest: merknaden sier hva som mangler.",
        "KOSTRA-tall publiseres foreløpig 15. mars og endelig 15. juni året etter. Kilden merker dem ikke. Her "
        "merkes de «foreløpig» når tabellen sist ble oppdatert før 15. juni.",
    ),
    "Typer tall": (
        "«Publisert» er kildens eget tall. «Beregnet» er regnet ut her av publiserte tall etter en regel som står "
        "ved indikatoren. «Modellert» er et anslag, som en framskriving, og er merket overalt.",
        "Tall som kilden selv har merket «SYNTETISK», er konstruert for å prøve ut programvare. De sier ingenting "
        "om noen kommune, og merket følger dem på skjermen, i bilder og i alle filer.",
    ),
    "Roller, og hva tallene sier om dem": (
        "Hver indikator hører til én rolle. Ved rollen står om tallet er et rammevilkår (det kommunen har å arbeide "
        "med), innsats (det den setter inn, som årsverk, plasser og kroner) eller resultat (det som kommer ut av det "
        "for innbyggerne). Mye innsats er ikke det samme som et godt resultat.",
    ),
    "Kroner og prisvekst": (
        "Alle beløp er løpende kroner, i det årets priser som står ved tallet. Faste priser vises ikke: ingen "
        "prisindeks, verken konsumprisindeksen eller prisindeksen for kommunalt konsum, er blant kildene her, og en "
        "omregning uten kilde ville vært et anslag. Andeler påvirkes ikke av prisveksten. Endringer i kroner måles i "
        "prosent når kommuner sammenlignes: prisveksten er om lag like mange prosent for alle, ikke kroner.",
    ),
    "Tall per innbygger: datoen det deles på": (
        "Et års inntekter deles på innbyggerne 1. januar samme år. KOSTRAs kostnader deler SSB på innbyggerne 31."
        " desember, i grensene den dagen; det er her innbyggerne 1. januar året etter. Utgiftsutjevningen står i "
        "grunnlaget per innbygger 1. januar året etter. Summer og gjennomsnitt av flere kommuner veies med de "
        "samme innbyggerne som hver av dem er delt på.",
        "Der folketallet endret seg mer enn 5 prosent i løpet av året, sier merknaden ved årets tall det (ikke ved "
        "summer for flere år). Der fødte, døde og flytting ikke forklarer en endring på mer enn 10 per 1 000 "
        "innbyggere, sier merknaden at den kan skyldes grenseendring eller oppgjør i registeret.",
    ),
    "Hvem som ikke kan sammenlignes": (
        "Noen tall er riktige, men gjelder noe annet enn andre kommuners: Oslo er også fylkeskommune, og regnskapet "
        "for inntekter, gjeld og investeringer er for begge deler. Slike tall vises, med «kan ikke sammenlignes» og "
        "grunnen, og holdes utenfor klasser, plasseringer, medianer og ytterpunkter. Det gjør også Oslos frie "
        "inntekter, for kilden sier ikke om rammetilskuddet er til kommunens oppgaver alene. Og det gjør en 0 mellom "
        "to like tall, der endringer fra år til år ellers er mye mindre: den kan stå for et tall som kilden mangler.",
        "Det som gjelder kommunens oppgaver alene, er med: skatten og utgiftsutjevningen er fra departementets "
        "beregning for kommunene, og fylkeskommunene har sin egen. Oslos driftsresultat er med, for det måles mot "
        "egne inntekter.",
    ),
    "Klasser og farger på kart": (
        "Mengder deles i fem klasser etter naturlige skiller (Fisher og Jenks). Grensene ligger mellom to tall og "
        "avrundes så langt det går uten at noen kommune skifter klasse. De er de samme i alle år, så år kan "
        "sammenlignes, og ingen klasse er tom. Der noen få tall er svært store, regnes skillene av logaritmene, og "
        "det står ved kartet. Tall som ikke kan sammenlignes, er ikke med.",
        "Grenser, plasseringer og klasser holdes mot tallene slik de vises, med indikatorens desimaler: to som vises "
        "likt, står likt. En endring er forskjellen mellom de to tallene slik de vises, også de "
        "andres endringer og medianen av dem. Hvor mange som er under null, telles av tallene uten avrunding: et tall "
        "som vises som 0,0, kan være et lite underskudd eller en liten nedgang.",
        "Endringer deles rundt null. Sentralitet og andre ordnede grupper har faste klasser. Sentralitetsklasse 1"
        " er mest sentral.",
        "Skravert felt betyr at tallet mangler. Grønt og rødt brukes aldri for godt og dårlig.",
    ),
    "Små kommuner": (
        "I en liten kommune kan noen få personer flytte en prosent mye: der færre enn 1 000 bor, står det «lite "
        "tallgrunnlag». Registertall omfatter alle, så de har ingen feilmargin som et utvalg har. Der kilden selv "
        "oppgir usikkerhet, vises den.",
        "Plasseringer vises der minst åtte kan sammenlignes (blant færre bare ytterst), og en median bare av minst "
        "fem. «Beste» og «svakeste» fjerdedel sies bare der det ikke er tvil om hva som er bra, og blant minst "
        "tolv; ellers «høyeste» og «laveste». Om en forskjell er stor, måles mot spredningen mellom kommuner av "
        "samme størrelse.",
        "Det en kommune skiller seg mest på, er de høyst tre av nøkkeltallene på siden som ligger lengst fra de "
        "sammenlignbare kommunenes median, målt i avstanden mellom kvartilene deres, blant dem som ligger utenfor den "
        "midterste halvdelen. Rangert er de nøkkeltallene som plasseres blant minst åtte; folketallet og andre antall "
        "følger størrelsen og regnes ikke med.",
        "Statistiske naboer er de nærmeste i Mahalanobis-avstand: det som flere av variablene har felles, som "
        "størrelse og sentralitet, telles én gang. Egne vekter teller hver variabel for seg.",
        "To tall som følger hverandre, sier ikke at det ene er årsak til det andre. Størrelse og sentralitet "
        "henger tett sammen, og forskjeller mellom grupper kan skyldes begge eller noe tredje.",
    ),
    "Åpen pliktindeks": (
        "Indeksen er gjennomsnittet av tjenesteområdene, og hvert område er gjennomsnittet av sine plikter, fra 0 til "
        "100. Bare plikter som åpne tall måler, teller; indirekte mål tas med når leseren ber om det. Ja og nei er 100 "
        "og 0. Lovlig dispensasjon teller som oppfylt. Det ingen kunne vurdere, er verken oppfylt eller brudd: "
        "andelen er av resten. Med færre enn tre områder eller 60 prosent av pliktene er det ingen samlet verdi.",
        "En andel av få tilfeller sier lite: med én barnehage er den 0 eller 100. Der antallet er kjent, teller derfor "
        "(n ganger kommunens andel pluss k ganger klassens andel) delt på (n pluss k). n er antall tilfeller, klassen "
        "er sentralitetsklassen, og k, høyst 1 000, er anslått av hvor mye kommunene skiller seg fra hverandre ut over "
        "tilfeldigheter (betabinomisk modell, momentmetoden). Kommunens eget tall står ved siden av. Der antallet ikke "
        "er kjent, som for drikkevann og avløp, teller andelen som den er.",
    ),
    "Sammenhenger og forventet spenn": (
        "«Når annet er likt» er minste kvadraters metode med robuste standardfeil (HC3) og normalfordelte 95 prosent "
        "intervaller: utfallet mot den naturlige logaritmen av innbyggertallet, sentralitetsindeksen og inntekten per "
        "innbygger. Beløp i kroner tas som logaritmer når alle er over null, så forskjellen blir i prosent; ja eller "
        "nei anslås med logit. Der kilden oppgir usikkerhet for alle, veier hvert tall med den omvendte variansen. "
        "Under 30 kommuner anslås ingenting. Kommuner uten sammenlignbart tall for alt er ikke med.",
        "Sammenhengen med størrelse kalles bøyd når kvadratet av logaritmen av innbyggertallet (fra snittet) også "
        f"trengs: p under {text.number(bend.SURE, 3)}, og minst {text.number(100 * bend.NOTICEABLE)} prosent av det "
        "som er uforklart uten. Da er tallet for dobbelt så mange innbyggere et gjennomsnitt, og det forventede, "
        "unntakene og spennet regnes med kvadratet. Sentralitet og økonomi er sikre bare når de er det både med og "
        "uten.",
        "Andelene av spredningen er gjennomsnittet av det hvert kjennetegn legger til R² over alle rekkefølger (LMG, "
        "det samme som Shapleys verdi), veid som anslaget. Sterk er minst 25 prosent av forskjellene, middels minst "
        "10. Rangkorrelasjonen er Spearmans, med Fishers intervall og standardfeilen til Bonett og Wright.",
        "Om økonomi kompenserer, spørres det bare om for resultater der ingen bestrider hva som er bedre: da må små "
        "eller lite sentrale kommuner sikkert ha dårligere tall, og høyere inntekt sikkert henge sammen med bedre. "
        "Kronene som svarer til 100 poeng sentralitet, er forholdet mellom de to koeffisientene, med Fiellers "
        "intervall.",
        "Forventet spenn er anslaget pluss og minus 1,96 standardavvik, der variansen følger innbyggertallet, eller "
        "antallet bak en andel der det er kjent for alle: få tilfeller svinger mer. Fem prosent ligger utenfor også "
        "når bare tilfeldigheter rår. Likhet måles mellom kommuner som teller likt hver: P90 delt på P10, Gini, og "
        "andelen av variansen mellom klasser og fylker.",
    ),
    "Slik hentes tallene": (
        "«python -m etl» spør kildenes åpne grensesnitt, høyst 25 ganger i minuttet. Statistikkvariabler finnes på "
        "navn hver gang, fordi kodene skifter. Er enheten en annen enn ventet, eller et tall utenfor grensene som "
        "indikatoren oppgir, hoppes indikatoren over, og det står under «Hva som er hentet».",
        "Svarene lagres urørt med tid og kontrollsum. En ny database tas i bruk først når alle kontroller holder: "
        "hver kommune har tall eller status, summene stemmer med landets, og ingen nøkkel er dobbel.",
        "Departementets arbeidsbok om lovoppfyllelse lastes ned for hånd og leses inn med «python -m etl import-kdd "
        "FIL.xlsx».",
    ),
    "Hva som ikke er med": (
        "En indikator er bare med når vi kjenner en åpen tabell med tall for kommuner. Derfor mangler sykefravær "
        "blant kommunens egne ansatte: SSBs tabell 12451 gjelder alle lønnstakere som bor i kommunen, ikke dem som "
        "kommunen har ansatt.",
    ),
}
"""Heading -> paragraphs, with the names of what is computed in braces."""


def sections(database: Database) -> dict[str, tuple[str, ...]]:
    """Heading -> paragraphs. Counts are computed from the data."""
    divisions = queries.divisions(database)["division"]
    said = {
        "divisions": text.listed(divisions),
        "labels": text.listed(f"«{queries.division_label(database, division)}»" for division in divisions),
        "statuses": text.listed(f"«{words}»" for words in text.STATUS_WORDS.values()),
    }
    return {heading: tuple(one.format(**said) for one in paragraphs) for heading, paragraphs in SECTIONS.items()}


def sections_html(database: Database) -> Markup:
    """The method as folded sections."""
    return markup.each(
        "<details><summary>{}</summary>{}</details>",
        [(heading, markup.each("<p>{}</p>", paragraphs)) for heading, paragraphs in sections(database).items()],
    )


@cache
def program_version() -> str:
    """The version of the program, as pyproject.toml says it."""
    with PROJECT.open("rb") as file:
        return tomllib.load(file)["project"]["version"]


def citation_html(database: Database) -> Markup:
    """Licences and how to cite."""
    load = queries.load(database)
    cited = (
        f"Generalistkommunen i tall, datasett {load.version}, bygd {text.date(load.finished_at)}. "
        "Tall fra: [kilden som står under figuren]."
    )
    paragraphs = (
        "Hvert tall har lisensen til den som har publisert det, og den står ved tallet. SSB, Klass, Kartverket og de "
        "fleste andre bruker Creative Commons Navngivelse 4.0 (CC BY 4.0), departementet Norsk lisens for offentlige "
        "data (NLOD). Begge lar deg bruke tallene fritt når du oppgir kilden. Programmet har MIT-lisens.",
        f"Slik kan du sitere: {cited}",
        f"Programmet er versjon {program_version()}. Hva som er nytt i hver versjon, står i CHANGELOG.md.",
        "«Kopier lenke» bak «⋯» ved en figur gir en adresse som viser det samme igjen, med datasettets versjon. Er "
        "tallene endret siden, sier siden fra.",
    )
    return markup.each("<p>{}</p>", paragraphs)
