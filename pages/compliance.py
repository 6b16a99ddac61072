"""Lovoppfyllelse: who meets the statutory duties, and what goes with it; three sources that are never mixed."""

from collections.abc import Sequence

import streamlit as st

from dashboard import addresses, markup, text
from dashboard.data import compliance_queries, queries
from dashboard.figures import transfers_panel
from dashboard.figures.page_context import PageContext
from dashboard.figures.show import show
from dashboard.measures import association, peers
from dashboard.state import choices, run_context
from dashboard.views.compliance import (
    association_figures,
    commission,
    compliance,
    duty_index,
    focus_figures,
    measured,
    pattern,
)
from dashboard.views.compliance import compliance_figures as figures
from dashboard.views.compliance.compliance import DUTIES_TITLE, MENON_TITLE, PATTERN_TITLE, Measure

MAP, GROUPS, TOGETHER, ONE, TABLE = "Kart", "Etter gruppe", "Sammenhenger", "Én kommune", "Kommisjonens bord"
EACH = "Plikt for plikt"
PARTS = {
    MENON_TITLE: (MAP, GROUPS, TOGETHER, ONE, TABLE),
    DUTIES_TITLE: (EACH, MAP, GROUPS, TOGETHER, ONE, TABLE),
    PATTERN_TITLE: (MAP, TABLE),
}
# What is looked at of the duties: all of them together, or one.
INDEX = "indeks"
LARGEST_WEIGHT = 5
# Of the sources, whose sentences then stand on one line on a wide screen, and of how to get the others.
SOURCE_WIDTHS = (11, 9)

database, selection = run_context.current()


def context(**choices: object) -> PageContext:
    return PageContext(database, selection, addresses.COMPLIANCE, {"kilde": compliance.SOURCE_NAMES[source], **choices})


def choose_source() -> str:
    """One of the sources that there are figures of, with a sentence on each; beside them how to get the others."""
    found = compliance.sources(database, selection.division)
    lines = compliance.unavailable(found)
    left, right = st.columns(SOURCE_WIDTHS) if lines else (st.container(), None)
    with left:
        chosen = choices.one(
            "kilde", "Kilde", found, ids=compliance.SOURCE_NAMES.__getitem__, draw=st.radio,
            captions=[compliance.MEANING[title] for title in found], changed=lambda: choices.hold("vis", None),
        )  # fmt: skip
    if right:
        right.caption(text.escaped(" ".join(lines)))
    return chosen


def segments(name: str, label: str, options: Sequence[str]) -> str:
    """A choice of one that is part of the address."""
    return choices.one(name, label, list(options), draw=st.segmented_control, wrap=True)


def show_pattern() -> None:
    """The modelled map with the two sliders that make its assumptions felt, and the formula behind it."""
    weights, shares = compliance_queries.pattern_settings(database)
    with settings:
        weight = choices.amount(
            "sentralitet", "Hva teller mest: størrelse (0) eller sentralitet (100)?", lowest=weights[0],
            highest=weights[-1], usual=weights[len(weights) // 2], step=weights[1] - weights[0], format="%d %%",
        )  # fmt: skip
        share = choices.amount(
            "okonomi", "Hvor mye av avstanden opp til 99 tetter god økonomi?", lowest=shares[0], highest=shares[-1],
            usual=shares[0], step=shares[1] - shares[0], format="%d %%",
        )  # fmt: skip
    show(pattern.pattern_map(context(), nearest(weight, weights), nearest(share, shares)))
    show(pattern.formula(context()))


def nearest(value: float, known: Sequence[int]) -> int:
    """The setting that the database holds; an address may name one between two."""
    return min(known, key=lambda setting: abs(setting - value))


def chosen_degree() -> Measure | None:
    """The total, or one area or indicator of the imported workbook."""
    labels = compliance.degrees(database)
    wanted = compliance_queries.MENON
    if len(labels) > 1:
        with settings:
            wanted = choices.one(
                "omraade", "Grad for", list(labels), words=labels.__getitem__,
                ids=lambda id_: id_.removeprefix(compliance_queries.MENON).removeprefix("_") or "samlet",
            )  # fmt: skip
    measure = compliance.measured(database, selection.division, wanted)
    if measure is None:
        label = queries.division_label(database, selection.division)
        st.info(f"Arbeidsboka har ingen grader av dette slaget i inndelingen {label}.")
    return measure


def chosen_duty() -> Measure | None:
    """The index of all measured duties, or one duty."""
    known = measured.duties(database, selection.division)
    # An index of no measured duty would be about proxies alone.
    index = [INDEX] if any(one.duty_kind == "measured" for one in known.values()) else []
    with settings:
        wanted = choices.one(
            measured.CHOICE, "Plikt", [*index, *known], ids=str,
            words=lambda id_: "Alle målte (indeksen)" if id_ == INDEX else measured.label(known[id_]),
        )  # fmt: skip
    return chosen_index() if wanted == INDEX else measured.measure(database, selection.division, wanted)


def show_each() -> None:
    """Every duty for itself, and which duties have no figures, and why."""
    show(measured.overview(context()))
    lines = measured.unavailable_lines(database)
    if lines:
        with st.expander(f"{text.count(len(lines), 'plikt', 'plikter')} mangler tall"):
            st.html(markup.each("<p class='note'>{}</p>", lines))


def chosen_index() -> Measure | None:
    """The duty index with the user's weights; proxies only where asked for."""
    scores = compliance_queries.duty_scores(database, selection.division)
    with settings, st.container(gap="xsmall"):
        proxies = choices.yes("indirekte", "Ta med indirekte mål")
        st.caption(duty_index.proxies_line(scores))
    areas = duty_index.areas(scores)
    counted = duty_index.areas(duty_index.counted(scores, proxies))
    with st.expander("Hvor mye skal hvert område telle?"):
        columns = st.columns(2)
        weights = {}
        for place, area in enumerate(counted):
            with columns[place % 2]:
                weights[area] = choices.amount(
                    f"vekt_{areas.index(area) + 1}", area, lowest=0, highest=LARGEST_WEIGHT, usual=1, step=1
                )
    measure = duty_index.measure(database, selection.division, weights, proxies)
    if measure is None:
        st.info("Ingen plikter teller med disse valgene. Gi minst ett område vekt, eller ta med indirekte mål.")
    return measure


def show_measure(measure: Measure) -> None:
    """One part of the page for a measured degree."""
    if part == MAP:
        show(figures.degree_map(context(), measure))
    elif part == GROUPS:
        rows = association.frame(database, selection.division, measure)
        show(figures.by_group(context(), measure, rows, segments("etter", "Etter", list(association.GROUPINGS))))
        show(figures.cells(context(), measure, rows))
    elif part == TOGETHER:
        show_together(measure)
    else:
        show_one(measure)


def show_together(measure: Measure) -> None:
    rows = association.frame(database, selection.division, measure)
    factors = {factor.name: factor for factor in association.FACTORS}
    show(association_figures.against(context(), measure, rows, factors[segments("mot", "Mot", list(factors))]))
    found = association.fit(rows)
    if found is None:
        st.info(
            f"Færre enn {association.FEWEST} kommuner har alle tallene, eller alle er like. Da sier vi ikke noe om hva "
            f"{measure.noun}en henger sammen med når det andre er likt."
        )
        return
    show(association_figures.regression(context(), measure, found))
    show(association_figures.exceptions(context(), measure, found))


def show_one(measure: Measure) -> None:
    if selection.municipality is None:
        st.info("Velg en kommune øverst for å se den alene.")
        return
    left, right = st.columns(2)
    with left:
        kind = choices.one("gruppe", "Sammenlign med", peers.KINDS)
    own_list = ""
    if kind == peers.OWN_LIST:
        with right:
            own_list = choices.written(
                "egne", f"Egne kommuner: navn eller numre, opptil {peers.LONGEST_OWN_LIST}", read=choices.read_list,
                write=choices.write_list, placeholder="1151, Narvik, 5501",
            )  # fmt: skip
    group = peers.group(database, selection.division, selection.municipality, kind, own_list=own_list)
    show(focus_figures.focus(context(), measure, group))


source = choose_source()
# In one row what is shown and what it depends on, so that the map is in sight while they are tried.
settings = st.container(horizontal=True, key="settings")
with settings:
    part = segments("vis", "Vis", PARTS[source])
if part == TABLE:
    show(commission.panel(context()))
    for panel in transfers_panel.panels(context(), *transfers_panel.chosen(context())):
        show(panel)
elif source == PATTERN_TITLE:
    show_pattern()
elif part == EACH:
    show_each()
else:
    chosen = chosen_degree() if source == MENON_TITLE else chosen_duty()
    if chosen is not None:
        show_measure(chosen)
