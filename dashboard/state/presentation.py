"""Presentation view: one figure fills the screen, and the arrow keys step through a list of saved views.

The list is the browser's own (links and titles, kept there between visits); the server keeps the slides that belong to
the links, so that the list can become one PowerPoint file. A link says which data it shows, so a slide is everybody's.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import streamlit as st

from dashboard import addresses
from dashboard.addresses import ALONE, FIGURE, SHOWING
from dashboard.state import choices

MOST_KEPT = 300
_STATE = "presentation"
_slides: OrderedDict[frozenset[tuple[str, str]], Any] = OrderedDict()
_lock = threading.Lock()


def begin() -> bool:
    """Reads from the address whether this run presents, and hides everything but the figure; True where it does."""
    # Only a link presents: where the address says nothing of it, there is nothing to keep in it.
    view, figure = (choices.held(name) if name in st.query_params else "" for name in (SHOWING, FIGURE))
    presents = view == ALONE
    if view and not presents:
        choices.tell(f"Vi kjenner ikke visningen {choices.quoted(view)}. Viser hele siden.")
    st.session_state[_STATE] = {"on": presents, "figure": figure, "shown": None}
    if presents:
        choices.note(SHOWING, view)
        st.html(Path(__file__).with_suffix(".css"))
    return presents


def on() -> bool:
    """Whether this run shows one figure alone."""
    return st.session_state[_STATE]["on"]


def wants(figure: str) -> bool:
    """Whether a figure is shown: each on a whole page, the chosen one (or the first) in a presentation."""
    state = st.session_state[_STATE]
    if not state["on"]:
        return True
    if state["shown"] is None and state["figure"] in ("", figure):
        state["shown"] = figure
        choices.note(FIGURE, figure)
        return True
    return False


def shown() -> str | None:
    """The figure that this run presents; None where the page has no such figure."""
    return st.session_state[_STATE]["shown"]


def link_to(link: str, figure: str) -> str:
    """The address that presents a figure of the view that `link` leads to."""
    chosen = {**addresses.parameters_of(link), SHOWING: ALONE, FIGURE: figure}
    return addresses.address(addresses.page_of(link), chosen)


def keep(link: str, make: Callable[[], Any]) -> None:
    """Remembers the slide of a view (a link of `link_to`), unless it is remembered already."""
    with _lock:
        known = addresses.same_view(link) in _slides
    if known:
        return
    made = make()
    with _lock:
        _slides[addresses.same_view(link)] = made
        while len(_slides) > MOST_KEPT:
            _slides.popitem(last=False)


def slides_of(links: Sequence[str]) -> list[Any | None]:
    """The slides of a list of views; None for a view that nobody has looked at since the server started."""
    with _lock:
        return [_slides.get(addresses.same_view(link)) for link in links]
