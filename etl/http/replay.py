"""Answers that were kept, given again to the clients without a call."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from etl.http.archive import Answer, question_of, read_json
from etl.http.errors import NotAnswered, SourceError
from etl.http.session import Session

NOT_KEPT = "det lagrede svaret mangler eller er skadet; hent på nytt"


class Replay(Session):
    """A session that knows some kept answers (file names), whatever their age, and makes no call."""

    def __init__(self, raw: Path, names: Iterable[str] = ()) -> None:
        super().__init__(raw, calls_per_minute=1, retry_seconds=1)
        self._names = sorted(names)

    def answer(self, name: str, subject: str, read: Callable[[bytes], Any] = read_json) -> Answer:
        """The kept answer in a file. Raises SourceError where it is missing or damaged."""
        if kept := self._archive.kept(self._archive.directory / name, read):
            return kept
        raise SourceError(subject, NOT_KEPT)

    def discard(self, answers: Iterable[Path]) -> None:
        """Nothing: what has been kept counts until something else does."""

    def _known(self, question: str, media: str, read: Callable, *_: Any) -> Answer | None:
        own = [name for name in self._named(question) if name.endswith(f".{media}")]
        return next(filter(None, (self._archive.kept(self._archive.directory / name, read) for name in own)), None)

    def _named(self, question: str) -> list[str]:
        return [name for name in self._names if name.startswith(f"{question}-")]

    def _fetch(self, prepared: Any, subject: str, *_: Any) -> Any:
        damaged = self._named(question_of(prepared))
        raise (SourceError if damaged else NotAnswered)(subject, NOT_KEPT)
