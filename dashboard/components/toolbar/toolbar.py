"""The Python face of the toolbar, whose script makes pictures in the browser, from what is on the screen."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

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


def toolbar(
    key: str,
    target_class: str,
    link: str,
    usual: Sequence[str] = (),
    pictured: bool = True,
    embeddable: bool = False,
    beside: Sequence[str] = (),
) -> None:
    """Draw the buttons that picture, link to and present the figure in the container of class ``target_class``.

    ``target_class`` is ``st-key-KEY`` of the ``st.container(key=KEY)`` that holds a map, a chart, a table or a list;
    title, status words, notes and source are read from the page when a picture is made, so that the picture says
    what the screen says. ``link`` is path and query, made absolute in the browser; it is written into the picture,
    short enough to be typed: without the parameters in ``usual``, which the page has anyway.
    ``pictured`` is false where there is nothing to picture: the buttons for that are then not there.
    ``embeddable`` is whether anybody may embed figures. ``beside`` are the keys of the figures that are shown together
    where this one is shown alone, all of them, if there are several. Raises ValueError when the link leads elsewhere.
    """
    if not link.startswith("/") or link.startswith("//"):
        raise ValueError(f"Lenken til figuren «{key}» må være en adresse på samme tjener, ikke «{link[:80]}».")
    data = {"target": target_class, "link": link, "pictured": pictured} | ({"usual": list(usual)} if usual else {})
    if embeddable:
        data["embeddable"] = True
    if beside:
        data["beside"] = list(beside)
    _mount(key=key, width="content", data=data)
