"""The pages on population, economy and the Nordic countries, view by view: no view fails, and each has its table."""

import pytest
from page_run import run_page

from dashboard.figures import show as showing

POPULATION = ("storrelse", "vekst-og-nedgang", "alder", "sentralitet", "fylke")
ECONOMY = ("oversikt", "utgifter", "frie-inntekter", "driftsresultat", "netto-lanegjeld")
VIEWS = [
    *(("population", {"vis": view}) for view in POPULATION[:-1]),
    *(("population", {"vis": view, "inndeling": "2024", "aar": "2022", "kommune": "1580"}) for view in POPULATION[:-1]),
    *(("population", {"vis": view, "fylke": "03", "aar": "1990"}) for view in POPULATION),
    ("population", {"vis": "fylke", "fylke": "15", "inndeling": "2024", "fra": "2015"}),
    ("population", {"vis": "sentralitet", "kart": "indeks"}),
    ("population", {"vis": "sentralitet", "kart": "distriktskommuner", "distrikt": "4-6", "fylke": "18"}),
    ("population", {"vis": "storrelse", "grenser": "10000000"}),
    *(("economy", {"vis": view}) for view in ECONOMY),
    *(("economy", {"vis": view, "inndeling": "2024"}) for view in ECONOMY),
    ("economy", {"vis": "utgifter", "maal": "expenditure_school_6_15"}),
    *(("economy", {"vis": view, "fylke": "18", "kommune": "1860", "mot": "sentralitet"}) for view in ECONOMY),
    *(("economy", {"vis": view, "fylke": "03"}) for view in ("oversikt", "utgifter", "driftsresultat")),
    *(("economy", {"vis": "driftsresultat", "etter": group}) for group in ("sentralitet", "kostra-gruppe", "fylke")),
    ("economy", {"vis": "utgifter", "maal": "gross_investment", "hold": "klasse-6-minst-sentral"}),
    ("nordic", {}),
    ("nordic", {"kommune": "4601", "dato": "2014", "grense": "100", "maal": "mean"}),
    ("nordic", {"kommune": "1580", "inndeling": "2024", "dato": "2026", "grense": "10000000", "maal": "below_5000"}),
]


@pytest.fixture
def visit(database, monkeypatch):
    """Opens a view; returns the page as it was run and the figures that it showed."""
    monkeypatch.setenv("GENERALIST_DB", str(database))
    shown = []
    show = showing.show

    def noted(panel, **options):
        shown.append(panel.figure)
        show(panel, **options)

    monkeypatch.setattr(showing, "show", noted)

    def visited(page, **parameters):
        return run_page(page, parameters, timeout=60, before_each=shown.clear), list(shown)

    return visited


def told(app):
    return [line.value for line in app.info]


@pytest.mark.parametrize(
    ("page", "parameters"), VIEWS, ids=lambda part: part if isinstance(part, str) else "-".join(part.values())
)
def test_every_view_is_shown_with_its_figures_and_their_table_twins(visit, page, parameters):
    _, figures = visit(page, **parameters)
    assert figures
    assert len({figure.key for figure in figures}) == len(figures)
    for figure in figures:
        twin = figure.table()
        assert len(twin) and len(twin.columns) > 1, figure.key
        assert set(figure.decimals) <= set(twin.columns) | {"Endring (prosent)"}, figure.key
        assert "nan" not in f"{figure.title} {figure.subtitle} {figure.alt} {' '.join(figure.notes)}".lower().split()


def titles(figures):
    return {figure.key: figure.title for figure in figures}


def test_the_first_view_says_how_many_municipalities_are_small(visit):
    _, figures = visit("population", inndeling="2024")
    found = titles(figures)["size_distribution"]
    assert found == "174 av 357 kommuner har under 5\u00a0000 innbyggere; 7,2 prosent av innbyggerne bor der"


def test_moved_limits_move_the_classes_and_the_sentence(visit):
    _, figures = visit("population", inndeling="2024", grenser="3000.20000")
    assert figures[0].table()["Kommuner"].tolist() == [128, 160, 69]
    assert figures[0].title.startswith("288 av 357 kommuner har under 20\u00a0000 innbyggere; ")


@pytest.mark.parametrize(
    ("parameters", "line"),
    [
        ({"grenser": "0"}, "«0» er ikke et innbyggertall over null og er ikke brukt."),
        ({"grenser": "5000, 1000"}, "Grensene sto ikke i stigende rekkefølge, eller noen var like. De er sortert."),
        (
            {"vis": "vekst-og-nedgang", "fra": "2026"},
            "Begge årene er 2026, så ingenting kan ha endret seg. Velg et annet år i «Endring fra år».",
        ),
        (
            {"vis": "fylke"},
            "Velg et fylke øverst for å se kommunene der samlet. Fylket gjelder også de andre delene av siden.",
        ),
        (
            {"vis": "storelse"},
            "Lenken har «storelse» for «Vis», som ikke finnes her. Viser Størrelse. Mente du «storrelse»?",
        ),
        ({"vis": "<script>"}, "Lenken har «\\<script\\>» for «Vis», som ikke finnes her. Viser Størrelse."),
    ],
)
def test_what_cannot_be_shown_is_told_of_in_a_line(visit, parameters, line):
    app, _ = visit("population", **parameters)
    assert line in told(app)


@pytest.mark.parametrize(
    ("parameters", "line"),
    [
        (
            {"vis": "frie-inntekter", "fylke": "03"},
            "Oslo er ikke med i sammenligningen: kommunen er også fylkeskommune, og kilden sier ikke om "
            "rammetilskuddet er til kommunens oppgaver alene. Velg et annet fylke, en annen gruppe eller et annet mål.",
        ),
        (
            {"vis": "netto-lanegjeld", "fylke": "03"},
            "Oslo er ikke med i sammenligningen: kommunen er også fylkeskommune, og lån til fylkeskommunale oppgaver "
            "er med. Velg et annet fylke, en annen gruppe eller et annet mål.",
        ),
        (
            {"vis": "netto-lanegjeld", "fylke": "03", "hold": "klasse-6-minst-sentral"},
            "Ingen kommuner med tall passer med valgene. Velg et annet fylke, en annen gruppe eller et annet mål.",
        ),
    ],
)
def test_nothing_to_compare_is_told_of_instead_of_an_empty_figure(visit, parameters, line):
    app, figures = visit("economy", **parameters)
    assert told(app) == [line] and not figures


def test_an_old_link_that_divides_by_need_is_told_that_nothing_does(visit):
    app, figures = visit("economy", vis="utgifter", maal="expenditure_care", tall="delt-pa-utgiftsbehovet")
    assert [line.partition(".")[0] for line in told(app)] == ["Lenken ba om utgifter delt på utgiftsbehovet"]
    assert figures and all("tall=" not in figure.link for figure in figures)
    assert not any("utgiftsbehov" in f"{figure.title} {figure.subtitle}" for figure in figures)
    app, _ = visit("economy", vis="utgifter", tall="som-de-er")
    assert told(app) == []


def test_the_change_between_any_two_years_is_counted_from_the_earlier(visit):
    _, figures = visit("population", vis="vekst-og-nedgang", inndeling="2024", fra="2025")
    assert titles(figures)["growth_map"] == (
        "226 kommuner vokste, 128 gikk tilbake, 3 sto stille fra 1. januar 2025 til 1. januar 2026"
    )


def test_one_link_shows_a_county_on_growth_age_migration_and_centrality(visit):
    _, figures = visit("population", vis="fylke", fylke="18", inndeling="2024", fra="2020")
    overview = next(figure for figure in figures if figure.key == "county_overview")
    table = overview.table()
    assert len(table) == 41
    headings = " ".join(table.columns)
    for part in ("Endring (prosent)", "67 år og over", "innflytting", "Fødselsoverskudd", "Sentralitetsklasse"):
        assert part.lower() in headings.lower(), headings
    assert "fylke=18" in overview.link and "vis=fylke" in overview.link.lower()
    drawn = {figure.key: figure for figure in figures}
    for key in ("county_age", "births_and_migration"):
        assert len(drawn[key].table()) == 41
        assert "Nordland" in drawn[key].subtitle


def test_the_two_meanings_of_district_municipality_are_named_and_counted(visit):
    for meaning, count in (("5-6", 212), ("4-6", 277)):
        _, figures = visit(
            "population", vis="sentralitet", kart="distriktskommuner", distrikt=meaning, inndeling="2024"
        )
        figure = next(figure for figure in figures if figure.key == "district_map")
        assert figure.title.startswith(f"{count} distriktskommuner (sentralitetsklasse {meaning.replace('-', '–')})")
        assert any("to offisielle betydninger" in note for note in figure.notes)


def test_the_correlation_of_size_and_centrality_is_explained(visit):
    _, figures = visit("population", vis="sentralitet", inndeling="2024")
    figure = next(figure for figure in figures if figure.key == "size_and_centrality")
    assert figure.title == "Størrelse og sentralitet henger sammen: r = 0,87"
    assert "76 prosent av variasjonen" in figure.notes[0]


def test_standing_lines_are_on_their_pages(visit):
    app, _ = visit("economy")
    html = " ".join(element.proto.body for element in app.get("html"))
    assert "Lav kostnad er ikke det samme som god tjeneste." in html
    assert "Kostnad per innbygger er ikke korrigert for alder og behov." in html
    app, _ = visit("nordic")
    html = " ".join(element.proto.body for element in app.get("html"))
    assert "Kommunene har ulike oppgaver; størrelse alene sier ikke hva de skal klare." in html


@pytest.mark.parametrize(
    ("asked", "line"),
    [
        ("2014", "Lenken er til 1. januar 2014, som ikke kan velges nå: Norge er ikke i vår kilde før 1. januar 2020. "
                 "Viser 2020."),
        ("2026", "Lenken er til 1. januar 2026, som ikke kan velges nå: bare Norge og Sverige har tall innen ett år "
                 "fra den dagen. Viser 2025."),
        ("1850", "Lenken har «1850» for «Per 1. januar», som ikke finnes her. Viser 2021."),
    ],
)  # fmt: skip
def test_a_link_to_a_date_that_is_not_offered_says_why_and_shows_the_nearest(visit, asked, line):
    app, figures = visit("nordic", dato=asked)
    assert [one.replace("\\", "") for one in told(app)] == [line]
    shown = line.removesuffix(".")[-4:]
    assert titles(figures)["nordic_spread"].split(" i Norge ")[1].startswith(f"1.1.{shown}")
    assert all(f"dato={shown}" in figure.link for figure in figures)


def test_thresholds_that_nobody_is_below_and_of_ten_million(visit):
    for threshold, below in (("100", "Ingen"), ("10000000", "356")):
        _, figures = visit("nordic", grense=threshold)
        assert titles(figures)["nordic_threshold"].startswith(f"{below} av 356 norske kommuner hadde under ")


def test_what_costs_leave_out_is_said_only_of_costs(visit):
    for choices, said in (({"vis": "netto-lanegjeld"}, False), ({"vis": "utgifter"}, True)):
        app, figures = visit("economy", **choices)
        html = " ".join(element.proto.body for element in app.get("html"))
        assert figures and ("ikke korrigert for alder og behov" in html) is said


def notes_on(figures, name):
    """What each figure says first, where it names the municipality."""
    firsts = {figure.key: figure.notes[0].replace("\xa0", " ") for figure in figures if figure.notes}
    return {key: first for key, first in firsts.items() if first.startswith(name)}


def test_each_figure_says_what_the_chosen_municipality_has_or_which_group_it_is_in(visit):
    chosen = {"kommune": "5061", "inndeling": "2024"}
    _, figures = visit("population", vis="storrelse", aar="2026", **chosen)
    said = notes_on(figures, "Rindal")
    assert said["size_distribution"] == "Rindal er i gruppen 1 000–2 999 innbyggere (har 1 935)."
    assert (
        said["cumulative"].startswith("Rindal: 1 935 innbyggere; ") and said["structure"] == said["size_distribution"]
    )
    _, figures = visit("economy", vis="oversikt", **chosen)
    assert notes_on(figures, "Rindal") == {"overview": "Rindal er i gruppen kommuner med 1 000–2 999 innbyggere."}
    _, figures = visit("economy", vis="driftsresultat", **chosen)
    said = notes_on(figures, "Rindal")
    assert said.keys() == {"result_bands", "by_group", "against"}
    assert (
        said["by_group"].endswith(", i gruppen kommuner med 1 000–2 999 innbyggere.") and " prosent" in said["against"]
    )


@pytest.mark.parametrize("view", ["vekst-og-nedgang", "sentralitet"])
def test_every_figure_of_all_municipalities_names_the_one_that_is_chosen(visit, view):
    _, figures = visit("population", vis=view, kommune="5061", inndeling="2024")
    assert len(notes_on(figures, "Rindal")) >= 3
    assert {figure.key for figure in figures} - notes_on(figures, "Rindal").keys() <= {"growth_map", "centrality_map"}
    _, figures = visit("population", vis=view, inndeling="2024")
    assert not notes_on(figures, "Rindal")


def test_a_chosen_municipality_without_a_place_in_the_figure_is_told_of(visit):
    _, figures = visit("economy", vis="netto-lanegjeld", kommune="5061", inndeling="2024", fylke="18")
    assert notes_on(figures, "Rindal")["against"] == "Rindal er ikke blant kommunene som vises her."
    _, figures = visit("population", vis="vekst-og-nedgang", kommune="1806", inndeling="2024", fra="2016")
    assert notes_on(figures, "Narvik")["growth_dots"].startswith("Narvik mangler tall: ")


def test_what_is_found_of_the_whole_country_is_not_told_of_a_county(visit):
    _, figures = visit("economy", vis="netto-lanegjeld")
    assert "når annet er likt, er sammenhengen med størrelse bøyd" in titles(figures)["against"]
    _, figures = visit("economy", vis="netto-lanegjeld", fylke="32")
    assert "bøyd" not in titles(figures)["against"] and "ingen sikker sammenheng" in titles(figures)["against"]
    _, figures = visit("economy", vis="oversikt", fylke="46")
    assert "prosent av medianen for alle kommuner i landet" in titles(figures)["overview"]
    left_out = "kommuner med 0–999 innbyggere og kommuner med 50 000 innbyggere eller flere"
    said = titles(figures)["overview"].replace("\u00a0", " ")
    assert said.endswith(f"; {left_out} har under 5 kommuner med tall")


def test_no_direction_is_told_where_the_interval_holds_none(visit):
    _, figures = visit("economy", vis="driftsresultat", fylke="55")
    said = titles(figures)["against"].replace("\u00a0", " ")
    assert "ingen sikker sammenheng med innbyggertallet (rangkorrelasjon 0,38, 95 prosent intervall fra −0,07" in said


def test_the_day_of_the_inhabitants_that_size_is_told_by_stands_beside_it(visit):
    dated = "Innbyggertallene er fra 1. januar 2026."
    for choices, keys in (({}, {"overview"}), ({"vis": "driftsresultat"}, {"against", "by_group"})):
        _, figures = visit("economy", **choices)
        assert keys & {figure.key for figure in figures if dated in figure.notes}, choices
    _, figures = visit("economy", etter="sentralitet")
    assert not any(dated in figure.notes for figure in figures)


@pytest.mark.parametrize(
    ("division", "year", "lacking"), [("2024", "2021", 2), ("2024", "2010", 5), ("2020", "2010", 5)]
)
def test_who_has_no_figure_in_a_year_is_told_under_every_figure_of_all_municipalities(visit, division, year, lacking):
    told = {}
    for chosen in ({}, {"kart": "distriktskommuner"}):
        _, figures = visit("population", vis="sentralitet", inndeling=division, aar=year, **chosen)
        told |= {figure.key: figure.missing.replace("\u00a0", " ") for figure in figures}
    everyone = {"2024": 357, "2020": 356}[division]
    for key in ("district_map", "centrality_classes", "size_by_centrality", "size_and_centrality"):
        assert told[key].startswith(f"{lacking} av {everyone} mangler: {lacking} ikke aktuelt ("), key


def test_the_results_say_that_one_year_shows_nothing_of_years_running(visit):
    _, figures = visit("economy", vis="driftsresultat", inndeling="2024")
    [bands] = [figure for figure in figures if figure.key == "result_bands"]
    assert bands.notes[-1] == (
        "Kildegrunnlaget her har bare 2025: hvem som er under i flere år på rad, kan ikke vises."
    )


def test_the_age_of_classes_says_another_date_than_the_one_chosen_and_why(visit):
    _, figures = visit("population", vis="alder", inndeling="2024", aar="2012")
    [ages] = [figure for figure in figures if figure.key == "age_groups"]
    assert ages.title.startswith("17,9 prosent var i 2011 67 år eller eldre i de minst sentrale kommunene (")
    assert "1. januar 2011. Hele landet. Dette er datoen nærmest 1. januar 2012 med slike tall her." in ages.subtitle
