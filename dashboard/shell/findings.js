// «Nøkkelfunn» on the front page are open at a reader's first visit and folded from then on, so that the map begins
// higher up; who opens or folds them by a press finds them so next time. A link to the place itself opens them. Stands
// in the head of every page: they are folded as they are put on the page, before anybody sees them.
{
  const KEPT = "generalistkommunen.nokkelfunn";
  const [FOLDED, OPEN] = ["lukket", "åpent"];

  const keep = (/** @type {string} */ state) => {
    try {
      localStorage.setItem(KEPT, state);
    } catch {} // storage that is closed to this page
  };
  let before = null;
  try {
    before = localStorage.getItem(KEPT);
  } catch {} // the same
  /** @type {boolean | null} null is as they come from the server */
  let isOpen = location.hash === "#nokkelfunn" || (before === FOLDED ? false : null);

  const met = new WeakSet();
  new MutationObserver(() => {
    for (const findings of document.querySelectorAll("details.findings")) {
      if (met.has(findings)) continue;
      met.add(findings);
      if (isOpen !== null) findings.toggleAttribute("open", isOpen);
      if (!before && findings.hasAttribute("open")) keep((before = FOLDED));
    }
  }).observe(document.documentElement, { childList: true, subtree: true });

  document.addEventListener("click", ({ target }) => {
    if (!(target instanceof Element) || !target.closest(".findings summary")) return;
    isOpen = !target.closest("details")?.open;
    keep(isOpen ? OPEN : FOLDED);
  });
}
