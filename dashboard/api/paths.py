"""Where the API's own addresses begin."""

from __future__ import annotations

from dashboard import addresses

ROOT = "/api/v1"


def path(*parts: str) -> str:
    """An address of the API, from the server's root."""
    return "/".join([addresses.folder() + ROOT, *parts])
