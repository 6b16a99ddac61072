"""Økonomi og kostnader: what it costs to be small or remote, with the accounts of every municipality."""

import re

import streamlit as st

from dashboard import addresses, markup
from dashboard.data import queries
from dashboard.figures.page_context import PageContext
from dashboard.figures.show import show
from dashboard.measures import economy, population
from dashboard.measures.economy import Measure
from dashboard.state import choices, run_context
from dashboard.views.economy import economy_figures as figures
from dashboard.views.economy import economy_overview, result_figures

COST_IS_NOT_QUALITY = "Lav kostnad er ikke det samme som god tjeneste."
NOT_ADJUSTED = "Kostnad per innbygger er ikke korrigert for alder og behov."
DIVIDED = re.compile("delt.p.+utgiftsbehov.*", re.IGNORECASE)
"""What links asked for in `tall` while expenditure could be divided by the overall need; as a short name or a label."""
NO_LONGER_DIVIDED = (
    "Lenken ba om utgifter delt på utgiftsbehovet. Det vises ikke lenger: indeksen gjelder alle tjenestene samlet og "
    "sier ikke hva én av dem trenger. Beløpene vises som de er publisert."
)

database, selection = run_context.current()
known = queries.indicators(database)


def context(**choices: object) -> PageContext:
    return PageContext(database, selection, addresses.ECONOMY, {"vis": part, **choices})


def segments(label: str, options: list[str], key: str) -> str:
    """A choice of one that is part of the address."""
    return choices.one(key, label, options, draw=st.segmented_control, wrap=True)


def say_what_costs_leave_out(*indicator_ids: str) -> None:
    """What must be said of expenditure; what is counted per inhabitant of one age says more under its figure."""
    said = (
        (COST_IS_NOT_QUALITY,) if set(indicator_ids) <= set(economy.PER_TARGET) else (COST_IS_NOT_QUALITY, NOT_ADJUSTED)
    )
    st.html(markup.html("<p class='subtitle'>{}</p>", " ".join(said)))


def account_year(indicator_id: str) -> int:
    """The newest year, or another that the user picks where there are several."""
    years = queries.years(database, indicator_id, selection.division)
    if len(years) == 1:
        return years[0]
    return choices.one("regnskap", "Regnskapsår", years, width=140)


def held_group() -> str | None:
    """The class that is held, so that size can be seen at one centrality and centrality at one size."""
    groups = [
        *queries.categories(database, "centrality_class").values(),
        *population.size_labels(population.SIZE_LIMITS),
    ]
    return choices.one(
        "hold", "Bare kommuner i (hold størrelse eller sentralitet fast)", groups, clearable=True,
        placeholder="Alle kommuner", width=440,
    )  # fmt: skip


def show_overview() -> None:
    services = economy.available(database, economy.SERVICES)
    grouping = segments("Etter", list(economy.GROUPINGS)[:2], "etter")
    say_what_costs_leave_out(*services)
    measures = tuple(
        economy.measure(database, name, queries.years(database, name, selection.division)[0]) for name in services
    )
    show(economy_overview.overview(context(etter=grouping), measures, grouping))


def show_measure(indicator_ids: tuple[str, ...]) -> None:
    """The same views of any measure: against size or centrality, and by group with medians and quartiles."""
    names = {known[indicator_id].short_title: indicator_id for indicator_id in indicator_ids}
    with st.container(horizontal=True, gap="medium"):
        title = next(iter(names))
        if len(names) > 1:
            title = choices.one("maal", "Mål", list(names), ids=names.__getitem__, width=280)
        year = account_year(names[title])
        group = held_group()
    if part == "Utgifter":
        say_what_costs_leave_out(names[title])
    measure = economy.measure(database, names[title], year)
    own = {"maal": title, "regnskap": year, "hold": group}
    frame = figures.frame_of(context(), measure, group)
    if queries.comparable(frame).empty:
        reasons = economy.left_out(frame) or ["Ingen kommuner med tall passer med valgene."]
        st.info(f"{' '.join(reasons)} Velg et annet fylke, en annen gruppe eller et annet mål.")
        return
    grouping = show_groups(measure, own, group)
    against = segments("Mot", list(figures.AGAINST), "mot")
    here = context(**own, etter=grouping, mot=against)
    show(figures.against(here, measure, figures.AGAINST[against], group))


def show_groups(measure: Measure, own: dict[str, object], group: str | None) -> str:
    """The views by group; returns what the municipalities are grouped by."""
    grouping = segments("Etter", list(economy.GROUPINGS), "etter")
    here = context(**own, etter=grouping)
    if measure.indicator.indicator_id == economy.RESULT:
        show(result_figures.result_bands(here, measure, grouping, group))
    show(figures.by_group(here, measure, grouping, group))
    return grouping


PARTS = {
    "Oversikt": economy.SERVICES,
    "Utgifter": (*economy.SERVICES, *economy.PER_TARGET, *economy.OTHER_EXPENDITURE),
    "Frie inntekter": economy.FREE_INCOME,
    "Driftsresultat": (economy.RESULT,),
    "Netto lånegjeld": (economy.DEBT,),
}
parts = [name for name, indicator_ids in PARTS.items() if economy.available(database, indicator_ids)]
part = segments("Vis", parts, "vis")
if DIVIDED.fullmatch(choices.said("tall")):
    choices.tell(NO_LONGER_DIVIDED)
if part == "Oversikt":
    show_overview()
else:
    show_measure(economy.available(database, PARTS[part]))
