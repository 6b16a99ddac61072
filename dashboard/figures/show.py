"""The one way anything is shown on a page: title, picture, status words, source line, and behind one button the card
about the figure, table twin, downloads and link.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import streamlit as st

from dashboard import markup
from dashboard.components.data_table import data_table
from dashboard.components.toolbar import toolbar
from dashboard.components.year_player import year_player
from dashboard.components.year_player.year_player import FEWEST, is_playable
from dashboard.data.database import Database
from dashboard.exports import slides
from dashboard.exports.table_files import XLSX_MEDIA_TYPE, csv_bytes, xlsx_bytes
from dashboard.figures.figure import Figure, Panel
from dashboard.figures.figure_html import card, foot, heading
from dashboard.figures.figure_slides import MOST_YEARS, row_of_years, slide, spread
from dashboard.figures.pictures import MapPicture
from dashboard.state import choices, embedding, presentation, run_context

TOOLS = "Verktøy"
"""What the button is called that page.css draws as «⋯»."""


def completed(figure: Figure) -> Figure:
    """The figure with a link that opens just what is shown: every choice of its page, and the version of the data."""
    return replace(figure, link=choices.complete(figure.link, figure.version))


@dataclass(frozen=True)
class Years:
    """The years that a figure can run through: the parameter that says which is shown, all of them, and that one.

    `picture` describes the map or chart of a year, for a slide that has several years beside each other.
    """

    parameter: str
    all: Sequence[int]
    shown: int
    picture: Callable[[int], object]

    def draw(self, key: str) -> None:
        """The button that plays them, where there are enough of them."""
        if is_playable(self.all, self.shown):
            played = sorted(self.all)
            year_player(f"player_{key}", played, self.shown, lambda year: choices.hold(self.parameter, str(year)))


def show(panel: Panel, fetched: bool = False, beside: tuple[str, ...] = (), years: Years | None = None) -> None:
    """Shows a figure with its picture, and with a button that lets it run through `years`.

    Where the browser fetches what is drawn, the words above and under it come along (see map_figures.py) and only
    their places are sent. `beside` are the keys of figures that a presentation shows with this one.
    """
    if not presentation.wants(panel.figure.key, beside):
        return
    figure = completed(panel.figure)
    panel = replace(panel, figure=figure)
    if years:
        _ = panel.picture.described  # made before its words are sent, so that a year's words and picture come together
    with st.container(key=f"figure_{figure.key}"):
        if presentation.on():
            is_map = isinstance(panel.picture, MapPicture)
            # A page's own heading isn't there in a presentation.
            st.html(heading(figure, "h1", "figure-head of-map" if is_map else "figure-head"))
        else:
            st.html("<div class='figure-head'></div>" if fetched else heading(figure))
        if years:
            years.draw(figure.key)
        panel.picture.draw()
        st.html("<div class='figure-foot'></div>" if fetched and not presentation.on() else foot(figure))
        if presentation.embedded():
            whole = markup.outward(presentation.whole(figure.link), "Åpne i Generalistkommunen i tall")
            st.html(markup.html("<p class='source'>{}</p>", whole))
        elif presentation.on():
            presentation.hand_over(lambda: slide(panel))
        else:
            _tools(panel, years, beside)


@st.fragment
def _tools(panel: Panel, years: Years | None, beside: tuple[str, ...]) -> None:
    """What can be done with the figure, behind one button at its title, and its table twin; each reruns only this."""
    figure = panel.figure
    twin = f"twin_{figure.key}"
    with st.popover(TOOLS, key=f"tools_{figure.key}", on_change="rerun") as menu:
        toolbar(
            key=f"toolbar_{figure.key}",
            target_class=f"st-key-figure_{figure.key}",
            link=figure.link,
            usual=choices.usual(),
            pictured=figure.pictured,
            embeddable=bool(embedding.origins()),
            beside=beside,
        )
        if menu.open:
            shown = st.session_state.get(twin)
            st.button(
                "Skjul tabellen" if shown else "Vis som tabell",
                key=f"show_{twin}",
                on_click=lambda: st.session_state.update(
                    {twin: None if shown else secrets.token_hex(4), f"tools_{figure.key}": False}
                ),
            )
            with st.container(horizontal=True, gap="small"):
                _downloads(panel)
                if years and len(years.all) >= FEWEST:
                    _pictures_of(panel, years)
            if figure.indicators:
                with st.expander("Om tallet"):
                    for indicator in figure.indicators:
                        st.html(card(figure, indicator, *_shown_data()))
    if pressed := st.session_state.get(twin):
        data_table(
            figure.table(),
            key=f"rows_{figure.key}",
            caption=f"{figure.title}. {figure.subtitle}",
            decimals=dict(figure.decimals),
            sortable=figure.sortable,
            pressed=pressed,
        )


def _downloads(panel: Panel) -> None:
    figure = panel.figure
    name, origin = f"generalistkommunen-{figure.key}-{figure.version}", st.context.url or ""
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


def _pictures_of(panel: Panel, years: Years) -> None:
    """What the figure shows in some of its years, beside each other on one slide."""
    figure, origin = panel.figure, st.context.url or ""
    chosen = spread(sorted(years.all), MOST_YEARS)

    def deck() -> bytes:
        pictures = {year: years.picture(year) for year in chosen}
        return slides.deck([row_of_years(figure, years.shown, pictures)], origin, figure.title)

    st.download_button(
        "PowerPoint, år for år",
        data=deck,
        file_name=f"generalistkommunen-{figure.key}-aar-for-aar-{figure.version}.pptx",
        mime=slides.MEDIA_TYPE,
        on_click="ignore",
        key=f"row_{figure.key}",
    )


def _shown_data() -> tuple[Database, str]:
    """The database and the division of this run."""
    database, selection = run_context.current()
    return database, selection.division
