"""The overview of «Økonomi og kostnader»: the services' medians by size or centrality, beside each other."""

from __future__ import annotations

import pandas as pd

from dashboard import charts, palette, text
from dashboard.charts import Axis
from dashboard.components import theme
from dashboard.figures import chosen_line, pictures
from dashboard.figures.citing import missing_line
from dashboard.figures.figure import Panel
from dashboard.figures.page_context import PageContext, cached_panel
from dashboard.measures import economy, target_groups
from dashboard.measures.economy import Measure
from dashboard.views.economy.economy_figures import dated, group_words, grouping_words, measure_citations, ticks


def _group_of_chosen(context: PageContext, measures: tuple[Measure, ...], grouping: str) -> tuple[str, ...]:
    column = economy.GROUPINGS[grouping]
    frame = context.within(economy.figures(context.database, context.selection.division, measures[0]))
    # Which group it is in doesn't hang on whether it has a figure of the first service.
    frame = frame.assign(value=frame["population"], comparable=True)
    return chosen_line.of_group(context, frame, lambda row: group_words(row[column], column))


@cached_panel(marks_chosen=False, of_chosen=_group_of_chosen)
def overview(context: PageContext, measures: tuple[Measure, ...], grouping: str) -> Panel:
    """The services' medians by group, each in per cent of its median for all municipalities."""
    column = economy.GROUPINGS[grouping]
    division = context.selection.division
    everyone = {one.indicator.short_title: economy.figures(context.database, division, one) for one in measures}
    shown = {name: context.within(frame) for name, frame in everyone.items()}
    table = economy.overview(everyone, shown, column)
    title = _most_apart(table, column, "alle kommuner i landet" if context.is_narrowed else "alle")
    unit = measures[0].indicator.unit
    figure = context.figure(
        "overview",
        title=title,
        subtitle=(
            "Medianen for kommunene i hver gruppe, i prosent av medianen for alle kommuner i landet, "
            f"{measures[0].reference}. {context.where}"
        ),
        unit="prosent av medianen for alle",
        alt=f"Linjer, én for hver tjeneste, over {grouping_words(grouping)}: {title}.",
        citations=tuple(
            dict.fromkeys(one for measure in measures for one in measure_citations(context, measure, robek=False))
        ),
        table=lambda: pd.DataFrame(
            {
                "Tjeneste": table["measure"],
                grouping: table["group"].astype(str),
                "Kommuner": table["municipalities"],
                f"Median ({unit})": table["median"],
                "Median (prosent av medianen for alle)": table["relative"],
            }
        ),
        missing="; ".join(dict.fromkeys(missing_line(frame) for frame in shown.values())),
        status_words=("Medianer beregnet av publiserte tall",),
        indicators=tuple(measure.indicator for measure in measures),
        notes=(target_groups.NO_OWN_INDEX, *dated(context, measures[0], column)),
        sortable=False,
    )
    return Panel(figure, pictures.ChartPicture(lambda: _overview_chart(table, grouping), "overview", figure.alt))


def _most_apart(table: pd.DataFrame, column: str, everyone: str) -> str:
    """Which service differs most between groups that have enough municipalities for a median, and which have not."""
    enough = table["municipalities"] >= text.FEWEST_FOR_MEDIAN
    if not enough.any():
        return "For få kommuner i hver gruppe til å sammenligne medianer"
    highest = table.loc[table.loc[enough, "relative"].idxmax()]
    few = table.loc[~enough & (table["municipalities"] > 0), "group"].drop_duplicates()
    return (
        f"{highest['measure']} skiller mest: medianen i {group_words(highest['group'], column)} "
        f"{text.of(highest['municipalities'])} er {text.number(highest['relative'])} prosent av medianen for {everyone}"
        f"{text.too_few([group_words(group, column) for group in few])}"
    )


def _overview_chart(table: pd.DataFrame, grouping: str):
    services = list(dict.fromkeys(table["measure"]))
    rows = table.assign(
        tick=ticks(table["group"], grouping),
        hover=[
            f"{row['measure']}, {row['group']} {text.of(row['municipalities'])}: {text.number(row['median'])} kroner "
            f"per innbygger, {text.number(row['relative'])} prosent av medianen for alle"
            for row in table.to_dict("records")
        ],
    )
    figure = charts.Lines(
        rows, Axis("tick", "Innbyggere i kommunen" if grouping == "Størrelse" else grouping),
        Axis("relative", "Prosent av medianen for alle"), series="measure", hover="hover",
        series_colours=dict(zip(services, theme.colours(palette.categorical(len(services))), strict=True)),
    )  # fmt: skip
    return charts.legend_below(figure)
