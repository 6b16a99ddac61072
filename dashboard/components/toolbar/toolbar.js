// The buttons under a figure. A picture is made here in the browser from what is on the screen: a white page with
// title, subtitle, the figure in light colours, legend and source. Nothing is asked of any server.

const SVG = "http://www.w3.org/2000/svg";
const SIZE = { width: 1920, height: 1080 };
const SQUARE = { width: 1400, height: 1400 };
const PNG_SCALE = 2;
const MARGIN = 64;
const FONTS = "system-ui, 'Segoe UI', 'Helvetica Neue', Arial, sans-serif";
const LEGEND_WIDTH = 520;
const LONGEST_NAME = 60;
const NARROWEST_CHART = 760; // px of the screen
const ENLARGEMENTS = [2, 1.8, 1.6, 1.4, 1.3]; // of a table or list, to the picture
const measure = document.createElement("canvas").getContext("2d", { willReadFrequently: true });

const LIST = "generalistkommunen.visninger"; // the views to present; see view_list.js

export default function toolbar({ data, parentElement, settings, setTriggerValue }) {
  const bar = parentElement.bar ?? (parentElement.bar = new Bar(parentElement, settings));
  bar.data = data;
  bar.pictures.forEach((button) => (button.hidden = !data.pictured));
  bar.tellAdded = () => setTriggerValue("added", true);
}

class Bar {
  constructor(root, settings) {
    this.settings = settings;
    this.status = element("span", { role: "status" });
    this.link = element("input", { readonly: "", "aria-label": "Lenke til visningen", hidden: "" });
    this.pictures = [
      this.button("PNG", "Last ned bildet som PNG, 16:9", () => this.downloadPng(SIZE)),
      this.button("PNG, kvadrat", "Last ned bildet som PNG med like lange sider, for eksempel til sosiale medier", () => this.downloadPng(SQUARE, "-kvadrat")),
      this.button("SVG", "Last ned bildet som SVG", () => this.downloadSvg()),
    ];
    const node = element(
      "div",
      { class: "toolbar" },
      ...this.pictures,
      this.button("Kopier lenke", null, () => this.copyLink()),
      this.button("Vis stort", "Vis figuren alene på skjermen", () => location.assign(this.presented)),
      this.button("Legg til i presentasjon", null, () => this.add()),
      this.link,
      this.status,
    );
    root.append(node);
  }

  button(text, title, act) {
    const button = element("button", title ? { type: "button", title } : { type: "button" }, text);
    button.onclick = async () => {
      this.status.textContent = "";
      try {
        await act();
      } catch (error) {
        console.error(error);
        this.status.textContent = error instanceof PictureError ? error.message : "Det gikk ikke. Prøv igjen.";
      }
    };
    return button;
  }

  picture(size) {
    const { target, link } = this.data;
    const words = { ...wordsAround(target), link: absolute(link), printed: this.printed };
    return compose((area) => findFigure(target, this.settings, area), words, this.settings, size);
  }

  /** The link as a picture says it, short enough to be typed: without what the page shows anyway. */
  get printed() {
    const address = new URL(this.data.link, location.origin);
    for (const name of this.data.usual ?? []) address.searchParams.delete(name);
    return address.host + address.pathname + address.search;
  }

  /** The address that shows this figure alone; the same as presentation.link_to() says. */
  get presented() {
    const address = new URL(this.data.link, location.origin);
    address.searchParams.set("visning", "presentasjon");
    address.searchParams.set("figur", this.figure);
    return address.pathname + address.search;
  }

  add() {
    const views = JSON.parse(localStorage.getItem(LIST) ?? "[]");
    views.push({ title: wordsAround(this.data.target).title, link: this.presented });
    localStorage.setItem(LIST, JSON.stringify(views));
    this.tellAdded();
    const list = element("a", { href: new URL("presentasjon", absolute(this.data.link)).href }, "Se presentasjonen");
    this.status.replaceChildren(`Lagt til som nr. ${views.length}. `, list);
  }

  get figure() {
    return this.data.target.replace(/^st-key-figure_/, "");
  }

  /** What a picture's file is called: the beginning of what it says, «utgiftsbehov-medianen-er-1-17». */
  get fileName() {
    const { title } = wordsAround(this.data.target);
    const letters = title.toLowerCase().replace(/[æøå]/g, (letter) => ({ æ: "ae", ø: "o", å: "a" })[letter]);
    const words = letters.normalize("NFD").replace(/\p{M}/gu, "").match(/[a-z0-9]+/g) ?? [this.figure];
    return words.join("-").slice(0, LONGEST_NAME).replace(/-+$/, "");
  }

  async downloadSvg() {
    download(new Blob([serialised(await this.picture(SIZE))], { type: "image/svg+xml" }), `${this.fileName}.svg`);
    this.status.textContent = "SVG er lastet ned";
  }

  async downloadPng(size, ending = "") {
    download(await rasterised(await this.picture(size), size), `${this.fileName}${ending}.png`);
    this.status.textContent = "PNG er lastet ned";
  }

  async copyLink() {
    const address = absolute(this.data.link);
    try {
      await navigator.clipboard.writeText(address);
      this.link.hidden = true;
      this.status.textContent = "Lenke kopiert";
    } catch {
      // No clipboard without https or permission: the user copies it from here.
      this.link.hidden = false;
      this.link.value = address;
      this.link.focus();
      this.link.select();
      this.status.textContent = "Kopier lenken herfra";
    }
  }
}

class PictureError extends Error {}

// ---- Small builders ----

function element(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

function shape(name, attributes = {}, ...children) {
  const node = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

function absolute(link) {
  return new URL(link, location.origin).href;
}

// ---- What the frame says of the figure, and the figure itself: { node, width, height, legend? } ----

function boxOf(target) {
  return document.querySelector(`.${CSS.escape(target)}`);
}

/** Title, subtitle, status words, who is missing, and source, as the frame around the figure says them. */
function wordsAround(target) {
  const texts = (selector) => [...(boxOf(target)?.querySelectorAll(selector) ?? [])].map((node) => node.textContent);
  const [title] = texts(".figure-head h2");
  const [source] = texts(".figure-foot .source");
  if (!title || !source) throw new PictureError("Figuren er ikke tegnet ennå.");
  const [subtitle = ""] = texts(".figure-head .subtitle");
  return { title, subtitle, status: texts(".figure-head .status"), notes: texts(".figure-foot .note"), source };
}

/** The figure in a place of these proportions; `area` is in the units of the picture. */
async function findFigure(target, settings, area) {
  const box = boxOf(target);
  const own = (selector) => [...(box?.querySelectorAll("*") ?? [])]
    .map((node) => node.shadowRoot?.querySelector(selector))
    .find((node) => node);
  // A component of our own hands out its picture from its outermost node.
  const drawn = own("svg.municipality-map, .strips");
  if (drawn) return drawn.picture(area);
  const chart = own(".chart");
  if (chart) return chart.chart.taken(widthIn(chart, area), (drawing) => chartPicture(drawing, settings));
  const said = [...(box?.querySelectorAll('[data-testid="stHtml"]') ?? [])];
  const text = said.find((node) => node.textContent.trim() && !node.querySelector(".figure-head, .figure-foot"));
  const table = text ?? own(".scroll"); // the figure itself is a table; below a map or a chart it would be the twin
  if (table) return pageOf(table, settings, area);
  throw new PictureError("Figuren er ikke tegnet ennå.");
}

/** How wide a chart is laid out in the proportions of its place, so that its letters are as large there as they can be. */
function widthIn(chart, area) {
  return Math.max(NARROWEST_CHART, Math.round((chart.offsetHeight * area.width) / area.height));
}

/** Plotly draws in several layers, one SVG each; here they become one, without what only the pointer needs. */
function chartPicture(chart, settings) {
  const { width, height } = chart.getBoundingClientRect();
  const layers = [...chart.querySelectorAll("svg.main-svg")].map((layer) => layer.cloneNode(true));
  const node = shape("svg", { viewBox: `0 0 ${width} ${height}` }, ...layers);
  // Lines grow with the picture as letters do.
  node.querySelectorAll("[style*=vector-effect]").forEach((part) => part.style.removeProperty("vector-effect"));
  node.querySelectorAll(".hoverlayer, .modebar, .draglayer, .selectionlayer, .zoomlayer").forEach((n) => n.remove());
  if (isDark(chart)) lighten(node, settings);
  return { node };
}

// ---- A table or a list: laid out anew in its place's proportions, its words and lines drawn where they stand ----

/** As large as all of it fits; where it doesn't even in the smallest letters, its beginning, and a word about it. */
function pageOf(text, settings, area) {
  const copy = text.cloneNode(true);
  copy.querySelectorAll("caption").forEach((caption) => caption.remove()); // the picture's title says it
  copy.querySelectorAll(".arrow:empty").forEach((room) => room.remove()); // it would push the last line aside
  copy.style.cssText = "position: fixed; inset: 0 auto auto 0; visibility: hidden; max-height: none; overflow: visible;";
  text.parentNode.append(copy);
  try {
    for (const enlarged of ENLARGEMENTS) {
      copy.style.width = `${area.width / enlarged}px`;
      if (copy.scrollHeight * enlarged <= area.height && copy.scrollWidth * enlarged <= area.width + 1) break;
    }
    const width = Math.max(copy.scrollWidth, copy.offsetWidth);
    const height = (width * area.height) / area.width;
    const { cut, said } = beginning(copy, height);
    const node = shape("svg", { viewBox: `0 0 ${width} ${Math.min(height, copy.scrollHeight)}` });
    node.append(...grounds(copy, cut, settings), ...wordsOf(copy, cut, settings));
    if (said) node.append(shape("text", { x: 4, y: height - 4, "font-size": 14, fill: settings.ink }, said));
    return { node, atTop: true };
  } finally {
    copy.remove();
  }
}

/** How far down whole rows fit, and what to say of the rest. */
function beginning(copy, height) {
  if (copy.scrollHeight <= height) return { cut: Infinity, said: "" };
  const { top } = copy.getBoundingClientRect();
  const rows = [...copy.querySelectorAll("tbody tr, li, dt, dd, p")].filter((row) => row.checkVisibility());
  const beyond = rows.filter((row) => row.getBoundingClientRect().bottom - top > height - 22);
  const cut = Math.min(height - 22, ...beyond.map((row) => row.getBoundingClientRect().top - top));
  const inTable = rows.filter((row) => row.matches("tr"));
  const shown = inTable.filter((row) => row.getBoundingClientRect().bottom - top <= cut + 1);
  const counted = shown.length && shown.length < inTable.length;
  return { cut, said: counted ? `Viser ${shown.length} av ${inTable.length} rader.` : "Resten står på siden." };
}

/** The grounds and the lines below the parts of a text. */
function grounds(copy, cut, { paper, quiet_ink: line }) {
  const origin = copy.getBoundingClientRect();
  const drawn = [];
  for (const part of copy.querySelectorAll("*")) {
    const { left, top, width, height } = part.getBoundingClientRect();
    const [x, y] = [left - origin.left, top - origin.top];
    if (!width || !height || y + height > cut + 1 || !part.checkVisibility()) continue;
    const style = getComputedStyle(part);
    const [red, green, blue, opacity] = painted(style.backgroundColor);
    const isGround = Math.max(red, green, blue) - Math.min(red, green, blue) <= 40;
    if (opacity > 0 && !isGround) {
      drawn.push(shape("rect", { x, y, width, height, fill: `rgb(${red},${green},${blue})`, "fill-opacity": opacity }));
    }
    const thickness = parseFloat(style.borderBottomWidth);
    const at = { x1: x, x2: x + width, y1: y + height, y2: y + height };
    if (thickness) drawn.push(shape("line", { ...at, stroke: line, "stroke-width": thickness / 2, fill: paper }));
  }
  return drawn;
}

/** Any CSS colour as red, green, blue (0-255) and opacity (0-1). */
function painted(colour) {
  measure.clearRect(0, 0, 1, 1);
  measure.fillStyle = colour;
  measure.fillRect(0, 0, 1, 1);
  const [red, green, blue, opacity] = measure.getImageData(0, 0, 1, 1).data;
  return [red, green, blue, Number((opacity / 255).toFixed(2))];
}

/** Every line of every text that is seen, as large and as heavy as it stands there. */
function wordsOf(copy, cut, { ink }) {
  const origin = copy.getBoundingClientRect();
  const texts = document.createTreeWalker(copy, NodeFilter.SHOW_TEXT);
  const drawn = [];
  while (texts.nextNode()) {
    const holder = texts.currentNode.parentElement;
    const box = holder.getBoundingClientRect();
    if (!holder.checkVisibility() || box.width <= 1 || box.height <= 1) continue;
    const style = getComputedStyle(holder);
    const isRight = ["right", "end"].includes(style.textAlign) && !holder.closest("sup");
    measure.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
    const ascent = measure.measureText("x").fontBoundingBoxAscent;
    const letters = { "font-size": parseFloat(style.fontSize), "font-weight": style.fontWeight, fill: ink };
    for (const { words, left, right, top, bottom } of linesIn(texts.currentNode)) {
      if (bottom - origin.top > cut + 1) continue;
      const y = (top - origin.top + ascent).toFixed(1);
      const x = ((isRight ? right : left) - origin.left).toFixed(1);
      drawn.push(shape("text", { x, y, "text-anchor": isRight ? "end" : "start", ...letters }, words));
    }
  }
  return drawn;
}

/** The lines into which a text node is broken, between words or after a hyphen, and where each stands on the screen. */
function linesIn(node) {
  const lines = [];
  const range = document.createRange();
  let end = -1;
  for (const { 0: part, index } of node.data.matchAll(/[^ \n\r\t\u2013-]+[\u2013-]*|[\u2013-]+/g)) {
    range.setStart(node, index);
    range.setEnd(node, index + part.length);
    const [{ left, right, top, bottom } = {}] = range.getClientRects();
    if (left === undefined) continue;
    const line = lines.at(-1);
    const gap = index === end ? "" : " ";
    if (line && Math.abs(line.top - top) < 2) Object.assign(line, { words: line.words + gap + part, right });
    else lines.push({ words: part, left, right, top, bottom });
    end = index + part.length;
  }
  return lines;
}

function isDark(chart) {
  for (let node = chart; node; node = node.parentElement ?? node.getRootNode().host) {
    const [red, green, blue, opacity = 1] = channels(getComputedStyle(node).backgroundColor);
    if (opacity > 0.5) return 0.299 * red + 0.587 * green + 0.114 * blue < 128;
  }
  return false;
}

function channels(colour) {
  return (colour.match(/[\d.]+/g) ?? []).map(Number);
}

function lighten(node, { light_of: lightOf, ink, paper }) {
  for (const part of node.querySelectorAll("*")) {
    for (const property of ["fill", "stroke"]) {
      const colour = part.style?.[property] || part.getAttribute(property);
      if (!colour || colour === "none" || colour.startsWith("url")) continue;
      part.style[property] = part.closest("text") && property === "fill" ? ink : lightColour(colour, lightOf, paper);
    }
  }
}

/** The light palette's colour in the place of a dark one; the ground becomes paper, greys are turned over. */
function lightColour(colour, lightOf, paper) {
  measure.fillStyle = colour; // the canvas tells any CSS colour as #rrggbb, or rgba() where it is translucent
  const plain = measure.fillStyle;
  if (plain in lightOf) return lightOf[plain];
  const hex = plain.startsWith("#") ? plain.slice(1).match(/../g).map((pair) => parseInt(pair, 16)) : channels(plain);
  const [red, green, blue, opacity = 1] = hex;
  if (Math.max(red, green, blue) - Math.min(red, green, blue) > 40) return colour;
  if (opacity === 1 && Math.max(red, green, blue) < 60) return paper;
  return `rgba(${255 - red}, ${255 - green}, ${255 - blue}, ${opacity})`;
}

// ---- The page around the figure ----

async function compose(drawFigure, words, { paper, ink, quiet_ink: quietInk }, { width, height }) {
  const inner = width - 2 * MARGIN;
  const page = shape("svg", { xmlns: SVG, viewBox: `0 0 ${width} ${height}`, width, height, "font-family": FONTS });
  page.append(
    shape("title", {}, words.title),
    shape("desc", {}, `${words.subtitle} ${words.source}`),
    shape("rect", { width, height, fill: paper }),
  );
  const head = [
    ...paragraph(words.title, { size: 44, weight: 650, fill: ink, className: "title" }, inner),
    ...paragraph(words.subtitle, { size: 26, fill: quietInk, className: "subtitle" }, inner),
    ...paragraph(words.status.join(" · "), { size: 26, weight: 700, fill: ink, className: "status" }, inner),
  ];
  const small = { size: 19, fill: quietInk, className: "source" };
  const foot = [...words.notes, words.source].flatMap((text) => paragraph(text, small, inner));
  const link = paragraph(words.printed, { ...small, fill: ink, className: "link" }, inner);
  const top = place(page, head, MARGIN, MARGIN);
  const bottom = height - MARGIN / 2 - [...foot, ...link].reduce((sum, line) => sum + line.height, 0);
  const follow = page.appendChild(shape("a", { href: words.link })); // in an SVG it can be followed, with every choice
  place(follow, link, MARGIN, place(page, foot, MARGIN, bottom));
  const area = { x: MARGIN, y: top + 20, width: inner, height: bottom - top - 44 };
  placeFigure(page, await drawFigure(area), area, ink);
  return page;
}

function paragraph(text, { size, weight = 400, fill, className }, width) {
  return wrapped(text, `${weight} ${size}px ${FONTS}`, width).map((line) => ({
    height: size * 1.3,
    size,
    node: shape("text", { "font-size": size, "font-weight": weight, fill, class: className }, line),
  }));
}

/** Lines of a text that fit a width; a word that is too long by itself (a link) is broken, where its parts meet. */
function wrapped(text, font, width) {
  measure.font = font;
  const fits = (line) => measure.measureText(line).width <= width;
  const lines = [];
  let line = "";
  for (let word of (text ?? "").split(/ +/).filter(Boolean)) {
    if (fits(line ? `${line} ${word}` : word)) {
      line = line ? `${line} ${word}` : word;
      continue;
    }
    if (line) lines.push(line);
    while (!fits(word)) {
      let length = word.length;
      while (length > 1 && !fits(word.slice(0, length))) length--;
      const joint = Math.max(...["&", "?", ".", "-"].map((sign) => word.lastIndexOf(sign, length - 1))) + 1;
      if (joint > length / 2) length = joint;
      lines.push(word.slice(0, length));
      word = word.slice(length);
    }
    line = word;
  }
  return line ? [...lines, line] : lines;
}

/** Sets lines below each other from y; returns where they end. */
function place(page, lines, x, y) {
  for (const { node, size, height } of lines) {
    node.setAttribute("x", x);
    node.setAttribute("y", (y + size).toFixed(1));
    page.append(node);
    y += height;
  }
  return y;
}

function placeFigure(page, { node, legend, atTop }, area, ink) {
  const used = legend ? placeLegend(page, legend, area, ink) : 0;
  const box = { x: area.x + used, y: area.y, width: area.width - used, height: area.height };
  for (const [name, value] of Object.entries(box)) node.setAttribute(name, value);
  node.setAttribute("preserveAspectRatio", atTop ? "xMidYMin meet" : "xMidYMid meet");
  page.append(node);
}

/** Draws the map's legend at the left, as large as all of it fits; returns the width it takes. */
function placeLegend(page, { heading, rows }, area, ink) {
  const head = paragraph(heading, { size: 26, weight: 650, fill: ink, className: "legend" }, LEGEND_WIDTH);
  const top = place(page, head, area.x, area.y) + 16;
  const labels = rows.map(({ label, count }) => (count === undefined ? label : `${label} (${grouped(count)})`));
  const linesAt = (size) => labels.map((label) => wrapped(label, `400 ${size}px ${FONTS}`, LEGEND_WIDTH - size * 2.4));
  const heightOf = (lines, size) => lines.length * size * 1.25 + size * 0.4;
  let size = 24;
  const room = area.y + area.height - top;
  while (size > 12 && linesAt(size).reduce((sum, lines) => sum + heightOf(lines, size), 0) > room) size--;
  let y = top;
  for (const [index, lines] of linesAt(size).entries()) {
    const { fill, hatch, outline } = rows[index];
    const swatch = { x: area.x, y, width: size * 1.9, height: size * 1.15 };
    const edge = outline ? { stroke: outline, "stroke-width": 4 } : { stroke: "#8a9698" };
    page.append(shape("rect", { ...swatch, fill, ...edge }));
    if (hatch) page.append(hatching(swatch, hatch));
    lines.forEach((line, place) => {
      const at = { x: area.x + size * 2.4, y: y + size * (0.95 + place * 1.25), "font-size": size, fill: ink };
      page.append(shape("text", { ...at, class: "legend" }, line));
    });
    y += heightOf(lines, size);
  }
  return LEGEND_WIDTH;
}

function grouped(count) {
  return String(count).replace(/\B(?=(\d{3})+$)/g, "\u00a0");
}

/** Diagonal strokes across a rectangle. */
function hatching({ x, y, width, height }, stroke) {
  let d = "";
  for (let along = height; along <= width; along += 7) d += `M${x + along - height} ${y + height}l${height} ${-height}`;
  return shape("path", { d, stroke, "stroke-width": 2, fill: "none" });
}

// ---- Files ----

function serialised(page) {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(page)}`;
}

async function rasterised(page, size) {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(page))}`;
  await image.decode();
  const canvas = element("canvas");
  canvas.width = size.width * PNG_SCALE;
  canvas.height = size.height * PNG_SCALE;
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new PictureError("Bildet ble for stort."))), "image/png");
  });
}

function download(blob, name) {
  const address = URL.createObjectURL(blob);
  element("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
