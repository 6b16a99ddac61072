// Ranks, counts and words of what a map shows.
import assert from "node:assert/strict";
import { test } from "node:test";

import { Content } from "../../dashboard/components/municipality_map/content.js";

const GEOMETRY = {
  codes: ["0301", "1101", "1103", "1505", "4601"],
  names: ["Oslo", "Eigersund", "Stavanger", "Kristiansund", "Bergen"],
  counties: ["03", "11", "11", "15", "46"],
};

/** Figures with one decimal, null where missing; the classes are those of the figures. */
function content(figures, more = {}) {
  const data = {
    decimals: 1, chosen: null, rank_from: "highest", county: null, lines: "", mark: "", units: [], notes: {}, apart: [], details: {},
    exceptions: {}, value_labels: {}, unit: "prosent", year: "2026", ranked: true, legend: ["0–4", "5–9"],
    values: figures.map((figure) => (figure === null ? "" : Math.round(figure * 10).toString(36))).join(","),
    classes: figures.map((figure) => (figure === null ? "-" : figure < 5 ? "0" : "1")).join(""),
    ...more,
  };
  return new Content(data, GEOMETRY, "publisert tall");
}

const ranks = (shown) => GEOMETRY.codes.map((_, i) => shown.ranks.get(i));

test("the highest is number one, equal figures share a rank and the next one is counted on", () => {
  assert.deepEqual(ranks(content([7.5, 9, 7.5, 1, -2])), [2, 1, 2, 4, 5]);
});

test("from the lowest where that is number one", () => {
  assert.deepEqual(ranks(content([7.5, 9, 7.5, 1, -2], { rank_from: "lowest" })), [3, 5, 3, 2, 1]);
});

test("missing figures, those that can't be compared and those outside the selection have no rank", () => {
  const shown = content([7.5, null, 7.4, 1, 3], { apart: [0], county: null, shown: "11101", exceptions: { "ikke rapportert": [1] } });
  assert.deepEqual(ranks(shown), [undefined, undefined, 1, undefined, 2]);
  assert.equal(shown.figure(1), "ikke rapportert");
  const { rows, reasons, apart, missing } = shown.legend();
  assert.deepEqual([rows.map(({ count }) => count), [...reasons], apart, missing], [[1, 1], [["ikke rapportert", 1]], 1, 1]);
});

test("what is not ranked has no ranks", () => {
  assert.equal(content([1, 2, 3, 4, 5], { ranked: false }).ranks, null);
});

test("a label says the figure, its unit and year, and what is unusual about it", () => {
  const shown = content([7.5, 1234.5, 1, 1, 1], { county: "03", notes: { "Ny metode": [0] }, modelled: true });
  assert.equal(shown.label(0), "Oslo: 7,5\u00a0prosent (2026). modellert, ikke målt. Ny metode");
  assert.equal(shown.label(1), "Eigersund: 1\u00a0234,5\u00a0prosent (2026). modellert, ikke målt. utenfor utvalget");
  assert.equal(shown.heading(), "Prosent, 2026");
});

test("a unit of several municipalities counts once and has one row, under its name", () => {
  const shown = content([7, 7, 7, 1, 1], { units: [["Sør", [1, 2]]] });
  assert.deepEqual(shown.rows, [0, 1, 3, 4]);
  assert.equal(shown.rowName[1], "Sør");
  assert.deepEqual(shown.legend().rows.map(({ count }) => count), [2, 2]);
});
