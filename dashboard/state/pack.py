"""A list of views to present: its name, and its views in order, each with what the speaker notes.

The list lives in its link, so that it is whole wherever the link is opened: a link holds it as JSON, deflated, in the
letters that addresses allow. components/pack.js writes and reads the same.
"""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from dataclasses import dataclass

from dashboard import addresses

MOST_VIEWS = 100
LONGEST = 30_000
"""Letters of a list in a link: more than any address may have on its way through a web server."""

_MOST_BYTES = 400_000
_LONGEST_TEXT = 4000


class PackError(ValueError):
    """A list that can't be read; the message is Norwegian, and says why."""


@dataclass(frozen=True)
class View:
    """One figure: the link that shows it alone, its title when it was added, and what the speaker will say."""

    link: str
    title: str
    note: str = ""

    @property
    def version(self) -> str:
        """The version of the data that it was added from; empty where its link says none."""
        return addresses.parameters_of(self.link).get(addresses.VERSION, "")


@dataclass(frozen=True)
class Pack:
    """Views in the order in which they are shown, under a name (which may be empty)."""

    name: str
    views: tuple[View, ...]

    @property
    def versions(self) -> tuple[str, ...]:
        """The versions of the data that its views are of, each once."""
        return tuple(dict.fromkeys(view.version for view in self.views if view.version))

    def without_notes(self) -> Pack:
        """What the hall is handed: what the speaker notes is not for it."""
        return Pack(self.name, tuple(View(view.link, view.title) for view in self.views))


EMPTY = Pack("", ())


def written(pack: Pack) -> str:
    """A list as a link holds it."""
    views = [[view.link, view.title, view.note] if view.note else [view.link, view.title] for view in pack.views]
    plain = json.dumps([pack.name, views], ensure_ascii=False, separators=(",", ":")).encode()
    deflate = zlib.compressobj(9, wbits=-zlib.MAX_WBITS)
    return base64.urlsafe_b64encode(deflate.compress(plain) + deflate.flush()).decode().rstrip("=")


def read(held: str) -> Pack:
    """The list that a link holds. Raises PackError where it is broken, too long, or leads elsewhere."""
    if len(held) > LONGEST:
        raise PackError("Lista i lenken er for lang.")
    try:
        inflate = zlib.decompressobj(wbits=-zlib.MAX_WBITS)
        packed = base64.b64decode(held + "=" * (-len(held) % 4), altchars=b"-_", validate=True)
        plain = inflate.decompress(packed, _MOST_BYTES)
        found = of_json(json.loads(plain))
    except (binascii.Error, zlib.error, ValueError, RecursionError):
        found = EMPTY
    if not found.views:
        raise PackError("Lista i lenken er ødelagt. Be om lenken på nytt.")
    return found


def of_json(said: object) -> Pack:
    """A list as JSON has it: [name, [[link, title, note], ...]], a note left out where there is none.

    It comes from a link or a browser: what leads elsewhere or is no view is left out.
    """
    name, views = said if isinstance(said, list) and len(said) == 2 and isinstance(said[1], list) else ("", [])
    parts = [[*map(_text, view[:3]), "", ""] for view in views if isinstance(view, list) and view]
    found = (View(link, title, note) for link, title, note, *_ in parts)
    return Pack(_text(name), tuple(view for view in found if is_ours(view.link))[:MOST_VIEWS])


def is_ours(link: str) -> bool:
    """Whether a link leads to this program, as a browser reads it."""
    return link.startswith("/") and link[1:2] not in ("/", "\\")


def _text(part: object) -> str:
    return part[:_LONGEST_TEXT] if isinstance(part, str) else ""


def slide_link(view: View, held: str, place: int) -> str:
    """The address that shows a view as one of the list `held`; `place` counts from 1."""
    said = {**addresses.parameters_of(view.link), addresses.LIST: held, addresses.PLACE: str(place)}
    return addresses.address(addresses.page_of(view.link), said)


def list_link(pack: Pack) -> str:
    """The address of the page that holds the list: to look at, to start and to take along."""
    return addresses.address(addresses.PRESENTATION, {addresses.LIST: written(pack)})
