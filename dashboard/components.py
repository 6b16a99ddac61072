"""Components of our own in the browser, whose program text travels once a session.

Streamlit sends a component's script and styles again with every change of its data. Here a component is only a
loader of a hundred bytes; the scripts themselves are the never-changing data of one invisible component,
which Streamlit sends once and then replaces by its hash. Nothing is fetched from anywhere. Data that are large may
come packed.
"""

import importlib
import json
import pkgutil
import zlib
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

_LIBRARY_SCRIPT = """
const modules = {}; // component name -> its script and a promise of what it exports
const newest = new WeakMap(); // place on the page -> what was last asked to be drawn there

function unpacked(data) {
  if (!(data instanceof Uint8Array)) return data;
  if (data[0] === "{".charCodeAt()) return JSON.parse(new TextDecoder().decode(data));
  return new Response(new Blob([data]).stream().pipeThrough(new DecompressionStream("deflate"))).json();
}

async function drawComponent(component) {
  const root = component.parentElement;
  newest.set(root, component);
  const { draw, styles, settings } = await modules[component.name].ready;
  const data = await unpacked(component.data);
  if (newest.get(root) !== component) return;
  if (!root.querySelector("style[data-own]")) {
    const style = document.createElement("style");
    style.dataset.own = "";
    style.textContent = styles;
    root.append(style);
  }
  draw({ ...component, data, settings });
}

export default async function ({ data }) {
  for (const [name, { script, styles, settings }] of Object.entries(await unpacked(data))) {
    if (modules[name]?.script === script) continue;
    const url = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
    const ready = import(url).then((module) => ({ draw: module.default, styles, settings }));
    modules[name] = { script, ready };
  }
  globalThis.drawComponent = drawComponent;
  (globalThis.waitingComponents ?? []).splice(0).forEach(drawComponent);
}
"""

# Travels with every change, so every byte counts: draw, or wait for the library above. (Two lines, because Streamlit
# takes a single one with a question mark in it for the name of a file.)
_LOADER_SCRIPT = """
const wait = c => (globalThis.waitingComponents ??= []).push(c)
export default c => (globalThis.drawComponent ?? wait)(c)
"""

LONG_DATA = 2600
"""Bytes from which a component's data are packed: unpacking takes the browser some milliseconds."""

_library: dict[str, dict[str, Any]] = {}
_deliver = st.components.v2.component(
    "component_library",
    css=".st-key-component_library { position: absolute; }",
    js=_LIBRARY_SCRIPT,
    isolate_styles=False,
)


def declare(name: str, folder: Path, stem: str, settings: Mapping[str, Any] | None = None) -> Callable[..., Any]:
    """Declare the component whose script and styles are ``folder/stem.js`` and ``folder/stem.css``.

    The script is an ES module; its default export is called with Streamlit's component arguments, and with the
    never-changing ``settings``, at first and at each change of data. Returns the function that mounts it. Raises
    OSError when a file can't be read.
    """
    _library[name] = {
        "script": (folder / f"{stem}.js").read_text(encoding="utf-8"),
        "styles": (folder / f"{stem}.css").read_text(encoding="utf-8"),
        "settings": dict(settings or {}),
    }
    return st.components.v2.component(name, js=_LOADER_SCRIPT)


def include(name: str, script: Path) -> None:
    """Add a script that draws nothing by itself; it runs once, when the scripts come to the browser."""
    _library[name] = {"script": script.read_text(encoding="utf-8"), "styles": "", "settings": {}}


def deliver_scripts() -> None:
    """Bring every component's script to the browser; app.py calls this once in every run."""
    _deliver(key="component_library", data=_library_bytes())


@cache
def _library_bytes() -> bytes:
    """Every component's script as JSON. The components are the packages beside this; importing them declares them."""
    for module in pkgutil.iter_modules([str(Path(__file__).parent)]):
        if module.ispkg:
            importlib.import_module(f"{__package__}.{module.name}")
    return json.dumps(_library, ensure_ascii=False).encode()


def packed(data: Mapping[str, Any]) -> bytes:
    """A component's data as JSON, half as long where that is long; the component gets them unpacked."""
    plain = json.dumps(data, ensure_ascii=False).encode()
    return zlib.compress(plain, 9) if len(plain) > LONG_DATA else plain
