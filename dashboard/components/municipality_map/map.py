"""The Python face of the municipality map: checks what is to be shown and packs it small for the browser.

The browser fetches the shapes, names and neighbours once, as a static file; what is shown only carries one number
and one class per municipality, in the order of that file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd
import streamlit as st

from dashboard import components, palette
from dashboard.text import ALPHABET, STATUS_WORDS, rounded

_CLASS_SIGNS = "0123456789abcdefghijklmnopqrstuvwxyz"
_mount = components.declare(
    "municipality_map",
    Path(__file__).parent,
    "map",
    settings={"usual_status": STATUS_WORDS["observed"], "alphabet": ALPHABET}
    | {
        theme: {"chosen": getattr(palette.CHOSEN, theme), "missing": getattr(palette.MISSING, theme)}
        for theme in ("light", "dark")
    },
)


class MapContentError(ValueError):
    """What can't be drawn; the message says in Norwegian what is wrong and where."""


@dataclass(frozen=True, kw_only=True)
class MapContent:
    """What a map shows: one indicator in one year for all municipalities of one division.

    ``codes``, ``values``, ``classes``, ``statuses`` and ``notes`` run in step, in the order of the geometry file
    (sorted codes). Missing is None (NaN will do in ``values``) and needs a status that says why.

    geometry_url    the geometry file as the browser asks for it, e.g. ``app/static/municipalities-2024-1a2b.json``
    values          the figure, in ``unit``; for named classes their number
    classes         index into ``legend``; None where the value is missing or can't be compared
    legend          label of each class (its limits with unit, or its name), in order
    colours         one light and one dark colour per class
    title, summary  what the map says, and its text alternative
    year            the year or reference date as it is to be read
    statuses        keys of ``text.STATUS_WORDS``
    notes           a remark on a single figure, or None
    apart           which figures can't be compared with others': they are told, with their notes, but are in no class
                    and have no rank; none when None
    details         what stands after a municipality's figure in the list, or None
    last_first      the list begins with the last of the named classes
    value_labels    value -> words, where a value is a name rather than an amount
    signed          show a plus before positive values (changes)
    county          county to zoom to; the others are dimmed
    shown           which municipalities pass the filters; all when None
    chosen          code of the municipality that is outlined
    ranked          whether a rank means anything; ``rank_from`` says which end is number one
    by_name         the list begins in the order of names: by figure it would pass for a ranking
    modelled        the figures are estimates: said in every label
    sorts           the list of modelled figures can be put in another order, though it is no ranking, and begins with
                    the figures; else it stays in that of the names
    units           units of several municipalities, (name, codes): each counts once in the legend and has one
                    row in the list, under its name
    mark            words written across all of the map, so that a part cut out of its picture keeps them
    lines           an SVG path drawn over the shapes, in the geometry file's units: the borders of other units
    """

    geometry_url: str
    codes: Sequence[str]
    values: Sequence[float | None]
    classes: Sequence[int | None]
    legend: Sequence[str]
    colours: palette.Colours
    title: str
    summary: str
    unit: str
    year: str
    statuses: Sequence[str]
    notes: Sequence[str | None] | None = None
    apart: Sequence[bool] | None = None
    details: Sequence[str | None] | None = None
    last_first: bool = False
    decimals: int = 0
    value_labels: Mapping[float, str] | None = None
    signed: bool = False
    county: str | None = None
    shown: Sequence[bool] | None = None
    chosen: str | None = None
    ranked: bool = True
    rank_from: Literal["highest", "lowest"] = "highest"
    by_name: bool = False
    sorts: bool = False
    modelled: bool = False
    units: Sequence[tuple[str, Sequence[str]]] = ()
    lines: str = ""
    mark: str = ""

    def __post_init__(self):
        """Raises MapContentError when the parts don't fit together."""
        _check_address(self.geometry_url)
        self._check_lengths()
        self._check_classes()
        if unknown := sorted(set(self.statuses) - STATUS_WORDS.keys()):
            raise MapContentError(f"Kartet kjenner ikke statusen «{unknown[0]}».")
        if self.chosen is not None and self.chosen not in self.codes:
            raise MapContentError(f"Den valgte kommunen {self.chosen} finnes ikke i inndelingen kartet viser.")

    def _check_lengths(self) -> None:
        if list(self.codes) != sorted(set(self.codes)):
            raise MapContentError("Kommunenumrene i kartet må være sortert, og hvert nummer må stå én gang.")
        for part in ("values", "classes", "statuses", "notes", "apart", "details", "shown"):
            column = getattr(self, part)
            if column is not None and len(column) != len(self.codes):
                raise MapContentError(f"Kartet har {len(self.codes)} kommuner, men {len(column)} i «{part}».")

    def _check_classes(self) -> None:
        if len(self.colours) != len(self.legend):
            raise MapContentError(f"Kartet har {len(self.legend)} klasser, men {len(self.colours)} farger.")
        if len(self.legend) > len(_CLASS_SIGNS):
            raise MapContentError(f"Kartet kan vise {len(_CLASS_SIGNS)} klasser, ikke {len(self.legend)}.")
        apart = self.apart or [False] * len(self.codes)
        for code, value, class_, alone in zip(self.codes, self.values, self.classes, apart, strict=True):
            if (_is_missing(value) or alone) != _is_missing(class_):
                raise MapContentError(f"Kommune {code} har verdien {value}, men klassen {class_}.")
            if not _is_missing(class_) and not 0 <= class_ < len(self.legend):
                raise MapContentError(f"Kommune {code} har klassen {class_}; tegnforklaringen har {len(self.legend)}.")

    @cached_property
    def payload(self) -> dict[str, Any]:
        """What is shown as map.js reads it: plain JSON, about 3 kB for 357 municipalities, without what is empty."""
        usual, unusual = _usual_and_exceptions([STATUS_WORDS[status] for status in self.statuses])
        words = self.value_labels or {}
        named = list(words.values()) == list(self.legend)
        parts = {
            "geometry": self.geometry_url,
            "checksum": checksum(self.codes),
            # Whole numbers of the last decimal shown, in base 36, empty where missing: a third of a list of decimals.
            "values": ",".join("" if _is_missing(v) else np.base_repr(self._scaled(v), 36) for v in self.values),
            "classes": "".join("-" if _is_missing(c) else _CLASS_SIGNS[int(c)] for c in self.classes),
            "status": "" if usual == STATUS_WORDS["observed"] else usual,
            "exceptions": unusual,
            "notes": _indices_by_text(self.notes or []),
            "details": _indices_by_text(self.details or []),
            "last_first": self.last_first,
            "apart": [place for place, alone in enumerate(self.apart or []) if alone],
            "decimals": self.decimals,
            "signed": self.signed,
            "unit": self.unit,
            "year": self.year,
            "named": named,
            "value_labels": {} if named else {f"{value:g}": label for value, label in words.items()},
            "legend": list(self.legend),
            "colours": {"light": self.colours.light, "dark": self.colours.dark},
            "chosen": self.chosen,
            "county": self.county,
            "shown": None if self.shown is None else "".join("1" if shown else "0" for shown in self.shown),
            "title": self.title,
            "summary": self.summary,
            "modelled": self.modelled,
            "ranked": self.ranked,
            "by_name": self.by_name,
            "sorts": self.sorts,
            "rank_from": "" if self.rank_from == "highest" else self.rank_from,
            "units": [[name, [self.codes.index(code) for code in codes]] for name, codes in self.units],
            "lines": self.lines,
            "mark": self.mark,
        }
        return {name: part for name, part in parts.items() if part or name == "decimals"}

    def _scaled(self, value: float) -> int:
        return round(rounded(value, self.decimals) * 10**self.decimals)


def municipality_map(
    content: MapContent,
    key: str,
    on_pick: Callable[[str | None], None],
    linked: bool = False,
    address: str = "",
    follows: Mapping[str, str] | None = None,
) -> MapContent:
    """Draw ``content``: map, legend, zoom, and beside it the list of municipalities with search.

    ``on_pick`` is called, as Streamlit's callbacks are, before the next run: with the code that was picked, or None
    when the chosen municipality was picked again. Zoom survives changes of ``content``. Maps that are ``linked`` zoom
    together, point at the same municipality and leave their lists out. Where the server has the figures at an
    ``address`` (see dashboard/figures/map_figures.py) the browser fetches them there; they are drawn as soon as a
    choice is pressed in a selector that the map ``follows``: label of the selector -> parameter of the address.
    Returns ``content``.
    """

    def picked() -> None:
        code = st.session_state[key].picked
        if code in content.codes:
            on_pick(code)
        elif code == "":
            on_pick(None)

    fetched = {"figures": address, "follows": follows, "chosen": content.chosen}
    data = {"key": key, "linked": linked, **(fetched if address else content.payload)}
    _mount(key=key, data=components.packed({name: it for name, it in data.items() if it}), on_picked_change=picked)
    return content


def checksum(codes: Sequence[str]) -> int:
    """A number by which the browser sees that figures and a geometry file are of the same division."""
    return sum(place * int(code) for place, code in enumerate(codes, start=1)) % 1_000_000_007


def _check_address(url: str) -> None:
    if "://" in url or url.startswith("//") or not url.endswith(".json"):
        raise MapContentError(f"Kartets geometri må ligge på samme tjener og være en JSON-fil, ikke «{url[:80]}».")


def _is_missing(value: Any) -> bool:
    return value is None or bool(pd.isna(value))


def _usual_and_exceptions(words: Sequence[str]) -> tuple[str, dict[str, list[int]]]:
    """The commonest word, and the indices of the others by word."""
    if not words:
        return "", {}
    usual = Counter(words).most_common(1)[0][0]
    return usual, _indices_by_text([None if word == usual else word for word in words])


def _indices_by_text(texts: Sequence[str | None]) -> dict[str, list[int]]:
    indices: dict[str, list[int]] = {}
    for index, text in enumerate(texts):
        if text and not _is_missing(text):
            indices.setdefault(text, []).append(index)
    return indices
