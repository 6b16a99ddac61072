"""The tables of the Nordic page: the committee's, ours beside it, where a municipality would stand, and the context."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import pandas as pd
import streamlit as st
from markupsafe import Markup

from dashboard import markup, text
from dashboard.data import nordic_queries
from dashboard.data.database import Database
from dashboard.figures.citing import cite
from dashboard.figures.figure import Figure, Panel
from dashboard.figures.nordic_groups import NOT_RANKED, exactly, label, short_date
from dashboard.figures.pictures import Drawing
from dashboard.measures import nordic
from dashboard.measures.nordic import COUNTRIES, Group, Place
from dashboard.views.nordic import nordic_statements
from dashboard.views.nordic.nordic_context import NordicContext, figure
from dashboard.views.nordic.nordic_statements import Statement

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


def committee_figure(context: NordicContext) -> Figure:
    """What stands around the committee's table: how many of its figures don't fit, by kind of reason."""
    cells = printed_table(context.database)
    source = nordic_queries.committee_table(context.database)["source_id"].iloc[0]
    row = nordic_queries.sources(context.database, (source,)).iloc[0].to_dict()
    norway = text.number(cells["NO", "municipalities"].value)
    misfits = sum(cell.note is not None and cell.note.startswith("Passer ikke") for cell in cells.values())
    return Figure(
        key="committee_table",
        title=f"Utvalgets tabell blander datoer: {misfits} av {len(cells)} tall {DOUBTS['Passer ikke']}, eller har "
        "ukjent dato",
        subtitle=f"Kommunestruktur i fem land, gjengitt fra utvalgets presentasjon. Norge er de {norway} kommunene i "
        "2020–2023, også når en annen inndeling er valgt. Merkede tall er forklart under.",
        unit="innbyggere og kommuner",
        alt=f"Tabell: {_doubts_in_words(cells)}.",
        citations=(cite(row),),
        table=lambda: committee_twin(cells),
        link=context.link(),
        version=context.database.version,
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


def draw_committee_table(context: NordicContext) -> None:
    """The committee's table as printed, with the remarks under it, country by country."""
    cells = printed_table(context.database)
    head = [(text.COUNTRY_WORDS[country],) for country in COUNTRIES]
    body = [[_printed_cell(cells[country, row]) for country in COUNTRIES] for row in ROWS]
    remarks = [(text.COUNTRY_WORDS[country], _remarks(cells, country)) for country in COUNTRIES]
    st.html(
        _table_html("Utvalgets tabell", head, list(ROWS.values()), body)
        + markup.html("<ul class='remarks'>{}</ul>", markup.each("<li>{}: {}</li>", remarks))
    )


def committee_panel(context: NordicContext) -> Panel:
    """The table, as it is laid out on the page."""
    return Panel(committee_figure(context), Drawing(lambda: draw_committee_table(context)))


def _remarks(cells: dict[tuple[str, str], Printed], country: str) -> Markup:
    """The numbered remarks on a country's figures, each once."""
    remarks = {cell.mark: cell.note for (of, _), cell in cells.items() if of == country and cell.mark}
    return markup.joined(
        (markup.html("<b>{}</b>&nbsp;{}.", mark, text.unbroken(note)) for mark, note in remarks.items()), " "
    )


def _printed_cell(cell: Printed) -> Markup:
    mark = markup.html("<sup>{}</sup>", cell.mark) if cell.mark else ""
    doubt = " doubt" if cell.doubt else ""
    return markup.html("<td class='number{}'>{}{}</td>", doubt, text.number(cell.value), mark)


def _table_html(
    caption: str, head: Sequence[Sequence[str]], names: Sequence[str], body: Sequence[Sequence[Markup]]
) -> Markup:
    """A table of finished cells; `head` has a heading and the lines under it for each column but the first."""
    heads = markup.each(
        "<th scope='col' class='number'>{}{}</th>",
        [(name, markup.each("<small>{}</small>", lines)) for name, *lines in head],
    )
    rows = markup.each(
        "<tr><th scope='row'>{}</th>{}</tr>",
        [(name, markup.joined(row)) for name, row in zip(names, body, strict=True)],
    )
    return _scrolling(caption, markup.html("<thead><tr><td></td>{}</tr></thead><tbody>{}</tbody>", heads, rows))


def _scrolling(caption: str, content: Markup) -> Markup:
    """A table that is swiped sideways where it is wider than the screen."""
    return markup.html(
        "<div class='nordic-scroll' tabindex='0' role='region' aria-label='{}'>"
        "<table class='nordic wide'>{}</table></div>",
        caption,
        content,
    )


# --- Our table beside it ------------------------------------------------------------------------------------------


def computed_figure(context: NordicContext) -> Figure:
    """The same measures from the offices' own figures, each column of one day and one scope."""
    groups = context.shown
    together = dict.fromkeys(text.COUNTRY_WORDS[group.country] for group in groups if nordic.is_of(group, context.year))
    return figure(
        context,
        "nordic_table",
        groups,
        title=f"Samme mål med én dato i hver kolonne: {text.listed(together)} per 1. januar {context.year}",
        subtitle="Regnet ut av statistikkbyråenes tall. 31. desember er kvelden før 1. januar; * er nærmeste dato.",
        unit="innbyggere og kommuner",
        alt=f"Tabell: {text.listed(_in_words(group) for group in groups)}.",
        table=lambda: computed_twin(groups),
        decimals={label(group): 1 for group in groups},
        notes=(*_two_series(groups), NOT_RANKED, *_source_notes(context.database, groups)),
    )


def _in_words(group: Group) -> str:
    return f"{label(group)}: {text.number(group.municipalities)} kommuner, median {exactly(group.median)} innbyggere"


def _source_notes(database: Database, groups: Sequence[Group]) -> tuple[str, ...]:
    """What the offices but Norway's say of their figures; what is said of Norway's is about other years."""
    abroad = {group.source_id for group in groups if group.country != "NO"}
    found = nordic_queries.sources(database, tuple(sorted(abroad)))
    return tuple(
        f"{publisher}: {note}"
        for publisher, note in zip(found["publisher"], found["note"], strict=True)
        if isinstance(note, str)
    )


def _two_series(groups: Sequence[Group]) -> tuple[str, ...]:
    """Why Iceland stands twice, where it does: each series with its own numbers."""
    twice = [group for group in groups if group.country == "IS"]
    if len(twice) < 2:
        return ()
    told = text.listed(
        f"{group.short_scope}: {text.number(group.municipalities)} kommuner og {text.number(group.population)} "
        f"innbyggere {text.date(group.day)}"
        for group in twice
    )
    return (
        "Island står to ganger, fordi Hagstofa regner serien om til dagens kommuner og endret metoden i mars 2024, "
        f"tilbake til 2011. {told[0].upper()}{told[1:]}.",
    )


def computed_twin(groups: Sequence[Group]) -> pd.DataFrame:
    """A row a measure, a column a group."""
    columns = {label(group): [float(getattr(group, row)) for row in ROWS] for group in groups}
    return pd.DataFrame({"Mål": list(ROWS.values()), **columns})


def draw_computed_table(context: NordicContext) -> None:
    """Our table: the day and the scope in every heading."""
    groups = context.shown
    head = [(text.COUNTRY_WORDS[group.country], _day(group, context.year), group.short_scope) for group in groups]
    body = [[markup.html("<td class='number'>{}</td>", _shown(group, row)) for group in groups] for row in ROWS]
    st.html(_table_html("Vår tabell", head, list(ROWS.values()), body))


def computed_panel(context: NordicContext) -> Panel:
    """The table, as it is laid out on the page."""
    return Panel(computed_figure(context), Drawing(lambda: draw_computed_table(context)))


def _shown(group: Group, row: str) -> str:
    """Means without decimals, as the committee printed them; a median may end on a half."""
    value = getattr(group, row)
    return exactly(value) if row == "median" else text.number(value)


def _day(group: Group, year: int) -> str:
    return short_date(group) + ("" if nordic.is_of(group, year) else "*")


# --- «Din kommune i Norden» ---------------------------------------------------------------------------------------


def places(context: NordicContext) -> list[Place]:
    """Where the chosen municipality would stand in each country, of the scope that says most."""
    return nordic.sharpest([nordic.place(context.database, context.chosen, group) for group in context.shown])


def _sharpest_in_words(name: str, found: Sequence[Place]) -> str:
    """«Tokke ville vært den minste i Sverige (31.12.2020)»: what says most of it abroad, of every country it is true of
    in the same words.
    """
    abroad = sorted((one for one in found if one.group.country != "NO"), key=nordic.sharpness)
    if not abroad:
        return f"{name}, i Norge alene"
    said = nordic.standing(abroad[0])
    where = [f"{_within(p.group)} ({short_date(p.group)})" for p in abroad if nordic.standing(p) == said]
    return f"{name} ville vært {said} {text.listed(where)}"


def _within(group: Group) -> str:
    """«i Sverige», «på Island», «i Danmark uten Christiansø»: the scope where it leaves municipalities out."""
    if group.country == "IS":
        return f"på {text.COUNTRY_WORDS[group.country]}"
    return f"i {group.name}"


def place_figure(context: NordicContext) -> Figure:
    """The chosen municipality in every country."""
    found = places(context)
    chosen = context.chosen
    bounds = "" if all(p.smaller.exact for p in found) else " Der bare størrelsesklasser er kjent, er plassen et spenn."
    return figure(
        context,
        "nordic_place",
        [one.group for one in found],
        title=f"Din kommune i Norden: {_sharpest_in_words(chosen.name, found)}",
        subtitle=f"{chosen.name}: {text.number(chosen.population)} innbyggere {text.date(chosen.day)}.{bounds}",
        unit="kommuner",
        alt="Tabell: "
        + text.listed(f"{label(p.group)}: {text.uncapitalised(nordic.sentence(p))}" for p in found)
        + ".",
        table=lambda: place_twin(found),
        notes=(NOT_RANKED,),
    )


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
            "Nærmest i størrelse, med innbyggere": [_neighbours(p) for p in found],
        }
    )


def _neighbours(found: Place) -> str:
    return text.listed(f"{name} ({text.number(size)})" for name, size in found.neighbours) or "–"


def draw_places(context: NordicContext) -> None:
    """A line for each country: where the municipality would stand, and which are nearest in size."""
    rows = markup.each(
        "<tr><th scope='row'>{}<small>{}, {}</small></th><td>{}.{}</td></tr>",
        [
            (
                text.COUNTRY_WORDS[place.group.country],
                _day(place.group, context.year),
                place.group.short_scope,
                nordic.sentence(place),
                _nearest_line(place),
            )
            for place in places(context)
        ],
    )
    heads = markup.each("<th scope='col'>{}</th>", ("Land", "Hvor kommunen ville stått"))
    st.html(markup.html("<table class='nordic'><thead><tr>{}</tr></thead><tbody>{}</tbody></table>", heads, rows))


def place_panel(context: NordicContext) -> Panel:
    """The table, as it is laid out on the page."""
    return Panel(place_figure(context), Drawing(lambda: draw_places(context)))


def _nearest_line(found: Place) -> Markup:
    if not found.neighbours:
        return markup.NOTHING
    day = short_date(found.group)
    return markup.html("<small>Nærmest i størrelse {}: {}</small>", day, _neighbours(found))


# --- Context ------------------------------------------------------------------------------------------------------


def context_figure(context: NordicContext) -> Figure:
    """What size does not say, each statement with its year and source."""
    statements = nordic_statements.STATEMENTS
    return Figure(
        key="nordic_context",
        title="Størrelse er ikke oppgaver: hva som ellers skiller kommunene i Norden",
        subtitle="Forvaltningsnivåer, oppgaver, skatt, ansatte og samarbeid, fra publikasjonene i siste kolonne.",
        unit="utsagn",
        alt=f"Tabell: {len(statements)} utsagn om {text.listed(dict.fromkeys(s.theme.lower() for s in statements))}.",
        citations=tuple(publication.citation for publication in dict.fromkeys(s.publication for s in statements)),
        table=context_twin,
        link=context.link(),
        version=context.database.version,
        missing="Listen er ikke fullstendig",
        sortable=False,
    )


def context_twin() -> pd.DataFrame:
    """A row a statement."""
    statements = nordic_statements.STATEMENTS
    return pd.DataFrame(
        {
            "Tema": [s.theme for s in statements],
            "Land": [_country(s.country) for s in statements],
            "Hva": [s.text for s in statements],
            "Gjelder": [s.year for s in statements],
            "Kilde": [f"{s.publication.publisher}: {s.publication.title}" for s in statements],
        }
    )


def _country(code: str) -> str:
    return text.COUNTRY_WORDS.get(code, code)


def draw_context() -> None:
    """The statements, a body for each theme."""
    bodies = markup.each(
        "<tbody>{}</tbody>",
        (
            _theme(theme, list(statements))
            for theme, statements in groupby(nordic_statements.STATEMENTS, key=lambda statement: statement.theme)
        ),
    )
    heads = markup.each("<th scope='col'>{}</th>", ("Tema", "Land", "Hva", "År", "Kilde"))
    st.html(_scrolling("Hva som ellers skiller kommunene", markup.html("<thead><tr>{}</tr></thead>{}", heads, bodies)))


def context_panel(context: NordicContext) -> Panel:
    """What the countries do differently, as it is laid out on the page."""
    return Panel(context_figure(context), Drawing(draw_context))


def _theme(theme: str, statements: Sequence[Statement]) -> Markup:
    first = markup.html("<th scope='rowgroup' rowspan='{}'>{}</th>", len(statements), theme)
    return markup.each(
        "<tr>{}<td>{}</td><td>{}.</td><td>{}</td><td>{}: {}</td></tr>",
        [
            (
                first if place == 0 else "",
                _country(one.country),
                one.text,
                one.year,
                one.publication.publisher,
                one.publication.title,
            )
            for place, one in enumerate(statements)
        ],
    )
