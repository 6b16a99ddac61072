"""The picture buttons refuse a figure whose picture would lack what defends it."""

import pytest

from dashboard.toolbar import toolbar

META = {
    "title": "Halvparten har under 5 000 innbyggere",
    "subtitle": "Innbyggere 1. januar 2026",
    "status": [],
    "source": "Kilde: Statistisk sentralbyrå, tabell 07459.",
    "note": "Ingen av 357 mangler",
    "link": "/?indikator=population",
    "file_name": "kart",
}


@pytest.mark.parametrize("part", sorted(META))
def test_every_part_of_the_picture_is_needed(part):
    with pytest.raises(ValueError, match=part):
        toolbar("t", "st-key-figure_map", {name: value for name, value in META.items() if name != part})


@pytest.mark.parametrize("link", ["https://example.org/", "//example.org/", "javascript:alert(1)"])
def test_a_link_never_leads_elsewhere(link):
    with pytest.raises(ValueError, match="samme tjener"):
        toolbar("t", "st-key-figure_map", {**META, "link": link})
