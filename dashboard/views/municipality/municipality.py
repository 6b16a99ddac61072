"""The municipality's page in parts: what is chosen on it, and the figure around each thing that it shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from dashboard import addresses, text
from dashboard.components.dot_strip import Sheet
from dashboard.data import places, queries, sources_queries
from dashboard.data.database import Database
from dashboard.exports.archive import warning
from dashboard.figures import citing
from dashboard.figures.figure import Citation, Figure
from dashboard.measures import changes, keyfigures, locator, objections, peers, sentences, target_groups, weak_areas
from dashboard.measures.keyfigures import KeyFigure
from dashboard.measures.peers import PeerGroup
from dashboard.state.selection import Selection
from dashboard.views.municipality import special, status

MOST_COMPARED = 10
FIRST_BESIDE = 4
"""How many of the peers are side by side with the municipality before the user chooses."""

MOVES_ON_SHEET = 3
MOST_COMING = 5
"""How many figures that are not there yet are named."""


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
class Profile:
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
        others = len(self.group.codes)
        return f"{self.group.title} ({text.count(others, 'annen', 'andre') if others else 'ingen andre'})"

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


def profile(database: Database, selection: Selection, chosen: Choices, link: str) -> Profile:
    """Everything that the page shows of a municipality; `link` is the address of it all.

    Raises KeyError for an unknown kind, code or indicator.
    """
    division, code = selection.division, selection.municipality
    group = peers.group(database, division, code, chosen.kind, own_list=chosen.own_list, weights=chosen.weights)
    figures = keyfigures.key_figures(database, division, code, group, chosen.figures)
    return Profile(database, selection, chosen, group, tuple(figures), link)


# --- What is said ---------------------------------------------------------------------------------------------------


def on_sheet(profile: Profile) -> list[KeyFigure]:
    """The three figures of the sheet: those that differ most, else the first that can be drawn, else the first."""
    different = special.most_different(profile.figures)
    rest = [f for f in profile.figures if f not in different and f.value is not None and not f.named]
    return [*different, *rest][: special.MOST]


def sheet_sentences(profile: Profile) -> list[str]:
    """The population, the three figures of the sheet, and which conditions are weak, each a sentence."""
    return [*(_with_ground(profile, figure) for figure in _told(profile)), *_weak_conditions(profile)]


def _with_ground(profile: Profile, figure: KeyFigure) -> str:
    """A figure's sentence, and that few people stand behind it where they do."""
    said = sentences.sentence(figure)
    if figure.value is None or not _little_ground(profile, figure):
        return said
    return f"{said.removesuffix('.')}; {changes.LITTLE_GROUND}."


def _little_ground(profile: Profile, figure: KeyFigure) -> bool:
    inhabitants = objections.population(profile.database, profile.division, profile.code)
    return figure.indicator.indicator_id != "population" and objections.little_ground(figure, inhabitants)


def _weak_conditions(profile: Profile) -> list[str]:
    """«Masfjorden er i svakeste femdel på to av fire områder med tall: alder (2026) og inntekt (2025).», where it is in
    some.
    """
    indicator = queries.indicators(profile.database).get(weak_areas.WEAK_AREAS)
    rule = weak_areas.rule(indicator) if indicator else None
    if rule is None:
        return []
    figure = profile.figure(indicator.indicator_id)
    if not figure.value:
        return []
    areas = weak_areas.weak_in(profile.database, indicator.indicator_id, profile.division, rule["share"])[
        profile.code
    ].split(", ")
    measured = weak_areas.measured_in(profile.database, indicator, profile.division)
    named = text.listed(f"{area} ({measured[area]})" for area in areas)
    asked = weak_areas.apart(profile.database, indicator.indicator_id, profile.division).loc[profile.code].dropna()
    return [
        f"{profile.name} er {weak_areas.words(rule['share'])} på {weak_areas.numeral(len(areas))} av "
        f"{weak_areas.among(indicator, figure.own['note'])}: {named}. Områdene er {text.listed(asked.index)}."
    ]


def _told(profile: Profile) -> list[KeyFigure]:
    told = [figure for figure in on_sheet(profile) if figure.indicator.indicator_id != "population"]
    return [profile.figure("population"), *told]


def headline(profile: Profile, figures: Sequence[KeyFigure] | None = None) -> str:
    """What is special in one sentence, without its full stop, of the figures that stand with it, else those chosen; the
    number of inhabitants where nothing is.
    """
    among = profile.figures if figures is None else figures
    found = special.headline(profile.name, profile.group.title, among, within="" if figures is None else " i profilen")
    if found and any(_little_ground(profile, figure) for figure in special.most_different(among)):
        return f"{found}; {changes.LITTLE_GROUND}"
    return found or sentences.sentence(profile.figure("population")).removesuffix(".")


def limits(profile: Profile) -> list[str]:
    """«Dette kan tallene ikke si»: what a reader must not take from the sheet."""
    said = ["Hvorfor kommunen ligger der den gjør. Tallene viser forskjeller, ikke årsaker."]
    if any("expenditure" in figure.indicator.indicator_id for figure in profile.figures):
        said.append("Om tjenestene er gode. Utgifter er verken bra eller dårlig i seg selv, og ikke justert for behov.")
    inhabitants = objections.population(profile.database, profile.division, profile.code)
    if inhabitants is not None and inhabitants < objections.SMALL:
        said.append(
            f"Om en endring vil vare. Med {text.number(inhabitants)} innbyggere flytter få hendelser tallene mye."
        )
    absent = [figure.indicator.short_title for figure in profile.figures if figure.value is None]
    if absent:
        said.append(f"Noe om {text.listed(map(sentences.lowered, absent))}: tallene mangler for {profile.name}.")
    said.append(f"Hva en annen gruppe ville vist. Her er det {profile.group.title} som er målestokken.")
    return said


def by_role(profile: Profile) -> list[tuple[str, list[KeyFigure], str]]:
    """Every role with its key figures, or with the one line to say where there are none."""
    known = keyfigures.choosable(profile.database, profile.division)
    found = []
    for role in keyfigures.ROLES:
        figures = [figure for figure in profile.figures if figure.indicator.role == role]
        line = ""
        if not figures and any(indicator.role == role for indicator in known.values()):
            line = "Ingen av tallene for denne rollen er valgt."
        elif not figures:
            line = _coming(profile.database, role)
        found.append((role, figures, line))
    return found


def _coming(database: Database, role: str) -> str:
    """Which figures of a role come with the next fetch, in one line."""
    unavailable = sources_queries.unavailable(database)
    names = [sentences.lowered(title) for title in unavailable.loc[unavailable["role"] == role, "short_title"]]
    if not names:
        return "Ingen tall finnes for denne rollen."
    first = [*names[:MOST_COMING], *([f"{len(names) - MOST_COMING} til"] if len(names) > MOST_COMING else [])]
    return f"Ingen tall for denne rollen ennå. Med neste henting kommer {text.listed(first)}."


def card(profile: Profile, figure: KeyFigure) -> list[tuple[str, str, str]]:
    """The objection card of a figure: label, answer, and the address behind it or «»."""
    indicator = figure.indicator
    return [
        ("I én setning", sentences.sentence(figure), ""),
        ("Hva måler det?", indicator.definition, ""),
        ("Rolle", text.role_words(indicator.role, indicator.stage).capitalize() + ".", ""),
        ("Er høyt bra?", text.DIRECTION_WORDS[indicator.direction].capitalize() + ".", ""),
        ("Type tall", _kind(figure), ""),
        *(
            ("Kilde", f"{c.short}. Gjelder {c.reference}, hentet {text.date(c.retrieved)}.", c.url)
            for c in citations(profile, figure)
        ),
        *((label, answer, "") for label, answer in objections.answers(profile.database, profile.division, figure)),
        *((label, answer, "") for label, answer in _cost(profile, indicator.indicator_id)),
        ("Forbehold", indicator.caveat, ""),
        *((("Merknad fra kilden", indicator.notes, ""),) if indicator.notes else ()),
    ]


def _cost(profile: Profile, indicator_id: str) -> list[tuple[str, str]]:
    """Of a service's cost: the same per inhabitant, or per inhabitant that it is for, and what is not corrected."""
    other = target_groups.other_of(indicator_id)
    beside = other and other in keyfigures.choosable(profile.database, profile.division)
    said = [("Delt på andre", sentences.sentence(profile.figure(other)))] if beside else []
    return [*said, *([("Hva er ikke korrigert?", words)] if (words := target_groups.uncorrected(indicator_id)) else [])]


def citations(profile: Profile, figure: KeyFigure) -> tuple[Citation, ...]:
    """The sources of a key figure."""
    return citing.citations(profile.database, figure.indicator.indicator_id, profile.division, figure.year)


def _kind(figure: KeyFigure) -> str:
    """What kind of figure it is, and its status where that says more: «Publisert. Foreløpig tall.» A figure of a
    computed indicator that is the publisher's own is published.
    """
    kind, status = figure.indicator.kind, figure.own["status"]
    if kind == "derived" and status == "observed":
        kind = status
    more = "" if status == kind else f" {text.STATUS_WORDS[status].capitalize()}."
    return f"{text.KIND_WORDS[kind].capitalize()}.{more}"


def cards(profile: Profile, figures: Sequence[KeyFigure]) -> dict[str, list[tuple[str, str, str]]]:
    """The objection cards of some figures, by indicator id."""
    return {figure.indicator.indicator_id: card(profile, figure) for figure in figures}


# --- What is shown --------------------------------------------------------------------------------------------------


def sheet(profile: Profile) -> Sheet:
    """What stands around the strips of the sheet."""
    own = queries.municipalities(profile.database, profile.division).set_index("code").loc[profile.code]
    moves = changes.largest(profile.database, profile.division, profile.code, profile.group)
    return Sheet(
        place=f"{profile.code} {own['name']}, {text.short_name(own['county'])}",
        locator=locator.paths(locator.locator(profile.database, profile.division, profile.code)),
        sentences=sheet_sentences(profile),
        moved=moves.lines[:MOVES_ON_SHEET],
        limits=limits(profile),
        link=short_link(profile),
    )


def short_link(profile: Profile) -> str:
    """An address short enough for paper: the municipality and whom it is compared with."""
    own = addresses.SEPARATOR.join(profile.group.codes) if profile.group.kind == peers.OWN_LIST else None
    group = text.slug(profile.group.kind)
    place = {"inndeling": profile.division, "kommune": profile.code}
    return addresses.address(addresses.MUNICIPALITY, place | {"gruppe": group, "egne": own})


def sheet_figure(profile: Profile) -> Figure:
    """The figure of «Kommunearket»."""
    said = (
        f"{headline(profile)}.",
        f"Nyeste tall for {profile.name} mot {profile.compared_with}. Inndelingen {profile.division_label}.",
        places.division_line(profile.database, profile.division, profile.code),
    )
    return profile_figure(
        profile,
        key="sheet",
        title=profile.name,
        subtitle=" ".join(filter(None, said)),
        alt=" ".join(sheet_sentences(profile)),
        figures=_told(profile),
        missing=_missing(profile, on_sheet(profile)),  # of what is drawn
    )


def in_order(profile: Profile) -> list[KeyFigure]:
    """The key figures as they stand on the page: role by role."""
    return [figure for _, of_role, _ in by_role(profile) for figure in of_role]


def role_figure(profile: Profile, role: str) -> Figure:
    """The figure of one role's key figures."""
    figures = [figure for figure in profile.figures if figure.indicator.role == role]
    different = special.most_different(figures, 1)
    said = "tallene rangeres ikke"
    if special.compared(figures):
        said = "ingen rangerte tall ligger utenfor den midterste halvdelen"
    if different:
        said = f"{sentences.lowered(sentences.subject(different[0].indicator))} skiller seg mest"
    return profile_figure(
        profile,
        key=f"role_{keyfigures.ROLES.index(role)}",
        title=f"{role.capitalize()}: {said}",
        subtitle=f"{profile.name} mot {profile.compared_with}, nyeste tall. Inndelingen {profile.division_label}.",
        alt=" ".join(sentences.sentence(figure) for figure in figures),
        figures=figures,
    )


def single_figure(profile: Profile, figure: KeyFigure) -> Figure:
    """The figure of one key figure among the peers: its sentence is the finding."""
    indicator = figure.indicator
    return profile_figure(
        profile,
        key="single",
        title=sentences.sentence(figure).removesuffix("."),
        subtitle=f"{indicator.heading}, {figure.reference}. {profile.name} og {profile.group.title}.",
        alt=sentences.sentence(figure),
        figures=[figure],
        indicators=(indicator,),
    )


def roles_figure(profile: Profile) -> Figure:
    """The figure of all key figures, role by role."""
    figures = in_order(profile)
    return profile_figure(
        profile,
        key="roles",
        title=f"{profile.name} i {text.count(len(figures), 'nøkkeltall', 'nøkkeltall')}, rolle for rolle",
        subtitle=f"Nyeste tall, mot {profile.compared_with}.",
        alt=" ".join(sentences.sentence(figure) for figure in figures) or "Ingen nøkkeltall er valgt.",
        figures=figures or [profile.figure("population")],
    )


def nearest(profile: Profile, count: int) -> tuple[str, ...]:
    """The peers that are most alike, nearest first."""
    return tuple(sorted(profile.group.codes, key=lambda code: profile.distances.get(code, float("inf")))[:count])


def heading(figure: KeyFigure) -> str:
    """«Netto lånegjeld 2025 (prosent av driftsinntektene)», and what must be said wherever the figures are."""
    said = warning(figure.indicator)
    return figure.indicator.column(figure.year) + (f": {said}" if said else "")


def key_figure_table(profile: Profile, figures: Sequence[KeyFigure]) -> pd.DataFrame:
    """Key figures as a table: value, place in words among the peers and in the country, change, peers, median,
    quartiles, the country; missing as NaN.
    """
    return pd.DataFrame(
        {
            "Nøkkeltall": [f.indicator.short_title for f in figures],
            "Verdi": [f.value for f in figures],
            "Enhet": [f.indicator.unit for f in figures],
            "Gjelder": [f.reference for f in figures],
            "Plass": [sentences.standing(f) or f.missing_reason for f in figures],
            "Plass i landet": [sentences.nationally(f) for f in figures],
            "Endring": [changes.short(changes.change(profile.database, profile.division, f)) for f in figures],
            "Sammenlignbare": [f.spread.peers for f in figures],
            "Med tall": [f.spread.reporting for f in figures],
            "Nedre kvartil": [_unless_named(f, f.spread.lower) for f in figures],
            "Median": [_unless_named(f, f.spread.median) for f in figures],
            "Øvre kvartil": [_unless_named(f, f.spread.upper) for f in figures],
            "Landet": [f.country for f in figures],
            "Rolle": [text.role_words(f.indicator.role, f.indicator.stage) for f in figures],
            "Status": [text.STATUS_WORDS[f.own["status"]] for f in figures],
            "Må sies": [warning(f.indicator) or "" for f in figures],
        }
    ).astype(dict.fromkeys(("Verdi", "Nedre kvartil", "Median", "Øvre kvartil", "Landet"), float))


def _unless_named(figure: KeyFigure, value: float) -> float | None:
    return None if figure.named else value


NUMBERS = ("Verdi", "Nedre kvartil", "Median", "Øvre kvartil", "Landet")


def profile_figure(profile: Profile, *, key: str, figures: Sequence[KeyFigure], **parts) -> Figure:
    """A figure of key figures, with the sources and the words that all of them need."""
    places = [figure.indicator.decimals for figure in figures]
    defaults = {
        "citations": tuple(dict.fromkeys(c for figure in figures for c in citations(profile, figure))),
        "unit": text.listed(dict.fromkeys(figure.indicator.unit for figure in figures)),
        "table": lambda: key_figure_table(profile, figures),
        "decimals": dict.fromkeys(NUMBERS, places),
        "status_words": status.words(figures),
        "missing": _missing(profile, figures),
        "sortable": False,
    }
    return Figure(
        key=key,
        link=profile.link,
        version=profile.database.version,
        **(defaults | parts),
    )


def _missing(profile: Profile, figures: Sequence[KeyFigure]) -> str:
    absent = [f"{f.indicator.short_title} ({f.missing_reason})" for f in figures if f.value is None]
    if not absent:
        return text.none_lacking(len(figures), profile.name)
    return f"{len(absent)} av {len(figures)} tall mangler for {profile.name}: {'; '.join(absent)}"
