"""«Stordrift»: administration and each service against inhabitants, with a curve and its interval."""

from __future__ import annotations

import pandas as pd

from dashboard import charts, text
from dashboard.charts import Axis, Curve
from dashboard.data import queries
from dashboard.figures import municipality_dots, pictures
from dashboard.figures.citing import missing_line, status_words
from dashboard.figures.figure import Panel, name_columns
from dashboard.figures.page_context import PageContext, cached_panel
from dashboard.measures import scale_curve
from dashboard.measures.relation_words import SAID_ALWAYS, doublings_line, scale_sentence, straight_line
from dashboard.measures.scale_curve import Curve as Fitted
from dashboard.views.relations import relations

NO_MERGER = f"{SAID_ALWAYS[0].upper()}{SAID_ALWAYS[1:]}."


@cached_panel(marks_chosen=True)
def curve(context: PageContext, indicator: queries.Indicator) -> Panel | None:
    """Every municipality's amount against inhabitants with the curve; None where nothing can be estimated."""
    database, division = context.database, context.selection.division
    id_ = indicator.indicator_id
    found = scale_curve.of(database, division, id_)
    if found is None:
        return None
    rows = scale_curve.rows(database, division, id_)
    year = relations.year_of(database, division, id_)
    values = queries.values(database, id_, division, year)
    title = scale_sentence(indicator, found)
    heading = indicator.column(year)
    figure = context.figure(
        "relation_scale",
        title=title,
        subtitle=(
            f"{indicator.heading}, {indicator.reference_in(year)}, mot innbyggere ved utgangen av året. "
            f"n = {found.n} kommuner, R² = {text.number(found.r_squared, 2)}. Inndelingen {context.division_label}."
        ),
        unit=indicator.unit,
        alt=f"Prikkdiagram med kurve: {title}.",
        citations=relations.cited(
            context, [(id_, year), ("population", relations.year_of(database, division, "population", year + 1))]
        ),
        table=lambda: _table(rows, found, heading),
        decimals={heading: indicator.decimals, EXPECTED: 0},
        missing=missing_line(values),
        status_words=(*status_words(indicator, values), relations.CALCULATED),
        indicators=(indicator,),
        notes=(
            f"{scale_curve.CHOICE} Prikkede linjer er 95 prosent intervall for kurven.",
            *straight_line(found),
            doublings_line(found),
            f"Sentralitet og inntekt er ikke holdt like. {NO_MERGER}",
            relations.TOGETHER,
        ),
    )
    return Panel(
        figure, pictures.ChartPicture(lambda: _chart(context, indicator, rows, found), "relation_scale", figure.alt)
    )


EXPECTED = "Kurven tilsier"


def _table(rows: pd.DataFrame, found: Fitted, heading: str) -> pd.DataFrame:
    ordered = rows.sort_values("population")
    expected = [at.expected if (at := found.at(size)) else float("nan") for size in ordered["population"]]
    return pd.DataFrame(
        {
            **name_columns(ordered),
            "Innbyggere": ordered["population"],
            heading: ordered["value"],
            EXPECTED: expected,
        }
    ).reset_index(drop=True)


def _chart(context: PageContext, indicator: queries.Indicator, rows: pd.DataFrame, found: Fitted):
    classes = queries.categories(context.database, "centrality_class")
    rows = rows.assign(
        group=rows["centrality_class"].map(classes),
        hover=[
            f"{text.short_name(row['name'])}: {text.with_unit(row['value'], indicator.unit, indicator.decimals)}; "
            f"{text.number(row['population'])} innbyggere"
            for row in rows.to_dict("records")
        ],
    ).sort_values(["centrality_class", "code"], ignore_index=True)
    curves = (
        Curve(found.line, "population", "expected", "Kurven"),
        Curve(found.line, "population", "high", "95 prosent intervall", dashed=True),
        Curve(found.line, "population", "low", "Nedre grense", dashed=True, listed=False),
    )
    named = municipality_dots.outermost(rows, ["population", "value"], 2) | context.chosen(rows)
    return municipality_dots.dots(
        context, rows, Axis("population", "Innbyggere (logaritmisk skala)", log=True, ticks=charts.INHABITANT_TICKS),
        Axis("value", charts.broken(text.titled(indicator.short_title, indicator.unit))), group="group", named=named,
        curves=curves,
    )  # fmt: skip


@cached_panel(marks_chosen=False)
def services(context: PageContext) -> Panel | None:
    """What goes with twice as many inhabitants in each service; None where no service has a curve."""
    database, division = context.database, context.selection.division
    known = queries.indicators(database)
    curves = {id_: scale_curve.of(database, division, id_) for id_ in scale_curve.services(database, division)}
    found = {id_: one for id_, one in curves.items() if one is not None}
    if not found:
        return None
    falls = [id_ for id_, one in found.items() if one.doubling[2] < 0]
    amount = f"utgifter per innbygger{_target_groups([known[id_] for id_ in found])}"
    who = f"lavere {amount} i {len(falls)} av {len(found)} tjenester" if falls else (
        f"ikke sikkert lavere {amount} i noen av {len(found)} tjenester"
    )  # fmt: skip
    title = f"Dobbelt så mange innbyggere henger sammen med {who}; {SAID_ALWAYS}"
    rows = pd.DataFrame(
        {
            "label": [_per_inhabitant(known[id_]) for id_ in found],
            "estimate": [one.doubling[0] for one in found.values()],
            "low": [one.doubling[1] for one in found.values()],
            "high": [one.doubling[2] for one in found.values()],
            "n": [one.n for one in found.values()],
        }
    )
    headings = ["Forskjell (prosent)", "Fra (prosent)", "Til (prosent)"]
    dated = [(id_, relations.year_of(database, division, id_)) for id_ in found]
    figure = context.figure(
        "relation_scale_services",
        title=title,
        subtitle=(
            "Forskjellen i utgift per innbygger som går med dobbelt så mange innbyggere, i snitt over alle størrelser, "
            f"med 95 prosent intervall. Nyeste regnskapsår. Inndelingen {context.division_label}."
        ),
        unit="prosent",
        alt=f"{title}. {' '.join(_of_service(row) for row in rows.to_dict('records'))}",
        citations=relations.cited(context, dated),
        table=lambda: rows.set_axis(["Tjeneste", *headings, "Kommuner"], axis=1),
        decimals=dict.fromkeys(headings, 1),
        missing="Antallet kommuner med sammenlignbart tall står i tabellen",
        status_words=(relations.CALCULATED,),
        indicators=tuple(known[id_] for id_ in found),
        notes=(
            "Hvert tall er stigningen til en rett linje: et gjennomsnitt over alle størrelser. Der kurven er bøyd, er "
            "forskjellen en annen blant små enn blant store: se hver tjeneste.",
            NOT_DRAWN,
            f"Sentralitet og inntekt er ikke holdt like. {NO_MERGER}",
            relations.TOGETHER,
        ),
        sortable=False,
    )
    return Panel(figure, pictures.ChartPicture(lambda: _services_chart(rows), "relation_scale_services", figure.alt))


NOT_DRAWN = (
    "Beløp som kan være negative, som utgifter til sosialtjenester, er ikke med: av dem kan ingen logaritme tas."
)
"""Why not every service is among them."""


def _per_inhabitant(service: queries.Indicator) -> str:
    """What is compared of a service: «Administrasjon per innbygger», «Barnehage per innbygger 1–5 år»."""
    title = service.short_title
    return title if "per " in title else f"{title} per innbygger"


def _target_groups(services: list[queries.Indicator]) -> str:
    """« (1–5 år for barnehage og 6–15 år for grunnskole)»: of which services not all inhabitants are counted."""
    of = [one.short_title.split(" per innbygger ") for one in services if " per innbygger " in one.short_title]
    told = [f"{ages} for {text.uncapitalised(service)}" for service, ages in of]
    return f" ({text.listed(told)})" if told else ""


def _of_service(row: dict) -> str:
    estimate, low, high = (text.signed(row[name], 1) for name in ("estimate", "low", "high"))
    return f"{row['label']}: {estimate} prosent ({low} til {high})."


def _services_chart(rows: pd.DataFrame):
    return charts.Spans(
        rows, "label", "low", "high", {"estimate": "Beregnet forskjell"}, Axis("estimate", "Prosent", decimals=1),
        level=("Ingen sammenheng", 0), ends=("nedre grense", "øvre grense"),
    )  # fmt: skip
