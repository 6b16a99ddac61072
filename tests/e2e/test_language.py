"""No English text on any page: visible text, accessible names, tooltips and menus."""

import re

import pytest
from conftest import tools

from app import PAGES

ENGLISH = re.compile(
    r"""\b(
    about|add|apply|are|browse|cancel|choose|chosen|clear|close|collapse|connect\w*|copy|delete|deploy|download\w*|
    drag|drop|edit|empty|enter\ to|error|expand|file|files|for\ this|fullscreen|full\ screen|help\ for|hide|items|
    keyboard|leave|loading|made\ with|main|menu|month|more|navigation|next|not|number|of|open|option|options|page|pan|
    press|previous|print|record|remove|rerun|reset|results?|running|screencast|search|see|select\w*|settings|show|
    sidebar|skip|submit|table|the|theme|this|toggle|toolbar|type\ to|upload|values|view|visible|with|year|you|your|
    zoom\ (?:in|out)|
    january|february|march|may|june|july|october|december|monday|tuesday|wednesday|thursday|friday|saturday|sunday
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)

NAMES = re.compile(
    r"Power\s?Point|python -m etl[^»]*|https?://\S+|www\.\S+|[\w.-]+\.(?:no|se|fi|dk|is|ee)\b\S*|"
    r"Creative Commons[^.;]*|CC BY[^.;]*|CC0[^.;]*|NLOD[^.;]*|Statistics \w+|Statbank\w*|"
    r"[\w./-]+\.(?:csv|yaml|xlsx|parquet)|«[A-Z][^»]*»|"
    r"Journal of Nordregio|Health and social services .*|Government at a Glance"
)
"""Names of publishers, works, licences, addresses, commands and files, which are what they are in any language, as
programs are, which stand in elements of their own.
"""

EVERY_WORD = """() => {
  const said = [];
  const walk = (node) => {
    if (node.nodeType === Node.TEXT_NODE) said.push(node.textContent);
    if (node.nodeType !== Node.ELEMENT_NODE && !(node instanceof ShadowRoot)) return;
    if (node instanceof Element) {
      if (["SCRIPT", "STYLE", "NOSCRIPT", "CODE"].includes(node.tagName)) return;
      if (getComputedStyle(node).display === "none") return;
      for (const name of ["aria-label", "title", "placeholder", "alt", "aria-description", "aria-roledescription"])
        if (node.hasAttribute(name)) said.push(node.getAttribute(name));
      if (node.shadowRoot) walk(node.shadowRoot);
    }
    for (const child of node.childNodes) walk(child);
  };
  walk(document.body);
  return [...new Set(said.map((text) => text.trim()).filter(Boolean))];
}"""


def english(page) -> list[str]:
    """Texts on the page that hold an English word."""
    left = []
    for said in page.evaluate(EVERY_WORD):
        words = {word.lower() for word in ENGLISH.findall(NAMES.sub("", said))}
        if words:
            left.append(f"{said[:120]} {sorted(words)}")
    return left


@pytest.mark.parametrize("entry", PAGES, ids=lambda entry: entry.address or "kart")
def test_no_page_has_an_english_word(open_page, entry):
    page = open_page(f"/{entry.address}?kommune=4601")
    page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for()
    assert english(page) == []
    assert page.evaluate("document.documentElement.lang") == "nb"


def test_no_menu_list_or_empty_state_has_an_english_word(open_page):
    page = open_page("/")
    opened = tools(page.locator(".st-key-figure_map"))
    opened.get_by_text("Om tallet").click()
    opened.get_by_text("Hva måler det?").wait_for()
    assert english(page) == []
    opened.get_by_role("button", name="Vis som tabell").click()
    page.locator("tbody tr th").first.wait_for()
    indicator = page.get_by_role("combobox", name="Indikator")
    indicator.click()
    indicator.fill("finnes ikke i lista")
    assert english(page) == []
