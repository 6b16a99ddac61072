"""The field in which a municipality is chosen by name or number."""

from dashboard.components.chooser.chooser import chooser

__all__ = ["chooser"]
