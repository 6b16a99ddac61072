"""What measured outcomes say of the committee's findings."""

import re

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from dashboard.data import database as access
from dashboard.data import queries
from dashboard.figures.page_context import PageContext
from dashboard.state.selection import Selection
from dashboard.views.compliance import known

DIVISION = "2020"


@pytest.fixture
def duties(duties_database, monkeypatch):
    monkeypatch.setenv("GENERALIST_DB", str(duties_database))
    return access.current()


def context(database):
    return PageContext(database, Selection("population", 2026, DIVISION), "lovoppfyllelse", {})


def by_hand(database, indicator_id, year):
    frame = pd.DataFrame()
    for name, id_, of in (
        ("y", indicator_id, year), ("c", "centrality_index", 2024), ("n", "population", year),
        ("e", "free_income_corrected", 2025),
    ):  # fmt: skip
        values = queries.values(database, id_, DIVISION, of).set_index("code")
        frame[name] = values["value"].where(values["comparable"])
        if name == "y" and values["lower"].notna().any():  # a published uncertainty: who has none is not in it
            frame["width"] = values["upper"] - values["lower"]
    frame = frame.dropna()
    weights = 1 / frame["width"] ** 2 if "width" in frame else 1.0
    x = np.column_stack([np.ones(len(frame)), frame["c"] / 100, np.log2(frame["n"]), frame["e"] / 10_000])
    return sm.WLS(frame["y"].to_numpy(), x, weights=np.asarray(weights)).fit(cov_type="HC3")


def test_each_outcome_equals_a_regression_by_hand_and_better_follows_its_direction(duties):
    found = {one.indicator.indicator_id: one for one in known.evidence(duties, DIVISION)}
    assert {"duty_drinking_water", "duty_sewage_unmet", "duty_midwife", "net_operating_result"} <= found.keys()
    assert not {"duty_index", "population", "administration_cost"} & found.keys()
    for id_, one in found.items():
        if one.outcome.year != 2025 or one.fit.kind != "linear":
            continue
        result = by_hand(duties, id_, 2025)
        lower = queries.all_indicators(duties)[id_].direction == "lower_is_better"
        for place, column in enumerate(("centrality", "population", "economy"), start=1):
            assert one.fit.effect(column).estimate == pytest.approx(result.params[place])
            low, high = result.conf_int()[place]
            said = known.WAYS[2] if low < 0 < high else known.WAYS[int((result.params[place] > 0) == lower)]
            if column == "population" and one.fit.bent and said == known.WAYS[2]:
                said = known.WAYS[3]  # no way on the whole, but one among the small
            assert one.way(column) == said


def test_the_three_findings_are_told_with_what_is_not_known_and_what_would_settle_it(duties):
    figure = known.panel(context(duties)).figure
    table, count = figure.table(), len(known.evidence(duties, DIVISION))
    assert len(table) == 3 and (table != "").all(axis=None)
    found = known.evidence(duties, DIVISION)
    counts = [sum(one.counted_as == kind for one in found) for kind in (known.MEASURED, known.OTHER, known.CONTESTED)]
    assert re.match(
        rf"Utvalgets funn om størrelse går igjen i (\w+) av {counts[0]} målte plikter, "
        r"funnet om sentralitet i \w+ og funnet om frie inntekter i \w+\. ",
        figure.title,
    )
    assert re.search(rf"Blant {counts[1]} andre utfall går de igjen i \w+, \w+ og \w+\. ", figure.title)
    assert figure.title.endswith(f"{counts[2]} utfall med omstridt retning er ikke regnet med")
    said = table["Dette sier målte utfall"]
    assert all(f"av {counts[0]}" in one and "fører til" not in one for one in said)
    told = said.str.split("omstridt retning: ").str[1].str.split("Kompenserer").str[0]
    assert not told.str.contains("bedre|dårligere").any() and told.str.contains("Lesing").all()
    assert said.iloc[2].count("Kompenserer økonomi?") == 1 and "Kompenserer" not in said.iloc[0]
    assert "SYNTETISK" in " ".join(figure.status_words)
    weighted = "Vektet med usikkerheten som kilden oppgir: Lesing, 5. trinn og Lesing, 8. trinn."
    assert weighted in figure.notes and weighted in known.behind(context(duties)).figure.notes
    behind = known.behind(context(duties)).figure.table()
    assert not behind.loc[behind["Type"].str.contains("omstridt")].astype(str).stack().str.contains("bedre|dårl").any()
    assert len(behind) == count and (behind["n"] >= 30).all()
