"""How long a choice takes on each page, beside a change of indicator on the map page.

    python tests/benchmark/pages.py ADDRESS [ROUNDS]

The time is from the press on the choice until the last change of anything in the page. Prints medians in milliseconds
and what they are of the map page's.
"""

from __future__ import annotations

import shutil
import statistics
import sys
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "e2e"))
from conftest import CHROMIUM_ARGUMENTS, DESKTOP
from playwright.sync_api import Browser, Page, sync_playwright

QUIET_MS = 700

WATCH = """() => {
  const changed = () => (window.lastChange = performance.now());
  const watch = (root) => {
    const all = { subtree: true, childList: true, attributes: true, characterData: true };
    new MutationObserver(changed).observe(root, all);
    for (const node of root.querySelectorAll("*")) if (node.shadowRoot) watch(node.shadowRoot);
  };
  watch(document);
  window.pressed = null;
  window.addEventListener("pointerdown", () => (window.pressed = performance.now()), { once: true, capture: true });
}"""


@dataclass(frozen=True)
class Choice:
    """A choice on a page: the selector's label, and what is picked there."""

    path: str
    label: str
    option: str


CHOICES = (
    Choice("/", "Indikator", "Areal"),
    Choice("/kommune?kommune=1151", "Hvilket tall", "67 år og over"),
    Choice("/lovoppfyllelse", "Fylke", "11 Rogaland"),
    Choice("/befolkning", "Fylke", "11 Rogaland"),
    Choice("/befolkning?vis=vekst-og-nedgang", "Fylke", "11 Rogaland"),
    Choice("/okonomi", "Fylke", "11 Rogaland"),
    Choice("/sammenheng?vis=par", "Vannrett (x)", "Sentralitetsindeks (rammevilkår)"),
    Choice("/norden", "Mål over tid", "Middeltall"),
    Choice("/alternativer", "Kriterium", "67 år og over"),
)
"""The first is the map page's, which the others are held against."""


def settled(page: Page) -> None:
    page.wait_for_function(f"performance.now() - window.lastChange > {QUIET_MS}")


def measure(browser: Browser, base: str, choice: Choice) -> float:
    """Milliseconds of one choice on a page that has come to rest."""
    with browser.new_context(viewport=DESKTOP, locale="nb-NO") as context:
        page = context.new_page()
        page.goto(base + choice.path)
        page.locator("#early").wait_for(state="detached")
        page.locator(".figure-foot .source").first.wait_for(state="attached")
        selector = page.get_by_role("combobox", name=choice.label)
        selector.or_(page.get_by_role("radio", name=choice.option)).first.wait_for()
        page.wait_for_timeout(1500)
        page.evaluate(WATCH)
        if selector.count():
            selector.focus()
            selector.fill(choice.option)
            page.get_by_role("option", name=choice.option, exact=True).click()
        else:
            page.get_by_role("radio", name=choice.option).click()
        page.wait_for_function("window.pressed !== null")
        settled(page)
        return page.evaluate("window.lastChange - window.pressed")


def main() -> int:
    base = sys.argv[1].rstrip("/")
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    times: dict[Choice, list[float]] = {choice: [] for choice in CHOICES}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=CHROMIUM_ARGUMENTS)
        for round_ in range(rounds + 1):
            for choice in CHOICES:
                taken = measure(browser, base, choice)
                if round_:  # the first round warms up
                    times[choice].append(taken)
        browser.close()
    first = statistics.median(times[CHOICES[0]])
    print(f"{'page':34}{'choice':20}{'ms':>7}{'x map page':>12}")
    for choice, taken in times.items():
        median = statistics.median(taken)
        print(f"{choice.path:34}{choice.label:20}{median:7.0f}{median / first:12.2f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
