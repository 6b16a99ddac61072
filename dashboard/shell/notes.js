// Notes and the source under a figure are cut after a few lines (page.css). What is cut has a button at its end that shows
// the rest, so that it never looks finished. The button says its words by page.css and by its label: it stands among
// words that the map compares with those it has fetched and that pictures are made of. Stands in the page's end of head
// (see head.py).

const FOOT_WORDS = ".figure-foot > p:not(#early *)";

/** @returns {HTMLElement | null} */
function buttonOf(words) {
  const next = words.nextElementSibling;
  return next?.matches(".more") ? next : null;
}

function label(button, words, isOpen) {
  button.ariaExpanded = String(isOpen);
  button.ariaLabel = `${isOpen ? "Vis mindre" : "Vis mer"} av ${words.matches(".source") ? "kilden" : "merknaden"}`;
}

function turn(words, isOpen) {
  label(buttonOf(words), words, isOpen);
  if (!isOpen) fit([words]); // there may be room for all of it by now
}

function made(words) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "more";
  label(button, words, false);
  button.onclick = () => turn(words, button.ariaExpanded !== "true");
  return button;
}

/** Give those a button that are cut, and take it from those that are whole; all are measured before any is changed. */
function fit(all) {
  const closed = all.filter((words) => buttonOf(words)?.ariaExpanded !== "true");
  const seen = closed.map((words) => ({ words, isCut: words.scrollHeight > words.clientHeight + 1 }));
  for (const { words, isCut } of seen) {
    if (!isCut) buttonOf(words)?.remove();
    else if (!buttonOf(words)) words.after(made(words));
  }
}

const sizes = new ResizeObserver((entries) => fit(entries.map(({ target }) => target)));
const met = new WeakSet();
new MutationObserver(() => {
  for (const words of document.querySelectorAll(FOOT_WORDS)) {
    if (met.has(words)) continue;
    met.add(words);
    sizes.observe(words);
  }
}).observe(document.documentElement, { childList: true, subtree: true });

/** The cut words that an event is within. */
const cutWords = ({ target }) => {
  const words = target instanceof Element ? target.closest(FOOT_WORDS) : null;
  return words && buttonOf(words)?.ariaExpanded === "false" ? words : null;
};

// The words themselves can be pressed too, and a link among those that are cut is in sight when the keyboard comes there.
document.addEventListener("click", (event) => {
  const words = cutWords(event);
  if (words && !(event.target instanceof Element && event.target.closest("a"))) turn(words, true);
});
document.addEventListener("focusin", (event) => {
  const words = cutWords(event);
  if (!words || !(event.target instanceof Element) || !event.target.matches(":focus-visible")) return;
  turn(words, true);
  event.target.scrollIntoView({ block: "nearest" }); // with more lines it may stand below what is seen
});
