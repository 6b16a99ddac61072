// What the colours mean, and how many municipalities have each.

import { element } from "../dom.js";
import { formatNumber } from "../numbers.js";
import { MODELLED, NOT_COMPARED } from "./view.js";

const LONG_LEGEND = 10; // rows that fit in the sea beside the map

export class Legend {
  constructor() {
    this.node = element("div", { class: "legend" });
  }

  /** In a presentation, without the list, the legend says who is outlined (`names`). */
  paint(view, names) {
    const { rows, reasons, apart, missing } = view.legend();
    const items = rows.map((row) => this.item(`--swatch: var(--class-${row.index})`, "", row.label, row.count));
    if (apart) items.push(this.item("", "apart", NOT_COMPARED, apart));
    if (missing) {
      items.push(this.item("", "missing", "Mangler", missing));
    }
    if (names && view.chosen >= 0) {
      const swatch = view.compared(view.chosen) ? `--swatch: var(--class-${view.classIndex(view.chosen)})` : "";
      items.push(this.item(swatch, "outlined", `${view.geometry.names[view.chosen]}: ${view.figureWithUnit(view.chosen)}`));
    }
    const heading = view.heading();
    const modelled = view.data.modelled ? [element("p", { class: "modelled" }, MODELLED)] : [];
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
