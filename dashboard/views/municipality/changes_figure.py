"""«Endret siden sist»: what moved most against the peers, in sentences, and how every key figure moved."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pandas as pd
from markupsafe import Markup

from dashboard import markup, text
from dashboard.exports.slide_tables import Table
from dashboard.figures.figure import Figure, Panel, named
from dashboard.figures.pictures import Drawing
from dashboard.measures import changes, keyfigures, objections, sentences
from dashboard.measures.changes import Change, Moves
from dashboard.views.municipality import municipality
from dashboard.views.municipality.municipality import Profile, profile_figure

HOW = (
    "De største bevegelsene er dem som ligger lengst fra medianen av de sammenlignbares endringer mellom de samme "
    "årene, utenfor den midterste halvdelen av dem: andeler og rater som rangeres, ikke antall, og ikke endringer i "
    "siste siffer alene. Tall som ikke rangeres, som sykepleiere per innbygger, er ikke med. Endringer, plasser og "
    "medianer er regnet av tallene slik de vises: uten avrunding kan rekkefølgen være en annen."
)
OLDER = "Bevegelser lenger tilbake"
CURRENT_PRICES = (
    "Kroner er i løpende priser og endres i prosent: en økning kan være prisvekst, som er om lag like mange prosent "
    "for alle."
)


def panel(profile: Profile, draw: Callable[[Markup], object]) -> Panel:
    """The largest moves as sentences, the recent ones first; the table twin has them and every key figure shown. `draw`
    puts HTML on the page.
    """
    top, own = found(profile)
    picture = Drawing(lambda: draw(html(top, own)), lambda: content(top, own))
    return Panel(figure(profile, top, own), picture)


def found(profile: Profile) -> tuple[Moves, list[Change]]:
    """The largest moves, and how each key figure moved."""
    top = changes.largest(profile.database, profile.division, profile.code, profile.group)
    own = [changes.change(profile.database, profile.division, figure) for figure in municipality.in_order(profile)]
    return top, own


def content(top: Moves, own: Sequence[Change]) -> Table:
    """The same as a table on a slide."""
    return Table(pd.DataFrame(_cells(top, own)), right=("Endring", "Median"))


def told(profile: Profile, figures: Sequence[keyfigures.KeyFigure]) -> dict[str, str]:
    """How each key figure moved and where that stands, or why it can't be told, by indicator id."""
    return {
        figure.indicator.indicator_id: changes.short(changes.change(profile.database, profile.division, figure))
        for figure in figures
        if not figure.named and figure.value is not None
    }


def html(top: Moves, own: Sequence[Change]) -> Markup:
    """The sentences, the older ones under a line of their own, and in one line which of the chosen have one year."""
    once = [moved for moved in own if moved.difference is None and not moved.figure.named]
    alone = _reasons(once)
    older = markup.html(
        "<details class='older'><summary>{} (nyeste tall er fra før {}): {}</summary>{}</details>",
        OLDER, top.since, len(top.older), _list(top.older),
    )  # fmt: skip
    return markup.html(
        "{}{}{}",
        _list(top.recent) if top.recent else markup.html("<p>{}</p>", top.none),
        older if top.older else markup.NOTHING,
        markup.html("<p class='subtitle'>{}</p>", alone) if alone else markup.NOTHING,
    )


def _list(moves: Sequence[Change]) -> Markup:
    return markup.html("<ul class='moves'>{}</ul>", markup.each("<li>{}</li>", map(changes.sentence, moves)))


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


def title(profile: Profile, top: Moves) -> str:
    """The largest recent move, or that there is none."""
    if not top.recent and not top.compared:
        few = f"for få å sammenligne bevegelser med ({text.count(top.others, 'annen', 'andre')})"
        return f"{profile.name} har {few if top.others else 'ingen å sammenligne bevegelser med'}"
    if not top.recent:
        return f"{profile.name} har ingen store bevegelser mot {profile.group.title} i tall fra {top.since} og senere"
    first = top.recent[0]
    ground = f" ({changes.LITTLE_GROUND})" if first.little_ground else ""
    return (
        f"Endret siden sist: {sentences.lowered(sentences.subject(first.figure.indicator))} gikk "
        f"{first.said(first.difference)} {first.span}, {changes.standing(first)}{ground}"
    )


def figure(profile: Profile, top: Moves, own: Sequence[Change]) -> Figure:
    shown = [*top.told, *(moved for moved in own if moved.figure not in [one.figure for one in top.told])]
    figures = [moved.figure for moved in shown] or [profile.figure("population")]
    table = pd.DataFrame(_cells(top, own)).assign(**_sources(profile, _in_rows(top, own)))
    notes = [HOW, f"Nyere er tall fra {top.since} og senere; «{OLDER}» slutter før det."]
    if any("kroner" in moved.figure.indicator.unit for moved in shown if moved.difference is not None):
        notes.append(CURRENT_PRICES)
    inhabitants = objections.population(profile.database, profile.division, profile.code)
    if inhabitants is not None and inhabitants < objections.SMALL:
        notes.append(f"Lite tallgrunnlag: med {text.number(inhabitants)} innbyggere flytter få hendelser tallene mye.")
    return profile_figure(
        profile,
        key="changes",
        title=title(profile, top),
        subtitle=(
            f"De største bevegelsene blant tallene som rangeres, mot {profile.compared_with}, høyst ett for hvert tema."
        ),
        alt=" ".join(top.lines),
        figures=figures,
        table=lambda: table,
        notes=(" ".join(notes),),
        decimals={},
    )


def _in_rows(top: Moves, own: Sequence[Change]) -> list[Change]:
    """What has a row of the table: the largest moves first, then the key figures that are shown."""
    first = {moved.figure.indicator.indicator_id for moved in top.told}
    return [*top.told, *(moved for moved in own if moved.figure.indicator.indicator_id not in first)]


def _cells(top: Moves, own: Sequence[Change]) -> list[dict[str, str]]:
    """A row a figure, in words."""
    return [_row(moved) for moved in _in_rows(top, own)]


def _sources(profile: Profile, rows: Sequence[Change]) -> dict[str, list[str]]:
    """What each row refers to and where it is from, for the files."""
    cited = [municipality.citations(profile, moved.figure) for moved in rows]
    return {"Gjelder": [moved.figure.reference for moved in rows], "Kilde": [named(one) for one in cited]}


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
