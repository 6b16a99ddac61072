// What is said of the municipality under the pointer or in focus.

import { element } from "../dom.js";
import { NBSP, capitalised, formatNumber } from "../numbers.js";
import { MODELLED } from "./content.js";

export class Tip {
  constructor() {
    this.node = element("div", { class: "tip", hidden: "", "aria-hidden": "true" });
  }

  /** Says what there is to say about a municipality, beside the point (px inside the stage). */
  show(content, i, x, y) {
    this.node.replaceChildren(...this.municipality(content, i));
    this.node.hidden = false;
    const stage = this.node.parentElement;
    const { offsetWidth: width, offsetHeight: height } = this.node;
    const left = x + 16 + width > stage.clientWidth ? x - 12 - width : x + 16;
    const top = y + 12 + height > stage.clientHeight ? y - 8 - height : y + 12;
    this.node.style.left = `${Math.max(4, Math.min(left, stage.clientWidth - width - 4))}px`;
    this.node.style.top = `${Math.max(4, Math.min(top, stage.clientHeight - height - 4))}px`;
  }

  municipality(content, i) {
    const { data, geometry } = content;
    const county = geometry.county_names[geometry.counties[i]];
    const lines = [
      this.line("name", `${geometry.names[i]}${county && county !== geometry.names[i] ? `, ${county}` : ""}`),
      this.line("value", content.missing(i) ? capitalised(content.status[i]) : content.figureWithUnit(i)),
    ];
    if (data.modelled) lines.push(this.line("modelled", MODELLED));
    const rank = content.ranks?.get(i);
    const facts = [data.year];
    if (!content.missing(i)) facts.push(content.status[i]);
    if (rank) facts.push(`nr.${NBSP}${rank} av ${formatNumber(content.ranks.size, 0)}`);
    lines.push(this.line("facts", facts.join(" · ")));
    if (content.note[i]) lines.push(this.line("note", content.note[i]));
    if (!content.inside[i]) lines.push(this.line("note", "Utenfor utvalget"));
    return lines;
  }

  line(kind, text) {
    return element("p", { class: kind }, text);
  }

  hide() {
    this.node.hidden = true;
  }
}
