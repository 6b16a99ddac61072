"""Strips: a municipality among its peers, every peer a dot, one row a figure."""

from dashboard.components.dot_strip.dot_strip import Group, Sheet, rows, strips

__all__ = ["Group", "Sheet", "rows", "strips"]
