"""What the program's own styles and scripts name of Streamlit's page: its parts and its words."""

from __future__ import annotations

import re
from pathlib import Path

_TEST_ID = re.compile(r"""data-testid=['"]([^'"]+)['"]""")
_WORD = re.compile(r'^ {2}(?:"([^"]+)"|([A-Za-z]+)):', re.MULTILINE)


def test_ids() -> set[str]:
    """The parts of Streamlit's page that the program's styles and scripts name."""
    own = Path(__file__).parents[1]
    texts = (file.read_text(encoding="utf-8") for kind in ("*.css", "*.js") for file in own.rglob(kind))
    return {name for text in texts for name in _TEST_ID.findall(text)}


def english_words() -> set[str]:
    """Streamlit's words that norwegian.js knows."""
    script_ = Path(__file__).with_name("norwegian.js").read_text(encoding="utf-8")
    listed = script_.partition("const WORDS")[2].partition("const PATTERNS")[0]
    return {quoted or plain for quoted, plain in _WORD.findall(listed)}
