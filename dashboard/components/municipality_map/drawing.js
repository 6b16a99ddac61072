// The shapes on the screen: built once, afterwards only recoloured, outlined and moved.

import { element, setAttribute, shape } from "../dom.js";
import { Keyboard } from "./keyboard.js";
import { drawings, keptZooms, linkedTo } from "./linked.js";
import { marked } from "./mark.js";
import { pictureOf } from "./picture.js";
import { Pointer } from "./pointer.js";
import { WHOLE, around, centreOf, isWhole, limited, onto, zoomButtons } from "./zoom.js";

const MARGIN = 0.015; // of the drawing, so that outlines at its edge are whole
const HALO_PX = 5; // radius of the circle that makes a tiny island visible
const CAPITAL = "0301";
const FJORD_KM = [65, 45, 95]; // from its middle to east and west, north, and south
const TINY_PX2 = 30; // an island that covers less of the screen gets a halo

/** Area in square units of a path of rings "Mx,yl…z" in relative steps. */
export function pathArea(path) {
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

export class Drawing {
  constructor(geometry, figure) {
    this.geometry = geometry;
    this.figure = figure;
    const margin = MARGIN * Math.max(geometry.width, geometry.height);
    this.frame = {
      x: -margin,
      y: -margin,
      width: geometry.width + 2 * margin,
      height: geometry.height + 2 * margin,
    };
    this.draw();
    drawings.add(this);
    this.zoom = linkedTo(this)[0]?.zoom ?? keptZooms.get(figure.data.key) ?? WHOLE;
    this.buttons = zoomButtons(this);
    this.pointer = new Pointer(this);
    this.keyboard = new Keyboard(this);
  }

  draw() {
    const { geometry, frame } = this;
    this.hatching = this.missing();
    const pattern = shape("path", { fill: "url(#missing)", role: "option", tabindex: "-1" });
    this.paths = geometry.shapes.map(({ d }, i) => {
      const path = /** @type {SVGElement} */ (pattern.cloneNode());
      path.setAttribute("d", d);
      path.setAttribute("data-code", geometry.codes[i]);
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
    this.svg.picture = () => pictureOf(this, HALO_PX);
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

  /** The drawing in its place on the page. */
  staged(...over) {
    this.stage = element("div", { class: "stage" }, this.svg, this.buttons, ...over);
    // Asking for the size while painting would make the browser lay out the page twice.
    new ResizeObserver(([entry]) => {
      this.size = entry.contentRect;
      this.rescale();
    }).observe(this.stage);
    return this.stage;
  }

  // ---- Painting ----

  paint(content) {
    this.content = content;
    setAttribute(this.svg, "aria-label", content.data.title);
    setAttribute(this.shapes, "aria-label", `${content.data.summary} Piltaster flytter, Enter velger, Escape går ut.`);
    this.paths.forEach((path, i) => {
      setAttribute(path, "data-class", content.class_(i));
      setAttribute(path, "aria-label", content.label(i));
      setAttribute(path, "aria-selected", String(i === content.chosen));
      path.toggleAttribute("data-outside", !content.inside[i]);
    });
    for (const { circle } of this.halos) {
      const path = this.paths[circle.municipality];
      setAttribute(circle, "data-class", path.dataset.class);
      circle.toggleAttribute("data-outside", path.hasAttribute("data-outside"));
    }
    for (const line of this.lines) setAttribute(line, "d", content.data.lines);
    if (this.mark !== content.data.mark) {
      this.mark = content.data.mark;
      this.svg.querySelector(".mark")?.remove();
      if (this.mark) this.svg.append(marked(this.mark, this.frame, "currentColor"));
    }
    this.outline("chosen", content.chosen);
    this.followCounty(content.data.county);
    if (!this.svg.matches(":focus-within")) this.keyboard.tabStop(Math.max(0, content.chosen));
    this.rescale();
    if (this.told) this.tell(...this.told, false);
  }

  outline(kind, i) {
    const group = this.outlines[kind];
    if (group.municipality === i) return;
    group.municipality = i;
    const halo = this.halos.find(({ circle }) => circle.municipality === i);
    const lines = [];
    for (const part of i < 0 ? [] : ["casing", "line"]) {
      lines.push(shape("path", { class: part, d: this.geometry.shapes[i].d }));
      if (halo) {
        const circle = /** @type {SVGElement} */ (halo.circle.cloneNode());
        circle.setAttribute("class", part);
        lines.push(Object.assign(circle, { halo }));
      }
    }
    group.replaceChildren(...lines);
    if (halo) this.rescale();
  }

  hover(index, at = null) {
    if (index >= 0) this.pointedAt = index;
    this.outline("hovered", index);
    this.tell(index, at);
  }

  /** Say in the tooltip what there is to say about a shape, beside a point of the stage; -1 says nothing. */
  tell(index, at = null, echo = true) {
    if (echo) {
      for (const other of linkedTo(this)) {
        other.outline("hovered", index);
        other.tell(index, index < 0 ? null : other.centreOf(index), false);
      }
    }
    this.told = index < 0 ? null : [index, at];
    if (index < 0) this.figure.tip.hide();
    else this.figure.tip.show(this.content, index, ...at);
  }

  choose(index) {
    this.figure.choose(this.geometry.codes[index]);
  }

  // ---- Zoom ----

  /** A new county is zoomed to; a map that the user has moved since is left alone. */
  followCounty(county) {
    if (this.county === county) return;
    const first = this.county === undefined;
    this.county = county;
    if (county) this.setZoom(onto(this.countyBounds(county), this.frame));
    else if (!first) this.setZoom(WHOLE);
  }

  /** @returns {[number, number, number, number]} */
  countyBounds(county) {
    const bounds = /** @type {[number, number, number, number]} */ ([Infinity, Infinity, -Infinity, -Infinity]);
    for (const [i, { b }] of this.geometry.shapes.entries()) {
      if (this.geometry.counties[i] !== county) continue;
      for (const side of [0, 1]) bounds[side] = Math.min(bounds[side], b[side]);
      for (const side of [2, 3]) bounds[side] = Math.max(bounds[side], b[side]);
    }
    return Number.isFinite(bounds[0]) ? bounds : [0, 0, this.geometry.width, this.geometry.height];
  }

  /** Enlarged around what the reader looks at: the chosen municipality, else the one last pointed at, else the middle. */
  zoomAroundCentre(factor) {
    this.setZoom(around(this.zoom, this.lookedAt() ?? centreOf(this.frame), factor));
  }

  lookedAt() {
    const { frame, zoom: { k, x, y } } = this;
    for (const i of [this.content.chosen, this.pointedAt ?? -1]) {
      if (i < 0) continue;
      const { x: east, y: south } = this.geometry.shapes[i];
      const point = { x: east * k + x, y: south * k + y };
      const isSeen = point.x > frame.x && point.x < frame.x + frame.width && point.y > frame.y && point.y < frame.y + frame.height;
      if (isSeen) return point;
    }
    return null;
  }

  /** The crowded land around the capital, where most people live and most borders meet. */
  zoomToOslofjord() {
    const { codes, shapes, metres_per_unit: metres } = this.geometry;
    const { x, y } = shapes[codes.indexOf(CAPITAL)];
    const [aside, north, south] = FJORD_KM.map((km) => (km * 1000) / metres);
    this.setZoom(onto([x - aside, y - north, x + aside, y + south], this.frame));
  }

  setZoom(wanted, echo = true) {
    this.zoom = limited(wanted, this.frame);
    keptZooms.set(this.figure.data.key, this.zoom);
    this.rescale();
    if (echo) for (const other of linkedTo(this)) other.setZoom(this.zoom, false);
  }

  /** Whatever keeps its size on the screen follows the zoom: hatching and halos. */
  rescale() {
    const { k, x, y } = this.zoom;
    setAttribute(this.layer, "transform", `translate(${x.toFixed(1)} ${y.toFixed(1)}) scale(${k.toFixed(4)})`);
    this.svg.classList.toggle("zoomed", !isWhole(this.zoom));
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
    for (const button of this.buttons.children) button.setAttribute("aria-disabled", String(button.idle()));
  }

  // ---- Places on the screen ----

  unitsPerPixel() {
    const { width, height } = this.size ?? {};
    return width ? Math.max(this.frame.width / width, this.frame.height / height) : 0;
  }

  /** Where on the stage an event is, in px. */
  stagePoint(event) {
    const { left, top, width } = this.stage.getBoundingClientRect();
    const enlarged = width / this.stage.offsetWidth || 1; // in a presentation
    return [(event.clientX - left) / enlarged, (event.clientY - top) / enlarged];
  }

  /** The middle of a shape, in px inside the stage. */
  centreOf(index) {
    const { x, y } = this.geometry.shapes[index];
    const point = new DOMPoint(x, y).matrixTransform(this.layer.getScreenCTM());
    return this.stagePoint({ clientX: point.x, clientY: point.y });
  }

  /** The part of the drawing that is on the screen, in its own units. */
  seen() {
    if (isWhole(this.zoom)) return this.frame;
    const { left, top, right, bottom } = this.svg.getBoundingClientRect();
    const inverse = this.layer.getScreenCTM().inverse();
    const [start, end] = [[left, top], [right, bottom]].map(([x, y]) => new DOMPoint(x, y).matrixTransform(inverse));
    return { x: start.x, y: start.y, width: end.x - start.x, height: end.y - start.y };
  }
}
