"""Writing files whole or not at all, and what a disk that refuses means, in Norwegian."""

from __future__ import annotations

import errno
import secrets
from pathlib import Path


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


def why_not_written(error: OSError, path: Path) -> str:
    reasons = {
        errno.ENOSPC: "disken er full",
        errno.EDQUOT: "disken er full",
        errno.EFBIG: "fila blir større enn systemet tillater",
        errno.EROFS: "mappen er skrivebeskyttet",
    }
    reasons |= {errno.EACCES: "mangler skrivetilgang", errno.EPERM: "mangler skrivetilgang"}
    return f"kan ikke skrive {path}: {reasons.get(error.errno, error.strerror or 'ukjent feil')}"
