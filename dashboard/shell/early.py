"""Pages before Streamlit's scripts have come: the map page with the same map, statements and words, at once, and the
first words of every other page.

Streamlit's page is empty until its scripts have been read, a connection made and the page run, which takes one to two
seconds. What it will show is known when it is asked for, so the answer holds it already: a picture of the page's top,
laid out by the page's own styles, on which the map is drawn by its own script from its own figures. When Streamlit
mounts the map, the map that is drawn moves to its place and the picture goes (see municipality_map/map.js). Until then
nothing on it can be pressed, and after a moment it says so.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import duckdb
import streamlit as st
from markupsafe import Markup

from dashboard import addresses, components, markup, text
from dashboard.components.year_player.year_player import is_playable
from dashboard.data import database, queries
from dashboard.figures import figure_html, map_figures, map_panel
from dashboard.measures import weak_areas
from dashboard.shell import streamlit_door
from dashboard.state import conditions, parameters, selection
from dashboard.views.map import findings

ALIKE = {*addresses.SHARED, addresses.VERSION}
"""Parameters of views that begin as the picture does. Others show two maps, another cut or one figure alone, or are
told of in a line above it all.
"""

SELECTORS = {
    "indikator_field": "Indikator",
    "inndeling_field": "Inndeling",
    "aar_field": "År",
    "fylke_field": "Fylke",
    "municipality_chooser": "Kommune",
    "utvalg_field": "Utvalg",
    "indikator2_field": "Kart ved siden av",
}
"""The selectors of the page in their row: key -> label."""

COLOURS = {
    "primaryColor": "--st-primary-color",
    "backgroundColor": "--st-background-color",
    "secondaryBackgroundColor": "--st-secondary-background-color",
    "textColor": "--st-text-color",
    "borderColor": "--st-border-color",
}
"""Setting of the theme -> the variable that components know it by."""


PRELOAD = '<link rel="preload" as="fetch" crossorigin fetchpriority="high" href="./{}">'

BODY = """<div id='early' aria-busy='true'><style>{styles}</style>
<p class='early-said' role='status'>Henter siden …</p>
<div class='early-page' inert><h1>{title}</h1><div class='st-key-selectors'>{selectors}</div>{conditions}{findings}{cut}
<div class='early-figure'>{heading}{player}
<div class='early-map' data-figures='{address}' data-chosen='{chosen}'></div>
{foot}</div></div></div><script>{script}</script>
<script type="module" async>import {{ need }} from "./{scripts}";
need("municipality_map").drawEarly(document.querySelector('#early .early-map'), need("components").style);</script>"""
"""What is added to the body of the map page."""


WORDS = """<div id='early' data-words aria-busy='true'><style>{styles}</style>
<p class='early-said' role='status'>Henter siden …</p>
<div class='early-page' inert><h1>{title}</h1><p>{said}</p></div></div><script>{script}</script>"""
"""What is added to the body of any other page."""

SAID = {
    addresses.MUNICIPALITY: "Én kommune mot dem den ligner: nøkkeltall, endringer, utvikling, region og to A4-sider.",
    addresses.COMPLIANCE: "Hva som er målt av lovpålagte plikter, hvor, og hvor sikkert det er.",
    addresses.POPULATION: "Hvor store kommunene er, hvordan de vokser og eldes, og hvor sentralt de ligger.",
    addresses.ECONOMY: "Hva tjenestene koster per innbygger, og hvordan kommuneøkonomien er.",
    addresses.RELATIONS: "Om det er størrelse, sentralitet eller økonomi som henger sammen med et resultat.",
    addresses.NORDIC: "Kommunestrukturen i de nordiske landene.",
    addresses.ALTERNATIVES: "Hva som ville vært annerledes med andre grenser, oppgaver eller samarbeid.",
    addresses.SOURCES: "Hvert tall: hva det måler, hvor det er fra og hvem som mangler det.",
    addresses.OPEN_DATA: "Tallene som åpne data: filer, grensesnitt og hva som er endret.",
    addresses.PRESENTATION: "Visningene du har samlet.",
    addresses.ACCESSIBILITY: "Hvordan nettstedet brukes uten mus, uten syn og på papir.",
}
"""What each page is about, said until it is there."""


def words(address: str, query: str, heading: str) -> Markup:
    """What to add to the body of the page at this address: its heading, and what it is about.

    Nothing for a view of one figure alone, whose heading is another.
    """
    said = dict(addresses.pairs(query))
    if addresses.SHOWING in said or address not in SAID:
        return markup.NOTHING
    about = SAID[address]
    if address == addresses.MUNICIPALITY:
        heading, about = _of_municipality(said, heading, about)
    return markup.html(WORDS, styles=Markup(_styles()), title=heading, said=about, script=Markup(_script()))


def _of_municipality(said: dict[str, str], heading: str, about: str) -> tuple[str, str]:
    """The municipality's name and its number of inhabitants, where the address has a municipality that is known."""
    try:
        data = database.current()
        shown, _ = selection.read_link(data, {name: said.get(name, "") for name in addresses.SHARED})
        if shown.municipality is None:
            return heading, about
        year = queries.years(data, "population", shown.division)[0]
        row = queries.values_by_code(data, "population", shown.division, year).loc[shown.municipality]
        county = f"{text.short_name(row['county'])}, {text.number(row['value'])} innbyggere per 1. januar {year}."
        return selection.municipality_heading(data, shown), county
    except (database.DatabaseError, duckdb.Error):
        return heading, about


def page(query: str, title: str) -> tuple[Markup, Markup]:
    """What to add for the map page that is asked for with this query string: to its head, and to its body, as HTML.

    Both are empty for a view that begins otherwise or has something to tell about its link, and without a database.
    """
    said = dict(addresses.pairs(query))
    if any(name not in ALIKE and not parameters.OTHERS.fullmatch(name) for name in said):
        return markup.NOTHING, markup.NOTHING
    try:
        data = database.current()
        shown, messages = map_figures.asked(data, said)
        if messages or said.get(addresses.VERSION, data.version) != data.version:
            return markup.NOTHING, markup.NOTHING
        figure = map_panel.map_figure(data, shown)
        found = findings.as_html(data, shown.division)
        address = map_figures.address(data, shown)
    except (database.DatabaseError, duckdb.Error):
        return markup.NOTHING, markup.NOTHING
    said_in = {"indikator_field": queries.indicators(data)[shown.indicator].short_title}
    return markup.html(PRELOAD, address), markup.html(
        BODY,
        styles=Markup(_styles()),
        title=title,
        selectors=markup.each(
            "<div class='st-key-{}'>{}<i>{}</i></div>",
            [(key, label, said_in.get(key, "")) for key, label in SELECTORS.items()],
        ),
        conditions=_conditions(data, shown),
        findings=found,
        cut=_cut(data, shown),
        heading=figure_html.heading(figure),
        player=_player(data, shown),
        address=address,
        chosen=shown.municipality or "",
        foot=figure_html.foot(figure),
        script=Markup(_script()),
        scripts=components.first(),
    )


def _conditions(data: database.Database, shown: selection.Selection) -> Markup:
    """The conditions that the page will show below its selectors."""
    if not shown.conditions:
        return markup.NOTHING
    return markup.html(
        "<div class='early-conditions'>{}<p>{}</p></div>",
        conditions.counted(data, shown.division, shown.county, shown.conditions),
        markup.each("<span>{}</span>", shown.conditions),
    )


def _cut(data: database.Database, shown: selection.Selection) -> Markup:
    """The slider that the page will have above a count of weak areas."""
    if weak_areas.rule(queries.indicators(data)[shown.indicator]) is None:
        return markup.NOTHING
    return markup.html("<div class='early-cut'>{}<i></i></div>", weak_areas.CUT_LABEL)


def _player(data: database.Database, shown: selection.Selection) -> Markup:
    """The place of the button that plays the years, where the figure will have it; page.css says where it is."""
    years = queries.years(data, shown.indicator, shown.division)
    return Markup("<div class='st-key-player_early'></div>") if is_playable(years, shown.year) else markup.NOTHING


@cache
def _styles() -> str:
    themes = {kind: _variables(kind) for kind in ("light", "dark")}
    variables = f"#early {{ {themes['light']} }} #early.dark {{ {themes['dark']} }}"
    return variables + _text("page.css") + _text("early.css")


@cache
def _script() -> str:
    return streamlit_door.script(Path(__file__).with_name("early.js"))


def _text(name: str) -> str:
    return Path(__file__).with_name(name).read_text(encoding="utf-8")


def _variables(theme: str) -> str:
    """The theme's colours and letters as the components' styles know them."""
    said = [f"{name}: {st.get_option(f'theme.{theme}.{setting}')};" for setting, name in COLOURS.items()]
    font, radius = st.get_option("theme.font"), st.get_option("theme.baseRadius")
    return " ".join([*said, f"--st-font: {font};", f"--st-base-radius: {radius};", f"color-scheme: {theme};"])
