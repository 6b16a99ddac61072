"""The section of duties on a municipality's page."""

import re

import pytest

from dashboard.data import compliance_queries, queries
from dashboard.data import database as access
from dashboard.measures import keyfigures, peers
from dashboard.state.selection import Selection
from dashboard.views.municipality import duties, municipality

DIVISION = "2020"


def profile_of(code, division=DIVISION):
    database = access.current()
    kind = peers.usual_kind(database, division, code)
    chosen = municipality.Choices(kind, tuple(keyfigures.first_shown(keyfigures.choosable(database, division))))
    return municipality.profile(database, Selection("population", 2026, division, municipality=code), chosen, "kommune")


def panel_of(code, division=DIVISION):
    return access.current(), duties.panel(profile_of(code, division)).figure


def test_what_is_missing_is_told_of_just_what_a_figure_shows(shown):
    profile = profile_of("1151", "2024")
    assert municipality.sheet_figure(profile).missing == "Ingen av de tre viste tallene mangler for Utsira"
    absent = sum(figure.value is None for figure in profile.figures)
    assert absent and municipality.profile_figure(
        profile, key="all", figures=profile.figures, title="Alle", subtitle="Tall", alt="Tall"
    ).missing.startswith(f"{absent} av {len(profile.figures)} tall mangler for Utsira: ")


@pytest.fixture
def fetched(duties_database, monkeypatch):
    monkeypatch.setenv("GENERALIST_DB", str(duties_database))


def test_every_duty_stands_with_its_law_its_figure_and_how_many_it_counts(fetched):
    database, figure = panel_of("0301")
    table, known = figure.table().set_index("Plikt"), queries.all_indicators(database)
    scores = compliance_queries.duty_scores(database, DIVISION)
    assert len(table) == scores["indicator_id"].nunique()
    water = table.loc[known["duty_drinking_water"].short_title]
    assert (water["Tall"], water["Lovgrunnlag"]) == (99, known["duty_drinking_water"].legal_basis)
    assert water["Målt eller indirekte"] == "målt"
    kinds = table["Målt eller indirekte"].tolist()
    assert kinds == sorted(kinds, key=("målt", "indirekte mål").index), "the measured first"
    measured = table[table["Målt eller indirekte"] == "målt"]
    assert figure.title.startswith("Oslo: ") and f"av {len(measured)} målte plikter med tall" in figure.title
    assert any("SYNTETISK" in word for word in figure.status_words)
    assert "blant de vurderte" in figure.title and figure.title.endswith("(SYNTETISK – ikke virkelige tall)")
    midwife = table.loc["Jordmor"]
    assert (midwife["Tall"], midwife["Enhet"]) == ("Nei", "ja eller nei")
    assert re.fullmatch(r"Ja i \d+ av \d+", midwife["Sammenlignbare"])
    assert any(note.startswith("Uten tall ennå: ") and "Pedagognormen oppfylt" in note for note in figure.notes)


def test_a_duty_without_a_figure_says_why(fetched):
    database, figure = panel_of("1151")
    absent = figure.table().query("Tall.isna()")
    assert len(absent) and absent["Merknad"].str.startswith("ikke rapportert").all()
    nowhere = len(compliance_queries.unavailable_duties(database))
    lacking, whole = len(absent) + nowhere, len(figure.table()) + nowhere
    assert figure.missing.startswith(f"{lacking} av {whole} plikter har ingen tall for Utsira: ")
    assert figure.missing.endswith(f" og {nowhere} uten tall for noen kommune ennå")


def test_with_nothing_fetched_only_indirect_measures_are_shown_and_the_title_says_so(shown):
    _, figure = panel_of("1151")
    assert figure.title.startswith("Utsira: ingen plikter er målt i tallene som er hentet, ")
    assert set(figure.table()["Målt eller indirekte"]) == {"indirekte mål"}


def test_an_indirect_measure_that_is_missing_is_said_with_its_reason(shown):
    _, figure = panel_of("1508", "2024")
    assert figure.title.endswith("ingen plikter er målt i tallene som er hentet, og det indirekte målet mangler")
    assert "Fastlegeliste uten lege (ikke aktuelt: Ålesund og Haram var én kommune" in figure.missing
