"""How the people of municipalities age: each function makes one figure and what draws it."""

from __future__ import annotations

import pandas as pd

from dashboard import charts, palette, text
from dashboard.charts import Axis
from dashboard.components import theme
from dashboard.data import citation_queries, queries
from dashboard.figures import chosen_line, map_panel, official_projection, pictures
from dashboard.figures.citing import citations, cite, missing_line, status_words
from dashboard.figures.figure import Citation, Panel
from dashboard.figures.page_context import PageContext, cached_panel
from dashboard.measures import population
from dashboard.views.population import centrality, inhabitants

MEASURES_OF_AGE = ("workers_per_80_plus", "share_80_plus", "share_67_plus", "share_19_34")
"""Indicators of age per municipality, the most telling first; those that have been pulled are shown."""

BY_CLASS = "Hele landet i klassene av 2024-versjonen. Før 2024 er Haram talt sammen med Ålesund (klasse 3)."


def _age_citations(context: PageContext) -> tuple[Citation, ...]:
    ids = queries.group_figures(context.database, "centrality_class")["source_id"].unique()
    return tuple(
        cite(row)
        for source_id in ids
        for row in citation_queries.source(context.database, source_id).to_dict("records")
    )


def _ageing_figure(context: PageContext, key: str, title: str, subtitle: str, unit: str, ages: pd.DataFrame):
    names = centrality.class_names(context)
    shares = {f"{label} (prosent)": f"share_{group}" for group, label in population.AGE_GROUPS.items()}
    per_80 = "Innbyggere 18–66 år per innbygger 80+"
    return context.figure(
        key,
        title=title,
        subtitle=subtitle,
        unit=unit,
        alt=f"{title}. Sentralitetsklasse 1 er mest sentral.",
        citations=_age_citations(context),
        table=lambda: pd.DataFrame(
            {"Sentralitetsklasse": ages["centrality_class"].map(names), "År (1. januar)": ages["year"]}
            | {"Innbyggere": ages["inhabitants"]}
            | {heading: ages[column] for heading, column in shares.items()}
            | {per_80: ages["working_per_80"]}
        ),
        decimals=dict.fromkeys((*shares, per_80), 1),
        missing="Ingen klasser mangler",
        status_words=(text.DERIVED_WORDS,),
        notes=(BY_CLASS,),
        sortable=False,
    )


@cached_panel(marks_chosen=False)
def working_age(context: PageContext) -> Panel:
    """How many of working age there are for each inhabitant of 80 or over, by centrality class, over time."""
    found = population.working_age(context.database, context.selection.division)
    observed = found.table[~found.table["projected"]]
    title = _working_age_title(found)
    ahead = found.table[found.table["projected"]]
    dashed = f" Stiplet: framskrevet til {ahead['year'].max()}." if len(ahead) else ""
    ratio = f"innbyggere {found.ages} år per innbygger 80 år og over"
    figure = context.figure(
        "working_age",
        title=title,
        subtitle=f"{ratio.capitalize()}, etter sentralitetsklasse, 1. januar. Hele landet.{dashed}",
        unit=ratio,
        alt=f"Linjediagram: {title}. Sentralitetsklasse 1 er mest sentral.",
        citations=_working_age_citations(context, found, int(observed["year"].max())),
        table=lambda: _working_age_table(context, found, ratio),
        decimals={ratio.capitalize(): 1},
        missing="Ingen klasser mangler",
        status_words=(
            text.DERIVED_WORDS,
            *(official_projection.words(context, population.WORKING_AHEAD[0]) if len(ahead) else ()),
        ),
        notes=("Kommuner uten tall et år er ikke med i klassen det året.",) if found.indicator_ids else (BY_CLASS,),
        sortable=False,
    )
    return Panel(figure, pictures.ChartPicture(lambda: _working_age_chart(context, found), "working_age", figure.alt))


def _working_age_title(found: population.WorkingAge) -> str:
    """The newest figures of the least and the most central class, and the oldest or the projected beside them."""
    by_year = found.table.set_index(["year", "centrality_class"])["value"]
    first, last = found.table["year"].min(), found.table["year"].max()
    newest = found.table.loc[~found.table["projected"], "year"].max()
    least, most = found.table["centrality_class"].max(), found.table["centrality_class"].min()
    other = last if last > newest else first
    beside = text.listed(text.number(by_year[other, c], 1) for c in (least, most))
    return (
        f"{text.number(by_year[newest, least], 1)} innbyggere på {found.ages} år per innbygger på 80 år eller mer i de "
        f"minst sentrale kommunene, {text.number(by_year[newest, most], 1)} i de mest sentrale "
        f"({'framskrevet til ' if last > newest else ''}{beside} i {other})"
    )


def _working_age_citations(context: PageContext, found: population.WorkingAge, newest: int) -> tuple[Citation, ...]:
    if not found.indicator_ids:
        return _age_citations(context)
    last = int(found.table["year"].max())
    cited = [
        one
        for name in found.indicator_ids
        for one in citations(
            context.database, name, context.selection.division, last if name in population.WORKING_AHEAD else newest
        )
    ]
    return (*dict.fromkeys(cited), *centrality.citations(context))


def _working_age_table(context: PageContext, found: population.WorkingAge, ratio: str) -> pd.DataFrame:
    rows = found.table.sort_values(["centrality_class", "year"])
    return pd.DataFrame(
        {
            "Sentralitetsklasse": rows["centrality_class"].map(centrality.class_names(context)),
            "År (1. januar)": rows["year"],
            "Type": rows["projected"].map({True: "framskrevet", False: "folketall"}),
            ratio.capitalize(): rows["value"],
        }
    )


AHEAD = ", framskrevet"


def _working_age_chart(context: PageContext, found: population.WorkingAge):
    """A line for each class, going on dashed where it is projected."""
    names = centrality.class_names(context)
    colours = centrality.line_colours(context)
    observed = found.table[~found.table["projected"]]
    joint = observed[observed["year"] == observed["year"].max()]
    ahead = found.table[found.table["projected"]]
    drawn = [observed.assign(name=observed["centrality_class"].map(names))]
    if len(ahead):
        on = pd.concat([joint, ahead])
        drawn.append(on.assign(name=on["centrality_class"].map(names) + AHEAD))
    rows = pd.concat(drawn).sort_values(["centrality_class", "name", "year"])
    years = sorted(int(year) for year in rows["year"].unique())
    ahead_of = [f"{name}{AHEAD}" for name in colours]
    told = years if len(years) <= 8 else [year for year in years if year % 5 == 0]
    figure = charts.Lines(
        rows,
        Axis("year", "", ticks=told),
        Axis("value", f"{found.ages} år per innbygger 80+", 1),
        series="name",
        series_colours=colours | {f"{name}{AHEAD}": colour for name, colour in colours.items()},
        dashed=ahead_of,
        unlisted=ahead_of,
        marked=told,
    )
    return charts.legend_below(figure)


def _said_of(context: PageContext, ahead: pd.DataFrame) -> tuple[str, ...]:
    """What must be said where some years are projected."""
    return official_projection.words(context, population.WORKING_AHEAD[0]) if len(ahead) else ()


def _old_people_title(ages: pd.DataFrame, year: int) -> str:
    """The shares of 67 and over in the least and the most central class, beside those of the first date."""
    old = ages["share_population_67_79"] + ages["share_population_80_plus"]
    old.index = pd.MultiIndex.from_frame(ages[["year", "centrality_class"]])
    least, most, first = ages["centrality_class"].max(), ages["centrality_class"].min(), ages["year"].min()
    earlier = [f" ({text.number(old[first, c], 1)} i {first})" if year != first else "" for c in (least, most)]
    when = "er" if year == ages["year"].max() else f"var i {year}"
    return (
        f"{text.number(old[year, least], 1)} prosent {when} 67 år eller eldre i de minst sentrale kommunene"
        f"{earlier[0]}, {text.number(old[year, most], 1)} prosent i de mest sentrale{earlier[1]}"
    )


def _nearest(context: PageContext, year: int) -> str:
    """Why another date is shown than the one chosen."""
    chosen = context.selection.year
    return "" if year == chosen else f" Dette er datoen nærmest 1. januar {chosen} med slike tall her."


@cached_panel(marks_chosen=False)
def age_groups(context: PageContext) -> Panel:
    """The age groups of each centrality class on the date nearest to the chosen year."""
    ages = population.ageing(context.database)
    names = centrality.class_names(context)
    year = min(ages["year"].unique(), key=lambda year: (abs(year - context.selection.year), -year))
    newest = ages[ages["year"] == year]
    title = _old_people_title(ages, year)
    figure = _ageing_figure(
        context,
        "age_groups",
        title,
        f"Innbyggere etter alder og sentralitetsklasse, {inhabitants.date(int(year))}. Hele landet."
        f"{_nearest(context, year)}",
        "prosent av innbyggerne i klassen",
        ages,
    )
    shades = dict(
        zip(population.AGE_GROUPS.values(), theme.colours(palette.sequential(len(population.AGE_GROUPS))), strict=True)
    )
    rows = pd.concat(
        [
            pd.DataFrame(
                {
                    "name": newest["centrality_class"].map(names).map(centrality.broken),
                    "age": label,
                    "share": newest[f"share_{group}"],
                    "label": newest[f"share_{group}"].map(lambda value: text.number(value, 1)),
                    "hover": [
                        f"{names[c]}, {label}: {text.number(n)} innbyggere, {text.number(share, 1)} prosent"
                        for c, n, share in zip(
                            newest["centrality_class"], newest[group], newest[f"share_{group}"], strict=True
                        )
                    ],
                }
            )
            for group, label in population.AGE_GROUPS.items()
        ]
    )
    return Panel(
        figure,
        pictures.ChartPicture(
            lambda: charts.legend_below(
                charts.Bars(
                    rows,
                    "name",
                    Axis("share", "Prosent"),
                    "",
                    series="age",
                    series_colours=shades,
                    stacked=True,
                    labels="label",
                    hover="hover",
                )
            ),
            "age_groups",
            figure.alt,
        ),
    )


def measures_of_age(context: PageContext) -> dict[str, str]:
    """The indicators of age that can be shown for each municipality: id and short title."""
    known = queries.indicators(context.database)
    return {name: known[name].short_title for name in MEASURES_OF_AGE if name in known}


def _age_of_chosen(context: PageContext, indicator_id: str) -> tuple[str, ...]:
    """The chosen municipality's figure and centrality class."""
    indicator, division = queries.indicators(context.database)[indicator_id], context.selection.division
    values = queries.values(
        context.database, indicator_id, division, queries.years(context.database, indicator_id, division)[0]
    )
    values["centrality_class"] = queries.municipalities(context.database, division)["centrality_class"]
    names = centrality.class_names(context)

    def said(row: chosen_line.Row) -> str:
        shown = text.with_unit(row["value"], indicator.unit, indicator.decimals)
        return f"{shown}, i gruppen {text.uncapitalised(names[row['centrality_class']])}"

    return chosen_line.of_value(context, context.within(values), said)


@cached_panel(marks_chosen=True, of_chosen=_age_of_chosen)
def municipal_age(context: PageContext, indicator_id: str) -> Panel:
    """Every municipality's figure for an indicator of age, over its centrality class."""
    indicator = queries.indicators(context.database)[indicator_id]
    division = context.selection.division
    year = queries.years(context.database, indicator_id, division)[0]
    values = queries.values(context.database, indicator_id, division, year)
    values["centrality_class"] = queries.municipalities(context.database, division)["centrality_class"]
    values = context.within(values)
    names = centrality.class_names(context)
    known = values[values["value"].notna()].sort_values(["centrality_class", "code"], ignore_index=True)
    title = f"{indicator.short_title}: {_medians(indicator, known, names)}"
    figure = context.figure(
        "municipal_age",
        title=title,
        subtitle=(
            f"{indicator.title}, {indicator.reference_in(year)}: hver kommune en prikk, tykk strek er medianen, "
            f"prikkede streker kvartilene. {context.where}"
        ),
        unit=indicator.unit,
        alt=f"Prikkdiagram etter sentralitetsklasse: {title}.",
        citations=citations(context.database, indicator_id, division, year),
        table=lambda: map_panel.table_twin(indicator, {}, values, year),
        decimals={indicator.column(year): indicator.decimals},
        missing=missing_line(values),
        status_words=status_words(indicator, values),
        indicators=(indicator,),
    )
    return Panel(
        figure,
        pictures.ChartPicture(
            lambda: centrality.dots_by_class(
                context,
                known,
                Axis("value", indicator.unit.capitalize()),
                lambda value: text.with_unit(value, indicator.unit, indicator.decimals),
            ),
            "municipal_age",
            figure.alt,
        ),
    )


def _medians(indicator: queries.Indicator, known: pd.DataFrame, names: dict[int, str]) -> str:
    """The medians of the most and the least central class with figures enough, each with how many they are of."""
    by_class = known.groupby("centrality_class")["value"].agg(["median", "count"])
    enough = by_class["count"] >= text.FEWEST_FOR_MEDIAN
    few = text.too_few([text.uncapitalised(names[number]) for number in by_class.index[~enough]])
    by_class = by_class[enough]
    if by_class.empty:
        return "for få kommuner i hver klasse til en median"
    ends = by_class.loc[list(dict.fromkeys((by_class.index.min(), by_class.index.max())))]
    told = [
        (
            text.with_unit(row["median"], indicator.unit, indicator.decimals),
            f"i {text.uncapitalised(names[number])} {text.of(row['count'])}",
        )
        for number, row in ends.iterrows()
    ]
    return f"medianen er {text.beside(told)}{few}"
