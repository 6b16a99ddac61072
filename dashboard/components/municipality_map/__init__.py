"""The map of municipalities, our own component: ``MapContent`` says what is shown, ``municipality_map`` shows it."""

from dashboard.components.municipality_map.map import MapContent, MapContentError, municipality_map

__all__ = ["MapContent", "MapContentError", "municipality_map"]
