"""Which addresses the server answers, wherever it is hosted: pages, the program's own answers and files; nothing else.

Streamlit answers with its page for any name that it doesn't know, and takes uploads though no page asks for them. Here
every address that is not named is answered with 404.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cache

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from dashboard import addresses, components
from dashboard.figures import map_figures
from dashboard.shell import migrations, streamlit_door

HEALTH = "/health"
API = "/api"
MAP_FIGURES = f"/{map_figures.PATH}"

OF_STREAMLIT = {"/_stcore/health", "/_stcore/host-config"}
"""What the browser asks of Streamlit besides its websocket; there are no uploads, metrics or agents here."""

COMING_AND_GOING = re.compile(r"/(app/static|media)/[\w.-]{1,120}", re.ASCII)
"""Files that come and go: Streamlit knows itself which are not there."""

UNLISTED = re.compile(r"/(static/[\w./-]{1,200}|favicon\.png|manifest\.json)", re.ASCII)
"""Where Streamlit's own files are."""

FOLDERS = {"_stcore", "api", "app", "auth", "component", components.FOLDER, "media", "static", "tall"}
"""First parts of addresses that are no pages."""

METHODS = {"GET", "HEAD", "OPTIONS"}


def below_root(path: str) -> str | None:
    """An address below the folder that the program is hosted in (`server.baseUrlPath`), with its first slash; None
    for what is outside.
    """
    folder = addresses.folder()
    if path == folder:
        return "/"
    return path.removeprefix(folder) if path.startswith(f"{folder}/") else None


@cache
def files() -> frozenset[str]:
    """Every file of Streamlit's own and of our components, by its address below the program's root."""
    return frozenset(streamlit_door.files().keys() | components.files().keys())


def is_answered(address: str) -> bool:
    """Whether there is something at an address below the program's root that is no page."""
    is_named = address in {HEALTH, MAP_FIGURES} or address in OF_STREAMLIT or address in files()
    if is_named or COMING_AND_GOING.fullmatch(address):
        return True
    # Where Streamlit's files can't be listed it knows itself which are there.
    return not streamlit_door.files() and UNLISTED.fullmatch(address) is not None


def is_page(scope: Scope, pages: Collection[str]) -> bool:
    """Whether a request is for a page: one of today or of before, or one that never was and a browser's address line
    asks for (it alone asks for HTML), so that somebody must be told.
    """
    address = below_root(scope["path"])
    if address is None or is_answered(address):
        return False
    page = address.strip("/")
    if page in pages or page in migrations.RENAMED_PAGES:
        return True
    is_browsers = scope["method"] == "GET" and b"text/html" in dict(scope["headers"]).get(b"accept", b"")
    return is_browsers and page.split("/")[0] not in FOLDERS


class Gate:
    """Lets requests through to what there is, and answers 404 to all others."""

    def __init__(self, app: ASGIApp, pages: frozenset[str]) -> None:
        self.app = app
        self.pages = pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        refusal = self._refusal(scope) if scope["type"] == "http" else None
        await (refusal or self.app)(scope, receive, send)

    def _refusal(self, scope: Scope) -> PlainTextResponse | None:
        address = below_root(scope["path"])
        if address is None or not (is_answered(address) or is_page(scope, self.pages)):
            return PlainTextResponse("Finnes ikke.\n", status_code=404, headers={"cache-control": "no-store"})
        if scope["method"] not in METHODS:
            allowed = {"allow": ", ".join(sorted(METHODS))}
            return PlainTextResponse("Her kan man bare lese.\n", status_code=405, headers=allowed)
        return None
