"""How fast merged municipalities are drawn, beside the map page's change of indicator.

    python tests/benchmark/mergers.py BASE_URL

BASE_URL is the address of the running program. Measured in Chromium from the key or click to the map as it is drawn
anew, in turns, medians: another indicator on the map page; another size for the rule that merges more than 200
municipalities; one municipality more in or out while 200 are merged by hand. Fails where a merger takes more than
three times the map page's change.
"""

from __future__ import annotations

import re
import shutil
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "e2e"))
from conftest import CHROMIUM_ARGUMENTS, DESKTOP
from playwright.sync_api import Page, sync_playwright

ROUNDS = 7
MOST = 3
INDICATORS = ("Areal", "Utgiftsbehov", "Sentralitetsindeks", "Innbyggere")
SIZES = (4500, 5500, 4000, 6000)
CLICKED = "5401"
DRAWN = """() => {
    const host = [...document.querySelectorAll("*")].find((e) => e.shadowRoot?.querySelector(".municipality-map"));
    if (!host) return "";
    const root = host.shadowRoot;
    const classes = [...root.querySelectorAll("path[data-code]")].map((path) => path.dataset.class).join("");
    return classes + (root.querySelector(".lines .line")?.getAttribute("d") ?? "");
}"""


def opened(browser, address: str) -> Page:
    page = browser.new_context(viewport=DESKTOP, locale="nb-NO").new_page()
    page.goto(address)
    page.locator("path[data-code]").first.wait_for()
    settled(page)
    return page


def settled(page: Page) -> None:
    page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for()
    page.wait_for_timeout(1000)


def seconds(page: Page, act) -> float:
    """From an act of the user to the first drawing that differs."""
    before, start = page.evaluate(DRAWN), time.perf_counter()
    act()
    page.wait_for_function(f"before => ({DRAWN})() !== before", arg=before)
    took = time.perf_counter() - start
    settled(page)
    return took


def by_hand(base: str, browser) -> str:
    """The address of 200 municipalities merged by hand: the first that the rule merges, and one waiting for another."""
    page = opened(browser, f"{base}/alternativer?vis=kommuner&maate=regel&minst=5000&laas=540102")
    page.get_by_role("button", name="Endre resultatet selv").click()
    page.wait_for_url(re.compile("enheter="))
    units = re.search(r"enheter=([0-9.-]+)", page.url).group(1).split("-")
    kept, count = [], 0
    for unit in units:
        members = sum(len(county) // 2 - 1 for county in unit.split("."))
        if count + members <= 200:
            kept, count = [*kept, unit], count + members
    print(f"{count} kommuner i {len(kept)} enheter slått sammen for hånd")
    return f"{base}/alternativer?vis=kommuner&enheter={'-'.join(kept)}-5402"


def main(base: str) -> int:
    took: dict[str, list[float]] = {"kartsiden": [], "regelen": [], "for hånd": []}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=CHROMIUM_ARGUMENTS)
        start = opened(browser, f"{base}/?indikator=population")
        rule = opened(browser, f"{base}/alternativer?vis=kommuner&maate=regel&minst=5000")
        hand = opened(browser, by_hand(base, browser))
        for turn in range(ROUNDS):
            start.get_by_role("combobox", name="Indikator").click()
            start.keyboard.type(INDICATORS[turn % len(INDICATORS)])
            took["kartsiden"].append(seconds(start, lambda: start.keyboard.press("Enter")))
            size = rule.get_by_role("spinbutton")
            size.fill(str(SIZES[turn % len(SIZES)]))
            took["regelen"].append(seconds(rule, lambda size=size: size.press("Enter")))
            click = hand.locator(f'path[data-code="{CLICKED}"]')
            took["for hånd"].append(seconds(hand, lambda click=click: click.dispatch_event("click")))
        browser.close()
    medians = {name: statistics.median(times) for name, times in took.items()}
    for name, median in medians.items():
        print(f"{name:>10}: {1000 * median:5.0f} ms, {median / medians['kartsiden']:.2f} ganger kartsiden")
    return int(max(medians.values()) > MOST * medians["kartsiden"])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1].rstrip("/")))
