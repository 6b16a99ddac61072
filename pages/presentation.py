"""Presentasjon: the saved views, in order, to be stepped through with the arrow keys or taken along as slides."""

import streamlit as st

from dashboard import text
from dashboard.components.view_list import view_list
from dashboard.exports import slides
from dashboard.state import presentation

st.html("""
<div class='prose'><p>Bak «⋯» ved hver figur på nettstedet står «Legg til i presentasjon». Visningene samles her, i
denne nettleseren. Start, og bytt visning med pil høyre og venstre; Escape går tilbake til siden visningen er
fra.</p></div>
""")
views = view_list("view_list")
found = presentation.slides_of([link for _, link in views])
missing = [title for (title, _), slide in zip(views, found, strict=True) if slide is None]
if missing:
    st.info(
        text.escaped(
            f"{text.count(len(missing), 'visning', 'visninger')} må åpnes én gang før PowerPoint-filen kan lages: "
            f"{text.listed(f'«{title}»' for title in missing)}. Start presentasjonen og gå gjennom den."
        )
    )
elif views:
    origin = st.context.url
    st.download_button(
        "Last ned som PowerPoint (PPTX)",
        data=lambda: slides.deck([slide for slide in found if slide], origin, "Generalistkommunen i tall"),
        file_name="generalistkommunen-presentasjon.pptx",
        mime=slides.MEDIA_TYPE,
        on_click="ignore",
        key="pptx_presentation",
    )
