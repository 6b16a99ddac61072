// A list of views in a link, as the server has it too (tests/dashboard/state/test_pack.py).
import assert from "node:assert/strict";
import { test } from "node:test";

import { read, written } from "../../dashboard/components/pack.js";

const LIST = {
  name: "Møte i Tana",
  views: [
    { link: "/befolkning?vis=alder&datasett=a1&visning=presentasjon&figur=pyramid", title: "Ærlig tittel", note: "" },
    { link: "/?visning=presentasjon&datasett=a1", title: "Kart", note: "Si «hei»\nog vent" },
  ],
};

test("a list is read as it was written", async () => {
  const held = await written(LIST);
  assert.match(held, /^[A-Za-z0-9_-]+$/);
  assert.deepEqual(await read(held), LIST);
});

test("what leads elsewhere or is broken is left out", async () => {
  const strangers = ["//stranger.example/", "/\\stranger.example", "https://stranger.example"];
  const held = await written({ name: "", views: strangers.map((link) => ({ link, title: "", note: "" })) });
  assert.deepEqual((await read(held)).views, []);
  assert.deepEqual(await read("abc"), { name: "", views: [] });
});
