"""The population pyramid as pages show it: which populations it compares, its figure and its picture."""

from __future__ import annotations

from collections.abc import Iterable
from math import floor, log10

import pandas as pd

from dashboard import charts, palette, text
from dashboard.charts import Axis
from dashboard.components import theme
from dashboard.data import age_queries
from dashboard.figures import pictures
from dashboard.figures.citing import cite
from dashboard.figures.figure import Citation, Figure, Panel
from dashboard.figures.page_context import PageContext, cached_panel
from dashboard.figures.show import Years
from dashboard.measures import pyramid
from dashboard.measures.pyramid import SEXES, Place, Pyramid, Side
from dashboard.state import choices

PLACE, YEAR, OTHER = "pyramide", "pyramideaar", "pyramidemot"
"""The parameters of the address: whose pyramid, of which year, and what it lies over."""

LACKING = "Pyramiden kan ikke tegnes: stedet har ikke tall etter kjønn og alder for begge årene som er valgt."


Chosen = tuple[str, int, str, int]
"""Whose pyramid and of which year, and the same of what it lies over; places by their ids."""


def chosen(context: PageContext, own: Place | None = None) -> Chosen | None:
    """What the reader wants to see, with the selectors for it; `own` is the place where the page shows only one.

    None where there are no figures of the place.
    """
    database, division = context.database, context.selection.division
    known = pyramid.places(database, division)
    if own is None:
        selected = context.selection.municipality or (
            f"fylke-{context.selection.county}" if context.selection.county else ""
        )
        usual = selected if selected in known else pyramid.COUNTRY
        own = known[
            choices.one(
                PLACE,
                "Pyramide for",
                list(known),
                usual=usual,
                words=lambda id_: known[id_].label,
                ids=str,
                width=320,
            )
        ]
    available = pyramid.years(database, division, own)
    if not available:
        return None
    year = choices.one(YEAR, "Pyramidens år", available, width=160)
    others = [str(other) for other in available if other != year]
    other = choices.one(
        OTHER, "Legg over", [*others, *(id_ for id_ in known if id_ != own.id)],
        usual=pyramid.usual_other(own, year, available, known),
        words=lambda id_: known[id_].label if id_ in known else id_, ids=str, width=320,
    )  # fmt: skip
    return (own.id, year, other, year) if other in known else (own.id, year, own.id, int(other))


@cached_panel(marks_chosen=False)
def panel(context: PageContext, place: str, year: int, other: str, other_year: int) -> Panel | None:
    """Two pyramids over each other: persons where it is one place in two years, else shares. None where one of them
    has no figures.
    """
    database, division = context.database, context.selection.division
    known = pyramid.places(database, division)
    found = pyramid.pyramid(database, division, Side(known[place], year), Side(known[other], other_year))
    if found is None:
        return None
    figure = pyramid_figure(context, found)
    # As wide in every year, so that what changes is the place and not the axis.
    reach = pyramid.largest(database, division, known[place]) if found.over_time else 0
    return Panel(figure, pictures.ChartPicture(lambda: chart(found, reach), figure.key, figure.alt))


def played(context: PageContext, place: str, year: int, other: str, other_year: int) -> Years:
    """The years that the pyramid can run through: all but the one that it lies over."""
    database, division = context.database, context.selection.division
    available = pyramid.years(database, division, pyramid.places(database, division)[place])

    def picture(one: int) -> object:
        drawn = panel(context, place, one, other, other_year if other == place else one)
        return drawn and drawn.picture.described

    return Years(YEAR, [one for one in available if other != place or one != other_year], year, picture)


def pyramid_figure(context: PageContext, found: Pyramid) -> Figure:
    """Everything that stands around the picture."""
    first, second = found.sides
    title = _title(found)
    years = list(dict.fromkeys(sorted((first.year, second.year))))
    reference = _dates(years)
    unit = "personer" if found.over_time else "prosent av innbyggerne"
    return context.figure(
        "pyramid",
        title=title,
        subtitle=(
            f"Innbyggere etter kjønn og alder, {unit}. Fylt: {found.label(0)}. Omriss: {found.label(1)}. "
            f"{reference[0].upper()}{reference[1:]}, inndelingen {context.division_label}."
        ),
        unit=unit,
        alt=f"Befolkningspyramide, menn til venstre og kvinner til høyre: {title}.",
        citations=sources(context, *years),
        table=lambda: table_twin(found),
        decimals={
            f"{found.series(sex, side)} (prosent)": 2 for side in (0, 1) for sex in SEXES
        },
        missing=_missing(found),
        notes=(
            "Aldersgruppene er femårige; den øverste er 90 år og over."
            + ("" if found.over_time else " Andelene er av alle innbyggerne på hvert sted, så ulike størrelser kan "
               "sammenlignes."),
        ),
        sortable=False,
    )  # fmt: skip


def sources(context: PageContext, *years: int) -> tuple[Citation, ...]:
    """The sources of the published figures by sex and age of some years."""
    return tuple(cite(row, _dates(years)) for row in age_queries.source(context.database).to_dict("records"))


def _dates(years: Iterable[int]) -> str:
    """«1. januar 2006 og 1. januar 2026»."""
    return text.listed(f"1. januar {year}" for year in years)


def _title(found: Pyramid) -> str:
    new, other = (text.number(found.share_of_oldest(side), 1) for side in (0, 1))
    (first, second), place = found.sides, found.sides[0].place.name
    counted = len(found.sides[0].place.codes) - len(found.missing[0])
    some = f" ({counted} av {text.number(len(found.sides[0].place.codes))} kommuner)" if found.missing[0] else ""
    whose = f"{place[0].upper()}{place[1:]}{some}"
    if found.over_time:
        return f"{whose}: {new} prosent er 80 år eller eldre i {first.year}, mot {other} i {second.year}"
    return f"{whose}: {new} prosent er 80 år eller eldre, mot {other} i {second.place.name} ({first.year})"


def _missing(found: Pyramid) -> str:
    """Who is not counted, and why."""
    said: list[str] = []
    for side, names in zip(found.sides, found.missing, strict=True):
        if names and (not said or not found.over_time):
            shown = text.listed(names) if len(names) <= 8 else f"{len(names)} kommuner"
            why = (
                "har ikke sammenlignbare tall for begge årene" if found.over_time else f"har ikke tall for {side.year}"
            )
            where = "" if found.over_time else f" i {side.place.name}"
            said.append(f"{shown}{where} er ikke med: {why}")
    alone = all(len(side.place.codes) == 1 for side in found.sides)
    return "; ".join(said) or ("Ingen av tallene mangler" if alone else "Ingen av kommunene mangler tall")


def age_label(group: str) -> str:
    """«0-4» as it is read: «0–4 år», «90 år og over»."""
    return f"{group.removesuffix('+')} år og over" if group.endswith("+") else f"{group.replace('-', '–')} år"


def table_twin(found: Pyramid) -> pd.DataFrame:
    """Persons and shares of both sides, the youngest first."""
    columns: dict[str, object] = {"Alder": found.table["age_group"].map(age_label)}
    for side in (0, 1):
        for sex in SEXES:
            columns[f"{found.series(sex, side)} (personer)"] = found.table[f"{sex}_{side}"]
    for side in (0, 1):
        for sex in SEXES:
            columns[f"{found.series(sex, side)} (prosent)"] = found.table[f"{sex}_share_{side}"]
    return pd.DataFrame(columns)


# --- The picture ------------------------------------------------------------------------------------------------------


def chart(found: Pyramid, reach: float = 0) -> charts.BarsAcross:
    """Bars to both sides of zero, the oldest on top: filled, and the outlines of the other over them. The axis goes
    to `reach`, or as far as the bars.
    """
    rows = pd.concat([_bars(found, side, sex) for side in (0, 1) for sex in SEXES], ignore_index=True)
    names = list(dict.fromkeys(rows["series"]))
    filled = dict(zip(names[:2], theme.colours(palette.CATEGORICAL)[:2], strict=True))
    largest = max(rows["drawn"].abs().max(), reach)
    ticks = symmetric_ticks(largest)
    end = max(largest, ticks[-1]) * 1.04
    axis = Axis(
        "drawn",
        "Personer" if found.over_time else "Prosent av innbyggerne",
        ticks=ticks,
        names=[text.number(abs(tick)) for tick in ticks],
        limits=(-end, end),
    )
    return charts.BarsAcross(
        rows,
        "age",
        axis,
        "series",
        filled | dict.fromkeys(names[2:], theme.colours(palette.CHOSEN)[0]),
        "hover",
        outlined=names[2:],
        legend_is_below=True,
    )


def _bars(found: Pyramid, side: int, sex: str) -> pd.DataFrame:
    """One sex of one side: age, drawn (negative for men), series, hover; the oldest first."""
    table, words = found.table[::-1], SEXES[sex]
    persons, shares = table[f"{sex}_{side}"], table[f"{sex}_share_{side}"]
    ages = table["age_group"].map(age_label)
    drawn = persons if found.over_time else shares
    return pd.DataFrame(
        {
            "age": ages,
            "drawn": -drawn if sex == "male" else drawn,
            "series": found.series(sex, side),
            "hover": [
                f"{words} {age}, {found.label(side)}: {text.number(n)} personer, {text.number(share, 2)} prosent"
                for age, n, share in zip(ages, persons, shares, strict=True)
            ],
        }
    )


def symmetric_ticks(largest: float) -> list[int]:
    """Whole numbers to both sides of zero, two to four on each."""
    power = 10 ** max(floor(log10(max(largest, 1))), 0)
    step = next((step for step in (power // 5, power // 2, power, 2 * power) if step and largest / step < 5), 2 * power)
    count = max(int(largest // step), 1)
    return [place * step for place in range(-count, count + 1)]
