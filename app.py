"""Generalistkommunen i tall: navigation, theme and the shared selectors. Run with `streamlit run app.py`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import streamlit as st
from streamlit.runtime.pages_manager import PagesManager

from dashboard import components, database, queries, selection, server, text, view
from etl import build

TITLE = "Generalistkommunen i tall"


@dataclass(frozen=True)
class PageEntry:
    """A page: its file in pages/, its title, its address, and the shared selectors that it uses."""

    file: str
    title: str
    address: str
    selectors: tuple[str, ...]


PAGES = (
    PageEntry("map.py", "Kart", "", ("indikator", "inndeling", "aar", "fylke", "kommune")),
    PageEntry("municipality.py", "Kommune", "kommune", ("kommune", "inndeling")),
    PageEntry("population.py", "Befolkning og sentralitet", "befolkning", ("inndeling", "aar", "fylke", "kommune")),
    PageEntry("economy.py", "Økonomi og kostnader", "okonomi", ("inndeling", "fylke", "kommune")),
    PageEntry("nordic.py", "Norden", "norden", ("inndeling", "kommune")),
)


def main() -> None:
    """One run of the script: the database, the link that was followed, the selectors, the page."""
    st.set_page_config(page_title=TITLE, layout="wide", initial_sidebar_state="collapsed")
    st.html(Path(__file__).parent / "dashboard" / "page.css")
    components.deliver_scripts()
    pages = {
        st.Page(f"pages/{entry.file}", title=entry.title, url_path=entry.address, default=not entry.address): entry
        for entry in PAGES
    }
    page = st.navigation(list(pages), position="top")
    try:
        open_database = _open_database()
    except (database.DatabaseError, build.BuildError) as error:
        st.title(TITLE)
        st.error(f"Tallene kan ikke vises. {text.escaped(str(error))}")
        return
    entry = pages[page]
    st.html(f"<h1>{entry.title if entry.address else TITLE}</h1>")
    _follow_link(open_database, page)
    view.enter(open_database, selection.selectors(open_database, entry.selectors))
    page.run()
    st.html(_dataset_line(open_database))


def _open_database() -> database.Database:
    """The newest database; on the very first start it is built from the embedded figures, with a progress bar."""
    if not database.path().exists():
        bar = st.progress(0.0, "Bygger databasen av de innebygde tallene …")
        build.ensure(database.path(), lambda done, total, step: bar.progress(done / total, step))
        bar.empty()
    return database.current()


def _follow_link(open_database: database.Database, page) -> None:
    """Turns a link's ids into the labels that the selectors know, and says what could not be understood."""
    raw = st.query_params.to_dict()
    known = {name: value for name, value in raw.items() if name in selection.SHARED}
    labels, messages = selection.read_link(open_database, known)
    messages += selection.repeated(st.query_params)
    if messages:
        st.session_state["link_messages"] = messages
    if labels != known and not st.session_state.get("link_followed"):
        st.session_state["link_followed"] = True
        others = {name: value for name, value in raw.items() if name not in selection.SHARED}
        st.switch_page(page, query_params={**others, **labels})
    st.session_state["link_followed"] = True
    for message in st.session_state.pop("link_messages", []):
        st.info(text.escaped(message))


def _dataset_line(open_database: database.Database) -> str:
    """Which dataset is shown, of which date, what changed, and how to get all of it."""
    load = queries.load(open_database)
    year = queries.newest_reference(open_database)
    if load.mode == "snapshot":
        what = f"Viser innebygde tall (folketall per 1. januar {year}). Alt fra SSB hentes med «python -m etl»."
    else:
        what = f"Viser hentede tall (folketall per 1. januar {year}), bygd {text.date(load.finished_at)}."
    changed = f" Endret siden sist: {text.number(load.changes)} tall." if load.changes else ""
    return f"<p class='dataset'>{what}{changed} Datasett {load.version}.</p>"


if __name__ == "__main__":
    main()
else:
    # Until navigation has been called once Streamlit serves pages/ by file name, and knows no other address: the first
    # visitor who followed a link to a page would be told that it doesn't exist.
    PagesManager.uses_pages_directory = False
    app = st.App("app.py", middleware=server.MIDDLEWARE, routes=server.ROUTES)
