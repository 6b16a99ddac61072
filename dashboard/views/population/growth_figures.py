"""How municipalities grow and fall: each function makes one figure and what draws it."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd

from dashboard import charts, palette, text
from dashboard.charts import Axis
from dashboard.components import theme
from dashboard.data import classes, queries
from dashboard.figures import chosen_line, map_panel, pictures
from dashboard.figures.citing import citations, missing_line
from dashboard.figures.figure import Panel, name_columns
from dashboard.figures.page_context import PageContext, cached_panel
from dashboard.measures import population
from dashboard.state.selection import choose_municipality
from dashboard.views.population import centrality, inhabitants


def changed(context: PageContext, start: int, end: int) -> pd.DataFrame:
    """The change of every municipality that is shown; see population.change."""
    return context.within(population.change(context.database, context.selection.division, start, end))


def change_table(frame: pd.DataFrame, start: int, end: int) -> pd.DataFrame:
    """The table twin of changes, the greatest growth first."""
    ordered = frame.sort_values("value", ascending=False, na_position="last", kind="stable")
    return pd.DataFrame(
        name_columns(ordered)
        | {
            f"Innbyggere {start}": ordered["before"],
            f"Innbyggere {end}": ordered["after"],
            "Endring (innbyggere)": ordered["difference"],
            "Endring (prosent)": ordered["value"],
            "Status": ordered["status"].map(text.STATUS_WORDS),
            "Merknad": ordered["note"].fillna(""),
        }
    ).reset_index(drop=True)


@cached_panel(marks_chosen=True)
def growth_map(context: PageContext, start: int, end: int) -> Panel:
    """Where municipalities grew and fell between two years."""
    changes = changed(context, start, end)
    title = f"{population.course(changes).sentence} {inhabitants.span(start, end)}"
    figure = context.figure(
        "growth_map",
        title=title,
        subtitle=f"Endring i folketallet, prosent, {inhabitants.span(start, end)}. {context.where}",
        unit="prosent",
        alt=f"Kart: {title}.",
        citations=inhabitants.citations(context, start, end),
        table=lambda: change_table(changes, start, end),
        decimals={"Endring (prosent)": 1},
        missing=missing_line(changes),
        status_words=(text.DERIVED_WORDS,),
        indicators=(queries.indicators(context.database)["population"],),
    )
    content = cache(lambda: _growth_content(context, start, end, title))
    return Panel(figure, pictures.MapPicture(content, key="growth_municipality_map", on_pick=choose_municipality))


def _growth_content(context: PageContext, start: int, end: int, title: str):
    everyone = population.change(context.database, context.selection.division, start, end)
    limits = population.change_limits(context.database, context.selection.division, start, end)
    legend = classes.labels(limits, 1)
    return map_panel.map_content_of(
        context.database, context.selection, everyone, limits=limits, legend=legend,
        colours=palette.around_zero(*classes.sides(limits)), decimals=1,
        title=f"Endring i folketallet {start}–{end}", summary=title, unit="prosent", year=inhabitants.span(start, end),
        signed=True,
    )  # fmt: skip


def _growth_of_chosen(context: PageContext, start: int, end: int) -> tuple[str, ...]:
    """How the chosen municipality changed."""
    return chosen_line.of_value(context, changed(context, start, end), lambda row: _change_words(row["value"]))


def _change_words(value: float) -> str:
    return f"{text.signed(value, 1)} prosent"


def _class_of_chosen(context: PageContext, start: int, end: int) -> tuple[str, ...]:
    """The same with the centrality class that it is in."""
    names = centrality.class_names(context)

    def said(row: chosen_line.Row) -> str:
        return f"{_change_words(row['value'])}, i gruppen {text.uncapitalised(names[row['centrality_class']])}"

    return chosen_line.of_value(context, changed(context, start, end), said)


@cached_panel(marks_chosen=True, of_chosen=_growth_of_chosen)
def growth_distribution(context: PageContext, start: int, end: int) -> Panel:
    """How the changes spread around zero."""
    changes = changed(context, start, end)
    bins = population.change_bins(changes)
    known = changes["value"].dropna()
    title = (
        f"Mediankommunen {inhabitants.moved(known.median())} {inhabitants.span(start, end)} {text.of(len(known))}"
        if len(known) >= text.FEWEST_FOR_MEDIAN
        else f"{population.course(changes).sentence} {inhabitants.span(start, end)}"
    )
    figure = context.figure(
        "growth_distribution",
        title=title,
        subtitle=f"Kommuner etter endring i folketallet. {context.where}",
        unit="kommuner",
        alt=f"Søylediagram over kommunene etter endring i prosent: {title}; {population.course(changes).sentence}.",
        citations=inhabitants.citations(context, start, end),
        table=lambda: pd.DataFrame(
            {
                "Endring i prosent": [
                    _interval(low, high) for low, high in zip(bins["low"], bins["high"], strict=True)
                ],
                "Fra og med (prosent)": bins["low"].where(np.isfinite(bins["low"])),
                "Til (prosent)": bins["high"].where(np.isfinite(bins["high"])),
                "Kommuner": bins["municipalities"],
            }
        ),
        decimals={"Fra og med (prosent)": 2, "Til (prosent)": 2},
        missing=missing_line(changes),
        status_words=(text.DERIVED_WORDS,),
        sortable=False,
    )
    return Panel(
        figure,
        pictures.ChartPicture(lambda: _growth_histogram(context, changes, bins), "growth_distribution", figure.alt),
    )


def _interval(low: float, high: float) -> str:
    """«−2 til 0», «under −6», «12 og over»."""
    decimals = 0 if all(float(edge).is_integer() for edge in (low, high) if np.isfinite(edge)) else 2
    if np.isinf(low) and np.isinf(high):
        return "alle"
    if np.isinf(low):
        return f"under {text.number(high, decimals)}"
    if np.isinf(high):
        return f"{text.number(low, decimals)} og over"
    return f"{text.number(low, decimals)} til {text.number(high, decimals)}"


def _growth_histogram(context: PageContext, changes: pd.DataFrame, bins: pd.DataFrame):
    below, above = (theme.colours(palette.DIVERGING)[place] for place in (1, 5))
    rows = bins.assign(
        colour=np.where(bins["middle"] < 0, below, above),
        hover=[
            f"{_interval(low, high)} prosent: {text.count(n, 'kommune', 'kommuner')}"
            for low, high, n in zip(bins["low"], bins["high"], bins["municipalities"], strict=True)
        ],
    )
    mine = changes.loc[context.chosen(changes), "value"].dropna()
    level = float(np.clip(mine.iloc[0], bins["middle"].min(), bins["middle"].max())) if len(mine) else None
    labels = _open_ended(bins)
    x = Axis("middle", "Endring (prosent)", ticks=list(labels) or None, names=list(labels.values()) or None)
    return charts.Histogram(rows, x, Axis("municipalities", "Kommuner"), "colour", "hover", level=level)


def _open_ended(bins: pd.DataFrame) -> dict[float, str]:
    """The labels of the axis: limits of intervals, and at the outermost, which have no outer limit, what they hold."""
    edges = bins["low"].iloc[1:].tolist()
    if not edges:
        return {}
    spacing = bins["middle"].diff().median() * -(-len(edges) // 7)
    inner = [edge for edge in edges[1:-1] if round(edge / spacing, 6).is_integer()]
    decimals = 0 if all(float(edge).is_integer() for edge in inner) else 2
    shown = {edge: text.number(edge, decimals) for edge in inner}
    for row in (bins.iloc[0], bins.iloc[-1]):
        shown[row["middle"]] = _interval(row["low"], row["high"]).replace(" ", "<br>", 1)
    return shown


def _class_words(row: pd.Series, names: dict[int, str]) -> str:
    """«klasse 3», and of one that is a few municipalities how many: «klasse 3 (n = 1)»."""
    counted = int(row["municipalities"])
    few = f" {text.of(counted)}" if counted < text.FEWEST_FOR_MEDIAN else ""
    return f"{text.uncapitalised(names[int(row['centrality_class'])])}{few}"


def _beyond_the_ends(table: pd.DataFrame, names: dict[int, str]) -> str:
    """«; lavest er klasse 5, som falt 0,7 prosent»: the classes between that grew more or less than both ends."""
    values = table["value"].map(lambda value: text.rounded(value, 1)).reset_index(drop=True)
    told = []
    for word, place in (("høyest", int(values.idxmax())), ("lavest", int(values.idxmin()))):
        if values[place] not in (values.iloc[0], values.iloc[-1]):
            alike = table[(values == values[place]).to_numpy()]
            who = text.listed(_class_words(row, names) for _, row in alike.iterrows())
            told.append(f"; {word} er {who}, som {inhabitants.moved(table['value'].iloc[place])}")
    return "".join(told)


@cached_panel(marks_chosen=False, of_chosen=_class_of_chosen)
def growth_by_class(context: PageContext, start: int, end: int) -> Panel:
    """The growth of each centrality class as a whole, and how many of its municipalities grew."""
    division = population.comparable_division(context.database, context.selection.division, start, end)
    if context.is_narrowed:
        division = context.selection.division
    changes = context.within(population.change(context.database, division, start, end))
    table = population.growth_by_class(changes)
    names = centrality.class_names(context)
    top, bottom = table.iloc[0], table.iloc[-1]
    title = (
        f"Folketallet i {_class_words(top, names)} {inhabitants.moved(top['value'])}, "
        f"i {_class_words(bottom, names)} {inhabitants.moved(bottom['value'], 'det')}"
        f"{_beyond_the_ends(table, names)}"
        if len(table) > 1
        else f"Folketallet {inhabitants.moved(top['value'])}"
    )
    label = queries.division_label(context.database, division)
    other = (
        (f"Klassene er regnet i inndelingen {label}, der alle kommuner har tall begge år.",)
        if division != context.selection.division
        else ()
    )
    figure = context.figure(
        "growth_by_class",
        title=title,
        subtitle=(
            f"Endring i folketallet etter sentralitetsklasse, {inhabitants.span(start, end)}. "
            f"{context.place}, inndelingen {label}."
        ),
        unit="prosent",
        alt=f"Søylediagram etter sentralitetsklasse: {title}.",
        citations=(
            *inhabitants.citations(context, start, end),
            *centrality.citations(context),
        ),
        table=lambda: pd.DataFrame(
            {
                "Sentralitetsklasse": table["centrality_class"].map(names),
                "Kommuner": table["municipalities"],
                "Vokste": table["grew"],
                "Gikk tilbake": table["fell"],
                "Sto stille": table["still"],
                f"Innbyggere {start}": table["before"],
                f"Innbyggere {end}": table["after"],
                "Endring (prosent)": table["value"],
            }
        ),
        decimals={"Endring (prosent)": 1},
        missing=missing_line(changes),
        status_words=(text.DERIVED_WORDS,),
        notes=other,
        sortable=False,
    )
    return Panel(
        figure, pictures.ChartPicture(lambda: _class_growth_chart(table, names), "growth_by_class", figure.alt)
    )


def _class_growth_chart(table: pd.DataFrame, names: dict[int, str]):
    def still(count: int) -> str:
        return f", {text.number(count)} sto stille" if count else ""

    rows = table.assign(
        name=table["centrality_class"].map(names).map(centrality.broken),
        label=table["value"].map(lambda value: text.signed(value, 1)),
        hover=[
            f"{names[int(row['centrality_class'])]}: {text.signed(row['value'], 1)} prosent; {row['grew']} vokste, "
            f"{row['fell']} gikk tilbake{still(row['still'])}"
            for row in table.to_dict("records")
        ],
    )
    return charts.Bars(
        rows, "name", Axis("value", "Endring (prosent)", 1), "Sentralitetsklasse", labels="label", hover="hover"
    )


@cached_panel(marks_chosen=True, of_chosen=_class_of_chosen)
def growth_dots(context: PageContext, start: int, end: int) -> Panel:
    """Every municipality's change over its centrality class."""
    changes = changed(context, start, end)
    names = centrality.class_names(context)
    known = changes[changes["value"].notna()].sort_values(["centrality_class", "code"], ignore_index=True)
    title = _middles(known, names)
    figure = context.figure(
        "growth_dots",
        title=title,
        subtitle=(
            f"Endring i folketallet, {inhabitants.span(start, end)}: hver kommune en prikk, tykk strek er medianen, "
            f"prikkede streker kvartilene. {context.where}"
        ),
        unit="prosent",
        alt=f"Prikkdiagram etter sentralitetsklasse: {title}.",
        citations=(*inhabitants.citations(context, start, end), *centrality.citations(context)),
        table=lambda: change_table(changes, start, end).assign(
            Sentralitetsklasse=changes.sort_values("value", ascending=False, na_position="last", kind="stable")[
                "centrality_class"
            ]
            .map(names)
            .to_numpy()
        ),
        decimals={"Endring (prosent)": 1},
        missing=missing_line(changes),
        status_words=(text.DERIVED_WORDS,),
    )
    return Panel(
        figure,
        pictures.ChartPicture(
            lambda: centrality.dots_by_class(
                context,
                known,
                Axis("value", "Endring (prosent)"),
                _change_words,
                lines={"": 0},
            ),
            "growth_dots",
            figure.alt,
        ),
    )


def _middles(known: pd.DataFrame, names: dict[int, str]) -> str:
    """In which classes the municipality in the middle lost inhabitants, of those with enough for a middle."""
    classes_ = known.groupby("centrality_class")["value"].agg(["median", "count"])
    enough = classes_["count"] >= text.FEWEST_FOR_MEDIAN
    few = text.too_few([text.uncapitalised(names[number]) for number in classes_.index[~enough]])
    classes_ = classes_[enough]
    if classes_.empty:
        return "For få kommuner i hver sentralitetsklasse til en median"
    shrinking = classes_[classes_["median"] < 0]
    if shrinking.empty:
        alone = text.uncapitalised(names[classes_.index[0]])
        several = "de sentralitetsklassene som har nok kommuner" if few else "alle sentralitetsklasser"
        where = several if len(classes_) > 1 else alone
        return f"Mediankommunen vokste i {where}{few}"
    told = [f"{text.uncapitalised(names[number])} {text.of(row['count'])}" for number, row in shrinking.iterrows()]
    return f"Mediankommunen mistet innbyggere i {text.listed(told)}{few}"


def _outweighed(both: pd.DataFrame, deficit: pd.DataFrame, saved: int) -> str:
    """In how many more died than were born, and in how many of those migration made up for it."""
    if len(both) == 1:
        name = text.short_name(both["name"].iloc[0])
        if deficit.empty:
            return f"I {name} døde ikke flere enn det ble født"
        return f"I {name} døde flere enn det ble født, og innflyttingen veide {'' if saved else 'ikke '}opp for det"
    of = text.count(len(both), "kommune", "kommuner")
    if deficit.empty:
        return f"I ingen av {of} døde flere enn det ble født"
    whom = text.part_of_them(saved, len(deficit))
    how = f"i {whom} veide innflyttingen" if len(deficit) > 1 else f"innflyttingen veide {'' if saved else 'ikke '}der"
    return f"I {text.number(len(deficit))} av {of} døde flere enn det ble født; {how} opp for det"


@cached_panel(marks_chosen=True)
def births_and_migration(context: PageContext) -> Panel | None:
    """Birth surplus against net migration; None where one of them has not been loaded."""
    known = queries.indicators(context.database)
    if not {"birth_surplus", "net_migration"} <= known.keys():
        return None
    division = context.selection.division
    year = min(queries.years(context.database, name, division)[0] for name in ("birth_surplus", "net_migration"))
    births = queries.values(context.database, "birth_surplus", division, year)
    frame = births.rename(columns={"value": "births"}).assign(
        migration=queries.values(context.database, "net_migration", division, year)["value"],
        note=births["note"].fillna(""),
        centrality_class=queries.municipalities(context.database, division)["centrality_class"],
    )
    frame["value"] = frame["births"] + frame["migration"]
    frame = context.within(frame)
    both = frame.dropna(subset=["births", "migration"])
    deficit = both[both["births"] < 0]
    saved = int((deficit["value"] > 0).sum())
    title = _outweighed(both, deficit, saved)
    figure = context.figure(
        "births_and_migration",
        title=title,
        subtitle=(
            f"Fødselsoverskudd og nettoinnflytting (innenlands og fra utlandet), "
            f"{known['net_migration'].reference_in(year)}. {context.where}"
        ),
        unit=known["net_migration"].unit,
        alt=f"Prikkdiagram, hver kommune en prikk: {title}.",
        citations=(
            *citations(context.database, "birth_surplus", division, year),
            *citations(context.database, "net_migration", division, year),
        ),
        table=lambda: pd.DataFrame(
            name_columns(both)
            | {
                "Fødselsoverskudd (per 1 000 innbyggere)": both["births"],
                "Nettoinnflytting (per 1 000 innbyggere)": both["migration"],
                "Til sammen (per 1 000 innbyggere)": both["value"],
                "Merknad": both["note"],
            }
        ),
        decimals={
            f"{name} (per 1 000 innbyggere)": 1 for name in ("Fødselsoverskudd", "Nettoinnflytting", "Til sammen")
        },
        missing=missing_line(frame),
        status_words=(text.DERIVED_WORDS,),
        indicators=(known["birth_surplus"], known["net_migration"]),
        notes=(*chosen_line.of_value(context, frame, _births_words), *_begins_before(both)),
    )
    return Panel(
        figure, pictures.ChartPicture(lambda: _births_chart(context, both), "births_and_migration", figure.alt)
    )


def _begins_before(both: pd.DataFrame) -> tuple[str, ...]:
    """What is said of the figures of units that were divided while the period ran, each note once with their names."""
    noted = both[both["note"].str.startswith("Perioden begynner")]
    return tuple(
        f"{text.listed(rows['name'].map(text.short_name))}: {text.uncapitalised(note)}."
        for note, rows in noted.groupby("note", sort=False)
    )


def _births_words(row: chosen_line.Row) -> str:
    return (
        f"fødselsoverskudd {text.signed(row['births'], 1)}, nettoinnflytting {text.signed(row['migration'], 1)} "
        "per 1 000 innbyggere"
    )


def _births_chart(context: PageContext, both: pd.DataFrame):
    names = centrality.class_names(context)
    rows = both.assign(
        class_name=both["centrality_class"].map(names),
        hover=[
            f"{text.short_name(row['name'])}: {_births_words(row)}{'. ' * bool(row['note'])}{row['note']}"
            for row in both.to_dict("records")
        ],
    ).sort_values("centrality_class", ignore_index=True)
    figure = charts.Dots(
        rows, Axis("births", "Fødselsoverskudd (per 1 000 innbyggere)"),
        Axis("migration", "Nettoinnflytting (per 1 000 innbyggere)"), "hover", group="class_name",
        group_colours=centrality.class_colours(context), chosen=context.chosen(rows), lines={"": 0}, uprights=[0],
    )  # fmt: skip
    return charts.legend_below(figure)
