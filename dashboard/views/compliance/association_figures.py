"""What a measured degree goes with: one factor, each factor with the others held, and who is not as expected."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from dashboard import charts, palette, text
from dashboard.charts import Axis
from dashboard.components import theme
from dashboard.data import queries
from dashboard.figures import chosen_line, effects_chart, pictures
from dashboard.figures import funnel as funnels
from dashboard.figures.citing import missing_line
from dashboard.figures.figure import Panel, name_columns
from dashboard.figures.funnel import Funnel
from dashboard.figures.page_context import PageContext
from dashboard.measures import association, relation_words, shape
from dashboard.measures import regression as regressions
from dashboard.measures.association import Fit
from dashboard.measures.factors import GROUPINGS, Effect, Factor
from dashboard.views.compliance.compliance import Measure
from dashboard.views.compliance.degree_words import (
    TOGETHER,
    all_factors,
    axis_title,
    cited_with,
    group_words,
    hovers,
    of_chosen,
    status_columns,
    value_columns,
    value_sentence,
    years_line,
)


def against(context: PageContext, measure: Measure, rows: pd.DataFrame, factor: Factor) -> Panel:
    """Every municipality a dot, against one factor."""
    frame = context.within(rows)
    title = f"{measure.title}: {_course(frame, factor)}"
    figure = context.figure(
        "compliance_against",
        title=title,
        subtitle=(f"{measure.heading} mot {text.uncapitalised(factor.axis)}, {measure.reference}. {context.where}"),
        unit=measure.unit,
        alt=f"Prikkdiagram, hver kommune en prikk: {title}.",
        citations=cited_with(context, measure, [factor.indicator_id]),
        table=lambda: _against_table(measure, frame, factor),
        decimals={measure.heading: measure.decimals},
        missing=f"{missing_line(frame)}. {_without(frame, factor)}",
        status_words=measure.words,
        indicators=measure.indicators,
        notes=(*of_chosen(context, measure, frame), ALONE, TOGETHER, years_line(context, measure)),
    )
    return Panel(
        figure,
        pictures.ChartPicture(
            lambda: _against_chart(context, measure, frame, factor), "compliance_against", figure.alt
        ),
    )


ALONE = "Dette er ett kjennetegn alene. Når størrelse, sentralitet og økonomi holdes like, kan svaret bli et annet."
"""Said of a relation between two, which stands beside the regression on all."""


def _without(frame: pd.DataFrame, factor: Factor) -> str:
    """Who can't be placed: «Uten sammenlignbart tall for økonomi: Oslo»."""
    known = queries.comparable(frame)
    lacking = known.loc[known[factor.column].isna(), "name"].map(text.short_name).tolist()
    shown = text.listed(lacking) if len(lacking) <= 5 else text.count(len(lacking), "kommune", "kommuner")
    return f"Uten sammenlignbart tall for {factor.name.lower()}: {shown or 'ingen'}"


def _course(frame: pd.DataFrame, factor: Factor) -> str:
    """How the degree goes with a factor: «henger klart sammen med sentralitet: jo mer sentral, jo høyere»."""
    found = association.correlation(frame, factor.column)
    if found is None:
        return f"for få kommuner til å si om dette henger sammen med {factor.name.lower()}"
    strength, measured = association.strength(found), association.measured(found)
    if not strength:
        return _by_class(frame, factor) or f"ingen klar sammenheng med {factor.name.lower()} {measured}"
    way = f"jo {MORE[factor.column]}, jo {'høyere' if found.r > 0 else 'lavere'}"
    return f"henger {strength} sammen med {factor.name.lower()}: {way} {measured}"


def _by_class(frame: pd.DataFrame, factor: Factor) -> str:
    """The medians of the classes at the ends, and before them of one in the middle that is higher or lower than both,
    if there is one; nothing where the classes don't differ by more than chance.
    """
    grouping = factor.grouping
    if grouping is None:
        return ""
    known = queries.comparable(frame).dropna(subset=[GROUPINGS[grouping]])
    groups = known[GROUPINGS[grouping]]
    if not shape.differ(known["value"], groups):
        return ""
    found = shape.classes(known["value"], groups)
    middle = shape.sure_bend(known["value"], groups, "median")
    labels = known.groupby(groups)[f"{GROUPINGS[grouping]}_label"].first()
    shown = [one for one in (middle, found[0], found[-1]) if one]
    where = [f"i {group_words(labels[one.group], grouping)} {text.of(one.municipalities)}" for one in shown]
    medians = [text.in_words(text.rounded(one.median, 1), 1) for one in shown]
    if len(set(medians)) > 1:
        return f"medianen er {text.beside(list(zip(medians, where, strict=True)))}"
    # Alike in the middle, the classes may differ in how many have more than that.
    more = (known["value"].map(lambda value: text.rounded(value, 1)) > text.rounded(shown[0].median, 1)).groupby(groups)
    shares = [f"{text.number(100 * more.mean()[one.group])} prosent" for one in shown]
    told = text.beside(list(zip(shares, where, strict=True)))
    return f"medianen er {medians[0]} i klassene; andelen kommuner med mer er {told}"


MORE = {"centrality": "mer sentral", "population": "flere innbyggere", "economy": "høyere frie inntekter"}
"""What more of a factor is, by its column."""


def _against_table(measure: Measure, frame: pd.DataFrame, factor: Factor) -> pd.DataFrame:
    ordered = frame.sort_values("value", ascending=False, na_position="last", kind="stable")
    columns = (
        name_columns(ordered)
        | value_columns(measure, ordered)
        | {factor.axis: ordered[factor.column]}
        | status_columns(ordered)
    )
    return pd.DataFrame(columns).reset_index(drop=True)


def _against_chart(context: PageContext, measure: Measure, frame: pd.DataFrame, factor: Factor):
    known = queries.comparable(frame).dropna(subset=[factor.column])
    rows = known.assign(hover=hovers(measure, known)).sort_values(["centrality_class", "code"], ignore_index=True)
    log = factor.column == "population"
    x = Axis(factor.column, charts.broken(factor.axis), log=log, ticks=charts.INHABITANT_TICKS if log else None)
    names = list(queries.categories(context.database, "centrality_class").values())
    shades = dict(zip(names, theme.colours(palette.ordered(len(names))), strict=True))
    return charts.legend_below(
        charts.Dots(
            rows, x, Axis("value", axis_title(measure)), "hover", group="centrality_class_label",
            group_colours=shades, chosen=context.chosen(rows),
        )
    )  # fmt: skip


def _direction(effect: Effect) -> str:
    return "ikke sikkert" if not effect.sure else "høyere" if effect.estimate > 0 else "lavere"


def regression_title(found: Fit, measure: Measure) -> str:
    """Which factors the degree goes with when the others are alike; whether the relation with size is bent."""
    sure = [effect.factor.name.lower() for effect in found.effects if found.sure(effect.factor.column)]
    hangs = [effect.factor.name.lower() for effect in found.effects if found.hangs_on_bend(effect.factor.column)]
    unsure = [
        effect.factor.name.lower()
        for effect in found.effects
        if effect.factor.name.lower() not in (*sure, *hangs)
        and not (found.bent and effect.factor.column == "population")
    ]
    rest = [f"for {text.listed(unsure)} kan sammenhengen ikke skilles fra null"] if unsure and sure else []
    rest += [f"sammenhengen med innbyggere er {relation_words.bent(found)}"] if found.bent else []
    rest += [f"for {text.listed(only)} bare når {whom} er med" for whom, only in relation_words.on_ends(found).items()]
    rest += [f"for {text.listed(hangs)} avhenger svaret av om bøyen tas med"] if hangs else []
    told = (
        f"{text.listed(sure)} henger sammen med {measure.noun}en når de andre er like"
        if sure
        else "ingen av sentralitet, innbyggere og økonomi skiller seg ut når de to andre er like"
    )
    return "; ".join([f"{told[0].upper()}{told[1:]}", *rest])


def sentences(measure: Measure, found: Fit) -> list[str]:
    """What the regression says of each factor."""
    return [association.sentence(effect, measure.points, measure.noun) for effect in found.effects]


@dataclass(frozen=True)
class _Degree:
    """How a difference in degree is told (relation_words.Differing)."""

    amount: str

    def way(self, *, up: bool) -> str:
        return "høyere" if up else "lavere"


def regression(context: PageContext, measure: Measure, found: Fit) -> Panel:
    """The difference in degree that goes with each factor, holding the others, with intervals."""
    told = sentences(measure, found)
    unit = measure.points
    table = pd.DataFrame(
        {
            "Forskjell": [effect.factor.step[0].upper() + effect.factor.step[1:] for effect in found.effects],
            "Holdt likt": [effect.factor.others for effect in found.effects],
            f"Henger sammen med ({unit})": [effect.estimate for effect in found.effects],
            f"Fra ({unit})": [effect.low for effect in found.effects],
            f"Til ({unit})": [effect.high for effect in found.effects],
            "Retning": [_direction(effect) for effect in found.effects],
        }
    )
    title = regression_title(found, measure)
    figure = context.figure(
        "compliance_regression",
        title=title,
        subtitle=(
            f"{measure.heading}, {measure.reference}. Lineær regresjon med robuste standardfeil (HC3), "
            f"n = {found.n} kommuner, R² = {text.number(found.r_squared, 2)}, inndelingen {context.division_label}."
        ),
        unit=unit,
        alt=f"{title}. {' '.join(told)}",
        citations=all_factors(context, measure),
        table=lambda: table,
        decimals={column: 2 for column in table.columns if column.endswith(f"({unit})")},
        missing=f"{found.n} kommuner har alle tallene og er med; de andre mangler minst ett",
        status_words=(*measure.words, "Beregnet sammenheng"),
        indicators=measure.indicators,
        notes=(
            *told,
            *relation_words.ends_lines(found),
            *relation_words.bend_lines(
                f"{measure.noun}en",
                _Degree(unit),
                found,
                lambda effect: association.sentence(effect, measure.points, measure.noun),
            ),
            f"Streken er 95 prosent intervall. {TOGETHER}",
            *relation_words.alike_lines(found, measure.decimals, measure.with_unit),
            years_line(context, measure),
        ),
        sortable=False,
    )
    return Panel(figure, pictures.ChartPicture(lambda: effects_chart.effects(found, unit), figure.key, figure.alt))


def exceptions(context: PageContext, measure: Measure, found: Fit) -> Panel:
    """Who is outside what size, centrality and economy would suggest, and how many would be by chance alone."""
    funnel = _funnel(measure, found)
    title = funnel.title
    figure = context.figure(
        "compliance_exceptions",
        title=title,
        subtitle=(
            f"{measure.title}: forskjellen fra det som {relation_words.held(found)} til sammen ville tilsi, "
            f"{measure.points}, {measure.reference}. Prikkede linjer: 95 prosent grenser. "
            f"{association.SMALL_AND_REMOTE} Inndelingen {context.division_label}."
        ),
        unit=measure.points,
        alt=f"Prikkdiagram: {title}.",
        citations=all_factors(context, measure),
        table=lambda: funnels.table(funnel, {measure.heading: found.table.set_index("code")["value"]}),
        decimals={measure.heading: measure.decimals} | dict.fromkeys(funnels.LIMITS, 1),
        missing=f"{found.n} kommuner har alle tallene og er med; de andre mangler minst ett",
        status_words=(*measure.words, "Beregnet sammenheng"),
        indicators=measure.indicators,
        notes=(
            *_expected_of_chosen(context, measure, funnel),
            *funnels.remote_first(funnel),
            *funnels.unreachable(funnel),
            *relation_words.explained(found),
            "Resten kan skyldes alt som ikke er målt, også tilfeldigheter og rapportering.",
            *relation_words.alike_lines(found, measure.decimals, measure.with_unit),
            *(["Høyere er dårligere."] if measure.lower_is_better else []),
            funnel.method,
            *measure.notes,
        ),
    )
    return Panel(
        figure, pictures.ChartPicture(lambda: funnels.chart(context, funnel), "compliance_exceptions", figure.alt)
    )


def _expected_of_chosen(context: PageContext, measure: Measure, funnel: Funnel) -> tuple[str, ...]:
    """The chosen municipality's value and what was to be expected of it."""

    def said(row: chosen_line.Row) -> str:
        return f"{text.uncapitalised(measure.with_unit(row['value']))}; ventet {measure.written(row['expected'])}"

    return chosen_line.of_value(context, funnel.rows, said)


def _funnel(measure: Measure, found: Fit) -> Funnel:
    """The municipalities of the regression with limits that follow the cases behind each share, or where those aren't
    known of all, the inhabitants.
    """
    rows = found.table.reset_index(drop=True)
    cases = pd.Series(float("nan"), rows.index) if measure.cases is None else rows["code"].map(measure.cases)
    known = bool((cases > 0).all())
    limits = regressions.limits(found.nearest, (cases if known else rows["population"]).set_axis(found.table.index))
    rows = rows.drop(columns=["lower", "upper"], errors="ignore").assign(
        **{name: limits[name].to_numpy() for name in ("low", "high", "outside")},
        **({funnels.CASES: cases} if known else {}),
    )
    rows = rows.assign(
        apart=rows["residual"],
        low_apart=rows["low"] - rows["expected"],
        high_apart=rows["high"] - rows["expected"],
        hover=[
            f"{value_sentence(measure, row)}; ventet {measure.written(row['expected'])}. "
            f"{text.number(row['population'])} innbyggere"
            for row in rows.to_dict("records")
        ],
    )
    noun = f"«{measure.indicators[0].short_title}»" if measure.is_single_duty else f"{measure.noun}en"
    own = measure.indicators[0] if measure.is_single_duty else None
    least, most = (own.minimum, own.maximum) if own else (0, 100)
    return Funnel(rows, noun, measure.points, funnels.CASES if known else "population", least, most)
