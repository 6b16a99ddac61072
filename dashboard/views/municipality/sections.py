"""The sections of the municipality's page: their index, their places, and what of two of them is shown."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup

from dashboard import addresses, markup, text

KEY_FIGURES, CHANGES, DEVELOPMENT = "Nøkkeltall", "Endret siden sist", "Utvikling"
PEERS, FILES = "Sammenlignbare og region", "Filer"
SECTIONS = (KEY_FIGURES, CHANGES, DEVELOPMENT, PEERS, FILES)

OVER_TIME, AGES, AHEAD, DUTIES = "Over tid", "Alder", "Framover", "Plikter"
DEEPER = (OVER_TIME, AGES, AHEAD, DUTIES)
"""The parts of the development, one shown at a time."""

HOW_MANY, CARE, AGES_AHEAD, RECORD = "Hvor mange", "Hjelp og omsorg", "Alder framover", "Treff"
AHEAD_PARTS = (HOW_MANY, CARE, AGES_AHEAD, RECORD)
"""The parts of what lies ahead, a figure each."""

BESIDE, REGION, WHO = "Side om side", "Region", "Hvem de er"
AROUND = (BESIDE, REGION, WHO)
"""The parts of the section on other municipalities, one shown at a time."""


def anchor(section: str) -> Markup:
    """Where the index leads to."""
    return markup.html("<div class='section-start' id='{}'></div>", text.slug(section))


def index() -> Markup:
    """Links to the sections, in one line."""
    links = markup.each("<a href='#{}' target='_self'>{}</a>", [(text.slug(name), name) for name in SECTIONS])
    return markup.html("<nav class='sections' aria-label='Innhold på siden'>{}</nav>", links)


def wanted(said: Mapping[str, str]) -> str:
    """The part of the development that a link is about which does not name it: links to a figure or to its choices were
    made when all stood below each other.
    """
    figure = said.get(addresses.FIGURE, "")
    if figure == "duties":
        return DUTIES
    if (
        figure.startswith("ahead")
        or figure in ("pyramid_ahead", "projection", "official_projection")
        or "framaar" in said
    ):
        return AHEAD
    if figure == "pyramid" or any(name.startswith("pyramide") for name in said):
        return AGES
    return OVER_TIME


def wanted_ahead(said: Mapping[str, str]) -> str:
    """The same of what lies ahead."""
    of_figure = {"ahead_more": CARE, "pyramid_ahead": AGES_AHEAD, "ahead_record": RECORD}
    return of_figure.get(said.get(addresses.FIGURE, ""), HOW_MANY)


def wanted_around(said: Mapping[str, str]) -> str:
    """The same of the section on other municipalities."""
    return {"peers": WHO, "region": REGION}.get(said.get(addresses.FIGURE, ""), BESIDE)
