"""The figures of «Samarbeid»: an area around a municipality, what it adds up to, its duties, and the forms by law."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from dashboard import palette, text
from dashboard.data import compliance_queries, queries
from dashboard.data.alternatives_queries import borders
from dashboard.figures import map_panel, pictures
from dashboard.figures.citing import missing_line
from dashboard.figures.figure import Citation, Panel, name_columns
from dashboard.figures.page_context import PageContext
from dashboard.measures import cooperation
from dashboard.measures.scenarios import Unit
from dashboard.state.selection import choose_municipality
from dashboard.views.alternatives import alternatives
from dashboard.views.alternatives.merger_figures import Merged, unit_panel

OUTSIDE = palette.Colours(light=("#eef0ef",), dark=("#2a3437",))
REGIONS = "travel_time_centre"
STRAIGHT_LINE = "Avstandene er luftlinjer mellom et punkt inne i hver kommune, ikke reiseveier mellom sentrene."


@dataclass(frozen=True)
class Area:
    """The municipalities around one (`code`): its neighbours, theirs too, or all within `km`."""

    context: PageContext
    code: str
    kind: str
    km: float

    @cached_property
    def register(self) -> pd.DataFrame:
        return alternatives.people(self.context.database, self.context.selection.division)

    @cached_property
    def table(self) -> pd.DataFrame:
        """The municipalities of the area, the nearest first: code, order, distance and those of the register."""
        lines = borders(self.context.database, self.context.selection.division)
        found = cooperation.area(self.register, lines, self.code, self.kind, self.km)
        return found.merge(self.register, on="code", validate="one_to_one")

    @property
    def cited(self) -> list[str]:
        """The indicators whose sources the area is made from; travel times come with the labour markets."""
        regions = [REGIONS] if self.kind == cooperation.LABOUR_MARKET else []
        return ["population", *(id_ for id_ in regions if id_ in queries.all_indicators(self.context.database))]

    @property
    def members(self) -> Unit:
        return tuple(sorted(self.table["code"]))

    @property
    def name(self) -> str:
        return text.short_name(self.register.set_index("code").at[self.code, "name"])

    @property
    def words(self) -> str:
        """«Narvik og naboene på land», «Narvik og alle innen 60 km»."""
        around = {
            cooperation.NEIGHBOURS: " og naboene på land",
            cooperation.SECOND: ", naboene og deres naboer",
            cooperation.LABOUR_MARKET: " og de andre i samme arbeidsmarked (BA-region 2020)",
            cooperation.DISTANCE: f" og kommunene innen {text.number(self.km)} km",
        }
        return f"{self.name}{around[self.kind]}"


def headline(area: Area) -> str:
    """How many municipalities and people are in the area."""
    if len(area.members) == 1:
        lone = {
            cooperation.DISTANCE: f"ingen andre innen {text.number(area.km)} km",
            cooperation.LABOUR_MARKET: "et arbeidsmarked for seg selv (BA-region 2020)",
        }
        return f"{area.name} har {lone.get(area.kind, 'ingen naboer på land')}"
    inhabitants = area.table["inhabitants"].sum()
    own = area.table.set_index("code").at[area.code, "inhabitants"]
    of_which = f", {text.number(own)} av dem i {area.name}" if not np.isnan(own) else ""
    return (
        f"{area.words}: {text.count(len(area.members), 'kommune', 'kommuner')} med "
        f"{text.number(inhabitants)} innbyggere{of_which}"
    )


def area_map(area: Area) -> Panel:
    """The area on a map."""
    context = area.context
    title = headline(area)
    year = alternatives.people_year(context.database, context.selection.division)
    people = area.register.rename(columns={"inhabitants": "value"}).assign(status="observed")
    figure = alternatives.figure(
        context,
        alternatives.COOPERATION,
        "cooperation_map",
        area.cited,
        title=title,
        subtitle=f"Kommuner i området, med innbyggere 1. januar {year}. Inndelingen {context.division_label}.",
        unit="innbyggere",
        alt=f"Kart: {title}.",
        table=lambda: members_table(area),
        decimals={DISTANCE_HEADING: 1},
        missing=missing_line(people[people["code"].isin(area.members)]),
        notes=(*_nearest(area), STRAIGHT_LINE),
    )
    return Panel(
        figure, pictures.MapPicture(lambda: _map_content(area, title, year), "cooperation_map", choose_municipality)
    )


def _nearest(area: Area) -> tuple[str, ...]:
    """Of a municipality that is alone in its area, who is nearest all the same, and how to bring others in."""
    if len(area.members) > 1:
        return ()
    far = cooperation.distances(area.register, area.code).drop(area.code)
    name = text.short_name(area.register.set_index("code").at[far.idxmin(), "name"])
    wider = "en større avstand" if area.kind == cooperation.DISTANCE else f"«{cooperation.KINDS[cooperation.DISTANCE]}»"
    return (f"Nærmest i luftlinje er {name} ({text.number(far.min())} km). Velg {wider} for å ta med flere.",)


DISTANCE_HEADING = "Luftlinje (km)"
FARTHER = dict.fromkeys(cooperation.KINDS, "Innen avstanden") | {cooperation.LABOUR_MARKET: "I samme arbeidsmarked"}
"""What a municipality is to the chosen one where it is neither a neighbour nor a neighbour's."""


def members_table(area: Area) -> pd.DataFrame:
    """The municipalities of the area, the nearest first."""
    table = area.table
    return pd.DataFrame(
        {
            **name_columns(table),
            "Plass": table["order"].map(cooperation.ORDER_WORDS).fillna(FARTHER[area.kind]),
            DISTANCE_HEADING: table["distance"],
            "Innbyggere": table["inhabitants"],
        }
    )


def _map_content(area: Area, title: str, year: int):
    """Who is in the area and how: chosen, neighbour, neighbour's neighbour, farther away; and everybody else."""
    words = [*cooperation.ORDER_WORDS.values(), "Innen avstanden", "Utenfor området"]
    order = area.table.set_index("code")["order"].fillna(3)
    kinds = area.register["code"].map(order).fillna(4).to_numpy()
    inhabitants = area.register["inhabitants"].map(text.number)
    used = sorted(set(kinds.astype(int)))
    near = palette.sequential(5)
    colours = [(near.light[4 - kind], near.dark[4 - kind]) if kind < 4 else (*OUTSIDE.light, *OUTSIDE.dark)
               for kind in used]  # fmt: skip
    values = area.register.assign(
        value=kinds,
        status="derived",
        note=[f"{people} innbyggere 1. januar {year}" for people in inhabitants],
    )
    return map_panel.map_content_of(
        area.context.database,
        area.context.selection,
        values,
        limits=[low + 0.5 for low in used[:-1]],
        legend=[words[kind] for kind in used],
        colours=palette.Colours(*zip(*colours, strict=True)),
        decimals=0,
        title=title,
        summary=f"{title}.",
        unit="plass i området",
        year=f"1. januar {year}",
        value_labels={float(kind): words[kind] for kind in used},
        ranked=False,
    )


def sums(area: Area) -> Panel:
    """What the area adds up to on every indicator: inhabitants, age groups, people of working age per 80 and over."""
    return unit_panel(Merged(area.context, (area.members,)), area.members, key="cooperation_sums", name="Området")


# --- Duties ---------------------------------------------------------------------------------------------------------

VERDICTS = {"alle": "Svak hos alle", "noen": "Svak hos noen", "ingen": "Svak hos ingen", "uten tall": "Ingen har tall"}


def duties(area: Area) -> Panel | None:
    """Which measured duties are weak in all, some and none of the area; None where none have been pulled."""
    context = area.context
    scores = compliance_queries.duty_scores(context.database, context.selection.division)
    table = cooperation.weak_duties(scores, list(area.members))
    if table.empty:
        return None
    counts = table["verdict"].value_counts()
    title = ", ".join(f"{words.lower()}: {counts.get(verdict, 0)}" for verdict, words in list(VERDICTS.items())[:3])
    title = f"{text.count(len(table), 'målt plikt', 'målte plikter')} – {title}"
    shown = pd.DataFrame(
        {
            "Plikt": table["title"],
            "Område": table["area"],
            "I området": table["verdict"].map(VERDICTS),
            "Svake": table["weak"],
            "Med tall": table["reporting"],
            "Kommuner": table["members"],
            "Grensen for svak (skår 0–100)": table["limit"],
        }
    )
    measured = scores[scores["kind"] == "measured"]
    known = queries.indicators(context.database)
    ids = [id_ for id_ in measured["indicator_id"].drop_duplicates() if id_ in known]
    figure = alternatives.figure(
        context,
        alternatives.COOPERATION,
        "cooperation_duties",
        ids,
        title=title,
        subtitle=f"{area.words}. Svak: blant den firedelen i landet med lavest skår på plikten, nyeste tall.",
        unit="kommuner",
        alt=f"Tabell: {title}.",
        table=lambda: shown,
        decimals={"Grensen for svak (skår 0–100)": 1},
        missing="Hvor mange som har tall, står i tabellen. Plikter uten åpne tall er ikke med",
        status_words=(text.DERIVED_WORDS, *_synthetic(known, ids)),
        indicators=tuple(known[id_] for id_ in ids),
    )
    return Panel(
        figure,
        pictures.TablePicture(shown, key="drawn_cooperation_duties", caption="Målte plikter", decimals=figure.decimals),
    )


def _synthetic(known: dict[str, queries.Indicator], ids: list[str]) -> tuple[str, ...]:
    """The word that must follow figures made up for a test, wherever they go."""
    made_up = any("SYNTETISK" in (known[id_].notes or "").upper() for id_ in ids)
    return ("SYNTETISK – ikke virkelige tall",) if made_up else ()


# --- Forms ------------------------------------------------------------------------------------------------------------

FORMS = (
    (
        "Interkommunalt politisk råd",
        "kommuneloven kapittel 18",
        "Politisk samarbeid om felles spørsmål",
    ),
    ("Kommunalt oppgavefellesskap", "kommuneloven kapittel 19", "Felles produksjon av tjenester"),
    (
        "Vertskommunesamarbeid",
        "kommuneloven kapittel 20",
        "En vertskommune utfører oppgaver, og kan fatte vedtak, for de andre",
    ),
    ("Interkommunalt selskap (IKS)", "lov om interkommunale selskaper", "Eget selskap som kommunene eier"),
    ("Aksjeselskap eller samvirkeforetak", "aksjeloven; samvirkelova", "Eget selskap eller foretak"),
    ("Forening", "kommuneloven § 17-1 nevner formen", "Frivillig sammenslutning"),
    ("Annen måte som det er rettslig adgang til", "kommuneloven § 17-1", "For eksempel avtale"),
)
GUIDE = Citation(
    publisher="Kommunal- og distriktsdepartementet",
    title="Veileder om interkommunalt samarbeid",
    table_id=None,
    url="https://www.regjeringen.no/no/dokumenter/veileder-om-interkommunalt-samarbeid/id2998121/?ch=2",
    licence="Sitat, gjengitt med kilde",
    reference="kommuneloven § 17-1 andre ledd",
    retrieved=datetime.date(2026, 11, 21),
)


def forms(context: PageContext) -> Panel:
    """The forms of inter-municipal cooperation that the Local Government Act lists."""
    table = pd.DataFrame(FORMS, columns=["Form", "Regulert i", "Kort om"])
    title = "Kommuneloven § 17-1 lister formene for interkommunalt samarbeid"
    figure = context.figure(
        "cooperation_forms",
        title=title,
        subtitle="Hvilken form som passer, avhenger av oppgaven. Tabellen er en kort gjengivelse, ikke juridisk råd.",
        unit="samarbeidsformer",
        alt=f"Tabell: {title}.",
        citations=(GUIDE,),
        table=lambda: table,
        missing="Ingen av formene i paragrafen er utelatt",
        sortable=False,
    )
    return Panel(
        figure,
        pictures.TablePicture(table, key="drawn_cooperation_forms", caption="Samarbeidsformer", sortable=False),
    )
