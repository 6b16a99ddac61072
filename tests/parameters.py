"""The names of choices in addresses, read from the code that makes the choices."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from dashboard import addresses
from dashboard.shell import migrations
from dashboard.views.alternatives import merger_choices

ROOT = Path(__file__).parents[1]
MAKERS = {"one", "several", "amount", "yes", "written", "held", "field"}
"""Functions of choices.py whose first argument is the name of a choice."""

IN_LOOPS = {
    "pages/municipality.py": {"vekt_…"},
    "dashboard/state/selection.py": {*addresses.SHARED},
    "dashboard/state/presentation.py": {addresses.SHOWING, addresses.FIGURE, addresses.LIST, addresses.PLACE},
}
"""Choices whose names are gone through in a loop, by file."""

BESIDE = {addresses.VERSION, addresses.TAKEN, migrations.UNKNOWN_PAGE, merger_choices.CHECK}
"""What an address says besides choices."""


def parameters() -> dict[str, str]:
    """Name of each choice that code makes -> where. What is counted up, as weights of areas, is «vekt_…»."""
    found = dict.fromkeys(BESIDE, "beside choices")
    for path in [*sorted((ROOT / "pages").glob("*.py")), *sorted((ROOT / "dashboard").rglob("*.py"))]:
        module = ast.parse(path.read_text(encoding="utf-8"))
        where = path.relative_to(ROOT).as_posix()
        for call, around in _calls(module):
            if _makes_choice(call):
                try:
                    names = _values(call.args[0], around, module, path)
                except LookupError:
                    names = IN_LOOPS[where]
                found |= {re.sub("^vekt_.*", "vekt_…", name): f"{where}:{call.lineno}" for name in names}
    return found


def _makes_choice(call: ast.Call) -> bool:
    function = call.func
    is_ours = isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name)
    return is_ours and function.value.id == "choices" and function.attr in MAKERS and bool(call.args)


def _calls(tree: ast.AST, around: ast.FunctionDef | None = None) -> Iterator[tuple[ast.Call, ast.FunctionDef | None]]:
    """Every call, with the function that it stands in."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Call):
            yield node, around
        yield from _calls(node, node if isinstance(node, ast.FunctionDef) else around)


def _values(node: ast.expr, around: ast.FunctionDef | None, module: ast.Module, path: Path) -> list[str]:
    """The texts that an expression may be. Raises LookupError for one that can't be followed."""
    if isinstance(node, ast.Constant):
        return [node.value]
    if isinstance(node, ast.JoinedStr):
        return ["".join(part.value if isinstance(part, ast.Constant) else "…" for part in node.values)]
    if isinstance(node, ast.Attribute):
        for there in (ROOT / "dashboard").rglob(f"{ast.unparse(node.value)}.py"):
            return _values(ast.Name(node.attr), None, ast.parse(there.read_text(encoding="utf-8")), there)
    if isinstance(node, ast.Name):
        if around and node.id in (names := [argument.arg for argument in around.args.args]):
            place = names.index(node.id)
            given = [(call, outer) for call, outer in _calls(module) if getattr(call.func, "id", "") == around.name]
            if given:
                return [name for call, outer in given for name in _values(call.args[place], outer, module, path)]
        for statement in module.body:
            targets = getattr(statement, "targets", [])
            if isinstance(statement, ast.Assign) and node.id in _names(targets):
                return [_constant_of(statement, node.id)]
    raise LookupError(f"{path.name}: which choice is «{ast.unparse(node)}»?")


def _names(targets: list[ast.expr]) -> list[str]:
    return [it.id for target in targets for it in ast.walk(target) if isinstance(it, ast.Name)]


def _constant_of(statement: ast.Assign, name: str) -> str:
    place = _names(statement.targets).index(name)
    value = statement.value
    return (value.elts[place] if isinstance(value, ast.Tuple) else value).value
