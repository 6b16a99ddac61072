// JSON that the page's first figures are drawn from, named in the links before this: asked for and read at once, while
// the scripts that draw them are on their way. The components find it here (see fetchJson in dom.js).
window.askedAhead = {};
/** @type {NodeListOf<HTMLLinkElement>} */
const links = document.querySelectorAll('link[rel="preload"][as="fetch"]');
for (const { href } of links) {
  window.askedAhead[href] = fetch(href).then((response) => (response.ok ? response.json() : null)).catch(() => null);
}
