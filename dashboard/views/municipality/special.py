"""What is special about a municipality: the figures farthest from its peers', and the page's first sentence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dashboard import text
from dashboard.measures import sentences
from dashboard.measures.keyfigures import KeyFigure

MOST = 3
"""How many figures the sentence and the sheet have."""

GIVEN = ("sum", "largest_part")
"""How figures are put together that only say how large or central a place is: no news about how it does."""


def compared(figures: Iterable[KeyFigure]) -> list[KeyFigure]:
    """The figures that can be special: those whose place among the peers is told, but of how large the place is."""
    return [
        figure
        for figure in figures
        if figure.place is not None and figure.place.of >= sentences.FEWEST_RANKED
        if figure.indicator.rankable and not figure.named and figure.indicator.aggregation not in GIVEN
        if not sentences.reaches_median(figure)
    ]


def most_different(figures: Iterable[KeyFigure], most: int = MOST) -> list[KeyFigure]:
    """Of the figures that are compared, those farthest from the peers' median in quartile ranges, of those outside the
    middle half.
    """
    measured = []
    for figure in compared(figures):
        spread = figure.spread
        width = spread.upper - spread.lower
        outside = not spread.lower <= figure.known_value <= spread.upper
        if outside and width > 0:
            measured.append((abs(figure.known_value - spread.median) / width, figure))
    return [figure for _, figure in sorted(measured, key=lambda pair: -pair[0])[:most]]


def headline(name: str, peers: str, figures: Sequence[KeyFigure], within: str = "") -> str:
    """One sentence without its full stop: «Av 6 rangerte nøkkeltall utenom folketallet skiller Utsira seg mest fra
    KOSTRA-gruppe 16 på valgdeltakelse (høyest av 8) og utgifter til grunnskole per innbygger 6–15 år (nest høyest)»;
    empty where nothing differs. How many peers they are is said where it is another number than before. `within` is
    where the figures stand, in words, where they are others than the page's.
    """
    traits, of = [], 0
    for figure in most_different(figures):
        place = sentences.standing(figure) if figure.known_place.of != of else sentences.degree(figure)
        of = figure.known_place.of
        title = sentences.lowered(_briefly(sentences.subject(figure.indicator)))
        # «Nye boliger (fire år per 1 000: tredje færrest)»: one pair of brackets.
        traits.append(f"{title[:-1]}: {place})" if title.endswith(")") else f"{title} ({place})")
    if not traits:
        return ""
    among = len(compared(figures))
    if among == len(traits):
        return f"{name} skiller seg fra {peers} på {text.listed(traits)}"
    apart = " utenom folketallet" if any(one.indicator.indicator_id == "population" for one in figures) else ""
    return f"Av {among} rangerte nøkkeltall{within}{apart} skiller {name} seg mest fra {peers} på {text.listed(traits)}"


def _briefly(title: str) -> str:
    """«Valgdeltakelse» of «Valgdeltakelse, kommunestyrevalg»: the figure stands below with all of its name; what it is
    divided by stays.
    """
    first, _, rest = title.partition(", ")
    return title if "per " in rest else first
