"""What kind of figures a municipality's are: computed, modelled, provisional, made up."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from dashboard import text
from dashboard.data.database import cached
from dashboard.figures import citing
from dashboard.measures import keyfigures, sentences
from dashboard.measures.keyfigures import KeyFigure

SOME_COMPUTED = "Publiserte tall, og noen beregnet av dem"
"""The status of several figures of which some are computed."""


def words(figures: Sequence[KeyFigure]) -> tuple[str, ...]:
    """The words for kinds of figures that must never pass for measurements, said with the figure's name; and that they
    are computed, or some of them.
    """
    names: dict[str, list[str]] = {}
    for figure in figures:
        for word in _never_measured(figure):
            names.setdefault(word, []).append(sentences.lowered(figure.indicator.short_title))
    computed = [figure.indicator.kind == "derived" for figure in figures if figure.value is not None]
    kinds = [text.DERIVED_WORDS] if computed and all(computed) else [SOME_COMPUTED] if any(computed) else []
    if len(figures) == 1:
        return (*kinds, *names)
    return (*kinds, *(f"{word}: {text.listed(titles)}" for word, titles in names.items()))


@cached(keyfigures.FIGURES_KEPT)
def _never_measured(figure: KeyFigure) -> tuple[str, ...]:
    rows = pd.concat([figure.peers, figure.own.to_frame().T])
    words = citing.status_words(figure.indicator, rows)
    return tuple(word for word in words if word == text.MODELLED_WORDS or word.startswith(("SYNTETISK", "Foreløpig")))
