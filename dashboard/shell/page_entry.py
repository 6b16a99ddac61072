"""What the navigation knows of a page. Not in app.py, which Streamlit runs anew for every choice of a viewer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from dashboard.data import database


@dataclass(frozen=True)
class PageEntry:
    """A page: its file in pages/, its title, its address, the shared selectors that it uses, its heading where that is
    not the title, whether it stands in the navigation, whether it has figures, and which division they exist for where
    that is one alone.
    """

    file: str
    title: str
    address: str
    selectors: tuple[str, ...]
    heading: str = ""
    in_navigation: bool = True
    has_figures: bool = True
    only_division: Callable[[database.Database], str | None] = lambda _: None
