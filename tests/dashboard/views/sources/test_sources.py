"""The page on sources and method: search, entries, coverage, what waits, what changed; one new file is enough."""

import io
from html import escape

import openpyxl
import pytest
from fetched import html
from made_up import change_indicator, folders, municipalities, write_figures
from page_run import run_page

from dashboard import addresses
from dashboard.data import citation_queries, queries, sources_queries
from dashboard.data import database as access
from dashboard.exports import archive, table_files
from dashboard.figures import map_panel
from dashboard.figures import show as showing
from dashboard.figures.page_context import PageContext
from dashboard.state.selection import Selection
from dashboard.views.sources import method, sources, sources_entry, sources_loads
from dashboard.views.sources.sources import Filter
from etl import build, catalogue


def context(database, division="2024"):
    return PageContext(database, Selection("population", 2026, division), addresses.SOURCES)


def app_at(database, monkeypatch, page, **parameters):
    """The page as it is run; with no exception and no error."""
    monkeypatch.setenv("GENERALIST_DB", str(database))
    return run_page(page, parameters, timeout=90)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Filter("kommuneloven 28-1"), {"robek"}),
        (Filter("UTGIFTSBEHOV indeks"), {"expenditure_need"}),
        (Filter("09475"), {"turnout_municipal", "turnout_municipal_change"}),
        (Filter("finnes ikke noe sted"), set()),
        (Filter(role="demokratisk arena"), {"turnout_municipal", "turnout_municipal_change"}),
        (Filter("klasse", kind="observed"), {"centrality_class"}),
        (Filter(duties=True), {"duty_general_practitioner"}),
    ],
)
def test_the_catalogue_is_searched_and_filtered(shown, wanted, found):
    figure = sources.catalogue(context(shown), wanted).figure
    table = figure.table()
    ids = set(table["Id"]) if len(table) else set()
    assert ids == found
    assert figure.title.startswith(f"{len(ids)} av {len(queries.all_indicators(shown))} ")


def test_coverage_is_n_of_all_in_the_newest_year(shown):
    table = sources.catalogue(context(shown), Filter()).figure.table().set_index("Id")
    assert table.loc["expenditure_need", ["Kommuner med tall", "Kommuner i alt"]].tolist() == [355, 357]
    assert table.loc["population", "Nyeste år"] == 2026
    coverage = sources_entry.entry(context(shown), queries.all_indicators(shown)["population"]).figure.table()
    haram = coverage[(coverage["Inndeling"] == "2024") & (coverage["År"] == 2022)].iloc[0]
    assert (haram["Kommuner med tall"], haram["Ikke aktuelt"]) == (355, 2)


def test_every_indicator_has_an_entry_that_answers_every_question(shown):
    for indicator in queries.all_indicators(shown).values():
        figure = sources_entry.entry(context(shown), indicator).figure
        card = sources_entry._card(shown, indicator, figure.citations)
        for question in ("Hva måler det?", "Hvorfor er det med?", "Er høyt bra?", "Lovgrunnlag", "Forbehold", "Kilde"):
            assert f"<dt>{question}</dt><dd>" in card, indicator.indicator_id
        assert "hentet " in card and "Lisens " in card and "https://" in card, indicator.indicator_id


def test_what_is_computed_cites_the_sources_of_all_that_it_is_computed_from(shown):
    known = queries.all_indicators(shown)
    cited = set(citation_queries.sources_of(shown, "population_density")["source_id"])
    assert {known[name].source_id for name in ("population", "land_area")} <= cited and len(cited) >= 2
    own = set(citation_queries.sources_of(shown, "turnout_municipal")["source_id"])
    assert own == {known["turnout_municipal"].source_id}


@pytest.mark.parametrize(
    ("indicator_id", "year", "cited"),
    [
        ("turnout_municipal", 2023, 2),
        ("population_change_5y", 2026, 1),
        ("free_income_corrected", 2025, 1),
        ("population_density", 2026, 2),
        ("weak_areas", 2026, 5),
    ],
)
def test_the_map_cites_the_sources_of_all_that_a_figure_is_computed_from_once_each(shown, indicator_id, year, cited):
    figure = map_panel.map_figure(shown, Selection(indicator_id, year, "2020"))
    said = dict(figure.facts)["Kilde"]
    names = {(citation.publisher, citation.name) for citation in figure.citations}
    assert len(names) == cited and all(name in said for _, name in names)
    assert all(said.count(f"{publisher}, ") == 1 for publisher, _ in names), said
    own, *inputs = [indicator_id, *sources_of_inputs(shown, indicator_id)]
    urls = {citation.url for citation in figure.citations}
    for name in inputs or [own]:
        assert set(citation_queries.sources_of(shown, name)["url"]) & urls, name
    assert len(figure.source_line) < 500, figure.source_line


def sources_of_inputs(database, indicator_id):
    """Ids of what an indicator is computed from, by its file."""
    declared = catalogue.read()[indicator_id]
    return [name for name in declared.mentioned if name not in (declared.base_indicator_id, declared.divisor)]


def test_every_row_of_a_computed_indicator_s_file_names_all_its_sources(shown):
    table = sources_entry.all_figures(shown, queries.all_indicators(shown)["population_density"])
    assert set(table["Kilde for tallet"].str.count("; ")) == {1}
    assert table["Kilde for tallet"].str.contains("tabell 07459").all()


def test_what_is_no_table_is_not_called_one(shown):
    year = queries.years(shown, "kostra_group", "2024")[0]
    figure = map_panel.map_figure(shown, Selection("kostra_group", year, "2024"))
    assert "Statistisk sentralbyrå (SSB), Klass 112" in figure.source_line
    everything = sources.catalogue(context(shown), Filter()).figure.table()["Kilde"]
    assert "SSB, Klass 112" in set(everything) and not everything.str.contains("tabell Klass").any()


def test_what_is_published_is_called_computed_only_while_all_its_figures_are(shown, made_up, monkeypatch):
    assert queries.all_indicators(shown)["net_operating_result"].kind == "derived"
    monkeypatch.setenv("GENERALIST_DB", str(made_up))  # its figures of the result are as a pull gives them
    assert queries.all_indicators(access.current())["net_operating_result"].kind == "observed"


def test_every_entry_has_a_link_and_the_link_opens_it(database, shown, monkeypatch):
    page = html(app_at(database, monkeypatch, "sources", inndeling="2024"))
    for indicator_id in catalogue.read():
        link = addresses.address(addresses.SOURCES, {"inndeling": "2024", "post": indicator_id})
        assert f"href='{escape(link)}'" in page, indicator_id
    page = html(app_at(database, monkeypatch, "sources", post="expenditure_need"))
    assert "Beregnet utgiftsbehov: 355 av 357 kommuner har tall for 2026" in page


def test_an_entry_without_figures_says_what_it_is_and_what_it_waits_for(database, monkeypatch):
    page = html(app_at(database, monkeypatch, "sources", post="jobs"))
    declared = catalogue.read()["jobs"]
    assert f"{declared.title}: har ikke tall ennå" in page
    for answer in (declared.definition, declared.why, declared.unit, declared.caveat):
        assert f"<dd>{escape(answer)}</dd>" in page
    assert f"SSB, tabell {declared.origin.table}" in page and "ikke hentet ennå." in page


def test_an_entry_without_figures_answers_what_one_with_figures_does(shown):
    said = {
        row.indicator_id: dict(sources_entry.unavailable_entry(context(shown), row).figure.table().to_numpy())
        for row in sources_queries.unavailable(shown).itertuples(index=False)
    }
    known = catalogue.read()
    for indicator_id, answers in said.items():
        declared = known[indicator_id]
        assert ("Plikt" in answers) == (declared.duty is not None), indicator_id
        assert {"Hvilke verdier godtas?", "Når kommuner slås sammen eller deles"} <= set(answers), indicator_id
    staff, midwives = said["care_staff_educated"], said["duty_midwife"]
    assert staff["Hvilke verdier godtas?"].startswith("0 til 100. ")
    assert staff["Når kommuner slås sammen eller deles"] == "Gjennomsnittet av delene, vektet med «Innbyggere»."
    assert midwives["Plikt"].startswith("Tallet måler plikten direkte (tjenesteområde: ")


def test_an_entry_opened_from_the_list_keeps_search_and_division(database, monkeypatch):
    page = html(app_at(database, monkeypatch, "sources", sok="utgiftsbehov", inndeling="2020"))
    assert "href='/kilder?inndeling=2020&amp;sok=utgiftsbehov&amp;post=expenditure_need'" in page


def test_an_unknown_entry_is_told_of(database, monkeypatch):
    app = app_at(database, monkeypatch, "sources", post="finnes_ikke<script>")
    assert any("Alt om én indikator" in line.value and "ikke finnes her" in line.value for line in app.info)
    assert "<script>" not in html(app)


def test_what_waits_is_one_folded_line_for_each_role(shown):
    unavailable = sources_queries.unavailable(shown)
    lines = sources.unavailable_lines(shown, Filter(), "2024")
    assert lines.count("<details>") == unavailable["role"].nunique()
    assert "Tjenesteyter: " in lines and "SSB, tabell 13502: ikke hentet ennå" in lines
    assert set(unavailable["indicator_id"]) | set(queries.all_indicators(shown)) == set(catalogue.read())
    only = sources.unavailable_lines(shown, Filter(role="tjenesteyter"), "2024")
    assert only.count("<details>") == 1
    assert sources.unavailable_lines(shown, Filter("13502"), "2024").count("<li>") == len(
        [one for one in catalogue.read().values() if getattr(one.origin, "table", None) == "13502"]
    )
    assert sources.unavailable_lines(shown, Filter("finnes ikke noe sted"), "2024") == ""


def test_every_source_is_listed_with_address_date_and_licence(shown):
    table = sources_loads.sources(context(shown)).figure.table()
    assert len(table) == len(sources_queries.sources(shown))
    for column in ("Utgiver", "Tittel", "Gjelder tid", "Hentet av oss", "Lisens for tallene", "Nettadresse"):
        assert table[column].notna().all() and (table[column] != "").all(), column
    assert table.loc[table["Tabell"] == "07459", "Indikatorer"].max() >= 4


def test_the_method_counts_what_is_in_the_data(shown):
    text = " ".join(" ".join(paragraphs) for paragraphs in method.sections(shown).values())
    assert "Inndelingene er «356 · 2020–2023» og «357 · i dag». I adresser og filer heter de 2020 og 2024" in text
    assert shown.version in method.citation_html(shown)


@pytest.fixture(scope="module")
def with_one_more(tmp_path_factory):
    """The program's own catalogue and one more file, with figures; built twice, corrected in between."""
    root = tmp_path_factory.mktemp("one_more")
    made, path = folders(root), root / "generalist.duckdb"
    card = {"source_id": "library", "title": "Bibliotekstatistikk", "publisher": "Biblioteket"}
    write_figures(made.snapshot, "library", {"library_loans": {2024: 3.0, 2025: 4.0}}, card)
    (made.indicators / "library_loans.yaml").write_text((made.indicators / "turnout_municipal.yaml").read_text("utf-8"))
    change_indicator(
        made.indicators,
        "library_loans",
        indicator_id="library_loans",
        title="Utlån fra folkebiblioteket per innbygger",
        short_title="Bibliotekutlån",
        unit="utlån per innbygger",
        origin={"kind": "snapshot", "file": "library.csv"},
        source_id="library",
        minimum=0,
        maximum=50,
        reference="i løpet av {year}",
        position=205,
    )
    build.build(database=path, folders=made)
    write_figures(made.snapshot, "library", {"library_loans": {2024: 3.0, 2025: 5.0}}, card)
    build.build(database=path, folders=made)
    return path


def test_one_more_file_is_on_the_map(with_one_more, monkeypatch):
    app = app_at(with_one_more, monkeypatch, "map", indikator="library_loans", inndeling="2024")
    options = next(box for box in app.selectbox if box.label == "Indikator").options
    assert "Bibliotekutlån" in options
    assert "Bibliotekutlån: medianen for 357 kommuner er " in html(app)


def test_one_more_file_is_found_by_search_and_has_an_entry(with_one_more, monkeypatch):
    app = app_at(with_one_more, monkeypatch, "sources", sok="folkebiblioteket", post="library_loans")
    page = html(app)
    assert "1 av " in page and "Utlån fra folkebiblioteket per innbygger: 357 av 357 kommuner har tall for 2025" in page


def test_one_more_file_is_on_the_municipalitys_page_and_in_its_files(with_one_more, monkeypatch):
    shown, show = [], showing.show
    monkeypatch.setattr(showing, "show", lambda panel, **how: shown.append(panel.figure) or show(panel, **how))
    app_at(with_one_more, monkeypatch, "municipality", kommune="4601", tall="library_loans.population")
    with_it = [
        figure for figure in shown if any("Bibliotek" in str(cell) for cell in figure.table().to_numpy().ravel())
    ]
    assert "roles" in {figure.key for figure in with_it} or with_it


def test_one_more_file_is_in_every_export(with_one_more, monkeypatch):
    monkeypatch.setenv("GENERALIST_DB", str(with_one_more))
    database = access.current()
    table = sources_entry.all_figures(database, queries.all_indicators(database)["library_loans"])
    assert len(table) == 2 * (356 + len(municipalities()))
    assert b"observation/indicator_id=library_loans/part-0.parquet" in archive.parquet_zip(database)


def test_what_changed_is_listed_and_all_of_it_is_in_the_file(with_one_more, monkeypatch):
    monkeypatch.setenv("GENERALIST_DB", str(with_one_more))
    database = access.current()
    figure = sources_loads.changed(context(database)).figure
    rows = sources_queries.changes(database)
    assert figure.title == f"{len(rows)} tall ble endret ved siste lasting"
    assert figure.table().to_numpy().tolist() == [["Bibliotekutlån", len(rows), 0, 0, 0]]
    changes = sources_loads.changes_table(context(database), rows)
    assert (changes["Nå"] - changes["Før"]).round(6).eq(1).all() and set(changes["År"]) == {2025}


def test_a_figure_that_shows_nothing_has_no_buttons_for_its_picture(shown, with_one_more, monkeypatch):
    assert not sources_loads.changed(context(shown)).figure.pictured
    monkeypatch.setenv("GENERALIST_DB", str(with_one_more))
    assert sources_loads.changed(context(access.current())).figure.pictured


def test_the_workbook_of_an_indicator_has_numbers_and_a_source_sheet(shown):
    indicator = queries.all_indicators(shown)["turnout_municipal"]
    figure = sources_entry.entry(context(shown), indicator).figure
    data = table_files.xlsx_bytes(sources_entry.all_figures(shown, indicator), figure.provenance, {})
    book = openpyxl.load_workbook(io.BytesIO(data))
    rows = list(book["Tall"].iter_rows(min_row=5, values_only=True))
    assert isinstance(rows[0][5], float) and rows[0][1] == "0301"
    assert "09475" in " ".join(str(cell.value) for row in book["Kilde"].iter_rows() for cell in row)
