"""The forms of the API's JSON responses, as JSON schemas for the OpenAPI document. What is required is always there."""

from __future__ import annotations

from typing import Any

from dashboard import text

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
TEXTS: Schema = {"type": "array", "items": TEXT}
MAYBE: Schema = {"type": ["string", "null"]}
WHOLE: Schema = {"type": "integer"}
NUMBER: Schema = {"type": ["number", "null"]}
TRUTH: Schema = {"type": "boolean"}
STATUS: Schema = {"type": "string", "enum": list(text.STATUS_WORDS)}
CODE: Schema = {"type": "string", "pattern": "^[0-9]{4}$"}


def of(properties: Schema, *optional: str, **more: Any) -> Schema:
    """An object that has all of some properties, but for those that are optional."""
    required = [name for name in properties if name not in optional]
    return {"type": "object", "properties": properties, "required": required, **more}


def listed(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def by_name(values: Schema) -> Schema:
    return {"type": "object", "additionalProperties": values}


def named(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


SOURCE = of(
    {
        "publisher": TEXT, "title": TEXT, "table_id": MAYBE, "url": TEXT, "licence": TEXT, "reference_date": TEXT,
        "updated": MAYBE, "retrieved_at": TEXT, "note": MAYBE,
    }
)  # fmt: skip
PART = of(
    {"from_division": TEXT, "from_code": CODE, "to_division": TEXT, "to_code": CODE, "share": NUMBER, "kind": TEXT}
)
FORMER = of({"old_code": CODE, "old_name": TEXT, "last_year": WHOLE, "division": TEXT, "code": CODE})
SPAN = of({"first": WHOLE, "last": WHOLE, "years": WHOLE, "figures": WHOLE})
PLACE: Schema = {
    "code": CODE, "name": TEXT, "county_code": TEXT, "county": TEXT, "centrality_index": NUMBER,
    "centrality_class": NUMBER, "centrality_version": MAYBE, "kostra_group": NUMBER, "labour_market_region": MAYBE,
    "land_km2": NUMBER, "longitude": NUMBER, "latitude": NUMBER, "link": TEXT,
}  # fmt: skip
SAID_OF_ALL: Schema = {
    "title": TEXT, "short_title": TEXT, "role": TEXT, "stage": TEXT, "theme": TEXT, "unit": TEXT, "direction": TEXT,
    "kind": TEXT, "rhythm": TEXT, "definition": TEXT, "why": TEXT, "legal_basis": TEXT, "duty_area": MAYBE,
    "duty_kind": MAYBE, "caveat": TEXT,
}  # fmt: skip
WITH_FIGURES: Schema = {
    "decimals": WHOLE, "scale": TEXT, "aggregation": TEXT, "base_indicator_id": MAYBE, "definition_url": MAYBE,
    "notes": MAYBE, "warning": MAYBE, "divisions": by_name(SPAN), "figures": TEXT,
}  # fmt: skip
WAITS: Schema = {"table_id": MAYBE, "reason": TEXT}
IDENTITY: Schema = {"indicator": TEXT, "available": TRUTH}
CHANGE = of(
    {
        "version": TEXT, "finished_at": TEXT, "indicator": TEXT, "title": TEXT, "unit": MAYBE, "division": TEXT,
        "municipality": CODE, "name": MAYBE, "year": WHOLE, "old_value": NUMBER, "old_status": MAYBE,
        "new_value": NUMBER, "new_status": MAYBE, "kind": {"type": "string", "enum": ["value", "status"]},
    }
)  # fmt: skip
BUILD = of(
    {
        "load_id": WHOLE,
        "version": TEXT,
        "finished_at": TEXT,
        "mode": TEXT,
        "problems": TEXTS,
        "changes": WHOLE,
        "status_changes": WHOLE,
    }
)
FIGURE = of(
    {
        "municipality": CODE, "name": TEXT, "year": WHOLE, "value": NUMBER, "lower": NUMBER, "upper": NUMBER,
        "status": STATUS, "comparable": TRUTH, "note": MAYBE, "source_id": MAYBE,
    }
)  # fmt: skip
ROWS = of(
    {
        "indicator": TEXT, "title": TEXT, "unit": TEXT, "decimals": WHOLE, "division": TEXT, "version": TEXT,
        "warning": MAYBE, "caveat": TEXT, "sources": by_name(SOURCE), "figures": listed(FIGURE),
    }
)  # fmt: skip
CELLS = of({"texts": TEXTS, "cells": listed(WHOLE)})
CUBE = of(
    {
        "version": {"type": "string", "const": "2.0"}, "class": {"type": "string", "const": "dataset"}, "label": TEXT,
        "source": TEXT, "updated": MAYBE, "note": TEXTS, "role": by_name(TEXTS), "id": TEXTS, "size": listed(WHOLE),
        "dimension": by_name({"type": "object"}), "value": listed(NUMBER), "status": by_name(STATUS),
        "extension": of(
            {
                "dataset": TEXT, "division": TEXT, "definition": TEXT, "warning": MAYBE,
                "status_when_not_given": STATUS, "sources": by_name(SOURCE), "source": CELLS, "note": CELLS,
                "not_comparable": listed(WHOLE),
            }
        ),
    }
)  # fmt: skip
PEER = of({"code": CODE, "name": TEXT, "distance": NUMBER})

ALL: dict[str, Schema] = {
    "Problem": of(
        {
            "type": TEXT, "status": WHOLE, "title": TEXT, "detail": TEXT, "title_en": TEXT, "detail_en": TEXT,
            "instance": TEXT,
        }
    ),
    "Overview": of(
        {
            "title": TEXT, "version": TEXT, "built": TEXT, "mode": TEXT, "problems": TEXTS, "licence": TEXT,
            "openapi": TEXT, "links": by_name(TEXT),
        }
    ),
    "Document": {"type": "object"},
    "DescribedIndicator": of({**IDENTITY, **SAID_OF_ALL, **WITH_FIGURES}),
    "UnavailableIndicator": of({**IDENTITY, **SAID_OF_ALL, **WAITS}),
    "Indicators": of(
        {
            "version": TEXT, "indicators": listed(named("DescribedIndicator")),
            "unavailable": listed(named("UnavailableIndicator")),
        }
    ),
    "Indicator": of(
        {
            "version": TEXT, **IDENTITY, **SAID_OF_ALL, **WITH_FIGURES, "categories": by_name(TEXT),
            "computed_by": MAYBE, "sources": by_name(SOURCE), **WAITS,
        },
        *WITH_FIGURES, *WAITS, "categories", "computed_by", "sources",
    ),
    "Rows": ROWS,
    "Cube": CUBE,
    "Figures": {"anyOf": [named("Cube"), named("Rows")]},
    "Place": of(PLACE),
    "Municipalities": of({"version": TEXT, "division": TEXT, "municipalities": listed(named("Place"))}),
    "Municipality": of(
        {
            "version": TEXT, "division": TEXT, **PLACE, "neighbours": listed(CODE), "came_from": listed(PART),
            "became": listed(PART), "former": listed(FORMER), "peers": TEXT,
        }
    ),
    "FeatureCollection": of(
        {
            "type": {"type": "string", "const": "FeatureCollection"}, "version": TEXT,
            "features": listed(
                of({"type": TEXT, "id": CODE, "properties": {"type": "object"}, "geometry": {"type": "object"}})
            ),
        }
    ),
    "Peers": of(
        {
            "version": TEXT, "division": TEXT, "municipality": CODE,
            "distance": of(
                {
                    "kind": TEXT, "words": TEXT,
                    "variables": listed(of({"indicator": TEXT, "label": TEXT, "logarithm": TRUTH})),
                }
            ),
            "groups": listed(
                of({"group": TEXT, "title": TEXT, "remarks": TEXTS, "municipalities": listed(PEER)})
            ),
        }
    ),
    "Divisions": of(
        {
            "version": TEXT,
            "divisions": listed(of({"division": TEXT, "valid_from": TEXT, "valid_to": MAYBE, "municipalities": WHOLE})),
            "code_changes": listed(PART), "former": listed(FORMER),
        }
    ),
    "Sources": of(
        {
            "version": TEXT,
            "sources": listed(
                of({"source": TEXT, **SOURCE["properties"], "indicators": WHOLE, "sha256": TEXT})
            ),
        }
    ),
    "Changes": of({"version": TEXT, "builds": listed(BUILD), "changes": listed(CHANGE)}),
}  # fmt: skip
