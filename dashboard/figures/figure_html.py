"""The words around a figure as HTML: above it, under it, and the card about its indicators."""

from __future__ import annotations

from html import escape

from dashboard import text
from dashboard.data import queries
from dashboard.data.database import Database
from dashboard.figures.figure import SOURCE_LINE, Citation, Figure, by_publisher
from dashboard.measures import objections
from dashboard.state import choices


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
        for names in by_publisher(figure.citations)
    )
    rest = " ".join(
        f"{escape(label)}: {escape(fact)}." for label, fact in figure.facts if label in SOURCE_LINE and label != "Kilde"
    )
    said = (*figure.notes, figure.missing + ".", *(f"Merknad fra kilden: {note}" for note in figure.source_notes))
    notes = "".join(f"<p class='note'>{escape(note)}</p>" for note in said)
    return f"<div class='figure-foot'>{notes}<p class='source'>Kilde: {links}. {rest}</p></div>"


def card(figure: Figure, indicator: queries.Indicator, database: Database, division: str) -> str:
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
        *objections.about(database, division, indicator),
        ("Forbehold", indicator.caveat),
        ("Merknad fra kilden", indicator.notes or ""),
    ]
    rows = "".join(f"<dt>{escape(label)}</dt><dd>{escape(answer)}</dd>" for label, answer in answers if answer)
    sources = "".join(f"<dd>{source_words(citation)}</dd>" for citation in figure.citations)
    rows += f"<dt>Kilde</dt>{sources}{published_words(indicator)}"
    own = (
        f"<a href='{choices.address('kilder', {'post': indicator.indicator_id})}' target='_self'>Alt om indikatoren</a>"
    )
    return f"<div class='card'><h3>{escape(indicator.title)}</h3><dl>{rows}</dl><p>{own}</p></div>"


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
