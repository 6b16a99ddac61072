// The municipality map: SVG shapes that are built once and afterwards only recoloured, their legend, and a list.
// Called by Streamlit at first and at each change of data; `data` is what map.py's MapContent.payload says, or
// the address of that and of the words around it (map_figures.py).

import { listen } from "./ahead.js";
import { Figure } from "./figure.js";

const figures = new WeakMap(); // shadow root -> Figure
let early = null; // the figure that was drawn before Streamlit could, until it is in its place

listen();

export default function municipalityMap({ data, parentElement, setTriggerValue, settings }) {
  let figure = figures.get(parentElement);
  if (!figure) figures.set(parentElement, (figure = adopted(parentElement, data) ?? new Figure(parentElement, settings)));
  figure.pick = (code) => setTriggerValue("picked", code);
  figure.tell(data);
}

// ---- Before Streamlit: the page's head holds a picture of the page's top, on which the map is drawn at once ----

/** Draw the map whose figures `place` names; `style` gives a place a component's styles. */
export function drawEarly(place, style) {
  const root = place.attachShadow({ mode: "open" });
  style(root, styles);
  early = new Figure(root, settings);
  early.show({ key: "municipality_map", figures: place.dataset.figures, chosen: place.dataset.chosen || null });
}

/** The early figure, moved to the place that Streamlit has made for it; the picture around it goes. */
function adopted(root, data) {
  const picture = document.getElementById("early");
  if (!picture) return null;
  const figure = data.key === "municipality_map" ? early : null;
  early = null;
  if (figure) figure.moveTo(root);
  const { scrollTop } = picture;
  picture.remove();
  requestAnimationFrame(() => document.querySelector('[data-testid="stMain"]')?.scrollBy(0, scrollTop));
  return figure;
}
