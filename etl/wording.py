"""How an indicator's file says the sentence that tells its figure: patterns in bokmål, checked when they are read."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, Discriminator, Field, Tag

from etl.files import STRICT

Adjective = Literal["høy", "mange", "stor", "lang"]


def _pattern_with(*figures: str, allowed: tuple[str, ...] = ()) -> AfterValidator:
    """Checks that a pattern begins a sentence and has {name}, one of `figures` (if there are any), and no other but
    those `allowed`.
    """

    def checked(pattern: str) -> str:
        fields = set(re.findall(r"{(.*?)}", pattern))
        if "name" not in fields or (figures and not fields & set(figures)):
            needed = ["{name}", " eller ".join(f"{{{figure}}}" for figure in figures)]
            raise ValueError(f"må inneholde {' og '.join(filter(None, needed))}")
        if unknown := fields - {"name", *figures, *allowed}:
            raise ValueError(f"kan ikke inneholde {{{min(unknown)}}}")
        if pattern[0].islower() or pattern[-1] in ".,:":
            raise ValueError("skal begynne en setning, slik at tid og plass kan stå etter")
        return pattern

    return AfterValidator(checked)


class SignedSentence(BaseModel):
    """How a measure is told whose sign turns its meaning: a pattern each for above zero, below and zero as shown.

    `{amount}` is the figure without its sign. `gain` and `loss` are the nouns that its place is told by, so that the
    words of place follow the words of the figure: with «tillegg» and «trekk» the lowest of all figures is «størst
    trekk», and one below zero but over the median «mindre trekk enn medianen».
    """

    model_config = STRICT

    above: Annotated[str, _pattern_with("amount")]
    below: Annotated[str, _pattern_with("amount")]
    zero: Annotated[str, _pattern_with()]
    gain: str
    loss: str


class ClassSentences(BaseModel):
    """How an ordered or category indicator is told whose classes each need a pattern of their own, by value.

    `{areas}` of a count of weak areas is how many it is counted among: «fem områder», «fire områder med tall».
    """

    model_config = STRICT

    classes: dict[int, Annotated[str, _pattern_with(allowed=("areas",))]]


class Counted(BaseModel):
    """The classes that a title counts, and what it says of them: «174 av 357 kommuner har under 5 000 innbyggere»."""

    model_config = STRICT

    classes: list[int] = Field(min_length=1)
    words: str


def _kind_of_sentence(sentence: object) -> str:
    if isinstance(sentence, dict):
        return "klasser" if "classes" in sentence else "fortegn"
    if isinstance(sentence, ClassSentences):
        return "klasser"
    return "fortegn" if isinstance(sentence, SignedSentence) else "mønster"


Sentence = Annotated[
    Annotated[str, _pattern_with("value", "number"), Tag("mønster")]
    | Annotated[SignedSentence, Tag("fortegn")]
    | Annotated[ClassSentences, Tag("klasser")],
    Discriminator(_kind_of_sentence),
]
