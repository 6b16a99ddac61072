// What the frame says of a figure, and the figure itself as it is taken from the screen: { node, width, height, legend? }.

import { chartPicture } from "./chart_picture.js";
import { PictureError } from "./measure.js";
import { pageOf } from "./text_picture.js";

const NARROWEST_CHART = 760; // px of the screen

/** The figure on the page.
 *  @returns {HTMLElement | null} */
export function boxOf(target) {
  return document.querySelector(`.${CSS.escape(target)}`);
}

/** Title, subtitle, status words, who is missing, and source, as the frame around the figure says them. */
export function wordsAround(target) {
  const texts = (selector) => [...(boxOf(target)?.querySelectorAll(selector) ?? [])].map((node) => node.textContent);
  const [title] = texts(".figure-head h2");
  const [source] = texts(".figure-foot .source");
  if (!title || !source) throw new PictureError("Figuren er ikke tegnet ennå.");
  const [subtitle = ""] = texts(".figure-head .subtitle");
  return { title, subtitle, status: texts(".figure-head .status"), notes: texts(".figure-foot .note"), source };
}

/** The figure in a place of these proportions; `area` is in the units of the picture. */
export async function findFigure(target, settings, area) {
  const box = boxOf(target);
  const own = (selector) => [...(box?.querySelectorAll("*") ?? [])]
    .map((node) => node.shadowRoot?.querySelector(selector))
    .find((node) => node);
  // A component of our own hands out its picture from its outermost node.
  const drawn = own("svg.municipality-map, .strips");
  if (drawn) return drawn.picture(area);
  const chart = own(".chart");
  if (chart) return chart.chart.taken(widthIn(chart, area), (drawing) => chartPicture(drawing, settings));
  const said = [...(box?.querySelectorAll('[data-testid="stHtml"]') ?? [])];
  const text = said.find((node) => node.textContent.trim() && !node.querySelector(".figure-head, .figure-foot"));
  const table = text ?? own(".scroll"); // the figure itself is a table; below a map or a chart it would be the twin
  if (table) return pageOf(table, settings, area);
  throw new PictureError("Figuren er ikke tegnet ennå.");
}

/** How wide a chart is laid out in the proportions of its place, so that its letters are as large there as they can be. */
function widthIn(chart, area) {
  return Math.max(NARROWEST_CHART, Math.round((chart.offsetHeight * area.width) / area.height));
}
