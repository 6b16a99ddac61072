"""The Python face of the field in which several are chosen.

Municipalities are found in the map's geometry file, which the browser has anyway; options are sent.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import streamlit as st

from dashboard import components

_FOLDER = Path(__file__).parent
_mount = components.declare("multi_chooser", _FOLDER, "multi_chooser", above=_FOLDER.parent / "chooser" / "chooser.css")


def multi_chooser(
    key: str,
    label: str,
    placeholder: str,
    chosen: Sequence[str],
    on_change: Callable[[list[str]], None],
    *,
    geometry_url: str = "",
    options: Mapping[str, str] | None = None,
    width: int | str = "stretch",
) -> None:
    """Draws the field with what is chosen: codes of municipalities, or ids of `options` (id -> words).

    `on_change` is called before the next run with all that is chosen now, in the order in which it was. It comes from
    the browser: of options only those that are sent are handed on; check codes against the register.
    """
    revision = f"{key}_revision"

    def changed() -> None:
        said = st.session_state[key].changed
        if isinstance(said, Mapping) and isinstance(said.get("chosen"), list):
            st.session_state[revision] = said.get("revision")
            on_change([one for one in said["chosen"] if isinstance(one, str) and (options is None or one in options)])

    data = {
        "label": label,
        "placeholder": placeholder,
        "geometry": geometry_url,
        "options": [list(pair) for pair in options.items()] if options is not None else None,
        "chosen": list(chosen),
        "revision": st.session_state.get(revision, 0),
    }
    _mount(
        key=key,
        width=width,
        data={name: it for name, it in data.items() if it or name == "revision"},
        on_changed_change=changed,
    )
