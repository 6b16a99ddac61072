"""The figures of mergers: what their titles, tables and left-out lists say of a real scenario."""

import pandas as pd
import pytest

from dashboard import addresses
from dashboard.data import database as access
from dashboard.data import queries
from dashboard.figures.page_context import PageContext
from dashboard.measures import scale_curve, scenarios
from dashboard.measures.scenarios import Outcome
from dashboard.state.selection import Selection
from dashboard.views.alternatives import alternatives, merger_choices, merger_country, merger_figures, merger_scale
from dashboard.views.alternatives.merger_country import AFTER, BEFORE, UNDER
from dashboard.views.alternatives.merger_figures import Merged


@pytest.fixture
def opened(database, monkeypatch):
    monkeypatch.setenv("GENERALIST_DB", str(database))
    return access.current()


@pytest.fixture
def alesund(opened):
    context = PageContext(opened, Selection("population", 2026, "2024"), addresses.ALTERNATIVES)
    return Merged(context, (("1508", "1580"),))


def plain(text):
    return text.replace("\u00a0", " ")


def test_the_country_with_alesund_whole_is_the_country_of_2020(alesund, opened):
    table = merger_country.national_table(alesund, []).set_index("Land")
    earlier = queries.values(opened, "population", "2020", 2026)["value"]
    after = table.loc[AFTER]
    assert (after["Kommuner"], after["Innbyggere"]) == (len(earlier), earlier.sum()) == (356, 5_627_400)
    assert (after["Median"], after["Middeltall"], after[UNDER]) == (earlier.median(), earlier.mean(), 174)
    assert (table.at[BEFORE, "Kommuner"], table.at[BEFORE, "Median"]) == (357, 5447)
    shares = merger_country.classes_table(alesund, merger_country.other_countries(alesund)).set_index("Land")
    assert shares.sum(axis=1).round(6).eq(100).all()
    sizes = pd.cut(earlier, [0, 1000, 3000, 5000, 10_000, 20_000, 50_000, 100_000, 1e9], right=False)
    assert shares.loc[AFTER].tolist() == pytest.approx((100 * sizes.value_counts(sort=False) / 356).tolist())


def test_every_figure_of_a_merger_is_an_example_with_the_fixed_line(alesund):
    indicator = queries.indicators(alesund.context.database)["population"]
    figures = [
        merger_figures.new_map(alesund, indicator, lambda code: None).figure,
        *(
            panel(alesund).figure
            for panel in (merger_country.national_panel, merger_country.classes_panel, merger_figures.units_panel)
        ),
        merger_figures.unit_panel(alesund, alesund.units[0]).figure,
        merger_scale.scale_panel(alesund, alesund.units[0]).figure,
    ]
    for figure in figures:
        assert alternatives.STANDING_LINE in figure.notes and alternatives.EXAMPLE in figure.status_words
        assert "effekt" not in f"{figure.title} {figure.subtitle} {figure.alt}".lower()
    assert "5 627 400 innbyggere) er de samme før og etter" in plain(" ".join(figures[1].notes))


def test_the_map_says_the_unit_at_each_of_its_parts(alesund):
    indicator = queries.indicators(alesund.context.database)["population"]
    panel = merger_figures.new_map(alesund, indicator, lambda code: None)
    figure, view = panel.figure, panel.picture.described
    at = [view.codes.index(code) for code in ("1508", "1580")]
    assert [view.values[place] for place in at] == [69_123, 69_123]
    assert view.units == [("Ålesund og Haram", ("1508", "1580"))]
    assert view.payload["units"] == [["Ålesund og Haram", at]]
    assert all(view.notes[place].startswith("Ny enhet: Ålesund og Haram") for place in at)
    rows = figure.table().set_index("Nummer")
    assert rows.loc[["1508", "1580"], "Ny enhet"].tolist() == ["Ålesund og Haram"] * 2
    assert rows.drop(["1508", "1580"])["Ny enhet"].eq("").all()


def test_what_the_curve_alone_suggests_has_its_limits_and_its_warning(alesund):
    figure = merger_scale.scale_panel(alesund, alesund.units[0]).figure
    first = figure.table().iloc[0]
    assert first[merger_scale.LOW] < first[merger_scale.AT] < first[merger_scale.HIGH]
    said = plain(figure.title)
    assert said.startswith("Ålesund og Haram: for 69 123 innbyggere tilsier kurven alene ")
    assert said.endswith("det viser ikke hva en sammenslåing gir")


def test_a_unit_is_told_with_its_parts_and_what_is_left_out(alesund):
    figure = merger_figures.unit_panel(alesund, alesund.units[0]).figure
    assert figure.table().columns[:2].tolist() == ["Tall", "Ålesund og Haram"]  # what a phone shows
    rows = figure.table().set_index("Tall")
    people = rows.loc["Innbyggere 2026"]
    assert people["Ålesund og Haram"] == 69_123
    assert people["Slik er det regnet"] == "Summen av delene"
    assert {"Ålesund (1508)", "Haram (1580)"} <= set(rows.columns)
    assert figure.missing.startswith("Ikke regnet ut: ")
    assert "KOSTRA-gruppe (et kjennetegn ved hver kommune" in figure.missing
    assert (
        "Høyere utdanning (ingen egne tall for Ålesund og Haram: Ålesund og Haram var én kommune (1507 Ålesund)"
        in figure.missing
    )
    told = set(rows.index.str.replace(r" (\d{4}–)?\d{4}$", "", regex=True))
    for one in queries.all_indicators(alesund.context.database).values():
        if alesund.store.years(one.indicator_id):
            assert one.short_title in told or f"{one.short_title} (" in figure.missing or one.short_title in rows.index
    assert not any("ROBEK" in title for title in rows.index)


PEOPLE = pd.DataFrame({"code": ["1101", "1102"], "name": ["Aby", "Bby"], "inhabitants": [100.0, 300.0]})


@pytest.mark.parametrize(
    ("outcome", "locked", "said"),
    [
        (Outcome((), (), ()), ["1101", "1102"], "Alle kommunene er låst"),
        (Outcome((), (), ()), [], "har minst 5 000 innbyggere, så ingen slås sammen"),
        (Outcome((), (("1101",),), ()), ["1102"], "Når ikke 5 000 innbyggere, fordi ingen ulåst nabo i fylket"),
        (Outcome((("1101", "1102"),), (("1101", "1102"),), ()), [], "Bby (med 1 andre)"),
        (Outcome((("1101", "1102"),), (), ("1103",)), [], "1 kommune mangler folketall"),
    ],
)
def test_what_the_rule_could_not_do_is_said(outcome, locked, said):
    lines = merger_choices.outcome_lines(outcome, 5000, locked, PEOPLE)
    assert len(lines) == 1
    assert said in plain(lines[0])


def test_a_link_with_every_municipality_in_pairs_stays_short(opened):
    codes = queries.municipalities(opened, "2024")["code"].tolist()
    held = scenarios.written([codes[place : place + 2] for place in range(0, len(codes), 2)])
    assert len(held) < 1300


def test_the_limits_of_the_curve_hold_for_the_small_as_for_the_large(shown):
    for id_ in scale_curve.services(shown, "2024"):
        curve, rows = scale_curve.of(shown, "2024", id_), scale_curve.rows(shown, "2024", id_)
        limits = [curve.at(population) for population in rows["population"]]
        inside = pd.Series([at.low <= value <= at.high for at, value in zip(limits, rows["value"], strict=True)])
        of_thirds = inside.groupby(pd.qcut(rows["population"], 3, labels=False)).mean()
        assert of_thirds.between(0.89, 0.99).all(), (id_, of_thirds.tolist())
