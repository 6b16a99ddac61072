"""What stands around the chart of one key figure over the years."""

from __future__ import annotations

import pandas as pd

from dashboard import text
from dashboard.data import citation_queries
from dashboard.figures import citing
from dashboard.figures.figure import Figure
from dashboard.measures import sentences, trend
from dashboard.measures.keyfigures import KeyFigure
from dashboard.views.municipality.municipality import Profile, profile_figure


def trend_figure(profile: Profile, figure: KeyFigure, table: pd.DataFrame, marks: list[trend.Break]) -> Figure:
    """The figure of how a key figure moved."""
    indicator = figure.indicator
    change = sentences.change(figure)
    said = indicator.unit.lower() in indicator.short_title.lower() and figure.value is not None
    now = figure.in_words(figure.value) if said else figure.shown(figure.value)
    title = f"{sentences.subject(indicator)} i {profile.name} kommune: {now}{f', {change}' if change else ''}"
    return profile_figure(
        profile,
        key="trend",
        title=title,
        subtitle=f"{indicator.heading}, {_span(table)}, mot {profile.compared_with}.",
        missing=_lacking(profile.name, table),
        alt=f"{sentences.sentence(figure)} {f'{change[0].upper()}{change[1:]}.' if change else ''}",
        figures=[figure],
        table=lambda: _trend_table(profile, figure, table),
        decimals=dict.fromkeys(
            (f"{profile.name} ({indicator.unit})", "Median", "Lavest", "Høyest"), indicator.decimals
        ),
        notes=(*(f"Brudd i {mark.year}: {mark.reason}." for mark in marks), *_remarks_by_year(figure)),
        citations=tuple(
            citing.cite(source)
            for source in citation_queries.sources_of(
                profile.database, indicator.indicator_id, profile.division
            ).to_dict("records")
        ),
    )


def _remarks_by_year(figure: KeyFigure) -> list[str]:
    """What is said of the municipality's figures, with the years: «2024–2026: Summen av 1508 Ålesund og 1580 Haram.»"""
    noted = figure.series[figure.series["value"].notna() & figure.series["note"].notna()]
    return [f"{text.years(rows['year'])}: {note}." for note, rows in noted.groupby("note", sort=False)]


def _span(table: pd.DataFrame) -> str:
    return f"{table['year'].min()}–{table['year'].max()}"


def _lacking(name: str, table: pd.DataFrame) -> str:
    """In which years the municipality has no figure, and in which nobody has."""
    absent = table[table["own"].isna()]
    is_nobodys = absent["reporting"] == 0
    nobody, alone = (text.years(absent.loc[rows, "year"]) for rows in (is_nobodys, ~is_nobodys))
    told = [f"{name} mangler tall for {alone}"] if alone else []
    told += [f"{'i' if told else 'I'}ngen har tall her for {nobody}"] if nobody else []
    return "; ".join(told) or f"{name} har tall for alle årene"


def _trend_table(profile: Profile, figure: KeyFigure, table: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "År": table["year"],
            f"{profile.name} ({figure.indicator.unit})": table["own"],
            "Median": table["median"],
            "Lavest": table["lowest"],
            "Høyest": table["highest"],
            "Sammenlignbare med tall": table["reporting"],
        }
    )
