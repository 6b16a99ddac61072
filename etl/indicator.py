"""What an indicator file holds: each field, and what fields of the same file must not contradict."""

from __future__ import annotations

import re
from typing import Literal, TypeVar

from pydantic import Field, field_validator, model_validator

from etl import rules
from etl.origins import (
    ChangePerCent,
    Computed,
    KlassGroup,
    OfficeFigure,
    Origin,
    Projection,
    Ratio,
    Snapshot,
    SsbTable,
    Strict,
    WeakAreas,
)
from etl.wording import Adjective, ClassSentences, Counted, Sentence, SignedSentence

Role = Literal["rammebetingelser", "tjenesteyter", "myndighetsutøver", "samfunnsutvikler", "demokratisk arena"]
LEGAL_BASIS = re.compile(r"^(ingen|.+ (§§?|kap\.|kapittel|art\.) ?\d.*)$")


OriginT = TypeVar("OriginT")


class Duty(Strict):
    """A statutory duty that the indicator measures: its service area, the rule, and whether it is a proxy.

    `counted` is what a share is of («barnehager»), and `cases` the indicator that says how many there are: a share of
    few is pulled towards its group's in the duty index (etl/pooling.py). `lawful` is the indicator of the share that
    is exempt by law, and `unassessed` that of the share that nobody could assess: told beside the figure, which has
    reckoned with them already (Fulfilment in etl/origins.py).
    """

    area: str
    rule: Literal["share", "yes_no", "days_limit"]
    limit: float | None = None
    kind: Literal["measured", "proxy"]
    counted: str | None = None
    cases: str | None = None
    lawful: str | None = None
    unassessed: str | None = None

    @model_validator(mode="after")
    def _has_its_limit(self) -> Duty:
        if (self.rule == "days_limit") != (self.limit is not None):
            raise ValueError("limit hører til regelen «days_limit», og bare til den")
        if self.rule != "share" and (self.cases or self.lawful or self.unassessed):
            raise ValueError("cases, lawful og unassessed hører til regelen «share», og bare til den")
        return self

    @property
    def beside(self) -> list[str]:
        """Ids of the indicators that the duty is reckoned with, besides its own."""
        return [name for name in (self.cases, self.lawful, self.unassessed) if name]


class Remark(Strict):
    """A published figure that stands out: shown with the remark, and where it is not comparable left out of classes,
    ranks, medians and extremes, with «Kan ikke sammenlignes:» before the remark.
    """

    codes: list[str] = Field(min_length=1)
    note: str
    comparable: bool


class Indicator(Strict):
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
    `counted` says which of them the title of a map counts, and in what words; without it, the largest is told. Of a
    number it is [0], with the words of those that have none, for the title where most have.

    `noun` is what the figure is called within a sentence, after the more or less of its `place`: «skår i lesing på
    8. trinn» after «høyere», «fraværstimer på 10. trinn» after «flere». Without one it is the title up to a bracket or
    a colon.

    `stage` is what the figure is of: a condition that the municipality works under, the effort that it puts in (people,
    money, how much it does), or the result for its inhabitants and its own economy.

    `divisor` is the indicator that the figure is divided by, where the data hold it: the country's figure is then the
    municipalities' mean weighted by it (with `base_year_offset`). A rate without one has no figure for the country,
    since a mean by anything else would differ from the published figure. `featured` indicators are the key figures
    shown first on a municipality's page, in the order of `position`. What is not `ranked` must not pass for an order of
    who does best: nobody is told a place, a highest or a lowest, and lists are in the order of names. What was measured
    in `one_division` alone is shown in that one, whichever is chosen.
    """

    indicator_id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title: str
    short_title: str = Field(max_length=48)
    noun: str | None = Field(None, pattern=r"^[^A-ZÆØÅ].*[^.,:]$")
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
    ranked: bool = True
    one_division: bool = False
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
    categories: dict[int, str] = Field(default_factory=dict)
    remarks: list[Remark] = Field(default_factory=list)
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
        if self.counted and not (
            set(self.counted.classes) < self.categories.keys() if self.categories else self.counted.classes == [0]
        ):
            raise ValueError("counted.classes må være noen av categories, eller [0] for tall")
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

    def drawn_from(self, kind: type[OriginT]) -> OriginT:
        """The origin of an indicator that is known to have one of this kind. Raises TypeError for another."""
        if not isinstance(self.origin, kind):
            raise TypeError(f"{self.indicator_id}: {type(self.origin).__name__}, ikke {kind.__name__}")
        return self.origin

    @property
    def inputs(self) -> list[str]:
        """Ids of the indicators that this one is computed from, year by year."""
        taken = isinstance(self.origin, Computed) and rules.inputs(self.origin.model_dump())
        return list(dict.fromkeys(one.indicator_id for one in taken.all)) if taken else []

    @property
    def mentioned(self) -> list[str]:
        """Ids of all other indicators that the file names."""
        areas = self.origin.areas if isinstance(self.origin, WeakAreas) else []
        behind = self.duty.beside if self.duty else []
        return [
            *self.inputs,
            *(area.of for area in areas),
            *([self.origin.of] if isinstance(self.origin, Projection) else []),
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
