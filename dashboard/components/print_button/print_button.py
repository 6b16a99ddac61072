"""The Python face of a button that prints the page; what of it goes to paper is said by the page's styles."""

from __future__ import annotations

from pathlib import Path

from dashboard import components

_mount = components.declare("print_button", Path(__file__).parent, "print_button")


def print_button(label: str, key: str) -> None:
    """Draws a button with this label that opens the browser's own dialogue for printing."""
    _mount(key=key, width="content", data={"label": label})
