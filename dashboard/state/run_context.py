"""What a page is handed by app.py: the database version of this run and what is selected."""

from __future__ import annotations

import streamlit as st

from dashboard.data.database import Database
from dashboard.state.selection import Selection

_KEY = "current_view"


def enter(database: Database, selection: Selection) -> None:
    """Fixes version and selection for a run, so that nothing on a page is of another version."""
    st.session_state[_KEY] = (database, selection)


def current() -> tuple[Database, Selection]:
    """The database version and the selection that this run shows."""
    return st.session_state[_KEY]
