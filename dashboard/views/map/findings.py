"""«Utvalgets funn»: the statements on the front page, computed from the data, each with the view that shows it.

A statement whose data are not there is left out; nothing in them is written down as a number.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from html import escape
from urllib.parse import parse_qsl, urlsplit

import numpy as np
import pandas as pd

from dashboard import text
from dashboard.data import queries
from dashboard.data.database import Database, question
from dashboard.figures.frame import SYNTHETIC_WORDS, is_synthetic
from dashboard.state.selection import Selection

SMALL = 5000
"""Inhabitants below which Statistics Norway calls a municipality small."""

RECOMMENDED_RESULT = 1.75
"""Net operating result in per cent of revenues that Teknisk beregningsutvalg recommends for municipalities."""


@dataclass(frozen=True)
class Finding:
    """A sentence and the address of the view that shows it."""

    sentence: str
    link: str


@question
def findings(database: Database, division: str) -> list[Finding]:
    """Everything worth saying about a division in its newest figures, most basic first."""
    found = (statement(database, division) for statement in STATEMENTS)
    return [_marked(database, finding) for finding in found if finding is not None]


def as_html(database: Database, division: str) -> str:
    """The strip «Utvalgets funn» above the map."""
    found = findings(database, division)
    items = "".join(
        f"<li><a href='{escape(finding.link)}' target='_self'>{escape(finding.sentence)}</a></li>" for finding in found
    )
    return f"<details class='findings' open><summary>Utvalgets funn ({len(found)})</summary><ul>{items}</ul></details>"


def _marked(database: Database, finding: Finding) -> Finding:
    """The statement; one that is computed from made-up figures says so."""
    indicator = queries.indicators(database).get(dict(parse_qsl(urlsplit(finding.link).query)).get("indikator"))
    if indicator is None or not is_synthetic(indicator.notes or ""):
        return finding
    return replace(finding, sentence=f"{finding.sentence} ({SYNTHETIC_WORDS})")


def _newest(database: Database, division: str, indicator_id: str) -> tuple[int, pd.DataFrame] | None:
    """The newest year of an indicator and its comparable figures with inhabitants and centrality class, or None."""
    if indicator_id not in queries.indicators(database):
        return None
    available = queries.years(database, indicator_id, division)
    if not available:
        return None
    year = available[0]
    values = queries.comparable(queries.values(database, indicator_id, division, year))
    population_year = queries.years(database, "population", division)[0]
    population = queries.values(database, "population", division, population_year).set_index("code")["value"]
    register = queries.municipalities(database, division).set_index("code")
    return year, values.assign(
        population=values["code"].map(population),
        centrality_class=values["code"].map(register["centrality_class"]),
        centrality_index=values["code"].map(register["centrality_index"]),
    )


def _link(division: str, indicator_id: str, year: int) -> str:
    return Selection(indicator_id, year, division).link()


def _small_municipalities(database: Database, division: str) -> Finding | None:
    found = _newest(database, division, "population")
    if found is None:
        return None
    year, values = found
    small = values[values["value"] < SMALL]
    share = text.per_cent(small["value"].sum(), values["value"].sum())
    return Finding(
        f"{len(small)} av {len(values)} kommuner har under {text.number(SMALL)} innbyggere; {share} av folket bor der.",
        _link(division, "size_group", year),
    )


def _half_of_the_people(database: Database, division: str) -> Finding | None:
    found = _newest(database, division, "population")
    if found is None:
        return None
    year, values = found
    largest_first = values["value"].sort_values(ascending=False).cumsum()
    needed = int((largest_first < values["value"].sum() / 2).sum()) + 1
    return Finding(
        f"Halvparten av folket bor i de {needed} største kommunene; den midterste kommunen har "
        f"{text.number(values['value'].median())} innbyggere.",
        _link(division, "population", year),
    )


def _shrinking(database: Database, division: str) -> Finding | None:
    found = _newest(database, division, "population_change_5y")
    if found is None:
        return None
    year, values = found
    shrinking = values[values["value"] < 0]
    remote = values[values["centrality_class"] == values["centrality_class"].max()]
    lost = int((remote["value"] < 0).sum())
    return Finding(
        f"{len(shrinking)} av {len(values)} kommuner har færre innbyggere enn for fem år siden; "
        f"i den minst sentrale klassen gjelder det {lost} av {len(remote)}.",
        _link(division, "population_change_5y", year),
    )


def _size_and_centrality(database: Database, division: str) -> Finding | None:
    found = _newest(database, division, "centrality_index")
    if found is None:
        return None
    year, values = found
    r = np.corrcoef(np.log(values["population"]), values["value"])[0, 1]
    return Finding(
        f"Størrelse og sentralitet går sammen (korrelasjon {text.number(r, 2)} mellom sentralitetsindeksen og "
        "logaritmen av folketallet): det ene kan ikke forklares uten det andre.",
        _link(division, "centrality_index", year),
    )


def _medians_at_the_ends(values: pd.DataFrame) -> tuple[str, str]:
    """The medians of the most and of the least central class, as they are said."""
    median = values.groupby("centrality_class")["value"].median()
    return text.number(median[median.index.min()], 1), text.number(median[median.index.max()], 1)


def _ageing(database: Database, division: str) -> Finding | None:
    found = _newest(database, division, "share_67_plus")
    if found is None:
        return None
    year, values = found
    central, remote = _medians_at_the_ends(values)
    return Finding(
        f"I den midterste av de minst sentrale kommunene er {remote} prosent 67 år eller eldre; "
        f"i den midterste av de mest sentrale er det {central} prosent.",
        _link(division, "share_67_plus", year),
    )


def _weak_results(database: Database, division: str) -> Finding | None:
    found = _newest(database, division, "net_operating_result")
    if found is None:
        return None
    year, values = found
    negative = int((values["value"] < 0).sum())
    weak = int((values["value"] < RECOMMENDED_RESULT).sum())
    return Finding(
        f"{negative} av {len(values)} kommuner hadde negativt netto driftsresultat i {year}; {weak} lå under de "
        f"anbefalte {text.number(RECOMMENDED_RESULT, 2)} prosentene.",
        _link(division, "net_operating_result", year),
    )


def _robek(database: Database, division: str) -> Finding | None:
    found = _newest(database, division, "robek")
    if found is None:
        return None
    year, values = found
    listed = values[values["value"] == 1]
    small = int((listed["population"] < SMALL).sum())
    return Finding(
        f"{len(listed)} kommuner står i ROBEK ({year}); {small} av dem har under {text.number(SMALL)} innbyggere.",
        _link(division, "robek", year),
    )


def _expenditure_need(database: Database, division: str) -> Finding | None:
    found = _newest(database, division, "expenditure_need")
    if found is None:
        return None
    year, values = found
    lowest, highest = (values.loc[values["value"].agg(edge)] for edge in ("idxmin", "idxmax"))
    return Finding(
        f"Samme oppgaver, ulik kostnad: beregnet utgiftsbehov per innbygger går fra {text.number(lowest['value'], 2)} "
        f"({text.short_name(lowest['name'])}) til {text.number(highest['value'], 2)} "
        f"({text.short_name(highest['name'])}) ganger landet.",
        _link(division, "expenditure_need", year),
    )


def _turnout(database: Database, division: str) -> Finding | None:
    found = _newest(database, division, "turnout_municipal")
    if found is None:
        return None
    year, values = found
    small, large = values["population"] < SMALL, values["population"] >= SMALL
    return Finding(
        f"Ved kommunestyrevalget i {year} stemte {text.number(values.loc[small, 'value'].median(), 1)} prosent i den "
        f"midterste kommunen under {text.number(SMALL)} innbyggere, "
        f"{text.number(values.loc[large, 'value'].median(), 1)} prosent i den midterste av de større.",
        _link(division, "turnout_municipal", year),
    )


def _compliance(database: Database, division: str) -> Finding | None:
    found = _newest(database, division, "compliance_menon")
    if found is None:
        return None
    year, values = found
    central, remote = _medians_at_the_ends(values)
    return Finding(
        f"Graden av lovoppfyllelse var {remote} prosent i den midterste av de minst sentrale kommunene og {central} "
        f"prosent i den midterste av de mest sentrale (Menon for departementet, {year}).",
        Selection("compliance_menon", year, division).link("lovoppfyllelse") + "&kilde=menon&vis=etter-gruppe",
    )


STATEMENTS: tuple[Callable[[Database, str], Finding | None], ...] = (
    _compliance,
    _small_municipalities,
    _half_of_the_people,
    _shrinking,
    _size_and_centrality,
    _ageing,
    _expenditure_need,
    _weak_results,
    _robek,
    _turnout,
)
