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
  wide.layout.height = 420;
  assert.deepEqual(narrowed(wide, NARROW), wide);
});

test("a title is no longer than the chart is high, however wide that is, and the margins that are told hold its lines", () => {
  const title = (text) => ({ title: { text } });
  const low = chart();
  low.layout = {
    ...low.layout, ...{ xaxis: title("Sentralitetsindeks (poeng; høyest er mest sentral)"), meta: { margin: { l: 60, b: 70 } } },
    yaxis: title("Sykepleiere per 100 på 80 år og over<br>(årsverk per 100 på 80 år og over)"),
  };
  const { layout } = narrowed(low, 1100);
  const lines = layout.yaxis.title.text.split("<br>");
  assert.ok(lines.length > 2 && lines.every((line) => line.length <= 24));
  assert.ok(lines.some((line) => line.startsWith("(årsverk")));
  assert.deepEqual(layout.meta.margin, { l: 60 + 20 * (lines.length - 2), b: 70 });
  assert.equal(layout.xaxis.title.text, low.layout.xaxis.title.text);
  const narrow = narrowed(low, 362).layout;
  assert.equal(narrow.xaxis.title.text.split("<br>").length, 2);
  assert.equal(narrow.meta.margin.b, 70 + 20);
});
