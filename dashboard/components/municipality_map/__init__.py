"""The map of municipalities, our own component: ``MapView`` says what is shown, ``municipality_map`` shows it."""

from dashboard.components.municipality_map.map import MapView, MapViewError, municipality_map

__all__ = ["MapView", "MapViewError", "municipality_map"]
