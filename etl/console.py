"""Standard output that neither a letter missing in the terminal's encoding nor a closed pipe can make fail."""

from __future__ import annotations

import os
import sys
from io import TextIOWrapper
from typing import Any, TextIO


def settle() -> None:
    """Make standard output and error tolerant: a letter that the terminal's encoding lacks (ŋ in cp1252) becomes «?»,
    and what is printed after the pipe was closed («etl status | head») is discarded.
    """
    sys.stdout, sys.stderr = _Tolerant(sys.stdout), _Tolerant(sys.stderr)


class _Tolerant:
    """A text stream that discards what is written after its reader closed the pipe."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")

    def write(self, text: str) -> int:
        try:
            return self._stream.write(text)
        except BrokenPipeError:
            self._discard()
            return len(text)

    def flush(self) -> None:
        try:
            self._stream.flush()
        except BrokenPipeError:
            self._discard()

    def _discard(self) -> None:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, self._stream.fileno())
        os.close(nowhere)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)
