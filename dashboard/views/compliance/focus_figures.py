"""One municipality's result, part by part, beside those it is compared with."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from dashboard import charts, text
from dashboard.charts import Axis
from dashboard.figures import pictures
from dashboard.figures.figure import Panel
from dashboard.figures.funnel import CASES
from dashboard.figures.page_context import PageContext
from dashboard.measures import peers
from dashboard.views.compliance.compliance import Measure, Part
from dashboard.views.compliance.degree_words import axis_title, value_sentence

MOST_DRAWN = 16
"""Parts of a degree that a chart has room for; the table has all."""


SHORTEST_AXIS = 20
"""Points that the axis of one municipality's degrees spans at least."""


QUARTILES = {"Nedre kvartil": "lower", "Median": "median", "Øvre kvartil": "upper"}

OWN_FIGURE = "Eget tall"
"""The heading of what a share was before it was pulled towards the class's."""


def focus(context: PageContext, measure: Measure, group: peers.PeerGroup) -> Panel:
    """One municipality's degree and what it consists of, against its peers; what is missing is named."""
    code = context.selection.municipality
    row = measure.values.set_index("code").loc[code].to_dict() | {"code": code}
    name = text.short_name(row["name"])
    total = measure.values.set_index("code")["value"]
    parts = (Part(measure.title, "", "samlet", total, cases=measure.cases), *measure.parts)
    table, listed = _focus_table(parts, code, group.codes), _listed(parts, measure, group)
    spread = peers.spread(total.reindex(list(group.codes)))
    known = pd.notna(row["value"])
    own = value_sentence(measure, row) if known else f"{name} har ingen samlet verdi"
    reporting = f"{spread.reporting} av {spread.peers} har tall"
    peers_own = total.reindex(list(group.codes)).dropna()
    middle = (
        f"ja i {int((peers_own > 0).sum())} av {len(peers_own)} med tall i {group.title}"
        if measure.names and spread.reporting
        else f"medianen i {group.title} er {measure.written(spread.median)} ({reporting})"
        if spread.reporting >= text.FEWEST_FOR_MEDIAN
        else f"for få i {group.title} til en median ({reporting})"
        if spread.reporting
        else f"ingen i {group.title} har tall"
        if group.codes or group.kind == peers.OWN_LIST
        else f"ingen andre i {group.title}"
    )
    compared = bool((table["reporting"] > 1).any()) and not measure.names
    lacking = table.loc[table["own"].isna() & (table["kind"] != "samlet"), "title"].tolist()
    figure = context.figure(
        "compliance_focus",
        title=f"{own}; {middle}",
        subtitle=f"{measure.heading}, {measure.reference}. Inndelingen {context.division_label}.",
        unit=measure.unit,
        alt=f"{own}; {middle}.{' Streker fra nedre til øvre kvartil, én for hver del.' if compared else ''}",
        citations=measure.citations,
        table=lambda: _focus_twin(measure, table, name, group, listed),
        decimals=dict.fromkeys(
            [*(f"{heading} ({measure.unit})" for heading in (name, OWN_FIGURE, *QUARTILES)), *listed], measure.decimals
        )
        | {CASES: 0},
        missing=_lacking_line(row, lacking, len(measure.parts)),
        status_words=measure.words,
        indicators=measure.indicators,
        notes=(
            *([f"Streken går fra nedre til øvre kvartil i {group.title}."] if compared else []),
            *_scale(measure),
            *measure.notes,
            *group.remarks,
        ),
        sortable=False,
    )
    if measure.names:
        return Panel(figure, pictures.TablePicture(figure.table(), "compliance_focus", measure.heading, sortable=False))
    return Panel(
        figure,
        pictures.ChartPicture(lambda: _focus_chart(measure, table, name, group.title), "compliance_focus", figure.alt),
    )


def _scale(measure: Measure) -> tuple[str, ...]:
    """How the parts of an index are to be read, and which way is worse for a single duty that is best when low."""
    if measure.counts is None:  # a duty, or a degree
        return ("Høyere er dårligere.",) if measure.lower_is_better else ()
    return ("100 er helt oppfylt, også for plikter der det er en lav andel eller få dager som er bra.",)


def _lacking_line(row: dict[str, object], lacking: list[str], parts: int) -> str:
    """Which of its parts the municipality lacks figures of."""
    if lacking:
        return f"{text.short_name(row['name'])} mangler tall for {len(lacking)} av {parts}: {text.listed(lacking)}"
    if pd.isna(row["value"]):
        return f"{text.short_name(row['name'])}: {text.STATUS_WORDS[row['status']]}"
    return "Ingen av delene mangler" if parts else text.none_lacking(1, text.short_name(row["name"]))


def _focus_table(parts: Sequence[Part], code: str, group: Sequence[str]) -> pd.DataFrame:
    """A row a part: title, area, kind, own, raw, cases, lower, median, upper, reporting, peers."""
    rows = []
    for part in parts:
        spread = peers.spread(part.values.reindex(list(group)))
        own, raw, cases = (
            float("nan") if values is None else values.get(code, float("nan"))
            for values in (part.values, part.raw, part.cases)
        )
        rows.append((part.title, part.area, part.kind, own, raw, cases, spread.lower, spread.median, spread.upper,
                     spread.reporting, spread.peers))  # fmt: skip
    columns = ["title", "area", "kind", "own", "raw", "cases", "lower", "median", "upper", "reporting", "peers"]
    return pd.DataFrame(rows, columns=columns)


def _listed(parts: Sequence[Part], measure: Measure, group: peers.PeerGroup) -> dict[str, list[float]]:
    """A column for each municipality of the user's own list, so that a few can be held against each other."""
    if group.kind != peers.OWN_LIST:
        return {}
    names = measure.values.set_index("code")["name"]
    return {
        f"{code} {text.short_name(names[code])} ({measure.unit})": [
            part.values.get(code, float("nan")) for part in parts
        ]
        for code in group.codes
    }


def _focus_twin(
    measure: Measure, table: pd.DataFrame, name: str, group: peers.PeerGroup, listed: dict[str, list[float]]
) -> pd.DataFrame:
    raw = {f"{OWN_FIGURE} ({measure.unit})": table["raw"]} if measure.pooled else {}
    raw |= {CASES: table["cases"]} if raw or measure.cases is not None else {}
    middle = {f"{heading} ({measure.unit})": table[column] for heading, column in QUARTILES.items()}
    return pd.DataFrame(
        {
            "Del": table["title"],
            "Tjenesteområde": table["area"],
            "Type": "plikt" if measure.is_single_duty else table["kind"],
            f"{name} ({measure.unit})": table["own"].map(measure.names) if measure.names else table["own"],
            **raw,
            **({} if measure.names else middle),
            "Sammenlignet med": group.title,
            "Kommuner med tall": [f"{n} av {of}" for n, of in zip(table["reporting"], table["peers"], strict=True)],
        }
        | listed
    )


def _focus_chart(measure: Measure, table: pd.DataFrame, name: str, group: str):
    """The total and its areas or duties; the indicators of a workbook only where it has no areas."""
    wanted = ["samlet", "tjenesteområde"] if (table["kind"] == "tjenesteområde").any() else list(table["kind"].unique())
    drawn = table[table["kind"].isin(wanted)].head(MOST_DRAWN)
    drawn = drawn.assign(label=drawn["title"].where(drawn["kind"] != "samlet", _total_label(measure)))
    names = {"median": f"Median, {group}", "own": name}
    marks = {column: words for column, words in names.items() if drawn[column].notna().any()}
    limits = _narrowest(drawn[["own", "lower", "upper"]])
    axis = Axis("own", axis_title(measure), decimals=measure.decimals, limits=limits)
    return charts.Spans(drawn, "label", "lower", "upper", marks, axis, ends=("nedre kvartil", "øvre kvartil"))


def _total_label(measure: Measure) -> str:
    """The mark of the whole, which is no total where it is a single duty."""
    return measure.indicators[0].short_title if measure.is_single_duty else "Samlet"


def _narrowest(drawn: pd.DataFrame) -> tuple[float, float] | None:
    """The axis of degrees that would else be so short that small differences look large; None where it is not."""
    lowest, highest = drawn.min().min(), drawn.max().max()
    if not highest - lowest < SHORTEST_AXIS:
        return None
    start = min(max((lowest + highest - SHORTEST_AXIS) / 2, 0), 100 - SHORTEST_AXIS)
    return start - 1, start + SHORTEST_AXIS + 1  # room for half a mark at either end
