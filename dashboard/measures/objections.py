"""What a sceptic asks of a figure, answered from the data: of a municipality's among its peers, and of an indicator."""

from __future__ import annotations

import pandas as pd

from dashboard import text
from dashboard.data import changes_queries, queries
from dashboard.data.database import Database
from dashboard.measures.keyfigures import NAMED_SCALES, KeyFigure, plain_unit
from dashboard.measures.population import SIZE_LIMITS, inhabitants_words, size_class

SMALL = 1000
"""Inhabitants below which every figure of a municipality is said to rest on few people."""

FEWEST_FOR_SPREAD = 8
"""Municipalities below which their standard deviation says nothing."""

LEAST_SAID = 0.005
"""The smallest effect of one person that is told: what is less, is 0,00."""


def answers(database: Database, division: str, figure: KeyFigure) -> tuple[tuple[str, str], ...]:
    """Label and answer: who reports, whether numbers are small, what breaks the series, what the last load changed."""
    inhabitants = population(database, division, figure.own["code"])
    found = (
        ("Hvem rapporterer?", reporting(figure)),
        ("Hvor usikkert er anslaget?", estimated_span(figure)),
        (
            "Er tallene små?",
            small_numbers(
                figure, inhabitants, base(database, division, figure), divided_by(database, division, figure)
            ),
        ),
        ("Er forskjellen stor?", difference(database, division, figure, inhabitants)),
        ("Kan det følges over tid?", comparability(figure)),
        ("Merknad til tallet", figure.own["note"] if isinstance(figure.own["note"], str) else ""),
        ("Endret siden sist?", changed(changes_queries.latest_changes(database, division, figure.own["code"]), figure)),
        ("Når kommer nye tall?", f"{figure.indicator.rhythm[0].upper()}{figure.indicator.rhythm[1:]}."),
        ("På vei inn i ROBEK?", register(database, division, figure)),
    )
    return tuple((label, answer) for label, answer in found if answer)


ROBEK, RESULT = "robek", "net_operating_result"


def register(database: Database, division: str, figure: KeyFigure) -> str:
    """Of a result or the register itself: whether the municipality is in ROBEK, and what would tell whether it is on
    its way in, which isn't among the figures.
    """
    if figure.indicator.indicator_id not in (ROBEK, RESULT):
        return ""
    known = queries.indicators(database).get(ROBEK)
    said = "Registeret er ikke blant tallene her."
    if known is not None:
        year = queries.years(database, ROBEK, division)[0]
        row = queries.values_by_code(database, ROBEK, division, year).loc[figure.own["code"]]
        if pd.notna(row["value"]):
            there = "står" if row["value"] == 1 else "står ikke"
            why = f" ({text.uncapitalised(row['note'])})" if row["value"] == 1 and row["note"] else ""
            said = f"{figure.municipality} {there} i ROBEK per {known.reference_in(year)}{why}."
    return (
        f"{said} Om kommunen er på vei inn, kan ikke sies her: det avgjøres av merforbruk som ikke er dekket inn, og "
        "av vedtak om budsjett og regnskap (kommuneloven § 28-1). Det står i kommunens egne regnskap, ikke i tallene "
        "her."
    )


def population(database: Database, division: str, code: str) -> float | None:
    """The newest number of inhabitants, or None."""
    year = queries.years(database, "population", division)[0]
    value = queries.values(database, "population", division, year).set_index("code")["value"].loc[code]
    return None if pd.isna(value) else float(value)


def reporting(figure: KeyFigure) -> str:
    """How many peers have a comparable figure, and who has not."""
    spread = figure.spread
    if not spread.peers:
        return "Det er ingen andre i gruppen."
    if spread.reporting == spread.peers:
        return f"Alle de {spread.peers} sammenlignbare kommunene har tall."
    absent = figure.peers.loc[figure.peer_values.isna(), "name"].map(text.short_name)
    names = f": {text.listed(absent)} mangler" if len(absent) <= 8 else ""
    return f"{spread.reporting} av {spread.peers} sammenlignbare kommuner har tall som kan sammenlignes{names}."


def _moved_by_few(indicator: queries.Indicator) -> bool:
    """Whether what happens to few people moves the figure: not what a place is, and not an estimate."""
    return not (
        indicator.kind == "modelled"
        or indicator.scale in NAMED_SCALES
        or indicator.aggregation == "largest_part"
        or indicator.indicator_id == "land_area"
    )


def little_ground(figure: KeyFigure, inhabitants: float | None) -> bool:
    """Whether the figure rests on so few people that its place among others may be chance."""
    return inhabitants is None or (inhabitants < SMALL and _moved_by_few(figure.indicator))


def few_counted(database: Database, division: str, figure: KeyFigure) -> bool:
    """Whether a share is of so few that some births or moves, or a dwelling or two, make its changes: a share of the
    inhabitants that counts few of them, any other share of few in all.
    """
    if figure.value is None or not figure.indicator.unit.startswith("prosent"):
        return False
    if figure.indicator.indicator_id.startswith("share_"):
        of = base(database, division, figure) or divided_by(database, division, figure)
        return of is not None and of * figure.value / 100 < FEW
    of = _on_its_date(database, division, figure, figure.indicator.base_indicator_id)
    return of is not None and of < FEW


FEW = 20
"""What a share counts, or is a share of, below which its changes may be chance."""


def base(database: Database, division: str, figure: KeyFigure) -> float | None:
    """How many the municipality's share is a share of, where the catalogue says of whom; else None."""
    indicator = figure.indicator
    counted = indicator.base_indicator_id
    is_share = indicator.indicator_id.startswith("share_") and indicator.unit == "prosent"
    if not (is_share and counted and figure.year in queries.years(database, counted, division)):
        return None
    return _own_in(database, division, figure, counted, figure.year)


def divided_by(database: Database, division: str, figure: KeyFigure) -> float | None:
    """How many the municipality's own amount was divided by, on the catalogue's date; None where the data lack it."""
    return _on_its_date(database, division, figure, figure.indicator.divisor)


def _on_its_date(database: Database, division: str, figure: KeyFigure, indicator_id: str | None) -> float | None:
    """The figure's municipality's figure of what it is divided by or counted among, on the catalogue's date; None where
    the catalogue names none or the data lack it.
    """
    year = figure.year + figure.indicator.base_year_offset
    if not indicator_id or year not in queries.years(database, indicator_id, division):
        return None
    return _own_in(database, division, figure, indicator_id, year)


def _own_in(database: Database, division: str, figure: KeyFigure, indicator_id: str, year: int) -> float | None:
    """The figure's municipality's figure of another indicator in a year, None where it is missing."""
    value = queries.values_by_code(database, indicator_id, division, year)["value"].loc[figure.own["code"]]
    return None if pd.isna(value) else float(value)


def small_numbers(
    figure: KeyFigure, inhabitants: float | None, counted: float | None = None, divided: float | None = None
) -> str:
    """The uncertainty that the publisher gives, that few people stand behind the figure, and what one person (of the
    `counted` that a share is of), one more case or a million kroner (of an amount that was `divided` by so many) does
    to it.

    A register counts everybody, so that there is no chance of a sample to give an interval for.
    """
    if inhabitants is None or figure.value is None or not _moved_by_few(figure.indicator):
        return ""
    indicator, parts = figure.indicator, [published_uncertainty(figure)]
    if inhabitants < SMALL:
        parts.append(
            f"Lite tallgrunnlag: kommunen har {text.count(inhabitants, 'innbygger', 'innbyggere')}, og få hendelser "
            "flytter tallet mye."
        )
    if divided and indicator.unit.startswith("kroner per innbygger"):
        parts.append(f"Én million kroner er {text.number(1e6 / divided)} {indicator.unit} her.")
    elif divided and "per 1 000 innbyggere" in indicator.unit and 1000 / divided >= LEAST_SAID:
        parts.append(f"1 mer eller mindre er {text.number(1000 / divided, 2)} per 1 000 innbyggere her.")
    elif counted and 100 / counted >= LEAST_SAID:
        parts.append(f"Én person er {text.number(100 / counted, 2)} prosentpoeng.")
    return " ".join(filter(None, parts))


def published_uncertainty(figure: KeyFigure) -> str:
    """The interval that the publisher gives with the figure, if any."""
    if pd.isna(figure.own["lower"]):
        return ""
    return (
        f"Kilden oppgir usikkerhet: fra {figure.number(figure.own['lower'])} til {figure.shown(figure.own['upper'])}."
    )


def estimated_span(figure: KeyFigure) -> str:
    """From where to where an estimate goes, if that is told."""
    if figure.indicator.kind != "modelled" or figure.value is None or pd.isna(figure.own["lower"]):
        return ""
    return f"Anslaget går fra {figure.number(figure.own['lower'])} til {figure.shown(figure.own['upper'])}."


def difference(database: Database, division: str, figure: KeyFigure, inhabitants: float | None) -> str:
    """How far the figure is from the peers' median, beside how much figures differ among municipalities of its size."""
    rate = figure.indicator.aggregation in ("weighted_mean", "recomputed") and not figure.named
    if not rate or figure.place is None or inhabitants is None or figure.spread.reporting < FEWEST_FOR_SPREAD:
        return ""
    size, alike = of_its_size(database, division, figure, inhabitants)
    if len(alike) < FEWEST_FOR_SPREAD:
        return ""
    unit = "prosentpoeng" if figure.indicator.unit.startswith("prosent") else plain_unit(figure.indicator)
    decimals, deviation = figure.indicator.decimals, float(alike.std())
    away = abs(figure.known_value - figure.spread.median)
    lines = [
        f"Tallet er {text.with_unit(away, unit, decimals)} fra medianen for de sammenlignbare kommunene.",
        f"Blant {text.number(len(alike))} kommuner med {size} er standardavviket "
        f"{text.with_unit(deviation, unit, decimals)}.",
    ]
    if away < deviation:
        lines.append("Forskjellen er mindre enn det kommuner av den størrelsen vanligvis skiller seg fra hverandre.")
    return " ".join(lines)


def of_its_size(database: Database, division: str, figure: KeyFigure, inhabitants: float) -> tuple[str, pd.Series]:
    """The size class of a municipality, and the comparable figures of all that are in it."""
    year = queries.years(database, "population", division)[0]
    sizes = size_class(queries.values_by_code(database, "population", division, year)["value"], SIZE_LIMITS)
    own = size_class(pd.Series([inhabitants]), SIZE_LIMITS).iloc[0]
    values = queries.comparable(queries.values_by_code(database, figure.indicator.indicator_id, division, figure.year))
    return inhabitants_words(str(own)), values.loc[sizes.reindex(values.index) == own, "value"]


def comparability(figure: KeyFigure) -> str:
    """Which years can be compared, and why others can't."""
    known = figure.series.dropna(subset=["value"])
    if known.empty:
        return ""
    if len(known) == 1:
        return f"Bare {known['year'].iloc[0]} har tall."
    years = f"{known['year'].iloc[0]}–{known['year'].iloc[-1]}: {len(known)} årganger."
    notes = figure.series.loc[figure.series["value"].isna(), "note"].dropna().unique()
    return " ".join([years, *(f"{note}." for note in notes)])


def changed(changes: pd.DataFrame, figure: KeyFigure) -> str:
    """What the newest load changed of this indicator."""
    own = changes[changes["indicator_id"] == figure.indicator.indicator_id]
    if own.empty:
        return "Nei, ikke i siste henting."
    unit, decimals = plain_unit(figure.indicator), figure.indicator.decimals
    return " ".join(
        f"{year}: fra {text.with_unit(old, unit, decimals)} til {text.with_unit(new, unit, decimals)}."
        for year, old, new in zip(own["year"], own["old_value"], own["new_value"], strict=True)
    )


# --- Of an indicator, on every page -----------------------------------------------------------------------------------


def about(database: Database, division: str, indicator: queries.Indicator) -> tuple[tuple[str, str], ...]:
    """Label and answer for an indicator as a whole: who reports, small numbers, years, what the last load changed."""
    years = queries.years(database, indicator.indicator_id, division)
    if not years:
        return ()
    newest = queries.values(database, indicator.indicator_id, division, years[0])
    series = queries.series(database, indicator.indicator_id, division)
    found = (
        ("Hvem rapporterer?", _coverage(newest, indicator.reference_in(years[0]))),
        ("Er tallene små?", _small_municipalities(database, division) if _moved_by_few(indicator) else ""),
        ("Kan det følges over tid?", _years_of_all(series, years)),
        ("Endret siden sist?", _changes_of_all(changes_queries.changes_of(database, indicator.indicator_id, division))),
    )
    return tuple((label, answer) for label, answer in found if answer)


def _coverage(newest: pd.DataFrame, reference: str) -> str:
    reported = newest["value"].notna()
    odd = newest.loc[reported & ~newest["comparable"].astype(bool), "name"].map(text.short_name)
    line = f"{text.number(reported.sum())} av {text.number(len(newest))} kommuner har tall for {reference}."
    return f"{line} {text.listed(odd)} kan ikke sammenlignes med de andre." if 0 < len(odd) <= 8 else line


def _small_municipalities(database: Database, division: str) -> str:
    year = queries.years(database, "population", division)[0]
    inhabitants = queries.values(database, "population", division, year)["value"]
    small = int((inhabitants < SMALL).sum())
    return (
        f"{small} av {len(inhabitants)} kommuner har under {text.number(SMALL)} innbyggere; "
        "der flytter få hendelser tallet mye."
    )


def _years_of_all(series: pd.DataFrame, years: list[int]) -> str:
    """The years there are, and how many municipalities have no figure in some of them because they were changed."""
    if len(years) == 1:
        return f"Bare {years[0]} har tall."
    changed_units = series.loc[series["status"] == "not_applicable", "code"].nunique()
    span = f"{years[-1]}–{years[0]}: {len(years)} årganger."
    if not changed_units:
        return span
    return f"{span} {text.count(changed_units, 'kommune', 'kommuner')} har ikke sammenlignbare tall for alle."


def _changes_of_all(changes: pd.DataFrame) -> str:
    if changes.empty:
        return "Nei, ikke i siste henting."
    years = text.listed(str(year) for year in sorted(changes["year"].unique()))
    return f"Ja, {text.count(len(changes), 'tall', 'tall')} i siste henting, for {years}."
