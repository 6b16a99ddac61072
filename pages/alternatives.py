"""Regneeksempler: what if tasks differed, municipalities merged or cooperated, or grants were divided anew."""

import re

import streamlit as st

from dashboard import addresses, text
from dashboard.data import queries, sources_queries
from dashboard.figures import transfers_panel
from dashboard.figures.page_context import PageContext
from dashboard.figures.show import show
from dashboard.measures import cooperation, grants, thresholds
from dashboard.state import choices, conditions, run_context
from dashboard.views.alternatives import (
    alternatives,
    cooperation_figures,
    grant_figures,
    merger_choices,
    merger_country,
    merger_figures,
    merger_scale,
    threshold_figures,
)

database, selection = run_context.current()
division = selection.division
context = PageContext(database, selection, addresses.ALTERNATIVES)


def segments(name: str, label: str, options: dict[str, str], **look: object) -> str:
    """A choice of one among few, by id."""
    return choices.one(
        name, label, list(options), words=options.__getitem__, ids=str, draw=st.segmented_control, wrap=True, **look
    )


def indicator(name: str, label: str, **look: object) -> queries.Indicator:
    """A choice of one of the indicators that an example may go by; inhabitants where nothing is chosen."""
    known = alternatives.choosable(database, division)
    return known[
        choices.one(
            name, label, list(known), usual="population", words=lambda id_: known[id_].short_title, ids=str, **look
        )
    ]


# --- Different tasks ------------------------------------------------------------------------------------------------


def show_threshold() -> None:
    criterion_place, low_place, high_place, side_place = st.columns([3, 1.4, 1.4, 2.6])
    with criterion_place:
        criterion = indicator("kriterium", "Kriterium", changed=forget_limits)
    year = queries.years(database, criterion.indicator_id, division)[0]
    values = queries.values(database, criterion.indicator_id, division, year)["value"]
    usual, usual_side = thresholds.usual_limit(criterion, values)
    with low_place:
        low = limit("grense", "Grense", text.number(usual, criterion.decimals))
    with high_place:
        high = limit("grense2", "Øvre grense", "ingen")
    with side_place:
        side = segments("omfattet", "Omfattet", thresholds.SIDES, usual=usual_side)
    limits, messages = thresholds.read_limits((low, high), usual, criterion.decimals)
    for message in messages:
        st.info(text.escaped(message))
    threshold = thresholds.Threshold(criterion, year, limits, side)
    show(threshold_figures.who_map(context, threshold))
    for panel in threshold_figures.by_county_and_class(context, threshold):
        show(panel)
    show(threshold_figures.compared(context, threshold))


def limit(name: str, label: str, usual: str) -> str:
    return choices.written(
        name, label, read=lambda held: held.replace(".", ","), write=held_limit, placeholder=usual, max_chars=20
    )


def held_limit(typed: str) -> str:
    """A number as the address holds it: «1 200,5» is «1200.5»."""
    plain = re.sub(r"[\s.]", "", typed).replace(",", ".").replace("\u2212", "-")
    return plain if re.fullmatch(r"-?[\d.]*", plain, re.ASCII) else text.slug(typed)


def forget_limits() -> None:
    """A limit and a side belong to their criterion."""
    for name in ("grense", "grense2", "omfattet"):
        choices.hold(name, None)


# --- Mergers --------------------------------------------------------------------------------------------------------


def show_mergers() -> None:
    merged, pick = merger_choices.chosen(context)
    map_place = st.container()
    new_map = merger_figures.new_map(merged, indicator("kart", "Vis på kartet", width=420), pick)
    with map_place:
        show(new_map)
    if not merged.units:
        return
    show(merger_country.national_panel(merged))
    classes = merger_country.classes_panel(merged)
    if classes:
        show(classes)
    show(merger_figures.units_panel(merged))
    unit = merged.units[0]
    if len(merged.units) > 1:
        by_first = {unit[0]: unit for unit in merged.units}
        first = choices.one(
            "enhet", "Se nærmere på en enhet", list(by_first), words=lambda code: f"{code} {merged.names[code]}",
            ids=str, width=420,
        )  # fmt: skip
        unit = by_first[first]
    show(merger_figures.unit_panel(merged, unit))
    if (suggested := merger_scale.scale_panel(merged, unit)) is not None:
        show(suggested)


# --- Cooperation ------------------------------------------------------------------------------------------------------


def show_cooperation() -> None:
    kind = segments("omraade", "Området", cooperation.KINDS)
    km = cooperation.USUAL_KM
    if kind == cooperation.DISTANCE:
        km = choices.amount(
            "km", "Luftlinje fra den valgte kommunen (km)", lowest=10, highest=300, usual=km, step=10, width=420
        )
    if selection.municipality is None:
        st.info("Velg en kommune øverst for å se den sammen med kommunene rundt.")
    else:
        area = cooperation_figures.Area(context, selection.municipality, kind, km)
        show(cooperation_figures.area_map(area))
        show(cooperation_figures.sums(area))
        duties = cooperation_figures.duties(area)
        if duties:
            show(duties)
        else:
            st.caption("Hvilke plikter som er svake i området, kommer med neste henting fra KOSTRA.")
    show(cooperation_figures.forms(context))


# --- State grants -----------------------------------------------------------------------------------------------------


def show_grants() -> None:
    known = {
        id_: grant
        for id_, grant in grants.declared(queries.indicators(database)).items()
        if queries.years(database, id_, division)
    }
    if not known:
        st.info(text.escaped(grants.lacking_line(sources_queries.unavailable(database))))
        return
    left, middle, right = st.columns([3, 2, 1.6])
    with left:
        chosen = choices.several(
            "valgte", "Tilskudd som legges inn i rammetilskuddet", list(known), usual=list(known)[:1],
            words=lambda id_: known[id_].short_title, ids=str, placeholder="Velg ett eller flere tilskudd",
        )  # fmt: skip
    with middle:
        key = segments("fordeling", "Fordeles", grants.KEYS)
    with right:
        shown = segments("kartet", "Kartet viser", grant_figures.SHOWN)
    if not chosen:
        st.info("Velg minst ett tilskudd.")
        return
    # All choices are made before the first figure, whose link holds them.
    example, transfers = st.container(), st.container()
    with transfers:
        wanted = transfers_panel.chosen(context)
    picked = grant_figures.Chosen(context, tuple(known[id_] for id_ in chosen), key, shown)
    with example:
        show(grant_figures.shift_map(picked))
        for panel in grant_figures.group_panels(picked):
            show(panel)
    with transfers:
        for panel in transfers_panel.panels(context, *wanted):
            show(panel)


part = segments("vis", "Vis", alternatives.PARTS, usual=alternatives.THRESHOLD)
st.html(alternatives.standing_html(part))
if part == alternatives.COOPERATION:
    conditions.tell_partly(selection.conditions)
{
    alternatives.THRESHOLD: show_threshold,
    alternatives.MERGERS: show_mergers,
    alternatives.COOPERATION: show_cooperation,
    alternatives.GRANTS: show_grants,
}[part]()
