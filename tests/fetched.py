"""What the browser fetches for the maps of a page that AppTest has run: the page itself sends only their addresses."""

from __future__ import annotations

import gzip
import json
from urllib.parse import parse_qsl, urlsplit

from streamlit.testing.v1 import AppTest

from dashboard.data import database
from dashboard.figures import map_figures


def figures_of_maps(app: AppTest) -> list[dict]:
    """What is at the address of each map's figures."""
    sent = (element.proto.bytes for element in app.get("bidi_component"))
    maps = (json.loads(data) for data in sent if data[:1] == b"{")
    return [_at(data["figures"]) for data in maps if "figures" in data]


def _at(address: str) -> dict:
    current = database.current()
    asked, _ = map_figures.asked(current, dict(parse_qsl(urlsplit(address).query)))
    return json.loads(gzip.decompress(map_figures.response(current, asked)))


def blocks(app: AppTest) -> list[str]:
    """Every piece of HTML that a reader sees on the page."""
    fetched = [found[place] for found in figures_of_maps(app) for place in ("heading", "foot")]
    return [element.proto.body for element in app.get("html")] + fetched


def html(app: AppTest) -> str:
    """All of it."""
    return "".join(blocks(app))
