// What a popover holds stands at the end of the page, so Tab from its button would pass everything between before it
// came there. Here Tab leads from the button of an open popover into it, and from its ends back to the button. Stands in
// the page's end of head (see head.py).

const BODY = "[data-testid='stPopoverBody']";
const BUTTON = "[data-testid='stPopoverButton'][aria-expanded='true']";
const CAN_HAVE_FOCUS =
  "a[href], button:not(:disabled), input:not(:disabled), select:not(:disabled), textarea:not(:disabled), [tabindex]";

/** What Tab stops at within an element or a shadow root, in order. */
function stops(root) {
  return [...root.querySelectorAll("*")].flatMap((node) => [
    ...(node.matches(CAN_HAVE_FOCUS) && node.tabIndex >= 0 && node.checkVisibility() ? [node] : []),
    ...(node.shadowRoot ? stops(node.shadowRoot) : []),
  ]);
}

function focused() {
  let node = document.activeElement;
  while (node?.shadowRoot?.activeElement) node = node.shadowRoot.activeElement;
  return node;
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "Tab" || event.altKey || event.ctrlKey || event.metaKey) return;
  const body = document.querySelector(BODY);
  const button = /** @type {HTMLElement | null} */ (document.querySelector(BUTTON));
  if (!body || !button) return;
  const within = stops(body);
  const at = focused();
  if (at === button && !event.shiftKey && within.length) {
    event.preventDefault();
    within[0].focus();
  } else if (at === within[0] && event.shiftKey) {
    event.preventDefault();
    button.focus();
  } else if (at === within.at(-1) && !event.shiftKey) {
    button.focus(); // and on from there, as the browser does
  }
}, true);
