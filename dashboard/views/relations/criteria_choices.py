"""The criteria of «Unntak» and how they are chosen: those that are asked for can be taken away, and new ones added."""

from __future__ import annotations

import streamlit as st
from markupsafe import Markup

from dashboard import addresses, markup, text
from dashboard.data import queries
from dashboard.data.database import Database
from dashboard.measures import criteria, uncertainty
from dashboard.measures.criteria import ABOVE, BELOW, IS, Criterion
from dashboard.state import choices
from dashboard.views.relations.relations import EXCEPTIONS

PARAMETER = "krav"

READING = "reading_grade_8"


def examples(database: Database, division: str) -> dict[str, str]:
    """Criteria by their place in an address, and what they are called. Reading is asked against the median
    municipality: a round number would be far from where municipalities are told apart.
    """
    found = {
        criteria.USUAL: "små og lite sentrale med god økonomi og vekst",
        "net_operating_result-under-1.75-3ar": (
            "driftsresultat under 1,75 prosent tre år på rad (normen gjelder snittet over flere år)"
        ),
    }
    if years := queries.years(database, READING, division):
        middle = round(uncertainty.median(database, READING, division, years[0]), 1)
        said = criteria.written([Criterion("population", BELOW, 5000), Criterion("centrality_class", IS, 6)])
        above = criteria.written([Criterion(READING, ABOVE, middle)])
        found[f"{said}{criteria.SEPARATOR}{above}"] = (
            f"små, minst sentrale, over mediankommunen i lesing ({text.number(middle, int(middle != int(middle)))})"
        )
    return found


WORDS = {BELOW: "under", ABOVE: "over"}


def chosen(database: Database, division: str) -> tuple[Criterion, ...]:
    """The criteria that are asked for, with the fields that change them."""
    said = choices.held(PARAMETER)
    wanted = "" if said == choices.NONE else said or criteria.USUAL
    asked, strange = criteria.read(database, division, wanted)
    if strange and said:
        shown = text.listed(choices.quoted(part) for part in strange[:3])
        choices.tell(f"Lenken har krav som ikke finnes her: {shown}. Resten vises.")
    choices.note(PARAMETER, criteria.written(asked) or choices.NONE)
    if wanted == criteria.USUAL:
        choices.note_usual(PARAMETER)
    by_words = {criteria.words(database, one): one for one in asked}
    key = "criteria_field"
    if st.session_state.get(key) != list(by_words):
        st.session_state[key] = list(by_words)

    def remember() -> None:
        left = [by_words[words] for words in st.session_state[key]]
        choices.hold(PARAMETER, criteria.written(left) or choices.NONE)

    if by_words:  # a press on one takes it away
        st.pills("Krav (alle må være oppfylt)", list(by_words), selection_mode="multi", key=key, on_change=remember)
    with st.popover("Legg til et krav"):
        _add(database, division, asked)
    st.html(_examples(database, division))
    return tuple(asked)


def _examples(database: Database, division: str) -> Markup:
    """Lists of criteria that many ask for, a press away."""
    links = [
        markup.link(
            addresses.address(addresses.RELATIONS, {"inndeling": division, "vis": EXCEPTIONS, PARAMETER: said}), words
        )
        for said, words in examples(database, division).items()
        if not criteria.read(database, division, said)[1]
    ]
    return markup.html("<p class='subtitle'>Eksempler: {}</p>", markup.joined(links, " · "))


def _add(database: Database, division: str, asked: list[Criterion]) -> None:
    """The fields of a new criterion; they are no part of the address until it is added."""
    known = {
        id_: found for id_, found in queries.indicators(database).items() if queries.years(database, id_, division)
    }
    id_ = st.selectbox("Indikator", list(known), key="new_criterion", format_func=lambda one: known[one].short_title)
    names = queries.categories(database, id_)
    if names:
        group = st.selectbox("Er", list(names), key="new_group", format_func=names.__getitem__)
        new = Criterion(id_, IS, float(group))
    else:
        side = st.segmented_control(
            "Side", list(WORDS), default=BELOW, key="new_side", format_func=WORDS.__getitem__, required=True
        )
        year = queries.years(database, id_, division)[0]
        middle = queries.comparable(queries.values(database, id_, division, year))["value"].median()
        # A field of numbers is written with the point of English.
        said = st.text_input(
            f"Grense ({known[id_].unit})", value=text.number(float(middle), known[id_].decimals),
            key=f"new_limit_{id_}",
        )  # fmt: skip
        limit = text.parsed(said)
        if limit is None:
            st.caption(f"{choices.quoted(said)} er ikke et tall. Skriv for eksempel 1 000 eller 1,75.")
        running = st.number_input("År på rad", 1, criteria.MOST_YEARS, 1, key="new_years")
        new = None if limit is None else Criterion(id_, side or BELOW, round(limit, 6), int(running))

    def add() -> None:
        choices.hold(PARAMETER, criteria.written(list(dict.fromkeys([*asked, *filter(None, [new])]))))

    st.button("Legg til", on_click=add, type="primary", disabled=new is None)
