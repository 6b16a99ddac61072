"""Kommune: one municipality against its peers, from key figures to paper and slides."""

import streamlit as st

from dashboard import charts, choices, keyfigures, mapping, municipality, peers, queries, text, trend
from dashboard import view as current
from dashboard.data_table import data_table
from dashboard.frame import show
from dashboard.municipality_map import municipality_map
from dashboard.selection import choose_municipality, municipality_label
from dashboard.strip import rows, strips

database, selection = current.current()


def search() -> None:
    """A field that finds a municipality by part of a name, in any language and spelling, or by number."""
    typed = st.text_input(
        "Finn kommune", key="municipality_search", placeholder="Navn på norsk eller samisk, eller nummer"
    )
    if not typed:
        return
    found = peers.matching(database, selection.division, typed)
    if not found:
        st.caption(text.escaped(f"Ingen kommune i inndelingen {selection.division} heter noe med «{typed[:40]}»."))
    names = queries.municipalities(database, selection.division).set_index("code")["name"]
    with st.container(horizontal=True, gap="small"):
        for code in found:
            st.button(municipality_label(code, names[code]), key=f"found_{code}", on_click=_choose_found, args=(code,))


def _choose_found(code: str) -> None:
    choose_municipality(code)
    st.session_state["municipality_search"] = ""


def page_choices() -> municipality.Choices:
    """The page's own selectors; each is in the address."""
    known = keyfigures.choosable(database, selection.division)
    left, right = st.columns([1, 1.4], vertical_alignment="top")
    with left:
        kind = choices.one("gruppe", "Sammenlign med", peers.KINDS)
        own_list, weights = "", peers.default_weights()
        if kind == peers.OWN_LIST:
            own_list = choices.written(
                "egne", "Egne kommuner (numre eller navn, med komma mellom)", read=choices.read_list,
                write=_as_codes, placeholder="1151, Narvik, 5501",
            )  # fmt: skip
        elif kind == peers.STATISTICAL:
            weights = _weights()
    with right:
        search()
    with st.expander(f"Velg nøkkeltall (først vises {keyfigures.MOST_SHOWN} av {len(known)})", key="pick_figures"):
        shown = choices.several(
            "tall", "Nøkkeltall", list(known), usual=keyfigures.first_shown(known),
            words=lambda id_: known[id_].short_title, ids=str, placeholder="Velg ett eller flere tall",
        )  # fmt: skip
    return municipality.Choices(kind, tuple(shown), own_list, weights)


def _as_codes(own_list: str) -> str:
    """The user's own list as an address holds it: names that are known are replaced by their codes."""
    found = ((peers.read_codes(database, selection.division, part)[0] or (part,))[0] for part in own_list.split(","))
    return choices.write_list(",".join(found))


def _weights() -> dict[str, float]:
    """How much each trait counts among the statistical neighbours."""
    with st.expander("Hva skal de ligne i?", expanded=True, key="weights"):
        columns = st.columns(2)
        weights = {}
        for place, variable in enumerate(peers.VARIABLES):
            with columns[place % 2]:
                weights[variable.key] = choices.amount(
                    variable.key, variable.label, lowest=0.0, highest=3.0, usual=variable.weight, step=0.5
                )
        return weights


def sheet(view: municipality.View) -> None:
    """«Kommunearket»: what is printed on one A4."""
    show(
        municipality.sheet_figure(view),
        lambda: strips(
            rows(municipality.on_sheet(view)),
            key="sheet_strips",
            caption=f"{view.name} mot {view.group.title}",
            sheet=municipality.sheet(view),
        ),
    )


def roles(view: municipality.View) -> None:
    """The key figures, role by role; a role without any is one line."""
    for place, role in enumerate(keyfigures.ROLES):
        figures = [figure for figure in view.figures if figure.indicator.role == role]
        if not figures:
            continue
        show(
            municipality.role_figure(view, role),
            lambda figures=figures, place=place, role=role: strips(
                rows(figures, municipality.cards(view, figures)),
                key=f"strips_{place}",
                caption=f"{role.capitalize()}: {view.name} mot {view.group.title}",
                on_pick=_choose_trend,
            ),
        )
    lines = "".join(
        f"<p><b>{role.capitalize()}:</b> {line}</p>" for role, line in municipality.empty_roles(view).items()
    )
    st.html(f"<div class='figure-foot'>{lines}</div>" if lines else "<span></span>")


def _choose_trend(indicator_id: str) -> None:
    choices.hold("utvikling", indicator_id)


def development(view: municipality.View) -> None:
    """One figure over the years, against the peers' median and range."""
    known = {
        id_: indicator
        for id_, indicator in keyfigures.choosable(database, selection.division).items()
        if len(queries.years(database, id_, selection.division)) > 1 and indicator.scale not in keyfigures.NAMED_SCALES
    }
    if not known:
        return
    chosen = choices.one(
        "utvikling", "Utvikling over tid", list(known), words=lambda id_: known[id_].short_title, ids=str
    )
    figure = view.figure(chosen)
    table = trend.trend(database, selection.division, figure, view.group)
    marks = trend.breaks(database, selection.division, figure)
    shown = municipality.trend_figure(view, figure, table, marks)
    show(shown, lambda: charts.draw(trend.chart(table, figure, marks), "trend_chart", shown.alt))


def who(view: municipality.View) -> None:
    """Who the peers are, what they are alike in, and how near they are."""
    table = municipality.peers_table(view)
    shown = municipality.peers_figure(view, table)
    show(
        shown,
        lambda: data_table(table, key="peers_table", caption=shown.title, decimals=dict(shown.decimals)),
    )


page = st.container()
if selection.municipality is None:
    search()
    show(
        mapping.map_figure(database, selection),
        draw=lambda: municipality_map(
            mapping.map_view(database, selection), key="municipality_map", on_pick=choose_municipality
        ),
    )
else:
    view = municipality.view(database, selection, page_choices())
    for remark in view.group.remarks:
        st.caption(text.escaped(remark))
    sheet(view)
    roles(view)
    development(view)
    who(view)
