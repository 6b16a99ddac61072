"""The figures for others' programs: read-only, below /api/v1, described by an OpenAPI document of the same routes."""
