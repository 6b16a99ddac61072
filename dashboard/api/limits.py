"""How much one client may ask, so that programs don't take the server from those who look at pages."""

from __future__ import annotations

import ipaddress
import logging
import os
import time
from collections import OrderedDict
from collections.abc import Callable
from functools import lru_cache

PER_MINUTE = 1200
"""Questions that a client may ask in a minute in the long run; half of that at once."""

CLIENTS_KNOWN = 10_000
"""Clients whose questions are counted at a time; of more, those that asked longest ago are new again."""


def per_minute() -> int:
    """The limit: GENERALIST_API_PER_MINUTE, else the usual one; 0 is none."""
    said = os.environ.get("GENERALIST_API_PER_MINUTE", "").strip()
    if (said and not said.isascii()) or (said and not said.isdigit()):
        logging.getLogger(__name__).warning("GENERALIST_API_PER_MINUTE is no number: «%s»", said)
        said = ""
    return int(said) if said else PER_MINUTE


class Limits:
    """A bucket for each client, which each question takes one from and time fills."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate, self._most, self._clock = per_minute / 60, max(per_minute / 2, 1), clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait(self, client: str) -> float:
        """Seconds that a client has to wait before it may ask; 0 where it may now, and then it has asked."""
        if not self._rate:
            return 0.0
        name, now = network(client), self._clock()
        left, then = self._buckets.pop(name, (self._most, now))
        left = min(self._most, left + (now - then) * self._rate)
        may = left >= 1
        self._buckets[name] = (left - 1 if may else left, now)
        while len(self._buckets) > CLIENTS_KNOWN:
            self._buckets.popitem(last=False)
        return 0.0 if may else (1 - left) / self._rate


@lru_cache(maxsize=1024)
def network(client: str) -> str:
    """What counts as one client: an IPv4 address, or the network of an IPv6 address, of which a client has many."""
    try:
        address = ipaddress.ip_address(client)
    except ValueError:
        return client[:64]
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is None:
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(getattr(address, "ipv4_mapped", None) or address)
