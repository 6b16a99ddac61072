"""One polite session to the offices: paced calls, retries, checked bodies, and raw answers kept on disk.

An answer counts only when it is whole and readable. It is then kept untouched in the archive; asking again within
`max_age` reads that file and makes no call.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests

from etl.disk import not_written
from etl.http.archive import RAW, Answer, Archive, folder_of, question_of, read_json
from etl.http.errors import (
    BadAnswer,
    RateLimited,
    SettingError,
    StorageError,
    TransientError,
    check_status,
    contact_error,
)
from etl.http.pace import Clock, Pace

DAY = timedelta(days=1)
#: A longer wait than this, asked for in Retry-After, is a refusal.
LONGEST_WAIT = 600.0
#: Seconds that one whole answer may take, however steadily it trickles.
LONGEST_ANSWER = 600.0
SECONDS_TO_CONNECT = 10
USER_AGENT = "generalistkommunen-i-tall (python-requests)"


class Session:
    """Calls to the offices, one at a time. Whoever opens a session holds the lock of the pull."""

    def __init__(
        self,
        raw: Path = RAW,
        *,
        calls_per_minute: float | None = None,
        retry_seconds: float | None = None,
        timeout: tuple[float, float] | None = None,
        force: bool = False,
        clock: Clock | None = None,
        tell: Callable[[str], None] = lambda line: None,
    ) -> None:
        """`timeout` is seconds to connect and between bytes; with `force` nothing kept counts; `tell` is called with a
        line for each wait. A rate, wait or time-out that is not given is read from ETL_CALLS_PER_MINUTE,
        ETL_RETRY_SECONDS or ETL_TIMEOUT_SECONDS (SettingError where that is no number).
        """
        self._force = force
        #: Called with a line for each wait, and for how far a long round of questions has come.
        self.tell = tell
        self._timeout = timeout or (SECONDS_TO_CONNECT, _positive("ETL_TIMEOUT_SECONDS", 60))
        self._clock = clock or Clock()
        self._archive = Archive(raw, self._clock)
        self._limit = calls_per_minute or _positive("ETL_CALLS_PER_MINUTE", 25)
        self._retry_seconds = retry_seconds or _positive("ETL_RETRY_SECONDS", 60)
        #: The files of all answers that were given, in the order asked.
        self.used: list[Path] = []
        #: How many questions were sent and answered; the others were answered before.
        self.asked = 0
        self._paces: dict[str, Pace] = {}
        self._down: set[str] = set()
        self._http = requests.Session()
        self._http.headers["User-Agent"] = USER_AGENT

    def __enter__(self) -> Session:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def get(self, url: str, params: dict[str, str] | None = None, **options: Any) -> Answer:
        """Ask with GET; options as for `ask`."""
        return self.ask(requests.Request("GET", url, params=params), **options)

    def post(self, url: str, body: Any, params: dict[str, str] | None = None, **options: Any) -> Answer:
        """Ask with a JSON body; options as for `ask`."""
        return self.ask(requests.Request("POST", url, params=params, json=body), **options)

    def ask(
        self,
        request: requests.Request,
        *,
        subject: str,
        read: Callable[[bytes], Any] = read_json,
        media: str = "json",
        max_age: timedelta = DAY,
        updated: str | None = None,
    ) -> Answer:
        """The answer: the kept one while it is younger than `max_age`, else a new one.

        `read` turns the body into data and raises ValueError (in Norwegian) for a body that won't do; `media`
        is the word the content type must hold. `updated` is the time of the figures now: a kept answer with
        older ones is asked again. Raises a SourceError.
        """
        request.headers = {"Accept": "application/json" if media == "json" else "*/*"}
        prepared = self._http.prepare_request(request)
        answer = None if self._force else self._known(question_of(prepared), media, read, max_age, updated)
        if answer is None:
            body, content_type, data = self._fetch(prepared, subject, read, media)
            answer = self._archive.keep(prepared, media, subject, body, content_type, data)
            self.asked += 1
        self.used.append(answer.path)
        return answer

    def discard(self, answers: Iterable[Path]) -> None:
        """Let kept answers that failed a later check count no more, so that the next run asks again."""
        self._archive.discard(answers)

    def _known(
        self, question: str, media: str, read: Callable, max_age: timedelta, updated: str | None
    ) -> Answer | None:
        return self._archive.newest(question, media, read, max_age, updated)

    def _fetch(
        self, prepared: requests.PreparedRequest, subject: str, read: Callable, media: str
    ) -> tuple[bytes, str, Any]:
        """Try until there is a checked answer; a host that has just failed for good gets one try."""
        host = urlsplit(str(prepared.url)).netloc
        attempt = 0
        while True:
            attempt += 1
            try:
                answer = self._attempt(prepared, host, subject, read, media)
            except TransientError as error:
                wait = self._pause(error, attempt)
                if attempt >= error.attempts or host in self._down or wait > LONGEST_WAIT:
                    if not isinstance(error, BadAnswer):
                        self._down.add(host)
                    raise
                self.tell(f"{error}; prøver igjen om {wait:.0f} s")
                self._clock.sleep(wait)
            else:
                self._down.discard(host)
                return answer

    def _pause(self, error: TransientError, attempt: int) -> float:
        """Seconds before the next try: what the office says, else a wait that doubles; with jitter."""
        if error.retry_after is not None:
            wait = error.retry_after
        elif isinstance(error, RateLimited):
            wait = self._retry_seconds
        else:
            wait = min(self._retry_seconds, self._retry_seconds / 60 * 2 ** (attempt - 1))
        return wait * random.uniform(1, 1.25)

    def _attempt(
        self, prepared: requests.PreparedRequest, host: str, subject: str, read: Callable, media: str
    ) -> tuple[bytes, str, Any]:
        response, body = self._send(prepared, host, subject)
        content_type = response.headers.get("Content-Type", "")
        check_status(response, body, host, subject, html="html" in content_type)
        if media not in content_type.lower():
            raise BadAnswer(subject, f"svaret fra {host} er ikke {media}, men «{content_type or 'ukjent'}»")
        try:
            return body, content_type, read(body)
        except ValueError as error:
            raise BadAnswer(subject, f"svaret fra {host} kan ikke brukes: {error}") from error
        except (LookupError, TypeError, AttributeError) as error:
            raise BadAnswer(subject, f"svaret fra {host} har en annen form enn ventet") from error

    def _send(self, prepared: requests.PreparedRequest, host: str, subject: str) -> tuple[requests.Response, bytes]:
        """One call at its time. Raises NoContact or Unavailable where no whole answer came."""
        pace = self._pace(host, subject)
        settings = self._http.merge_environment_settings(prepared.url, {}, True, None, None)
        started = self._clock.now()
        try:
            with self._http.send(prepared, timeout=self._timeout, **settings) as response:
                pace.heed(response.headers, self._retry_seconds)
                chunks = []
                for chunk in response.iter_content(1 << 16):
                    chunks.append(chunk)
                    if self._clock.now() - started > LONGEST_ANSWER:
                        raise requests.ReadTimeout
                return response, b"".join(chunks)
        except requests.RequestException as error:
            raise contact_error(error, host, subject, self._timeout[1]) from error

    def _pace(self, host: str, subject: str) -> Pace:
        """The pace of a host, after having waited for its next free moment."""
        path = self._archive.directory / folder_of(host) / ".calls"
        try:
            if host not in self._paces:
                self._paces[host] = Pace(self._limit, self._clock, path)
            pace = self._paces[host]
            pace.wait(lambda seconds: self.tell(f"{host}: venter {seconds:.0f} s for ikke å spørre for ofte"))
        except OSError as error:
            raise StorageError(subject, f"kan ikke skrive {path}: {not_written(error)}") from error
        return pace


def _positive(variable: str, default: float) -> float:
    """A number above 0 from the environment."""
    text = os.environ.get(variable, "")
    try:
        number = float(text) if text.strip() else default
    except ValueError:
        number = 0
    if not 0 < number < float("inf"):
        raise SettingError(variable, f"skal være et tall større enn 0, ikke «{text}»")
    return number
