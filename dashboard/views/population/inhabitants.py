"""Inhabitants as the figures of the page tell of them: who is counted, when, and from which source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from dashboard import charts, palette, text
from dashboard.charts import Axis
from dashboard.components import theme
from dashboard.figures import chosen_line, citing
from dashboard.figures.figure import Citation
from dashboard.figures.page_context import PageContext
from dashboard.measures import population
from dashboard.measures.association import SMALL


def told_limit(limits: Sequence[int]) -> int:
    """The limit of those chosen that titles tell of: the one of small municipalities, or the middle one."""
    return SMALL if SMALL in limits else limits[len(limits) // 2]


def people(context: PageContext) -> pd.DataFrame:
    """Inhabitants and centrality of the municipalities that are shown; see population.people."""
    frame = population.people(context.database, context.selection.division, context.selection.year)
    return context.within(frame)


def size_of_chosen(context: PageContext, limits: Sequence[int]) -> tuple[str, ...]:
    """The size class that the chosen municipality is in."""
    frame = people(context)
    frame = frame.assign(size=population.size_class(frame["value"], limits))
    return chosen_line.of_group(
        context,
        frame,
        lambda row: f"{population.inhabitants_words(str(row['size']))} (har {text.number(row['value'])})",
    )


def citations(context: PageContext, *years: int) -> tuple[Citation, ...]:
    """The sources of the inhabitants of some years, each source once."""
    found = [citing.citations(context.database, "population", context.selection.division, year) for year in years]
    references = text.listed(date(year) for year in years)
    if len(years) > 2:
        references = f"1. januar i {len(years)} år fra {min(years)} til {max(years)}"
    return tuple(dict.fromkeys(replace(citation, reference=references) for one in found for citation in one))


def date(year: int) -> str:
    """«1. januar 2026»."""
    return f"1. januar {year}"


def span(start: int, end: int) -> str:
    """«fra 1. januar 2020 til 1. januar 2026»."""
    return f"fra {date(start)} til {date(end)}"


def moved(change: float, subject: str = "") -> str:
    """A change in per cent as a verb: «vokste 6,6 prosent», «falt 0,3 prosent», «var uendret»; `subject` stands after
    the verb, where a place begins the sentence: «vokste det 6,6 prosent».
    """
    shown, whose = text.rounded(change, 1), f" {subject}" if subject else ""
    if shown == 0:
        return f"var{whose} uendret"
    return f"{'vokste' if shown > 0 else 'falt'}{whose} {text.number(abs(shown), 1)} prosent"


def share_chart(table: pd.DataFrame, title: str, *, unit: str = ""):
    """Two bars for each `size` of a table: its share of the municipalities and of the inhabitants.

    `unit` stands after the size where it is told at a bar.
    """
    kinds = (
        ("Kommuner", "municipalities", "municipality_share"),
        ("Innbyggere", "inhabitants", "inhabitant_share"),
    )
    names_of_sizes = table["size"].astype(str).str.replace("<br>", " ")
    rows = pd.concat(
        [
            pd.DataFrame(
                {
                    "size": table["size"].astype(str),
                    "kind": kind,
                    "share": table[share],
                    "label": table[share].map(lambda value: text.number(value, 0 if value >= 10 else 1)),
                    "hover": [
                        f"{size}{unit}: {text.number(n)} {kind.lower()}, {text.number(value, 1)} prosent"
                        for size, n, value in zip(names_of_sizes, table[count], table[share], strict=True)
                    ],
                }
            )
            for kind, count, share in kinds
        ]
    )
    pair = theme.colours(palette.CATEGORICAL)
    return charts.Bars(
        rows, "size", Axis("share", "Prosent av alle"), title, series="kind",
        series_colours={"Kommuner": pair[1], "Innbyggere": pair[0]}, labels="label", hover="hover",
    )  # fmt: skip
