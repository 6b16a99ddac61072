// A combobox in which several are chosen, one after the other or as a list with commas: municipalities, found by any of
// their names or numbers, or options, found by their words. What is chosen stands above the field, to be taken away, or
// below it in a box that a button opens.

import { boxAround, Combobox } from "../combobox.js";
import { fetchJson, withProperties } from "../dom.js";
import { found, municipalitiesOf } from "../municipalities.js";

const fields = new WeakMap(); // shadow root -> Field

export default function multiChooser({ data, parentElement, setTriggerValue }) {
  let field = fields.get(parentElement);
  if (!field) {
    fields.set(parentElement, (field = new Field(parentElement, data.revision)));
    if (boxAround(field.field.input)) field.beFirst();
  }
  field.tell = (chosen, revision) => setTriggerValue("changed", { chosen, revision });
  field.show(data);
}

class Field {
  /** @type {(chosen: string[], revision: number) => void} */
  tell = () => {};

  constructor(root, revision) {
    this.chosen = [];
    this.revision = revision; // of the choice: what the server says of an earlier one is passed over
    this.field = new Combobox(root, this, "Valgmuligheter");
    this.chips = withProperties("ul", { className: "chosen" });
    this.field.label.after(this.chips);
    this.field.input.addEventListener("keydown", (event) => {
      if (event.key === "Backspace" && !this.field.input.value) this.change(this.chosen.slice(0, -1));
    });
  }

  /** In a box that opens: what is chosen below the field, room for the list, and the cursor where one will write. */
  beFirst() {
    this.field.box.after(this.chips);
    this.chips.classList.add("below");
    this.field.input.focus({ preventScroll: true });
  }

  async show(data) {
    this.data = data;
    this.field.label.textContent = data.label;
    this.field.input.placeholder = data.placeholder;
    const geometry = data.geometry ? await fetchJson(data.geometry) : null;
    if (this.data !== data) return;
    this.geometry = geometry;
    this.municipalities = geometry ? municipalitiesOf(geometry) : [];
    const options = data.options ?? this.municipalities.map(({ code, name }) => [code, `${code} ${name}`]);
    this.words = new Map(options);
    if (data.revision === this.revision) this.chosen = data.chosen ?? [];
    this.draw();
    if (this.field.isOpen) this.field.search();
  }

  draw() {
    const chips = this.chosen.map((id) => {
      const words = this.words.get(id) ?? id;
      const button = withProperties("button", { type: "button", textContent: words, ariaLabel: `Fjern ${words}` });
      button.onclick = () => {
        this.change(this.chosen.filter((other) => other !== id));
        this.field.input.focus();
      };
      return withProperties("li", {}, button);
    });
    this.chips.replaceChildren(...chips);
  }

  change(chosen) {
    if (chosen.join() === this.chosen.join()) return;
    this.chosen = chosen;
    this.revision += 1;
    this.draw();
    this.tell(chosen, this.revision);
  }

  find(typed) {
    if (!this.words) return [];
    const hits = this.geometry ? found(this.geometry, this.municipalities, typed) : foundOptions(this.words, typed);
    return hits.filter(({ id }) => !this.chosen.includes(id));
  }

  lacking(typed) {
    if (!this.words) return "Henter navnene …";
    if (typed.includes(",")) return "Trykk Enter for å velge alle i lista";
    return typed ? `Fant ikke «${typed}» blant dem som ikke er valgt` : "Alt er valgt";
  }

  /** One that was marked; or a list with commas, of which what isn't found is left to be put right. */
  entered(typed, active) {
    if (active) return this.picked(active);
    const parts = typed.split(",").map((part) => part.trim()).filter(Boolean);
    if (parts.length < 2) return;
    const hits = parts.map((part) => this.find(part)[0]);
    this.change([...new Set([...this.chosen, ...hits.filter(Boolean).map(({ id }) => id)])]);
    this.field.input.value = parts.filter((_, i) => !hits[i]).join(", ");
    this.field.search();
  }

  picked({ id }) {
    this.field.input.value = "";
    this.change([...this.chosen, id]);
    this.field.close();
  }

  rest() {
    return "";
  }
}

/** Options whose words begin with what was typed, then those that have it somewhere; all where nothing was. */
function foundOptions(words, typed) {
  const sought = typed.toLocaleLowerCase("nb");
  const far = (said) => {
    const letters = said.toLocaleLowerCase("nb");
    if (letters === sought) return 0;
    return letters.startsWith(sought) ? 1 : letters.includes(sought) ? 2 : Infinity;
  };
  const hits = [...words].map(([id, said]) => ({ id, words: said, far: far(said) }));
  return hits.filter((hit) => hit.far < Infinity).sort((a, b) => a.far - b.far);
}
