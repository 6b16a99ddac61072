"""What the documents name exists, and what exists is named where everything is."""

import argparse
import re
import tomllib
from pathlib import Path

import pytest
import yaml
from parameters import parameters

from app import PAGES
from dashboard import charts
from dashboard.data import database as access
from dashboard.data import queries
from dashboard.state.parameters import EVERYWHERE, OF_PAGE
from dashboard.views.sources import method
from etl import __main__ as commands
from etl.indicator import Indicator

ROOT = Path(__file__).parents[1]
DOCUMENTS = [
    "README.md",
    "CONTRIBUTING.md",
    *sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "docs").rglob("*.md")),
]
CODE = [path for folder in ("dashboard", "etl", "pages", "tests") for path in sorted((ROOT / folder).rglob("*.py"))]
VARIABLE = re.compile(r"\b(?:(?:GENERALIST|ETL|REQUIRE|EMBED)_[A-Z_]+|[A-Z_]+_URL)\b")


def read(name):
    return (ROOT / name).read_text(encoding="utf-8")


def part(heading):
    """A part of the reference."""
    return read("docs/reference.md").partition(f"\n## {heading}\n")[2].partition("\n## ")[0]


def options():
    """Command -> its options."""
    parser = commands.make_parser()
    (below,) = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    return {
        name: {option for action in command._actions for option in action.option_strings if option[:2] == "--"}
        - {"--help"}
        for name, command in below.choices.items()
    }


def test_every_parameter_of_an_address_is_named_and_no_other():
    named = re.findall(r"^\| `([^`]+)` \|", part("Parameters of an address"), re.MULTILINE)
    assert sorted(named) == sorted(parameters())


def test_every_parameter_is_said_to_be_of_the_pages_that_know_it():
    told = dict(re.findall(r"^\| `([^`]+)` \| ([^|]+) \|", part("Parameters of an address"), re.MULTILINE))
    del told["vekt_…"]  # known by its beginning, on every page
    pages = {entry.file.removesuffix(".py"): OF_PAGE.get(entry.address, set()) for entry in PAGES}
    known = {name: ", ".join(page for page, names in pages.items() if name in names) for name in told}
    assert told == known | dict.fromkeys(EVERYWHERE, "all")


def rooms(folder):
    """The rooms of a folder that docs/architecture.md names."""
    told = read("docs/architecture.md").partition(f"\n## Rooms of {folder}/\n")[2].partition("\n## ")[0]
    cells = re.findall(r"^\| (`.+?) \|", told, re.MULTILINE)
    return {name.partition("/")[0] for cell in cells for name in re.findall(r"`([^`]+)`", cell)}


@pytest.mark.parametrize("folder", ["etl", "dashboard"])
def test_every_room_is_named_and_no_other(folder):
    there = {path.name for path in (ROOT / folder).iterdir()} - {"__init__.py", "__pycache__"}
    assert rooms(folder) == there


def test_every_constant_that_a_document_sends_to_stands_in_its_file():
    sent = re.findall(r"`([A-Z_]{4,})` (?:of|in) `([\w/]+\.py)`", read("docs/architecture.md"))
    assert {"PAGES", "SAID", "OF_PAGE", "VIEWS", "SELECTORS"} <= {name for name, _ in sent}
    assert [named for named in sent if not re.search(rf"^{named[0]}\b.* = ", read(named[1]), re.MULTILINE)] == []


def test_every_kind_of_chart_is_named_and_no_other():
    architecture = read("docs/architecture.md")
    described = architecture.partition("\n## A chart, described once\n")[2].partition(")")[0]
    assert set(re.findall(r"`([A-Z]\w+)`", described)) == {kind.__name__ for kind in charts.Chart.__subclasses__()}


def test_every_environment_variable_is_named_and_no_other():
    addresses = yaml.safe_load(read("etl/sources/addresses.yaml"))
    told = set(VARIABLE.findall(part("Environment variables")))
    asked = {
        name
        for path in CODE
        for name in re.findall(r'"((?:GENERALIST|ETL|REQUIRE|EMBED)_[A-Z_]+)"', path.read_text("utf-8"))
    }
    assert told == asked | addresses.keys()
    for document in DOCUMENTS:
        assert set(VARIABLE.findall(read(document))) <= told, document


def test_every_command_is_named_with_its_options_and_no_other():
    rows = re.findall(r"^\| `([a-z-]+)` \| ?(.*)\|$", part("Commands"), re.MULTILINE)
    assert {name: set(re.findall(r"--[a-z-]+", said)) for name, said in rows} == options()


@pytest.mark.parametrize("document", DOCUMENTS)
def test_commands_are_written_as_they_can_be_given(document):
    known = options()
    for command, given in re.findall(r"python -m etl ([a-z-]+)([^`#\n]*)", read(document)):
        assert command in known, command
        assert set(re.findall(r"--[a-z-]+", given)) <= known[command], (command, given)


def test_every_field_of_an_indicators_file_is_named_and_no_other():
    schema = Indicator.model_json_schema()
    kinds = {"Indicator": schema, **schema["$defs"]}
    has = {name: set(kind["properties"]) for name, kind in kinds.items() if "properties" in kind}
    items = re.findall(r"^- \*\*(\w+)\*\*: ((?:.|\n  )+)", part("Fields of an indicator's file"), re.MULTILINE)
    assert {name: set(re.findall(r"`(\w+)`", fields)) for name, fields in items} == has


@pytest.mark.parametrize("document", DOCUMENTS)
def test_files_and_folders_that_are_named_are_there(document):
    named = re.findall(r"`([\w./-]+/[\w.-]*)`", read(document))
    made = ("data/raw/", "data/generalist.duckdb", "data/.tests")  # when the program runs, or its tests
    below = (ROOT, ROOT / "dashboard", ROOT / "etl", ROOT / "docs")
    # What begins with a slash is an address of the program or of the machine, and a name in capitals stands for any.
    others = [name for name in named if not name.startswith(("/", *made)) and "ID" not in name]
    assert [name for name in others if not any((folder / name).exists() for folder in below)] == []


def test_the_version_is_that_of_the_newest_changes_and_stands_on_the_page_of_sources(shown: access.Database):
    version = tomllib.loads(read("pyproject.toml"))["project"]["version"]
    assert re.findall(r"^## (.+)$", read("CHANGELOG.md"), re.MULTILINE)[0] == version
    assert f"Programmet er versjon {version}." in method.citation_html(shown)
    assert queries.load(shown).version


def test_what_is_installed_is_locked_in_the_ranges_that_are_asked_for():
    locked = dict(re.findall(r"^([\w.-]+)==(.+)$", read("requirements.lock"), re.MULTILINE))
    plain = {re.sub(r"[-_.]+", "-", name).lower(): version for name, version in locked.items()}
    for document in ("requirements.txt", "tests/requirements.txt"):
        for name, series in re.findall(r"^([\w.-]+)~=([\d.]+)", read(document), re.MULTILINE):
            version = plain[re.sub(r"[-_.]+", "-", name).lower()]
            wanted, got = ([int(part) for part in it.split(".")[:4]] for it in (series, version))
            assert got[: len(wanted) - 1] == wanted[:-1] and got >= wanted, (name, version)
    assert "://" not in read("requirements.lock")
