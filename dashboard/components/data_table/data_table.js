const collator = new Intl.Collator("nb");

const YEAR = -1; // in place of decimals; see dashboard/text.py

function norwegian(value, decimals) {
  if (decimals === YEAR) return String(value);
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
  return typeof value === "number" ? norwegian(value, decimals) : String(value);
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

export default function ({ data, parentElement }) {
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
  holder.replaceChildren(scroll);
}
