"""The one way anything is shown on a page: title, picture, status words, source line, and behind one button the card
about the figure, table twin, downloads and link.
"""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from dashboard.components.data_table import data_table
from dashboard.components.toolbar import toolbar
from dashboard.data.database import Database
from dashboard.exports import slides
from dashboard.exports.table_files import XLSX_MEDIA_TYPE, csv_bytes, xlsx_bytes
from dashboard.figures.figure import Figure, Panel
from dashboard.figures.figure_html import card, foot, heading
from dashboard.figures.figure_slides import slide
from dashboard.state import choices, presentation, run_context

TOOLS = "Verktøy"
"""What the button is called that page.css draws as «⋯»."""


def completed(figure: Figure) -> Figure:
    """The figure with a link that opens just what is shown: every choice of its page, and the version of the data."""
    return replace(figure, link=choices.complete(figure.link, figure.version))


def show(panel: Panel, fetched: bool = False) -> None:
    """Shows a figure with its picture.

    Where the browser fetches what is drawn, the words above and under it come along (see map_figures.py) and only
    their places are sent.
    """
    if not presentation.wants(panel.figure.key):
        return
    figure = completed(panel.figure)
    panel = replace(panel, figure=figure)
    with st.container(key=f"figure_{figure.key}"):
        if presentation.on():
            st.html(heading(figure, "h1"))  # a page's own heading isn't there in a presentation
        else:
            st.html("<div class='figure-head'></div>" if fetched else heading(figure))
        panel.picture.draw()
        st.html("<div class='figure-foot'></div>" if fetched and not presentation.on() else foot(figure))
        if presentation.on():
            presentation.keep(figure.link, lambda: slide(panel))
        else:
            _tools(panel)


@st.fragment
def _tools(panel: Panel) -> None:
    """What can be done with the figure, behind one button at its title, and its table twin; each reruns only this."""
    figure = panel.figure
    twin = f"twin_{figure.key}"
    with st.popover(TOOLS, key=f"tools_{figure.key}", on_change="rerun") as menu:
        presented = presentation.link_to(figure.link, figure.key)
        toolbar(
            key=f"toolbar_{figure.key}",
            target_class=f"st-key-figure_{figure.key}",
            link=figure.link,
            usual=choices.usual(),
            pictured=figure.pictured,
            on_add=lambda: presentation.keep(presented, lambda: slide(panel)),
        )
        if menu.open:
            shown = st.session_state.get(twin)
            st.button(
                "Skjul tabellen" if shown else "Vis som tabell",
                key=f"show_{twin}",
                on_click=lambda: st.session_state.update({twin: not shown, f"tools_{figure.key}": False}),
            )
            with st.container(horizontal=True, gap="small"):
                _downloads(panel)
            if figure.indicators:
                with st.expander("Om tallet"):
                    for indicator in figure.indicators:
                        st.html(card(figure, indicator, *_shown_data()))
    if st.session_state.get(twin):
        data_table(
            figure.table(),
            key=f"rows_{figure.key}",
            caption=f"{figure.title}. {figure.subtitle}",
            decimals=dict(figure.decimals),
            sortable=figure.sortable,
        )


def _downloads(panel: Panel) -> None:
    figure = panel.figure
    name, origin = f"generalistkommunen-{figure.key}-{figure.version}", st.context.url
    provenance = figure.provenance.at(origin)
    st.download_button(
        "CSV (semikolon)",
        data=lambda: csv_bytes(figure.table(), provenance, figure.decimals),
        file_name=f"{name}.csv",
        mime="text/csv",
        on_click="ignore",
        key=f"csv_{figure.key}",
    )
    st.download_button(
        "Excel (XLSX)",
        data=lambda: xlsx_bytes(figure.table(), provenance, figure.decimals, figure.sortable),
        file_name=f"{name}.xlsx",
        mime=XLSX_MEDIA_TYPE,
        on_click="ignore",
        key=f"xlsx_{figure.key}",
    )
    st.download_button(
        "PowerPoint (PPTX)",
        data=lambda: slides.deck([slide(panel)], origin, figure.title),
        file_name=f"{name}.pptx",
        mime=slides.MEDIA_TYPE,
        on_click="ignore",
        key=f"pptx_{figure.key}",
    )


def _shown_data() -> tuple[Database, str]:
    """The database and the division of this run."""
    database, selection = run_context.current()
    return database, selection.division
