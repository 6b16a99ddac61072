// The list beside the map: every municipality with its figure, sorted, searched, and chosen from.

import { element, setAttribute } from "../dom.js";
import { capitalised, formatNumber } from "../numbers.js";
import { findMunicipalities, formerly } from "../search.js";

const FORMER_TOLD = 3; // of the municipalities that a search finds by what they were called

export class List {
  constructor(count, figure) {
    this.figure = figure;
    this.sort = { by: "value", reversed: false };
    this.search = element("input", {
      type: "search", placeholder: "Finn kommune", "aria-label": "Finn kommune", autocomplete: "off",
    });
    this.shownCount = element("p", { class: "count", role: "status" });
    this.heads = { rank: this.head("rank", "Nr."), name: this.head("name", "Kommune"), value: this.head("value", "") };
    const pattern = this.pattern();
    this.rows = Array.from({ length: count }, () => this.row(pattern));
    this.body = element("tbody", { role: "rowgroup" }, ...this.rows.map((row) => row.node));
    const heads = element("tr", { role: "row" }, ...Object.values(this.heads));
    const table = element("table", { role: "table" }, element("thead", { role: "rowgroup" }, heads), this.body);
    this.caption = element("caption");
    table.prepend(this.caption);
    this.scroller = element("div", { class: "scroller" }, table);
    this.node = element("div", { class: "list" }, this.search, this.shownCount, this.scroller);
    this.listen();
  }

  /** A heading; it sorts where it is a button. */
  head(column, text) {
    const head = element("th", { scope: "col", role: "columnheader", class: column });
    if (column === "rank") {
      head.textContent = text;
      return head;
    }
    const button = element("button", { type: "button" }, element("span", {}, text));
    button.onclick = () => {
      this.sort = { by: column, reversed: this.sort.by === column && !this.sort.reversed };
      this.fill();
      this.scroller.scrollTop = 0;
    };
    head.append(button);
    return head;
  }

  /** A row without texts; the roles are there because the rows are laid out as grids (see map.css). */
  pattern() {
    const [rank, name, value] = Array.from({ length: 3 }, () => document.createTextNode(""));
    const button = element("button", { type: "button", tabindex: "-1" }, name);
    const cells = Object.entries({ rank, name: button, value });
    return element("tr", { role: "row" }, ...cells.map(([kind, content]) => element("td", { role: "cell", class: kind }, content)));
  }

  /** A row and the texts in it. (A copy takes a fraction of the time of one that is built.) */
  row(pattern) {
    const node = pattern.cloneNode(true);
    const [rank, name, value] = node.children;
    const button = name.firstChild;
    return { node, button, rank: rank.firstChild, name: button.firstChild, value: value.firstChild };
  }

  listen() {
    this.search.addEventListener("input", () => this.fill());
    this.search.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && this.order.length && this.search.value.trim()) this.choose(this.order[0]);
      if (event.key === "ArrowDown") this.focusRow(0);
    });
    this.body.addEventListener("click", (event) => {
      const row = this.rows.find(({ node }) => node.contains(/** @type {Node} */ (event.target)));
      if (row) this.choose(row.index);
    });
    this.body.addEventListener("keydown", (event) => {
      const here = this.rows.findIndex(({ button }) => button === event.target);
      const steps = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: this.order.length - 1 };
      if (!(event.key in steps)) return;
      event.preventDefault();
      this.focusRow(steps[event.key]);
    });
  }

  choose(index) {
    this.figure.choose(this.figure.geometry.codes[index]);
  }

  focusRow(place) {
    if (place < 0 || place >= this.order.length) return;
    this.tabStop(place);
    this.rows[place].button.focus();
  }

  tabStop(place) {
    this.rows.forEach(({ button }, i) => setAttribute(button, "tabindex", i === place ? "0" : "-1"));
  }

  paint(content) {
    this.content = content;
    this.sortKeys = [];
    const { data } = content;
    this.heads.value.querySelector("span").textContent = capitalised(data.unit) || "Verdi";
    this.node.classList.toggle("unranked", !content.ranks);
    this.caption.textContent = `${data.title} (${data.year})`;
    // What is modelled stays in alphabetical order, unless it says otherwise: by figure it would pass for a ranking.
    // So it begins with what isn't to be ranked, until the reader asks for another order.
    const begun = this.begun !== data.title;
    const fixed = Boolean(data.modelled && !data.sorts);
    if (fixed || (begun && data.by_name)) this.sort = { by: "name", reversed: false };
    else if (begun && this.inNameOrder) this.sort = { by: "value", reversed: false };
    this.begun = data.title;
    this.inNameOrder = fixed || Boolean(data.by_name);
    for (const head of [this.heads.name, this.heads.value]) head.querySelector("button").disabled = fixed;
    this.fill();
    const told = `${data.title} ${content.chosen}`;
    if (told !== this.told) this.showChosen();
    this.told = told;
  }

  /** Bring the chosen municipality into sight in the list, or the first where none is chosen. */
  showChosen() {
    const { content } = this;
    if (content) requestAnimationFrame(() => this.scrollTo(this.order.indexOf(content.rowOf[content.chosen])));
  }

  /** Bring a row, else the first, into sight without scrolling the page. (Asking where it is lays out the page.) */
  scrollTo(row) {
    const { scroller } = this;
    const place = Math.max(0, row);
    const [top, height] = [this.rows[place].node.offsetTop, scroller.clientHeight];
    if (top < scroller.scrollTop + 40 || top > scroller.scrollTop + height - 40) scroller.scrollTop = top - height / 2;
  }

  /** Amounts begin with number one (the highest, as a rule), named classes with the first (unless the last is looked for), names with A. */
  descending() {
    const { named, value_labels, rank_from, last_first } = this.content.data;
    const amounts = !named && !Object.keys(value_labels).length;
    const highestFirst = this.sort.by === "value" && (last_first || (amounts && rank_from === "highest"));
    return highestFirst !== this.sort.reversed;
  }

  /** Municipalities in the selection that the search finds, sorted; those that can't be compared, then missing figures, always last. */
  found() {
    const { content } = this;
    const { values } = content;
    const byName = (a, b) => (this.sortKey(a) < this.sortKey(b) ? -1 : Number(this.sortKey(a) > this.sortKey(b)));
    const byValue = (a, b) => values[a] - values[b];
    const sign = this.descending() ? -1 : 1;
    const standing = (i) => (content.missing(i) ? 2 : content.apart.has(i) ? 1 : 0);
    const comparedFirst = (a, b) => standing(a) - standing(b);
    const compare = this.sort.by === "name"
      ? (a, b) => sign * byName(a, b)
      : (a, b) => comparedFirst(a, b) || (content.missing(a) || content.missing(b) ? 0 : sign * byValue(a, b)) || byName(a, b);
    const hits = this.hits();
    const order = content.rows.filter((i) => content.inside[i] && (!hits || hits.has(i)));
    return order.sort(compare);
  }

  /** A name as it sorts by the Norwegian alphabet: to make the browser's own order takes some 10 ms. */
  sortKey(i) {
    const { alphabet } = this.figure.settings;
    const key = () => this.content.rowName[i].toLowerCase().replace(/[^ -~]/g, (letter) => alphabet[letter] ?? letter);
    return (this.sortKeys[i] ??= key());
  }

  /** What the search finds, by row; nothing where nothing is sought. */
  hits() {
    const { content } = this;
    const typed = this.search.value.trim();
    if (!typed) return null;
    return new Map(findMunicipalities(content.geometry, typed).map((hit) => [content.rowOf[hit.position], hit]));
  }

  /** What the first few that were found by what they were called are called now. */
  whatBecame() {
    const [hits, typed] = [this.hits(), this.search.value];
    if (!hits) return [];
    const former = this.order.filter((row) => hits.get(row).former).slice(0, FORMER_TOLD);
    return former.map((row) => `${formerly(hits.get(row).former, typed)}: nå ${this.content.rowName[row]}`);
  }

  fill() {
    const { content } = this;
    this.order = this.found();
    const chosen = content.rowOf[content.chosen];
    this.rows.forEach((row, place) => {
      const index = this.order[place];
      row.node.hidden = index === undefined;
      row.index = index;
      if (index === undefined) {
        delete row.node.dataset.code;
        return;
      }
      row.rank.data = content.ranks?.get(index) ?? "";
      row.name.data = content.rowName[index];
      row.value.data = [content.figure(index), content.detail[index]].filter(Boolean).join(": ");
      row.node.classList.toggle("is-missing", content.missing(index));
      setAttribute(row.button, "aria-pressed", String(index === chosen));
      row.node.dataset.code = content.geometry.codes[index];
    });
    for (const [column, head] of Object.entries(this.heads)) {
      const active = column === this.sort.by;
      if (column === "rank") continue;
      head.setAttribute("aria-sort", active ? (this.descending() ? "descending" : "ascending") : "none");
    }
    this.tabStop(Math.max(0, this.order.indexOf(chosen)));
    const all = `${formatNumber(content.rows.length, 0)} ${content.data.units.length ? "kommuner og nye enheter" : "kommuner"}`;
    const shown = this.order.length ? `Viser ${formatNumber(this.order.length, 0)} av ${all}` : "Ingen kommuner passer";
    const text = [shown, ...this.whatBecame()].join(". ");
    if (this.shownCount.textContent !== text) this.shownCount.textContent = text;
  }
}
