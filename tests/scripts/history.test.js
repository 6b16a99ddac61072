// One entry of the history for each thing that the reader does: history.js, run with a history that keeps its entries.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import vm from "node:vm";

const SCRIPT = readFileSync(new URL("../../dashboard/shell/history.js", import.meta.url), "utf-8");

/** A page at /okonomi: its entries, and what happens on it. */
function opened() {
  const entries = ["/okonomi"];
  const listeners = {};
  const location = { origin: "http://x", get pathname() { return new URL(entries.at(-1), "http://x").pathname; } };
  const history = {
    pushState: (_state, _unused, url) => entries.push(url),
    replaceState: (_state, _unused, url) => entries.splice(-1, 1, url),
  };
  const document = { get baseURI() { return new URL(entries.at(-1), "http://x").href; } };
  const addEventListener = (kind, heard) => { listeners[kind] = heard; };
  class HTMLAnchorElement extends URL { target = ""; }
  vm.runInNewContext(SCRIPT, { history, location, document, URL, HTMLAnchorElement, addEventListener });
  const happens = (type, on) => listeners[type]({ type, composedPath: () => (on ? [new HTMLAnchorElement(on, "http://x")] : []) });
  return { entries, push: (url) => history.pushState({}, "", url), happens };
}

test("what the reader does is an entry, and what the server puts right is a part of it", () => {
  const { entries, push, happens } = opened();
  push("/okonomi?kommune=4601");
  assert.deepEqual(entries, ["/okonomi?kommune=4601"]);
  happens("pointerdown");
  push("/okonomi?kommune=4601&vis=gjeld&tall=delt");
  push("/okonomi?kommune=4601&vis=gjeld");
  happens("keydown");
  push("/okonomi?kommune=4601&vis=utgifter");
  assert.deepEqual(entries.slice(1), ["/okonomi?kommune=4601&vis=gjeld", "/okonomi?kommune=4601&vis=utgifter"]);
});

test("another page is always an entry, and what is brought along to it a part of that", () => {
  const { entries, push, happens } = opened();
  push("/befolkning?vis=gjeld");
  push("/befolkning");
  assert.deepEqual(entries, ["/okonomi", "/befolkning"]);
  happens("click");
  happens("popstate");
  push("/befolkning?fra=2020");
  assert.deepEqual(entries, ["/okonomi", "/befolkning?fra=2020"]);
});

test("a page that back or forward has passed already makes no entry", () => {
  const { entries, push, happens } = opened();
  happens("popstate");
  push("/befolkning?vis=alder");
  push("/okonomi");
  assert.deepEqual(entries, ["/okonomi"]);
  happens("click");
  push("/befolkning");
  assert.deepEqual(entries, ["/okonomi", "/befolkning"]);
});

test("what the server says of the next page's choices before the page has come is not this page's", () => {
  const { entries, push, happens } = opened();
  happens("click");
  push("/okonomi?vis=gjeld");
  happens("pointerdown");
  happens("click", "/befolkning");
  push("/okonomi");
  push("/befolkning?vis=gjeld");
  push("/befolkning?vis=storrelse");
  assert.deepEqual(entries, ["/okonomi", "/okonomi?vis=gjeld", "/befolkning?vis=storrelse"]);
});

test("a link to another page that led nowhere leaves the next choice as it is", () => {
  const { entries, push, happens } = opened();
  happens("click", "/befolkning");
  happens("pointerdown");
  push("/okonomi?vis=gjeld");
  assert.deepEqual(entries, ["/okonomi", "/okonomi?vis=gjeld"]);
});
