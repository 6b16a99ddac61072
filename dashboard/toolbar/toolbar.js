// The buttons under a figure. A picture is made here in the browser from what is on the screen: a white page with
// title, subtitle, the figure in light colours, legend and source. Nothing is asked of any server.

const SVG = "http://www.w3.org/2000/svg";
const SIZE = { width: 1920, height: 1080 };
const SQUARE = { width: 1400, height: 1400 };
const PNG_SCALE = 2;
const MARGIN = 64;
const FONTS = "system-ui, 'Segoe UI', 'Helvetica Neue', Arial, sans-serif";
const LEGEND_WIDTH = 520;
const measure = document.createElement("canvas").getContext("2d");

const LIST = "generalistkommunen.visninger"; // the views to present; see view_list.js

export default function toolbar({ data, parentElement, settings, setTriggerValue }) {
  const bar = parentElement.bar ?? (parentElement.bar = new Bar(parentElement, settings));
  bar.data = data;
  bar.tellAdded = () => setTriggerValue("added", true);
}

class Bar {
  constructor(root, settings) {
    this.settings = settings;
    this.status = element("span", { role: "status" });
    this.link = element("input", { readonly: "", "aria-label": "Lenke til visningen", hidden: "" });
    const node = element(
      "div",
      { class: "toolbar" },
      this.button("PNG", "Last ned bildet som PNG, 16:9", () => this.downloadPng(SIZE)),
      this.button("Kvadrat", "Last ned bildet som kvadratisk PNG", () => this.downloadPng(SQUARE, "-kvadrat")),
      this.button("SVG", "Last ned bildet som SVG", () => this.downloadSvg()),
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
    const words = { ...wordsAround(target), link: absolute(link) };
    return compose(findFigure(target, this.settings), words, this.settings, size);
  }

  /** The address that shows this figure alone; the same as presentation.link_to() says. */
  get presented() {
    const address = new URL(this.data.link, location.origin);
    address.searchParams.set("visning", "presentasjon");
    address.searchParams.set("figur", this.fileName);
    return address.pathname + address.search;
  }

  add() {
    const views = JSON.parse(localStorage.getItem(LIST) ?? "[]");
    views.push({ title: wordsAround(this.data.target).title, link: this.presented });
    localStorage.setItem(LIST, JSON.stringify(views));
    this.tellAdded();
    const list = element("a", { href: "/presentasjon" }, "Se presentasjonen");
    this.status.replaceChildren(`Lagt til som nr. ${views.length}. `, list);
  }

  get fileName() {
    return this.data.target.replace(/^st-key-figure_/, "");
  }

  downloadSvg() {
    download(new Blob([serialised(this.picture(SIZE))], { type: "image/svg+xml" }), `${this.fileName}.svg`);
    this.status.textContent = "SVG er lastet ned";
  }

  async downloadPng(size, ending = "") {
    download(await rasterised(this.picture(size), size), `${this.fileName}${ending}.png`);
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

function findFigure(target, settings) {
  const box = boxOf(target);
  // A component of our own hands out its picture from its outermost node.
  const own = (selector) => [...(box?.querySelectorAll("*") ?? [])]
    .map((node) => node.shadowRoot?.querySelector(selector))
    .find((node) => node);
  const drawn = own("svg.municipality-map, .strips");
  if (drawn) return drawn.picture();
  const chart = box?.querySelector(".js-plotly-plot");
  if (chart) return chartPicture(chart, settings);
  const table = own(".scroll"); // the figure itself is a table; below a map or a chart it would be the twin
  if (table) return table.picture();
  throw new PictureError("Figuren er ikke tegnet ennå.");
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
  return { node, width, height };
}

function isDark(chart) {
  for (let node = chart; node; node = node.parentElement) {
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

function compose(figure, words, { paper, ink, quiet_ink: quietInk }, { width, height }) {
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
  const foot = [...words.notes, words.source, words.link].flatMap((text) =>
    paragraph(text, { size: 19, fill: quietInk, className: "source" }, inner),
  );
  const top = place(page, head, MARGIN, MARGIN);
  const bottom = height - MARGIN / 2 - foot.reduce((sum, line) => sum + line.height, 0);
  place(page, foot, MARGIN, bottom);
  placeFigure(page, figure, { x: MARGIN, y: top + 20, width: inner, height: bottom - top - 44 }, ink);
  return page;
}

function paragraph(text, { size, weight = 400, fill, className }, width) {
  return wrapped(text, `${weight} ${size}px ${FONTS}`, width).map((line) => ({
    height: size * 1.3,
    size,
    node: shape("text", { "font-size": size, "font-weight": weight, fill, class: className }, line),
  }));
}

/** Lines of a text that fit a width; a word that is too long by itself (a link) is cut. */
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

function placeFigure(page, { node, legend }, area, ink) {
  const used = legend ? placeLegend(page, legend, area, ink) : 0;
  const box = { x: area.x + used, y: area.y, width: area.width - used, height: area.height };
  for (const [name, value] of Object.entries(box)) node.setAttribute(name, value);
  node.setAttribute("preserveAspectRatio", "xMidYMid meet");
  page.append(node);
}

/** Draws the map's legend at the left; returns the width it takes. */
function placeLegend(page, { heading, rows }, area, ink) {
  const head = paragraph(heading, { size: 26, weight: 650, fill: ink, className: "legend" }, LEGEND_WIDTH);
  const top = place(page, head, area.x, area.y) + 16;
  const step = Math.min(40, (area.y + area.height - top) / rows.length);
  const size = Math.min(24, step * 0.66);
  rows.forEach(({ label, count, fill, hatch }, index) => {
    const y = top + index * step;
    const swatch = { x: area.x, y, width: size * 1.9, height: size * 1.15 };
    page.append(shape("rect", { ...swatch, fill, stroke: "#8a9698" }));
    if (hatch) page.append(hatching(swatch, hatch));
    const text = count === undefined ? label : `${label} (${String(count).replace(/\B(?=(\d{3})+$)/g, "\u00a0")})`;
    const line = wrapped(text, `400 ${size}px ${FONTS}`, LEGEND_WIDTH - size * 2.4);
    const shown = line.length > 1 ? `${line[0]} …` : line[0];
    const at = { x: area.x + size * 2.4, y: y + size * 0.95, "font-size": size, fill: ink, class: "legend" };
    page.append(shape("text", at, shown));
  });
  return LEGEND_WIDTH;
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
