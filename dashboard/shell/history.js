// One entry of the browser's history for each thing that the reader does. Streamlit makes one whenever the server tells it
// another address; what the server puts right by itself (a choice that the new view doesn't have, a list that is brought
// along to a page, the years that a map runs through, a page that back and forward have passed before it was drawn)
// belongs to the entry that is there. Stands in the head of every page (see head.py).
{
  const { pushState, replaceState } = history;
  let acted = false; // whether the reader has done anything since the present entry was made
  let returned = false; // whether the reader has come here by back or forward, and done nothing since
  /** @type {{ search?: string } | null} */
  let leaving = null; // the reader has pressed a link to another page; what the server has said of its choices since
  for (const done of ["pointerdown", "click", "keydown", "input", "change"]) {
    addEventListener(done, (event) => { acted = true; returned = false; leaving = leads(event) ? {} : null; }, true);
  }
  addEventListener("popstate", () => { acted = false; returned = true; leaving = null; });

  /** Whether this is a press on a link to another page of the program in this window. */
  function leads(event) {
    if (event.type !== "click" || event.ctrlKey || event.metaKey || event.shiftKey) return false;
    const link = event.composedPath().find((node) => node instanceof HTMLAnchorElement);
    const isHere = link && link.origin === location.origin && (!link.target || link.target === "_self");
    return Boolean(isHere) && link.pathname !== location.pathname;
  }

  history.pushState = function (state, unused, url) {
    const target = new URL(url ?? "", document.baseURI);
    const isOtherPage = target.pathname !== location.pathname;
    if (leaving && !isOtherPage) {
      // Streamlit tells the browser of a page later than of its choices when both come at once: they are not this page's.
      leaving.search = target.search;
      return;
    }
    if (leaving?.search !== undefined) target.search = leaving.search;
    const isOwn = acted || (isOtherPage && !returned);
    acted = false;
    leaving = null;
    (isOwn ? pushState : replaceState).call(history, state, unused, target.pathname + target.search + target.hash);
  };
}
