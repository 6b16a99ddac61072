"""Figures that exist for one division alone: what is shown where another is asked for, and what is told."""

import pytest

from dashboard.data import database, queries
from dashboard.state import selection
from dashboard.views.map import findings

LINE = "Tallene finnes bare for inndelingen 356 · 2020–2023. Derfor vises den her."


@pytest.fixture
def measured(measured_database, monkeypatch):
    monkeypatch.setenv("GENERALIST_DB", str(measured_database))
    return database.current()


def test_the_workbook_is_of_one_division_and_other_figures_of_both(measured):
    assert queries.only_division(measured, "compliance_menon") == "2020"
    assert queries.only_division(measured, "population") is None
    assert queries.only_division(measured, "unknown") is None


@pytest.mark.parametrize(
    ("raw", "municipality", "told"),
    [
        ({}, None, [LINE]),
        ({"kommune": "5628"}, "5441", [LINE]),
        ({"kommune": "1580", "inndeling": "2024"}, "1507", [LINE]),
        ({"kommune": "4601", "inndeling": "2020"}, "4601", []),
        ({"kommune": "søgne"}, "4204", None),
    ],
)
def test_where_another_division_is_asked_for_it_is_shown_and_told(measured, raw, municipality, told):
    found, messages = selection.read_link(measured, {"indikator": "compliance_menon", **raw})
    assert (found.division, found.municipality) == ("2020", municipality)
    assert messages == told or (told is None and messages[-1] == LINE and len(messages) == 2)
    assert selection.read_link(measured, raw, only="2020")[0].division == "2020"


def test_a_county_of_another_division_is_not_taken_for_one_of_this(measured):
    found, messages = selection.read_link(measured, {"indikator": "compliance_menon", "fylke": "31"})
    assert found.county is None
    assert messages == [LINE, "Fylket «31» finnes ikke i inndelingen 356 · 2020–2023. Viser hele landet."]


def test_the_statement_on_it_leads_to_the_division_that_it_is_of(measured):
    links = [finding.link for finding in findings.findings(measured, "2024") if "lovoppfyllelse" in finding.link]
    assert links and all("inndeling=2020" in link for link in links)
