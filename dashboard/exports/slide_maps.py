"""Maps for slides: every municipality a native shape that can be picked, moved and coloured in PowerPoint."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import numpy as np
import shapely
from lxml import etree
from pptx.enum.dml import MSO_PATTERN
from pptx.enum.shapes import MSO_SHAPE
from pptx.oxml.ns import qn
from pptx.slide import Slide as Page
from pptx.util import Emu, Inches, Pt

from dashboard import palette, text
from dashboard.components.municipality_map import MapContent
from dashboard.data.map_files import STATIC
from dashboard.exports.slides import FONT, HEADING, Box, Content, beside, describe, rgb, words

COARSE = 8
"""How much the outlines are simplified, in units of the geometry file (100 m): less than a slide can show."""

SMALLEST = 60
"""Area in square units below which an islet is left out, unless it is all that a municipality has."""

ROW_LEGEND = 0.22
"""The share of the width that the legend of several maps on one slide takes."""

RING = Inches(0.045)
"""Radius of the circle over a tiny island."""

TINY = 0.38
"""An island that covers less of its circle than this share gets one; the same as drawing.js says."""

MODELLED = "MODELLERT – ikke målt"
"""What a legend says of figures that nobody measured; the same as content.js says."""

APART = palette.MISSING.light[0]
"""The colour of what can't be compared: that of what is missing, without its hatching."""

LEGEND_WIDTH = 0.34
"""The share of the box to the right of the map that the legend takes."""


@dataclass(frozen=True)
class Map(Content):
    """A map as the page shows it: its classes, what is missing, and the chosen municipality."""

    content: MapContent
    legend_width: float = LEGEND_WIDTH

    def draw(self, page: Page, box: Box) -> None:
        country = outlines(Path(self.content.geometry_url).name)
        land = box.part(0, 0, 1 - self.legend_width, 1)
        scale = min(land.width / country.width, land.height / country.height)
        left = land.left + (land.width - country.width * scale) / 2
        # Numbered in one go, and grouped when all are there: the library looks through the whole page for a new shape's
        # number, and a group measures everything in it anew for each shape that is added to it.
        page.shapes.turbo_add_enabled = True
        grouped, chosen = [], None
        for place, rings in enumerate(country.shapes):
            shape = freeform(page.shapes, rings, left, land.top, scale)
            shape.name = _label(self.content, country, place)
            self._paint(shape, place)
            grouped.append(shape)
            if self.content.chosen == self.content.codes[place]:
                chosen = rings
        for place in country.islands:
            ring = self._ring(page.shapes, country, place, (left, land.top), scale)
            if ring is not None:
                ring.name = f"{_label(self.content, country, place)} (ring)"
                self._paint(ring, place)
                grouped.append(ring)
        if self.content.mark:
            drawn = Box(int(left), land.top, int(country.width * scale), int(country.height * scale))
            grouped += _mark(page.shapes, self.content.mark, drawn)
        page.shapes.turbo_add_enabled = False
        group = page.shapes.add_group_shape(grouped)
        group.name = "Kart"
        if self.content.lines:
            lines = freeform(page.shapes, _lines(self.content.lines), left, land.top, scale, closed=False)
            lines.name = "Grensene for enhetene"
            lines.fill.background()
            lines.line.color.rgb, lines.line.width = rgb(palette.CHOSEN.light[0]), Pt(1)
        if chosen is not None:
            outline = freeform(page.shapes, chosen, left, land.top, scale)
            outline.name = "Valgt kommune"
            outline.fill.background()
            outline.line.color.rgb, outline.line.width = rgb(palette.CHOSEN.light[0]), Pt(2)
            ring = self._ring(
                page.shapes, country, list(self.content.codes).index(self.content.chosen), (left, land.top), scale
            )
            if ring is not None:
                ring.name = "Valgt kommune (ring)"
                ring.fill.background()
                ring.line.color.rgb, ring.line.width = rgb(palette.CHOSEN.light[0]), Pt(2)
        describe(group, f"Kart. {self.content.summary}")
        if self.legend_width:
            legend = box.part(1 - self.legend_width, 0, self.legend_width, 1)
            _legend(page, legend, self.content, country)

    @staticmethod
    def _ring(shapes, country: Country, place: int, corner: tuple[float, float], scale: float):
        """A circle over an island that is too small to be seen, as the page has it; None for what is large enough."""
        island = country.islands.get(place)
        if island is None or island.area * scale**2 > TINY * math.pi * RING**2:
            return None
        left, top = (int(start + at * scale - RING) for start, at in zip(corner, (island.x, island.y), strict=True))
        return unstyled(shapes.add_shape(MSO_SHAPE.OVAL, left, top, 2 * RING, 2 * RING))

    def _paint(self, shape, place: int) -> None:
        shape.line.color.rgb, shape.line.width = rgb(palette.MISSING.light[1]), Pt(0.25)
        found = self.content.classes[place]
        if found is None and not _apart(self.content, place):
            _hatch(shape)
            return
        shape.fill.solid()
        shape.fill.fore_color.rgb = rgb(APART if found is None else self.content.colours.light[int(found)])


def _mark(shapes, mark: str, land: Box) -> list:
    """The words across the map, to go into its group: who copies it takes them along."""
    made = []
    for place in range(4):
        box = land.part(0.3 if place % 2 else 0.0, 0.08 + 0.24 * place, 0.7, 0.12)
        written = shapes.add_textbox(box.left, box.top, box.width, box.height)
        written.name, written.rotation = mark, -20
        paragraph = written.text_frame.paragraphs[0]
        paragraph.text = mark
        paragraph.font.size, paragraph.font.bold, paragraph.font.name = Pt(12), True, FONT
        paragraph.font.color.rgb = rgb(palette.QUIET_INK)
        made.append(written)
    return made


@dataclass(frozen=True)
class Maps(Content):
    """Several maps, each under its heading on a slide of its own."""

    maps: tuple[tuple[str, MapContent], ...]

    def draw(self, page: Page, box: Box) -> None:
        heading, content = self.maps[0]
        words(page, Box(box.left, box.top, box.width, HEADING), [heading], sizes=(16, 14, 12), bold=True)
        Map(content).draw(page, Box(box.left, box.top + HEADING, box.width, box.height - HEADING))

    def split(self, box: Box) -> Sequence[Content]:
        return [Maps((one,)) for one in self.maps]


@dataclass(frozen=True)
class MapRow(Content):
    """The maps of several years beside each other, in the same classes, which are explained once."""

    maps: tuple[tuple[str, MapContent], ...]

    def draw(self, page: Page, box: Box) -> None:
        content = self.maps[-1][1]
        country = outlines(Path(content.geometry_url).name)
        drawn = box.part(0, 0, 1 - ROW_LEGEND, 1)
        places = beside(page, drawn, [heading for heading, _ in self.maps], country.width / country.height)
        for (_, one), place in zip(self.maps, places, strict=True):
            Map(one, legend_width=0).draw(page, place)
        legend = box.part(1 - ROW_LEGEND, 0, ROW_LEGEND, 1)
        _legend(page, legend, replace(content, year="", chosen=None), country)


def _apart(content: MapContent, at: int) -> bool:
    """Whether the municipality's figure can't be compared with others'."""
    return bool(content.apart and content.apart[at])


def _label(content: MapContent, country: Country, at: int) -> str:
    """«1151 Utsira: 14,1 prosent»: the shape's name in PowerPoint's list of shapes."""
    return f"{content.codes[at]} {text.short_name(country.names[at])}: {_shown(content, at)}"


def _shown(content: MapContent, at: int) -> str:
    value = content.values[at]
    if value is None or value != value:
        return text.STATUS_WORDS[content.statuses[at]]
    if content.value_labels:
        return content.value_labels[value]
    shown = text.with_unit(value, content.unit, content.decimals)
    return f"{shown} ({text.NOT_COMPARABLE.strip(': ').lower()})" if _apart(content, at) else shown


def _hatch(shape) -> None:
    shape.fill.patterned()
    shape.fill.pattern = MSO_PATTERN.LIGHT_UPWARD_DIAGONAL
    shape.fill.fore_color.rgb = rgb(palette.MISSING.light[1])
    shape.fill.back_color.rgb = rgb(palette.MISSING.light[0])


def freeform(shapes, rings: Sequence[Sequence], left: float, top: float, scale: float, closed: bool = True):
    """One native shape of several rings (or lines, not `closed`); `scale` is EMU a unit.

    Points are rounded to whole ones: PowerPoint has no others, and wants to repair a file that says 253.0. The builder
    of the library takes a time that grows with the square of the points and of the shapes on the page, so a rectangle
    is drawn and given another geometry.
    """
    rings = [np.rint(np.asarray(ring)).astype(int) for ring in rings]
    points = np.vstack(rings)
    (west, north), (east, south) = points.min(axis=0).tolist(), points.max(axis=0).tolist()
    start = (int(left) + round(west * scale), int(top) + round(north * scale))
    size = (round((east - west) * scale), round((south - north) * scale))
    shape = shapes.add_shape(MSO_SHAPE.RECTANGLE, *map(Emu, (*start, *size)))
    rectangle = shape._element.spPr.find(qn("a:prstGeom"))
    geometry = etree.Element(qn("a:custGeom"))
    for part in ("avLst", "gdLst", "ahLst", "cxnLst"):
        etree.SubElement(geometry, qn(f"a:{part}"))
    etree.SubElement(geometry, qn("a:rect"), l="l", t="t", r="r", b="b")
    width, height = str(east - west), str(south - north)
    path = etree.SubElement(etree.SubElement(geometry, qn("a:pathLst")), qn("a:path"), w=width, h=height)
    for ring in rings:
        for place, (x, y) in enumerate((ring - (west, north)).tolist()):
            step = etree.SubElement(path, qn("a:lnTo" if place else "a:moveTo"))
            etree.SubElement(step, qn("a:pt"), x=str(x), y=str(y))
        if closed:
            etree.SubElement(path, qn("a:close"))
    rectangle.getparent().replace(rectangle, geometry)
    return unstyled(shape)


def unstyled(shape):
    """The shape without the template's style, which would give it a shadow."""
    style = shape._element.find(qn("p:style"))
    shape._element.remove(style)
    return shape


def _legend(page: Page, box: Box, content: MapContent, country: Country) -> None:
    """The classes with their colours, from the first on, then what can't be compared and what is missing."""
    row = Inches(0.3)
    heading = Box(box.left, box.top, box.width, int(row * 1.6))
    words(
        page,
        heading,
        [", ".join(part for part in (content.unit, content.year) if part)],
        sizes=(12, 11, 10, 9),
        colour=palette.QUIET_INK,
    )
    top = heading.top + heading.height
    if content.modelled:
        words(page, Box(box.left, top, box.width, row), [MODELLED], sizes=(12, 11, 10), bold=True)
        top += row
    labels = list(zip(content.legend, content.colours.light, strict=True))
    counted_already = {code for _, codes in content.units for code in codes[1:]}
    outside = [
        _apart(content, place)
        for place, (code, found) in enumerate(zip(content.codes, content.classes, strict=True))
        if found is None and code not in counted_already
    ]
    if apart := sum(outside):
        labels.append((f"{text.NOT_COMPARABLE.strip(': ')} ({apart})", APART))
    missing = len(outside) - apart
    for place, (label, colour) in enumerate([*labels, *([(f"Mangler ({missing})", None)] if missing else [])]):
        at = top + place * row
        swatch = unstyled(page.shapes.add_shape(MSO_SHAPE.RECTANGLE, box.left, at, Inches(0.32), Inches(0.2)))
        swatch.line.color.rgb, swatch.line.width = rgb(palette.MISSING.light[1]), Pt(0.5)
        if colour is None:
            _hatch(swatch)
        else:
            swatch.fill.solid()
            swatch.fill.fore_color.rgb = rgb(colour)
        words(page, Box(box.left + Inches(0.42), at, box.width - Inches(0.42), row), [label], sizes=(12, 11, 10, 9, 8))
    if content.chosen:
        below = Box(box.left, int(top + (len(labels) + 1.6) * row), box.width, int(row * 2))
        label = _label(content, country, list(content.codes).index(content.chosen))
        words(page, below, [f"Omriss: {label}"], sizes=(12, 11, 10))


# --- The geometry file ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Island:
    """A municipality with no neighbour on land: its middle and how much it covers."""

    x: float
    y: float
    area: float


@dataclass(frozen=True)
class Country:
    """A division as it is drawn, in units of 100 m: the name and the rings of each municipality, and by its place in
    these lists each that is an island.
    """

    width: int
    height: int
    names: tuple[str, ...]
    shapes: tuple[list[np.ndarray], ...]
    islands: dict[int, Island]


@lru_cache(maxsize=4)
def outlines(file_name: str) -> Country:
    """The shapes that the browser draws, simplified. Raises OSError when the file is not there."""
    content = json.loads((STATIC / file_name).read_text(encoding="utf-8"))
    return Country(
        content["width"],
        content["height"],
        tuple(content["names"]),
        tuple(_rings(shape["d"]) for shape in content["shapes"]),
        {
            place: Island(shape["x"], shape["y"], sum(area for area, _ in _measured(shape["d"])))
            for place, (shape, neighbours) in enumerate(zip(content["shapes"], content["neighbours"], strict=True))
            if not neighbours
        },
    )


def _rings(path: str) -> list[np.ndarray]:
    """The rings of an SVG path as the ETL writes it (M, an absolute point, l, relative steps, z), the largest first.

    Simplified, and without those too small to be seen; one is always left.
    """
    found = sorted(_measured(path), key=lambda pair: -pair[0])
    kept = [points for place, (area, points) in enumerate(found) if place == 0 or area >= SMALLEST]
    return [_simplified(points) for points in kept]


def _measured(path: str) -> list[tuple[float, np.ndarray]]:
    """The rings of an SVG path, each with its area."""
    found = []
    for ring in path.split("z"):
        numbers = [int(number) for number in re.findall(r"-?\d+", ring)]
        if numbers:
            points = np.cumsum(np.array(numbers).reshape(-1, 2), axis=0)
            found.append((shapely.area(shapely.Polygon(points)), points))
    return found


def _lines(path: str) -> list[np.ndarray]:
    """The lines of an SVG path (M, an absolute point, l, relative steps), simplified."""
    found = []
    for line in path.split("M")[1:]:
        steps = np.array([int(number) for number in re.findall(r"-?\d+", line)]).reshape(-1, 2)
        found.append(shapely.simplify(shapely.LineString(np.cumsum(steps, axis=0)), COARSE))
    return [shapely.get_coordinates(line) for line in found]


def _simplified(points: np.ndarray) -> np.ndarray:
    closed = shapely.LineString(np.vstack([points, points[:1]]))
    simple = shapely.get_coordinates(shapely.simplify(closed, COARSE, preserve_topology=False))
    return (simple if len(simple) >= 4 else shapely.get_coordinates(closed))[:-1]
