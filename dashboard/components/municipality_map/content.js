// What is shown: an indicator's figures joined with the shapes they are of. Nothing here touches the page.

import { NBSP, capitalised, formatNumber } from "../numbers.js";

export const CLASS_SIGNS = "0123456789abcdefghijklmnopqrstuvwxyz";
export const APART = "!"; // the class of figures that can't be compared
export const NOT_COMPARED = "Kan ikke sammenlignes";
export const MODELLED = "MODELLERT – ikke målt";

/** What a map shows, joined with its geometry: what there is to say about municipality number i. */
export class Content {
  constructor(data, geometry, usualStatus) {
    this.data = data;
    this.geometry = geometry;
    this.usualStatus = usualStatus;
    this.count = geometry.codes.length;
    const scale = 10 ** data.decimals;
    this.values = data.values.split(",").map((whole) => (whole === "" ? null : parseInt(whole, 36) / scale));
    this.status = new Array(this.count).fill(data.status || usualStatus);
    for (const [word, indices] of Object.entries(data.exceptions)) for (const i of indices) this.status[i] = word;
    this.note = new Array(this.count).fill("");
    for (const [text, indices] of Object.entries(data.notes)) for (const i of indices) this.note[i] = text;
    this.apart = new Set(data.apart);
    this.detail = new Array(this.count).fill("");
    for (const [text, indices] of Object.entries(data.details)) for (const i of indices) this.detail[i] = text;
    this.inside = geometry.counties.map(
      (county, i) => (!data.county || county === data.county) && (!data.shown || data.shown[i] === "1"),
    );
    this.chosen = data.chosen === null ? -1 : geometry.codes.indexOf(data.chosen);
    this.ranks = data.ranked ? this.ranking() : null;
    this.gather();
  }

  /** Which municipality stands for each in legend and list: itself, or one inside the selection for its whole unit. */
  gather() {
    this.rowOf = Array.from({ length: this.count }, (_, i) => i);
    this.rowName = [...this.geometry.names];
    for (const [name, members] of this.data.units) {
      const first = members.find((i) => this.inside[i]) ?? members[0];
      for (const i of members) this.rowOf[i] = first;
      this.rowName[first] = name;
    }
    this.rows = this.rowOf.filter((row, i) => row === i);
  }

  class_(i) {
    return this.apart.has(i) ? APART : this.data.classes[i];
  }

  classIndex(i) {
    return CLASS_SIGNS.indexOf(this.data.classes[i]);
  }

  missing(i) {
    return this.values[i] === null;
  }

  /** Whether the figure is one of those that are compared: it is there, and can be. */
  compared(i) {
    return !this.missing(i) && !this.apart.has(i);
  }

  /** The figure as in a table: «12 345,6», the name of its class, or why it is missing. */
  figure(i) {
    const value = this.values[i];
    if (value === null) return this.status[i];
    return this.words(i) ?? formatNumber(value, this.data.decimals, this.data.signed);
  }

  /** What a value that is a name rather than an amount is called; undefined for amounts. */
  words(i) {
    return this.data.named ? this.data.legend[this.classIndex(i)] : this.data.value_labels[this.values[i]];
  }

  figureWithUnit(i) {
    const value = this.values[i];
    const bare = value === null || this.words(i) !== undefined || !this.data.unit;
    return bare ? this.figure(i) : `${this.figure(i)}${NBSP}${this.data.unit}`;
  }

  /** «Bergen: 294 860 innbyggere (2026)», with the status where it is not the ordinary one. */
  label(i) {
    const extra = [];
    if (this.data.modelled) extra.push("modellert, ikke målt");
    if (!this.missing(i) && this.status[i] !== this.usualStatus) extra.push(this.status[i]);
    if (this.note[i]) extra.push(this.note[i]);
    if (!this.inside[i]) extra.push("utenfor utvalget");
    const figure = `${this.geometry.names[i]}: ${this.figureWithUnit(i)} (${this.data.year})`;
    return [figure, ...extra].join(". ");
  }

  /** What stands over the legend: «Innbyggere, 1. januar 2026», or the year alone where there is no unit. */
  heading() {
    const [first, ...rest] = [this.data.unit, this.data.year].filter(Boolean);
    return [capitalised(first ?? ""), ...rest].join(", ");
  }

  /** Rank per municipality among those inside the selection that can be compared; equal figures share a rank. */
  ranking() {
    const { values } = this;
    const { rank_from } = this.data;
    const sign = rank_from === "lowest" ? 1 : -1;
    const order = [...values.keys()].filter((i) => this.compared(i) && this.inside[i]);
    order.sort((a, b) => sign * (values[a] - values[b]));
    const ranks = new Map();
    order.forEach((i, place) => {
      const before = order[place - 1];
      ranks.set(i, place && values[before] === values[i] ? ranks.get(before) : place + 1);
    });
    return ranks;
  }

  /** Rows of the legend: each class, then what can't be compared and what is missing; counts are of the municipalities and units in the selection. */
  legend() {
    const rows = this.data.legend.map((label, index) => ({ label, index, count: 0 }));
    const reasons = new Map();
    let apart = 0;
    for (const i of this.rows) {
      if (!this.inside[i]) continue;
      if (this.missing(i)) reasons.set(this.status[i], (reasons.get(this.status[i]) ?? 0) + 1);
      else if (this.apart.has(i)) apart++;
      else rows[this.classIndex(i)].count++;
    }
    return { rows, reasons, apart, missing: [...reasons.values()].reduce((sum, n) => sum + n, 0) };
  }
}
