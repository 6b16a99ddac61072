"""Components of our own in the browser, each a script that is a file with a name of its content.

Streamlit sends a component's script and styles again with every change of its data. Here what it sends is a loader of a
hundred bytes; the scripts themselves are fetched from this server, which keeps them packed (see bundle.py), and kept by
the browser from visit to visit. Data that are large may come packed.
"""

from __future__ import annotations

import hashlib
import importlib
import json
import pkgutil
import zlib
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

FOLDER = "scripts"
"""First part of the scripts' addresses."""

LONG_DATA = 2600
"""Bytes from which a component's data are packed: unpacking takes the browser some milliseconds."""

_scripts: dict[str, str] = {}
"""File name -> what is in it."""

_file_of: dict[str, str] = {}
"""Name of a script -> its file name."""


def keep(name: str, script: str) -> str:
    """Makes a script one that the server sends; its file name, which changes with the script."""
    file = f"{name}-{hashlib.sha256(script.encode()).hexdigest()[:12]}.js"
    _scripts[file], _file_of[name] = script, file
    return file


_LIBRARY = keep("components", Path(__file__).with_name("components.js").read_text(encoding="utf-8"))


SHARED_SCRIPTS = {name: keep(name, Path(__file__).with_name(f"{name}.js").read_text("utf-8")) for name in ("search",)}
"""Scripts beside this that components import as «./NAME.js»: name -> file name."""


def declare(name: str, folder: Path, stem: str, settings: Mapping[str, Any] | None = None) -> Callable[..., Any]:
    """Declare the component whose script and styles are ``folder/stem.js`` and ``folder/stem.css``.

    The script is an ES module; its default export is called with Streamlit's component arguments, and with the
    never-changing ``settings``, at first and at each change of data. Returns the function that mounts it. Raises
    OSError when a file can't be read.
    """
    script, styles = ((folder / f"{stem}.{kind}").read_text(encoding="utf-8") for kind in ("js", "css"))
    for shared, file in SHARED_SCRIPTS.items():
        script = script.replace(f'"./{shared}.js"', f'"./{file}"')
    constants = {"styles": styles, "settings": dict(settings or {})}
    exported = "".join(
        f"\nexport const {word} = {json.dumps(it, ensure_ascii=False)};" for word, it in constants.items()
    )
    file = keep(name, script + exported)
    # Travels with every change, so every byte counts. (The line break, because Streamlit may take a single line for the
    # name of a file.)
    return st.components.v2.component(name, js=f'export default c=>\ndrawComponent(c,"{file}")')


def loader() -> str:
    """What stands in the head of every page as a script, for components to be drawn by."""
    library = f'import("./{FOLDER}/{_LIBRARY}")'
    return f"const drawComponent=(component,file)=>{library}.then(library=>library.draw(component,file))"


def include(name: str, script: Path) -> None:
    """Add a script that draws nothing by itself; every page runs it once (see head.py)."""
    keep(name, script.read_text(encoding="utf-8"))


@cache
def address_of(name: str) -> str:
    """Where the browser finds the script of this name, below the program's root."""
    _declare_all()
    return f"{FOLDER}/{_file_of[name]}"


@cache
def files() -> dict[str, bytes]:
    """The scripts that the server sends: address below the program's root -> content."""
    _declare_all()
    return {f"/{FOLDER}/{file}": script.encode() for file, script in _scripts.items()}


def _declare_all() -> None:
    """The components are the packages beside this; importing them declares them."""
    for module in pkgutil.iter_modules([str(Path(__file__).parent)]):
        if module.ispkg:
            importlib.import_module(f"{__package__}.{module.name}")


def packed(data: Mapping[str, Any]) -> bytes:
    """A component's data as JSON, half as long where that is long; the component gets them unpacked."""
    plain = json.dumps(data, ensure_ascii=False).encode()
    return zlib.compress(plain, 9) if len(plain) > LONG_DATA else plain
