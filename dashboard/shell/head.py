"""What stands in the head of every page besides what Streamlit puts there.

Streamlit's words in Norwegian, and what the browser is to fetch before it finds out that it needs it: Streamlit's page
asks for the script of a kind of element when the first such element arrives, and for what that script needs when it
has been read; our components ask for their scripts, and the map for its shapes, when they are drawn. Named in the head,
all of it comes while the browser is still busy with the first scripts.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import duckdb
from markupsafe import Markup

from dashboard import addresses, components, markup
from dashboard.data import database, queries
from dashboard.shell import streamlit_door
from dashboard.state import choices, selection

TITLE = "Generalistkommunen i tall"
"""What the page is called until it has one of its own; chats show it for a pasted link."""

WITHOUT_SCRIPTS = "<noscript><p>Generalistkommunen i tall trenger JavaScript. Slå det på i nettleseren.</p></noscript>"


def first(query: str) -> Markup:
    """What to begin the head of a page with that is asked for with this query string, as HTML."""
    return _shapes(query) + _components()


@cache
def rest() -> Markup:
    """What to end the head of every page with, as HTML."""
    return markup.html(
        """<script type="module">{}</script><script type="module">{}</script><script type="module">{}</script>"""
        """<script type="module" fetchpriority="low" src="./{}"></script>{}""",
        Markup(Path(__file__).with_name("norwegian.js").read_text(encoding="utf-8")),
        Markup(Path(__file__).with_name("popover.js").read_text(encoding="utf-8")),
        Markup(Path(__file__).with_name("notes.js").read_text(encoding="utf-8")),
        components.others(),
        markup.each(
            """<link rel="modulepreload" fetchpriority="low" crossorigin href="./{}">""",
            streamlit_door.scripts_of(streamlit_door.ELEMENTS),
        ),
    )


@cache
def _components() -> Markup:
    return markup.html(
        """<script>{}</script><link rel="modulepreload" href="./{}">"""
        "<script>{}</script><script>{}</script><script>{}</script><script>{}</script><script>{}</script>",
        Markup(Path(__file__).with_name("asked.js").read_text(encoding="utf-8")),
        components.first(),
        Markup(Path(__file__).with_name("history.js").read_text(encoding="utf-8")),
        Markup(_own()),
        Markup(Path(__file__).with_name("findings.js").read_text(encoding="utf-8")),
        Markup(streamlit_door.script(Path(__file__).with_name("theme.js"))),
        Markup(components.loader()),
    )


def _own() -> str:
    """The script that remembers the reader's own municipality, with the names that it knows of addresses."""
    names = {
        "kept": "generalistkommunen.kommune",
        "chosen": addresses.CHOSEN,
        "always": [addresses.DIVISION, addresses.CHOSEN],
        "lists": list(choices.CARRIED),
        "pages": [addresses.MUNICIPALITY, addresses.COMPLIANCE],
    }
    script = Path(__file__).with_name("own.js").read_text(encoding="utf-8")
    return script.replace("OWN_NAMES", json.dumps(names))


def _shapes(query: str) -> Markup:
    """The file that map and municipality chooser draw and search the asked division with."""
    try:
        data = database.current()
        file = queries.geometry_file(data, selection.read_link(data, addresses.read(query))[0].division)
    except (database.DatabaseError, duckdb.Error):
        return markup.NOTHING  # there is none yet, or none that this program can read: the page says so
    return markup.html("""<link rel="preload" as="fetch" crossorigin href="./app/static/{}">""", file)
