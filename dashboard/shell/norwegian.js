// Streamlit writes some words by itself, in English, and offers no way to change them: labels for screen readers,
// empty states, the menu, lost connections. They are put into Norwegian here as they appear on the page. Stands in the
// page's head (see head.py), so that it is there before the first of them.

const WORDS = {
  "Skip to main content": "Gå til innholdet",
  "Main menu": "Hovedmeny",
  Open: "Åpne",
  open: "åpne",
  Close: "Lukk",
  Clear: "Fjern",
  "Clear all": "Fjern alle",
  "Clear value": "Fjern valget",
  Rerun: "Kjør på nytt",
  Print: "Skriv ut",
  Settings: "Innstillinger",
  About: "Om",
  "Record screen": "Ta opp skjermen",
  "Record a screencast": "Ta opp skjermen",
  "Clear cache": "Tøm mellomlageret",
  "Use system setting": "Følg datamaskinen",
  Light: "Lyst",
  Dark: "Mørkt",
  "Running...": "Henter …",
  Stop: "Stopp",
  "No results": "Ingen treff",
  "No options to select": "Ingenting å velge",
  "Select all": "Velg alle",
  "Choose an option": "Velg",
  "Choose options": "Velg",
  "Copy to clipboard": "Kopier",
  Copied: "Kopiert",
  Fullscreen: "Fullskjerm",
  "Close fullscreen": "Lukk fullskjerm",
  "Expand sidebar": "Åpne menyen",
  "Collapse sidebar": "Lukk menyen",
  Connecting: "Kobler til",
  "CONNECTING": "KOBLER TIL",
  "Connection error": "Ingen forbindelse",
  "Is Streamlit still running? If you accidentally stopped Streamlit, just restart it in your terminal:":
    "Forbindelsen til tjeneren er brutt. Prøv å laste siden på nytt. Den som driver nettstedet, kan starte tjeneren igjen med:",
  more: "flere",
  "Page not found": "Siden finnes ikke",
};
/** @type {[RegExp, string][]} */
const PATTERNS = [
  [/^Made with Streamlit (.*)$/s, "Laget med Streamlit $1"],
  [/^Help for (.*)$/s, "Hjelp til $1"],
  [/^Clear (.*)$/s, "Fjern $1"],
  [/^Remove (.*)$/s, "Fjern $1"],
  [/^Selected (.*)$/s, "Valgt $1"],
  [/^(\d+) more$/, "$1 flere"],
  [/^(\d+) options? available\.?(?: for search term (.*))?$/s, "$1 å velge mellom."],
  [/^[Oo]ption (.*), selected\.?$/s, "$1 er valgt."],
  [/^[Oo]ption (.*) focused.*$/s, "$1"],
  [/^Press Enter to submit.*$/, "Trykk Enter"],
];
const ATTRIBUTES = ["aria-label", "title", "placeholder", "alt"];

function norwegian(text) {
  const bare = text.trim();
  if (bare in WORDS) return text.replace(bare, WORDS[bare]);
  for (const [pattern, words] of PATTERNS) if (pattern.test(bare)) return bare.replace(pattern, words);
  return text;
}

/** Streamlit's own parts only: what a figure, a name or a user says is never touched. */
function isStreamlits(node) {
  return !node.closest?.(".figure-head, .figure-foot, .card, .prose, [data-testid='stHtml'], [data-testid='stMarkdown']");
}

function put(node) {
  if (node.nodeType === Node.TEXT_NODE) {
    const words = node.parentElement && isStreamlits(node.parentElement) ? norwegian(node.data) : node.data;
    if (words !== node.data) node.data = words;
    return;
  }
  if (node.nodeType !== Node.ELEMENT_NODE) return;
  for (const name of ATTRIBUTES) {
    const said = node.getAttribute(name);
    const words = said && norwegian(said);
    if (words && words !== said) node.setAttribute(name, words);
  }
}

function putAll(root) {
  put(root);
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) put(walker.currentNode);
}

new MutationObserver((changes) => {
  for (const { type, target, addedNodes } of changes) {
    if (type === "childList") addedNodes.forEach(putAll);
    else put(target);
  }
}).observe(document.body, {
  childList: true, subtree: true, characterData: true, attributes: true, attributeFilter: ATTRIBUTES,
});
putAll(document.body);
