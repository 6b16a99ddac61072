"""The figure frame: the one way anything is shown, so that no figure is ever without what defends it.

A Figure says what is drawn and where it comes from; `show` draws title, picture, status words, source line, the card
about the figure, table twin, downloads and link. A Figure that lacks a part can't be made.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from html import escape

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard import text
from dashboard.components.data_table import data_table
from dashboard.components.municipality_map import MapView
from dashboard.components.toolbar import toolbar
from dashboard.data import queries
from dashboard.data.database import Database
from dashboard.exports import slide_charts, slide_maps, slides
from dashboard.exports.slides import Slide
from dashboard.exports.table_files import PUBLISHED, XLSX_MEDIA_TYPE, Provenance, csv_bytes, xlsx_bytes
from dashboard.measures import objections
from dashboard.state import choices, presentation, run_context


class FigureError(ValueError):
    """A figure that lacks a part of what every figure must have; the message names it."""


@dataclass(frozen=True)
class Citation:
    """One source in words. `reference` is what the figures refer to, `retrieved` when they were fetched.

    `note` is what the publisher demands to be said of them; `updated` is when the publisher last changed them.
    """

    publisher: str
    title: str
    table_id: str | None
    url: str
    licence: str
    reference: str
    retrieved: datetime.date
    note: str | None = None
    updated: datetime.date | None = None

    @property
    def synthetic(self) -> bool:
        """Whether the publisher says that the figures are made up, for trying out programs."""
        return text.is_synthetic(f"{self.title} {self.note or ''}")

    @property
    def short(self) -> str:
        """«Statistisk sentralbyrå, tabell 07459»."""
        return f"{self.publisher}, {self.name}"

    @property
    def name(self) -> str:
        """«tabell 07459», or the title of what is no table."""
        return text.table_words(self.table_id) if self.table_id else self.title


@dataclass(frozen=True)
class Figure:
    """Everything that is shown around a map, a chart or a table, and that its files carry.

    `title` states the finding, `subtitle` what is shown (year, division, selection), `alt` says the finding for those
    who don't see the picture. `table` makes the table twin when it is opened: headings with units, missing as NaN.
    `status_words` are said where they apply (modellert, foreløpig, SYNTETISK ...); `missing` tells how many lack a
    figure and why. `indicators` are those whose card is shown under «Om tallet»; `notes` are said under the picture.
    `pictured` is false where only words stand, so that there is nothing to take a picture of.
    A figure of made-up figures says so, whoever made it: the word is added to `status_words`.
    """

    key: str
    title: str
    subtitle: str
    unit: str
    alt: str
    citations: tuple[Citation, ...]
    table: Callable[[], pd.DataFrame]
    link: str
    version: str
    missing: str
    decimals: Mapping[str, int | Sequence[int]] = field(default_factory=dict)
    status_words: tuple[str, ...] = ()
    indicators: tuple[queries.Indicator, ...] = ()
    notes: tuple[str, ...] = ()
    sortable: bool = True
    pictured: bool = True

    def __post_init__(self) -> None:
        for part in ("title", "subtitle", "unit", "alt", "citations", "link", "version", "missing"):
            if not getattr(self, part):
                raise FigureError(f"figuren «{self.key}» mangler {part}")
        if not re.fullmatch(r"[a-z][a-z0-9_]*", self.key):
            raise FigureError(f"nøkkelen «{self.key}» må være små bokstaver, tall og understrek")
        if self._is_synthetic and not any(map(text.is_synthetic, self.status_words)):
            object.__setattr__(self, "status_words", (*self.status_words, text.SYNTHETIC_WORDS))

    @property
    def _is_synthetic(self) -> bool:
        return any(citation.synthetic for citation in self.citations) or any(map(text.is_synthetic, self.source_notes))

    @property
    def source_notes(self) -> tuple[str, ...]:
        """What the publishers demand to be said of the figures, each once."""
        notes = [indicator.notes for indicator in self.indicators]
        notes += [citation.note for citation in self.citations if text.is_synthetic(citation.note or "")]
        distinct = list(dict.fromkeys(filter(None, notes)))
        return tuple(note for note in distinct if not any(note != other and note in other for other in distinct))

    @property
    def source_line(self) -> str:
        """«Kilde: …. Gjelder …. Hentet …. Datasett ….»"""
        return " ".join(f"{label}: {fact}." for label, fact in self.facts if label in SOURCE_LINE)

    @property
    def facts(self) -> tuple[tuple[str, str], ...]:
        """What every file made of the figure says of itself, label and text."""
        retrieved = max(citation.retrieved for citation in self.citations)
        return (
            ("Kilde", named(self.citations)),
            ("Gjelder", _joined(citation.reference for citation in self.citations)),
            ("Hentet", text.date(retrieved)),
            ("Enhet", self.unit),
            ("Status", "; ".join(self.status_words) or PUBLISHED),
            ("Mangler", self.missing),
            *([("Merknader", " ".join(self.notes))] if self.notes else []),
            *([("Merknad fra kilden", " ".join(self.source_notes))] if self.source_notes else []),
            ("Lisens", _joined(citation.licence for citation in self.citations)),
            ("Adresse", _joined(citation.url for citation in self.citations)),
            ("Datasett", self.version),
            ("Lenke", self.link),
        )

    @property
    def provenance(self) -> Provenance:
        return Provenance(self.title, self.subtitle, self.facts)


SOURCE_LINE = ("Kilde", "Gjelder", "Hentet", "Datasett")
"""The facts that stand under every figure and in every picture."""


def _joined(parts) -> str:
    return "; ".join(dict.fromkeys(parts))


def named(cited: Sequence[Citation]) -> str:
    """«Statistisk sentralbyrå (SSB), tabell 07459, tabell 12134; Kartverket, Kommunegrenser»: each source once."""
    return "; ".join(", ".join(names) for names in _by_publisher(cited))


def _by_publisher(cited: Sequence[Citation]) -> list[dict[str, str]]:
    """The sources of each publisher: what each is called, once, with its address; the first one names the publisher."""
    found: dict[str, dict[str, Citation]] = {}
    for citation in cited:
        found.setdefault(citation.publisher, {}).setdefault(citation.name, citation)
    return [
        {(one.name if place else one.short): one.url for place, one in enumerate(sources.values())}
        for sources in found.values()
    ]


def citations(database: Database, indicator_id: str, division: str, year: int) -> tuple[Citation, ...]:
    """The sources of an indicator's figures of one year, and of all that they are computed from, each once."""
    known = queries.all_indicators(database)
    return tuple(
        cite(row, known[name].reference_in(of_year))
        for row, name, of_year in queries.cited(database, indicator_id, division, year)
    )


def cite(source: Mapping[str, object], reference: str | None = None) -> Citation:
    """A row of the table `source` as a citation; `reference` replaces the source's own reference date."""
    return Citation(
        publisher=source["publisher"],
        title=source["title"],
        table_id=source["table_id"] if isinstance(source["table_id"], str) else None,
        url=source["url"],
        licence=source["licence"],
        reference=reference or text.date(source["reference_date"]),
        retrieved=pd.Timestamp(source["retrieved_at"]).date(),
        note=source["note"] if isinstance(source["note"], str) else None,
        updated=None if pd.isna(source["updated"]) else pd.Timestamp(source["updated"]).date(),
    )


MOST_APART = 5
"""Municipalities that can't be compared that are named with their reasons."""


def missing_line(values: pd.DataFrame) -> str:
    """Who lacks a figure and why: «2 av 357 mangler: …», or that none does; and who has one that can't be compared.

    `values` has name, value and status, and perhaps note (one that all with a status share is told) and comparable.
    """
    apart = _not_comparable(values)
    absent = values[values["value"].isna()]
    if absent.empty:
        return f"Ingen av {text.number(len(values))} mangler{apart}"
    reasons = []
    for status, group in absent.groupby("status", sort=False):
        names = [text.short_name(name) for name in group["name"]]
        shown = f" ({text.listed(names)})" if len(names) <= 5 else ""
        notes = group["note"].dropna().unique() if "note" in group else ()
        why = f": {notes[0]}" if len(notes) == 1 and group["note"].notna().all() else ""
        reasons.append(f"{text.number(len(group))} {text.STATUS_WORDS[status]}{shown}{why}")
    return f"{text.number(len(absent))} av {text.number(len(values))} mangler: {'; '.join(reasons)}{apart}"


def _not_comparable(values: pd.DataFrame) -> str:
    """«. Kan ikke sammenlignes: Oslo (…)» where some figures are left out of comparisons, else nothing."""
    if "comparable" not in values:
        return ""
    apart = values[values["value"].notna() & ~values["comparable"].astype(bool)]
    if apart.empty:
        return ""
    if len(apart) > MOST_APART:
        return f". {text.number(len(apart))} kan ikke sammenlignes"
    reasons = [
        f"{text.short_name(row.name)} ({text.reason(row.note)})" if isinstance(row.note, str) else row.name
        for row in apart[["name", "note"]].itertuples(index=False, name="Apart")
    ]
    return f". {text.NOT_COMPARABLE}{text.listed(reasons)}"


def status_words(indicator: queries.Indicator, values: pd.DataFrame) -> tuple[str, ...]:
    """The words that must stand beside a figure: what kind it is and what state its values are in."""
    words = []
    if indicator.kind == "modelled":
        words.append(text.MODELLED_WORDS)
    elif indicator.kind == "derived":
        words.append("Beregnet av publiserte tall")
    found = set(values.loc[values["value"].notna(), "status"])
    if "provisional" in found:
        words.append("Foreløpige tall")
    if "revised" in found:
        words.append("Reviderte tall")
    if "derived" in found and indicator.kind == "observed":
        words.append("Noen tall er satt sammen av delene etter deling eller sammenslåing")
    if text.is_synthetic(indicator.notes or ""):
        words.append(text.SYNTHETIC_WORDS)
    return tuple(words)


def completed(figure: Figure) -> Figure:
    """The figure with a link that opens just what is shown: every choice of its page, and the version of the data."""
    return replace(figure, link=choices.complete(figure.link, figure.version))


def show(figure: Figure, draw: Callable[[], object], fetched: bool = False) -> None:
    """Shows a figure: `draw` puts the map, chart or table into the place made for it.

    What `draw` returns, as `charts.draw` and `municipality_map` do, is what a slide of the figure shows (see `slide`).
    Where the browser fetches what is drawn, the words above and under it come along (see map_figures.py) and only
    their places are sent.
    """
    if not presentation.wants(figure.key):
        return
    figure = completed(figure)
    with st.container(key=f"figure_{figure.key}"):
        if presentation.on():
            st.html(heading(figure, "h1"))  # a page's own heading isn't there in a presentation
        else:
            st.html("<div class='figure-head'></div>" if fetched else heading(figure))
        drawn = draw()
        st.html("<div class='figure-foot'></div>" if fetched and not presentation.on() else foot(figure))
        if presentation.on():
            presentation.keep(figure.link, lambda: slide(figure, drawn))
        else:
            _tools(figure, drawn)


def slide(figure: Figure, drawn: object = None) -> Slide:
    """The figure as a slide: native map or chart of what the page has drawn, or a content of slides; else its table."""
    match drawn:
        case MapView():
            content = slide_maps.Map(drawn)
        case DeltaGenerator():  # what Streamlit's own commands give
            content = None
        case slides.Content():
            content = drawn
        case _:
            content = None if drawn is None else slide_charts.content(drawn, figure.alt)
    notes = [f"{indicator.title}: {indicator.definition} {indicator.caveat}" for indicator in figure.indicators]
    return slides.slide(
        figure.provenance,
        content or slides.Table(figure.table(), figure.decimals, figure.alt),
        [figure.alt, *figure.notes, *notes],
    )


def heading(figure: Figure, level: str = "h2") -> str:
    """What stands above a figure, as HTML: title, subtitle, status words, text alternative."""
    words = "".join(f"<span class='status'>{escape(word)}</span>" for word in figure.status_words)
    return (
        f"<div class='figure-head'><{level}>{escape(figure.title)}</{level}>"
        f"<p class='subtitle'>{escape(figure.subtitle)}</p>{words}"
        f"<p class='alt'>{escape(_beside_the_title(figure))}</p></div>"
    )


def _beside_the_title(figure: Figure) -> str:
    """The text alternative without what the title and the foot say anyway, unless that is all of it."""
    said = figure.alt
    for heard in (figure.title, figure.missing):
        said = said.replace(f"{heard}.", "")
    return " ".join(said.split()).rstrip(":") or figure.alt


def foot(figure: Figure) -> str:
    """What stands under a figure, as HTML: notes, who lacks a figure, source, date, version."""
    links = "; ".join(
        ", ".join(
            f"<a href='{escape(url)}' target='_blank' rel='noopener noreferrer'>{escape(name)}</a>"
            for name, url in names.items()
        )
        for names in _by_publisher(figure.citations)
    )
    rest = " ".join(
        f"{escape(label)}: {escape(fact)}." for label, fact in figure.facts if label in SOURCE_LINE and label != "Kilde"
    )
    said = (*figure.notes, figure.missing + ".", *(f"Merknad fra kilden: {note}" for note in figure.source_notes))
    notes = "".join(f"<p class='note'>{escape(note)}</p>" for note in said)
    return f"<div class='figure-foot'>{notes}<p class='source'>Kilde: {links}. {rest}</p></div>"


@st.fragment
def _tools(figure: Figure, drawn: object) -> None:
    """Card, downloads, picture, link and table twin; opening one reruns only this."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if figure.indicators:
            with st.popover("Om tallet", key=f"about_{figure.key}", on_change="rerun") as about:
                if about.open:
                    for indicator in figure.indicators:
                        _card(figure, indicator)
        with st.popover("Last ned tall", key=f"files_{figure.key}", on_change="rerun") as files:
            if files.open:
                _downloads(figure, drawn)
        presented = presentation.link_to(figure.link, figure.key)
        toolbar(
            key=f"toolbar_{figure.key}",
            target_class=f"st-key-figure_{figure.key}",
            link=figure.link,
            usual=choices.usual(),
            pictured=figure.pictured,
            on_add=lambda: presentation.keep(presented, lambda: slide(figure, drawn)),
        )
    with st.expander("Vis som tabell", key=f"table_{figure.key}", on_change="rerun") as twin:
        if twin.open:
            data_table(
                figure.table(),
                key=f"rows_{figure.key}",
                caption=f"{figure.title}. {figure.subtitle}",
                decimals=dict(figure.decimals),
                sortable=figure.sortable,
            )


def _downloads(figure: Figure, drawn: object) -> None:
    name, origin = f"generalistkommunen-{figure.key}-{figure.version}", st.context.url
    provenance = figure.provenance.at(origin)
    st.download_button(
        "CSV (semikolon)",
        data=lambda: csv_bytes(figure.table(), provenance, figure.decimals),
        file_name=f"{name}.csv",
        mime="text/csv",
        on_click="ignore",
        key=f"csv_{figure.key}",
    )
    st.download_button(
        "Excel (XLSX)",
        data=lambda: xlsx_bytes(figure.table(), provenance, figure.decimals, figure.sortable),
        file_name=f"{name}.xlsx",
        mime=XLSX_MEDIA_TYPE,
        on_click="ignore",
        key=f"xlsx_{figure.key}",
    )
    st.download_button(
        "PowerPoint (PPTX)",
        data=lambda: slides.deck([slide(figure, drawn)], origin, figure.title),
        file_name=f"{name}.pptx",
        mime=slides.MEDIA_TYPE,
        on_click="ignore",
        key=f"pptx_{figure.key}",
    )


def _shown_data() -> tuple[Database, str]:
    """The database and the division of this run."""
    database, selection = run_context.current()
    return database, selection.division


def _card(figure: Figure, indicator: queries.Indicator) -> None:
    """What a sceptic asks of a figure, answered."""
    basis = indicator.legal_basis
    answers = [
        ("Hva måler det?", indicator.definition),
        ("Hvorfor er det med?", indicator.why),
        ("Er høyt bra?", text.DIRECTION_WORDS[indicator.direction].capitalize() + "."),
        ("Type tall", text.KIND_WORDS[indicator.kind].capitalize() + "."),
        ("Lovgrunnlag", "Ingen plikt måles." if basis == "ingen" else basis[0].upper() + basis[1:] + "."),
        ("Hvor ofte?", indicator.rhythm),
        ("Hvem mangler?", figure.missing + "."),
        *objections.about(*_shown_data(), indicator),
        ("Forbehold", indicator.caveat),
        ("Merknad fra kilden", indicator.notes or ""),
    ]
    rows = "".join(f"<dt>{escape(label)}</dt><dd>{escape(answer)}</dd>" for label, answer in answers if answer)
    sources = "".join(f"<dd>{source_words(citation)}</dd>" for citation in figure.citations)
    rows += f"<dt>Kilde</dt>{sources}{published_words(indicator)}"
    own = (
        f"<a href='{choices.address('kilder', {'post': indicator.indicator_id})}' target='_self'>Alt om indikatoren</a>"
    )
    st.html(f"<div class='card'><h3>{escape(indicator.title)}</h3><dl>{rows}</dl><p>{own}</p></div>")


def source_words(citation: Citation) -> str:
    """A source as HTML: who and what, with a link, what it refers to, when it was updated and retrieved, licence."""
    updated = f", oppdatert av kilden {text.date(citation.updated)}" if citation.updated else ""
    return (
        f"<a href='{escape(citation.url)}' target='_blank' rel='noopener noreferrer'>{escape(citation.short)}</a>: "
        f"{escape(citation.title)}. Gjelder {escape(citation.reference)}{updated}, "
        f"hentet {text.date(citation.retrieved)}. Lisens {escape(citation.licence)}."
    )


def published_words(indicator: queries.Indicator) -> str:
    """How the publisher's own table has the indicator, as HTML terms: name, unit, when in a year, definition."""
    facts = [
        ("Navn hos kilden", indicator.contents),
        ("Navn som var ventet", indicator.expected_contents),
        ("Enhet hos kilden", indicator.published_unit),
        ("Måletidspunkt hos kilden", indicator.published_period),
    ]
    rows = "".join(f"<dt>{label}</dt><dd>{escape(fact)}</dd>" for label, fact in facts if fact)
    if indicator.definition_url:
        address = escape(indicator.definition_url)
        link = f"<a href='{address}' target='_blank' rel='noopener noreferrer'>SSBs definisjon</a>"
        rows += f"<dt>Kildens egen definisjon</dt><dd>{link}</dd>"
    return rows
