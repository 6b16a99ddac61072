"""What «Samarbeid» says of a municipality that is alone in its area."""

import pytest

from dashboard.figures.page_context import PageContext
from dashboard.measures import cooperation
from dashboard.state.selection import Selection
from dashboard.views.alternatives import cooperation_figures


@pytest.mark.parametrize(
    ("kind", "km", "title", "note"),
    [
        (cooperation.NEIGHBOURS, 60, "Utsira har ingen naboer på land", "Velg «Innen en avstand» for å ta med flere."),
        (cooperation.DISTANCE, 10, "Utsira har ingen andre innen 10 km", "Velg en større avstand for å ta med flere."),
    ],
)
def test_who_is_alone_is_told_who_is_nearest_and_how_to_take_others_in(shown, kind, km, title, note):
    context = PageContext(shown, Selection("population", 2026, "2024", municipality="1151"), "alternativer", {})
    figure = cooperation_figures.area_map(cooperation_figures.Area(context, "1151", kind, km)).figure
    far = cooperation.distances(cooperation_figures.Area(context, "1151", kind, km).register, "1151").drop("1151")
    assert (figure.title, figure.missing) == (title, "Ingen tall mangler")
    nearest, distance = {"1106": "Haugesund", "1149": "Karmøy"}[far.idxmin()], f"{far.min():.0f}"
    assert figure.notes[0].replace("\u00a0", " ") == f"Nærmest i luftlinje er {nearest} ({distance} km). {note}"


def test_who_has_neighbours_is_not_told_who_is_nearest(shown):
    context = PageContext(shown, Selection("population", 2026, "2024", municipality="5001"), "alternativer", {})
    figure = cooperation_figures.area_map(cooperation_figures.Area(context, "5001", cooperation.NEIGHBOURS, 60)).figure
    assert not any("Nærmest" in note for note in figure.notes)
