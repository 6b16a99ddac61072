"""The OpenAPI document: made of the routes by which questions are read, with the forms of the JSON responses."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from dashboard.api import problems, schemas
from dashboard.api.catalogue import LICENCE
from dashboard.api.paths import path
from dashboard.api.responses import JSON, Response, of_json

if TYPE_CHECKING:
    from dashboard.api.question import Parameter
    from dashboard.api.routes import Route

DESCRIPTION = """Tallene bak «Generalistkommunen i tall», med status og kilde for hvert tall. Bare til å lese.

Et svar gjelder én versjon av tallene, som står i `ETag` og `Dataset-Version`. Spør igjen med `If-None-Match`, så kommer
tallene bare når de er endret. Spør ikke oftere enn nødvendig: 429 sier hvor lenge det skal ventes (`Retry-After`).

*Read-only access to the figures, each with its status and source. An answer is of one version of the data, named by
`ETag` and `Dataset-Version`; ask again with `If-None-Match`. Errors are problem+json in Norwegian and English.*
"""

REFUSED = {
    "400": "Noe i spørsmålet kan ikke forstås. / The request cannot be understood.",
    "404": "Det som spørres etter, finnes ikke. / Not found.",
    "410": "Versjonen er erstattet av en nyere. / That version has been replaced.",
    "429": "For mange spørsmål; se Retry-After. / Too many requests; see Retry-After.",
    "503": "Tallene kan ikke leses nå. / The figures cannot be read now.",
}


def document(routes: Iterable[Route]) -> Response:
    """The document of some routes, OpenAPI 3.1."""
    return of_json(
        {
            "openapi": "3.1.0",
            "info": {
                "title": "Generalistkommunen i tall",
                "version": "1",
                "description": DESCRIPTION,
                "license": {"name": LICENCE, "url": "https://creativecommons.org/licenses/by/4.0/"},
            },
            "servers": [{"url": path()}],
            "paths": {route.path: {"get": _operation(route)} for route in routes},
            "components": {
                "schemas": schemas.ALL,
                "responses": {status: _refusal(words) for status, words in REFUSED.items()},
            },
        }
    )


def _operation(route: Route) -> dict[str, Any]:
    return {
        "operationId": route.name,
        "summary": route.english,
        "description": route.words,
        "parameters": [
            *(_parameter(one, "path") for one in route.in_path),
            *(_parameter(one, "query") for one in route.all_parameters),
        ],
        "responses": {
            "200": {
                "description": route.words,
                "headers": {
                    "ETag": {"description": "Versjonen av svaret.", "schema": {"type": "string"}},
                    "Dataset-Version": {"description": "Versjonen av tallene.", "schema": {"type": "string"}},
                },
                "content": {media.partition(";")[0]: _content(media, route.schema) for media in route.media_types},
            },
            "304": {"description": "Uendret siden versjonen i If-None-Match. / Not modified."},
            **{status: {"$ref": f"#/components/responses/{status}"} for status in REFUSED},
        },
    }


def _parameter(parameter: Parameter, place: str) -> dict[str, Any]:
    schema = dict(parameter.schema)
    pattern = schema.pop("pattern", None)
    if pattern and "enum" not in schema:
        schema["pattern"] = f"^({pattern})$"
    said = {
        "name": parameter.name,
        "in": place,
        "required": place == "path",
        "description": parameter.words,
        "schema": schema,
    }
    if parameter.many:
        said |= {"schema": {"type": "array", "items": schema}, "style": "form", "explode": False}
    return said


def _content(media: str, schema: str) -> dict[str, Any]:
    if media == JSON:
        return {"schema": {"$ref": f"#/components/schemas/{schema}"}}
    if media.endswith("+json"):
        return {"schema": {"$ref": "#/components/schemas/FeatureCollection"}}
    return {"schema": {"type": "string"}}


def _refusal(words: str) -> dict[str, Any]:
    return {
        "description": words,
        "content": {problems.MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
