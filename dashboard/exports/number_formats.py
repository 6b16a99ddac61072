"""How numbers are written on the axes of native charts: as in Norwegian, whatever the language of the reader's program.

A code like «#,##0» has the reader's own signs: «1,000» in an English program. A space between thousands can be written
out in a code, but a decimal comma can't; it is asked for with the number of the language, which LibreOffice follows and
PowerPoint leaves to the reader's settings.
"""

from __future__ import annotations

from collections.abc import Iterable

LANGUAGE = "[$-414]"
SPACE = "\\\u00a0"

COUNTS = f"[>=1000000]#{SPACE}###{SPACE}##0;[>=1000]#{SPACE}##0;0"
"""Whole numbers with their spaces written out; not for numbers under zero, whose sign LibreOffice loses here."""


def number_format_of(decimals: int) -> str:
    """The code in a file whose reader has signs of their own."""
    return "#,##0" + ("." + "0" * decimals if decimals else "")


def norwegian(number_format: str, values: Iterable[float]) -> str:
    """The code for an axis that reaches over some numbers."""
    if number_format == number_format_of(0) and min(values, default=0) >= 0:
        return COUNTS
    if number_format == "0":
        return number_format
    return ";".join(LANGUAGE + part for part in number_format.split(";"))
