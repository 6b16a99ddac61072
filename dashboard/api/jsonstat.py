"""JSON-stat 2 (json-stat.org), laid out as Statistics Norway's PxWebApi lays its tables out, so that the tools made for
that read it: Region, ContentsCode and Tid, a status for every cell, and under `extension` what the format has no place
for (sources, notes, what can't be compared).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from dashboard.api.responses import number

if TYPE_CHECKING:
    from dashboard.api.figures import Extract

REGION, CONTENTS, TIME = "Region", "ContentsCode", "Tid"
INTERVAL = {"lower": "nedre grense", "upper": "øvre grense"}


@dataclass(frozen=True)
class Cells:
    """The order of a cube's cells. Rows of a frame stand by municipality and year; between the two are contents."""

    places: int
    columns: int
    years: int

    def laid_out(self, table: np.ndarray) -> np.ndarray:
        """What columns of a frame hold, a column for each kind of contents, as cells."""
        return table.reshape(self.places, self.years, self.columns).transpose(0, 2, 1).ravel()

    def of_rows(self, rows: pd.Series | np.ndarray) -> np.ndarray:
        """What is true of a row, for each of its cells."""
        return self.laid_out(np.repeat(np.asarray(rows), self.columns))


def dataset(extract: Extract) -> dict[str, Any]:
    """The cube of an extract: municipalities by contents by years, the years moving fastest."""
    found = extract.rows
    columns = ["value", *(INTERVAL if found["lower"].notna().any() else ())]
    places = found[["code", "name"]].drop_duplicates()
    contents = _contents(extract, columns)
    cells = Cells(len(places), len(columns), len(extract.years))
    values = cells.laid_out(found[columns].to_numpy())
    statuses = cells.of_rows(found["status"])
    indicator = extract.indicator
    return {
        "version": "2.0",
        "class": "dataset",
        "label": f"{indicator.title}, etter kommune ({extract.division}) og år",
        "source": "; ".join(dict.fromkeys(one["publisher"] for one in extract.sources.values())),
        "updated": _updated(extract),
        "note": list(filter(None, [extract.warning, indicator.caveat, indicator.notes])),
        "role": {"geo": [REGION], "metric": [CONTENTS], "time": [TIME]},
        "id": [REGION, CONTENTS, TIME],
        "size": [len(places), len(columns), len(extract.years)],
        "dimension": {
            REGION: _dimension("kommune", dict(zip(places["code"], places["name"], strict=True))),
            CONTENTS: contents,
            TIME: _dimension("år", {str(year): str(year) for year in extract.years}),
        },
        "value": [number(value) for value in values.tolist()],
        "status": {str(place): status for place, status in enumerate(statuses) if status != "observed"},
        "extension": {
            "dataset": extract.version,
            "division": extract.division,
            "definition": indicator.definition,
            "warning": extract.warning,
            "status_when_not_given": "observed",
            "sources": extract.sources,
            "source": _texts(cells, found["source_id"]),
            "note": _texts(cells, found["note"]),
            "not_comparable": np.flatnonzero(~cells.of_rows(found["comparable"]).astype(bool)).tolist(),
        },
    }


def _dimension(label: str, labels: dict[str, str]) -> dict[str, Any]:
    return {"label": label, "category": {"index": {code: at for at, code in enumerate(labels)}, "label": labels}}


def _contents(extract: Extract, columns: list[str]) -> dict[str, Any]:
    indicator = extract.indicator
    name, title = indicator.indicator_id, indicator.title
    labels = {name: title} | {f"{name}_{end}": f"{title}, {INTERVAL[end]}" for end in columns if end != "value"}
    contents = _dimension("statistikkvariabel", labels)
    contents["category"]["unit"] = {name: {"base": indicator.unit, "decimals": indicator.decimals} for name in labels}
    return contents


def _updated(extract: Extract) -> str | None:
    """When the figures' newest source was retrieved, as the format wants its moments."""
    moments = [one["updated"] or one["retrieved_at"] for one in extract.sources.values()]
    return f"{max(moments)[:19]}Z" if moments else None


def _texts(cells: Cells, rows: pd.Series) -> dict[str, Any]:
    """A text that cells have: each text once, and which of them (by number) each cell has, -1 for none."""
    numbers, texts = pd.factorize(rows)
    return {"texts": texts.tolist(), "cells": cells.of_rows(numbers).tolist() if len(texts) else []}
