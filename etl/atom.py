"""A feed of changes as Atom (RFC 4287): written by publishing and by the API alike, and so known to both."""

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
    """What one build of the data changed. `key` is the same whoever tells of it and whenever; `lines` are sentences."""

    key: str
    title: str
    updated: datetime
    lines: tuple[str, ...] = ()
    link: str | None = None


@dataclass(frozen=True)
class Feed:
    """A feed; `own` is its address, `page` that of the page that tells the same, both as its reader finds them."""

    key: str
    title: str
    updated: datetime
    own: str
    page: str | None = None


def written(feed: Feed, entries: Iterable[Entry]) -> bytes:
    """The feed as XML, newest entry first if they come so; what is in it is text, never markup."""
    root = ElementTree.Element("feed", {"xmlns": NAMESPACE, "xml:lang": "nb"})
    _add(root, "id", identity(feed.key))
    _add(root, "title", feed.title)
    _add(root, "updated", _time(feed.updated))
    _add(_add(root, "author"), "name", AUTHOR)
    _add(root, "link", rel="self", type=MEDIA_TYPE, href=feed.own)
    if feed.page:
        _add(root, "link", rel="alternate", type="text/html", href=feed.page)
    for entry in entries:
        element = _add(root, "entry")
        _add(element, "id", identity(f"{feed.key}/{entry.key}"))
        _add(element, "title", entry.title)
        _add(element, "updated", _time(entry.updated))
        if entry.link:
            _add(element, "link", rel="alternate", href=entry.link)
        _add(element, "content", "\n".join(entry.lines) or entry.title, type="text")
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)


def identity(key: str) -> str:
    """The id of a feed or an entry: the same for the same key, at whatever address it is read."""
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'generalistkommunen-i-tall/{key}')}"


def _add(parent: ElementTree.Element, name: str, said: str | None = None, **attributes: str) -> ElementTree.Element:
    element = ElementTree.SubElement(parent, name, attributes)
    element.text = said and "".join(sign for sign in said if sign.isprintable() or sign == "\n")
    return element


def _time(moment: datetime) -> str:
    """A moment of the database (UTC without saying so) as Atom has it."""
    return moment.replace(tzinfo=UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
