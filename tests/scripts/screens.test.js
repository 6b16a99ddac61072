// How a figure that is too tall for a screen is divided.
import assert from "node:assert/strict";
import { test } from "node:test";

import { divided } from "../../dashboard/components/presenter/screens.js";

const row = (top, bottom) => [top, bottom, false];
const heading = (top, bottom) => [top, bottom, true];

test("what fits is one screen", () => {
  assert.deepEqual(divided(500, 600, [row(0, 500)]), [[0, 500]]);
});

test("no row is cut, and nothing is lost", () => {
  const rows = Array.from({ length: 14 }, (_, place) => row(place * 110, place * 110 + 100));
  const screens = divided(1540, 600, rows);
  assert.equal(screens[0][0], 0);
  assert.equal(screens.at(-1)[1], 1540);
  for (const [place, [top, bottom]] of screens.entries()) {
    assert.ok(bottom - top <= 600);
    if (place) assert.equal(top, screens[place - 1][1]);
    for (const [start, stop] of rows) assert.ok(stop <= top || start >= bottom || (start >= top && stop <= bottom));
  }
});

test("a heading goes with what it is over", () => {
  const rows = [row(0, 300), heading(310, 340), row(350, 700), row(710, 900), row(910, 1100)];
  assert.equal(divided(1100, 600, rows)[0][1], 310);
});

test("the sources at the end are not alone on the last screen", () => {
  const rows = [row(0, 200), row(210, 400), row(410, 590), row(600, 680)];
  assert.deepEqual(divided(680, 600, rows), [[0, 410], [410, 680]]);
});

test("where there are no rows, screens have something in common", () => {
  assert.deepEqual(divided(1000, 600, []), [[0, 600], [470, 1000]]);
});
