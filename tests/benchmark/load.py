"""Many viewers at once: each opens the map page and then chooses another indicator every four seconds.

    python tests/benchmark/load.py ADDRESS [VIEWERS] [SECONDS]

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
    opened: list[float] = []
    changed: list[float] = []
    failed: list[str] = []
    until = time.monotonic() + seconds
    threads = [
        threading.Thread(target=view, args=(base, place * ARRIVAL / viewers, until, opened, changed, failed))
        for place in range(viewers)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(f"{os.cpu_count()} processors, load average {os.getloadavg()[0]:.1f} over the last minute")
    print(f"{viewers} viewers: opening {described(opened)}; change {described(changed)}; failures {len(failed)}")
    for line in failed[:5]:
        print(f"  {line}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
