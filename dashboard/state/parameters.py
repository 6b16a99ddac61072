"""Which parameters each page reads of its address, so that those which nobody reads can be told of.

Shared choices are kept in every address; the others are a page's own, and may be left behind by one view of it in the
address of another.
"""

from __future__ import annotations

import re

from dashboard import addresses

PYRAMID = {"pyramide", "pyramideaar", "pyramidemot"}
TRANSFERS = {"priser", "postaar"}

PRESENTED = {addresses.SHOWING, addresses.FIGURE, addresses.LIST, addresses.PLACE, addresses.TAKEN}

EVERYWHERE = {*addresses.SHARED, addresses.VERSION, *PRESENTED, "ukjent_side"}

OF_PAGE = {
    addresses.MAP: {"indikator2", "aar2", "andel"},
    addresses.MUNICIPALITY: {"gruppe", "egne", "tall", "vis", "utvikling", "sammen", "med", "avstand", "framaar"}
    | {"framdel"}
    | {"profil"}
    | PYRAMID,
    addresses.COMPLIANCE: {
        "kilde",
        "vis",
        "bratthet",
        "sentralitet",
        "okonomi",
        "omraade",
        "plikt",
        "indirekte",
        "etter",
        "mot",
    }
    | {"gruppe", "egne"}
    | TRANSFERS,
    addresses.POPULATION: {"vis", "grenser", "fra", "alder", "kart", "distrikt", "framaar", "framkart"} | PYRAMID,
    addresses.ECONOMY: {"vis", "tall", "regnskap", "hold", "maal", "etter", "mot"},
    addresses.RELATIONS: {"vis", "x", "y", "aar_x", "aar_y", "farge", "inntekt", "mer", "prikk", "trinn", "krav"},
    addresses.NORDIC: {"dato", "grense", "maal"},
    addresses.ALTERNATIVES: {
        "vis",
        "kriterium",
        "grense",
        "grense2",
        "omfattet",
        "kart",
        "enhet",
        "omraade",
        "km",
        "valgte",
    }
    | {"fordeling", "kartet", "maate", "enheter", "laas", "minst", "sjekk"}
    | TRANSFERS,
    addresses.SOURCES: {"sok", "rolle", "slag", "plikt", "post"},
}
"""Address of a page -> the names that its own choices have there."""

WEIGHTS = re.compile("vekt_[a-z0-9]+")
"""One for each area or variable that is weighed."""

OTHERS = re.compile("utm_.+|[a-z]*clid|mc_[ce]id")
"""What social media and newsletters put into a link that passes them."""


def known(page: str) -> set[str]:
    """The names that mean something in the address of a page, but for weights and what others put there."""
    return EVERYWHERE | OF_PAGE.get(page, set())


def is_known(name: str, page: str) -> bool:
    """Whether a name in the address of a page needs no mention."""
    return name in known(page) or bool(WEIGHTS.fullmatch(name) or OTHERS.fullmatch(name))
