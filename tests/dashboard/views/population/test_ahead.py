"""«Framover»: every figure says that it is modelled and not Statistics Norway's, with its interval and track record."""

import io
import re
import zipfile

import pandas as pd
import pyarrow.parquet as pq
import pytest
from fetched import html
from page_run import run_page

from dashboard import palette, text
from dashboard.data import queries
from dashboard.exports import archive, slide_charts
from dashboard.exports.table_files import csv_bytes
from dashboard.figures import ahead_panels, track_record_panel
from dashboard.figures import show as showing
from dashboard.figures.page_context import PageContext
from dashboard.measures import ahead, ahead_services, track_record
from dashboard.state.selection import Selection, read_link
from dashboard.views.population import age_figures, ahead_figures, ahead_passing
from dashboard.views.sources import projection_method, sources_entry

PLACES = {"Utsira": "1151", "Oslo": "0301", "Tana": "5628", "Ålesund": "1508", "Rindal": "5061"}
DIVISION = "2024"


def plain(words):
    return words.replace("\u00a0", " ").replace("\u2212", "-")


def scene(database, code=None, county=None):
    return PageContext(database, Selection("population", 2026, DIVISION, county, code), "befolkning")


def of_place(here, year=2036):
    made = [ahead_panels.numbers(here), ahead_panels.ages(here, year), ahead_panels.more(here, year)]
    return [panel.figure for panel in (*made, track_record_panel.track_record(here)) if panel]


def of_all(here):
    maps = [ahead_figures.ahead_map(here, kind, 2036) for kind in ahead_figures.MAPS]
    made = [*maps, ahead_passing.passing(here), ahead_figures.by_class(here), ahead_figures.check(here)]
    return [panel.figure for panel in made]


@pytest.mark.parametrize("code", [None, *PLACES.values()])
def test_every_figure_says_first_whose_it_is_not_and_that_it_is_modelled_also_in_its_files(shown, code):
    here = scene(shown, code)
    figures = [*of_place(here), *(of_all(here) if code is None else ())]
    assert len(figures) >= 3
    for figure in figures:
        assert figure.subtitle.startswith("Ikke SSBs framskriving. Bruk SSBs tall i plan og budsjett."), figure.key
        assert {"Modellert – ikke målt", "Ikke SSBs framskriving"} <= set(figure.status_words), figure.key
        assert "odellert" in figure.title or figure.key == "ahead_record", figure.key
        said = csv_bytes(figure.table(), figure.provenance).decode("utf-8-sig")
        assert all("Modellert – ikke målt; Ikke SSBs framskriving" in line for line in said.splitlines()[1:]), (
            figure.key
        )
        assert not figure.table().empty


def test_a_municipality_is_told_with_its_interval_and_how_the_same_computation_did(shown):
    figure = ahead_panels.numbers(scene(shown, PLACES["Rindal"])).figure
    assert plain(figure.title).startswith("Rindal: 190 på 80 år eller mer i 2036 (170–220, modellert), mot 164 i 2026")
    assert any(plain(note).startswith("Fra 2016 ville samme regnemåte gitt Rindal") for note in figure.notes)
    table = figure.table()
    ahead_rows = table[table["År (1. januar)"] > 2026]
    assert not ahead_rows["Innbyggere"].eq(190).any()  # files keep what is computed
    assert len(ahead_rows) == 16 and ahead_rows["Nedre (80 prosent)"].lt(ahead_rows["Øvre (80 prosent)"]).all()
    assert table.filter(like="Avvik").notna().all(axis=None)


SECOND = "Regnet uten 2021–2026 (modellert)"


@pytest.mark.parametrize(("chosen", "told"), [("2026", 2036), ("2036", 2036), ("2046", 2046)])
def test_the_titles_of_a_place_are_of_the_year_on_the_slider(database, monkeypatch, chosen, told):
    """In today's year, which nothing is ahead of, they are of the usual one."""
    monkeypatch.setenv("GENERALIST_DB", str(database))
    shown = {}
    show = showing.show

    def noted(panel, **how):
        shown[panel.figure.key] = panel.figure.title
        show(panel, **how)

    monkeypatch.setattr(showing, "show", noted)
    run_page("population", {"vis": "framover", "framaar": chosen}, timeout=120, before_each=shown.clear)
    titles = [shown[key] for key in ("ahead_numbers", "pyramid_ahead", "ahead_more")]
    assert all(re.search(rf"\b{told}\b", title) for title in titles), titles


@pytest.mark.parametrize("code", [PLACES["Rindal"], PLACES["Ålesund"], None])
def test_the_run_without_the_refugee_years_is_drawn_beside_in_the_table_and_on_the_slide(shown, code):
    here = scene(shown, code)
    stored = shown.query(
        "SELECT indicator_id, year, sum(value) AS value FROM projection_other WHERE division = '2024' "
        "AND ($code IS NULL OR code = $code) GROUP BY ALL", {"code": code},
    ).set_index(["indicator_id", "year"])["value"]  # fmt: skip
    for only in (2036, None):
        panel = ahead_panels.numbers(here, only)
        table = panel.figure.table()
        ids = {label: name for name, label in ahead.LABELS.items()}
        for row in table[table["År (1. januar)"] > 2026].to_dict("records"):
            assert row[SECOND] == pytest.approx(stored[ids[row["Alder"]], row["År (1. januar)"]])
        assert table.loc[table["År (1. januar)"] == 2026, SECOND].isna().all()
        assert SECOND in csv_bytes(table, panel.figure.provenance).decode("utf-8-sig").splitlines()[0]
        assert "uten 2021–2026, da det kom mange flyktninger (åpne merker)" in panel.figure.subtitle

        described = panel.picture.described
        assert described.marks["other_change"] == SECOND and list(described.hollow) == ["other_change"]
        old = described.frame[described.frame["indicator_id"] == ahead.OLDEST].set_index("year")
        now = table[(table["Alder"] == ahead.LABELS[ahead.OLDEST]) & (table["År (1. januar)"] == 2026)]
        change = 100 * (stored[ahead.OLDEST, 2036] / now["Innbyggere"].iloc[0] - 1)
        assert old.loc[2036, "other_change"] == pytest.approx(change)
        ends = old["low_change"].le(old["other_change"] + 1e-6) & old["other_change"].le(old["high_change"] + 1e-6)
        assert ends.all()
        on_slide = {one.name: one for one in slide_charts.content(described).series}[SECOND]
        assert on_slide.x == tuple(described.frame["other_change"]) and on_slide.marker == "diamond-open"


def test_the_maps_table_has_the_run_without_the_refugee_years_too(shown):
    other = shown.query("SELECT * FROM projection_other WHERE division = '2024' AND year = 2036")
    other = other.pivot(index="code", columns="indicator_id", values="value")
    working = queries.values_by_code(shown, "population_20_66", DIVISION, 2026)["value"]
    wanted = {ahead.MAP_RATIO: other[ahead.RATIO], ahead.MAP_WORKERS: 100 * (other[ahead.WORKERS] / working - 1)}
    for kind in ahead_figures.MAPS:
        figure = ahead_figures.ahead_map(scene(shown), kind, 2036).figure
        table = figure.table().set_index("Nummer")[SECOND]
        pd.testing.assert_series_equal(table.sort_index(), wanted[kind].sort_index(), check_names=False)
        assert figure.decimals[SECOND] == 1
        assert SECOND not in ahead_figures.ahead_map(scene(shown), kind, 2026).figure.table()


def test_the_lines_of_classes_and_limits_can_be_seen_and_are_marked_at_the_years_told(shown):
    for panel, count in ((ahead_figures.by_class(scene(shown)), 6), (ahead_passing.passing(scene(shown)), 4)):
        described = panel.picture.described
        assert set(described.series_colours.values()) == set(palette.ordered_lines(count).light)
        assert {2026, 2046} <= set(described.x.ticks)
        assert len(set(described.looks)) == count
    assert set(ahead_figures.by_class(scene(shown)).picture.described.marked) == set(range(2006, 2047, 5))
    ages = age_figures.working_age(scene(shown)).picture.described
    assert set(ages.series_colours.values()) == set(palette.ordered_lines(6).light) and ages.marked


def test_a_divided_municipality_says_that_its_class_stands_for_it_and_that_nothing_can_be_tried(shown):
    here = scene(shown, PLACES["Ålesund"])
    notes = " ".join(ahead_panels.numbers(here).figure.notes)
    assert "mønsteret i sentralitetsklassen: kildegrunnlaget her har ikke kommunens egne tall" in notes
    assert "Treffet kan ikke måles: kildegrunnlaget her har ikke kommunens egne tall" in notes
    assert track_record_panel.track_record(here) is None


def test_the_countrys_line_is_the_sum_of_its_municipalities(shown):
    everyone = frozenset(queries.municipalities(shown, DIVISION)["code"])
    line = ahead.together(shown, DIVISION, everyone).set_index(["indicator_id", "year"])["value"]
    for name in ahead.LABELS:
        totals = ahead.of(shown, DIVISION, name).sum()
        for year in totals.index:
            assert line[name, year] == pytest.approx(totals[year], abs=0.01)
    assert line[ahead.PEOPLE, 2026] == 5_627_400


def test_when_each_passes_the_limits(shown):
    passed = ahead.passed(shown, DIVISION)
    lodingen = passed.loc["1851"]
    assert lodingen[5] == 2026 and lodingen[4] > 2026
    assert passed.loc["0301"].isna().all()
    figure = ahead_passing.passing(scene(shown, PLACES["Rindal"])).figure
    told = plain(" ".join(figure.notes))
    assert told.startswith("Rindal: 6,5 på 20–66 år per innbygger 80+ i dag og 5,1 i 2036 (4,4–6,0, modellert).")
    assert (
        "Færre enn 8 allerede i 2026 (publiserte tall). Færre enn 6 mellom 2026 og 2031 (i øvre ende av intervallet "
        "ikke til og med 2046); færre enn 5 mellom 2041 og 2046 (tidligst mellom 2026 og 2031, i øvre ende av "
        "intervallet ikke til og med 2046); færre enn 4 bare i nedre ende av "
        "intervallet, mellom 2041 og 2046 (modellert)."
    ) in told
    own = ahead.ratio_sentence(shown, DIVISION, "Rindal", frozenset([PLACES["Rindal"]]))
    assert own in ahead_panels.numbers(scene(shown, PLACES["Rindal"])).figure.notes
    assert plain(ahead.ratio_sentence(shown, DIVISION, "Oslo", frozenset(["0301"]))).endswith(
        "Ingen av grensene (8, 6, 5 og 4) passeres til og med 2046 (modellert)."
    )
    assert ahead.ratio_sentence(shown, DIVISION, "Begge", frozenset(["0301", "1151"])) == ""
    table = ahead_passing.passing(scene(shown)).figure.table().set_index("Nummer")
    assert len(table) == 357 and table.loc["1851", "Færre enn 6"] == "allerede i 2026 (publiserte tall)"
    assert table.loc["0301", "Færre enn 8"] == ""
    # The one below in the lower end of the interval alone, and those who are below for a while, are told.
    alone = "bare i nedre ende av intervallet, mellom 2041 og 2046"
    assert table.loc["4216", "Færre enn 8"] == alone
    birkenes = ahead.ratio_sentence(shown, DIVISION, "Birkenes", frozenset(["4216"]))
    assert birkenes.endswith(f" Færre enn 8 {alone} (modellert).")
    below = table["Færre enn 4"].str.match("mellom|allerede")
    last = ahead.ratio_in(shown, DIVISION, 2046).set_index("code")["value"].round(1) < 4
    back = table.loc[below & ~last.reindex(table.index), "Kommune"].map(text.short_name)
    assert len(back) and all(name in told for name in back) and "En stund, men ikke lenger i 2046: " in told
    assert ahead_figures.LIMITS_SAID in figure.notes


def test_the_few_below_the_lowest_limit_are_named_and_the_list_begins_with_the_lowest(shown):
    panel = ahead_figures.ahead_map(scene(shown), ahead_figures.RATIO, 2036)
    values = ahead.ratio_in(shown, DIVISION, 2036)
    below = values[values["value"].round(1) < 4].sort_values("value")
    assert 0 < len(below) <= ahead_figures.MOST_NAMED
    names = text.listed(below["name"].map(text.short_name))
    few = ahead.counted(values, 4)
    assert 0 == few.surely < len(below) < few.possibly
    ends = f"ingen også i øvre ende av sitt eget intervall, {few.possibly} i nedre"
    assert panel.figure.title.endswith(f"; {len(below)} får færre enn 4 ({names}; {ends})")
    many = ahead_figures.ahead_map(scene(shown), ahead_figures.RATIO, 2046).figure.title
    assert re.search(r"; 24 får færre enn 4 \(2 også i øvre ende av sitt eget intervall, \d+ i nedre\)$", many)
    none = ahead_figures.ahead_map(scene(shown), ahead_figures.RATIO, 2031).figure.title
    assert re.search(r"; ingen får færre enn 4 \(\d+ i nedre ende av sitt eget intervall\)$", none)
    content = panel.picture.described
    assert content.modelled and content.sorts and content.rank_from == "lowest" and not content.ranked
    passing = plain(ahead_passing.passing(scene(shown)).figure.title)
    assert "; ingen har færre enn 4 i dag og " in passing and "færre enn 4 har ingen" not in passing


def test_when_a_limit_is_passed_is_between_the_years_that_are_reckoned_and_by_the_ends_of_the_interval(shown):
    rows = shown.query(
        "SELECT code, year, value, lower, upper FROM observation WHERE division = '2024' AND indicator_id = $id "
        "AND code IN ('1151', '1851', '5061') ORDER BY year", {"id": ahead.RATIO},
    )  # fmt: skip
    today = queries.values_by_code(shown, "workers_per_80_plus", DIVISION, 2026)["value"]
    for code, limit in (("1151", 8), ("1151", 6), ("1851", 4), ("5061", 6)):
        own = rows[rows["code"] == code]

        def first(column, code=code, limit=limit, own=own):
            found = [(2026, today[code]), *zip(own["year"], own[column], strict=True)]
            years = [year for year, value in found if round(value, 1) < limit]
            return f"mellom {years[0] - 5} og {years[0]}" if years else "etter 2046"

        said = ahead.crossed(shown, DIVISION, code, limit)
        assert said.startswith(first("value"))
        assert first("lower") == first("value") or f"tidligst {first('lower')}" in said
        latest = first("upper")
        never = "i øvre ende av intervallet ikke til og med 2046"
        told = never if latest.startswith("etter") else f"senest {latest}"
        assert latest == first("value") or told in said


def test_a_count_comes_with_the_ends_of_the_intervals(shown):
    found = ahead.counted(ahead.ratio_in(shown, DIVISION, 2036), 6)
    assert 0 < found.surely < found.below < found.possibly < found.of == 357
    today = ahead.counted(ahead.ratio_in(shown, DIVISION, 2026), 6)
    assert today.below < found.below and today.surely == today.possibly == 0


def test_more_of_a_service_spans_from_the_part_of_80_and_over_to_all_of_it(shown):
    for one in ahead_services.services(shown, DIVISION, frozenset([PLACES["Rindal"]]), 2036):
        assert 0 < one.low < one.high and one.now > 0
    names = [one.name for one in ahead_services.services(shown, DIVISION, frozenset([PLACES["Oslo"]]), 2036)]
    assert names == list(ahead_services.SERVICES.values())


def test_how_many_more_comes_with_the_interval_of_the_oldest_and_the_year_of_their_part(shown):
    code = PLACES["Rindal"]
    rows = shown.query(
        "SELECT value, lower, upper FROM observation WHERE division = '2024' AND code = $code AND year = 2036 "
        "AND indicator_id = 'own_projection_80_plus'", {"code": code},
    ).iloc[0]  # fmt: skip
    today = queries.values_by_code(shown, "population_80_plus", DIVISION, 2026).at[code, "value"]
    (users,) = (
        one for one in ahead_services.services(shown, DIVISION, frozenset([code]), 2036) if "Brukere" in one.name
    )
    part = users.low / users.high
    growths = [users.now * (rows[end] / today - 1) for end in ("lower", "upper")]
    assert users.ends == pytest.approx((min(growths[0], part * growths[0]), max(growths[1], part * growths[1])))
    assert users.with_interval.endswith(" når intervallet for 80 år og over regnes med")
    panel = ahead_panels.more(scene(shown, code), 2036).figure
    assert users.with_interval in panel.title and users.ends[0] < users.low < users.high < users.ends[1]
    assert f"andelen av brukerne av hjemmetjenester i {users.share_year}" in " ".join(panel.notes)
    numbers = " ".join(ahead_panels.numbers(scene(shown, code), 2036).figure.notes)
    assert "Spennet er fra at bare delen som er 80 år eller mer" in numbers
    both = ahead_panels.more(scene(shown), 2036).figure
    assert "uten intervallet" in " ".join(both.notes) and "regnes med" not in both.title


def test_a_part_of_an_older_year_is_told_of_with_the_year(shown):
    traena = ahead_panels.more(scene(shown, "1835"), 2036).figure
    assert "andelen av brukerne av hjemmetjenester i 2020;" in " ".join(traena.notes)
    assert "bruken er dagens, men delen er fra 2020, det nyeste året den er kjent." in " ".join(traena.notes)


@pytest.mark.parametrize(
    ("ends", "said"),
    [
        ((-4.0, 41.0), "; fra 4 færre til 41 flere når intervallet for 80 år og over regnes med"),
        ((0.2, 3.7), "; fra 0 til 4 flere når intervallet for 80 år og over regnes med"),
        ((-9.0, -3.0), "; fra 3 til 9 færre når intervallet for 80 år og over regnes med"),
        ((-0.3, 5.0), "; fra 0 til 5 flere når intervallet for 80 år og over regnes med"),
        (None, ""),
    ],
)
def test_the_ends_of_the_interval_say_fewer_or_more(ends, said):
    assert plain(ahead_services.Service("Brukere", 2025, 50.0, 1.0, 2.0, ends).with_interval) == said


def test_how_many_of_working_age_are_told_beside_a_service_by_the_same_numbers_as_of_the_age_groups(shown):
    for code in (PLACES["Rindal"], PLACES["Oslo"], None):
        here = scene(shown, code)
        for year in (2036, 2046):
            numbers = plain(ahead_panels.numbers(here, year).figure.title)
            more = ahead_panels.more(here, year).figure
            then, span, now = re.search(r"; ([\d ]+) på 20–66 år( \(.*\))?, mot ([\d ]+)$", numbers).groups()
            assert plain(more.title).endswith(f", og {then} på 20–66 år{span or ''}, mot {now} i 2026"), more.title
            row = more.table().set_index("Hva").loc["Innbyggere 20–66 år"]
            assert plain(text.number(row["I dag"])) == now and row["Året for dagens tall"] == 2026


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (4.2, 13.6, "fra 4 til 14 flere brukere"),
        (None, 0.8, "inntil 1 bruker mer"),
        (None, 3.1, "inntil 3 flere brukere"),
        (60193.0, 183420.0, "fra 60 000 til 180 000 flere brukere"),
        (-3.0, -9.0, "fra 3 til 9 færre brukere"),
        (0.1, 0.3, "ingen flere brukere"),
        (7.9, 8.1, "8 flere brukere"),
    ],
)
def test_how_many_more_is_a_span_or_an_upper_end_and_claims_two_digits(low, high, said):
    assert plain(ahead_services.Service("Brukere", 2025, 50.0, low, high).more) == said


def test_how_it_did_is_told_once_on_a_page(shown):
    here = scene(shown, PLACES["Rindal"])
    title = plain(track_record_panel.track_record(here).figure.title)
    assert title == (
        "Rindal, regnet fra 2016 for 2026 (modellert): folketallet 5 prosent for høyt og 80 år og over 5 prosent for "
        "lavt"
    )
    assert not any(title in plain(note) for note in ahead_panels.numbers(here).figure.notes)


def test_a_source_is_cited_for_what_it_says_alone(shown):
    here = scene(shown, PLACES["Rindal"])
    numbers, ages, _, record = (panel.figure for panel in (
        ahead_panels.numbers(here), ahead_panels.ages(here, 2036), ahead_panels.more(here, 2036),
        track_record_panel.track_record(here),
    ))  # fmt: skip
    assert [one.reference for one in ages.citations] == ["1. januar 2036, regneeksempel (modellert)", "1. januar 2026"]
    assert plain(ages.title) == "Rindal: 10,3 prosent er 80 år eller eldre i 2036 (modellert), mot 8,5 i 2026"
    assert numbers.citations[0].reference == "1. januar 2031–2046, regneeksempel (modellert)"
    assert record.citations[0].reference == "regnet fra 2011 og 2016 (modellert)"


def test_several_municipalities_are_told_of_those_that_it_could_be_tried_for(shown):
    said = " ".join(ahead_panels.numbers(scene(shown)).figure.notes)
    assert "gitt de 350 kommunene med tall fra før til sammen 5 730 000 innbyggere" in plain(said)
    assert "Intervallene" not in said  # several together have none
    title = plain(track_record_panel.track_record(scene(shown)).figure.title)
    assert title.endswith("folketallet 4 prosent for høyt og 80 år og over mindre enn 1 prosent feil")


def test_what_others_have_published_is_set_beside_in_words_that_can_be_read_on(shown):
    said = plain(ahead_figures.check(scene(shown)).figure.alt)
    assert "mot kanskje over halvparten av kommunene til 2035 (Nav)" in said
    assert "Seks millioner innbyggere: mellom 2036 og 2041, mot like etter 2040" in said
    workers = ahead_figures.ahead_map(scene(shown), ahead_figures.WORKERS, 2036).figure
    fewer = plain(workers.title).split(" kommuner får færre på 20–66 år")[0]
    assert f"Færre på 20–66 år: {fewer} kommuner til 2036" in said
    assert ahead_figures.FEWER_SAID in workers.notes and ahead_figures.LIMITS_SAID not in workers.notes


def test_the_method_page_has_the_table_of_how_it_did(shown):
    said = plain(projection_method.html(shown, DIVISION))
    table = projection_method.backtest(shown, DIVISION)
    assert len(table) == 25 and len(projection_method.by_class(shown, DIVISION)) == 2 * 6
    sizes = projection_method.by_size(shown, DIVISION)
    assert sizes.groupby("For")["Kommuner"].agg(lambda counts: counts.astype(int).sum()).to_dict() == {
        "2021": 350, "2026": 350,
    }  # fmt: skip
    row = table[(table["Regnet fra"] == "2016") & (table["For"] == "2026")].set_index("Mål")
    assert row.loc["Alle", "Median bom"] == "3,1" and row.loc["80 år og over", "Median bom"] == "3,7"
    assert "lå 81 prosent av tallene innenfor" in said and "Sentralitetsklasse" in said


def test_the_method_page_has_what_the_intervals_covered_by_class_and_by_size(shown):
    tests = shown.query("SELECT * FROM projection_test WHERE division = '2024' AND start = 2016")
    tests["inside"] = tests["happened"].between(tests["lower"], tests["upper"])
    classes = queries.municipalities(shown, DIVISION).set_index("code")["centrality_class"]
    people = queries.values_by_code(shown, "population", DIVISION, 2026)["value"]
    by_class = projection_method.by_class(shown, DIVISION).set_index(["For", "Sentralitetsklasse"])
    by_size = projection_method.by_size(shown, DIVISION).set_index(["For", "Innbyggere"])
    for year in (2021, 2026):
        rows = tests[(tests["year"] == year) & (tests["indicator_id"] == ahead.WORKERS)]
        for number, name in queries.categories(shown, "centrality_class").items():
            covered = 100 * rows.loc[rows["code"].map(classes) == number, "inside"].mean()
            assert by_class.loc[(str(year), name), "20–66 år"].endswith(f"({covered:.0f})")
        small = rows["code"].map(people) < 1000
        covered = 100 * rows.loc[small, "inside"].mean()
        cells = by_size.loc[(str(year), f"under {text.number(1000)}")]
        assert cells["20–66 år"].endswith(f"({covered:.0f})") and int(cells["Kommuner"]) == small.sum()


def test_what_the_intervals_of_a_year_covered_as_far_ahead_is_said_wherever_they_are(shown):
    near = track_record.coverage_sentence(shown, DIVISION, 2031, tuple(ahead.LABELS))
    assert plain(near) == (
        "Intervallene for 2031 er laget for å dekke 80 prosent. Målt i hele landet like langt fram (2016 til 2021) "
        "dekket de 71 prosent for alle, 63 for 0–17 år, 72 for 20–66 år og 87 for 80 år og over."
    )
    for only in (2031, None):
        assert near in ahead_panels.numbers(scene(shown, PLACES["Oslo"]), only).figure.notes
    numbers = ahead_panels.numbers(scene(shown, PLACES["Oslo"]), 2031).figure
    assert "intervallet på 80 prosent (målt dekning: 63–87 prosent; blant de " in plain(numbers.subtitle)
    rows = numbers.table().set_index(["År (1. januar)", "Alder"])[ahead_panels.COVERED]
    assert round(rows[2031, "Alle"]) == 71 and round(rows[2031, "0–17 år"]) == 63 and pd.isna(rows[2041, "Alle"])
    for kind, covered in zip(ahead_figures.MAPS, (81, 72), strict=True):
        figure = ahead_figures.ahead_map(scene(shown), kind, 2031).figure
        assert any(f"dekket de {covered} prosent for " in plain(note) for note in figure.notes)
        assert figure.table()[ahead_panels.COVERED].map(round).eq(covered).all()
    later = ahead_figures.ahead_map(scene(shown), ahead_figures.RATIO, 2046).figure
    assert "så langt fram er dekningen ikke målt" in later.notes[0]
    assert "Intervallene" not in " ".join(ahead_figures.ahead_map(scene(shown), ahead_figures.RATIO, 2026).figure.notes)


def test_what_fell_outside_its_own_interval_is_said_to_have(shown):
    said = plain(" ".join(ahead_panels.numbers(scene(shown, PLACES["Utsira"])).figure.notes))
    assert "gitt Utsira 190 innbyggere i 2026; det ble 219, utenfor intervallet (180–210)." in said
    oslo = plain(" ".join(ahead_panels.numbers(scene(shown, PLACES["Oslo"])).figure.notes))
    assert "innbyggere på 20–66 år i 2026; det ble 494 937, utenfor intervallet (520 000–590 000)." in oslo
    assert "gitt Oslo 810 000 innbyggere i 2026" in oslo and "utenfor intervallet (770 000–860 000)." in oslo
    record = track_record_panel.track_record(scene(shown, PLACES["Utsira"])).figure
    assert plain(record.title).endswith("folketallet 11 prosent for lavt (utenfor intervallet) og 80 år og over traff")
    first = record.table().iloc[0]
    assert (first["Alder"], first["Innenfor"]) == ("Alle", "nei, utenfor")
    assert record.table().set_index(["Regnet fra", "For 1. januar", "Alder"]).loc[
        (2016, 2026, "80 år og over"), "Avvik (prosent)"
    ] == 0  # 15 against 15  # fmt: skip


@pytest.mark.parametrize(
    ("happened", "low", "high", "said"),
    [
        (
            750_000,
            764_948,
            861_647,
            "Her 810 000 innbyggere i 2026; det ble 750 000, utenfor intervallet (760 000–860 000)",
        ),
        (
            764_000,
            764_948,
            861_647,
            "Her 813 000 innbyggere i 2026; det ble 764 000, utenfor intervallet (765 000–862 000)",
        ),
        (206, 181.2, 205.4, "det ble 206, utenfor intervallet (181–205)"),
        (210, 181.2, 209.7, "det ble 210, utenfor intervallet (182–209)"),
    ],
)
def test_an_interval_is_rounded_as_what_it_is_of_but_never_so_that_it_holds_what_fell_outside(
    happened, low, high, said
):
    found = pd.DataFrame([{"indicator_id": ahead.PEOPLE, "start": 2016, "year": 2026, "projected": (low + high) / 2,
                           "happened": happened, "lower": low, "upper": high, "outside": True}])  # fmt: skip
    assert said in plain(track_record.record_sentence(found, ahead.PEOPLE, "Her"))


@pytest.mark.parametrize(
    ("value", "low", "high", "said"),
    [
        (189.6, 165.2, 218.4, "190"),
        (55302.0, 20000.0, 90000.0, "60 000"),
        (17.4, 15.2, 19.9, "17"),
        (4.2, 3.9, 4.6, "4"),
        (395871.0, None, None, "396 000"),
        (870.0, None, None, "870"),
        (-3.2, -9.0, 4.0, "-3"),
    ],
)
def test_a_modelled_count_is_rounded_as_its_interval_allows(value, low, high, said):
    assert plain(ahead.told(value, low, high)) == said


def test_how_many_there_are_today_stands_beside_how_many_more(shown):
    here = scene(shown, PLACES["Oslo"])
    nurses = queries.values_by_code(shown, "nurses", DIVISION, 2025)["value"]["0301"]
    [note] = [note for note in ahead_panels.numbers(here, 2036).figure.notes if "sykepleierårsverk" in note]
    assert plain(note) == (
        "Med dagens bruk: fra 340 til 1 100 flere sykepleierårsverk i 2036 (modellert; fra 280 til 1 300 flere når "
        f"intervallet for 80 år og over regnes med), mot {plain(text.number(nurses))} i alt i 2025. Spennet er fra at "
        "bare delen som er 80 år eller mer, følger antallet på 80 år og over, til at alt gjør det. Delen på 80 år og "
        "over er andelen av brukerne av hjemmetjenester i 2025; den er også brukt for sykepleiere og beboere, for "
        "alderen deres er ikke kjent her. Tallet på innbyggere er regneeksempelet; bruken er dagens."
    )
    assert "i 2036 enn de 17 615 i 2025 med dagens bruk" in plain(ahead_panels.more(here, 2036).figure.title)


def test_no_other_page_offers_it_and_every_other_indicator_opens_at_a_year_that_has_been(shown):
    offered, newest = queries.indicators(shown), queries.newest_reference(shown)
    assert not [name for name in offered if name.startswith(ahead.PREFIX)]
    for division in ("2020", DIVISION):
        for name in offered:
            shared, messages = read_link(shown, {"indikator": name, "inndeling": division})
            assert shared.year <= newest and not messages


def test_all_figures_of_it_as_a_file_have_the_interval_and_say_that_they_are_modelled(shown):
    known = queries.all_indicators(shown)
    table = sources_entry.all_figures(shown, known[ahead.OLDEST])
    assert table["Må sies"].eq("Modellert – ikke målt").all() and (table["Nedre"] < table["Øvre"]).all()
    assert "Nedre" not in sources_entry.all_figures(shown, known["population"])


def test_the_archive_says_of_every_row_that_it_is_modelled(shown):
    with zipfile.ZipFile(io.BytesIO(archive.parquet_zip(shown))) as archived:
        for name in ("projected_age_sex", "projection_other", "projection_test"):
            table = pq.read_table(io.BytesIO(archived.read(f"{name}.parquet"))).to_pandas()
            assert len(table) and table["warning"].str.contains("Modellert").all(), name
        rows = pd.read_parquet(
            io.BytesIO(archived.read("observation/indicator_id=own_projection_population/part-0.parquet"))
        )
        assert rows["warning"].str.contains("Modellert").all() and rows["lower"].notna().all()


@pytest.mark.parametrize(
    ("page", "parameters", "said"),
    [
        ("population", {"vis": "framover"}, "i 2036 (modellert"),
        ("population", {"vis": "framover", "framaar": "2026", "kommune": "1151"}, "i 2026; ingen hadde færre enn 4"),
        ("population", {"vis": "framover", "framaar": "2050"}, "i 2036 (modellert"),
        (
            "population",
            {"vis": "framover", "fylke": "18", "inndeling": "2020", "framkart": "endring-i-antall-20-66-ar"},
            "av 41 kommuner får færre på 20–66 år fra 2026 til 2036 (modellert",
        ),
        ("municipality", {"kommune": "1151", "framaar": "2046"}, " på 80 år eller mer i 2046 ("),
    ],
)
def test_the_pages_open_and_a_year_beyond_is_the_usual_one(database, monkeypatch, page, parameters, said):
    monkeypatch.setenv("GENERALIST_DB", str(database))
    app = run_page(page, parameters, timeout=120)
    assert said in plain(html(app))
    assert "Ikke SSBs framskriving" in plain(html(app))


def test_the_year_of_published_figures_is_not_asked_for_where_it_changes_nothing_and_is_kept_for_the_other_parts(
    database, monkeypatch
):
    monkeypatch.setenv("GENERALIST_DB", str(database))
    for part, asked in (("framover", ["År framover"]), ("storrelse", ["År"])):
        app = run_page("population", {"vis": part, "aar": "2016"}, timeout=120)
        assert [slider.label for slider in app.select_slider] == asked
        assert app.query_params["aar"] in ("2016", ["2016"])
        # Chosen on the page, it is the same as in a link.
        app = (
            app.button_group(key="vis_field").set_value("Vekst og nedgang" if part == "framover" else "Framover").run()
        )
        assert ("År" in [slider.label for slider in app.select_slider]) == (part == "framover")


def test_what_an_interval_was_worth_is_told_of_those_of_the_municipalitys_size(shown):
    people = queries.values_by_code(shown, "population", DIVISION, 2026)["value"]
    small = set(people.index[people < 1000])
    tests = shown.query("SELECT * FROM projection_test WHERE division = '2024' AND year = 2026 AND start = 2016")
    tests = tests[tests["code"].isin(small) & tests["indicator_id"].isin(list(ahead.LABELS))]
    inside = tests["happened"].between(tests["lower"], tests["upper"])
    worth = 100 * inside.groupby(tests["indicator_id"]).mean()
    tested, span = tests["code"].nunique(), f"{worth.min():.0f}–{worth.max():.0f} prosent; for Træna selv"
    said = f"blant de {tested} målte med under 1 000 innbyggere {span}"
    assert said in plain(ahead_panels.numbers(scene(shown, "1835"), 2036).figure.subtitle)
    # Of 21 with 50 000 or more, Ålesund has no figures of its own from the year that is reckoned from.
    large = plain(ahead_panels.numbers(scene(shown, "0301"), 2036).figure.subtitle)
    assert (people >= 50_000).sum() == 21 and "blant de 20 målte med 50 000 innbyggere eller flere" in large


@pytest.mark.parametrize(("code", "year", "hits"), [("4628", 2036, 1), ("4628", 2031, 1), ("0301", 2036, None)])
def test_how_ones_own_figures_did_stands_beside_what_the_intervals_are_worth(shown, code, year, hits):
    rows = shown.query("SELECT * FROM projection_test WHERE division = '2024'")
    rows = rows[(rows["code"] == code) & rows["lower"].notna() & (rows["year"] - rows["start"] == year - 2026)]
    rows = rows[rows["indicator_id"].isin(list(track_record.LABELS))]
    inside = int(rows["happened"].between(rows["lower"], rows["upper"]).sum())
    assert len(rows) == 4 and hits in (None, inside)
    name = {"4628": "Vaksdal", "0301": "Oslo"}[code]
    said = f"; for {name} selv lå {inside or 'ingen'} av 4 prøvde tall i intervallet)"
    assert said in plain(ahead_panels.numbers(scene(shown, code), year).figure.subtitle)
    assert "prøvde tall" not in ahead_panels.numbers(scene(shown, code), 2046).figure.subtitle
