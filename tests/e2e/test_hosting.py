"""README's recipe for many viewers as it stands there: nginx, two processes, on a host of its own and in a folder."""

import re
import shutil
import socket
import subprocess
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests
from conftest import ROOT, free_port, opening, program
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from tests.viewer import Viewer

BROWSER = {"Accept": "text/html"}
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")

pytestmark = pytest.mark.skipif(NGINX is None, reason="nginx is not installed")


def recipe() -> str:
    """The configuration that README gives, without its indentation."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    lines = text[text.index("    # A viewer stays with one process") :].splitlines()
    end = next(place for place, line in enumerate(lines) if line and not line.startswith("    "))
    return "\n".join(line.removeprefix("    ") for line in lines[:end])


def replaced(text: str, changes: dict[str, str]) -> str:
    for old, new in changes.items():
        assert old in text, f"README's recipe has no «{old}»"
        text = text.replace(old, new)
    return text


@contextmanager
def nginx(folder: Path, configuration: str):
    main = folder / "nginx.conf"
    kinds = "".join(
        f" {name}_temp_path {folder}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    main.write_text(
        f"daemon off; pid {folder}/pid; error_log {folder}/error.log; events {{}}\n"
        f"http {{ access_log off;{kinds}\n{configuration}\n}}\n",
        encoding="utf-8",
    )
    process = subprocess.Popen([NGINX, "-c", str(main), "-p", str(folder)], stderr=subprocess.PIPE)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(timeout=20)


@pytest.fixture(scope="module", params=["", "kommuner"])
def behind(request, database, tmp_path_factory):
    """The address that nginx serves two processes at."""
    folder, inside = tmp_path_factory.mktemp("nginx"), request.param
    with ExitStack() as running:
        bases = [running.enter_context(program(database, folder, inside)) for _ in range(2)]
        ports = [re.search(r":(\d+)", base)[1] for base in bases]
        port = free_port()
        changes = {"8661": ports[0], "8662": ports[1], "listen 80;": f"listen 127.0.0.1:{port};"}
        if inside:
            changes |= {"location / ": f"location /{inside}/ ", "Path=/;": f"Path=/{inside}/;"}
        process = running.enter_context(nginx(folder, replaced(recipe(), changes)))
        base = f"http://localhost:{port}/{inside}".rstrip("/")
        deadline = time.monotonic() + 60
        while True:
            try:
                if requests.get(f"{base}/health", timeout=5).ok:
                    break
            except requests.ConnectionError:
                pass
            if process.poll() is not None or time.monotonic() > deadline:
                pytest.fail(f"nginx did not start: {(folder / 'error.log').read_text()}")
            time.sleep(0.1)
        yield base


def test_viewers_are_shared_out_and_each_stays_with_its_process(behind):
    given = set()
    for _ in range(40):
        with requests.Session() as viewer:
            first = viewer.get(f"{behind}/", headers=BROWSER, timeout=60)
            assert first.status_code == 200
            given.add(viewer.cookies["process"])
            again = viewer.get(f"{behind}/kommune", headers=BROWSER, timeout=60)
            assert "set-cookie" not in again.headers  # it is known where he belongs
        if given == {"1", "2"}:
            break
    assert given == {"1", "2"}


def test_open_data_are_answered_with_addresses_that_lead_there(behind):
    overview = requests.get(f"{behind}/api/v1", timeout=60)
    assert overview.headers["access-control-allow-origin"] == "*"
    origin = behind.removesuffix(urlsplit(behind).path)
    listed = requests.get(origin + overview.json()["links"]["indicators"], timeout=60)
    assert listed.headers["content-encoding"] == "gzip" and len(listed.json()["indicators"]) > 100
    for unknown in ("nothing", "indicators/nothing", "changes?since=00000000"):
        refused = requests.get(f"{behind}/api/v1/{unknown}", headers=BROWSER, timeout=60)
        assert refused.status_code in (400, 404) and refused.json()["detail_en"]
        [told] = re.findall(r"(/\S*api/v1/\S+)\.(?:\s|$)", refused.json()["detail"])
        assert requests.get(origin + told, timeout=60).status_code == 200, told


def test_pages_run_over_the_websocket(behind):
    with Viewer(behind) as viewer:
        answer = viewer.open("/?kommune=4601")
        assert answer.titles and not answer.exceptions
        later = viewer.choose(answer, "Indikator", answer.selectors["Indikator"][1])
    assert later.titles != answer.titles


def test_sockets_are_for_pages_of_the_name_that_nginx_was_asked_by(behind):
    port = int(re.search(r":(\d+)", behind)[1])
    address = f"ws://tall.example.no/{urlsplit(behind).path.lstrip('/')}".rstrip("/") + "/_stcore/stream"

    def opening_from(origin):
        return connect(
            address, sock=socket.create_connection(("127.0.0.1", port)), origin=origin, subprotocols=["streamlit"]
        )

    with opening_from("http://tall.example.no") as opened:
        assert opened.response.status_code == 101
    with pytest.raises(InvalidStatus):
        opening_from("http://evil.example")


def test_files_are_kept_packed_and_what_is_not_there_is_not_kept(behind):
    page = requests.get(f"{behind}/", headers=BROWSER, timeout=60).text
    script = re.search(r'href="\./(scripts/[^"]+)"', page)[1]
    shapes = re.search(r'href="\./(app/static/[^"]+)"', page)[1]
    for file in (script, shapes):
        answer = requests.get(f"{behind}/{file}", headers={"Accept-Encoding": "gzip"}, timeout=60)
        assert "immutable" in answer.headers["cache-control"], file
        assert answer.headers["content-encoding"] == "gzip", file
    for nothing in ("scripts/first-000000000000.js", "static/js/nothing.js", "app/static/nothing.json"):
        answer = requests.get(f"{behind}/{nothing}", headers=BROWSER, timeout=60)
        assert answer.status_code == 404
        assert "max-age" not in answer.headers.get("cache-control", "")


def test_the_page_may_connect_to_the_name_that_nginx_was_asked_by(behind):
    answer = requests.get(f"{behind}/", headers=BROWSER, timeout=60)
    host = re.match("http://([^/]+)", behind)[1]
    assert f"wss://{host} " in answer.headers["content-security-policy"]


def test_the_map_is_drawn(behind, browser):
    with opening(browser, behind) as opened:
        page = opened("/?kommune=4601")
        page.locator('path[data-code="4601"][aria-selected="true"]').wait_for(state="attached")
