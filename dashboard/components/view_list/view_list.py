"""The Python face of a list of views to present: the reader's own, which the browser keeps, or one of a link."""

from __future__ import annotations

from pathlib import Path

from dashboard import components

_mount = components.declare("view_list", Path(__file__).parent, "view_list")


def view_list(key: str, version: str, linked: str = "") -> object:
    """Draws the list that a link holds (`linked`), else the reader's own with fields for name, order and notes.

    `version` is that of the data shown today. Returns what the browser says the list is, as JSON: [name, views], and
    nothing before it has said it. Read it with state/pack.py, which trusts nothing of it.
    """
    data = {"version": version, "linked": linked}
    return _mount(key=key, data=data, default={"pack": None}, on_pack_change=lambda: None).pack
