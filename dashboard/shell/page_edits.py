"""Streamlit's page as the program sends it: in Norwegian, with what is added to it."""

from __future__ import annotations

import re
from dataclasses import dataclass

_LANGUAGE, _TITLE = '<html lang="en"', re.compile("<title>.*?</title>")
_NOSCRIPT = re.compile("<noscript>.*?</noscript>", re.DOTALL)


@dataclass(frozen=True)
class Additions:
    """What is put into Streamlit's page, as HTML: its title and what it says without scripts, the beginning and the end
    of its head, the beginning of its body.
    """

    title: str
    without_scripts: str
    head_first: str
    head_last: str
    body_first: str


def edited(page: str, added: Additions) -> str:
    """Streamlit's page in Norwegian, with what is added; a part that the page doesn't have is left out."""
    page = page.replace(_LANGUAGE, '<html lang="nb"', 1)
    page = _TITLE.sub(lambda _: f"<title>{added.title}</title>", page, count=1)
    page = _NOSCRIPT.sub(lambda _: added.without_scripts, page, count=1)
    page = page.replace("<head>", f"<head>{added.head_first}", 1)
    page = page.replace("</head>", f"{added.head_last}</head>", 1)
    return page.replace("<body>", f"<body>{added.body_first}", 1)


def lacking(page: str) -> list[str]:
    """The parts that are edited and are not there once."""
    found = {
        _LANGUAGE: page.count(_LANGUAGE),
        "<title>": len(_TITLE.findall(page)),
        "<noscript>": len(_NOSCRIPT.findall(page)),
        **{part: page.count(part) for part in ("<head>", "</head>", "<body>")},
    }
    return [part for part, times in found.items() if times != 1]
