"""Names as an office writes them, made comparable."""

from __future__ import annotations

import unicodedata


def tidy(name: str) -> str:
    """The name in composed Unicode, without blanks at its ends, and with one plain space where there are blanks in it:
    some offices answer with decomposed letters, no-break spaces, or a space after.
    """
    return " ".join(unicodedata.normalize("NFC", name).split())
