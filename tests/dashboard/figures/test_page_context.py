"""Panels are made once for all who look at the same, and each has the link of its own view."""

from dataclasses import replace

import pandas as pd
import pytest

from dashboard.components import theme
from dashboard.data.database import Database
from dashboard.figures.figure import Citation, Panel
from dashboard.figures.page_context import PageContext, cached_panel
from dashboard.figures.pictures import Drawing
from dashboard.state.selection import Selection

NORDLAND = PageContext(Database(None, "abc", "1"), Selection("population", 2026, "2024", county="18"), "befolkning")
CITATION = Citation("SSB", "Folketall", "07459", "https://example.org", "NLOD", "1. januar", pd.Timestamp("2026-02-20"))


def choosing(context, **parts):
    return replace(context, selection=replace(context.selection, **parts))


@pytest.fixture(params=[True, False], ids=["marks the chosen", "marks none"])
def made(request):
    """Whether a panel depends on the chosen municipality, how it is asked for, and the calls that made one."""
    calls = []

    @cached_panel(marks_chosen=request.param)
    def panel(context, *arguments):
        calls.append((context.selection.municipality, *arguments))
        words = dict.fromkeys(("title", "subtitle", "unit", "alt", "missing"), "…")
        figure = context.figure("made", citations=(CITATION,), table=pd.DataFrame, **words)
        return Panel(figure, Drawing(lambda: None))

    return request.param, panel, calls


def test_what_is_asked_for_again_is_not_made_again_and_has_its_own_link(made):
    _, panel, calls = made
    first = panel(NORDLAND, (1000, 5000)).figure
    again = panel(choosing(replace(NORDLAND, choices={"vis": "alder"}), indicator="area"), (1000, 5000)).figure
    assert calls == [(None, (1000, 5000))]
    assert "vis=" not in first.link and "vis=alder" in again.link and "indikator=area" in again.link


def test_another_choice_another_version_and_other_colours_make_another_panel(made, monkeypatch):
    _, panel, calls = made
    panel(NORDLAND)
    panel(choosing(NORDLAND, county="46"))
    panel(choosing(NORDLAND, year=2020))
    panel(NORDLAND, 2020)
    panel(replace(NORDLAND, database=Database(None, "def", "2")))
    monkeypatch.setattr(theme, "name", lambda: "dark")
    panel(NORDLAND)
    assert len(calls) == 6


def test_the_chosen_municipality_counts_where_it_is_marked(made):
    marks, panel, calls = made
    for code in (None, "1804", "1804", "1871"):
        figure = panel(choosing(NORDLAND, municipality=code)).figure
        assert (f"kommune={code}" in figure.link) == (code is not None)
    assert calls == ([(None,), ("1804",), ("1871",)] if marks else [(None,)])
