"""The words around a figure as HTML: above it, under it, and the card about its indicators."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup

from dashboard import addresses, markup, text
from dashboard.data import queries
from dashboard.data.database import Database
from dashboard.figures import citing
from dashboard.figures.figure import SOURCE_LINE, Citation, Figure, by_publisher
from dashboard.measures import objections


def heading(figure: Figure, level: str = "h2", kind: str = "figure-head") -> Markup:
    """What stands above a figure, as HTML: title, subtitle, status words, text alternative."""
    return markup.html(
        "<div class='{kind}'><{level}>{title}</{level}><p class='subtitle'>{subtitle}</p>{words}"
        "<p class='alt'>{alt}</p></div>",
        level=level,
        kind=kind,
        title=figure.title,
        subtitle=figure.subtitle,
        words=markup.each("<span class='status'>{}</span>", figure.status_words),
        alt=_beside_the_title(figure),
    )


def _beside_the_title(figure: Figure) -> str:
    """The text alternative without what the title and the foot say anyway, unless that is all of it."""
    said = figure.alt
    for heard in (figure.title, figure.missing):
        said = said.replace(f"{heard}.", "")
    return " ".join(said.split()).rstrip(":") or figure.alt


def foot(figure: Figure) -> Markup:
    """What stands under a figure, as HTML: notes, who lacks a figure, source, date, version."""
    links = markup.joined(
        (
            markup.joined((markup.outward(url, name) for name, url in names.items()), ", ")
            for names in by_publisher(figure.citations)
        ),
        "; ",
    )
    rest = " ".join(
        text.stopped(f"{label}: {fact}") for label, fact in figure.facts if label in SOURCE_LINE and label != "Kilde"
    )
    own = (note for note in figure.notes if note not in figure.said_above)
    said = (*own, figure.missing + ".", *(f"Merknad fra kilden: {note}" for note in figure.source_notes))
    notes = markup.each("<p class='note'>{}</p>", said)
    return markup.html("<div class='figure-foot'>{}<p class='source'>Kilde: {}. {}</p></div>", notes, links, rest)


def card(figure: Figure, indicator: queries.Indicator, database: Database, division: str) -> Markup:
    """What a sceptic asks of a figure, answered."""
    basis = indicator.legal_basis
    missing, cited = _own(figure, indicator, database, division)
    answers = [
        ("Hva måler det?", indicator.definition),
        ("Hvorfor er det med?", indicator.why),
        ("Rolle", text.role_words(indicator.role, indicator.stage).capitalize() + "."),
        ("Er høyt bra?", text.DIRECTION_WORDS[indicator.direction].capitalize() + "."),
        ("Type tall", text.KIND_WORDS[indicator.kind].capitalize() + "."),
        ("Lovgrunnlag", "Ingen plikt måles." if basis == "ingen" else basis[0].upper() + basis[1:] + "."),
        ("Hvor ofte?", indicator.rhythm),
        ("Hvem mangler?", text.stopped(missing)),
        *objections.about(database, division, indicator),
        ("Forbehold", indicator.caveat),
        ("Merknad fra kilden", indicator.notes or ""),
    ]
    own = addresses.address(addresses.SOURCES, {"post": indicator.indicator_id})
    return markup.html(
        "<div class='card'><h3>{}</h3><dl>{}{}</dl><p>{}</p></div>",
        indicator.title,
        markup.terms(answers),
        source_terms(cited, indicator),
        markup.link(own, "Alt om indikatoren"),
    )


def _own(
    figure: Figure, indicator: queries.Indicator, database: Database, division: str
) -> tuple[str, tuple[Citation, ...]]:
    """Who lacks the indicator and where it is from: what the figure says where it is of that one alone, else those of
    the indicator's own newest figures.
    """
    years = queries.years(database, indicator.indicator_id, division)
    if len(figure.indicators) == 1 or not years:
        return figure.missing, figure.citations
    newest = queries.values(database, indicator.indicator_id, division, years[0])
    return citing.missing_line(newest), citing.citations(database, indicator.indicator_id, division, years[0])


def source_terms(cited: Iterable[Citation], indicator: queries.Indicator) -> Markup:
    """Where an indicator is from, as HTML terms: its sources, and how the publisher's own table has it."""
    sources = markup.each("<dd>{}</dd>", map(source_words, cited))
    return markup.html("<dt>Kilde</dt>{}{}", sources, published_words(indicator))


def source_words(citation: Citation) -> Markup:
    """A source as HTML: who and what, with a link, what it refers to, when it was updated and retrieved, licence."""
    updated = f", oppdatert av kilden {text.date(citation.updated)}" if citation.updated else ""
    return markup.html(
        "{}: {}. Gjelder {}{}, hentet {}. Lisens {}.",
        markup.outward(citation.url, citation.short),
        citation.title,
        citation.reference,
        updated,
        text.date(citation.retrieved),
        citation.licence,
    )


def published_words(indicator: queries.Indicator) -> Markup:
    """How the publisher's own table has the indicator, as HTML terms: name, unit, when in a year, definition."""
    facts: list[tuple[str, str | Markup | None]] = [
        ("Navn hos kilden", indicator.contents),
        ("Navn som var ventet", indicator.expected_contents),
        ("Enhet hos kilden", indicator.published_unit),
        ("Måletidspunkt hos kilden", indicator.published_period),
    ]
    if indicator.definition_url:
        facts.append(("Kildens egen definisjon", markup.outward(indicator.definition_url, "SSBs definisjon")))
    return markup.terms(facts)
