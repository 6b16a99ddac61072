"""What can keep a source's figures from being fetched, and what an office's response means."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import requests
from urllib3.exceptions import MaxRetryError

#: Tries of one call before it is given up; a host that can't be reached at all gets fewer.
ATTEMPTS = 5
ATTEMPTS_WITHOUT_CONTACT = 3


class SourceError(Exception):
    """Something that keeps a source's figures from being fetched. The text is one Norwegian line.

    `subject` says what was asked for («SSB, tabell 07459»), `reason` what went wrong.
    """

    def __init__(self, subject: str, reason: str) -> None:
        super().__init__(f"{subject}: {reason}")
        self.subject, self.reason = subject, reason


class SettingError(SourceError):
    """An environment variable or address that can't be used."""


class StorageError(SourceError):
    """A raw answer could not be written: disk full, no write access."""


class Refused(SourceError):
    """The office understood the question and says no (HTTP 4xx). `title` is its own diagnosis."""

    def __init__(self, subject: str, reason: str, title: str = "") -> None:
        super().__init__(subject, reason)
        self.title = title


class NotFound(Refused):
    """What was asked for does not exist at the office (any more)."""


class NotAnswered(SourceError):
    """A question that had no answer when the kept ones were fetched."""


class TooLarge(Refused):
    """More cells than the office gives in one answer."""


class TransientError(SourceError):
    """A failure that may pass, tried again before it is raised. `retry_after`: the wait asked for, in s."""

    attempts = ATTEMPTS

    def __init__(self, subject: str, reason: str, retry_after: float | None = None) -> None:
        super().__init__(subject, reason)
        self.retry_after = retry_after


class NoContact(TransientError):
    """The host can't be reached at all: no network, no such name, connection refused."""

    attempts = ATTEMPTS_WITHOUT_CONTACT


class Unavailable(TransientError):
    """The host was reached and did not deliver: 5xx, time-out, connection lost."""


class RateLimited(TransientError):
    """The host takes no more calls now (429)."""


class BadAnswer(TransientError):
    """The answer is not what was asked for: a web page, half a body, figures that contradict themselves."""


def check_status(response: requests.Response, body: bytes, host: str, subject: str, html: bool) -> None:
    """Raise what an HTTP status other than success means."""
    status = response.status_code
    retry_after = _retry_after(response.headers.get("Retry-After"))
    if status == 429:
        raise RateLimited(subject, f"{host} tar ikke imot flere spørringer nå (429)", retry_after)
    if status >= 500 or status == 408:
        raise Unavailable(subject, f"{host} svarer {status}", retry_after)
    if 300 <= status < 500 and html:
        raise BadAnswer(subject, f"{host} svarer {status} med en nettside")
    if status >= 300:
        title = _title(body)
        kind = NotFound if status == 404 else Refused
        told = ": ".join(filter(None, [str(status), title]))
        raise kind(subject, f"{host} avviste spørringen ({told})", title)


def _title(body: bytes) -> str:
    """The diagnosis in the body of a refusal, on one line."""
    try:
        problem = json.loads(body)
        text = str(problem.get("title") or problem.get("message") or "") if isinstance(problem, dict) else ""
    except ValueError:
        text = body.decode("utf-8", "replace")
    return " ".join(text.split())[:200]


def contact_error(error: requests.RequestException, host: str, subject: str, read_timeout: float) -> TransientError:
    """What a failed call means: never reached, or reached and lost."""
    never_reached = (requests.ConnectTimeout, requests.exceptions.ProxyError, requests.exceptions.SSLError)
    if isinstance(error, never_reached) or any(isinstance(argument, MaxRetryError) for argument in error.args):
        return NoContact(subject, f"ingen kontakt med {host}")
    if isinstance(error, requests.Timeout) or "timed out" in str(error):
        return Unavailable(subject, f"{host} svarte ikke innen {read_timeout:g} sekunder")
    return Unavailable(subject, f"forbindelsen til {host} ble brutt midt i svaret")


def _retry_after(text: str | None) -> float | None:
    """Seconds to wait by a Retry-After header (seconds or a date); None where it says nothing readable."""
    if text is None:
        return None
    try:
        return max(0.0, float(text))
    except ValueError:
        pass
    try:
        return max(0.0, (parsedate_to_datetime(text) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):
        return None
