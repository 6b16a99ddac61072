// Numbers are written as Python writes them; tests/dashboard/test_text.py holds the same file against text.number.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { MINUS, NBSP, capitalised, formatNumber } from "../../dashboard/components/numbers.js";

const CASES = JSON.parse(readFileSync(new URL("numbers.json", import.meta.url), "utf-8"));

for (const [value, decimals, written] of CASES) {
  test(`${value} with ${decimals} decimals is ${written}`, () => {
    assert.equal(formatNumber(value, decimals), written.replaceAll(" ", NBSP));
  });
}

test("a change has its sign, and what rounds to nothing has none", () => {
  assert.deepEqual(
    [1.25, -1.25, 0, 0.04, -0.04].map((value) => formatNumber(value, 1, true)),
    ["+1,3", `${MINUS}1,3`, "0,0", "0,0", "0,0"],
  );
});

test("a word begins with a capital, the sign of a unit stays as it is", () => {
  assert.deepEqual(["innbyggere", "km²", "kr per innbygger", "år", ""].map(capitalised), [
    "Innbyggere", "km²", "Kr per innbygger", "År", "",
  ]);
});
