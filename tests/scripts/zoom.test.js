// How far a map can be enlarged and moved.
import assert from "node:assert/strict";
import { test } from "node:test";

import { CLOSEST, WHOLE, around, centreOf, isWhole, limited, onto } from "../../dashboard/components/municipality_map/zoom.js";

const FRAME = { x: -10, y: -20, width: 1000, height: 1200 };

/** The point of the drawing that is in the middle of what is seen. */
function seenMiddle({ k, x, y }) {
  const middle = centreOf(FRAME);
  return { x: (middle.x - x) / k, y: (middle.y - y) / k };
}

test("never smaller than whole, never closer than the closest", () => {
  assert.deepEqual(limited({ k: 0.2, x: 40, y: 40 }, FRAME), WHOLE);
  assert.equal(limited({ k: 1000, x: 0, y: 0 }, FRAME).k, CLOSEST);
  assert.equal(around({ k: 30, x: 0, y: 0 }, { x: 0, y: 0 }, 1.6).k, CLOSEST);
  assert.equal(around({ k: 1.2, x: 0, y: 0 }, { x: 0, y: 0 }, 1 / 1.6).k, 1);
});

test("the middle of what is seen stays within the drawing however far it is dragged", () => {
  for (const [x, y] of [[1e6, 1e6], [-1e6, -1e6], [1e6, -1e6]]) {
    const middle = seenMiddle(limited({ k: 3, x, y }, FRAME));
    assert.ok(middle.x >= FRAME.x - 1e-9 && middle.x <= FRAME.x + FRAME.width + 1e-9, String(middle.x));
    assert.ok(middle.y >= FRAME.y - 1e-9 && middle.y <= FRAME.y + FRAME.height + 1e-9, String(middle.y));
  }
});

test("enlarging around a point leaves the point where it is", () => {
  const before = { k: 2, x: -300, y: -250 };
  const point = { x: 120, y: 340 };
  const after = around(before, point, 1.5);
  for (const axis of ["x", "y"]) {
    const inDrawing = (point[axis] - before[axis]) / before.k;
    assert.ok(Math.abs(inDrawing * after.k + after[axis] - point[axis]) < 1e-9);
  }
});

test("what is zoomed to fills the frame, its middle in the middle", () => {
  const zoom = onto([100, 200, 300, 400], FRAME);
  const middle = seenMiddle(zoom);
  assert.ok(Math.abs(middle.x - 200) < 1e-9 && Math.abs(middle.y - 300) < 1e-9);
  assert.ok(200 * zoom.k <= FRAME.width && 200 * zoom.k > 0.8 * FRAME.width);
});

test("back and forth in steps ends whole", () => {
  let zoom = WHOLE;
  for (let step = 0; step < 5; step++) zoom = limited(around(zoom, centreOf(FRAME), 1.6), FRAME);
  assert.ok(!isWhole(zoom));
  for (let step = 0; step < 5; step++) zoom = limited(around(zoom, centreOf(FRAME), 1 / 1.6), FRAME);
  assert.ok(isWhole(zoom));
});
