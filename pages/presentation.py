"""Presentasjon: views in order, with a name and notes, to be stepped through, handed on, or taken along as slides."""

import streamlit as st

from dashboard import addresses, text
from dashboard.components.view_list import view_list
from dashboard.exports import slides
from dashboard.shell import streamlit_door
from dashboard.state import pack, run_context
from dashboard.views.presentation import meeting_pack

database, _ = run_context.current()

st.html("""
<div class='prose'><p>Bak «⋯» ved hver figur på nettstedet står «Legg til i presentasjon». Figurene samles her, i denne
nettleseren. Gi lista navn, ordne den og skriv notater. Start, og bytt lysbilde med pil høyre og venstre eller knappene
nede til høyre; Escape går til hele siden som figuren er fra. Lenken til lista har alt i seg, også notatene; QR-koden
har alt unntatt notatene.</p></div>
""")
held = st.query_params.get(addresses.LIST, "")
try:
    linked = pack.read(held) if held else None
except pack.PackError as error:
    st.info(text.escaped(f"{error} Din egen liste vises."))
    held, linked = "", None
said = view_list("view_list", database.version, held)
views = linked or pack.of_json(said)
told = meeting_pack.moved_line(views, database.version)
if told:
    st.warning(text.escaped(told))
# A press on the button takes what was written last, though the page with it is not drawn yet.
latest = st.session_state.setdefault("views_to_take", {})
latest["views"] = views
if views.views:
    origin = st.context.url
    st.download_button(
        "Last ned som PowerPoint (PPTX)",
        data=lambda: meeting_pack.as_deck(latest["views"], database.version, origin, streamlit_door.visit),
        file_name=f"{text.slug(views.name) or 'generalistkommunen-presentasjon'}.pptx",
        mime=slides.MEDIA_TYPE,
        on_click="ignore",
        key="pptx_presentation",
    )
    st.caption(text.escaped(meeting_pack.summary(views)))
    with st.expander("QR-kode til salen", key="code", on_change="rerun") as code:
        if code.open:
            st.html(meeting_pack.code_html(views, origin))
