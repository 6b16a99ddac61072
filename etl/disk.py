"""Writing files whole or not at all, and what a disk that refuses means, in Norwegian."""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

#: Why a file can't be written, by errno.
REASONS = {
    errno.ENOSPC: "disken er full",
    errno.EDQUOT: "diskkvoten er brukt opp",
    errno.EFBIG: "fila blir større enn systemet tillater",
    errno.EACCES: "mangler skrivetilgang",
    errno.EPERM: "mangler skrivetilgang",
    errno.EROFS: "mappen kan bare leses",
    errno.ENOTDIR: "stien går gjennom en fil",
    errno.EEXIST: "stien går gjennom en fil",
    errno.EISDIR: "det er en mappe",
}
#: Why a file can't be read, where that is said otherwise.
READ_REASONS = REASONS | {errno.EACCES: "mangler lesetilgang", errno.EPERM: "mangler lesetilgang"}


def where(error: OSError, otherwise: Path) -> object:
    """The file that could not be written: of a copy, what it was to become."""
    return error.filename2 or error.filename or otherwise


def not_written(error: OSError) -> str:
    """Why a file could not be written."""
    return REASONS.get(error.errno or 0) or error.strerror or "ukjent feil"


def not_read(error: OSError) -> str:
    """Why a file could not be read."""
    return READ_REASONS.get(error.errno or 0) or error.strerror or "ukjent feil"


@contextmanager
def replacement(path: Path, *, durable: bool = False) -> Iterator[Path]:
    """A temporary file beside `path` that takes its place when the block ends well, and vanishes when it doesn't.

    There is the old file or the new one, never half; with `durable` also after a power cut. The block must leave the
    file closed. Raises OSError.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.tmp-{secrets.token_hex(4)}")
    try:
        yield temporary
        if durable:
            _flush(temporary)
        temporary.replace(path)
        # Windows opens no folder as a file.
        if durable and os.name != "nt":
            _flush(path.parent)
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


def write_atomically(path: Path, body: bytes) -> None:
    """Write a file so that there is the old one or the new one, never half. Raises OSError."""
    with replacement(path) as temporary:
        temporary.write_bytes(body)


def remove_leftovers(path: Path) -> None:
    """Remove what killed writers of a file left beside it; nobody may be writing it."""
    for leftover in path.parent.glob(f".{path.name}.tmp-*"):
        leftover.unlink(missing_ok=True)


def _flush(file: Path) -> None:
    handle = os.open(file, os.O_RDONLY if file.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
