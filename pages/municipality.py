"""Kommune: one municipality against its peers, from key figures to paper and slides."""

from functools import partial
from pathlib import Path

import streamlit as st

from dashboard import addresses, text
from dashboard.components.dot_strip import Group, rows, strips
from dashboard.exports import slides, table_files
from dashboard.figures import ahead_panels, map_panel, official_projection, pyramid_panel
from dashboard.figures.figure import Panel
from dashboard.figures.page_context import PageContext
from dashboard.figures.pictures import ChartPicture, Drawing, MapPicture, TablePicture
from dashboard.figures.show import show
from dashboard.measures import ahead, keyfigures, peers, pyramid, trend
from dashboard.state import choices
from dashboard.state import run_context as current
from dashboard.state.selection import choose_municipality
from dashboard.views.municipality import compared, duties, municipality, municipality_files, trend_chart, trend_figure

database, selection = current.current()


def page_choices(known: dict, trends: dict, places: list) -> municipality.Choices:
    """The page's own selectors, each where it belongs on the page; each is in the address."""
    row, trend_place, comparison_place = places
    with row:
        left, right, middle = st.columns([1.1, 0.8, 1.6], vertical_alignment="bottom")
    with left:
        usual = peers.usual_kind(database, selection.division, selection.municipality)
        kind = choices.one("gruppe", "Sammenlign med", peers.KINDS, usual=usual)
    own_list, weights = "", None
    if kind == peers.OWN_LIST:
        with middle:
            own_list = _list("egne", f"Egne kommuner: navn eller numre, opptil {peers.LONGEST_OWN_LIST}",
                             "1151, Narvik, 5501")  # fmt: skip
    elif kind == peers.STATISTICAL:
        with middle.popover("Hva skal de ligne i?", width="stretch"):
            weights = _weights()
    with right.popover(f"Velg blant {len(known)} tall", width="stretch"):
        shown = choices.several(
            "tall", "Nøkkeltall", list(known), usual=keyfigures.first_shown(known),
            words=lambda id_: known[id_].short_title, ids=str, placeholder="Velg ett eller flere tall",
        )  # fmt: skip
    followed = None
    if trends:
        with trend_place:
            followed = choices.one(
                "utvikling", "Utvikling over tid", list(trends), words=lambda id_: trends[id_].short_title, ids=str
            )
    with comparison_place:
        beside = _list("med", f"Side om side med: navn eller numre, opptil {municipality.MOST_COMPARED - 1}",
                       "De nærmeste blant sammenlignbare kommuner")  # fmt: skip
    return municipality.Choices(kind, tuple(shown), own_list, weights, followed, beside)


def _list(name: str, label: str, placeholder: str) -> str:
    """A field for a list of municipalities, by name or number."""
    return choices.written(name, label, read=choices.read_list, write=_as_codes, placeholder=placeholder)


def _as_codes(typed: str) -> str:
    """A list as an address holds it: names that are known are replaced by their codes."""
    found = ((peers.read_codes(database, selection.division, part)[0] or (part,))[0] for part in typed.split(","))
    return choices.write_list(",".join(found))


DECORRELATED, WEIGHTED = "Uten dobbelttelling", "Egne vekter"


def _weights() -> dict[str, float] | None:
    """How much each trait counts among the statistical neighbours; None where what they share is to count once."""
    way = choices.one("avstand", "Avstand", [DECORRELATED, WEIGHTED], draw=st.segmented_control)
    if way == DECORRELATED:
        st.caption(f"{peers.distance_words(None)} Avstandene vises nederst på siden.")
        return None
    st.caption("0 er uten betydning. Avstanden måles i standardavvik og vises nederst på siden.")
    return {
        variable.key: choices.amount(
            variable.key, variable.label, lowest=0.0, highest=3.0, usual=variable.weight, step=0.5
        )
        for variable in peers.VARIABLES
    }


def take_along(profile: municipality.Profile) -> None:
    """What a director takes to the meeting: the sheet as a slide, everything as slides, everything as a workbook."""
    origin, name = st.context.url, f"generalistkommunen-{profile.code}-{profile.database.version}"
    with st.container(horizontal=True, gap="small", key="take_along"):
        st.download_button(
            "Arket som lysbilde (PPTX)", lambda: municipality_files.sheet_deck(profile, origin), f"{name}-ark.pptx",
            slides.MEDIA_TYPE, on_click="ignore", key="sheet_slide",
        )  # fmt: skip
        st.download_button(
            "Alt som lysbilder (PPTX)", lambda: municipality_files.whole_deck(profile, origin), f"{name}.pptx",
            slides.MEDIA_TYPE, on_click="ignore", key="whole_deck",
        )  # fmt: skip
        st.download_button(
            "Alt som regneark (XLSX)", lambda: municipality_files.workbook(profile), f"{name}.xlsx",
            table_files.XLSX_MEDIA_TYPE, on_click="ignore", key="whole_workbook",
        )  # fmt: skip


def sheet(profile: municipality.Profile) -> None:
    """«Kommunearket»: what is printed on one A4."""

    def draw() -> None:
        strips(
            [Group("", rows(municipality.on_sheet(profile)))],
            key="sheet_strips",
            caption=f"{profile.name} mot {profile.group.title}",
            sheet=municipality.sheet(profile),
        )

    show(Panel(municipality.sheet_figure(profile), Drawing(draw, lambda: municipality_files.SheetContent(profile))))


def roles(profile: municipality.Profile) -> None:
    """The key figures, role by role; a role without any is one line."""

    def draw() -> None:
        strips(
            [
                Group(role.capitalize(), rows(figures, municipality.cards(profile, figures), trends), line)
                for role, figures, line in municipality.by_role(profile)
            ],
            key="role_strips",
            caption=f"Nøkkeltall for {profile.name} mot {profile.group.title}",
            on_pick=_choose_trend,
        )

    on_slide = partial(municipality_files.key_figures, municipality.in_order(profile))
    show(Panel(municipality.roles_figure(profile), Drawing(draw, on_slide)))


def _choose_trend(indicator_id: str) -> None:
    choices.hold("utvikling", indicator_id)


def development(profile: municipality.Profile) -> None:
    """One figure over the years, against the peers' median and range."""
    if profile.choices.trend is None:
        return
    figure = profile.figure(profile.choices.trend)
    table = trend.trend(database, selection.division, figure, profile.group)
    marks = trend.breaks(database, selection.division, figure)
    shown = trend_figure.trend_figure(profile, figure, table, marks)
    show(Panel(shown, ChartPicture(lambda: trend_chart.chart(table, figure, marks), "trend_chart", shown.alt)))


def beside(profile: municipality.Profile) -> None:
    """Two to ten municipalities side by side."""
    table = compared.comparison_table(profile)
    picture = Drawing(
        lambda: st.html(compared.comparison_html(profile, table)), lambda: municipality_files.comparison(profile)
    )
    show(Panel(compared.comparison_figure(profile, table), picture))


def who(profile: municipality.Profile) -> None:
    """Who the peers are, what they are alike in, and how near they are."""
    table = compared.peers_table(profile)
    shown = compared.peers_figure(profile, table)
    show(Panel(shown, TablePicture(table, "peers_table", shown.title, shown.decimals)))


def show_ahead(context: PageContext, year: int | None) -> None:
    """«Framover»: how many there would be if the pattern went on, and how the same computation did before."""
    if year is None:
        st.caption(ahead_panels.LACKING)
        return
    for panel in (
        ahead_panels.numbers(context),
        ahead_panels.ages(context, year),
        ahead_panels.more(context, year),
        ahead_panels.track_record(context),
    ):
        if panel:
            show(panel)


if selection.municipality is None:
    show(
        Panel(
            map_panel.map_figure(database, selection),
            MapPicture(lambda: map_panel.map_view(database, selection), "municipality_map", choose_municipality),
        )
    )
else:
    st.html(Path(municipality.__file__).with_suffix(".css"))
    known = keyfigures.choosable(database, selection.division)
    trends = trend.followable(database, selection.division, known)
    # Every figure's link holds every choice, so all are made before the first figure, each in its place on the page.
    row, first, duties_place, trend_place, middle, pyramid_place, ahead_place, comparison_place, last = (
        st.container() for _ in range(9)
    )
    chosen = page_choices(known, trends, [row, trend_place, comparison_place])
    context = PageContext(database, selection, addresses.MUNICIPALITY)
    with pyramid_place:
        wanted = pyramid_panel.chosen(context, pyramid.places(database, selection.division)[selection.municipality])
    year = None
    with ahead_place:
        official_place = st.container()
    if ahead.there(database):
        with ahead_place:
            st.info(f"Framover. {ahead.WARNING} {ahead.NAME} (modellert).")
            year = ahead_panels.chosen_year(context)
    link = choices.complete(selection.link(addresses.MUNICIPALITY), database.version)
    profile = municipality.profile(database, selection, chosen, link)
    with first:
        for remark in profile.group.remarks:
            st.caption(text.escaped(remark))
        take_along(profile)
        sheet(profile)
        roles(profile)
    with duties_place:
        if found := duties.panel(profile):
            show(found)
    with middle:
        development(profile)
    with pyramid_place:
        drawn = pyramid_panel.panel(context, *wanted) if wanted else None
        if drawn:
            show(drawn, years=pyramid_panel.played(context, *wanted))
        else:
            st.caption(pyramid_panel.LACKING)
    if official := official_projection.panel(context):
        with official_place:
            show(official)
    with ahead_place:
        show_ahead(context, year)
    with last:
        beside(profile)
        who(profile)
