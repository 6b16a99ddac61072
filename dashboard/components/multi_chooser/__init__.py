"""The field in which several are chosen: municipalities by name or number, or options by their words."""

from dashboard.components.multi_chooser.multi_chooser import multi_chooser

__all__ = ["multi_chooser"]
