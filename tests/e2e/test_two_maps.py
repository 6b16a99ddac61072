"""Two maps side by side: they zoom and point together, and the classes are the same in every year."""


def legend(page, key):
    rows = page.locator(f".st-key-municipality_{key} .legend li").all_inner_texts()
    return [row.rsplit(" (", 1)[0] for row in rows]


def test_two_maps_zoom_and_point_together(open_page):
    page = open_page("/?indikator=share_67_plus&indikator2=share_67_plus&aar2=2021")
    page.locator(".st-key-municipality_map_beside path[data-code]").first.wait_for()
    left, right = (page.locator(f".st-key-municipality_{key}") for key in ("map", "map_beside"))
    # Ålesund and Haram were one in 2021, so each has its own figure in 2026 alone.
    assert [*legend(page, "map"), "Mangler"] == legend(page, "map_beside")

    left.get_by_role("button", name="Zoom inn").click()
    enlarged = left.locator("g.layer").get_attribute("transform")
    assert "scale(1.6" in enlarged
    assert right.locator("g.layer").get_attribute("transform") == enlarged
    right.get_by_role("button", name="Tilbakestill").click()
    assert left.locator("g.layer").get_attribute("transform") == right.locator("g.layer").get_attribute("transform")

    right.locator('path[data-code="4601"]').focus()
    page.keyboard.press("ArrowRight")
    names = [map_.locator(".tip .name").first.inner_text() for map_ in (left, right)]
    assert names[0] == names[1] and names[0]
    page.keyboard.press("Enter")
    page.wait_for_url("**kommune=*")
    for map_ in (left, right):
        map_.locator('path[aria-selected="true"]').wait_for(state="attached")


def test_the_slider_shows_another_year_in_the_same_classes(open_page):
    page = open_page("/?indikator=population")
    page.locator("path[data-code]").first.wait_for()
    before = legend(page, "map")
    slider = page.get_by_role("slider", name="År")
    slider.focus()
    slider.press("ArrowLeft")
    page.wait_for_url("**aar=2025**")
    page.get_by_text("1. januar 2025", exact=False).first.wait_for()
    assert legend(page, "map") == before
