// Small builders that every component draws with, and what they fetch, once for all of them. A child that is null or
// empty is left out.

const SVG = "http://www.w3.org/2000/svg";
const LONGEST_DRAWING_MS = 1500;
const files = new Map(); // address -> promise of the JSON there

/** An HTML element with these attributes.
 *  @template {keyof HTMLElementTagNameMap} Name
 *  @param {Name} name
 *  @param {Record<string, any>} attributes
 *  @param {(Node | string | null)[]} children
 *  @returns {HTMLElementTagNameMap[Name]} */
export function element(name, attributes = {}, ...children) {
  return filled(document.createElement(name), attributes, children);
}

/** An SVG element with these attributes.
 *  @template {keyof SVGElementTagNameMap} Name
 *  @param {Name} name
 *  @param {Record<string, any>} attributes
 *  @param {(Node | string | null)[]} children
 *  @returns {SVGElementTagNameMap[Name]} */
export function shape(name, attributes = {}, ...children) {
  return filled(document.createElementNS(SVG, name), attributes, children);
}

function filled(node, attributes, children) {
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children.filter((child) => child !== null && child !== ""));
  return node;
}

/** An HTML element with these properties, where those say more than attributes: `textContent`, `onclick`.
 *  @template {keyof HTMLElementTagNameMap} Name
 *  @param {Name} name
 *  @param {Record<string, any>} properties
 *  @param {(Node | string | null)[]} children
 *  @returns {HTMLElementTagNameMap[Name]} */
export function withProperties(name, properties = {}, ...children) {
  const node = Object.assign(document.createElement(name), properties);
  node.append(...children.filter((child) => child !== null && child !== ""));
  return node;
}

/** Set an attribute where it is another: the browser does work for every one that is set. */
export function setAttribute(node, name, value) {
  if (node.getAttribute(name) !== value) node.setAttribute(name, value);
}

const DRAWN = "gk-drawn";

/** Say that a map or a chart is drawn, to what stands around the same figure; `root` is where its component is. */
export function tellDrawn(root) {
  root.host?.dispatchEvent(new Event(DRAWN, { bubbles: true }));
}

/** Call `act` when the figure that a component stands in is drawn, or soon: nothing is told of what needs no drawing. */
export function whenDrawn(root, act) {
  const figure = root.host?.closest('[class*="st-key-figure_"]');
  const done = () => {
    clearTimeout(waiting);
    figure?.removeEventListener(DRAWN, done);
    act();
  };
  const waiting = setTimeout(done, figure ? LONGEST_DRAWING_MS : 0);
  figure?.addEventListener(DRAWN, done);
}

/** What is at an address, asked for once; again only after a failure or when it was forgotten. */
export function fetchJson(address) {
  if (!files.has(address)) {
    const answer = asked(address);
    answer.catch(() => files.delete(address));
    files.set(address, answer);
  }
  return files.get(address);
}

/** What the page asked for before our scripts had come, once; else what is there now. */
async function asked(address) {
  const { href } = new URL(address, document.baseURI);
  const early = await window.askedAhead?.[href];
  delete window.askedAhead?.[href];
  return early ?? ask(address);
}

async function ask(address) {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address}: ${response.status}`);
  return response.json();
}

/** Ask anew the next time. */
export function forget(address) {
  files.delete(address);
}

/** The same under another address too. */
export function alsoAt(address, found) {
  if (!files.has(address)) files.set(address, Promise.resolve(found));
}
