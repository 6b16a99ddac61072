// The figures that the server has at an address.

import { alsoAt, fetchJson } from "../dom.js";

/** What an address of figures holds; kept under its lasting address too, which says every choice. */
export async function fetchFigures(address) {
  const found = await fetchJson(address);
  alsoAt(found.address, found);
  return found;
}
