"""Who is outside what size, centrality and economy suggest: on how many results, how many would be by chance alone,
and the funnel of one outcome.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from dashboard import charts, palette, text
from dashboard.charts import Axis
from dashboard.components import theme
from dashboard.figures import funnel as funnels
from dashboard.figures import pictures
from dashboard.figures.figure import Panel, name_columns
from dashboard.figures.funnel import Funnel
from dashboard.figures.page_context import PageContext, cached_panel
from dashboard.measures import association, outcomes, regression, relation_words
from dashboard.measures.factors import CORRECTED, LOGARITHM
from dashboard.measures.outcomes import Outcome
from dashboard.views.relations import relations

WITHIN = (2.5, 97.5)
"""The per cent of the draws below the span that is told, and below its end."""

NO_SCORE = (
    "Antallet er ingen poengsum: resultatene er ulike, flere av dem følger hverandre, og bare noen har en retning."
)

DRAWN = (
    f"Ren tilfeldighet er {text.number(regression.DRAWS)} trekninger av normalfordelte avvik som følger hverandre slik "
    "resultatenes avvik gjør her, også ned til tall under 0 der ingen kan ha det; spennet er det 95 av 100 trekninger "
    "holder seg innenfor, og de grå søylene snittet."
)


@cached_panel(marks_chosen=False)
def counted(context: PageContext) -> Panel | None:
    """On how many results small and remote municipalities are outside the expected range, against chance alone."""
    database, division = context.database, context.selection.division
    table = outcomes.outside_counts(database, division)
    if table.empty or not table["remote"].any():
        return None
    remote = table[table["remote"]]
    by_chance = outcomes.outside_by_chance(database, division)
    some, drawn = int((remote["outside"] > 0).sum()), by_chance[:, table["remote"]]
    low, high = np.percentile((drawn > 0).sum(axis=1), WITHIN)
    title = (
        f"{some} av {text.count(len(remote), 'liten og lite sentral kommune', 'små og lite sentrale kommuner')} ligger "
        f"utenfor forventet spenn på minst ett resultat; ved ren tilfeldighet ville mellom {text.number(low)} og "
        f"{text.number(high)} gjort det"
    )
    dated = [
        (id_, relations.year_of(database, division, id_))
        for id_, indicator in outcomes.possible(database, division).items()
        if indicator.stage == "result"
    ]
    figure = context.figure(
        "relation_outside",
        title=title,
        subtitle=(
            "Små (under 5 000 innbyggere) og lite sentrale (klasse 5–6) kommuner etter hvor mange resultater de ligger "
            "utenfor grensene på. Grensene er det som 95 prosent av kommuner med samme størrelse, sentralitet og "
            f"økonomi holder seg innenfor. Inndelingen {context.division_label}."
        ),
        unit="kommuner",
        alt=f"Søyler: {title}.",
        citations=relations.cited(context, dated),
        table=lambda: _table(table, by_chance),
        missing="Hvor mange resultater hver kommune har tall for, står i tabellen",
        status_words=(relations.CALCULATED,),
        notes=(
            NO_SCORE,
            *_better(context),
            *_most(remote),
            DRAWN,
            *_bent(context),
            *_alike(context),
            relations.TOGETHER,
        ),
        sortable=True,
    )
    return Panel(figure, pictures.ChartPicture(lambda: _counts_chart(remote, drawn), "relation_outside", figure.alt))


def _bent(context: PageContext) -> list[str]:
    """Of which results the relation with size is bent, so that what is expected is reckoned with the bend."""
    found = outcomes.whole_table(context.database, context.selection.division, "result")
    bent = [(asked.indicator.short_title, one) for asked, one in found if one and one.bent]
    if not bent:
        return []
    names = text.listed(name for name, _ in bent)
    reckoned = f"Der sammenhengen med størrelse er bøyd, er det forventede regnet med bøyen: {names}."
    return [reckoned, *relation_words.frail_bends(bent)]


def _alike(context: PageContext) -> list[str]:
    """Of which results at least half have the same figure, so that the limits fit poorly."""
    found = outcomes.whole_table(context.database, context.selection.division, "result")
    return relations.alike_ones([(asked, one) for asked, one in found if one])


def _better(context: PageContext) -> list[str]:
    """How many are better than expected, on the results where a direction is beyond doubt, and where none can be."""
    found = outcomes.better_than_expected(context.database, context.selection.division)
    if found.empty:
        return []
    told = [
        f"{row['name']} ({text.or_none(row['better'])} av {text.number(row['measured'])})"
        for row in found.to_dict("records")
    ]
    closed = found.loc[found["within_reach"] == 0, "name"].tolist()
    none = f"På {text.listed(closed)} kan ingen av dem være det: grensen er 0 eller lavere hos alle."
    return [
        f"Hva som er bedre, er ubestridt bare for {text.listed(told)}: i parentes hvor mange små og lite sentrale som "
        "er bedre enn ventet.",
        *([none] if closed else []),
    ]


def _most(remote: pd.DataFrame) -> list[str]:
    """Those that are outside on most, each as «utenfor på k av n; n' har retning»."""
    shown = remote[remote["outside"] > 1].head(6)
    if shown.empty:
        return ["Ingen av dem ligger utenfor på mer enn ett resultat."]
    told = [
        f"{text.short_name(row['name'])} på {row['outside']} av {row['measured']} ({_directed(row)})"
        for row in shown.to_dict("records")
    ]
    return [f"Utenfor forventet spenn på flest: {'; '.join(told)}."]


def _directed(row: dict) -> str:
    """«3 har retning, 1 av dem bedre enn ventet»."""
    if not row["directed"]:
        return "ingen har retning"
    if row["directed"] == 1:
        return f"1 har retning, {'' if row['better'] else 'ikke '}bedre enn ventet"
    return f"{row['directed']} har retning, {text.part_of_them(row['better'], row['directed'])} bedre enn ventet"


def _table(table: pd.DataFrame, by_chance: np.ndarray) -> pd.DataFrame:
    return pd.DataFrame(
        {
            **name_columns(table),
            "Innbyggere": table["population"],
            "Sentralitetsklasse": table["centrality_class"],
            "Liten og lite sentral": table["remote"].map({True: "ja", False: "nei"}),
            "Resultater med tall": table["measured"],
            "Utenfor forventet spenn": table["outside"],
            "Av dem med retning": table["directed"],
            "Av dem bedre enn ventet": table["better"],
            "Hvilke": table["which"],
            "Minst ett utenfor ved ren tilfeldighet (prosent)": 100 * (by_chance > 0).mean(axis=0),
        }
    )


def _counts_chart(remote: pd.DataFrame, drawn: np.ndarray):
    """Municipalities by how many results they are outside on, beside the mean of what chance alone would give."""
    most = int(remote["outside"].max())
    rows = []
    for count in range(most + 1):
        by_chance = float((drawn == count).sum(axis=1).mean())
        seen = int((remote["outside"] == count).sum())
        label = f"{count}"
        rows += [
            {"count": label, "series": "Kommuner", "value": float(seen),
             "hover": f"Utenfor på {count}: {text.count(seen, 'kommune', 'kommuner')}"},
            {"count": label, "series": "Ved ren tilfeldighet", "value": by_chance,
             "hover": f"Utenfor på {count} ved ren tilfeldighet: om lag {text.number(by_chance)} kommuner"},
        ]  # fmt: skip
    shades = theme.colours(palette.categorical(8))
    return charts.legend_below(
        charts.Bars(
            pd.DataFrame(rows), "count", Axis("value", "Kommuner"), "Resultater utenfor forventet spenn",
            series="series", series_colours={"Kommuner": shades[0], "Ved ren tilfeldighet": shades[7]}, hover="hover",
        )
    )  # fmt: skip


@cached_panel(marks_chosen=True)
def funnel(context: PageContext, asked: Outcome) -> Panel | None:
    """The differences from what is expected of one outcome against inhabitants, with limits; None for yes or no."""
    database, division = context.database, context.selection.division
    id_ = asked.indicator.indicator_id
    table = outcomes.outside(database, division, id_, asked.year)
    fitted = outcomes.fitted(database, division, id_, asked.year)
    if table is None or fitted is None:
        return None
    found = _funnel(asked, table)
    title = found.title
    heading = asked.indicator.column(asked.year)
    figure = context.figure(
        "relation_funnel",
        title=title,
        subtitle=(
            f"{asked.indicator.title}, {asked.indicator.reference_in(asked.year)}: forskjellen fra det som "
            f"{relation_words.held(fitted)} tilsier, mot innbyggere. Prikkede linjer: 95 prosent grenser, videre for "
            f"små kommuner. {association.SMALL_AND_REMOTE} Inndelingen {context.division_label}."
        ),
        unit=asked.unit,
        alt=f"Prikkdiagram: {title}.",
        citations=relations.with_factors(context, asked, CORRECTED),
        table=lambda: funnels.table(found, {heading: table.set_index("code")["value"]}),
        decimals={heading: asked.indicator.decimals} | dict.fromkeys(funnels.LIMITS, 2),
        missing=relations.left_out(outcomes.rows(database, division, id_, asked.year), table["code"]),
        status_words=(relations.CALCULATED,),
        indicators=(asked.indicator,),
        notes=(
            *funnels.remote_first(found),
            *funnels.unreachable(found),
            *relation_words.bend_of(asked, fitted)[:1],
            *relation_words.alike_of(asked, fitted),
            found.method,
            relations.TOGETHER,
        ),
    )
    return Panel(figure, pictures.ChartPicture(lambda: funnels.chart(context, found), "relation_funnel", figure.alt))


def _funnel(asked: Outcome, table: pd.DataFrame) -> Funnel:
    """The municipalities of a regression as the funnel takes them: differences in per cent of a logarithm."""
    logged = asked.kind == LOGARITHM
    apart, low, high = (
        100 * (table[name] / table["expected"] - 1) if logged else table[name] - table["expected"]
        for name in ("value", "low", "high")
    )
    rows = table.assign(apart=apart, low_apart=low, high_apart=high).reset_index(drop=True)
    hover = [
        f"{text.short_name(row['name'])}: "
        f"{text.with_unit(row['value'], asked.indicator.unit, asked.indicator.decimals)}, "
        f"{relation_words.signed(row['apart'])} {asked.unit} fra ventet; "
        f"{text.number(row['population'])} innbyggere"
        for row in rows.to_dict("records")
    ]
    least, most = asked.indicator.minimum, asked.indicator.maximum
    return Funnel(rows.assign(hover=hover), asked.noun, asked.unit, least=least, most=most)
