"""What every answer says for safety's sake."""

import pytest
from streamlit import config

from dashboard.shell import protection
from tests import coroutines


def connections(host):
    """What a page that was asked for at `host` may connect to."""
    policy = protection.content_security_policy(host)
    (said,) = [part.split() for part in policy.split("; ") if part.startswith("connect-src ")]
    return said[1:]


@pytest.mark.parametrize("host", ["localhost:8501", "tall.example.no", "10.0.0.7", "A-1.example:443"])
def test_a_page_may_connect_to_the_host_it_came_from_and_to_no_other(host):
    assert connections(host) == ["'self'", f"ws://{host}", f"wss://{host}", "blob:"]


@pytest.mark.parametrize(
    "host",
    [None, "", "*", "a.no b.no", "a.no; script-src *", "a.no,b.no", "a.no/x", "b@a.no", "[::1]:80", "*.no", "å.no"],
)
def test_a_host_that_no_policy_can_name_is_not_named(host):
    assert connections(host) == ["'self'", "blob:"]


def test_a_host_that_the_program_is_not_called_by_is_not_named():
    before = config.get_option("server.allowedHosts")
    config.set_option("server.allowedHosts", ["tall.example.no"])
    try:
        assert "wss://tall.example.no:8443" in connections("tall.example.no:8443")
        assert connections("evil.example") == ["'self'", "blob:"]
    finally:
        config.set_option("server.allowedHosts", before)


def test_a_fault_is_answered_in_norwegian_with_the_headers_and_told_to_the_log():
    async def faulty(scope, receive, send):
        raise ZeroDivisionError

    sent = []

    async def send(message):
        sent.append(message)

    scope = {"type": "http", "method": "GET", "path": "/", "headers": [(b"host", b"tall.example.no")]}
    with pytest.raises(ZeroDivisionError):
        coroutines.run(protection.Protection(faulty)(scope, None, send))
    start, body = sent
    assert start["status"] == 500
    said = {name.decode(): value.decode() for name, value in start["headers"]}
    assert "wss://tall.example.no" in said["content-security-policy"]
    assert said.keys() >= protection.HEADERS.keys()
    assert "Siden kan ikke vises" in body["body"].decode()


def ancestors(query):
    """Whose pages may show what is asked for with a query string."""
    scope = {"type": "http", "headers": [(b"host", b"tall.example.no")], "query_string": query, "method": "GET"}
    sent = []

    async def answers(_scope, _receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": []})

    async def send(message):
        sent.append(message)

    coroutines.run(protection.Protection(answers)(scope, None, send))
    policy = dict(sent[0]["headers"])[b"content-security-policy"].decode()
    (said,) = [part.split()[1:] for part in policy.split("; ") if part.startswith("frame-ancestors ")]
    return said


def test_only_an_embedded_figure_is_shown_in_others_pages_and_only_in_those_that_are_named(monkeypatch):
    assert ancestors(b"visning=innebygd&figur=map") == ["'self'"]
    monkeypatch.setenv("EMBED_ORIGINS", "https://kommune.no, *; http://localhost:81/ https://*.ks.no;x ftp://a.no")
    assert ancestors(b"visning=innebygd&figur=map") == ["'self'", "https://kommune.no", "http://localhost:81"]
    for query in (b"", b"visning=presentasjon&figur=map", b"visning=innebygd&visning=presentasjon", b"figur=innebygd"):
        assert ancestors(query) == ["'self'"]
