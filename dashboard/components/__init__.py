"""Components of our own in the browser, each a script and its styles beside the Python that mounts it.

Streamlit sends a component's script and styles again with every change of its data. Here what it sends is a loader of
some fifty bytes; the scripts themselves are fetched from this server, which keeps them packed (see bundle.py), and kept
by the browser from visit to visit. They are two files with names of their content: what draws before Streamlit's
scripts have come, and all else. Data that are large may come packed.
"""

from __future__ import annotations

import hashlib
import importlib
import json
import pkgutil
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from dashboard import addresses
from dashboard.components import linking

FOLDER = "scripts"
"""First part of the scripts' addresses."""

AT_ONCE = ("components", "municipality_map")
"""The scripts that draw before Streamlit's have come; these and all that they import are the first file."""

LONG_DATA = 2600
"""Bytes from which a component's data are packed: unpacking takes the browser some milliseconds."""

HANDED = ("/* ADDRESSES */ {}", json.dumps(addresses.FOR_SCRIPTS))
"""What stands in addresses.js for the names that Python knows, and those names."""


@dataclass(frozen=True)
class _Module:
    """An ES module as it is linked: what makes what it exports, and the names of the modules that it imports."""

    maker: str
    imports: tuple[str, ...]


_modules: dict[str, _Module] = {}
"""Name -> module."""

_run_by_pages: list[str] = []
"""Names of the modules that every page runs."""

_sent: dict[str, str] = {}
"""File name -> what is in it."""


def keep(name: str, script: str) -> str:
    """Makes a script one that the server sends; its file name, which changes with the script."""
    file = f"{name}-{hashlib.sha256(script.encode()).hexdigest()[:12]}.js"
    _sent[file] = script
    return file


def link(name: str, path: Path, added: str = "", above: tuple[Path, ...] = ()) -> None:
    """Makes an ES module and all that it imports known by names: its own, and those of the files that it imports.

    ``added`` ends the script; ``above`` are the modules that import this one. Raises OSError when a file can't be read,
    and ValueError for one that can't be linked and for modules that import each other: neither could be run first.
    """
    if path in above:
        raise ValueError(f"{path.name} imports itself by way of {', '.join(step.name for step in above)}")
    source = path.read_text(encoding="utf-8").replace(*HANDED) + added
    files = {imported: (path.parent / imported).resolve() for imported in linking.imports(source)}
    for file in files.values():
        link(_module_name(file), file, above=(*above, path))
    try:
        maker = linking.maker(source, lambda imported: _module_name(files[imported]))
    except ValueError as error:
        raise ValueError(f"{path.name} {error}") from None
    _modules[name] = _Module(maker, tuple(_module_name(file) for file in files.values()))


def _module_name(path: Path) -> str:
    """What a module that others import is called: «search», «municipality_map-legend»."""
    return "-".join(path.relative_to(Path(__file__).parent.resolve()).with_suffix("").parts)


link("components", Path(__file__).with_name("components.js").resolve())


def declare(
    name: str, folder: Path, stem: str, settings: Mapping[str, Any] | None = None, above: Path | None = None
) -> Callable[..., Any]:
    """Declare the component whose script and styles are ``folder/stem.js`` and ``folder/stem.css``.

    Its styles come after those of ``above``, which it shares with another component. The script is an ES module; its
    default export is called with Streamlit's component arguments, and with the never-changing ``settings``, at first
    and at each change of data. Returns the function that mounts it. Raises what `link` raises.
    """
    sheets = [above] if above else []
    styles = "".join(sheet.read_text(encoding="utf-8") for sheet in [*sheets, folder / f"{stem}.css"])
    constants = {"styles": styles, "settings": dict(settings or {})}
    exported = "".join(
        f"\nexport const {word} = {json.dumps(it, ensure_ascii=False)};" for word, it in constants.items()
    )
    link(name, (folder / f"{stem}.js").resolve(), exported)
    # Travels with every change, so every byte counts. (The line break, because Streamlit may take a single line for the
    # name of a file.)
    return st.components.v2.component(name, js=f'export default c=>\ndrawComponent(c,"{name}")')


def include(name: str, script: Path) -> None:
    """Add a script that draws nothing by itself; every page runs it once."""
    link(name, script.resolve())
    _run_by_pages.append(name)


def loader() -> str:
    """What stands in the head of every page as a script, for components to be drawn by."""
    return (
        f'const drawComponent=(component,name)=>import("./{others()}")'
        '.then(({need})=>need("components").draw(component,need(name)))'
    )


def first() -> str:
    """Where the browser finds the scripts that draw at once, below the program's root. Exports `need`: name -> what
    the module of that name exports.
    """
    return f"{FOLDER}/{_linked()[0]}"


def others() -> str:
    """Where the browser finds all other scripts, below the program's root. Exports `need`, of these and the first."""
    return f"{FOLDER}/{_linked()[1]}"


@cache
def files() -> dict[str, bytes]:
    """The scripts that the server sends: address below the program's root -> content."""
    _linked()
    return {f"/{FOLDER}/{file}": script.encode() for file, script in _sent.items()}


@cache
def _linked() -> tuple[str, str]:
    """The file names of the first script and of the other."""
    _declare_all()
    at_once = _with_imports(AT_ONCE)
    makers = {name: _modules[name].maker for name in sorted(_modules)}
    first_file = keep("first", linking.RUNTIME + linking.added({name: makers[name] for name in sorted(at_once)}))
    others = {name: maker for name, maker in makers.items() if name not in at_once}
    begun = f'import {{ add, need }} from "./{first_file}";\nexport {{ need }};\n'
    run = "".join(f'need("{name}");\n' for name in _run_by_pages)
    return first_file, keep("others", begun + linking.added(others) + run)


def _with_imports(names: tuple[str, ...]) -> set[str]:
    """The names of these modules and of all that they import."""
    waiting, found = [*names], set[str]()
    while waiting:
        name = waiting.pop()
        found.add(name)
        waiting += [imported for imported in _modules[name].imports if imported not in found]
    return found


def _declare_all() -> None:
    """The components are the packages beside this; importing them declares them."""
    for module in pkgutil.iter_modules([str(Path(__file__).parent)]):
        if module.ispkg:
            importlib.import_module(f"{__package__}.{module.name}")


def packed(data: Mapping[str, Any]) -> bytes:
    """A component's data as JSON, half as long where that is long; the component gets them unpacked."""
    plain = json.dumps(data, ensure_ascii=False).encode()
    return zlib.compress(plain, 9) if len(plain) > LONG_DATA else plain
