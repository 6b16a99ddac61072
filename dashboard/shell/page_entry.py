"""What the navigation knows of a page. Not in app.py, which Streamlit runs anew for every choice of a viewer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from dashboard import text
from dashboard.data import database


@dataclass(frozen=True)
class PageEntry:
    """A page: its file in pages/, its title, its address, the shared selectors that it uses, its heading where that is
    not the title, whether it stands in the navigation, whether it has figures, which division they exist for where
    that is one alone, and by its part (as the address says it in `vis`) which of the selectors do nothing there.
    """

    file: str
    title: str
    address: str
    selectors: tuple[str, ...]
    heading: str = ""
    in_navigation: bool = True
    has_figures: bool = True
    only_division: Callable[[database.Database], str | None] = lambda _: None
    idle: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def selectors_in(self, part: str) -> tuple[str, ...]:
        """The shared selectors that change something in a part of the page."""
        return tuple(name for name in self.selectors if name not in self.idle.get(text.slug(part), ()))
