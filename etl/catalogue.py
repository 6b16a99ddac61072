"""The catalogue: one YAML file per indicator in etl/indicators/, read into checked objects.

A file that is incomplete, misspelt or contradicts another stops the build with CatalogueError, which names the
file and the field. Adding an indicator is adding a file.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, Field, field_validator, model_validator

from etl import files
from etl.wording import Adjective, ClassSentences, Counted, Sentence, SignedSentence

DIRECTORY = Path(__file__).parent / "indicators"

Role = Literal["rammebetingelser", "tjenesteyter", "myndighetsutøver", "samfunnsutvikler", "demokratisk arena"]
#: A label of a table: what is measured, and its unit in brackets at the end.
LABEL = re.compile(r"(.*?)\s*(\([^()]*\))?")
#: An expression of a selection that finds a code by its label.
BY_LABEL = re.compile(r"label\((.*)\)", re.IGNORECASE)
LEGAL_BASIS = re.compile(r"^(ingen|.+ (§§?|kap\.|kapittel|art\.) ?\d.*)$")


class CatalogueError(Exception):
    """An indicator file that can't be used; the message names the file and the field."""


class _Strict(BaseModel):
    model_config = files.STRICT


class Snapshot(_Strict):
    """Figures that are embedded: a file of data/snapshot/ that holds rows of this indicator."""

    kind: Literal["snapshot"]
    file: str


class SsbTable(_Strict):
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
    such part of it, is held back. `snapshot` is the embedded file that holds the figures of years that are not
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
        measure, unit = LABEL.fullmatch(self.contents).groups(default="")
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


class OfficeFigure(_Strict):
    """Figures pulled from an office that counts how the law is met (etl/sources/offices.py).

    `page` is the office's own page, table or workbook, `measure` its words for the figure there. `snapshot` is the
    embedded file that holds the figures of years that are not pulled.
    """

    kind: Literal["office"]
    office: Literal["barnehagefakta", "udir", "bufdir", "fhi"]
    page: str
    measure: str
    snapshot: str | None = None


class KlassGroup(_Strict):
    """The group that a municipality belongs to by Statistics Norway's classifications: 112 or 128."""

    kind: Literal["klass"]
    classification: Literal[112, 128]
    snapshot: str


class ChangePerCent(_Strict):
    """Per cent change of another indicator over a number of years."""

    kind: Literal["change_per_cent"]
    of: str
    years: int = Field(gt=0)


class Ratio(_Strict):
    """One indicator, or the sum of several, divided by another (or a sum), times a factor.

    Where `denominator_year` is given, the denominator is of that one year, whatever the year of the numerator; else it
    is of the year that lies `year_offset` years after it: 1 where what was counted at the end of a year is divided by
    the inhabitants of the next day. `times` is an indicator of the denominator's year that the numerator, a figure per
    one of it, is multiplied with: expenditure per inhabitant, times inhabitants, divided by pupils.
    `snapshot` is the embedded file that holds the figures of years that the inputs lack.
    """

    kind: Literal["ratio"]
    numerator: list[str] = Field(min_length=1)
    denominator: list[str] = Field(min_length=1)
    factor: float = 1.0
    denominator_year: int | None = None
    year_offset: int = 0
    times: str | None = None
    snapshot: str | None = None


class Difference(_Strict):
    """The change in an indicator between two years, in its own unit."""

    kind: Literal["difference"]
    of: str
    from_year: int
    to_year: int


class Published(_Strict):
    """The publisher's own figures of what we only stand in for, once a file of data/snapshot/ holds them, and what the
    indicator is called and said to be then.
    """

    file: str
    title: str
    definition: str
    caveat: str


class Subtraction(_Strict):
    """One indicator minus another, of the same year and in the same unit.

    Where the file of `published` is there, its figures take the place of what would be computed.
    """

    kind: Literal["subtraction"]
    of: str
    minus: str
    published: Published | None = None


class Classes(_Strict):
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


class KddWorkbook(_Strict):
    """The total in the ministry's workbook on legal compliance, once it has been imported."""

    kind: Literal["kdd"]


class Pattern(_Strict):
    """The pattern that size and centrality alone would suggest (etl/compliance.py)."""

    kind: Literal["pattern"]


class DutyIndex(_Strict):
    """The index of the indicators that declare a duty (etl/compliance.py)."""

    kind: Literal["duty_index"]


class WeakArea(_Strict):
    """An area of weak_areas: what it is called, the indicator that tells of it, and which end of it is weak."""

    name: str
    of: str
    weak: Literal["low", "high"]


class WeakAreas(_Strict):
    """In how many of some areas a municipality is among the weakest `share` per cent (etl/weakness.py).

    A municipality with figures in fewer areas than `least` gets no number.
    """

    kind: Literal["weak_areas"]
    areas: list[WeakArea] = Field(min_length=2)
    share: float = Field(gt=0, lt=100)
    least: int = Field(gt=0)


Computed = ChangePerCent | Ratio | Difference | Subtraction | Classes | Pattern | DutyIndex | WeakAreas
Read = Snapshot | SsbTable | OfficeFigure | KlassGroup | KddWorkbook
Origin = Annotated[Read | Computed, Field(discriminator="kind")]


class Duty(_Strict):
    """A statutory duty that the indicator measures: its service area, the rule, and whether it is a proxy.

    `counted` is what a share is of («barnehager»), and `cases` the indicator that says how many there are: a share of
    few is pulled towards its group's in the duty index (etl/pooling.py). `lawful` is the indicator of the share that
    is exempt by law, which is no breach.
    """

    area: str
    rule: Literal["share", "yes_no", "days_limit"]
    limit: float | None = None
    kind: Literal["measured", "proxy"]
    counted: str | None = None
    cases: str | None = None
    lawful: str | None = None

    @model_validator(mode="after")
    def _has_its_limit(self) -> Duty:
        if (self.rule == "days_limit") != (self.limit is not None):
            raise ValueError("limit hører til regelen «days_limit», og bare til den")
        return self


class Remark(_Strict):
    """A published figure that stands out: shown with the remark, and where it is not comparable left out of classes,
    ranks, medians and extremes, with «Kan ikke sammenlignes:» before the remark.
    """

    codes: list[str] = Field(min_length=1)
    note: str
    comparable: bool


class Indicator(_Strict):
    """One number per municipality and year, with all that is needed to defend it. Texts are Norwegian.

    An indicator that is not `shared` is only shown on a page of its own, and offered nowhere else. `base_year_offset`
    is how many years the base's year lies after the figure's own: 1 for what is counted per inhabitant at the end of
    an account year, since inhabitants are those of 1 January. `begins` is how many years after the figure's own its
    period begins (so less than 0) where it is longer than that year: the period is told with the figure.

    `sentence` begins the sentence that tells the figure; when it was and how it stands among others are added after
    it: «Skatteinntektene i {name} kommune var {value}» becomes «Skatteinntektene i Etnedal kommune var 36 412 kroner
    per innbygger i regnskapsåret 2025, 3. lavest av 24 sammenlignbare kommuner.» It is a pattern with `{name}` and
    either `{value}` (the number with its unit; of a class its name) or `{number}` (the number alone, where the
    pattern has the unit's words itself), or SignedSentence where the sign turns the meaning, or ClassSentences where
    each class needs words of its own. Write «i {name} kommune» and not «i {name}»: it is right on islands too.
    `place` is the adjective of the words of place that follow a pattern: «høy» gives «høyest» and «lavest», «mange»
    «flest» and «færrest», «stor» «størst» and «minst», «lang» «lengst» and «kortest». Of an indicator with classes,
    `counted` says which of them the title of a map counts, and in what words; without it, the largest is told.

    `stage` is what the figure is of: a condition that the municipality works under, the effort that it puts in (people,
    money, how much it does), or the result for its inhabitants and its own economy.

    `divisor` is the indicator that the figure is divided by, where the data hold it: the country's figure is then the
    municipalities' mean weighted by it (with `base_year_offset`). A rate without one has no figure for the country,
    since a mean by anything else would differ from the published figure. `featured` indicators are the key figures
    shown first on a municipality's page, in the order of `position`.
    """

    indicator_id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title: str
    short_title: str = Field(max_length=48)
    sentence: Sentence
    place: Adjective = "høy"
    counted: Counted | None = None
    role: Role
    stage: Literal["condition", "effort", "result"]
    theme: str
    unit: str
    decimals: int = Field(ge=0, le=4)
    direction: Literal["higher_is_better", "lower_is_better", "none"]
    kind: Literal["observed", "derived", "modelled"]
    scale: Literal["amount", "change", "ordered", "category"] = "amount"
    aggregation: Literal["sum", "weighted_mean", "largest_part", "recomputed"]
    base_indicator_id: str | None = None
    base_year_offset: int = 0
    divisor: str | None = None
    featured: bool = False
    minimum: float | None = None
    maximum: float | None = None
    begins: int = Field(default=0, le=0)
    rhythm: str
    reference: str
    definition: str
    why: str
    legal_basis: str
    duty: Duty | None = None
    source_id: str
    origin: Origin
    categories: dict[int, str] = {}
    remarks: list[Remark] = []
    notes: str | None = None
    caveat: str
    position: int
    shared: bool = True

    @field_validator("legal_basis")
    @classmethod
    def _names_a_paragraph(cls, text: str) -> str:
        if not LEGAL_BASIS.match(text):
            raise ValueError("skriv lov og paragraf («barnehageloven § 26»), eller «ingen»")
        return text

    @field_validator("reference")
    @classmethod
    def _mentions_the_year(cls, text: str) -> str:
        if "{year}" not in text:
            raise ValueError("må inneholde {year}")
        return text

    @model_validator(mode="after")
    def _can_be_told(self) -> Indicator:
        if self.place != "høy" and not isinstance(self.sentence, str):
            raise ValueError("place hører til en sentence som er ett mønster")
        if isinstance(self.sentence, ClassSentences) and self.sentence.classes.keys() != self.categories.keys():
            raise ValueError("sentence.classes må ha ett mønster for hver av categories")
        if self.counted and not set(self.counted.classes) < self.categories.keys():
            raise ValueError("counted.classes må være noen av categories")
        if isinstance(self.sentence, SignedSentence) and self.categories:
            raise ValueError("sentence: above, below og zero hører til tall, ikke til categories")
        return self

    @model_validator(mode="after")
    def _hangs_together(self) -> Indicator:
        if isinstance(self.origin, Computed) != (self.aggregation == "recomputed"):
            raise ValueError("aggregation er «recomputed» for beregnede indikatorer, og bare for dem")
        if isinstance(self.origin, ChangePerCent) and self.begins != -self.origin.years:
            raise ValueError("begins skal være perioden som endringen er målt over")
        if (self.scale in ("ordered", "category")) != bool(self.categories):
            raise ValueError("categories hører til scale «ordered» og «category», og bare til dem")
        if self.minimum is not None and self.maximum is not None and self.minimum >= self.maximum:
            raise ValueError("minimum må være mindre enn maximum")
        return self

    @property
    def inputs(self) -> list[str]:
        """Ids of the indicators that this one is computed from, year by year."""
        match self.origin:
            case ChangePerCent() | Difference() | Classes():
                return [self.origin.of]
            case Subtraction():
                return [self.origin.of, self.origin.minus]
            case Ratio():
                return [*self.origin.numerator, *filter(None, [self.origin.times]), *self.origin.denominator]
            case _:
                return []

    @property
    def mentioned(self) -> list[str]:
        """Ids of all other indicators that the file names."""
        areas = self.origin.areas if isinstance(self.origin, WeakAreas) else []
        behind = [self.duty.cases, self.duty.lawful] if self.duty else []
        return [
            *self.inputs,
            *(area.of for area in areas),
            *filter(None, [self.base_indicator_id, self.divisor, *behind]),
        ]

    @property
    def embedded_file(self) -> str | None:
        """The file of data/snapshot/ that holds figures of this indicator, if any."""
        match self.origin:
            case (
                Snapshot(file=file)
                | SsbTable(snapshot=file)
                | OfficeFigure(snapshot=file)
                | KlassGroup(snapshot=file)
                | Ratio(snapshot=file)
            ):
                return file
            case _:
                return None


def _read(path: Path) -> Indicator:
    try:
        indicator = files.read_yaml(path, Indicator)
    except files.FileError as error:
        raise CatalogueError(str(error)) from error
    if indicator.indicator_id != path.stem:
        raise CatalogueError(f"{path.name}: indicator_id «{indicator.indicator_id}» skal være lik filnavnet")
    return indicator


def _check_short_titles(indicators: dict[str, Indicator], directory: Path) -> None:
    """Readers choose an indicator by its short title, so that no two may share one."""
    owners: dict[str, str] = {}
    for name, indicator in indicators.items():
        owner = owners.setdefault(indicator.short_title, name)
        if owner != name:
            line = files.line_of(directory / f"{name}.yaml", "short_title")
            raise CatalogueError(
                f"{name}.yaml linje {line}: short_title «{indicator.short_title}» er brukt av {owner}.yaml"
            )


def read(directory: Path = DIRECTORY) -> dict[str, Indicator]:
    """All indicators by id, in the order in which they can be computed (inputs before what is derived from them).

    Raises CatalogueError for a bad file, a short title that two have, an unknown input or base, or indicators that
    need each other in a circle.
    """
    indicators = {path.stem: _read(path) for path in sorted(directory.glob("*.yaml"))}
    _check_short_titles(indicators, directory)
    for indicator in indicators.values():
        for needed in indicator.mentioned:
            if needed not in indicators:
                raise CatalogueError(f"{indicator.indicator_id}.yaml: ukjent indikator «{needed}»")
    ordered: dict[str, Indicator] = {}
    while len(ordered) < len(indicators):
        ready = [i for i in indicators.values() if i.indicator_id not in ordered and ordered.keys() >= set(i.inputs)]
        if not ready:
            circle = ", ".join(sorted(set(indicators) - set(ordered)))
            raise CatalogueError(f"Indikatorer som venter på hverandre: {circle}")
        ordered |= {i.indicator_id: i for i in ready}
    return ordered


def with_figures(indicators: dict[str, Indicator], found: set[str]) -> dict[str, Indicator]:
    """The indicators that have figures (their ids are in `found`) or are computed from such, in the same order.

    The others wait for their first pull, and so does a rate whose base has no figures: without it nothing can be said
    of several municipalities together.
    """
    kept: dict[str, Indicator] = {}
    for indicator_id, indicator in indicators.items():
        computed = isinstance(indicator.origin, Computed) and kept.keys() >= set(indicator.inputs)
        if (indicator_id in found or computed) and indicator.base_indicator_id in (None, *found):
            kept[indicator_id] = indicator
    return kept


def with_published(indicators: dict[str, Indicator], found: set[str]) -> dict[str, Indicator]:
    """The indicators, those whose publisher's own figures were read (their ids are in `found`) told as such."""
    told = dict(indicators)
    for name, indicator in indicators.items():
        own = isinstance(indicator.origin, Subtraction) and name in found and indicator.origin.published
        if own:
            told[name] = indicator.model_copy(update={"kind": "observed", **own.model_dump(exclude={"file"})})
    return told


def checksum(directory: Path = DIRECTORY) -> str:
    """SHA-256 over all indicator files, in order of name."""
    digest = hashlib.sha256()
    for path in sorted(directory.glob("*.yaml")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()
