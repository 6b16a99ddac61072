"""Generalistkommunen i tall: navigation, theme and the shared selectors. Run with `streamlit run app.py`."""

from __future__ import annotations

from pathlib import Path

import streamlit as st
from markupsafe import Markup

from dashboard import addresses, markup, text
from dashboard.data import database, map_files, queries
from dashboard.shell import migrations, server, streamlit_door
from dashboard.shell.head import TITLE
from dashboard.shell.page_entry import PageEntry
from dashboard.state import choices, history, presentation, run_context, selection
from dashboard.views.compliance.compliance import only_division
from etl import build, fetch

PAGES = (
    PageEntry("map.py", "Kart", addresses.MAP, ("indikator", "inndeling", "aar", "fylke", "kommune", "utvalg")),
    PageEntry("municipality.py", "Kommune", addresses.MUNICIPALITY, ("kommune", "inndeling")),
    PageEntry(
        "compliance.py",
        "Lovoppfyllelse",
        addresses.COMPLIANCE,
        ("inndeling", "fylke", "kommune", "utvalg"),
        only_division=only_division,
    ),
    PageEntry(
        "population.py",
        "Befolkning og sentralitet",
        addresses.POPULATION,
        ("inndeling", "aar", "fylke", "kommune", "utvalg"),
        idle={"framover": ("aar",)},
    ),
    PageEntry("economy.py", "Økonomi og kostnader", addresses.ECONOMY, ("inndeling", "fylke", "kommune", "utvalg")),
    PageEntry("relations.py", "Sammenheng", addresses.RELATIONS, ("inndeling", "kommune")),
    PageEntry("nordic.py", "Norden", addresses.NORDIC, ("inndeling", "kommune")),
    PageEntry("alternatives.py", "Regneeksempler", addresses.ALTERNATIVES, ("inndeling", "fylke", "kommune", "utvalg")),
    PageEntry("sources.py", "Kilder og metode", addresses.SOURCES, ("inndeling",)),
    PageEntry("open_data.py", "Data for andre", addresses.OPEN_DATA, ("inndeling", "kommune"), has_figures=False),
    PageEntry("presentation.py", "Presentasjon", addresses.PRESENTATION, (), in_navigation=False, has_figures=False),
    PageEntry(
        "accessibility.py", "Tilgjengelighet", addresses.ACCESSIBILITY, (), in_navigation=False, has_figures=False
    ),
)


FOLLOWING = (addresses.DIVISION, addresses.CHOSEN, addresses.SUBSET)
"""What a reader has chosen of the whole and takes along to every page."""

# Where a viewer's session keeps which version a page failed of last. (A string of its own would be shown on the page.)
_RUN_ANEW = "run_anew"


def main() -> None:
    """One run of the script: the database, the link that was followed, the selectors, the page."""
    st.html(Path(__file__).parent / "dashboard" / "shell" / "page.css")
    pages = {_page(entry): entry for entry in PAGES}
    page = st.navigation(list(pages), position="top")
    entry = pages[page]
    st.set_page_config(page_title=f"{entry.title} – {TITLE}", layout="wide", initial_sidebar_state="collapsed")
    try:
        open_database = _open_database()
    except (database.DatabaseError, build.BuildError) as error:
        st.title(TITLE)
        st.error(f"Tallene kan ikke vises. {text.escaped(str(error))}")
        return
    try:
        _show(page, entry, open_database)
    except database.DatabaseError as error:
        # Half a page stands there. Run anew, once, it is a whole one, or the reason alone.
        if st.session_state.get(_RUN_ANEW) != open_database.stamp:
            st.session_state[_RUN_ANEW] = open_database.stamp
            st.rerun()
        st.error(f"Tallene kan ikke vises. {text.escaped(str(error))}")


def _show(page, entry: PageEntry, open_database: database.Database) -> None:
    """The page of one version of the data, from its heading to the line that names the version."""
    heading = st.empty()
    heading.html(markup.html("<h1>{}</h1>", entry.heading or (entry.title if entry.address else TITLE)))
    choices.begin(entry.address, streamlit_door.follows_history())
    streamlit_door.write_address(history.at_begin())
    _tell_about_link(open_database)
    choices.tell_strange(st.query_params)
    presents = presentation.begin()
    wanted = entry.selectors_in(choices.said("vis"))
    run_context.enter(open_database, selection.selectors(open_database, wanted, entry.only_division(open_database)))
    chosen = run_context.current()[1]
    if entry.address == addresses.MUNICIPALITY and chosen.municipality:
        heading.html(markup.html("<h1>{}</h1>", selection.municipality_heading(open_database, chosen)))
    page.run()
    if presents and entry.has_figures and presentation.shown() is None:
        choices.tell("Siden har ingen slik figur å vise alene. Trykk Escape for å se hele siden.")
    st.html(_dataset_line(open_database))
    streamlit_door.write_address(history.at_end(choices.made()))
    server.settle(entry.address)


def tell_of_fault(_fault: Exception) -> bool:
    """What a page says that has failed in a way nobody foresaw; Streamlit has written it to the log."""
    st.error("Siden kan ikke vises. Feilen er skrevet i serverens logg. Prøv igjen om litt, eller velg noe annet.")
    return True


def _page(entry: PageEntry):
    return st.Page(
        f"pages/{entry.file}",
        title=entry.title,
        url_path=entry.address,
        default=not entry.address,
        visibility="visible" if entry.in_navigation else "hidden",
    )


def _open_database() -> database.Database:
    """The newest database; built first, with a progress bar, where there is none, it is of another schema or map files
    are missing.
    """
    if not (database.is_open() and map_files.seen_whole(database.current())):
        place = st.empty()
        fetch.ensure(database.path(), lambda done, total, step: place.progress(done / total, step))
        place.empty()
    opened = database.current()
    map_files.seen_whole(opened)
    return opened


def _tell_about_link(open_database: database.Database) -> None:
    """Says what the link that was followed asked for that has changed or never was."""
    page, version = (st.query_params.get(name) for name in (migrations.UNKNOWN_PAGE, addresses.VERSION))
    if page is not None:
        choices.tell(f"Siden {choices.quoted(page)} finnes ikke. Viser kartet.")
    if version and version != open_database.version:
        choices.tell(
            f"Tallene er endret siden lenken ble laget: den viste datasett {choices.quoted(version)}, "
            f"nå vises {open_database.version}."
        )


def _dataset_line(open_database: database.Database) -> Markup:
    """Which dataset is shown, of which date, what changed, and how to get all of it."""
    load = queries.load(open_database)
    year = queries.newest_reference(open_database)
    if load.mode == "snapshot":
        what = (
            f"Viser innebygde tall (folketall per 1. januar {year}). Hvordan nyere tall hentes, står under «Kilder og "
            "metode»."
        )
    else:
        what = f"Viser hentede tall (folketall per 1. januar {year}), bygd {text.date(load.finished_at)}."
    changed = f" Endret siden sist: {text.number(load.changes)} tall." if load.changes else ""
    others = (entry for entry in PAGES if not entry.in_navigation)
    kept = {name: choices.said(name) for name in FOLLOWING}
    links = markup.joined((markup.link(addresses.address(entry.address, kept), entry.title) for entry in others), " · ")
    return markup.html(
        "<p class='dataset'>{}{} Datasett {}. <span class='on-screen'>{}</span></p>", what, changed, load.version, links
    )


if __name__ == "__main__":
    main()
else:
    streamlit_door.know_only_navigation()
    streamlit_door.leave_address_to_the_program()
    streamlit_door.leave_pages_whole()
    app = st.App(
        "app.py",
        middleware=server.middleware({entry.address: entry.heading or entry.title for entry in PAGES}),
        lifespan=server.lifespan(lambda: fetch.keep_fresh(database.path())),
        on_script_error=tell_of_fault,
    )
