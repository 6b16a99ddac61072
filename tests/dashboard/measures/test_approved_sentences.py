"""Every indicator's sentence as somebody read and approved it: tests/dashboard/measures/approved_sentences.txt.

A new indicator, or other words for an old one, fails here until its sentences stand in the file. Read them aloud first,
then write them with `just approve`.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from dashboard.data import queries
from dashboard.measures import sentences
from dashboard.measures.keyfigures import KeyFigure
from etl import catalogue, tables

APPROVED = Path(__file__).with_name("approved_sentences.txt")
PEERS = 9
EXAMPLES = (
    ("kroner", 34567.0), ("tusen kroner", 345678.0), ("innbyggere per km²", 12.3), ("innbyggere", 2345.0),
    ("indeks (", 1.0234), ("plasser per", 104.0), ("dager", 34.0), ("km²", 789.1), ("sysselsatte", 1234.0),
    ("boliger", 1234.0), ("søknader", 56.0), ("klager", 7.0), ("årsverk per", 123.4),
)  # fmt: skip
"""A figure of a likely size by the beginning of its unit; 12,3 of any other."""


def figure(indicator: queries.Indicator, value: float, labels: dict[int, str], year: int = 2025) -> KeyFigure:
    """A key figure of a place called Sted, third from the top (from the bottom below zero) among `PEERS` peers."""
    step = 1.0 if labels else max(abs(value) / 10, 1.0)
    others = [value if labels else value + step * (place - PEERS + 2.5) for place in range(PEERS)]
    if value < 0:
        others = [2 * value - other for other in others]
    rows = pd.DataFrame(
        {"code": [f"{place:04}" for place in range(PEERS)], "name": "Et annet sted", "value": others,
         "status": "observed", "comparable": True, "note": None}
    )  # fmt: skip
    own = pd.Series({"code": "9999", "name": "Sted", "value": value, "lower": None, "upper": None,
                     "status": "observed", "comparable": True, "note": None})  # fmt: skip
    series = pd.DataFrame({"year": [year], "value": [value], "status": "observed", "comparable": True, "note": None})
    return KeyFigure(
        indicator=indicator, year=year, municipality="Sted", own=own, peers=rows, country=None, series=series,
        labels=labels,
    )  # fmt: skip


def examples(indicator: queries.Indicator, labels: dict[int, str]) -> list[float]:
    """The figures that show all of an indicator's patterns."""
    if labels:
        return [float(value) for value in labels]
    usual = next((value for unit, value in EXAMPLES if indicator.unit.startswith(unit)), 12.3)
    return [usual, -usual, 0.0] if indicator.sentence.startswith("{") else [usual]


def written() -> str:
    """The sentences of every indicator of the catalogue, in screen order."""
    declared = catalogue.read()
    nothing = pd.DataFrame(columns=["indicator_id", "value", "status"])
    rows = tables.indicators(declared, {}, nothing).astype(object)
    lines = []
    for row in rows.where(rows.notna(), None).to_dict("records"):
        indicator = queries.Indicator(**{"contents": None, "definition_url": None} | row)
        labels = declared[indicator.indicator_id].categories
        lines.append(indicator.indicator_id)
        more, less = (sentences.comparative(indicator, more=up) for up in (True, False))
        named = indicator.scale in ("ordered", "category")
        lines.append(f"    {'' if named else f'{more} eller {less} '}{sentences.noun(indicator)}")
        for value in examples(indicator, labels):
            said = sentences.sentence(figure(indicator, value, labels))
            lines.append(f"    {said}".replace("\u00a0", " ").replace("\u2212", "-"))
    return "\n".join(lines) + "\n"


def test_every_sentence_is_as_it_was_approved():
    approved, found = APPROVED.read_text(encoding="utf-8").splitlines(), written().splitlines()
    new = [line for line in found if line not in approved]
    gone = [line for line in approved if line not in found]
    assert (new, gone) == ([], []), "read the new sentences aloud, then approve them (the top of this file says how)"


if __name__ == "__main__":
    APPROVED.write_text(written(), encoding="utf-8")
