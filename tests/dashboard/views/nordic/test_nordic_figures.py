"""Nordic municipal structure: statistics from municipalities, embedded figures where those are unknown, and a place."""

import csv
import shutil
import statistics
from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import pytest

from dashboard import text
from dashboard.data import database as access
from dashboard.data import queries
from dashboard.measures import nordic
from dashboard.measures.nordic import Group, SizeClass, Span
from dashboard.state.selection import Selection
from dashboard.views.nordic import nordic_charts, nordic_statements, nordic_tables
from dashboard.views.nordic.nordic_context import NordicContext

SNAPSHOT = Path(__file__).parents[4] / "data" / "snapshot"
STATISTICS = ("municipalities", "population", "mean", "median", "largest", "smallest", "below_5000")
LIVE_DAY = date(2021, 1, 1)
TODAYS = "dagens kommuner, reviderte tall"
#: An office's municipalities of one day; the last one's inhabitants are not known.
ICELAND = {"0000": 128_610, "1000": 38_332, "2000": 19_676, "4901": 41, "4902": 4_999, "4911": 5_000, "9998": None}


def rows(name):
    with (SNAPSHOT / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def pulled(database, tmp_path, monkeypatch):
    """The embedded figures and a few municipalities of Iceland as an office gave them."""
    file = tmp_path / "generalist.duckdb"
    shutil.copyfile(database, file)
    with duckdb.connect(str(file)) as connection:
        connection.execute(
            "INSERT INTO source SELECT * REPLACE ('hagstofa-population' AS source_id, 'Hagstofa Íslands' AS publisher) "
            "FROM source WHERE source_id = 'nordic-offices'"
        )
        connection.executemany(
            "INSERT INTO nordic_municipality VALUES ('IS', ?, ?, ?, ?, ?, 'hagstofa-population')",
            [[code, f"Sveitarfélag {code}", LIVE_DAY, people, TODAYS] for code, people in ICELAND.items()],
        )
    monkeypatch.setenv("GENERALIST_DB", str(file))
    return access.current()


def view(database, year=2021, code=None, threshold=5000):
    known = tuple(nordic.groups(database))
    selection = Selection("population", 2026, "2020", None, code)
    chosen = nordic.municipality(database, "2020", code, year) if code else None
    return NordicContext(database, selection, known, year, threshold, "median", chosen)


def test_what_is_followed_over_time_says_where_the_number_of_municipalities_changed(shown):
    figure = nordic_charts.over_time_figure(view(shown))
    assert figure.title == (
        "Median i Norge: fra 5\u00a0162,5 (356 kommuner 1.1.2020) til 5\u00a0447 (357 kommuner 1.1.2026)"
    )
    assert figure.notes[0] == (
        "Kommunene er de som fantes hver dag, uansett hvilken inndeling som er valgt: i Norge "
        "356 (1.1.2020) og 357 (1.1.2024)."
    )


def group_of(found, country, scope, day):
    return next(group for group in found if (group.country, group.scope, group.day) == (country, scope, day))


# --- Statistics ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("row", rows("nordic_summary.csv"), ids=lambda row: f"{row['country']} {row['reference_date']}")
def test_every_published_summary_is_shown(shown, row):
    """Where the municipalities are embedded (Norway's, Denmark's) they are computed, else embedded themselves."""
    found = group_of(nordic.groups(shown), row["country"], row["scope"], date.fromisoformat(row["reference_date"]))
    for name in STATISTICS:
        assert round(getattr(found, name), 1) == pytest.approx(float(row[name])), name
    assert bool(found.sizes) == (row["country"] in ("NO", "DK"))


@pytest.mark.parametrize(
    "row",
    [row for row in rows("nordic_size_class.csv") if row["country"] == "NO"],
    ids=lambda row: f"{row['reference_date']} {row['size_class']}",
)
def test_norwegian_size_classes_are_computed_as_published(shown, row):
    found = group_of(nordic.groups(shown), "NO", row["scope"], date.fromisoformat(row["reference_date"]))
    size_class = next(c for c in found.classes if c.lower == int(row["size_class"].split("-")[0]))
    assert (size_class.municipalities, size_class.population) == (int(row["municipalities"]), int(row["population"]))


def test_pulled_municipalities_are_counted_here_and_one_without_a_figure_is_no_zero(pulled):
    known = [people for people in ICELAND.values() if people is not None]
    found = group_of(nordic.groups(pulled), "IS", TODAYS, LIVE_DAY)
    assert (found.municipalities, found.counted, found.missing) == (7, 6, 1)
    assert (found.population, found.smallest, found.largest) == (sum(known), 41, 128_610)
    assert found.mean == pytest.approx(statistics.mean(known))
    assert found.median == statistics.median(known)
    assert found.below_5000 == 2
    assert found.sizes == tuple(sorted(known))
    assert sum(c.municipalities for c in found.classes) == 6


def test_iceland_stands_as_published_and_on_todays_borders_and_the_table_says_why(pulled):
    figure = nordic_tables.computed_figure(view(pulled))
    columns = list(figure.table())
    assert {"Island, som publisert, 1.1.2021", f"Island, {TODAYS}, 1.1.2021"} < set(columns)
    told = next(note for note in figure.notes if note.startswith("Island står to ganger"))
    assert "69 kommuner og 368\u00a0792 innbyggere" in told and "7 kommuner og 196\u00a0658 innbyggere" in told
    assert figure.missing == f"Island, {TODAYS}, 1.1.2021: 1 kommune uten folketall"
    assert any(citation.publisher == "Hagstofa Íslands" for citation in figure.citations)


def test_the_usual_date_is_the_one_that_most_countries_share(shown):
    known = nordic.groups(shown)
    assert nordic.common_year(known) == 2021
    together = {group.country for group in known if nordic.is_of(group, 2021)}
    assert together == {"FI", "NO", "SE", "DK", "IS"}


def test_a_date_is_offered_where_norway_has_it_and_three_countries_are_within_a_year(shown):
    known = nordic.groups(shown)
    assert nordic.years(known) == [2025, 2024, 2023, 2022, 2021, 2020]
    for year in nordic.years(known):
        near = nordic.nearest(known, year)
        assert len({group.country for group in near}) >= 3
        assert all(abs((group.as_of - date(year, 1, 1)).days) <= 366 for group in near)
    assert nordic.withdrawn(known) == {
        2026: "bare Norge og Sverige har tall innen ett år fra den dagen",
        2019: "Norge er ikke i vår kilde før 1. januar 2020",
        2014: "Norge er ikke i vår kilde før 1. januar 2020",
    }


def test_a_country_without_the_date_is_shown_with_its_nearest_and_marked_or_left_out_and_named(shown):
    figure = nordic_tables.computed_figure(view(shown, 2024))
    assert figure.table().columns.tolist() == [
        "Mål",
        "Norge, 1.1.2024",
        "Sverige, 31.12.2024",
        "Danmark uten Christiansø, 1.1.2023",
        "Island, som publisert, 1.1.2024",
    ]
    assert figure.title.endswith("Norge og Island per 1. januar 2024")
    said = "Ikke med, fordi nærmeste dato i vår kilde er over ett år unna: Finland (31.12.2020)"
    assert figure.missing == f"Ingen av kommunene mangler folketall. {said}"
    assert nordic_tables.computed_figure(view(shown, 2021)).missing == "Ingen av kommunene mangler folketall"
    marked = {group.country: nordic_tables._day(group, 2024)[-1] == "*" for group in view(shown, 2024).shown}
    assert marked == {"NO": False, "SE": True, "DK": True, "IS": False}


def test_every_year_of_each_country_is_followed_over_time_on_every_date(shown):
    for year in nordic.years(nordic.groups(shown)):
        figure = nordic_charts.over_time_figure(view(shown, year))
        assert len(figure.table()) == len(nordic.groups(shown))
        assert "Ikke med" not in figure.missing


# --- The medians of Norway and its neighbours ---------------------------------------------------------------------


def headline(database, year, **medians):
    """The first title, with the medians of some countries changed; a country without one is taken away."""
    context = view(database, year)
    known = tuple(
        replace(group, median=medians.get(group.country, group.median))
        for group in context.known
        if medians.get(group.country, 1) is not None
    )
    return nordic_charts.spread_figure(replace(context, known=known))


@pytest.mark.parametrize(
    ("year", "medians", "said"),
    [
        (2021, {}, "5 155 innbyggere i Norge 1.1.2021, 16 079,5 i Sverige og 43 164 i Danmark"),
        (2020, {}, "5 162,5 innbyggere i Norge 1.1.2020, 15 970,5 i Sverige (31.12.2018) og 43 171,5 i Danmark"),
        (2023, {}, "5 226,5 innbyggere i Norge 1.1.2023 og 43 795 i Danmark"),
        (2025, {}, "5 413 innbyggere i Norge 1.1.2025 og 16 180,5 i Sverige"),
        (2021, {"SE": 5155.0}, "5 155 innbyggere i Norge 1.1.2021, like mange i Sverige og 43 164 i Danmark"),
    ],
)
def test_the_first_title_compares_the_medians_of_norway_and_its_neighbours(shown, year, medians, said):
    figure = headline(shown, year, **medians)
    assert figure.title.replace("\u00a0", " ") == f"Mediankommunen hadde {said}"
    assert figure.notes[0].startswith("Middeltallet sier lite om den vanlige kommunen: i Norge var det ")


def test_without_a_neighbour_the_first_title_is_of_norway_alone(shown):
    figure = headline(shown, 2021, SE=None, DK=None)
    assert figure.title == (
        "Middeltallet sier lite om den vanlige kommunen: i Norge var det 2,9 ganger medianen 1.1.2021"
    )


# --- The committee's table ----------------------------------------------------------------------------------------


PRINTED = {
    "FI": (5_533_793, 293, 18_784, 6_415, 660_566, 696, 124),
    "NO": (5_367_580, 356, 15_200, 5_161, 698_660, 188, 174),
    "SE": (10_327_589, 290, 36_000, 16_300, 979_004, 2_393, 19),
    "DK": (5_822_763, 98, 59_900, 43_372, 643_613, 1_795, 3),
    "IS": (366_525, 69, 5_300, 950, 133_262, 42, 58),
}
#: Rows whose figure does not fit the day of the column's total, by country.
MISFITS = {
    "FI": {"largest", "smallest"},
    "NO": {"mean", "median", "largest", "smallest"},
    "SE": {"mean"},
    "DK": {"mean", "median", "largest", "smallest"},
    "IS": {"population"},
}


def test_the_committees_table_is_shown_as_printed_cell_by_cell(shown):
    cells = nordic_tables.printed_table(shown)
    for country, printed in PRINTED.items():
        assert tuple(cells[country, row].value for row in nordic_tables.ROWS) == printed
    figure = nordic_tables.committee_figure(view(shown))
    assert "gjengitt fra utvalgets presentasjon" in figure.subtitle
    assert figure.table()["Som trykt"].tolist() == [value for printed in PRINTED.values() for value in printed]


def test_every_cell_that_does_not_fit_its_columns_date_is_marked(shown):
    cells = nordic_tables.printed_table(shown)
    found = {
        country: {
            row for row in nordic_tables.ROWS if (cells[country, row].note or "").startswith("Passer ikke")
        }
        for country in PRINTED
    }  # fmt: skip
    assert found == MISFITS
    untested = {row for row in nordic_tables.ROWS if (cells["SE", row].note or "").startswith("Ikke kontrollert")}
    assert untested == {"median", "largest", "smallest"}
    # What the page itself shows of Sweden is told in the note, which denies no figure that is there.
    sweden = next(g for g in nordic.groups(shown) if (g.country, g.day) == ("SE", date(2020, 12, 31)))
    for row in untested:
        said = text.number(getattr(sweden, row), 1 if row == "median" else 0)
        assert f"31. desember 2020 var det {said}".replace("\u00a0", " ") in cells["SE", row].note
    doubted = {key for key, cell in cells.items() if cell.doubt}
    assert len(doubted) == sum(map(len, MISFITS.values())) + len(untested) + 2  # and Finland's total, Sweden's 19
    assert all(cells[key].mark for key in doubted)


def test_what_is_only_likely_is_called_a_possible_explanation_and_swedens_19_is_not_explained(shown):
    cells = nordic_tables.printed_table(shown)
    said = "Ikke gjenfunnet i våre tall (15–16 i 2013, 2018, 2020 og 2024); vi vet ikke hvorfor"
    assert cells["SE", "below_5000"].note == said
    for key in (("FI", "largest"), ("FI", "smallest"), ("NO", "median"), ("DK", "mean"), ("SE", "median")):
        assert "Mulig forklaring: " in cells[key].note


# --- Where a municipality would stand -----------------------------------------------------------------------------


CLASSES = (SizeClass(0, 999, 3, 1500), SizeClass(1000, 4999, 4, 9000), SizeClass(5000, None, 3, 60_000))
SMALL_COUNTRY = Group(
    "DK", "alle kommuner", date(2020, 1, 1), 10, 70_500, 7050, 2000, 30_000, 200, 7, 0, "source", CLASSES, ()
)


@pytest.mark.parametrize(
    ("population", "span"),
    [
        (0, Span(0, 0)),
        (200, Span(0, 0)),
        (201, Span(1, 3)),
        (1000, Span(3, 3)),
        (1500, Span(3, 5)),
        (2001, Span(5, 7)),
        (5000, Span(7, 7)),
        (30_000, Span(7, 9)),
        (30_001, Span(10, 10)),
        (10_000_000, Span(10, 10)),
    ],
)
def test_size_classes_median_smallest_and_largest_bound_how_many_are_smaller(population, span):
    assert nordic.smaller_than(population, SMALL_COUNTRY) == span


@pytest.mark.parametrize("threshold", [0, 200, 999, 1000, 5000, 10_000, 43_000, 100_000, 10_000_000])
def test_bounds_hold_the_exact_number(shown, threshold):
    for group in nordic.groups(shown):
        if group.sizes:
            blind = Group(**{**vars(group), "sizes": ()})
            exact, bounds = nordic.smaller_than(threshold, group), nordic.smaller_than(threshold, blind)
            assert exact.exact and bounds.low <= exact.low <= bounds.high


@pytest.mark.parametrize(("code", "name"), [("1151", "Utsira"), ("0301", "Oslo"), ("4601", "Bergen")])
def test_offline_a_place_is_a_span_that_says_no_more_than_is_known(shown, code, name):
    figure = nordic_tables.place_figure(view(shown, code=code))
    table = figure.table().set_index("Land")
    assert figure.title.startswith(f"Din kommune i Norden: {name} ville vært ")
    assert (table["Med færre innbyggere, minst"] <= table["Med færre innbyggere, høyst"]).all()
    assert table.loc["Norge", "Kommuner sammenlignet med"] == 355
    nearest = table["Nærmest i størrelse, med innbyggere"]
    named = ["Norge", "Sverige", "Danmark uten Christiansø"]
    assert (nearest[named] != "–").all()
    assert (nearest.drop(named) == "–").all()
    assert table.loc[named, "Med færre innbyggere, minst"].tolist() == table.loc[
        named, "Med færre innbyggere, høyst"
    ].tolist()  # fmt: skip


@pytest.mark.parametrize(
    ("code", "year", "said"),
    [
        ("4034", 2021, "Tokke ville vært den minste i Sverige (31.12.2020)"),
        (
            "1151",
            2021,
            "Utsira ville vært den minste i Finland uten Åland (31.12.2020), i Sverige (31.12.2020) og i Danmark uten "
            "Christiansø (1.1.2021)",
        ),
        ("4601", 2021, "Bergen ville vært den største på Island (1.1.2021)"),
    ],
)
def test_the_sharpest_place_is_the_title_and_each_country_has_one_line(shown, code, year, said):
    selection = Selection("population", 2026, "2024", None, code)
    chosen = nordic.municipality(shown, "2024", code, year)
    context = replace(view(shown, year), selection=selection, chosen=chosen)
    figure = nordic_tables.place_figure(context)
    assert figure.title == f"Din kommune i Norden: {said}"
    countries = [one.group.country for one in nordic_tables.places(context)]
    assert countries == list(nordic.COUNTRIES)
    assert len(figure.table()) == len(countries)


def test_bergen_stands_between_named_municipalities_of_a_day_without_a_pull(shown):
    chosen = view(shown, code="4601")
    table = nordic_tables.place_figure(chosen).table().set_index("Land")
    assert table.loc["Sverige", "Dato"] == "31.12.2020" and table.loc["Danmark uten Christiansø", "Dato"] == "1.1.2021"
    bergen = nordic.municipality(shown, "2020", "4601", 2021)
    danish = next(group for group in chosen.shown if group.country == "DK")
    names = [name for name, _ in nordic.place(shown, bergen, danish).neighbours]
    assert names == ["Aalborg", "Aarhus"]
    assert "Nærmest i størrelse 1.1.2021: Aalborg (" in nordic_tables._nearest_line(nordic.place(shown, bergen, danish))


def test_utsira_would_be_among_the_smallest_of_finland_by_its_size_class(shown):
    finland = group_of(nordic.groups(shown), "FI", "alle kommuner", date(2020, 12, 31))
    found = nordic.place(shown, nordic.municipality(shown, "2020", "1151", 2021), finland)
    assert nordic.sentence(found) == (
        "Ville vært blant de 15 minste: mellom 1 og 14 av 309 kommuner har færre innbyggere"
    )


def test_after_a_pull_the_place_is_exact_with_the_nearest_in_size(pulled):
    iceland = group_of(nordic.groups(pulled), "IS", TODAYS, LIVE_DAY)
    utsira = nordic.place(pulled, nordic.municipality(pulled, "2020", "1151", 2021), iceland)
    assert nordic.sentence(utsira) == "Ville vært blant de 2 minste: 1 av 6 kommuner har færre innbyggere"
    assert utsira.neighbours == (("Sveitarfélag 4901", 41), ("Sveitarfélag 4902", 4_999))
    oslo = nordic.place(pulled, nordic.municipality(pulled, "2020", "0301", 2021), iceland)
    assert nordic.standing(oslo) == "den største"
    assert oslo.neighbours == (("Sveitarfélag 0000", 128_610),)


def test_a_municipality_is_compared_with_the_others_of_its_own_country(shown):
    for year in (2021, 2026):
        chosen = nordic.municipality(shown, "2020", "1151", year)
        norway = next(group for group in nordic.nearest(nordic.groups(shown), year) if group.country == "NO")
        found = nordic.place(shown, chosen, norway)
        assert found.at_home and found.others == norway.counted - 1
        assert nordic.sentence(found).startswith("Er den minste: ingen av ")


@pytest.mark.parametrize(
    ("division", "code", "year", "said"),
    [
        ("2024", "1508", 2026, "Er blant de 17 største: 16 av 356 andre kommuner"),
        ("2020", "1507", 2021, "Er blant de 13 største: 12 av 355 andre kommuner"),
        ("2024", "5601", 2020, "Er blant de 60 største: 59 av 355 andre kommuner"),
        ("2024", "1508", 2021, "Fantes ikke i disse grensene den dagen; ville vært blant de 18 største: 17 av 356 "
                               "kommuner"),
        ("2020", "1507", 2026, "Fantes ikke i disse grensene den dagen; ville vært blant de 13 største: 12 av 357 "
                               "kommuner"),
    ],
)  # fmt: skip
def test_a_municipality_is_one_of_its_country_only_when_it_was_there(shown, division, code, year, said):
    norway = next(group for group in nordic.nearest(nordic.groups(shown), year) if group.country == "NO")
    told = nordic.sentence(nordic.place(shown, nordic.municipality(shown, division, code, year), norway))
    assert told == f"{said} har like mange innbyggere eller flere"


def test_a_municipality_that_was_not_there_on_the_day_is_taken_on_the_nearest(shown):
    for year, nearest, inhabitants in ((2021, 2019, 9_383), (2023, 2024, 9_357)):
        haram = nordic.municipality(shown, "2024", "1580", year)
        assert (haram.day, haram.population) == (date(nearest, 1, 1), inhabitants)
    assert nordic.municipality(shown, "2020", "9999", 2021) is None


# --- Context ------------------------------------------------------------------------------------------------------


def test_every_statement_of_the_context_has_a_year_and_a_source():
    themes = {statement.theme for statement in nordic_statements.STATEMENTS}
    assert themes == {"Nivåer", "Oppgaver", "Skatt og inntekter", "Ansatte", "Samarbeid"}
    for statement in nordic_statements.STATEMENTS:
        assert statement.year and statement.publication.publisher and statement.publication.title
        assert statement.publication.url.startswith("https://")


def test_nothing_on_the_page_ranks_columns_of_unequal_dates(shown):
    figures = [nordic_tables.computed_figure(view(shown)), nordic_tables.place_figure(view(shown, code="4601"))]
    assert not any(figure.sortable for figure in figures)
    assert all(any(note.startswith("Landene er ikke rangert") for note in figure.notes) for figure in figures)
    assert queries.load(shown).mode == "snapshot"


def test_the_levels_of_norway_are_todays(shown):
    levels = [one for one in nordic_statements.STATEMENTS if one.theme == nordic_statements.LEVELS]
    [said] = [one for one in levels if one.country == "NO"]
    today = queries.municipalities(shown, "2024")
    assert said.text.startswith(f"{len(today)} kommuner og {today['county_code'].nunique()} fylker; Oslo er både")
