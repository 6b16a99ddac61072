"""The parts of a frame, by what a column holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import pandas as pd

K = TypeVar("K")


def grouped(frame: pd.DataFrame, column: str, kind: Callable[[Any], K]) -> Iterator[tuple[K, pd.DataFrame]]:
    """The rows of each value of a column, in the values' order. pandas knows of a value only that it is one: `kind`
    (str, int) makes it what the column holds.
    """
    for value, rows in frame.groupby(column):
        yield kind(value), rows
