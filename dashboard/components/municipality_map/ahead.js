// A choice in a selector that a map follows is drawn when it is made, before the page has been run again.

import { names } from "../addresses.js";
import { fetchFigures } from "./fetched.js";
import { drawings } from "./linked.js";

const PASSING_MS = 100; // between two options: the reader is on the way past them
const STAYS_MS = 40; // at an option, without going on to another

let pressed = null; // the option that a press began on
let staying; // the timer of the option that the reader is at
let came = -Infinity; // when the reader came to it

/** Follow what the reader does in every selector of the page. */
export function listen() {
  document.addEventListener("pointerdown", ({ target }) => {
    pressed = optionOf(target);
    if (pressed) ahead(pressed)?.prepare();
  }, true);
  document.addEventListener("pointerup", ({ target, button }) => {
    const option = optionOf(target);
    if (option && option === pressed && button === 0) ahead(option)?.draw();
  }, true);
  document.addEventListener("keydown", ({ key, target, ctrlKey, metaKey, altKey }) => {
    if (!(target instanceof Element)) return;
    const active = key === "Enter" && !ctrlKey && !metaKey && !altKey && target.getAttribute("aria-activedescendant");
    const option = active && optionOf(document.getElementById(active));
    if (option) ahead(option)?.draw();
  }, true);
  // The server moves sliders and marks options too, but not while the reader has them in hand.
  new MutationObserver((changes) => {
    const held = document.activeElement;
    if (!changes.some(({ target }) => target === held)) return;
    if (held instanceof HTMLInputElement && held.type === "range") ahead(held)?.draw();
    else considered(held.getAttribute("aria-activedescendant"));
  }).observe(document.body, { subtree: true, attributeFilter: ["aria-valuetext", "aria-activedescendant"] });
}

/** An option that the reader has come to: what it would show is fetched already. Of options that the reader runs along,
 * only the one where it ends.
 */
function considered(id) {
  clearTimeout(staying);
  const option = id && optionOf(document.getElementById(id));
  if (!option) return;
  const isPassing = performance.now() - came < PASSING_MS;
  came = performance.now();
  staying = setTimeout(() => ahead(option)?.prepare(), isPassing ? STAYS_MS : 0);
}

function optionOf(node) {
  return node?.closest?.('[role="listbox"] [role="option"]');
}

/** What can be done ahead of a choice (an option, or a slider as it stands): fetch its figures, draw them. */
function ahead(choice) {
  const selector = choice.closest('[role="listbox"]') ?? choice;
  const said = choice.getAttribute("aria-valuetext") ?? choice.textContent;
  for (const { figure, svg } of drawings) {
    const parameter = svg.isConnected && figure.sent.follows?.[selector.getAttribute("aria-label")];
    if (!parameter) continue;
    const address = addressWith(figure.sent.figures, parameter, said);
    return { prepare: () => fetchFigures(address).catch(() => {}), draw: () => figure.drawAhead(address) };
  }
}

function addressWith(figures, parameter, value) {
  const [path, query] = figures.split("?");
  const asked = new URLSearchParams(query);
  asked.set(parameter, value);
  // Where the page's address holds no year it is the newest, which may be another for another indicator.
  if (parameter !== names.year && !new URLSearchParams(location.search).has(names.year)) asked.delete(names.year);
  return `${path}?${asked}`;
}
