"""HTML made of templates that escape what is put into them: names and words from sources are data, never markup.

Numbers in what is put between tags are held together on their line; attributes (the path of a drawing, an address) are
left as they are, and files and the API have numbers with the spaces of their sources.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from string import Formatter

from markupsafe import Markup

from dashboard import text

NOTHING = Markup("")


def html(template: str, /, *parts: object, **named: object) -> Markup:
    """The template with its `{}` and `{name}` filled in; what is put in is escaped unless it is HTML already."""
    shown = _between_tags(template)
    placed = [_held(part) if place in shown else part for place, part in enumerate(parts)]
    return Markup(template).format(
        *placed, **{name: _held(part) if name in shown else part for name, part in named.items()}
    )


@cache
def _between_tags(template: str) -> frozenset[int | str]:
    """The places and names of what a template shows as text; the others stand in attributes alone."""
    found: set[int | str] = set()
    is_tag, place = False, 0
    for literal, name, _, _ in Formatter().parse(template):
        opened, closed = literal.rfind("<"), literal.rfind(">")
        is_tag = opened > closed or (is_tag and closed < 0)
        if name is None:
            continue
        field: int | str = int(name) if name.isdigit() else name or place
        place += not name
        if not is_tag:
            found.add(field)
    return frozenset(found)


def _held(part: object) -> object:
    """What is put in, with its numbers held together; HTML has that already."""
    return text.unbroken(part) if isinstance(part, str) and not isinstance(part, Markup) else part


def each(template: str, rows: Iterable[object]) -> Markup:
    """The template once for every row; a row of several parts is a tuple."""
    return joined(html(template, *(row if isinstance(row, tuple) else (row,))) for row in rows)


def joined(pieces: Iterable[object], between: str = "") -> Markup:
    """Pieces after each other; those that are no HTML are escaped."""
    return Markup(between).join(map(_held, pieces))


def link(address: str, words: object) -> Markup:
    """A link to another address of the program, in the same window."""
    return html("<a href='{}' target='_self'>{}</a>", address, words)


def outward(address: str, words: object) -> Markup:
    """A link that leaves the program, in a window of its own."""
    return html("<a href='{}' target='_blank' rel='noopener noreferrer'>{}</a>", address, words)


def terms(answers: Iterable[Sequence[object]]) -> Markup:
    """Rows of a list of terms, each a label and what it says; those that say nothing are left out."""
    return each("<dt>{}</dt><dd>{}</dd>", [tuple(answer) for answer in answers if answer[1]])
