"""The duties that open figures tell of, one by one."""

import shutil
from dataclasses import replace

import duckdb
import pandas as pd
import pytest

from dashboard import palette, text
from dashboard.data import compliance_queries, queries
from dashboard.data import database as access
from dashboard.figures import figure_html, map_panel
from dashboard.figures.citing import missing_line
from dashboard.figures.page_context import PageContext
from dashboard.measures import association, peers
from dashboard.measures.duties import RULE
from dashboard.state.selection import Selection
from dashboard.views.compliance import association_figures, compliance_figures, duty_index, focus_figures, measured
from dashboard.views.compliance.degree_words import cases_words

DIVISION = "2020"


@pytest.fixture
def duties(duties_database, monkeypatch):
    monkeypatch.setenv("GENERALIST_DB", str(duties_database))
    return access.current()


def context(database, **choices):
    return PageContext(database, Selection("population", 2026, DIVISION, **choices), "lovoppfyllelse", {})


def test_measured_duties_come_before_proxies_and_a_proxy_says_that_it_is_one(duties):
    kinds = [indicator.duty_kind for indicator in measured.duties(duties, DIVISION).values()]
    assert kinds == sorted(kinds) and {"measured", "proxy"} == set(kinds)
    labels = [measured.label(indicator) for indicator in measured.duties(duties, DIVISION).values()]
    assert labels[0] and not labels[0].endswith("(indirekte mål)") and labels[-1].endswith("(indirekte mål)")


def test_the_table_has_every_municipality_and_duty_with_its_law_and_why_a_figure_is_missing(duties):
    figure = measured.overview(context(duties)).figure
    table = figure.table()
    known = measured.duties(duties, DIVISION)
    assert len(table) == len(known) * len(queries.municipalities(duties, DIVISION))
    water = table[(table["Nummer"] == "0301") & (table["Plikt"] == known["duty_drinking_water"].short_title)].iloc[0]
    assert (water["Tall"], water["Målt eller indirekte"]) == (99, "målt")
    assert water["Lovgrunnlag"] == known["duty_drinking_water"].legal_basis
    lacking = table[(table["Nummer"] == "1151") & table["Tall"].isna()]
    assert len(lacking) and (lacking["Status"] != "").all()
    assert "SYNTETISK" in " ".join(figure.status_words)


def test_the_title_counts_the_measured_duties_and_those_with_figures_and_calls_none_the_lowest(duties):
    figure = measured.overview(context(duties)).figure
    known = measured.duties(duties, DIVISION)
    ids = [id_ for id_, indicator in known.items() if indicator.duty_kind == "measured"]
    counts = [int(measured._newest(duties, DIVISION, id_)["value"].notna().sum()) for id_ in ids]
    span = str(counts[0]) if len(set(counts)) == 1 else f"{min(counts)}–{max(counts)}"
    assert figure.title == (
        f"{len(ids)} plikter er målt i åpne tall, i {span} av 356 kommuner, og {len(known) - len(ids)} bare indirekte "
        "(SYNTETISK – ikke virkelige tall)"
    )
    (one,) = [known["duty_drinking_water"]]
    alone = {"duty_drinking_water": measured._newest(duties, DIVISION, "duty_drinking_water")}
    title = measured._title({one.indicator_id: one}, alone, [one.indicator_id], context(duties))
    assert title.startswith("Én plikt er målt i åpne tall. Drikkevann uten E. coli: median ")
    assert title.endswith("av 356 kommuner, 2025")


def test_the_strongest_colour_is_the_worst_in_every_small_map_and_says_so(duties):
    known = measured.duties(duties, DIVISION)
    values = {id_: measured._newest(duties, DIVISION, id_) for id_ in known}
    maps = {one.name: one for one in measured._small_maps(context(duties), known, values)}
    strongest = palette.sequential(5)
    for id_, one in maps.items():
        first = one.order[0]
        if len(one.order) == 5:
            assert (one.colours.light[first], one.colours.dark[first]) == (strongest.light[-1], strongest.dark[-1])
        lower = known[id_].direction == "lower_is_better"
        assert one.order == sorted(one.order, reverse=lower) and one.ends[0].startswith("dårligst: ")
    assert maps["duty_psychologist"].ends == ("dårligst: nei", "best: ja")
    drawn = measured.overview(context(duties)).picture.described
    assert all(title.endswith("(mørkest er dårligst)") for title, _ in drawn.maps)
    for (_, content), one in zip(drawn.maps, maps.values(), strict=True):
        assert content.colours == one.colours


def test_the_row_of_maps_is_made_once_for_all_who_look(duties, monkeypatch):
    first = measured.overview(context(duties)).figure
    monkeypatch.setattr(queries, "values", lambda *_: pytest.fail("asked again"))
    again = measured.overview(context(duties)).figure
    assert again.title == first.title and again.table is first.table


def test_one_duty_is_a_degree_like_the_others_and_is_told_as_a_share(duties):
    measure = measured.measure(duties, DIVISION, "duty_drinking_water")
    assert (measure.noun, measure.points, measure.counts) == ("andel", "prosentpoeng", None)
    figure = compliance_figures.degree_map(context(duties), measure).figure
    assert figure.title.startswith("Innbyggere med tilfredsstillende prøver for E. coli: medianen")
    found = association.fit(association.frame(duties, DIVISION, measure))
    sure, *others = found.effects
    effects = replace(sure, low=0.1, high=0.3), *(replace(one, low=-1.0, high=1.0) for one in others)
    told = association_figures.regression_title(replace(found, effects=effects), measure)
    assert told.startswith(f"{sure.factor.name} henger sammen med andelen når de andre er like; for ")


def test_a_chosen_duty_says_of_how_many_each_share_is_and_by_which_law(duties_database, tmp_path, monkeypatch):
    of_few = "UPDATE duty_score SET cases = 1 + length(code) WHERE indicator_id = 'duty_drinking_water'"
    database = changed(duties_database, tmp_path, monkeypatch, of_few)
    measure = measured.measure(database, DIVISION, "duty_drinking_water")
    law = f"Drikkevann uten E. coli: {measure.indicators[0].legal_basis}"
    shown = compliance_figures.degree_map(context(database), measure)
    assert law in shown.figure.notes and set(shown.figure.table()["Antall bak tallet"].dropna()) == {5}
    content = shown.picture.described
    assert content.details[0] == "n\u00a0=\u00a05" and content.notes[0].startswith("n\u00a0=\u00a05")
    here = context(database, municipality="0301")
    group = peers.group(database, DIVISION, "0301", peers.OWN_LIST, own_list="1103")
    figure = focus_figures.focus(here, measure, group).figure
    assert figure.title.startswith("Oslo: 99,0 prosent av innbyggerne tilknyttet (n\u00a0=\u00a05); ")
    assert law in figure.notes and figure.table()["Antall bak tallet"].tolist() == [5]


def test_limits_follow_the_cases_behind_each_share_where_they_are_known_of_all(duties_database, tmp_path, monkeypatch):
    cases = "UPDATE duty_score SET cases = 1 + CAST(code AS INTEGER) % 40 WHERE indicator_id = 'duty_drinking_water'"
    database = changed(duties_database, tmp_path, monkeypatch, cases)
    measure = measured.measure(database, DIVISION, "duty_drinking_water")
    found = association.fit(association.frame(database, DIVISION, measure))
    panel = association_figures.exceptions(context(database), measure, found)
    assert "«Drikkevann uten E. coli»" in panel.figure.title
    drawn, table = panel.picture.described, panel.figure.table()
    assert drawn.x.column == "Antall bak tallet"
    outside = set(table.loc[table["Utenfor"] != "", "Nummer"])
    assert set(drawn.frame.loc[drawn.named, "code"]) <= outside  # who is named is outside, also where none is small
    assert "Grensene er regnet av forskjellene selv: variansen følger antallet bak tallet (gammaregresjon)." in (
        panel.figure.notes
    )
    missing = "UPDATE duty_score SET cases = NULL WHERE indicator_id = 'duty_drinking_water' AND code = '1103'"
    database = changed(duties_database, tmp_path, monkeypatch, cases, missing)
    measure = measured.measure(database, DIVISION, "duty_drinking_water")
    found = association.fit(association.frame(database, DIVISION, measure))
    assert association_figures.exceptions(context(database), measure, found).picture.described.x.column == "population"


def test_what_has_not_been_fetched_is_named_with_the_reason(duties):
    lines = measured.unavailable_lines(duties)
    norm = (
        "Pedagognormen oppfylt eller dispensasjon (målt): beregnes av «Pedagognormen uten dispensasjon» (Barnehagefakta"
    )
    assert any(line.startswith(norm) for line in lines)
    assert all(line.split(": ", 1)[1] for line in lines)


def changed(duties_database, tmp_path, monkeypatch, *statements):
    """The same figures, with something done to the table of duties."""
    path = tmp_path / "generalist.duckdb"
    shutil.copyfile(duties_database, path)
    with duckdb.connect(str(path)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.execute("UPDATE filled SET rows = (SELECT count(*) FROM duty_score) WHERE table_name = 'duty_score'")
    monkeypatch.setenv("GENERALIST_DB", str(path))
    return access.current()


@pytest.fixture
def one_duty(duties_database, tmp_path, monkeypatch):
    """The same figures when only those of drinking water have been fetched."""
    statement = "DELETE FROM duty_score WHERE indicator_id <> 'duty_drinking_water'"
    return changed(duties_database, tmp_path, monkeypatch, statement)


def test_a_pulled_share_is_told_with_what_it_was_and_what_is_no_breach_stands_beside(
    duties_database, tmp_path, monkeypatch
):
    few = "UPDATE duty_score SET own_score = 100, score = 80, cases = 1 WHERE indicator_id = 'duty_drinking_water'"
    unassessed = "UPDATE duty_score SET unassessed = 25 WHERE indicator_id = 'duty_sewage_small'"
    database = changed(duties_database, tmp_path, monkeypatch, few, unassessed)
    measure = duty_index.measure(database, DIVISION, {}, proxies=False)
    assert measure.notes == (RULE, duty_index.POOLED)
    group = peers.group(database, DIVISION, "0301", peers.OWN_LIST, own_list="1103")
    figure = focus_figures.focus(context(database, municipality="0301"), measure, group).figure
    water = figure.table().set_index("Del").loc["Drikkevann uten E. coli"]
    assert (water["Oslo (av 100)"], water["Eget tall (av 100)"], water["Antall bak tallet"]) == (80, 100, 1)
    assert duty_index.POOLED in figure.notes
    table = measured.overview(context(database)).figure.table()
    assert "Lovlig unntak (prosent)" not in table  # no duty that has figures here knows of any
    sewage = table[table["Plikt"] == queries.all_indicators(database)["duty_sewage_small"].short_title]
    assert set(sewage["Ikke vurdert (prosent)"].dropna()) == {25}
    assert set(table.loc[table["Plikt"] == "Drikkevann uten E. coli", "I indeksen (av 100)"].dropna()) == {80}


def test_without_few_cases_nothing_is_pulled_and_nothing_said(duties):
    measure = duty_index.measure(duties, DIVISION, {}, proxies=False)
    assert measure.notes == (RULE,)
    group = peers.group(duties, DIVISION, "0301", peers.OWN_LIST, own_list="1103")
    table = focus_figures.focus(context(duties, municipality="0301"), measure, group).figure.table()
    assert "Eget tall (av 100)" not in table


def test_with_no_office_fetched_only_what_is_embedded_is_shown_and_every_office_is_named(shown):
    known = measured.duties(shown, "2024")
    assert {indicator.duty_kind for indicator in known.values()} == {"proxy"}
    today = PageContext(shown, Selection("population", 2026, "2024"), "lovoppfyllelse", {})
    figure = measured.overview(today).figure
    assert figure.title == f"Ingen plikter er målt i tallene som er hentet; {len(known)} indirekte mål"
    lines = " ".join(measured.unavailable_lines(shown))
    assert all(office in lines for office in ("Barnehagefakta", "Udir", "Bufdir", "FHI", "SSB, tabell 13144"))
    assert duty_index.measure(shown, "2024", {}, proxies=False) is None


def test_with_one_duty_it_is_shown_and_there_is_no_total_of_so_few(one_duty):
    figure = measured.overview(context(one_duty)).figure
    assert figure.title.startswith("Én plikt er målt i åpne tall. Drikkevann uten E. coli: median ")
    total = duty_index.measure(one_duty, DIVISION, {}, proxies=False)
    assert total.title == "Åpen pliktindeks, 0 av 1 plikt"  # of those that have a total
    assert total.values["value"].isna().all() and (total.values["status"] == "too_few").all()
    assert total.values["note"].str.endswith("; for få plikter med tall").all()


def test_with_all_the_weights_of_a_user_change_the_title_and_the_counted_are_told(duties):
    scores = compliance_queries.duty_scores(duties, DIVISION).query("kind == 'measured'")
    usual = duty_index.measure(duties, DIVISION, {}, proxies=False)
    own = duty_index.measure(duties, DIVISION, {duty_index.areas(scores)[0]: 3}, proxies=False)
    assert f"av {scores['indicator_id'].nunique()} plikter" in usual.title
    assert own.title == f"{usual.title}, egen vekting"


def test_where_everything_is_counted_no_interval_stands_as_if_it_were_a_sample(duties):
    figure = measured.overview(context(duties)).figure
    assert not any("ikkert" in column or "ntervall" in column for column in figure.table())
    assert RULE in figure.notes


def test_yes_and_no_are_said_in_words_in_titles_tables_and_legends_and_have_no_median(duties):
    measure = measured.measure(duties, DIVISION, "duty_midwife")
    panel = compliance_figures.degree_map(context(duties), measure)
    yes = int((measure.values["value"] == 1).sum())
    assert panel.figure.title.endswith(f": ja i {yes} av {measure.values['value'].notna().sum()} kommuner med tall")
    table = panel.figure.table().set_index("Nummer")
    assert (table.at["0301", measure.heading], table.at["1151", measure.heading]) == ("Nei", "Ja")
    group = peers.group(duties, DIVISION, "0301", peers.OWN_LIST, own_list="1151")
    figure = focus_figures.focus(context(duties, municipality="0301"), measure, group).figure
    assert figure.title.startswith("Oslo: nei; ja i 1 av 1 med tall i ")
    assert "Nei" in set(figure.table().iloc[0]) and not any("edian" in column for column in figure.table())
    overview = measured.overview(context(duties)).figure.table()
    assert set(overview.loc[overview["Enhet"] == "ja eller nei", "Tall"].dropna()) == {"Ja", "Nei"}


def test_about_each_of_several_duties_who_lacks_it_and_its_sources_are_its_own(duties):
    figure = compliance_figures.degree_map(
        context(duties), duty_index.measure(duties, DIVISION, {}, proxies=False)
    ).figure
    psychologist = queries.all_indicators(duties)["duty_psychologist"]
    said = str(figure_html.card(figure, psychologist, duties, DIVISION))
    values = queries.values(duties, "duty_psychologist", DIVISION, 2025)
    assert missing_line(values) in said and figure.missing not in said
    water = queries.all_indicators(duties)["duty_drinking_water"]
    one = measured.measure(duties, DIVISION, "duty_drinking_water")
    alone = compliance_figures.degree_map(context(duties), one).figure
    assert text.stopped(alone.missing) in str(figure_html.card(alone, water, duties, DIVISION))


def test_a_number_reckoned_back_is_about_and_what_can_t_be_reckoned_is_unknown(duties):
    found = measured.measure(duties, DIVISION, "duty_drinking_water")
    values = found.values.assign(value=found.values["value"].where(found.values["code"] != "1103"))
    cases = pd.Series({"0301": 18.0, "1103": float("nan"), "1151": float("nan")})
    measure = replace(found, values=values, cases=cases, estimated=True)
    assert [cases_words(measure, code) for code in ("0301", "1151", "1103")] == ["n er om lag 18", "n er ukjent", ""]


def test_a_title_that_becomes_a_slides_says_that_figures_are_made_up(duties):
    assert measured.overview(context(duties)).figure.title.endswith("(SYNTETISK – ikke virkelige tall)")


def test_one_figure_has_one_title_wherever_it_is_on_a_map(shown):
    """195 municipalities have none without a doctor: not «medianen er 0», nor «0,0» beside «0»."""
    duty = measured.measure(shown, "2024", "duty_general_practitioner")
    said = compliance_figures.finding(duty, duty.values)
    assert said == map_panel.map_figure(shown, Selection("duty_general_practitioner", duty.year, "2024")).title
    assert "hadde ingen pasienter på liste uten lege" in said


def test_the_chosen_municipality_has_its_figure_in_words_under_each_small_map_and_each_chart(duties):
    here = context(duties, municipality="0301")
    known = measured.duties(duties, DIVISION)
    values = {id_: measured._newest(duties, DIVISION, id_) for id_ in known}
    own = {one.name: one.own for one in measured._small_maps(here, known, values)}
    assert own["duty_drinking_water"] == "Oslo: 99,0 prosent av innbyggerne tilknyttet"
    assert all(said.startswith("Oslo") for said in own.values())
    assert not any(one.own for one in measured._small_maps(context(duties), known, values))
    measure = measured.measure(duties, DIVISION, "duty_drinking_water")
    rows = association.frame(duties, DIVISION, measure)
    panels = [
        compliance_figures.by_group(here, measure, rows, "Størrelse"),
        association_figures.against(here, measure, rows, association.FACTORS[0]),
    ]
    assert all(panel.figure.notes[0].startswith(own["duty_drinking_water"]) for panel in panels)
    assert compliance_figures.cells(here, measure, rows).figure.notes[0].replace("\xa0", " ") == (
        "Oslo er i gruppen klasse 1 (mest sentral) med 50 000 innbyggere eller flere."
    )
