"""Who may show a figure inside a page of their own: nobody, unless whoever runs the program names them.

EMBED_ORIGINS holds origins, with spaces or commas between: «https://intranett.kommune.no https://kommune.no».
"""

from __future__ import annotations

import logging
import os
import re
from functools import cache

VARIABLE = "EMBED_ORIGINS"

_ORIGIN = re.compile(r"https?://(\*\.)?[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?", re.IGNORECASE)
_log = logging.getLogger(__name__)


def origins() -> tuple[str, ...]:
    """Those that may embed figures, as a security policy names them; what is no origin is left out, and logged."""
    return _read(os.environ.get(VARIABLE, ""))


@cache
def _read(said: str) -> tuple[str, ...]:
    parts = [part.rstrip("/") for part in re.split(r"[\s,]+", said) if part]
    for part in parts:
        if not _ORIGIN.fullmatch(part):
            _log.warning("%s: «%s» is no origin such as https://kommune.no, and is left out", VARIABLE, part)
    return tuple(part for part in parts if _ORIGIN.fullmatch(part))
