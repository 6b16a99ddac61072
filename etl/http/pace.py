"""How often a host is asked: never more calls in a minute than it allows, over several runs as well."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

#: Seconds in which at most ETL_CALLS_PER_MINUTE calls go to one host.
WINDOW = 60.0
#: Added to WINDOW, since the time from sending a call to its arrival varies (s).
MARGIN = 1.0


class Clock:
    """Wall-clock time and waiting; another may be given where time must not pass."""

    def now(self) -> float:
        """Seconds since 1970."""
        return time.time()

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)


class Pace:
    """The calls to one host: never more than `limit` in any WINDOW, and a short pause between two.

    The times are kept in a file, so that the limit holds over several runs.
    """

    def __init__(self, limit: float, clock: Clock, path: Path) -> None:
        self._limit, self._clock, self._path = int(max(1, limit)), clock, path
        self._pause = WINDOW / self._limit / 4
        self._closed_until = 0.0
        self._times = self._recent(_numbers(path))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(f"{moment}\n" for moment in self._times), "utf-8")

    def wait(self, tell: Callable[[float], None]) -> None:
        """Wait for the next free moment and note the call."""
        while (seconds := self._until_free()) > 0:
            if seconds > 5:
                tell(seconds)
            self._clock.sleep(seconds)
        now = self._clock.now()
        self._times.append(now)
        with self._path.open("a", encoding="utf-8") as file:
            file.write(f"{now}\n")

    def heed(self, headers: Any, seconds: float) -> None:
        """Make no call for `seconds` where the host says that none is left."""
        if headers.get("x-ratelimit-remaining", "").strip() == "0":
            self._closed_until = self._clock.now() + seconds

    def _until_free(self) -> float:
        now = self._clock.now()
        self._times = self._recent(self._times)
        free = self._closed_until
        if self._times:
            free = max(free, self._times[-1] + self._pause)
        if len(self._times) >= self._limit:
            free = max(free, self._times[-self._limit] + WINDOW + MARGIN)
        return free - now

    def _recent(self, moments: list[float]) -> list[float]:
        now = self._clock.now()
        return [moment for moment in moments if now - WINDOW - MARGIN < moment <= now]


def _numbers(path: Path) -> list[float]:
    """The numbers in a file, one a line; none where there is no file or a line is damaged."""
    try:
        return sorted(float(line) for line in path.read_text("utf-8").split())
    except (OSError, ValueError):
        return []
