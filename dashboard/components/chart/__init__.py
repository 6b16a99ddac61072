"""A chart, drawn in the browser by Plotly, and drawn again only where it has changed."""

from dashboard.components.chart.chart import chart, packed

__all__ = ["chart", "packed"]
