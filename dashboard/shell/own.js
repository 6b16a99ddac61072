// The reader's own municipality, and the list that it is compared with, follow from visit to visit. What an address says
// comes first: only one that says nothing is filled in. A link that was followed is not taken for the reader's own
// choice; what was chosen on the way from it is. Stands in the head of every page (see head.py), before Streamlit reads
// the address.
{
  const { kept: KEPT, chosen: CHOSEN, always: ALWAYS, lists: LISTS, pages: PAGES } = OWN_NAMES;
  const page = location.pathname.replace(/\/+$/, "").split("/").at(-1) ?? "";
  const said = () => new URLSearchParams(location.search);
  const own = (/** @type {URLSearchParams} */ parameters) => {
    const names = parameters.has(LISTS.at(-1)) ? [...ALWAYS, ...LISTS] : ALWAYS;
    return new URLSearchParams(names.filter((name) => parameters.get(name)).map((name) => [name, parameters.get(name) ?? ""]));
  };

  try {
    const before = localStorage.getItem(KEPT);
    if (before && !location.search) {
      const parameters = new URLSearchParams(before);
      if (!PAGES.includes(page)) LISTS.forEach((name) => parameters.delete(name));
      history.replaceState(history.state, "", `?${parameters}${location.hash}`);
    }
  } catch {} // storage that is closed to this page

  const begun = own(said()).toString();
  const keep = () => {
    const now = own(said());
    if (now.toString() === begun) return;
    try {
      // A page that compares with nobody leaves the list as it was.
      const before = new URLSearchParams(localStorage.getItem(KEPT) ?? "");
      if (!said().has(LISTS[0])) LISTS.forEach((name) => before.has(name) && now.set(name, before.get(name) ?? ""));
      if (now.has(CHOSEN)) localStorage.setItem(KEPT, now.toString());
      else localStorage.removeItem(KEPT);
    } catch {} // storage that is closed to this page
  };
  for (const change of /** @type {const} */ (["pushState", "replaceState"])) {
    const original = history[change];
    history[change] = function (...state) {
      original.apply(this, state);
      keep();
    };
  }
}
