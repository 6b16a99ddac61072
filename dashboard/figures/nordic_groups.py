"""What figures say of a group of Nordic municipalities: its name, day and source, and what it lacks."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard import text
from dashboard.data import nordic_queries
from dashboard.data.database import Database
from dashboard.figures.citing import cite
from dashboard.figures.figure import Citation
from dashboard.measures import nordic
from dashboard.measures.nordic import Group

NOT_RANKED = "Landene er ikke rangert: kommunene har ulike oppgaver, og der tallene er fra ulike datoer, står det."


def exactly(inhabitants: float) -> str:
    """A statistic with the half that a median may have: «5 155», «5 162,5»."""
    return text.number(inhabitants, 0 if inhabitants == round(inhabitants) else 1)


def short_date(group: Group) -> str:
    """«31.12.2020»."""
    return f"{group.day.day}.{group.day.month}.{group.day.year}"


def label(group: Group) -> str:
    """What a group is called in a table or a sentence: «Finland uten Åland, 31.12.2020»."""
    return f"{group.name}, {short_date(group)}"


def axis_label(group: Group) -> str:
    """Country, scope and day on lines that fit beside a chart on a phone."""
    scope = [] if group.scope == nordic.EVERYWHERE else [group.short_scope.replace("kommuner, ", "kommuner,<br>")]
    return "<br>".join([text.COUNTRY_WORDS[group.country], *scope, short_date(group)])


def citations(database: Database, groups: Sequence[Group]) -> tuple[Citation, ...]:
    """The sources of some groups, each with the countries and days that it is the source of."""
    found = nordic_queries.sources(database, tuple(sorted({group.source_id for group in groups})))
    return tuple(
        cite(row, _reference([group for group in groups if group.source_id == row["source_id"]]))
        for row in found.to_dict("records")
    )


def _reference(groups: Sequence[Group]) -> str:
    """«Finland uten Åland, 31.12.2020; Norge, 1.1.2020–1.1.2026»."""
    days: dict[str, list[str]] = {}
    for group in groups:
        days.setdefault(group.name, []).append(short_date(group))
    return "; ".join(
        f"{name}, {dates[0]}" if len(dates) == 1 else f"{name}, {dates[0]}–{dates[-1]}" for name, dates in days.items()
    )


def missing(groups: Sequence[Group]) -> str:
    """Which countries have municipalities without a figure."""
    lacking = [
        f"{label(group)}: {text.count(group.missing, 'kommune', 'kommuner')} uten folketall"
        for group in groups
        if group.missing
    ]
    return "; ".join(lacking) or "Ingen av kommunene mangler folketall"


def not_shown(far: Sequence[Group]) -> str:
    """Which countries are left out, and of which day their nearest figures are; nothing where none is."""
    told = [f"{text.COUNTRY_WORDS[group.country]} ({short_date(group)})" for group in far]
    return f"Ikke med, fordi nærmeste dato i vår kilde er over ett år unna: {text.listed(told)}" if told else ""
