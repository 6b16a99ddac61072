"""The Python face of the presenter."""

from __future__ import annotations

from pathlib import Path

from dashboard import components

_mount = components.declare("presenter", Path(__file__).parent, "presenter")


def presenter(presents: bool) -> None:
    """Says to the browser whether this run presents one figure; mounted on every page, so that leaving works."""
    _mount(key="presenter", data={"presents": presents})
