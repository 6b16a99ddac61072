"""Norden: municipal structure in five countries, the committee's own table, and where a Norwegian one would stand."""

from html import escape

import streamlit as st

from dashboard import charts, nordic, nordic_figures, view
from dashboard import text as words
from dashboard.frame import show
from dashboard.nordic_figures import View

THRESHOLDS = [0, 100, 200, 500, 1_000, 1_500, 2_000, 2_500, *range(3_000, 10_000, 1_000), 10_000, 15_000, 20_000]
THRESHOLDS += [30_000, 40_000, 50_000, 75_000, 100_000, 200_000, 500_000, 1_000_000, 10_000_000]


def heed_link(name: str, allowed: list[int], fallback: int) -> None:
    """Says what a link asked for that there isn't; Streamlit itself would drop it in silence."""
    wanted = st.query_params.get(name)
    if wanted is not None and wanted not in {str(value) for value in allowed}:
        shown = wanted if len(wanted) <= 40 else wanted[:40] + "…"
        st.info(words.escaped(f"Vi kjenner ikke {name} «{shown}» her. Viser {fallback}."))


database, selection = view.current()
known = tuple(nordic.groups(database))
years, common = nordic.years(known), nordic.common_year(known)

st.html(nordic_figures.STYLES)
st.html(
    f"<p class='standing'>{escape(nordic.STANDING_LINE)}<span>Finland skiller seg mest ut: fra 2023 har egne "
    "velferdsområder ansvaret for helse, sosiale tjenester og redning.</span></p>"
)

heed_link("dato", years, common)
heed_link("grense", THRESHOLDS, nordic.SMALL)
year = st.selectbox(
    "Per 1. januar",
    years,
    index=years.index(common),
    key="dato",
    bind="query-params",
    format_func=str,
    width=220,
    help="Land uten tall for datoen vises med nærmeste dato, merket *.",
)
chosen = selection.municipality and nordic.municipality(database, selection.division, selection.municipality, year)
shown = View(database, selection, known, year, st.session_state.get("grense", nordic.SMALL), chosen)

printed, ours = st.columns([5, 6], gap="large")
with printed:
    show(nordic_figures.committee_figure(shown), lambda: nordic_figures.draw_committee_table(shown))
with ours:
    show(nordic_figures.computed_figure(shown), lambda: nordic_figures.draw_computed_table(shown))

if chosen:
    show(nordic_figures.place_figure(shown), lambda: nordic_figures.draw_places(shown))
else:
    st.html(
        "<div class='figure-head'><h2>Din kommune i Norden</h2><p class='subtitle'>Velg en kommune øverst for å se "
        "hvor den ville stått i hvert land.</p></div>"
    )

spread = nordic_figures.spread_figure(shown)
show(spread, lambda: charts.draw(nordic_figures.spread_chart(shown), "nordic_spread_chart", spread.alt))

classes = nordic_figures.classes_figure(shown)
show(classes, lambda: charts.draw(nordic_figures.classes_chart(shown), "nordic_classes_chart", classes.alt))

st.select_slider(
    "Grense for antall innbyggere",
    THRESHOLDS,
    value=nordic.SMALL,
    key="grense",
    bind="query-params",
    format_func=words.number,
)
threshold = nordic_figures.threshold_figure(shown)
show(threshold, lambda: charts.draw(nordic_figures.threshold_chart(shown), "nordic_threshold_chart", threshold.alt))

measure = st.segmented_control(
    "Over tid",
    list(nordic_figures.MEASURES),
    default="median",
    required=True,
    key="maal",
    bind="query-params",
    format_func=nordic_figures.MEASURES.__getitem__,
)
over_time = nordic_figures.over_time_figure(shown, measure)
show(
    over_time,
    lambda: charts.draw(nordic_figures.over_time_chart(shown, measure), "nordic_over_time_chart", over_time.alt),
)

show(nordic_figures.context_figure(shown), nordic_figures.draw_context)
