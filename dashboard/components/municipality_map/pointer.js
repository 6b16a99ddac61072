// The map by mouse, pen and fingers: pointing, choosing, dragging, pinching and turning the wheel.

import { around } from "./zoom.js";

const DRAG_PX = 5; // a pointer that moves less than this is a click

// A wheel turn that began as a scroll of the page goes on as one when a map comes under the pointer.
let pageScrolledAt = -1;
window.addEventListener("scroll", () => (pageScrolledAt = performance.now()), { capture: true, passive: true });

export class Pointer {
  constructor(drawing) {
    this.drawing = drawing;
    this.down = new Map(); // pointer -> where on the screen it is
    this.travelled = 0; // px since it was pressed
    this.movedAt = -1;
    const { svg } = drawing;
    svg.addEventListener("pointermove", (event) => this.moved(event));
    svg.addEventListener("pointerdown", (event) => this.pressed(event));
    for (const kind of ["pointerup", "pointercancel"]) svg.addEventListener(kind, (event) => this.released(event));
    // A finger that lifts off leaves what it asked for on the screen.
    svg.addEventListener("pointerleave", (event) => event.pointerType === "touch" || drawing.hover(-1));
    svg.addEventListener("click", (event) => this.clicked(event));
    svg.addEventListener("wheel", (event) => this.wheeled(event), { passive: false });
  }

  pressed(event) {
    if (event.button > 0) return;
    this.down.set(event.pointerId, { x: event.clientX, y: event.clientY });
    this.travelled = this.down.size > 1 ? Infinity : 0;
  }

  moved(event) {
    const { drawing } = this;
    if (event.movementX || event.movementY) this.movedAt = performance.now();
    const before = this.down.get(event.pointerId);
    if (!before) {
      if (event.pointerType !== "touch") drawing.hover(event.target.municipality ?? -1, drawing.stagePoint(event));
      return;
    }
    const now = { x: event.clientX, y: event.clientY };
    this.travelled += Math.hypot(now.x - before.x, now.y - before.y);
    if (this.travelled > DRAG_PX) {
      // Captured only once it is a drag: a captured pointer would take the click away from its shape.
      drawing.svg.setPointerCapture(event.pointerId);
      drawing.hover(-1);
      if (this.down.size > 1) this.pinched(event.pointerId, before, now);
      else this.dragged(before, now);
    }
    this.down.set(event.pointerId, now);
  }

  dragged(before, now) {
    const { drawing } = this;
    const unit = drawing.unitsPerPixel();
    const { k, x, y } = drawing.zoom;
    drawing.setZoom({ k, x: x + (now.x - before.x) * unit, y: y + (now.y - before.y) * unit });
  }

  pinched(id, before, now) {
    const [, other] = [...this.down].find(([pointer]) => pointer !== id);
    const spread = (point) => Math.hypot(point.x - other.x, point.y - other.y) || 1;
    const middle = (point) => ({ clientX: (point.x + other.x) / 2, clientY: (point.y + other.y) / 2 });
    this.zoomAt(middle(before), spread(now) / spread(before));
    const from = middle(before);
    const to = middle(now);
    this.dragged({ x: from.clientX, y: from.clientY }, { x: to.clientX, y: to.clientY });
  }

  released(event) {
    this.down.delete(event.pointerId);
  }

  clicked(event) {
    const { drawing } = this;
    if (this.travelled > DRAG_PX) return;
    const index = event.target.municipality ?? -1;
    if (index < 0) {
      drawing.hover(-1);
      return;
    }
    drawing.keyboard.tabStop(index);
    drawing.hover(index, drawing.stagePoint(event));
    drawing.choose(index);
  }

  wheeled(event) {
    const scrolling = pageScrolledAt > this.movedAt;
    const outAtEdge = event.deltaY > 0 && this.drawing.zoom.k <= 1;
    if (!event.ctrlKey && (scrolling || outAtEdge)) return;
    event.preventDefault();
    const pixels = event.deltaY * (event.deltaMode === 1 ? 20 : 1);
    this.zoomAt(event, Math.exp(-pixels / (event.ctrlKey ? 120 : 400)));
  }

  /** Enlarge around a place on the screen. */
  zoomAt({ clientX, clientY }, factor) {
    const { drawing } = this;
    const point = new DOMPoint(clientX, clientY).matrixTransform(drawing.svg.getScreenCTM().inverse());
    drawing.setZoom(around(drawing.zoom, point, factor));
  }
}
