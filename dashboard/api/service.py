"""Answering over HTTP: what was answered before at once, the rest two at a time; what is unchanged isn't sent again."""

from __future__ import annotations

import logging
import math
import re

import anyio
from anyio import to_thread
from starlette.types import Receive, Scope, Send

from dashboard.api import limits, routes
from dashboard.api.paths import path
from dashboard.api.problems import MEDIA_TYPE, Problem
from dashboard.api.responses import OF_KEY, Kept, Response
from dashboard.data import database

METHODS = ("GET", "HEAD", "OPTIONS")
VERSION_1 = "/v1"

KEPT_BYTES = 48 * 1024 * 1024
"""Of responses, packed and unpacked: the figures of all indicators, as one format, are half of that."""

AT_ONCE, MOST_WAITING = 2, 200
"""Answers that are made at a time, and questions that may wait for it: pages are made on the same processors."""

LONGEST_KEPT = OF_KEY
"""Of an address with its query, that its response is kept."""

BUSY_SECONDS = 5
UNREADABLE_SECONDS = 30
DAY = 24 * 3600

EVERYONE = {
    "access-control-allow-origin": "*",
    "access-control-expose-headers": "ETag, Retry-After, Dataset-Version, Content-Disposition",
}
PREFLIGHT = {
    "allow": ", ".join(METHODS),
    "access-control-allow-methods": ", ".join(METHODS),
    "access-control-allow-headers": "Accept, Accept-Language, If-None-Match",
    "access-control-max-age": str(DAY),
}


class Service:
    """Answers every question below the API's address; one of a process."""

    def __init__(self, per_minute: int | None = None) -> None:
        self._limits = limits.Limits(limits.per_minute() if per_minute is None else per_minute)
        self._kept = Kept(KEPT_BYTES)
        self._turns: anyio.CapacityLimiter | None = None

    async def answer(self, scope: Scope, receive: Receive, send: Send, address: str) -> None:
        """Response a request; `address` is what stands after the API's own in its path."""
        try:
            await self._answer(scope, send, address)
        except Problem as problem:
            headers = {"content-type": MEDIA_TYPE, "cache-control": "no-store", **problem.headers}
            await _send(scope, send, problem.status, headers, problem.body(scope["path"]))

    async def _answer(self, scope: Scope, send: Send, address: str) -> None:
        if scope["method"] not in METHODS:
            raise Problem(
                405, "Bruk GET, HEAD eller OPTIONS.", "Use GET, HEAD or OPTIONS.", {"allow": PREFLIGHT["allow"]}
            )
        if scope["method"] == "OPTIONS":
            await _send(scope, send, 204, PREFLIGHT, b"")
            return
        wait = self._limits.wait((scope.get("client") or ("",))[0])
        if wait:
            raise _too_many(wait, "Dere har spurt for ofte.", "You have asked too often.")
        query = scope["query_string"]
        version, found = await self._found(address, query)
        await _send_found(scope, send, found, version, is_of_version=b"version=" in query)

    async def _found(self, address: str, query: bytes) -> tuple[str, Response]:
        """The version of the data and the response made of it: the one that is kept, or a new one in its turn."""
        if database.is_open():
            current = database.current()
            if found := self._kept.get((current.stamp, address, query)):
                return current.version, found
        self._turns = self._turns or anyio.CapacityLimiter(AT_ONCE)
        if self._turns.statistics().tasks_waiting >= MOST_WAITING:
            raise _too_many(BUSY_SECONDS, "Serveren har nok å gjøre akkurat nå.", "The server is busy right now.")
        return await to_thread.run_sync(self._made, address, query, limiter=self._turns)

    def _made(self, address: str, query: bytes) -> tuple[str, Response]:
        try:
            current = database.current()
            key = (current.stamp, address, query)
            found = self._kept.get(key)
            if found is None:
                found = routes.answer(current, _below_version(address), query)
                if len(address) + len(query) <= LONGEST_KEPT:
                    self._kept.put(key, found)
        except Problem:
            raise
        except database.DatabaseError as error:
            raise Problem(
                503, str(error), "The database cannot be read.", {"retry-after": str(UNREADABLE_SECONDS)}
            ) from error
        except Exception as error:
            logging.getLogger(__name__).exception("A question to the API failed: %.200s?%.200s", address, query)
            raise Problem(500, "Feilen er skrevet i loggen.", "The fault has been logged.") from error
        return current.version, found


def _below_version(address: str) -> str:
    """What is asked of the one version of the API that there is. Raises Problem for any other."""
    if address != VERSION_1 and not address.startswith(f"{VERSION_1}/"):
        raise Problem(404, f"API-et begynner på {path()}.", f"The API begins at {path()}.")
    return address.removeprefix(VERSION_1) or "/"


def _too_many(wait: float, norwegian: str, english: str) -> Problem:
    seconds = math.ceil(wait)
    return Problem(
        429,
        f"{norwegian} Prøv igjen om {seconds} s.",
        f"{english} Try again in {seconds} s.",
        {"retry-after": str(seconds)},
    )


async def _send_found(scope: Scope, send: Send, found: Response, version: str, *, is_of_version: bool) -> None:
    asked = {name: value.decode("latin-1") for name, value in scope["headers"]}
    etag = f'W/"{version}-{found.checksum}"'
    headers = {
        "content-type": found.media,
        "etag": etag,
        "dataset-version": version,
        # What names its version stays; of the rest the browser asks whether it is still so.
        "cache-control": f"public, max-age={DAY}" if is_of_version else "public, no-cache",
        "vary": "Accept-Encoding",
    }
    if _has(asked.get(b"if-none-match", ""), etag):
        del headers["content-type"]
        await _send(scope, send, 304, headers, None)
        return
    if found.file_name:
        headers["content-disposition"] = f'inline; filename="{found.file_name}"'
    body = found.body
    if found.packed is not None and accepts_gzip(asked.get(b"accept-encoding", "")):
        body = found.packed
        headers["content-encoding"] = "gzip"
    await _send(scope, send, 200, headers, body)


def _has(said: str, etag: str) -> bool:
    """Whether If-None-Match names what there is; weak and strong tags of the same content are the same."""
    tags = re.findall(r'(?:W/)?("[^"]*")', said)
    return said.strip() == "*" or etag.removeprefix("W/") in tags


def accepts_gzip(said: str) -> bool:
    """Whether Accept-Encoding allows gzip."""
    weights = dict.fromkeys(("gzip", "*"))
    for part in said.lower().split(","):
        name, _, rest = part.strip().partition(";")
        weight = re.search(r"q=([0-9.]+)", rest)
        if name.strip() in weights:
            weights[name.strip()] = weight is None or re.fullmatch(r"[0.]*", weight[1]) is None
    return bool(weights["gzip"] if weights["gzip"] is not None else weights["*"])


async def _send(scope: Scope, send: Send, status: int, headers: dict[str, str], body: bytes | None) -> None:
    """Send a response; `body` None is one that has none by its status. Of HEAD only the length of it is told."""
    said = {**EVERYONE, **headers}
    if body is not None:
        said["content-length"] = str(len(body))
    named = [(name.encode(), value.encode("latin-1", "replace")) for name, value in said.items()]
    await send({"type": "http.response.start", "status": status, "headers": named})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body or b""})
