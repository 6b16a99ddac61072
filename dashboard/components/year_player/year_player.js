// Lets a figure run through its years: each is asked for when the one before has been drawn and looked at. Who wants
// less motion goes on one year at a press.

import { element, whenDrawn } from "../dom.js";

const LOOK_MS = 1100; // at each year
const players = new WeakMap(); // shadow root -> Player
const calm = matchMedia("(prefers-reduced-motion: reduce)");

export default function yearPlayer({ data, parentElement, setTriggerValue }) {
  let player = players.get(parentElement);
  if (!player) players.set(parentElement, (player = new Player(parentElement)));
  player.ask = (year) => setTriggerValue("year", year);
  player.show(data);
}

class Player {
  /** @type {(year: number) => void} */
  ask = () => {};
  isPlaying = false;

  constructor(root) {
    this.root = root;
    this.button = element("button", { type: "button" });
    this.button.onclick = () => this.press();
    this.year = element("span", { class: "year", "aria-live": "off" });
    root.append(element("div", { class: "player" }, this.button, this.year));
    calm.addEventListener("change", () => this.say());
  }

  show({ years, year }) {
    const isDrawn = year !== this.asked;
    this.years = years;
    this.at = years.indexOf(year);
    if (this.isPlaying && isDrawn && this.asked !== undefined) this.stop(); // somebody has chosen another year
    this.say();
    if (this.year.textContent === "") this.tell(year);
    else if (this.year.textContent !== String(year)) whenDrawn(this.root, () => this.tell(year));
  }

  /** The year is told, and looked at, from when the picture is of it. */
  tell(year) {
    if (this.years[this.at] !== year) return;
    this.year.textContent = String(year);
    if (this.isPlaying) this.goOn();
  }

  get isAtEnd() {
    return this.at >= this.years.length - 1;
  }

  press() {
    if (this.isPlaying) return this.stop();
    if (calm.matches) return this.askFor(this.isAtEnd ? 0 : this.at + 1);
    this.isPlaying = true;
    this.say();
    this.askFor(this.isAtEnd ? 0 : this.at + 1);
  }

  goOn() {
    clearTimeout(this.waiting);
    if (this.isAtEnd) return this.stop();
    this.waiting = setTimeout(() => this.askFor(this.at + 1), LOOK_MS);
  }

  askFor(place) {
    this.asked = this.years[place];
    this.ask(this.asked);
  }

  stop() {
    clearTimeout(this.waiting);
    this.isPlaying = false;
    this.asked = undefined;
    this.say();
  }

  say() {
    const still = calm.matches ? (this.isAtEnd ? ["↺", "Første år"] : ["›", "Neste år"]) : ["▶", "Spill årene"];
    const [sign, words] = this.isPlaying ? ["❚❚", "Pause"] : still;
    this.button.ariaLabel = words;
    this.button.replaceChildren(sign, element("span", { class: "words" }, ` ${words}`));
    const [first, last] = [this.years?.[0], this.years?.at(-1)];
    this.button.title = `Figuren går gjennom årene fra ${first} til ${last}`;
  }
}
