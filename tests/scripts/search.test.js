// Which municipality is found first by what is typed.
import assert from "node:assert/strict";
import { test } from "node:test";

import { findMunicipalities, formerly } from "../../dashboard/components/search.js";

const NAMES = {
  "0301": "Oslo - Oslove", 1145: "Bokn", 1804: "Bodø", 1818: "Herøy (Nordland)", 1867: "Bø", 3424: "Rendalen",
  3451: "Nord-Aurdal", 3905: "Tønsberg", 4204: "Kristiansand", 4601: "Bergen", 4602: "Kinn", 5540: "Kåfjord - Gáivuotna - Kaivuono",
};
const codes = Object.keys(NAMES).sort();
const aliases = [["0716", "Re", codes.indexOf("3905"), 2019], ["1018", "Søgne", codes.indexOf("4204"), 2019]];
const GEOMETRY = { codes, names: codes.map((code) => NAMES[code]), aliases };

const first = (typed) => codes[findMunicipalities(GEOMETRY, typed)[0]?.position];

test("a number is understood however it is written", () => {
  for (const typed of ["301", "0301", "K-0301", "k 301", "knr. 0301", "03 01", "03 01 Oslo"]) {
    assert.equal(first(typed), "0301", typed);
  }
  assert.deepEqual(findMunicipalities(GEOMETRY, "46 01").map((hit) => codes[hit.position]), ["4601"]);
});

test("a name is found in any language, without its hyphen and with the word for municipality", () => {
  const typed = { "oslo kommune": "0301", Oslove: "0301", gaivuotna: "5540", Kaivuono: "5540", "nord aurdal": "3451", heroy: "1818" };
  for (const [name, code] of Object.entries(typed)) assert.equal(first(name), code, name);
});

test("a whole name comes before those that begin with it, also one that is no longer used", () => {
  assert.equal(first("Bø"), "1867");
  const [re, ...others] = findMunicipalities(GEOMETRY, "Re");
  assert.deepEqual([codes[re.position], formerly(re.former, "Re")], ["3905", "Re, til 2019"]);
  assert.ok(others.some((hit) => codes[hit.position] === "3424"));
  assert.equal(formerly(findMunicipalities(GEOMETRY, "1018")[0].former, "1018"), "1018 Søgne, til 2019");
});
