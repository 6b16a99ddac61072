// Enlarges the presented figure to the screen, and steps through the list of saved views with the keyboard.

import { names, presents } from "../addresses.js";
import { read } from "../views.js";

const PLACE = "generalistkommunen.plass"; // where in the list this tab is
const WIDTH = 1120; // the figure is laid out on 1120 x 630 and enlarged from there
const HEIGHT = 630;
const PATIENCE = 60; // times 50 ms
const FIGURE = '[class*="st-key-figure_"]';

const screen = { figure: null };
const sizes = new ResizeObserver(fit);
const watched = { childList: true, subtree: true };
new MutationObserver(find).observe(document.body, watched);
find(); // the figure may be there already
window.addEventListener("resize", fit);
window.addEventListener("keydown", keyed);

/** The figure comes after this script, and another one at each step. */
function find() {
  const figure = presents() ? document.querySelector(FIGURE) : null;
  if (figure !== screen.figure) {
    sizes.disconnect();
    screen.figure = figure;
    if (figure) sizes.observe(figure);
  }
}

/** As large as the screen allows with all of the figure on it. */
function fit() {
  if (!screen.figure) return;
  const zoom = Math.min(innerWidth / WIDTH, innerHeight / Math.max(HEIGHT, screen.figure.offsetHeight));
  document.documentElement.style.setProperty("--presentation-zoom", zoom.toFixed(3));
}

function same(one, other) {
  const [a, b] = [one, other].map((link) => new URL(link, location.origin));
  const sorted = (url) => [...url.searchParams].map((pair) => pair.join("=")).sort().join("&");
  return a.pathname === b.pathname && sorted(a) === sorted(b);
}

/** Where in the list this view is: by its address, else where this tab last stepped to. */
function place(list) {
  const found = list.findIndex(({ link }) => same(link, location.href));
  return found >= 0 ? found : Number(sessionStorage.getItem(PLACE) ?? -1);
}

function keyed(event) {
  if (!presents() || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.composedPath()[0].matches?.("input, textarea, select")) return;
  const list = read();
  const here = place(list);
  const targets = {
    ArrowRight: here + 1, PageDown: here + 1, " ": here + 1, ArrowLeft: here - 1, PageUp: here - 1, Home: 0,
    End: list.length - 1,
  };
  if (event.key === "Escape") leave();
  else if (event.key in targets) step(list, targets[event.key]);
  else return;
  event.preventDefault();
}

function step(list, to) {
  if (to < 0 || to >= list.length) return;
  sessionStorage.setItem(PLACE, to);
  travel(list[to].link);
}

function leave() {
  const address = new URL(location.href);
  for (const name of [names.showing, names.figure]) address.searchParams.delete(name);
  travel(address.href);
}

/** To another view in the same session, as the browser's own forward button goes: no page is loaded again. */
function travel(link) {
  history.pushState(null, "", link);
  arrive(PATIENCE);
}

/** Not before the view that is left is whole: what is still to come of it would take its address back. */
function arrive(patience) {
  if (patience && !isWhole()) setTimeout(arrive, 50, patience - 1);
  else window.dispatchEvent(new PopStateEvent("popstate", { state: null }));
}

/** Run by the server, and with the hidden fields in place by which Streamlit tells the server what is presented. */
function isWhole() {
  const isRunning = document.querySelector('[data-testid="stApp"]')?.getAttribute("data-test-script-state") === "running";
  return !isRunning && document.querySelector(`.st-key-${names.showing} input`);
}
