"""«Nøkkelfunn»: the statements on the front page, computed from the data, each with the view that shows it.

They are this program's computations, not the committee's. The view that a statement opens repeats its first number in
the title, and all of them there or in what stands around it (of maps: figures/map_notes.py). A statement whose data are
not there is left out; nothing in them is written down as a number.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import pandas as pd
from markupsafe import Markup

from dashboard import addresses, markup, text
from dashboard.data import queries
from dashboard.data.database import Database, question
from dashboard.figures import map_titles
from dashboard.figures.map_notes import SMALL, with_places
from dashboard.measures import ahead, outcomes, population, relation_words, scale_curve
from dashboard.measures.economy import RECOMMENDED_RESULT
from dashboard.state.selection import Selection


@dataclass(frozen=True)
class Finding:
    """A sentence, the address of the view that shows it, and the indicator that it is computed from."""

    sentence: str
    link: str
    indicator_id: str


@question
def findings(database: Database, division: str) -> list[Finding]:
    """Everything worth saying about a division in its newest figures, most basic first."""
    found = (statement(database, division) for statement in STATEMENTS)
    return [_marked(database, finding) for finding in found if finding is not None]


def as_html(database: Database, division: str, *, is_open: bool = True) -> Markup:
    """The strip «Nøkkelfunn» above the map; shell/findings.js folds it for who has seen it before."""
    found = findings(database, division)
    items = markup.each("<li>{}</li>", (markup.link(finding.link, finding.sentence) for finding in found))
    return markup.html(
        "<details class='findings' id='nokkelfunn'{}><summary>Nøkkelfunn ({})</summary><ul>{}</ul></details>",
        Markup(" open" if is_open else ""),
        len(found),
        items,
    )


def _marked(database: Database, finding: Finding) -> Finding:
    """The statement; one that is computed from made-up figures says so."""
    indicator = queries.indicators(database)[finding.indicator_id]
    if not text.is_synthetic(indicator.notes or ""):
        return finding
    return replace(finding, sentence=text.marked(finding.sentence, [indicator.notes or ""]))


def _newest(database: Database, division: str, indicator_id: str) -> tuple[int, pd.DataFrame] | None:
    """The newest year of an indicator and its comparable figures with inhabitants and centrality class, or None."""
    if indicator_id not in queries.indicators(database):
        return None
    available = queries.years(database, indicator_id, division)
    if not available:
        return None
    year = available[0]
    values = queries.comparable(queries.values(database, indicator_id, division, year))
    return year, with_places(database, division, year, values)


def _map_of(division: str, indicator_id: str, year: int) -> str:
    return Selection(indicator_id, year, division).link()


def _part_of(page: str, part: str, division: str, year: int | None = None) -> str:
    """The address of a part of another page."""
    said = {"inndeling": division, "aar": year and str(year), "vis": text.slug(part)}
    return addresses.address(page, said)


def _small_municipalities(database: Database, division: str) -> Finding | None:
    found = _newest(database, division, "population")
    if found is None:
        return None
    year, values = found
    small = values[values["value"] < SMALL]
    share = text.per_cent(small["value"].sum(), values["value"].sum())
    return Finding(
        f"{len(small)} av {len(values)} kommuner har under {text.number(SMALL)} innbyggere; {share} av innbyggerne bor "
        "der.",
        _part_of(addresses.POPULATION, "Størrelse", division, year),
        "population",
    )


def _middle_municipality(database: Database, division: str) -> Finding | None:
    found = _newest(database, division, "population")
    if found is None:
        return None
    year, values = found
    needed = population.largest_with_half(values)
    return Finding(
        f"Mediankommunen har {text.number(values['value'].median())} innbyggere; halvparten av alle bor i de {needed} "
        "største kommunene.",
        _map_of(division, "population", year),
        "population",
    )


def _shrinking(database: Database, division: str) -> Finding | None:
    found = _newest(database, division, "population_change_5y")
    if found is None:
        return None
    year, values = found
    remote = values[values["centrality_class"] == values["centrality_class"].max()]
    return Finding(
        f"{int((values['value'] < 0).sum())} av {_counted(database, division, values)} hadde nedgang i folketallet de "
        f"siste fem årene; i den minst sentrale klassen gjelder det {int((remote['value'] < 0).sum())} av "
        f"{len(remote)}.",
        _map_of(division, "population_change_5y", year),
        "population_change_5y",
    )


def _counted(database: Database, division: str, known: pd.DataFrame) -> str:
    return map_titles.counted(len(known), len(queries.municipalities(database, division)))


def _least_central(database: Database, division: str) -> Finding | None:
    found = _newest(database, division, "centrality_class")
    if found is None:
        return None
    _, values = found
    remote = values[values["value"] >= values["value"].max() - 1]
    small = remote[remote["population"] < SMALL]
    return Finding(
        f"{len(remote)} av {len(values)} kommuner er i de to minst sentrale klassene; "
        f"{text.part_of_them(len(small), len(remote))} har under {text.number(SMALL)} innbyggere. "
        "Størrelse og sentralitet henger sammen, så forskjeller etter det ene må leses sammen med det andre.",
        _part_of(addresses.POPULATION, "Sentralitet", division),
        "centrality_class",
    )


def _working_age(database: Database, division: str) -> Finding | None:
    found = population.working_age(database, division)
    newest = found.table.loc[~found.table["projected"], "year"].max()
    by_class = found.table[found.table["year"] == newest].set_index("centrality_class")["value"]
    if by_class.empty:
        return None
    return Finding(
        f"{text.number(by_class[by_class.index.max()], 1)} innbyggere på {found.ages} år per innbygger på 80 år eller "
        f"mer i de minst sentrale kommunene, {text.number(by_class[by_class.index.min()], 1)} i de mest sentrale.",
        _part_of(addresses.POPULATION, "Alder", division),
        "population",
    )


def _weak_results(database: Database, division: str) -> Finding | None:
    found = _newest(database, division, "net_operating_result")
    if found is None:
        return None
    year, values = found
    negative = int((values["value"] < 0).sum())
    weak = int((values["value"] < RECOMMENDED_RESULT).sum())
    return Finding(
        f"{negative} av {_counted(database, division, values)} hadde negativt netto driftsresultat i {year}; {weak} lå "
        f"under {text.number(RECOMMENDED_RESULT, 2)} prosent, som er anbefalt i gjennomsnitt over flere år.",
        _part_of(addresses.ECONOMY, "Driftsresultat", division),
        "net_operating_result",
    )


def _robek(database: Database, division: str) -> Finding | None:
    found = _newest(database, division, "robek")
    if found is None:
        return None
    year, values = found
    listed = values[values["value"] == 1]
    small = int((listed["population"] < SMALL).sum())
    return Finding(
        f"{len(listed)} av {_counted(database, division, values)} er registrert i ROBEK ({year}); "
        f"{text.part_of_them(small, len(listed))} har under {text.number(SMALL)} innbyggere.",
        _map_of(division, "robek", year),
        "robek",
    )


def _expenditure_need(database: Database, division: str) -> Finding | None:
    found = _newest(database, division, "expenditure_need")
    if found is None:
        return None
    year, values = found
    indicator = queries.indicators(database)["expenditure_need"]
    lowest, highest = (map_titles.extreme(indicator, values, lowest=end) for end in (True, False))
    return Finding(
        "Lovens oppgaver er de samme, men blant kommunene med tall går beregnet utgiftsbehov per innbygger fra "
        f"{lowest} til {highest} ganger landet.",
        _map_of(division, "expenditure_need", year),
        "expenditure_need",
    )


def _turnout(database: Database, division: str) -> Finding | None:
    found = _newest(database, division, "turnout_municipal")
    if found is None:
        return None
    year, values = found
    small, large = values["population"] < SMALL, values["population"] >= SMALL
    return Finding(
        f"Medianen for valgdeltakelsen ved kommunestyrevalget i {year} var {text.number(values['value'].median(), 1)} "
        f"prosent for alle kommuner {text.of(int(values['value'].count()))}, "
        f"{text.number(values.loc[small, 'value'].median(), 1)} for kommuner under {text.number(SMALL)} innbyggere "
        f"{text.of(int(values.loc[small, 'value'].count()))} og {text.number(values.loc[large, 'value'].median(), 1)} "
        f"for de større {text.of(int(values.loc[large, 'value'].count()))}.",
        _map_of(division, "turnout_municipal", year),
        "turnout_municipal",
    )


def _compliance(database: Database, division: str) -> Finding | None:
    division = queries.only_division(database, "compliance_menon") or division
    found = _newest(database, division, "compliance_menon")
    if found is None:
        return None
    year, values = found
    median = values.groupby("centrality_class")["value"].median()
    central, remote = (text.number(median[end], 1) for end in (min(median.index), max(median.index)))
    return Finding(
        f"Graden av lovoppfyllelse var {central} prosent i mediankommunen i den mest sentrale klassen og {remote} "
        f"prosent i den minst sentrale (Menon for departementet, {year}).",
        addresses.address(
            addresses.COMPLIANCE,
            {**Selection("compliance_menon", year, division).parameters(), "kilde": "menon", "vis": "etter-gruppe"},
        ),
        "compliance_menon",
    )


def _few_of_working_age(database: Database, division: str) -> Finding | None:
    if not ahead.there(database):
        return None
    now, year = ahead.base(database, division), ahead.usual_year(database, division)
    today, then = (ahead.counted(ahead.ratio_in(database, division, one), ahead.TITLE_LIMIT) for one in (now, year))
    return Finding(
        f"{then.below} av {then.of} kommuner får færre enn {ahead.TITLE_LIMIT} innbyggere på 20–66 år per innbygger "
        f"80+ i {year}, mot {today.below} i dag, regnet med én desimal {then.modelled}. {ahead.NOT_OFFICIAL}.",
        _ahead(division, ahead.MAP_RATIO, year),
        ahead.OBSERVED[ahead.RATIO],
    )


def _fewer_of_working_age(database: Database, division: str) -> Finding | None:
    if not ahead.there(database):
        return None
    now, year = ahead.base(database, division), ahead.usual_year(database, division)
    found = ahead.counted(ahead.workers_in(database, division, year), 0)
    codes = frozenset(queries.municipalities(database, division)["code"])
    more, _ = ahead.more_of_the_oldest(database, division, codes, year)
    return Finding(
        f"{found.below} av {found.of} kommuner får færre på 20–66 år fra {now} til {year} {found.modelled}; "
        f"{more} får flere på 80 år eller mer. {ahead.NOT_OFFICIAL}.",
        _ahead(division, ahead.MAP_WORKERS, year),
        ahead.OBSERVED[ahead.WORKERS],
    )


def _ahead(division: str, kind: str, year: int) -> str:
    """The address of a map of the years ahead."""
    return addresses.address(
        addresses.POPULATION, {"inndeling": division, "vis": "framover", "framkart": text.slug(kind), "framaar": year}
    )


def _when_alike(database: Database, division: str) -> Finding | None:
    """What goes with the operating result when the rest is alike."""
    outcome = "net_operating_result"
    if outcome not in outcomes.possible(database, division):
        return None
    year = queries.years(database, outcome, division)[0]
    found = outcomes.fitted(database, division, outcome, year)
    if found is None:
        return None
    said = relation_words.in_one(outcomes.outcome(database, division, outcome, year), found)
    told = f"{said} (R² = {text.number(found.nearest.r_squared, 2)})."
    return Finding(told, _relation(division, "utfall", outcome), outcome)


def _by_size(database: Database, division: str) -> Finding | None:
    """What goes with twice as many inhabitants in administration."""
    amount = "expenditure_administration"
    found = scale_curve.of(database, division, amount) if amount in scale_curve.services(database, division) else None
    if found is None:
        return None
    said = relation_words.scale_sentence(queries.indicators(database)[amount], found)
    return Finding(f"{said}.", _relation(division, "stordrift", amount), amount)


def _relation(division: str, part: str, indicator_id: str) -> str:
    """The address of a part of «Sammenheng»."""
    return addresses.address(addresses.RELATIONS, {"inndeling": division, "vis": part, "y": indicator_id})


STATEMENTS: tuple[Callable[[Database, str], Finding | None], ...] = (
    _compliance,
    _small_municipalities,
    _middle_municipality,
    _shrinking,
    _least_central,
    _working_age,
    _few_of_working_age,
    _fewer_of_working_age,
    _expenditure_need,
    _by_size,
    _weak_results,
    _when_alike,
    _robek,
    _turnout,
)
