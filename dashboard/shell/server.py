"""What the web server adds to Streamlit: the page's language and head, the map's figures, a health check."""

from __future__ import annotations

import gc
import logging
import threading
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import cache

import duckdb
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard import addresses, markup
from dashboard.api.service import Service
from dashboard.data import database, map_files
from dashboard.figures import map_figures
from dashboard.shell import early, gate, head, migrations, page_edits, streamlit_door
from dashboard.shell.bundle import FOREVER, Bundle
from dashboard.shell.gate import Gate
from dashboard.shell.protection import Protection
from dashboard.state import selection


class NorwegianPages:
    """Says in each page that it is Norwegian (Streamlit says English), and what it will need."""

    def __init__(self, app: ASGIApp, pages: Mapping[str, str]) -> None:
        self.app = app
        self.pages = pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not gate.is_page(scope, frozenset(self.pages)):
            await self.app(scope, receive, send)
            return
        # Whoever asks for the head of a page alone is told how long the page is; the web server leaves out the rest.
        kept = [header for header in scope["headers"] if header[0] not in PACKED]
        whole = {**scope, "headers": kept, "method": "GET" if scope["method"] == "HEAD" else scope["method"]}
        start: Message | None = None
        body = bytearray()

        async def answer(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start" and _is_html(message["headers"]):
                start = message
            elif start is None:
                await send(message)
            else:
                body.extend(message.get("body", b""))
                if not message.get("more_body", False):
                    page = await run_in_threadpool(
                        _norwegian, bytes(body), _page_of(scope), _query_of(scope), self.pages
                    )
                    await _send_page(start, page, send)

        await self.app(whole, receive, answer)


def _is_html(headers: list[tuple[bytes, bytes]]) -> bool:
    lower = {name.lower(): value for name, value in headers}
    return lower.get(b"content-type", b"").startswith(b"text/html") and b"content-encoding" not in lower


def _page_of(scope: Scope) -> str:
    return (gate.below_root(scope["path"]) or "").strip("/")


def _query_of(scope: Scope) -> str:
    return scope["query_string"].decode("latin-1")


def _norwegian(body: bytes, page: str, query: str, headings: Mapping[str, str]) -> bytes:
    """Streamlit's page in Norwegian, with what it will need named in its head, and with what is on it at once: the map
    page's map, every other page's first words.
    """
    if page:
        early_head, early_body = markup.NOTHING, early.words(page, query, headings.get(page, head.TITLE))
    else:
        early_head, early_body = early.page(query, head.TITLE)
    added = page_edits.Additions(
        title=head.TITLE,
        without_scripts=head.WITHOUT_SCRIPTS,
        head_first=f"{early_head}{head.first(query)}",
        head_last=head.rest(),
        body_first=str(early_body),
    )
    return page_edits.edited(body.decode(), added).encode()


async def _send_page(start: Message, page: bytes, send: Send) -> None:
    """The whole page; its length is corrected, its old etag dropped, and what Streamlit's own packing would vary by."""
    headers = [(n, v) for n, v in start["headers"] if n.lower() not in (b"content-length", b"etag", b"vary")]
    headers.append((b"content-length", str(len(page)).encode()))
    await send({**start, "headers": headers})
    await send({"type": "http.response.body", "body": page})


def figures_of_map(request: Request) -> Response:
    """The figures of the map that the query asks for; kept for good where it names the version of the data."""
    try:
        data = database.current()
    except database.DatabaseError as error:
        return _unavailable(str(error))
    body = map_figures.response(data, map_figures.asked(data, request.query_params)[0])
    is_of_version = request.query_params.get(addresses.VERSION) == data.version
    headers = {"content-encoding": "gzip", "cache-control": FOREVER if is_of_version else "no-store"}
    return Response(body, media_type="application/json", headers=headers)


def health(_request: Request) -> Response:
    """200 with the version of the data when pages can be shown, else 503 with the reason."""
    try:
        data = database.current()
        map_figures.response(data, map_figures.asked(data, {})[0])
        missing = map_files.missing(data)
    except database.DatabaseError as error:
        return _unavailable(str(error))
    except Exception:
        logging.getLogger(__name__).exception("The map's figures can't be made")
        return _unavailable("Kartets tall kan ikke regnes ut. Feilen står i loggen.")
    if missing:
        return _unavailable(f"Kartfila static/{missing[0]} mangler eller er skadet. Start programmet på nytt.")
    return PlainTextResponse(f"ok {data.version}\n", headers={"cache-control": "no-store"})


def _unavailable(reason: str) -> Response:
    return PlainTextResponse(f"{reason}\n", status_code=503, headers={"cache-control": "no-store"})


def lifespan(*beside: Callable[[], None]) -> Callable[[object], AbstractAsyncContextManager[None]]:
    """From the server's start to its end; `beside` is what goes on besides answering, each in a thread of its own."""

    @asynccontextmanager
    async def living(_app: object) -> AsyncIterator[None]:
        streamlit_door.send_at_once()
        for going_on in (streamlit_door.check, *beside):
            threading.Thread(target=going_on, daemon=True).start()
        yield

    return living


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
        if scope["type"] == "http" and gate.is_page(scope, self.pages):
            moved = migrations.moved(_page_of(scope), _query_of(scope), self.pages)
            if moved is None:
                moved = await run_in_threadpool(_with_division, _page_of(scope), _query_of(scope))
            if moved is not None:
                await RedirectResponse(f"{addresses.folder()}{moved}")(scope, receive, send)
                return
        await self.app(scope, receive, send)


def _with_division(page: str, query: str) -> str | None:
    """Where a link leads that names no division but has a number that only an earlier one has: to the same with that
    division in it, so that the address says what is shown. None for other links, and without a database.
    """
    said = addresses.read(query)
    try:
        division = None if said.get(addresses.DIVISION) else selection.told_division(database.current(), said)
    except (database.DatabaseError, duckdb.Error):
        return None
    if division is None:
        return None
    pairs = [pair for pair in addresses.pairs(query) if pair[0] != addresses.DIVISION]
    return addresses.below_root(page, [*pairs, (addresses.DIVISION, division)])


class OpenData:
    """Answers everything below «/api», wherever the program is hosted."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.service = Service()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        below = (gate.below_root(scope["path"]) or "") if scope["type"] == "http" else ""
        if below == gate.API or below.startswith(f"{gate.API}/"):
            await self.service.answer(scope, receive, send, below.removeprefix(gate.API))
        else:
            await self.app(scope, receive, send)


class OwnAnswers:
    """Answers the program's own addresses, wherever it is hosted."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        answering = ANSWERS.get(gate.below_root(scope["path"]) or "") if scope["type"] == "http" else None
        if answering is None:
            await self.app(scope, receive, send)
        else:
            response = await run_in_threadpool(answering, Request(scope))
            await response(scope, receive, send)


ANSWERS = {gate.HEALTH: health, gate.MAP_FIGURES: figures_of_map}
"""Address below the program's root -> what answers it."""

PACKED = (b"accept-encoding", b"if-none-match", b"if-modified-since")
"""What would make Streamlit answer with a page that can't be changed here: compressed, or none at all."""


def middleware(pages: Mapping[str, str]) -> list[Middleware]:
    """Everything between the browser and Streamlit; `pages` are the headings of all pages, by address."""
    known = {"pages": frozenset(pages)}
    return [
        Middleware(Protection),
        Middleware(OpenData),
        Middleware(Gate, **known),
        Middleware(OwnAnswers),
        Middleware(Bundle),
        Middleware(GZipMiddleware, compresslevel=6),
        Middleware(NorwegianPages, pages=pages),
        Middleware(MovedPages, **known),
    ]
