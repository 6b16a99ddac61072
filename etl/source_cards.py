"""What a figure's source says of itself, for each kind of answer that figures are read from."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Any

import pandas as pd

from etl.http import Answer
from etl.names import span
from etl.sources.ssb import Extract
from etl.sources.ssb_table import page_url

SSB = "Statistisk sentralbyrå (SSB)"
LICENCE = "CC BY 4.0"


def card(source_id: str, answers: list[Answer], **fields: Any) -> dict[str, Any]:
    digest = hashlib.sha256("".join(answer.sha256 for answer in answers).encode()).hexdigest()
    retrieved = max(answer.retrieved_at for answer in answers)
    return {
        "source_id": source_id,
        "licence": LICENCE,
        "retrieved_at": pd.Timestamp(retrieved).tz_localize(None).floor("s"),
        "sha256": answers[0].sha256 if len(answers) == 1 else digest,
        **fields,
    }


def merged(cards: list[dict[str, Any]]) -> dict[str, Any]:
    """One source of those that several extracts of a table gave, the newest last."""
    if len(cards) == 1:
        return cards[0]
    years = sorted(year for card in cards for year in card["reference_date"].split("–"))
    return cards[-1] | {
        "reference_date": span(years[0], years[-1]),
        "updated": max(filter(None, (card["updated"] for card in cards)), default=None),
        "retrieved_at": max(card["retrieved_at"] for card in cards),
        "sha256": hashlib.sha256("".join(card["sha256"] for card in cards).encode()).hexdigest(),
        "note": " ".join(dict.fromkeys(filter(None, (card["note"] for card in cards)))) or None,
    }


def of_table(
    source_id: str, table_id: str, extract: Extract, answers: list[Answer], rows: pd.DataFrame
) -> dict[str, Any]:
    updated = extract.cube.updated
    return card(
        source_id,
        answers,
        publisher=SSB,
        title=extract.cube.label.removeprefix(f"{table_id}:").strip(),
        url=page_url(table_id),
        table_id=table_id,
        reference_date=span(str(rows["year"].min()), str(rows["year"].max())),
        updated=pd.Timestamp(updated).tz_localize(None) if updated else None,
        note=" ".join(extract.cube.mandatory_notes) or None,
    )


def of_classification(embedded: pd.DataFrame, source_id: str, answers: list[Answer], day: date) -> dict[str, Any]:
    """The embedded source of a classification, asked anew."""
    number = source_id.rpartition("-")[2]
    own = [answer for answer in answers if f"/{number}/" in answer.url or f"ClassificationId={number}&" in answer.url]
    row = embedded[embedded["source_id"] == source_id].iloc[0]
    known = {str(field): value for field, value in row.items()}
    return known | card(source_id, own, reference_date=f"{day:%d.%m.%Y}")


def of_boundaries(division: str, answer: Answer) -> dict[str, Any]:
    return card(
        f"kartverket-kommuner-{division}",
        [answer],
        publisher="Kartverket",
        title="Kommunegrensene som gjelder nå, forenklet",
        url=answer.url,
        table_id="Administrative enheter kommuner",
        reference_date=f"{answer.retrieved_at:%d.%m.%Y}",
        updated=None,
        note=None,
    )
