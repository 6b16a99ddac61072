"""Lovoppfyllelse: who meets the statutory duties, and what goes with it; three sources that are never mixed."""

import streamlit as st

from dashboard import association, commission, compliance, duty_index, pattern, peers, queries, text, view
from dashboard import compliance_figures as figures
from dashboard.compliance import MENON_TITLE, PATTERN_TITLE, Measure
from dashboard.frame import show
from dashboard.scene import Scene

MAP, GROUPS, TOGETHER, ONE, TABLE = "Kart", "Etter gruppe", "Sammenhenger", "Én kommune", "Kommisjonens bord"
MODELLED_PARTS, MEASURED_PARTS = (MAP, TABLE), (MAP, GROUPS, TOGETHER, ONE, TABLE)
LARGEST_WEIGHT = 5

database, selection = view.current()


def scene(**choices: object) -> Scene:
    return Scene(database, selection, compliance.ADDRESS, {"kilde": source, "vis": part, **choices})


def known_or_told(name: str, options: list[str], what: str) -> None:
    """A friendly line where a link asks for something that isn't there."""
    wanted = st.query_params.get(name)
    if wanted is not None and wanted not in options:
        st.info(text.escaped(f"Vi kjenner ikke {what} «{wanted[:40]}». Viser {options[0]}."))
    if st.session_state.get(name, options[0]) not in options:
        del st.session_state[name]


def choose_source() -> str:
    """One of the sources that there are figures of, with a sentence on what each is, and how to get the others."""
    found = compliance.sources(database, selection.division)
    known_or_told("kilde", found, "kilden")
    chosen = st.radio(
        "Kilde", found, captions=[compliance.MEANING[title] for title in found], key="kilde", bind="query-params"
    )
    if lines := compliance.waiting(found):
        st.caption(text.escaped(" ".join(lines)))
    return chosen


def choose_part() -> str:
    parts = list(MODELLED_PARTS if source == PATTERN_TITLE else MEASURED_PARTS)
    known_or_told("vis", parts, "visningen")
    return st.segmented_control(
        "Vis", parts, default=parts[0], required=True, key="vis", bind="query-params", wrap=True
    )


def show_pattern() -> None:
    """The modelled map with the two sliders that make its assumptions felt, and the formula behind it."""
    weights, shares = queries.pattern_settings(database)
    left, right = st.columns(2)
    with left:
        weight = st.slider(
            "Hva teller mest: størrelse (0) eller sentralitet (100)?", weights[0], weights[-1],
            weights[len(weights) // 2], weights[1] - weights[0], format="%d %%", key="sentralitet",
            bind="query-params",
        )  # fmt: skip
    with right:
        share = st.slider(
            "Hvor mye av avstanden opp til 99 tetter god økonomi?", shares[0], shares[-1], shares[0],
            shares[1] - shares[0], format="%d %%", key="okonomi", bind="query-params",
        )  # fmt: skip
    here = scene(sentralitet=weight, okonomi=share)
    show(*pattern.pattern_map(here, weight, share))
    show(*pattern.formula(here))


def chosen_degree() -> tuple[Measure | None, dict[str, object]]:
    """The total, or one area or indicator of the imported workbook."""
    labels = compliance.degrees(database)
    by_label = {label: id_ for id_, label in labels.items()}
    known_or_told("omraade", list(by_label), "området")
    label = next(iter(by_label))
    if len(by_label) > 1:
        label = st.selectbox("Grad for", list(by_label), key="omraade", bind="query-params", placeholder="Velg område")
    measure = compliance.measured(database, selection.division, by_label[label])
    if measure is None:
        st.info(f"Arbeidsboka har ingen grader i inndelingen {selection.division}. Velg en annen inndeling øverst.")
    return measure, {"omraade": label}


def chosen_index() -> tuple[Measure | None, dict[str, object]]:
    """The duty index with the user's weights; proxies only where asked for."""
    scores = queries.duty_scores(database, selection.division)
    proxies = st.toggle("Ta med indirekte mål", key="indirekte", bind="query-params")
    st.caption(duty_index.proxies_line(scores))
    areas = duty_index.areas(duty_index.counted(scores, proxies))
    weights = {}
    with st.expander("Hvor mye skal hvert område telle?"):
        columns = st.columns(2)
        for place, area in enumerate(areas):
            weights[area] = columns[place % 2].slider(
                area, 0, LARGEST_WEIGHT, 1, key=f"vekt_{place_of(area)}", bind="query-params"
            )
    measure = duty_index.measure(database, selection.division, weights, proxies)
    if measure is None:
        st.info("Ingen plikter teller med disse valgene. Gi minst ett område vekt, eller ta med indirekte mål.")
    chosen = {f"vekt_{place_of(area)}": weight for area, weight in weights.items() if weight != 1}
    return measure, {"indirekte": str(proxies).lower(), **chosen}


def place_of(area: str) -> int:
    """The number of an area among all that have duties, the same whether proxies count or not."""
    return duty_index.areas(queries.duty_scores(database, selection.division)).index(area)


def show_measure(measure: Measure, choices: dict[str, object]) -> None:
    """One part of the page for a measured degree."""
    if part == MAP:
        show(*figures.degree_map(scene(**choices), measure))
    elif part == GROUPS:
        show_groups(measure, choices)
    elif part == TOGETHER:
        show_together(measure, choices)
    else:
        show_one(measure, choices)


def show_groups(measure: Measure, choices: dict[str, object]) -> None:
    rows = association.frame(database, selection.division, measure)
    options = list(association.GROUPINGS)
    grouping = st.segmented_control(
        "Etter", options, default=options[0], required=True, key="etter", bind="query-params"
    )
    show(*figures.by_group(scene(**choices, etter=grouping), measure, rows, grouping))
    show(*figures.cells(scene(**choices), measure, rows))


def show_together(measure: Measure, choices: dict[str, object]) -> None:
    rows = association.frame(database, selection.division, measure)
    names = {factor.name: factor for factor in association.FACTORS}
    mot = st.segmented_control(
        "Mot", list(names), default=next(iter(names)), required=True, key="mot", bind="query-params"
    )
    here = scene(**choices, mot=mot)
    show(*figures.against(here, measure, rows, names[mot]))
    found = association.fit(rows)
    if found is None:
        st.info(
            f"Færre enn {association.FEWEST} kommuner har alle tallene, eller alle er like. Da sier vi ikke noe om hva "
            "verdien går sammen med når det andre er likt."
        )
        return
    show(*figures.regression(here, measure, found))
    show(*figures.exceptions(here, measure, found))


def show_one(measure: Measure, choices: dict[str, object]) -> None:
    if selection.municipality is None:
        st.info("Velg en kommune øverst for å se den alene.")
        return
    kinds = list(peers.GROUPS)
    known_or_told("gruppe", kinds, "gruppen")
    kind = st.selectbox("Sammenlign med", kinds, key="gruppe", bind="query-params", placeholder="Velg gruppe")
    group = peers.group(database, selection.division, selection.municipality, kind)
    show(*figures.focus(scene(**choices, gruppe=kind), measure, group))


source = choose_source()
part = choose_part()
if part == TABLE:
    show(*commission.panel(scene()))
elif source == PATTERN_TITLE:
    show_pattern()
else:
    chosen, own_choices = chosen_degree() if source == MENON_TITLE else chosen_index()
    if chosen is not None:
        show_measure(chosen, own_choices)
