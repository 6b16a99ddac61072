// The picture of a map that leaves the screen: what is seen now, in light colours and without this page's styles.

import { shape } from "../dom.js";
import { marked } from "./mark.js";
import { APART, CLASS_SIGNS, NOT_COMPARED } from "./content.js";

const OUTSIDE = "#f0f2f2"; // of no class: what isn't in the selection

/** { node, width, height, legend } of a drawing whose small islands have circles of this radius. */
export function pictureOf(drawing, haloRadius) {
  const { content, figure: { settings } } = drawing;
  const seen = drawing.seen();
  const pixel = Math.max(seen.width, seen.height) / 900; // one pixel of a picture about as large as the screen's
  const { missing } = settings.light;
  const borders = { stroke: missing[1], "stroke-width": 0.7 * pixel, "stroke-linejoin": "round" };
  const node = shape(
    "svg",
    { viewBox: `${seen.x} ${seen.y} ${seen.width} ${seen.height}`, overflow: "hidden" },
    shape("defs", {}, hatching(missing, pixel)),
    shape("g", borders, ...municipalities(drawing, haloRadius * pixel, pixel)),
    ...linesOver(drawing, pixel),
    marked(content.data.mark, seen, settings.light.chosen[0]),
  );
  return { node, width: seen.width, height: seen.height, legend: legendOf(content, settings.light) };
}

function hatching([ground, line], pixel) {
  return shape(
    "pattern",
    { id: "missing", width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: `scale(${pixel})` },
    shape("rect", { width: 6, height: 6, fill: ground }),
    shape("path", { d: "M-1.5 1.5l3-3M0 6L6 0M4.5 7.5l3-3", stroke: line, "stroke-width": 1.6 }),
  );
}

/** Every shape, and the circles over islands too small to be seen. */
function municipalities({ content, figure, paths, halos }, radius, pixel) {
  const classes = content.data.colours.light;
  const [apart] = figure.settings.light.missing;
  const colour = (sign) => (sign === APART ? apart : classes[CLASS_SIGNS.indexOf(sign)] ?? "url(#missing)");
  const shapes = paths.map((path) => {
    const isOutside = path.hasAttribute("data-outside");
    const copy = shape("path", { d: path.getAttribute("d"), fill: isOutside ? OUTSIDE : colour(path.dataset.class) });
    for (const name of ["data-code", "data-class"]) copy.setAttribute(name, path.getAttribute(name));
    return copy;
  });
  const needed = halos.filter(({ circle }) => !circle.classList.contains("unneeded"));
  const circles = needed.map(({ circle }) => {
    const fill = circle.hasAttribute("data-outside") ? OUTSIDE : colour(circle.dataset.class);
    const { cx, cy } = circle.attributes;
    return shape("circle", { cx: cx.value, cy: cy.value, r: radius, fill, "stroke-width": pixel });
  });
  return [...shapes, ...circles];
}

/** The borders of other units, and the outline of the chosen municipality. */
function linesOver({ content, figure, geometry, outlines }, pixel) {
  const { chosen: [line, casing] } = figure.settings.light;
  const twice = (d, wide, narrow, more = {}) => [[wide, casing], [narrow, line]].map(([width, stroke]) =>
    shape("path", { d, fill: "none", stroke, "stroke-width": width * pixel, ...more }),
  );
  const outlined = geometry.shapes[outlines.chosen.municipality];
  return [
    ...(content.data.lines ? twice(content.data.lines, 2.6, 1.3) : []),
    ...(outlined ? twice(outlined.d, 5, 2.5, { "stroke-linejoin": "round" }) : []),
  ];
}

function legendOf(content, { chosen, missing: [ground, line] }) {
  const classes = content.data.colours.light;
  const { rows, apart, missing } = content.legend();
  const legend = rows.map(({ label, index, count }) => ({ label, count, fill: classes[index] }));
  if (apart) legend.push({ label: NOT_COMPARED, count: apart, fill: ground });
  if (missing) legend.push({ label: "Mangler", count: missing, fill: ground, hatch: line });
  if (content.chosen >= 0) {
    const label = `${content.geometry.names[content.chosen]}: ${content.figureWithUnit(content.chosen)}`;
    const fill = classes[content.classIndex(content.chosen)] ?? ground;
    legend.push({ label, fill, outline: chosen[0] });
  }
  return { heading: content.heading(), rows: legend };
}
