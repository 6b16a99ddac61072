"""What a cell of the ministry's workbook says: a number, that there is none, or neither."""

from __future__ import annotations

import datetime
import re

MISSING_WORDS = {"", "-", "–", "—", ":", ".", "..", "mangler", "na", "n/a", "ikke rapportert", "ikke tilgjengelig"}
_FOOTNOTE = re.compile(r"(?<=[\d%])(?:\s+\(?\d{1,2}\)|\s*(?:\*+|[¹²³⁴⁵⁶⁷⁸⁹⁰]+|\(?[a-z]\)))$")


def number(value: object) -> float | None:
    """The number in a cell, None where it says that there is none. Raises ValueError for anything else."""
    if value is None:
        return None
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    if not isinstance(value, str):
        raise ValueError
    if value.casefold() in MISSING_WORDS or value.startswith("#"):
        return None
    plain = re.sub(r"[\s%]", "", without_footnote(value)[0]).replace(",", ".")
    if not re.fullmatch(r"[-−+]?\d+(\.\d+)?", plain):
        raise ValueError
    return float(plain.replace("−", "-"))


def is_word(cell: object) -> bool:
    """Whether a cell holds anything but a number or a mark that one is missing."""
    try:
        number(cell)
    except ValueError:
        return True
    return False


def without_footnote(text: str) -> tuple[str, str | None]:
    """«64,9» and «1)» from «64,9 1)»; the mark is None where there is none."""
    found = _FOOTNOTE.search(text)
    return (text[: found.start()], found[0].strip()) if found else (text, None)


def written(cell: object) -> str:
    """A cell as Norwegian Excel shows it: «73,2», «−4», «SANN», «31.12.2022»; nothing for an empty one."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "SANN" if cell else "USANN"
    if isinstance(cell, int | float):
        return f"{cell:.12g}".replace(".", ",").replace("-", "−")
    if isinstance(cell, datetime.date):
        return f"{cell:%d.%m.%Y}"
    return str(cell)


def year_in(cell: object, *, alone: bool = False) -> int | None:
    """The year that a cell holds, or tells of in words unless it has to stand `alone`; None for several or none."""
    if isinstance(cell, datetime.date):
        return cell.year
    found = set(re.findall(r"(?<![\d.,])(?:19|20)\d\d(?![.,]?\d)", written(cell)))
    return int(found.pop()) if len(found) == 1 and not (alone and re.search(r"[^\W\d_]", written(cell))) else None
