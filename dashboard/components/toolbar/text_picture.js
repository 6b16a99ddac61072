// The picture of a table or a list: laid out anew in its place's proportions, its words and lines drawn where they stand.

import { shape } from "../dom.js";
import { measure } from "./measure.js";

const ENLARGEMENTS = [2, 1.8, 1.6, 1.4, 1.3]; // of a table or list, to the picture

/** As large as all of it fits; where it doesn't even in the smallest letters, its beginning, and a word about it. */
export function pageOf(text, settings, area) {
  const copy = text.cloneNode(true);
  copy.querySelectorAll("caption").forEach((caption) => caption.remove()); // the picture's title says it
  copy.querySelectorAll("details.all").forEach((rest) => rest.remove()); // a picture has all the rows
  copy.querySelectorAll(".arrow:empty").forEach((room) => room.remove()); // it would push the last line aside
  copy.style.cssText = "position: fixed; inset: 0 auto auto 0; visibility: hidden; max-height: none; overflow: visible;";
  text.parentNode.append(copy);
  try {
    for (const enlarged of ENLARGEMENTS) {
      copy.style.width = `${area.width / enlarged}px`;
      if (copy.scrollHeight * enlarged <= area.height && copy.scrollWidth * enlarged <= area.width + 1) break;
    }
    const width = Math.max(copy.scrollWidth, copy.offsetWidth);
    const height = (width * area.height) / area.width;
    const { cut, said } = beginning(copy, height);
    const node = shape("svg", { viewBox: `0 0 ${width} ${Math.min(height, copy.scrollHeight)}` });
    node.append(...grounds(copy, cut, settings), ...wordsOf(copy, cut, settings));
    if (said) node.append(shape("text", { x: 4, y: height - 4, "font-size": 14, fill: settings.ink }, said));
    return { node, atTop: true };
  } finally {
    copy.remove();
  }
}

/** How far down whole rows fit, and what to say of the rest. */
function beginning(copy, height) {
  if (copy.scrollHeight <= height) return { cut: Infinity, said: "" };
  const { top } = copy.getBoundingClientRect();
  const rows = [...copy.querySelectorAll("tbody tr, li, dt, dd, p")].filter((row) => row.checkVisibility());
  const beyond = rows.filter((row) => row.getBoundingClientRect().bottom - top > height - 22);
  const cut = Math.min(height - 22, ...beyond.map((row) => row.getBoundingClientRect().top - top));
  const inTable = rows.filter((row) => row.matches("tr"));
  const shown = inTable.filter((row) => row.getBoundingClientRect().bottom - top <= cut + 1);
  const counted = shown.length && shown.length < inTable.length;
  return { cut, said: counted ? `Viser ${shown.length} av ${inTable.length} rader.` : "Resten står på siden." };
}

/** The grounds and the lines below the parts of a text. */
function grounds(copy, cut, { paper, quiet_ink: line }) {
  const origin = copy.getBoundingClientRect();
  const drawn = [];
  for (const part of copy.querySelectorAll("*")) {
    const { left, top, width, height } = part.getBoundingClientRect();
    const [x, y] = [left - origin.left, top - origin.top];
    if (!width || !height || y + height > cut + 1 || !part.checkVisibility()) continue;
    const style = getComputedStyle(part);
    const [red, green, blue, opacity] = painted(style.backgroundColor);
    const isGround = Math.max(red, green, blue) - Math.min(red, green, blue) <= 40;
    if (opacity > 0 && !isGround) {
      drawn.push(shape("rect", { x, y, width, height, fill: `rgb(${red},${green},${blue})`, "fill-opacity": opacity }));
    }
    const thickness = parseFloat(style.borderBottomWidth);
    const at = { x1: x, x2: x + width, y1: y + height, y2: y + height };
    if (thickness) drawn.push(shape("line", { ...at, stroke: line, "stroke-width": thickness / 2, fill: paper }));
  }
  return drawn;
}

/** Any CSS colour as red, green, blue (0-255) and opacity (0-1). */
function painted(colour) {
  measure.clearRect(0, 0, 1, 1);
  measure.fillStyle = colour;
  measure.fillRect(0, 0, 1, 1);
  const [red, green, blue, opacity] = measure.getImageData(0, 0, 1, 1).data;
  return [red, green, blue, Number((opacity / 255).toFixed(2))];
}

/** Every line of every text that is seen, as large and as heavy as it stands there. */
function wordsOf(copy, cut, { ink }) {
  const origin = copy.getBoundingClientRect();
  const texts = document.createTreeWalker(copy, NodeFilter.SHOW_TEXT);
  const drawn = [];
  while (texts.nextNode()) {
    const holder = texts.currentNode.parentElement;
    const box = holder.getBoundingClientRect();
    if (!holder.checkVisibility() || box.width <= 1 || box.height <= 1) continue;
    const style = getComputedStyle(holder);
    const isRight = ["right", "end"].includes(style.textAlign) && !holder.closest("sup");
    measure.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
    const ascent = measure.measureText("x").fontBoundingBoxAscent;
    const letters = { "font-size": parseFloat(style.fontSize), "font-weight": style.fontWeight, fill: ink };
    for (const { words, left, right, top, bottom } of linesIn(texts.currentNode)) {
      if (bottom - origin.top > cut + 1) continue;
      const y = (top - origin.top + ascent).toFixed(1);
      const x = ((isRight ? right : left) - origin.left).toFixed(1);
      drawn.push(shape("text", { x, y, "text-anchor": isRight ? "end" : "start", ...letters }, words));
    }
  }
  return drawn;
}

/** The lines into which a text node is broken, between words or after a hyphen, and where each stands on the screen. */
function linesIn(node) {
  const lines = [];
  const range = document.createRange();
  let end = -1;
  for (const { 0: part, index } of node.data.matchAll(/[^ \n\r\t\u2013-]+[\u2013-]*|[\u2013-]+/g)) {
    range.setStart(node, index);
    range.setEnd(node, index + part.length);
    const [{ left, right, top, bottom } = {}] = range.getClientRects();
    if (left === undefined) continue;
    const line = lines.at(-1);
    const gap = index === end ? "" : " ";
    if (line && Math.abs(line.top - top) < 2) Object.assign(line, { words: line.words + gap + part, right });
    else lines.push({ words: part, left, right, top, bottom });
    end = index + part.length;
  }
  return lines;
}
