"""How fast the map page is: against a static Plotly page, Streamlit as most write it, and Dash.

    python tests/benchmark/map_page.py [ROUNDS] [PYTHON_WITH_DASH]

GENERALIST_DB names the database, as for the program; it has to be built before.
The same page four times (choose one of all indicators, see every municipality and the ranking), each opened cold in a
fresh Chromium context and changed to four other indicators, in turn, ROUNDS times. Prints medians: milliseconds until
the map and its title show what was asked for, and until Streamlit has drawn the whole page (selectors, table, links),
bytes over the wire, milliseconds of the server's CPU per change. Dash is left out where the Python with Dash isn't
named. Ratios hold from machine to machine, milliseconds don't.
"""

from __future__ import annotations

import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import requests
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parents[2]
RIVALS = Path(__file__).parent / "rivals"
OWN, STATIC, NAIVE, DASH = "map page", "(a) static Plotly", "(b) Streamlit, naive", "(c) Dash"
TITLES = ("Utgiftsbehov", "Areal", "Valgdeltakelse, kommunestyrevalg", "Frie inntekter")
CHROMIUM = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]
# A world without land: Plotly asks for one, and would ask its own server.
TOPOJSON = '{"type":"Topology","objects":{},"arcs":[]}'
# When the first frame with the map's shapes is drawn, counted from the opening. Looked for inside the page:
# Playwright's own looking waits until the page's scripts leave the browser a moment.
OPENING = """{
  const places = [document];
  const attach = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function (options) {
    const root = attach.call(this, options);
    places.push(root);
    return root;
  };
  window.opened = null;
  const look = () => {
    const isThere = places.some((place) => place.querySelector("path[data-code], .choroplethlayer path"));
    if (isThere) requestAnimationFrame(() => (window.opened = performance.now()));
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}"""
# From the press on the choice until the title is the new one and the map's shapes have other colours. The map's place
# is looked up beforehand, so that watching costs every page the same.
WATCH = """([title]) => {
  const shapes = "path[data-code], .choroplethlayer path";
  const place = (root) => root.querySelector(shapes) ? root
    : [...root.querySelectorAll("*")].map(node => node.shadowRoot && place(node.shadowRoot)).find(Boolean);
  const drawing = place(document);
  const first = () => [...drawing.querySelectorAll(shapes)].slice(0, 40);
  const state = () => first().map(path => getComputedStyle(path).fill).join();
  const before = state();
  window.took = window.whole = null;
  const app = document.querySelector("[data-testid=stApp]");
  window.addEventListener("pointerdown", () => {
    const start = performance.now();
    if (app) new MutationObserver(() => {
      if (app.dataset.testScriptState === "notRunning") window.whole = performance.now() - start;
    }).observe(app, { attributeFilter: ["data-test-script-state"] });
    const look = () => {
      const titled = document.querySelector(".figure-head h2, .gtitle")?.textContent.startsWith(title);
      if (titled && state() !== before) requestAnimationFrame(() => (window.took = performance.now() - start));
      else requestAnimationFrame(look);
    };
    look();
  }, { once: true, capture: true });
}"""


@dataclass
class Result:
    cold: list[float] = field(default_factory=list)
    cold_whole: list[float] = field(default_factory=list)
    cold_bytes: list[float] = field(default_factory=list)
    change: list[float] = field(default_factory=list)
    change_whole: list[float] = field(default_factory=list)
    change_bytes: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def start(stack: ExitStack, name: str, command: list[str], port: int, folder: Path) -> tuple[str, int]:
    """Runs a server until the benchmark ends; its address and process."""
    process = stack.enter_context(
        subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    )
    stack.callback(process.terminate)
    base = f"http://localhost:{port}"
    for _ in range(300):
        try:
            if requests.get(base, timeout=2).ok:
                return base, process.pid
        except requests.RequestException:
            time.sleep(0.1)
    raise RuntimeError(f"{name} did not start")


def database() -> Path:
    """The database that all of them show: what GENERALIST_DB names from here, else the program's own."""
    path = Path(os.environ.get("GENERALIST_DB") or ROOT / "data" / "generalist.duckdb").absolute()
    if not path.is_file():
        sys.exit(f"There is no database at {path}: python -m etl build")
    return path


def servers(stack: ExitStack, dash_python: str | None) -> dict[str, tuple[str, int]]:
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
    (folder / "static").mkdir()
    for place in (folder, folder / "static"):
        (place / "world_110m.json").write_text(TOPOJSON)
        (place / "un").mkdir()
        (place / "un" / "world_110m.json").write_text(TOPOJSON)
    for script in RIVALS.glob("*.py"):
        shutil.copy(script, folder)
    subprocess.run([sys.executable, "static_page.py", str(folder)], cwd=folder, check=True)
    ports = {name: free_port() for name in (OWN, STATIC, NAIVE, DASH)}
    streamlit = [sys.executable, "-m", "streamlit", "run", "--server.headless=true", "--browser.gatherUsageStats=false"]
    naive = [*streamlit, "naive_streamlit.py", f"--server.port={ports[NAIVE]}", "--server.enableStaticServing=true"]
    commands = {
        OWN: ([*streamlit, "app.py", f"--server.port={ports[OWN]}"], ROOT),
        STATIC: ([sys.executable, "-m", "http.server", str(ports[STATIC])], folder),
        NAIVE: (naive, folder),
    }
    if dash_python:
        commands[DASH] = ([dash_python, "dash_map.py", str(ports[DASH]), str(folder / "static")], folder)
    return {name: start(stack, name, command, ports[name], place) for name, (command, place) in commands.items()}


def cpu_ms(pid: int) -> float:
    """What a process has used of the CPU since it began."""
    user, system = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[11:13]
    return (int(user) + int(system)) * 1000 / os.sysconf("SC_CLK_TCK")


def choose(page: Page, name: str, title: str) -> None:
    page.evaluate(WATCH, [title])
    if name in (OWN, NAIVE):
        field_ = page.get_by_role("combobox", name="Indikator")
        field_.focus()
        field_.fill(title)
        page.get_by_role("option", name=title, exact=True).click()
    else:
        page.get_by_text(title, exact=True).first.click()
    page.wait_for_function("window.took !== null")


def measure(browser: Browser, name: str, base: str, pid: int, result: Result) -> None:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="nb-NO")
    page = context.new_page()
    page.set_default_timeout(120_000)
    page.add_init_script(OPENING)
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    received = [0.0]

    def hear(event: dict, size: str) -> None:
        received[0] += event[size] if size in event else len(event["response"]["payloadData"]) * 3 / 4

    session.on("Network.loadingFinished", lambda event: hear(event, "encodedDataLength"))
    session.on("Network.webSocketFrameReceived", lambda event: hear(event, "response payload"))
    began = time.perf_counter()
    page.goto(base, wait_until="commit")
    page.wait_for_function("window.opened")
    result.cold.append(page.evaluate("window.opened"))
    if name in (OWN, NAIVE):
        page.locator("#early").wait_for(state="detached")
        page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for(state="attached")
    result.cold_whole.append((time.perf_counter() - began) * 1000)
    page.wait_for_timeout(2500)
    result.cold_bytes.append(received[0])
    for title in TITLES:  # each once: what has been shown before is sent as a hash
        received[0], before = 0.0, cpu_ms(pid)
        choose(page, name, title)
        result.change.append(page.evaluate("window.took"))
        page.wait_for_timeout(700)
        result.change_whole.append(page.evaluate("window.whole ?? window.took"))
        result.change_bytes.append(received[0])
        result.cpu.append(cpu_ms(pid) - before)
    context.close()


def main() -> int:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    dash_python = sys.argv[2] if len(sys.argv) > 2 else None
    results: dict[str, Result] = {}
    os.environ["GENERALIST_DB"] = str(database())  # the servers are started in other folders
    with ExitStack() as stack:
        running = servers(stack, dash_python)
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=CHROMIUM)
        for base, _ in running.values():
            requests.get(base, timeout=60)
        for round_ in range(rounds + 1):
            for name, (base, pid) in running.items():
                result = results.setdefault(name, Result()) if round_ else Result()  # the first round warms up
                measure(browser, name, base, pid, result)
        browser.close()
    own = results[OWN]
    print(f"{'':22}{'cold ms':>9}{'whole':>7}{'kB':>7}{'change ms':>11}{'whole':>7}{'kB':>7}{'CPU ms':>8}", end="")
    print("   map page / this: cold, change")
    for name, result in results.items():
        cold, cold_whole, change, change_whole, cpu, cold_bytes, change_bytes = map(statistics.median, (
            result.cold, result.cold_whole, result.change, result.change_whole, result.cpu, result.cold_bytes,
            result.change_bytes,
        ))  # fmt: skip
        print(
            f"{name:22}{cold:9.0f}{cold_whole:7.0f}{cold_bytes / 1000:7.0f}{change:11.0f}{change_whole:7.0f}"
            f"{change_bytes / 1000:7.1f}{cpu:8.0f}"
            f"{statistics.median(own.cold) / cold:16.2f}{statistics.median(own.change) / change:8.2f}"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
