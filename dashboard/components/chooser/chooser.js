// A combobox that finds a municipality by any of its names or numbers, former ones too (see search.js).

import { fetchJson, withProperties } from "../dom.js";
import { findMunicipalities, formerly } from "../search.js";

const MOST_SHOWN = 12;
const fields = new WeakMap(); // shadow root -> Field
let fieldNumber = 0;

export default function chooser({ data, parentElement, setTriggerValue }) {
  let field = fields.get(parentElement);
  if (!field) fields.set(parentElement, (field = new Field(parentElement)));
  field.pick = (code) => setTriggerValue("picked", code);
  field.show(data);
}

class Field {
  /** @type {(code: string) => void} */
  pick = () => {};

  constructor(root) {
    const id = `chooser-${(fieldNumber += 1)}`;
    this.municipalities = []; // empty until the names have been fetched
    this.entered = false; // Enter was pressed before that
    this.found = [];
    this.active = -1;
    this.label = withProperties("label", { htmlFor: id });
    this.input = withProperties("input", { id, type: "text", role: "combobox", autocomplete: "off", spellcheck: false });
    this.clear = withProperties("button", { type: "button", textContent: "×", ariaLabel: "Fjern valgt kommune", hidden: true });
    this.list = withProperties("ul", { id: `${id}-list`, role: "listbox", hidden: true, ariaLabel: "Kommuner" });
    this.said = withProperties("div", { className: "said", role: "status" });
    this.input.setAttribute("aria-controls", this.list.id);
    this.input.setAttribute("aria-autocomplete", "list");
    this.input.ariaExpanded = "false";
    root.append(this.label, withProperties("div", { className: "box" }, this.input, this.clear, this.list), this.said);
    this.listen();
  }

  listen() {
    this.input.addEventListener("focus", () => this.input.select());
    this.input.addEventListener("input", () => this.search());
    this.input.addEventListener("click", () => this.search());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("blur", () => this.close());
    this.clear.addEventListener("click", () => this.pick("ingen"));
    // mousedown, because the field's blur would close the list before a click.
    this.list.addEventListener("mousedown", (event) => {
      event.preventDefault();
      const option = /** @type {HTMLElement} */ (event.target).closest("[data-index]");
      if (option) this.choose(this.found[Number(option.getAttribute("data-index"))]);
    });
  }

  async show(data) {
    this.data = data;
    this.label.textContent = data.label;
    this.input.placeholder = data.placeholder;
    this.clear.hidden = !data.chosen;
    const geometry = await fetchJson(data.geometry);
    if (this.data !== data) return;
    if (this.address !== data.geometry) {
      this.address = data.geometry;
      this.geometry = geometry;
      this.municipalities = geometry.codes.map((code, i) => {
        const county = geometry.county_names[geometry.counties[i]].split(" - ")[0];
        return { code, name: geometry.names[i], county };
      });
    }
    if (this.list.hidden) this.rest();
    else this.search();
    if (this.entered) this.enter();
  }

  /** The field as it is when nobody types: the chosen municipality's number and name. */
  rest() {
    const chosen = this.municipalities.find(({ code }) => code === this.data.chosen);
    this.input.value = chosen ? `${chosen.code} ${chosen.name}` : "";
  }

  search() {
    const typed = this.input.value.trim();
    const hits = this.geometry ? findMunicipalities(this.geometry, typed) : [];
    this.found = hits.slice(0, MOST_SHOWN).map(({ position, former }) => ({ ...this.municipalities[position], former }));
    this.active = typed && this.found.length ? 0 : -1;
    this.draw(hits.length);
  }

  draw(hits) {
    const options = this.found.map(({ code, name, county, former }, i) => {
      const option = withProperties("li", { id: `${this.list.id}-${i}`, role: "option" }, `${code} ${name} `);
      option.dataset.index = String(i);
      const was = former ? `${formerly(former, this.input.value)} · ` : "";
      option.append(withProperties("small", { textContent: was + county }));
      return option;
    });
    const words = !this.municipalities.length
      ? "Henter navnene …"
      : this.oldNumber() ? "Nummeret er ikke i bruk her. Trykk Enter for å slå det opp" : "Ingen kommune heter det";
    const none = withProperties("li", { className: "none", role: "option", ariaDisabled: "true", textContent: words });
    this.list.replaceChildren(...(options.length ? options : [none]));
    this.list.hidden = false;
    this.input.ariaExpanded = "true";
    this.said.textContent = !this.municipalities.length ? words : hits === 1 ? "1 treff" : `${hits} treff`;
    this.mark();
  }

  /** A whole number that is not in use in this division: the program may know what became of it. */
  oldNumber() {
    const typed = this.input.value.trim();
    return !this.found.length && /^\d{3,4}$/.test(typed) ? typed.padStart(4, "0") : null;
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
      if (this.list.hidden) this.search();
      else this.active = (this.active + step + this.found.length) % this.found.length;
      this.mark();
    } else if (event.key === "Enter" && !this.list.hidden) {
      event.preventDefault();
      this.enter();
    } else if (event.key === "Escape") {
      this.close();
    }
  }

  enter() {
    this.entered = !this.municipalities.length;
    if (this.entered) return;
    const number = this.oldNumber();
    if (this.found[this.active]) this.choose(this.found[this.active]);
    else if (number) {
      this.close(false);
      this.pick(number);
    }
  }

  choose(municipality) {
    this.list.hidden = true;
    this.input.value = `${municipality.code} ${municipality.name}`;
    this.close(false);
    // By its former number, so that the page says what became of it.
    if (municipality.code !== this.data.chosen) this.pick(municipality.former?.code ?? municipality.code);
  }

  close(restore = true) {
    this.entered = false;
    this.list.hidden = true;
    this.input.ariaExpanded = "false";
    this.input.removeAttribute("aria-activedescendant");
    if (restore) this.rest();
  }
}
