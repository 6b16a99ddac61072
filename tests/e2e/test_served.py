"""What the web server sends besides Streamlit's messages: the page's head, packed scripts, headers."""

import gzip
import re
from urllib.parse import urljoin

import pytest
import requests

BROWSER = {"Accept": "text/html", "Accept-Encoding": "gzip"}


def hints(address, path):
    """What the head of a page tells the browser to fetch: (rel, address)."""
    page = requests.get(address + path, headers=BROWSER, timeout=20)
    head = page.text.split("</head>")[0]
    links = re.findall(r'<link\b[^>]*\brel="(modulepreload|preload)"[^>]*\bhref="([^"]+)"', head)
    return [(rel, urljoin(page.url, href)) for rel, href in links]


@pytest.mark.parametrize(
    ("path", "division"), [("/", "2024"), ("/kommune?inndeling=2020", "2020"), ("/?kommune=3001", "2020")]
)
def test_the_head_names_what_the_page_needs_and_all_of_it_is_there(address, path, division):
    named = hints(address, path)
    scripts = [href for rel, href in named if rel == "modulepreload"]
    for element in ("BidiComponent", "Selectbox", "Html"):
        assert any(f"/{element}." in href for href in scripts), element
    assert len(scripts) == len(set(scripts))
    assert [href for _, href in named if f"municipalities-{division}-" in href]
    for href in {href for _, href in named}:
        answer = requests.get(href, headers=BROWSER, timeout=20)
        assert answer.status_code == 200, href
        assert "html" not in answer.headers["content-type"], (
            href
        )  # Streamlit answers with the page for what is not there


def test_scripts_are_packed_for_those_who_take_it_and_kept_for_good(address):
    script = next(href for rel, href in hints(address, "/") if rel == "modulepreload")
    plain = requests.get(script, headers={"Accept-Encoding": "identity"}, timeout=20)
    with requests.get(script, headers=BROWSER, timeout=20, stream=True) as packed:
        assert packed.headers["content-encoding"] == "gzip"
        assert gzip.decompress(packed.raw.read()) == plain.content
    assert "content-encoding" not in plain.headers
    for answer in (plain, packed):
        assert "immutable" in answer.headers["cache-control"]
        assert answer.headers["vary"] == "accept-encoding"
        assert "javascript" in answer.headers["content-type"]
        assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "path", ["/static/js/../../index.html", "/static/js/nothing.js", "/static/%2e%2e/%2e%2e/app.py"]
)
def test_nothing_but_the_bundle_is_sent(address, path):
    answer = requests.get(address + path, timeout=20)
    assert "def main" not in answer.text
    assert answer.status_code in (200, 400, 404)
    assert "html" in answer.headers.get("content-type", "html") or answer.status_code >= 400


def test_what_stands_in_the_page_before_any_script_runs_is_norwegian(address):
    page = requests.get(f"{address}/okonomi", headers=BROWSER, timeout=20).text
    assert '<html lang="nb"' in page
    assert "<title>Generalistkommunen i tall</title>" in page
    seen_without_scripts = re.search("<noscript>(.*?)</noscript>", page, re.DOTALL)[1]
    assert "trenger JavaScript" in seen_without_scripts
    assert "You need" not in page
