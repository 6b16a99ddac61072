"""The list of saved views that a presentation steps through."""

from dashboard.components.view_list.view_list import view_list

__all__ = ["view_list"]
