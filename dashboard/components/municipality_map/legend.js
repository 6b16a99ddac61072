// What the colours mean, and how many municipalities have each.

import { element } from "../dom.js";
import { formatNumber } from "../numbers.js";
import { MODELLED, NOT_COMPARED } from "./content.js";

const LONG_LEGEND = 10; // rows that fit in the sea beside the map

export class Legend {
  constructor() {
    this.node = element("div", { class: "legend" });
  }

  /** It says who is outlined too, with the colour of its class: on the map a small municipality is all outline. */
  paint(content) {
    const { rows, reasons, apart, missing } = content.legend();
    const items = rows.map((row) => this.item(`--swatch: var(--class-${row.index})`, "", row.label, row.count));
    if (apart) items.push(this.item("", "apart", NOT_COMPARED, apart));
    if (missing) {
      items.push(this.item("", "missing", "Mangler", missing));
    }
    if (content.chosen >= 0) {
      const swatch = content.compared(content.chosen) ? `--swatch: var(--class-${content.classIndex(content.chosen)})` : "";
      items.push(this.item(swatch, "outlined", `${content.geometry.names[content.chosen]}: ${content.figureWithUnit(content.chosen)}`));
    }
    const heading = content.heading();
    const modelled = content.data.modelled ? [element("p", { class: "modelled" }, MODELLED)] : [];
    this.node.classList.toggle("long", items.length > LONG_LEGEND);
    const why = [...reasons].map(([reason, n]) => `${n} ${reason}`).join(", ");
    this.node.replaceChildren(
      element("p", { class: "heading" }, heading),
      ...modelled,
      element("ul", {}, ...items),
      ...(why ? [element("p", { class: "why" }, `Mangler: ${why}`)] : []),
    );
  }

  item(style, kind, label, count) {
    const swatch = element("span", { class: `swatch ${kind}`, style, "aria-hidden": "true" });
    const text = count === undefined ? label : `${label} (${formatNumber(count, 0)})`;
    return element("li", {}, swatch, element("span", {}, text));
  }
}
