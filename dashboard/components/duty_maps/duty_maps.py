"""The Python face of the small maps: a map a duty, the same shapes under all of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from dashboard import components, palette
from dashboard.components import packed

_CLASS_SIGNS = "0123456789"
_mount = components.declare(
    "duty_maps",
    Path(__file__).parent,
    "duty_maps",
    settings={
        "missing": [palette.MISSING.light[0], palette.MISSING.dark[0]],
        "chosen": [palette.CHOSEN.light[0], palette.CHOSEN.dark[0]],
    },
)


@dataclass(frozen=True)
class SmallMap:
    """A map: what a press on it chooses, its heading, a line under it and one on the chosen municipality (empty where
    none is), and for each municipality in the order of the geometry file its class (an index into `colours`), None
    where there is no figure. `order` is the classes as the legend has them, `ends` what stands under its first and its
    last.
    """

    name: str
    heading: str
    line: str
    own: str
    classes: Sequence[int | None]
    colours: palette.Colours
    order: Sequence[int]
    ends: tuple[str, str]


def duty_maps(
    geometry_url: str, maps: Sequence[SmallMap], *, chosen: str | None, key: str, on_pick: Callable[[str], None]
) -> None:
    """Draws the maps; `chosen` is the municipality that is outlined, `on_pick` hears the name of the map pressed."""
    data = {
        "geometry": geometry_url,
        "chosen": chosen,
        "maps": [
            {
                "name": one.name,
                "heading": one.heading,
                "line": one.line,
                "own": one.own,
                "classes": "".join("-" if place is None else _CLASS_SIGNS[place] for place in one.classes),
                "colours": [list(one.colours.light), list(one.colours.dark)],
                "order": list(one.order),
                "ends": list(one.ends),
            }
            for one in maps
        ],
    }

    def picked() -> None:
        name = st.session_state[key].picked
        if name in {one.name for one in maps}:
            on_pick(name)

    _mount(key=key, data=packed(data), on_picked_change=picked)
