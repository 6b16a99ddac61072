"""Where an indicator's figures come from, or what they are computed from: the field `origin` of its file."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import BaseModel, Field, field_validator, model_validator

from etl import files

#: A label of a table: what is measured, and its unit in brackets at the end.
LABEL = re.compile(r"(.*?)\s*(\([^()]*\))?")
#: An expression of a selection that finds a code by its label.
BY_LABEL = re.compile(r"label\((.*)\)", re.IGNORECASE)


class Strict(BaseModel):
    """A part of an indicator file: every field is known, and no text empty."""

    model_config = files.STRICT


class Snapshot(Strict):
    """Figures that are embedded: a file of data/snapshot/ that holds rows of this indicator."""

    kind: Literal["snapshot"]
    file: str


class Alternative(Strict):
    """Another contents code of a table, found as the indicator's own is."""

    contents: str
    pattern: str | None = None

    @field_validator("pattern")
    @classmethod
    def _is_anchored(cls, pattern: str | None) -> str | None:
        return pattern and _anchored(pattern)


class SsbTable(Strict):
    """Figures pulled from a table of Statistics Norway.

    `contents` is the label of the contents code, `pattern` a regular expression tried when no label is equal: it
    has to fit the whole of a label, from ^ to $, or a measure that has been narrowed by a few words would pass for
    this one. `doubt` is what has not been seen of the table yet, as a sentence of the caveat until the exact label
    is found. `unit_label` is the unit as the table states it, and a pull refuses another; figures are multiplied by
    `scale_by`. `selection` maps the code or label of each further dimension to the codes that are summed ("*" for
    all, or an expression such as "range(000,017)", or "label(^disposisjonsfond$)" where codes may change);
    dimensions left out are eliminated. Years before the oldest division come by `codelist`, a list of regions with
    today's borders (its label or id), if there is one. `national` is the region that the municipalities must sum
    to. With `zero_is_absent`, a municipality whose cells are all 0 did not exist that year. `diagonal` names two
    dimensions of municipalities (by code or label): only the cells count where both are the same, and no year
    before the oldest division. Of a table by quarter, `quarter` is the one that stands for its year. A year whose
    mean is more than `largest_change` times that of the year before or of the embedded figures, or less than one
    such part of it, is held back. `interval` are the low and the high alternative of an estimate, and without both of
    them there is none. `snapshot` is the embedded file that holds the figures of years that are not
    pulled.
    """

    kind: Literal["ssb"]
    table: str = Field(pattern=r"^\d{5}$")
    contents: str
    pattern: str | None = None
    doubt: str | None = None
    unit_label: str
    codelist: str | None = None
    selection: dict[str, list[str]] = {}
    scale_by: float = 1.0
    national: str | None = None
    zero_is_absent: bool = False
    diagonal: tuple[str, str] | None = None
    quarter: int | None = Field(default=None, ge=1, le=4)
    largest_change: float = Field(default=3, gt=1)
    interval: tuple[Alternative, Alternative] | None = None
    snapshot: str | None = None

    @field_validator("diagonal")
    @classmethod
    def _of_two_dimensions(cls, diagonal: tuple[str, str] | None) -> tuple[str, str] | None:
        if diagonal and diagonal[0] == diagonal[1]:
            raise ValueError("må være to ulike variabler")
        return diagonal

    @field_validator("pattern")
    @classmethod
    def _is_anchored(cls, pattern: str | None) -> str | None:
        return pattern and _anchored(pattern)

    @field_validator("selection")
    @classmethod
    def _labels_are_anchored(cls, selection: dict[str, list[str]]) -> dict[str, list[str]]:
        for text in (text for expressions in selection.values() for text in expressions):
            if match := BY_LABEL.fullmatch(text):
                _anchored(match[1])
        return selection

    @model_validator(mode="after")
    def _fits_no_more_than_the_label(self) -> SsbTable:
        """Words before or after the label make it another measure; so do words before its unit, but where the wording
        is not known.
        """
        label = LABEL.fullmatch(self.contents)
        measure, unit = label.groups(default="") if label else (self.contents, "")
        others = [f"Noe {self.contents}", f"{self.contents} og mer"]
        if self.doubt is None and unit:
            others.append(f"{measure} og mer {unit}")
        for other in others:
            if self.pattern and re.fullmatch(self.pattern, other, re.IGNORECASE):
                raise ValueError(f"pattern passer også med «{other}»")
        return self


def _anchored(pattern: str) -> str:
    """The pattern, if it is a regular expression that says how a label begins and ends. Raises ValueError."""
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"ikke et regulært uttrykk: {error}") from error
    if not (pattern.startswith("^") and pattern.endswith("$") and not pattern.endswith(r"\$")):
        raise ValueError("må begynne med ^ og slutte med $")
    return pattern


class OfficeFigure(Strict):
    """Figures pulled from an office that counts how the law is met (etl/sources/offices.py).

    `page` is the office's own page, table or workbook, `measure` its words for the figure there, and `uncertainty`
    those for what may be added to and taken from it. `snapshot` is the embedded file that holds the figures of years
    that are not pulled.
    """

    kind: Literal["office"]
    office: Literal["barnehagefakta", "udir", "bufdir", "fhi"]
    page: str
    measure: str
    uncertainty: str | None = None
    snapshot: str | None = None


class KlassGroup(Strict):
    """The group that a municipality belongs to by Statistics Norway's classifications: 112 or 128."""

    kind: Literal["klass"]
    classification: Literal[112, 128]
    snapshot: str


class ChangePerCent(Strict):
    """Per cent change of another indicator over a number of years."""

    kind: Literal["change_per_cent"]
    of: str
    years: int = Field(gt=0)


class Ratio(Strict):
    """One indicator, or the sum of several, divided by another (or a sum), times a factor.

    Where `denominator_year` is given, the denominator is of that one year, whatever the year of the numerator; else it
    is of the year that lies `year_offset` years after it: 1 where what was counted at the end of a year is divided by
    the inhabitants of the next day. `times` is an indicator of the denominator's year that the numerator, a figure per
    one of it, is multiplied with: expenditure per inhabitant, times inhabitants, divided by pupils.
    With `whole`, what comes of it is a count and is rounded to one. `unknown` is the note on what a denominator of
    zero leaves unknown: a count that there is, but that can't be reckoned back to. `snapshot` is the embedded file that
    holds the figures of years that the inputs lack.
    """

    kind: Literal["ratio"]
    numerator: list[str] = Field(min_length=1)
    denominator: list[str] = Field(min_length=1)
    factor: float = 1.0
    denominator_year: int | None = None
    year_offset: int = 0
    times: str | None = None
    whole: bool = False
    unknown: str | None = None
    snapshot: str | None = None


class Difference(Strict):
    """The change in an indicator between two years, in its own unit."""

    kind: Literal["difference"]
    of: str
    from_year: int
    to_year: int


class Fulfilment(Strict):
    """How many per cent of what was assessed meet a demand: those that meet it (`met`) and those that are exempt by law
    (`lawful`), of all but those that nobody could assess (`unassessed`). Each is a share of all; where they add up to
    more than all, the figure is the source's own share of all, with a note that says so.

    The one rule by which a duty is met in law, wherever it is shown: neither an exemption nor what is not assessed is a
    breach.
    """

    kind: Literal["fulfilment"]
    met: str
    lawful: str | None = None
    unassessed: str | None = None


class Published(Strict):
    """The publisher's own figures of what we only stand in for, once a file of data/snapshot/ holds them, and what the
    indicator is called and said to be then.
    """

    file: str
    title: str
    definition: str
    caveat: str


class Subtraction(Strict):
    """One indicator minus another, of the same year and in the same unit.

    Where the file of `published` is there, its figures take the place of what would be computed.
    """

    kind: Literal["subtraction"]
    of: str
    minus: str
    published: Published | None = None


class Classes(Strict):
    """The number (from 1) of the class that another indicator's value falls in; a class begins at its limit."""

    kind: Literal["classes"]
    of: str
    limits: list[float] = Field(min_length=1)

    @field_validator("limits")
    @classmethod
    def _ascending(cls, limits: list[float]) -> list[float]:
        if sorted(set(limits)) != limits:
            raise ValueError("grensene må stige")
        return limits


class KddWorkbook(Strict):
    """The total in the ministry's workbook on legal compliance, once it has been imported."""

    kind: Literal["kdd"]


class Pattern(Strict):
    """The pattern that size and centrality alone would suggest (etl/compliance.py)."""

    kind: Literal["pattern"]


class DutyIndex(Strict):
    """The index of the indicators that declare a duty (etl/compliance.py)."""

    kind: Literal["duty_index"]


class WeakArea(Strict):
    """An area of weak_areas: what it is called, the indicator that tells of it, and which end of it is weak."""

    name: str
    of: str
    weak: Literal["low", "high"]


class WeakAreas(Strict):
    """In how many of some areas a municipality is among the weakest `share` per cent (etl/weak_areas.py).

    A municipality with figures in fewer areas than `least` gets no number.
    """

    kind: Literal["weak_areas"]
    areas: list[WeakArea] = Field(min_length=2)
    share: float = Field(gt=0, lt=100)
    least: int = Field(gt=0)


class Projection(Strict):
    """What another indicator would be if the pattern of the last years went on (etl/projection.py)."""

    kind: Literal["projection"]
    of: Literal["population", "population_0_17", "population_20_66", "population_80_plus", "workers_per_80_plus"]


Computed = (
    ChangePerCent
    | Ratio
    | Fulfilment
    | Difference
    | Subtraction
    | Classes
    | Pattern
    | DutyIndex
    | WeakAreas
    | Projection
)
Read = Snapshot | SsbTable | OfficeFigure | KlassGroup | KddWorkbook
Origin = Annotated[Read | Computed, Field(discriminator="kind")]
