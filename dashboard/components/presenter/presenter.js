// Enlarges the presented figure to the screen, and steps through the list that its link holds: by key, mouse and touch.
// Each step opens the next view's own full link, as if it had been pressed; a figure that is too tall to be read on one
// screen is first gone through screen by screen.

import { choiceIn, names, presents, without } from "../addresses.js";
import { read, slideLink } from "../pack.js";
import { buttons, said } from "./buttons.js";
import { layOut } from "./layout.js";

const FIGURE = '[class*="st-key-figure_"]';
const STEPS = { ArrowRight: 1, ArrowDown: 1, PageDown: 1, " ": 1, ArrowLeft: -1, ArrowUp: -1, PageUp: -1 };

if (presents()) begin();

async function begin() {
  const show = { figures: [], views: [], held: "", at: 1, page: 1, pages: 1, nav: null };
  const fit = () => {
    show.pages = layOut(show.figures, show.page - 1);
    show.page = Math.min(show.page, show.pages);
    said(show);
  };
  const sizes = new ResizeObserver(fit);
  const find = () => {
    show.figures = [...document.querySelectorAll(FIGURE)];
    // Once each is enough; what is gone is told of no more. A figure may be as high as the screen, whatever is in it.
    for (const part of document.querySelectorAll(`${FIGURE}, ${FIGURE} > *`)) sizes.observe(part);
  };
  new MutationObserver(find).observe(document.body, { childList: true, subtree: true });
  find(); // the figure may be there already
  window.addEventListener("resize", fit);
  show.held = choiceIn(names.list) ?? "";
  if (show.held) show.views = (await read(show.held)).views;
  show.at = Math.min(Math.max(Number(choiceIn(names.place)) || 1, 1), show.views.length || 1);
  const turn = (by) => step(show, by, fit);
  show.nav = buttons(turn, leave);
  document.body.append(show.nav);
  fit();
  window.addEventListener("keydown", (event) => keyed(event, show, turn));
}

function keyed(event, show, turn) {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  const [on] = event.composedPath();
  if (on.matches?.("input, textarea, select") || (event.key === " " && on.matches?.("button, a, summary"))) return;
  if (event.key === "Escape") leave();
  else if (event.key in STEPS) turn(STEPS[event.key]);
  else if (event.key === "Home") go(show, 1);
  else if (event.key === "End") go(show, show.views.length);
  else return;
  event.preventDefault();
}

/** To the next screen of a tall figure, or to the next view. */
function step(show, by, fit) {
  const page = show.page + by;
  if (page < 1 || page > show.pages) return go(show, show.at + by);
  show.page = page;
  fit();
}

function go(show, to) {
  const view = show.views[to - 1];
  if (!view || to === show.at) return;
  show.at = to; // a second press before the page is left goes on from here
  show.page = show.pages = 1;
  location.assign(slideLink(view, show.held, to));
}

/** The whole page that the figure is on. */
function leave() {
  location.assign(without(location.href, [names.showing, names.figure, names.list, names.place]).href);
}
