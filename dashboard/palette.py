"""The colours of every map and chart, each in a light and a dark design; never red against green.

Amounts: ColorBrewer YlGnBu. Change around zero: ColorBrewer PuOr. Ordered classes: ColorBrewer BuPu.
Kinds without order: Okabe and Ito's set. In the light theme more is darker, in the dark theme more is brighter.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Colours:
    """The same colours, in the same order, for the light and the dark theme (``#rrggbb``)."""

    light: tuple[str, ...]
    dark: tuple[str, ...]

    def __post_init__(self):
        if len(self.light) != len(self.dark):
            raise ValueError("A palette needs as many dark colours as light ones.")

    def __len__(self) -> int:
        return len(self.light)


#: Amounts in five classes, smallest first.
SEQUENTIAL = Colours(
    light=("#ffffcc", "#a1dab4", "#41b6c4", "#2c7fb8", "#253494"),
    dark=("#33458f", "#2c7fb8", "#41b6c4", "#a1dab4", "#ffffcc"),
)

#: Change in five classes around zero: two for decline, one for about none, two for growth.
DIVERGING = Colours(
    light=("#e66101", "#fdb863", "#f7f7f7", "#b2abd2", "#5e3c99"),
    dark=("#ffb45c", "#b0661f", "#47525a", "#8372bd", "#c9bff5"),
)

#: Kinds without order; for texts, pair them with a label or a marker.
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

_ORDERED_LIGHT = ("#4d004b", "#810f7c", "#88419d", "#8c6bb1", "#8c96c6", "#9ebcda", "#bfd3e6", "#e0ecf4")
_ORDERED_DARK = ("#f3e3fb", "#dfc3f2", "#c8a2e3", "#ab86d0", "#8a72b8", "#6a64a0", "#4d5684", "#384763")


def ordered(count: int) -> Colours:
    """Colours for ``count`` ordered classes (1-8), the first class the strongest; both ends always used.

    Raises ValueError when there are more classes than colours that can be told apart.
    """
    if not 1 <= count <= len(_ORDERED_LIGHT):
        raise ValueError(f"Ordered classes number 1 to {len(_ORDERED_LIGHT)}, not {count}.")
    last = len(_ORDERED_LIGHT) - 1
    picks = [round(step * last / max(count - 1, 1)) for step in range(count)]
    return Colours(tuple(_ORDERED_LIGHT[i] for i in picks), tuple(_ORDERED_DARK[i] for i in picks))
