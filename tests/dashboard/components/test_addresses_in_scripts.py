"""The scripts name pages and parameters as Python does, because Python hands them the names."""

import json
import re
from pathlib import Path

from dashboard import addresses, components

ROOT = Path(__file__).parents[3]


def test_the_names_are_in_the_script_that_is_sent():
    sent = components.files()[f"/{components.first()}"].decode()
    (names,) = re.findall(r"^const names = (\{.*?\});", sent, re.MULTILINE)
    assert json.loads(names) == addresses.FOR_SCRIPTS
    assert names != "{}" and "ADDRESSES" not in sent


def test_no_script_writes_such_a_name_itself():
    handed = "|".join(re.escape(name) for name in addresses.FOR_SCRIPTS.values())
    literal = re.compile(rf"""["'`](?:\.st-key-)?(?:{handed})["'`]""")
    scripts = (ROOT / "dashboard").rglob("*.js")
    assert [script.name for script in scripts if literal.search(script.read_text(encoding="utf-8"))] == []
