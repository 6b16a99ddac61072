"""How large municipalities are: each function makes one figure and what draws it."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from dashboard import charts, palette, text
from dashboard.charts import Axis
from dashboard.components import theme
from dashboard.figures import chosen_line, pictures
from dashboard.figures.citing import missing_line
from dashboard.figures.figure import Panel, name_columns
from dashboard.figures.page_context import PageContext, cached_panel
from dashboard.measures import population
from dashboard.views.population import inhabitants


@cached_panel(marks_chosen=False, of_chosen=inhabitants.size_of_chosen)
def size_distribution(context: PageContext, limits: Sequence[int]) -> Panel:
    """How many municipalities there are of each size, and how many people live in them."""
    frame = inhabitants.people(context)
    table = population.size_distribution(frame, limits)
    small = inhabitants.told_limit(limits)
    below = frame[frame["value"] < small]
    reporting = frame["value"].count()
    title = (
        f"{text.number(len(below))} av {text.count(reporting, 'kommune', 'kommuner')} har under {text.number(small)} "
        f"innbyggere; {text.per_cent(below['value'].sum(), frame['value'].sum())} av innbyggerne bor der"
    )
    figure = context.figure(
        "size_distribution",
        title=title,
        subtitle=(
            f"Kommuner og innbyggere etter kommunens størrelse, {inhabitants.date(context.selection.year)}. "
            f"{context.where}"
        ),
        unit="prosent av kommunene og av innbyggerne",
        alt=f"Søylediagram: {title}.",
        citations=inhabitants.citations(context, context.selection.year),
        table=lambda: pd.DataFrame(
            {
                "Innbyggere i kommunen": table["size"].astype(str),
                "Kommuner": table["municipalities"],
                "Innbyggere": table["inhabitants"],
                "Andel av kommunene (prosent)": table["municipality_share"],
                "Andel av innbyggerne (prosent)": table["inhabitant_share"],
            }
        ),
        decimals={"Andel av kommunene (prosent)": 1, "Andel av innbyggerne (prosent)": 1},
        missing=missing_line(frame),
        status_words=(text.DERIVED_WORDS,),
        sortable=False,
    )
    return Panel(
        figure,
        pictures.ChartPicture(
            lambda: inhabitants.share_chart(table, "Innbyggere i kommunen", unit=" innbyggere"),
            "size_distribution",
            figure.alt,
        ),
    )


def _rank_of_chosen(context: PageContext) -> tuple[str, ...]:
    """How many inhabitants the chosen municipality has, and how many have as many or fewer."""
    frame = inhabitants.people(context)

    def said(row: chosen_line.Row) -> str:
        as_many = int((frame["value"] <= row["value"]).sum()) - 1
        others = "ingen av de andre har" if not as_many else f"{text.number(as_many)} av de andre har"
        return f"{text.number(row['value'])} innbyggere; {others} like mange eller færre"

    return chosen_line.of_value(context, frame, said)


@cached_panel(marks_chosen=False, of_chosen=_rank_of_chosen)
def cumulative(context: PageContext) -> Panel:
    """What share of municipalities and of people is found up to each size."""
    frame = inhabitants.people(context)
    curve = population.cumulative(frame)
    half = population.largest_with_half(frame)
    title = f"Halvparten av innbyggerne bor i {'den største kommunen' if half == 1 else f'de {half} største kommunene'}"
    figure = context.figure(
        "cumulative",
        title=title,
        subtitle=(
            f"Andel av kommunene og av innbyggerne i kommuner med så mange innbyggere eller færre, "
            f"{inhabitants.date(context.selection.year)}. {context.where}"
        ),
        unit="prosent",
        alt=f"To stigende kurver: {title}. Medianen er {text.number(frame['value'].median())} innbyggere.",
        citations=inhabitants.citations(context, context.selection.year),
        table=lambda: pd.DataFrame(
            name_columns(curve)
            | {
                "Innbyggere": curve["value"],
                "Andel av kommunene (prosent)": curve["municipality_share"],
                "Andel av innbyggerne (prosent)": curve["inhabitant_share"],
            }
        ),
        decimals={"Andel av kommunene (prosent)": 1, "Andel av innbyggerne (prosent)": 1},
        missing=missing_line(frame),
        status_words=(text.DERIVED_WORDS,),
    )
    return Panel(figure, pictures.ChartPicture(lambda: _cumulative_chart(curve), "cumulative", figure.alt))


def _cumulative_chart(curve: pd.DataFrame):
    pair = theme.colours(palette.CATEGORICAL)
    kinds = {"Kommuner": ("municipality_share", pair[1]), "Innbyggere": ("inhabitant_share", pair[0])}
    rows = pd.concat(
        [
            curve[["value"]].assign(
                kind=kind,
                share=curve[share],
                hover=[
                    f"Til og med {text.short_name(name)} ({text.number(value)} innbyggere): "
                    f"{text.number(part, 1)} prosent av {'kommunene' if kind == 'Kommuner' else 'innbyggerne'}"
                    for name, value, part in zip(curve["name"], curve["value"], curve[share], strict=True)
                ],
            )
            for kind, (share, _) in kinds.items()
        ]
    )
    return charts.Lines(
        rows, Axis("value", "Innbyggere (logaritmisk skala)", log=True, ticks=charts.INHABITANT_TICKS),
        Axis("share", "Prosent"), series="kind", series_colours={kind: colour for kind, (_, colour) in kinds.items()},
        hover="hover", markers=False,
    )  # fmt: skip


MOST_BARS = 14
"""Bars beside each other in which the numbers can still be read."""


@cached_panel(marks_chosen=False, of_chosen=inhabitants.size_of_chosen)
def structure(context: PageContext, limits: Sequence[int]) -> Panel:
    """Municipalities by size in every year there are figures for."""
    division = context.selection.division
    codes = inhabitants.people(context)["code"].tolist()
    counts = population.structure(context.database, division, limits, codes)
    summary = population.yearly_summary(context.database, division, limits, codes)
    small = inhabitants.told_limit(limits)
    complete = summary[summary["municipalities"] == summary["municipalities"].max()]
    first, last = complete.iloc[0], complete.iloc[-1]
    before, after = first[f"below_{small}"], last[f"below_{small}"]
    title = f"Kommuner under {text.number(small)} innbyggere: " + (
        f"{text.number(after)} både i {int(first['year'])} og i {int(last['year'])}"
        if before == after
        else f"{text.number(before)} i {int(first['year'])}, {text.number(after)} i {int(last['year'])}"
    )
    lacking = int((summary["municipalities"] < len(codes)).sum())
    drawn = _drawn_years(summary["year"].tolist(), int(first["year"]))
    evenly = pd.Series(drawn).diff().dropna().nunique() <= 1
    gaps = "" if evenly else "Årene står ikke like tett. "
    gaps += "" if len(drawn) == len(summary) else "Søylene er noen av årene; tabellen har alle. "
    shown = counts[counts["year"].isin(drawn)]
    figure = context.figure(
        "structure",
        title=title,
        subtitle=f"Kommuner etter størrelse, 1. januar hvert år det er tall for. {context.where}",
        unit="kommuner",
        alt=f"Stablede søyler, én for hvert år: {title}.",
        citations=inhabitants.citations(context, *(int(year) for year in summary["year"])),
        table=lambda: _structure_table(summary, limits),
        decimals={"Gjennomsnitt (innbyggere)": 1, "Median (innbyggere)": 1},
        missing=(
            f"I {lacking} av de {len(summary)} årene mangler noen kommuner sammenlignbart tall"
            if lacking
            else "Ingen av kommunene mangler tall i noe år"
        ),
        status_words=(text.DERIVED_WORDS,),
        notes=(f"{gaps}Alle år er i samme kommuneinndeling.",),
        sortable=False,
    )
    return Panel(figure, pictures.ChartPicture(lambda: _structure_chart(shown, limits), "structure", figure.alt))


def _drawn_years(years: Sequence[int], always: int) -> list[int]:
    """The years whose bars are wide enough for their numbers: all where they are few, else every so many back from the
    newest, and the one that the title compares with.
    """
    step = -(-len(years) // MOST_BARS)
    return [year for year in years if (years[-1] - year) % step == 0 or year == always]


def _structure_table(summary: pd.DataFrame, limits: Sequence[int]) -> pd.DataFrame:
    table = pd.DataFrame(
        {
            "År": summary["year"],
            "Kommuner med tall": summary["municipalities"],
            "Innbyggere": summary["inhabitants"],
            "Gjennomsnitt (innbyggere)": summary["mean"],
            "Median (innbyggere)": summary["median"],
            "Minste (innbyggere)": summary["smallest"],
            "Største (innbyggere)": summary["largest"],
        }
    )
    for limit in limits:
        table[f"Under {text.number(limit)} (kommuner)"] = summary[f"below_{limit}"]
    return table


def _structure_chart(counts: pd.DataFrame, limits: Sequence[int]):
    labels = population.size_labels(limits)
    shades = dict(zip(labels, theme.colours(palette.ordered(len(labels))), strict=True))
    shades[population.WITHOUT_FIGURE] = theme.colours(palette.MISSING)[1]
    shown = counts[counts["municipalities"] > 0].assign(
        hover=lambda rows: [
            f"{year}, {size}: {text.count(n, 'kommune', 'kommuner')}, {text.number(people)} innbyggere"
            for year, size, n, people in zip(
                rows["year"], rows["size"], rows["municipalities"], rows["inhabitants"], strict=True
            )
        ]
    )
    figure = charts.Bars(
        shown, "year", Axis("municipalities", "Kommuner"), "", series="size", series_colours=shades, stacked=True,
        labels="municipalities", hover="hover",
    )  # fmt: skip
    return charts.legend_below(figure)
