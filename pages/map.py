"""Kart: every municipality on a map, one indicator and year at a time, with the committee's findings above it."""

from html import escape

import streamlit as st

from dashboard import choices, findings, mapping, view
from dashboard.frame import show
from dashboard.municipality_map import municipality_map
from dashboard.selection import choose_municipality
from dashboard.subsets import subsets

database, selection = view.current()

with choices.row():
    subset = choices.one(
        "utvalg",
        "Utvalg",
        list(subsets(database, selection.division)),
        clearable=True,
        placeholder="Alle grupper",
    )

items = "".join(
    f"<li><a href='{escape(finding.link)}' target='_self'>{escape(finding.sentence)}</a></li>"
    for finding in findings.findings(database, selection.division)
)
st.html(f"<details class='findings' open><summary>Utvalgets funn</summary><ul>{items}</ul></details>")

show(
    mapping.map_figure(database, selection, subset),
    draw=lambda: municipality_map(
        mapping.map_view(database, selection, subset), key="municipality_map", on_pick=choose_municipality
    ),
)
