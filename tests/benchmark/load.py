"""Many viewers at once: each opens the map page and then chooses another indicator every four seconds.

    python tests/benchmark/load.py ADDRESS [VIEWERS] [SECONDS] [QUESTIONS]

QUESTIONS is how many a second programs ask the API meanwhile, evenly: of single indicators, the catalogue and the
register, every other one with the ETag of the last answer, as a hundred clients behind a proxy on this machine
(started with --server.address=127.0.0.1, and named so: a proxy at another address, ::1 too, is not believed).

Viewers come evenly over the first ten seconds and speak to the program as browsers do: they ask for the page, speak
over its websocket and fetch the map's figures. Prints median, 95th percentile and failures of opening and of changing,
and how busy the machine was: the figures mean something where nothing else ran on it.
"""

from __future__ import annotations

import os
import random
import statistics
import sys
import threading
import time
from pathlib import Path

import requests

sys.path.insert(0, str(Path(__file__).parents[2]))
from tests.viewer import PATIENCE, Viewer

ARRIVAL, PAUSE = 10, 4
PROGRAMS, CLIENTS = 8, 100
OTHERS = ["indicators", "municipalities", "municipalities/0301", "sources", "changes", "divisions?format=csv"]


def view(base: str, delay: float, until: float, opened: list[float], changed: list[float], failed: list[str]) -> None:
    """One viewer, from arrival to the end."""
    time.sleep(delay)
    chance = random.Random(delay)
    try:
        with Viewer(base) as viewer:
            start = time.perf_counter()
            session = requests.Session()
            session.get(base, headers={"accept": "text/html"}, timeout=PATIENCE).raise_for_status()
            answer = viewer.open("/")
            opened.append(time.perf_counter() - start)
            indicators = answer.selectors["Indikator"]
            while time.monotonic() < until:
                time.sleep(PAUSE * chance.uniform(0.75, 1.25))
                start = time.perf_counter()
                later = viewer.choose(answer, "Indikator", chance.choice(indicators))
                for address in later.fetched:
                    session.get(f"{base}/{address}", timeout=PATIENCE).raise_for_status()
                if later.failed or later.exceptions:
                    raise RuntimeError("the page failed")
                changed.append(time.perf_counter() - start)
    except Exception as error:
        failed.append(repr(error))


def ask(base: str, place: int, pause: float, until: float, asked: list[float], failed: list[str]) -> None:
    """A program that asks the API a question at every pause, late or not: what it couldn't ask in time it asks next."""
    chance, seen = random.Random(place), {}
    try:
        with requests.Session() as session:
            listed = session.get(f"{base}/api/v1/indicators", timeout=PATIENCE).json()["indicators"]
            names = [one["indicator"] for one in listed]
            start = time.monotonic()
            for turn in range(int((until - start) / pause)):
                time.sleep(max(0.0, start + turn * pause - time.monotonic()))
                address = chance.choice([*(f"indicators/{name}/figures?year=latest" for name in names[:40]), *OTHERS])
                headers = {"X-Forwarded-For": f"10.0.{place}.{turn % CLIENTS}"}
                if turn % 2 and address in seen:
                    headers["If-None-Match"] = seen[address]
                began = time.perf_counter()
                with session.get(f"{base}/api/v1/{address}", headers=headers, timeout=PATIENCE) as answer:
                    if answer.status_code not in (200, 304):
                        raise RuntimeError(f"{answer.status_code} {address}")
                    seen[address] = answer.headers["etag"]
                asked.append(time.perf_counter() - began)
    except Exception as error:
        failed.append(repr(error))


def described(times: list[float]) -> str:
    if not times:
        return "none"
    ordered = sorted(times)
    worst = ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
    return f"median {statistics.median(times) * 1000:.0f} ms, p95 {worst * 1000:.0f} ms, n {len(times)}"


def main() -> int:
    base = sys.argv[1].rstrip("/")
    viewers = int(sys.argv[2]) if len(sys.argv) > 2 else 50
    seconds = int(sys.argv[3]) if len(sys.argv) > 3 else 40
    questions = int(sys.argv[4]) if len(sys.argv) > 4 else 0
    opened: list[float] = []
    changed: list[float] = []
    asked: list[float] = []
    failed: list[str] = []
    until = time.monotonic() + seconds
    threads = [
        threading.Thread(target=view, args=(base, place * ARRIVAL / viewers, until, opened, changed, failed))
        for place in range(viewers)
    ]
    threads += [
        threading.Thread(target=ask, args=(base, place, PROGRAMS / questions, until, asked, failed))
        for place in range(PROGRAMS if questions else 0)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(f"{os.cpu_count()} processors, load average {os.getloadavg()[0]:.1f} over the last minute")
    print(f"{viewers} viewers: opening {described(opened)}; change {described(changed)}; failures {len(failed)}")
    if questions:
        print(f"{len(asked) / seconds:.0f} questions a second of {questions}: {described(asked)}")
    for line in failed[:5]:
        print(f"  {line}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
