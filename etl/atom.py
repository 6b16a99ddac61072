"""The feed of changes that a published set holds, as Atom (RFC 4287)."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.etree import ElementTree

MEDIA_TYPE = "application/atom+xml"
NAMESPACE = "http://www.w3.org/2005/Atom"
AUTHOR = "Generalistkommunen i tall"


@dataclass(frozen=True)
class Entry:
    """What one build of the data changed. `key` stays the same whenever it is told; `lines` are sentences."""

    key: str
    title: str
    updated: datetime
    lines: tuple[str, ...]
    link: str


def written(key: str, title: str, own: str, updated: datetime, entries: Iterable[Entry]) -> bytes:
    """The feed as XML; `own` is its address. What is in it is text, never markup."""
    root = ElementTree.Element("feed", {"xmlns": NAMESPACE, "xml:lang": "nb"})
    _add(root, "id", _identity(key))
    _add(root, "title", title)
    _add(root, "updated", _time(updated))
    _add(_add(root, "author"), "name", AUTHOR)
    _add(root, "link", rel="self", type=MEDIA_TYPE, href=own)
    for entry in entries:
        element = _add(root, "entry")
        _add(element, "id", _identity(f"{key}/{entry.key}"))
        _add(element, "title", entry.title)
        _add(element, "updated", _time(entry.updated))
        _add(element, "link", rel="alternate", href=entry.link)
        _add(element, "content", "\n".join(entry.lines) or entry.title, type="text")
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)


def _identity(key: str) -> str:
    """The id of a feed or an entry, at whatever address it is read; the API gives builds the same ids."""
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'generalistkommunen-i-tall/{key}')}"


def _add(parent: ElementTree.Element, name: str, said: str | None = None, **attributes: str) -> ElementTree.Element:
    element = ElementTree.SubElement(parent, name, attributes)
    element.text = said and "".join(sign for sign in said if sign.isprintable() or sign == "\n")
    return element


def _time(moment: datetime) -> str:
    """A moment of the database (UTC without saying so) as Atom has it."""
    return moment.replace(tzinfo=UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
