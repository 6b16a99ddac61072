"""The table twin of a figure: plain HTML that a screen reader reads and the user sorts.

Streamlit's own table draws on a canvas with English menus; this one is text, in Norwegian, sorted as the Norwegian
alphabet is. Numbers travel as numbers and are formatted in the browser.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from dashboard import components, text

_mount = components.declare(
    "data_table",
    Path(__file__).parent,
    "data_table",
)


def data_table(
    frame: pd.DataFrame,
    *,
    key: str,
    caption: str,
    decimals: Mapping[str, int | Sequence[int]] | None = None,
    sortable: bool = True,
    pressed: str | None = None,
) -> None:
    """Draws a frame whose column names are headings with units; NaN and None are shown as «–».

    Where rows are of several kinds, a column may hold both numbers and words.

    `decimals` says how many decimals a numeric column is shown with (0 where it is not named): one number for all rows
    or, where `sortable` is False, one a row; text.YEAR is a year. A code is passed as text. `sortable=False` takes the
    sorting away. `pressed` names the press that has opened it, which brings it into sight once; None where it stands
    anyway.
    """
    columns = [
        {
            "title": str(name),
            "numeric": pd.api.types.is_numeric_dtype(frame[name]) or any(map(text.is_number, frame[name])),
            "decimals": places if isinstance(places := text.places(decimals, str(name)), int) else list(places),
        }
        for name in frame.columns
    ]
    clean = frame.astype(object).where(frame.notna(), None)
    _mount(
        key=key,
        data=text.unbroken_within(
            {
                "caption": caption,
                "columns": columns,
                "rows": clean.to_numpy().tolist(),
                "sortable": sortable,
                "pressed": pressed,
            }
        ),
    )
