"""The colours of every map and chart, each in a light and a dark design; never red against green.

Amounts: ColorBrewer YlGnBu. Change around zero: ColorBrewer PuOr. Ordered classes: ColorBrewer BuPu.
Kinds without order: Okabe and Ito's set. In the light theme more is darker, in the dark theme more is brighter.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Colours:
    """The same colours, in the same order, for the light and the dark theme (``#rrggbb``)."""

    light: tuple[str, ...]
    dark: tuple[str, ...]

    def __post_init__(self) -> None:
        if len(self.light) != len(self.dark):
            raise ValueError("A palette needs as many dark colours as light ones.")

    def __len__(self) -> int:
        return len(self.light)

    def reversed(self) -> Colours:
        return Colours(self.light[::-1], self.dark[::-1])


#: Amounts in five classes, smallest first.
SEQUENTIAL = Colours(
    light=("#ffffcc", "#a1dab4", "#41b6c4", "#2c7fb8", "#253494"),
    dark=("#33458f", "#2c7fb8", "#41b6c4", "#a1dab4", "#ffffcc"),
)

#: Change around zero: three classes of decline, about none, three of growth.
DIVERGING = Colours(
    light=("#b35806", "#f1a340", "#fee0b6", "#f7f7f7", "#d8daeb", "#998ec3", "#542788"),
    dark=("#ffc277", "#c9792a", "#6f4d2a", "#47525a", "#4b4770", "#8577c4", "#cdc3fa"),
)

#: Ordered classes, the first the strongest (most central, largest).
ORDERED = Colours(
    light=("#4d004b", "#810f7c", "#88419d", "#8c6bb1", "#8c96c6", "#9ebcda", "#bfd3e6", "#e0ecf4"),
    dark=("#f3e3fb", "#dfc3f2", "#c8a2e3", "#ab86d0", "#8a72b8", "#6a64a0", "#4d5684", "#384763"),
)

#: The same for lines, which are thin: none so pale that it is not seen on its ground.
ORDERED_LINES = Colours(light=(*ORDERED.light[:4], "#7a86bd"), dark=ORDERED.dark[:5])

#: Kinds without order; in a text, pair them with a label or a marker.
CATEGORICAL = Colours(
    light=("#0072b2", "#e69f00", "#cc79a7", "#56b4e9", "#d55e00", "#f0e442", "#009e73", "#5b6770"),
    dark=("#4fa8de", "#f2b233", "#e29cc2", "#8fd0f5", "#f08640", "#f4ea6b", "#3fc39c", "#a3b0b5"),
)

#: The municipality that is looked at: line, then the casing that lifts it from any ground.
CHOSEN = Colours(light=("#111719", "#ffffff"), dark=("#ffffff", "#0b1012"))

#: Figures that are missing: ground, then hatching.
MISSING = Colours(light=("#f4f5f4", "#8a9698"), dark=("#222c2f", "#7f8d90"))

#: Paper and ink of a picture that leaves the screen, and the quieter ink of its source lines.
PAPER, INK, QUIET_INK = "#ffffff", "#1b2426", "#4d5a5d"

#: The ink of axes.
QUIET = Colours(light=(QUIET_INK,), dark=("#b6c3c5",))

#: The one accent, as it is on paper.
ACCENT = "#0b5f66"


def sequential(count: int) -> Colours:
    """``count`` classes of amounts, smallest first. Raises ValueError for fewer than one."""
    return _spread(SEQUENTIAL, count)


def ordered(count: int) -> Colours:
    """``count`` ordered classes, the first the strongest. Raises ValueError for fewer than one."""
    return _spread(ORDERED, count)


def ordered_lines(count: int) -> Colours:
    """``count`` ordered lines, the first the strongest. Raises ValueError for fewer than one."""
    return _spread(ORDERED_LINES, count)


def around_zero(below: int, above: int) -> Colours:
    """So many classes of change below zero, greatest decline first, and above it: the same distance from zero has the
    same strength on both sides, also where one side has fewer classes. Raises ValueError for none at all.
    """
    if below + above < 1:
        raise ValueError("no classes")
    half = max(below, above)
    everything = diverging(2 * half)
    wanted = slice(half - below, half + above)
    return Colours(everything.light[wanted], everything.dark[wanted])


def diverging(count: int) -> Colours:
    """``count`` classes of change, greatest decline first; an odd count has a neutral middle.

    Raises ValueError for fewer than two.
    """
    half, middle = divmod(count, 2)
    below, neutral, above = slice(0, 3), slice(3, 3 + middle), slice(6, 3, -1)
    decline, growth = _spread(_part(DIVERGING, below), half), _spread(_part(DIVERGING, above), half)
    centre = _part(DIVERGING, neutral)
    return Colours(
        decline.light + centre.light + growth.reversed().light,
        decline.dark + centre.dark + growth.reversed().dark,
    )


def categorical(count: int) -> Colours:
    """``count`` kinds without order (1-24): eight hues, then the same paler, then the same deeper.

    Raises ValueError for other counts.
    """
    if not 1 <= count <= 3 * len(CATEGORICAL):
        raise ValueError(f"kinds number 1 to {3 * len(CATEGORICAL)}, not {count}")

    def shades(colours: tuple[str, ...]) -> tuple[str, ...]:
        paler = tuple(_mixed(colour, "#ffffff", 0.55) for colour in colours)
        deeper = tuple(_mixed(colour, "#000000", 0.4) for colour in colours)
        return (colours + paler + deeper)[:count]

    return Colours(shades(CATEGORICAL.light), shades(CATEGORICAL.dark))


def light_of() -> dict[str, str]:
    """Dark colour -> the light one in its place, over all palettes: pictures are light whatever the screen is."""
    sizes = range(2, 9)
    found: dict[str, str] = {}
    for colours in (
        *(make(size) for make in (sequential, diverging, ordered, ordered_lines) for size in sizes),
        categorical(3 * len(CATEGORICAL)),
        MISSING,
        CHOSEN,
        QUIET,
    ):
        found |= dict(zip(colours.dark, colours.light, strict=True))
    return found


def _part(colours: Colours, places: slice) -> Colours:
    return Colours(colours.light[places], colours.dark[places])


def _spread(colours: Colours, count: int) -> Colours:
    """``count`` colours from one end of a palette to the other, mixed where the palette has fewer."""
    if count < 1:
        raise ValueError(f"a palette of {count} colours")
    return Colours(_between(colours.light, count), _between(colours.dark, count))


def _between(colours: tuple[str, ...], count: int) -> tuple[str, ...]:
    if count == 1:
        return (colours[len(colours) // 2],)
    found = []
    for step in range(count):
        place = step * (len(colours) - 1) / (count - 1)
        below = min(int(place), len(colours) - 2)
        found.append(_mixed(colours[below], colours[below + 1], place - below))
    return tuple(found)


def _mixed(colour: str, other: str, share: float) -> str:
    """``colour`` with a share (0-1) of ``other``."""
    pairs = zip(bytes.fromhex(colour[1:]), bytes.fromhex(other[1:]), strict=True)
    return "#" + bytes(round(one + (two - one) * share) for one, two in pairs).hex()
