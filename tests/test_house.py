"""The program's files and functions stay short enough to be read at once."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
LONGEST_FILE = 450
LONGEST_FUNCTION = 60
ROOMS = ("etl", "dashboard", "pages")
IMPORTS = (ast.Import, ast.ImportFrom)

#: What is still too long, to be split: a file, or «file: function». This list may only shrink.
TOO_LONG: set[str] = set()

#: A line of JavaScript that begins a function: with «function» or «=>», or as a method, «name(a, b) {».
BEGINS = re.compile(r"(\s*)(?:.*(?:\bfunction\b|=>).*|(?:static |async |get |set |\*)*[#\w]+\(.*\)) \{")
STATEMENT = re.compile(r"\s*(?:\} )?(?:if|for|while|switch|catch)\b")


def _files() -> list[Path]:
    found = [path for room in ROOMS for kind in ("*.py", "*.js") for path in (ROOT / room).rglob(kind)]
    return sorted([ROOT / "app.py", *(path for path in found if "__pycache__" not in path.parts)])


def _functions(source: str, kind: str) -> Iterator[tuple[str, int]]:
    """The functions of a program, each with its number of lines."""
    return _python(source) if kind == ".py" else _javascript(source)


def _python(source: str) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, node.end_lineno - node.lineno + 1


def _javascript(source: str) -> Iterator[tuple[str, int]]:
    """A function ends at the first line after it that is as far in and closes a brace."""
    lines = source.splitlines()
    for start, line in enumerate(lines):
        if (begins := BEGINS.fullmatch(line)) and not STATEMENT.match(line):
            end = next(place for place in range(start + 1, len(lines)) if lines[place].startswith(begins[1] + "}"))
            yield line.strip(), end - start + 1


@cache
def _too_long() -> set[str]:
    found = set()
    for path in _files():
        name, source = path.relative_to(ROOT).as_posix(), path.read_text("utf-8")
        if len(source.splitlines()) > LONGEST_FILE:
            found.add(name)
        long = [function for function, lines in _functions(source, path.suffix) if lines > LONGEST_FUNCTION]
        found |= {f"{name}: {function}" for function in long}
    return found


def test_no_file_is_over_450_lines_and_no_function_over_60_but_those_listed():
    assert not _too_long() - TOO_LONG


def test_the_list_of_what_is_too_long_holds_nothing_that_has_become_short():
    assert not TOO_LONG - _too_long()


def test_functions_are_found_with_their_lengths():
    python = (
        "class A:\n    @cached\n    def long(self):\n        a = 1\n\n        return a\n\n\nasync def short(): ...\n"
    )
    assert dict(_functions(python, ".py")) == {"long": 4, "short": 1}
    script = """
export default function chart({ data }) {
  if (data) {
    for (const one of data) {
      one.draw();
    }
  }
}
const within = (a, b) => {
  return a + b;
};
class Chart {
  async #see(inSight) {
    this.sizes.forEach((size) => {
      size.fit();
    });
  }
}
"""
    assert list(_functions(script, ".js")) == [
        ("export default function chart({ data }) {", 7),
        ("const within = (a, b) => {", 3),
        ("async #see(inSight) {", 5),
        ("this.sizes.forEach((size) => {", 3),
    ]


def test_pages_import_nothing_of_etl():
    """Pages are scripts in no package, which import-linter doesn't see."""
    for page in sorted((ROOT / "pages").glob("*.py")):
        imports = [node for node in ast.walk(ast.parse(page.read_text("utf-8"))) if isinstance(node, IMPORTS)]
        named = [getattr(node, "module", None) or node.names[0].name for node in imports]
        assert not [name for name in named if name.partition(".")[0] == "etl"], page.name


def _words(tree: ast.Module) -> Iterator[ast.Constant]:
    """Strings of several words that are no docstrings, which stand alone as statements."""
    told = {node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value and node not in told:
            yield node


def test_no_words_for_users_name_a_file_of_the_program():
    """But for dashboard/shell, whose remarks are for whoever runs it."""
    rooms = [ROOT / "pages", *(ROOT / "dashboard" / name for name in ("views", "figures", "measures", "exports"))]
    named = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for room in rooms
        for path in room.rglob("*.py")
        for node in _words(ast.parse(path.read_text("utf-8")))
        if re.search(r"\w\.(?:py|sql|js|css|yaml)\b", node.value)
    ]
    assert not named
