"""Which codes of a table a selection means."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from etl.jsonstat import Dimension
from etl.sources.ssb_table import AmbiguousLabel, LabelNotFound, Metadata, SelectionError, nearest

EXPRESSION = re.compile(r"(top|bottom|from|to|range|label)\((.*)\)", re.IGNORECASE)


def chosen_codes(metadata: Metadata, selection: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """The codes that a selection means, each once, in the table's order. Raises SelectionError."""
    wanted = {metadata.dimension(name).code: expressions for name, expressions in selection.items()}
    demanded = [code for code, dimension in metadata.dimensions.items() if not dimension.elimination]
    lacking = [code for code in demanded if code not in wanted]
    if lacking:
        raise SelectionError(metadata.subject, f"utvalget mangler {', '.join(lacking)}, som tabellen krever")
    codes = {}
    for code, dimension in metadata.dimensions.items():
        if code in wanted:
            is_time = code == metadata.time.code
            found = {item for text in wanted[code] for item in _expand(metadata, dimension, text, is_time)}
            if not found:
                raise SelectionError(metadata.subject, f"utvalget av {code} er tomt")
            codes[code] = tuple(item for item in dimension.codes if item in found)
    return codes


def _expand(metadata: Metadata, dimension: Dimension, text: str, is_time: bool) -> Sequence[str]:
    """The codes that one code or expression means. Raises SelectionError."""
    codes = dimension.codes
    if text in dimension.labels:
        return [text]
    if match := EXPRESSION.fullmatch(text.strip()):
        if match[1].lower() == "label":
            return [_by_label(metadata, dimension, match[2])]
        return _by_function(metadata, dimension, match[1].lower(), match[2], is_time)
    if "*" in text or "?" in text:
        wildcard = re.compile(re.escape(text).replace(r"\*", ".*").replace(r"\?", "."))
        return [code for code in codes if wildcard.fullmatch(code)]
    raise SelectionError(metadata.subject, f"«{text}» finnes ikke i {dimension.code}")


def _by_label(metadata: Metadata, dimension: Dimension, pattern: str) -> str:
    """The one code whose whole label the regular expression fits. Raises AmbiguousLabel, LabelNotFound."""
    fits = re.compile(pattern, re.IGNORECASE).fullmatch
    codes = [code for code in dimension.codes if fits(dimension.labels[code])]
    if len(codes) > 1:
        names = "; ".join(f"{code} «{dimension.labels[code]}»" for code in codes[:5])
        raise AmbiguousLabel(metadata.subject, f"flere verdier av {dimension.code} passer med «{pattern}»: {names}")
    if not codes:
        raise LabelNotFound(metadata.subject, pattern, nearest(pattern, dimension.labels.values()))
    return codes[0]


def _by_function(
    metadata: Metadata, dimension: Dimension, function: str, arguments: str, is_time: bool
) -> Sequence[str]:
    """The codes that top, bottom, from, to or range means; `top` of time is the latest periods."""
    codes = dimension.codes
    words = [word.strip() for word in arguments.split(",")]
    try:
        if function in ("top", "bottom"):
            count, offset = int(words[0]), int(words[1]) if len(words) > 1 else 0
            latest = (function == "top") == is_time
            return codes[::-1][offset : offset + count] if latest else codes[offset : offset + count]
        ends = [codes.index(word) for word in words]
        first = ends[0] if function in ("from", "range") else 0
        last = ends[-1] if function in ("to", "range") else len(codes) - 1
        return codes[first : last + 1]
    except (ValueError, IndexError):
        raise SelectionError(
            metadata.subject, f"«{function}({arguments})» kan ikke brukes på {dimension.code}"
        ) from None
