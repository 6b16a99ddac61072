"""How many municipalities have net operating results in each band around what is recommended."""

from __future__ import annotations

import pandas as pd

from dashboard import charts, palette, text
from dashboard.charts import Axis
from dashboard.components import theme
from dashboard.data import queries
from dashboard.figures import map_titles, pictures
from dashboard.figures.citing import missing_line, status_words
from dashboard.figures.figure import Panel
from dashboard.figures.page_context import PageContext, cached_panel
from dashboard.measures import economy
from dashboard.measures.economy import RECOMMENDED_RESULT, Measure
from dashboard.views.economy.economy_figures import (
    frame_of,
    grouping_words,
    measure_citations,
    place_of_chosen,
    ticks,
    where_held,
)


@cached_panel(marks_chosen=False, of_chosen=place_of_chosen)
def result_bands(context: PageContext, measure: Measure, grouping: str, group: str | None) -> Panel:
    """How many municipalities of each group had a result below zero and below the recommendation."""
    frame = frame_of(context, measure, group)
    known = queries.comparable(frame)
    negative = int((known["value"] < 0).sum())
    weak = int((known["value"] < RECOMMENDED_RESULT).sum())
    level = text.number(RECOMMENDED_RESULT, 2)
    title = (
        f"{negative} av {map_titles.counted(len(known), len(frame))} hadde negativt netto driftsresultat i "
        f"{measure.year}; {weak} lå under {level} prosent, som er anbefalt i gjennomsnitt over flere år"
    )
    bands = economy.result_bands(frame, economy.GROUPINGS[grouping], RECOMMENDED_RESULT)
    figure = context.figure(
        "result_bands",
        title=title,
        subtitle=(
            f"Kommuner etter netto driftsresultat og {grouping_words(grouping)}, i prosent av kommunene i gruppen, "
            f"{measure.reference}. "
            f"{where_held(context, group)}"
        ),
        unit="prosent av kommunene i gruppen",
        alt=f"Stablede søyler etter {grouping_words(grouping)}, i prosent av kommunene i gruppen: {title}.",
        citations=measure_citations(context, measure),
        table=lambda: pd.DataFrame(
            {
                grouping: bands["group"].astype(str),
                "Netto driftsresultat": bands["band"].astype(str),
                "Kommuner": bands["municipalities"],
                "Andel (prosent av gruppen)": bands["share"],
            }
        ),
        missing=missing_line(frame),
        status_words=status_words(measure.indicator, frame),
        indicators=(measure.indicator,),
        notes=(
            f"Anbefalingen ({level} prosent) er Teknisk beregningsutvalgs, for kommunene samlet over flere år. Ett år "
            "under den er ikke et brudd.",
            _in_a_row(context, measure),
        ),
        sortable=False,
    )
    return Panel(figure, pictures.ChartPicture(lambda: _band_chart(bands, grouping), "result_bands", figure.alt))


def _in_a_row(context: PageContext, measure: Measure) -> str:
    """Whether it can be told who is below for years running, and where."""
    years = queries.years(context.database, measure.indicator.indicator_id, context.selection.division)
    if len(years) == 1:
        return f"Kildegrunnlaget her har bare {years[0]}: hvem som er under i flere år på rad, kan ikke vises."
    return "Hvem som er under i flere år på rad, vises av «Unntak» på siden Sammenheng."


def _band_chart(bands: pd.DataFrame, grouping: str):
    shades = theme.colours(palette.DIVERGING)
    names = economy.band_names(RECOMMENDED_RESULT)
    rows = bands.assign(
        tick=ticks(bands["group"], grouping),
        # Per cent, as the axis: a count here would be read off as a share.
        label=[
            f"{text.number(share)}\u00a0%" if count else ""
            for share, count in zip(bands["share"], bands["municipalities"], strict=True)
        ],
        hover=[
            f"{row['group']}: {text.number(row['share'])} prosent av gruppen «{str(row['band']).lower()}», "
            f"{text.count(row['municipalities'], 'kommune', 'kommuner')}"
            for row in bands.to_dict("records")
        ],
    )
    return charts.legend_below(
        charts.Bars(
            rows, "tick", Axis("share", "Prosent av kommunene i gruppen"), "", series="band", stacked=True,
            series_colours=dict(zip(names, (shades[1], shades[2], shades[5]), strict=True)), labels="label",
            hover="hover",
        )
    )  # fmt: skip
