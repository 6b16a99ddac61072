"""Who is outside what size, centrality and economy suggest: the differences against how much is behind each figure,
with limits that are wider where little is, and how many would be outside by chance alone.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from dashboard import charts, text
from dashboard.charts import Axis, Curve, Dots
from dashboard.figures import municipality_dots
from dashboard.figures.figure import name_columns
from dashboard.figures.page_context import PageContext
from dashboard.measures import association
from dashboard.measures.outcomes import CHANCE

MOST = 6
"""Municipalities on one side of the limits that are named; more are counted."""

NAMED = 8
"""Municipalities outside the limits whose name stands beside their dot."""

CASE_TICKS = (1, 3, 10, 30, 100, 300, 1000, 3000, 10_000)
"""Where a logarithmic axis of cases is labelled."""

SHARE = "prosentpoeng"
"""The unit of a difference between shares."""

CASES = "Antall bak tallet"
"""What the number of cases that a share is of is called."""

METHOD = "Grensene er regnet av forskjellene selv: variansen følger {} (gammaregresjon)."
"""How the limits came about, by what follows what."""


@dataclass(frozen=True)
class Funnel:
    """What is drawn: `rows` has code, name, county, population, centrality_class and its label, value, expected, low,
    high, `outside` (−1, 0, 1), the same differences from what is expected in `unit` (`apart`, `low_apart`,
    `high_apart`), and hover. `size` is the column that the limits follow: population, or cases.
    `least` and `most` are the ends of what the figure is taken to be within: nothing is under 0, and no share over 100.
    """

    rows: pd.DataFrame
    noun: str
    unit: str
    size: str = "population"
    least: float | None = None
    most: float | None = None

    @property
    def out(self) -> pd.DataFrame:
        return self.rows[self.rows["outside"] != 0]

    def reachable(self, side: str) -> pd.Series:
        """True for the rows whose limit, «low» or «high», the figure itself can be past."""
        if side == "low":
            return self.rows["low"] > 0 if self.least == 0 else pd.Series(True, self.rows.index)
        is_share = self.most == 100 and self.unit == SHARE
        return self.rows["high"] < 100 if is_share else pd.Series(True, self.rows.index)

    @property
    def method(self) -> str:
        return METHOD.format("innbyggertallet" if self.size == "population" else "antallet bak tallet")

    @property
    def title(self) -> str:
        """«18 av 352 kommuner ligger utenfor …, 7 av dem små og lite sentrale; om lag 18 ville gjort det …»."""
        remote = int(association.small_and_peripheral(self.out).sum())
        among = f", {text.part_of_them(remote, len(self.out))} små og lite sentrale" if len(self.out) > 1 else ""
        if len(self.out) == 1:
            among = f", {'' if remote else 'ikke '}liten og lite sentral"
        who = f"{len(self.out) or 'Ingen'} av {text.count(len(self.rows), 'kommune', 'kommuner')}"
        by_chance = f"om lag {text.number(CHANCE * len(self.rows))} ville gjort det ved ren tilfeldighet"
        return f"{who} ligger utenfor forventet spenn for {self.noun}{among}; {by_chance}"


def remote_first(funnel: Funnel) -> list[str]:
    """Those outside, the small and remote ones first, above and below apart, the farthest first."""
    told, out = [], funnel.out
    remote = association.small_and_peripheral(out)
    for who, rows in (("Små og lite sentrale", out[remote]), ("Andre", out[~remote])):
        parts = []
        for side, way in ((1, "over"), (-1, "under")):
            names = rows.loc[rows["outside"] == side].sort_values("apart", key=abs, ascending=False)["name"]
            if len(names):
                shown = names.map(text.short_name).tolist()
                more = f" og {len(shown) - MOST} til" if len(shown) > MOST else ""
                parts.append(f"{way}: {', '.join(shown[:MOST]) + more if more else text.listed(shown)}")
        if parts:
            told.append(f"{who} utenfor, {'; '.join(parts)}.")
    return told


ENDS = {"low": ("under", "nedre grense er 0 eller lavere"), "high": ("over", "øvre grense er 100 eller høyere")}
"""Where a figure outside each limit is, and of which limit it can't be outside."""


def unreachable(funnel: Funnel) -> list[str]:
    """Of how many the limit on a side lies past what the figure can be, so that they can't be outside there."""
    told = []
    for side, (way, limit) in ENDS.items():
        closed = int((~funnel.reachable(side)).sum())
        if closed:
            who = "Ingen" if closed == len(funnel.rows) else f"{text.number(closed)} av {text.number(len(funnel.rows))}"
            can, whom = ("kan", "alle") if who == "Ingen" else ("kan ikke", "dem")
            told.append(f"{who} {can} ligge {way} forventet spenn: {limit} hos {whom}.")
    return [*told, "Det tittelen sier om ren tilfeldighet, er regnet som om de kunne det."] if told else []


def table(funnel: Funnel, columns: dict[str, pd.Series]) -> pd.DataFrame:
    """Those outside first, the small and remote first among them; `columns` are those of the figure itself, by code."""
    rows = funnel.rows.assign(remote=association.small_and_peripheral(funnel.rows), out=funnel.rows["outside"] != 0)
    rows = rows.sort_values(["out", "remote", "code"], ascending=[False, False, True], kind="stable")
    cases = {} if funnel.size == "population" else {CASES: rows[funnel.size]}
    return pd.DataFrame(
        {
            **name_columns(rows),
            **{heading: rows["code"].map(figures) for heading, figures in columns.items()},
            "Ventet": rows["expected"],
            "Nedre grense": rows["low"].clip(lower=funnel.least),
            "Øvre grense": rows["high"].clip(upper=funnel.most),
            "Utenfor": rows["outside"].map({1: "over", -1: "under", 0: ""}),
            "Liten og lite sentral": rows["remote"].map({True: "ja", False: "nei"}),
            **cases,
            "Innbyggere": rows["population"],
        }
    ).reset_index(drop=True)


LIMITS = ("Ventet", "Nedre grense", "Øvre grense")
"""Headings of what is expected and its limits."""


def chart(context: PageContext, funnel: Funnel) -> Dots:
    """Every municipality a dot, with the limits as lines; the small and remote ones farthest outside are named, and
    where none of those is, the farthest of the others.
    """
    rows = funnel.rows.assign(
        group=funnel.rows["centrality_class_label"], **{f"draws_{side}": funnel.reachable(side) for side in ENDS}
    )
    rows = rows.sort_values(["centrality_class", "code"], ignore_index=True)
    ordered = rows.sort_values(funnel.size)
    # By size alone the limits are a smooth line: those of a logarithm are the same part of what is expected.
    parts = {side: ordered[ordered[f"draws_{side}"]] for side in ("high", "low")}
    parts = {side: part for side, part in parts.items() if len(part)}
    curves = [
        Curve(part, funnel.size, f"{side}_apart", name, dashed=True, listed=name == "95 prosent grenser")
        for (side, part), name in zip(parts.items(), ("95 prosent grenser", "Nedre grense"), strict=False)
    ]
    out = rows[rows["outside"] != 0]
    remote = out[association.small_and_peripheral(out)]
    furthest = (remote if len(remote) else out)["apart"].abs().nlargest(NAMED).index
    named = pd.Series(rows.index.isin(furthest), rows.index) | context.chosen(rows)
    by_people = funnel.size == "population"
    name, ticks = ("Innbyggere", charts.INHABITANT_TICKS) if by_people else (CASES, CASE_TICKS)
    return municipality_dots.dots(
        context, rows, Axis(funnel.size, f"{name} (logaritmisk skala)", log=True, ticks=ticks),
        Axis("apart", f"{funnel.unit[0].upper()}{funnel.unit[1:]} fra ventet"), group="group", named=named,
        curves=curves,
    )  # fmt: skip
