// Words across all of a map, so that no part can be cut out of its picture without them.

import { shape } from "../dom.js";

const [ACROSS, DOWN] = [2, 6];

/** @returns {SVGElement} the words over a box, all of them inside of it */
export function marked(words, { x, y, width, height }, colour) {
  const size = width / ACROSS / 14.5;
  const places = words ? [...Array(ACROSS * DOWN).keys()] : [];
  const texts = places.map((place) => {
    const [column, row] = [place % ACROSS, Math.floor(place / ACROSS)];
    const left = x + (width * (column + (row % 2 ? 0.52 : 0.48))) / ACROSS;
    const top = y + (height * (row + 0.5)) / DOWN;
    const turned = { transform: `rotate(-20 ${left.toFixed(0)} ${top.toFixed(0)})` };
    const at = { x: left.toFixed(0), y: top.toFixed(0), "text-anchor": "middle", ...turned };
    return shape("text", at, words);
  });
  const look = { "font-size": size.toFixed(0), "font-weight": 700, fill: colour, "fill-opacity": 0.45 };
  return shape("g", { class: "mark", "aria-hidden": "true", "pointer-events": "none", ...look }, ...texts);
}
