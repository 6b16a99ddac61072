"""A municipality's figures of age over the years, beside the medians of its centrality class and of all."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from dashboard import charts, palette, text
from dashboard.charts import Axis
from dashboard.components import theme
from dashboard.data import queries
from dashboard.figures import pictures
from dashboard.figures.citing import citations, status_words
from dashboard.figures.figure import Panel
from dashboard.figures.page_context import PageContext, cached_panel
from dashboard.views.population import centrality


@dataclass(frozen=True)
class History:
    """An indicator over the years: `lines` by name, the municipality's (`name`) first; `counted` is how many have a
    figure in a year.
    """

    name: str
    lines: dict[str, pd.Series]
    counted: pd.Series
    own: pd.DataFrame

    @property
    def table(self) -> pd.DataFrame:
        return pd.DataFrame(self.lines).loc[self.lines[self.name].index.min() :].rename_axis("year").reset_index()


def _history(context: PageContext, indicator_id: str) -> History | None:
    """The chosen municipality's figures, and the medians of its class and of all; None with fewer than two years."""
    division = context.selection.division
    register = queries.municipalities(context.database, division)
    mine = register[context.chosen(register)]
    history = queries.every_year(context.database, indicator_id, division)
    history = history[history["value"].notna()]
    own = history[history["code"].isin(mine["code"])]
    if len(own) < 2:
        return None
    name, own_class = text.short_name(mine["name"].item()), mine["centrality_class"].item()
    alike = register.loc[register["centrality_class"] == own_class, "code"]
    medians = {
        f"Medianen i {text.uncapitalised(centrality.class_names(context)[own_class])}": history[
            history["code"].isin(alike)
        ],
        MEDIAN_OF_ALL: history,
    }
    lines = {
        title: rows.groupby("year")["value"].median()
        for title, rows in medians.items()
        if rows.groupby("year").size().min() >= text.FEWEST_FOR_MEDIAN
    }
    return History(name, {name: own.set_index("year")["value"]} | lines, history.groupby("year").size(), own)


MEDIAN_OF_ALL = "Medianen av alle kommuner"


@cached_panel(marks_chosen=True)
def age_history(context: PageContext, indicator_id: str) -> Panel | None:
    """An indicator of age over the years: the chosen municipality, and the medians of its class and of all.

    None where no municipality is chosen, or it has fewer than two years.
    """
    indicator = queries.indicators(context.database)[indicator_id]
    found = _history(context, indicator_id)
    if found is None:
        return None
    title, table = _history_title(found, indicator), found.table
    figure = context.figure(
        "age_history",
        title=title,
        subtitle=(
            f"{indicator.title}. {found.name}, medianen i samme sentralitetsklasse og medianen av alle. "
            f"Inndelingen {context.division_label}."
        ),
        unit=indicator.unit,
        alt=f"Linjediagram: {title}.",
        citations=citations(context.database, indicator_id, context.selection.division, int(table["year"].max())),
        table=lambda: pd.DataFrame({"År": table["year"]} | {line: table[line] for line in found.lines}),
        decimals=dict.fromkeys(found.lines, indicator.decimals) | {"År": text.YEAR},
        missing=f"Medianene er av kommunene som har tall det året ({_span(found.counted)})",
        status_words=status_words(indicator, found.own),
        indicators=(indicator,),
        sortable=False,
    )
    picture = pictures.ChartPicture(
        lambda: _history_chart(table, list(found.lines), indicator), "age_history", figure.alt
    )
    return Panel(figure, picture)


def _history_title(found: History, indicator: queries.Indicator) -> str:
    """The municipality's first and newest figure, and the median's of the same years."""
    own, median = found.lines[found.name], found.lines[MEDIAN_OF_ALL]
    first, last = int(own.index.min()), int(own.index.max())
    new, *others = (
        text.number(value, indicator.decimals) for value in (own[last], own[first], median[first], median[last])
    )
    return (
        f"{found.name}, {text.uncapitalised(indicator.short_title)}: {new} i {last}, mot {others[0]} i {first}; "
        f"medianen gikk fra {others[1]} {text.of(found.counted[first])} til {others[2]} {text.of(found.counted[last])}"
    )


def _span(counts: pd.Series) -> str:
    """«350 til 357», the fewest and the most municipalities that have a figure in a year."""
    fewest, most = int(counts.min()), int(counts.max())
    return text.number(most) if fewest == most else f"{text.number(fewest)} til {text.number(most)}"


def _history_chart(table: pd.DataFrame, names: list[str], indicator: queries.Indicator):
    rows = table.melt(id_vars="year", value_vars=names, var_name="name", value_name="value")
    years = sorted(int(year) for year in table["year"])
    colours = theme.colours(palette.CATEGORICAL)
    return charts.legend_below(
        charts.Lines(
            rows,
            Axis("year", "", ticks=years if len(years) <= 8 else [year for year in years if year % 5 == 0]),
            Axis("value", indicator.unit.capitalize(), indicator.decimals),
            series="name",
            series_colours=dict(zip(names, (colours[0], colours[1], colours[7]), strict=False)),
            dashed=names[1:],
            markers=False,
        )
    )
