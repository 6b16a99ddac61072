"""The Python face of the toolbar, whose script makes pictures in the browser, from what is on the screen."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dashboard import components, palette

_mount = components.declare(
    "toolbar",
    Path(__file__).parent,
    "toolbar",
    settings={
        "light_of": palette.light_of(),
        "paper": palette.PAPER,
        "ink": palette.INK,
        "quiet_ink": palette.QUIET_INK,
    },
)

_NEEDED = {"title", "subtitle", "status", "source", "note", "link", "file_name"}


def toolbar(key: str, target_class: str, meta: Mapping[str, Any]) -> None:
    """Draw the buttons «PNG», «SVG» and «Kopier lenke» for the figure in the container of class ``target_class``.

    ``target_class`` is ``st-key-KEY`` of the ``st.container(key=KEY)`` that holds a municipality map or a Plotly
    chart. ``meta`` is what the picture carries besides the figure: ``title``, ``subtitle``, ``status`` (list of
    words such as «Modellert – ikke målt»), ``source`` (one line), ``note`` (who is missing), ``link`` (path and
    query, made absolute in the browser) and ``file_name`` (without extension). Raises ValueError when a part is
    missing or the link leads elsewhere.
    """
    if missing := sorted(_NEEDED - meta.keys()):
        raise ValueError(f"Bildet av figuren «{key}» mangler {', '.join(missing)}.")
    if not meta["link"].startswith("/") or meta["link"].startswith("//"):
        raise ValueError(f"Lenken til figuren «{key}» må være en adresse på samme tjener, ikke «{meta['link'][:80]}».")
    _mount(key=key, width="content", data={"target": target_class, **meta})
