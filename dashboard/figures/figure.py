"""What is shown, apart from how: a Figure says what is drawn and where it comes from, so that nothing is ever shown
without what defends it. A Figure that lacks a part can't be made. A Panel is a figure with its picture.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import pandas as pd

from dashboard import text
from dashboard.data import queries
from dashboard.exports.table_files import PUBLISHED, Provenance


class FigureError(ValueError):
    """A figure that lacks a part of what every figure must have; the message names it."""


@dataclass(frozen=True)
class Citation:
    """One source in words. `reference` is what the figures refer to, `retrieved` when they were fetched.

    `note` is what the publisher demands to be said of them; `updated` is when the publisher last changed them.
    """

    publisher: str
    title: str
    table_id: str | None
    url: str
    licence: str
    reference: str
    retrieved: datetime.date
    note: str | None = None
    updated: datetime.date | None = None

    @property
    def synthetic(self) -> bool:
        """Whether the publisher says that the figures are made up, for trying out programs."""
        return text.is_synthetic(f"{self.title} {self.note or ''}")

    @property
    def short(self) -> str:
        """«Statistisk sentralbyrå, tabell 07459»."""
        return f"{self.publisher}, {self.name}"

    @property
    def name(self) -> str:
        """«tabell 07459», or the title of what is no table."""
        return text.table_words(self.table_id) if self.table_id else self.title


@dataclass(frozen=True)
class Figure:
    """Everything that is shown around a map, a chart or a table, and that its files carry.

    `title` states the finding, `subtitle` what is shown (year, division, selection), `alt` says the finding for those
    who don't see the picture. `table` makes the table twin when it is opened: headings with units, missing as NaN.
    `status_words` are said where they apply (modellert, foreløpig, SYNTETISK ...); `missing` tells how many lack a
    figure and why. `indicators` are those whose card is shown under «Om tallet»; `notes` are said under the picture,
    but for those that are `said_above` all figures of the page, which only the files repeat.
    `pictured` is false where only words stand, so that there is nothing to take a picture of.
    A figure of made-up figures says so, whoever made it: the word is added to `status_words`.
    """

    key: str
    title: str
    subtitle: str
    unit: str
    alt: str
    citations: tuple[Citation, ...]
    table: Callable[[], pd.DataFrame]
    link: str
    version: str
    missing: str
    decimals: Mapping[str, int | Sequence[int]] = field(default_factory=dict)
    status_words: tuple[str, ...] = ()
    indicators: tuple[queries.Indicator, ...] = ()
    notes: tuple[str, ...] = ()
    said_above: tuple[str, ...] = ()
    sortable: bool = True
    pictured: bool = True

    def __post_init__(self) -> None:
        for part in ("title", "subtitle", "unit", "alt", "citations", "link", "version", "missing"):
            if not getattr(self, part):
                raise FigureError(f"figuren «{self.key}» mangler {part}")
        if not re.fullmatch(r"[a-z][a-z0-9_]*", self.key):
            raise FigureError(f"nøkkelen «{self.key}» må være små bokstaver, tall og understrek")
        for part in ("title", "subtitle"):  # names of publishers' classes hold numbers with common spaces
            object.__setattr__(self, part, text.unbroken(getattr(self, part)))
        if self._is_synthetic and not any(map(text.is_synthetic, self.status_words)):
            object.__setattr__(self, "status_words", (*self.status_words, text.SYNTHETIC_WORDS))

    @property
    def _is_synthetic(self) -> bool:
        return any(citation.synthetic for citation in self.citations) or any(map(text.is_synthetic, self.source_notes))

    @property
    def source_notes(self) -> tuple[str, ...]:
        """What the publishers demand to be said of the figures, each once."""
        notes = [indicator.notes for indicator in self.indicators]
        notes += [citation.note for citation in self.citations if text.is_synthetic(citation.note or "")]
        distinct = list(dict.fromkeys(filter(None, notes)))
        return tuple(note for note in distinct if not any(note != other and note in other for other in distinct))

    @property
    def source_line(self) -> str:
        """«Kilde: …. Gjelder …. Hentet …. Datasett ….»"""
        return " ".join(text.stopped(f"{label}: {fact}") for label, fact in self.facts if label in SOURCE_LINE)

    @property
    def facts(self) -> tuple[tuple[str, str], ...]:
        """What every file made of the figure says of itself, label and text."""
        retrieved = sorted({citation.retrieved for citation in self.citations})
        return (
            ("Kilde", named(self.citations)),
            ("Gjelder", _joined(citation.reference for citation in self.citations)),
            ("Hentet", _joined(map(text.date, retrieved))),
            ("Enhet", self.unit),
            ("Status", "; ".join(self.status_words) or PUBLISHED),
            ("Mangler", self.missing),
            *([("Merknader", " ".join(self.notes))] if self.notes else []),
            *([("Merknad fra kilden", " ".join(map(text.stopped, self.source_notes)))] if self.source_notes else []),
            ("Lisens", _joined(citation.licence for citation in self.citations)),
            ("Adresse", _joined(citation.url for citation in self.citations)),
            ("Datasett", self.version),
            ("Lenke", self.link),
        )

    @property
    def provenance(self) -> Provenance:
        return Provenance(self.title, self.subtitle, self.facts)


class Picture(Protocol):
    """What stands inside a figure. It is described without a page; only `draw` needs one."""

    @property
    def described(self) -> object:
        """A chart, a map or a content of slides, for a slide to show; None where the figure's table is shown there."""

    def draw(self) -> None:
        """Puts it on the page, into the place where the caller is."""


@dataclass(frozen=True)
class Panel:
    """A figure and its picture: all that a page or a slide shows."""

    figure: Figure
    picture: Picture


SOURCE_LINE = ("Kilde", "Gjelder", "Hentet", "Datasett")
"""The facts that stand under every figure and in every picture."""
"""The facts that stand under every figure and in every picture."""


def _joined(parts: Iterable[str]) -> str:
    return "; ".join(dict.fromkeys(parts))


def named(cited: Sequence[Citation]) -> str:
    """«Statistisk sentralbyrå (SSB), tabell 07459, tabell 12134; Kartverket, Kommunegrenser»: each source once."""
    return "; ".join(", ".join(names) for names in by_publisher(cited))


def by_publisher(cited: Sequence[Citation]) -> list[dict[str, str]]:
    """The sources of each publisher: what each is called, once, with its address; the first one names the publisher."""
    found: dict[str, dict[str, Citation]] = {}
    for citation in cited:
        found.setdefault(citation.publisher, {}).setdefault(citation.name, citation)
    return [
        {(one.name if place else one.short): one.url for place, one in enumerate(sources.values())}
        for sources in found.values()
    ]


def name_columns(rows: pd.DataFrame) -> dict[str, pd.Series]:
    """The first columns of a table with a row a municipality; `rows` has name, code and county."""
    return {
        "Kommune": rows["name"].map(text.short_name),
        "Nummer": rows["code"],
        "Fylke": rows["county"].map(text.short_name),
    }
