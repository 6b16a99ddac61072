"""Streamlit's own scripts, styles and fonts from memory, packed once.

Streamlit reads each from disk for every browser and sends it unpacked, because packing anew for everyone would cost
more than it saves; a first visit needs about a hundred. Their names hold a hash of what is in them, so a file that has
been read never changes.
"""

from __future__ import annotations

import gzip
import mimetypes
from functools import cache
from pathlib import Path

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit import file_util

from dashboard import choices

FOREVER = "public, immutable, max-age=31536000"

_TEXT = {".js", ".css"}
_FILES = {"/" + file.relative_to(root).as_posix(): file
          for root in [Path(file_util.get_static_dir())]
          for file in root.glob("static/*/*") if file.suffix in {*_TEXT, ".woff2"}}  # fmt: skip
"""Address below the program's root -> file."""


class Bundle:
    """Answers for the files of Streamlit's bundle; everything else goes on to the program."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        file = _asked_for(scope)
        if file is None:
            await self.app(scope, receive, send)
            return
        packed = file.suffix in _TEXT and "gzip" in Headers(scope=scope).get("accept-encoding", "")
        body, headers = _answer(file, packed)
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})


def _asked_for(scope: Scope) -> Path | None:
    if scope["type"] != "http" or scope["method"] != "GET":
        return None
    return _FILES.get(scope["path"].removeprefix(choices.folder()))


@cache
def _answer(file: Path, packed: bool) -> tuple[bytes, list[tuple[bytes, bytes]]]:
    """A file's content and headers."""
    body = file.read_bytes()
    headers = {
        "content-type": mimetypes.guess_type(file.name)[0] or "application/octet-stream",
        "cache-control": FOREVER,
        "vary": "accept-encoding",
    }
    if packed:
        body = gzip.compress(body, compresslevel=6, mtime=0)
        headers["content-encoding"] = "gzip"
    headers["content-length"] = str(len(body))
    return body, [(name.encode(), value.encode()) for name, value in headers.items()]
