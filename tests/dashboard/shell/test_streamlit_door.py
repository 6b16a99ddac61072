"""What the program assumes of Streamlit holds for the installed release, and the program stands where it doesn't."""

import logging
import re
from pathlib import Path

import pytest
import streamlit as st
from streamlit.proto.ClientState_pb2 import ClientState

from dashboard.shell import bundle, gate, head, page_edits, relied_on, streamlit_door
from dashboard.shell.page_edits import Additions
from dashboard.shell.streamlit_door import ASSUMPTIONS

ADDED = Additions("Tittel", "<noscript>Slå på</noscript>", "<!--først-->", "<!--sist-->", "<!--kropp-->")


@pytest.fixture
def without_files(monkeypatch):
    """A Streamlit whose folder is not found."""
    kept = (streamlit_door.static_folder, streamlit_door.files, gate.files, bundle._contents, head.rest)
    monkeypatch.setattr("streamlit.file_util.get_static_dir", lambda: "/finnes-ikke")
    for cached in kept:
        cached.cache_clear()
    yield
    monkeypatch.undo()
    for cached in kept:
        cached.cache_clear()


@pytest.mark.parametrize("assumption", ASSUMPTIONS, ids=lambda one: one.name)
def test_what_is_assumed_holds_for_the_release_that_is_installed(assumption):
    assert assumption.holds()


def test_nothing_is_missing_behind_an_assumption():
    assert streamlit_door.lacking_edits() == []
    assert streamlit_door.lacking_elements(streamlit_door.ELEMENTS) == []
    assert streamlit_door.not_in_scripts(relied_on.test_ids() | relied_on.english_words()) == set()


def test_the_release_that_is_installed_is_the_one_they_were_tested_with():
    assert st.__version__ == streamlit_door.HELD_WITH


def test_each_part_of_the_page_is_edited():
    page = (streamlit_door.static_folder() / "index.html").read_text(encoding="utf-8")
    edited = page_edits.edited(page, ADDED)
    assert '<html lang="nb"' in edited and "<title>Tittel</title>" in edited and "Streamlit</title>" not in edited
    assert "<head><!--først-->" in edited and "<!--sist--></head>" in edited and "<body><!--kropp-->" in edited
    assert edited.count("<noscript>") == 1 and "Slå på" in edited


def test_a_page_without_the_parts_is_left_as_it_is():
    assert page_edits.edited("<p>Noe helt annet</p>", ADDED) == "<p>Noe helt annet</p>"


def test_without_streamlits_folder_its_files_are_its_own_to_send(without_files, caplog):
    with caplog.at_level(logging.WARNING):
        broken = streamlit_door.check()
    assert any("folder" in name for name in broken) and "unpacked" in caplog.text
    assert gate.is_answered("/static/js/index.abc.js") and not gate.is_answered("/hemmelig.txt")
    assert not [address for address in bundle._contents() if address.startswith("/static/")]
    assert "./static/js/" not in head.rest()


def test_without_what_streamlit_keeps_to_itself_the_program_asks_nothing_of_it(monkeypatch):
    monkeypatch.delattr("streamlit.runtime.pages_manager.PagesManager.uses_pages_directory")
    monkeypatch.delattr("streamlit.web.server.starlette.starlette_websocket.is_host_allowed")
    streamlit_door.know_only_navigation()
    assert not streamlit_door.allows_host("kommune.no")
    assert len(streamlit_door.check()) == 2


def test_an_assumption_that_cant_be_tried_is_told_as_broken(monkeypatch, caplog):
    monkeypatch.setattr(streamlit_door, "ASSUMPTIONS", (ASSUMPTIONS[0].__class__("noe", lambda: 1 / 0, "annet"),))
    assert streamlit_door.check() == ["noe"]
    assert "noe; annet" in caplog.text


def test_another_release_has_its_scripts_searched(monkeypatch):
    monkeypatch.setattr(streamlit_door, "HELD_WITH", "0.0.0")
    monkeypatch.setattr(streamlit_door, "english_words", lambda: {"Et ord som Streamlit ikke har"})
    assert streamlit_door.check() == ["its words are those that norwegian.js knows"]


def test_nothing_else_imports_what_streamlit_does_not_document():
    root = Path(__file__).parents[3]
    private = re.compile(
        r"^\s*(?:from|import) streamlit\.(?!delta_generator|testing)|file_util|PagesManager", re.MULTILINE
    )
    files = [root / "app.py", *(root / "pages").glob("*.py"), *(root / "dashboard").rglob("*.py")]
    found = {file.name for file in files if private.search(file.read_text(encoding="utf-8"))}
    assert found == {"streamlit_door.py"}


class Asked:
    """A session that notes what it is asked to run: the page and the part of it."""

    def __init__(self):
        self.runs = []

    def request_rerun(self, client_state):
        self.runs.append((client_state.page_script_hash, client_state.fragment_id) if client_state else None)


def test_a_part_of_a_page_that_has_been_left_is_not_run_after_the_next_page(monkeypatch):
    monkeypatch.setattr(streamlit_door, "_session", lambda: Asked)
    streamlit_door.leave_pages_whole()
    session = Asked()
    asked = [("", ""), ("kart", "verktøy"), ("økonomi", ""), ("kart", "verktøy"), ("økonomi", "verktøy")]
    for page, part in asked:
        session.request_rerun(ClientState(page_script_hash=page, fragment_id=part))
    session.request_rerun(None)
    assert session.runs == [("", ""), ("kart", "verktøy"), ("økonomi", ""), ("økonomi", "verktøy"), None]
