"""The Python face of the button that lets a figure run through the years."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import streamlit as st

from dashboard import components

FEWEST = 3
"""Years below which there is nothing to run through."""

_mount = components.declare("year_player", Path(__file__).parent, "year_player")


def is_playable(years: Sequence[int], year: int) -> bool:
    """Whether a figure that has these years and shows this one gets the button."""
    return len(years) >= FEWEST and year in years


def year_player(key: str, years: Sequence[int], year: int, on_year: Callable[[int], None]) -> None:
    """Draws the button, and the year that is shown; `years` in the order in which they are played.

    `on_year` is called before the next run with the year that is asked for, which is one of them.
    """

    def asked() -> None:
        wanted = st.session_state[key].year
        if wanted in years:
            on_year(int(wanted))

    _mount(key=key, width="content", data={"years": list(years), "year": year}, on_year_change=asked)
