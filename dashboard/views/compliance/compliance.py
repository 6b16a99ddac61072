"""Legal compliance: three sources with three names, each a tab of its own, never mixed, and what is known of each.

«Målt» is of the duties that open figures count («Åpen pliktindeks» derived from them), «KDD/Menon» the degrees of the
ministry's workbook («Grad av lovoppfyllelse (Menon/KDD 2022)», observed), «Illustrasjon» modelled.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from dashboard import text
from dashboard.data import compliance_queries, queries
from dashboard.data.compliance_queries import MENON
from dashboard.data.database import Database
from dashboard.figures.citing import citations, status_words
from dashboard.figures.figure import Citation
from dashboard.state import choices

MENON_TITLE = "Grad av lovoppfyllelse (Menon/KDD 2022)"
DUTIES_TITLE = "Åpen pliktindeks"
PATTERN_TITLE = "Mønsterkart – illustrasjon av utvalgets funn"
TABS = {DUTIES_TITLE: "Målt", MENON_TITLE: "KDD/Menon (50–99 %)", PATTERN_TITLE: "Illustrasjon"}
"""What each source is called on its tab."""

MEANING = {
    DUTIES_TITLE: (
        "Målt: plikter som åpne tall sier noe om, én for én og samlet i en indeks. Noen er bare indirekte mål. Ikke "
        "grad av lovoppfyllelse."
    ),
    MENON_TITLE: (
        "Kartlagt av Menon for KDD i 2022: i hvilken grad kommunen oppfylte lovkravene bak 40 indikatorer, fra 50 til "
        "99 prosent."
    ),
}
SOURCE_NAMES = {DUTIES_TITLE: "plikter", MENON_TITLE: "menon", PATTERN_TITLE: "monster"}
"""What an address calls each source."""

TOTAL = "Samlet grad"
OUTSIDE_AREAS = "Lovoppfyllelse"
"""The theme of the total, and of an indicator in the workbook that stands in no area."""


def usual(database: Database) -> str:
    """The source that the page opens on: what is measured, and the illustration only where nothing is."""
    if compliance_queries.are_measured(database):
        return DUTIES_TITLE
    return MENON_TITLE if MENON in queries.all_indicators(database) else PATTERN_TITLE


def only_division(database: Database) -> str | None:
    """The division of the workbook where that is what an address asks for, or what the page shows anyway."""
    if MENON not in queries.all_indicators(database):
        return None
    said = choices.said("kilde") or SOURCE_NAMES[usual(database)]
    return queries.only_division(database, MENON) if said in (SOURCE_NAMES[MENON_TITLE], TABS[MENON_TITLE]) else None


@dataclass(frozen=True)
class Part:
    """One row of a municipality's result: an area, an indicator or a duty. `values` are by code, NaN where missing;
    `raw` what they were before those of few cases were pulled towards the class's, and `cases` how many there are.
    """

    title: str
    area: str
    kind: str
    values: pd.Series
    raw: pd.Series | None = None
    cases: pd.Series | None = None


@dataclass(frozen=True)
class Measure:
    """A measured degree in every municipality of a division.

    `values` has code, name, county_code, county, value, status, comparable, note, by code; `counts` says how many
    duties of how many are behind each value (None where every value has the same base); `indicators` are those whose
    cards explain it; `words` must stand beside every figure of it, `notes` below it; `parts` are what it consists of,
    `pooled` where some were pulled towards the class's. `names` are what its values are called where it is yes or no.
    """

    source: str
    title: str
    unit: str
    decimals: int
    reference: str
    year: int
    values: pd.DataFrame
    citations: tuple[Citation, ...]
    indicators: tuple[queries.Indicator, ...]
    words: tuple[str, ...]
    parts: tuple[Part, ...] = ()
    counts: pd.Series | None = None
    notes: tuple[str, ...] = ()
    cases: pd.Series | None = None
    estimated: bool = False
    pooled: bool = False
    names: Mapping[int, str] = field(default_factory=dict)

    @property
    def heading(self) -> str:
        """The heading of a column of its values."""
        return f"{self.title} ({self.unit})"

    @property
    def is_single_duty(self) -> bool:
        """Whether it is one duty in its own unit, and so no total of anything."""
        return self.source == DUTIES_TITLE and self.counts is None

    @property
    def lower_is_better(self) -> bool:
        """Whether it is a single duty that is counted the other way; degrees and indices are best when high."""
        return self.is_single_duty and any(one.direction == "lower_is_better" for one in self.indicators)

    @property
    def noun(self) -> str:
        """What a value is called in a sentence; with «-en» for the one that is spoken of."""
        return "grad" if self.source == MENON_TITLE else "indeks" if self.counts is not None else "andel"

    @property
    def points(self) -> str:
        """The unit of a difference between two of its values."""
        return "prosentpoeng" if self.unit.startswith("prosent") else "poeng"

    def written(self, value: float) -> str:
        """A value as it is shown: «83,2», «Ja»."""
        if self.names and value in self.names:
            return self.names[int(value)]
        return text.number(value, self.decimals)

    def with_unit(self, value: float) -> str:
        """«83,2 prosent», «Ja»."""
        return self.written(value) if self.names else text.with_unit(value, self.unit, self.decimals)


def degrees(database: Database) -> dict[str, str]:
    """What the imported workbook holds: label by indicator id, the total first, then areas, then their indicators."""
    known = queries.all_indicators(database)
    found = {id_: TOTAL for id_ in known if id_ == MENON}
    found |= {id_: i.short_title for id_, i in known.items() if id_.startswith(f"{MENON}_area_")}
    found |= {id_: _within(i) for id_, i in known.items() if id_.startswith(f"{MENON}_indicator_")}
    return found


def _within(indicator: queries.Indicator) -> str:
    """«Barnehage: Bemanningsnorm», or just the name where no area is known."""
    in_area = indicator.theme != OUTSIDE_AREAS
    return f"{indicator.theme}: {indicator.short_title}" if in_area else indicator.short_title


def measured(database: Database, division: str, indicator_id: str) -> Measure | None:
    """The degrees of one column of the imported workbook; None where the division has none."""
    indicator = queries.all_indicators(database)[indicator_id]
    years = queries.years(database, indicator_id, division)
    if not years:
        return None
    values = queries.values(database, indicator_id, division, years[0])
    return Measure(
        source=MENON_TITLE,
        title=indicator.title,
        unit=indicator.unit,
        decimals=indicator.decimals,
        reference=indicator.reference_in(years[0]),
        year=years[0],
        values=values,
        citations=citations(database, indicator_id, division, years[0]),
        indicators=(indicator,),
        words=status_words(indicator, values),
        parts=_parts(database, division, years[0]) if indicator_id == MENON else (),
    )


def _parts(database: Database, division: str, year: int) -> tuple[Part, ...]:
    """The workbook's areas and indicators."""
    known = queries.all_indicators(database)
    found = []
    for id_, label in degrees(database).items():
        if id_ != MENON:
            values = queries.values(database, id_, division, year).set_index("code")["value"]
            is_area = "_area_" in id_
            area = known[id_].short_title if is_area else known[id_].theme
            found.append(Part(label, area, "tjenesteområde" if is_area else "indikator", values))
    return tuple(found)
