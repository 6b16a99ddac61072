"""The municipalities around one: labour-market region and neighbours, what they share and where they differ."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pandas as pd
from markupsafe import Markup

from dashboard import markup, text
from dashboard.exports.slide_tables import Table
from dashboard.figures.figure import Figure, Panel
from dashboard.figures.pictures import Drawing
from dashboard.measures import region, sentences
from dashboard.measures.region import Region, Shared
from dashboard.views.municipality.compared import side_by_side
from dashboard.views.municipality.municipality import Profile, heading, profile_figure

MOST_DIFFERENT = 3
"""How many of the largest differences are told."""

MOST_SHOWN = 4
"""Figures in the table on the page; its files have all that are chosen."""

NOT_IN_SOURCE = (
    "Hvilke interkommunale samarbeid kommunene har, er ikke i kildene. Regneeksempler viser hvem som kunne samarbeidet."
)


def panel(profile: Profile, draw: Callable[[Markup], object]) -> Panel:
    """The figure of the region; `draw` puts HTML on the page."""
    found = region.region(profile.database, profile.division, profile.code)
    codes = [profile.code, *found.around]
    shared = region.compared(profile.database, profile.division, codes, profile.figures)
    table = _table(profile, found, codes)
    lines = said(profile, shared)
    shown = _figure(profile, found, shared, table, lines)
    return Panel(
        shown,
        Drawing(
            lambda: draw(_html(profile, found, codes, lines)), lambda: Table(table, dict(shown.decimals), shown.alt)
        ),
    )


def said(profile: Profile, shared: Sequence[Shared]) -> list[str]:
    """What they share, and where they differ most, in sentences."""
    if not shared:
        return []
    lines = []
    for side, words in ((1, "over"), (-1, "under")):
        titles = [sentences.lowered(one.figure.indicator.short_title) for one in shared if one.side == side]
        if titles:
            lines.append(f"Felles: alle som har tall, er {words} landets median på {text.listed(titles)}.")
    apart = sorted((one for one in shared if not one.side), key=lambda one: -one.apart)[:MOST_DIFFERENT]
    for one in apart:
        ends = " til ".join(
            f"{one.figure.shown(value) if place else one.figure.number(value)} ({profile.municipality_name(code)})"
            for place, (code, value) in enumerate((one.lowest, one.highest))
        )
        lines.append(f"Forskjellig: {sentences.lowered(one.figure.indicator.short_title)} går fra {ends}.")
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


def _figure(profile: Profile, found: Region, shared: Sequence[Shared], table: pd.DataFrame, lines: list[str]) -> Figure:
    alone = [] if found.name else [f"{profile.name} er ikke i inndelingen i bo- og arbeidsmarkedsregioner fra 2020."]
    return profile_figure(
        profile,
        key="region",
        title=title(profile, found),
        subtitle=f"Bo- og arbeidsmarkedsregion (2020) og naboer på land. Inndelingen {profile.division_label}.",
        alt=" ".join(lines) or f"{title(profile, found)}.",
        figures=list(profile.figures) or [profile.figure("population")],
        table=lambda: table,
        decimals={heading(figure): figure.indicator.decimals for figure in profile.figures},
        notes=(*alone, NOT_IN_SOURCE),
    )


def _table(profile: Profile, found: Region, codes: Sequence[str]) -> pd.DataFrame:
    """A row a municipality, its own first: what it is to it, and every chosen figure."""
    table = side_by_side(profile, codes, profile.figures)
    table.insert(2, "Forhold", ["", *(found.relation(code) for code in codes[1:])])
    return table


def _html(profile: Profile, found: Region, codes: Sequence[str], lines: Sequence[str]) -> Markup:
    """The sentences, and the first figures of everybody around."""
    figures = [figure for figure in profile.figures if not figure.named][:MOST_SHOWN]
    values = side_by_side(profile, codes, figures)
    rows = []
    for place, code in enumerate(codes):
        cells = [
            figure.number(value) if pd.notna(value := values.iloc[place][heading(figure)]) else "mangler"
            for figure in figures
        ]
        relation = found.relation(code) if place else ""
        name = profile.municipality_name(code)
        rows.append((f"{name} ({relation})" if relation else name, markup.each("<td>{}</td>", cells)))
    return markup.html(
        "<ul class='moves'>{lines}</ul><div class='beside around' tabindex='0' role='region' aria-label='{caption}'>"
        "<table><caption>{caption}</caption><thead><tr><th scope='col'>Kommune</th>{head}</tr></thead>"
        "<tbody>{body}</tbody></table></div>",
        lines=markup.each("<li>{}</li>", lines),
        caption=f"{profile.name} og kommunene rundt",
        head=markup.each(
            "<th scope='col'>{}</th>", [f"{f.indicator.short_title}, {f.reference} ({f.said_unit})" for f in figures]
        ),
        body=markup.each("<tr><th scope='row'>{}</th>{}</tr>", rows),
    )
