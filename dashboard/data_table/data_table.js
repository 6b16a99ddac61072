const collator = new Intl.Collator("nb");

function norwegian(value, decimals) {
  // Halves go away from zero, as in a spreadsheet, also those that binary numbers hold as a hair less.
  const scaled = Math.round(Math.abs(value) * (1 + 2 * Number.EPSILON) * 10 ** decimals);
  const [whole, fraction] = (scaled / 10 ** decimals).toFixed(decimals).split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, "\u00a0");
  const text = fraction ? `${grouped},${fraction}` : grouped;
  return value < 0 && /[1-9]/.test(text) ? `\u2212${text}` : text;
}

// A column's decimals are one number, or one a row in a table that can't be sorted.
function cellText(value, column, place) {
  if (value === null) return "–";
  const decimals = Array.isArray(column.decimals) ? column.decimals[place] : column.decimals;
  return column.numeric ? norwegian(value, decimals) : String(value);
}

function compare(a, b, column) {
  if (a === null || b === null) return (a === null) - (b === null);
  return column.numeric ? a - b : collator.compare(a, b);
}

function element(name, properties = {}, ...children) {
  const node = Object.assign(document.createElement(name), properties);
  node.append(...children);
  return node;
}

function body(data, rows) {
  return element("tbody", {}, ...rows.map((row, place) => element("tr", {}, ...row.map((value, i) => {
    const column = data.columns[i];
    const cell = element(i === 0 ? "th" : "td", { textContent: cellText(value, column, place) });
    if (i === 0) cell.scope = "row";
    if (column.numeric) cell.className = "number";
    return cell;
  }))));
}

function heading(data, column, index, sortBy) {
  const cell = element("th", { scope: "col", className: column.numeric ? "number" : "" });
  if (!data.sortable) {
    cell.append(element("span", { className: "label", textContent: column.title }));
    return cell;
  }
  const arrow = element("span", { className: "arrow" });
  arrow.setAttribute("aria-hidden", "true");
  cell.append(element("button", { type: "button", onclick: () => sortBy(index) }, column.title, arrow));
  return cell;
}

// ---- As a picture: the table on paper, as many rows as can be read ----

const SVG = "http://www.w3.org/2000/svg";
const PAPER = { width: 1790, height: 720, size: 22, line: 28, padding: 10, widest: 560 };
const pen = document.createElement("canvas").getContext("2d");

function shape(name, attributes, text) {
  const node = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  if (text !== undefined) node.textContent = text;
  return node;
}

function widthOf(words, weight) {
  pen.font = `${weight} ${PAPER.size}px system-ui, sans-serif`;
  return pen.measureText(words).width;
}

function linesOf(words, width, weight) {
  const lines = [""];
  for (const word of words.split(" ")) {
    const longer = lines.at(-1) ? `${lines.at(-1)} ${word}` : word;
    if (lines.at(-1) && widthOf(longer, weight) > width) lines.push(word);
    else lines[lines.length - 1] = longer;
  }
  return lines;
}

function picture(table, { ink, quiet_ink: quiet }) {
  const rows = [...table.rows].map((row) => [...row.cells].map((cell) => cell.textContent.replace(/ [▲▼]$/, "")));
  const weights = rows.map((_, place) => (place ? 400 : 650));
  const wanted = rows[0].map((_, i) => Math.min(PAPER.widest, Math.max(...rows.map((row, r) => widthOf(row[i], weights[r])))));
  const room = PAPER.width - rows[0].length * 2 * PAPER.padding;
  const scale = room / wanted.reduce((sum, width) => sum + width, 0);
  const node = shape("svg", {});
  let y = 0;
  let shown = 0;
  for (const [place, row] of rows.entries()) {
    const cells = row.map((words, i) => linesOf(words, wanted[i] * scale, weights[place]));
    const height = Math.max(...cells.map((lines) => lines.length)) * PAPER.line + PAPER.padding;
    if (place && y + height > PAPER.height) break;
    let x = 0;
    cells.forEach((lines, i) => {
      const right = table.rows[place].cells[i].classList.contains("number");
      const at = right ? x + wanted[i] * scale + PAPER.padding : x + PAPER.padding;
      lines.forEach((line, n) => node.append(shape("text", {
        x: at, y: y + PAPER.size + n * PAPER.line, "font-size": PAPER.size, "font-weight": weights[place], fill: ink,
        "text-anchor": right ? "end" : "start",
      }, line)));
      x += wanted[i] * scale + 2 * PAPER.padding;
    });
    y += height;
    node.append(shape("line", { x1: 0, x2: PAPER.width, y1: y - 4, y2: y - 4, stroke: quiet, "stroke-width": place ? 0.5 : 1.5 }));
    shown = place;
  }
  if (shown < rows.length - 1) {
    y += PAPER.line;
    node.append(shape("text", { x: PAPER.padding, y: y - 4, "font-size": PAPER.size, fill: quiet }, `Viser ${shown} av ${rows.length - 1} rader.`));
  }
  node.setAttribute("viewBox", `0 0 ${PAPER.width} ${y + 4}`);
  return { node, width: PAPER.width, height: y + 4 };
}

export default function ({ data, parentElement, settings }) {
  const holder = parentElement.querySelector(".holder") ?? parentElement.appendChild(element("div", { className: "holder" }));
  let sorted = { index: -1, ascending: true };
  const headings = data.columns.map((column, i) => heading(data, column, i, sortBy));
  const table = element("table", {},
    element("caption", { textContent: data.caption }),
    element("thead", {}, element("tr", {}, ...headings)),
    body(data, data.rows));

  function sortBy(index) {
    const column = data.columns[index];
    const ascending = sorted.index === index ? !sorted.ascending : !column.numeric;
    sorted = { index, ascending };
    const rows = [...data.rows].sort((a, b) => {
      if (a[index] === null || b[index] === null) return compare(a[index], b[index], column);
      return (ascending ? 1 : -1) * compare(a[index], b[index], column);
    });
    table.tBodies[0].replaceWith(body(data, rows));
    headings.forEach((cell, i) => {
      cell.ariaSort = i === index ? (ascending ? "ascending" : "descending") : null;
      cell.querySelector(".arrow").textContent = i === index ? (ascending ? " ▲" : " ▼") : "";
    });
  }

  const scroll = element("div", { className: "scroll", tabIndex: 0, role: "region" }, table);
  scroll.ariaLabel = data.caption;
  scroll.picture = () => picture(table, settings);
  holder.replaceChildren(scroll);
}
