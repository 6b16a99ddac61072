// The table twin of a figure: text, sorted as the Norwegian alphabet is.

import { withProperties } from "../dom.js";
import { formatNumber } from "../numbers.js";

const collator = new Intl.Collator("nb");
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const answered = new Set(); // presses that have had their table shown: it may be drawn anew at any time

// A press for fewer rows costs the reader more than their room.
const FEWEST_FOLDED = 3;

const [MANY, VERY_MANY] = [7, 11]; // columns

// A column's decimals are one number, or one a row in a table that can't be sorted.
function cellText(value, column, place) {
  if (value === null) return "–";
  const decimals = Array.isArray(column.decimals) ? column.decimals[place] : column.decimals;
  return typeof value === "number" ? formatNumber(value, decimals) : String(value);
}

function compare(a, b, column) {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return column.numeric ? a - b : collator.compare(a, b);
}

function body(data, rows) {
  return withProperties("tbody", {}, ...rows.map((row, place) => withProperties("tr", {}, ...row.map((value, i) => {
    const column = data.columns[i];
    const cell = withProperties(i === 0 ? "th" : "td", { textContent: cellText(value, column, place) });
    if (i === 0) cell.scope = "row";
    if (column.numeric) cell.className = typeof value === "string" ? "number words" : "number";
    return cell;
  }))));
}

function heading(data, column, index, sortBy) {
  const cell = withProperties("th", { scope: "col", className: column.numeric ? "number" : "" });
  if (!data.sortable) {
    cell.append(withProperties("span", { className: "label", textContent: column.title }));
    return cell;
  }
  const arrow = withProperties("span", { className: "arrow" });
  arrow.setAttribute("aria-hidden", "true");
  cell.append(withProperties("button", { type: "button", onclick: () => sortBy(index) }, column.title, arrow));
  return cell;
}

/** What a table of so many columns is on paper: the more it has, the smaller its letters are there. */
function width(columns) {
  if (columns >= VERY_MANY) return "very-many";
  return columns >= MANY ? "many" : "";
}

export default function dataTable({ data, parentElement }) {
  const holder = parentElement.querySelector(".holder") ?? parentElement.appendChild(withProperties("div", { className: "holder" }));
  let sorted = { index: -1, ascending: true };
  const headings = data.columns.map((column, i) => heading(data, column, i, sortBy));
  const table = withProperties("table", { className: width(data.columns.length) },
    withProperties("caption", { textContent: data.caption }),
    withProperties("thead", {}, withProperties("tr", {}, ...headings)),
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
    fit();
    headings.forEach((cell, i) => {
      cell.ariaSort = i === index ? (ascending ? "ascending" : "descending") : null;
      cell.querySelector(".arrow").textContent = i === index ? (ascending ? " ▲" : " ▼") : "";
    });
  }

  const scroll = withProperties("div", { className: "scroll", tabIndex: 0, role: "region" }, table);
  scroll.ariaLabel = data.caption;
  const all = withProperties("button", { type: "button", className: "all", hidden: true, ariaExpanded: "false" });
  all.onclick = () => {
    all.ariaExpanded = String(all.ariaExpanded !== "true");
    fit();
  };
  /** The box ends at the end of a row, and a button below it shows all of them; it has all where few would be hidden. */
  function fit() {
    scroll.style.maxHeight = "";
    const most = parseFloat(getComputedStyle(scroll).maxHeight); // not a number where there is no end
    const whole = lastWhole(table, most);
    all.hidden = !(table.offsetHeight > most && rowsBelow(table, whole) >= FEWEST_FOLDED);
    const open = all.hidden || all.ariaExpanded === "true";
    all.textContent = open ? "Vis færre rader" : `Vis alle ${formatNumber(data.rows.length, 0)} rader`;
    scroll.style.maxHeight = open ? "none" : `${whole + scroll.offsetHeight - scroll.clientHeight}px`;
  }
  holder.replaceChildren(scroll, all);
  new ResizeObserver(fit).observe(table);
  if (data.pressed && !answered.has(data.pressed)) {
    answered.add(data.pressed);
    bringIntoSight(holder, scroll);
  }
}

/** To where it was asked for from above, out of sight: on the screen, and under the keyboard. */
function bringIntoSight(holder, scroll) {
  scroll.focus({ preventScroll: true });
  holder.scrollIntoView({ block: "start", behavior: calm.matches ? "instant" : "smooth" });
}

/** How far down each row ends. */
function ends(table) {
  const top = table.getBoundingClientRect().top;
  return [...table.rows].map((row) => row.getBoundingClientRect().bottom - top);
}

/** How far down the last row ends that is whole within a height. */
function lastWhole(table, most) {
  return ends(table).filter((end) => end <= most).at(-1) ?? most;
}

function rowsBelow(table, height) {
  return ends(table).filter((end) => end > height).length;
}
