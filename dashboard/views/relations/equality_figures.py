"""«Likhet»: how far apart municipalities are in a service or an amount, over the years, and how much of it lies between
classes and counties.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from dashboard import charts, text
from dashboard.charts import Axis
from dashboard.data import queries
from dashboard.data.database import Database
from dashboard.figures import pictures
from dashboard.figures.citing import missing_line, status_words
from dashboard.figures.figure import Panel
from dashboard.figures.page_context import PageContext, cached_panel
from dashboard.measures import equality, regression
from dashboard.views.relations import relations


def possible(known: dict[str, queries.Indicator]) -> dict[str, queries.Indicator]:
    """The indicators that inequality between municipalities means something of: no counts, no groups."""
    return {
        id_: found for id_, found in known.items() if found.aggregation != "sum" and found.scale in ("amount", "change")
    }


MOST_NUMBERED = 8
"""Years with more than which numbers would fill the picture; the newest year's stand under it, all in the table."""


@cached_panel(marks_chosen=False)
def spread(context: PageContext, indicator: queries.Indicator) -> Panel | None:
    """The tenth and ninetieth percentile in each year; None where no year has figures enough."""
    database, division = context.database, context.selection.division
    table = equality.over_years(database, division, indicator.indicator_id)
    if table.empty:
        return None
    last = table.iloc[-1]
    year = int(last["year"])
    values = queries.values(database, indicator.indicator_id, division, year)
    change = _change(database, division, indicator.indicator_id, table)
    title = _title(indicator, table, change)
    figure = context.figure(
        "relation_equality",
        title=title,
        subtitle=(
            f"{indicator.heading}, {indicator.reference_in(year)}: strek fra P10 til P90 (åtte av ti kommuner ligger "
            f"mellom dem), punkt for medianen. Hver kommune teller likt. Inndelingen {context.division_label}."
        ),
        unit=indicator.unit,
        alt=f"{title}.",
        citations=relations.cited(context, [(indicator.indicator_id, int(one)) for one in table["year"]]),
        table=lambda: (
            table[list(COLUMNS)]
            .assign(between_classes=100 * table["between_classes"], between_counties=100 * table["between_counties"])
            .rename(columns=COLUMNS)
        ),
        decimals={COLUMNS[name]: indicator.decimals for name in ("p10", "median", "p90")}
        | {COLUMNS["ratio"]: 2, COLUMNS["gini"]: 3, COLUMNS["between_classes"]: 1, COLUMNS["between_counties"]: 1},
        missing=missing_line(values),
        status_words=status_words(indicator, values),
        indicators=(indicator,),
        notes=(
            _limits(indicator, last),
            *_one_year(table),
            _shares(last),
            *_tried(change),
            *_apart(indicator, table),
            *_undefined(last),
            "Ulikhet mellom kommuner er ikke ulikhet mellom innbyggere.",
        ),
        sortable=False,
    )
    return Panel(figure, pictures.ChartPicture(lambda: _chart(indicator, table), "relation_equality", figure.alt))


COLUMNS = {
    "year": "År",
    "municipalities": "Kommuner",
    "p10": "P10",
    "median": "Median",
    "p90": "P90",
    "ratio": "P90/P10",
    "gini": "Gini",
    "between_classes": "Mellom sentralitetsklasser (prosent av variansen)",
    "between_counties": "Mellom fylker (prosent av variansen)",
}


@dataclass(frozen=True)
class Change:
    """How much the ratio of the ninetieth and the tenth percentile changed among the municipalities that have both
    years, and its 95 per cent interval.
    """

    first_year: int
    last_year: int
    estimate: float
    low: float
    high: float

    @property
    def sure(self) -> bool:
        return self.low > 0 or self.high < 0


def _change(database: Database, division: str, indicator_id: str, table: pd.DataFrame) -> Change | None:
    """From the first year to the last; None where there is one year, or a ratio can't be drawn."""
    first, last = table.iloc[0], table.iloc[-1]
    if len(table) == 1 or first["ratio"] != first["ratio"] or last["ratio"] != last["ratio"]:
        return None
    years = int(first["year"]), int(last["year"])
    of_years = (
        queries.comparable(queries.values(database, indicator_id, division, year)).set_index("code")["value"]
        for year in years
    )
    estimate, low, high = equality.ratio_change(*of_years)
    return None if low != low else Change(*years, estimate, low, high)


def _tried(change: Change | None) -> list[str]:
    """How sure it is that inequality changed."""
    if change is None:
        return []
    shown = [text.signed(value, 2) for value in (change.estimate, change.low, change.high)]
    return [
        f"For kommunene som har begge årene, er P90 delt på P10 endret med {shown[0]} fra {change.first_year} til "
        f"{change.last_year}, 95 prosent intervall fra {shown[1]} til {shown[2]} når de trekkes om igjen "
        f"{regression.RESAMPLES} ganger. Årene imellom kan ha gått en annen vei.",
    ]


def _apart(indicator: queries.Indicator, table: pd.DataFrame) -> list[str]:
    """How far apart the two percentiles are, in the figure's own unit: a ratio falls where all rise by as much."""
    first, last = table.iloc[0], table.iloc[-1]
    if len(table) == 1:
        return []
    then, now = (text.number(row["p90"] - row["p10"], indicator.decimals) for row in (first, last))
    return [
        f"Avstanden mellom P90 og P10 er {now} i {int(last['year'])}, mot {then} i {int(first['year'])} "
        f"({indicator.unit})."
    ]


def _title(indicator: queries.Indicator, table: pd.DataFrame, changed: Change | None) -> str:
    last, first = table.iloc[-1], table.iloc[0]
    year = int(last["year"])
    name = f"{indicator.short_title} {indicator.period(year)}"
    if last["ratio"] != last["ratio"]:
        low = text.number(last["p10"], indicator.decimals)
        high = text.with_unit(last["p90"], indicator.unit, indicator.decimals)
        return f"{name}: åtte av ti kommuner ligger mellom {low} og {high}"
    ends = ("tidelen som bruker mest,", "den som bruker minst") if _is_spent(indicator) else (
        "den høyeste tidelen", "den laveste")  # fmt: skip
    told = f"{name}: {ends[0]} ligger minst {text.number(last['ratio'], 2)} ganger så høyt som {ends[1]}"
    if changed is None:
        return told
    told += f", mot {text.number(first['ratio'], 2)} i {changed.first_year}"
    if not changed.sure:
        return f"{told}: ingen sikker endring i forholdet"
    return f"{told}: forholdet har {'økt' if changed.estimate > 0 else 'minket'}"


def _is_spent(indicator: queries.Indicator) -> bool:
    """Whether the figure is what a municipality spends on something."""
    return "utgifter til" in indicator.title.lower()


def _limits(indicator: queries.Indicator, last: pd.Series) -> str:
    """The three numbers of the newest year in plain words, for those who do not know what P10 and P90 are."""
    low = text.with_unit(last["p10"], indicator.unit, indicator.decimals)
    median, high = (text.number(last[name], indicator.decimals) for name in ("median", "p90"))
    lowest, middle, highest = (
        ("som bruker minst, bruker høyst", "bruker", "som bruker mest, bruker minst")
        if _is_spent(indicator)
        else ("med lavest tall har høyst", "har", "med høyest tall har minst")
    )
    return (
        f"{indicator.period(int(last['year']))}: Tidelen av kommunene {lowest} {low} (P10). Den midterste kommunen "
        f"{middle} {median} (medianen). Tidelen {highest} {high} (P90)."
    )


def _one_year(table: pd.DataFrame) -> list[str]:
    return ["Vi har bare ett år og kan ikke si om ulikheten har økt."] if len(table) == 1 else []


def _shares(last: pd.Series) -> str:
    if last["between_classes"] != last["between_classes"] or last["between_counties"] != last["between_counties"]:
        return "Alle kommuner har samme tall: det er ingen forskjeller å dele opp."
    classes, counties, by_class, by_county = (text.number(100 * last[name], 1) for name in equality.SHARES)
    return (
        f"{classes} prosent av forskjellene (variansen) ligger mellom sentralitetsklasser, resten innenfor dem; "
        f"{counties} prosent ligger mellom fylker. Var tallene delt ut tilfeldig, ville om lag {by_class} og "
        f"{by_county} prosent ligget mellom dem."
    )


def _undefined(last: pd.Series) -> list[str]:
    if last["gini"] == last["gini"]:
        return []
    return ["Gini er ikke regnet ut: noen tall er under null, eller alle er null."]


def _chart(indicator: queries.Indicator, table: pd.DataFrame):
    rows = table.assign(label=[str(int(year)) for year in table["year"]])
    return charts.Spans(
        rows, "label", "p10", "p90", {"median": "Median"},
        Axis("median", f"{indicator.unit[0].upper()}{indicator.unit[1:]}", decimals=indicator.decimals),
        ends=("P10", "P90"),
        numbered=len(rows) <= MOST_NUMBERED,
    )  # fmt: skip
