"""A feed of changes as Atom (RFC 4287), for programs that follow what each build of the data changed."""

from __future__ import annotations

import unicodedata
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from dashboard import markup
from dashboard.api.responses import ATOM

AUTHOR = "Generalistkommunen i tall"

_FEED = (
    "<?xml version='1.0' encoding='utf-8'?>\n"
    "<feed xmlns='http://www.w3.org/2005/Atom' xml:lang='nb'>"
    "<id>{id}</id><title>{title}</title><updated>{updated}</updated><author><name>{author}</name></author>"
    "<link rel='self' type='{media}' href='{own}'/><link rel='alternate' type='text/html' href='{page}'/>"
    "{entries}</feed>\n"
)
_ENTRY = "<entry><id>{}</id><title>{}</title><updated>{}</updated><content type='text'>{}</content></entry>"


@dataclass(frozen=True)
class Entry:
    """What one build of the data changed. `key` stays the same whenever it is told; `lines` are sentences."""

    key: str
    title: str
    updated: datetime
    lines: tuple[str, ...]


def written(key: str, title: str, own: str, page: str, updated: datetime, entries: Iterable[Entry]) -> bytes:
    """The feed as XML. `own` is its address and `page` that of the page that tells the same."""
    told = [
        (_identity(f"{key}/{entry.key}"), _said(entry.title), _time(entry.updated),
         _said("\n".join(entry.lines) or entry.title))
        for entry in entries
    ]  # fmt: skip
    return markup.html(
        _FEED, id=_identity(key), title=_said(title), updated=_time(updated), author=AUTHOR, media=ATOM, own=own,
        page=page, entries=markup.each(_ENTRY, told),
    ).encode()  # fmt: skip


def _identity(key: str) -> str:
    """The id of a feed or an entry, at whatever address it is read; published sets give builds the same ids."""
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'generalistkommunen-i-tall/{key}')}"


UNWRITABLE = ("Cc", "Cs", "Cn")
"""Kinds of signs that XML can't hold, or nobody can read: control characters, halves of a pair, and none at all."""


def _said(text: str) -> str:
    """A text without the control characters that XML can't hold; numbers keep the spaces that hold them together."""
    return "".join(sign for sign in text if unicodedata.category(sign) not in UNWRITABLE or sign == "\n")


def _time(moment: datetime) -> str:
    """A moment of the database (UTC without saying so) as Atom has it."""
    return moment.replace(tzinfo=UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
