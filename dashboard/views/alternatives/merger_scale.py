"""What a curve by size alone would suggest for a merged unit, beside what its parts spend today."""

from __future__ import annotations

import pandas as pd

from dashboard import text
from dashboard.data import queries
from dashboard.figures import funnel, pictures
from dashboard.figures.figure import Panel
from dashboard.measures import scale_curve
from dashboard.measures.relation_words import SAID_ALWAYS
from dashboard.measures.scale_curve import At
from dashboard.views.alternatives import alternatives
from dashboard.views.alternatives.merger_figures import Merged, Unit, unit_results

AT, LOW, HIGH, TODAY = "Kurven tilsier", "Fra", "Til", "Delene i dag"
"""The columns of amounts, in kroner per inhabitant of the age that each is for."""


def scale_panel(merged: Merged, unit: Unit) -> Panel | None:
    """The amount of administration and each service that municipalities of the unit's size have, with the limits that
    95 per cent of them keep within; None where the unit's inhabitants are unknown or no municipality is of its size.
    """
    database, division = merged.context.database, merged.context.selection.division
    services = scale_curve.services(database, division)
    results = unit_results(merged.store, ["population", *services], unit)
    inhabitants = results["population"]
    if not inhabitants.known:
        return None
    told: dict[str, At] = {}
    for id_ in services:
        curve = scale_curve.of(database, division, id_)
        at = curve.at(inhabitants.value) if curve else None
        if at is not None:
            told[id_] = at
    if not told:
        return None
    known = queries.indicators(database)
    table = pd.DataFrame(
        {
            "Tjeneste": [known[id_].dated(queries.years(database, id_, division)[0]) for id_ in told],
            "Enhet": [known[id_].unit for id_ in told],
            TODAY: [results[id_].value if results[id_].known else float("nan") for id_ in told],
            AT: [at.expected for at in told.values()],
            LOW: [at.low for at in told.values()],
            HIGH: [at.high for at in told.values()],
        }
    )
    figure = alternatives.figure(
        merged.context,
        alternatives.MERGERS,
        "merger_scale",
        [*told, "population"],
        title=_title(merged.names[unit[0]], inhabitants.value, known, told),
        subtitle=(
            "Utgiften på kurven gjennom alle kommuner ved enhetens innbyggertall, med grensene som 95 prosent av "
            "kommuner på den størrelsen ligger innenfor, og det delene bruker i dag, vektet sammen. "
            f"Inndelingen {merged.context.division_label}."
        ),
        unit="kroner, som vist i kolonnen «Enhet»",
        alt="Tabell: utgifter som kurven alene tilsier for den nye enheten.",
        table=lambda: table,
        missing=_missing(table),
        status_words=("Beregnet sammenheng",),
        notes=(
            f"{SAID_ALWAYS[0].upper()}{SAID_ALWAYS[1:]}: kurven kjenner verken avstander, alder eller inntekter, og en "
            "ny enhet har fortsatt de samme stedene.",
            scale_curve.CHOICE,
            funnel.METHOD.format("innbyggertallet"),
        ),
        sortable=False,
    )
    return Panel(
        figure,
        pictures.TablePicture(table, key="drawn_merger_scale", caption="Hva kurven alene tilsier", sortable=False),
    )


def _title(name: str, inhabitants: float, known: dict[str, queries.Indicator], told: dict[str, At]) -> str:
    id_, at = next(iter(told.items()))
    low, high = text.number(at.low), text.number(at.high)
    return (
        f"{name}: for {text.number(inhabitants)} innbyggere tilsier kurven alene "
        f"{text.with_unit(at.expected, known[id_].unit)} til {known[id_].short_title.lower()} (fra {low} til {high}); "
        f"{SAID_ALWAYS}"
    )


def _missing(table: pd.DataFrame) -> str:
    lacking = table.loc[table[TODAY].isna(), "Tjeneste"].tolist()
    return f"Delene i dag er ikke regnet ut for {text.listed(lacking)}" if lacking else "Ingen tall mangler"
