// The municipality map: SVG shapes that are built once and afterwards only recoloured, their legend, and a list.
// Called by Streamlit at first and at each change of data; `data` is what map.py's MapView.payload says, or
// the address of that and of the words around it (map_figures.py).

import { findMunicipalities, formerly } from "./search.js";

const SVG = "http://www.w3.org/2000/svg";
const NBSP = "\u00a0";
const MINUS = "\u2212";
const CLASS_SIGNS = "0123456789abcdefghijklmnopqrstuvwxyz";
const APART = "!"; // the class of figures that can't be compared
const NOT_COMPARED = "Kan ikke sammenlignes";
const MARGIN = 0.015; // of the drawing, so that outlines at its edge are whole
const CLOSEST = 40; // largest enlargement
const DRAG_PX = 5; // a pointer that moves less than this is a click
const HALO_PX = 5; // radius of the circle that makes a tiny island visible
const TINY_PX2 = 30; // an island that covers less of the screen gets a halo
const STAYS_MS = 40; // at an option, without going on to another
const CONFIRMED_MS = 10_000; // what is drawn ahead is taken back when the server has not confirmed it by then
const FORMER_TOLD = 3; // of the municipalities that a search finds by what they were called
const LONG_LEGEND = 10; // rows that fit in the sea beside the map
const EMPTY = { decimals: 0, chosen: null, rank_from: "highest", county: null, lines: "", units: [], notes: {}, apart: [], details: {}, last_first: false, exceptions: {}, value_labels: {}, unit: "" }; // parts that are not sent
const COLLATOR = new Intl.Collator("nb");

const figures = new WeakMap(); // shadow root -> Figure
const keptZooms = new Map(); // component key -> zoom, kept while the user is on another page
const drawings = new Set(); // those on the page, to find the ones that are linked
const files = new Map(); // address -> promise of the JSON there: geometry, figures
let pressed = null; // the option that a press began on
let staying; // the timer of the option that the reader is at
let early = null; // the figure that was drawn before Streamlit could, until it is in its place

// A wheel turn that began as a scroll of the page goes on as one when a map comes under the pointer.
let pageScrolledAt = -1;
window.addEventListener("scroll", () => (pageScrolledAt = performance.now()), { capture: true, passive: true });

export default function municipalityMap({ data, parentElement, setTriggerValue, settings }) {
  let figure = figures.get(parentElement);
  if (!figure) figures.set(parentElement, (figure = adopted(parentElement, data) ?? new Figure(parentElement, settings)));
  figure.pick = (code) => setTriggerValue("picked", code);
  figure.tell(data);
}

function fetchJson(address) {
  if (!files.has(address)) {
    const answer = fetch(address).then((response) => {
      if (!response.ok) throw new Error(`${address}: ${response.status}`);
      return response.json();
    });
    answer.catch(() => files.delete(address));
    files.set(address, answer);
  }
  return files.get(address);
}

/** What an address of figures holds; kept under its lasting address too, which says every choice. */
async function fetchFigures(address) {
  const found = await fetchJson(address);
  if (!files.has(found.address)) files.set(found.address, files.get(address));
  return found;
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

// ---- A choice in a selector that a map follows is drawn when it is made, before the page has been run again ----

document.addEventListener("pointerdown", ({ target }) => {
  pressed = optionOf(target);
  if (pressed) ahead(pressed)?.prepare();
}, true);
document.addEventListener("pointerup", ({ target, button }) => {
  const option = optionOf(target);
  if (option && option === pressed && button === 0) ahead(option)?.draw();
}, true);
document.addEventListener("keydown", ({ key, target, ctrlKey, metaKey, altKey }) => {
  const active = key === "Enter" && !ctrlKey && !metaKey && !altKey && target.getAttribute?.("aria-activedescendant");
  const option = active && optionOf(document.getElementById(active));
  if (option) ahead(option)?.draw();
}, true);
// The server moves sliders and marks options too, but not while the reader has them in hand.
new MutationObserver((changes) => {
  const held = changes.find(({ target }) => target === document.activeElement)?.target;
  if (held?.type === "range") ahead(held)?.draw();
  else if (held) considered(held.getAttribute("aria-activedescendant"));
}).observe(document.body, { subtree: true, attributeFilter: ["aria-valuetext", "aria-activedescendant"] });

/** An option that the reader has come to and stays at: what it would show is fetched already. */
function considered(id) {
  clearTimeout(staying);
  const option = id && optionOf(document.getElementById(id));
  if (option) staying = setTimeout(() => ahead(option)?.prepare(), STAYS_MS);
}

function optionOf(node) {
  return node?.closest?.('[role="listbox"] [role="option"]');
}

/** What can be done ahead of a choice (an option, or a slider as it stands): fetch its figures, draw them. */
function ahead(choice) {
  const selector = choice.closest('[role="listbox"]') ?? choice;
  const said = choice.getAttribute("aria-valuetext") ?? choice.textContent;
  for (const { figure, svg } of drawings) {
    const parameter = svg.isConnected && figure.sent.follows?.[selector.getAttribute("aria-label")];
    if (!parameter) continue;
    const address = figure.addressWith(parameter, said);
    return { prepare: () => fetchFigures(address).catch(() => {}), draw: () => figure.drawAhead(address) };
  }
}

// ---- Small builders ----

function element(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

function shape(name, attributes = {}, ...children) {
  const node = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

function setAttribute(node, name, value) {
  if (node.getAttribute(name) !== value) node.setAttribute(name, value);
}

function formatNumber(value, decimals, signed = false) {
  const [whole, fraction] = Math.abs(value).toFixed(decimals).split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, NBSP);
  const sign = value < 0 ? MINUS : signed && value > 0 ? "+" : "";
  return sign + grouped + (fraction ? `,${fraction}` : "");
}

/** With a capital, unless it begins with the sign of a unit: «Innbyggere», «km²». */
function capitalised(text) {
  return /^\p{L}+(\s|$)/u.test(text) ? text.charAt(0).toUpperCase() + text.slice(1) : text;
}

/** Area in square units of a path of rings "Mx,yl…z" in relative steps. */
function pathArea(path) {
  let area = 0;
  for (const ring of path.split("z")) {
    const numbers = (ring.match(/-?\d+/g) ?? []).map(Number);
    let [x, y] = [0, 0];
    for (let i = 2; i + 1 < numbers.length; i += 2) {
      area += (x * numbers[i + 1] - y * numbers[i]) / 2;
      x += numbers[i];
      y += numbers[i + 1];
    }
  }
  return Math.abs(area);
}

/** How classes become colours: painting a shape is setting its data-class. */
function classRules() {
  const rules = [...CLASS_SIGNS].map((sign, index) => {
    const filled = ["path", "circle"].map((kind) => `${kind}[data-class="${sign}"]`).join();
    return `${filled} { fill: var(--class-${index}); }`;
  });
  const apart = ["path", "circle"].map((kind) => `${kind}[data-class="${APART}"]`).join();
  return [...rules, `${apart} { fill: var(--missing-ground); }`].join("\n");
}

// ---- What is shown ----

/** A view joined with its geometry: what there is to say about municipality number i. */
class View {
  constructor(data, geometry, usualStatus) {
    Object.assign(this, { data, geometry, usualStatus });
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

// ---- The figure: everything the component draws ----

class Figure {
  constructor(root, settings) {
    this.settings = settings;
    this.box = element("div", { class: "figure" });
    this.box.append(element("p", { class: "wait", role: "status" }, "Henter kartet …"));
    this.colours = element("style", {}, classRules());
    this.moveTo(root);
  }

  moveTo(root) {
    this.root = root;
    root.append(this.colours, this.box);
  }

  /** What the server says of the page as it has been run; the same again says nothing of what was chosen since. */
  tell(data) {
    const told = JSON.stringify(data);
    if (told === this.toldLast) return;
    Object.assign(this, { toldLast: told, told: data });
    this.show(data);
  }

  async show(sent) {
    this.sent = sent;
    this.ahead = null; // what comes late of an earlier choice is passed over
    clearTimeout(this.unconfirmed);
    try {
      const found = sent.figures ? await fetchFigures(sent.figures) : { view: sent };
      const data = { ...EMPTY, ...found.view, ...sent, figures: found.address };
      const geometry = await fetchJson(data.geometry);
      if (this.sent === sent) this.draw(data, geometry, found);
    } catch (error) {
      console.error(error);
      if (this.sent === sent) this.fail("Kartet kunne ikke hentes fra tjeneren.");
    }
  }

  draw(data, geometry, found) {
    // What has been drawn before the server knew of it needs no second drawing when the server says the same.
    const drawn = data.figures && JSON.stringify([data.figures, data.chosen, data.linked]);
    if (!drawn || drawn !== this.drawn) {
      Object.assign(this, { drawn, data });
      if (this.geometry !== geometry) this.build(geometry);
      this.paint();
    }
    if (data.figures) this.sayAround(found);
  }

  /** The words above and under the map, of the same figures as the map, in the places that Streamlit has made. */
  sayAround({ heading, foot }) {
    const around = this.root.host.closest('[class*="st-key-figure_"]');
    if (!around) return;
    const say = () => {
      for (const [place, html] of [[".figure-head", heading], [".figure-foot", foot]]) {
        const said = around.querySelector(place);
        const parsed = element("template");
        parsed.innerHTML = html;
        if (said && said.textContent !== parsed.content.textContent) said.replaceWith(parsed.content);
      }
    };
    this.places?.disconnect();
    this.places = new MutationObserver(say); // a place may be made after the map
    this.places.observe(around, { childList: true, subtree: true });
    say();
  }

  /** Draw the view in which a parameter of the page's address has another value, before the page is run with it. */
  drawAhead(address) {
    const sent = { ...this.sent, figures: address };
    this.ahead = sent;
    const draw = () => {
      if (this.ahead !== sent) return;
      this.show(sent);
      this.unconfirmed = setTimeout(() => this.show(this.told), CONFIRMED_MS);
    };
    fetchFigures(address).then(draw, () => {}); // without it the page's run draws it
  }

  addressWith(parameter, value) {
    const [path, query] = this.sent.figures.split("?");
    const asked = new URLSearchParams(query);
    asked.set(parameter, value);
    // Where the page's address holds no year it is the newest, which may be another for another indicator.
    if (parameter !== "aar" && !new URLSearchParams(location.search).has("aar")) asked.delete("aar");
    return `${path}?${asked}`;
  }

  fail(message) {
    const again = element("button", { type: "button", class: "retry" }, "Prøv igjen");
    again.onclick = () => this.show(this.sent);
    this.geometry = null;
    this.drawn = null;
    this.sayAround({ heading: "<div class='figure-head'></div>", foot: "<div class='figure-foot'></div>" });
    this.box.replaceChildren(element("p", { class: "wait", role: "alert" }, message, " ", again));
  }

  build(geometry) {
    this.geometry = geometry;
    this.drawing = new Drawing(geometry, this);
    this.legend = new Legend();
    this.tip = new Tip();
    this.list = new List(geometry.codes.length, this);
    const stage = element("div", { class: "stage" }, this.drawing.svg, this.drawing.buttons, this.tip.node);
    const map = element("div", { class: "map" }, stage, this.legend.node);
    this.box.replaceChildren(map, this.list.node);
    this.drawing.watch(stage);
  }

  paint() {
    const { data, geometry } = this;
    const weights = geometry.codes.reduce((sum, code, i) => (sum + (i + 1) * Number(code)) % 1_000_000_007, 0);
    if (weights !== data.checksum) {
      this.fail("Tallene og kartet gjelder ikke samme kommuneinndeling.");
      files.delete(data.geometry);
      return;
    }
    this.view = new View(data, geometry, this.settings.usual_status);
    const presents = new URLSearchParams(location.search).get("visning") === "presentasjon";
    this.view.presents = presents; // without the list, the legend says who is outlined
    this.box.classList.toggle("presenting", presents);
    this.box.classList.toggle("linked", Boolean(data.linked));
    this.setColours();
    this.drawing.paint(this.view);
    this.legend.paint(this.view);
    this.list.paint(this.view);
  }

  /** Both themes' colours; the browser takes those of the page's colour scheme. */
  setColours() {
    const put = (name, light, dark) => this.box.style.setProperty(`--${name}`, `light-dark(${light}, ${dark})`);
    const { light, dark } = this.settings;
    const { colours } = this.data;
    colours.light.forEach((colour, i) => put(`class-${i}`, colour, colours.dark[i]));
    ["line", "casing"].forEach((part, i) => put(`chosen-${part}`, light.chosen[i], dark.chosen[i]));
    ["ground", "hatch"].forEach((part, i) => put(`missing-${part}`, light.missing[i], dark.missing[i]));
  }

  /**
   * Shapes and list both end here: choose a municipality, or drop the choice when it is chosen already. It is shown
   * at once; what the server then answers is painted over it.
   */
  choose(code) {
    const chosen = code === this.data.chosen ? null : code;
    this.show({ ...this.sent, chosen });
    this.pick(chosen ?? "");
  }
}

// ---- Legend ----

class Legend {
  constructor() {
    this.node = element("div", { class: "legend" });
  }

  paint(view) {
    const { rows, reasons, apart, missing } = view.legend();
    const items = rows.map((row) => this.item(`--swatch: var(--class-${row.index})`, "", row.label, row.count));
    if (apart) items.push(this.item("", "apart", NOT_COMPARED, apart));
    if (missing) {
      items.push(this.item("", "missing", "Mangler", missing));
    }
    if (view.presents && view.chosen >= 0) {
      const swatch = view.compared(view.chosen) ? `--swatch: var(--class-${view.classIndex(view.chosen)})` : "";
      items.push(this.item(swatch, "outlined", `${view.geometry.names[view.chosen]}: ${view.figureWithUnit(view.chosen)}`));
    }
    const heading = view.heading();
    const modelled = view.data.modelled ? [element("p", { class: "modelled" }, "MODELLERT – ikke målt")] : [];
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

// ---- Tooltip ----

class Tip {
  constructor() {
    this.node = element("div", { class: "tip", hidden: "", "aria-hidden": "true" });
  }

  /** Says what there is to say about a municipality, beside the point (px inside the stage). */
  show(view, i, x, y) {
    this.node.replaceChildren(...this.municipality(view, i));
    this.node.hidden = false;
    const stage = this.node.parentElement;
    const { offsetWidth: width, offsetHeight: height } = this.node;
    const left = x + 16 + width > stage.clientWidth ? x - 12 - width : x + 16;
    const top = y + 12 + height > stage.clientHeight ? y - 8 - height : y + 12;
    this.node.style.left = `${Math.max(4, Math.min(left, stage.clientWidth - width - 4))}px`;
    this.node.style.top = `${Math.max(4, top)}px`;
  }

  municipality(view, i) {
    const { data, geometry } = view;
    const county = geometry.county_names[geometry.counties[i]];
    const lines = [
      this.line("name", `${geometry.names[i]}${county && county !== geometry.names[i] ? `, ${county}` : ""}`),
      this.line("value", view.missing(i) ? capitalised(view.status[i]) : view.figureWithUnit(i)),
    ];
    if (data.modelled) lines.push(this.line("modelled", "MODELLERT – ikke målt"));
    const rank = view.ranks?.get(i);
    const facts = [data.year];
    if (!view.missing(i)) facts.push(view.status[i]);
    if (rank) facts.push(`nr.${NBSP}${rank} av ${formatNumber(view.ranks.size, 0)}`);
    lines.push(this.line("facts", facts.join(" · ")));
    if (view.note[i]) lines.push(this.line("note", view.note[i]));
    if (!view.inside[i]) lines.push(this.line("note", "Utenfor utvalget"));
    return lines;
  }

  line(kind, text) {
    return element("p", { class: kind }, text);
  }

  hide() {
    this.node.hidden = true;
  }
}

// ---- The drawing: shapes, outlines, zoom, pointer and keyboard ----

class Drawing {
  constructor(geometry, figure) {
    Object.assign(this, { geometry, figure });
    const margin = MARGIN * Math.max(geometry.width, geometry.height);
    this.frame = {
      x: -margin,
      y: -margin,
      width: geometry.width + 2 * margin,
      height: geometry.height + 2 * margin,
    };
    drawings.add(this);
    this.zoom = this.linked()[0]?.zoom ?? keptZooms.get(figure.data.key) ?? { k: 1, x: 0, y: 0 };
    this.focused = 0; // index of the shape that holds the tab stop
    this.pointers = new Map();
    this.draw();
    this.buttons = this.zoomButtons();
    this.listen();
  }

  draw() {
    const { geometry, frame } = this;
    this.hatching = this.missing();
    this.paths = geometry.shapes.map(({ d }, i) => {
      const path = shape("path", { d, fill: "url(#missing)", "data-code": geometry.codes[i], role: "option", tabindex: "-1" });
      return Object.assign(path, { municipality: i });
    });
    this.shapes = shape("g", { class: "shapes", role: "listbox" }, ...this.paths);
    this.halos = this.tinyIslands();
    const halos = shape("g", { class: "halos", "aria-hidden": "true" }, ...this.halos.map((halo) => halo.circle));
    this.outlines = Object.fromEntries(
      ["hovered", "chosen", "focus"].map((kind) => [kind, shape("g", { class: kind, "aria-hidden": "true" })]),
    );
    const { hovered, chosen, focus } = this.outlines;
    this.lines = ["casing", "line"].map((part) => shape("path", { class: part }));
    const lines = shape("g", { class: "lines", "aria-hidden": "true" }, ...this.lines);
    this.layer = shape("g", { class: "layer" }, this.shapes, lines, halos, hovered, chosen, focus);
    const viewBox = `${frame.x} ${frame.y} ${frame.width} ${frame.height}`;
    const defs = shape("defs", {}, this.hatching);
    // To the right where there is room: the legend stands in the empty sea to the left.
    const place = { viewBox, preserveAspectRatio: "xMaxYMid meet", tabindex: "-1" };
    this.svg = shape("svg", { class: "municipality-map", role: "group", ...place }, defs, this.layer);
    this.svg.picture = () => this.picture();
  }

  /** Diagonal hatching, 6 screen px wide however far the map is zoomed. */
  missing() {
    return shape(
      "pattern",
      { id: "missing", width: 6, height: 6, patternUnits: "userSpaceOnUse" },
      shape("rect", { class: "hatch-ground", width: 6, height: 6 }),
      shape("path", { class: "hatch-line", d: "M-1.5 1.5l3-3M0 6L6 0M4.5 7.5l3-3" }),
    );
  }

  /** Circles over islands so small that the eye would miss them. */
  tinyIslands() {
    const halos = [];
    this.geometry.shapes.forEach(({ d, x, y }, i) => {
      if (this.geometry.neighbours[i].length) return;
      const circle = Object.assign(shape("circle", { cx: x, cy: y, r: 1 }), { municipality: i });
      halos.push({ circle, area: pathArea(d) });
    });
    return halos;
  }

  watch(stage) {
    this.stage = stage;
    // Asking for the size while painting would make the browser lay out the page twice.
    new ResizeObserver(([entry]) => {
      this.size = entry.contentRect;
      this.rescale();
    }).observe(stage);
  }

  // -- Painting --

  paint(view) {
    this.view = view;
    setAttribute(this.svg, "aria-label", view.data.title);
    setAttribute(this.shapes, "aria-label", `${view.data.summary} Piltaster flytter, Enter velger, Escape går ut.`);
    this.paths.forEach((path, i) => {
      setAttribute(path, "data-class", view.class_(i));
      setAttribute(path, "aria-label", view.label(i));
      setAttribute(path, "aria-selected", String(i === view.chosen));
      path.toggleAttribute("data-outside", !view.inside[i]);
    });
    for (const { circle } of this.halos) {
      const path = this.paths[circle.municipality];
      setAttribute(circle, "data-class", path.dataset.class);
      circle.toggleAttribute("data-outside", path.hasAttribute("data-outside"));
    }
    for (const line of this.lines) setAttribute(line, "d", view.data.lines);
    this.outline("chosen", view.chosen);
    this.followCounty(view.data.county);
    if (!this.svg.matches(":focus-within")) this.tabStop(Math.max(0, view.chosen));
    this.rescale();
    if (this.told) this.tell(...this.told, false);
  }

  outline(kind, i) {
    const group = this.outlines[kind];
    if (group.municipality === i) return;
    group.municipality = i;
    const halo = this.halos.find(({ circle }) => circle.municipality === i);
    const lines = [];
    if (i >= 0) {
      for (const part of ["casing", "line"]) {
        lines.push(shape("path", { class: part, d: this.geometry.shapes[i].d }));
        if (halo) lines.push(Object.assign(halo.circle.cloneNode(), { halo }));
      }
      lines.filter((node) => node.halo).forEach((node, i) => node.setAttribute("class", ["casing", "line"][i]));
      lines.sort((a, b) => (a.getAttribute("class") > b.getAttribute("class") ? 1 : -1));
    }
    group.replaceChildren(...lines);
    if (halo) this.rescale();
  }

  /** A new county is zoomed to; a map that the user has moved since is left alone. */
  followCounty(county) {
    if (this.county === county) return;
    const first = this.county === undefined;
    this.county = county;
    if (county) this.zoomToBounds(this.countyBounds(county));
    else if (!first) this.setZoom({ k: 1, x: 0, y: 0 });
  }

  countyBounds(county) {
    const bounds = [Infinity, Infinity, -Infinity, -Infinity];
    for (const [i, { b }] of this.geometry.shapes.entries()) {
      if (this.geometry.counties[i] !== county) continue;
      for (const side of [0, 1]) bounds[side] = Math.min(bounds[side], b[side]);
      for (const side of [2, 3]) bounds[side] = Math.max(bounds[side], b[side]);
    }
    return Number.isFinite(bounds[0]) ? bounds : [0, 0, this.geometry.width, this.geometry.height];
  }

  // -- Zoom --

  zoomToBounds([west, north, east, south]) {
    const { frame } = this;
    const k = 0.86 * Math.min(frame.width / (east - west), frame.height / (south - north), CLOSEST);
    const centre = { x: frame.x + frame.width / 2, y: frame.y + frame.height / 2 };
    this.setZoom({ k, x: centre.x - (k * (west + east)) / 2, y: centre.y - (k * (north + south)) / 2 });
  }

  /** Enlarge around a point of the drawing's frame, which stays where it is. */
  zoomAround(point, factor) {
    const k = Math.max(1, Math.min(CLOSEST, this.zoom.k * factor));
    const ratio = k / this.zoom.k;
    this.setZoom({ k, x: point.x - (point.x - this.zoom.x) * ratio, y: point.y - (point.y - this.zoom.y) * ratio });
  }

  zoomAroundCentre(factor) {
    const { frame } = this;
    this.zoomAround({ x: frame.x + frame.width / 2, y: frame.y + frame.height / 2 }, factor);
  }

  setZoom({ k, x, y }, echo = true) {
    const { frame } = this;
    k = Math.max(1, Math.min(CLOSEST, k));
    // The middle of what is seen stays within the drawing; at k = 1 the drawing is where it began.
    const within = (shift, start, size) => {
      const middle = start + size / 2;
      const reach = (k - 1) * (size / 2);
      return Math.max(middle * (1 - k) - reach, Math.min(middle * (1 - k) + reach, shift));
    };
    this.zoom = { k, x: within(x, frame.x, frame.width), y: within(y, frame.y, frame.height) };
    keptZooms.set(this.figure.data.key, this.zoom);
    this.rescale();
    if (echo) for (const other of this.linked()) other.setZoom(this.zoom, false);
  }

  /** The other maps of the same municipalities that zoom and point with this one. */
  linked() {
    for (const drawing of drawings) if (drawing !== this && !drawing.svg.isConnected) drawings.delete(drawing);
    if (!this.figure.data.linked) return [];
    return [...drawings].filter(
      ({ figure, geometry }) => figure !== this.figure && figure.data.linked && geometry === this.geometry,
    );
  }

  /** Whatever keeps its size on the screen follows the zoom: hatching and halos. */
  rescale() {
    const { k, x, y } = this.zoom;
    setAttribute(this.layer, "transform", `translate(${x.toFixed(1)} ${y.toFixed(1)}) scale(${k.toFixed(4)})`);
    this.svg.classList.toggle("zoomed", k > 1.001);
    const unit = this.unitsPerPixel();
    if (!unit) return;
    setAttribute(this.hatching, "patternTransform", `scale(${(unit / k).toFixed(4)})`);
    const radius = (HALO_PX * unit) / k;
    for (const { circle, area } of this.halos) {
      circle.classList.toggle("unneeded", (area * k * k) / (unit * unit) > TINY_PX2);
      circle.setAttribute("r", radius.toFixed(1));
    }
    for (const circle of this.layer.querySelectorAll(".chosen circle, .hovered circle, .focus circle")) {
      circle.setAttribute("r", radius.toFixed(1));
      circle.classList.toggle("unneeded", circle.halo.circle.classList.contains("unneeded"));
    }
    const farthest = this.buttons?.querySelectorAll("button") ?? [];
    for (const button of farthest) button.setAttribute("aria-disabled", String(button.idle()));
  }

  unitsPerPixel() {
    const { width, height } = this.size ?? {};
    return width ? Math.max(this.frame.width / width, this.frame.height / height) : 0;
  }

  zoomButtons() {
    const farthest = () => this.zoom.k <= 1.001;
    const make = (sign, label, act, idle) => {
      const button = element("button", { type: "button", "aria-label": label, title: label }, sign);
      button.onclick = () => idle() || act();
      button.idle = idle;
      return button;
    };
    return element(
      "div",
      { class: "zoom" },
      make("+", "Zoom inn", () => this.zoomAroundCentre(1.6), () => this.zoom.k >= CLOSEST),
      make(MINUS, "Zoom ut", () => this.zoomAroundCentre(1 / 1.6), farthest),
      make("↺", "Tilbakestill", () => this.setZoom({ k: 1, x: 0, y: 0 }), farthest),
    );
  }

  // -- Pointer --

  listen() {
    const { svg } = this;
    svg.addEventListener("pointermove", (event) => this.moved(event));
    svg.addEventListener("pointerdown", (event) => this.pressed(event));
    for (const kind of ["pointerup", "pointercancel"]) svg.addEventListener(kind, (event) => this.released(event));
    // A finger that lifts off leaves what it asked for on the screen.
    svg.addEventListener("pointerleave", (event) => event.pointerType === "touch" || this.hover(-1));
    svg.addEventListener("click", (event) => this.clicked(event));
    svg.addEventListener("wheel", (event) => this.wheeled(event), { passive: false });
    svg.addEventListener("keydown", (event) => this.keyed(event));
    svg.addEventListener("focusin", (event) => this.focusedOn(event.target.municipality));
    svg.addEventListener("focusout", () => this.unfocused());
  }

  framePoint(event) {
    const matrix = this.svg.getScreenCTM().inverse();
    return new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix);
  }

  stagePoint(event) {
    const { left, top, width } = this.stage.getBoundingClientRect();
    const enlarged = width / this.stage.offsetWidth || 1; // in a presentation
    return [(event.clientX - left) / enlarged, (event.clientY - top) / enlarged];
  }

  pressed(event) {
    if (event.button > 0) return;
    this.pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    this.travelled = this.pointers.size > 1 ? Infinity : 0;
  }

  moved(event) {
    if (event.movementX || event.movementY) this.movedAt = performance.now();
    const before = this.pointers.get(event.pointerId);
    if (!before) {
      if (event.pointerType !== "touch") this.hover(event.target.municipality ?? -1, this.stagePoint(event));
      return;
    }
    const now = { x: event.clientX, y: event.clientY };
    this.travelled += Math.hypot(now.x - before.x, now.y - before.y);
    if (this.travelled > DRAG_PX) {
      // Captured only once it is a drag: a captured pointer would take the click away from its shape.
      this.svg.setPointerCapture(event.pointerId);
      this.hover(-1);
      if (this.pointers.size > 1) this.pinched(event.pointerId, before, now);
      else this.dragged(before, now);
    }
    this.pointers.set(event.pointerId, now);
  }

  dragged(before, now) {
    const unit = this.unitsPerPixel();
    const { k, x, y } = this.zoom;
    this.setZoom({ k, x: x + (now.x - before.x) * unit, y: y + (now.y - before.y) * unit });
  }

  pinched(id, before, now) {
    const [, other] = [...this.pointers].find(([pointer]) => pointer !== id);
    const spread = (point) => Math.hypot(point.x - other.x, point.y - other.y) || 1;
    const middle = (point) => ({ clientX: (point.x + other.x) / 2, clientY: (point.y + other.y) / 2 });
    this.zoomAround(this.framePoint(middle(before)), spread(now) / spread(before));
    const from = middle(before);
    const to = middle(now);
    this.dragged({ x: from.clientX, y: from.clientY }, { x: to.clientX, y: to.clientY });
  }

  released(event) {
    this.pointers.delete(event.pointerId);
  }

  clicked(event) {
    if (this.travelled > DRAG_PX) return;
    const index = event.target.municipality ?? -1;
    if (index < 0) {
      this.hover(-1);
      return;
    }
    this.tabStop(index);
    this.hover(index, this.stagePoint(event));
    this.choose(index);
  }

  wheeled(event) {
    const scrolling = pageScrolledAt > (this.movedAt ?? -1);
    const outAtEdge = event.deltaY > 0 && this.zoom.k <= 1;
    if (!event.ctrlKey && (scrolling || outAtEdge)) return;
    event.preventDefault();
    const pixels = event.deltaY * (event.deltaMode === 1 ? 20 : 1);
    this.zoomAround(this.framePoint(event), Math.exp(-pixels / (event.ctrlKey ? 120 : 400)));
  }

  hover(index, at) {
    this.outline("hovered", index);
    this.tell(index, at);
  }

  /** Say in the tooltip what there is to say about a shape, beside a point of the stage; -1 says nothing. */
  tell(index, at, echo = true) {
    if (echo) {
      for (const other of this.linked()) {
        other.outline("hovered", index);
        other.tell(index, index < 0 ? null : other.centreOf(index), false);
      }
    }
    this.told = index < 0 ? null : [index, at];
    if (index < 0) this.figure.tip.hide();
    else this.figure.tip.show(this.view, index, ...at);
  }

  choose(index) {
    this.figure.choose(this.geometry.codes[index]);
  }

  // -- Keyboard --

  tabStop(index) {
    this.paths[this.focused].setAttribute("tabindex", "-1");
    this.focused = index;
    this.paths[index].setAttribute("tabindex", "0");
  }

  keyed(event) {
    const directions = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };
    const acts = {
      Enter: () => this.choose(this.focused),
      " ": () => this.choose(this.focused),
      Escape: () => this.leave(),
      "+": () => this.zoomAroundCentre(1.6),
      "-": () => this.zoomAroundCentre(1 / 1.6),
      0: () => this.setZoom({ k: 1, x: 0, y: 0 }),
    };
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key in directions) this.step(directions[event.key]);
    else if (event.key in acts) acts[event.key]();
    else return;
    event.preventDefault();
  }

  /** Out of the map with the keyboard, to what comes after it. */
  leave() {
    this.hover(-1);
    this.buttons.querySelector("button").focus();
  }

  /** To the neighbour that lies most nearly in the direction; over water, to the nearest shape that does. */
  step(direction) {
    const { shapes, neighbours } = this.geometry;
    const here = shapes[this.focused];
    const near = new Set(neighbours[this.focused]);
    const candidates = [...shapes.keys()].filter((index) => index !== this.focused && this.view.inside[index]);
    const touching = candidates.filter((index) => near.has(index));
    const next = mostInDirection(here, touching, shapes, direction, 0.6) ??
      mostInDirection(here, candidates, shapes, direction, 0.5);
    if (next === undefined) return;
    this.tabStop(next);
    this.reveal(next);
    this.paths[next].focus({ preventScroll: true });
  }

  /** Pan so that a shape outside what is seen comes to the middle. */
  reveal(index) {
    const { k, x, y } = this.zoom;
    const { frame } = this;
    const at = this.geometry.shapes[index];
    const [px, py] = [(at.x * k + x - frame.x) / frame.width, (at.y * k + y - frame.y) / frame.height];
    if (px > 0.05 && px < 0.95 && py > 0.05 && py < 0.95) return;
    const centre = { x: frame.x + frame.width / 2, y: frame.y + frame.height / 2 };
    this.setZoom({ k, x: centre.x - at.x * k, y: centre.y - at.y * k });
  }

  focusedOn(index) {
    if (index === undefined) return;
    if (index !== this.focused) this.tabStop(index);
    if (!this.paths[index].matches(":focus-visible")) return;
    this.outline("focus", index);
    this.outline("hovered", -1);
    this.tell(index, this.centreOf(index));
  }

  /** The middle of a shape, in px inside the stage. */
  centreOf(index) {
    const { x, y } = this.geometry.shapes[index];
    const point = new DOMPoint(x, y).matrixTransform(this.layer.getScreenCTM());
    return this.stagePoint({ clientX: point.x, clientY: point.y });
  }

  unfocused() {
    this.outline("focus", -1);
    this.tell(-1);
  }

  // -- The picture that leaves the screen --

  /** What is seen now, in light colours and without this page's styles: { node, width, height, legend }. */
  picture() {
    const classes = this.view.data.colours.light;
    const { chosen, missing } = this.figure.settings.light;
    const seen = this.seen();
    const pixel = Math.max(seen.width, seen.height) / 900; // one pixel of a picture about as large as the screen's
    const colour = (sign) => (sign === APART ? missing[0] : classes[CLASS_SIGNS.indexOf(sign)] ?? "url(#missing)");
    const hatching = shape(
      "pattern",
      { id: "missing", width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: `scale(${pixel})` },
      shape("rect", { width: 6, height: 6, fill: missing[0] }),
      shape("path", { d: "M-1.5 1.5l3-3M0 6L6 0M4.5 7.5l3-3", stroke: missing[1], "stroke-width": 1.6 }),
    );
    const shapes = this.paths.map((path) => {
      const copy = shape("path", { d: path.getAttribute("d"), fill: colour(path.dataset.class) });
      for (const name of ["data-code", "data-class"]) copy.setAttribute(name, path.getAttribute(name));
      if (path.hasAttribute("data-outside")) copy.setAttribute("opacity", "0.25");
      return copy;
    });
    const needed = this.halos.filter(({ circle }) => !circle.classList.contains("unneeded"));
    const circles = needed.map(({ circle }) => {
      const fill = colour(circle.dataset.class);
      const { cx, cy } = circle.attributes;
      const opacity = circle.hasAttribute("data-outside") ? 0.25 : 1;
      return shape("circle", { cx: cx.value, cy: cy.value, r: HALO_PX * pixel, fill, opacity, "stroke-width": pixel });
    });
    const outline = this.outlines.chosen.municipality;
    const lines = outline < 0 ? [] : [[5, chosen[1]], [2.5, chosen[0]]].map(([width, stroke]) =>
      shape("path", {
        d: this.geometry.shapes[outline].d, fill: "none", stroke, "stroke-width": width * pixel, "stroke-linejoin": "round",
      }),
    );
    const over = (this.view.data.lines ? [[2.6, chosen[1]], [1.3, chosen[0]]] : []).map(([width, stroke]) =>
      shape("path", { d: this.view.data.lines, fill: "none", stroke, "stroke-width": width * pixel }),
    );
    const borders = { stroke: missing[1], "stroke-width": 0.7 * pixel, "stroke-linejoin": "round" };
    const node = shape(
      "svg",
      { viewBox: `${seen.x} ${seen.y} ${seen.width} ${seen.height}`, overflow: "hidden" },
      shape("defs", {}, hatching),
      shape("g", borders, ...shapes, ...circles),
      ...over,
      ...lines,
    );
    return { node, width: seen.width, height: seen.height, legend: this.pictureLegend(classes, missing) };
  }

  /** The part of the drawing that is on the screen, in its own units. */
  seen() {
    const { frame, zoom } = this;
    if (zoom.k <= 1.001) return frame;
    const { left, top, right, bottom } = this.svg.getBoundingClientRect();
    const inverse = this.layer.getScreenCTM().inverse();
    const [start, end] = [[left, top], [right, bottom]].map(([x, y]) => new DOMPoint(x, y).matrixTransform(inverse));
    return { x: start.x, y: start.y, width: end.x - start.x, height: end.y - start.y };
  }

  pictureLegend(classes, [ground, line]) {
    const { view } = this;
    const { rows, apart, missing } = view.legend();
    const legend = rows.map(({ label, index, count }) => ({ label, count, fill: classes[index] }));
    if (apart) legend.push({ label: NOT_COMPARED, count: apart, fill: ground });
    if (missing) legend.push({ label: "Mangler", count: missing, fill: ground, hatch: line });
    if (view.chosen >= 0) {
      const label = `${view.geometry.names[view.chosen]}: ${view.figureWithUnit(view.chosen)}`;
      const fill = classes[view.classIndex(view.chosen)] ?? ground;
      legend.push({ label, fill, outline: this.figure.settings.light.chosen[0] });
    }
    return { heading: view.heading(), rows: legend };
  }
}

/** The candidate with the least distance, deviation from the direction punished; undefined when none is that way. */
function mostInDirection(here, candidates, shapes, [dx, dy], leastCosine) {
  let best;
  let bestCost = Infinity;
  for (const index of candidates) {
    const [x, y] = [shapes[index].x - here.x, shapes[index].y - here.y];
    const distance = Math.hypot(x, y) || 1;
    const cosine = (x * dx + y * dy) / distance;
    const cost = distance * (1 + 2 * (1 - cosine));
    if (cosine >= leastCosine && cost < bestCost) [best, bestCost] = [index, cost];
  }
  return best;
}

// ---- The list beside the map ----

class List {
  constructor(count, figure) {
    this.figure = figure;
    this.sort = { by: "value", reversed: false };
    this.search = element("input", {
      type: "search", placeholder: "Finn kommune", "aria-label": "Finn kommune", autocomplete: "off",
    });
    this.shownCount = element("p", { class: "count", role: "status" });
    this.heads = { rank: this.head("rank", "Nr."), name: this.head("name", "Kommune"), value: this.head("value", "") };
    this.rows = Array.from({ length: count }, () => this.row());
    this.body = element("tbody", { role: "rowgroup" }, ...this.rows.map((row) => row.node));
    const heads = element("tr", { role: "row" }, ...Object.values(this.heads));
    const table = element("table", { role: "table" }, element("thead", { role: "rowgroup" }, heads), this.body);
    this.caption = element("caption");
    table.prepend(this.caption);
    this.scroller = element("div", { class: "scroller" }, table);
    this.node = element("div", { class: "list" }, this.search, this.shownCount, this.scroller);
    this.listen();
  }

  head(column, text) {
    const head = element("th", { scope: "col", role: "columnheader", class: column });
    if (column === "rank") {
      head.textContent = text;
      return head;
    }
    const button = element("button", { type: "button" }, element("span", {}, text));
    button.onclick = () => {
      this.sort = { by: column, reversed: this.sort.by === column && !this.sort.reversed };
      this.fill();
      this.scroller.scrollTop = 0;
    };
    head.append(button);
    return head;
  }

  /** A row and the texts in it; the roles are there because the rows are laid out as grids (see map.css). */
  row() {
    const [rank, name, value] = ["", "", ""].map((text) => document.createTextNode(text));
    const button = element("button", { type: "button", tabindex: "-1" }, name);
    const cells = Object.entries({ rank, name: button, value });
    const node = element("tr", { role: "row" });
    node.append(...cells.map(([kind, content]) => element("td", { role: "cell", class: kind }, content)));
    return { node, button, rank, name, value };
  }

  listen() {
    this.search.addEventListener("input", () => this.fill());
    this.search.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && this.order.length && this.search.value.trim()) this.choose(this.order[0]);
      if (event.key === "ArrowDown") this.focusRow(0);
    });
    this.body.addEventListener("click", (event) => {
      const row = this.rows.find(({ node }) => node === event.target.closest("tr"));
      if (row) this.choose(row.index);
    });
    this.body.addEventListener("keydown", (event) => {
      const here = this.rows.findIndex(({ button }) => button === event.target);
      const steps = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: this.order.length - 1 };
      if (!(event.key in steps)) return;
      event.preventDefault();
      this.focusRow(steps[event.key]);
    });
  }

  choose(index) {
    this.figure.choose(this.figure.geometry.codes[index]);
  }

  focusRow(place) {
    if (place < 0 || place >= this.order.length) return;
    this.tabStop(place);
    this.rows[place].button.focus();
  }

  tabStop(place) {
    this.rows.forEach(({ button }, i) => setAttribute(button, "tabindex", i === place ? "0" : "-1"));
  }

  paint(view) {
    this.view = view;
    const { data } = view;
    this.heads.value.querySelector("span").textContent = capitalised(data.unit) || "Verdi";
    this.node.classList.toggle("unranked", !view.ranks);
    this.caption.textContent = `${data.title} (${data.year})`;
    // What is modelled stays in alphabetical order: ordered by figure it would pass for a ranking of what is measured.
    if (data.modelled) this.sort = { by: "name", reversed: false };
    for (const head of [this.heads.name, this.heads.value]) head.firstChild.disabled = data.modelled;
    this.fill();
    const told = `${data.title} ${view.chosen}`;
    if (told !== this.told) requestAnimationFrame(() => this.scrollTo(this.order.indexOf(view.rowOf[view.chosen])));
    this.told = told;
  }

  /** Bring a row, else the first, into sight without scrolling the page. (Asking where it is lays out the page.) */
  scrollTo(row) {
    const { scroller } = this;
    const place = Math.max(0, row);
    const [top, height] = [this.rows[place].node.offsetTop, scroller.clientHeight];
    if (top < scroller.scrollTop + 40 || top > scroller.scrollTop + height - 40) scroller.scrollTop = top - height / 2;
  }

  /** Amounts begin with number one (the highest, as a rule), named classes with the first (unless the last is looked for), names with A. */
  descending() {
    const { named, value_labels, rank_from, last_first } = this.view.data;
    const amounts = !named && !Object.keys(value_labels).length;
    const highestFirst = this.sort.by === "value" && (last_first || (amounts && rank_from === "highest"));
    return highestFirst !== this.sort.reversed;
  }

  /** Municipalities in the selection that the search finds, sorted; those that can't be compared, then missing figures, always last. */
  found() {
    const { view } = this;
    const { values } = view;
    const byName = (a, b) => COLLATOR.compare(view.rowName[a], view.rowName[b]);
    const byValue = (a, b) => values[a] - values[b];
    const sign = this.descending() ? -1 : 1;
    const standing = (i) => (view.missing(i) ? 2 : view.apart.has(i) ? 1 : 0);
    const comparedFirst = (a, b) => standing(a) - standing(b);
    const compare = this.sort.by === "name"
      ? (a, b) => sign * byName(a, b)
      : (a, b) => comparedFirst(a, b) || (view.missing(a) || view.missing(b) ? 0 : sign * byValue(a, b)) || byName(a, b);
    const hits = this.hits();
    const order = view.rows.filter((i) => view.inside[i] && (!hits || hits.has(i)));
    return order.sort(compare);
  }

  /** What the search finds, by row; nothing where nothing is sought. */
  hits() {
    const { view } = this;
    const typed = this.search.value.trim();
    if (!typed) return null;
    return new Map(findMunicipalities(view.geometry, typed).map((hit) => [view.rowOf[hit.position], hit]));
  }

  /** What the first few that were found by what they were called are called now. */
  whatBecame() {
    const [hits, typed] = [this.hits(), this.search.value];
    if (!hits) return [];
    const former = this.order.filter((row) => hits.get(row).former).slice(0, FORMER_TOLD);
    return former.map((row) => `${formerly(hits.get(row).former, typed)}: nå ${this.view.rowName[row]}`);
  }

  fill() {
    const { view } = this;
    this.order = this.found();
    const chosen = view.rowOf[view.chosen];
    this.rows.forEach((row, place) => {
      const index = this.order[place];
      row.node.hidden = index === undefined;
      row.index = index;
      if (index === undefined) {
        delete row.node.dataset.code;
        return;
      }
      row.rank.data = view.ranks?.get(index) ?? "";
      row.name.data = view.rowName[index];
      row.value.data = [view.figure(index), view.detail[index]].filter(Boolean).join(": ");
      row.node.classList.toggle("is-missing", view.missing(index));
      setAttribute(row.button, "aria-pressed", String(index === chosen));
      row.node.dataset.code = view.geometry.codes[index];
    });
    for (const [column, head] of Object.entries(this.heads)) {
      const active = column === this.sort.by;
      if (column === "rank") continue;
      head.setAttribute("aria-sort", active ? (this.descending() ? "descending" : "ascending") : "none");
    }
    this.tabStop(Math.max(0, this.order.indexOf(chosen)));
    const all = `${formatNumber(view.rows.length, 0)} ${view.data.units.length ? "kommuner og nye enheter" : "kommuner"}`;
    const shown = this.order.length ? `Viser ${formatNumber(this.order.length, 0)} av ${all}` : "Ingen kommuner passer";
    const text = [shown, ...this.whatBecame()].join(". ");
    if (this.shownCount.textContent !== text) this.shownCount.textContent = text;
  }
}
