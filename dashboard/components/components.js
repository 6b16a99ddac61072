// What every component of our own is drawn by: its styles are given once, its data unpacked.
// Streamlit calls the loader (see components.py) at first and at each change of a component's data; it calls `draw`.

const newest = new WeakMap(); // place on the page -> what was last asked to be drawn there

/** @param {Uint8Array<ArrayBuffer> | object} data */
function unpacked(data) {
  if (!(data instanceof Uint8Array)) return data;
  if (data[0] === "{".charCodeAt(0)) return JSON.parse(new TextDecoder().decode(data));
  return new Response(new Blob([data]).stream().pipeThrough(new DecompressionStream("deflate"))).json();
}

/** Draw a component whose script exports this: what draws it, its styles and its settings. */
export async function draw(component, { default: drawn, styles, settings }) {
  const place = component.parentElement;
  newest.set(place, component);
  const data = await unpacked(component.data);
  if (newest.get(place) !== component) return;
  style(place, styles);
  drawn({ ...component, data, settings });
}

/** Give a place on the page a component's styles, once. */
export function style(place, styles) {
  if (place.querySelector("style[data-own]")) return;
  const node = document.createElement("style");
  node.dataset.own = "";
  node.textContent = styles;
  place.append(node);
}
