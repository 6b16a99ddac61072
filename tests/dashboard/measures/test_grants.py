"""State grants divided anew: by hand, sums of zero in any case, and the page's figures on grants of our own making."""

import io
import shutil

import duckdb
import numpy as np
import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_merging import indicator

from dashboard import addresses
from dashboard.data import database as access
from dashboard.data import queries
from dashboard.exports.table_files import csv_bytes, xlsx_bytes
from dashboard.figures import figure_html
from dashboard.figures.page_context import PageContext
from dashboard.measures import grants
from dashboard.state.selection import Selection
from dashboard.views.alternatives import alternatives, grant_figures
from etl import catalogue


def country(*rows):
    return pd.DataFrame(rows, columns=["code", "inhabitants", "need", "grant"])


def test_a_grant_is_divided_equally_per_inhabitant_by_hand():
    shifts = grants.redistributed(country(("1", 100, 1.0, 5000.0), ("2", 300, 1.0, 3000.0)), grants.EQUALLY)
    assert shifts["now"].tolist() == [50, 10]
    assert shifts["after"].tolist() == [20, 20]
    assert shifts["difference"].tolist() == [-3000, 3000]
    assert shifts["value"].tolist() == [-30, 10]


def test_a_grant_is_divided_by_need_by_hand():
    # Weights 100 * 2 and 300 * 1: the first gets two fifths of 8000.
    shifts = grants.redistributed(country(("1", 100, 2.0, 5000.0), ("2", 300, 1.0, 3000.0)), grants.BY_NEED)
    assert shifts["after"].tolist() == [32, 16]
    assert shifts["difference"].tolist() == pytest.approx([-1800, 1800])


def test_who_lacks_a_figure_is_in_neither_sum():
    people = country(("1", 100, np.nan, 900.0), ("2", 300, 1.0, np.nan), ("3", 200, 1.5, 600.0), ("4", 0, 1.0, 5.0))
    by_need = grants.redistributed(people, grants.BY_NEED)
    assert by_need["value"].isna().tolist() == [True, True, False, True]
    assert by_need["value"][2] == 0
    equally = grants.redistributed(people, grants.EQUALLY)
    assert equally["after"].round(6).tolist()[0] == equally["after"][2] == 5
    nobody = grants.redistributed(people.assign(grant=np.nan), grants.EQUALLY)
    assert nobody["value"].isna().all()


AMOUNTS = st.one_of(st.just(np.nan), st.floats(0, 1e9))
ROWS = st.tuples(st.integers(1, 700_000), st.one_of(st.just(np.nan), st.floats(0.5, 2.5)), AMOUNTS)


@settings(deadline=None)
@given(st.lists(ROWS, min_size=1, max_size=40), st.sampled_from(list(grants.KEYS)))
def test_gain_and_loss_always_sum_to_zero(rows, key):
    people = country(*((str(place), *row) for place, row in enumerate(rows)))
    shifts = grants.redistributed(people, key)
    pot = people.loc[shifts["difference"].notna(), "grant"].sum()
    assert abs(shifts["difference"].sum()) <= 1e-9 * max(pot, 1)
    groups = grants.by_group(shifts.assign(place=shifts["inhabitants"] % 3), "place")
    assert abs((groups["value"] * groups["inhabitants"]).sum()) <= 1e-6 * max(pot, 1)


def test_grants_are_those_that_the_catalogue_declares():
    known = {
        "a": indicator("a", theme=grants.THEME, unit="kroner per innbygger"),
        "b": indicator("b", theme=grants.THEME, unit="tusen kroner"),
        "c": indicator("c", theme="Økonomi", unit="kroner per innbygger"),
        "d": indicator("d", theme=grants.THEME, unit="prosent"),
        "e": indicator("e", theme=grants.THEME, unit="tusen kroner", kind="modelled"),
    }
    assert list(grants.declared(known)) == ["a", "b"]
    people = pd.Series([10.0, 20.0])
    assert grants.kroner(known["a"], pd.Series([3.0, np.nan]), people).tolist()[:1] == [30]
    assert grants.kroner(known["b"], pd.Series([3.0, 4.0]), people).tolist() == [3000, 4000]


def test_the_catalogue_declares_a_grant_in_a_unit_that_is_money():
    of_grants = [one for one in catalogue.read().values() if one.theme == grants.THEME and one.kind != "modelled"]
    assert of_grants
    assert {one.unit for one in of_grants} <= set(grants.UNITS)


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        ("SSB, tabell 12137: tabellen finnes ikke lenger", "finnes ikke lenger)."),
        ("SSB, tabell 12137: ikke hentet ennå", "ikke hentet ennå). De kommer med neste henting fra SSB."),
    ],
)
def test_without_grants_the_recorded_reason_is_said(reason, told):
    columns = ["theme", "short_title", "reason"]
    unavailable = pd.DataFrame([("Økonomi", "Gjeld", "noe annet"), (grants.THEME, "Tilskudd", reason)], columns=columns)
    line = grants.lacking_line(unavailable)
    assert line.endswith(told) and "Gjeld" not in line
    assert "neste henting" not in grants.lacking_line(unavailable[:1])


# --- On the page ------------------------------------------------------------------------------------------------------

DECLARE = """
    INSERT INTO indicator BY NAME
    SELECT * REPLACE ($id AS indicator_id, $id AS title, $id AS short_title, 'Statlige tilskudd' AS theme,
                      $unit AS unit, 1 AS base_year_offset, NULL AS computation,
                      'SYNTETISK: laget for en test' AS notes)
    FROM indicator WHERE indicator_id = 'free_income';
"""
FILL = """
    INSERT INTO observation BY NAME
    SELECT $id AS indicator_id, division, code, 2025 AS year, {value} AS value,
           CASE WHEN {value} IS NULL THEN 'not_reported' ELSE 'observed' END AS status, true AS comparable,
           NULL AS note, source_id
    FROM observation WHERE indicator_id = 'population' AND year = 2026
"""


@pytest.fixture
def with_grants(database, tmp_path, monkeypatch):
    """The embedded figures and two grants of our own making: one per inhabitant, one in thousands of kroner."""
    file = tmp_path / "generalist.duckdb"
    shutil.copyfile(database, file)
    with duckdb.connect(str(file)) as connection:
        for id_, unit, value in (
            ("egen_sats", "kroner per innbygger", "CASE WHEN code = '1103' THEN NULL ELSE 1000 + value % 7 END"),
            ("egen_sum", "tusen kroner", "value / 2"),
        ):
            connection.execute(DECLARE, {"id": id_, "unit": unit})
            connection.execute(FILL.format(value=f"({value})"), {"id": id_})
    monkeypatch.setenv("GENERALIST_DB", str(file))
    return access.current()


def chosen(opened, *ids, key=grants.EQUALLY):
    known = grants.declared(queries.indicators(opened))
    context = PageContext(opened, Selection("population", 2026, "2020"), addresses.ALTERNATIVES)
    return grant_figures.Chosen(context, tuple(known[id_] for id_ in ids), key)


def test_declared_grants_are_found_and_nothing_else(with_grants):
    found = grants.declared(queries.indicators(with_grants))
    assert list(found) == ["egen_sats", "egen_sum", "integration_grants"]


def test_the_figures_say_who_gains_what_and_that_it_is_an_example(with_grants):
    both = chosen(with_grants, "egen_sats", "egen_sum")
    assert both.people_year == 2026  # what the catalogue says that they are divided by
    shifts = both.shifts.set_index("code")
    assert np.isnan(shifts.at["1103", "value"])
    people = queries.values(with_grants, "population", "2020", 2026).set_index("code")["value"].drop("1103")
    money = people * (1000 + people % 7) + 500 * people
    by_hand = money.sum() / people.sum() - money / people
    pd.testing.assert_series_equal(shifts["value"].drop("1103"), by_hand, check_names=False)
    figure = grant_figures.shift_map(both).figure
    told = " ".join((*figure.notes, *figure.status_words, figure.subtitle))
    assert grant_figures.UNADJUSTED in figure.notes and alternatives.STANDING[alternatives.GRANTS] in figure.notes
    assert "SYNTETISK" in told and "Regneeksempel" in told and "effekt" not in told.lower()
    assert "1 av 356 mangler" in figure.missing.replace("\u00a0", " ") and "Stavanger" in figure.missing


def test_with_a_county_chosen_the_figures_say_that_they_are_of_the_whole_country(with_grants):
    known = grants.declared(queries.indicators(with_grants))
    context = PageContext(with_grants, Selection("population", 2026, "2020", county="18"), addresses.ALTERNATIVES)
    of_county = grant_figures.Chosen(context, (known["egen_sum"],), grants.EQUALLY)
    figure = grant_figures.shift_map(of_county).figure
    assert figure.title.startswith("Hele landet: ") and "gjelder hele landet" in figure.subtitle
    assert all("gjelder hele landet" in panel.figure.subtitle for panel in grant_figures.group_panels(of_county))
    assert "hele landet" not in grant_figures.shift_map(chosen(with_grants, "egen_sum")).figure.subtitle


def test_by_need_names_those_without_an_index_and_groups_sum_to_zero(with_grants):
    by_need = chosen(with_grants, "egen_sum", key=grants.BY_NEED)
    figure = grant_figures.shift_map(by_need).figure
    assert "Utsira" in figure.missing and "Modalen" in figure.missing
    for name, group in grant_figures.groupings(by_need).items():
        table = grants.by_group(by_need.shifts.assign(group=group), "group")
        assert abs((table["value"] * table["inhabitants"]).sum()) < 1, name
        assert table["municipalities"].sum() == 354


def test_files_carry_the_example_its_source_and_its_warning(with_grants):
    figure = grant_figures.shift_map(chosen(with_grants, "egen_sats")).figure
    row = csv_bytes(figure.table(), figure.provenance).decode("utf-8-sig").splitlines()[1]
    for words in (
        "Regneeksempel",
        "SYNTETISK",
        "tabell 07459",
        alternatives.STANDING[alternatives.GRANTS],
        grant_figures.UNADJUSTED,
    ):
        assert words in row
    book = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(figure.table(), figure.provenance, figure.decimals)))
    facts = dict(book["Kilde"].iter_rows(values_only=True))
    assert "Regneeksempel" in facts["Status"]
    assert alternatives.STANDING[alternatives.GRANTS] in facts["Merknader"]
    assert isinstance(book["Tall"].cell(5, 4).value, int | float)


def test_what_is_said_of_a_part_is_of_that_part_and_stands_once_on_the_page(with_grants):
    assert len(set(alternatives.STANDING.values())) == len(alternatives.PARTS)
    said = alternatives.STANDING[alternatives.GRANTS]
    assert said in alternatives.standing_html(alternatives.GRANTS)
    assert "sammenlagte" not in alternatives.standing_html(alternatives.GRANTS)
    figure = grant_figures.shift_map(chosen(with_grants, "egen_sats")).figure
    assert said not in figure_html.foot(figure) and grant_figures.UNADJUSTED in figure_html.foot(figure)
