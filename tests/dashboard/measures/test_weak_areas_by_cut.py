"""The count of weak areas with the cut moved, and its areas apart: on the map, in its list and in its table."""

import pytest

from dashboard.data import queries
from dashboard.figures import map_panel
from dashboard.measures import weak_areas
from dashboard.state.selection import Selection

WEAK = "weak_areas"
MAP = Selection(WEAK, 2026, "2024")
TITLES = {
    15: "17 av 355 kommuner med tall er blant de 15 prosent svakeste på minst tre av fem rammevilkår",
    None: "32 av 355 kommuner med tall er i svakeste femdel på minst tre av fem rammevilkår",
    25: "51 av 355 kommuner med tall er i svakeste fjerdedel på minst tre av fem rammevilkår",
}


@pytest.mark.parametrize("cut", TITLES)
def test_the_title_says_how_many_are_weak_with_the_cut(shown, cut):
    figure = map_panel.map_figure(shown, MAP, cut=cut)
    assert figure.title == TITLES[cut]
    assert figure.notes[0].startswith("Med grensen ved 15, 20 og 25 prosent er 17, 32 og 51 kommuner")


@pytest.mark.parametrize("cut", TITLES)
def test_the_table_has_the_worst_first_and_each_area_apart(shown, cut):
    table = map_panel.map_figure(shown, MAP, cut=cut).table()
    areas = ["Folketallsutvikling", "Alder", "Økonomi", "Inntekt", "Kompetanse"]
    assert table.columns[4:9].tolist() == areas
    counts = table[table.columns[3]]
    known = counts.dropna()
    assert known.tolist() == sorted(known, reverse=True)
    assert ((table[areas] == "svak").sum(axis=1)[known.index] == known).all()
    assert set(table.loc[counts.isna(), "Nummer"]) == {"1508", "1580"}


@pytest.mark.parametrize("cut", TITLES)
def test_map_and_list_name_the_areas_of_each_municipality(shown, cut):
    content = map_panel.map_content(shown, MAP, cut=cut)
    assert content.last_first
    for value, detail, note in zip(content.values, content.details, content.notes, strict=True):
        names = detail.split(", ") if detail else []
        if value is not None:
            assert len(names) == value
            first, *_ = note.split(". ")
            assert first == f"Svak: {detail}" if names else first.startswith("Ikke svak: ")


def test_with_the_declared_cut_the_figures_are_those_of_the_database(shown):
    declared = queries.values(shown, WEAK, "2024", 2026)
    again = weak_areas.apart(shown, WEAK, "2024").le(20 + weak_areas.ROUNDING).sum(axis=1).reindex(declared["code"])
    known = declared["value"].notna().to_numpy()
    assert (again.to_numpy()[known] == declared["value"][known]).all()
    assert (weak_areas.told(shown, WEAK, "2024", 20).reindex(declared["code"]).to_numpy() == declared["note"]).all()


def test_income_pulls_the_other_way_than_the_other_four(shown):
    apart = weak_areas.apart(shown, WEAK, "2024")
    assert (apart.corr(method="spearman")["inntekt"].drop("inntekt") < 0).all()


def test_an_indicator_that_counts_nothing_is_not_touched(shown):
    assert weak_areas.rule(queries.indicators(shown)["population"]) is None
    people = queries.values(shown, "population", "2024", 2026)
    assert weak_areas.shown(shown, "population", "2024", 2026, 15).equals(people)


def test_which_areas_pull_against_each_other_is_told_by_their_correlation(shown):
    note = map_panel.map_figure(shown, MAP).notes[0].replace("\u00a0", " ")
    areas = weak_areas.apart(shown, WEAK, "2024").rank()
    with_income = areas.corr()["inntekt"].round(2)
    assert with_income["økonomi"] > -0.3
    told = ", ".join(
        f"{area} (−{-with_income[area]:.2f})".replace(".", ",") for area in ("alder", "folketallsutvikling")
    )
    assert note.endswith(
        f" Områdene trekker ulike veier: der inntekt er sterk, er gjerne {told} og kompetanse (−0,32) svak; "
        "i parentes rangkorrelasjonen."
    )
