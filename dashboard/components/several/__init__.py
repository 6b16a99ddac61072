"""The field in which several are chosen: municipalities by name or number, or options by their words."""

from dashboard.components.several.several import several

__all__ = ["several"]
