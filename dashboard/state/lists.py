"""Lists that the reader writes, as an address holds them."""

from __future__ import annotations

import re

from dashboard import text
from dashboard.addresses import SEPARATOR


def write(written_list: str) -> str:
    """A list with commas as an address holds it: «1000, 5000» is «1000.5000».

    A dot that does not stand between thousands («3000.5») is left for whoever reads the list; commas part it then.
    """
    parts = [text.slug(text.without_thousands(part)) for part in re.split("[,;]", written_list)]
    parts = [part for part in parts if part]
    if any(SEPARATOR in part for part in parts):
        return ",".join(parts) + ("," if len(parts) == 1 else "")
    return SEPARATOR.join(parts)


def read(held_list: str) -> str:
    """The reverse of `write`; a list that has commas already is left as it is."""
    return held_list if "," in held_list else ", ".join(held_list.split(SEPARATOR))
