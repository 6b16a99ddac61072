"""One polite session to the offices: paced calls, retries, checked bodies, and raw answers kept on disk.

An answer counts only when it is whole and readable. It is then kept untouched under the raw directory, with a
sidecar that says what was asked, when, and its checksum; asking again within `max_age` reads that file and
makes no call. Another answer to the same question is another file: what counted before stays.
"""

from __future__ import annotations

import errno
import glob
import hashlib
import json
import os
import random
import re
import secrets
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests
from urllib3.exceptions import MaxRetryError

RAW = Path(__file__).parents[1] / "data" / "raw"
DAY = timedelta(days=1)
#: Seconds in which at most ETL_CALLS_PER_MINUTE calls go to one host.
WINDOW = 60.0
#: A call arrives later than it leaves, and some more so than others.
MARGIN = 1.0
#: Tries of one call before it is given up; a host that can't be reached at all gets fewer.
ATTEMPTS = 5
ATTEMPTS_WITHOUT_CONTACT = 3
#: A longer wait than this, asked for in Retry-After, is a refusal.
LONGEST_WAIT = 600.0
#: Seconds that one whole answer may take, however steadily it trickles.
LONGEST_ANSWER = 600.0
SECONDS_TO_CONNECT = 10
USER_AGENT = "generalistkommunen-i-tall/0.1 (python-requests)"


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


@dataclass(frozen=True)
class Answer:
    """An answer that was checked and kept.

    `data` is what `read` made of the body; `sent` is the body of the question; `updated` the office's own
    time of the figures, where the answer tells; `retrieved_at` is UTC; `path` is the untouched body on disk.
    """

    url: str
    method: str
    sent: str | None
    data: Any
    content_type: str
    retrieved_at: datetime
    sha256: str
    updated: str | None
    path: Path
    from_raw: bool


class Clock:
    """Wall-clock time and waiting; another may be given where time must not pass."""

    def now(self) -> float:
        """Seconds since 1970."""
        return time.time()

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)


def read_json(body: bytes) -> Any:
    """The body as JSON. Raises ValueError where it is not whole."""
    try:
        return json.loads(body)
    except ValueError as error:
        raise ValueError("ikke hel JSON") from error


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
        """`timeout` is seconds to connect and between bytes; with `force` nothing kept counts; `tell` hears of
        waits. A rate, wait or time-out that is not given is read from ETL_CALLS_PER_MINUTE, ETL_RETRY_SECONDS or
        ETL_TIMEOUT_SECONDS (SettingError where that is no number).
        """
        self._raw, self._force = raw, force
        #: Hears of waits, and of how far a long round of questions has come.
        self.tell = tell
        self._timeout = timeout or (SECONDS_TO_CONNECT, _positive("ETL_TIMEOUT_SECONDS", 60))
        self._clock = clock or Clock()
        self._limit = calls_per_minute or _positive("ETL_CALLS_PER_MINUTE", 25)
        self._retry_seconds = retry_seconds or _positive("ETL_RETRY_SECONDS", 60)
        #: The files of all answers that were given, in the order asked.
        self.used: list[Path] = []
        self._paces: dict[str, Pace] = {}
        self._down: set[str] = set()
        self._http = requests.Session()
        self._http.headers["User-Agent"] = USER_AGENT
        for left_over in raw.glob("*/.*.tmp-*"):
            left_over.unlink(missing_ok=True)

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
        answer = None if self._force else self._known(_question(prepared), media, read, max_age, updated)
        if answer is None:
            body, content_type, data = self._fetch(prepared, subject, read, media)
            answer = self._keep(prepared, media, subject, body, content_type, data)
        self.used.append(answer.path)
        return answer

    def discard(self, answers: Iterable[Path]) -> None:
        """Let kept answers that failed a later check count no more, so that the next run asks again."""
        for path in answers:
            with suppress(OSError, ValueError):
                sidecar = json.loads(_sidecar(path).read_text("utf-8"))
                write_atomically(_sidecar(path), _sidecar_text({**sidecar, "refused": True}))

    def _known(
        self, question: str, media: str, read: Callable, max_age: timedelta, updated: str | None
    ) -> Answer | None:
        """The newest answer on disk that counts."""
        moments = {path: _retrieved(path) for path in self._raw.glob(f"{glob.escape(question)}-*.{media}")}
        for path in sorted(filter(moments.get, moments), key=moments.get, reverse=True):
            if answer := self._kept(path, read, max_age, updated):
                return answer
        return None

    def _kept(self, path: Path, read: Callable, max_age: timedelta, updated: str | None) -> Answer | None:
        """The answer in a file, if it is whole, young enough and not overtaken."""
        try:
            known = json.loads(_sidecar(path).read_text("utf-8"))
            known.pop("refused")
            retrieved_at = datetime.fromisoformat(known.pop("retrieved_at"))
            age = self._clock.now() - retrieved_at.timestamp()
            if not 0 <= age < max_age.total_seconds() or _older(known["updated"], updated):
                return None
            body = path.read_bytes()
            if hashlib.sha256(body).hexdigest() != known["sha256"]:
                return None
            return Answer(**known, retrieved_at=retrieved_at, data=read(body), path=path, from_raw=True)
        except (OSError, ValueError, TypeError, LookupError, AttributeError):
            return None

    def _keep(
        self,
        prepared: requests.PreparedRequest,
        media: str,
        subject: str,
        body: bytes,
        content_type: str,
        data: Any,
    ) -> Answer:
        checksum = hashlib.sha256(body).hexdigest()
        path = self._raw / f"{_question(prepared)}-{checksum[:12]}.{media}"
        sent = prepared.body.decode() if isinstance(prepared.body, bytes) else prepared.body
        retrieved_at = datetime.fromtimestamp(self._clock.now(), UTC)
        known = {
            "url": prepared.url,
            "method": prepared.method,
            "sent": sent,
            "content_type": content_type,
            "sha256": checksum,
            "updated": data.get("updated") if isinstance(data, dict) else getattr(data, "updated", None),
        }
        sidecar = {**known, "retrieved_at": retrieved_at.isoformat(), "refused": False}
        try:
            write_atomically(path, body)
            write_atomically(_sidecar(path), _sidecar_text(sidecar))
        except OSError as error:
            raise StorageError(subject, _why_not_written(error, path)) from error
        return Answer(**known, retrieved_at=retrieved_at, data=data, path=path, from_raw=False)

    def _fetch(
        self, prepared: requests.PreparedRequest, subject: str, read: Callable, media: str
    ) -> tuple[bytes, str, Any]:
        """Try until there is a checked answer; a host that has just failed for good gets one try."""
        host = urlsplit(prepared.url).netloc
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
        _check_status(response, body, host, subject, html="html" in content_type)
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
            raise _contact_error(error, host, subject, self._timeout[1]) from error

    def _pace(self, host: str, subject: str) -> Pace:
        """The pace of a host, after having waited for its next free moment."""
        path = self._raw / _directory(host) / ".calls"
        try:
            if host not in self._paces:
                self._paces[host] = Pace(self._limit, self._clock, path)
            pace = self._paces[host]
            pace.wait(lambda seconds: self.tell(f"{host}: venter {seconds:.0f} s for ikke å spørre for ofte"))
        except OSError as error:
            raise StorageError(subject, _why_not_written(error, path)) from error
        return pace


class Pace:
    """The calls to one host: never more than `limit` in any WINDOW, and a short breath between two.

    The times are kept in a file, so that runs right after each other are polite together.
    """

    def __init__(self, limit: float, clock: Clock, path: Path) -> None:
        self._limit, self._clock, self._path = int(max(1, limit)), clock, path
        self._breath = WINDOW / self._limit / 4
        self._closed_until = 0.0
        self._times = self._recent(_numbers(path))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(f"{moment}\n" for moment in self._times), "utf-8")

    def wait(self, tell: Callable[[float], None]) -> None:
        """Wait for the next free moment and note the call."""
        while (seconds := self._until_free()) > 0:
            if seconds > 5:
                tell(seconds)
            self._clock.sleep(seconds)
        now = self._clock.now()
        self._times.append(now)
        with self._path.open("a", encoding="utf-8") as file:
            file.write(f"{now}\n")

    def heed(self, headers: Any, seconds: float) -> None:
        """Make no call for `seconds` where the host says that none is left."""
        if headers.get("x-ratelimit-remaining", "").strip() == "0":
            self._closed_until = self._clock.now() + seconds

    def _until_free(self) -> float:
        now = self._clock.now()
        self._times = self._recent(self._times)
        free = self._closed_until
        if self._times:
            free = max(free, self._times[-1] + self._breath)
        if len(self._times) >= self._limit:
            free = max(free, self._times[-self._limit] + WINDOW + MARGIN)
        return free - now

    def _recent(self, moments: list[float]) -> list[float]:
        now = self._clock.now()
        return [moment for moment in moments if now - WINDOW - MARGIN < moment <= now]


def write_atomically(path: Path, body: bytes) -> None:
    """Write a file so that there is the old one or the new one, never half. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.tmp-{secrets.token_hex(4)}")
    try:
        temporary.write_bytes(body)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _check_status(response: requests.Response, body: bytes, host: str, subject: str, html: bool) -> None:
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


def _contact_error(error: requests.RequestException, host: str, subject: str, read_timeout: float) -> TransientError:
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


def _question(prepared: requests.PreparedRequest) -> str:
    """How the files of all answers to a question begin: host/what-was-asked-digest."""
    parts = urlsplit(prepared.url)
    sent = prepared.body or b""
    question = f"{prepared.method} {prepared.url}\n".encode() + (sent.encode() if isinstance(sent, str) else sent)
    words = re.sub(r"[^A-Za-z0-9]+", "-", parts.path)[-50:].strip("-")
    return f"{_directory(parts.netloc)}/{words}-{hashlib.sha256(question).hexdigest()[:12]}"


def _directory(host: str) -> str:
    return host.replace(":", "_")


def _sidecar(path: Path) -> Path:
    return path.with_suffix(".meta.json")


def _sidecar_text(content: dict[str, Any]) -> bytes:
    return json.dumps(content, ensure_ascii=False, indent=1).encode()


def _retrieved(path: Path) -> str | None:
    """When an answer was given (ISO), by its sidecar; None where it counts no more or the sidecar is damaged."""
    try:
        sidecar = json.loads(_sidecar(path).read_text("utf-8"))
        return None if sidecar["refused"] else sidecar["retrieved_at"]
    except (OSError, ValueError, LookupError, TypeError):
        return None


def _older(kept: str | None, current: str | None) -> bool:
    """Whether the kept figures are older than the office's current ones; unknown times say nothing."""
    if not kept or not current:
        return False
    return datetime.fromisoformat(kept) < datetime.fromisoformat(current)


def _numbers(path: Path) -> list[float]:
    """The numbers in a file, one a line; none where there is no file or a line is damaged."""
    try:
        return sorted(float(line) for line in path.read_text("utf-8").split())
    except (OSError, ValueError):
        return []


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


def _why_not_written(error: OSError, path: Path) -> str:
    reasons = {
        errno.ENOSPC: "disken er full",
        errno.EDQUOT: "disken er full",
        errno.EFBIG: "fila blir større enn systemet tillater",
        errno.EROFS: "mappen er skrivebeskyttet",
    }
    reasons |= {errno.EACCES: "mangler skrivetilgang", errno.EPERM: "mangler skrivetilgang"}
    return f"kan ikke skrive {path}: {reasons.get(error.errno, error.strerror or 'ukjent feil')}"
