"""Text and YAML files that people write: what is wrong is said in Norwegian with file, line and field."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails

from etl.disk import not_read

M = TypeVar("M", bound=BaseModel)

#: How models of files are checked: every field is known, and no text empty.
STRICT = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True, str_min_length=1)

#: What pydantic's kinds of errors mean; those that it tells in words of ours are told so.
MEANINGS = {
    "missing": "mangler",
    "extra_forbidden": "er ukjent",
    "literal_error": "skal være {expected}",
    "union_tag_invalid": "har ukjent {discriminator}; skal være en av {expected_tags}",
    "union_tag_not_found": "mangler {discriminator}",
    "string_type": "skal være tekst",
    "string_too_short": "kan ikke være tom",
    "string_pattern_mismatch": "har feil form («{pattern}»)",
    "int_type": "skal være et helt tall",
    "int_parsing": "skal være et helt tall",
    "int_from_float": "skal være et helt tall",
    "float_type": "skal være et tall",
    "float_parsing": "skal være et tall",
    "greater_than": "skal være større enn {gt}",
    "greater_than_equal": "skal være minst {ge}",
    "less_than_equal": "skal være høyst {le}",
    "bool_type": "skal være true eller false",
    "bool_parsing": "skal være true eller false",
    "list_type": "skal være en liste",
    "tuple_type": "skal være en liste",
    "dict_type": "skal være felt med verdier",
    "model_type": "skal være felt med verdier",
    "too_short": "skal ha minst {min_length}",
    "date_type": "skal være en dato (ÅÅÅÅ-MM-DD)",
    "date_parsing": "skal være en dato (ÅÅÅÅ-MM-DD)",
    "date_from_datetime_parsing": "skal være en dato (ÅÅÅÅ-MM-DD)",
    "value_error": "{error}",
    "json_invalid": "er ikke hel JSON",
    "string_too_long": "kan ha høyst {max_length} tegn",
}
OTHERWISE = "har ikke den formen det skal ha"
DAMAGED_ZIP = "zip-fila er avkuttet eller skadet"

#: What Python raises when a zip, or a part of it, can't be unpacked.
ZIP_FAULTS = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError)


class FileError(Exception):
    """A file that can't be used; the message names it, the line and the field."""


def read_yaml(path: Path, model: type[M]) -> M:
    """The file's content as `model`. Raises FileError for a file that isn't there, isn't YAML, has a field twice, or
    doesn't fit.
    """
    content = read_text(path)
    try:
        node = yaml.compose(content, yaml.CSafeLoader)
        values = yaml.load(content, yaml.CSafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f" linje {mark.line + 1}" if mark else ""
        raise FileError(f"{path.name}{where}: ikke gyldig YAML (se etter innrykk, kolon og hermetegn)") from error
    except yaml.YAMLError as error:
        raise FileError(f"{path.name}: ikke gyldig YAML") from error
    if not isinstance(values, dict):
        raise FileError(f"{path.name}: skal være felt med verdier")
    if repeated := next(_repeated(node), None):
        raise FileError(f"{path.name} linje {repeated.start_mark.line + 1}: feltet «{repeated.value}» står to ganger")
    try:
        return model.model_validate(values)
    except ValidationError as error:
        told = "; ".join(_told(detail, node) for detail in error.errors())
        raise FileError(f"{path.name} {told}") from error


def line_of(path: Path, field: str) -> int:
    """The line that a field at the top of a YAML file stands on."""
    found = _child(yaml.compose(read_text(path), yaml.CSafeLoader), field)
    return found[0] if found else 1


def _repeated(node: yaml.Node | None) -> Iterator[yaml.Node]:
    """The keys that the same mapping had before, anywhere in a file."""
    if isinstance(node, yaml.MappingNode):
        seen = set()
        for key, value in node.value:
            if isinstance(key, yaml.ScalarNode):
                if key.value in seen:
                    yield key
                seen.add(key.value)
            yield from _repeated(value)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _repeated(item)


def read_text(path: Path) -> str:
    """The file's text, without the mark that Excel begins it with. Raises FileError for one that isn't there, can't be
    read, or isn't UTF-8.
    """
    try:
        raw = path.read_bytes()
    except FileNotFoundError as error:
        raise FileError(f"{path.name} mangler i {path.parent}") from error
    except OSError as error:
        raise FileError(f"{path.name} kan ikke leses: {not_read(error)}") from error
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise FileError(f"{path.name} linje {line}: tegn som ikke er UTF-8 (i Excel: «CSV UTF-8»)") from error


def _told(detail: ErrorDetails, node: yaml.Node | None) -> str:
    """«linje 6: feltet «farge» er ukjent»; a missing field is told at the line of what it is missing from."""
    line, field = _place(detail["loc"], node)
    return f"linje {line}: {_meaning(detail, field)}"


def meaning(detail: ErrorDetails) -> str:
    """What pydantic found wrong, in Norwegian with the field: «feltet «size.indicators» mangler»."""
    return _meaning(detail, ".".join(map(str, detail["loc"])))


def _meaning(detail: ErrorDetails, field: str) -> str:
    facts = {name: str(fact).replace(" or ", " eller ") for name, fact in detail.get("ctx", {}).items()}
    own_words = detail["type"] == "value_error"
    subject = f"feltet «{field}»{':' if own_words else ''} " if field else ""
    return subject + MEANINGS.get(detail["type"], OTHERWISE).format(**facts)


def _place(location: tuple[str | int, ...], node: yaml.Node | None) -> tuple[int, str]:
    """The line of a field and its name; names that the file doesn't hold (of a kind of object) are no part of it."""
    line, names = node.start_mark.line + 1 if node else 1, []
    for step, part in enumerate(location):
        found = _child(node, part)
        if found is not None:
            line, node = found
        if found is not None or step == len(location) - 1:
            names.append(str(part))
    return line, ".".join(names)


def _child(node: yaml.Node | None, part: str | int) -> tuple[int, yaml.Node] | None:
    if isinstance(node, yaml.MappingNode):
        return next(((key.start_mark.line + 1, value) for key, value in node.value if key.value == part), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        return node.value[part].start_mark.line + 1, node.value[part]
    return None
