"""How central municipalities are: each function makes one figure and what draws it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

import pandas as pd

from dashboard import charts, palette, text
from dashboard.charts import Axis
from dashboard.data import queries
from dashboard.figures import chosen_line, map_panel, pictures
from dashboard.figures.citing import missing_line
from dashboard.figures.figure import Panel, name_columns
from dashboard.figures.page_context import PageContext, cached_panel
from dashboard.measures import population
from dashboard.state.selection import choose_municipality
from dashboard.views.population import centrality, growth_figures, inhabitants


@cached_panel(marks_chosen=True)
def centrality_map(context: PageContext, indicator_id: str) -> Panel:
    """SSB's centrality index or class on the map, by the map page's own rules."""
    year = queries.years(context.database, indicator_id, context.selection.division)[0]
    selection = replace(context.selection, indicator=indicator_id, year=year)
    drawn = map_panel.map_figure(context.database, selection)
    figure = replace(
        drawn,
        key="centrality_map",
        link=context.link,
        notes=("Klasse 1 er mest sentral, klasse 6 minst. Oslo har alltid indeksen 1 000.", *drawn.notes),
    )
    return Panel(
        figure,
        pictures.MapPicture(
            lambda: map_panel.map_content(context.database, selection),
            key="centrality_municipality_map",
            on_pick=choose_municipality,
        ),
    )


@cached_panel(marks_chosen=True)
def district_map(context: PageContext, meaning: str) -> Panel:
    """The municipalities that are «distriktskommuner» in one of the two official meanings."""
    definition = population.DISTRICT[meaning]
    everyone = population.people(context.database, context.selection.division, context.selection.year)
    # The legend and the list begin with those that are.
    everyone["value"] = population.district(everyone, definition).map({True: 0.0, False: 1.0})
    counted = queries.values(context.database, "population", context.selection.division, context.selection.year)
    everyone["inhabitants"] = counted["value"]
    frame = context.within(everyone)
    inside = frame[frame["value"] == 0]
    title = (
        f"{text.count(len(inside), 'distriktskommune', 'distriktskommuner')} (sentralitetsklasse {meaning}) med "
        f"{text.number(inside['inhabitants'].sum())} innbyggere, "
        f"{text.per_cent(inside['inhabitants'].sum(), frame['inhabitants'].sum())} av alle"
    )
    figure = context.figure(
        "district_map",
        title=title,
        subtitle=(
            f"Distriktskommuner: {definition.source}. Folketall {inhabitants.date(context.selection.year)}. "
            f"{context.where}"
        ),
        unit="distriktskommune eller ikke",
        alt=f"Kart: {title}.",
        citations=(*centrality.citations(context), *inhabitants.citations(context, context.selection.year)),
        table=lambda: pd.DataFrame(
            name_columns(frame)
            | {
                "Sentralitetsklasse": frame["centrality_class"].map(centrality.class_names(context)),
                "Innbyggere": frame["inhabitants"],
                "Distriktskommune": frame["value"].map({0.0: "ja", 1.0: "nei"}),
            }
        ),
        missing=missing_line(context.within(counted)),
        status_words=(text.DERIVED_WORDS,),
        notes=(
            "«Distriktskommune» har to offisielle betydninger: sentralitetsklasse 5–6 (Meld. St. 5 (2019–2020) og "
            "Distriktssenteret) og 4–6 (KDD, Regionale utviklingstrekk 2023). Si alltid hvilken.",
        ),
    )
    content = cache(lambda: _district_content(context, everyone, meaning, title))
    return Panel(figure, pictures.MapPicture(content, key="district_municipality_map", on_pick=choose_municipality))


def _district_content(context: PageContext, everyone: pd.DataFrame, meaning: str, title: str):
    legend = [f"Distriktskommune (klasse {meaning})", "Ikke distriktskommune"]
    return map_panel.map_content_of(
        context.database,
        context.selection,
        everyone,
        limits=[0.5],
        legend=legend,
        colours=palette.Colours(palette.SEQUENTIAL.light[3::-3], palette.SEQUENTIAL.dark[3::-3]),
        decimals=0,
        title="Distriktskommune",
        summary=title,
        unit="",
        year=f"Sentralitetsklasse {meaning}",
        value_labels=dict(enumerate(legend)),
        ranked=False,
    )


def _class_of_chosen(context: PageContext, _start: int) -> tuple[str, ...]:
    """The centrality class that the chosen municipality is in."""
    names = centrality.class_names(context)
    return chosen_line.of_group(
        context,
        inhabitants.people(context),
        lambda row: f"{text.uncapitalised(names[row['centrality_class']])}, med {text.number(row['value'])} innbyggere",
    )


@cached_panel(marks_chosen=False, of_chosen=_class_of_chosen)
def centrality_classes(context: PageContext, start: int) -> Panel:
    """How many municipalities and people each centrality class holds, and how it has grown."""
    frame = inhabitants.people(context)
    table = population.centrality_classes(frame)
    names = centrality.class_names(context)
    end = context.selection.year
    span = sorted((start, end))
    growth = population.growth_by_class(growth_figures.changed(context, *span)).set_index("centrality_class")["value"]
    least, most = table.iloc[-1], table.iloc[0]
    title = (
        f"{names[int(least['centrality_class'])]} har {text.number(least['municipality_share'], 0)} prosent av "
        f"kommunene og {text.number(least['inhabitant_share'], 1)} prosent av innbyggerne; "
        f"{text.uncapitalised(names[int(most['centrality_class'])])} har {text.number(most['municipality_share'], 0)} "
        f"og {text.number(most['inhabitant_share'], 1)} prosent"
    )
    heading = f"Endring {span[0]}–{span[1]} (prosent)"
    figure = context.figure(
        "centrality_classes",
        title=title,
        subtitle=f"Kommuner og innbyggere etter sentralitetsklasse, {inhabitants.date(end)}. {context.where}",
        unit="prosent av kommunene og av innbyggerne",
        alt=f"Søylediagram: {title}.",
        citations=(*centrality.citations(context), *inhabitants.citations(context, end)),
        table=lambda: pd.DataFrame(
            {
                "Sentralitetsklasse": table["centrality_class"].map(names),
                "Laveste indeks (poeng)": table["lowest"],
                "Høyeste indeks (poeng)": table["highest"],
                "Kommuner": table["municipalities"],
                "Innbyggere": table["inhabitants"],
                "Andel av innbyggerne (prosent)": table["inhabitant_share"],
            }
            | ({heading: table["centrality_class"].map(growth)} if span[0] != span[1] else {})
        ),
        decimals={"Andel av innbyggerne (prosent)": 1, heading: 1},
        missing=missing_line(frame),
        status_words=(text.DERIVED_WORDS,),
        sortable=False,
    )
    bars = table.assign(size=table["centrality_class"].map(names).map(centrality.broken))
    return Panel(
        figure,
        pictures.ChartPicture(
            lambda: inhabitants.share_chart(bars, "Sentralitetsklasse"), "centrality_classes", figure.alt
        ),
    )


def _cell_of_chosen(context: PageContext, limits: Sequence[int]) -> tuple[str, ...]:
    """The centrality class and the size class that the chosen municipality is in."""
    frame, names = inhabitants.people(context), centrality.class_names(context)
    frame = frame.assign(size=population.size_class(frame["value"], limits))

    def group(row: chosen_line.Row) -> str:
        size = population.inhabitants_words(str(row["size"]))
        return f"{text.uncapitalised(names[row['centrality_class']])} med {size}"

    return chosen_line.of_group(context, frame, group)


def _point_of_chosen(context: PageContext) -> tuple[str, ...]:
    """The chosen municipality's inhabitants and index."""

    def said(row: chosen_line.Row) -> str:
        return f"{text.number(row['value'])} innbyggere, sentralitetsindeks {text.number(row['centrality_index'])}"

    return chosen_line.of_value(context, inhabitants.people(context), said)


@cached_panel(marks_chosen=False, of_chosen=_cell_of_chosen)
def size_by_centrality(context: PageContext, limits: Sequence[int]) -> Panel:
    """The table of size and centrality, as circles."""
    frame = inhabitants.people(context)
    counts = population.size_by_centrality(frame, limits)
    names = centrality.class_names(context)
    small = inhabitants.told_limit(limits)
    remote = population.district(frame, population.DISTRICT["5–6"])
    both = int((remote & (frame["value"] < small)).sum())
    title = (
        f"{both} av de {int((frame['value'] < small).sum())} kommunene under {text.number(small)} innbyggere er i de "
        "to minst sentrale klassene"
    )
    shown = counts.rename(index=names)
    hover = pd.DataFrame(
        [
            [
                f"{label}, {size} innbyggere: {text.count(n, 'kommune', 'kommuner')}"
                for size, n in zip(shown.columns, row, strict=True)
            ]
            for label, row in zip(shown.index, shown.to_numpy(), strict=True)
        ],
        index=shown.index,
        columns=shown.columns,
    )
    figure = context.figure(
        "size_by_centrality",
        title=title,
        subtitle=(
            f"Kommuner etter sentralitetsklasse og innbyggere, {inhabitants.date(context.selection.year)}. "
            f"{context.where}"
        ),
        unit="kommuner",
        alt=f"Tabell med sirkler, sentralitet nedover og størrelse bortover: {title}.",
        citations=(*centrality.citations(context), *inhabitants.citations(context, context.selection.year)),
        table=lambda: shown.rename(columns=str).rename_axis(index="Sentralitetsklasse", columns=None).reset_index(),
        missing=missing_line(frame),
        status_words=(text.DERIVED_WORDS,),
        sortable=False,
    )
    circles = shown.rename(index=centrality.broken)
    return Panel(
        figure,
        pictures.ChartPicture(
            lambda: charts.Matrix(circles, hover.set_axis(circles.index), "", "Innbyggere i kommunen"),
            "size_by_centrality",
            figure.alt,
        ),
    )


@cached_panel(marks_chosen=True, of_chosen=_point_of_chosen)
def size_and_centrality(context: PageContext) -> Panel:
    """Every municipality by inhabitants and centrality index, and how closely the two go together."""
    everyone = inhabitants.people(context)
    frame = everyone.dropna(subset=["value", "centrality_index"])
    r = population.correlation(frame)
    together = f"Størrelse og sentralitet henger sammen: r = {text.number(r, 2)}"
    title = together if r == r else "For få kommuner til å si om størrelse og sentralitet henger sammen"
    meaning = (
        f"r er korrelasjonen mellom sentralitetsindeksen og logaritmen av folketallet (1 er helt sammenfall, 0 ingen "
        f"sammenheng). De to deler {text.number(100 * r * r)} prosent av variasjonen i {len(frame)} kommuner: en "
        "forskjell mellom små og store kommuner er som regel også en forskjell mellom mindre og mer sentrale. "
        "Sammenlign kommuner av samme størrelse, eller av samme klasse, før du sier hva som er årsaken."
        if r == r
        else "Velg hele landet for å se sammenhengen."
    )
    names = centrality.class_names(context)
    rows = frame.assign(
        class_name=frame["centrality_class"].map(names),
        hover=[
            f"{text.short_name(name)}: {text.number(value)} innbyggere, indeks {text.number(index)}"
            for name, value, index in zip(frame["name"], frame["value"], frame["centrality_index"], strict=True)
        ],
    ).sort_values(["centrality_class", "code"], ignore_index=True)
    figure = context.figure(
        "size_and_centrality",
        title=title,
        subtitle=(
            f"Innbyggere {inhabitants.date(context.selection.year)} og sentralitetsindeks, hver kommune en prikk. "
            f"{context.where}"
        ),
        unit="innbyggere og indekspoeng (0–1 000)",
        alt=f"Prikkdiagram: {title}.",
        citations=(*centrality.citations(context), *inhabitants.citations(context, context.selection.year)),
        table=lambda: pd.DataFrame(
            name_columns(rows)
            | {
                "Innbyggere": rows["value"],
                "Sentralitetsindeks (poeng)": rows["centrality_index"],
                "Sentralitetsklasse": rows["class_name"],
            }
        ),
        missing=missing_line(everyone),
        status_words=(text.DERIVED_WORDS,),
        notes=(meaning,),
    )
    picture = pictures.ChartPicture(lambda: _size_and_centrality(context, rows), "size_and_centrality", figure.alt)
    return Panel(figure, picture)


def _size_and_centrality(context: PageContext, rows: pd.DataFrame) -> charts.Chart:
    return charts.legend_below(
        charts.Dots(
            rows, Axis("value", "Innbyggere (logaritmisk skala)", log=True, ticks=charts.INHABITANT_TICKS),
            Axis("centrality_index", "Sentralitetsindeks (poeng)"), "hover", group="class_name",
            group_colours=centrality.class_colours(context), chosen=context.chosen(rows),
        )
    )  # fmt: skip
