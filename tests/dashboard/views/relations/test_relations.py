"""What the page «Sammenheng» says: for what is found, for what isn't, and for what can't be asked."""

import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from page_run import run_page

from dashboard import charts, text
from dashboard.data import queries
from dashboard.exports import slide_charts, slides
from dashboard.figures import plotly_charts
from dashboard.figures.page_context import PageContext
from dashboard.measures import (
    association,
    compensation,
    criteria,
    outcomes,
    pairs,
    relation_words,
    scale_curve,
    shape,
    uncertainty,
)
from dashboard.measures.bend import Bend
from dashboard.measures.factors import CORRECTED, FACTORS, Effect
from dashboard.state.selection import Selection
from dashboard.views.relations import (
    criteria_choices,
    equality_figures,
    exception_figures,
    outcome_figures,
    outside_figures,
    pair_figures,
    scale_figures,
    table_figures,
)
from dashboard.views.sources import method

DIVISION = "2024"


@pytest.fixture
def context(shown):
    return PageContext(shown, Selection("population", 2026, DIVISION, municipality="4601"), "sammenheng")


def asked(context, indicator_id):
    year = queries.years(context.database, indicator_id, DIVISION)[0]
    return outcomes.outcome(context.database, DIVISION, indicator_id, year)


def title(panel):
    return panel.figure.title.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("indicator_id", "expected"),
    [
        ("net_operating_result",
         "Når annet er likt, henger 100 poeng høyere sentralitet sammen med 1,3 prosentpoeng høyere netto "
         "driftsresultat, og dobbelt så mange innbyggere med 0,6 prosentpoeng lavere; for størrelse bare når kommunene "
         "under 1 000 innbyggere er med; for frie inntekter er det ingen sikker sammenheng"),
        ("expenditure_administration",
         "Når annet er likt, henger dobbelt så mange innbyggere i snitt sammen med 18,2 prosent lavere netto "
         "driftsutgifter til administrasjon per innbygger; sammenhengen med størrelse er bøyd (faller mest blant de "
         "små); for sentralitet og frie inntekter avhenger svaret av om bøyen tas med"),
        ("school_points",
         "Når annet er likt, er sammenhengen mellom størrelse og gjennomsnittlige grunnskolepoeng bøyd (faller blant "
         "de små og stiger blant de store); for sentralitet og frie inntekter er det ingen sikker sammenheng"),
        ("robek",
         "Når annet er likt, er det ingen sikker sammenheng mellom størrelse, sentralitet eller frie inntekter og "
         "ROBEK"),
    ],
)  # fmt: skip
def test_an_outcome_is_told_in_one_sentence(context, indicator_id, expected):
    panel = outcome_figures.outcome(context, asked(context, indicator_id), CORRECTED)
    assert title(panel) == expected
    assert "HC3" in panel.figure.subtitle and "n = 3" in panel.figure.subtitle
    assert isinstance(panel.picture.described, charts.Spans)
    table = panel.figure.table()
    assert table["VIF"].tolist() == pytest.approx([5.1, 4.2, 1.9], abs=0.4)


def notes(panel):
    return " ".join(panel.figure.notes).replace("\u00a0", " ")


def test_a_bent_relation_is_told_beside_the_sentences_with_what_hangs_on_it_and_who_is_expected_what(context):
    administration = asked(context, "expenditure_administration")
    panel = outcome_figures.outcome(context, administration, CORRECTED)
    said = notes(panel)
    assert "henger dobbelt så mange innbyggere sammen med 18,2 prosent lavere" in said
    assert (
        "Sammenhengen med størrelse er ikke rett, men bøyd: netto driftsutgifter til administrasjon per innbygger "
        "faller mest blant de små. Rundt 1 200 innbyggere (fra 850 til 1 700) henger dobbelt så mange sammen med 31,8 "
        "prosent lavere; rundt 30 000 innbyggere (fra 21 000 til 42 000) henger dobbelt så mange sammen med 7,8 "
        "prosent lavere. Ett tall for «dobbelt så mange innbyggere» er derfor et gjennomsnitt." in said
    )
    assert (
        "Med bøyen er svaret et annet: når størrelse og økonomi er like, henger 100 poeng høyere sentralitet sammen "
        "med 6 prosent lavere" in said
    )
    assert "regnet ut fra størrelse (bøyd), sentralitet og økonomi (R² = 0,86, mot 0,81" in said
    assert "tilsier (prosent): " in said and "Lengst over det som størrelse (bøyd), sentralitet og økonomi" in said
    assert not {"Bergen", "Trondheim", "Stavanger", "Drammen"} & set(said.replace("(", " ").replace(",", " ").split())
    table = panel.figure.table().set_index("Forskjell")
    assert table.loc["100 poeng høyere sentralitet", "Med bøyd størrelse (prosent)"] == pytest.approx(-5.9, abs=0.1)
    assert "vis=stordrift" in outcome_figures.curve_link(context, administration, CORRECTED)
    unbent = outcome_figures.outcome(context, asked(context, "net_operating_result"), CORRECTED)
    assert "bøy" not in notes(unbent) and "Med bøyd" not in " ".join(unbent.figure.table().columns)
    assert outcome_figures.curve_link(context, asked(context, "net_operating_result"), CORRECTED) == ""
    assert outcome_figures.curve_link(context, asked(context, "turnout_municipal"), CORRECTED) == ""


def test_the_funnel_and_the_differences_of_what_is_bent_are_from_the_bent_relation(context):
    administration = asked(context, "expenditure_administration")
    panels = (
        outside_figures.funnel(context, administration),
        outcome_figures.from_expected(context, administration, CORRECTED),
    )
    for panel in panels:
        assert "det som størrelse (bøyd), sentralitet og økonomi" in panel.figure.subtitle
    funnel, differences = (panel.figure.table().set_index("Nummer") for panel in panels)
    assert funnel.loc["4601", "Utenfor"] == "" and funnel.loc["4601", "Ventet"] > 4_000
    assert abs(differences.loc["4601", "Forskjell fra ventet (prosent)"]) < 6
    assert "bøyd: netto driftsutgifter til administrasjon" in notes(panels[0])
    straight = outside_figures.funnel(context, asked(context, "net_operating_result"))
    assert "det som størrelse, sentralitet og økonomi" in straight.figure.subtitle
    assert "regnet med bøyen: " in notes(outside_figures.counted(context))
    of = notes(outcome_figures.shares(context, administration, CORRECTED))
    assert "Med bøyen går 86 prosent av forskjellene sammen med de tre." in of


def bend(small, large, kind="linear"):
    nothing = float(kind == "yes_or_no")
    ends = tuple(Effect(FACTORS[1], sum(one) / 2, *one, nothing=nothing) for one in (small, large))
    return Bend(None, (), ends, (1_234.0, 28_700.0))


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (bend((-3, -2), (-1, -0.5)), "faller mest blant de små"),
        (bend((0.5, 1), (2, 3)), "stiger mest blant de store"),
        (bend((-3, -2), (-1, 1)), "faller blant de små og flater ut blant de store"),
        (bend((-3, -2), (1, 2)), "faller blant de små og stiger blant de store"),
        (bend((-1, 1), (-3, -2)), "har ingen sikker retning blant de små og faller blant de store"),
        (bend((-1, 1), (-1, 1)), "følger størrelsen ulikt blant små og store"),
        (bend((0.2, 0.4), (0.7, 0.9), "yes_or_no"), "faller mest blant de små"),
        (bend((1.2, 1.4), (1.6, 1.9), "yes_or_no"), "stiger mest blant de store"),
    ],
)
def test_which_way_it_bends_is_told_in_words(found, said):
    assert relation_words._course(found) == said


def test_the_whole_table_marks_what_is_bent_and_what_hangs_on_it(context):
    panel = table_figures.whole_table(context, "effort", CORRECTED)
    slide = panel.picture.described.frame.set_index(table_figures.LEGEND)
    row = slide.loc[slide.index.str.startswith("Administrasjon 2025")].iloc[0]
    assert all(row[heading].endswith("*") for heading in table_figures.HEADINGS.values())
    assert row["100 poeng mer sentral"].startswith("– ") and row["10 000 kr mer per innbygger"].startswith("– ")
    table = panel.figure.table().set_index("Utfall").loc["Administrasjon 2025"]
    assert table["Bøyd sammenheng med størrelse"] == "ja" and table["R² med bøyen"] > table["R²"] + 0.04
    assert table["100 poeng mer sentral, med bøyen, til"] < 0 < table["100 poeng mer sentral, til"]
    assert "Administrasjon" in next(note for note in panel.figure.notes if note.startswith("Bøyd: sammenhengen"))
    found = {one.indicator.indicator_id: fit for one, fit in outcomes.whole_table(context.database, DIVISION, "effort")}
    cells = [
        table_figures._cell(found["expenditure_administration"], column, 30) for column in ("population", "centrality")
    ]
    assert cells[0].startswith("↓ sterk: ") and cells[0].endswith(", bøyd")
    assert cells[1].startswith("usikkert (") and "; med bøyen ↓ " in cells[1]
    sure = sum(fit.sure("centrality") for fit in found.values() if fit)
    assert f"henger sentralitet sikkert sammen med {sure} av " in title(panel)
    assert sure < sum(fit.effect("centrality").sure or fit.hangs_on_bend("centrality") for fit in found.values() if fit)


def test_who_breaks_the_pattern_is_named_with_the_outcome(context):
    panel = outcome_figures.outcome(context, asked(context, "net_operating_result"), CORRECTED)
    own, first, second, *_ = panel.figure.notes
    assert own.startswith("Bergen: 1,0 prosent av driftsinntektene, 0,1 prosentpoeng under det som størrelse")
    assert "Aukra (+26,6)" in first and "Lengst under: Andøy" in first
    limits = outcomes.outside(context.database, DIVISION, "net_operating_result", 2025)
    out = int((limits["outside"] != 0).sum())
    assert f"{out} av {len(limits)} ligger utenfor det spennet" in first and "ved ren tilfeldighet" in first
    assert second.startswith("Av 163 små og lite sentrale kommuner ligger 76 over")
    assert "Oslo" in panel.figure.missing


def pair_of(context, x, y):
    sides = [pairs.side(context.database, DIVISION, one, None) for one in (x, y)]
    return pair_figures.pair(context, *sides, pair_figures.CLASS, False)


def test_two_indicators_are_told_by_strength_or_by_form(context):
    strong = title(pair_of(context, "population", "expenditure_administration"))
    assert strong.startswith("Administrasjon henger klart sammen med innbyggere: jo flere innbyggere, jo lavere")
    assert "95 prosent intervall fra −0,9" in strong
    hump = title(pair_of(context, "population", "net_operating_result"))
    assert hump == (
        "Netto driftsresultat: negativt hos 52 prosent av kommunene i den nest laveste femdelen av innbyggere "
        "(n = 71), mot 32 i den laveste og 13 i den høyeste"
    )
    assert title(pair_of(context, "population", "school_points")).startswith(
        "Grunnskolepoeng: lavere i den midterste femdelen av innbyggere enn i begge ender: medianen er 42,4 (n = 68)"
    )


def test_dots_are_named_lead_to_their_page_and_have_medians_beside_them(context):
    described = pair_of(context, "population", "expenditure_administration").picture.described
    assert isinstance(described, charts.Dots) and described.x.log
    assert "Utsira" in " ".join(described.frame.loc[described.named, "name"])
    assert described.frame[described.links].str.match(r"/kommune\?inndeling=2024&kommune=\d{4}$").all()
    assert [curve.name for curve in described.curves] == ["Median i hver femdel"]


def test_those_left_out_of_a_pair_are_named_up_to_ten_and_all_in_the_table(context):
    panel = pair_of(context, "population", "reading_grade_5")
    table = panel.figure.table()
    heading = next(column for column in table if column.startswith("Lesing, 5. trinn"))
    lacking = table.loc[table[heading].isna(), "Kommune"]
    said = panel.figure.missing.replace("\u00a0", " ")
    assert said.startswith(f"{len(lacking)} av 357 er ikke med, uten sammenlignbart tall for alt: ")
    inhabitants = queries.values_by_code(context.database, "population", DIVISION, 2025)["value"]
    small = (inhabitants[table.loc[table[heading].isna(), "Nummer"]] < 5000).sum()
    assert small == len(lacking)
    assert said.endswith(f" og {len(lacking) - 10} til (alle {small} under 5 000 innbyggere); alle står i tabellen")
    named = said.partition("for alt: ")[2].split(" og ")[0].split(", ")
    assert len(named) == 10 and set(named) <= set(lacking)
    few = pair_of(context, "population", "net_operating_result").figure.missing
    assert few.startswith("1 av 357 er ikke med") and "står i tabellen" not in few
    _, listing = listed(context, "reading_grade_5-under-48")
    assert listing.figure.missing.endswith(" til")


def test_a_dot_is_told_once_with_its_county_and_groups_too_many_for_colours_are_said_to_be(context):
    def told(x, y, colour=pair_figures.CLASS, name="Utsira"):
        sides = [pairs.side(context.database, DIVISION, one, None) for one in (x, y)]
        panel = pair_figures.pair(context, *sides, colour, False)
        rows = panel.picture.described.frame.set_index("name")
        return rows.at[name, "hover"].replace("\u00a0", " "), panel

    said, panel = told("population", "net_operating_result")
    assert said == "Utsira: netto driftsresultat 1,6 prosent av driftsinntektene; 219 innbyggere; klasse 6, Rogaland"
    assert "lette å forveksle" not in notes(panel)
    said, _ = told("robek", "net_operating_result")
    assert said.startswith("Utsira: netto driftsresultat 1,6 prosent av driftsinntektene; ROBEK ")
    assert said.endswith("; 219 innbyggere; klasse 6, Rogaland")
    said, by_county = told("population", "institution_residents_rate", pair_figures.COUNTY, "Sirdal")
    assert "langtidsbeboere på institusjon per 1 000 innbyggere; " in said and said.count("innbyggere") == 2
    assert "Fargene på de 15 fylkene er lette å forveksle" in notes(by_county)
    said, by_group = told("population", "net_operating_result", pair_figures.GROUP)
    assert "KOSTRA-gruppe" in by_group.figure.table() and "klasse 6, Rogaland, " in said


def test_yes_or_no_is_told_by_medians_and_against_each_other_by_counts(context):
    by_register = pair_of(context, "robek", "net_operating_result")
    assert isinstance(by_register.picture.described, charts.DotsByGroup)
    assert title(by_register).startswith("Netto driftsresultat etter ROBEK: medianen er ")
    counted = pair_of(context, "district_5_6", "robek")
    assert isinstance(counted.picture.described, charts.Matrix)
    assert int(counted.picture.described.frame.to_numpy().sum()) == 357


def test_what_cannot_be_held_against_anything_says_why(context):
    x, y = (pairs.side(context.database, DIVISION, one, None) for one in ("population", "net_operating_result"))
    found = pairs.pair(context.database, DIVISION, x, y)

    def told(rows):
        return pair_figures._title(replace(found, rows=rows), {x: {}, y: {}}).replace("\u00a0", " ")

    start = "Netto driftsresultat og innbyggere: "
    assert told(found.rows.assign(x=float("nan"))) == f"{start}ingen kommuner har sammenlignbare tall for begge"
    assert told(found.both.head(29)) == f"{start}29 kommuner har begge tall, for få til å si om de henger sammen"
    alike = told(found.both.assign(y=0.0))
    assert alike.startswith(f"{start}alle 356 kommuner har samme tall for netto driftsresultat (0")


def test_a_step_and_a_slope_are_told_apart(context):
    x = pd.Series(range(100), dtype=float)
    side = pairs.Side(queries.indicators(context.database)["net_operating_result"], 2025)
    step = pairs.form(pairs.Pair(side, side, pd.DataFrame({"x": x, "y": (x >= 60) * 10 + x % 7 / 100})))
    assert (step.kind, step.at) == ("step", 3)
    assert pairs.form(pairs.Pair(side, side, pd.DataFrame({"x": x, "y": x}))) is None
    # More than half are 0, so there is no second fifth, and the third is what is left of it.
    tied = x.where(x >= 55, 0.0)
    assert pairs.form(pairs.Pair(side, side, pd.DataFrame({"x": tied, "y": (x >= 60) * 10 + x % 7 / 100}))) is None


def test_a_step_of_the_last_digit_alone_is_no_shape(context):
    for x in ("old_age_ratio", "population"):
        for y in ("reading_grade_5", "reading_grade_8"):  # whole points: medians of 47 and 48
            said = title(pair_of(context, x, y))
            assert "terskel" not in said and "femdelen" not in said, said


def test_a_threshold_comes_back_when_the_municipalities_are_drawn_anew_and_tells_of_both_sides(context):
    for y in ("net_operating_result", "net_loan_debt"):
        said = title(pair_of(context, "centrality_index", y))
        assert "terskel" not in said and "henger svakt sammen med sentralitetsindeks" in said
    x = pd.Series(range(200), dtype=float)
    side = pairs.Side(queries.indicators(context.database)["net_operating_result"], 2025)
    y = (x >= 120) * 10 + x % 7 / 100
    found = pairs.form(pairs.Pair(side, side, pd.DataFrame({"x": x, "y": y})))
    assert [(count, round(median)) for count, median in found.sides] == [(120, 0), (80, 10)]


@pytest.mark.parametrize(
    ("medians", "at"),
    [
        ([48.0, 48, 47, 48, 47], None),  # goes back
        ([40.0, 40, 40, 48, 48], 3),
        ([40.0, 40, 49, 40, 48], None),
    ],
)
def test_a_threshold_has_all_classes_before_it_on_one_side(medians, at):
    assert (
        shape.threshold([shape.Class(place, 60, median, 0.0) for place, median in enumerate(medians)], "median") == at
    )


def test_a_bend_is_of_one_class_alone():
    def bend(*medians):
        return shape.bend([shape.Class(place, 60, median, 0.0) for place, median in enumerate(medians)], "median")

    assert bend(48, 47, 47, 47, 48) is None
    assert bend(48, 47, 45, 47, 48).group == 2
    assert bend(48, 47, 45, 47, 48).median == 45


def test_where_many_have_the_same_figure_nothing_is_said_of_fifths(context):
    panel = pair_of(context, "duty_general_practitioner", "centrality_index")
    said = " ".join((title(panel), *panel.figure.notes))
    assert "femdelen" not in said and "hver femdel" not in said
    assert "Så mange har samme tall for andel innbyggere på fastlegeliste uten lege at kommunene ikke kan deles" in said
    assert not panel.picture.described.curves


def test_the_whole_table_asks_of_results_with_a_direction_alone_whether_economy_compensates(context):
    panel = table_figures.whole_table(context, "result", CORRECTED)
    table = panel.figure.table().set_index("Utfall")
    said = table[table_figures.COMPENSATES].str.replace("\u00a0", " ")
    assert said["Netto driftsresultat 2025"] == compensation.NOT_TOLD
    assert said["Fastlegeliste uten lege 2023"] == (
        "ja, ved lav sentralitet: 100 poeng lavere sentralitet svarer til om lag 14 800 kroner mindre per innbygger, "
        "95 prosent intervall fra 9 700 til 32 000"
    )
    assert said["Lesing, 5. trinn 2025"] == "omstridt retning: høyere ved høyere inntekt"
    assert said["Netto lånegjeld 2025"] == "ikke spurt"
    assert title(panel).startswith("Når annet er likt, henger sentralitet sikkert sammen med ")
    efforts = table_figures.whole_table(context, "effort", CORRECTED).figure
    assert table_figures.COMPENSATES not in efforts.table().columns
    assert any("høyere inntekt gir høyere utgifter av seg selv" in note for note in efforts.notes)
    conditions = " ".join(table_figures.whole_table(context, "condition", CORRECTED).figure.notes)
    assert "spør vi bare resultater om: rammevilkår er det kommunen driver med, ikke noe den oppnår." in conditions
    assert "utgifter av seg selv" not in conditions


def test_what_income_goes_with_is_told_of_what_is_known_and_the_contested_apart(context):
    notes = table_figures.whole_table(context, "result", CORRECTED).figure.notes
    agreed, contested = (note.replace("\u00a0", " ") for note in notes[1:3])
    assert agreed.startswith("Kompenserer økonomi? Vi spør om 3 resultater der det ikke er omstridt hva som er bedst.")
    assert "I 1 av dem henger høyere inntekt sammen med bedre tall" in agreed
    assert "Fastlegeliste uten lege (lav sentralitet)" in agreed and "Lesing" not in agreed
    assert agreed.endswith(
        "men få innbyggere henger sammen med bedre tall (inntekten: sikkert bare når kommunene under 1 000 innbyggere "
        "er med)."
    )
    assert contested.startswith(
        "Omstridt hva som er bedre (tallet følger også hvem innbyggerne er, ikke bare hva kommunen gjør), og ikke "
        "regnet med: Valgdeltakelse, kommunestyrevalg: usikkert"
    )
    assert "Lesing, 5. trinn: høyere ved høyere inntekt, slik som ved høyere sentralitet (100 poeng" in contested
    assert "bedre tall" not in contested and "veier opp" not in f"{agreed} {contested}"


def test_strength_follows_the_share_of_the_spread(context):
    panel = table_figures.whole_table(context, "result", CORRECTED)
    table = panel.figure.table().set_index("Utfall")
    share = "100 poeng mer sentral, andel av forskjellene (prosent)"
    assert table.loc["Netto driftsresultat 2025", share] < 100 * table.loc["Netto driftsresultat 2025", "R²"]
    found = {
        asked.indicator.indicator_id: one for asked, one in outcomes.whole_table(context.database, DIVISION, "result")
    }
    for id_, word in (("net_operating_result", "svak"), ("duty_general_practitioner", "svak")):
        shares = 100 * outcomes.shared(found[id_])
        assert table_figures._cell(found[id_], "centrality", shares["centrality"])[1:].startswith(f" {word}: ")
    assert [table_figures.strength(one) for one in (25.0, 24.9, 10.0, 9.9)] == ["sterk", "middels", "middels", "svak"]
    robek = found["robek"]
    assert table_figures._cell(robek, "centrality", float("nan")) == "usikkert (0,4 til 1,3)"
    assert any("minst 25 prosent av forskjellene" in note for note in panel.figure.notes)
    said = " ".join(paragraph for section in method.sections(context.database).values() for paragraph in section)
    assert f"Sterk er minst {table_figures.STRONG} prosent av forskjellene, middels minst {table_figures.SOME}." in said


@pytest.mark.parametrize("stage", ["result", "effort"])
def test_the_whole_table_is_one_slide(context, stage):
    panel = table_figures.whole_table(context, stage, CORRECTED)
    table = panel.picture.described
    assert len(table.split(slides.BODY)) == 1
    assert len(table.frame) == len(panel.figure.table())
    first = table.frame.iloc[0]
    assert first[table_figures.LEGEND].startswith(panel.figure.table()["Utfall"].iloc[0])
    assert all(" til " in first[heading] for heading in table_figures.HEADINGS.values())


def met(context, said):
    asked, strange = criteria.read(context.database, DIVISION, said)
    rows = criteria.asked(context.database, DIVISION, tuple(asked))
    return rows, exception_figures.finding(context, rows, tuple(asked)).replace("\u00a0", " "), strange


def test_criteria_are_met_by_some_by_none_or_by_all(context):
    rows, said, _ = met(context, "centrality_class-er-6~population-under-3000")
    register = queries.municipalities(context.database, DIVISION).set_index("code")
    population = queries.values_by_code(context.database, "population", DIVISION, 2026)["value"]
    expected = register.index[(register["centrality_class"] == 6) & (population < 3000)]
    assert rows.loc[rows["meets"], "code"].tolist() == expected.tolist()
    assert said == (
        f"{len(expected)} av 357 kommuner oppfyller alle kravene: klasse 6 (minst sentral) og under 3 000 innbyggere"
    )
    none, all_ = (met(context, f"population-{side}-0")[1] for side in ("under", "over"))
    assert none == "Ingen av 357 kommuner oppfyller alle kravene: under 0 innbyggere"
    assert all_ == "Alle 357 kommuner med tall oppfyller kravene: over 0 innbyggere"
    asked, _ = criteria.read(context.database, DIVISION, "population-over-0")
    assert exception_figures.panels(context, tuple(asked))[1] is not None
    assert criteria.read(context.database, DIVISION, "population-er-3~x-under-1~robek-over-0~drop")[0] == []


def test_years_running_are_asked_of_as_many_years_as_there_are(context):
    rows, said, _ = met(context, "population_change_1y-under-0-3ar")
    changes = [
        queries.values_by_code(context.database, "population_change_1y", DIVISION, year) for year in (2024, 2025, 2026)
    ]
    expected = sum(all(found.at[code, "value"] < 0 for found in changes) for code in rows["code"])
    assert int(rows["meets"].sum()) == expected and said.endswith("under 0 prosent tre år på rad")
    (far,), _ = criteria.read(context.database, DIVISION, "net_operating_result-under-1.75-3ar")
    line = criteria.too_few_years(context.database, DIVISION, far)
    assert line == (
        "Netto driftsresultat har bare tall for 2025 og mangler 2023–2024, så «tre år på rad» kan ikke sies"
    )
    _, said, _ = met(context, far.written)
    assert said == f"Kravene kan ikke prøves: n{line[1:]}"
    both = f"population-under-3000~{far.written}~net_loan_debt-over-100-2ar"
    on_map, _ = listed(context, both)
    assert title(on_map).startswith(f"Kravene kan ikke prøves: n{line[1:]} og netto lånegjeld har bare")
    assert on_map.figure.missing.startswith(
        f"{line}. Netto lånegjeld har bare tall for 2025 og mangler 2024, så «to år"
    )
    newest = queries.values_by_code(context.database, "net_operating_result", DIVISION, 2025)
    known = newest.loc[newest["comparable"].astype(bool), "value"].dropna()
    assert f"For regnskapsåret 2025 alene: {(known < 1.75).sum()} av {len(known)} kommuner har" in notes(on_map)


def test_a_title_says_for_how_many_the_published_uncertainty_reaches_the_limit(context):
    said = "population-under-5000~reading_grade_8-over-48"
    rows, found, _ = met(context, said)
    year = queries.years(context.database, "reading_grade_8", DIVISION)[0]
    own = queries.values_by_code(context.database, "reading_grade_8", DIVISION, year).loc[
        rows.loc[rows["meets"], "code"]
    ]
    doubtful = int(((own["lower"] <= 48) & (own["upper"] >= 48)).sum())
    doubt = f"; for {doubtful} av dem kan tallet ikke skilles sikkert fra grensen"
    assert doubtful and found.endswith(doubt) and title(listed(context, said)[1]).endswith(doubt)


def listed(context, said):
    asked, _ = criteria.read(context.database, DIVISION, said)
    return exception_figures.panels(context, tuple(asked))


def test_the_norm_of_several_years_says_so_wherever_it_is_a_limit(context):
    norm = "(normen gjelder snittet over flere år)"
    _, said, _ = met(context, "net_operating_result-over-1.75")
    assert said.endswith(f"netto driftsresultat over 1,75 prosent av driftsinntektene {norm}")
    assert norm not in met(context, "net_operating_result-over-2")[1]
    on_map, listing = listed(context, "net_operating_result-over-1.75")
    assert all("1,75 prosent: normen gjelder" in panel.figure.notes[0] for panel in (on_map, listing))
    words = criteria_choices.examples(context.database, DIVISION)
    assert all(norm in said for key, said in words.items() if "1.75-3ar" in key)


def test_reading_is_asked_against_the_median_municipality_and_tells_of_whom_is_in_doubt(context):
    (said,) = (key for key in criteria_choices.examples(context.database, DIVISION) if "reading" in key)
    middle = uncertainty.median(context.database, "reading_grade_8", DIVISION, 2025)
    assert float(said.rpartition("-")[2]) == pytest.approx(middle, abs=0.05)
    _, listing = listed(context, said)
    asked_, _ = criteria.read(context.database, DIVISION, said)
    rows = criteria.asked(context.database, DIVISION, tuple(asked_))
    codes = rows.loc[rows["meets"], "code"]
    values = queries.values_by_code(context.database, "reading_grade_8", DIVISION, 2025).reindex(codes)
    doubt = int(((values["lower"] <= asked_[-1].limit) & (values["upper"] >= asked_[-1].limit)).sum())
    assert any(
        f"for {doubt} av de {len(codes)} som oppfyller kravene, kan tallet ikke skilles sikkert" in note
        for note in listing.figure.notes
    )


def test_all_who_meet_the_criteria_are_named_the_smallest_first_where_they_can_be_read(context):
    _, few = listed(context, criteria.USUAL)
    table = few.figure.table()
    names = table.loc[table["Oppfyller alle kravene"] == "ja", "Kommune"]
    start = f"Disse {len(names)} oppfyller alle kravene, den minste først: "
    assert title(few).startswith(start) and len(names) <= exception_figures.MOST_LISTED
    told = title(few).removeprefix(start).replace(" og ", ", ").split(", ")
    assert sorted(told) == sorted(names.str.split(" - ").str[0])
    population = queries.values_by_code(context.database, "population", DIVISION, 2026)["value"]
    sizes = [population[code] for code in few.picture.table["Nummer"]]
    assert sizes == sorted(sizes)
    _, many = listed(context, "population-over-0")
    assert title(many) == "357 kommuner oppfyller alle kravene; de minste er Utsira, Modalen, Røyrvik, Træna og Røst"


def test_a_choice_of_another_part_under_the_same_name_is_no_bad_link(database, monkeypatch):
    monkeypatch.setenv("GENERALIST_DB", str(database))
    app = run_page("relations", {"vis": "utfall", "y": "turnout_municipal"}, timeout=60)
    tabs = next(one for one in app.segmented_control if one.key == "vis_field")
    tabs.set_value("stordrift").run()
    assert not app.exception
    assert not any("ikke finnes her" in line.value for line in app.info)
    assert "turnout_municipal" not in (app.session_state["y"] or "")
    app = run_page("relations", {"vis": "stordrift", "y": "turnout_municipal"}, timeout=60)
    assert any("turnout" in line.value for line in app.info)  # a link that says so is told


def test_limits_are_as_wide_as_chance_and_small_and_remote_ones_come_first(context):
    counts = outcomes.outside_counts(context.database, DIVISION)
    assert counts["remote"].is_monotonic_decreasing
    assert (counts["outside"] <= counts["measured"]).all() and (counts["better"] <= counts["directed"]).all()
    results = outcomes.whole_table(context.database, DIVISION, "result")
    agreed = {
        one.indicator.indicator_id: one.year for one, _ in results if one.direction != "none" and not one.contested
    }
    outside = [outcomes.outside(context.database, DIVISION, id_, year) for id_, year in agreed.items()]
    assert counts["directed"].sum() == sum(int((one["outside"] != 0).sum()) for one in outside if one is not None)
    share = counts["outside"].sum() / counts["measured"].sum()
    assert 0.03 < share < 0.08
    panel = outside_figures.counted(context)
    drawn = outcomes.outside_by_chance(context.database, DIVISION)
    assert drawn.shape[1] == len(counts) and (drawn <= counts["measured"].to_numpy()).all()
    low, high = np.percentile((drawn[:, counts["remote"]] > 0).sum(axis=1), (2.5, 97.5))
    assert title(panel).endswith(f"; ved ren tilfeldighet ville mellom {low:.0f} og {high:.0f} gjort det")
    assert outside_figures.DRAWN in panel.figure.notes
    up = outcomes.outside(context.database, DIVISION, "net_operating_result", 2025)["outside"] == 1
    small = association.small_and_peripheral(outcomes.outside(context.database, DIVISION, "net_operating_result", 2025))
    assert f"Netto driftsresultat ({(up & small).sum()} av {small.sum()})" in notes(panel)
    assert "På Fastlegeliste uten lege kan ingen av dem være det" in notes(panel)
    funnel = outside_figures.funnel(context, asked(context, "net_operating_result"))
    assert len(funnel.picture.described.curves) == 2 and "kan ikke ligge" not in notes(funnel)
    assert outside_figures.funnel(context, asked(context, "robek")) is None


def test_a_limit_past_what_a_figure_can_be_is_not_drawn_and_is_told(context):
    for id_, way in (("duty_general_practitioner", "under"), ("safe_access_recreation", "over")):
        measure = asked(context, id_)
        rows = outcomes.outside(context.database, DIVISION, id_, measure.year)
        past = rows["low"] <= 0 if way == "under" else rows["high"] >= 100
        funnel = outside_figures.funnel(context, measure)
        assert f"{past.sum()} av {len(rows)} kan ikke ligge {way} forventet spenn" in notes(funnel)
        assert "Det tittelen sier om ren tilfeldighet, er regnet som om de kunne det." in notes(funnel)
        column = "low" if way == "under" else "high"
        drawn = {curve.y: len(curve.frame) for curve in funnel.picture.described.curves}
        assert drawn[f"{column}_apart"] == (~past).sum()


def test_inequality_says_whether_it_grew_and_that_one_year_cannot_tell(context):
    known = queries.indicators(context.database)
    one, several, unsure, below = (
        title(equality_figures.spread(context, known[id_]))
        for id_ in ("expenditure_school_6_15", "home_care_80_plus", "home_care_rate", "net_operating_result")
    )
    most = "tidelen som bruker mest, ligger minst 1,87 ganger så høyt som den som bruker minst"
    assert one == f"Grunnskole per innbygger 6–15 år 2025: {most}"
    assert several.endswith(
        "den høyeste tidelen ligger minst 1,77 ganger så høyt som den laveste, mot 1,65 i 2020: forholdet har økt"
    )
    assert unsure.endswith(
        "minst 2,38 ganger så høyt som den laveste, mot 2,26 i 2020: ingen sikker endring i forholdet"
    )
    alone = "Vi har bare ett år og kan ikke si om ulikheten har økt."
    assert alone in equality_figures.spread(context, known["expenditure_school_6_15"]).figure.notes
    assert alone not in equality_figures.spread(context, known["home_care_rate"]).figure.notes
    said = " ".join(equality_figures.spread(context, known["home_care_rate"]).figure.notes).replace("\u00a0", " ")
    assert "endret med +0,13 fra 2020 til 2025, 95 prosent intervall fra −0,07 til +0,28 når de trekkes" in said
    assert "åtte av ti kommuner ligger mellom −" in below


@pytest.mark.parametrize(
    ("id_", "words"),
    [
        (
            "expenditure_school_6_15",
            "Tidelen av kommunene som bruker minst, bruker høyst {p10} kroner per innbygger 6–15 år (P10). Den "
            "midterste kommunen bruker {median} (medianen). Tidelen som bruker mest, bruker minst {p90} (P90).",
        ),
        (
            "home_care_80_plus",
            "Tidelen av kommunene med lavest tall har høyst {p10} per 100 på 80 år og over (P10). Den midterste "
            "kommunen har {median} (medianen). Tidelen med høyest tall har minst {p90} (P90).",
        ),
    ],
)
def test_the_numbers_of_inequality_stand_in_plain_words_and_in_the_picture(context, id_, words):
    indicator = queries.indicators(context.database)[id_]
    panel = equality_figures.spread(context, indicator)
    last = panel.figure.table().iloc[-1]
    told = {
        name.lower(): text.number(last[name], indicator.decimals) for name in ("P10", "Median", "P90")
    }  # fmt: skip
    assert panel.figure.notes[0] == f"2025: {words.format(**told)}"
    drawn = plotly_charts.plotly_chart(panel.picture.described)
    newest = [trace for trace in drawn.data if trace.mode == "lines+markers+text"][-1]
    assert list(newest.text) == [told["p10"], told["p90"]]
    assert next(trace for trace in drawn.data if trace.name == "Median").text[-1] == told["median"]
    written = [one.labels[-1] for one in slide_charts.content(panel.picture.described).series if one.name == "Tall"]
    assert written == [told["p10"], told["p90"], told["median"]]
    many = equality_figures.spread(context, queries.indicators(context.database)["population_density"])
    assert not many.picture.described.numbered  # forty years of numbers would lie over each other


def test_the_curve_is_told_with_its_warning(context):
    known = queries.indicators(context.database)
    said = title(scale_figures.curve(context, known["expenditure_administration"]))
    assert said == (
        "Dobbelt så mange innbyggere henger sammen med 34 prosent lavere netto driftsutgifter til administrasjon per "
        "innbygger ved 1 000 innbyggere, 26 ved 5 000 og 5 ved 25 000; det viser ikke hva en sammenslåing gir"
    )
    notes = " ".join(scale_figures.curve(context, known["expenditure_administration"]).figure.notes)
    assert "En rett linje gjennom alle størrelser ville gitt 23 prosent lavere ved dobbelt så mange innbyggere" in notes
    assert "(95 prosent intervall 21–25)" in notes
    assert title(scale_figures.curve(context, known["expenditure_child_welfare"])) == (
        "Det er ingen sikker sammenheng mellom innbyggertall og netto driftsutgifter til barnevern per innbygger "
        "(dobbelt så mange innbyggere: −3,2 til +1,5 prosent); det viser ikke hva en sammenslåing gir"
    )
    rising = scale_curve.Curve(None, (0.5, 0.2, 0.8), 40, 0.0, (), None, None)
    assert relation_words.doubled(rising) == ("0,5 prosent høyere", "0,2–0,8")


@pytest.mark.parametrize(
    ("stage", "whom", "told"),
    [
        ("result", "under 1 000 innbyggere", "Netto lånegjeld (størrelse i snitt)"),
        ("result", "under 1 000 innbyggere", "Fravær, timer, 10. trinn (størrelse i snitt)"),
        ("result", "med 100 000 innbyggere eller flere", "Lesing, 8. trinn (frie inntekter og bøyens form)"),
        ("effort", "under 1 000 innbyggere", "Beboere på institusjon per 1 000 innbyggere (størrelse i snitt)"),
    ],
)
def test_of_what_is_bent_the_average_and_the_course_are_tried_without_the_ends(context, stage, whom, told):
    figure = table_figures.whole_table(context, stage, CORRECTED).figure
    notes = [note.replace("\u00a0", " ") for note in figure.notes]
    [line] = [note for note in notes if note.startswith(f"Sikkert bare når kommunene {whom} er med: ")]
    assert told in line
    counted = {"result": "i 10 av de 22 er noe sikkert bare", "effort": "i 6 av de 19 er noe sikkert bare"}
    assert counted[stage] in figure.title.replace("\u00a0", " ")


def test_a_doubling_is_told_only_at_sizes_where_the_curve_is_sure_of_it(context):
    kindergarten = queries.indicators(context.database)["expenditure_kindergarten_1_5"]
    panel = scale_figures.curve(context, kindergarten)
    assert title(panel) == (
        "Dobbelt så mange innbyggere henger sammen med 9 prosent lavere netto driftsutgifter til barnehage per "
        "innbygger i målgruppen ved 1 000 innbyggere, men ingen sikker forskjell ved 5 000 og 25 000; det viser ikke "
        "hva en sammenslåing gir"
    )
    assert (
        "Dobbelt så mange er fra 1 000 til 2 000 innbyggere (−17,2 til −0,3 prosent), fra 5 000 til 10 000 innbyggere "
        "(−6,5 til +0,6 prosent) og fra 25 000 til 50 000 innbyggere (−3,6 til +0,4 prosent); i parentes 95 prosent "
        "intervall for forskjellen."
    ) in [note.replace("\u00a0", " ") for note in panel.figure.notes]


def test_what_would_lie_between_groups_by_chance_alone_is_told(context):
    social = queries.indicators(context.database)["expenditure_social"]
    assert equality_figures.spread(context, social).figure.notes[2] == (
        "1,3 prosent av forskjellene (variansen) ligger mellom sentralitetsklasser, resten innenfor dem; 5,2 prosent "
        "ligger mellom fylker. Var tallene delt ut tilfeldig, ville om lag 1,4 og 3,9 prosent ligget mellom dem."
    )


def test_a_link_that_asks_for_itself_or_for_nothing_is_answered_in_a_line(database, monkeypatch):
    monkeypatch.setenv("GENERALIST_DB", str(database))
    app = run_page("relations", {"vis": "par", "x": "population", "y": "population"}, timeout=60)
    assert any(line.value.startswith("Et mål mot seg selv") for line in app.info)
    app = run_page("relations", {"vis": "noe", "y": "finnes-ikke", "farge": "rosa"}, timeout=60)
    assert any("finnes-ikke" in line.value.replace("\\", "") for line in app.info)


def test_differences_have_a_sign_and_digits_enough():
    told = [relation_words.signed(value).replace("\u00a0", " ") for value in (0.0004, -0.03, 0.44, -7.26, 1234.5, 0)]
    assert told == ["+0,0004", "−0,030", "+0,44", "−7,3", "+1 235", "0"]
    places = relation_words.places(26.6, -0.44)
    assert [relation_words.signed(value, places) for value in (26.6, -0.44)] == ["+26,6", "−0,4"]


def test_the_municipalities_of_a_class_are_told_by_its_own_sentence(context):
    assert title(pair_of(context, "robek", "centrality_class")) == (
        "Sentralitetsklasse, «Klasse 6 (minst sentral)»: 98 av de 330 som ikke var registrert i ROBEK, og 10 av de 27 "
        "som var registrert i ROBEK"
    )
    assert title(pair_of(context, "robek", "net_operating_result")) == (
        "Netto driftsresultat etter ROBEK: medianen er 1,4 for de 329 som ikke var registrert i ROBEK, og −0,2 for de "
        "27 som var registrert i ROBEK"
    )
    assert "ingen av de 21 som var i størrelsesgruppen 50 000 eller flere innbyggere" in title(
        pair_of(context, "size_group", "robek")
    )


@pytest.mark.parametrize(
    ("levels", "kind"),
    [((0, 0, 0, 9, 9), "step"), ((0, 2, 4, 12, 14), None), ((0, 1, 2, 3, 4), None), ((0, 0, 9, 0, 0), "bend")],
)
def test_a_threshold_is_told_only_where_both_sides_of_it_are_level(context, levels, kind):
    """Two fifths that rise before a large step are a slope with a steep part."""
    known = queries.indicators(context.database)
    x, y = (pairs.Side(known[id_], 2025) for id_ in ("centrality_index", "net_operating_result"))
    inside = np.linspace(-0.5, 0.5, 40)
    rows = pd.DataFrame({"x": np.arange(200.0), "y": np.concatenate([level + inside for level in levels])})
    found = pairs.form(pairs.Pair(x, y, rows))
    assert (found and found.kind) == kind


def test_a_limit_is_written_in_norwegian_and_what_is_no_number_is_no_criterion(database, monkeypatch):
    monkeypatch.setenv("GENERALIST_DB", str(database))
    app = run_page("relations", {"vis": "unntak"}, timeout=60)
    field = next(one for one in app.text_input if one.label == "Grense (innbyggere)")
    assert field.value.replace("\u00a0", " ") == "5 447"
    field.set_value("tusen").run()
    assert any("«tusen» er ikke et tall" in line.value for line in app.caption)
    (add,) = (one for one in app.button if one.label == "Legg til")
    assert add.disabled
    next(one for one in app.text_input if one.label == "Grense (innbyggere)").set_value("1 234,5").run()
    next(one for one in app.button if one.label == "Legg til").click().run()
    assert not app.exception and "population-under-1234.5" in app.session_state["krav"]


def test_criteria_that_stand_twice_in_a_link_are_told(database, monkeypatch):
    monkeypatch.setenv("GENERALIST_DB", str(database))
    said = ["population-under-3000", "centrality_class-er-6"]
    app = run_page("relations", {"vis": "unntak", "krav": said}, timeout=60)
    assert any(line.value == "Lenken har «krav» flere ganger; den siste gjelder." for line in app.info)


@pytest.mark.parametrize(
    ("indicator_id", "code", "told"),
    [
        ("net_operating_result", "5061",
         "Rindal: 3,5 prosent av driftsinntektene, 1,9 prosentpoeng over det som størrelse, sentralitet og økonomi "
         "tilsier."),
        ("net_operating_result", "4634", "Masfjorden mangler tall: ikke i vårt kildegrunnlag."),
        # Its income can't be compared, so nothing is expected of it.
        ("expenditure_administration", "0301", "Oslo: 4 284 kroner per innbygger."),
        ("robek", "5061", "Rindal: ikke i ROBEK."),
    ],
)  # fmt: skip
def test_the_chosen_municipality_is_told_of_with_what_is_expected_of_it(context, indicator_id, code, told):
    chosen = replace(context, selection=replace(context.selection, municipality=code))
    panel = outcome_figures.outcome(chosen, asked(chosen, indicator_id), CORRECTED)
    assert panel.figure.notes[0].replace("\u00a0", " ") == told
    assert told not in notes(outcome_figures.outcome(context, asked(context, indicator_id), CORRECTED))


def test_what_the_largest_municipalities_alone_make_sure_is_told_wherever_it_stands(context):
    """By hand: without the 7 of 100 000 or more, what the reading goes with income is around nothing."""
    said = notes(outcome_figures.outcome(context, asked(context, "reading_grade_5"), CORRECTED))
    line = "Uten de 7 kommunene med 100 000 innbyggere eller flere er det ingen sikker sammenheng for frie inntekter."
    assert line in said
    rows = association.complete(outcomes.rows(context.database, DIVISION, "reading_grade_5", 2025))
    smaller = rows[rows["population"] < 100_000]
    assert len(rows) - len(smaller) == 7
    design = np.column_stack(
        [np.ones(len(smaller)), smaller["centrality"] / 100, np.log(smaller["population"]), smaller["economy"] / 10_000]
    )
    weights = 1 / (smaller["upper"] - smaller["lower"]) ** 2
    low, high = sm.WLS(smaller["value"], design, weights=weights).fit(cov_type="HC3").conf_int().to_numpy()[3]
    assert low < 0 < high
    table = notes(table_figures.whole_table(context, "result", CORRECTED))
    assert "Lesing, 5. trinn (frie inntekter)" in table
    assert (
        table.count("bare når kommunene med 100 000 innbyggere eller flere er med") >= 3
    )  # the list, and both readings


def test_what_the_smallest_municipalities_alone_make_sure_is_told(context):
    """By hand: without the 23 under 1 000 inhabitants the interval for size is around nothing, for centrality not."""
    said = notes(outcome_figures.outcome(context, asked(context, "net_operating_result"), CORRECTED))
    assert "Uten de 23 kommunene under 1 000 innbyggere er det ingen sikker sammenheng for størrelse." in said
    rows = association.complete(outcomes.rows(context.database, DIVISION, "net_operating_result", 2025))
    larger = rows[rows["population"] >= 1_000]
    design = np.column_stack(
        [np.ones(len(larger)), larger["centrality"] / 100, np.log(larger["population"]), larger["economy"] / 10_000]
    )
    inverse = np.linalg.inv(design.T @ design)
    found = inverse @ design.T @ larger["value"].to_numpy()
    left = (larger["value"].to_numpy() - design @ found) / (1 - np.einsum("ij,jk,ik->i", design, inverse, design))
    wide = 1.96 * np.sqrt(np.diag(inverse @ (design.T * left**2) @ design @ inverse))
    assert abs(found[2]) < wide[2] and found[1] > wide[1]


def test_what_a_spread_goes_most_with_is_named_only_where_the_draws_agree(context):
    sure = outcome_figures.shares(context, asked(context, "expenditure_administration"), CORRECTED)
    assert re.search(r", mest med størrelse \(\d+ prosent\)$", title(sure)) and "er usikkert" not in notes(sure)
    unsure = outcome_figures.shares(context, asked(context, "low_income"), CORRECTED)
    assert title(unsure).endswith("går sammen med størrelse, sentralitet og økonomi")
    assert re.search(r"er usikkert: størrelse har den største andelen i \d\d av 100 trekninger\.", notes(unsure))


def test_the_chart_shows_what_goes_with_the_others_also_by_the_bent_relation(context):
    bent = outcome_figures.outcome(context, asked(context, "expenditure_administration"), CORRECTED)
    drawn = bent.picture.described.frame.set_index("step")
    assert len(drawn) == 5 and sum("med bøyen" in step for step in drawn.index) == 2
    found = outcomes.fitted(context.database, DIVISION, "expenditure_administration", 2025)
    economy = next(step for step in drawn.index if "kroner" in step and "med bøyen" in step)
    assert drawn.loc[economy, "estimate"] == found.bent.effect("economy").estimate != found.effect("economy").estimate
    straight = outcome_figures.outcome(context, asked(context, "net_operating_result"), CORRECTED)
    assert len(straight.picture.described.frame) == 3
    assert "går til sammen med 4 prosent av forskjellene (R² = 0,04)" in notes(straight)


def test_what_is_sure_only_without_the_smallest_is_told_too(context):
    measure = asked(context, "home_care_80_plus")
    rows = outcomes.rows(context.database, DIVISION, "home_care_80_plus", measure.year)
    everyone, larger = association.fit(rows), association.fit(rows[rows["population"] >= association.SMALLEST])
    assert larger.effect("economy").sure and not everyone.effect("economy").sure
    said = notes(outcome_figures.outcome(context, measure, CORRECTED))
    few = everyone.n - larger.n
    assert f"Uten de {few} kommunene under 1 000 innbyggere er sammenhengen for frie inntekter sikker." in said


def test_one_without_a_published_uncertainty_does_not_take_the_weights_from_the_others(context):
    """Ålesund of the committee's division is put together of two, and has none."""
    then = replace(context, selection=replace(context.selection, division="2020", municipality=None))
    for id_, share in (("reading_grade_5", 0.25), ("reading_grade_8", 0.37)):
        year = queries.years(then.database, id_, "2020")[0]
        measure = outcomes.outcome(then.database, "2020", id_, year)
        found = outcomes.fitted(then.database, "2020", id_, year)
        assert found.weighted and found.n == 307 and round(found.r_squared, 2) == share
        figure = outcome_figures.outcome(then, measure, CORRECTED).figure
        assert "Ålesund har tall, men ingen oppgitt usikkerhet å vekte med" in figure.missing
        assert found.effect("economy").sure and "vektet med den publiserte usikkerheten" in figure.subtitle
