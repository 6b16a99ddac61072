"""Kommune: one municipality against its peers, from key figures to paper and slides."""

from collections.abc import Callable, Collection
from functools import partial
from pathlib import Path

import streamlit as st
from markupsafe import Markup
from streamlit.delta_generator import DeltaGenerator

from dashboard import addresses, markup, text
from dashboard.components.dot_strip import Group, rows, strips
from dashboard.components.print_button import print_button
from dashboard.exports import slides, table_files
from dashboard.figures import ahead_panels, map_panel, official_projection, pyramid_panel, track_record_panel
from dashboard.figures.figure import Panel
from dashboard.figures.page_context import PageContext
from dashboard.figures.pictures import ChartPicture, Drawing, MapPicture, TablePicture
from dashboard.figures.show import show
from dashboard.measures import ahead, keyfigures, peers, pyramid, trend
from dashboard.state import choices, lists, presentation
from dashboard.state import run_context as current
from dashboard.state.selection import choose_municipality
from dashboard.views.municipality import (
    changes_figure,
    compared,
    duties,
    municipality,
    municipality_files,
    profile_files,
    profile_pages,
    region_figure,
    sections,
    trend_chart,
    trend_figure,
)

database, selection = current.current()


def page_choices(known: dict, trends: dict, row, trend_place, comparison_place) -> municipality.Choices:
    """The page's own selectors, each where it belongs on the page; each is in the address. The places of what is not
    shown are None.
    """
    with row:
        left, right = (st.container(key=f"choice_{place}") for place in ("peers", "figures"))
    with left:
        usual = peers.usual_kind(database, selection.division, selection.municipality)
        kind = choices.one("gruppe", "Sammenlign med", peers.KINDS, usual=usual)
    own_list, weights = "", None
    if kind == peers.OWN_LIST:
        with row.container(key="choice_further"):
            own_list = _list("egne", f"Egne kommuner: navn eller numre, opptil {peers.LONGEST_OWN_LIST}",
                             "1151, Narvik, 5501")  # fmt: skip
    elif kind == peers.STATISTICAL:
        with row.popover("Hva skal de ligne i?"):
            weights = _weights()
    with right.popover(f"Velg blant {len(known)} tall", width="stretch"):
        shown = choices.several(
            "tall", "Nøkkeltall", list(known), usual=keyfigures.first_shown(known),
            words=lambda id_: known[id_].short_title, ids=str, placeholder="Velg ett eller flere tall",
        )  # fmt: skip
    followed, beside = None, ""
    if trends and trend_place:
        with trend_place:
            followed = choices.one(
                "utvikling", "Hvilket tall", list(trends), words=lambda id_: trends[id_].short_title, ids=str
            )
    if comparison_place:
        with comparison_place:
            beside = _list("med", f"Side om side med: navn eller numre, opptil {municipality.MOST_COMPARED - 1}",
                           "De nærmeste blant sammenlignbare kommuner")  # fmt: skip
    return municipality.Choices(kind, tuple(shown), own_list, weights, followed, beside)


def _list(name: str, label: str, placeholder: str) -> str:
    """A field for a list of municipalities, by name or number."""
    return choices.written(name, label, read=lists.read, write=_as_codes, placeholder=placeholder)


def _as_codes(typed: str) -> str:
    """A list as an address holds it: names that are known are replaced by their codes."""
    found = ((peers.read_codes(database, selection.division, part)[0] or (part,))[0] for part in typed.split(","))
    return lists.write(",".join(found))


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


def take_along(profile: municipality.Profile, profile_shown: bool) -> None:
    """What a director takes to the meeting: the sheet and the profile on paper and as slides, everything as slides and
    as a workbook.
    """
    origin, name = st.context.url, f"generalistkommunen-{profile.code}-{profile.database.version}"
    with st.container(horizontal=True, gap="small", key="take_along"):
        print_button("Skriv ut profilen (to A4)" if profile_shown else "Skriv ut arket (A4)", "print")
        st.download_button(
            "Profilen (PPTX)", lambda: profile_files.deck(profile, origin), f"{name}-profil.pptx",
            slides.MEDIA_TYPE, on_click="ignore", key="profile_slides",
        )  # fmt: skip
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


def roles(profile: municipality.Profile, trends: Collection[str]) -> None:
    """The key figures, role by role; a role without any is one line."""

    def draw() -> None:
        strips(
            [
                Group(
                    role.capitalize(),
                    rows(figures, municipality.cards(profile, figures), trends, changes_figure.told(profile, figures)),
                    line,
                )
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
    choices.hold("vis", text.slug(sections.OVER_TIME))


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
    show(Panel(shown, TablePicture(table, "peers_table", "Sammenlignbare kommuner", shown.decimals)))


AHEAD: dict[str, Callable[[PageContext, int], Panel | None]] = {
    sections.HOW_MANY: ahead_panels.numbers,
    sections.CARE: ahead_panels.more,
    sections.AGES_AHEAD: ahead_panels.ages,
    sections.RECORD: lambda context, _: track_record_panel.track_record(context),
}


def show_all() -> None:
    """The page of one municipality, from what is special to what is taken along."""
    st.html(Path(municipality.__file__).with_suffix(".css"))
    known = keyfigures.choosable(database, selection.division)
    trends = trend.followable(database, selection.division, known)
    # Every figure's link holds every choice, so all are made before the first figure, each in its place on the page.
    first = st.container()
    row = st.container(horizontal=True, vertical_alignment="bottom", key="choices_row")
    index, roles_place, start, deeper_place, around_start, around_place, last = (st.container() for _ in range(7))
    with start:
        st.html(sections.anchor(sections.DEVELOPMENT))
        deeper_row = st.container(horizontal=True, vertical_alignment="bottom", key="deeper_row")
    with around_start:
        st.html(sections.anchor(sections.PEERS))
        around_row = st.container(horizontal=True, vertical_alignment="bottom", key="around_row")
    with deeper_row:
        deeper = choices.one(
            "vis", sections.DEVELOPMENT, sections.DEEPER, usual=sections.wanted(st.query_params),
            draw=st.segmented_control,
        )  # fmt: skip
    with around_row:
        around = choices.one(
            "sammen", sections.PEERS, sections.AROUND, usual=sections.wanted_around(st.query_params),
            draw=st.segmented_control,
        )  # fmt: skip
    chosen = page_choices(
        known, trends, row,
        deeper_row if deeper == sections.OVER_TIME else None, around_row if around == sections.BESIDE else None,
    )  # fmt: skip
    context = PageContext(database, selection, addresses.MUNICIPALITY)
    show_deeper = deeper_choices(context, deeper, start, deeper_row)
    with last:
        st.html(sections.anchor(sections.FILES))
        buttons = st.container()
        as_profile = choices.yes("profil", "Vis kommuneprofilen: to A4-sider med alle de utvalgte tallene")
    paper = Path(municipality.__file__).with_name("paper.css").read_text(encoding="utf-8")
    printed = "profile" if as_profile else "sheet"
    st.html(markup.html("<style>{}</style>", Markup(paper.replace("PAPER", f"st-key-figure_{printed}"))))
    link = choices.complete(selection.link(addresses.MUNICIPALITY), database.version)
    profile = municipality.profile(database, selection, chosen, link)
    with first:
        for remark in profile.group.remarks:
            st.caption(text.escaped(remark))
        sheet(profile)
    if not presentation.on():
        index.html(sections.index(), width="stretch")
    with roles_place:
        st.html(sections.anchor(sections.KEY_FIGURES))
        roles(profile, trends)
        st.html(sections.anchor(sections.CHANGES))
        show(changes_figure.panel(profile, st.html))
    with deeper_place:
        show_deeper(profile)
    with around_place:
        {sections.BESIDE: beside, sections.REGION: region, sections.WHO: who}[around](profile)
    with last:
        with buttons:
            take_along(profile, as_profile)
        if as_profile:
            show(profile_pages.panel(profile, st.html, st.context.url or ""))


def deeper_choices(
    context: PageContext, deeper: str, place: DeltaGenerator, row: DeltaGenerator
) -> Callable[[municipality.Profile], None]:
    """Draws the selectors of the part of the development that is chosen; gives what shows it."""
    if deeper == sections.OVER_TIME:
        return development
    if deeper == sections.DUTIES:
        return lambda profile: _show_or_say(duties.panel(profile), "Ingen plikter har tall i denne inndelingen.")
    if deeper == sections.AGES:
        with row:
            wanted = pyramid_panel.chosen(context, pyramid.places(database, selection.division)[selection.municipality])
        return lambda _: _pyramid(context, wanted)
    with place:
        return _ahead(context, row)


def _ahead(context: PageContext, row: DeltaGenerator) -> Callable[[municipality.Profile], None]:
    """The selectors of what lies ahead, with a place for Statistics Norway's own projection; gives what shows it."""
    official_place = st.container()
    part, year = sections.HOW_MANY, None
    if ahead.there(database):
        with row:
            part = choices.one(
                "framdel", "Framover", sections.AHEAD_PARTS, usual=sections.wanted_ahead(st.query_params),
                draw=st.segmented_control, wrap=True,
            )  # fmt: skip
            year = ahead_panels.chosen_year(context)

    def official_first(_: municipality.Profile) -> None:
        if official := official_projection.panel(context):
            with official_place:
                show(official)
        if year is None:
            st.caption(ahead_panels.LACKING)
        else:
            _show_or_say(AHEAD[part](context, year), "Kommunen har ikke tallene som dette regnes av.")

    return official_first


def _pyramid(context: PageContext, wanted) -> None:
    """The age pyramid that is chosen, or that there is none."""
    if drawn := pyramid_panel.panel(context, *wanted) if wanted else None:
        show(drawn, years=pyramid_panel.played(context, *wanted))
    else:
        st.caption(pyramid_panel.LACKING)


def _show_or_say(panel: Panel | None, otherwise: str) -> None:
    if panel:
        show(panel)
    else:
        st.caption(otherwise)


def region(profile: municipality.Profile) -> None:
    """Its labour-market region and its neighbours."""
    show(region_figure.panel(profile, st.html))


if selection.municipality is None:
    show(
        Panel(
            map_panel.map_figure(database, selection),
            MapPicture(lambda: map_panel.map_content(database, selection), "municipality_map", choose_municipality),
        )
    )
else:
    show_all()
