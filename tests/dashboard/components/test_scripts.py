"""Scripts are two files with names of their content, in which every module finds what it imports."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from dashboard import components, text
from dashboard.shell import head

NUMBERS = Path(__file__).parents[2] / "scripts" / "numbers.json"
SCRIPTS = Path(components.__file__).parent


@pytest.fixture
def linked(tmp_path, monkeypatch):
    """A program whose modules are these files; gives back the two files that it sends."""
    for name, empty in (("_modules", {}), ("_sent", {}), ("_run_by_pages", [])):
        monkeypatch.setattr(components, name, empty)
    monkeypatch.setattr(components, "__file__", str(tmp_path / "__init__.py"))
    monkeypatch.setattr(components, "_declare_all", lambda: None)
    monkeypatch.setattr(components, "AT_ONCE", ("early",))

    def files(**scripts):
        for name, script in scripts.items():
            (tmp_path / f"{name}.js").write_text(script, encoding="utf-8")
        for name in ("early", "late"):
            components.link(name, tmp_path / f"{name}.js")
        return tuple(components._linked.__wrapped__())

    return files


SHARED = "const seen = [];\nexport function see(what) {\n  seen.push(what);\n  return seen.join();\n}\n"
EARLY = 'import { see as saw } from "./shared.js";\nexport const early = () => saw("early");\n'
LATE = """import {
  see,
} from "./shared.js";

export class Late {
  said = see("late");
}
export default async function late() {
  return new Late().said;
}
"""


def run(folder, script):
    """What a script prints that is run beside the files sent."""
    for file, body in components._sent.items():
        (folder / file).write_text(body, encoding="utf-8")
    (folder / "package.json").write_text('{"type": "module"}', encoding="utf-8")
    (folder / "run.js").write_text(script, encoding="utf-8")
    command = [shutil.which("node"), folder / "run.js"]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout


@pytest.mark.skipif(shutil.which("node") is None, reason="There is no node here")
def test_modules_of_both_files_share_what_both_import_and_are_run_when_needed(linked, tmp_path):
    first, others = linked(early=EARLY, late=LATE, shared=SHARED, unused="throw new Error();\n")
    script = (
        f'import {{ need }} from "./{others}";\nconsole.log(need("early").early(), await need("late").default());\n'
    )
    assert run(tmp_path, script) == "early early,late\n"
    assert "seen.push" in components._sent[first] and "seen.push" not in components._sent[others]


def test_a_change_in_one_module_changes_the_names_of_its_file_and_of_what_imports_that(linked):
    scripts = {"early": EARLY, "late": LATE, "shared": SHARED}
    before = linked(**scripts)
    assert linked(**scripts) == before
    first, others = linked(**scripts | {"late": LATE + "// more\n"})
    assert first == before[0] and others != before[1]
    assert not set(linked(**scripts | {"shared": SHARED + "// more\n"})) & {*before, first, others}


def test_modules_that_import_each_other_are_told(linked):
    with pytest.raises(ValueError, match=r"early\.js imports itself by way of early\.js, shared\.js"):
        linked(early=EARLY, late="", shared='import { early } from "./early.js";\n')


@pytest.mark.parametrize(
    "line",
    [
        'import * as all from "./shared.js";',
        'import fallback from "./shared.js";',
        'import "./shared.js";',
        'import { one } from "somewhere";',
        "export default class {}",
        "export { one };",
        'export * from "./shared.js";',
        "export let one = 1;",
    ],
)
def test_what_cannot_be_linked_is_told_with_its_file(linked, line):
    with pytest.raises(ValueError, match=re.escape(f"late.js can't be linked: {line}")):
        linked(early="", late=f"{line}\n", shared=SHARED)


def test_every_module_is_sent_once_with_all_that_it_exports():
    sent = "".join(body.decode() for address, body in components.files().items() if "plotly" not in address)
    makers = re.findall(r'^"([\w-]+)": \(\) => \{$', sent, re.MULTILINE)
    assert len(makers) == len(set(makers)) == len(list(SCRIPTS.rglob("*.js")))
    assert set(re.findall(r'need\("([\w-]+)"\)', sent)) <= set(makers)
    assert not re.findall(r"^(?:import|export) (?!\{ (?:add, )?need \}|const (?:need|add) = )", sent, re.MULTILINE)


def test_the_head_names_the_script_that_draws_at_once_before_all_others():
    first, later = head.first(""), head.rest()
    assert f'<link rel="modulepreload" href="./{components.first()}">' in first
    assert components.others() in later and components.first() not in later
    assert {f"/{components.first()}", f"/{components.others()}"} <= components.files().keys()


@pytest.mark.parametrize(("value", "decimals", "written"), json.loads(NUMBERS.read_text(encoding="utf-8")))
def test_numbers_are_written_as_the_browser_writes_them(value, decimals, written):
    assert text.number(value, decimals) == written.replace(" ", "\u00a0")
