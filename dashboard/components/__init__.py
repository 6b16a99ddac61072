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
import re
import zlib
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from dashboard import addresses

FOLDER = "scripts"
"""First part of the scripts' addresses."""

LONG_DATA = 2600
"""Bytes from which a component's data are packed: unpacking takes the browser some milliseconds."""

_scripts: dict[str, str] = {}
"""File name -> what is in it."""

_file_of: dict[str, str] = {}
"""Name of a script -> its file name."""

_IMPORT = re.compile(r"""(?<=\bfrom ")\.{1,2}/[\w./]+\.js(?=";)""")
"""What an import of our scripts names: a file, from the folder of the script that imports."""


_SENT_IMPORT = re.compile(r"""(?<=\bfrom ")\./[\w-]+\.js(?=";)""")
"""The same in what is sent."""


def keep(name: str, script: str) -> str:
    """Makes a script one that the server sends; its file name, which changes with the script."""
    file = f"{name}-{hashlib.sha256(script.encode()).hexdigest()[:12]}.js"
    _scripts[file], _file_of[name] = script, file
    return file


HANDED = ("/* ADDRESSES */ {}", json.dumps(addresses.FOR_SCRIPTS))
"""What stands in addresses.js for the names that Python knows, and those names."""


def keep_module(name: str, path: Path, added: str = "", above: tuple[Path, ...] = ()) -> str:
    """Makes an ES module one that the server sends, with all that it imports; its file name.

    All are sent from one folder, so what a module imports is named there by its file name. That changes with what is in
    it, so the name of a module changes with everything below it: browsers keep each for good. ``added`` ends the
    script; ``above`` are the modules that import this one. Raises OSError when a file can't be read, and ValueError for
    modules that import each other: neither could be named before the other.
    """
    if path in above:
        raise ValueError(f"{path.name} imports itself by way of {', '.join(step.name for step in above)}")

    def named(found: re.Match[str]) -> str:
        imported = (path.parent / found[0]).resolve()
        return f"./{keep_module(_module_name(imported), imported, above=(*above, path))}"

    return keep(name, _IMPORT.sub(named, path.read_text(encoding="utf-8").replace(*HANDED)) + added)


def _module_name(path: Path) -> str:
    """What a module that others import is called: «search», «municipality_map-legend»."""
    return "-".join(path.relative_to(Path(__file__).parent.resolve()).with_suffix("").parts)


_LIBRARY = keep_module("components", Path(__file__).with_name("components.js").resolve())


def declare(
    name: str, folder: Path, stem: str, settings: Mapping[str, Any] | None = None, above: Path | None = None
) -> Callable[..., Any]:
    """Declare the component whose script and styles are ``folder/stem.js`` and ``folder/stem.css``.

    Its styles come after those of ``above``, which it shares with another component. The script is an ES module; its
    default export is called with Streamlit's component arguments, and with the never-changing ``settings``, at first
    and at each change of data. Returns the function that mounts it. Raises OSError when a file can't be read.
    """
    sheets = [above] if above else []
    styles = "".join(sheet.read_text(encoding="utf-8") for sheet in [*sheets, folder / f"{stem}.css"])
    constants = {"styles": styles, "settings": dict(settings or {})}
    exported = "".join(
        f"\nexport const {word} = {json.dumps(it, ensure_ascii=False)};" for word, it in constants.items()
    )
    file = keep_module(name, (folder / f"{stem}.js").resolve(), exported)
    # Travels with every change, so every byte counts. (The line break, because Streamlit may take a single line for the
    # name of a file.)
    return st.components.v2.component(name, js=f'export default c=>\ndrawComponent(c,"{file}")')


def loader() -> str:
    """What stands in the head of every page as a script, for components to be drawn by."""
    library = f'import("./{FOLDER}/{_LIBRARY}")'
    return f"const drawComponent=(component,file)=>{library}.then(library=>library.draw(component,file))"


def include(name: str, script: Path) -> None:
    """Add a script that draws nothing by itself; every page runs it once (see head.py)."""
    keep_module(name, script.resolve())


@cache
def address_of(name: str) -> str:
    """Where the browser finds the script of this name, below the program's root."""
    _declare_all()
    return f"{FOLDER}/{_file_of[name]}"


@cache
def needed_by(*names: str) -> tuple[str, ...]:
    """Where the browser finds the scripts of these names and all that they import, each once."""
    waiting, found = [address_of(name) for name in names], dict[str, None]()
    while waiting:
        address = waiting.pop(0)
        if address not in found:
            found[address] = None
            script = _scripts[address.removeprefix(f"{FOLDER}/")]
            waiting += [f"{FOLDER}/{imported.removeprefix('./')}" for imported in _SENT_IMPORT.findall(script)]
    return tuple(found)


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
