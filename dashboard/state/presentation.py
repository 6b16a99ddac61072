"""Presentation view: one figure fills the screen, alone or as one of a list that is stepped through, or is embedded in
somebody else's page.

The list lives in the link (pack.py), and each of its views is opened by its own full link, which a browser opens as it
opens any link: so a presentation goes on after a reload and after a restart of the server. A slide for a PowerPoint
file is made by running the page that a view's link leads to, as a reader who opens the link has it run.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

import streamlit as st

from dashboard import addresses
from dashboard.addresses import ALONE, EMBEDDED, FIGURE, LIST, PLACE, SHOWING, TAKEN
from dashboard.state import choices

_STATE = "presentation"
_asked: dict[str, list[Any]] = {}
"""What nobody can guess -> where the run of a page puts the slides that are asked for."""


class SlideError(LookupError):
    """A view whose slide can't be made; the message is Norwegian, and says why."""


def begin() -> bool:
    """Reads from the address whether this run presents, and hides everything but the figure; True where it does."""
    # Only a link presents: where the address says nothing of it, there is nothing to keep in it.
    said = {name: choices.held(name) for name in (SHOWING, FIGURE, LIST, PLACE) if name in st.query_params}
    view = said.get(SHOWING, "")
    presents = view in (ALONE, EMBEDDED)
    if view and not presents:
        choices.tell(f"Vi kjenner ikke visningen {choices.quoted(view)}. Viser hele siden.")
    st.session_state[_STATE] = {
        "on": presents,
        "embedded": view == EMBEDDED,
        "figure": said.get(FIGURE, ""),
        "shown": None,
    }
    if presents:
        choices.note(SHOWING, view)
        st.html(Path(__file__).with_name("embedded.css" if view == EMBEDDED else "presentation.css"))
    return presents


def on() -> bool:
    """Whether this run shows one figure alone."""
    return st.session_state[_STATE]["on"]


def embedded() -> bool:
    """Whether this run shows one figure inside somebody else's page."""
    return st.session_state[_STATE]["embedded"]


def wants(figure: str, beside: Collection[str] = ()) -> bool:
    """Whether a figure is shown: each on a whole page, the chosen one (or the first) in a presentation, and those
    that it is to be seen `beside`.
    """
    state = st.session_state[_STATE]
    if not state["on"]:
        return True
    if state["shown"] is None and (state["figure"] in ("", figure) or state["figure"] in beside):
        state["shown"] = state["figure"] or figure
        choices.note(FIGURE, state["shown"])
        return True
    return state["shown"] in beside


def shown() -> str | None:
    """The figure that this run presents; None where the page has no such figure."""
    return st.session_state[_STATE]["shown"]


def link_to(link: str, figure: str) -> str:
    """The address that presents a figure of the view that `link` leads to."""
    chosen = {**addresses.parameters_of(link), SHOWING: ALONE, FIGURE: figure}
    return addresses.address(addresses.page_of(link), chosen)


def whole(link: str) -> str:
    """The address of the whole page that a figure is on which `link` shows alone."""
    shown_alone = (SHOWING, FIGURE, LIST, PLACE)
    said = {name: value for name, value in addresses.parameters_of(link).items() if name not in shown_alone}
    return addresses.address(addresses.page_of(link), said)


# --- Slides of views ----------------------------------------------------------------------------------------------


def hand_over(make: Callable[[], Any]) -> None:
    """Gives the slide of a figure that this run presents to whoever has asked for it, if anybody has."""
    asked = _asked.get(st.query_params.get(TAKEN, ""))
    if asked is not None:
        asked.append(make())


def slides_of(link: str, run: Callable[[str], bool]) -> list[Any]:
    """The slides of a view (a link of `link_to`): one for each figure that it shows. They are made by `run`, which has
    the page of a link run and says whether it could. Raises SlideError where there is none.
    """
    token, made = secrets.token_urlsafe(), list[Any]()
    _asked[token] = made
    try:
        was_run = run(addresses.address(addresses.page_of(link), {**addresses.parameters_of(link), TAKEN: token}))
    finally:
        del _asked[token]
    if not was_run:
        raise SlideError("Siden kunne ikke åpnes. Prøv igjen om litt.")
    if not made:
        raise SlideError("Siden har ikke lenger en slik figur å vise alene.")
    return made
