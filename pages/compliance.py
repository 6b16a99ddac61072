"""Lovoppfyllelse: who meets the statutory duties, and what goes with it; three sources that are never mixed, each on a
tab of its own: what is measured, the ministry's workbook, and an illustration.
"""

from collections.abc import Sequence

import streamlit as st

from dashboard import addresses, markup, text
from dashboard.data import compliance_queries, queries
from dashboard.figures import transfers_panel
from dashboard.figures.page_context import PageContext
from dashboard.figures.show import show
from dashboard.measures import association, peers
from dashboard.measures.factors import FACTORS, GROUPINGS
from dashboard.measures.pattern import SHARE, SHARE_STEP, STEEPNESSES, WEIGHT, WEIGHT_STEP, Setting
from dashboard.state import choices, conditions, lists, run_context
from dashboard.views.compliance import (
    association_figures,
    commission,
    compliance,
    duty_index,
    focus_figures,
    known,
    measured,
    pattern,
)
from dashboard.views.compliance import compliance_figures as figures
from dashboard.views.compliance.compliance import DUTIES_TITLE, MENON_TITLE, PATTERN_TITLE, Measure

MAP, GROUPS, TOGETHER, ONE, TABLE = "Kart", "Etter gruppe", "Sammenhenger", "Én kommune", "Kommisjonens bord"
EACH, KNOWN, CURVE = "Plikt for plikt", "Dette vet vi", "Kurven"
PARTS = {
    DUTIES_TITLE: (EACH, MAP, GROUPS, TOGETHER, ONE, KNOWN, TABLE),
    MENON_TITLE: (MAP, GROUPS, TOGETHER, ONE, TABLE),
    PATTERN_TITLE: (CURVE, MAP, TABLE),
}
# What is looked at of the duties: all of them together, or one.
INDEX = "indeks"
LARGEST_WEIGHT = 5
WORKBOOK = (
    "https://www.regjeringen.no/no/tema/kommuner-og-regioner/kommunedata/lovoppfyllelse-i-norske-kommuner/id2999281/"
)

database, selection = run_context.current()


def context(**choices: object) -> PageContext:
    return PageContext(database, selection, addresses.COMPLIANCE, {"kilde": compliance.SOURCE_NAMES[source], **choices})


def choose_source() -> str:
    """One of the three tabs, with a sentence on what is in it; the illustration's stands in its banner."""
    with st.container(key="tabs"):
        chosen = choices.one(
            "kilde", "Kilde", list(compliance.TABS), usual=compliance.usual(database),
            words=compliance.TABS.__getitem__, ids=compliance.SOURCE_NAMES.__getitem__, draw=st.segmented_control,
            width="stretch", label_visibility="collapsed", changed=lambda: choices.hold("vis", None),
        )  # fmt: skip
    if chosen in compliance.MEANING:
        st.caption(compliance.MEANING[chosen])
    return chosen


def segments(name: str, label: str, options: Sequence[str]) -> str:
    """A choice of one that is part of the address."""
    return choices.one(name, label, list(options), draw=st.segmented_control, wrap=True)


def show_pattern() -> None:
    """The curve or its map, with the sliders that make its assumptions felt, and the formula behind it."""
    with settings:
        steepness = choices.one(
            "bratthet", "Hvor bratt er kurven?", STEEPNESSES, usual=Setting.steepness, words=pattern.decimal,
            ids="{:g}".format, draw=st.select_slider,
        )  # fmt: skip
        weight = choices.amount(
            "sentralitet", "Sentralitet mot størrelse", lowest=WEIGHT[0], highest=WEIGHT[1], usual=50,
            step=WEIGHT_STEP, format="%d %%",
        )  # fmt: skip
        share = choices.amount(
            "okonomi", "God økonomi tetter opp mot 99", lowest=SHARE[0], highest=SHARE[1],
            usual=0, step=SHARE_STEP, format="%d %%",
        )  # fmt: skip
    setting = Setting(steepness, weight, share)
    show(pattern.plane(context(), setting) if part == CURVE else pattern.pattern_map(context(), setting))
    show(pattern.formula(context()))


def show_no_workbook() -> None:
    """What stands in the ministry's workbook, and how to get it, where it has not been imported."""
    st.info(
        "Departementets arbeidsbok er ikke lest inn, så ingen kommune har en grad her ennå. Utvalget oppgir spennet "
        "fra 50 til 99 prosent. Når den er lest inn, kommer graden for hver kommune, samlet og for hvert "
        "tjenesteområde, på kartet og i tabell."
    )
    st.html(
        markup.html(
            "<p class='note'>{}. Hvordan den leses inn, står under «Slik hentes tallene» på siden {}.</p>",
            markup.outward(WORKBOOK, "Arbeidsboka hos departementet"),
            markup.link(addresses.address(addresses.SOURCES, {}), "Kilder og metode"),
        )
    )
    show_known()


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
    # An index of few areas would be about those, and one of proxies about them.
    areas = {one.duty_area for one in known.values() if one.duty_kind == "measured"}
    index = [INDEX] if len(areas) >= duty_index.MINIMUM_AREAS else []
    with settings:
        wanted = choices.one(
            measured.CHOICE, "Plikt", [*index, *known], ids=str,
            words=lambda id_: "Alle målte (indeksen)" if id_ == INDEX else measured.label(known[id_]),
        )  # fmt: skip
    return chosen_index() if wanted == INDEX else measured.measure(database, selection.division, wanted)


def show_known() -> None:
    """The committee's findings against what is measured, and the figures behind."""
    show(known.panel(context()))
    if behind := known.behind(context()):
        show(behind)


def show_each() -> None:
    """Every duty for itself, and which duties have no figures, and why."""
    if measured.duties(database, selection.division):
        show(measured.overview(context()))
    else:
        st.info("Ingen av tallene som er hentet, sier noe om en plikt i denne inndelingen.")
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
    elif measure.names and part in (GROUPS, TOGETHER):
        show_yes_or_no(measure)
    elif part == GROUPS:
        rows = association.frame(database, selection.division, measure)
        show(figures.by_group(context(), measure, rows, segments("etter", "Etter", list(GROUPINGS))))
        show(figures.cells(context(), measure, rows))
    elif part == TOGETHER:
        show_together(measure)
    else:
        show_one(measure)


def show_yes_or_no(measure: Measure) -> None:
    """Where to look for what goes with a yes or no, which has no median and no difference in points."""
    (indicator,) = measure.indicators
    st.info(f"«{indicator.short_title}» er ja eller nei og har ingen median. Hvem som svarer hva, står på kartet.")
    where = addresses.address(addresses.RELATIONS, {"y": indicator.indicator_id})
    st.html(markup.html("<p class='note'>{}.</p>", markup.link(where, "Hva svaret henger sammen med")))


def show_together(measure: Measure) -> None:
    rows = association.frame(database, selection.division, measure)
    factors = {factor.name: factor for factor in FACTORS}
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
                "egne", f"Egne kommuner: navn eller numre, opptil {peers.LONGEST_OWN_LIST}", read=lists.read,
                write=lists.write, placeholder="1151, Narvik, 5501",
            )  # fmt: skip
    group = peers.group(database, selection.division, selection.municipality, kind, own_list=own_list)
    show(focus_figures.focus(context(), measure, group))


source = choose_source()
# In one row what is shown and what it depends on, so that the map is in sight while they are tried.
settings = st.container(horizontal=True, key="settings")
with settings:
    part = segments("vis", "Vis", PARTS[source])
if part in (TABLE, KNOWN, TOGETHER, ONE):
    conditions.tell_partly(selection.conditions)
if part == TABLE:
    show(commission.panel(context()))
    for panel in transfers_panel.panels(context(), *transfers_panel.chosen(context())):
        show(panel)
elif source == PATTERN_TITLE:
    show_pattern()
elif part == EACH:
    show_each()
elif part == KNOWN:
    show_known()
elif source == MENON_TITLE and compliance_queries.MENON not in queries.all_indicators(database):
    show_no_workbook()
else:
    chosen = chosen_degree() if source == MENON_TITLE else chosen_duty()
    if chosen is not None:
        show_measure(chosen)
