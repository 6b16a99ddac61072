"""The catalogue: every indicator with its definition, every source, and what the whole is."""

from __future__ import annotations

from typing import Any

from dashboard.api.figures import source
from dashboard.api.paths import path
from dashboard.api.question import Question
from dashboard.api.responses import Response, of_json, rows
from dashboard.data import citation_queries, open_queries, queries, sources_queries
from dashboard.data.queries import Indicator
from dashboard.exports import archive

LICENCE = "CC BY 4.0 for texts and computed figures; each figure has the licence of its source"

FIELDS = (
    "title", "short_title", "role", "stage", "theme", "unit", "decimals", "direction", "kind", "scale", "aggregation",
    "base_indicator_id", "rhythm", "definition", "why", "legal_basis", "duty_area", "duty_kind", "definition_url",
    "notes", "caveat",
)  # fmt: skip
"""Fields of an indicator that are handed out as they are."""

OF_WAITING = (
    "title", "short_title", "role", "stage", "theme", "unit", "direction", "kind", "rhythm", "definition", "why",
    "legal_basis", "duty_area", "duty_kind", "caveat", "table_id", "reason",
)  # fmt: skip


def overview(question: Question) -> Response:
    """What there is, where, and which version of the data it is."""
    load = queries.load(question.database)
    return of_json(
        {
            "title": "Generalistkommunen i tall",
            "version": load.version,
            "built": load.finished_at.isoformat(),
            "mode": load.mode,
            "problems": list(load.problems),
            "licence": LICENCE,
            "openapi": path("openapi.json"),
            "links": {name: path(name) for name in ("indicators", "municipalities", "divisions", "sources", "changes")},
        }
    )


def indicators(question: Question) -> Response:
    """Every indicator that has figures, and those of the catalogue that wait for theirs, with the reason."""
    database = question.database
    known, spans = open_queries.published(database), open_queries.spans(database)
    return of_json(
        {
            "version": database.version,
            "indicators": [_described(one, spans.get(name, {})) for name, one in known.items()],
            "unavailable": [_unavailable(row) for row in rows(sources_queries.unavailable(database))],
        }
    )


def indicator(question: Question) -> Response:
    """All about one indicator."""
    database = question.database
    unavailable = {row["indicator_id"]: row for row in rows(sources_queries.unavailable(database))}
    if (name := question.path["indicator"]) in unavailable:
        return of_json({"version": database.version, **_unavailable(unavailable[name])})
    found = question.indicator(name, open_queries.published(database))
    categories = queries.categories(database, found.indicator_id)
    cited = citation_queries.sources_of(database, found.indicator_id)
    return of_json(
        {
            "version": database.version,
            **_described(found, open_queries.spans(database).get(found.indicator_id, {})),
            "categories": {str(value): label for value, label in categories.items()},
            "computed_by": found.computation,
            "sources": {row["source_id"]: source(row) for row in rows(cited)},
        }
    )


def _described(one: Indicator, spans: dict[str, dict[str, int]]) -> dict[str, Any]:
    return {
        "indicator": one.indicator_id,
        "available": True,
        **{name: getattr(one, name) for name in FIELDS},
        "warning": archive.warning(one),
        "divisions": spans,
        "figures": path("indicators", one.indicator_id, "figures"),
    }


def _unavailable(row: dict[str, Any]) -> dict[str, Any]:
    return {"indicator": row["indicator_id"], "available": False, **{name: row[name] for name in OF_WAITING}}


def sources(question: Question) -> Response:
    """Every source, with how many indicators have figures from it and the checksum of what was read."""
    found = rows(sources_queries.sources(question.database))
    listed = [
        {"source": row["source_id"], **source(row), "indicators": int(row["indicators"]), "sha256": row["sha256"]}
        for row in found
    ]
    return of_json({"version": question.database.version, "sources": listed})
