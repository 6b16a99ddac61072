"""The municipalities of one county together: each function makes one figure and what draws it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from dashboard import charts, palette, text
from dashboard.charts import Axis
from dashboard.components import theme
from dashboard.data import queries
from dashboard.figures import map_panel, map_titles, pictures
from dashboard.figures.citing import citations, missing_line, status_words
from dashboard.figures.figure import Citation, Panel
from dashboard.figures.page_context import PageContext, cached_panel
from dashboard.measures import population
from dashboard.views.population import age_figures, centrality, growth_figures, inhabitants


@cached_panel(marks_chosen=True)
def county_overview(context: PageContext, start: int, end: int) -> Panel:
    """Every municipality of the county, ranked by growth; the table holds all that the page shows of each."""
    changes = growth_figures.changed(context, start, end)
    ordered = changes.sort_values("value", ascending=False, na_position="last", ignore_index=True)
    total = 100 * (changes["after"].sum() / changes.loc[changes["before"].notna(), "before"].sum() - 1)
    county = text.short_name(queries.counties(context.database, context.selection.division)[context.selection.county])
    whom, whole = (f"{county}, utvalget", "utvalget") if context.selection.conditions else (county, "fylket")
    title = f"{whom}: {population.course(changes).sentence}; {whole} i alt {text.signed(total, 1)} prosent"
    known = queries.indicators(context.database)
    extra = [name for name in (*age_figures.MEASURES_OF_AGE, "net_migration", "birth_surplus") if name in known]
    figure = context.figure(
        "county_overview",
        title=title,
        subtitle=f"Endring i folketallet, prosent, {inhabitants.span(start, end)}. {context.where}",
        unit="prosent",
        alt=f"Liggende søyler, én for hver kommune, den som vokste mest øverst: {title}.",
        citations=(
            *inhabitants.citations(context, start, end),
            *centrality.citations(context),
            *(one for name in extra for one in _newest_citations(context, name)),
        ),
        table=lambda: _county_table(context, ordered, extra, start, end),
        decimals={"Endring (prosent)": 1} | {_heading(context, name): known[name].decimals for name in extra},
        missing=missing_line(changes),
        status_words=(text.DERIVED_WORDS,),
        notes=("Tabellen har også alder, flytting, fødselsoverskudd og sentralitet for hver kommune.",),
    )
    below, above = (theme.colours(palette.DIVERGING)[place] for place in (1, 5))
    rows = ordered[ordered["value"].notna()].assign(
        short=lambda rows: rows["name"].map(text.short_name),
        colour=lambda rows: np.where(rows["value"] < 0, below, above),
        hover=lambda rows: [
            f"{text.short_name(row['name'])}: {text.signed(row['value'], 1)} prosent "
            f"({text.signed(row['difference'])} innbyggere, nå {text.number(row['after'])}), "
            f"sentralitetsklasse {row['centrality_class']}"
            for row in rows.to_dict("records")
        ],
    )
    return Panel(
        figure,
        pictures.ChartPicture(
            lambda: charts.RankedBars(
                rows, "short", Axis("value", "Endring (prosent)", 1), "colour", "hover", chosen=context.chosen(rows)
            ),
            "county_overview",
            figure.alt,
        ),
    )


@cached_panel(marks_chosen=True)
def county_age(context: PageContext) -> Panel | None:
    """The age of every municipality of the county; None where no measure of age has been loaded."""
    known = queries.indicators(context.database)
    indicator = next((known[name] for name in age_figures.MEASURES_OF_AGE if name in known), None)
    if indicator is None:
        return None
    division = context.selection.division
    year = queries.years(context.database, indicator.indicator_id, division)[0]
    values = context.within(queries.values(context.database, indicator.indicator_id, division, year))
    ordered = values.sort_values("value", ascending=False, na_position="last", ignore_index=True)
    told = queries.comparable(ordered)
    figure = context.figure(
        "county_age",
        title=_from_to(indicator, told),
        subtitle=f"{indicator.title}, {indicator.reference_in(year)}. {context.where}",
        unit=indicator.unit,
        alt=f"Liggende søyler, én for hver kommune, høyest øverst: {_from_to(indicator, told)}.",
        citations=_newest_citations(context, indicator.indicator_id),
        table=lambda: map_panel.table_twin(indicator, {}, ordered, year),
        decimals={_heading(context, indicator.indicator_id): indicator.decimals},
        missing=missing_line(values),
        status_words=status_words(indicator, values),
        indicators=(indicator,),
    )
    return Panel(figure, pictures.ChartPicture(lambda: _age_chart(context, indicator, told), "county_age", figure.alt))


def _from_to(indicator: queries.Indicator, told: pd.DataFrame) -> str:
    """«…: fra 12,1 (Bergen) til 30,2 (Fedje)», with those who share an end."""
    if told.empty:
        return f"{indicator.short_title}: ingen kommuner med tall"
    if len(told) == 1:
        only = told.iloc[0]
        shown = text.with_unit(only["value"], indicator.unit, indicator.decimals)
        return f"{indicator.short_title}: {shown} i {text.short_name(only['name'])}"
    lowest, highest = (map_titles.extreme(indicator, told, lowest=end) for end in (True, False))
    return f"{indicator.short_title}: fra {lowest} til {highest}"


def _age_chart(context: PageContext, indicator: queries.Indicator, told: pd.DataFrame):
    rows = told.assign(
        short=told["name"].map(text.short_name),
        colour=theme.colours(palette.CATEGORICAL)[0],
        hover=[
            f"{text.short_name(name)}: {text.with_unit(value, indicator.unit, indicator.decimals)}"
            for name, value in zip(told["name"], told["value"], strict=True)
        ],
    )
    axis = Axis("value", indicator.unit.capitalize(), indicator.decimals)
    return charts.RankedBars(rows, "short", axis, "colour", "hover", chosen=context.chosen(rows))


def _newest_citations(context: PageContext, indicator_id: str) -> tuple[Citation, ...]:
    division = context.selection.division
    return citations(
        context.database, indicator_id, division, queries.years(context.database, indicator_id, division)[0]
    )


def _heading(context: PageContext, indicator_id: str) -> str:
    indicator = queries.indicators(context.database)[indicator_id]
    year = queries.years(context.database, indicator_id, context.selection.division)[0]
    return indicator.column(year)


def _county_table(
    context: PageContext, ordered: pd.DataFrame, extra: Sequence[str], start: int, end: int
) -> pd.DataFrame:
    table = growth_figures.change_table(ordered, start, end).drop(columns=["Fylke", "Status", "Merknad"])
    figures = queries.table_of(context.database, tuple(extra), context.selection.division).set_index("code")
    for name in extra:
        table[_heading(context, name)] = table["Nummer"].map(figures[name])
    table["Sentralitetsindeks (poeng)"] = table["Nummer"].map(figures["centrality_index"])
    table["Sentralitetsklasse"] = table["Nummer"].map(figures["centrality_class"]).map(centrality.class_names(context))
    return table
