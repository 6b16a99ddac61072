"""Scripts are files with names of their content, also of what they import."""

import json
import re
from pathlib import Path

import pytest

from dashboard import components, text
from dashboard.components import keep_module
from dashboard.shell import head

NUMBERS = Path(__file__).parents[2] / "scripts" / "numbers.json"
IMPORT = re.compile(r'\bfrom "([^"]+)"')


def our_own():
    return {address: script.decode() for address, script in components.files().items() if "plotly" not in address}


def test_whatever_a_script_imports_is_sent_by_the_name_that_it_says():
    named = [(address, name) for address, script in our_own().items() for name in IMPORT.findall(script)]
    assert len(named) > 20
    for address, name in named:
        assert f"/{components.FOLDER}/{name.removeprefix('./')}" in components.files(), (address, name)


@pytest.fixture
def modules(tmp_path, monkeypatch):
    """A shell whose scripts are these files; gives back what makes them ready, and the files sent."""
    monkeypatch.setattr(components, "__file__", str(tmp_path / "__init__.py"))
    monkeypatch.setattr(components, "_scripts", sent := {})
    monkeypatch.setattr(components, "_file_of", {})

    def written(**scripts):
        for name, script in scripts.items():
            (tmp_path / f"{name}.js").write_text(script, encoding="utf-8")
        return keep_module("page", tmp_path / "page.js"), sent

    return written


def test_a_change_far_below_changes_every_name_above_it_and_no_other(modules):
    scripts = {
        "page": 'import { a } from "./middle.js";\nimport { b } from "./beside.js";\n',
        "middle": 'import { c } from "./deep.js";\n',
        "beside": "export const b = 1;\n",
        "deep": "export const c = 1;\n",
    }
    page, sent = modules(**scripts)
    before = set(sent)
    later, _ = modules(**scripts | {"deep": "export const c = 2;\n"})
    assert page != later
    stems = {file.rpartition("-")[0] for file in set(sent) - before}
    assert stems == {"page", "middle", "deep"}
    assert IMPORT.findall(sent[later])[1] == IMPORT.findall(sent[page])[1]  # what stands beside is what it was


def test_modules_that_import_each_other_are_told(modules):
    with pytest.raises(ValueError, match=r"middle.js"):
        modules(page='import { a } from "./middle.js";\n', middle='import { b } from "./page.js";\n')


def test_the_head_names_all_that_the_first_scripts_need_each_once_and_the_maps_first():
    first, later = (
        re.findall(r'<link rel="modulepreload"[^>]* href="\./(scripts/[^"]+)"', part)
        for part in (head.first(""), head.rest())
    )
    assert len(first + later) == len(set(first + later))
    for hints in (first, first + later):
        for hint in hints:
            script = components.files()[f"/{hint}"].decode()
            imported = {f"{components.FOLDER}/{name.removeprefix('./')}" for name in IMPORT.findall(script)}
            assert imported <= set(hints), hint
    assert components.address_of("municipality_map") in first and components.address_of("toolbar") in later


@pytest.mark.parametrize(("value", "decimals", "written"), json.loads(NUMBERS.read_text(encoding="utf-8")))
def test_numbers_are_written_as_the_browser_writes_them(value, decimals, written):
    assert text.number(value, decimals) == written.replace(" ", "\u00a0")
