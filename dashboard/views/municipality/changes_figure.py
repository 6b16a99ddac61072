"""«Endret siden sist»: what moved most against the peers, in sentences, and how every key figure moved."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pandas as pd
from markupsafe import Markup

from dashboard import markup, text
from dashboard.exports.slide_tables import Table
from dashboard.figures.figure import Figure, Panel
from dashboard.figures.pictures import Drawing
from dashboard.measures import changes, keyfigures, objections, sentences
from dashboard.measures.changes import Change
from dashboard.views.municipality import municipality
from dashboard.views.municipality.municipality import Profile, profile_figure

HOW = (
    "De største bevegelsene er dem som ligger lengst fra medianen av de sammenlignbares endringer mellom de samme "
    "årene, utenfor den midterste halvdelen av dem."
)
CURRENT_PRICES = "Kroner er i løpende priser: en økning kan være prisvekst, og den er lik for alle."


def panel(profile: Profile, draw: Callable[[Markup], object]) -> Panel:
    """The five largest moves as sentences; the table twin has them and every key figure that is shown. `draw` puts HTML
    on the page.
    """
    top = changes.largest(profile.database, profile.division, profile.code, profile.group)
    own = [changes.change(profile.database, profile.division, figure) for figure in municipality.in_order(profile)]
    picture = Drawing(
        lambda: draw(html(top, own)), lambda: Table(pd.DataFrame(_cells(top, own)), right=("Endring", "Median"))
    )
    return Panel(_figure(profile, top, own), picture)


def told(profile: Profile, figures: Sequence[keyfigures.KeyFigure]) -> dict[str, str]:
    """How each key figure moved and where that stands, or why it can't be told, by indicator id."""
    return {
        figure.indicator.indicator_id: changes.short(changes.change(profile.database, profile.division, figure))
        for figure in figures
        if not figure.named and figure.value is not None
    }


def html(top: Sequence[Change], own: Sequence[Change]) -> Markup:
    """The sentences, and in one line which of the chosen figures have one year alone."""
    lines = [changes.sentence(moved) for moved in top]
    if not lines:
        lines = [
            "Ingen av tallene med flere årganger beveget seg utenfor den midterste halvdelen av de sammenlignbare."
        ]
    once = [moved for moved in own if moved.difference is None and not moved.figure.named]
    alone = _reasons(once)
    return markup.html(
        "<ul class='moves'>{}</ul>{}",
        markup.each("<li>{}</li>", lines),
        markup.html("<p class='subtitle'>{}</p>", alone) if alone else markup.NOTHING,
    )


def _reasons(once: Sequence[Change]) -> str:
    """«Uten endring å vise: Netto driftsresultat og Lesing, 5. trinn (bare ett år).»"""
    by_reason: dict[str, list[str]] = {}
    for moved in once:
        reason = moved.reason
        if reason == f"bare ett år ({moved.figure.year})":
            reason = "bare ett år"
        by_reason.setdefault(reason, []).append(sentences.lowered(moved.figure.indicator.short_title))
    said = "; ".join(f"{text.listed(titles)} ({reason})" for reason, titles in by_reason.items())
    return f"Uten endring å vise: {said}." if said else ""


def _title(profile: Profile, top: Sequence[Change]) -> str:
    if not top:
        return f"{profile.name} har ingen store bevegelser mot {profile.group.title}"
    first = top[0]
    moved = first.said(first.difference)
    place = changes.standing(first)
    return f"Endret siden sist: {sentences.lowered(first.figure.indicator.short_title)} gikk {moved}, {place}"


def _figure(profile: Profile, top: Sequence[Change], own: Sequence[Change]) -> Figure:
    shown = [*top, *(moved for moved in own if moved.figure not in [one.figure for one in top])]
    figures = [moved.figure for moved in shown] or [profile.figure("population")]
    table = pd.DataFrame(_cells(top, own))
    notes = [HOW]
    if any("kroner" in moved.figure.indicator.unit for moved in shown if moved.difference is not None):
        notes.append(CURRENT_PRICES)
    inhabitants = objections.population(profile.database, profile.division, profile.code)
    if inhabitants is not None and inhabitants < objections.SMALL:
        notes.append(f"Lite tallgrunnlag: med {text.number(inhabitants)} innbyggere flytter få hendelser tallene mye.")
    return profile_figure(
        profile,
        key="changes",
        title=_title(profile, top),
        subtitle=(f"De største bevegelsene mot {profile.compared_with}, høyst ett tall for hvert tema."),
        alt=" ".join(changes.sentence(moved) for moved in top) or _title(profile, top) + ".",
        figures=figures,
        table=lambda: table,
        notes=(" ".join(notes),),
        decimals={},
    )


def _cells(top: Sequence[Change], own: Sequence[Change]) -> list[dict[str, str]]:
    """A row a figure, in words: the largest moves first, then the key figures that are shown."""
    first = {moved.figure.indicator.indicator_id for moved in top}
    rest = [moved for moved in own if moved.figure.indicator.indicator_id not in first]
    return [_row(moved) for moved in (*top, *rest)]


def _row(moved: Change) -> dict[str, str]:
    figure = moved.figure
    if moved.difference is None:
        return {
            "Nøkkeltall": figure.indicator.short_title,
            "Fra": "–",
            "Til": figure.reference,
            "Endring": "–",
            "Plass": moved.reason,
            "Median": "–",
        }
    enough = moved.spread.reporting >= text.FEWEST_FOR_MEDIAN
    return {
        "Nøkkeltall": figure.indicator.short_title,
        "Fra": f"{figure.number(moved.earlier)} ({moved.before})",
        "Til": f"{figure.number(figure.value)} ({figure.year})",
        "Endring": moved.said(moved.difference),
        "Plass": changes.standing(moved),
        "Median": moved.said(moved.spread.median) if enough else "–",
    }
