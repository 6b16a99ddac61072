"""The program as users meet it: started as README says, looked at in Chromium."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests

ROOT = Path(__file__).parent.parent.parent
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.e2e)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


running: dict[str, int] = {}
"""Address of a program -> its process."""


@contextmanager
def program(
    database: Path, folder: Path, hosted_in: str = "", port: int | None = None, **environment: str
) -> Iterator[str]:
    """Runs the program as README says, below the folder `hosted_in` of its address where there is one, and gives the
    address; afterwards its log must hold no traceback.
    """
    port = port or free_port()
    log = folder / f"log-{port}"
    with log.open("w") as output:
        process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "streamlit",
                "run",
                "app.py",
                f"--server.port={port}",
                "--server.address=localhost",
                f"--server.baseUrlPath={hosted_in}",
            ],
            cwd=ROOT,
            env={**os.environ, "GENERALIST_DB": str(database), **environment},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    base = f"http://localhost:{port}/{hosted_in}".rstrip("/")
    running[base] = process.pid
    deadline = time.monotonic() + 120
    try:
        while True:
            try:
                if requests.get(f"{base}/health", timeout=5).ok:
                    break
            except requests.RequestException:
                pass
            if process.poll() is not None or time.monotonic() > deadline:
                pytest.fail(f"the program did not start:\n{log.read_text()}")
            time.sleep(0.1)
        yield base
    finally:
        process.terminate()
        process.wait(timeout=20)
    assert "Traceback" not in log.read_text(), log.read_text()[-4000:]


def tools(figure):
    """Opens what can be done with a figure; where its buttons are."""
    figure.get_by_role("button", name="Verktøy").click()
    opened = figure.page.get_by_test_id("stPopoverBody")
    opened.get_by_role("button", name="CSV").wait_for()
    opened.get_by_role("button", name="Kopier lenke").wait_for()
    return opened


@pytest.fixture(scope="session")
def address(database, tmp_path_factory):
    """The address of the running program, which shows the embedded figures."""
    with program(database, tmp_path_factory.mktemp("server")) as base:
        yield base


@pytest.fixture(scope="session", params=["", "kommuner", "tall", "a/static"])
def hosted(request, database, tmp_path_factory):
    """The address of the running program, on a host of its own and below folders that are also names of its own."""
    if request.param:
        with program(database, tmp_path_factory.mktemp("hosted"), request.param) as base:
            yield base
    else:
        yield request.getfixturevalue("address")


@pytest.fixture(scope="session")
def browser():
    sync_api = pytest.importorskip("playwright.sync_api")
    executable = shutil.which("chromium")
    if executable is None:
        message = "Chromium is not installed"
        if os.environ.get("REQUIRE_BROWSER"):
            pytest.fail(message)
        pytest.skip(message)
    with sync_api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, args=CHROMIUM_ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def open_page(browser, address):
    """Opens an address of the program; every request to another host fails the test."""
    with opening(browser, address) as opened:
        yield opened


@pytest.fixture
def open_hosted(browser, hosted):
    """The same wherever the program is hosted."""
    with opening(browser, hosted) as opened:
        yield opened


@contextmanager
def opening(browser, address):
    contexts, strangers = [], []

    def note(request):
        if not re.match(r"(http|ws)s?://(localhost|127\.0\.0\.1)[:/]|data:|blob:", request.url):
            strangers.append(request.url)

    def opened(path="/", viewport=DESKTOP, **options):
        context = browser.new_context(viewport=viewport, locale="nb-NO", **options)
        contexts.append(context)
        page = context.new_page()
        page.on("request", note)
        page.set_default_timeout(45_000)
        page.goto(address + path)
        page.locator("#early").wait_for(state="detached")  # the picture that the front page begins with
        page.locator(".figure-foot .source, .prose").first.wait_for()
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not strangers, f"requests left the machine: {strangers}"
