"""What all figures of the Nordic page share: the context that they are of, labels, sources, what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard import addresses
from dashboard.data.database import Database
from dashboard.figures.figure import Figure
from dashboard.figures.nordic_groups import citations, missing, not_shown
from dashboard.measures import nordic
from dashboard.measures.nordic import Group, Municipality
from dashboard.state.selection import Selection


@dataclass(frozen=True)
class NordicContext:
    """What the page shows: the groups near 1 January of `year`, and the municipality looked at, if any.

    `threshold` is in inhabitants; `measure` is the field of a group that is followed over time.
    """

    database: Database
    selection: Selection
    known: tuple[Group, ...]
    year: int
    threshold: int
    measure: str
    chosen: Municipality | None

    @property
    def shown(self) -> list[Group]:
        """One group for each country and scope."""
        return nordic.nearest(self.known, self.year)

    @property
    def norway(self) -> Group:
        """Norway's group among those shown; there always is one on a day that is offered."""
        return next(group for group in self.shown if group.country == "NO")

    def link(self) -> str:
        """The address of the context, every choice in it."""
        own = {"dato": self.year, "grense": self.threshold, "maal": self.measure}
        return addresses.address(addresses.NORDIC, {**self.selection.parameters(), **own})


def figure(context: NordicContext, key: str, groups: Sequence[Group], **parts) -> Figure:
    """A figure of some groups, with everything that is the same for all figures of the page, and which countries are
    not among them because their figures are of other years.
    """
    countries = {group.country for group in groups}
    far = [group for group in nordic.left_out(context.known, context.year) if group.country not in countries]
    return Figure(
        key=key,
        citations=citations(context.database, groups),
        link=context.link(),
        version=context.database.version,
        missing=". ".join(filter(None, (missing(groups), not_shown(far)))),
        sortable=False,
        **parts,
    )
