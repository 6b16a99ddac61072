"""The one door to what Streamlit does but doesn't promise: its files, their names, its page, its words, its sockets.

Everything here may change with any release of Streamlit. Each assumption is named in ASSUMPTIONS with what the program
does without it; `check` tells at start which no longer hold, and tests/dashboard/shell/test_streamlit_door.py holds
them against the installed release. Nothing outside this module imports what Streamlit doesn't document.
"""

from __future__ import annotations

import asyncio
import logging
import os
import re
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

import streamlit as st

from dashboard.shell import page_edits
from dashboard.shell.relied_on import english_words, test_ids

HELD_WITH = "1.67.0"
"""The release of Streamlit that all assumptions were tested with; its bundle is not searched at start."""

THEME_KEY = "stActiveTheme-${location.pathname}-v2"
"""Where the browser keeps what the reader has chosen of light and dark, as a template of JavaScript."""

OPEN_FILES, PATIENCE_SECONDS = Path("/proc/self/fd"), 60
"""Where Linux lists what a process has open; how long a page that the program runs may take."""

_SCRIPT = Path("static") / "js"
_IMPORT = re.compile(r"""(?:from|import)\s*["']\./([\w.-]+\.js)["']""")
_log = logging.getLogger(__name__)


# --- Files --------------------------------------------------------------------------------------------------------


@cache
def static_folder() -> Path | None:
    """The folder of Streamlit's page and of the files that the page asks for; None where it isn't found."""
    try:
        from streamlit import file_util

        folder = Path(file_util.get_static_dir())
    except (ImportError, AttributeError):
        return None
    return folder if (folder / "index.html").is_file() else None


@cache
def files() -> dict[str, Path]:
    """Every file of Streamlit's own but its page, by its address below the program's root."""
    root = static_folder()
    found = {f"/{file.relative_to(root).as_posix()}": file for file in root.rglob("*")} if root else {}
    return {address: file for address, file in found.items() if file.is_file() and address != "/index.html"}


def scripts_of(elements: tuple[str, ...]) -> list[str]:
    """The addresses (without a first slash) of the scripts of some kinds of elements and all that they import, but for
    those that the page names itself.
    """
    root = static_folder()
    if root is None:
        return []
    named_already = (root / "index.html").read_text(encoding="utf-8")
    wanted = [script for name in elements for script in sorted((root / _SCRIPT).glob(f"{name}.*.js"))]
    return [(_SCRIPT / one.name).as_posix() for one in _with_imports(wanted) if one.name not in named_already]


def _with_imports(scripts: list[Path]) -> Iterator[Path]:
    """The scripts and all that they import, each once."""
    queue, seen = list(scripts), set(scripts)
    while queue:
        script = queue.pop(0)
        yield script
        for name in _IMPORT.findall(script.read_text(encoding="utf-8")):
            needed = script.with_name(name)
            if needed not in seen and needed.is_file():
                seen.add(needed)
                queue.append(needed)


# --- The page -----------------------------------------------------------------------------------------------------


def script(file: Path) -> str:
    """A script that stands in the page, with the names that it is handed."""
    return file.read_text(encoding="utf-8").replace("THEME_KEY", f"`{THEME_KEY}`")


# --- The server ---------------------------------------------------------------------------------------------------


def know_only_navigation() -> None:
    """Has Streamlit serve the pages that navigation names, and none by the name of its file, from the first visitor on:
    until navigation has been called once it would tell who followed a link to a page that the page doesn't exist.
    """
    manager = _pages_manager()
    if manager is not None:
        manager.uses_pages_directory = False


def _pages_manager() -> type | None:
    try:
        from streamlit.runtime.pages_manager import PagesManager
    except ImportError:
        return None
    return PagesManager if hasattr(PagesManager, "uses_pages_directory") else None


def allows_host(host: str) -> bool:
    """Whether the program may be called by a host (`server.allowedHosts`); no, where Streamlit can't be asked."""
    asked = _host_check()
    return asked is not None and bool(asked(host))


def _host_check() -> Callable[[str], bool] | None:
    try:
        from streamlit.web.server.starlette.starlette_websocket import is_host_allowed
    except ImportError:
        return None
    return is_host_allowed


def send_at_once() -> None:
    """Has this process' listening sockets, and so every connection they accept, send small messages without waiting.

    Streamlit binds its socket in a way that leaves Nagle's algorithm on (asyncio turns it off only where the socket
    names its protocol): each answer on a used connection then waits some 40 ms for the browser to acknowledge the last.
    """
    for listening in _listening_sockets():
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        listening.close()


def _listening_sockets() -> Iterator[socket.socket]:
    """Second handles of this process' TCP sockets that accept connections; none where the system doesn't list them."""
    for entry in list(OPEN_FILES.iterdir()) if OPEN_FILES.is_dir() else ():
        try:
            handle = os.dup(int(entry.name))
        except OSError:  # closed meanwhile, as the listing's own
            continue
        try:
            found = socket.socket(fileno=handle)
        except OSError:  # no socket
            os.close(handle)
            continue
        is_tcp = found.family in (socket.AF_INET, socket.AF_INET6) and found.type == socket.SOCK_STREAM
        if is_tcp and found.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
            yield found
        else:
            found.close()


# --- The address --------------------------------------------------------------------------------------------------


def leave_address_to_the_program() -> None:
    """Has Streamlit not tell browsers of each parameter that changes: each time makes an entry of their history."""
    parameters = _parameters()
    if parameters is not None:
        parameters._send_query_param_msg = lambda _parameters: None


def follows_history() -> bool:
    """Whether this run follows back or forward; it is then handed all that the address says, of which Streamlit leaves
    out what the page that was left has choices of the same name for.
    """
    run = _run()
    if run is None or not run.is_history_navigation:
        return False
    with run.session_state.query_params() as held:
        held.populate_from_query_string(run.query_string)
        held.set_initial_query_params_from_current()
    return True


def write_address(said: Mapping[str, str]) -> None:
    """Puts what is said into the address, without those that are empty, and tells the browser where it says another."""
    run = _run() if said else None
    if run is None:
        return
    with run.session_state.query_params() as held:
        held._query_params = {name: it for name, it in {**held._query_params, **said}.items() if it}
        written = urlencode(held._query_params, doseq=True)
    if sorted(parse_qsl(written)) != sorted(parse_qsl(run.query_string)):
        from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

        message = ForwardMsg()
        message.page_info_changed.query_string = run.query_string = written
        run.enqueue(message)


def _run() -> Any:
    """The run that asks; None where nothing is run, or addresses can't be written."""
    from streamlit.runtime.scriptrunner import get_script_run_ctx

    run = get_script_run_ctx()
    return run if _parameters() is not None and hasattr(run, "is_history_navigation") else None


def _parameters() -> Any:
    try:
        from streamlit.runtime.state.query_params import QueryParams
    except ImportError:
        return None
    asked = {"_send_query_param_msg", "populate_from_query_string", "set_initial_query_params_from_current"}
    return QueryParams if asked <= vars(QueryParams).keys() and "_query_params" in QueryParams.__annotations__ else None


# --- A page that is left ---------------------------------------------------------------------------------------------


def leave_pages_whole() -> None:
    """Has what a part of a page asks for forgotten where the reader has asked for another page already.

    A press in the menu closes an open popover, whose part is then asked for after the new page: Streamlit would begin
    that part of the page that was left when the new one is whole, and the browser would take the new one away.
    """
    session = _session()
    if session is None:
        return
    begin = session.request_rerun

    def request_rerun(self: Any, client_state: Any) -> None:
        page = client_state.page_script_hash if client_state else ""
        if client_state and client_state.fragment_id:
            asked = getattr(self, "_page_asked_for", "")
            if asked and page and page != asked:
                return
        elif client_state:
            self._page_asked_for = page
        begin(self, client_state)

    session.request_rerun = request_rerun


def _session() -> Any:
    try:
        from streamlit.proto.ClientState_pb2 import ClientState
        from streamlit.runtime.app_session import AppSession
    except ImportError:
        return None
    asked = {"fragment_id", "page_script_hash"} <= set(ClientState.DESCRIPTOR.fields_by_name)
    return AppSession if asked and hasattr(AppSession, "request_rerun") else None


# --- A page run by the program itself -----------------------------------------------------------------------------


def visit(link: str) -> bool:
    """Has the page of a link run whole, as a reader who opens the link has it, but sends it to nobody; whether it has
    been run. Waits for it: not for the thread that the server answers with.
    """
    visited = _runtime()
    if visited is None:
        return False
    runtime, loop = visited
    ended = threading.Event()
    began = asyncio.run_coroutine_threadsafe(_begin_visit(runtime, link, ended), loop)
    try:
        session = began.result(PATIENCE_SECONDS)
    except Exception:
        _log.exception("The page of a link could not be run")
        return False
    try:
        return ended.wait(PATIENCE_SECONDS)
    finally:
        loop.call_soon_threadsafe(runtime.close_session, session)


async def _begin_visit(runtime: Any, link: str, ended: threading.Event) -> str:
    from streamlit.proto.BackMsg_pb2 import BackMsg
    from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

    class Nobody:
        """Whom a page is sent to that nobody looks at; hears only when its run has ended."""

        client_context = None

        def write_forward_msg(self, message: ForwardMsg) -> None:
            if message.WhichOneof("type") != "script_finished":
                return
            if message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                ended.set()

    asked = BackMsg()
    parts = urlsplit(link)
    asked.rerun_script.query_string = parts.query
    asked.rerun_script.page_name = unquote(parts.path.rpartition("/")[2])
    session = runtime.connect_session(Nobody(), {})
    runtime.handle_backmsg(session, asked)
    return session


def _runtime() -> tuple[Any, asyncio.AbstractEventLoop] | None:
    """The running server's sessions, and the loop that they are served in; None where there is no such server."""
    try:
        from streamlit.runtime import Runtime

        runtime = Runtime.instance()
        return runtime, runtime._get_async_objs().eventloop
    except (ImportError, AttributeError, RuntimeError):
        return None


def _can_visit() -> bool:
    from streamlit.runtime import Runtime

    asked = ("instance", "connect_session", "handle_backmsg", "close_session", "_get_async_objs")
    return all(hasattr(Runtime, name) for name in asked)


# --- What is assumed ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Assumption:
    """Something that Streamlit does today: whether it still does, what the program does without it, and whether all of
    Streamlit's scripts must be searched to know.
    """

    name: str
    holds: Callable[[], bool]
    otherwise: str
    is_searched: bool = False


def lacking_edits() -> list[str]:
    """The parts of Streamlit's page that are edited and are not there once."""
    root = static_folder()
    return page_edits.lacking((root / "index.html").read_text(encoding="utf-8") if root else "")


def lacking_elements(elements: tuple[str, ...]) -> list[str]:
    """The kinds of elements that have no script of their own."""
    root = static_folder()
    return [name for name in elements if root is None or not any((root / _SCRIPT).glob(f"{name}.*.js"))]


def not_in_scripts(words: set[str]) -> set[str]:
    """Those of some words that none of Streamlit's scripts holds."""
    root, missing = static_folder(), set(words)
    for file in sorted((root / _SCRIPT).glob("*.js")) if root else ():
        if not missing:
            break
        held = file.read_text(encoding="utf-8", errors="replace")
        missing = {word for word in missing if word not in held}
    return missing


ELEMENTS = ("Html", "BidiComponent", "TextInput", "Selectbox", "ButtonGroup", "Slider")
"""The kinds of elements that nearly every page begins with, as Streamlit names their scripts."""

ASSUMPTIONS = (
    Assumption(
        "Streamlit's page and scripts lie in the folder that file_util names",
        lambda: static_folder() is not None,
        "its files are sent by Streamlit itself, unpacked, and nothing is named in the head",
    ),
    Assumption(
        "its page has one language, title, head and body that can be added to",
        lambda: not lacking_edits(),
        "the page lacks what could not be added: language, title, early picture, Norwegian words",
    ),
    Assumption(
        "the script of a kind of element is called after it",
        lambda: not lacking_elements(ELEMENTS),
        "the browser asks for these scripts when the first such element comes",
    ),
    Assumption(
        "the pages manager can be told that pages are navigation's",
        lambda: _pages_manager() is not None,
        "the first visitor after a start who follows a link to a page sees the front page",
    ),
    Assumption(
        "Streamlit can be asked which hosts it is called by",
        lambda: _host_check() is not None,
        "the security policy names no host, which browsers from before 2023 need",
    ),
    Assumption(
        "the system lists the sockets that are open",
        OPEN_FILES.is_dir,
        "answers wait some 40 ms",
    ),
    Assumption(
        "the program can have a page run as a browser has it",
        _can_visit,
        "a PowerPoint file of a list says of each figure that its page could not be opened",
    ),
    Assumption(
        "Streamlit tells browsers of the address in one way, and can be kept from it",
        lambda: _parameters() is not None,
        "back takes a press for each parameter that a choice has changed, and forgets the choices of another page",
    ),
    Assumption(
        "a session is asked for pages and their parts in one way",
        lambda: _session() is not None,
        "a page that is chosen while a popover is open may come empty",
    ),
    Assumption(
        "the browser keeps light or dark under the key that theme.js copies",
        lambda: not not_in_scripts({"stActiveTheme-${window.location.pathname}"}),
        "light or dark is chosen for each page by itself",
        is_searched=True,
    ),
    Assumption(
        "the parts of its page have the test ids that styles and scripts name",
        lambda: not not_in_scripts(test_ids()),
        "some parts look as Streamlit has them",
        is_searched=True,
    ),
    Assumption(
        "its words are those that norwegian.js knows",
        lambda: not not_in_scripts(english_words()),
        "some words are English",
        is_searched=True,
    ),
)


def check() -> list[str]:
    """Logs the assumptions that don't hold, with what the program does without them; returns their names.

    Streamlit's scripts (22 MB) are searched only where it is of another release than all were tested with.
    """
    is_known = st.__version__ == HELD_WITH
    broken = [one for one in ASSUMPTIONS if not (one.is_searched and is_known) and not _holds(one)]
    for one in broken:
        _log.warning("Streamlit %s: not true that %s; %s", st.__version__, one.name, one.otherwise)
    return [one.name for one in broken]


def _holds(one: Assumption) -> bool:
    try:
        return one.holds()
    except Exception:
        _log.exception("Streamlit %s: can't tell whether %s", st.__version__, one.name)
        return False
