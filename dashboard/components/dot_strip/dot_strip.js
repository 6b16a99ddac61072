// Strips: each row is a key figure; its drawing puts every peer on a line from the lowest to the highest.

import { element, shape } from "../dom.js";

const MIDDLE = 15; // of a drawing's height of 30

// Room for the outermost dots: positions 0-1 lie between 2 and 98 per cent of the width.
const per = (position) => `${2 + 96 * position}%`;

function level(position, name) {
  return shape("line", { class: name, x1: per(position), x2: per(position), y1: 3, y2: 27 });
}

function ownMark(position, row) {
  const group = shape("svg", { x: per(position), y: MIDDLE, overflow: "visible" });
  group.append(shape("path", { class: `own ${row.tone}`.trim(), d: "M0 -9 L9 0 L0 9 L-9 0 Z" }));
  return group;
}

/** From where to where the municipality's own figure may be, with a cap at each end. */
function reach([low, high]) {
  const cap = (position) => shape("line", { class: "interval", x1: per(position), x2: per(position), y1: 8, y2: 22 });
  return [shape("line", { class: "interval", x1: per(low), x2: per(high), y1: MIDDLE, y2: MIDDLE }), cap(low), cap(high)];
}

function drawing(row) {
  const { peers, own, interval, median, quartiles, country } = row.strip;
  const svg = shape("svg", { class: "drawing", role: "img", tabindex: "0", "aria-label": spoken(row) });
  svg.append(shape("line", { class: "axis", x1: per(0), x2: per(1), y1: MIDDLE, y2: MIDDLE }));
  if (quartiles) { // few peers have neither quartiles nor a median
    const [low, high] = quartiles;
    svg.append(shape("rect", { class: "half", x: per(low), width: `${96 * (high - low)}%`, y: 5, height: 20 }));
  }
  const dots = peers.map(([position]) => shape("circle", { class: "peer", cx: per(position), cy: MIDDLE, r: 4.5 }));
  svg.append(...dots);
  if (median !== null) svg.append(level(median, "median"));
  if (country !== null) svg.append(level(country, "country"));
  if (interval) svg.append(...reach(interval));
  if (own) svg.append(ownMark(own[0], row));
  return { svg, dots };
}

function spoken(row) {
  const own = row.strip.own ? `${row.strip.own[1]}. ` : "";
  return `${row.title}. ${own}${row.spread}. ${row.country}. Piltastene leser opp hver kommune.`;
}

function strip(row) {
  const box = element("div", { class: "strip" });
  if (!row.strip) return box;
  const { svg, dots } = drawing(row);
  const label = element("div", { class: "label", "aria-live": "polite" });
  const all = [...row.strip.peers.map(([position, text], i) => ({ position, text, dot: dots[i] })),
    ...(row.strip.own ? [{ position: row.strip.own[0], text: row.strip.own[1], dot: null }] : [])]
    .sort((a, b) => a.position - b.position);
  let at = -1;

  function point(index) {
    all[at]?.dot?.classList.remove("near");
    at = index;
    const found = all[at];
    label.textContent = found?.text ?? "";
    if (!found) return;
    found.dot?.classList.add("near");
    const room = box.clientWidth - label.offsetWidth;
    label.style.left = `${Math.max(0, Math.min(room, (0.02 + 0.96 * found.position) * box.clientWidth - label.offsetWidth / 2))}px`;
  }

  svg.addEventListener("pointermove", (event) => {
    const frame = svg.getBoundingClientRect();
    const position = ((event.clientX - frame.left) / frame.width - 0.02) / 0.96;
    const distances = all.map((entry) => Math.abs(entry.position - position));
    point(distances.indexOf(Math.min(...distances)));
  });
  svg.addEventListener("pointerleave", () => point(-1));
  svg.addEventListener("blur", () => point(-1));
  svg.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[event.key];
    if (event.key === "Escape") point(-1);
    if (!step) return;
    event.preventDefault();
    point(Math.max(0, Math.min(all.length - 1, at < 0 && step < 0 ? all.length - 1 : at + step)));
  });
  const [low, high] = row.strip.ends;
  const scale = [row.middle, row.strip.log ? "logaritmisk skala" : ""].filter(Boolean).join(", ");
  box.append(svg, label, element("div", { class: "ends", "aria-hidden": "true" },
    element("span", {}, low), element("span", {}, scale), element("span", {}, high)));
  return box;
}

function spark(points, change) {
  const box = element("div", { class: "spark" });
  const known = points.filter(([, value]) => value !== null);
  if (known.length > 1) {
    const years = known.map(([year]) => year);
    const values = known.map(([, value]) => value);
    const [first, last, low, high] = [Math.min(...years), Math.max(...years), Math.min(...values), Math.max(...values)];
    const x = (year) => 2 + (80 * (year - first)) / (last - first);
    const y = (value) => (high === low ? 13 : 23 - (20 * (value - low)) / (high - low));
    let pen = false;
    const path = points.map(([year, value]) => {
      if (value === null) return (pen = false), "";
      const step = `${pen ? "L" : "M"}${x(year).toFixed(1)} ${y(value).toFixed(1)}`;
      pen = true;
      return step;
    }).join("");
    const end = known.at(-1);
    const words = `${known[0][2]}, ${end[2]}`;
    box.append(shape("svg", { viewBox: "0 0 84 26", role: "img", "aria-label": words },
      shape("title", {}, words), shape("path", { d: path }),
      shape("circle", { cx: x(end[0]), cy: y(end[1]), r: 2.5 })));
  }
  box.append(element("span", { class: "change" }, change));
  return box;
}

function card(row) {
  if (!row.card.length) return null;
  const facts = element("dl");
  for (const [label, answer, address] of row.card) {
    const link = address ? element("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, answer) : answer;
    facts.append(element("dt", {}, label), element("dd", {}, link));
  }
  if (row.spread) facts.prepend(element("dt", {}, "Blant de sammenlignbare"), element("dd", {}, [row.spread, row.country].filter(Boolean).join(". ")));
  return element("details", {}, element("summary", { "aria-label": `Om tallet: ${row.title}` }, "Om tallet"), facts);
}

function rowNode(row, pick) {
  const name = pick && row.followable
    ? element("button", { type: "button", class: "name", title: "Vis utviklingen" }, row.title)
    : element("span", { class: "name" }, row.title);
  if (pick && row.followable) name.onclick = () => {
    pick(row.id);
    document.querySelector(".st-key-figure_trend")?.scrollIntoView({ behavior: "smooth", block: "center" });
  };
  const words = element("p", { class: "words" }, [row.words, row.nationally].filter(Boolean).join(" · "), " ",
    element("span", { class: "when" }, `· ${row.when}`));
  if (row.tone) words.append(element("span", { class: "quarter" }, row.quarter));
  const node = element("li", { class: row.missing ? "row missing" : "row", "data-indicator": row.id },
    element("div", { class: "top" }, element("p", {}, name),
      element("p", { class: "value" }, row.number, element("span", { class: "unit" }, row.unit ? ` ${row.unit}` : ""))),
    words,
    strip(row),
    element("div", { class: "below" },
      element("p", { class: "spread" }, [row.spread, row.country].filter(Boolean).join(". ")),
      spark(row.spark, row.change)),
    card(row));
  const marks = { good: "var(--good)", weak: "var(--weak)" };
  node.style.setProperty("--mark", marks[row.tone] ?? "currentColor");
  return node;
}

function key(pickable) {
  const sample = (...parts) => shape("svg", { viewBox: "0 0 18 14", "aria-hidden": "true" }, ...parts);
  return element("p", { class: "key" },
    element("span", {}, sample(shape("path", { class: "own", d: "M9 0 L16 7 L9 14 L2 7 Z" })), "kommunen"),
    element("span", {}, sample(shape("circle", { class: "peer", cx: 9, cy: 7, r: 4.5 })), "en sammenlignbar kommune"),
    element("span", {}, sample(shape("line", { class: "median", x1: 9, x2: 9, y1: 0, y2: 14 })), "medianen"),
    element("span", {}, sample(shape("rect", { class: "half", width: 18, height: 14 })), "midterste halvdel"),
    element("span", {}, sample(shape("line", { class: "country", x1: 9, x2: 9, y1: 0, y2: 14 })), "landet"),
    pickable ? element("span", {}, "Trykk på et navn for å se utviklingen.") : "");
}

function locator({ country, municipality, point, size }, place) {
  const [width, height] = size;
  const [cx, cy] = point;
  return shape("svg", { class: "locator", viewBox: `-6 -3 ${width + 12} ${height + 6}`, role: "img", "aria-label": `Kart: ${place}` },
    shape("path", { class: "land", d: country }),
    shape("path", { class: "here", d: municipality }),
    shape("circle", { class: "ring", cx, cy, r: 5 }));
}

function list(items) {
  return element("ul", {}, ...items.map((item) => element("li", {}, item)));
}

/** On the screen the rows below say what the sentences say, so that they are there for paper alone. */
function head(sheet) {
  return element("div", { class: "head" }, locator(sheet.locator, sheet.place),
    element("div", { class: "said" }, element("p", { class: "place" }, sheet.place), list(sheet.sentences)));
}

function foot(sheet) {
  const day = new Intl.DateTimeFormat("nb-NO", { dateStyle: "long" }).format(new Date());
  const heading = "Dette kan tallene ikke si";
  return element("div", {},
    element("details", { class: "cannot" }, element("summary", {}, heading), list(sheet.limits)),
    sheet.moved.length ? element("div", { class: "moved" }, element("h3", {}, "Endret siden sist"), list(sheet.moved)) : null,
    element("div", { class: "limits" }, element("h3", {}, heading), list(sheet.limits)),
    element("p", { class: "printed" }, `Generalistkommunen i tall. Skrevet ut ${day} fra ${new URL(sheet.link, location.origin)}`));
}

function groupNode({ title, line, rows }, pick) {
  const section = element("section", {},
    title ? element("h3", { class: "role" }, title) : null,
    line ? element("p", { class: "line" }, line) : null,
    rows.length ? element("ol", { class: "rows", "aria-label": title }, ...rows.map((row) => rowNode(row, pick))) : null);
  section.style.setProperty("--span", String(Math.max(1, Math.min(3, rows.length))));
  return section;
}

export default function dotStrip({ data, parentElement, setTriggerValue, settings }) {
  const holder = parentElement.querySelector(".strips") ?? parentElement.appendChild(element("div", { class: "strips" }));
  holder.classList.toggle("sheet", Boolean(data.sheet));
  holder.style.setProperty("--good", data.good);
  holder.style.setProperty("--weak", data.weak);
  holder.setAttribute("role", "group");
  holder.setAttribute("aria-label", data.caption);
  const open = new Set([...holder.querySelectorAll(".row:has(details[open])")].map((row) => row.dataset.indicator));
  const pick = data.pickable ? (id) => setTriggerValue("picked", id) : null;
  const groups = data.groups.map((group) => groupNode(group, pick));
  const drawn = data.groups.some(({ rows }) => rows.some((row) => row.strip));
  holder.replaceChildren(...(data.sheet ? [head(data.sheet)] : []), ...(drawn ? [key(data.pickable)] : []),
    element("div", { class: "groups" }, ...groups), ...(data.sheet ? [foot(data.sheet)] : []));
  for (const row of holder.querySelectorAll(".row")) {
    if (open.has(row.dataset.indicator)) row.querySelector("details")?.setAttribute("open", "");
  }
  const strips = data.groups.flatMap(({ rows }) => rows).filter((row) => row.strip);
  holder.picture = (area) => picture(strips, settings, area);
}

// ---- As a picture: the strips on paper, in one column or two ----

const CELL = { height: 118, gap: 60, widest: 800 };
const HEADING = { "font-size": 21, "font-weight": 650 };
const KEY_HEIGHT = 44;

function picture(rows, colours, area) {
  const columns = rows.length > 4 ? 2 : 1;
  const down = Math.ceil(rows.length / columns);
  const height = KEY_HEIGHT + down * CELL.height;
  const wanted = ((height * area.width) / area.height - (columns - 1) * CELL.gap) / columns;
  const narrowest = Math.max(...rows.map((row) => widthOf(row.title) + widthOf(amountOf(row)) + 30));
  const cell = Math.max(narrowest, Math.min(CELL.widest, wanted));
  const width = columns * cell + (columns - 1) * CELL.gap;
  const node = shape("svg", { viewBox: `0 0 ${width} ${height}` }, ...keyOf(colours));
  rows.forEach((row, index) => {
    const [column, line] = [Math.floor(index / down), index % down];
    const place = `translate(${column * (cell + CELL.gap)} ${KEY_HEIGHT + line * CELL.height})`;
    node.append(shape("g", { transform: place }, ...pictureOf(row, colours, cell)));
  });
  return { node, atTop: true };
}

function amountOf(row) {
  return [row.number, row.unit].filter(Boolean).join(" ");
}

function widthOf(words, { "font-size": size, "font-weight": weight } = HEADING) {
  const pen = document.createElement("canvas").getContext("2d");
  pen.font = `${weight} ${size}px system-ui, "Segoe UI", "Helvetica Neue", Arial, sans-serif`;
  return pen.measureText(words).width;
}

/** What the marks mean, on one line. */
function keyOf({ ink, accent, half, dot }) {
  const samples = [
    ["kommunen", shape("path", { d: "M0 10l10-10 10 10-10 10z", fill: ink })],
    ["en sammenlignbar kommune", shape("circle", { cx: 10, cy: 10, r: 4.5, fill: dot, "fill-opacity": 0.6 })],
    ["medianen", shape("path", { d: "M10-2v24", stroke: ink, "stroke-width": 2.5 })],
    ["midterste halvdel", shape("rect", { width: 20, height: 20, fill: half })],
    ["landet", shape("path", { d: "M10-2v24", stroke: accent, "stroke-width": 2.5, "stroke-dasharray": "4 3" })],
  ];
  let x = 0;
  return samples.map(([words, sample]) => {
    const place = `translate(${x} 4)`;
    const letters = { "font-size": 16, "font-weight": 400 };
    x += 28 + widthOf(words, letters) + 30;
    return shape("g", { transform: place }, sample, shape("text", { x: 28, y: 16, fill: ink, ...letters }, words));
  });
}

function pictureOf(row, { ink, quiet_ink: quiet, accent, half, dot }, width) {
  const { peers, own, interval, median, quartiles, country, ends } = row.strip;
  const at = (position) => 10 + (width - 20) * position;
  const text = (words, attributes) => shape("text", { fill: ink, ...attributes }, words);
  const upright = (position, attributes) => shape("line", { x1: at(position), x2: at(position), y1: 34, y2: 58, ...attributes });
  const parts = [
    text(row.title, { y: 24, ...HEADING }),
    text(amountOf(row), { x: width, y: 24, ...HEADING, "text-anchor": "end" }),
    ...(quartiles ? [shape("rect", { x: at(quartiles[0]), width: at(quartiles[1]) - at(quartiles[0]), y: 36, height: 20, fill: half })] : []),
    ...peers.map(([position]) => shape("circle", { cx: at(position), cy: 46, r: 4.5, fill: dot, "fill-opacity": 0.6 })),
    ...(median === null ? [] : [upright(median, { stroke: ink, "stroke-width": 2.5 })]),
  ];
  if (country !== null) parts.push(upright(country, { stroke: accent, "stroke-width": 2.5, "stroke-dasharray": "4 3" }));
  if (interval) {
    const [low, high] = interval.map(at);
    parts.push(shape("path", { d: `M${low} 46H${high}M${low} 39v14M${high} 39v14`, stroke: ink, "stroke-width": 2.5, fill: "none" }));
  }
  if (own) parts.push(shape("path", { d: `M${at(own[0])} 36l10 10-10 10-10-10z`, fill: ink, stroke: "#ffffff", "stroke-width": 2 }));
  parts.push(
    text(ends[0], { y: 76, "font-size": 15, fill: quiet }),
    text(ends[1], { x: width, y: 76, "font-size": 15, fill: quiet, "text-anchor": "end" }),
    text(row.words, { y: 98, "font-size": 17, fill: quiet }),
  );
  return parts;
}
