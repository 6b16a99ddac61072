"""Components of our own in the browser, whose program text travels once a session.

Streamlit sends a component's script and styles again with every change of its data. Here a component is only a
loader of a few hundred bytes; the scripts themselves are the never-changing data of one invisible component,
which Streamlit sends once and then replaces by its hash. Nothing is fetched from anywhere.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import streamlit as st

_LIBRARY_SCRIPT = """
export default function ({ data }) {
  const modules = (globalThis.componentModules ??= {});
  for (const [name, { script, styles }] of Object.entries(data)) {
    const slot = (modules[name] ??= Promise.withResolvers());
    if (slot.script === script) continue;
    slot.script = script;
    const url = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
    import(url).then((module) => slot.resolve({ draw: module.default, styles }), slot.reject);
  }
}
"""

_LOADER_SCRIPT = """
export default async function (component) {
  const modules = (globalThis.componentModules ??= {});
  const { draw, styles } = await (modules[component.name] ??= Promise.withResolvers()).promise;
  const root = component.parentElement;
  if (!root.querySelector("style[data-own]")) {
    const style = document.createElement("style");
    style.dataset.own = "";
    style.textContent = styles;
    root.append(style);
  }
  draw(component);
}
"""

_library: dict[str, dict[str, str]] = {}
_deliver = st.components.v2.component(
    "component_library",
    css=".st-key-component_library { position: absolute; }",
    js=_LIBRARY_SCRIPT,
    isolate_styles=False,
)


def declare(name: str, folder: Path, stem: str) -> Callable[..., Any]:
    """Declare the component whose script and styles are ``folder/stem.js`` and ``folder/stem.css``.

    The script is an ES module; its default export is called with Streamlit's component arguments at first and at
    each change of data. Returns the function that mounts it. Raises OSError when a file can't be read.
    """
    _library[name] = {
        "script": (folder / f"{stem}.js").read_text(encoding="utf-8"),
        "styles": (folder / f"{stem}.css").read_text(encoding="utf-8"),
    }
    return st.components.v2.component(name, js=_LOADER_SCRIPT)


def deliver_scripts() -> None:
    """Bring the declared components' scripts to the browser; app.py calls this once in every run."""
    _deliver(key="component_library", data=_library)
