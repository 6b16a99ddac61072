"""Kart: every municipality on a map, one indicator and year at a time, with the committee's findings above it."""

from dataclasses import replace

import streamlit as st

from dashboard import addresses, markup
from dashboard.data import queries
from dashboard.figures import map_figures, map_panel
from dashboard.figures.figure import Panel
from dashboard.figures.pictures import MapPicture
from dashboard.figures.show import Years, show
from dashboard.measures import weak_areas
from dashboard.state import choices, presentation, run_context
from dashboard.state.selection import Selection, choose_municipality, forget_year
from dashboard.views.map import findings

COMPLIANCE_MAPS = {"plikter": "målt", "menon": "KDD/Menon", "monster": "illustrasjon (modellert)"}
"""The sources of the page on compliance, as addresses call them, and what they are called here."""

COMPLIANCE_KEEPS = {addresses.DIVISION, addresses.COUNTY, addresses.CHOSEN, addresses.SUBSET}
"""What of the selection is kept on the way there."""

database, selection = run_context.current()

known = queries.indicators(database)
with choices.row():
    second = choices.one(
        "indikator2",
        "Kart ved siden av",
        list(known),
        clearable=True,
        words=lambda id_: known[id_].short_title,
        ids=str,
        placeholder="Ett kart",
        changed=lambda: forget_year(database, "indikator2", "aar2"),
        help="Et kart til: en annen indikator, eller den samme i et annet år. Kartene zoomes og pekes i sammen.",
    )
    beside = None
    if second:
        years = queries.years(database, second, selection.division)
        others = (year for year in years if second != selection.indicator or year != selection.year)
        other = choices.one("aar2", "År i det andre kartet", years, usual=next(others, years[0]))
        beside = replace(selection, indicator=second, year=other)


def chosen_cut() -> int | None:
    """Where a count of weak areas is cut, if it is shown and the reader has moved the cut."""
    rule = next(
        (found for id_ in (selection.indicator, second) if id_ and (found := weak_areas.rule(known[id_]))), None
    )
    if rule is None:
        return None
    usual = int(rule["share"])
    cut = choices.amount(
        "andel", weak_areas.CUT_LABEL, lowest=weak_areas.LOWEST,
        highest=weak_areas.HIGHEST, usual=usual, step=weak_areas.STEP, format="%d %%", width=440,
    )  # fmt: skip
    return None if cut == usual else int(cut)


def years_of(shown: Selection, parameter: str) -> Years:
    """The years that a map can run through, chosen by this parameter; its classes are the same in all."""
    return Years(
        parameter,
        queries.years(database, shown.indicator, shown.division),
        shown.year,
        lambda year: map_panel.map_content(database, replace(shown, year=year), cut),
    )


def show_map(shown: Selection, key: str) -> None:
    """One map with its frame; two of them are linked."""
    show(
        Panel(
            replace(map_panel.map_figure(database, shown, cut), key=key),
            MapPicture(
                lambda: map_panel.map_content(database, shown, cut),
                key=f"municipality_{key}",
                on_pick=choose_municipality,
                linked=beside is not None,
                address="" if cut else map_figures.address(database, shown),
                follows={"Indikator": "indikator", "År": "aar"} if key == "map" else None,
            ),
        ),
        fetched=cut is None,
        beside=("map", "map_beside") if beside else (),
        years=years_of(shown, "aar" if key == "map" else "aar2"),
    )


def compliance_maps() -> None:
    """The maps of what is measured of the law, of the ministry's degrees and of the illustration, a press away."""
    place = {name: it for name, it in selection.parameters().items() if name in COMPLIANCE_KEEPS} | {"vis": "kart"}
    links = [
        markup.link(addresses.address(addresses.COMPLIANCE, {**place, "kilde": source}), words)
        for source, words in COMPLIANCE_MAPS.items()
    ]
    st.html(markup.html("<p class='note on-screen'>Lovoppfyllelse på kart: {}</p>", markup.joined(links, " · ")))


if not presentation.on():
    st.html(findings.as_html(database, selection.division, is_open=beside is None))
cut = chosen_cut()

if beside is None:
    show_map(selection, "map")
else:
    left, right = st.columns(2, gap="medium")
    with left:
        show_map(selection, "map")
    with right:
        show_map(beside, "map_beside")

compliance_maps()
