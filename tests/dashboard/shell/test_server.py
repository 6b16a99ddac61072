"""What the web server adds to Streamlit."""

import socket
import sys

import pytest
import uvicorn

from dashboard.shell import streamlit_door


@pytest.mark.skipif(not streamlit_door.OPEN_FILES.is_dir(), reason="the system doesn't list open files")
def test_connections_to_sockets_opened_as_streamlit_does_send_without_waiting():
    with socket.socket(socket.AF_INET) as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        streamlit_door.send_at_once()
        with socket.create_connection(listening.getsockname()) as client:
            accepted, _ = listening.accept()
            with accepted:
                assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
                accepted.sendall(b"still open")
                assert client.recv(10) == b"still open"


@pytest.mark.skipif(sys.platform == "win32", reason="there is none for Windows")
def test_the_server_waits_on_sockets_by_what_costs_least():
    """Each element of a page wakes the server's loop: four times cheaper by this one, and no thread stops for it."""
    assert uvicorn.Config("app:app").get_loop_factory().__module__.startswith("uvloop")
