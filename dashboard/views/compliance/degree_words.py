"""What all figures of a measured degree share: names, values, hover texts, sources."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from dashboard import text
from dashboard.data import queries
from dashboard.figures import chosen_line
from dashboard.figures.citing import citations
from dashboard.figures.figure import Citation
from dashboard.figures.funnel import CASES
from dashboard.figures.page_context import PageContext
from dashboard.measures import association, population
from dashboard.measures.factors import FACTORS, GROUPINGS
from dashboard.views.compliance.compliance import Measure

TOGETHER = "«Henger sammen med» betyr ikke «fører til»: det som ikke er målt her, kan ligge bak begge."


def cited_with(context: PageContext, measure: Measure, indicator_ids: Sequence[str]) -> tuple[Citation, ...]:
    """The measure's sources and those of the figures that it is held against."""
    division, cited = context.selection.division, list(measure.citations)
    for id_ in indicator_ids:
        available = queries.years(context.database, id_, division)
        if available:
            cited += citations(context.database, id_, division, min(available, key=lambda y: abs(y - measure.year)))
    return tuple(dict.fromkeys(cited))


def all_factors(context: PageContext, measure: Measure) -> tuple[Citation, ...]:
    return cited_with(context, measure, [factor.indicator_id for factor in FACTORS])


def value_columns(measure: Measure, frame: pd.DataFrame) -> dict[str, pd.Series]:
    """The columns of the degree, beside how many duties or cases are behind it, where that differs."""
    counts = {} if measure.counts is None else {"Plikter med tall": frame["code"].map(measure.counts)}
    cases = {} if measure.cases is None else {CASES: frame["code"].map(measure.cases)}
    figures = frame["value"].map(measure.names) if measure.names else frame["value"]
    return counts | {measure.heading: figures} | cases


def status_columns(frame: pd.DataFrame) -> dict[str, pd.Series]:
    return {"Status": frame["status"].map(text.STATUS_WORDS), "Merknad": frame["note"].fillna("")}


def value_sentence(measure: Measure, row: dict[str, object]) -> str:
    """«Utsira, 5 av 6 plikter: 83,2 prosent», «Utsira: 100 prosent av barnehagene (n = 1)»."""
    counted = "" if measure.counts is None else f", {measure.counts[row['code']]} plikter"
    of, said = cases_words(measure, row["code"]), text.uncapitalised(measure.with_unit(row["value"]))
    return f"{text.short_name(row['name'])}{counted}: {said}{f' ({of})' if of else ''}"


def of_chosen(context: PageContext, measure: Measure, frame: pd.DataFrame, grouping: str = "") -> tuple[str, ...]:
    """What the chosen municipality has, and which group it is in where they stand by groups."""

    def said(row: chosen_line.Row) -> str:
        of, value = cases_words(measure, row["code"]), text.uncapitalised(measure.with_unit(row["value"]))
        group = f", i gruppen {group_words(row[f'{GROUPINGS[grouping]}_label'], grouping)}" if grouping else ""
        return f"{value}{f' ({of})' if of else ''}{group}"

    return chosen_line.of_value(context, frame, said)


def cases_words(measure: Measure, code: str) -> str:
    """«n = 5» of a share of so many cases, «n er om lag 18» or «n er ukjent» where they are reckoned back."""
    if measure.cases is None:
        return ""
    cases = measure.cases.get(code, float("nan"))
    if cases != cases:
        # Where they are reckoned back from breaches, there is a figure of an unknown number.
        told = measure.estimated and measure.values.loc[measure.values["code"] == code, "value"].notna().any()
        return "n er ukjent" if told else ""
    return f"n er om lag {text.number(cases)}" if measure.estimated else text.of(cases).strip("()")


def hovers(measure: Measure, frame: pd.DataFrame) -> list[str]:
    """«Utsira: 83,2 prosent; 219 innbyggere, klasse 6»."""
    return [
        f"{value_sentence(measure, row)}; {text.number(row['population'])} innbyggere, "
        f"{str(row['centrality_class_label'])[:8].lower()}"
        for row in frame.to_dict("records")
    ]


def group_words(label: str, grouping: str) -> str:
    """A group as it stands in a sentence: «klasse 6 (minst sentral)», «kommuner med 50 000 innbyggere eller flere»."""
    if grouping == "Sentralitet":
        return text.uncapitalised(label)
    return f"kommuner med {population.inhabitants_words(label)}"


def axis_title(measure: Measure) -> str:
    return measure.unit[0].upper() + measure.unit[1:]


def years_line(context: PageContext, measure: Measure) -> str:
    line = association.years_line(context.database, context.selection.division, measure.year)
    return f"Holdt mot {text.uncapitalised(line)}, årene nærmest {measure.year}."
