"""What is special about a municipality: the figures farthest from its peers', and the page's first sentence."""

from __future__ import annotations

from collections.abc import Iterable

from dashboard import text
from dashboard.measures import sentences
from dashboard.measures.keyfigures import KeyFigure

MOST = 3
"""How many figures the sentence and the sheet have."""

GIVEN = ("sum", "largest_part")
"""How figures are put together that only say how large or central a place is: no news about how it does."""


def most_different(figures: Iterable[KeyFigure], most: int = MOST) -> list[KeyFigure]:
    """The figures farthest from the peers' median in quartile ranges, of those outside the middle half; left out are
    size and centrality, few peers, what isn't ranked, and what can't be told from the median.
    """
    measured = []
    for figure in figures:
        spread = figure.spread
        width = spread.upper - spread.lower
        usable = figure.place is not None and not figure.named and figure.indicator.aggregation not in GIVEN
        usable = usable and figure.indicator.ranked and not sentences.reaches_median(figure)
        outside = not spread.lower <= (figure.value or 0) <= spread.upper
        if usable and outside and figure.place.of >= sentences.FEWEST_RANKED and width > 0:
            measured.append((abs(figure.value - spread.median) / width, figure))
    return [figure for _, figure in sorted(measured, key=lambda pair: -pair[0])[:most]]


def headline(name: str, peers: str, figures: Iterable[KeyFigure]) -> str:
    """One sentence without its full stop: «Utsira skiller seg mest fra KOSTRA-gruppe 16 på valgdeltakelse (høyest av 8)
    og grunnskole per innbygger 6–15 år (nest høyest)»; empty where nothing differs. How many they are is said where it
    is another number than before.
    """
    traits, of = [], 0
    for figure in most_different(figures):
        place = sentences.standing(figure) if figure.known_place.of != of else sentences.degree(figure)
        of = figure.known_place.of
        title = sentences.lowered(_briefly(sentences.subject(figure.indicator)))
        # «Nye boliger (fire år per 1 000: tredje færrest)»: one pair of brackets.
        traits.append(f"{title[:-1]}: {place})" if title.endswith(")") else f"{title} ({place})")
    return f"{name} skiller seg mest fra {peers} på {text.listed(traits)}" if traits else ""


def _briefly(title: str) -> str:
    """«Valgdeltakelse» of «Valgdeltakelse, kommunestyrevalg»: the figure stands below with all of its name; what it is
    divided by stays.
    """
    first, _, rest = title.partition(", ")
    return title if "per " in rest else first
