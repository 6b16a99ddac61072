"""Any two indicators: every municipality a dot, the few outermost named, who can't be compared left out and named."""

from __future__ import annotations

import numpy as np
import pandas as pd

from dashboard import charts, text
from dashboard.charts import Axis, Curve
from dashboard.data import queries
from dashboard.figures import municipality_dots, pictures
from dashboard.figures.citing import status_words
from dashboard.figures.figure import Panel, name_columns
from dashboard.figures.page_context import PageContext, cached_panel
from dashboard.measures import association, pairs, relation_words, sentences
from dashboard.measures.pairs import Form, Pair, Side
from dashboard.views.relations import relations

CLASS, GROUP, COUNTY = "sentralitet", "kostra", "fylke"
COLOURS = {CLASS: "Sentralitetsklasse", GROUP: "KOSTRA-gruppe", COUNTY: "Fylke"}
"""What dots are coloured by, by its name in a link."""

DECADES = (1, 3)
"""Where a logarithmic axis is labelled, times powers of ten."""

FIFTH = ("laveste femdelen", "nest laveste femdelen", "midterste femdelen", "nest høyeste femdelen", "høyeste femdelen")


@cached_panel(marks_chosen=True)
def pair(context: PageContext, x: Side, y: Side, colour: str, sized: bool) -> Panel:
    """Two indicators against each other; two that only name groups are counted instead."""
    found = pairs.pair(context.database, context.selection.division, x, y)
    names = {side: queries.categories(context.database, side.indicator.indicator_id) for side in (x, y)}
    rows = _grouped(context, found, colour, names)
    title = _title(found, names)
    if x.indicator.indicator_id == "population" and not names[y]:
        database, division = context.database, context.selection.division
        title += relation_words.bend_when_alike(database, division, y.indicator.indicator_id, y.year)
    counted = bool(names[x] and names[y])
    shown = "Antall kommuner i hver kombinasjon" if counted else "Hver kommune en prikk"
    figure = context.figure(
        "relation_pair",
        title=title,
        subtitle=(
            f"{y.indicator.heading}, {y.indicator.reference_in(y.year)}, mot "
            f"{text.uncapitalised(x.indicator.heading)}, {x.indicator.reference_in(x.year)}. {shown}. "
            f"Inndelingen {context.division_label}."
        ),
        unit=f"{x.indicator.unit}; {y.indicator.unit}",
        alt=f"{'Tabell' if counted else 'Prikkdiagram'}: {title}.",
        citations=relations.cited(context, [(side.indicator.indicator_id, side.year) for side in (y, x)]),
        table=lambda: _table(context, found, names, colour),
        decimals={side.heading: side.indicator.decimals for side in (x, y)},
        missing=relations.left_out(found.rows, found.both["code"], in_table=True),
        status_words=_words(context, found),
        indicators=(y.indicator, x.indicator),
        notes=(*_notes(found, names), *_told_apart(rows, colour), relations.TOGETHER),
    )
    return Panel(
        figure,
        pictures.ChartPicture(lambda: _chart(context, found, rows, names, colour, sized), "relation_pair", figure.alt),
    )


def _words(context: PageContext, found: Pair) -> tuple[str, ...]:
    said = []
    for side in (found.y, found.x):
        values = queries.values(context.database, side.indicator.indicator_id, context.selection.division, side.year)
        said += status_words(side.indicator, values)
    return tuple(dict.fromkeys(said))


# --- In words -------------------------------------------------------------------------------------------------------


def _title(found: Pair, names: dict[Side, dict[int, str]]) -> str:
    x, y, both = found.x, found.y, found.both
    pair_words = f"{y.indicator.short_title} og {x.noun}"
    if both.empty:
        return f"{pair_words}: ingen kommuner har sammenlignbare tall for begge"
    of = text.count(len(both), "kommune", "kommuner")
    for side, column in ((x, "x"), (y, "y")):
        if both[column].nunique() == 1:
            alike = names[side].get(int(both[column].iloc[0])) or text.with_unit(
                both[column].iloc[0], side.indicator.unit, side.indicator.decimals
            )
            return f"{pair_words}: alle {of} har samme tall for {side.noun} ({alike})"
    if len(both) < association.FEWEST:
        return f"{pair_words}: {of} har begge tall, for få til å si om de henger sammen"
    if names[x] and names[y]:
        return _counted_title(found, names)
    if names[x] and not _ordered(x):
        return _by_group_title(y, "y", x, "x", both, names[x])
    if names[y] and not _ordered(y):
        return _by_group_title(x, "x", y, "y", both, names[y])
    return _course(found)


def _ordered(side: Side) -> bool:
    return side.indicator.scale == "ordered"


def _course(found: Pair) -> str:
    r = pairs.correlation(found)
    x, y = found.x, found.y
    if r is None:
        return f"{y.indicator.short_title} og {x.noun}: kan ikke sies å henge sammen eller ikke"
    if strength := association.strength(r):
        way = f"jo {x.more} {x.noun}, jo {y.more if r.r > 0 else y.less} {y.noun}"
        return f"{y.indicator.short_title} henger {strength} sammen med {x.noun}: {way} {association.measured(r)}"
    if shaped := pairs.form(found):
        return f"{y.indicator.short_title}: {_form(found, shaped)}"
    if not r.sure:
        return f"Ingen sikker sammenheng mellom {y.noun} og {x.noun} {association.measured(r)}"
    way = f"jo {x.more} {x.noun}, jo {y.more if r.r > 0 else y.less} {y.noun}"
    return f"{y.indicator.short_title} henger svakt sammen med {x.noun}: {way} {association.measured(r)}"


def _form(found: Pair, shaped: Form) -> str:
    """A hump or a threshold: where it is, and the medians on both sides."""
    y, classes = found.y, shaped.classes
    here, first, last = classes[shaped.at], classes[0], classes[-1]

    def middle(one) -> str:
        return text.number(one.median, y.indicator.decimals)

    if shaped.key == "below_zero":
        share, low, high = (text.number(one.below_zero) for one in (here, first, last))
        return (
            f"negativt hos {share} prosent av kommunene i den {FIFTH[here.group]} av {found.x.noun} "
            f"{text.of(here.municipalities)}, mot {low} i den laveste og {high} i den høyeste"
        )
    if shaped.kind == "bend":
        # Of two middle fifths that are nearly alike the one that happens to be at the end is told, and not as the end.
        turned = "høyere" if here.median > max(first.median, last.median) else "lavere"
        return (
            f"{turned} i den {FIFTH[here.group]} av {found.x.noun} enn i begge ender: medianen er {middle(here)} "
            f"{text.of(here.municipalities)}, mot {middle(first)} i den laveste og {middle(last)} i den høyeste"
        )
    before = classes[shaped.at - 1]
    below, above = (f"{text.number(median, y.indicator.decimals)} {text.of(count)}" for count, median in shaped.sides)
    return (
        f"skifter ved en terskel, medianen er {below} til og med den {FIFTH[before.group]} av {found.x.noun} og "
        f"{above} fra den {FIFTH[here.group]}"
    )


def _by_group_title(
    measured: Side, column: str, grouped: Side, groups: str, both: pd.DataFrame, names: dict[int, str]
) -> str:
    """The medians of the groups at the ends: «medianen er 2,1 for de 330 som ikke var registrert i ROBEK, og 0,4 for de
    27 som var registrert i ROBEK».
    """
    medians = both.groupby(groups)[column].agg(["median", "count"])
    enough = medians["count"] >= text.FEWEST_FOR_MEDIAN
    few = text.too_few([f"«{names[int(group)]}»" for group in medians.index[~enough]])
    medians = medians[enough]
    if len(medians) < 2:
        return f"{measured.indicator.short_title}: for få kommuner i hver gruppe av {grouped.noun} til å sammenligne"
    ends = medians.loc[[medians["median"].idxmax(), medians["median"].idxmin()]]
    places = measured.indicator.decimals
    told = [
        f"{text.number(row['median'], places)} for de {text.number(row['count'])} "
        f"{sentences.who(grouped.indicator, int(group), names[int(group)])}"
        for group, row in ends.iterrows()
    ]
    return f"{measured.indicator.short_title} etter {grouped.noun}: medianen er {', og '.join(told)}{few}"


def _counted_title(found: Pair, names: dict[Side, dict[int, str]]) -> str:
    """Of two that only name groups: the share of y's last group among x's first and last."""
    both, x, y = found.both, found.x, found.y
    last = int(both["y"].max())
    told = []
    for group in sorted(both["x"].unique())[:: max(both["x"].nunique() - 1, 1)]:
        inside = both[both["x"] == group]
        hit = int((inside["y"] == last).sum())
        told.append(
            f"{hit or 'ingen'} av de {len(inside)} {sentences.who(x.indicator, int(group), names[x][int(group)])}"
        )
    return f"{y.indicator.short_title}, «{names[y][last]}»: {', og '.join(told)}"


def _notes(found: Pair, names: dict[Side, dict[int, str]]) -> list[str]:
    both = found.both
    told = []
    named = bool(names[found.x] or names[found.y])
    if not named and len(both) >= association.FEWEST:
        by_class = both.groupby("centrality_class")["y"].agg(["median", "count"])
        places = found.y.indicator.decimals
        listed = [
            f"{text.number(row['median'], places)} i klasse {int(group)} {text.of(int(row['count']))}"
            for group, row in by_class.iterrows()
            if row["count"] >= text.FEWEST_FOR_MEDIAN
        ]
        if listed:
            told.append(f"Medianen for {found.y.noun} etter sentralitetsklasse: {text.listed(listed)}.")
        even = pairs.are_fifths(pairs.fifths(both))
        told.append(
            "Strekene er medianen i hver femdel av kommunene."
            if even
            else f"Så mange har samme tall for {found.x.noun} at kommunene ikke kan deles i femdeler."
        )
    if len(both) < association.FEWEST:
        told.append(f"Under {association.FEWEST} kommuner sier vi ikke noe om sammenhengen.")
    return told


MOST_COLOURS = 8
"""Groups that colours alone tell apart."""


def _told_apart(rows: pd.DataFrame, colour: str) -> list[str]:
    """That so many colours are easily taken for each other, and where the names stand."""
    count = rows["group"].nunique()
    if colour == CLASS or count <= MOST_COLOURS:
        return []
    what = {GROUP: "KOSTRA-gruppene", COUNTY: "fylkene"}[colour]
    return [
        f"Fargene på de {count} {what} er lette å forveksle: navnet står ved prikken når du peker på den, og i "
        "tabellen."
    ]


# --- Table and chart ------------------------------------------------------------------------------------------------


def _grouped(context: PageContext, found: Pair, colour: str, names: dict[Side, dict[int, str]]) -> pd.DataFrame:
    """The municipalities that have both, with `group` (what colours them) and `hover`."""
    both = found.both
    kostra = queries.categories(context.database, "kostra_group")
    classes = queries.categories(context.database, "centrality_class")
    group = {
        CLASS: both["centrality_class"].map(classes),
        GROUP: both["kostra_group"].map(kostra),
        COUNTY: both["county"].map(text.short_name),
    }[colour]
    hover = [_hover(found, row, names) for row in both.to_dict("records")]
    if colour == GROUP:  # which class it is in stands there already
        hover = [f"{told}, {name}" for told, name in zip(hover, group.fillna("uten gruppe"), strict=True)]
    return both.assign(group=group.fillna("uten gruppe"), hover=hover)


def _hover(found: Pair, row: dict, names: dict[Side, dict[int, str]]) -> str:
    """«Utsira: netto driftsresultat 1,5 prosent av driftsinntektene; 219 innbyggere; klasse 6, Rogaland»."""
    sides = ((found.y, "y"), (found.x, "x"))
    told = [_value(side, row[column], names[side]) for side, column in sides]
    if not any(side.indicator.indicator_id == "population" for side, _ in sides):
        told.append(f"{text.number(row['population'])} innbyggere")
    where = f"klasse {text.number(row['centrality_class'])}, {text.short_name(row['county'])}"
    return f"{text.short_name(row['name'])}: {'; '.join((*told, where))}"


def _value(side: Side, value: float, names: dict[int, str]) -> str:
    """A figure with its noun: of what is counted the noun is the unit; of groups the name of the group."""
    if names:
        return f"{side.noun} {names[int(value)]}"
    if side.indicator.place == "mange":
        return f"{text.number(value, side.indicator.decimals)} {side.noun}"
    return f"{side.noun} {text.with_unit(value, side.indicator.unit, side.indicator.decimals)}"


def _table(context: PageContext, found: Pair, names: dict[Side, dict[int, str]], colour: str) -> pd.DataFrame:
    kostra = queries.categories(context.database, "kostra_group")
    ordered = found.rows.sort_values("y", ascending=False, na_position="last", kind="stable")
    columns: dict[str, object] = dict(name_columns(ordered))
    for side, column in ((found.y, "y"), (found.x, "x")):
        shown = ordered[column].map(names[side]) if names[side] else ordered[column]
        columns[side.heading] = shown
    columns |= {"Innbyggere": ordered["population"], "Sentralitetsklasse": ordered["centrality_class"]}
    columns |= {COLOURS[GROUP]: ordered["kostra_group"].map(kostra)} if colour == GROUP else {}
    table = pd.DataFrame(columns)
    return table.loc[:, ~table.columns.duplicated()].reset_index(drop=True)


def _chart(
    context: PageContext, found: Pair, rows: pd.DataFrame, names: dict[Side, dict[int, str]], colour: str, sized: bool
):
    if names[found.x] and names[found.y]:
        return _matrix(found, names)
    if names[found.x] or names[found.y]:
        return _by_group(context, found, rows, names)
    order = list(municipality_dots.classes(context)) if colour == CLASS else _names_in_order(rows, colour)
    rows = rows.assign(_place=rows["group"].map({name: place for place, name in enumerate(order)}))
    rows = rows.sort_values(["_place", "code"], ignore_index=True)
    colours = None if colour == CLASS else municipality_dots.kinds(order)
    x, y = (_axis(found, side, column) for side, column in ((found.x, "x"), (found.y, "y")))
    curves = _medians(rows) if len(rows) >= association.FEWEST else ()
    if sized:
        rows = rows.sort_values("population", ascending=False, kind="stable", ignore_index=True)
    named = municipality_dots.outermost(rows, ["x", "y"], 2) | context.chosen(rows)
    return municipality_dots.dots(
        context, rows, x, y, group="group", colours=colours, sized=sized, named=named, curves=curves
    )


def _names_in_order(rows: pd.DataFrame, colour: str) -> list[str]:
    names = rows["group"].unique()
    column = "county_code" if colour == COUNTY else "kostra_group"
    return list(dict.fromkeys(rows.sort_values(column)["group"])) if len(names) else []


def _axis(found: Pair, side: Side, column: str) -> Axis:
    values = found.both[column]
    log = pairs.logarithmic(values, side.indicator)
    title = f"{side.indicator.short_title} ({side.indicator.unit}{', logaritmisk skala' if log else ''})"
    ticks = _ticks(values) if log else None
    decimals = side.indicator.decimals
    if ticks:
        decimals = max(0, -int(np.floor(np.log10(min(ticks)))))
    return Axis(column, charts.broken(title), decimals=decimals, log=log, ticks=ticks)


def _ticks(values: pd.Series) -> list[float]:
    low, high = np.floor(np.log10(values.min())), np.ceil(np.log10(values.max()))
    every = [part * 10.0**power for power in np.arange(low, high + 1) for part in DECADES]
    return [tick for tick in every if values.min() * 0.8 <= tick <= values.max() * 1.2]


def _medians(rows: pd.DataFrame) -> tuple[Curve, ...]:
    """The median of y over each fifth of x: strokes, with gaps between them."""
    groups = pairs.fifths(rows)
    if not pairs.are_fifths(groups):
        return ()
    strokes = []
    for _, inside in rows.groupby(groups):
        middle = inside["y"].median()
        strokes += [(inside["x"].min(), middle), (inside["x"].max(), middle), (np.nan, np.nan)]
    return (Curve(pd.DataFrame(strokes, columns=["x", "y"]), "x", "y", "Median i hver femdel"),)


def _by_group(context: PageContext, found: Pair, rows: pd.DataFrame, names: dict[Side, dict[int, str]]):
    """Dots over the groups of the side that names them, whichever axis it was asked for on."""
    grouped, column, measured, value = (found.x, "x", found.y, "y") if names[found.x] else (found.y, "y", found.x, "x")
    rows = rows.sort_values([column, "code"], ignore_index=True)
    rows = rows.assign(tick=rows[column].astype(int).map(names[grouped]).str.replace(" (", "<br>(", regex=False))
    return charts.DotsByGroup(
        rows, "tick", Axis(value, charts.broken(text.titled(measured.indicator.short_title, measured.indicator.unit))),
        "hover", grouped.indicator.short_title, chosen=context.chosen(rows),
    )  # fmt: skip


def _matrix(found: Pair, names: dict[Side, dict[int, str]]):
    both = found.both
    counts = pd.crosstab(both["y"].astype(int).map(names[found.y]), both["x"].astype(int).map(names[found.x]))
    order_y = [name for name in names[found.y].values() if name in counts.index]
    order_x = [name for name in names[found.x].values() if name in counts.columns]
    counts = counts.loc[order_y, order_x]
    hover = counts.copy().astype(object)
    for row in counts.index:
        for column in counts.columns:
            hover.at[row, column] = f"{row}, {column}: {text.count(counts.at[row, column], 'kommune', 'kommuner')}"
    counts.index.name = counts.columns.name = hover.index.name = hover.columns.name = None
    return charts.Matrix(counts, hover, found.y.indicator.short_title, found.x.indicator.short_title)
