"""What the web server sends besides Streamlit's messages: the page's head, packed scripts, headers."""

import gzip
import random
import re
import shutil
import socket
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import duckdb
import pytest
import requests
from conftest import program, running
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from tests.viewer import Viewer

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
def test_the_head_names_what_the_page_needs_and_all_of_it_is_there(hosted, path, division):
    named = hints(hosted, path)
    scripts = [href for rel, href in named if rel == "modulepreload"]
    for element in ("BidiComponent", "Selectbox", "Html"):
        assert any(f"/{element}." in href for href in scripts), element
    assert len(scripts) == len(set(scripts))
    assert [href for _, href in named if f"municipalities-{division}-" in href]
    for href in {href for _, href in named}:
        answer = requests.get(href, headers=BROWSER, timeout=20)
        assert answer.status_code == 200, href
        assert "html" not in answer.headers["content-type"], href


@pytest.mark.parametrize("path", ["/", "/kommune?kommune=5061"])
def test_pages_are_packed_for_those_who_take_it(address, path):
    plain = requests.get(address + path, headers={"Accept-Encoding": "identity"}, timeout=20)
    with requests.get(address + path, headers=BROWSER, timeout=20, stream=True) as packed:
        assert packed.headers["content-encoding"] == "gzip"
        sent = packed.raw.read()
    assert gzip.decompress(sent) == plain.content
    assert len(sent) < 0.5 * len(plain.content)
    assert "content-encoding" not in plain.headers
    assert [answer.headers["vary"].lower() for answer in (plain, packed)] == ["accept-encoding"] * 2


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


NOTHING = [
    "/static/js/nothing.js",
    "/static/js/index.js",
    "/static/%2e%2e/%2e%2e/app.py",
    "/static/%2e%2e/index.html",
    "/scripts/first-000000000000.js",
    "/scripts/",
    "/app/static/municipalities-2020-000000000000.json",
    "/app/app.py",
    "/media/nothing.csv",
    "/component/nothing/index.html",
    "/_stcore/metrics",
    "/_stcore/script-health-check",
    "/_stcore/agent/openapi.json",
    "/_stcore/nothing",
    "/tall/nothing",
    "/auth/login",
]
HEADERS = ("content-security-policy", "x-content-type-options", "referrer-policy", "permissions-policy")


def assert_protected(answer, base):
    """The answer carries the headers, and they let a page connect to its own host alone."""
    assert all(answer.headers.get(name) for name in HEADERS), (answer.url, answer.headers)
    host = urlsplit(base).netloc
    (said,) = re.findall("connect-src ([^;]*)", answer.headers["content-security-policy"])
    assert set(said.split()) == {"'self'", "blob:", f"ws://{host}", f"wss://{host}"}, answer.url


@pytest.mark.parametrize("accept", ["text/html", "*/*"])
@pytest.mark.parametrize("path", NOTHING)
def test_what_is_not_there_is_not_found_and_nobody_keeps_that(hosted, path, accept):
    for ask in (requests.get, requests.head):
        answer = ask(hosted + path, headers={"Accept": accept}, allow_redirects=False, timeout=20)
        assert answer.status_code == 404, (ask, answer.text)
        assert "html" not in answer.headers.get("content-type", "")
        assert "max-age" not in answer.headers.get("cache-control", "")
        assert_protected(answer, hosted)


def test_names_made_up_at_random_are_not_found(hosted):
    chance = random.Random(15)
    parts = [
        "static",
        "js",
        "scripts",
        "app",
        "media",
        "..",
        "%2e%2e",
        "index.html",
        "map.js",
        "%00",
        "å",
        "",
        "-" * 300,
    ]
    root, own = urljoin(hosted, "/").rstrip("/"), urlsplit(hosted).path
    for _ in range(150):
        first = chance.choice(["static", "scripts", "app/static", "_stcore", "media", "component", "tall"])
        path = "/".join([first, *chance.choices(parts, k=chance.randint(1, 4))])
        folder = chance.choice([own, own, ""])  # below where it is hosted, or beside that
        address = f"{root}{folder}/{path}?{'x' * chance.randint(0, 99)}"
        answer = requests.get(address, headers=BROWSER, allow_redirects=False, timeout=20)
        asked = urlsplit(answer.url).path
        is_elsewhere = not asked.startswith(f"{folder}/{first}/")  # «..» is followed
        is_elsewhere |= bool(own) and not folder and asked.startswith(f"{own}/")
        assert answer.status_code in {400, 404} or is_elsewhere, (path, answer.status_code)
        assert "immutable" not in answer.headers.get("cache-control", ""), path
        assert_protected(answer, hosted)


def test_every_kind_of_answer_carries_the_headers(hosted):
    script = next(href for rel, href in hints(hosted, "/") if rel == "modulepreload")
    shapes = next(href for rel, href in hints(hosted, "/kommune") if rel == "preload")
    seen = set()
    for method, url in [
        ("GET", f"{hosted}/"),
        ("HEAD", f"{hosted}/kommune"),
        ("GET", f"{hosted}/finnes/ikke"),
        ("GET", f"{hosted}/health"),
        ("GET", f"{hosted}/tall/kart"),
        ("GET", script),
        ("HEAD", script),
        ("GET", shapes),
        ("GET", f"{hosted}/_stcore/health"),
        ("GET", f"{hosted}/_stcore/host-config"),
        ("GET", f"{hosted}/favicon.png"),
        ("POST", f"{hosted}/"),
        ("DELETE", f"{hosted}/health"),
        ("GET", urljoin(hosted, "/elsewhere")),
    ]:
        answer = requests.request(method, url, headers=BROWSER, allow_redirects=False, timeout=20)
        assert_protected(answer, hosted)
        seen.add(answer.status_code)
    icon = f"{hosted}/favicon.png"
    known = {"if-none-match": requests.get(icon, timeout=20).headers["etag"]}
    unchanged = requests.get(icon, headers=known, timeout=20)
    assert_protected(unchanged, hosted)
    assert seen | {unchanged.status_code} >= {200, 304, 307, 405}


def test_sockets_carry_the_headers_when_they_are_opened_and_when_they_are_refused(hosted):
    url = f"ws{hosted.removeprefix('http')}/_stcore/stream"
    with connect(url, subprotocols=["streamlit"], origin=hosted) as opened:
        assert all(opened.response.headers.get(name) for name in HEADERS)
    with pytest.raises(InvalidStatus) as refused:
        connect(url, subprotocols=["streamlit"], origin="https://evil.example")
    assert refused.value.response.status_code == 403
    assert all(refused.value.response.headers.get(name) for name in HEADERS)


@pytest.mark.parametrize("said", [b"\x16\x03\x01\x02\x00\x01\r\n\r\n", b"GET /\xff\x00 x\r\n\r\n"])
def test_what_is_no_request_is_refused_in_plain_text_and_the_connection_closed(address, said):
    port = urlsplit(address).port
    with socket.create_connection(("localhost", port), timeout=20) as connection:
        connection.sendall(said)
        answer = b"".join(iter(lambda: connection.recv(4096), b""))
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert b"content-type: text/plain" in answer.lower() and b"<" not in answer


def test_nothing_can_be_uploaded_by_a_viewer_either(hosted):
    with Viewer(hosted) as viewer, requests.Session() as browser:
        viewer.open("/")
        token = browser.get(f"{hosted}/_stcore/health", timeout=20).cookies["_streamlit_xsrf"]
        assert viewer.session
        for method in ("PUT", "POST", "DELETE", "OPTIONS"):
            answer = browser.request(
                method,
                f"{hosted}/_stcore/upload_file/{viewer.session}/x",
                files={"x": b"x" * 300_000},
                headers={"X-Xsrftoken": token},
                timeout=20,
            )
            assert answer.status_code == 404, method


def test_the_program_answers_below_its_folder_and_nowhere_else(hosted):
    assert requests.get(f"{hosted}/health", timeout=20).text.startswith("ok ")
    figures = requests.get(f"{hosted}/tall/kart?indikator=population", timeout=20).json()
    assert figures["view"]["values"] if "values" in figures["view"] else figures["view"]
    if folder := urlsplit(hosted).path:
        outside = {"/health", "/tall/kart", "/kommune", "/", "/static/js/index.js", f"{folder}er", f"{folder}er/health"}
        for path in (path for path in outside if not path.startswith(f"{folder}/")):  # of a folder «tall» one is inside
            assert requests.get(urljoin(hosted, path), headers=BROWSER, timeout=20).status_code == 404, path
        without_slash = requests.get(hosted, headers=BROWSER, timeout=20)
        assert without_slash.status_code == 200
        assert without_slash.url.rstrip("/") == hosted


def test_map_files_are_kept_for_good(hosted):
    shapes = next(href for rel, href in hints(hosted, "/kommune") if rel == "preload")
    assert "immutable" in requests.get(shapes, timeout=20).headers["cache-control"]


def test_the_map_is_drawn_and_followed_wherever_the_program_is_hosted(open_hosted):
    page = open_hosted("/?kommune=4601")
    page.locator('path[data-code="4601"][aria-selected="true"]').wait_for(state="attached")
    failed = []

    def note(answer):
        # Streamlit finds out by asking in which of the address' folders it is hosted.
        if answer.status >= 400 and "/_stcore/h" not in answer.url:
            failed.append(answer.url)

    page.on("response", note)
    page.get_by_role("link", name="Kommune", exact=True).click()
    page.get_by_role("heading", name=re.compile("Bergen")).first.wait_for()
    page.reload()
    page.get_by_role("heading", name=re.compile("Bergen")).first.wait_for()
    assert not failed


def test_what_stands_in_the_page_before_any_script_runs_is_norwegian(address):
    page = requests.get(f"{address}/okonomi", headers=BROWSER, timeout=20).text
    assert '<html lang="nb"' in page
    assert "<title>Generalistkommunen i tall</title>" in page
    seen_without_scripts = re.search("<noscript>(.*?)</noscript>", page, re.DOTALL)[1]
    assert "trenger JavaScript" in seen_without_scripts
    assert "You need" not in page


def test_a_page_that_fails_says_so_in_norwegian_and_tells_the_log(database, tmp_path):
    file = tmp_path / "generalist.duckdb"
    shutil.copyfile(database, file)
    with duckdb.connect(str(file)) as connection:
        connection.execute("ALTER TABLE nordic_summary RENAME COLUMN median TO middle")
    with pytest.raises(AssertionError, match="Traceback"), program(file, tmp_path) as base, Viewer(base) as viewer:
        (said,) = viewer.open("/norden").exceptions
        assert said.startswith("Siden kan ikke vises. Feilen er skrevet i serverens logg.")
        assert not viewer.open("/kilder").exceptions


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="the system doesn't list open files")
def test_a_viewer_holds_few_of_the_servers_file_handles(database, tmp_path):
    with program(database, tmp_path) as base, ExitStack() as viewers:
        handles = Path(f"/proc/{running[base]}/fd")
        seen = []
        for _ in range(2):
            for _ in range(15):
                viewers.enter_context(Viewer(base)).open("/")
            seen.append(len(list(handles.iterdir())))
        assert seen[1] - seen[0] <= 15 * 5
