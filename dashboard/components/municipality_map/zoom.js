// How far a map is enlarged and what of it is seen: { k, x, y }, the scale and the shift of the drawing in its frame.

import { element } from "../dom.js";
import { MINUS } from "../numbers.js";

export const WHOLE = { k: 1, x: 0, y: 0 };
export const CLOSEST = 40; // largest enlargement
export const STEP = 1.6; // of the buttons and the keys
const ROOM = 0.86; // of the frame, for what is zoomed to

export function isWhole({ k }) {
  return k <= 1.001;
}

export function centreOf(frame) {
  return { x: frame.x + frame.width / 2, y: frame.y + frame.height / 2 };
}

/** The nearest zoom that is allowed. */
export function limited({ k: wanted, x, y }, frame) {
  const k = Math.max(1, Math.min(CLOSEST, wanted));
  // The middle of what is seen stays within the drawing; at k = 1 the drawing is where it began.
  const within = (shift, start, size) => {
    const middle = start + size / 2;
    const reach = (k - 1) * (size / 2);
    return Math.max(middle * (1 - k) - reach, Math.min(middle * (1 - k) + reach, shift));
  };
  return { k, x: within(x, frame.x, frame.width), y: within(y, frame.y, frame.height) };
}

/** Enlarged around a point of the drawing's frame, which stays where it is. */
export function around(zoom, point, factor) {
  const k = Math.max(1, Math.min(CLOSEST, zoom.k * factor));
  const ratio = k / zoom.k;
  return { k, x: point.x - (point.x - zoom.x) * ratio, y: point.y - (point.y - zoom.y) * ratio };
}

/** So that these bounds fill the frame. */
export function onto([west, north, east, south], frame) {
  const k = ROOM * Math.min(frame.width / (east - west), frame.height / (south - north), CLOSEST);
  const centre = centreOf(frame);
  return { k, x: centre.x - (k * (west + east)) / 2, y: centre.y - (k * (north + south)) / 2 };
}

/** The buttons on the map; each knows when it can do nothing (`idle`). */
export function zoomButtons(drawing) {
  const farthest = () => isWhole(drawing.zoom);
  const make = (sign, label, act, idle) => {
    const button = element("button", { type: "button", "aria-label": label, title: label }, sign);
    button.onclick = () => idle() || act();
    return Object.assign(button, { idle });
  };
  return element(
    "div",
    { class: "zoom" },
    make("+", "Zoom inn", () => drawing.zoomAroundCentre(STEP), () => drawing.zoom.k >= CLOSEST),
    make(MINUS, "Zoom ut", () => drawing.zoomAroundCentre(1 / STEP), farthest),
    make("Oslo", "Vis Oslofjorden", () => drawing.zoomToOslofjord(), () => false),
    make("↺", "Tilbakestill", () => drawing.setZoom(WHOLE), farthest),
  );
}
