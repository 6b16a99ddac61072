// What components fetch: once for all of them, and first what the page asked for before their scripts had come.
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { fetchJson, forget } from "../../dashboard/components/dom.js";

let asked; // the addresses that the server was asked for
beforeEach(() => {
  asked = [];
  globalThis.document = { baseURI: "http://here/folder/" };
  globalThis.window = { askedAhead: {} };
  globalThis.fetch = async (address) => {
    asked.push(address);
    return { ok: !address.includes("lacking"), status: 404, json: async () => ({ from: "server" }) };
  };
});

test("what the page asked for already is not asked for again", async () => {
  globalThis.window.askedAhead["http://here/folder/tall?a=1"] = Promise.resolve({ from: "page" });
  const answers = await Promise.all([fetchJson("tall?a=1"), fetchJson("tall?a=1")]);
  assert.deepEqual(answers, [{ from: "page" }, { from: "page" }]);
  assert.deepEqual(asked, []);
});

test("what the page asked for in vain is asked for, and what was forgotten anew", async () => {
  globalThis.window.askedAhead["http://here/folder/in-vain"] = Promise.resolve(null);
  assert.deepEqual(await fetchJson("in-vain"), { from: "server" });
  globalThis.window.askedAhead["http://here/folder/forgotten"] = Promise.resolve({ from: "page" });
  assert.deepEqual(await fetchJson("forgotten"), { from: "page" });
  forget("forgotten");
  assert.deepEqual(await fetchJson("forgotten"), { from: "server" });
  assert.deepEqual(asked, ["in-vain", "forgotten"]);
});

test("a failure is told, and the next one asks again", async () => {
  await assert.rejects(fetchJson("lacking"), /lacking: 404/);
  await assert.rejects(fetchJson("lacking"), /lacking: 404/);
  assert.deepEqual(asked, ["lacking", "lacking"]);
});
