"""HTML made of templates that escape what is put into them: names and words from sources are data, never markup.

Numbers in what is put in are held together on their line; files and the API have them with the spaces of their sources.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from markupsafe import Markup

from dashboard import text

NOTHING = Markup("")


def html(template: str, /, *parts: object, **named: object) -> Markup:
    """The template with its `{}` and `{name}` filled in; what is put in is escaped unless it is HTML already."""
    return Markup(template).format(*map(_held, parts), **{name: _held(part) for name, part in named.items()})


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
