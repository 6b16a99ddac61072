"""The municipalities around one: labour-market region and neighbours, what they share and where they differ."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pandas as pd
from markupsafe import Markup

from dashboard import markup, text
from dashboard.exports.slide_tables import Table
from dashboard.figures.figure import Figure, Panel
from dashboard.figures.pictures import Drawing
from dashboard.measures import keyfigures, region, sentences
from dashboard.measures.keyfigures import KeyFigure
from dashboard.measures.region import Region, Shared
from dashboard.views.municipality.compared import beside_html, comparable, figure_words, not_comparable, side_by_side
from dashboard.views.municipality.municipality import Profile, heading, profile_figure

MOST_DIFFERENT = 3
"""How many of the largest differences are told."""

NOT_IN_SOURCE = (
    "Hvilke interkommunale samarbeid kommunene har, er ikke i kildene. Regneeksempler viser hvem som kunne samarbeidet."
)


@dataclass(frozen=True)
class Around:
    """Whom a municipality has around it, and what they share of the featured figures, whatever figures are chosen:
    `lines` in sentences, `named` the figures of those.
    """

    region: Region
    codes: tuple[str, ...]
    lines: tuple[str, ...]
    named: tuple[KeyFigure, ...]


def found(profile: Profile) -> Around:
    """The same for the page and for the profile on paper."""
    around = region.region(profile.database, profile.division, profile.code)
    codes = (profile.code, *around.around)
    featured = [profile.figure(id_) for id_ in keyfigures.featured(profile.database, profile.division)]
    shared = region.compared(profile.database, profile.division, codes, featured)
    apart = sorted((one for one in shared if not one.side), key=lambda one: -one.apart)[:MOST_DIFFERENT]
    named = (*apart, *(one for one in shared if one.side))
    return Around(around, codes, tuple(_said(profile, shared, apart)), tuple(one.figure for one in named))


def panel(profile: Profile, draw: Callable[[Markup], object]) -> Panel:
    """The figure of the region; `draw` puts HTML on the page."""
    around = found(profile)
    table = _table(profile, around)
    shown = _figure(profile, around, table)
    return Panel(
        shown,
        Drawing(lambda: draw(_html(profile, around)), lambda: Table(table, dict(shown.decimals), shown.alt)),
    )


def _said(profile: Profile, shared: Sequence[Shared], apart: Sequence[Shared]) -> list[str]:
    """What they share, and where they differ most, in sentences."""
    lines = []
    for side, words in ((1, "over"), (-1, "under")):
        titles = [sentences.lowered(sentences.subject(one.figure.indicator)) for one in shared if one.side == side]
        if titles:
            lines.append(f"Felles: alle som har tall, er {words} landets median på {text.listed(titles)}.")
    for one in apart:
        ends = " til ".join(
            f"{one.figure.shown(value) if place else one.figure.number(value)} ({profile.municipality_name(code)})"
            for place, (code, value) in enumerate((one.lowest, one.highest))
        )
        lines.append(f"Forskjellig: {sentences.lowered(sentences.subject(one.figure.indicator))} går fra {ends}.")
    return lines


def title(profile: Profile, found: Region) -> str:
    """Whom the municipality has around it."""
    if not found.around:
        return f"{profile.name} har ingen naboer på land og er ikke i et arbeidsmarked med andre"
    market = f"arbeidsmarkedet {found.name}" if found.members else ""
    near = text.count(len(found.neighbours), "nabo", "naboer") if found.neighbours else ""
    both = text.listed(
        filter(
            None,
            [market and f"{market} ({text.count(len(found.members), 'annen', 'andre')})", near and f"{near} på land"],
        )
    )
    return f"Rundt {profile.name}: {both}"


def _figure(profile: Profile, around: Around, table: pd.DataFrame) -> Figure:
    heading_of, figures = title(profile, around.region), _in_files(profile, around)
    alone = (
        []
        if around.region.name
        else [f"{profile.name} er ikke i inndelingen i bo- og arbeidsmarkedsregioner fra 2020."]
    )
    return profile_figure(
        profile,
        key="region",
        title=heading_of,
        subtitle=f"Bo- og arbeidsmarkedsregion (2020) og naboer på land. Inndelingen {profile.division_label}.",
        alt=" ".join(around.lines) or f"{heading_of}.",
        figures=figures or [profile.figure("population")],
        table=lambda: table,
        decimals={heading(figure): figure.indicator.decimals for figure in figures},
        notes=(*alone, *not_comparable(profile, around.codes, figures), NOT_IN_SOURCE),
    )


def _in_files(profile: Profile, around: Around) -> list[KeyFigure]:
    """The figures that the sentences name, and then those that are chosen."""
    return [*around.named, *(figure for figure in profile.figures if figure not in around.named)]


def _table(profile: Profile, around: Around) -> pd.DataFrame:
    """A row a municipality, its own first: what it is to it, and every figure that is named or chosen."""
    table = side_by_side(profile, around.codes, _in_files(profile, around))
    table.insert(2, "Forhold", ["", *(around.region.relation(code) for code in around.codes[1:])])
    return table


def _html(profile: Profile, around: Around) -> Markup:
    """The sentences, and the figures that they name, of everybody around."""
    figures, lines = around.named, around.lines
    values = side_by_side(profile, around.codes, figures)
    is_comparable = [comparable(profile, figure, around.codes) for figure in figures]
    rows = []
    for place, code in enumerate(around.codes):
        cells = [
            figure_words(figure, value, one[code])
            if pd.notna(value := values.iloc[place][heading(figure)])
            else "mangler"
            for figure, one in zip(figures, is_comparable, strict=True)
        ]
        relation = around.region.relation(code) if place else ""
        name = profile.municipality_name(code)
        rows.append((f"{name} ({relation})" if relation else name, markup.each("<td>{}</td>", cells)))
    table = beside_html(
        f"{profile.name} og kommunene rundt",
        ["Kommune", *(f"{f.indicator.short_title}, {f.reference} ({f.said_unit})" for f in figures)],
        rows,
        "kommuner",
        "beside around",
    )
    return markup.html("<ul class='moves'>{}</ul>{}", markup.each("<li>{}</li>", lines), table)
