// The page of a picture: title, words, figure, legend and source on white.

import { shape } from "../dom.js";
import { formatNumber } from "../numbers.js";
import { FONTS, measure } from "./measure.js";

const MARGIN = 64;
const LEGEND_WIDTH = 520;

export async function compose(drawFigure, words, { paper, ink, quiet_ink: quietInk }, { width, height }) {
  const inner = width - 2 * MARGIN;
  const page = shape("svg", { xmlns: "http://www.w3.org/2000/svg", viewBox: `0 0 ${width} ${height}`, width, height, "font-family": FONTS });
  page.append(
    shape("title", {}, words.title),
    shape("desc", {}, `${words.subtitle} ${words.source}`),
    shape("rect", { width, height, fill: paper }),
  );
  const head = [
    ...paragraph(words.title, { size: 44, weight: 650, fill: ink, className: "title" }, inner),
    ...paragraph(words.subtitle, { size: 26, fill: quietInk, className: "subtitle" }, inner),
    ...paragraph(words.status.join(" · "), { size: 26, weight: 700, fill: ink, className: "status" }, inner),
  ];
  const small = { size: 19, fill: quietInk, className: "source" };
  const foot = [...words.notes, words.source].flatMap((text) => paragraph(text, small, inner));
  const link = paragraph(words.printed, { ...small, fill: ink, className: "link" }, inner);
  const top = place(page, head, MARGIN, MARGIN);
  const bottom = height - MARGIN / 2 - [...foot, ...link].reduce((sum, line) => sum + line.height, 0);
  const follow = page.appendChild(shape("a", { href: words.link })); // in an SVG it can be followed, with every choice
  place(follow, link, MARGIN, place(page, foot, MARGIN, bottom));
  const area = { x: MARGIN, y: top + 20, width: inner, height: bottom - top - 44 };
  placeFigure(page, await drawFigure(area), area, ink);
  return page;
}

function paragraph(text, { size, weight = 400, fill, className }, width) {
  return wrapped(text, `${weight} ${size}px ${FONTS}`, width).map((line) => ({
    height: size * 1.3,
    size,
    node: shape("text", { "font-size": size, "font-weight": weight, fill, class: className }, line),
  }));
}

/** Lines of a text that fit a width; a word that is too long by itself (a link) is broken, where its parts meet. */
function wrapped(text, font, width) {
  measure.font = font;
  const fits = (line) => measure.measureText(line).width <= width;
  const lines = [];
  let line = "";
  for (let word of (text ?? "").split(/ +/).filter(Boolean)) {
    if (fits(line ? `${line} ${word}` : word)) {
      line = line ? `${line} ${word}` : word;
      continue;
    }
    if (line) lines.push(line);
    while (!fits(word)) {
      let length = word.length;
      while (length > 1 && !fits(word.slice(0, length))) length--;
      const joint = Math.max(...["&", "?", ".", "-"].map((sign) => word.lastIndexOf(sign, length - 1))) + 1;
      if (joint > length / 2) length = joint;
      lines.push(word.slice(0, length));
      word = word.slice(length);
    }
    line = word;
  }
  return line ? [...lines, line] : lines;
}

/** Sets lines below each other from y; returns where they end. */
function place(page, lines, x, y) {
  for (const { node, size, height } of lines) {
    node.setAttribute("x", x);
    node.setAttribute("y", (y + size).toFixed(1));
    page.append(node);
    y += height;
  }
  return y;
}

function placeFigure(page, { node, legend, atTop }, area, ink) {
  const used = legend ? placeLegend(page, legend, area, ink) : 0;
  const box = { x: area.x + used, y: area.y, width: area.width - used, height: area.height };
  for (const [name, value] of Object.entries(box)) node.setAttribute(name, value);
  node.setAttribute("preserveAspectRatio", atTop ? "xMidYMin meet" : "xMidYMid meet");
  page.append(node);
}

/** Draws the map's legend at the left, as large as all of it fits; returns the width it takes. */
function placeLegend(page, { heading, rows }, area, ink) {
  const head = paragraph(heading, { size: 26, weight: 650, fill: ink, className: "legend" }, LEGEND_WIDTH);
  const top = place(page, head, area.x, area.y) + 16;
  const labels = rows.map(({ label, count }) => (count === undefined ? label : `${label} (${formatNumber(count)})`));
  const linesAt = (size) => labels.map((label) => wrapped(label, `400 ${size}px ${FONTS}`, LEGEND_WIDTH - size * 2.4));
  const heightOf = (lines, size) => lines.length * size * 1.25 + size * 0.4;
  let size = 24;
  const room = area.y + area.height - top;
  while (size > 12 && linesAt(size).reduce((sum, lines) => sum + heightOf(lines, size), 0) > room) size--;
  let y = top;
  for (const [index, lines] of linesAt(size).entries()) {
    const { fill, hatch, outline } = rows[index];
    const swatch = { x: area.x, y, width: size * 1.9, height: size * 1.15 };
    const edge = outline ? { stroke: outline, "stroke-width": 4 } : { stroke: "#8a9698" };
    page.append(shape("rect", { ...swatch, fill, ...edge }));
    if (hatch) page.append(hatching(swatch, hatch));
    lines.forEach((line, down) => {
      const at = { x: area.x + size * 2.4, y: y + size * (0.95 + down * 1.25), "font-size": size, fill: ink };
      page.append(shape("text", { ...at, class: "legend" }, line));
    });
    y += heightOf(lines, size);
  }
  return LEGEND_WIDTH;
}

/** Diagonal strokes across a rectangle. */
function hatching({ x, y, width, height }, stroke) {
  let d = "";
  for (let along = height; along <= width; along += 7) d += `M${x + along - height} ${y + height}l${height} ${-height}`;
  return shape("path", { d, stroke, "stroke-width": 2, fill: "none" });
}
