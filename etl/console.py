"""What is printed: a reader that leaves or can't show a letter is no reason to stop."""

from __future__ import annotations

import os
import sys
from typing import Any, TextIO


def settle() -> None:
    """Let standard output and error take every line: a letter that the terminal lacks (ŋ in cp1252) becomes «?», and
    what is printed after the reader has left («etl status | head») goes nowhere.
    """
    sys.stdout, sys.stderr = _Patient(sys.stdout), _Patient(sys.stderr)


class _Patient:
    """A text stream that outlives its reader."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        stream.reconfigure(errors="replace")

    def write(self, text: str) -> int:
        try:
            return self._stream.write(text)
        except BrokenPipeError:
            self._let_go()
            return len(text)

    def flush(self) -> None:
        try:
            self._stream.flush()
        except BrokenPipeError:
            self._let_go()

    def _let_go(self) -> None:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, self._stream.fileno())
        os.close(nowhere)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)
