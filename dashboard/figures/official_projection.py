"""Statistics Norway's own projection of the chosen municipalities, shown before this program's modelled example."""

from __future__ import annotations

import pandas as pd

from dashboard import charts, palette, text
from dashboard.charts import Axis
from dashboard.components import theme
from dashboard.data import queries
from dashboard.figures import pictures
from dashboard.figures.citing import citations, status_words
from dashboard.figures.figure import Panel
from dashboard.figures.page_context import PageContext, cached_panel

PROJECTION = "population_projection"
"""The indicator whose years lie ahead; shown when it has been pulled."""


def words(context: PageContext, indicator_id: str) -> tuple[str, ...]:
    """What must be said of a projection: that it is one, that it is modelled, that it is made up where it is."""
    indicator = queries.all_indicators(context.database)[indicator_id]
    division = context.selection.division
    year = queries.years(context.database, indicator_id, division)[0]
    words = status_words(indicator, queries.values(context.database, indicator_id, division, year))
    return ("Framskriving – ikke en prognose for enkeltkommuner", *words)


@cached_panel(marks_chosen=True)
def panel(context: PageContext) -> Panel | None:
    """Past and projected inhabitants of what is chosen, the projection dashed; None where there is no projection."""
    known = queries.all_indicators(context.database)
    division = context.selection.division
    if PROJECTION not in known:
        return None
    whose, codes = _projected(context)
    past = _yearly_sum(context, "population", codes)
    ahead = _yearly_sum(context, PROJECTION, codes)
    ahead = ahead[ahead["year"] > past["year"].max()]
    if past.empty or ahead.empty:
        return None
    growth = 100 * (ahead["value"].iloc[-1] / past["value"].iloc[-1] - 1)
    last = int(ahead["year"].iloc[-1])
    title = f"{whose}: SSBs framskriving gir {text.signed(growth, 1)} prosent innbyggere fram til {last} (modellert)"
    rows = pd.concat(
        [past.assign(series="Folketall"), pd.concat([past.tail(1), ahead]).assign(series="Framskriving")],
        ignore_index=True,
    )
    name = known[PROJECTION].title
    twin = pd.concat([past.assign(series="folketall"), ahead.assign(series="framskrevet")], ignore_index=True)
    figure = context.figure(
        "projection",
        title=title,
        subtitle=f"Innbyggere 1. januar, og {text.uncapitalised(name)} (stiplet). "
        f"Inndelingen {context.division_label}.",
        unit="innbyggere",
        alt=f"Linjediagram: {title}.",
        citations=(
            *citations(context.database, "population", division, int(past["year"].max())),
            *citations(context.database, PROJECTION, division, last),
        ),
        table=lambda: pd.DataFrame(
            {"År (1. januar)": twin["year"], "Type": twin["series"], "Innbyggere": twin["value"]}
        ),
        missing="Bare år der alle kommunene har tall, er med",
        status_words=words(context, PROJECTION),
        indicators=(known[PROJECTION],),
        sortable=False,
    )
    return Panel(figure, pictures.ChartPicture(lambda: _projection_chart(rows), "projection", figure.alt))


def _projected(context: PageContext) -> tuple[str, list[str]]:
    """Whose inhabitants are projected, in words and by code: the chosen municipality's, else the county's or all."""
    register = queries.municipalities(context.database, context.selection.division)
    mine = register[context.chosen(register)]
    if len(mine):
        return text.short_name(mine["name"].iloc[0]), mine["code"].tolist()
    return context.place, context.within(register)["code"].tolist()


def _projection_chart(rows: pd.DataFrame) -> charts.Lines:
    colour = theme.colours(palette.CATEGORICAL)[0]
    return charts.Lines(
        rows,
        Axis("year", ""),
        Axis("value", "Innbyggere"),
        series="series",
        series_colours={"Folketall": colour, "Framskriving": colour},
        dashed=("Framskriving",),
        markers=False,
    )


def _yearly_sum(context: PageContext, indicator_id: str, codes: list[str]) -> pd.DataFrame:
    """year and value summed over municipalities, for the years in which each of them has a figure."""
    history = queries.every_year(context.database, indicator_id, context.selection.division)
    grouped = history[history["code"].isin(codes)].groupby("year")["value"]
    total = grouped.sum()[grouped.count() == len(codes)]
    return total.reset_index()
