"""Charts on a page: the description as Plotly draws it, in the component that shows it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from dashboard.charts import Chart
from dashboard.components.chart import chart, packed
from dashboard.state import presentation


def draw(described: Chart, key: str, alt: str) -> Chart:
    """Puts a chart on the page and returns it; `alt` says what it shows to those who don't see it."""
    return drawer(lambda: described, key, alt)()


def drawer(describe: Callable[[], Chart], key: str, alt: str) -> Callable[[], Chart]:
    """What draws a chart as `draw` does, as often as it is called; the chart is described at the first time."""
    # Plotly takes time to import: only who draws a chart pays for it.
    from dashboard.figures.plotly_charts import plotly_chart

    described = cache(describe)
    data = cache(lambda presented: packed(plotly_chart(described()), alt, presented=presented))

    def drawn() -> Chart:
        chart(data(presentation.on()), key)
        return described()

    return drawn
