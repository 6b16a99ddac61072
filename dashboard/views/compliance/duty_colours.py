"""One direction of colour for every duty's map, whichever way its figures are counted: the strongest is the worst."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard import palette, text
from dashboard.data import queries

ENDS = {
    "higher_is_better": ("dårligst", "best"),
    "lower_is_better": ("dårligst", "best"),
    "none": ("høyest", "lavest"),
}
"""What the first and the last colour of a legend stand for, by the indicator's direction."""

ON_PAPER = {"dårligst": "mørkest er dårligst", "høyest": "mørkest er høyest"}
"""The same where colours are those of the light theme."""


def colours(indicator: queries.Indicator, count: int) -> palette.Colours:
    """A colour for each of so many classes, lowest first."""
    amounts = palette.sequential(count)
    return amounts.reversed() if indicator.direction == "higher_is_better" else amounts


def legend(indicator: queries.Indicator, labels: Sequence[str]) -> tuple[list[int], tuple[str, str]]:
    """The classes from the strongest colour to the weakest, and what stands at the two ends: «dårligst: 0–39»."""
    order = list(range(len(labels)))
    order = order if indicator.direction == "higher_is_better" else order[::-1]
    first, last = (
        f"{end}: {text.uncapitalised(labels[place])}"
        for end, place in zip(ENDS[indicator.direction], (order[0], order[-1]), strict=True)
    )
    return order, (first, last)


def line(indicator: queries.Indicator) -> str:
    """«Sterkest farge er dårligst.»"""
    return f"Sterkest farge er {ENDS[indicator.direction][0]}."


def on_paper(indicator: queries.Indicator) -> str:
    """«mørkest er dårligst»."""
    return ON_PAPER[ENDS[indicator.direction][0]]
