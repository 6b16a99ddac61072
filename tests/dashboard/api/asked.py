"""Asking the API by the door that the web server uses, without a socket: for what is asked hundreds of times."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.api.service import Service
from tests import coroutines


@dataclass(frozen=True)
class Heard:
    """What the service answered."""

    status: int
    headers: dict[str, str]
    body: bytes


def ask(service: Service, address: str, query: bytes = b"", method: str = "GET", client="192.0.2.1", **said) -> Heard:
    """Ask the service for what stands below «/api»; `said` are headers, with _ for -."""
    sent = []

    async def send(message):
        sent.append(message)

    scope = {
        "type": "http",
        "method": method,
        "path": f"/api{address}",
        "query_string": query,
        "client": (client, 1),
        "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in said.items()],
    }
    coroutines.run(service.answer(scope, None, send, address))
    start, body = sent
    headers = {name.decode(): value.decode("latin-1") for name, value in start["headers"]}
    return Heard(start["status"], headers, body["body"])
