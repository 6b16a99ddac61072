// A combobox that finds a municipality by any of its names or numbers, former ones too (see search.js).

import { Combobox } from "../combobox.js";
import { fetchJson, withProperties } from "../dom.js";
import { found, municipalitiesOf } from "../municipalities.js";

const fields = new WeakMap(); // shadow root -> Field

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
    this.municipalities = []; // empty until the names have been fetched
    this.isEntered = false; // Enter was pressed before that
    this.field = new Combobox(root, this, "Kommuner");
    this.clear = withProperties("button", { type: "button", textContent: "×", ariaLabel: "Fjern valgt kommune", hidden: true });
    this.clear.addEventListener("click", () => this.pick("ingen"));
    this.field.input.after(this.clear);
  }

  async show(data) {
    this.data = data;
    this.field.label.textContent = data.label;
    this.field.input.placeholder = data.placeholder;
    this.clear.hidden = !data.chosen;
    const geometry = await fetchJson(data.geometry);
    if (this.data !== data) return;
    if (this.address !== data.geometry) {
      this.address = data.geometry;
      this.geometry = geometry;
      this.municipalities = municipalitiesOf(geometry);
    }
    if (this.field.isOpen) this.field.search();
    else this.field.input.value = this.rest();
    if (this.isEntered) this.entered(this.field.typed, this.field.found[this.field.active]);
  }

  /** The field as it is when nobody types: the chosen municipality's number and name. */
  rest() {
    const chosen = this.municipalities.find(({ code }) => code === this.data.chosen);
    return chosen ? `${chosen.code} ${chosen.name}` : "";
  }

  find(typed) {
    return this.geometry ? found(this.geometry, this.municipalities, typed) : [];
  }

  lacking(typed) {
    if (!this.geometry) return "Henter navnene …";
    return oldNumber(typed) ? "Nummeret er ikke i bruk her. Trykk Enter for å slå det opp" : "Ingen kommune heter det";
  }

  entered(typed, active) {
    this.isEntered = !this.geometry;
    if (this.isEntered) return;
    const number = active ? null : this.field.found.length ? null : oldNumber(typed);
    if (active) this.picked(active);
    else if (number) {
      this.field.close(false);
      this.pick(number);
    }
  }

  picked({ id, words, former }) {
    this.field.close(false);
    this.field.input.value = words;
    // By its former number, so that the page says what became of it.
    if (id !== this.data.chosen) this.pick(former?.code ?? id);
  }

  closed() {
    this.isEntered = false;
  }
}

/** A whole number that is not in use in this division: the program may know what became of it. */
function oldNumber(typed) {
  return /^\d{3,4}$/.test(typed) ? typed.padStart(4, "0") : null;
}
