"""What the address is to say when a run begins and when it ends, so that a press is one entry of the browser's history.

app.py tells the browser: what a press has chosen as soon as the run begins, in one piece, and what else the run has
changed when it ends, which the browser puts into the same entry (shell/history.js).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

import streamlit as st

_STATE, _TAKEN = "visit", "taken"


@dataclass
class _Visit:
    """What a session knows of the last run that was not cut short: `names` are the choices that its page had. `owners`
    are the pages that had a name last, `chosen` what a page last showed under a name.
    """

    page: str = ""
    names: list[str] = field(default_factory=list)
    owners: dict[str, str] = field(default_factory=dict)
    chosen: dict[tuple[str, str], str] = field(default_factory=dict)


def begin(page: str, own: Collection[str]) -> None:
    """Starts a run of a page. What another page has chosen under one of its `own` names means nothing here."""
    visit: _Visit = st.session_state.setdefault(_STATE, _Visit())
    if visit.page != page:
        visit.page, visit.names = page, []
        for name in own:
            if visit.owners.get(name, page) != page:
                st.session_state.pop(name, None)


def take(name: str) -> None:
    """Notes that a press has made this choice; for use in callbacks."""
    st.session_state.setdefault(_TAKEN, []).append(name)


def note(name: str, value: str) -> None:
    """Takes down what the page shows under a name."""
    visit: _Visit = st.session_state[_STATE]
    visit.chosen[visit.page, name] = value


def showed(name: str, value: str) -> bool:
    """Whether the page has itself shown this under the name, in this part of it or another, and no link has said it."""
    visit: _Visit = st.session_state[_STATE]
    return visit.chosen.get((visit.page, name)) == value


def at_begin() -> dict[str, str]:
    """What the address is to say when a run begins: what presses have chosen since the last run, beside all that was
    chosen before. Nothing where none has.
    """
    taken = st.session_state.pop(_TAKEN, None)
    return _words([*st.session_state[_STATE].names, *taken]) if taken else {}


def at_end(names: Collection[str]) -> dict[str, str]:
    """What the address is to say when a run ends: the choices of these names, and an empty word for those that the page
    no longer has.
    """
    visit: _Visit = st.session_state[_STATE]
    said = dict.fromkeys(visit.names, "") | _words(names)
    visit.names = list(names)
    visit.owners |= dict.fromkeys(names, visit.page)
    return said


def _words(names: Iterable[str]) -> dict[str, str]:
    return {name: st.session_state.get(name) or "" for name in names}
