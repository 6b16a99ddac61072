"""The answers on disk: each untouched, beside a sidecar that says what was asked, when, and its checksum.

Another answer to the same question is another file: what counted before stays.
"""

from __future__ import annotations

import glob
import hashlib
import json
import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests

from etl.disk import not_written, write_atomically
from etl.http.errors import StorageError
from etl.http.pace import Clock

RAW = Path(__file__).parents[2] / "data" / "raw"


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


def read_json(body: bytes) -> Any:
    """The body as JSON. Raises ValueError where it is not whole."""
    try:
        return json.loads(body)
    except ValueError as error:
        raise ValueError("ikke hel JSON") from error


class Archive:
    """The answers kept below a directory, a folder for each host."""

    def __init__(self, directory: Path, clock: Clock) -> None:
        self.directory, self._clock = directory, clock
        for left_over in [*directory.glob(".*.tmp-*"), *directory.glob("*/.*.tmp-*")]:
            left_over.unlink(missing_ok=True)

    def newest(
        self, question: str, media: str, read: Callable, max_age: timedelta, updated: str | None
    ) -> Answer | None:
        """The newest answer to a question that counts."""
        moments = {path: _retrieved(path) for path in self.directory.glob(f"{glob.escape(question)}-*.{media}")}
        known = {path: moment for path, moment in moments.items() if moment}
        for path in sorted(known, key=known.__getitem__, reverse=True):
            if answer := self.kept(path, read, max_age, updated):
                return answer
        return None

    def kept(
        self, path: Path, read: Callable, max_age: timedelta = timedelta.max, updated: str | None = None
    ) -> Answer | None:
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

    def keep(
        self,
        prepared: requests.PreparedRequest,
        media: str,
        subject: str,
        body: bytes,
        content_type: str,
        data: Any,
    ) -> Answer:
        """Write an answer and its sidecar. Raises StorageError."""
        checksum = hashlib.sha256(body).hexdigest()
        path = self.directory / f"{question_of(prepared)}-{checksum[:12]}.{media}"
        sent = prepared.body.decode() if isinstance(prepared.body, bytes) else prepared.body
        retrieved_at = datetime.fromtimestamp(self._clock.now(), UTC)
        known: dict[str, Any] = {
            "url": prepared.url or "",
            "method": prepared.method or "",
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
            raise StorageError(subject, f"kan ikke skrive {path}: {not_written(error)}") from error
        return Answer(**known, retrieved_at=retrieved_at, data=data, path=path, from_raw=False)

    def discard(self, answers: Iterable[Path]) -> None:
        """Let kept answers that failed a later check count no more, so that the next run asks again."""
        for path in answers:
            with suppress(OSError, ValueError):
                sidecar = json.loads(_sidecar(path).read_text("utf-8"))
                write_atomically(_sidecar(path), _sidecar_text({**sidecar, "refused": True}))


def question_of(prepared: requests.PreparedRequest) -> str:
    """How the files of all answers to a question begin: host/what-was-asked-digest."""
    parts = urlsplit(str(prepared.url))
    sent = prepared.body or b""
    question = f"{prepared.method} {prepared.url}\n".encode() + (sent.encode() if isinstance(sent, str) else sent)
    words = re.sub(r"[^A-Za-z0-9]+", "-", parts.path)[-50:].strip("-")
    return f"{folder_of(parts.netloc)}/{words}-{hashlib.sha256(question).hexdigest()[:12]}"


def folder_of(host: str) -> str:
    """The name of a host's folder."""
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
