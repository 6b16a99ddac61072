// The picture of a chart: what Plotly has drawn, in light colours.

import { shape } from "../dom.js";
import { measure } from "./measure.js";

/** Plotly draws in several layers, one SVG each; here they become one, without what only the pointer needs. */
export function chartPicture(chart, settings) {
  const { width, height } = chart.getBoundingClientRect();
  const layers = [...chart.querySelectorAll("svg.main-svg")].map((layer) => layer.cloneNode(true));
  const node = shape("svg", { viewBox: `0 0 ${width} ${height}` }, ...layers);
  // Lines grow with the picture as letters do.
  const grown = /** @type {NodeListOf<SVGElement>} */ (node.querySelectorAll("[style*=vector-effect]"));
  grown.forEach((part) => part.style.removeProperty("vector-effect"));
  node.querySelectorAll(".hoverlayer, .modebar, .draglayer, .selectionlayer, .zoomlayer").forEach((n) => n.remove());
  if (isDark(chart)) lighten(node, settings);
  // As chart.css has it: a name is read where a line goes through it.
  const names = /** @type {NodeListOf<SVGElement>} */ (node.querySelectorAll(".textpoint text"));
  names.forEach((name) => Object.assign(name.style, { paintOrder: "stroke", stroke: settings.paper, strokeWidth: "3px" }));
  return { node };
}

function isDark(chart) {
  for (let node = chart; node; node = node.parentElement ?? node.getRootNode().host) {
    const [red, green, blue, opacity = 1] = channels(getComputedStyle(node).backgroundColor);
    if (opacity > 0.5) return 0.299 * red + 0.587 * green + 0.114 * blue < 128;
  }
  return false;
}

function channels(colour) {
  return (colour.match(/[\d.]+/g) ?? []).map(Number);
}

function lighten(node, { light_of: lightOf, ink, paper }) {
  for (const part of node.querySelectorAll("*")) {
    for (const property of ["fill", "stroke"]) {
      const colour = part.style?.[property] || part.getAttribute(property);
      if (!colour || colour === "none" || colour.startsWith("url")) continue;
      part.style[property] = part.closest("text") && property === "fill" ? ink : lightColour(colour, lightOf, paper);
    }
  }
}

/** The light palette's colour in the place of a dark one; the ground becomes paper, greys are turned over. */
function lightColour(colour, lightOf, paper) {
  measure.fillStyle = colour; // the canvas tells any CSS colour as #rrggbb, or rgba() where it is translucent
  const plain = String(measure.fillStyle);
  if (plain in lightOf) return lightOf[plain];
  const hex = plain.startsWith("#") ? plain.slice(1).match(/../g).map((pair) => parseInt(pair, 16)) : channels(plain);
  const [red, green, blue, opacity = 1] = hex;
  if (Math.max(red, green, blue) - Math.min(red, green, blue) > 40) return colour;
  if (opacity === 1 && Math.max(red, green, blue) < 60) return paper;
  return `rgba(${255 - red}, ${255 - green}, ${255 - blue}, ${opacity})`;
}
