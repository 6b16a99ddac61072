"""The security headers of every response, whatever made it: pages, files, figures, refusals and errors."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from starlette.responses import HTMLResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard import addresses
from dashboard.shell.streamlit_door import allows_host
from dashboard.state import embedding

_NAME_OF_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?", re.IGNORECASE)
"""What a policy can name: a name or an IPv4 address, with or without a port."""

HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}

FAULT = """<!doctype html>
<html lang="nb"><meta charset="utf-8"><title>Feil</title>
<h1>Siden kan ikke vises</h1>
<p>Noe gikk galt på serveren. Feilen er skrevet i loggen. Prøv igjen om litt.</p>
"""


def content_security_policy(host: str | None, ancestors: Sequence[str] = ()) -> str:
    """What a page may fetch and run when it was asked for at this host (as the browser named it), and whose pages may
    show it inside of them besides its own.

    'self' covers the page's websocket in Chrome from 71, in Firefox since 2018 and in Safari from 16; older ones need
    its host. It is named where a policy can name it and the program may be called by it (`server.allowedHosts`).
    """
    sockets = f" ws://{host} wss://{host}" if host and _NAME_OF_HOST.fullmatch(host) and allows_host(host) else ""
    return "; ".join(
        (
            "default-src 'self'",
            # Streamlit's own bundle evaluates text as code and inlines styles; components are loaded from blobs.
            "script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            f"connect-src 'self'{sockets} blob:",
            "worker-src 'self' blob:",
            " ".join(("frame-ancestors 'self'", *ancestors)),
            "base-uri 'self'",
            "form-action 'self'",
            "object-src 'none'",
        )
    )


class Protection:
    """Adds the headers to every answer, also where a websocket is opened or refused; a fault gets an answer too."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"}:
            await self.app(scope, receive, send)
            return
        policy = content_security_policy(_host(scope["headers"]), _ancestors(scope))
        added = {**HEADERS, "content-security-policy": policy}
        has_begun = False

        async def protected(message: Message) -> None:
            nonlocal has_begun
            if message["type"] == "websocket.close" and not has_begun and _can_refuse(scope):
                await _refuse_socket(added, send)
            else:
                if message["type"] in _BEGINNINGS:
                    message = {**message, "headers": _with(added, message.get("headers", ()))}
                await send(message)
            has_begun = True

        try:
            await self.app(scope, receive, protected)
        except Exception:
            if scope["type"] == "http" and not has_begun:
                await HTMLResponse(FAULT, status_code=500)(scope, receive, protected)
            raise


_BEGINNINGS = {"http.response.start", "websocket.accept", "websocket.http.response.start"}


def _ancestors(scope: Scope) -> tuple[str, ...]:
    """Who may show an answer inside of a page: those that are named may an embedded figure, and nothing else."""
    said = addresses.read(scope.get("query_string", b"").decode("latin-1"))
    return embedding.origins() if said.get(addresses.SHOWING) == addresses.EMBEDDED else ()


def _host(headers: Iterable[tuple[bytes, bytes]]) -> str | None:
    return next((value.decode("latin-1") for name, value in headers if name == b"host"), None)


def _with(added: dict[str, str], headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    kept = [(name, value) for name, value in headers if name.decode("latin-1").lower() not in added]
    return kept + [(name.encode(), value.encode()) for name, value in added.items()]


def _can_refuse(scope: Scope) -> bool:
    return "websocket.http.response" in (scope.get("extensions") or {})


async def _refuse_socket(added: dict[str, str], send: Send) -> None:
    """403 as the web server would send it, with the headers."""
    await send({"type": "websocket.http.response.start", "status": 403, "headers": _with(added, ())})
    await send({"type": "websocket.http.response.body", "body": b""})
