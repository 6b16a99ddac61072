"""The one reader and writer of the program's addresses: the names in them, what an address says, and how it is written.

An address is a page and its parameters: «/befolkning?inndeling=2020&vis=alder». It begins with the folder that the
program is hosted in, if any (`server.baseUrlPath`). What parameters mean is known by those who hold them: the shared
ones by selection.py, a page's own by the page, old ones by shell/migrations.py. The scripts in the browser are handed
the names that they need (`FOR_SCRIPTS`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

import streamlit as st

MAP, MUNICIPALITY, COMPLIANCE, POPULATION = "", "kommune", "lovoppfyllelse", "befolkning"
ECONOMY, NORDIC, ALTERNATIVES, SOURCES = "okonomi", "norden", "alternativer", "kilder"
RELATIONS = "sammenheng"
OPEN_DATA, PRESENTATION, ACCESSIBILITY = "data", "presentasjon", "tilgjengelighet"
"""The pages."""

INDICATOR, DIVISION, YEAR, COUNTY, CHOSEN = "indikator", "inndeling", "aar", "fylke", "kommune"
SUBSET = "utvalg"
SHARED = (INDICATOR, DIVISION, YEAR, COUNTY, CHOSEN, SUBSET)
"""The parameters that mean the same on every page."""

SEPARATOR = "."
"""Between the parts of a choice of several; one of the few signs that no mail program or chat breaks a link at."""

VERSION = "datasett"
"""The parameter of a link that says which version of the data it was made from."""

SHOWING, FIGURE, ALONE, EMBEDDED = "visning", "figur", "presentasjon", "innebygd"
"""The parameters of an address that shows one figure alone, and the values of the first: on a screen of its own, or
inside a page of somebody else's.
"""

LIST, PLACE = "liste", "lysbilde"
"""The parameters of an address that is one of a list of views to present: the list, and which of it, from 1."""

TAKEN = "opptak"
"""The parameter by which the program itself asks for the slide of a view; see state/presentation.py."""

FOR_SCRIPTS = {
    "year": YEAR,
    "showing": SHOWING,
    "figure": FIGURE,
    "alone": ALONE,
    "embedded": EMBEDDED,
    "presentation": PRESENTATION,
    "list": LIST,
    "place": PLACE,
    "version": VERSION,
}
"""What scripts that read or write addresses are handed: components/addresses.js gets it when it is sent."""


def folder() -> str:
    """«/kommune-tall» where every address begins with it, else nothing."""
    folder = (st.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{folder}" if folder else ""


def address(page: str, parameters: Mapping[str, object]) -> str:
    """The address of a view, relative to the server's root; parameters without a value are left out."""
    said = [(name, str(value)) for name, value in parameters.items() if value is not None and value != ""]
    return folder() + below_root(page, said)


def below_root(page: str, pairs: Iterable[tuple[str, str]]) -> str:
    """The same below the folder that the program is hosted in, of parameters that may stand several times."""
    said = urlencode(list(pairs), quote_via=quote)
    return f"/{quote(page)}" + (f"?{said}" if said else "")


def page_of(link: str) -> str:
    """The page that an address of `address` leads to: «befolkning», or nothing for the map."""
    return urlsplit(link).path.removeprefix(folder()).removeprefix("/")


def parameters_of(link: str) -> dict[str, str]:
    """What an address says, by name."""
    return read(urlsplit(link).query)


def read(query: str) -> dict[str, str]:
    """What stands after «?» in an address, by name; of a parameter that stands several times the last one counts."""
    return dict(parse_qsl(query))


def pairs(query: str) -> list[tuple[str, str]]:
    """The same in order, with what stands several times and what is empty."""
    return parse_qsl(query, keep_blank_values=True)
