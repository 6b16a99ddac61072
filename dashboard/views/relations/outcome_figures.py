"""One outcome held against size, centrality and economy: the difference that goes with each, who breaks the pattern,
and how the spread is shared.
"""

from __future__ import annotations

import math

import pandas as pd

from dashboard import addresses, charts, palette, text
from dashboard.charts import Axis
from dashboard.components import theme
from dashboard.data import queries
from dashboard.figures import chosen_line, effects_chart, pictures
from dashboard.figures.figure import Panel, name_columns
from dashboard.figures.page_context import PageContext, cached_panel
from dashboard.measures import association, outcomes, regression, relation_words, scale_curve
from dashboard.measures.association import Fit
from dashboard.measures.factors import LOGARITHM, YES_OR_NO, Effect
from dashboard.measures.outcomes import Outcome
from dashboard.views.relations import relations

NAMED = 3
"""How many municipalities are named at each end."""

SHOWN = 12
"""How many are drawn at each end; the table has all."""


def _of_chosen(context: PageContext, asked: Outcome, income: str) -> tuple[str, ...]:
    """What the chosen municipality has, and how far that is from what is expected of it."""
    database, division = context.database, context.selection.division
    id_, year = asked.indicator.indicator_id, asked.year
    found = outcomes.fitted(database, division, id_, year, income)
    apart = {} if found is None or found.kind == YES_OR_NO else differences(found).set_index("code")["difference"]

    names = queries.categories(database, id_)

    def said(row: chosen_line.Row) -> str:
        if names:
            return text.uncapitalised(names[int(row["value"])])
        value = text.with_unit(row["value"], asked.indicator.unit, asked.indicator.decimals)
        if (difference := apart.get(row["code"])) is None:
            return value
        return f"{value}, {_from_expected(difference, asked)} {relation_words.held(found)} tilsier"

    return chosen_line.of_value(context, outcomes.rows(database, division, id_, year, income), said)


def _from_expected(difference: float, asked: Outcome) -> str:
    """«1,2 prosentpoeng over det som»; «som» where the difference is too small to be written."""
    decimals = 0 if asked.kind == LOGARITHM else asked.indicator.decimals
    size = relation_words.signed(abs(difference), decimals).removeprefix("+")
    return "som" if size == "0" else f"{size} {asked.unit} {'over' if difference > 0 else 'under'} det som"


@cached_panel(marks_chosen=False, of_chosen=_of_chosen)
def outcome(context: PageContext, asked: Outcome, income: str) -> Panel | None:
    """What goes with an outcome when the rest is alike, in one sentence with three intervals, and who breaks it; None
    where nothing can be estimated.
    """
    database, division = context.database, context.selection.division
    id_, year = asked.indicator.indicator_id, asked.year
    found = outcomes.fitted(database, division, id_, year, income)
    if found is None:
        return None
    told = [relation_words.sentence(asked, effect) for effect in found.effects]
    title = relation_words.in_one(asked, found)
    rows = outcomes.rows(database, division, id_, year, income)
    figure = context.figure(
        "relation_outcome",
        title=title,
        subtitle=(
            f"{asked.indicator.heading}, {asked.indicator.reference_in(year)}. "
            f"{relations.specification(asked, found, income)}. Inndelingen {context.division_label}."
        ),
        unit=asked.unit,
        alt=f"{title}. {' '.join(told)}",
        citations=relations.with_factors(context, asked, income),
        table=lambda: _table(asked, found),
        decimals=dict.fromkeys((*_headings(asked), *(f"{name} ({asked.unit})" for name in BENT)), 3)
        | {"p": 3, COEFFICIENT: 4, STRENGTH: 2, INFLATION: 1},
        missing=relations.left_out(rows, found.table["code"]),
        status_words=(relations.CALCULATED,),
        indicators=(asked.indicator,),
        notes=(
            *exceptions(asked, found),
            *told,
            *relation_words.explained(found),
            *relation_words.ends_lines(found),
            *relation_words.alike_of(asked, found),
            *relation_words.bend_of(asked, found),
            relations.inflation_line(found),
            f"Streken er 95 prosent intervall. {relations.TOGETHER}",
            relations.years_line(context, asked, income),
        ),
        sortable=False,
    )
    return Panel(
        figure, pictures.ChartPicture(lambda: effects_chart.effects(found, asked.unit), "relation_outcome", figure.alt)
    )


def curve_link(context: PageContext, asked: Outcome, income: str) -> str:
    """The address of the curve by inhabitants of an outcome whose relation with size is bent; empty without one."""
    database, division, id_ = context.database, context.selection.division, asked.indicator.indicator_id
    found = outcomes.fitted(database, division, id_, asked.year, income)
    if found is None or found.bent is None or id_ not in scale_curve.services(database, division):
        return ""
    return addresses.address(addresses.RELATIONS, {"inndeling": division, "vis": relations.SCALE, "y": id_})


STRENGTH, INFLATION = "Styrke (standardavvik)", "VIF"
COEFFICIENT = "Koeffisient (ln innbyggere, 100 poeng, 10 000 kr)"


def _headings(asked: Outcome) -> tuple[str, str, str]:
    return tuple(f"{name} ({asked.unit})" for name in ("Henger sammen med", "Fra", "Til"))


BENT = {"Med bøyd størrelse": "estimate", "Fra, bøyd": "low", "Til, bøyd": "high"}
"""The columns of what the bent regression says of the other factors, where the relation with size is bent."""


def _table(asked: Outcome, found: Fit) -> pd.DataFrame:
    together, low, high = _headings(asked)
    table = pd.DataFrame(
        {
            "Forskjell": [f"{one.factor.step[0].upper()}{one.factor.step[1:]}" for one in found.effects],
            "Holdt likt": [one.factor.others for one in found.effects],
            together: [one.estimate for one in found.effects],
            low: [one.low for one in found.effects],
            high: [one.high for one in found.effects],
            "p": [one.p for one in found.effects],
            "Retning": [direction(one) for one in found.effects],
            STRENGTH: [outcomes.standardised(found, one.factor.column) for one in found.effects],
            COEFFICIENT: [found.estimated.of(one.factor.column, "estimate") for one in found.effects],
            INFLATION: [found.inflation[one.factor.column] for one in found.effects],
        }
    )
    if found.bent is None:
        return table
    bent = [found.bent.effect(one.factor.column) for one in found.effects]
    return table.assign(
        **{
            f"{heading} ({asked.unit})": [getattr(one, end) if one else math.nan for one in bent]
            for heading, end in BENT.items()
        }
    )


def direction(effect: Effect) -> str:
    """«høyere», «lavere», or «ikke sikkert» where the interval doesn't tell."""
    return "ikke sikkert" if not effect.sure else "høyere" if effect.up else "lavere"


# --- Who breaks the pattern -----------------------------------------------------------------------------------------


def differences(found: Fit) -> pd.DataFrame:
    """The municipalities of a regression with `difference` from what is expected: in the outcome's unit, or in per cent
    where its logarithm was taken; the highest first.
    """
    rows = found.table
    apart = 100 * rows["residual"].map(math.expm1) if found.kind == LOGARITHM else rows["residual"]
    return rows.assign(difference=apart).sort_values(["difference", "code"], ascending=[False, True], kind="stable")


def exceptions(asked: Outcome, found: Fit) -> list[str]:
    """Who is farthest from what size, centrality and economy suggest, the small and remote ones apart."""
    if found.kind == YES_OR_NO:
        return []
    rows = differences(found)
    above, below = rows.head(NAMED), rows.tail(NAMED)[::-1]
    remote = rows[association.small_and_peripheral(rows)]
    places = relation_words.places(*above["difference"], *below["difference"])
    told = [
        f"Lengst over det som {relation_words.held(found)} tilsier ({asked.unit}): {_named(above, places)}. "
        f"Lengst under: {_named(below, places)}. {_outside(found)}"
    ]
    if len(remote):
        over = int((remote["difference"] > 0).sum())
        told.append(
            f"Av {text.count(len(remote), 'liten og lite sentral kommune', 'små og lite sentrale kommuner')} ligger "
            f"{over} over det ventede. {association.SMALL_AND_REMOTE}"
        )
    return told


def _outside(found: Fit) -> str:
    """How many are farther away than 95 per cent keep within, beside how many would be by chance alone."""
    out = int((regression.limits(found.nearest, found.table["population"])["outside"] != 0).sum())
    return (
        f"{out or 'Ingen'} av {found.n} ligger utenfor det spennet som 95 prosent av kommuner på deres størrelse "
        f"holder seg innenfor; om lag {text.number(outcomes.CHANCE * found.n)} ville gjort det ved ren tilfeldighet."
    )


def _named(rows: pd.DataFrame, places: int) -> str:
    return text.listed(
        f"{text.short_name(name)} ({relation_words.signed(apart, places)})"
        for name, apart in zip(rows["name"], rows["difference"], strict=True)
    )


@cached_panel(marks_chosen=True)
def from_expected(context: PageContext, asked: Outcome, income: str) -> Panel | None:
    """The municipalities that are farthest from what is expected; the table has all."""
    database, division = context.database, context.selection.division
    id_ = asked.indicator.indicator_id
    found = outcomes.fitted(database, division, id_, asked.year, income)
    if found is None or found.kind == YES_OR_NO:
        return None
    rows = differences(found)
    first, last = rows.iloc[0], rows.iloc[-1]
    places = relation_words.places(first["difference"], last["difference"])
    title = (
        f"{text.short_name(first['name'])} ligger lengst over det ventede for {asked.noun} "
        f"({relation_words.signed(first['difference'], places)} {asked.unit}), {text.short_name(last['name'])} lengst "
        f"under ({relation_words.signed(last['difference'], places)})"
    )
    heading = asked.indicator.column(asked.year)
    apart = f"Forskjell fra ventet ({asked.unit})"
    figure = context.figure(
        "relation_differences",
        title=title,
        subtitle=(
            f"{asked.indicator.title}, {asked.indicator.reference_in(asked.year)}: forskjellen fra det som "
            f"{relation_words.held(found)} til sammen tilsier. Inndelingen {context.division_label}."
        ),
        unit=asked.unit,
        alt=f"Liggende søyler: {title}.",
        citations=relations.with_factors(context, asked, income),
        table=lambda: pd.DataFrame(
            {
                **name_columns(rows),
                heading: rows["value"],
                apart: rows["difference"],
                "Innbyggere": rows["population"],
                "Sentralitet": rows["centrality_class_label"],
            }
        ).reset_index(drop=True),
        decimals={heading: asked.indicator.decimals, apart: 2},
        missing=relations.left_out(outcomes.rows(database, division, id_, asked.year, income), found.table["code"]),
        status_words=(relations.CALCULATED,),
        indicators=(asked.indicator,),
        notes=(
            _outside(found),
            *relation_words.alike_of(asked, found),
            "Forskjellen kan skyldes alt som ikke er målt, også tilfeldigheter og rapportering.",
        ),
    )
    return Panel(
        figure,
        pictures.ChartPicture(lambda: _differences_chart(context, asked, rows), "relation_differences", figure.alt),
    )


def _differences_chart(context: PageContext, asked: Outcome, rows: pd.DataFrame):
    drawn = pd.concat([rows.head(SHOWN), rows.tail(SHOWN)]).drop_duplicates("code").reset_index(drop=True)
    shades = theme.colours(palette.CATEGORICAL)
    legend = {"Over det ventede": shades[0], "Under det ventede": shades[1]}
    names = drawn["name"].map(text.short_name)
    drawn = drawn.assign(
        label=names.where(~names.duplicated(keep=False), names + " (" + drawn["code"] + ")"),
        colour=[shades[0] if apart >= 0 else shades[1] for apart in drawn["difference"]],
        hover=[
            f"{text.short_name(row['name'])}: "
            f"{text.with_unit(row['value'], asked.indicator.unit, asked.indicator.decimals)}, "
            f"{relation_words.signed(row['difference'])} {asked.unit} fra ventet"
            for row in drawn.to_dict("records")
        ],
    )
    return charts.RankedBars(
        drawn, "label", Axis("difference", f"{asked.unit[0].upper()}{asked.unit[1:]} fra ventet", decimals=1), "colour",
        "hover", chosen=context.chosen(drawn), legend=legend,
    )  # fmt: skip


# --- Shares of the spread -------------------------------------------------------------------------------------------


SHARES = {
    "factor": "Kjennetegn",
    "share": "Andel (prosent)",
    "low": "Fra (prosent)",
    "high": "Til (prosent)",
    "alone": "Alene, uten de andre (prosent)",
    "added": "Legger til de andre (prosent)",
}
"""The columns of the table of shares and what they are called."""

SURELY_FIRST = 95
"""In how many of 100 draws a factor has the largest share where it is said to."""


@cached_panel(marks_chosen=False)
def shares(context: PageContext, asked: Outcome, income: str) -> Panel | None:
    """How much of the spread goes with each factor together and alone; None where nothing can be estimated."""
    database, division = context.database, context.selection.division
    id_ = asked.indicator.indicator_id
    table = outcomes.shares(database, division, id_, asked.year, income)
    found = outcomes.fitted(database, division, id_, asked.year, income)
    if table is None or found is None:
        return None
    table = 100 * table
    names = [relation_words.SHORT[column] for column in table.index]
    most = table["share"].idxmax()
    is_sure = table.loc[most, "first"] >= SURELY_FIRST
    largest = f", mest med {relation_words.SHORT[most]} ({text.number(table.loc[most, 'share'])} prosent)"
    title = (
        f"{text.number(table['share'].sum())} prosent av forskjellene i {asked.noun} går sammen med størrelse, "
        f"sentralitet og økonomi{largest if is_sure else ''}"
    )
    rows = pd.DataFrame({"factor": [name.capitalize() for name in names], **{c: table[c].to_numpy() for c in table}})
    figure = context.figure(
        "relation_shares",
        title=title,
        subtitle=(
            f"Andelen av spredningen (R²) i {asked.noun} som går med hvert kjennetegn: gjennomsnittet over alle "
            f"rekkefølger (Shapley, LMG), {asked.indicator.reference_in(asked.year)}, n = {found.n}. "
            f"Inndelingen {context.division_label}."
        ),
        unit="prosent av spredningen",
        alt=f"{title}.",
        citations=relations.with_factors(context, asked, income),
        table=lambda: rows[list(SHARES)].rename(columns=SHARES),
        decimals=dict.fromkeys(list(SHARES.values())[1:], 1),
        missing=relations.left_out(outcomes.rows(database, division, id_, asked.year, income), found.table["code"]
        ),
        status_words=(relations.CALCULATED,),
        indicators=(asked.indicator,),
        notes=(
            f"Streken er 95 prosent intervall fra {regression.RESAMPLES} gjentatte trekninger av kommunene. Det ett "
            "kjennetegn går med alene, kan det dele med et annet: det legger derfor til mer eller mindre når de andre "
            "er med.",
            *_straight(found),
            *([] if is_sure else [_unsure_order(most, table.loc[most, "first"])]),
            relations.TOGETHER,
        ),
        sortable=False,
    )  # fmt: skip
    return Panel(figure, pictures.ChartPicture(lambda: _shares_chart(rows), "relation_shares", figure.alt))


def _unsure_order(most: str, first: float) -> str:
    """That nobody can say which factor most goes with, and how often the one that it is here comes first."""
    return (
        f"Hvilket kjennetegn forskjellene går mest sammen med, er usikkert: {relation_words.SHORT[most]} har den "
        f"største andelen i {text.number(first)} av 100 trekninger."
    )


def _straight(found: Fit) -> list[str]:
    """That shares are of a straight relation with size, where it is bent, and how much goes with the bent one."""
    if found.bent is None:
        return []
    return [
        "Sammenhengen med størrelse er bøyd, men regnes her som rett. Med bøyen går "
        f"{text.number(100 * found.nearest.r_squared)} prosent av forskjellene sammen med de tre."
    ]


def _shares_chart(rows: pd.DataFrame):
    return charts.Spans(
        rows, "factor", "low", "high", {"share": "Andel", "alone": "Alene", "added": "Legger til de andre"},
        Axis("share", "Prosent av spredningen"), ends=("nedre grense", "øvre grense"),
    )  # fmt: skip
