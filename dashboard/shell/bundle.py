"""Scripts, styles and fonts from memory, packed once: Streamlit's own and those of our components; how long files keep.

Streamlit reads each of its files from disk for every browser and sends it unpacked, because packing anew for everyone
would cost more than it saves; a first visit needs about a hundred. Their names hold a hash of what is in them, so a
file that has been read never changes.
"""

from __future__ import annotations

import gzip
import mimetypes
import re
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard import components
from dashboard.shell import gate, streamlit_door

FOREVER = "public, immutable, max-age=31536000"

_TEXT = {".js", ".css"}

_MAP_FILE = re.compile(r"/app/static/[a-z]+-[0-9]+-[0-9a-f]{12}\.json")
"""Files with a name of their content among those that the program itself draws from."""


class Bundle:
    """Answers for the files of Streamlit's bundle and of our components; everything else goes on to the program."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        address = gate.below_root(scope["path"]) if scope["type"] == "http" else None
        if address not in _contents() or scope["method"] not in {"GET", "HEAD"}:
            await self.app(scope, receive, _kept_for_good(send) if _MAP_FILE.fullmatch(address or "") else send)
            return
        packed = Path(address).suffix in _TEXT and "gzip" in Headers(scope=scope).get("accept-encoding", "")
        body, headers = _answer(address, packed)
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})


def _kept_for_good(send: Send) -> Send:
    """Says of a file that is there that it never changes; Streamlit sends it and says nothing of that."""

    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start" and message["status"] in {200, 206, 304}:
            message = {**message, "headers": [*message["headers"], (b"cache-control", FOREVER.encode())]}
        await send(message)

    return sent


@cache
def _contents() -> dict[str, Callable[[], bytes]]:
    """Address below the program's root -> what gives the content."""
    found: dict[str, Callable[[], bytes]] = {
        address: file.read_bytes
        for address, file in streamlit_door.files().items()
        if address.startswith("/static/") and file.suffix in {*_TEXT, ".woff2"}
    }
    return found | {address: partial(bytes, script) for address, script in components.files().items()}


@cache
def _answer(address: str, packed: bool) -> tuple[bytes, list[tuple[bytes, bytes]]]:
    """A file's content and headers."""
    body = _contents()[address]()
    headers = {
        "content-type": mimetypes.guess_type(address)[0] or "application/octet-stream",
        "cache-control": FOREVER,
        "vary": "accept-encoding",
    }
    if packed:
        body = gzip.compress(body, compresslevel=6, mtime=0)
        headers["content-encoding"] = "gzip"
    headers["content-length"] = str(len(body))
    return body, [(name.encode(), value.encode()) for name, value in headers.items()]
