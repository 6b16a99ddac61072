// What a chart's words become where it is narrow.

import assert from "node:assert/strict";
import test from "node:test";

import { NARROW, narrowed, wrapped } from "../../dashboard/components/chart/narrow.js";

const NAMES = ["Fra lavest til høyest", "Medianen for de sammenlignbare kommunene", "Rindal"];
const chart = (legend = {}) => ({
  data: [...NAMES.map((name) => ({ name })), { name: "", showlegend: false }],
  layout: { height: 290, legend, yaxis: { title: { text: "Innbyggere (innbyggere i kommunen)" } } },
});

test("words are broken between them, and none is lost", () => {
  assert.equal(wrapped(NAMES[1], 29), "Medianen for de<br>sammenlignbare kommunene");
  assert.equal(wrapped("Kommunestyremedlemmer", 10), "Kommunestyremedlemmer");
  assert.equal(wrapped("", 10), "");
});

test("on a phone no name is longer than the room, and the chart is higher by the lines of its legend", () => {
  const { data, layout } = narrowed(chart(), 362);
  const lines = data.flatMap(({ name }) => name.split("<br>"));
  assert.ok(lines.every((line) => line.length <= 29));
  assert.equal(lines.filter(Boolean).join(" "), NAMES.join(" "));
  assert.equal(layout.height, 290 + 3 * 20);
  assert.ok(layout.yaxis.title.text.includes("<br>"));
});

test("a legend below has its lines already, and only those that a name takes beyond one are added", () => {
  assert.equal(narrowed(chart({ yref: "container" }), 362).layout.height, 290 + 20);
});

test("a chart with room stays as it is", () => {
  const wide = chart();
  assert.deepEqual(narrowed(wide, NARROW), wide);
});
