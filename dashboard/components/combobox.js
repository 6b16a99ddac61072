// A field with a list below it, in which one of many is found by what is typed. chooser.js and multi_chooser.js say what there
// is to find and what becomes of it:
// - find(typed): what answers it, best first: [{ id, words, beside }], `beside` in smaller letters
// - lacking(typed): what is said where nothing does
// - entered(typed, active): after Enter; whether the list closes
// - picked(option), rest(): what the field says when nobody types

import { withProperties } from "./dom.js";

const MOST_SHOWN = 12;
const MARGIN = 8; // from the list to the window's edge, in pixels
const LEAST_ROOM = 120; // below the field; with less, one scrolls to see the list
let fieldNumber = 0;

/** The box of a button («Velg blant 120 tall») that an element of a component stands in, if any. */
export function boxAround(element) {
  const root = element.getRootNode();
  return root instanceof ShadowRoot ? root.host.closest("[data-testid='stPopoverBody']") : null;
}

export class Combobox {
  found = [];
  active = -1;

  constructor(root, owner, named) {
    const id = `chooser-${(fieldNumber += 1)}`;
    this.owner = owner;
    this.label = withProperties("label", { htmlFor: id });
    this.input = withProperties("input", { id, type: "text", role: "combobox", autocomplete: "off", spellcheck: false });
    this.list = withProperties("ul", { id: `${id}-list`, role: "listbox", hidden: true, ariaLabel: named });
    this.said = withProperties("div", { className: "said", role: "status" });
    this.input.setAttribute("aria-controls", this.list.id);
    this.input.setAttribute("aria-autocomplete", "list");
    this.input.ariaExpanded = "false";
    this.box = withProperties("div", { className: "box" }, this.input, this.list);
    root.append(this.label, this.box, this.said);
    this.listen();
  }

  get typed() {
    return this.input.value.trim();
  }

  get isOpen() {
    return !this.list.hidden;
  }

  listen() {
    this.input.addEventListener("focus", () => this.input.select());
    this.input.addEventListener("input", () => this.search());
    this.input.addEventListener("click", () => this.search());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("blur", () => this.close());
    // mousedown, because the field's blur would close the list before a click.
    this.list.addEventListener("mousedown", (event) => {
      event.preventDefault();
      const option = /** @type {HTMLElement} */ (event.target).closest("[data-index]");
      if (option) this.owner.picked(this.found[Number(option.getAttribute("data-index"))]);
    });
  }

  search() {
    const hits = this.owner.find(this.typed);
    this.found = hits.slice(0, MOST_SHOWN);
    this.active = this.typed && hits.length ? 0 : -1;
    this.draw(hits.length);
  }

  draw(hits) {
    const options = this.found.map(({ words, beside }, i) => {
      const option = withProperties("li", { id: `${this.list.id}-${i}`, role: "option" }, `${words} `);
      option.dataset.index = String(i);
      if (beside) option.append(withProperties("small", { textContent: beside }));
      return option;
    });
    const words = hits ? "" : this.owner.lacking(this.typed);
    const none = withProperties("li", { className: "none", role: "option", ariaDisabled: "true", textContent: words });
    this.list.replaceChildren(...(hits ? options : [none]));
    this.list.hidden = false;
    this.place();
    this.input.ariaExpanded = "true";
    this.said.textContent = words || (hits === 1 ? "1 treff" : `${hits} treff`);
    this.mark();
  }

  /** The list inside the window, and inside the box that opens around the field if there is one. */
  place() {
    const bottom = Math.min(innerHeight, boxAround(this.input)?.getBoundingClientRect().bottom ?? innerHeight);
    const room = bottom - this.input.getBoundingClientRect().bottom - MARGIN;
    this.list.style.maxHeight = room < LEAST_ROOM ? "" : `min(20rem, ${room}px)`;
  }

  mark() {
    [...this.list.children].forEach((option, i) => (option.ariaSelected = String(i === this.active)));
    const active = this.list.children[this.active];
    if (active) this.input.setAttribute("aria-activedescendant", active.id);
    else this.input.removeAttribute("aria-activedescendant");
    active?.scrollIntoView({ block: "nearest" });
  }

  key(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      if (!this.isOpen) this.search();
      else if (this.found.length) this.active = (this.active + step + this.found.length) % this.found.length;
      this.mark();
    } else if (event.key === "Enter" && this.isOpen) {
      event.preventDefault();
      this.owner.entered(this.typed, this.found[this.active]);
    } else if (event.key === "Escape") {
      this.close();
    }
  }

  close(restore = true) {
    this.owner.closed?.();
    this.list.hidden = true;
    this.input.ariaExpanded = "false";
    this.input.removeAttribute("aria-activedescendant");
    if (restore) this.input.value = this.owner.rest();
  }
}
