"""Light or dark, as the user sees the page; what is drawn is drawn in its colours."""

from __future__ import annotations

import streamlit as st

from dashboard import palette


def name() -> str:
    """«light» or «dark», as the user sees the page."""
    return st.context.theme.type or "light"


def colours(chosen: palette.Colours) -> tuple[str, ...]:
    """A palette in the theme that the user sees."""
    return getattr(chosen, name())
