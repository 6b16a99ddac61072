"""A web server of the tests' own, with answers laid out for it."""

from __future__ import annotations

import json
import threading
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass
class Reply:
    """An answer; `missing` bytes of its promised length never come, and one that is `held` never does."""

    body: bytes = b"{}"
    status: int = 200
    content_type: str = "application/json; charset=utf-8"
    headers: dict[str, str] = field(default_factory=dict)
    missing: int = 0
    held: bool = False


@dataclass(frozen=True)
class Asked:
    """A question that arrived."""

    method: str
    path: str
    query: dict[str, str]
    body: Any


class Office(ThreadingHTTPServer):
    """An office on the web. Answers to a path are given in order; the last is given again and again. An answer that
    depends on the question is a function of it.
    """

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[Asked] = []
        self.released = threading.Event()
        self._replies: dict[str, list[Any]] = defaultdict(list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def answers(self, path: str, *replies: Reply | Callable[[Asked], Any] | Any) -> None:
        """Lay out what a path answers: replies, functions of the question, or what is sent as JSON."""
        self._replies[path] = list(replies)

    def reply(self, asked: Asked) -> Reply:
        """The answer to a question."""
        laid_out = self._replies[asked.path] or [Reply(b'{"title": "Not laid out"}', 404)]
        found = laid_out.pop(0) if len(laid_out) > 1 else laid_out[0]
        found = found(asked) if callable(found) else found
        return found if isinstance(found, Reply) else Reply(json.dumps(found).encode())

    def paths(self) -> list[str]:
        return [asked.path for asked in self.asked]


class Handler(BaseHTTPRequestHandler):
    server: Office
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # else a body waits 40 ms for the receipt of its headers

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def _answer(self) -> None:
        sent = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        parts = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        asked = Asked(self.command, parts.path, query, json.loads(sent) if sent else None)
        self.server.asked.append(asked)
        reply = self.server.reply(asked)
        if reply.held:
            self.server.released.wait(30)
            self.close_connection = True
            return
        self.send_response(reply.status)
        self.send_header("Content-Type", reply.content_type)
        self.send_header("Content-Length", str(len(reply.body) + reply.missing))
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(reply.body)
        self.close_connection = bool(reply.missing)

    def log_message(self, *_: object) -> None:
        pass
