"""ES modules linked into one file, so that a page asks the server for two scripts of ours instead of forty.

A linked module is a function that makes what the module exports, called when something first needs it: the browser runs
only what a page uses, and every module once. What modules may be written in is what our own are: imports of names in
braces from files beside them, at the start of a line, and declarations that are exported where they stand.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

RUNTIME = """const made = {}, makers = {};
export const need = (name) => made[name] ??= makers[name]();
export const add = (more) => Object.assign(makers, more);
"""
"""What the first of several linked files begins with; the others import `need` and `add` from it."""

_IMPORT = re.compile(r"""^import \{\s+([\w\s,]+?),?\s+\} from "(\.{1,2}/[\w./-]+\.js)";$""", re.MULTILINE)

_EXPORT = re.compile(r"^export (default )?(?=(?:(?:async )?function|class|const) (\w+))", re.MULTILINE)

_OTHER = re.compile(r"^(?:import|export)\b.*", re.MULTILINE)
"""Any other way to import or export."""


def imports(source: str) -> tuple[str, ...]:
    """The files that a module imports from, as it names them."""
    return tuple(found[2] for found in _IMPORT.finditer(source))


def maker(source: str, name_of: Callable[[str], str]) -> str:
    """A module as a function that gives what it exports; `name_of` says what the module of a file is called.

    Raises ValueError for imports and exports that are written in another way than those that are known.
    """
    exported = [f"{'default: ' if found[1] else ''}{found[2]}" for found in _EXPORT.finditer(source)]
    body = _EXPORT.sub("", _IMPORT.sub(lambda found: _needed(found[1], name_of(found[2])), source))
    if other := _OTHER.search(body):
        raise ValueError(f"can't be linked: {other[0]}")
    return f"() => {{\n{body}\nreturn {{ {', '.join(exported)} }};\n}}"


def added(makers: Mapping[str, str]) -> str:
    """The part of a linked file that makes these modules known: name -> maker."""
    return "add({{\n{}\n}});\n".format(",\n".join(f'"{name}": {it}' for name, it in makers.items()))


def _needed(names: str, module: str) -> str:
    return f'const {{ {names.replace(" as ", ": ")} }} = need("{module}");'
