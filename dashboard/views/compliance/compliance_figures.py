"""The figures of a measured degree on the page «Lovoppfyllelse»: each function makes one and what draws it."""

from __future__ import annotations

import pandas as pd

from dashboard import charts, palette, text
from dashboard.charts import Axis
from dashboard.data import classes, queries
from dashboard.figures import chosen_line, map_panel, map_titles, pictures
from dashboard.figures.citing import missing_line
from dashboard.figures.figure import Panel, name_columns
from dashboard.figures.page_context import PageContext
from dashboard.measures import association, population
from dashboard.measures.factors import GROUPINGS
from dashboard.state.selection import choose_municipality
from dashboard.views.compliance import duty_colours
from dashboard.views.compliance.compliance import Measure
from dashboard.views.compliance.degree_words import (
    axis_title,
    cases_words,
    cited_with,
    group_words,
    hovers,
    of_chosen,
    status_columns,
    value_columns,
)

COMMITTEES_SCALE = {
    "50: nederst på utvalgets skala, som måler noe annet": 50.0,
    "99: øverst på utvalgets skala, som måler noe annet": 99.0,
}
"""Where the ends of the committee's range are beside the index, which is of other duties and on another scale."""


# --- The map ------------------------------------------------------------------------------------------------------


def finding(measure: Measure, values: pd.DataFrame) -> str:
    """What the figures say, in one sentence: «…: medianen er 78,3 prosent, fra 51,0 (…) til 97,2 (…)»."""
    known = values[values["value"].notna()]
    if known.empty:
        return f"{measure.title}: ingen av kommunene har en samlet verdi"
    if measure.names:
        yes = int((known["value"] > 0).sum())
        return f"{measure.title}: ja i {yes} av {text.count(len(known), 'kommune', 'kommuner')} med tall"
    if measure.is_single_duty and (mostly := map_titles.mostly_lowest(measure.indicators[0], known, len(values))):
        return mostly
    span = f"fra {_extreme(measure, known, 'min')} til {_extreme(measure, known, 'max')}"
    if len(known) < text.FEWEST_FOR_MEDIAN:
        return f"{measure.title}: {span} {text.of(len(known))}"
    return f"{measure.title}: medianen er {measure.with_unit(known['value'].median())} {text.of(len(known))}, {span}"


def _extreme(measure: Measure, known: pd.DataFrame, edge: str) -> str:
    """«51,0 (Utsira)»; where several share the figure, how many do."""
    shown = known["value"].round(measure.decimals)
    holders = known.loc[shown == shown.agg(edge), "name"]
    who = text.short_name(holders.iloc[0]) if len(holders) == 1 else f"{len(holders)} kommuner"
    nothing = (known.loc[shown == shown.agg(edge), "value"] == 0).all()
    return f"{text.number(0) if nothing else measure.written(shown.agg(edge))} ({who})"


def degree_map(context: PageContext, measure: Measure) -> Panel:
    """A measured degree in natural breaks."""
    values = context.within(measure.values)
    title = finding(measure, values)
    figure = context.figure(
        "compliance_map",
        title=title,
        subtitle=f"{measure.heading}, {measure.reference}. {context.where}",
        unit=measure.unit,
        alt=f"Kart: {title}. {missing_line(values)}.",
        citations=measure.citations,
        table=lambda: _map_table(measure, values),
        decimals={measure.heading: measure.decimals},
        missing=missing_line(values),
        status_words=measure.words,
        indicators=measure.indicators,
        notes=(*([duty_colours.line(measure.indicators[0])] if measure.is_single_duty else []), *measure.notes),
    )
    return Panel(
        figure,
        pictures.MapPicture(
            lambda: _map_content(context, measure), key="compliance_municipality_map", on_pick=choose_municipality
        ),
    )


def _map_content(context: PageContext, measure: Measure):
    if measure.names:
        limits, legend = [0.5], list(measure.names.values())
    else:
        limits = classes.limits(measure.values["value"].dropna().to_numpy(), "amount", measure.decimals)
        legend = classes.labels(limits, measure.decimals)
    behind = [cases_words(measure, code) for code in measure.values["code"]]
    notes = [
        ". ".join(part for part in (of, note) if part) or None
        for of, note in zip(behind, measure.values["note"].fillna(""), strict=True)
    ]
    return map_panel.map_content_of(
        context.database, context.selection, measure.values.assign(note=notes), limits=limits, legend=legend,
        colours=_colours(measure, len(legend)), decimals=measure.decimals, title=measure.title,
        summary=finding(measure, measure.values),
        unit="" if measure.names else measure.unit, year=measure.reference, value_labels=measure.names or None,
        details=[of or None for of in behind] if measure.cases is not None else None,
        ranked=not measure.names, rank_from="lowest" if measure.lower_is_better else "highest",
    )  # fmt: skip


def _colours(measure: Measure, count: int) -> palette.Colours:
    """More is stronger; of a single duty, the worst is, as on its small map."""
    if measure.is_single_duty:
        return duty_colours.colours(measure.indicators[0], count)
    return palette.sequential(count)


def _map_table(measure: Measure, values: pd.DataFrame) -> pd.DataFrame:
    ordered = values.sort_values("value", ascending=False, na_position="last", kind="stable")
    return pd.DataFrame(name_columns(ordered) | value_columns(measure, ordered) | status_columns(ordered)).reset_index(
        drop=True
    )


# --- By group -----------------------------------------------------------------------------------------------------


def by_group(context: PageContext, measure: Measure, rows: pd.DataFrame, grouping: str) -> Panel:
    """Every municipality a dot over its centrality class or size group, with the group's median and quartiles."""
    frame = context.within(rows)
    indicator_id = GROUPINGS[grouping]
    table = association.by_group(frame, indicator_id)
    title = f"{measure.title}: {_ends(measure, table, grouping)}"
    words = {"Sentralitet": "sentralitetsklasse", "Størrelse": "innbyggertall"}[grouping]
    figure = context.figure(
        "compliance_by_group",
        title=title,
        subtitle=(
            f"{measure.heading} etter {words}, {measure.reference}: hver kommune en prikk, tykk strek er medianen, "
            f"prikkede streker kvartilene. {context.where}"
        ),
        unit=measure.unit,
        alt=f"Prikkdiagram etter {words}: {title}.",
        citations=cited_with(context, measure, [indicator_id]),
        table=lambda: _group_table(measure, frame, indicator_id, grouping),
        decimals={measure.heading: measure.decimals, f"Median i gruppen ({measure.unit})": measure.decimals},
        missing=missing_line(frame),
        status_words=measure.words,
        indicators=measure.indicators,
        notes=(
            *of_chosen(context, measure, frame, grouping),
            "Størrelse og sentralitet følger hverandre: se «Sammenhenger» for hver av dem når den andre er lik.",
            *measure.notes,
        ),
    )
    return Panel(
        figure,
        pictures.ChartPicture(
            lambda: _group_chart(context, measure, frame, indicator_id, table), "compliance_by_group", figure.alt
        ),
    )


def _ends(measure: Measure, table: pd.DataFrame, grouping: str) -> str:
    if table.empty:
        return "ingen kommuner med tall"
    enough = table["municipalities"] >= text.FEWEST_FOR_MEDIAN
    few = text.too_few([group_words(label, grouping) for label in table.loc[~enough, "label"]])
    table = table[enough]
    if table.empty:
        return "for få kommuner i hver gruppe til en median"
    told = [
        (
            measure.with_unit(row["median"]),
            f"i {group_words(row['label'], grouping)} {text.of(row['municipalities'])}",
        )
        for row in table.iloc[[0, -1]].drop_duplicates("group").to_dict("records")
    ]
    return f"medianen er {text.beside(told)}{few}"


def _group_table(measure: Measure, frame: pd.DataFrame, indicator_id: str, grouping: str) -> pd.DataFrame:
    ordered = frame.sort_values([indicator_id, "code"], ignore_index=True)
    groups = association.by_group(frame, indicator_id).set_index("group")
    number = ordered[indicator_id]
    return pd.DataFrame(
        {grouping: ordered[f"{indicator_id}_label"]}
        | name_columns(ordered)
        | value_columns(measure, ordered)
        | {
            f"Median i gruppen ({measure.unit})": number.map(groups["median"]),
            "Kommuner i gruppen": number.map(groups["municipalities"]),
        }
        | status_columns(ordered)
    )


def _group_chart(context: PageContext, measure: Measure, frame: pd.DataFrame, indicator_id: str, table: pd.DataFrame):
    known = queries.comparable(frame).sort_values([indicator_id, "code"], ignore_index=True)
    counts = table.set_index("group")["municipalities"]
    ticks = [
        f"{label.replace(' (', '<br>(').replace(' eller flere', '<br>eller flere')}<br>n = {counts[number]}"
        for number, label in zip(known[indicator_id], known[f"{indicator_id}_label"], strict=True)
    ]
    rows = known.assign(hover=hovers(measure, known), tick=ticks)
    title = {"size_group": "Innbyggere i kommunen", "centrality_class": "Sentralitetsklasse"}[indicator_id]
    return charts.DotsByGroup(
        rows,
        "tick",
        Axis("value", axis_title(measure)),
        "hover",
        title,
        chosen=context.chosen(rows),
        lines=None if measure.counts is None else COMMITTEES_SCALE,
    )


def cells(context: PageContext, measure: Measure, rows: pd.DataFrame) -> Panel:
    """Medians by size and centrality: each municipality only beside those like it in the other."""
    table = association.cells(rows)
    enough = int((table["municipalities"] >= text.FEWEST_FOR_MEDIAN).sum())
    title = (
        f"{measure.title}: {enough} av {len(table)} grupper etter størrelse og sentralitet har nok kommuner til en "
        "median"
    )
    median = f"Median ({measure.unit})"
    figure = context.figure(
        "compliance_cells",
        title=title,
        subtitle=(
            f"{measure.heading}, {measure.reference}. Tallet er medianen; sirkelen viser hvor mange kommuner som er i "
            f"gruppen. Inndelingen {context.division_label}."
        ),
        unit=measure.unit,
        alt=f"Sirkler etter størrelse og sentralitet: {title}.",
        citations=cited_with(context, measure, list(GROUPINGS.values())),
        table=lambda: table[["size", "centrality", "municipalities", "median"]].rename(
            columns={"size": "Innbyggere", "centrality": "Sentralitet", "municipalities": "Kommuner", "median": median}
        ),
        decimals={median: measure.decimals},
        missing=missing_line(measure.values),
        status_words=(*measure.words, "Medianer beregnet her"),
        indicators=measure.indicators,
        notes=(
            *_cell_of_chosen(context, rows),
            f"Tallet står ved grupper med minst {text.FEWEST_FOR_MEDIAN} kommuner; sirkelen sier hvor mange det er.",
            *measure.notes,
        ),
        sortable=False,
    )
    return Panel(
        figure, pictures.ChartPicture(lambda: _cells_chart(context, measure, table), "compliance_cells", figure.alt)
    )


def _cell_of_chosen(context: PageContext, rows: pd.DataFrame) -> tuple[str, ...]:
    """The size and the centrality of the chosen municipality."""

    def group(row: chosen_line.Row) -> str:
        size = population.inhabitants_words(row["size_group_label"])
        return f"{text.uncapitalised(row['centrality_class_label'])} med {size}"

    return chosen_line.of_group(context, rows, group)


def _cells_chart(context: PageContext, measure: Measure, table: pd.DataFrame):
    sizes = queries.categories(context.database, "size_group").values()
    names = queries.categories(context.database, "centrality_class").values()
    wide = table.pivot(index="size", columns="centrality", values="municipalities")
    wide = wide.reindex(index=[s for s in sizes if s in wide.index], columns=[n for n in names if n in wide.columns])
    medians = table.set_index(["size", "centrality"])["median"]
    labels, hover = wide.astype(object).copy(), wide.astype(object).copy()
    for size in wide.index:
        for name in wide.columns:
            if (size, name) in medians.index:
                written, count = measure.written(medians[size, name]), int(wide.at[size, name])
                labels.at[size, name] = written if count >= text.FEWEST_FOR_MEDIAN else ""
                counted = text.count(count, "kommune", "kommuner")
                hover.at[size, name] = f"{size} innbyggere, {name.lower()}: medianen er {written} i {counted}"
    columns = [name.removeprefix("Klasse ")[:1] for name in wide.columns]
    wide, labels, hover = (frame.set_axis(columns, axis=1) for frame in (wide.fillna(0), labels, hover.fillna("")))
    return charts.Matrix(
        wide, hover, "Innbyggere i kommunen", "Sentralitetsklasse (1 er mest sentral)", labels=labels.fillna("")
    )
