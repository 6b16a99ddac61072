"""Befolkning og sentralitet: how large municipalities are, how they grow and age, how central they are."""

from dataclasses import replace

import streamlit as st

from dashboard import addresses, text
from dashboard.data import queries
from dashboard.figures import ahead_panels, official_projection, pyramid_panel, track_record_panel
from dashboard.figures.page_context import PageContext
from dashboard.figures.show import Years, show
from dashboard.measures import ahead, population
from dashboard.state import choices, lists, run_context
from dashboard.views.population import (
    age_figures,
    age_history,
    ahead_figures,
    ahead_passing,
    centrality_figures,
    county_figures,
    growth_figures,
    size_figures,
)

PARTS = ("Størrelse", "Vekst og nedgang", "Alder", "Sentralitet", "Fylke", "Framover")

database, selection = run_context.current()


def context(**choices: object) -> PageContext:
    return PageContext(database, selection, addresses.POPULATION, {"vis": part, **choices})


def in_year(here: PageContext, year: int) -> PageContext:
    """The same view in another year."""
    return replace(here, selection=replace(here.selection, year=year))


def written_limits() -> tuple[tuple[int, ...], str]:
    """The size limits that the user wants, and how they were written."""
    usual = ", ".join(str(limit) for limit in population.SIZE_LIMITS)
    written = choices.written(
        "grenser",
        "Størrelsesgrenser (innbyggere, med komma mellom)",
        usual=usual,
        read=lists.read,
        write=lists.write,
        placeholder=usual,
        max_chars=120,
        width=520,
    )
    limits, messages = population.read_limits(written)
    for message in messages:
        st.info(text.escaped(message))
    return limits, written


def usual_start() -> int:
    """The year that changes are counted from: when the division came into force, where there are figures for it."""
    years = queries.years(database, "population", selection.division)
    divisions = queries.divisions(database).set_index("division")
    came_into_force = divisions.loc[selection.division, "valid_from"].year
    earlier = [year for year in years if year < selection.year]
    if came_into_force in earlier:
        return came_into_force
    return earlier[0] if earlier else years[0]


def starting_year() -> int:
    years = queries.years(database, "population", selection.division)
    return choices.one("fra", "Endring fra år", years, usual=usual_start(), width=200)


def span() -> tuple[int, int] | None:
    """The two years to compare, in order; None, and a friendly line, where they are the same."""
    start = starting_year()
    if start == selection.year:
        st.info(f"Begge årene er {start}, så ingenting kan ha endret seg. Velg et annet år i «Endring fra år».")
        return None
    if start > selection.year:
        st.info(f"Endringen vises framover i tid: fra {selection.year} til {start}.")
    return min(start, selection.year), max(start, selection.year)


def show_size() -> None:
    limits, written = written_limits()
    here = context(grenser=written)
    years = Years(
        "aar",
        queries.years(database, "population", selection.division),
        selection.year,
        lambda year: size_figures.size_distribution(in_year(here, year), limits).picture.described,
    )
    show(size_figures.size_distribution(here, limits), years=years)
    show(size_figures.cumulative(here))
    show(size_figures.structure(here, limits))


def show_growth() -> None:
    years = span()
    if years:
        here = context(fra=years[0])
        show(growth_figures.growth_map(here, *years))
        show(growth_figures.growth_distribution(here, *years))
        show(growth_figures.growth_by_class(here, *years))
        show(growth_figures.growth_dots(here, *years))
    panel = growth_figures.births_and_migration(context())
    if panel:
        show(panel)


def show_age() -> None:
    here = context()
    show(age_figures.working_age(here))
    show(age_figures.age_groups(here))
    measures = age_figures.measures_of_age(here)
    if measures:
        chosen = choices.one(
            "alder", "Aldersmål for kommunene", list(measures), words=measures.__getitem__, ids=str, width=360
        )
        show(age_figures.municipal_age(context(alder=measures[chosen]), chosen))
        history = age_history.age_history(context(alder=measures[chosen]), chosen)
        if history:
            show(history)
    with st.container(horizontal=True):
        wanted = pyramid_panel.chosen(here)
    drawn = pyramid_panel.panel(here, *wanted) if wanted else None
    if drawn:
        show(drawn, years=pyramid_panel.played(here, *wanted))
    else:
        st.caption(pyramid_panel.LACKING)
    panel = official_projection.panel(here)
    if panel:
        show(panel)
    else:
        st.caption("Framskrivinger til 2050 kommer med neste henting fra SSB.")


def show_centrality() -> None:
    kinds = {"Klasser": "centrality_class", "Indeks": "centrality_index", "Distriktskommuner": None}
    kind = choices.one("kart", "Kart", list(kinds), draw=st.segmented_control)
    if kinds[kind]:
        show(centrality_figures.centrality_map(context(kart=kind), kinds[kind]))
    else:
        meaning = choices.one(
            "distrikt", "Distriktskommune er sentralitetsklasse", list(population.DISTRICT), usual="5–6",
            draw=st.segmented_control,
        )  # fmt: skip
        show(centrality_figures.district_map(context(kart=kind, distrikt=meaning), meaning))
    limits, written = written_limits()
    here = context(kart=kind, grenser=written)
    show(centrality_figures.size_and_centrality(here))
    show(centrality_figures.size_by_centrality(here, limits))
    show(centrality_figures.centrality_classes(here, usual_start()))


def show_county() -> None:
    if selection.county is None:
        st.info("Velg et fylke øverst for å se kommunene der samlet. Fylket gjelder også de andre delene av siden.")
        return
    years = span()
    if years:
        here = context(fra=years[0])
        show(county_figures.county_overview(here, *years))
        show(growth_figures.growth_map(here, *years))
    for panel in (county_figures.county_age(context()), growth_figures.births_and_migration(context())):
        if panel:
            show(panel)
    show(size_figures.size_distribution(context(), population.SIZE_LIMITS))
    show(centrality_figures.size_and_centrality(context()))


def show_ahead() -> None:
    """Statistics Norway's own projection first, where it has been pulled; then the example of our own."""
    official = official_projection.panel(context())
    if official:
        show(official)
    if not ahead.there(database):
        st.caption(ahead_panels.LACKING)
        return
    st.info(f"{ahead.WARNING} {ahead.NAME} (modellert). Hvor godt den har truffet før, står ved kommunens tall.")
    kind = choices.one("framkart", "Kart", ahead_figures.MAPS, draw=st.segmented_control)
    year = ahead_panels.chosen_year(context(framkart=kind), with_base=True)
    here = context(framkart=kind, framaar=year)
    years = ahead_panels.played(here, year, lambda one: ahead_figures.ahead_map(here, kind, one).picture.described)
    show(ahead_figures.ahead_map(here, kind, year), years=years)
    show(ahead_passing.passing(here))
    show(ahead_figures.by_class(here))
    is_ahead = year != ahead.base(database, selection.division)
    then = year if is_ahead else ahead.usual_year(database, selection.division)
    show(ahead_panels.numbers(here, None, then))
    for panel in (ahead_panels.ages(here, then), ahead_panels.more(here, then), track_record_panel.track_record(here)):
        if panel:
            show(panel)
    show(ahead_figures.check(here))


part = choices.one("vis", "Vis", PARTS, draw=st.segmented_control)
{
    "Størrelse": show_size,
    "Vekst og nedgang": show_growth,
    "Alder": show_age,
    "Sentralitet": show_centrality,
    "Fylke": show_county,
    "Framover": show_ahead,
}[part]()
