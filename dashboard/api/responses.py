"""Responses of the API: their content in the formats that there are, and how they are sent."""

from __future__ import annotations

import gzip
import hashlib
import json
import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pandas as pd

JSON, CSV, GEOJSON = "application/json", "text/csv; charset=utf-8", "application/geo+json"
PARQUET, ATOM = "application/vnd.apache.parquet", "application/atom+xml"

LEAST_PACKED = 600
"""Bytes from which a body is packed: below, the headers weigh more."""

LEVEL = 5
"""Of gzip: a tenth larger than the most, in a third of its time."""


OF_KEY = 2048
"""Bytes that are reckoned for an address and its query."""


@dataclass(frozen=True)
class Response:
    """What is answered: its content, what it is, and the name that a browser gives the file."""

    body: bytes = field(repr=False)
    media: str = JSON
    file_name: str | None = None

    @cached_property
    def packed(self) -> bytes | None:
        """The same as gzip; None where it is too short for that, or packed by itself."""
        if len(self.body) < LEAST_PACKED or self.media == PARQUET:
            return None
        return gzip.compress(self.body, LEVEL, mtime=0)

    @cached_property
    def checksum(self) -> str:
        return hashlib.sha256(self.body).hexdigest()[:12]

    @property
    def size(self) -> int:
        """Bytes that it takes to keep, with what it answers."""
        return len(self.body) + len(self.packed or b"") + OF_KEY


def of_json(said: Mapping[str, Any], media: str = JSON) -> Response:
    """An object as JSON; NaN is no JSON, and a fault."""
    return Response(json.dumps(said, ensure_ascii=False, allow_nan=False).encode(), media)


def of_csv(table: pd.DataFrame, file_name: str) -> Response:
    """A table as programs read it: UTF-8, commas, decimal points, true and false; nothing where there is nothing."""
    cells = table.copy(deep=False)
    for name in filter(lambda name: pd.api.types.is_bool_dtype(cells[name]), table.columns):
        cells[name] = cells[name].map({True: "true", False: "false"})
    return Response(cells.to_csv(index=False).encode(), CSV, file_name)


def rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    """A table as objects that JSON can hold: nothing is None, moments are ISO texts, whole numbers are whole."""
    plain = table.copy(deep=False)
    for name in plain:
        if pd.api.types.is_datetime64_any_dtype(plain[name]):
            plain[name] = plain[name].map(lambda moment: moment.isoformat(), na_action="ignore")
    plain = plain.astype(object)
    records = plain.where(plain.notna(), None).to_dict("records")
    return [{str(name): cell for name, cell in record.items()} for record in records]


def number(value: float | None) -> float | int | None:
    """A figure as JSON has it: whole where it is, None where there is none."""
    if value is None or value != value:
        return None
    return int(value) if float(value).is_integer() else float(value)


class Kept:
    """Responses that have been made, by what they answer; those asked for last stay while there is room."""

    def __init__(self, most_bytes: int) -> None:
        self._most = most_bytes
        self._bytes = 0
        self._responses: OrderedDict[object, Response] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: object) -> Response | None:
        with self._lock:
            found = self._responses.get(key)
            if found:
                self._responses.move_to_end(key)
            return found

    def put(self, key: object, response: Response) -> None:
        with self._lock:
            if key in self._responses or response.size > self._most:
                return
            self._responses[key] = response
            self._bytes += response.size
            while self._bytes > self._most:
                _, gone = self._responses.popitem(last=False)
                self._bytes -= gone.size
