"""The figures of the front page's map, by address: the browser fetches them instead of being sent them at every change.

What an address holds never changes, because it names the version of the data, so browsers keep it. The map asks for
another one the moment a choice is pressed, and draws it before the page has been run again; the page's head names the
first one, so that the map is there before Streamlit is (see early.py).
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from dataclasses import replace

from dashboard import addresses
from dashboard.data.database import Database, question
from dashboard.figures import figure_html, map_panel
from dashboard.state import selection
from dashboard.state.selection import Selection

PATH = "tall/kart"
"""Where the figures are, below the program's root."""


def address(database: Database, shown: Selection) -> str:
    """Where the figures of a view are, relative to the program's root."""
    said = replace(shown, municipality=None).parameters()
    return addresses.below_root(PATH, {**said, addresses.VERSION: database.version}.items()).removeprefix("/")


def asked(database: Database, said: Mapping[str, str]) -> tuple[Selection, list[str]]:
    """What an address asks for (ids, codes or titles), as a page would read it, and what it would tell about it."""
    return selection.read_link(database, {name: said.get(name, "") for name in addresses.SHARED})


def response(database: Database, shown: Selection) -> bytes:
    """What the address of a view holds, as gzipped JSON: its address, the map, and what stands above and under it."""
    return _response(database, replace(shown, municipality=None))


@question
def _response(database: Database, shown: Selection) -> bytes:
    figure = map_panel.map_figure(database, shown)
    found = {
        "address": address(database, shown),
        "view": map_panel.map_content(database, shown).payload,
        "heading": figure_html.heading(figure),
        "foot": figure_html.foot(figure),
    }
    return gzip.compress(json.dumps(found, ensure_ascii=False).encode(), mtime=0)
