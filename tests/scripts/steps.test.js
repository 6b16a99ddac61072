// Where the arrow keys lead.
import assert from "node:assert/strict";
import { test } from "node:test";

import { DIRECTIONS, stepFrom } from "../../dashboard/components/municipality_map/steps.js";

//   0   1
//   2   3        5 is an island far to the east, 4 lies south-east of 2 and touches it
//     4              5
const GEOMETRY = {
  shapes: [{ x: 0, y: 0 }, { x: 10, y: 0 }, { x: 0, y: 10 }, { x: 10, y: 10 }, { x: 4, y: 22 }, { x: 90, y: 24 }],
  neighbours: [[1, 2], [0, 3], [0, 3, 4], [1, 2], [2], []],
};
const ALL = GEOMETRY.shapes.map(() => true);
const step = (from, key, inside = ALL) => stepFrom(from, GEOMETRY, inside, DIRECTIONS[key]);

test("to the neighbour in the direction of the arrow", () => {
  assert.deepEqual(["ArrowRight", "ArrowDown"].map((key) => step(0, key)), [1, 2]);
  assert.deepEqual(["ArrowLeft", "ArrowUp"].map((key) => step(3, key)), [2, 1]);
  assert.equal(step(2, "ArrowDown"), 4);
});

test("over water to the nearest that lies that way", () => {
  assert.equal(step(4, "ArrowRight"), 5);
  assert.equal(step(5, "ArrowLeft"), 3);
});

test("nowhere where nothing lies that way", () => {
  assert.equal(step(0, "ArrowUp"), undefined);
  assert.equal(step(5, "ArrowRight"), undefined);
});

test("past those outside the selection", () => {
  assert.equal(step(0, "ArrowRight", ALL.map((_, i) => i !== 1)), 3);
});

test("every municipality is reached from every other by arrows", () => {
  const reached = new Set([0]);
  for (const from of reached) for (const key of Object.keys(DIRECTIONS)) if (step(from, key) !== undefined) reached.add(step(from, key));
  assert.equal(reached.size, ALL.length);
});
