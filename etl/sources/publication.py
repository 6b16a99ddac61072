"""What is cited of an office: who publishes what, where people find it, and the terms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from etl.http import Answer


@dataclass(frozen=True)
class Publication:
    """The office, what it publishes, the page for people, and the terms."""

    source_id: str
    publisher: str
    title: str
    url: str
    licence: str
    table_id: str | None = None
    note: str | None = None

    def source(
        self, answers: Sequence[Answer], reference: str, sha256: str, updated: str | None = None
    ) -> dict[str, Any]:
        """The row of the table source. `reference` is what the figures refer to."""
        moment = pd.to_datetime(updated, utc=True, errors="coerce") if updated else pd.NaT
        return {
            "source_id": self.source_id,
            "publisher": self.publisher,
            "title": self.title,
            "url": self.url,
            "licence": self.licence,
            "table_id": self.table_id,
            "reference_date": reference,
            "updated": None if pd.isna(moment) else moment.tz_localize(None),
            "retrieved_at": pd.Timestamp(max(answer.retrieved_at for answer in answers)).tz_localize(None).floor("s"),
            "sha256": sha256,
            "note": self.note,
        }
