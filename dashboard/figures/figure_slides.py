"""A figure as a slide, made of its description, whether or not any page has drawn it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from dashboard import text
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


def row_of_years(figure: Figure, shown: int, pictures: Mapping[int, object]) -> Slide:
    """A figure's pictures of several years beside each other, described; `shown` is the year that its words are of."""
    told = f"Bildene er fra {text.listed(map(str, pictures))}; det som ellers står, gjelder {shown}."
    maps = tuple((str(year), one) for year, one in pictures.items() if isinstance(one, MapContent))
    charts = ((str(year), _content(picture, f"{year}: {figure.subtitle}")) for year, picture in pictures.items())
    # Maps of the same classes have one legend.
    content = slide_maps.MapRow(maps) if maps else slides.Row(tuple((year, one) for year, one in charts if one))
    return slide_of(replace(figure, subtitle=f"{figure.subtitle} {told}"), content)


MOST_YEARS = 4
"""Years whose pictures can still be read beside each other on one slide."""


def spread(years: Sequence[int], most: int) -> list[int]:
    """At most so many of some years, evenly spread, the first and the last among them."""
    if len(years) <= most:
        return list(years)
    return [years[round(place * (len(years) - 1) / (most - 1))] for place in range(most)]


def _content(described: object, alt: str) -> Content | None:
    match described:
        case MapContent() as content:
            return slide_maps.Map(content)
        case Chart() as chart:
            return slide_charts.content(chart, alt)
        case Content() as content:
            return content
    return None
