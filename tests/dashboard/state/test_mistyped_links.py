"""Links that somebody typed: what is nearly right is told, with what was probably meant."""

import ast
import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from app import PAGES
from dashboard import text
from dashboard.state import choices, parameters, selection

APP = str(Path(__file__).parents[3] / "app.py")


def told(**parameters):
    """What the map page tells above it of a link with these parameters."""
    app = AppTest.from_file(APP, default_timeout=60)
    for name, value in parameters.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    return [line.value for line in app.info]


@pytest.mark.parametrize(
    ("parameters", "line"),
    [
        ({"ar": "2024"}, "Lenken har «ar», som ikke brukes her. Mente du «aar»?"),
        (
            {"mot": "4601", "Kommune": "0301"},
            "Lenken har «mot» og «Kommune», som ikke brukes her. Mente du «kommune»?",
        ),
        ({"q": "1", "w": "2", "e": "3", "r": "4"}, "Lenken har «q», «w» og «e» og 1 til, som ikke brukes her."),
        ({"<b>": "1"}, "Lenken har «<b>», som ikke brukes her."),
    ],
)
def test_parameters_that_no_choice_reads_are_told(shown, parameters, line):
    assert told(**parameters) == [text.escaped(line)]


@pytest.mark.parametrize(
    "parameters",
    [
        {"aar": "2024", "kommune": "03 01", "utm_source": "epost", "fbclid": "IwAR0"},
        {"indikator": "population", "inndeling": "2024", "fylke": "46", "andel": "25"},
    ],
)
def test_what_the_page_reads_and_what_others_put_into_a_link_is_not(shown, parameters):
    assert told(**parameters) == []


def test_every_name_that_a_page_reads_is_known_there():
    names = {"one", "several", "amount", "yes", "written", "held", "segments", "indicator", "limit", "_list"}
    for entry in PAGES:
        tree = ast.parse((Path(APP).parent / "pages" / entry.file).read_text("utf-8"))
        calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
        asked = [call.args for call in calls if ast.unparse(call.func).rpartition(".")[2] in names]
        said = [[one.value for one in arguments if isinstance(one, ast.Constant)] for arguments in asked]
        # The name comes first; what follows may be a value.
        first = {next((value for value in values if isinstance(value, str)), "") for values in said}
        read = {name for name in first if re.fullmatch("[a-z][a-z0-9_]*", name)}
        assert read - {choices.NONE} <= parameters.known(entry.address), entry.file


def test_every_name_of_the_reference_is_known_on_some_page():
    listed = (Path(APP).parent / "docs" / "reference.md").read_text("utf-8").partition("## Parameters")[2]
    told = set(re.findall(r"^\| `([a-z0-9_]+)` \|", listed.partition("\n## ")[0], flags=re.MULTILINE))
    assert len(told) > 30
    assert told == set().union(*map(parameters.known, parameters.OF_PAGE))


@pytest.mark.parametrize(
    ("raw", "line"),
    [
        ({"kommune": "Bergn"}, "Vi kjenner ikke kommunen «Bergn». Ingen kommune er valgt. Mente du «Bergen»?"),
        ({"kommune": "Atlantis"}, "Vi kjenner ikke kommunen «Atlantis». Ingen kommune er valgt."),
        (
            {"indikator": "populaton"},
            "Vi kjenner ikke indikatoren «populaton». Viser Innbyggere. Mente du «population»?",
        ),
    ],
)
def test_a_name_that_is_nearly_one_is_told_with_that(shown, raw, line):
    _, messages = selection.read_link(shown, raw)
    assert line in messages
