"""The figures of «Sammenslåing»: the new units on a map, in a table, one by one, and the country before and after."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
import pandas as pd

from dashboard import palette, text
from dashboard.components.data_table import data_table
from dashboard.components.municipality_map import MapContent
from dashboard.data import classes, queries
from dashboard.exports import slide_tables
from dashboard.figures import map_panel, pictures
from dashboard.figures.citing import missing_line
from dashboard.figures.figure import Panel, name_columns
from dashboard.figures.page_context import PageContext
from dashboard.measures import keyfigures, merging, population
from dashboard.measures.merging import FigureStore, Result
from dashboard.measures.scenarios import Unit, Units
from dashboard.measures.unit_borders import unit_borders
from dashboard.views.alternatives import alternatives

MAP_NOTE = (
    "Strekene viser hvor de nye enhetene grenser til andre på land. "
    "Tegnforklaringen og listen har hver ny enhet én gang."
)

MOST_COLUMNS = 4
"""Units of up to so many municipalities are shown with a column for each."""


@dataclass(frozen=True)
class Merged:
    """A scenario in a view: its units, and `marked`, the municipalities of a group that is still too small for one."""

    context: PageContext
    units: Units
    marked: Unit = ()

    @cached_property
    def store(self) -> FigureStore:
        return alternatives.figure_store(self.context.database, self.context.selection.division)

    @cached_property
    def people(self) -> pd.DataFrame:
        return alternatives.people(self.context.database, self.context.selection.division)

    @cached_property
    def year(self) -> int:
        return alternatives.people_year(self.context.database, self.context.selection.division)

    @cached_property
    def names(self) -> dict[str, str]:
        """The name of each unit, by its first code; of every other municipality its own."""
        people = self.people
        names = dict(zip(people["code"], people["name"].map(text.short_name), strict=True))
        inhabitants = dict(zip(people["code"], people["inhabitants"], strict=True))
        return names | {unit[0]: merging.name_of(unit, names, inhabitants) for unit in self.units}

    @cached_property
    def country(self) -> pd.DataFrame:
        """The new division: unit (first code), parts, value (inhabitants; NaN where a part's are unknown), counted."""
        return merging.country(self.people.rename(columns={"inhabitants": "value"}), self.units)

    @property
    def members(self) -> int:
        return sum(map(len, self.units))


def headline(merged: Merged) -> str:
    """How many units, and how many municipalities there are before and after."""
    before, after = len(merged.people), len(merged.country)
    if not merged.units:
        return f"Ingen er slått sammen: {text.count(before, 'kommune', 'kommuner')}"
    if len(merged.units) == 1:
        unit = merged.units[0]
        inhabitants = merged.country.set_index("unit").at[unit[0], "value"]
        people = f" med {text.number(inhabitants)} innbyggere" if not np.isnan(inhabitants) else ""
        return (
            f"{merged.names[unit[0]]} blir én enhet{people}; {text.number(before)} kommuner blir {text.number(after)}"
        )
    return (
        f"{text.number(merged.members)} kommuner blir {text.number(len(merged.units))} enheter; "
        f"{text.number(before)} kommuner i landet blir {text.number(after)}"
    )


# --- The map --------------------------------------------------------------------------------------------------------


def unit_values(merged: Merged, indicator_id: str, year: int) -> pd.DataFrame:
    """The figures of an indicator in the new division, by municipality: those of a unit stand at all its parts."""
    values = merged.store.values(indicator_id, year)
    columns = {name: values[name].tolist() for name in ("value", "status", "note")}
    place = {code: row for row, code in enumerate(values["code"])}
    for unit in merged.units:
        result = merging.figure(merged.store, indicator_id, unit, year)
        note = f"Ny enhet: {merged.names[unit[0]]} ({result.note})"
        for code in unit:
            for name, cell in (("value", result.value), ("status", result.status), ("note", note)):
                columns[name][place[code]] = cell
    return values.assign(**columns)


def new_map(merged: Merged, indicator: queries.Indicator, on_pick: Callable[[str | None], None]) -> Panel:
    """The map of the new division; `on_pick` is called with what is picked on it."""
    context = merged.context
    year = merged.store.years(indicator.indicator_id)[0]
    values = unit_values(merged, indicator.indicator_id, year)
    title = headline(merged)
    heading = indicator.column(year)
    unit = merging.assigned(values["code"].tolist(), merged.units)
    twin = _map_twin(merged, values, unit, heading)
    figure = alternatives.figure(
        context,
        alternatives.MERGERS,
        "merger_map",
        list(dict.fromkeys([indicator.indicator_id, "population"])),
        title=title,
        subtitle=(
            f"{indicator.heading}, {indicator.reference_in(year)}, i de nye enhetene og de andre "
            f"kommunene. Inndelingen {context.division_label}."
        ),
        unit=indicator.unit,
        alt=f"Kart: {title}. {_largest_units(merged)}",
        table=lambda: twin,
        decimals={heading: indicator.decimals},
        missing=missing_line(values),
        notes=(MAP_NOTE,) if merged.units else (),
        indicators=(indicator,),
    )
    content = cache(lambda: _map_content(merged, indicator, year, values, unit, title))
    return Panel(figure, pictures.MapPicture(content, "merger_map", on_pick))


def _map_content(
    merged: Merged, indicator: queries.Indicator, year: int, values: pd.DataFrame, unit: pd.Series, title: str
) -> MapContent:
    database, division = merged.context.database, merged.context.selection.division
    if indicator.indicator_id == "population":
        limits = list(map(float, population.SIZE_LIMITS))
        legend, colours = population.size_labels(population.SIZE_LIMITS), palette.sequential(len(limits) + 1)
        names = {}
    else:
        limits = queries.class_limits(database, indicator.indicator_id, division)
        names = queries.categories(database, indicator.indicator_id)
        legend = list(names.values()) if names else classes.labels(limits, classes.needed(limits, indicator.decimals))
        colours = map_panel.colours_for(indicator, limits)
    return map_panel.map_content_of(
        database,
        merged.context.selection,
        values,
        limits=limits,
        legend=legend,
        colours=colours,
        decimals=indicator.decimals,
        class_decimals=indicator.class_decimals,
        title=title,
        summary=f"{title}.",
        unit="" if names else indicator.unit,
        year=indicator.reference_in(year),
        value_labels=names or None,
        signed=indicator.scale == "change",
        ranked=False,
        units=[(merged.names[unit[0]], unit) for unit in merged.units],
        lines=unit_borders(database, division, unit.to_dict(), merged.marked),
    )


def _map_twin(merged: Merged, values: pd.DataFrame, unit: pd.Series, heading: str) -> pd.DataFrame:
    sizes = unit.value_counts()
    return pd.DataFrame(
        {
            **name_columns(values),
            "Ny enhet": [merged.names[first] if sizes[first] > 1 else "" for first in unit],
            "Kommuner i enheten": [int(sizes[first]) for first in unit],
            heading: values["value"].to_numpy(),
            "Status": values["status"].map(text.STATUS_WORDS),
        }
    )


def _largest_units(merged: Merged) -> str:
    firsts = {unit[0] for unit in merged.units}
    largest = merged.country[merged.country["unit"].isin(firsts)].nlargest(3, "value")
    if largest.empty:
        return ""
    shown = (f"{merged.names[unit]} med {text.number(value)}" for unit, value in largest[["unit", "value"]].to_numpy())
    return f"Flest innbyggere får {text.listed(shown)}."


# --- The units ------------------------------------------------------------------------------------------------------


def units_table(merged: Merged, indicator_ids: Sequence[str]) -> pd.DataFrame:
    """A row a unit: name, municipalities, county, and a column for each indicator in its newest year."""
    people = merged.people
    names = dict(zip(people["code"], people["name"].map(text.short_name), strict=True))
    table = pd.DataFrame(
        {
            "Ny enhet": [merged.names[unit[0]] for unit in merged.units],
            "Kommuner": [", ".join(f"{code} {names[code]}" for code in unit) for unit in merged.units],
            "Antall": [len(unit) for unit in merged.units],
        }
    )
    for indicator_id in indicator_ids:
        year = merged.store.years(indicator_id)[0]
        table[_heading(merged, indicator_id)] = [
            merging.figure(merged.store, indicator_id, unit, year).value for unit in merged.units
        ]
    return table


def _heading(merged: Merged, indicator_id: str) -> str:
    return merged.store.indicators[indicator_id].column(merged.store.years(indicator_id)[0])


SHOWN_OF_UNITS = ("population", "land_area", "share_67_plus")


def units_panel(merged: Merged) -> Panel:
    """The new units side by side: on the page size and age, in the files every figure that can be computed."""
    known = alternatives.choosable(merged.context.database, merged.context.selection.division)
    shown = [indicator_id for indicator_id in SHOWN_OF_UNITS if indicator_id in known]
    drawn = units_table(merged, shown).sort_values(_heading(merged, "population"), ignore_index=True)
    drawn["Kommuner"] = [_shortened(names) for names in drawn["Kommuner"]]
    decimals = {_heading(merged, id_): indicator.decimals for id_, indicator in known.items()}
    few = text.number(drawn.iloc[0][_heading(merged, "population")])
    title = f"Den nye enheten har {few} innbyggere"
    if len(drawn) > 1:
        title = f"Den minste av de {text.number(len(drawn))} nye enhetene har {few} innbyggere"
    figure = alternatives.figure(
        merged.context,
        alternatives.MERGERS,
        "merger_units",
        list(known),
        title=title,
        subtitle=(
            "Tall for de nye enhetene, summert eller vektet sammen av delene. Nedlastingen har alle tallene som kan "
            f"regnes ut. Inndelingen {merged.context.division_label}."
        ),
        unit="som vist i kolonnene",
        alt=f"Tabell: {title}.",
        table=lambda: units_table(merged, list(known)),
        decimals=decimals,
        missing=_lacking_units(drawn, [_heading(merged, indicator_id) for indicator_id in shown]),
    )

    return Panel(
        figure,
        pictures.Drawing(
            lambda: data_table(drawn, key="drawn_merger_units", caption="Nye enheter", decimals=decimals),
            on_slide=lambda: slide_tables.Table(drawn, decimals, figure.alt),
        ),
    )


def _shortened(names: str, most: int = 160) -> str:
    return names if len(names) <= most else f"{names[:most].rsplit(',', 1)[0]} …"


def _lacking_units(table: pd.DataFrame, headings: Sequence[str]) -> str:
    lacking = [f"{heading}: {text.number(n)}" for heading in headings if (n := table[heading].isna().sum())]
    return f"Enheter uten tall: {'; '.join(lacking)}" if lacking else "Ingen av enhetene mangler tall i tabellen"


# --- One unit -------------------------------------------------------------------------------------------------------


def unit_results(store: FigureStore, indicator_ids: Sequence[str], unit: Unit) -> dict[str, Result]:
    """A unit's figures of some indicators, each in its newest year."""
    return {id_: merging.figure(store, id_, unit, store.years(id_)[0]) for id_ in indicator_ids}


def unit_panel(merged: Merged, unit: Unit, *, key: str = "merger_unit", name: str | None = None) -> Panel:
    """One unit on every indicator: its figure, how it is made, and its parts' figures or their lowest and highest."""
    known = queries.all_indicators(merged.context.database)
    store = merged.store
    ids = [id_ for id_ in known if store.years(id_)]
    results = unit_results(store, ids, unit)
    told = [id_ for id_ in ids if results[id_].known]
    name = name or merged.names[unit[0]]
    parts = _parts_columns(merged, told, unit)
    places = tuple(known[id_].decimals for id_ in told)
    decimals = dict.fromkeys([name, *parts], places)
    table = pd.DataFrame(
        {
            "Tall": [known[id_].dated(store.years(id_)[0]) for id_ in told],
            name: [_shown(merged, id_, results[id_].value) for id_ in told],
            "Enhet": [known[id_].unit for id_ in told],
            **parts,
            "Slik er det regnet": [f"{results[id_].note[0].upper()}{results[id_].note[1:]}" for id_ in told],
            "Rolle": [text.role_words(known[id_].role, known[id_].stage).capitalize() for id_ in told],
        }
    )
    inhabitants = results["population"]
    title = f"{name}: {text.count(len(unit), 'kommune', 'kommuner')}"
    if inhabitants.known:
        title += f", {text.number(inhabitants.value)} innbyggere"
    workers = results.get("workers_per_80_plus")
    if workers is not None and workers.known:
        title += f", {text.number(workers.value, 1)} i alderen 20–66 år per innbygger på 80 år og over"
    left_out = [f"{known[id_].short_title} ({results[id_].note})" for id_ in ids if not results[id_].known]
    figure = alternatives.figure(
        merged.context,
        alternatives.MERGERS,
        key,
        told,
        title=title,
        subtitle=(
            "Nyeste tall for delene og for enheten. Antall er summert, andeler og snitt er vektet med nevneren sin. "
            f"Inndelingen {merged.context.division_label}."
        ),
        unit="som vist i kolonnen «Enhet»",
        alt=f"Tabell: {title}.",
        table=lambda: table,
        missing="Ikke regnet ut: " + "; ".join(left_out) if left_out else "Ingen tall mangler",
        decimals=decimals,
        status_words=_status_words(results),
        sortable=False,
    )
    return Panel(
        figure,
        pictures.TablePicture(table, key=f"drawn_{key}", caption=name, decimals=decimals, sortable=False),
    )


def _status_words(results: Mapping[str, Result]) -> tuple[str, ...]:
    """What must be said of a unit's figures: computed, and that some are modelled where any is."""
    modelled = any(result.status == "modelled" for result in results.values())
    return (text.DERIVED_WORDS, *([f"Noen av tallene: {text.MODELLED_WORDS.lower()}"] if modelled else []))


def _shown(merged: Merged, indicator_id: str, value: float) -> str | float:
    """A value as a cell: the name of its class, or the number."""
    indicator = merged.store.indicators[indicator_id]
    if indicator.scale in keyfigures.NAMED_SCALES and not np.isnan(value):
        return queries.categories(merged.context.database, indicator_id)[int(value)]
    return value


def _parts_columns(merged: Merged, indicator_ids: Sequence[str], unit: Unit) -> dict[str, list[str | float]]:
    """A column for each part of a small unit; of a larger one, the lowest and the highest."""
    rows = {
        id_: [part.value for part in merged.store.parts(id_, merged.store.years(id_)[0], unit)] for id_ in indicator_ids
    }
    if len(unit) <= MOST_COLUMNS:
        by_code = merged.people.set_index("code")["name"]
        return {
            f"{text.short_name(by_code[code])} ({code})": [_shown(merged, id_, rows[id_][place]) for id_ in rows]
            for place, code in enumerate(unit)
        }
    return {
        "Lavest av delene": [_shown(merged, id_, np.nanmin(rows[id_])) for id_ in rows],
        "Høyest av delene": [_shown(merged, id_, np.nanmax(rows[id_])) for id_ in rows],
    }
