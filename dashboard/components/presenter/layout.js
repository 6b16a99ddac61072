// How a presented figure is laid out: on a canvas of 1120 x 630 or what the screen has more of, enlarged from there.
// presentation.css places it by the variables that are set here.

import { divided, rowsOf } from "./screens.js";

const WIDTH = 1120;
const HEIGHT = 630;
const NARROW = 700; // px of a screen on which nothing is enlarged: a phone
const TALLEST = 840; // of a figure that is made to fit one screen
const TALLEST_CHART = 1000; // the same of a chart, which says little in halves
const BUTTONS = 60; // px of the screen, below the screens of a tall figure
const MARGIN = 24; // above and below a map
const GAP = 16; // between what stands below each other
const AROUND = 24; // above, between and below a map of two and its foot
const MAP_RATIO = 1.25; // of the country's height to its width as it is drawn
const LEAST_OF_TWO = 0.835; // of the screen's height, for each of two maps, unless the width is too small
const FOOT_SIZES = [0.66, 0.6, 0.54]; // rem: the words under two maps are as small as that takes
const CHART = '[class*="st-key-chart_"]';
const PLAYER = '[class*="st-key-player_"]';
const LEAST_MAP = 0.5; // of a phone's height

/** Lays out the figures that are shown, and the screen number `page` (from 0) of a tall one; how many it takes. */
export function layOut(figures, page) {
  if (!figures.length) return 1;
  const kind = kindOf(figures);
  document.documentElement.dataset.presentation = kind;
  put({ clip: "none", spare: "0px" });
  if (kind === "phone") return onPhone(figures);
  if (kind === "maps") return mapsBeside(figures);
  return kind === "map" ? oneMap(figures[0]) : onePicture(figures[0], page);
}

function kindOf(figures) {
  if (innerWidth < NARROW) return "phone";
  if (figures.length > 1) return "maps";
  return figures[0].querySelector(".of-map") ? "map" : "picture";
}

function put(variables, node = document.documentElement) {
  for (const [name, value] of Object.entries(variables)) node.style.setProperty(`--presentation-${name}`, value);
}

const px = (number) => `${number.toFixed(1)}px`;
const heightOf = (figure, selector) => figure.querySelector(selector)?.offsetHeight ?? 0;
const tallest = (figures, part) =>
  Math.max(...figures.map((figure) => [...(figure.querySelector(part)?.children ?? [])].reduce((sum, one) => sum + one.offsetHeight + 3, 0)));
const wordsOf = (figure) => [".figure-head", ".figure-foot", PLAYER].reduce((sum, part) => sum + heightOf(figure, part), 0);

/** The map over the whole height, its words beside it. */
function oneMap(figure) {
  const least = Math.max(HEIGHT, wordsOf(figure) + 3 * MARGIN);
  const zoom = Math.min(innerWidth / WIDTH, innerHeight / least);
  const [width, height] = [innerWidth / zoom, innerHeight / zoom];
  put({ zoom: zoom.toFixed(3), width: px(width), height: px(height), top: "0px", stage: px(height - 2 * MARGIN) });
  put({ left: "0px" }, figure);
  return 1;
}

/** Each in its part of the width and over the height that its source leaves; its other words stand in the sea on it. */
function mapsBeside(figures) {
  const zoom = Math.min(innerWidth / WIDTH, innerHeight / HEIGHT);
  const [width, height] = [innerWidth / zoom / figures.length, innerHeight / zoom];
  const foot = footOf(figures, height * (1 - LEAST_OF_TWO) - AROUND);
  const stage = Math.min(height - foot - AROUND, width * MAP_RATIO);
  put({ zoom: zoom.toFixed(3), width: px(width), height: px(height), top: "0px", foot: px(foot), stage: px(stage) });
  figures.forEach((figure, i) => put({ left: px(i * width * zoom) }, figure));
  return 1;
}

/** The height of the words under two maps, the same for both so that they stand level, within `room` if that can be. */
function footOf(figures, room) {
  for (const size of FOOT_SIZES) {
    put({ "foot-size": `${size}rem` });
    if (tallest(figures, ".figure-foot") <= room) break;
  }
  return tallest(figures, ".figure-foot");
}

/** As large as the screen allows with all of it, over its whole width; screen by screen where it would be too small. */
function onePicture(figure, page) {
  put({ width: px(WIDTH), height: "auto" }); // what it is measured at, so that it doesn't follow its own size
  const tall = figure.offsetHeight;
  const isPaged = tall > (figure.querySelector(CHART) ? TALLEST_CHART : TALLEST);
  const zoom = Math.min(innerWidth / WIDTH, innerHeight / (isPaged ? HEIGHT : Math.max(HEIGHT, tall)));
  if (isPaged) return screenOf(figure, page, { tall, zoom });
  put({ zoom: zoom.toFixed(3), width: px(innerWidth / zoom) });
  const charts = figure.querySelectorAll(CHART).length;
  if (charts) put({ spare: px(Math.max(0, innerHeight / zoom - figure.offsetHeight - 1) / charts) }); // they fill the height
  put({ top: px(Math.max(0, (innerHeight - figure.offsetHeight * zoom) / 2)) });
  put({ left: "0px" }, figure);
  return 1;
}

/** One of the screens of a tall figure, above the buttons. */
function screenOf(figure, page, { tall, zoom }) {
  const screens = divided(tall, (innerHeight - BUTTONS) / zoom - GAP, rowsOf(figure));
  const [top, bottom] = screens[Math.min(page, screens.length - 1)];
  const clip = `inset(${px(top)} 0 ${px(tall - bottom)} 0)`;
  put({ zoom: zoom.toFixed(3), height: "auto", top: px((Math.min(top, GAP) - top) * zoom), clip });
  put({ left: px((innerWidth - WIDTH * zoom) / 2) }, figure);
  return screens.length;
}

/** How high all of a figure is that is scrolled. */
function contentOf(figure) {
  const end = figure.querySelector(".figure-foot")?.getBoundingClientRect().bottom ?? 0;
  return end + figure.scrollTop;
}

/** Nothing is enlarged: the figure is as wide as the screen, a map as high as its words and the buttons leave. */
function onPhone(figures) {
  const left = innerHeight - heightOf(figures[0], ".figure-head") - heightOf(figures[0], PLAYER) - BUTTONS - 2 * GAP;
  put({ zoom: "1", width: "100vw", height: "auto", top: "0px", stage: px(Math.max(left, innerHeight * LEAST_MAP)) });
  const [figure] = figures;
  const charts = figure.querySelectorAll(CHART).length;
  if (charts) put({ spare: px(Math.max(0, innerHeight - BUTTONS - 2 * GAP - contentOf(figure)) / charts) });
  return 1;
}
