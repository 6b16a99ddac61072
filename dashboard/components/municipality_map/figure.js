// A map with its legend and its list: what it is told, fetches and draws.

import { isAlone } from "../addresses.js";
import { element, fetchJson, forget, tellDrawn } from "../dom.js";
import { Drawing } from "./drawing.js";
import { fetchFigures } from "./fetched.js";
import { Legend } from "./legend.js";
import { List } from "./list.js";
import { Tip } from "./tip.js";
import { APART, CLASS_SIGNS, Content } from "./content.js";

const speakers = new WeakMap(); // a figure's place on the page -> what keeps the words in it those of the map
const CONFIRMED_MS = 10_000; // what is drawn ahead is taken back when the server has not confirmed it by then
const EMPTY = {
  decimals: 0, chosen: null, rank_from: "highest", county: null, lines: "", mark: "", units: [], notes: {}, apart: [], details: {},
  last_first: false, exceptions: {}, value_labels: {}, unit: "",
}; // parts that are not sent

/** How classes become colours: painting a shape is setting its data-class. */
function classRules() {
  const rules = [...CLASS_SIGNS].map((sign, index) => {
    const filled = ["path", "circle"].map((kind) => `${kind}[data-class="${sign}"]`).join();
    return `${filled} { fill: var(--class-${index}); }`;
  });
  const apart = ["path", "circle"].map((kind) => `${kind}[data-class="${APART}"]`).join();
  return [...rules, `${apart} { fill: var(--missing-ground); }`].join("\n");
}

/** Where a figure is alone, its title is the page's: as show.py writes it. */
function asOwnHeading(words) {
  const title = words.querySelector("h2");
  title?.replaceWith(element("h1", {}, title.textContent));
  if (title) words.classList.add("of-map");
}

export class Figure {
  /** @type {(code: string) => void} */
  pick = () => {};

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
    if (this.data?.chosen) this.list?.showChosen(); // what is moved in the page forgets how far it was scrolled
  }

  /** What the server says of the page as it has been run; the same again says nothing of what was chosen since. */
  tell(data) {
    const told = JSON.stringify(data);
    if (told === this.toldLast) return;
    this.toldLast = told;
    this.told = data;
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
      this.drawn = drawn;
      this.data = data;
      if (this.geometry !== geometry) this.build(geometry);
      this.paint();
    }
    if (data.figures) this.sayAround(found);
    tellDrawn(this.root);
  }

  /** The words above and under the map, of the same figures as the map, in the places that Streamlit has made. */
  sayAround({ heading, foot }) {
    const around = this.root.host.closest('[class*="st-key-figure_"]');
    if (!around) return;
    const speaker = new MutationObserver(() => say()); // a place may be made after the map
    const say = () => {
      if (!this.root.host.isConnected) return speaker.disconnect();
      for (const [place, html] of [[".figure-head", heading], [".figure-foot", foot]]) {
        const said = around.querySelector(place);
        const parsed = element("template");
        parsed.innerHTML = html; // eslint-disable-line no-restricted-properties -- it is this server's
        if (isAlone()) asOwnHeading(parsed.content.firstElementChild);
        if (said && said.textContent !== parsed.content.textContent) said.replaceWith(parsed.content);
      }
    };
    // One at a time: Streamlit may have made the map anew, and two would put back each other's words without end.
    speakers.get(around)?.disconnect();
    speakers.set(around, speaker);
    speaker.observe(around, { childList: true, subtree: true });
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
    const map = element("div", { class: "map" }, this.drawing.staged(this.tip.node), this.legend.node);
    this.box.replaceChildren(map, this.list.node);
  }

  paint() {
    const { data, geometry } = this;
    const weights = geometry.codes.reduce((sum, code, i) => (sum + (i + 1) * Number(code)) % 1_000_000_007, 0);
    if (weights !== data.checksum) {
      this.fail("Tallene og kartet gjelder ikke samme kommuneinndeling.");
      forget(data.geometry);
      return;
    }
    this.content = new Content(data, geometry, this.settings.usual_status);
    const alone = isAlone();
    this.box.classList.toggle("presenting", alone);
    this.box.classList.toggle("linked", Boolean(data.linked));
    this.setColours();
    this.drawing.paint(this.content);
    this.legend.paint(this.content);
    this.list.paint(this.content);
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
