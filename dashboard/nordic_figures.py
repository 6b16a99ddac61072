"""The figures of the Nordic page: the committee's table, ours beside it, and what is drawn of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from dashboard import charts, nordic, nordic_context, nordic_queries, palette, text
from dashboard.database import Database
from dashboard.frame import Citation, Figure, cite
from dashboard.nordic import COUNTRIES, Group, Municipality, Place, Span
from dashboard.selection import Selection

STYLES = Path(__file__).with_name("nordic.css")

ROWS = {
    "population": "Innbyggertall",
    "municipalities": "Antall kommuner",
    "mean": "Middeltall",
    "median": "Median",
    "largest": "Størst",
    "smallest": "Minst",
    "below_5000": "Under 5 000",
}
"""The rows of the committee's table, which ours has too."""

DOUBTS = {
    "Passer ikke": "passer ikke med datoen for folketallet i kolonnen",
    "Annet omfang": "har et annet omfang enn kolonnen",
    "Ikke kontrollert": "lot seg ikke kontrollere",
    "Ikke gjenfunnet": "er ikke gjenfunnet",
}
"""How a remark begins when the printed figure can't be reconciled with its column; other remarks explain."""

MEASURES = {"median": "Median", "mean": "Middeltall", "below_5000": "Kommuner under 5 000"}
"""What is followed over time."""

NOT_RANKED = "Landene er ikke rangert: tallene er fra ulike datoer, og kommunene har ulike oppgaver."


@dataclass(frozen=True)
class View:
    """What the page shows: the groups nearest to 1 January of `year`, a threshold, and the municipality, if any."""

    database: Database
    selection: Selection
    known: tuple[Group, ...]
    year: int
    threshold: int
    chosen: Municipality | None

    @property
    def shown(self) -> list[Group]:
        return nordic.nearest(self.known, self.year)

    def link(self) -> str:
        return f"{self.selection.link('norden')}&dato={self.year}&grense={self.threshold}"


def short_date(group: Group) -> str:
    """«31.12.2020»."""
    return f"{group.day:%d.%m.%Y}"


def label(group: Group) -> str:
    """What a group is called in a table or chart: «Finland uten Åland, 31.12.2020»."""
    return f"{group.name}, {short_date(group)}"


def axis_label(group: Group) -> str:
    """The same on lines that fit beside a chart on a phone."""
    scope = "" if group.name == text.COUNTRY_WORDS[group.country] else f"<br>{_scope(group)}"
    return f"{text.COUNTRY_WORDS[group.country]}{scope}<br>{short_date(group)}"


def _scope(group: Group) -> str:
    return group.scope.replace("alle kommuner, ", "").replace(" kommuner (", " (")


def citations(database: Database, groups: Iterable[Group]) -> tuple[Citation, ...]:
    """The sources of some groups, each with the countries and days that it is the source of."""
    listed = list(groups)
    found = nordic_queries.sources(database, tuple(sorted({group.source_id for group in listed})))
    return tuple(
        cite(row, "; ".join(label(group) for group in listed if group.source_id == row["source_id"]))
        for row in found.to_dict("records")
    )


def _source_notes(database: Database, groups: Iterable[Group]) -> tuple[str, ...]:
    found = nordic_queries.sources(database, tuple(sorted({group.source_id for group in groups})))
    return tuple(note for note in found["note"] if isinstance(note, str) and group_note(note))


def group_note(note: str) -> bool:
    """Whether a source's note is said under the Nordic figures."""
    return bool(note.strip())


def missing(groups: Iterable[Group]) -> str:
    """Which countries have municipalities without a figure."""
    lacking = [
        f"{label(group)}: {text.count(group.missing, 'kommune', 'kommuner')} uten folketall"
        for group in groups
        if group.missing
    ]
    return "; ".join(lacking) or "Ingen av kommunene mangler folketall"


def _figure(view: View, key: str, groups: Sequence[Group], **parts) -> Figure:
    """A figure of the groups, with everything that is the same for all of them."""
    return Figure(
        key=key,
        citations=citations(view.database, groups),
        link=view.link(),
        version=view.database.version,
        missing=missing(groups),
        sortable=False,
        **parts,
    )


# --- The committee's table ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Printed:
    """A cell of the committee's table as printed; `mark` is the number of its remark, `doubt` whether it fits."""

    value: float
    note: str | None
    mark: int | None

    @property
    def doubt(self) -> bool:
        return self.note is not None and self.note.startswith(tuple(DOUBTS))


def printed_table(database: Database) -> dict[tuple[str, str], Printed]:
    """The committee's table by country and row; remarks are numbered by country, equal ones share a number."""
    frame = nordic_queries.committee_table(database).set_index(["country", "row"])
    marks: dict[tuple[str, str], int] = {}
    cells = {}
    for country in COUNTRIES:
        for row in ROWS:
            value, note = frame.loc[(country, row), ["value", "note"]]
            note = note if isinstance(note, str) else None
            mark = marks.setdefault((country, note), len(marks) + 1) if note else None
            cells[country, row] = Printed(float(value), note, mark)
    return cells


def committee_figure(view: View) -> Figure:
    """What stands around the committee's table: how many of its figures don't fit, by kind of reason."""
    cells = printed_table(view.database)
    source = nordic_queries.committee_table(view.database)["source_id"].iloc[0]
    row = nordic_queries.sources(view.database, (source,)).iloc[0].to_dict()
    misfits = sum(cell.note is not None and cell.note.startswith("Passer ikke") for cell in cells.values())
    return Figure(
        key="committee_table",
        title=f"Utvalgets tabell blander datoer: {misfits} av {len(cells)} tall {DOUBTS['Passer ikke']}",
        subtitle="Kommunestruktur i fem land, gjengitt fra utvalgets presentasjon. Merkede tall er forklart under.",
        unit="innbyggere og kommuner",
        alt=f"Tabell: {_doubts_in_words(cells)}.",
        citations=(cite(row),),
        table=lambda: committee_twin(cells),
        link=view.link(),
        version=view.database.version,
        missing="Ingen av tallene i utvalgets tabell mangler",
        sortable=False,
    )


def _doubts_in_words(cells: dict[tuple[str, str], Printed]) -> str:
    counts = {
        meaning: sum(cell.note is not None and cell.note.startswith(begins) for cell in cells.values())
        for begins, meaning in DOUBTS.items()
    }
    return text.listed(f"{count} av {len(cells)} tall {meaning}" for meaning, count in counts.items() if count)


def committee_twin(cells: dict[tuple[str, str], Printed]) -> pd.DataFrame:
    """The committee's table as a table of one row a cell, with the remark."""
    return pd.DataFrame(
        {
            "Land": [text.COUNTRY_WORDS[country] for country, _ in cells],
            "Mål": [ROWS[row] for _, row in cells],
            "Som trykt": [cell.value for cell in cells.values()],
            "Merknad": [cell.note or "" for cell in cells.values()],
        }
    )


def draw_committee_table(view: View) -> None:
    """The committee's table as printed, with the remarks under it."""
    cells = printed_table(view.database)
    head = [(text.COUNTRY_WORDS[country], "") for country in COUNTRIES]
    body = [[_printed_cell(cells[country, row]) for country in COUNTRIES] for row in ROWS]
    remarks = {cell.mark: (country, cell.note) for (country, _), cell in cells.items() if cell.mark}
    items = "".join(
        f"<li><b>{mark}</b> {text.COUNTRY_WORDS[country]}: {escape(note)}.</li>"
        for mark, (country, note) in remarks.items()
    )
    st.html(_table_html("Utvalgets tabell", head, list(ROWS.values()), body) + f"<ul class='remarks'>{items}</ul>")


def _printed_cell(cell: Printed) -> str:
    mark = f"<sup>{cell.mark}</sup>" if cell.mark else ""
    doubt = " doubt" if cell.doubt else ""
    return f"<td class='number{doubt}'>{text.number(cell.value)}{mark}</td>"


def _table_html(
    caption: str, head: Sequence[tuple[str, str]], names: Sequence[str], body: Sequence[Sequence[str]]
) -> str:
    """A table of finished cells; `head` has a heading and a line under it for each column but the first."""
    heads = "".join(
        f"<th scope='col' class='number'>{escape(name)}<small>{escape(under)}</small></th>" for name, under in head
    )
    rows = "".join(
        f"<tr><th scope='row'>{escape(name)}</th>{''.join(row)}</tr>" for name, row in zip(names, body, strict=True)
    )
    return (
        f"<div class='nordic-scroll' tabindex='0' role='region' aria-label='{escape(caption)}'>"
        f"<table class='nordic wide'><thead><tr><td></td>{heads}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


# --- Our table beside it ------------------------------------------------------------------------------------------


def computed_figure(view: View) -> Figure:
    """The same measures from the offices' own figures, each column of one day and one scope."""
    groups = view.shown
    together = [group for group in groups if group.as_of.year == view.year and group.as_of.month == 1]
    countries = list(dict.fromkeys(text.COUNTRY_WORDS[group.country] for group in together))
    return _figure(
        view,
        "nordic_table",
        groups,
        title=f"Samme mål med én dato i hver kolonne: {text.listed(countries)} per 1. januar {view.year}",
        subtitle="Regnet ut av statistikkbyråenes tall. 31. desember er kvelden før 1. januar; * er nærmeste dato.",
        unit="innbyggere og kommuner",
        alt=f"Tabell: {text.listed(_in_words(group) for group in groups)}.",
        table=lambda: computed_twin(groups),
        decimals={label(group): 1 for group in groups},
        notes=(*_two_series(groups), NOT_RANKED, *_source_notes(view.database, groups)),
    )


def _in_words(group: Group) -> str:
    return (
        f"{label(group)}: {text.number(group.municipalities)} kommuner, median {text.number(group.median)} innbyggere"
    )


def _two_series(groups: Sequence[Group]) -> tuple[str, ...]:
    """Why Iceland stands twice, where it does: each series with its own numbers."""
    twice = [group for group in groups if group.country == "IS"]
    if len(twice) < 2:
        return ()
    told = text.listed(
        f"{_scope(group)}: {text.number(group.municipalities)} kommuner og {text.number(group.population)} innbyggere "
        f"{text.date(group.day)}"
        for group in twice
    )
    return (
        f"Island står to ganger, fordi Hagstofa regner serien om til dagens kommuner og endret metoden i mars 2024, "
        f"tilbake til 2011. {told[0].upper()}{told[1:]}.",
    )


def computed_twin(groups: Sequence[Group]) -> pd.DataFrame:
    """A row a measure, a column a group."""
    columns = {label(group): [float(getattr(group, row)) for row in ROWS] for group in groups}
    return pd.DataFrame({"Mål": list(ROWS.values()), **columns})


def draw_computed_table(view: View) -> None:
    """Our table: the day and the scope in every heading."""
    groups = view.shown
    head = [(text.COUNTRY_WORDS[group.country], _heading(group, view.year)) for group in groups]
    body = [[f"<td class='number'>{text.number(getattr(group, row))}</td>" for group in groups] for row in ROWS]
    st.html(_table_html("Vår tabell", head, list(ROWS.values()), body))


def _heading(group: Group, year: int) -> str:
    exact = (group.as_of.year, group.as_of.month, group.as_of.day) == (year, 1, 1)
    return f"{short_date(group)}{'' if exact else '*'} {_scope(group)}"


# --- Size ---------------------------------------------------------------------------------------------------------


def spread_figure(view: View) -> Figure:
    """Mean against median, between the smallest and the largest."""
    groups = view.shown
    norway = next(group for group in groups if group.country == "NO")
    title = (
        f"Middeltallet sier lite om den vanlige kommunen: i Norge er det {text.number(norway.mean / norway.median, 1)} "
        "ganger medianen"
    )
    subtitle = (
        "Innbyggere i den minste, den midterste (median) og den største kommunen, og middeltallet. Logaritmisk akse."
    )
    if view.chosen:
        subtitle += f" Streken: {view.chosen.name} med {text.number(view.chosen.population)} innbyggere."
    return _figure(
        view,
        "nordic_spread",
        groups,
        title=title,
        subtitle=subtitle,
        unit="innbyggere",
        alt="Diagram: "
        + text.listed(
            f"{label(g)}: fra {text.number(g.smallest)} til {text.number(g.largest)}, median {text.number(g.median)}, "
            f"middeltall {text.number(g.mean)}"
            for g in groups
        )
        + ".",
        table=lambda: spread_twin(groups),
        decimals={"Median (innbyggere)": 1, "Middeltall (innbyggere)": 1, "Middeltall / median": 1},
        notes=(NOT_RANKED,),
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


def spread_chart(view: View) -> go.Figure:
    frame = pd.DataFrame([{**vars(group), "label": axis_label(group)} for group in view.shown])
    axis = charts.Axis("population", "Innbyggere", log=True, ticks=(100, 1_000, 10_000, 100_000, 1_000_000))
    level = (view.chosen.name, view.chosen.population) if view.chosen else None
    return charts.spans(
        frame, "label", "smallest", "largest", {"median": "Median", "mean": "Middeltall"}, axis, level=level
    )


SHARES = ("av kommunene", "av innbyggerne")


def classes_figure(view: View) -> Figure:
    """Municipalities and inhabitants by size class."""
    groups = [group for group in view.shown if group.classes]
    norway = next(group for group in groups if group.country == "NO")
    small = [c for c in norway.classes if c.upper is not None and c.upper < nordic.SMALL]
    many = text.per_cent(sum(c.municipalities for c in small), norway.counted, 0)
    few = text.per_cent(sum(c.population for c in small), norway.population, 0)
    return _figure(
        view,
        "nordic_size_classes",
        groups,
        title=f"I Norge har {many} av kommunene under {text.number(nordic.SMALL)} innbyggere; {few} av folket bor der",
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


def classes_chart(view: View) -> go.Figure:
    twin = classes_twin([group for group in view.shown if group.classes])
    twin = twin.assign(label=twin["Land"] + ", " + twin["Dato"])
    shares = dict(zip(SHARES, ("Andel av kommunene (prosent)", "Andel av innbyggerne (prosent)"), strict=True))
    frame = pd.concat([twin.assign(share=twin[column], kind=kind) for kind, column in shares.items()])
    kinds = dict(zip(SHARES, charts.colours(palette.CATEGORICAL), strict=False))
    return charts.bar_rows(
        frame,
        "label",
        charts.Axis("Innbyggere i kommunen", "Innbyggere i kommunen"),
        charts.Axis("share", "Andel", 1),
        "kind",
        kinds,
        "prosent",
    )


def over_time_figure(view: View, measure: str) -> Figure:
    """One measure on every day that there are figures for."""
    groups = list(view.known)
    norway = [group for group in groups if group.country == "NO"]
    first, last = (getattr(norway[end], measure) for end in (0, -1))
    name = MEASURES[measure]
    return _figure(
        view,
        "nordic_over_time",
        groups,
        title=f"{name} i Norge: {text.number(first)} i {norway[0].as_of.year}, {text.number(last)} i "
        f"{norway[-1].as_of.year}",
        subtitle=f"{name} per 1. januar, hvert år det er tall for. Ett punkt står alene der landet har én dato.",
        unit="kommuner" if measure == "below_5000" else "innbyggere",
        alt="Diagram: "
        + text.listed(f"{label(group)}: {text.number(getattr(group, measure))}" for group in groups)
        + ".",
        table=lambda: over_time_twin(groups),
        decimals={"Median (innbyggere)": 1, "Middeltall (innbyggere)": 1},
        notes=(NOT_RANKED,),
    )


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


def over_time_chart(view: View, measure: str) -> go.Figure:
    frame = pd.DataFrame([{"year": g.as_of.year, "value": getattr(g, measure), "group": g.name} for g in view.known])
    names = list(dict.fromkeys(frame["group"]))
    group_colours = dict(zip(names, charts.colours(palette.CATEGORICAL), strict=False))
    return charts.lines(
        frame,
        charts.Axis("year", "1. januar"),
        charts.Axis("value", MEASURES[measure]),
        series="group",
        series_colours=group_colours,
    )


# --- Threshold ----------------------------------------------------------------------------------------------------


CERTAIN, POSSIBLE = "Under grensen", "Kan være under grensen"


def below(view: View) -> list[tuple[Group, Span]]:
    """How many municipalities of each group have fewer inhabitants than the threshold."""
    return [(group, nordic.smaller_than(view.threshold, group)) for group in view.shown]


def threshold_figure(view: View) -> Figure:
    """How many municipalities are below the threshold."""
    found = below(view)
    norway = next((group, span) for group, span in found if group.country == "NO")
    limit = text.number(view.threshold)
    vague = any(not span.exact for _, span in found)
    between = " Der bare størrelsesklasser er kjent, er svaret et spenn." if vague else ""
    return _figure(
        view,
        "nordic_threshold",
        [group for group, _ in found],
        title=f"{norway[1]} av {text.number(norway[0].counted)} norske kommuner har under {limit} innbyggere".replace(
            "mellom", "Mellom"
        ),
        subtitle=f"Andel av kommunene med færre enn {limit} innbyggere.{between}",
        unit="prosent",
        alt=f"Diagram: under {limit} innbyggere har {text.listed(_below_in_words(*pair) for pair in found)}.",
        table=lambda: threshold_twin(found),
        decimals={"Andel, minst (prosent)": 1, "Andel, høyst (prosent)": 1},
        notes=(NOT_RANKED,),
    )


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


def threshold_chart(view: View) -> go.Figure:
    rows = []
    for group, span in below(view):
        told = f"{label(group)}: {span} av {text.number(group.counted)} kommuner"
        shares = {CERTAIN: span.low, POSSIBLE: span.high - span.low}
        rows += [
            {"label": axis_label(group), "share": 100 * count / group.counted, "kind": kind, "hover": told}
            for kind, count in shares.items()
            if kind == CERTAIN or count
        ]
    colours = charts.colours(palette.CATEGORICAL)
    return charts.bars_across(
        pd.DataFrame(rows),
        "label",
        charts.Axis("share", "Prosent av kommunene"),
        "kind",
        {CERTAIN: colours[0], POSSIBLE: colours[3]},
        "hover",
    )


# --- «Din kommune i Norden» ---------------------------------------------------------------------------------------


def places(view: View) -> list[Place]:
    """Where the chosen municipality would stand in each group."""
    return [nordic.place(view.database, view.chosen, group) for group in view.shown]


def place_figure(view: View) -> Figure:
    """The chosen municipality in every country."""
    found = places(view)
    chosen = view.chosen
    abroad = next((p for p in found if p.group.country == "FI"), found[0])
    exact = all(p.smaller.exact for p in found)
    how = "Nærmest i størrelse er nevnt der kommunetallene er hentet." if any(p.neighbours for p in found) else ""
    bounds = "" if exact else " Der bare størrelsesklasser er kjent, er plassen et spenn."
    return _figure(
        view,
        "nordic_place",
        view.shown,
        title=f"Din kommune i Norden: {chosen.name}. I {abroad.group.name}: {lowered(nordic.sentence(abroad))}",
        subtitle=f"{chosen.name}: {text.number(chosen.population)} innbyggere {text.date(chosen.day)}. {how}{bounds}",
        unit="kommuner",
        alt="Tabell: " + text.listed(f"{label(p.group)}: {lowered(nordic.sentence(p))}" for p in found) + ".",
        table=lambda: place_twin(found),
        notes=(NOT_RANKED,),
    )


def lowered(words: str) -> str:
    """The sentence inside another."""
    return words[0].lower() + words[1:]


def place_twin(found: Sequence[Place]) -> pd.DataFrame:
    """A row a group: the place in words, the bounds, and the nearest in size."""
    return pd.DataFrame(
        {
            "Land": [p.group.name for p in found],
            "Dato": [short_date(p.group) for p in found],
            "Hvor den ville stått": [nordic.sentence(p) for p in found],
            "Kommuner sammenlignet med": [p.others for p in found],
            "Med færre innbyggere, minst": [p.smaller.low for p in found],
            "Med færre innbyggere, høyst": [p.smaller.high for p in found],
            "Nærmest i størrelse (innbyggere)": [_neighbours(p) for p in found],
        }
    )


def _neighbours(found: Place) -> str:
    return text.listed(f"{name} ({text.number(size)})" for name, size in found.neighbours) or "–"


def draw_places(view: View) -> None:
    """A line for each country: where the municipality would stand, and which are nearest in size."""
    rows = "".join(
        f"<tr><th scope='row'>{escape(text.COUNTRY_WORDS[p.group.country])}"
        f"<small>{escape(_heading(p.group, view.year))}</small></th>"
        f"<td>{escape(nordic.sentence(p))}.{_nearest_line(p)}</td></tr>"
        for p in places(view)
    )
    st.html(
        "<table class='nordic'><thead><tr><th scope='col'>Land</th><th scope='col'>Hvor kommunen ville stått</th></tr>"
        f"</thead><tbody>{rows}</tbody></table>"
    )


def _nearest_line(found: Place) -> str:
    return f"<small>Nærmest i størrelse: {escape(_neighbours(found))}</small>" if found.neighbours else ""


# --- Context ------------------------------------------------------------------------------------------------------


def context_figure(view: View) -> Figure:
    """What size does not say, each statement with its year and source."""
    statements = nordic_context.STATEMENTS
    return Figure(
        key="nordic_context",
        title="Størrelse er ikke oppgaver: hva som ellers skiller kommunene i Norden",
        subtitle="Forvaltningsnivåer, oppgaver, skatt, ansatte og samarbeid, fra publikasjonene i siste kolonne.",
        unit="utsagn",
        alt=f"Tabell: {len(statements)} utsagn om {text.listed(dict.fromkeys(s.theme.lower() for s in statements))}.",
        citations=tuple(publication.citation for publication in dict.fromkeys(s.publication for s in statements)),
        table=context_twin,
        link=view.link(),
        version=view.database.version,
        missing="Listen er ikke fullstendig",
        sortable=False,
    )


def context_twin() -> pd.DataFrame:
    """A row a statement."""
    statements = nordic_context.STATEMENTS
    return pd.DataFrame(
        {
            "Tema": [s.theme for s in statements],
            "Land": [_country(s.country) for s in statements],
            "Hva": [s.text for s in statements],
            "År": [s.year for s in statements],
            "Kilde": [f"{s.publication.publisher}: {s.publication.title}" for s in statements],
        }
    )


def _country(code: str) -> str:
    return text.COUNTRY_WORDS.get(code, code)


def draw_context() -> None:
    """The statements by theme."""
    rows, theme = "", ""
    for statement in nordic_context.STATEMENTS:
        heading = "" if statement.theme == theme else escape(statement.theme)
        theme = statement.theme
        rows += (
            f"<tr><th scope='row'>{heading}</th><td>{escape(_country(statement.country))}</td>"
            f"<td>{escape(statement.text)}</td><td>{escape(statement.year)}</td>"
            f"<td>{escape(statement.publication.publisher)}: {escape(statement.publication.title)}</td></tr>"
        )
    heads = "".join(f"<th scope='col'>{name}</th>" for name in ("Tema", "Land", "Hva", "År", "Kilde"))
    st.html(
        "<div class='nordic-scroll' tabindex='0' role='region' aria-label='Sammenhengen'><table class='nordic wide'>"
        f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>"
    )
