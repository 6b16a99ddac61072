"""The Python face of the list of saved views, which the browser keeps."""

from __future__ import annotations

from pathlib import Path

from dashboard import components

MOST_VIEWS = 100
_mount = components.declare("view_list", Path(__file__).parent, "view_list")


def view_list(key: str) -> list[tuple[str, str]]:
    """Draws the list with buttons to order it and to start; returns (title, link) of each view.

    What comes back is the browser's own text: links that lead elsewhere are left out.
    """
    result = _mount(key=key, data={}, default={"views": []}, on_views_change=lambda: None)
    views = result.views if isinstance(result.views, list) else []
    pairs = [(str(view.get("title", "")), str(view.get("link", ""))) for view in views if isinstance(view, dict)]
    return [(title, link) for title, link in pairs if link.startswith("/") and not link.startswith("//")][:MOST_VIEWS]
