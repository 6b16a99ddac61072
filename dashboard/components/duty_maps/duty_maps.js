// Small maps beside each other, one a duty: the same shapes in the classes of each. A press on a map chooses it.

import { element, fetchJson, shape } from "../dom.js";

export default function dutyMaps({ data, parentElement, setTriggerValue, settings }) {
  const row = parentElement.row ?? (parentElement.row = parentElement.appendChild(element("div", { class: "maps" })));
  const said = JSON.stringify(data);
  if (row.said === said) return;
  row.said = said;
  fetchJson(data.geometry).then(
    (geometry) => {
      if (row.said === said) row.replaceChildren(...data.maps.map((map) => button(map, geometry, data.chosen, settings, setTriggerValue)));
    },
    () => row.replaceChildren(element("p", {}, "Kartene kunne ikke hentes. Last siden på nytt.")),
  );
}

function button(map, geometry, chosen, settings, setTriggerValue) {
  const drawing = shape("svg", { viewBox: `0 0 ${geometry.width} ${geometry.height}`, "aria-hidden": "true" });
  // One path a class: shapes that look alike need no elements of their own.
  const byClass = new Map();
  geometry.shapes.forEach(({ d }, place) => {
    const sign = map.classes[place];
    byClass.set(sign, (byClass.get(sign) ?? "") + d);
  });
  for (const [sign, d] of byClass) {
    const path = shape("path", { d, "data-class": sign });
    path.style.fill = sign === "-" ? themed(...settings.missing) : themed(...map.colours.map((colours) => colours[Number(sign)]));
    drawing.append(path);
  }
  const own = geometry.codes.indexOf(chosen);
  if (own >= 0) {
    const outline = shape("path", { class: "chosen", d: geometry.shapes[own].d });
    outline.style.stroke = themed(...settings.chosen);
    drawing.append(outline);
  }
  const heading = element("strong", {}, map.heading);
  const line = element("span", {}, map.line);
  const node = element("button", { type: "button", "data-name": map.name }, heading, drawing, legend(map), line);
  if (map.own) node.append(element("span", { class: "own" }, map.own));
  node.onclick = () => setTriggerValue("picked", map.name);
  return node;
}

// The classes from the strongest colour to the weakest, with what its two ends are.
function legend(map) {
  const strip = element("span", { class: "strip", "aria-hidden": "true" });
  for (const place of map.order) {
    const swatch = element("i", {});
    swatch.style.background = themed(...map.colours.map((colours) => colours[place]));
    strip.append(swatch);
  }
  const [first, last] = map.ends;
  return element("span", { class: "legend" }, strip, element("span", {}, first), element("span", {}, last));
}

function themed(light, dark) {
  return `light-dark(${light}, ${dark})`;
}
