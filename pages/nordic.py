"""Norden: municipal structure in five countries, the committee's own table, and where a Norwegian one would stand."""

from pathlib import Path

import streamlit as st

from dashboard import markup, text
from dashboard.figures.show import show
from dashboard.measures import nordic
from dashboard.state import choices, run_context
from dashboard.views.nordic import nordic_charts, nordic_context, nordic_tables
from dashboard.views.nordic.nordic_context import NordicContext

THRESHOLDS = [100, 200, 500, 1_000, 1_500, 2_000, 2_500, *range(3_000, 10_000, 1_000), 10_000, 15_000, 20_000]
THRESHOLDS += [30_000, 40_000, 50_000, 75_000, 100_000, 200_000, 500_000, 1_000_000, 10_000_000]


database, selection = run_context.current()
known = tuple(nordic.groups(database))
years, common = nordic.years(known), nordic.common_year(known)
withdrawn = nordic.withdrawn(known)
# A link to a day that is no longer offered shows the nearest that is.
instead = {str(year): min(years, key=lambda other, year=year: abs(other - year)) for year in withdrawn}

st.html(Path(nordic_context.__file__).with_name("nordic.css"))
standing, date_choice = st.columns([4, 1], vertical_alignment="bottom")
standing.html(
    markup.html(
        "<p class='standing'>{}<span>Finland skiller seg ut: fra 2023 har egne velferdsområder ansvaret for "
        "helse, sosiale tjenester og redning.</span></p>",
        nordic.STANDING_LINE,
    )
)
with date_choice:
    year = choices.one(
        "dato",
        "Per 1. januar",
        years,
        usual=instead.get(choices.said("dato"), common),
        help="Land uten tall for datoen vises med nærmeste dato innen ett år, merket *. Land som ikke har det, er ikke "
        "med, og det står under figuren. «Over tid» har alle år.",
        withdrawn={
            str(year): f"Lenken er til 1. januar {year}, som ikke kan velges nå: {why}. Viser {instead[str(year)]}."
            for year, why in withdrawn.items()
        },
    )

# Every figure's link holds every choice, so all are made before the first figure, each in its place on the page.
structure, threshold_choice, threshold_place, measure_choice, rest = (st.container() for _ in range(5))
with threshold_choice:
    threshold = choices.one(
        "grense", "Grense for antall innbyggere", THRESHOLDS, usual=nordic.SMALL, words=text.number, ids=str,
        draw=st.select_slider,
    )  # fmt: skip
with measure_choice:
    measure = choices.one(
        "maal", "Mål over tid", list(nordic_charts.MEASURES), usual="median", words=nordic_charts.MEASURES.__getitem__,
        ids=str, draw=st.segmented_control,
    )  # fmt: skip
code = selection.municipality
chosen = nordic.municipality(database, selection.division, code, year) if code else None
shown = NordicContext(database, selection, known, year, threshold, measure, chosen)

with structure:
    show(nordic_charts.spread_panel(shown))
    if chosen:
        show(nordic_tables.place_panel(shown))
    else:
        st.html(
            "<div class='figure-head'><h2>Din kommune i Norden</h2><p class='subtitle'>Velg en kommune øverst for å se "
            "hvor den ville stått i hvert land.</p></div>"
        )
    show(nordic_charts.classes_panel(shown))
with threshold_place:
    show(nordic_charts.threshold_panel(shown))
with rest:
    show(nordic_charts.over_time_panel(shown))
    # The committee's table and its many remarks come after what was found, beside the same computed of today's figures.
    printed, computed = st.columns([6, 7], gap="medium")
    with printed:
        show(nordic_tables.committee_panel(shown))
    with computed:
        show(nordic_tables.computed_panel(shown))
    show(nordic_tables.context_panel(shown))
