"""The municipality's page in parts: what is chosen on it, and the figure around each thing that it shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from html import escape

import pandas as pd

from dashboard import text
from dashboard.components.dot_strip import Sheet
from dashboard.data import places, queries, sources_queries
from dashboard.data.database import Database, keeping
from dashboard.exports.archive import warning
from dashboard.figures import citing
from dashboard.figures.figure import Citation, Figure
from dashboard.measures import keyfigures, locator, objections, peers, sentences, trend, weak_areas
from dashboard.measures.keyfigures import KeyFigure
from dashboard.measures.peers import PeerGroup
from dashboard.state import choices
from dashboard.state.selection import Selection

ADDRESS = "kommune"
MOST_COMPARED = 10
FIRST_BESIDE = 4
"""How many of the peers are side by side with the municipality before the user chooses."""

STRIPS_ON_SHEET = 3
MOST_COMING = 5
"""How many figures that are not there yet are named."""

GIVEN = ("sum", "largest_part")
"""How figures are put together that only say how large or central a place is: no news about how it does."""


@dataclass(frozen=True)
class Choices:
    """What is chosen on this page alone, by its name in the URL; ids and codes, not labels."""

    kind: str
    figures: tuple[str, ...]
    own_list: str = ""
    weights: Mapping[str, float] | None = None
    trend: str | None = None
    beside: str = ""


@dataclass(frozen=True)
class View:
    """One municipality, its peers and its key figures, in one version of the data."""

    database: Database
    selection: Selection
    choices: Choices
    group: PeerGroup
    figures: tuple[KeyFigure, ...]
    link: str

    @property
    def code(self) -> str:
        return self.selection.municipality

    @property
    def division(self) -> str:
        return self.selection.division

    @property
    def division_label(self) -> str:
        return queries.division_label(self.database, self.division)

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

    @cached_property
    def distances(self) -> pd.Series:
        """Every other municipality's distance by code; those that lack a trait are left out."""
        weights = self.choices.weights
        return peers.distances(
            self.database, self.division, self.code, None if weights is None else tuple(weights.items())
        )

    @cached_property
    def beside(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Codes of those that it stands side by side with, and what to tell of the list that was typed."""
        if not self.choices.beside:
            return nearest(self, FIRST_BESIDE), ()
        codes, remarks = peers.read_codes(self.database, self.division, self.choices.beside, MOST_COMPARED)
        return tuple(code for code in codes if code != self.code)[: MOST_COMPARED - 1], remarks

    def figure(self, indicator_id: str) -> KeyFigure:
        """A key figure, whether it is among the chosen or not."""
        for figure in self.figures:
            if figure.indicator.indicator_id == indicator_id:
                return figure
        return keyfigures.key_figure(self.database, self.division, self.code, self.group, indicator_id)


def view(database: Database, selection: Selection, chosen: Choices, link: str) -> View:
    """Everything that the page shows of a municipality; `link` is the address of it all.

    Raises KeyError for an unknown kind, code or indicator.
    """
    division, code = selection.division, selection.municipality
    group = peers.group(database, division, code, chosen.kind, own_list=chosen.own_list, weights=chosen.weights)
    figures = keyfigures.key_figures(database, division, code, group, chosen.figures)
    return View(database, selection, chosen, group, tuple(figures), link)


# --- What is said ---------------------------------------------------------------------------------------------------


def most_different(figures: Iterable[KeyFigure], most: int = STRIPS_ON_SHEET) -> list[KeyFigure]:
    """The figures farthest from the peers' median in quartile ranges; size, centrality and few peers left out."""
    measured = []
    for figure in figures:
        spread = figure.spread
        width = spread.upper - spread.lower
        usable = figure.place is not None and not figure.named and figure.indicator.aggregation not in GIVEN
        if usable and figure.place.of >= sentences.FEWEST_RANKED and width > 0:
            measured.append((abs(figure.value - spread.median) / width, figure))
    return [figure for _, figure in sorted(measured, key=lambda pair: -pair[0])[:most]]


def on_sheet(view: View) -> list[KeyFigure]:
    """The three figures of the sheet: those that differ most, else the first that can be drawn, else the first."""
    different = most_different(view.figures)
    rest = [f for f in view.figures if f not in different and f.value is not None and not f.named]
    return [*different, *rest][:STRIPS_ON_SHEET]


def sheet_sentences(view: View) -> list[str]:
    """The population, the three figures of the sheet, and which conditions are weak, each a sentence."""
    return [*(sentences.sentence(figure) for figure in _told(view)), *_weak_conditions(view)]


def _weak_conditions(view: View) -> list[str]:
    """«I svakeste femdel på to av fem rammevilkår: alder og inntekt.», where the count has been made."""
    indicator = queries.indicators(view.database).get(weak_areas.WEAK_AREAS)
    rule = weak_areas.rule(indicator) if indicator else None
    if rule is None:
        return []
    figure = view.figure(indicator.indicator_id)
    if not figure.value:
        return []
    areas = weak_areas.weak_in(view.database, indicator.indicator_id, view.division, rule["share"])[view.code].split(
        ", "
    )
    return [
        f"{view.name} er {weak_areas.words(rule['share'])} på {weak_areas.numeral(len(areas))} av "
        f"{weak_areas.numeral(len(rule['areas']))} rammevilkår: {text.listed(areas)}."
    ]


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


def by_role(view: View) -> list[tuple[str, list[KeyFigure], str]]:
    """Every role with its key figures, or with the one line to say where there are none."""
    known = keyfigures.choosable(view.database, view.division)
    found = []
    for role in keyfigures.ROLES:
        figures = [figure for figure in view.figures if figure.indicator.role == role]
        line = ""
        if not figures and any(indicator.role == role for indicator in known.values()):
            line = "Ingen av tallene for denne rollen er valgt."
        elif not figures:
            line = _coming(view.database, role)
        found.append((role, figures, line))
    return found


def _coming(database: Database, role: str) -> str:
    """Which figures of a role come with the next fetch, in one line."""
    waiting = sources_queries.waiting(database)
    names = [sentences.lowered(title) for title in waiting.loc[waiting["role"] == role, "short_title"]]
    if not names:
        return "Ingen tall finnes for denne rollen."
    first = [*names[:MOST_COMING], *([f"{len(names) - MOST_COMING} til"] if len(names) > MOST_COMING else [])]
    return f"Ingen tall for denne rollen ennå. Med neste henting kommer {text.listed(first)}."


def card(view: View, figure: KeyFigure) -> list[tuple[str, str, str]]:
    """The objection card of a figure: label, answer, and the address behind it or «»."""
    indicator = figure.indicator
    return [
        ("I én setning", sentences.sentence(figure), ""),
        ("Hva måler det?", indicator.definition, ""),
        ("Er høyt bra?", text.DIRECTION_WORDS[indicator.direction].capitalize() + ".", ""),
        ("Type tall", f"{text.KIND_WORDS[indicator.kind].capitalize()}. {_status(figure)}.", ""),
        *(
            ("Kilde", f"{c.short}. Gjelder {c.reference}, hentet {text.date(c.retrieved)}.", c.url)
            for c in citations(view, figure)
        ),
        *((label, answer, "") for label, answer in objections.answers(view.database, view.division, figure)),
        ("Forbehold", indicator.caveat, ""),
        *((("Merknad fra kilden", indicator.notes, ""),) if indicator.notes else ()),
    ]


def citations(view: View, figure: KeyFigure) -> tuple[Citation, ...]:
    """The sources of a key figure."""
    return citing.citations(view.database, figure.indicator.indicator_id, view.division, figure.year)


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
        link=_short_link(view),
    )


def _short_link(view: View) -> str:
    """An address short enough for paper: the municipality and whom it is compared with."""
    own = choices.SEPARATOR.join(view.group.codes) if view.group.kind == peers.OWN_LIST else None
    group = text.slug(view.group.kind)
    place = {"inndeling": view.division, "kommune": view.code}
    return choices.address(ADDRESS, place | {"gruppe": group, "egne": own})


def sheet_figure(view: View) -> Figure:
    """The figure of «Kommunearket»."""
    said = (
        f"Nyeste tall for {view.name} mot {view.compared_with}. Inndelingen {view.division_label}.",
        places.division_line(view.database, view.division, view.code),
    )
    return _figure(
        view,
        key="sheet",
        title=headline(view),
        subtitle=" ".join(filter(None, said)),
        alt=" ".join(sheet_sentences(view)),
        figures=_told(view),
    )


def in_order(view: View) -> list[KeyFigure]:
    """The key figures as they stand on the page: role by role."""
    return [figure for _, of_role, _ in by_role(view) for figure in of_role]


def role_figure(view: View, role: str) -> Figure:
    """The figure of one role's key figures."""
    figures = [figure for figure in view.figures if figure.indicator.role == role]
    different = most_different(figures, 1)
    said = f"{sentences.lowered(different[0].indicator.short_title)} skiller seg mest" if different else view.name
    return _figure(
        view,
        key=f"role_{keyfigures.ROLES.index(role)}",
        title=f"{role.capitalize()}: {said}",
        subtitle=f"{view.name} mot {view.compared_with}, nyeste tall. Inndelingen {view.division_label}.",
        alt=" ".join(sentences.sentence(figure) for figure in figures),
        figures=figures,
    )


def single_figure(view: View, figure: KeyFigure) -> Figure:
    """The figure of one key figure among the peers: its sentence is the finding."""
    indicator = figure.indicator
    return _figure(
        view,
        key="single",
        title=sentences.sentence(figure).removesuffix("."),
        subtitle=f"{indicator.heading}, {figure.reference}. {view.name} og {view.group.title}.",
        alt=sentences.sentence(figure),
        figures=[figure],
        indicators=(indicator,),
    )


def roles_figure(view: View) -> Figure:
    """The figure of all key figures, role by role."""
    figures = in_order(view)
    return _figure(
        view,
        key="roles",
        title=f"{view.name} i {text.count(len(figures), 'nøkkeltall', 'nøkkeltall')}, rolle for rolle",
        subtitle=f"Nyeste tall, mot {view.compared_with}.",
        alt=" ".join(sentences.sentence(figure) for figure in figures) or "Ingen nøkkeltall er valgt.",
        figures=figures or [view.figure("population")],
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
        subtitle=f"{indicator.heading}, {_span(table)}, mot {view.compared_with}.",
        alt=f"{sentences.sentence(figure)} {f'{change[0].upper()}{change[1:]}.' if change else ''}",
        figures=[figure],
        table=lambda: _trend_table(view, figure, table),
        decimals=dict.fromkeys((f"{view.name} ({indicator.unit})", "Median", "Lavest", "Høyest"), indicator.decimals),
        notes=tuple(f"Brudd i {mark.year}: {mark.reason}." for mark in marks),
        citations=tuple(
            citing.cite(source)
            for source in queries.sources_of(view.database, indicator.indicator_id, view.division).to_dict("records")
        ),
    )


def _span(table: pd.DataFrame) -> str:
    return f"{table['year'].min()}–{table['year'].max()}"


def _trend_table(view: View, figure: KeyFigure, table: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "År": table["year"],
            f"{view.name} ({figure.indicator.unit})": table["own"],
            "Median": table["median"],
            "Lavest": table["lowest"],
            "Høyest": table["highest"],
            "Sammenlignbare med tall": table["reporting"],
        }
    )


def peers_figure(view: View, table: pd.DataFrame) -> Figure:
    """The figure of who the peers are."""
    known = queries.all_indicators(view.database)
    return _figure(
        view,
        key="peers",
        title=f"{view.name} sammenlignes med {view.compared_with}",
        subtitle="Hvem de er, og hva de ligner i: nyeste publiserte tall.",
        alt=f"Tabell med {text.count(len(view.group.codes), 'kommune', 'kommuner')}.",
        figures=[view.figure(trait.indicator_id) for trait in peers.VARIABLES if trait.indicator_id in known],
        table=lambda: table,
        decimals={"Avstand": 2} | {variable.heading: variable.decimals for variable in peers.VARIABLES},
        notes=(*view.group.remarks, peers.distance_words(view.choices.weights)),
    )


def nearest(view: View, count: int) -> tuple[str, ...]:
    """The peers that are most alike, nearest first."""
    return tuple(sorted(view.group.codes, key=lambda code: view.distances.get(code, float("inf")))[:count])


def peers_table(view: View) -> pd.DataFrame:
    """The peers with the traits that statistical neighbours are found by, nearest first; the municipality on top."""
    codes = [view.code, *nearest(view, len(view.group.codes))]
    rows = peers.traits(view.database, view.division).loc[codes]
    table = pd.DataFrame({"Kommune": rows["name"].map(text.short_name), "Nummer": rows.index})
    table["Avstand"] = [0.0, *(view.distances.get(code) for code in codes[1:])]
    for variable in peers.VARIABLES:
        table[variable.heading] = rows[variable.key]
    return table.reset_index(drop=True)


def comparison_figure(view: View, table: pd.DataFrame) -> Figure:
    """The figure of several municipalities side by side."""
    others = text.listed(table["Kommune"][1:])
    return _figure(
        view,
        key="comparison",
        title=f"{view.name} side om side med {others}" if others else f"{view.name} har ingen å stå side om side med",
        subtitle=f"Nyeste tall for hvert nøkkeltall. Inndelingen {view.division_label}.",
        alt=f"Tabell som sammenligner {text.listed(table['Kommune'])}.",
        figures=list(view.figures) or [view.figure("population")],
        table=lambda: table,
        decimals={heading(figure): figure.indicator.decimals for figure in view.figures},
        notes=view.beside[1],
    )


def comparison_table(view: View) -> pd.DataFrame:
    """The chosen figures of the municipality and those beside it: a row each, a column a figure."""
    return side_by_side(view, [view.code, *view.beside[0]], view.figures)


def side_by_side(view: View, codes: Sequence[str], figures: Sequence[KeyFigure]) -> pd.DataFrame:
    """Figures of any municipalities: a row each, a column a figure; named values by their name, missing as NaN."""
    table = pd.DataFrame({"Kommune": [view.municipality_name(code) for code in codes], "Nummer": list(codes)})
    for figure in figures:
        column = _column(view, figure, codes)["value"]
        table[heading(figure)] = column.map(figure.labels).to_numpy() if figure.named else column.to_numpy()
    return table


def _column(view: View, figure: KeyFigure, codes: Sequence[str]) -> pd.DataFrame:
    values = queries.values_by_code(view.database, figure.indicator.indicator_id, view.division, figure.year)
    return values.loc[list(codes)]


def comparison_cells(view: View) -> list[list[str]]:
    """The same as texts, a row a figure: name with unit, then every municipality's figure or why there is none."""
    codes = [view.code, *view.beside[0]]
    cells = [["Nøkkeltall", *(view.municipality_name(code) for code in codes)]]
    for figure in view.figures:
        column = _column(view, figure, codes)
        said = [
            text.STATUS_WORDS[row.status] if pd.isna(row.value) else figure.number(row.value)
            for row in column.itertuples()
        ]
        cells.append([f"{figure.indicator.short_title}, {figure.reference} ({figure.said_unit})", *said])
    return cells


def comparison_html(view: View, table: pd.DataFrame) -> str:
    """The municipalities side by side as a table to read: a column each, the municipality's own first."""
    first, *rest = comparison_cells(view)
    head = "".join(f"<th scope='col'>{escape(name)}</th>" for name in first)
    body = "".join(
        f"<tr><th scope='row'>{escape(name)}</th>{''.join(f'<td>{escape(cell)}</td>' for cell in cells)}</tr>"
        for name, *cells in rest
    )
    caption = escape(f"{text.listed(table['Kommune'])} side om side")
    return (
        f"<div class='beside' tabindex='0' role='region' aria-label='{caption}'><table><caption>{caption}</caption>"
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def heading(figure: KeyFigure) -> str:
    """«Netto lånegjeld 2025 (prosent av driftsinntektene)», and what must be said wherever the figures are."""
    said = warning(figure.indicator)
    return figure.indicator.column(figure.year) + (f": {said}" if said else "")


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
            "Må sies": [warning(f.indicator) or "" for f in figures],
        }
    ).astype(dict.fromkeys(("Verdi", "Nedre kvartil", "Median", "Øvre kvartil", "Landet"), float))


def _unless_named(figure: KeyFigure, value: float) -> float | None:
    return None if figure.named else value


NUMBERS = ("Verdi", "Nedre kvartil", "Median", "Øvre kvartil", "Landet")


def _figure(view: View, *, key: str, figures: Sequence[KeyFigure], **parts) -> Figure:
    """A figure of key figures, with the sources and the words that all of them need."""
    places = [figure.indicator.decimals for figure in figures]
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
    names: dict[str, list[str]] = {}
    for figure in figures:
        for word in _never_measured(figure):
            names.setdefault(word, []).append(sentences.lowered(figure.indicator.short_title))
    if len(figures) == 1:
        return tuple(names)
    return tuple(f"{word}: {text.listed(titles)}" for word, titles in names.items())


@keeping(keyfigures.FIGURES_KEPT)
def _never_measured(figure: KeyFigure) -> tuple[str, ...]:
    rows = pd.concat([figure.peers, figure.own.to_frame().T])
    words = citing.status_words(figure.indicator, rows)
    return tuple(word for word in words if word == text.MODELLED_WORDS or word.startswith(("SYNTETISK", "Foreløpig")))


def _missing(view: View, figures: Sequence[KeyFigure]) -> str:
    absent = [f"{f.indicator.short_title} ({f.missing_reason})" for f in figures if f.value is None]
    if not absent:
        return f"Ingen av tallene mangler for {view.name}"
    return f"{len(absent)} av {len(figures)} tall mangler for {view.name}: {'; '.join(absent)}"
