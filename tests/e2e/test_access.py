"""Access: what axe-core finds on every page, and what can be done with a keyboard alone."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import DESKTOP, PHONE

from app import PAGES

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"], "resultTypes": ["violations"]}


def violations(page) -> list[str]:
    """What axe-core objects to, one line each; empty when all is well."""
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{rule['id']}: {node['target']} {node['failureSummary']}" for rule in found for node in rule["nodes"]]


@pytest.mark.parametrize("entry", PAGES, ids=lambda entry: entry.address or "kart")
def test_axe_finds_nothing_at_rest_hovered_and_chosen_in_any_size_and_colour(open_page, entry):
    """Light and dark, desktop and phone in turn on one page, with a municipality chosen and one pointed at."""
    page = open_page(f"/{entry.address}?kommune=4601")
    page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for()
    for scheme, viewport in (("light", DESKTOP), ("dark", PHONE), ("dark", DESKTOP), ("light", PHONE)):
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size(viewport)
        page.mouse.move(0, 0)
        assert violations(page) == [], (scheme, viewport)
        shape = page.locator("path[data-code], .js-plotly-plot .bars path, .js-plotly-plot .points path").first
        if shape.count():
            shape.hover(force=True)
            assert violations(page) == [], (scheme, viewport, "hovered")
