"""Sammenheng: is it size, centrality or economy, and who breaks the pattern."""

import streamlit as st

from dashboard import addresses, markup, text
from dashboard.data import queries
from dashboard.figures.page_context import PageContext
from dashboard.figures.show import show
from dashboard.measures import association, outcomes, pairs, scale_curve
from dashboard.measures.factors import INCOMES
from dashboard.state import choices, run_context
from dashboard.state.selection import forget_year
from dashboard.views.relations import (
    criteria_choices,
    equality_figures,
    exception_figures,
    outcome_figures,
    outside_figures,
    pair_figures,
    relations,
    scale_figures,
    table_figures,
)

database, selection = run_context.current()
division = selection.division
known = queries.indicators(database)
context = PageContext(database, selection, addresses.RELATIONS)


def segments(name: str, label: str, options: dict[str, str], **look: object) -> str:
    """A choice of one among few, by id."""
    return choices.one(
        name, label, list(options), words=options.__getitem__, ids=str, draw=st.segmented_control, wrap=True, **look
    )


def indicator(name: str, label: str, options: dict[str, queries.Indicator], usual: str) -> str:
    """A choice of an indicator; a year that the new one hasn't is forgotten."""
    return choices.one(
        name, label, list(options), usual=usual if usual in options else None,
        words=lambda id_: f"{options[id_].short_title} ({text.STAGE_WORDS[options[id_].stage]})", ids=str, width=420,
        changed=lambda: forget_year(database, name, f"aar_{name}"),
    )  # fmt: skip


def year(name: str, label: str, indicator_id: str) -> int:
    """The year of an indicator; asked only where there are several."""
    years = queries.years(database, indicator_id, division)
    return choices.one(name, label, years, width=120) if len(years) > 1 else years[0]


def an_outcome() -> tuple[outcomes.Outcome, str, bool]:
    """What is held against the factors, by which income, and whether more than that is shown."""
    possible = outcomes.possible(database, division)
    with st.container(horizontal=True, gap="medium"):
        id_ = indicator("y", "Utfall", possible, "net_operating_result")
        asked = outcomes.outcome(database, division, id_, year("aar_y", "År", id_))
        income = chosen_income()
        more = choices.yes("mer", "Vis mer: andeler og avvik")
    return asked, income, more


def chosen_income() -> str:
    """What a municipality's economy is told by."""
    return choices.one(
        "inntekt", "Økonomi målt ved", list(INCOMES), ids=str, width=340,
        words=lambda id_: INCOMES[id_][0].capitalize(),
    )  # fmt: skip


def show_outcome() -> None:
    asked, income, more = an_outcome()
    panel = outcome_figures.outcome(context, asked, income)
    if panel is None:
        st.info(outcomes.why_not(database, division, asked.indicator.indicator_id, asked.year, income))
        return
    show(panel)
    curve = outcome_figures.curve_link(context, asked, income)
    if curve:
        st.html(markup.html("<p class='note'>{}.</p>", markup.link(curve, "Kurven etter innbyggertall (Stordrift)")))
    if more:
        for further in (outcome_figures.shares, outcome_figures.from_expected):
            if (found := further(context, asked, income)) is not None:
                show(found)


def show_pair() -> None:
    everything = {id_: found for id_, found in known.items() if queries.years(database, id_, division)}
    with st.container(horizontal=True, gap="medium"):
        y = indicator("y", "Loddrett (y)", everything, "net_operating_result")
        y_year = year("aar_y", "År, y", y)
        x = indicator("x", "Vannrett (x)", everything, "population")
        x_year = year("aar_x", "År, x", x)
        colour = segments("farge", "Farge etter", pair_figures.COLOURS)
        sized = choices.yes("prikk", "Prikker etter innbyggertall")
    if (x, x_year) == (y, y_year):
        st.info("Et mål mot seg selv viser bare seg selv. Velg to ulike mål, eller to ulike år av det samme.")
        return
    sides = (pairs.side(database, division, id_, one) for id_, one in ((x, x_year), (y, y_year)))
    show(pair_figures.pair(context, *sides, colour, sized))


def show_table() -> None:
    with st.container(horizontal=True, gap="medium"):
        stage = segments("trinn", "Utfall", table_figures.STAGES)
        income = chosen_income()
    show(table_figures.whole_table(context, stage, income))


def show_exceptions() -> None:
    asked = criteria_choices.chosen(database, division)
    if not asked:
        st.info("Legg til minst ett krav.")
        return
    for panel in exception_figures.panels(context, asked):
        if panel is not None:
            show(panel)


def show_outside() -> None:
    if (panel := outside_figures.counted(context)) is not None:
        show(panel)
    possible = {
        id_: found
        for id_, found in outcomes.possible(database, division).items()
        if not queries.categories(database, id_)
    }
    with st.container(horizontal=True, gap="medium"):
        id_ = indicator("y", "Ett utfall", possible, "net_operating_result")
        asked = outcomes.outcome(database, division, id_, year("aar_y", "År", id_))
    panel = outside_figures.funnel(context, asked)
    if panel is None:
        st.info(outcomes.why_not(database, division, id_, asked.year))
    else:
        show(panel)


def show_equality() -> None:
    possible = equality_figures.possible(known)
    id_ = indicator("y", "Tjeneste eller beløp", possible, "expenditure_school_6_15")
    panel = equality_figures.spread(context, known[id_])
    if panel is None:
        st.info(f"Under {association.FEWEST} kommuner har tall i hvert år. Da sier vi ikke noe om ulikheten.")
    else:
        show(panel)


def show_scale() -> None:
    services = scale_curve.services(database, division)
    if not services:
        st.info("Utgiftene til tjenestene kommer med neste henting fra KOSTRA.")
        return
    id_ = indicator("y", "Tjeneste", {id_: known[id_] for id_ in services}, services[0])
    panel = scale_figures.curve(context, known[id_])
    if panel is None:
        st.info("Utgiften kan ikke tegnes mot innbyggertallet: for få kommuner, eller tall som ikke er over null.")
    else:
        show(panel)
    if (every := scale_figures.services(context)) is not None:
        show(every)


part = segments("vis", "Vis", relations.PARTS)
{
    relations.OUTCOME: show_outcome,
    relations.PAIR: show_pair,
    relations.TABLE: show_table,
    relations.EXCEPTIONS: show_exceptions,
    relations.OUTSIDE: show_outside,
    relations.EQUALITY: show_equality,
    relations.SCALE: show_scale,
}[part]()
