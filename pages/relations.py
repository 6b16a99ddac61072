"""Sammenheng: is it size, centrality or economy, and who breaks the pattern."""

import streamlit as st

from dashboard import addresses, text
from dashboard.data import queries
from dashboard.figures.page_context import PageContext
from dashboard.figures.show import show
from dashboard.measures import association, outcomes, pairs
from dashboard.state import choices, run_context
from dashboard.state.selection import forget_year
from dashboard.views.relations import outcome_figures, pair_figures, relations

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


def an_outcome() -> tuple[outcomes.Outcome, str]:
    """What is held against the factors, and by which income."""
    possible = outcomes.possible(database, division)
    with st.container(horizontal=True, gap="medium"):
        id_ = indicator("y", "Utfall", possible, "net_operating_result")
        asked = outcomes.outcome(database, division, id_, year("aar_y", "År", id_))
        income = choices.one(
            "inntekt", "Økonomi målt ved", list(association.INCOMES), ids=str, width=340,
            words=lambda id_: association.INCOMES[id_][0].capitalize(),
        )  # fmt: skip
    return asked, income


def show_outcome() -> None:
    asked, income = an_outcome()
    more = choices.yes("mer", "Vis mer: andeler av spredningen og alle avvik")
    panel = outcome_figures.outcome(context, asked, income)
    if panel is None:
        st.info(outcomes.why_not(database, division, asked.indicator.indicator_id, asked.year, income))
        return
    show(panel)
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


part = segments("vis", "Vis", relations.PARTS)
{relations.OUTCOME: show_outcome, relations.PAIR: show_pair}[part]()
