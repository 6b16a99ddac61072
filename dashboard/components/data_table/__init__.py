"""The table twin: an accessible, sortable HTML table."""

from dashboard.components.data_table.data_table import data_table

__all__ = ["data_table"]
