// Lists of views to present: { name, views: [{ link, title, note }] }. The reader's own lives in this browser; any list
// lives in its link. toolbar.js adds to the own one, view_list.js edits it, presenter.js steps through the link's.
// dashboard/state/pack.py writes and reads the same.

import { names, withChoices } from "./addresses.js";

const OWN = "generalistkommunen.visninger"; // its name in localStorage
const EMPTY = { name: "", views: [] };

/** The reader's own list. */
export function own() {
  try {
    const kept = JSON.parse(localStorage.getItem(OWN) ?? "null");
    const { name = "", views = [] } = Array.isArray(kept) ? { views: kept } : kept ?? EMPTY; // before it had a name
    return { name: String(name), views: views.map(({ link, title, note = "" }) => ({ link, title, note })) };
  } catch {
    return EMPTY;
  }
}

export function keep(pack) {
  localStorage.setItem(OWN, JSON.stringify(pack));
}

/** A list as JSON has it in a link and on its way to the server. */
export function plain({ name, views }) {
  return [name, views.map(({ link, title, note }) => (note ? [link, title, note] : [link, title]))];
}

/** A list as a link holds it. */
export async function written(pack) {
  const bytes = new TextEncoder().encode(JSON.stringify(plain(pack)));
  const packed = await through(bytes, new CompressionStream("deflate-raw"));
  return btoa(Array.from(packed, (byte) => String.fromCharCode(byte)).join(""))
    .replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/** The list that a link holds; an empty one where it is broken. */
export async function read(held) {
  try {
    const packed = Uint8Array.from(atob(held.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));
    const bytes = await through(packed, new DecompressionStream("deflate-raw"));
    const [name, views] = JSON.parse(new TextDecoder().decode(bytes));
    const read_ = views.map(([link, title = "", note = ""]) => ({ link, title, note }));
    return { name, views: read_.filter(({ link }) => /^\/(?![/\\])/.test(link)) };
  } catch {
    return EMPTY;
  }
}

async function through(bytes, stream) {
  return new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(stream)).arrayBuffer());
}

/** The address that shows a view as one of the list `held`; `place` counts from 1. */
export function slideLink({ link }, held, place) {
  return withChoices(link, { [names.list]: held, [names.place]: String(place) }).href;
}
