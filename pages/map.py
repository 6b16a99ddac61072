"""Kart: every municipality on a map, one indicator and year at a time, with the committee's findings above it."""

from html import escape

import streamlit as st

from dashboard import findings, mapping, view
from dashboard.frame import show
from dashboard.municipality_map import municipality_map
from dashboard.selection import choose_municipality

database, selection = view.current()

items = "".join(
    f"<li><a href='{escape(finding.link)}' target='_self'>{escape(finding.sentence)}</a></li>"
    for finding in findings.findings(database, selection.division)
)
st.html(f"<details class='findings' open><summary>Utvalgets funn</summary><ul>{items}</ul></details>")

show(
    mapping.map_figure(database, selection),
    draw=lambda: municipality_map(
        mapping.map_view(database, selection), key="municipality_map", on_pick=choose_municipality
    ),
)
