"""Kilder og metode: every indicator and where it comes from, what is loaded and what changed, everything as files."""

from pathlib import Path

import streamlit as st

from dashboard import addresses, markup
from dashboard.data import queries, sources_queries
from dashboard.figures import whole_database
from dashboard.figures.page_context import PageContext
from dashboard.figures.show import show
from dashboard.measures.keyfigures import ROLES
from dashboard.state import choices, run_context
from dashboard.views.sources import method, projection_method, sources, sources_entry, sources_loads

database, selection = run_context.current()
context = PageContext(database, selection, addresses.SOURCES)
known = queries.all_indicators(database)
unavailable = {row.indicator_id: row for row in sources_queries.unavailable(database).itertuples(index=False)}

st.html(Path(sources.__file__).with_name("sources.css"))
left, middle, right, last = st.columns([2, 1.5, 1.2, 1], vertical_alignment="bottom")
with left:
    words = choices.written("sok", "Søk i indikatorene", placeholder="Ord, lovparagraf eller tabellnummer")
with middle:
    role = choices.one("rolle", "Rolle", ROLES, clearable=True, words=str.capitalize, placeholder="Alle roller")
with right:
    kind = choices.one(
        "slag", "Type tall", list(sources.KINDS), clearable=True, words=sources.KINDS.__getitem__, placeholder="Alle"
    )
with last:
    duties = choices.yes("plikt", "Bare plikter")
wanted = sources.Filter(words, role, kind, duties)
chosen = choices.one(
    "post",
    "Alt om én indikator",
    [*known, *unavailable],
    clearable=True,
    words=lambda id_: known[id_].title if id_ in known else f"{unavailable[id_].title} (uten tall ennå)",
    ids=str,
    placeholder="Velg en indikator, eller trykk på en i listen",
)

if chosen in unavailable:
    show(sources_entry.unavailable_entry(context, unavailable[chosen]))
elif chosen:
    show(sources_entry.entry(context, known[chosen]))
show(sources.catalogue(context, wanted))
if lines := sources.unavailable_lines(database, wanted, selection.division):
    st.html(lines)
show(sources_loads.loaded(context))
show(sources_loads.changed(context))
show(sources_loads.sources(context))

st.html(
    "<div class='part'><h2>Last ned alt</h2><p>Hele databasen som Parquet-tabeller i én zip-fil, tallene delt i en "
    "mappe for hver indikator. Filen leses av DuckDB, R, Python og de fleste statistikkprogrammer.</p></div>"
)
whole_database.download_button(database)
st.html(
    markup.html(
        "<div class='part method'><h2>Metode</h2>{}{}</div>",
        method.sections_html(database),
        projection_method.html(database, selection.division),
    )
)
st.html(markup.html("<div class='part'><h2>Lisens og sitering</h2>{}</div>", method.citation_html(database)))
