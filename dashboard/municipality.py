"""The municipality's page in parts: what is chosen on it, and the figure around each thing that it shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

import pandas as pd

from dashboard import frame, keyfigures, locator, objections, peers, queries, sentences, text, trend
from dashboard.database import Database
from dashboard.frame import Figure
from dashboard.keyfigures import KeyFigure
from dashboard.peers import PeerGroup
from dashboard.selection import Selection
from dashboard.strip import Sheet

ADDRESS = "kommune"
MOST_COMPARED = 10
STRIPS_ON_SHEET = 3


@dataclass(frozen=True)
class Choices:
    """What is chosen on this page alone, by its name in the URL; ids and codes, not labels."""

    kind: str
    figures: tuple[str, ...]
    own_list: str = ""
    weights: Mapping[str, float] = field(default_factory=peers.default_weights)
    trend: str | None = None
    compared: tuple[str, ...] = ()


@dataclass(frozen=True)
class View:
    """One municipality, its peers and its key figures, in one version of the data."""

    database: Database
    selection: Selection
    choices: Choices
    group: PeerGroup
    figures: tuple[KeyFigure, ...]

    @property
    def code(self) -> str:
        return self.selection.municipality

    @property
    def division(self) -> str:
        return self.selection.division

    @property
    def name(self) -> str:
        return self.municipality_name(self.code)

    def municipality_name(self, code: str) -> str:
        register = queries.municipalities(self.database, self.division).set_index("code")
        return text.short_name(register.at[code, "name"])

    @property
    def compared_with(self) -> str:
        """«24 i KOSTRA-gruppe 14», «kommunene på egen liste (3)»."""
        return f"{self.group.title} ({text.count(len(self.group.codes), 'annen', 'andre')})"

    def figure(self, indicator_id: str) -> KeyFigure:
        """A key figure, whether it is among the chosen or not."""
        for figure in self.figures:
            if figure.indicator.indicator_id == indicator_id:
                return figure
        return keyfigures.key_figure(self.database, self.division, self.code, self.group, indicator_id)

    @property
    def link(self) -> str:
        """The address of this view, this page's own choices included where they are not the first ones."""
        known = queries.indicators(self.database)
        own: list[tuple[str, str]] = [("gruppe", self.choices.kind)]
        own += [("tall", known[id_].short_title) for id_ in self.choices.figures]
        if self.choices.kind == peers.OWN_LIST:
            own.append(("egne", ",".join(self.group.codes)))
        if self.choices.kind == peers.STATISTICAL:
            own += [(key, str(weight)) for key, weight in self.choices.weights.items()]
        if self.choices.trend:
            own.append(("utvikling", known[self.choices.trend].short_title))
        return f"{self.selection.link(ADDRESS)}&{urlencode(own)}"


def view(database: Database, selection: Selection, choices: Choices) -> View:
    """Everything that the page shows of a municipality. Raises KeyError for an unknown kind, code or indicator."""
    division, code = selection.division, selection.municipality
    group = peers.group(database, division, code, choices.kind, own_list=choices.own_list, weights=choices.weights)
    figures = keyfigures.key_figures(database, division, code, group, choices.figures)
    return View(database, selection, choices, group, tuple(figures))


# --- What is said ---------------------------------------------------------------------------------------------------


def most_different(figures: Iterable[KeyFigure], most: int = STRIPS_ON_SHEET) -> list[KeyFigure]:
    """The figures farthest from the peers' median in quartile ranges; size and figures of few peers left out."""
    measured = []
    for figure in figures:
        spread = figure.spread
        width = spread.upper - spread.lower
        usable = figure.place is not None and not figure.named and figure.indicator.aggregation != "sum"
        if usable and spread.reporting >= sentences.FEWEST_RANKED and width > 0:
            measured.append((abs(figure.value - spread.median) / width, figure))
    return [figure for _, figure in sorted(measured, key=lambda pair: -pair[0])[:most]]


def on_sheet(view: View) -> list[KeyFigure]:
    """The three figures of the sheet: those that differ most, else the first that can be drawn, else the first."""
    different = most_different(view.figures)
    rest = [f for f in view.figures if f not in different and f.value is not None and not f.named]
    return [*different, *rest][:STRIPS_ON_SHEET]


def sheet_sentences(view: View) -> list[str]:
    """Four sentences: the population, and the three figures of the sheet."""
    return [sentences.sentence(figure) for figure in _told(view)]


def _told(view: View) -> list[KeyFigure]:
    told = [figure for figure in on_sheet(view) if figure.indicator.indicator_id != "population"]
    return [view.figure("population"), *told]


def headline(view: View) -> str:
    """What the sheet says in one line."""
    different = most_different(view.figures)
    if not different:
        return sentences.sentence(view.figure("population")).removesuffix(".")
    traits = text.listed(sentences.lowered(figure.indicator.short_title) for figure in different)
    return f"{view.name} skiller seg mest fra {view.group.title} på {traits}"


def limits(view: View) -> list[str]:
    """«Dette kan tallene ikke si»: what a reader must not take from the sheet."""
    said = ["Hvorfor kommunen ligger der den gjør. Tallene viser forskjeller, ikke årsaker."]
    if any("expenditure" in figure.indicator.indicator_id for figure in view.figures):
        said.append("Om tjenestene er gode. Utgifter er verken bra eller dårlig i seg selv, og ikke justert for behov.")
    inhabitants = objections.population(view.database, view.division, view.code)
    if inhabitants is not None and inhabitants < objections.SMALL:
        said.append(
            f"Om en endring vil vare. Med {text.number(inhabitants)} innbyggere flytter få hendelser tallene mye."
        )
    absent = [figure.indicator.short_title for figure in view.figures if figure.value is None]
    if absent:
        said.append(f"Noe om {text.listed(map(sentences.lowered, absent))}: tallene mangler for {view.name}.")
    said.append(f"Hva en annen gruppe ville vist. Her er det {view.group.title} som er målestokken.")
    return said


def empty_roles(view: View) -> dict[str, str]:
    """Roles without a key figure on the page and the one line to say of each."""
    known = keyfigures.choosable(view.database, view.division)
    shown = {figure.indicator.role for figure in view.figures}
    lines = {}
    for role in keyfigures.ROLES:
        if role in shown:
            continue
        if any(indicator.role == role for indicator in known.values()):
            lines[role] = "Ingen av tallene for denne rollen er valgt."
        else:
            lines[role] = "Ingen tall er hentet for denne rollen ennå. Kjør «python -m etl» for å hente dem fra SSB."
    return lines


def card(view: View, figure: KeyFigure) -> list[tuple[str, str, str]]:
    """The objection card of a figure: label, answer, and the address behind it or «»."""
    indicator = figure.indicator
    return [
        ("Hva måler det?", indicator.definition, ""),
        ("Er høyt bra?", text.DIRECTION_WORDS[indicator.direction].capitalize() + ".", ""),
        ("Hva slags tall?", f"{text.KIND_WORDS[indicator.kind].capitalize()}. {_status(figure)}.", ""),
        *(
            ("Kilde", f"{c.short}. Gjelder {c.reference}, hentet {text.date(c.retrieved)}.", c.url)
            for c in citations(view, figure)
        ),
        *((label, answer, "") for label, answer in objections.answers(view.database, view.division, figure)),
        ("Forbehold", indicator.caveat, ""),
        *((("Merknad fra kilden", indicator.notes, ""),) if indicator.notes else ()),
    ]


def citations(view: View, figure: KeyFigure) -> tuple[frame.Citation, ...]:
    """The sources of a key figure."""
    return frame.citations(view.database, figure.indicator.indicator_id, view.division, figure.year)


def _status(figure: KeyFigure) -> str:
    words = text.STATUS_WORDS[figure.own["status"]]
    return words[0].upper() + words[1:]


def cards(view: View, figures: Sequence[KeyFigure]) -> dict[str, list[tuple[str, str, str]]]:
    """The objection cards of some figures, by indicator id."""
    return {figure.indicator.indicator_id: card(view, figure) for figure in figures}


# --- What is shown --------------------------------------------------------------------------------------------------


def sheet(view: View) -> Sheet:
    """What stands around the strips of the sheet."""
    own = queries.municipalities(view.database, view.division).set_index("code").loc[view.code]
    return Sheet(
        place=f"{view.code} {own['name']}, {text.short_name(own['county'])}",
        locator=locator.paths(locator.locator(view.database, view.division, view.code)),
        sentences=sheet_sentences(view),
        limits=limits(view),
    )


def sheet_figure(view: View) -> Figure:
    """The figure of «Kommunearket»."""
    return _figure(
        view,
        key="sheet",
        title=headline(view),
        subtitle=f"Nyeste tall for {view.name} mot {view.compared_with}. Inndelingen {view.division}.",
        alt=" ".join(sheet_sentences(view)),
        figures=_told(view),
    )


def role_figure(view: View, role: str) -> Figure:
    """The figure of one role's key figures."""
    figures = [figure for figure in view.figures if figure.indicator.role == role]
    different = most_different(figures, 1)
    title = f"{role.capitalize()}: {text.count(len(figures), 'tall', 'tall')}"
    if different:
        title = f"{role.capitalize()}: {sentences.lowered(different[0].indicator.short_title)} skiller seg mest"
    return _figure(
        view,
        key=f"role_{keyfigures.ROLES.index(role)}",
        title=title,
        subtitle=f"{view.name} mot {view.compared_with}, nyeste tall. Inndelingen {view.division}.",
        alt=" ".join(sentences.sentence(figure) for figure in figures),
        figures=figures,
    )


def trend_figure(view: View, figure: KeyFigure, table: pd.DataFrame, marks: list[trend.Break]) -> Figure:
    """The figure of how a key figure moved."""
    indicator = figure.indicator
    change = sentences.change(figure)
    title = f"{indicator.short_title} i {view.name}: {figure.shown(figure.value)}{f', {change}' if change else ''}"
    return _figure(
        view,
        key="trend",
        title=title,
        subtitle=f"{indicator.title} ({indicator.unit}), {_span(table)}, mot {view.compared_with}.",
        alt=f"{sentences.sentence(figure)} {f'{change[0].upper()}{change[1:]}.' if change else ''}",
        figures=[figure],
        table=lambda: _trend_table(view, figure, table),
        decimals=dict.fromkeys((f"{view.name} ({indicator.unit})", "Median", "Lavest", "Høyest"), indicator.decimals),
        notes=tuple(f"Brudd i {mark.year}: {mark.reason}." for mark in marks),
        citations=tuple(
            frame.cite(source)
            for source in queries.sources(view.database, indicator.indicator_id, view.division).to_dict("records")
        ),
    )


def _span(table: pd.DataFrame) -> str:
    return f"{table['year'].min()}–{table['year'].max()}"


def _trend_table(view: View, figure: KeyFigure, table: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "År": table["year"].astype(str),
            f"{view.name} ({figure.indicator.unit})": table["own"],
            "Median": table["median"],
            "Lavest": table["lowest"],
            "Høyest": table["highest"],
            "Sammenlignbare med tall": table["reporting"],
        }
    )


def peers_figure(view: View, table: pd.DataFrame) -> Figure:
    """The figure of who the peers are."""
    size = view.figure("population")
    return _figure(
        view,
        key="peers",
        title=f"{view.name} sammenlignes med {view.compared_with}",
        subtitle="Hvem de er, og hva de ligner i: nyeste publiserte tall.",
        alt=f"Tabell med {text.count(len(view.group.codes), 'kommune', 'kommuner')}.",
        figures=[size],
        table=lambda: table,
        decimals={"Avstand": 2, "67 år og over": 1, "Utgiftsbehov": 4, "Areal (logaritme)": 1},
        notes=view.group.remarks,
    )


def peers_table(view: View) -> pd.DataFrame:
    """The peers with the traits that statistical neighbours are found by, nearest first; the municipality on top."""
    frame_ = peers.traits(view.database, view.division)
    found = peers.neighbours(frame_, view.code, dict(view.choices.weights), len(frame_))
    distances = found.table.set_index("code")["distance"]
    codes = sorted(view.group.codes, key=lambda code: distances.get(code, float("inf")))
    rows = frame_.loc[[view.code, *codes]]
    table = pd.DataFrame({"Kommune": rows["name"].map(text.short_name), "Nummer": rows.index})
    table["Avstand"] = [0.0, *(distances.get(code) for code in codes)]
    for variable in peers.VARIABLES:
        table[variable.label.removesuffix(" (logaritme)")] = rows[variable.key]
    return table.reset_index(drop=True)


def comparison_figure(view: View, table: pd.DataFrame) -> Figure:
    """The figure of several municipalities side by side."""
    names = text.listed(table["Kommune"])
    return _figure(
        view,
        key="comparison",
        title=f"{names} side om side",
        subtitle=f"Nyeste tall for hvert nøkkeltall. Inndelingen {view.division}.",
        alt=f"Tabell som sammenligner {names}.",
        figures=list(view.figures),
        table=lambda: table,
        decimals={heading(figure): figure.indicator.decimals for figure in view.figures},
    )


def comparison_table(view: View) -> pd.DataFrame:
    """The chosen figures of the municipality and those it is compared with: a row each, a column a figure."""
    codes = [view.code, *view.choices.compared][:MOST_COMPARED]
    table = pd.DataFrame({"Kommune": [view.municipality_name(code) for code in codes], "Nummer": codes})
    for figure in view.figures:
        values = queries.values(view.database, figure.indicator.indicator_id, view.division, figure.year)
        column = values.set_index("code")["value"].reindex(codes)
        table[heading(figure)] = column.map(figure.labels).to_numpy() if figure.named else column.to_numpy()
    return table


def heading(figure: KeyFigure) -> str:
    """«Netto lånegjeld 2025 (prosent av driftsinntektene)»."""
    return f"{figure.indicator.short_title} {figure.year} ({figure.indicator.unit})"


def key_figure_table(figures: Sequence[KeyFigure]) -> pd.DataFrame:
    """Key figures as a table: value, place in words, peers, median, quartiles, country; missing as NaN."""
    return pd.DataFrame(
        {
            "Nøkkeltall": [f.indicator.short_title for f in figures],
            "Verdi": [f.value for f in figures],
            "Enhet": [f.indicator.unit for f in figures],
            "Gjelder": [f.reference for f in figures],
            "Plass": [sentences.standing(f) or f.missing_reason for f in figures],
            "Sammenlignbare": [f.spread.peers for f in figures],
            "Med tall": [f.spread.reporting for f in figures],
            "Nedre kvartil": [_unless_named(f, f.spread.lower) for f in figures],
            "Median": [_unless_named(f, f.spread.median) for f in figures],
            "Øvre kvartil": [_unless_named(f, f.spread.upper) for f in figures],
            "Landet": [f.country for f in figures],
            "Status": [text.STATUS_WORDS[f.own["status"]] for f in figures],
        }
    ).astype(dict.fromkeys(("Verdi", "Nedre kvartil", "Median", "Øvre kvartil", "Landet"), float))


def _unless_named(figure: KeyFigure, value: float) -> float | None:
    return None if figure.named else value


NUMBERS = ("Verdi", "Nedre kvartil", "Median", "Øvre kvartil", "Landet")


def _figure(view: View, *, key: str, figures: Sequence[KeyFigure], **parts) -> Figure:
    """A figure of key figures, with the sources and the words that all of them need."""
    places = max((figure.indicator.decimals for figure in figures), default=0)
    defaults = {
        "citations": tuple(dict.fromkeys(c for figure in figures for c in citations(view, figure))),
        "unit": text.listed(dict.fromkeys(figure.indicator.unit for figure in figures)),
        "table": lambda: key_figure_table(figures),
        "decimals": dict.fromkeys(NUMBERS, places),
        "status_words": _status_words(figures),
        "sortable": False,
    }
    return Figure(
        key=key,
        link=view.link,
        version=view.database.version,
        missing=_missing(view, figures),
        **(defaults | parts),
    )


def _status_words(figures: Sequence[KeyFigure]) -> tuple[str, ...]:
    """The words for kinds of figures that must never pass for measurements, said with the figure's name."""
    words = []
    for figure in figures:
        rows = pd.concat([figure.peers, figure.own.to_frame().T])
        for word in frame.status_words(figure.indicator, rows):
            if word == frame.MODELLED_WORDS or word.startswith(("SYNTETISK", "Foreløpig")):
                words.append(word if len(figures) == 1 else f"{figure.indicator.short_title}: {word}")
    return tuple(words)


def _missing(view: View, figures: Sequence[KeyFigure]) -> str:
    absent = [f"{f.indicator.short_title} ({f.missing_reason})" for f in figures if f.value is None]
    if not absent:
        return f"Ingen av tallene mangler for {view.name}"
    return f"{len(absent)} av {len(figures)} tall mangler for {view.name}: {'; '.join(absent)}"
