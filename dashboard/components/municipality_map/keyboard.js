// The map by keyboard: one tab stop, arrow keys between municipalities, Enter to choose.

import { DIRECTIONS, stepFrom } from "./steps.js";
import { STEP, WHOLE, centreOf } from "./zoom.js";

export class Keyboard {
  constructor(drawing) {
    this.drawing = drawing;
    this.focused = 0; // index of the shape that holds the tab stop
    const { svg } = drawing;
    svg.addEventListener("keydown", (event) => this.keyed(event));
    svg.addEventListener("focusin", (event) => this.focusedOn(event.target.municipality));
    svg.addEventListener("focusout", () => this.unfocused());
  }

  tabStop(index) {
    const { paths } = this.drawing;
    paths[this.focused].setAttribute("tabindex", "-1");
    this.focused = index;
    paths[index].setAttribute("tabindex", "0");
  }

  keyed(event) {
    const { drawing } = this;
    const acts = {
      Enter: () => drawing.choose(this.focused),
      " ": () => drawing.choose(this.focused),
      Escape: () => this.leave(),
      "+": () => drawing.zoomAroundCentre(STEP),
      "-": () => drawing.zoomAroundCentre(1 / STEP),
      0: () => drawing.setZoom(WHOLE),
    };
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key in DIRECTIONS) this.step(DIRECTIONS[event.key]);
    else if (event.key in acts) acts[event.key]();
    else return;
    event.preventDefault();
  }

  /** Out of the map with the keyboard, to what comes after it. */
  leave() {
    this.drawing.hover(-1);
    this.drawing.buttons.querySelector("button").focus();
  }

  step(direction) {
    const { geometry, content, paths } = this.drawing;
    const next = stepFrom(this.focused, geometry, content.inside, direction);
    if (next === undefined) return;
    this.tabStop(next);
    this.reveal(next);
    paths[next].focus({ preventScroll: true });
  }

  /** Pan so that a shape outside what is seen comes to the middle. */
  reveal(index) {
    const { frame, geometry, zoom: { k, x, y } } = this.drawing;
    const at = geometry.shapes[index];
    const [px, py] = [(at.x * k + x - frame.x) / frame.width, (at.y * k + y - frame.y) / frame.height];
    if (px > 0.05 && px < 0.95 && py > 0.05 && py < 0.95) return;
    const centre = centreOf(frame);
    this.drawing.setZoom({ k, x: centre.x - at.x * k, y: centre.y - at.y * k });
  }

  focusedOn(index) {
    const { drawing } = this;
    if (index === undefined) return;
    if (index !== this.focused) this.tabStop(index);
    if (!drawing.paths[index].matches(":focus-visible")) return;
    drawing.outline("focus", index);
    drawing.outline("hovered", -1);
    drawing.tell(index, drawing.centreOf(index));
  }

  unfocused() {
    this.drawing.outline("focus", -1);
    this.drawing.tell(-1);
  }
}
