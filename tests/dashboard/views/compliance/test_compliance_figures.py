"""Three sources that are never mixed: what each says, what it must not say, and sums done by hand."""

import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from compliance_data import KNOWN, WORKBOOK, degrees

from dashboard import charts, text
from dashboard.data import compliance_queries, queries
from dashboard.data import database as access
from dashboard.figures.page_context import PageContext
from dashboard.measures import association, peers
from dashboard.measures.factors import FACTORS, Effect
from dashboard.state.selection import Selection
from dashboard.views.compliance import (
    association_figures,
    commission,
    compliance,
    compliance_figures,
    duty_index,
    focus_figures,
)
from dashboard.views.map import findings

DIVISION = "2020"


@pytest.fixture
def opened(monkeypatch):
    """Opens a database as the program does."""

    def opener(path):
        monkeypatch.setenv("GENERALIST_DB", str(path))
        return access.current()

    return opener


@pytest.fixture
def embedded(shown):
    return shown


@pytest.fixture
def measured(opened, measured_database):
    return opened(measured_database)


@pytest.fixture
def duties(opened, duties_database):
    return opened(duties_database)


def context(database, **choices):
    return PageContext(database, Selection("population", 2026, DIVISION, **choices), "lovoppfyllelse", {})


# Which sources there are


def test_the_page_opens_on_what_is_measured_and_on_the_illustration_only_where_nothing_is(
    embedded, opened, duties_database, measured_database
):
    assert compliance.usual(embedded) == compliance.PATTERN_TITLE  # duties offline are told of by proxies alone
    assert compliance.usual(opened(duties_database)) == compliance.DUTIES_TITLE
    assert compliance.usual(opened(measured_database)) == compliance.DUTIES_TITLE


# The duty index


def test_the_index_of_the_database_is_that_of_equal_weights(duties):
    measure = duty_index.measure(duties, DIVISION, {}, proxies=False)
    stored = queries.values(duties, compliance_queries.DUTIES, DIVISION, measure.year)["value"]
    pd.testing.assert_series_equal(measure.values["value"], stored, check_names=False)


def value_of(measure, code):
    return measure.values.set_index("code").loc[code]


def test_a_weighted_total_equals_one_by_hand(duties):
    weights = {"Helsetjenester": 3, "Vannforsyning": 1, "Avløp": 2, "Brannvern": 0}
    oslo = value_of(duty_index.measure(duties, DIVISION, weights, proxies=False), "0301")
    health, water, sewage = (100 + 0) / 2, 99, 60
    assert oslo["value"] == pytest.approx((3 * health + 1 * water + 2 * sewage) / 6)
    assert oslo["note"] == "4 av 4 plikter i 3 områder"


def test_a_total_with_proxies_equals_one_by_hand(duties):
    oslo = value_of(duty_index.measure(duties, DIVISION, {}, proxies=True), "0301")
    health = (100 + 0 + (100 - 10)) / 3
    sewage = (60 + (100 - 30)) / 2
    building = (100 * 84 / 168 + 100) / 2
    assert oslo["value"] == pytest.approx((health + 99 + sewage + 70 + building) / 5)
    assert oslo["note"] == "9 av 9 plikter i 5 områder"


def test_no_total_under_three_areas_or_three_fifths_of_the_duties(duties):
    measure = duty_index.measure(duties, DIVISION, {}, proxies=False)
    utsira = value_of(measure, "1151")
    assert np.isnan(utsira["value"]) and utsira["status"] == "too_few"
    assert utsira["note"] == "3 av 4 plikter i 2 områder; for få plikter med tall"
    stavanger = value_of(measure, "1103")
    assert stavanger["value"] == pytest.approx((100 + 90 + 50) / 3)
    assert stavanger["note"] == "3 av 4 plikter i 3 områder"
    with_proxies = value_of(duty_index.measure(duties, DIVISION, {}, proxies=True), "1103")
    assert np.isnan(with_proxies["value"])
    assert with_proxies["note"] == "3 av 9 plikter i 3 områder; for få plikter med tall"


def test_the_number_of_duties_stands_first_and_own_weights_are_named(duties):
    usual = duty_index.measure(duties, DIVISION, {}, proxies=False)
    assert usual.title == "Åpen pliktindeks, 3–4 av 4 plikter"
    own = duty_index.measure(duties, DIVISION, {"Avløp": 2}, proxies=False)
    assert own.title == "Åpen pliktindeks, 3–4 av 4 plikter, egen vekting"
    none = duty_index.measure(duties, DIVISION, {"Avløp": 0}, proxies=False)
    assert none.title.endswith("av 3 plikter, egen vekting")
    assert "egen vekting" not in duty_index.measure(duties, DIVISION, {"Avløp": 1}, proxies=False).title
    table = compliance_figures.degree_map(context(duties), usual).figure.table()
    assert list(table.columns).index("Plikter med tall") < list(table.columns).index(usual.heading)
    assert table.set_index("Nummer").loc["1103", "Plikter med tall"] == "3 av 4"


def test_the_index_is_never_called_a_degree_of_compliance_and_says_that_its_figures_are_made_up(duties):
    measure = duty_index.measure(duties, DIVISION, {}, proxies=True)
    assert "lovoppfyllelse" not in measure.title.lower()
    assert measure.words == (duty_index.NOT_COMPLIANCE, duty_index.WITH_PROXIES, text.SYNTHETIC_WORDS)
    figure = compliance_figures.degree_map(context(duties), measure).figure
    assert dict(figure.facts)["Status"].endswith("SYNTETISK – ikke virkelige tall")


def test_weights_that_leave_nothing_give_no_index(duties):
    weights = dict.fromkeys(duty_index.areas(compliance_queries.duty_scores(duties, DIVISION)), 0)
    assert duty_index.measure(duties, DIVISION, weights, proxies=True) is None


# The imported degrees


def test_the_figure_on_the_map_equals_the_cell(measured):
    measure = compliance.measured(measured, DIVISION, compliance_queries.MENON)
    shown = measure.values.set_index("code")["value"]
    for code, degree in degrees().items():
        assert np.isnan(shown[code]) if degree is None else shown[code] == degree
    assert value_of(measure, "4601")["note"] == "Står som «mangler» i arbeidsboka"


def test_made_up_degrees_say_so(measured):
    measure = compliance.measured(measured, DIVISION, compliance_queries.MENON)
    assert "SYNTETISK – ikke virkelige tall" in measure.words
    assert WORKBOOK in measure.citations[0].title


def test_the_front_page_leads_to_the_degrees_when_they_are_there(embedded, measured):
    assert not [found for found in findings.findings(embedded, DIVISION) if "lovoppfyllelse" in found.sentence]
    first = findings.findings(measured, DIVISION)[0]
    rows = pd.Series(degrees(), dtype=float)
    central = rows[queries.municipalities(measured, DIVISION).set_index("code")["centrality_class"] == 1].median()
    assert f"Graden av lovoppfyllelse var {central:.1f} prosent i mediankommunen".replace(".", ",") in first.sentence
    assert first.link.startswith("/lovoppfyllelse?") and "kilde=menon" in first.link


def test_areas_and_indicators_can_be_chosen(measured):
    labels = compliance.degrees(measured)
    assert list(labels.values()) == ["Samlet grad", "Barnehage", "Barnehage: Bemanningsnorm", "Barnehage: Pedagognorm"]
    area = compliance.measured(measured, DIVISION, "compliance_menon_area_01")
    assert value_of(area, "0301")["value"] == 50


def test_a_division_with_other_numbers_has_the_degrees_too(measured):
    here = compliance.measured(measured, "2024", compliance_queries.MENON).values.set_index("code")
    assert here.loc["3103", "value"] == degrees()["3002"]  # Moss
    assert here.loc[["1508", "1580"], "status"].tolist() == ["not_applicable"] * 2


# What goes with them


def by_hand(measured):
    """The same regression from the database's figures, with other code."""
    frame = pd.DataFrame({"y": pd.Series(degrees(), dtype=float)})
    for name, id_, year in (
        ("c", "centrality_index", 2024),
        ("n", "population", 2022),
        ("e", "free_income_corrected", 2025),
    ):
        values = queries.values(measured, id_, DIVISION, year).set_index("code")
        frame[name] = values["value"].where(values["comparable"])
    frame = frame.dropna()
    x = np.column_stack([np.ones(len(frame)), frame["c"] / 100, np.log(frame["n"]) / np.log(2), frame["e"] / 10_000])
    return sm.OLS(frame["y"].to_numpy(), x).fit(cov_type="HC3")


def test_the_regressions_sentences_equal_statsmodels_by_hand(measured):
    measure = compliance.measured(measured, DIVISION, compliance_queries.MENON)
    found = association.fit(association.frame(measured, DIVISION, measure))
    result = by_hand(measured)
    assert (found.n, found.r_squared) == (result.nobs, pytest.approx(result.rsquared))
    low, high = result.conf_int().T
    sentences = association_figures.sentences(measure, found)
    assert len(sentences) == 3
    for place, (effect, sentence) in enumerate(zip(found.effects, sentences, strict=True), start=1):
        assert effect.estimate == pytest.approx(result.params[place])
        assert (effect.low, effect.high) == (pytest.approx(low[place]), pytest.approx(high[place]))
        said_low, said_high = re.search(r"fra ([+−\d,]+) til ([+−\d,]+)\)", sentence).groups()
        assert number(said_low) == pytest.approx(low[place], abs=0.5) and number(said_high) == pytest.approx(
            high[place], abs=0.5
        )
        assert len(said_low.partition(",")[2]) == len(said_high.partition(",")[2])
        assert "fører til" not in sentence
    figure = association_figures.regression(context(measured), measure, found).figure
    assert f"n = {int(result.nobs)} kommuner" in figure.subtitle
    assert set(sentences) <= set(figure.notes)


def number(written):
    return float(written.replace("\u2212", "-").replace(",", "."))


def test_a_sentence_says_what_goes_with_what_only_where_it_is_sure():
    factor = FACTORS[0]
    sure = association.sentence(Effect(factor, 2.94, 2.0, 3.88), "prosentpoeng", "grad")
    assert sure == (
        "Når størrelse og økonomi er like, henger 100 poeng høyere sentralitet sammen med 2,9 prosentpoeng høyere grad "
        "(95 prosent intervall fra +2,0 til +3,9)."
    )
    near = association.sentence(Effect(factor, 0.55, 0.003, 1.1), "prosentpoeng", "grad")
    assert near.endswith("(95 prosent intervall fra +0,003 til +1,100).")
    unsure = association.sentence(Effect(factor, 0.5, -1.0, 2.0), "prosentpoeng", "grad")
    assert "kan sammenhengen mellom 100 poeng høyere sentralitet og graden ikke skilles fra null" in unsure


def test_nothing_is_estimated_from_too_few():
    rows = pd.DataFrame(
        {
            "value": range(29),
            "population": range(100, 129),
            "centrality": range(29),
            "economy": range(29),
            "comparable": True,
        }
    )
    assert association.fit(rows.astype({"comparable": bool})) is None


def test_who_is_outside_is_told_with_how_many_would_be_by_chance(measured):
    measure = compliance.measured(measured, DIVISION, compliance_queries.MENON)
    found = association.fit(association.frame(measured, DIVISION, measure))
    panel = association_figures.exceptions(context(measured), measure, found)
    figure, table = panel.figure, panel.figure.table()
    out = table[table["Utenfor"] != ""]
    remote = int((out["Liten og lite sentral"] == "ja").sum())
    assert figure.title.startswith(
        f"{len(out) or 'Ingen'} av {found.n} kommuner ligger utenfor forventet spenn for graden"
    )
    assert figure.title.endswith(f"om lag {text.number(0.05 * found.n)} ville gjort det ved ren tilfeldighet")
    assert (len(out), remote) == (1, 1)
    assert "forventet spenn for graden, liten og lite sentral; om lag" in figure.title
    assert (table["Nedre grense"] >= 0).all() and (table["Øvre grense"] <= 100).all() and len(table) == found.n
    assert any(f"til sammen med {100 * found.r_squared:.0f} prosent av forskjellene" in note for note in figure.notes)
    words = " ".join([figure.title, figure.subtitle, *figure.notes, *map(str, table.columns)])
    assert "best" not in words.lower() and "verst" not in words.lower()
    assert isinstance(panel.picture.described, charts.Dots) and len(panel.picture.described.curves) == 2


def test_cells_hold_medians_of_all_that_have_a_degree(measured):
    measure = compliance.measured(measured, DIVISION, compliance_queries.MENON)
    rows = association.frame(measured, DIVISION, measure)
    cells = association.cells(rows)
    assert cells["municipalities"].sum() == measure.values["value"].notna().sum()
    one = cells.iloc[0]
    inside = rows[(rows["size_group"] == one["size_group"]) & (rows["centrality_class"] == one["centrality_class"])]
    assert one["median"] == pytest.approx(inside["value"].median())


def test_one_municipality_has_its_peers_its_areas_and_what_is_missing(measured):
    measure = compliance.measured(measured, DIVISION, compliance_queries.MENON)
    here = context(measured, municipality="0301")
    group = peers.group(measured, DIVISION, "0301", "Ti største")
    figure = focus_figures.focus(here, measure, group).figure
    table = figure.table().set_index("Del")
    assert table.loc["Barnehage", "Oslo (prosent)"] == 50
    assert figure.missing == "Oslo mangler tall for 1 av 3: Barnehage: Pedagognorm"
    others = pd.Series(degrees(), dtype=float)[list(group.codes)]
    assert table["Median (prosent)"].iloc[0] == pytest.approx(others.median())
    assert table["Kommuner med tall"].iloc[0] == f"{others.notna().sum()} av {len(others)}"


def test_one_municipality_without_peers_has_nothing_drawn_or_told_of_them(measured):
    measure = replace(compliance.measured(measured, DIVISION, compliance_queries.MENON), parts=())
    own = degrees()["0301"]
    alone = peers.PeerGroup("KOSTRA-gruppe", "KOSTRA-gruppe 12", ())
    figure = focus_figures.focus(context(measured, municipality="0301"), measure, alone).figure
    assert figure.title.endswith("; ingen andre i KOSTRA-gruppe 12")
    assert not any("kvartil" in words for words in (*figure.notes, figure.alt))
    table = pd.DataFrame({"title": ["Grad"], "kind": ["samlet"], "own": [own]}).assign(
        lower=np.nan, median=np.nan, upper=np.nan
    )
    chart = focus_figures._focus_chart(measure, table, "Oslo", alone.title)
    assert list(chart.marks.values()) == ["Oslo"]
    low, high = chart.axis.limits
    assert high - low >= 20 and low < own < high and high <= 101


def test_municipalities_of_an_own_list_stand_side_by_side(measured):
    measure = compliance.measured(measured, DIVISION, compliance_queries.MENON)
    group = peers.group(measured, DIVISION, "0301", peers.OWN_LIST, own_list="1103, 1151, Narvik, 5001")
    table = focus_figures.focus(context(measured, municipality="0301"), measure, group).figure.table()
    assert table["1103 Stavanger (prosent)"].iloc[0] == degrees()["1103"]
    assert len([name for name in table if name[:4].isdigit()]) == 4
    assert np.isnan(table["5001 Trondheim (prosent)"].iloc[0])


def test_missing_duties_are_named_for_one_municipality(duties):
    measure = duty_index.measure(duties, DIVISION, {}, proxies=False)
    group = peers.group(duties, DIVISION, "1103", "KOSTRA-gruppe")
    figure = focus_figures.focus(context(duties, municipality="1103"), measure, group).figure
    assert figure.title.startswith("Stavanger, 3 av 4 plikter: 80,0 av 100")
    missing = {"duty_midwife"}
    assert missing == {id_ for id_ in KNOWN["0301"] if id_ not in KNOWN["1103"]} - proxies_of(duties)
    names = [queries.all_indicators(duties)[id_].short_title for id_ in missing]
    assert all(name in figure.missing for name in names) and "1 av 4" in figure.missing


def proxies_of(database):
    return {id_ for id_, i in queries.all_indicators(database).items() if i.duty_kind == "proxy"}


# The commission's table


def test_every_requirement_is_marked_and_has_its_legal_basis(embedded):
    table = commission.table(embedded, DIVISION)
    assert set(table["Type mål"]) <= {
        "målt",
        "indirekte mål",
        "målt, ikke hentet",
        "indirekte mål, ikke hentet",
        "ingen åpen kilde",
    }
    assert table["Lovgrunnlag"].str.len().min() > 0
    figure = commission.panel(context(embedded)).figure
    assert commission.COUNTS in figure.notes
    assert figure.title == (
        "Tallene her måler ingen av 8 krav og tilskudd direkte og 1 indirekte; 2 måles i åpne tall som ikke er "
        "hentet, 1 har indirekte mål som ikke er hentet, og 4 har ingen åpen kilde"
    )
    grants = table.set_index("Styring").loc["Andre øremerkede tilskudd", "Hva åpne tall sier"]
    assert grants.startswith("Øremerkede tilskudd til bosetting og integrering per innbygger: medianen er ")
    assert grants.endswith("Av de andre tilskuddene kjenner vi ingen åpne tall per kommune.")
    unfetched = table.set_index("Styring").loc[["Pedagognorm i barnehage", "Lærernorm i grunnskolen"]]
    assert set(unfetched["Type mål"]) == {"målt, ikke hentet"}
    assert unfetched["Hva åpne tall sier"].str.contains("måles i åpne tall som ikke er hentet ennå").all()
    law = dict(zip(table["Styring"], table["Lovgrunnlag"].str.replace("\u00a0", " "), strict=True))
    assert law["Språkkrav til helsepersonell utenfor EØS"] == "Forskrift etter helse- og omsorgstjenesteloven"
    assert law["Koordinatorkrav i helse og omsorg"].endswith("forskrift om habilitering, rehabilitering og koordinator")
    assert {"Grunnskoletilskudd", "Tilskudd til toppet bemanning i barnehager"} <= law.keys()
    assert "vedtak 525 (25. mars 2025)" in " ".join(figure.notes)
