"""A figure as a slide, made of its description, whether or not any page has drawn it."""

from __future__ import annotations

from dashboard.charts import Chart
from dashboard.components.municipality_map import MapContent
from dashboard.exports import slide_charts, slide_maps, slide_tables, slides
from dashboard.exports.slides import Content, Slide
from dashboard.figures.figure import Figure, Panel


def slide(panel: Panel) -> Slide:
    """The figure's picture as a native map or chart, or as it describes itself for slides; else the figure's table."""
    return slide_of(panel.figure, panel.picture.described)


def slide_of(figure: Figure, described: object = None) -> Slide:
    """A figure around what it shows, described; around its table where that is nothing that a slide can show."""
    notes = [f"{indicator.title}: {indicator.definition} {indicator.caveat}" for indicator in figure.indicators]
    return slides.slide(
        figure.provenance,
        _content(described, figure.alt) or slide_tables.Table(figure.table(), figure.decimals, figure.alt),
        [figure.alt, *figure.notes, *notes],
    )


def _content(described: object, alt: str) -> Content | None:
    match described:
        case MapContent() as content:
            return slide_maps.Map(content)
        case Chart() as chart:
            return slide_charts.content(chart, alt)
        case Content() as content:
            return content
    return None
