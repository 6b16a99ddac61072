"""The charts of the Nordic page: sizes, size classes, municipalities below a threshold, and development over time."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from dashboard import charts, palette, text
from dashboard.components import theme
from dashboard.figures.figure import Figure, Panel
from dashboard.figures.nordic_groups import NOT_RANKED, axis_label, exactly, label, short_date
from dashboard.figures.pictures import ChartPicture
from dashboard.measures import nordic
from dashboard.measures.nordic import Group, Span
from dashboard.views.nordic.nordic_context import NordicContext, figure

MEASURES = {"median": "Median", "mean": "Middeltall", "below_5000": "Kommuner under 5 000"}
"""What is followed over time."""

COUNTRY_COLOURS = dict(zip(nordic.COUNTRIES, (0, 4, 1, 2, 7), strict=True))
"""Places in palette.CATEGORICAL, the same in every chart of the page."""

NEIGHBOURS = ("SE", "DK")
"""The countries whose municipal structure Norway's is most often held against."""

TICKS = (100, 1_000, 10_000, 100_000, 1_000_000)
ROUND_SIZES = (1_000, 2_000, 5_000, 10_000, 20_000, 50_000)

# --- Size ---------------------------------------------------------------------------------------------------------


def spread_figure(context: NordicContext) -> Figure:
    """Mean against median, between the smallest and the largest."""
    groups = context.shown
    mean = _mean_beside_median(context.norway)
    compared = _medians_compared(context)
    subtitle = "Innbyggere i den minste kommunen, mediankommunen og den største, og middeltallet. Logaritmisk akse."
    if context.chosen:
        subtitle += f" Streken: {context.chosen.name} med {text.number(context.chosen.population)} innbyggere."
    return figure(
        context,
        "nordic_spread",
        groups,
        title=compared or mean,
        subtitle=subtitle,
        unit="innbyggere",
        alt="Diagram: "
        + text.listed(
            f"{label(g)}: fra {text.number(g.smallest)} til {text.number(g.largest)}, median {exactly(g.median)}, "
            f"middeltall {text.number(g.mean)}"
            for g in groups
        )
        + ".",
        table=lambda: spread_twin(groups),
        decimals={"Median (innbyggere)": 1, "Middeltall (innbyggere)": 1, "Middeltall / median": 1},
        notes=(f"{mean}.", NOT_RANKED) if compared else (NOT_RANKED,),
    )


def _medians_compared(context: NordicContext) -> str:
    """«Mediankommunen hadde 5 155 innbyggere i Norge 1.1.2021, 16 079,5 i Sverige og 43 164 i Danmark», with the day
    of a neighbour where that is another; nothing where neither neighbour is shown.
    """
    norway = context.norway
    neighbours = {group.country: group for group in reversed(context.shown) if group.country in NEIGHBOURS}
    told = [
        ("like mange" if group.median == norway.median else exactly(group.median))
        + f" i {text.COUNTRY_WORDS[country]}"
        + ("" if group.as_of == norway.as_of else f" ({short_date(group)})")
        for country in NEIGHBOURS
        if (group := neighbours.get(country))
    ]
    own = f"{exactly(norway.median)} innbyggere i Norge {short_date(norway)}"
    if not told:
        return ""
    return (
        f"Mediankommunen hadde {own}, {text.listed(told)}"
        if len(told) > 1
        else f"Mediankommunen hadde {own} og {told[0]}"
    )


def _mean_beside_median(norway: Group) -> str:
    return (
        "Middeltallet sier lite om den vanlige kommunen: i Norge var det "
        f"{text.number(norway.mean / norway.median, 1)} ganger medianen {short_date(norway)}"
    )


def spread_twin(groups: Sequence[Group]) -> pd.DataFrame:
    """A row a group: smallest, median, mean, largest, and how many times the median the mean is."""
    return pd.DataFrame(
        {
            "Land": [group.name for group in groups],
            "Dato": [short_date(group) for group in groups],
            "Minst (innbyggere)": [group.smallest for group in groups],
            "Median (innbyggere)": [group.median for group in groups],
            "Middeltall (innbyggere)": [group.mean for group in groups],
            "Størst (innbyggere)": [group.largest for group in groups],
            "Middeltall / median": [group.mean / group.median for group in groups],
        }
    )


def spread_panel(context: NordicContext) -> Panel:
    """Mean against median, between the smallest and the largest, as a chart."""
    shown = spread_figure(context)
    return Panel(shown, ChartPicture(lambda: spread_chart(context), "nordic_spread_chart", shown.alt))


def spread_chart(context: NordicContext) -> charts.Chart:
    frame = pd.DataFrame([{**vars(group), "label": axis_label(group)} for group in context.shown])
    axis = charts.Axis("population", "Innbyggere", log=True, ticks=TICKS)
    level = (context.chosen.name, context.chosen.population) if context.chosen else None
    return charts.Spans(
        frame, "label", "smallest", "largest", {"median": "Median", "mean": "Middeltall"}, axis, level=level
    )


SHARES = {"av kommunene": 1, "av innbyggerne": 0}
"""What the sizes are counted in, and the place of its colour in palette.CATEGORICAL: as on the page of population."""


def classes_figure(context: NordicContext) -> Figure:
    """Municipalities and inhabitants by size class."""
    groups = [group for group in context.shown if group.classes]
    norway = context.norway
    small = [c for c in norway.classes if c.upper is not None and c.upper < nordic.SMALL]
    many = text.per_cent(sum(c.municipalities for c in small), norway.counted, 0)
    few = text.per_cent(sum(c.population for c in small), norway.population, 0)
    return figure(
        context,
        "nordic_size_classes",
        groups,
        title=f"I Norge hadde {many} av kommunene under {text.number(nordic.SMALL)} innbyggere {short_date(norway)}; "
        f"{few} av innbyggerne bodde der",
        subtitle="Andel av kommunene og av innbyggerne etter kommunens størrelse, likt inndelt i alle land.",
        unit="prosent",
        alt="Diagram: " + text.listed(_small_in_words(group) for group in groups) + ".",
        table=lambda: classes_twin(groups),
        decimals={"Andel av kommunene (prosent)": 1, "Andel av innbyggerne (prosent)": 1},
        notes=(NOT_RANKED,),
    )


def _small_in_words(group: Group) -> str:
    return f"{label(group)}: {text.per_cent(group.below_5000, group.counted, 0)} av kommunene er under 5 000 innbyggere"


def classes_twin(groups: Sequence[Group]) -> pd.DataFrame:
    """A row a group and class: municipalities, inhabitants, and the share of each."""
    rows = [
        {
            "Land": group.name,
            "Dato": short_date(group),
            "Innbyggere i kommunen": size_class.label,
            "Kommuner": size_class.municipalities,
            "Innbyggere": size_class.population,
            "Andel av kommunene (prosent)": 100 * size_class.municipalities / group.counted,
            "Andel av innbyggerne (prosent)": 100 * size_class.population / group.population,
        }
        for group in groups
        for size_class in group.classes
    ]
    return pd.DataFrame(rows)


def classes_panel(context: NordicContext) -> Panel:
    """Municipalities by size class, as a chart."""
    shown = classes_figure(context)
    return Panel(shown, ChartPicture(lambda: classes_chart(context), "nordic_classes_chart", shown.alt))


def classes_chart(context: NordicContext) -> charts.Chart:
    twin = classes_twin([group for group in context.shown if group.classes])
    twin = twin.assign(label=twin["Land"] + ", " + twin["Dato"])
    shares = dict(zip(SHARES, ("Andel av kommunene (prosent)", "Andel av innbyggerne (prosent)"), strict=True))
    frame = pd.concat([twin.assign(share=twin[column], kind=kind) for kind, column in shares.items()])
    kinds = {kind: theme.colours(palette.CATEGORICAL)[place] for kind, place in SHARES.items()}
    return charts.BarRows(
        frame,
        "label",
        charts.Axis("Innbyggere i kommunen", "Innbyggere i kommunen"),
        charts.Axis("share", "Andel"),
        "kind",
        kinds,
        "prosent",
    )


def over_time_figure(context: NordicContext) -> Figure:
    """One measure on every day that there are figures for."""
    groups = context.known
    norway = [group for group in groups if group.country == "NO"]
    first, last = (exactly(getattr(norway[end], context.measure)) for end in (0, -1))
    name = MEASURES[context.measure]
    axis = "" if context.measure == "below_5000" else " Innbyggere, logaritmisk akse."
    return figure(
        context,
        "nordic_over_time",
        groups,
        title=f"{name} i Norge: fra {first} ({_on_its_day(norway, 0)}) til {last} ({_on_its_day(norway, -1)})",
        subtitle=f"{name} per 1. januar, hvert år det er tall for. Et land med én dato er ett punkt.{axis}",
        unit="kommuner" if context.measure == "below_5000" else "innbyggere",
        alt=f"Diagram: {text.listed(f'{label(g)}: {exactly(getattr(g, context.measure))}' for g in groups)}.",
        table=lambda: over_time_twin(groups),
        decimals={"Median (innbyggere)": 1, "Middeltall (innbyggere)": 1},
        notes=(*_regrouped(norway), NOT_RANKED),
    )


def _on_its_day(groups: Sequence[Group], place: int) -> str:
    """«1.1.2020», with the number of municipalities where that is another at the other end: «356 kommuner 1.1.2020»."""
    counts = {group.municipalities for group in groups}
    counted = "" if len(counts) == 1 else f"{text.number(groups[place].municipalities)} kommuner "
    return f"{counted}{short_date(groups[place])}"


def _regrouped(groups: Sequence[Group]) -> tuple[str, ...]:
    """That each day has the municipalities of that day, whichever division is chosen, where their number changed."""
    counts = [f"{text.number(g.municipalities)} ({short_date(g)})" for g in groups]
    changes = [at for at in range(1, len(groups)) if groups[at].municipalities != groups[at - 1].municipalities]
    if not changes:
        return ()
    listed = text.listed(counts[at] for at in (0, *changes))
    return (f"Kommunene er de som fantes hver dag, uansett hvilken inndeling som er valgt: i Norge {listed}.",)


def over_time_twin(groups: Sequence[Group]) -> pd.DataFrame:
    """A row a group and day with the measures that are followed."""
    return pd.DataFrame(
        {
            "Land": [group.name for group in groups],
            "Dato": [group.day.isoformat() for group in groups],
            "Kommuner": [group.municipalities for group in groups],
            "Median (innbyggere)": [group.median for group in groups],
            "Middeltall (innbyggere)": [group.mean for group in groups],
            "Kommuner under 5 000": [group.below_5000 for group in groups],
        }
    )


def over_time_panel(context: NordicContext) -> Panel:
    """The measure over time, as a chart."""
    shown = over_time_figure(context)
    return Panel(shown, ChartPicture(lambda: over_time_chart(context), "nordic_over_time_chart", shown.alt))


def over_time_chart(context: NordicContext) -> charts.Chart:
    """A line for each country and scope; the second scope of a country is dashed."""
    frame = pd.DataFrame(
        [{"year": g.as_of.year, "value": getattr(g, context.measure), "group": g.name} for g in context.known]
    )
    palette_now = theme.colours(palette.CATEGORICAL)
    countries = {group.name: group.country for group in context.known}
    scopes = list(countries)
    later = [name for place, name in enumerate(scopes) if countries[name] in map(countries.get, scopes[:place])]
    counts = context.measure == "below_5000"
    return charts.Lines(
        frame,
        charts.Axis("year", "1. januar"),
        charts.Axis(
            "value",
            MEASURES[context.measure] if counts else f"{MEASURES[context.measure]} (innbyggere)",
            log=not counts,
            ticks=None if counts else ROUND_SIZES,
        ),
        series="group",
        series_colours={name: palette_now[COUNTRY_COLOURS[country]] for name, country in countries.items()},
        dashed=later,
    )


# --- Threshold ----------------------------------------------------------------------------------------------------


CERTAIN, POSSIBLE = "Under grensen", "Kan være under grensen"


def below(context: NordicContext) -> list[tuple[Group, Span]]:
    """How many municipalities of each group have fewer inhabitants than the threshold."""
    return [(group, nordic.smaller_than(context.threshold, group)) for group in context.shown]


def threshold_figure(context: NordicContext) -> Figure:
    """How many municipalities are below the threshold."""
    found = below(context)
    norway, limit = context.norway, text.number(context.threshold)
    vague = any(not span.exact for _, span in found)
    between = " Der bare størrelsesklasser er kjent, er svaret et spenn." if vague else ""
    return figure(
        context,
        "nordic_threshold",
        [group for group, _ in found],
        title=f"{_how_many(nordic.smaller_than(context.threshold, norway))} av {text.number(norway.counted)} norske "
        f"kommuner hadde under {limit} innbyggere {short_date(norway)}",
        subtitle=f"Andel av kommunene med færre enn {limit} innbyggere.{between}",
        unit="prosent",
        alt=f"Diagram: under {limit} innbyggere har {text.listed(_below_in_words(*pair) for pair in found)}.",
        table=lambda: threshold_twin(found),
        decimals={"Andel, minst (prosent)": 1, "Andel, høyst (prosent)": 1},
        notes=(NOT_RANKED,),
    )


def _how_many(span: Span) -> str:
    said = str(span)
    return "Ingen" if span == Span(0, 0) else f"{said[0].upper()}{said[1:]}"


def _below_in_words(group: Group, span: Span) -> str:
    return f"{span} av {text.number(group.counted)} kommuner i {label(group)}"


def threshold_twin(found: Sequence[tuple[Group, Span]]) -> pd.DataFrame:
    """A row a group: the fewest and the most municipalities that can be below, and their shares."""
    return pd.DataFrame(
        {
            "Land": [group.name for group, _ in found],
            "Dato": [short_date(group) for group, _ in found],
            "Kommuner": [group.counted for group, _ in found],
            "Under grensen, minst": [span.low for _, span in found],
            "Under grensen, høyst": [span.high for _, span in found],
            "Andel, minst (prosent)": [100 * span.low / group.counted for group, span in found],
            "Andel, høyst (prosent)": [100 * span.high / group.counted for group, span in found],
        }
    )


def threshold_panel(context: NordicContext) -> Panel:
    """Municipalities under the threshold, as a chart."""
    shown = threshold_figure(context)
    return Panel(shown, ChartPicture(lambda: threshold_chart(context), "nordic_threshold_chart", shown.alt))


def threshold_chart(context: NordicContext) -> charts.Chart:
    rows = []
    for group, span in below(context):
        told = f"{label(group)}: {span} av {text.number(group.counted)} kommuner"
        shares = {CERTAIN: span.low, POSSIBLE: span.high - span.low}
        rows += [
            {"label": axis_label(group), "share": 100 * count / group.counted, "kind": kind, "hover": told}
            for kind, count in shares.items()
            if kind == CERTAIN or count
        ]
    colours = theme.colours(palette.CATEGORICAL)
    return charts.BarsAcross(
        pd.DataFrame(rows),
        "label",
        charts.Axis("share", "Prosent av kommunene"),
        "kind",
        {CERTAIN: colours[SHARES["av kommunene"]], POSSIBLE: colours[5]},
        "hover",
    )
