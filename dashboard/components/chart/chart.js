// A chart, drawn by Plotly. What is drawn stays and is changed where its data change; what nobody sees is drawn when it
// comes into sight, when the page is printed, or when a picture of it is taken.

import { tellDrawn } from "../dom.js";
import { NARROW, narrowed } from "./narrow.js";

const NARROWEST = 150; // px
const LINE = 20; // px: a line of a legend
const PAPER = 680; // px across an A4 page within its margins
const DRAWN_FOR_PAPER = 920; // px: letters on paper are smaller than on the screen
const charts = new Set();
const sheet = new CSSStyleSheet(); // Plotly's own styles, which it gives to the page and not to what is inside of it

// Where a browser knows the margin, a chart is drawn before it is scrolled to.
const sight = new IntersectionObserver(
  (seen) => seen.forEach(({ target, isIntersecting }) => target.chart.see(isIntersecting)),
  { scrollMargin: "100px" },
);
const sizes = new ResizeObserver((changed) => changed.forEach(({ target }) => target.chart.fit()));
window.addEventListener("beforeprint", () => charts.forEach((one) => one.drawForPaper()));
window.addEventListener("afterprint", () => charts.forEach((one) => one.drawForScreen()));

let library; // a promise of Plotly, which may be on its way

export default function chart({ data, parentElement, settings }) {
  library ??= load(settings);
  parentElement.chart ??= new Chart(parentElement, settings);
  parentElement.chart.show(data);
}

async function load({ plotly }) {
  await import(`./${plotly}`);
  const own = /** @type {HTMLStyleElement} */ (document.getElementById("plotly.js-style-global"));
  sheet.replaceSync([...own.sheet.cssRules].map((rule) => rule.cssText).join("\n"));
}

/** How many lines the names of a legend under the chart take: in columns as wide as the longest where not in one. */
function linesOf(widths = [], width) {
  if (widths.reduce((sum, one) => sum + one, 0) <= width) return 1;
  return Math.ceil(widths.length / Math.max(1, Math.floor(width / Math.max(...widths))));
}

/** The margins that a chart's layout tells, where there is room; Plotly finds them by drawing everything twice. */
function told({ meta, xaxis, yaxis }, width) {
  // No label of an axis is turned there, so that margins can be told ahead.
  if (!meta?.margin || width < NARROW) return {};
  const fixed = { automargin: false };
  const { b, l, r } = meta.margin;
  const margin = { ...meta.margin, b: b + LINE * (linesOf(meta.legend, width - l - r) - 1) };
  return { margin, xaxis: { ...xaxis, ...fixed, tickangle: 0 }, yaxis: { ...yaxis, ...fixed } };
}

/** The names beside dots as they stand in a chart this wide (dashboard/labels.py). */
function named(traces, width) {
  return traces.map((trace) => {
    const widths = Object.keys(trace.meta?.by_width ?? {}).map(Number).filter((least) => least <= width);
    return widths.length ? { ...trace, ...trace.meta.by_width[Math.max(...widths)] } : trace;
  });
}

class Chart {
  wanted = ""; // what was last asked to be drawn
  figure = null;
  template = null;
  presented = false; // its letters are larger, and its legend may take several lines

  constructor(root, settings) {
    this.settings = settings;
    this.drawing = document.createElement("div");
    this.place = document.createElement("div");
    this.place.className = "chart";
    this.place.setAttribute("role", "figure");
    this.place.append(this.drawing);
    this.place.chart = this;
    root.adoptedStyleSheets = [sheet];
    root.append(this.place);
    sight.observe(this.place);
    sizes.observe(this.place);
    charts.forEach((other) => other.place.isConnected || charts.delete(other));
    charts.add(this);
  }

  /** Streamlit asks for it at each change of the data, and of the page's colours, which the server doesn't hear of. */
  show({ figure, alt, presented }) {
    this.place.setAttribute("aria-label", alt);
    const template = this.settings.looks[getComputedStyle(this.place).colorScheme][Number(presented)];
    const wanted = JSON.stringify(figure);
    if (wanted === this.wanted && template === this.template) return tellDrawn(this.place.getRootNode());
    Object.assign(this, { wanted, figure, template, presented });
    this.stand();
    this.renew();
  }

  see(inSight) {
    this.inSight = inSight;
    if (inSight) this.draw();
  }

  /** Its place has another size. */
  fit() {
    if (this.isOnPaper || this.width === undefined) return;
    this.stand();
    if (this.width !== this.room || (this.presented && this.height !== this.given)) this.renew();
  }

  /** Gives its place the height that it takes, in a presentation with what the screen has left. */
  stand() {
    this.tall = narrowed(this.figure, this.room).layout.height;
    const height = `calc(${this.tall}px + var(--presentation-spare, 0px))`;
    if (this.asked !== height) this.place.style.height = this.asked = height;
  }

  /** The height that it has been given. */
  get given() {
    return this.presented ? this.place.clientHeight : this.tall;
  }

  get room() {
    return Math.max(this.place.clientWidth, NARROWEST);
  }

  /** What is drawn is out of date. */
  renew() {
    this.place.toggleAttribute("data-waiting", true);
    if (this.inSight) this.draw();
  }

  /** Draws what is out of date: at once, unless Plotly is still to come. */
  async draw() {
    if (!globalThis.Plotly) await library;
    if (this.place.hasAttribute("data-waiting")) await this.drawIn(this.room);
  }

  /** As wide as a page and in light colours, whatever the screen has. */
  async drawForPaper() {
    if (!this.figure) return;
    this.isOnPaper = true;
    if (!globalThis.Plotly) await library;
    await this.drawIn(DRAWN_FOR_PAPER, this.inLight());
  }

  drawForScreen() {
    if (!this.isOnPaper) return;
    this.isOnPaper = false;
    this.renew();
  }

  inLight() {
    const { looks, light_of: lightOf } = this.settings;
    const [template] = looks.light;
    if (looks.light.includes(this.template)) return { ...this.figure, template };
    const figure = JSON.parse(this.wanted.replace(/#[0-9a-f]{6}\b/g, (colour) => lightOf[colour] ?? colour));
    return { ...figure, template };
  }

  /** Draws the chart as wide as this. */
  async drawIn(width, { template, ...figure } = { ...this.figure, template: this.template }) {
    const { data, layout } = narrowed(figure, width);
    this.width = width;
    this.height = this.isOnPaper ? layout.height : this.given;
    this.drawing.style.width = `${width}px`;
    this.drawing.style.setProperty("--on-paper", String(Math.min(1, PAPER / width)));
    this.place.toggleAttribute("data-waiting", false);
    const laidOut = { ...layout, ...(this.presented ? {} : told(layout, width)), template, width, height: this.height };
    await globalThis.Plotly.react(this.drawing, named(data, width), laidOut, this.settings.config);
    this.listen();
    tellDrawn(this.place.getRootNode());
  }

  /** A press on a dot that has an address leads there. */
  listen() {
    if (this.listens) return;
    this.listens = true;
    /** @type {any} */ (this.drawing).on("plotly_click", ({ points }) => {
      const address = points.map(({ customdata }) => customdata).find((one) => typeof one === "string");
      if (address) location.assign(address);
    });
  }

  /** What `take` makes of the chart while it is drawn as wide as this. */
  async taken(width, take) {
    await library;
    await this.drawIn(width);
    try {
      return take(this.drawing);
    } finally {
      await this.drawIn(this.room);
    }
  }
}
