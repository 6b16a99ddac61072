"""The Python face of the municipality field: a combobox that finds names in the map's geometry file.

The browser already has every municipality's names (Norwegian, Sámi, Kven) for the map, so the field sends none: it
costs a few hundred bytes where a selector with all names costs five thousand at every choice.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import streamlit as st

from dashboard import components

_mount = components.declare("chooser", Path(__file__).parent, "chooser")


def chooser(
    key: str, label: str, placeholder: str, geometry_url: str, chosen: str | None, on_pick: Callable[[str], None]
) -> None:
    """Draws the field with `chosen` (a code, or None) in it.

    `on_pick` is called before the next run with the code that was picked, «ingen» when the choice was taken away.
    What it is called with comes from the browser: check it against the register.
    """

    def picked() -> None:
        code = st.session_state[key].picked
        if isinstance(code, str):
            on_pick(code)

    _mount(
        key=key,
        data={"label": label, "placeholder": placeholder, "geometry": geometry_url, "chosen": chosen},
        on_picked_change=picked,
    )
