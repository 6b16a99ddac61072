"""«Kommuneprofil»: all featured figures of a municipality on two pages of A4, on the screen and on paper.

The first page is a table: the municipality, its county, the peers' median, the country, where it stands, the peers as
dots, and how it moved. The second says what changed most, what is around it, what the figures measure and what they
can't say. A mark tells the outer tenth of the country's municipalities, in ink: it is neither good nor bad, and there
is none where a figure rests on few people.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urljoin

import pandas as pd
from markupsafe import Markup

from dashboard import markup, text
from dashboard.components import dot_strip
from dashboard.data import queries
from dashboard.exports.slide_tables import Table
from dashboard.figures.figure import Figure, Panel
from dashboard.figures.pictures import Drawing
from dashboard.measures import changes, keyfigures, objections
from dashboard.measures.keyfigures import KeyFigure
from dashboard.views.municipality import municipality, region_figure
from dashboard.views.municipality.changes_figure import told
from dashboard.views.municipality.municipality import Profile, profile_figure

OUTER = 0.1
"""The part of the country's municipalities at each end that is marked."""

MARKS = {1: "▲", -1: "▼", 0: ""}
MARK_WORDS = (
    "▲ blant den høyeste tidelen av landets kommuner, ▼ blant den laveste: verken godt eller dårlig i seg selv. "
    "Tall med lite grunnlag merkes ikke."
)
UNMARKED = "Ingen av dem er merket som ytterst i landet"
KEY_WORDS = (
    "◆ kommunen, ● en sammenlignbar kommune, | medianen for dem, △ landet; tallene under er det laveste og det høyeste "
    "i stripen"
)

MOST_ROWS = 16
"""Figures on the first page; the rest stand on the second."""


@dataclass(frozen=True)
class Row:
    """A figure as the profile shows it. `drawn` is what its strip and its trend are drawn from (see dot_strip);
    `values` are the numbers of the municipality, its county, the median and the country, None where there is none.
    """

    figure: KeyFigure
    role: str
    own: str
    county: str
    median: str
    country: str
    mark: int
    drawn: dict[str, Any]
    values: tuple[float | None, ...]

    @property
    def name(self) -> str:
        return self.figure.indicator.short_title

    @property
    def measured(self) -> str:
        """«kroner per innbygger, regnskapsåret 2025»."""
        return f"{self.figure.said_unit}, {self.figure.reference}"


def featured(profile: Profile) -> list[KeyFigure]:
    """The featured figures of the division, role by role."""
    return [profile.figure(id_) for id_ in keyfigures.featured(profile.database, profile.division)]


def rows(profile: Profile) -> list[Row]:
    """The rows of the table, role by role."""
    figures = featured(profile)
    register = queries.municipalities(profile.database, profile.division).set_index("code")
    county = register.at[profile.code, "county_code"]
    inhabitants = objections.population(profile.database, profile.division, profile.code)
    drawn = dot_strip.rows(figures, moved=told(profile, figures))
    found = []
    for figure, row in zip(figures, drawn, strict=True):
        median = None if pd.isna(figure.spread.median) else float(figure.spread.median)
        others = (_of_county(profile, figure, county), median, figure.country)
        found.append(
            Row(
                figure,
                figure.indicator.role,
                "mangler" if figure.value is None else figure.number(figure.value),
                *(_number(figure, value) for value in others),
                outer_tenth(figure, inhabitants),
                row,
                tuple(_shown(figure, value) for value in (figure.value, *others)),
            )
        )
    return found


def outer_tenth(figure: KeyFigure, inhabitants: float | None) -> int:
    """1 among the highest tenth of the country's municipalities, -1 among the lowest, else 0; 0 on little ground."""
    place = figure.national
    if place is None or objections.little_ground(figure, inhabitants):
        return 0
    if place.from_top + place.tied <= OUTER * place.of:
        return 1
    return -1 if place.from_bottom + place.tied <= OUTER * place.of else 0


def _of_county(profile: Profile, figure: KeyFigure, county: str) -> float | None:
    return keyfigures.country(profile.database, figure.indicator, profile.division, figure.year, county)[0]


def _number(figure: KeyFigure, value: float | None) -> str:
    return "–" if value is None or figure.named else figure.number(value)


def _shown(figure: KeyFigure, value: float | None) -> float | None:
    """The number that stands where `_number` writes one."""
    return None if value is None or figure.named else text.rounded(value, figure.indicator.decimals)


# --- What the second page says ----------------------------------------------------------------------------------------


def second_page(profile: Profile) -> list[tuple[str, list[str]]]:
    """Headings with their lines."""
    moved = changes.largest(profile.database, profile.division, profile.code, profile.group)
    around, figures = region_figure.found(profile), featured(profile)
    return [
        ("Endret siden sist", moved.lines),
        ("Rundt kommunen", [region_figure.title(profile, around.region) + ".", *around.lines]),
        ("Dette kan tallene ikke si", municipality.limits(profile)),
        ("Hva tallene måler", [f"{f.indicator.short_title}: {_first(f.indicator.definition)}" for f in figures]),
    ]


def _first(definition: str) -> str:
    """The first sentence of a definition."""
    return re.split(r"(?<!\d)\. (?=[A-ZÆØÅ])", definition)[0].rstrip(".") + "."


# --- The figure -------------------------------------------------------------------------------------------------------


def panel(profile: Profile, draw: Callable[[Markup], object], origin: str = "") -> Panel:
    """The two pages; `draw` puts HTML on the page, and `origin` is the server's address, which stands on paper."""
    found = rows(profile)
    table = pd.DataFrame([_cells(profile, row) for row in found])
    shown = figure(profile, found)
    return Panel(shown, Drawing(lambda: draw(html(profile, found, shown, origin)), lambda: Table(table, {}, shown.alt)))


def figure(profile: Profile, found: Sequence[Row]) -> Figure:
    """What stands around the profile."""
    marked = [f"{row.name} {MARKS[row.mark]}" for row in found if row.mark]
    outermost = f"{text.listed(marked)} i ytterste tidel i landet" if marked else UNMARKED
    return profile_figure(
        profile,
        key="profile",
        title=f"Kommuneprofil for {profile.name}, mot {profile.group.title}, fylket og landet",
        subtitle=f"Alle de utvalgte tallene, det nyeste av hvert. Inndelingen {profile.division_label}.",
        alt=f"Tabell med {len(found)} tall. {outermost}.",
        figures=[row.figure for row in found] or [profile.figure("population")],
        table=lambda: pd.DataFrame([_as_numbers(profile, row) for row in found]),
        decimals={},
        notes=(MARK_WORDS,),
    )


def _as_numbers(profile: Profile, row: Row) -> dict[str, str | float]:
    """The row as files have it: numbers as numbers, but for one that a mark stands beside."""
    named = zip((profile.name, "Fylket", "Median", "Landet"), row.values, strict=True)
    numbers = {name: value for name, value in named if value is not None and not (row.mark and name == profile.name)}
    return {**_cells(profile, row), **numbers}


def _cells(profile: Profile, row: Row) -> dict[str, str]:
    return {
        "Nøkkeltall": f"{row.name} ({row.measured})",
        profile.name: f"{row.own} {MARKS[row.mark]}".strip(),
        "Fylket": row.county,
        "Median": row.median,
        "Landet": row.country,
        "Plass": row.drawn["words"],
        "Plass i landet": row.drawn["nationally"],
        "Endring": row.drawn["change"],
    }


def link(profile: Profile) -> str:
    """The address of the profile, short enough for paper: municipality, division and whom it is compared with."""
    return f"{municipality.short_link(profile)}&profil=ja"


def traced(profile: Profile, origin: str, number: int, of: int) -> str:
    """Where a page is from: «Generalistkommunen i tall. Tatt ut 29. november 2026 fra http://… Side 1 av 2.»"""
    day = text.date(datetime.date.today())
    return f"Generalistkommunen i tall. Tatt ut {day} fra {urljoin(origin, link(profile))} · side {number} av {of}"


def html(profile: Profile, found: Sequence[Row], shown: Figure, origin: str = "") -> Markup:
    """Both pages as HTML, each with where it is from."""
    first, rest = found[:MOST_ROWS], found[MOST_ROWS:]
    table = _table(profile, first)
    more = _table(profile, rest) if rest else markup.NOTHING
    columns = markup.each(
        "<section><h3>{}</h3><ul>{}</ul></section>",
        [(heading, markup.each("<li>{}</li>", lines)) for heading, lines in second_page(profile)],
    )
    head = markup.html(
        "<h2>Kommuneprofil: {}</h2><p>{}.</p><p class='small'>Mot {}. {} {}</p>",
        profile.name, municipality.headline(profile, featured(profile)), profile.compared_with, KEY_WORDS + ".",
        MARK_WORDS,
    )  # fmt: skip
    foot = markup.html("<p class='small'>{}</p>", shown.source_line)
    first_from, last_from = (
        markup.html("<p class='small traced'>{}</p>", traced(profile, origin, number, 2)) for number in (1, 2)
    )
    first_page = markup.html("<div class='a4'>{}{}{}</div>", head, table, first_from)
    last = markup.html("<div class='a4'>{}<div class='columns'>{}</div>{}{}</div>", more, columns, foot, last_from)
    return markup.html("<div class='profile'>{}{}</div>", first_page, last)


def _table(profile: Profile, found: Sequence[Row]) -> Markup:
    body, role = [], ""
    for row in found:
        if row.role != role:
            role = row.role
            body.append(
                markup.html("<tr><th class='role' colspan='8' scope='rowgroup'>{}</th></tr>", role.capitalize())
            )
        body.append(_row_html(row))
    head = ("Nøkkeltall", profile.name, "Fylket", "Median", "Landet", "Plass", "De andre", "Utvikling")
    return markup.html(
        "<table><thead><tr>{}</tr></thead><tbody>{}</tbody></table>",
        markup.each("<th scope='col'>{}</th>", head), markup.joined(body),
    )  # fmt: skip


def _row_html(row: Row) -> Markup:
    mark = markup.html(" <span class='mark'>{}</span>", MARKS[row.mark]) if row.mark else markup.NOTHING
    return markup.html(
        "<tr><th scope='row'>{}<small>{}</small></th><td class='own'>{}{}</td><td>{}</td><td>{}</td><td>{}</td>"
        "<td class='words'>{}<small>{}</small></td><td class='drawn'>{}</td>"
        "<td class='words'>{}<small>{}</small></td></tr>",
        row.name, row.measured, row.own, mark, row.county, row.median, row.country,
        _breakable(row.drawn["words"]), row.drawn["nationally"], _strip(row), _spark(row), row.drawn["change"],
    )  # fmt: skip


def _breakable(words: str) -> str:
    """Words of which the longest may be broken in a narrow column: after the s that joins two."""
    return re.sub(r"(\w{6,}s)(?=\w{8,})", "\\1\u00ad", words)


def _strip(row: Row) -> Markup:
    """The peers as dots on a line, their median upright, the municipality a diamond; the words beside it say the place.

    Streamlit lets no SVG through, so the marks are elements with places of their own.
    """
    strip = row.drawn["strip"]
    if not strip:
        return markup.html("–")
    parts = [markup.each("<i style='left:{}%'></i>", [_per(place) for place, _ in strip["peers"]])]
    if strip["median"] is not None:
        parts.append(markup.html("<b style='left:{}%'></b>", _per(strip["median"])))
    if strip["country"] is not None:
        parts.append(markup.html("<u style='left:{}%'>△</u>", _per(strip["country"])))
    if strip["own"]:
        parts.append(markup.html("<em style='left:{}%'>◆</em>", _per(strip["own"][0])))
    return markup.html(
        "<span class='strip' aria-hidden='true'>{}</span><span class='ends' aria-hidden='true'>{}</span>",
        markup.joined(parts), markup.each("<small>{}</small>", strip["ends"]),
    )  # fmt: skip


def _per(place: float) -> str:
    return f"{3 + 94 * place:.1f}"


def _spark(row: Row) -> Markup:
    """The municipality's years as a line, a picture in a grey that is seen on light and dark; nothing for one year."""
    line = spark_points(row.drawn["spark"])
    if not line:
        return markup.NOTHING
    path = "M" + "L".join(f"{2 + 56 * x:.1f} {15 - 12 * y:.1f}" for x, y in line)
    drawing = (
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 60 18' width='60' height='18'><path d='{path}' "
        "fill='none' stroke='#6b7678' stroke-width='1.6'/></svg>"
    )
    return markup.html("<img class='spark' alt='' src='data:image/svg+xml,{}'>", quote(drawing))


def spark_points(points: Sequence[Sequence[Any]]) -> list[tuple[float, float]]:
    """Years and values as places from 0 to 1, those without a value left out."""
    known = [(year, value) for year, value, _ in points if value is not None]
    if len(known) < 2:
        return []
    (first, *_), values = zip(*known, strict=True)
    last, low, high = known[-1][0], min(values), max(values)
    return [
        ((year - first) / (last - first), (value - low) / (high - low) if high > low else 0.5) for year, value in known
    ]
