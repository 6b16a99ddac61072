"""What the web server adds to Streamlit: the page's language and head, security headers, a health check."""

from __future__ import annotations

import gc
import os
import re
import socket
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard import components
from dashboard.data import database
from dashboard.figures import map_figures
from dashboard.shell import early, head, migrations
from dashboard.shell.bundle import FOREVER, Bundle
from dashboard.state import choices

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'self'",
        # Streamlit's own bundle evaluates text as code and inlines styles; components are loaded from blobs.
        "script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self' ws: wss: blob:",
        "worker-src 'self' blob:",
        "frame-ancestors 'self'",
        "base-uri 'self'",
        "form-action 'self'",
        "object-src 'none'",
    )
)

HEADERS = {"x-content-type-options": "nosniff"}
"""What every answer says."""

PAGE_HEADERS = HEADERS | {
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}
"""What a page says besides; a browser heeds it of no other answer."""


class NorwegianPages:
    """Says in each page that it is Norwegian (Streamlit says English) and what it will need; adds security headers."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if _asks_for_page(scope):
            scope = {**scope, "headers": [header for header in scope["headers"] if header[0] not in PACKED]}
        start: Message | None = None
        body = bytearray()

        async def answer(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                is_page = _is_html(message["headers"])
                message["headers"] = _with(PAGE_HEADERS if is_page else HEADERS, message["headers"])
                if is_page:
                    start = message
                else:
                    await send(message)
            elif start is None:
                await send(message)
            else:
                body.extend(message.get("body", b""))
                if not message.get("more_body", False):
                    page = await run_in_threadpool(_norwegian, bytes(body), _page_of(scope), _query_of(scope))
                    await _send_page(start, page, send)

        await self.app(scope, receive, answer)


def _with(added: Mapping[str, str], headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    kept = [(name, value) for name, value in headers if name.decode().lower() not in added]
    return kept + [(name.encode(), value.encode()) for name, value in added.items()]


def _is_html(headers: list[tuple[bytes, bytes]]) -> bool:
    lower = {name.lower(): value for name, value in headers}
    return lower.get(b"content-type", b"").startswith(b"text/html") and b"content-encoding" not in lower


def _page_of(scope: Scope) -> str:
    return scope["path"].removeprefix(choices.folder()).strip("/")


def _query_of(scope: Scope) -> str:
    return scope["query_string"].decode("latin-1")


def _norwegian(body: bytes, page: str, query: str) -> bytes:
    """Streamlit's page in Norwegian, with what it will need named in its head, and the map page with its map."""
    early_head, early_body = ("", "") if page else early.page(query, head.TITLE)
    body = body.replace(b'<html lang="en"', b'<html lang="nb"', 1)
    body = re.sub(rb"<title>.*?</title>", f"<title>{head.TITLE}</title>".encode(), body, count=1)
    body = re.sub(rb"<noscript>.*?</noscript>", head.WITHOUT_SCRIPTS.encode(), body, count=1, flags=re.DOTALL)
    body = body.replace(b"<head>", f"<head>{early_head}{head.first(query)}".encode(), 1)
    body = body.replace(b"</head>", f"{head.rest()}</head>".encode(), 1)
    return body.replace(b"<body>", f"<body>{early_body}".encode(), 1)


async def _send_page(start: Message, page: bytes, send: Send) -> None:
    """The whole page; its length is corrected, its old etag dropped."""
    headers = [(n, v) for n, v in start["headers"] if n.lower() not in (b"content-length", b"etag")]
    headers.append((b"content-length", str(len(page)).encode()))
    await send({**start, "headers": headers})
    await send({"type": "http.response.body", "body": page})


def figures_of_map(request: Request) -> Response:
    """The figures of the map that the query asks for; kept for good where it names the version of the data."""
    try:
        data = database.current()
    except database.DatabaseError as error:
        return PlainTextResponse(f"{error}\n", status_code=503)
    body = map_figures.answer(data, *map_figures.asked(data, request.query_params)[:2])
    is_of_version = request.query_params.get(choices.VERSION) == data.version
    headers = {"content-encoding": "gzip", "cache-control": FOREVER if is_of_version else "no-store"}
    return Response(body, media_type="application/json", headers=headers)


async def health(request: Request) -> PlainTextResponse:
    """200 with the version of the data when the database can be read, else 503 with the reason."""
    try:
        return PlainTextResponse(f"ok {database.current().version}\n")
    except database.DatabaseError as error:
        return PlainTextResponse(f"{error}\n", status_code=503)


@asynccontextmanager
async def lifespan(_app: object) -> AsyncIterator[None]:
    """From the server's start to its end."""
    send_at_once()
    yield


def send_at_once() -> None:
    """Has this process' listening sockets, and so every connection they accept, send small messages without waiting.

    Streamlit binds its socket in a way that leaves Nagle's algorithm on (asyncio turns it off only where the socket
    names its protocol): each answer on a used connection then waits some 40 ms for the browser to acknowledge the last.
    """
    for listening in _listening_sockets():
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        listening.close()


def _listening_sockets() -> Iterator[socket.socket]:
    """Second handles of this process' TCP sockets that accept connections; none where the system doesn't list them."""
    for entry in list(OPEN_FILES.iterdir()) if OPEN_FILES.is_dir() else ():
        try:
            handle = os.dup(int(entry.name))
        except OSError:  # closed meanwhile, as the listing's own
            continue
        try:
            found = socket.socket(fileno=handle)
        except OSError:  # no socket
            os.close(handle)
            continue
        is_tcp = found.family in (socket.AF_INET, socket.AF_INET6) and found.type == socket.SOCK_STREAM
        if is_tcp and found.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
            yield found
        else:
            found.close()


@cache
def settle(page: str) -> None:
    """Takes what the first run of a page has loaded, for good, out of what Python searches for garbage.

    Libraries are most of all objects and are none, and each page loads its own.
    """
    gc.collect()
    gc.freeze()


class MovedPages:
    """Sends the browser on from addresses that have moved or never were; Streamlit would show them an English box."""

    def __init__(self, app: ASGIApp, pages: frozenset[str]) -> None:
        self.app = app
        self.pages = pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and _asks_for_page(scope):
            folder = choices.folder()
            moved = migrations.moved(_page_of(scope), _query_of(scope), self.pages)
            if moved is not None:
                await RedirectResponse(f"{folder}{moved}")(scope, receive, send)
                return
        await self.app(scope, receive, send)


def _asks_for_page(scope: Scope) -> bool:
    """A browser's address line asks for HTML; scripts, styles, pictures, health checks and other programs don't."""
    accepted = dict(scope["headers"]).get(b"accept", b"")
    first = scope["path"].strip("/").split("/")[0]
    return scope["method"] == "GET" and b"text/html" in accepted and first not in FOLDERS


PACKED = (b"accept-encoding", b"if-none-match", b"if-modified-since")
"""What would make Streamlit answer with a page that can't be changed here: compressed, or none at all."""

OPEN_FILES = Path("/proc/self/fd")
"""Where Linux lists what a process has open."""

FOLDERS = {"_stcore", "app", "component", components.FOLDER, "health", "media", "static", "tall", "vendor"}
"""What the server answers that is no page."""


def middleware(pages: Iterable[str]) -> list[Middleware]:
    """Everything between the browser and Streamlit; `pages` are the addresses of all pages."""
    return [Middleware(NorwegianPages), Middleware(Bundle), Middleware(MovedPages, pages=frozenset(pages))]


ROUTES = [Route("/health", health), Route(f"/{map_figures.PATH}", figures_of_map)]
