"""What one page shows in one run: the database version, the shared selection, and the page's own choices."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

import pandas as pd

from dashboard import addresses
from dashboard.components import theme
from dashboard.data import queries
from dashboard.data.database import Database, cached
from dashboard.figures.figure import Figure, Panel
from dashboard.measures import subsets
from dashboard.state.selection import Selection

PANELS_KEPT = 24
"""How many panels of each kind are kept: the country's and each county's, in light or dark. One is some 0.2 MB."""

P = ParamSpec("P")
PanelT = TypeVar("PanelT", Panel, Panel | None)
Maker = Callable[Concatenate["PageContext", P], PanelT]


@dataclass(frozen=True)
class PageContext:
    """`page` is the page's address; `choices` are its own parameters as they stand in the URL."""

    database: Database
    selection: Selection
    page: str
    choices: Mapping[str, object] = field(default_factory=dict)

    @property
    def link(self) -> str:
        """The address of this view with every choice in it."""
        return addresses.address(self.page, {**self.selection.parameters(), **self.choices})

    @property
    def place(self) -> str:
        """«Alle kommuner», «Kommunene i Nordland» or «12 av 41 kommuner i Nordland (Sentralitet: …)»."""
        return place(self.database, self.selection)

    @property
    def where(self) -> str:
        """The end of a subtitle: whose figures, in which division."""
        return f"{self.place}, inndelingen {self.division_label}."

    @property
    def division_label(self) -> str:
        """What the division is called: «357 · i dag»."""
        return queries.division_label(self.database, self.selection.division)

    def figure(self, key: str, **parts: Any) -> Figure:
        """A figure of this view; `parts` are the fields of Figure that the view does not give."""
        # Any: of «the other fields of a dataclass» there is no type; Figure refuses what is none of them.
        return Figure(key=key, link=self.link, version=self.database.version, **parts)

    def within(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The rows (with code and county_code) that are in the chosen county and meet the conditions; else all."""
        if not self.is_narrowed:
            return frame
        inside = frame
        if self.selection.county:
            inside = inside[inside["county_code"] == self.selection.county]
        if self.selection.conditions:
            inside = inside[inside["code"].isin(codes(self.database, self.selection))]
        return inside.reset_index(drop=True)

    @property
    def is_narrowed(self) -> bool:
        """Whether the figures are of some municipalities only: of a county, or of those that meet conditions."""
        return bool(self.selection.county or self.selection.conditions)

    def chosen(self, frame: pd.DataFrame) -> pd.Series:
        """True for the row of the chosen municipality."""
        return frame["code"] == (self.selection.municipality or "")


def codes(database: Database, selection: Selection) -> frozenset[str]:
    """The municipalities that are in the chosen county and meet the conditions; else all."""
    return subsets.meeting(database, selection.division, selection.conditions, selection.county)


def place(database: Database, selection: Selection) -> str:
    """Whose figures are shown: «Alle kommuner», «Kommunene i Nordland», or how many of them meet which conditions."""
    if not selection.conditions:
        inside = subsets.inside(database, selection.division, selection.county)
        return f"Kommunene{inside}" if inside else "Alle kommuner"
    counted = subsets.counted(database, selection.division, selection.conditions, selection.county)
    return f"{counted} ({subsets.words(selection.conditions)})"


def cached_panel(
    *, marks_chosen: bool, of_chosen: Callable[..., tuple[str, ...]] | None = None
) -> Callable[[Maker[P, PanelT]], Maker[P, PanelT]]:
    """Keeps the panels that a function `make(context, ...)` gives, so that they are made once for all who look.

    A panel depends on the context's data, place and colours and on the further arguments, which must be hashable; the
    page's own choices are in its link alone. `marks_chosen` is whether it depends on the chosen municipality;
    `of_chosen` makes the notes on that (chosen_line.py), which come first and are made anew for each.
    """

    def decorated(make: Maker) -> Maker:
        @cached(PANELS_KEPT)
        def made(database: Database, selection: Selection, page: str, _theme: str, *arguments: object) -> Panel | None:
            return make(PageContext(database, selection, page), *arguments)

        @wraps(make)
        def panel(context: PageContext, *arguments: object) -> Panel | None:
            selection = replace(context.selection, indicator="")
            if not marks_chosen:
                selection = replace(selection, municipality=None)
            found = made(context.database, selection, context.page, theme.name(), *arguments)
            if found is None:
                return None
            own = () if of_chosen is None else of_chosen(context, *arguments)
            notes = (*own, *found.figure.notes)
            return replace(found, figure=replace(found.figure, link=context.link, notes=notes))

        return panel

    return decorated
