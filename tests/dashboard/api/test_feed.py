"""The feed of changes: what it holds of the texts that it is made of."""

from datetime import datetime
from xml.etree import ElementTree

from dashboard import text
from dashboard.api import feed

ATOM = "{http://www.w3.org/2005/Atom}"


def test_numbers_keep_the_spaces_that_hold_them_together_and_control_characters_are_left_out():
    moment = datetime(2026, 11, 29, 12)
    entry = feed.Entry("1", "Ny versjon", moment, (f"Median: {text.number(5447)} innbyggere", "Linje\x07 to < tre"))
    written = feed.written("changes", "Endringer", "http://x/a", "http://x/b", moment, [entry])
    content = ElementTree.fromstring(written).findtext(f"{ATOM}entry/{ATOM}content")
    assert content == "Median: 5\u00a0447 innbyggere\nLinje to < tre"
