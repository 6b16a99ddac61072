"""What the figures of the page «Befolkning og sentralitet» share: names, colours, dates and sources."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import pandas as pd

from dashboard import charts, palette, text
from dashboard.charts import Axis
from dashboard.components import theme
from dashboard.data import queries
from dashboard.figures.citing import citations
from dashboard.figures.figure import Citation
from dashboard.figures.page_context import PageContext
from dashboard.measures import population

SMALL = 5000
"""Inhabitants below which Statistics Norway calls a municipality small."""

DERIVED = ("Beregnet av publiserte tall",)


def class_names(context: PageContext) -> dict[int, str]:
    """What the centrality classes are called."""
    return queries.categories(context.database, "centrality_class")


def class_colours(context: PageContext) -> dict[str, str]:
    """The colour of each centrality class by its name, the same in every chart."""
    names = list(class_names(context).values())
    return dict(zip(names, theme.colours(palette.ordered(len(names))), strict=True))


def people(context: PageContext) -> pd.DataFrame:
    """Inhabitants and centrality of the municipalities that are shown; see population.people."""
    frame = population.people(context.database, context.selection.division, context.selection.year)
    return context.within(frame)


def population_citations(context: PageContext, *years: int) -> tuple[Citation, ...]:
    """The sources of the inhabitants of some years, each source once."""
    found = [citations(context.database, "population", context.selection.division, year) for year in years]
    references = text.listed(date(year) for year in years)
    if len(years) > 2:
        references = f"1. januar i {len(years)} år fra {min(years)} til {max(years)}"
    return tuple(dict.fromkeys(replace(citation, reference=references) for one in found for citation in one))


def date(year: int) -> str:
    """«1. januar 2026»."""
    return f"1. januar {year}"


def dots_by_class(
    context: PageContext,
    known: pd.DataFrame,
    y: Axis,
    written: Callable[[float], str],
    lines: Mapping[str, float] | None = None,
) -> charts.DotsByGroup:
    """Every municipality's `value` over its centrality class; `written` is a value as it is said beside its name."""
    rows = known.assign(
        name_of_class=known["centrality_class"].map(class_names(context)).map(broken),
        hover=[
            f"{text.short_name(name)}: {written(value)}"
            for name, value in zip(known["name"], known["value"], strict=True)
        ],
    )
    return charts.DotsByGroup(
        rows, "name_of_class", y, "hover", "Sentralitetsklasse", chosen=context.chosen(rows), lines=lines
    )


def names(frame: pd.DataFrame) -> dict[str, pd.Series]:
    """The first columns of every table twin that has a row a municipality."""
    return {
        "Kommune": frame["name"].map(text.short_name),
        "Nummer": frame["code"],
        "Fylke": frame["county"].map(text.short_name),
    }


def span(start: int, end: int) -> str:
    """«fra 1. januar 2020 til 1. januar 2026»."""
    return f"fra {date(start)} til {date(end)}"


def moved(change: float) -> str:
    """A change in per cent as a verb: «vokste 6,6 prosent», «falt 0,3 prosent», «var uendret»."""
    shown = text.rounded(change, 1)
    if shown == 0:
        return "var uendret"
    return f"{'vokste' if shown > 0 else 'falt'} {text.number(abs(shown), 1)} prosent"


def lower(name: str) -> str:
    """A name as it stands inside a sentence."""
    return name[0].lower() + name[1:]


def centrality_citations(context: PageContext) -> tuple[Citation, ...]:
    """The source of the centrality classes."""
    division = context.selection.division
    year = queries.years(context.database, "centrality_class", division)[0]
    return citations(context.database, "centrality_class", division, year)


def broken(name: str) -> str:
    """«Klasse 1<br>(mest sentral)»: a label on two lines under an axis."""
    return name.replace(" (", "<br>(")


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
