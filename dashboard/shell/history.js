// One entry of the browser's history for each thing that the reader does. Streamlit makes one whenever the server tells it
// another address; what the server puts right by itself (a choice that the new view doesn't have, a list that is brought
// along to a page, the years that a map runs through, a page that back and forward have passed before it was drawn)
// belongs to the entry that is there. Stands in the head of every page (see head.py).
{
  const { pushState, replaceState } = history;
  let acted = false; // whether the reader has done anything since the present entry was made
  let returned = false; // whether the reader has come here by back or forward, and done nothing since
  for (const done of ["pointerdown", "click", "keydown", "input", "change"]) {
    addEventListener(done, () => { acted = true; returned = false; }, true);
  }
  addEventListener("popstate", () => { acted = false; returned = true; });
  history.pushState = function (state, unused, url) {
    const isOtherPage = new URL(url ?? "", document.baseURI).pathname !== location.pathname;
    const isOwn = acted || (isOtherPage && !returned);
    acted = false;
    (isOwn ? pushState : replaceState).call(history, state, unused, url);
  };
}
