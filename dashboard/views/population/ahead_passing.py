"""«Framover»: when each municipality comes below the limits of those of working age for each of 80 or over."""

from __future__ import annotations

import pandas as pd

from dashboard import charts, palette, text
from dashboard.charts import Axis
from dashboard.components import theme
from dashboard.data import queries
from dashboard.figures import ahead_panels, pictures
from dashboard.figures.ahead_panels import STATUS
from dashboard.figures.figure import Panel, name_columns
from dashboard.figures.page_context import PageContext, cached_panel
from dashboard.measures import ahead, track_record
from dashboard.views.population.ahead_figures import LIMITS_SAID, MOST_NAMED, PER


@cached_panel(marks_chosen=True)
def passing(context: PageContext) -> Panel:
    """How many municipalities lie below each limit, year by year; the table says when each of them passes it."""
    database, division = context.database, context.selection.division
    register = context.within(queries.municipalities(database, division))
    wide = ahead.ratios(database, division).reindex(register["code"])
    counts = pd.DataFrame({limit: wide.lt(limit).sum() for limit in ahead.LIMITS})
    first, last = int(wide.columns[0]), int(wide.columns[-1])
    title = _passing_title(counts, first, last)
    name, codes = ahead_panels.place(context)
    own = ahead.ratio_sentence(database, division, name, codes)
    figure = context.figure(
        "ahead_passing",
        title=title,
        subtitle=f"{ahead.WARNING} {ahead.NAME}. Kommuner med færre enn 8, 6, 5 og 4 {PER}; alle år etter {first} er "
        f"modellert. {context.where}",
        unit="kommuner",
        alt=f"Linjediagram: {title}.",
        citations=ahead_panels.sources(context, ahead.OBSERVED[ahead.RATIO]),
        table=lambda: _passing_table(context, register, wide),
        decimals={"Verdi i dag": 1},
        missing="Tomt felt: grensen passeres ikke i årene som er regnet" if wide.notna().all(axis=None) else
        f"{int(wide.isna().any(axis=1).sum())} kommuner mangler tall",
        status_words=STATUS,
        indicators=(queries.all_indicators(database)[ahead.RATIO],),
        notes=tuple(filter(None, [own, LIMITS_SAID, _ends(context, last), *_back(register, wide), *_worth(context)])),
        sortable=False,
    )  # fmt: skip
    return Panel(figure, pictures.ChartPicture(lambda: _passing_chart(counts, first), figure.key, figure.alt))


def _passing_title(counts: pd.DataFrame, first: int, last: int) -> str:
    limit, fewest = ahead.TITLE_LIMIT, min(ahead.LIMITS)
    few, fewer = ([counts.at[year, one] or "ingen" for year in (first, last)] for one in (limit, fewest))
    return (
        f"{str(few[0]).capitalize()} {'kommune' if few[0] == 1 else 'kommuner'} har færre enn {limit} innbyggere på "
        f"20–66 år per innbygger 80+ i dag og {few[1]} i {last} (modellert); {fewer[0]} har færre enn {fewest} i dag "
        f"og {fewer[1]} i {last}"
    )


def _ends(context: PageContext, last: int) -> str:
    """How many are below the limits that the title tells of by the ends of their intervals."""
    values = context.within(ahead.ratio_in(context.database, context.selection.division, last))
    told = [
        f"færre enn {limit} har {ahead.counted(values, limit).ends}" for limit in (ahead.TITLE_LIMIT, min(ahead.LIMITS))
    ]
    return f"Anslaget for {last} er usikkert: {'; '.join(told)}."


def _back(register: pd.DataFrame, wide: pd.DataFrame) -> list[str]:
    """Who comes below a limit and is above it again in the last year: the table has more than the last count."""
    told = []
    for limit in sorted(ahead.LIMITS):
        below = wide.lt(limit)
        back = (below.any(axis=1) & ~below.iloc[:, -1]).to_numpy()
        names = register.loc[back, "name"].map(text.short_name).tolist()
        if names:
            whom = text.listed(names) if len(names) <= MOST_NAMED else text.number(len(names))
            told.append(f"færre enn {limit} har {whom}")
    return [f"En stund, men ikke lenger i {wide.columns[-1]}: {text.listed(told)}."] if told else []


def _worth(context: PageContext) -> list[str]:
    """What the intervals that say the earliest and the latest year have been worth."""
    database, division = context.database, context.selection.division
    measured = track_record.coverage(database, division).index.get_level_values("ahead").unique()
    first = ahead.base(database, division)
    return [track_record.coverage_sentence(database, division, first + far, [ahead.RATIO]) for far in sorted(measured)]


def _passing_table(context: PageContext, register: pd.DataFrame, wide: pd.DataFrame) -> pd.DataFrame:
    database, division = context.database, context.selection.division
    table = pd.DataFrame(
        name_columns(register)
        | {"Verdi i dag": wide.iloc[:, 0].to_numpy()}
        | {
            f"Færre enn {limit}": [ahead.crossed(database, division, code, limit) for code in register["code"]]
            for limit in ahead.LIMITS
        }
        | {"Status": text.MODELLED_WORDS}
    )
    return table.sort_values("Verdi i dag", kind="stable", ignore_index=True)


def _passing_chart(counts: pd.DataFrame, first: int) -> charts.Lines:
    rows = counts.rename_axis("year").reset_index().melt("year", var_name="limit", value_name="count")
    rows["name"] = [f"Færre enn {limit}" for limit in rows["limit"]]
    names = list(dict.fromkeys(rows["name"]))
    return charts.legend_below(
        charts.Lines(
            rows,
            Axis("year", "", ticks=[int(year) for year in counts.index]),
            Axis("count", f"Kommuner (modellert etter {first})"),
            series="name",
            series_colours=dict(zip(names, theme.colours(palette.ordered_lines(len(names)).reversed()), strict=True)),
            dashed=names,
        )
    )
