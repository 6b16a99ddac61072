"""Names as an office writes them, made comparable, and several of them in a line."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence


def tidy(name: str) -> str:
    """The name in composed Unicode, without blanks at its ends, and with one plain space where there are blanks in it:
    some offices answer with decomposed letters, no-break spaces, or a space after.
    """
    return " ".join(unicodedata.normalize("NFC", name).split())


def listed(names: Sequence[str], most: int = 3) -> str:
    """«Utsira, Røst og 4 til»: so many of some names as a line has room for."""
    shown = ", ".join(names[:most])
    return shown if len(names) <= most else f"{shown} og {len(names) - most} til"


def span(first: str, last: str) -> str:
    """«2015–2024», or «2024» where both are the same."""
    return last if first == last else f"{first}–{last}"
